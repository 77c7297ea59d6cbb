"""What leaders read on paper: briefs, trips, the sheet to send on, the monthly report."""
