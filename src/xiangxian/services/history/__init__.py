"""What happened to a record, what lies in the recycle bin, what was opened last."""
