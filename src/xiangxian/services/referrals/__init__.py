"""Who connected which project: attribution, and how it is told, listed, divided and summed."""
