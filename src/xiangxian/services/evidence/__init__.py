"""Files that claims rest on: taken in whole, given out whole."""
