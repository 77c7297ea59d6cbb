"""What came of an event: who was asked, answered and came, and what names it as its occasion."""
