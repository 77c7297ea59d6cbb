"""Whole numbers as addresses and forms send them."""

from __future__ import annotations

LONGEST = 9
"""So many figures has the largest that any page sends."""


def sent_number(text: str) -> int | None:
    """The number that *text* is; None for what no page of ours sends, as a superscript or a row of
    figures without an end."""
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if plain else None
