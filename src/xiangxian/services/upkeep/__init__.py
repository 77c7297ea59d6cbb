"""Long work behind the pages, copies of the whole register, and the demo township."""
