"""Readers of what cells and forms say: days, money, phones, names, posts, places; types of fields."""
