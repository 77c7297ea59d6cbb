"""Word papers of the office: the official page, papers of recognition, letters by template."""
