"""People by name: the name index, the last contact, quick entry, and a person as a register's row."""
