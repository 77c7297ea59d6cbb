"""What becomes of each row beside what is held: the plan, and writing exactly it."""
