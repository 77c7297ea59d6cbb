"""Pages: who knows whom: the ways to somebody, whom to ask for what, and who is the only link."""
