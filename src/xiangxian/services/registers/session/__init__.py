"""One import and its clerk: the file that waits, answers, open points, confirmation, taking back."""
