"""Search terms as the engines' full-text indexes keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def encoded(terms: Iterable[str]) -> str:
    """Terms as ASCII words, so that no tokenizer and no query language has an opinion."""
    return " ".join(
        f"a{term}" if term.isascii() and term.isalnum() else f"h{term.encode().hex()}"
        for term in sorted(terms)
    )


def term_digest(public: str, private: str) -> str:
    """What stands in for the indexed terms when they are verified."""
    return hashlib.sha256(f"{public}\n{private}".encode()).hexdigest()[:24]
