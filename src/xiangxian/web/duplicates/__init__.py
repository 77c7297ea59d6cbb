"""Pages: records that look like one: finding, comparing, merging, taking a merge apart, saying that they are two."""
