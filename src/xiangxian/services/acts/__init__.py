"""Acts of forms: whose id a form carries, taking an act back, and what comes back with it."""
