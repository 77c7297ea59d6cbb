"""The store in one SQLite file: tables, reading, writing, checking, copies of the file."""
