"""A file told by its content and opened at a distance: cells, marks beside them, one model for all formats."""
