"""Pages: 要办的事: what was promised, to whom, until when, and what came of it."""
