"""Pages: word and Excel pages that know no subject: the official page, templates in a sandbox, the office's own files."""
