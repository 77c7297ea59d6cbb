"""Pages: registers in: a workbook is opened, read, planned, and brought in by a clerk's answers."""
