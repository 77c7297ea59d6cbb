"""Pages: lists that leave the office: purpose, columns, format, mark, and what became of each."""
