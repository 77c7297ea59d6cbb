"""村里核对: sheets that go down to the villages, and what they say when they come back."""
