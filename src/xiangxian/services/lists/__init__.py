"""Lists as a clerk asks for them: conditions, filters, columns, counts, saved lists, changes in bulk."""
