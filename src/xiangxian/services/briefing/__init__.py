"""What leaders read: the front doors, figures with their lists, briefs, trips, fact sheets, the monthly report."""
