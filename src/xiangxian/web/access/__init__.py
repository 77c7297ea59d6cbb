"""Pages: who may log in and what was done: accounts, tries at a password, the operation log, the township's own data."""
