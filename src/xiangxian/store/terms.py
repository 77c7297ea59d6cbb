"""Search terms as the engines' full-text indexes keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def _word(term: str) -> str:
    return f"a{term}" if term.isascii() and term.isalnum() else f"h{term.encode().hex()}"


def encoded(terms: Iterable[str]) -> str:
    """Terms as ASCII words, so that no tokenizer and no query language has an opinion."""
    return " ".join(map(_word, sorted(terms)))


def asked(terms: Iterable[str]) -> list[str]:
    """Terms that are asked for, as both engines write them: a `*` at the end, bare, asks for all
    that begin so."""
    return [
        f"{_word(term[:-1])}*" if len(term) > 1 and term.endswith("*") else _word(term)
        for term in sorted(set(terms))
    ]


def term_digest(public: str, private: str) -> str:
    """What stands in for the indexed terms when they are verified."""
    return hashlib.sha256(f"{public}\n{private}".encode()).hexdigest()[:24]
