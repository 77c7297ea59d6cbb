"""Pages: a project's way from the first lead to full capacity."""
