"""Numbers of identity cards and bank cards, known by their shape: they are never stored."""

from __future__ import annotations

import re
import unicodedata

from stdnum import luhn
from stdnum.cn import ric

_IDENTITY = re.compile(r"(?<!\d)(?:\d{6}[\s-]?\d{8}[\s-]?\d{3}[\dXxＸｘ]|[1-9]\d{14})(?!\d)")


_CARD = re.compile(
    r"(?<![\dA-Za-z])(?:62(?:[\s-]?\d){14,17}|[3-6]\d{3}(?:[\s-]?\d{4}){3}(?:[\s-]?\d{1,3})?)(?![\dA-Za-z])"
)
"""A bank card's number, in groups or not: 16 to 19 figures, those of China's cards from 62 on
(ISO/IEC 7812-1); all others only with the right last figure."""


def without_identity(text: str) -> tuple[str, bool]:
    """*text* without what is shaped like an identity number, and whether there was one.

    That is 18 figures with a birthday in the middle (GB 11643-1999), also in groups, or the 15 of
    the numbers before; a mistyped one is left out too.
    """
    hit = False

    def drop(found: re.Match[str]) -> str:
        nonlocal hit
        if _shaped_like_identity(found[0]):
            hit = True
            return ""
        return found[0]

    return _IDENTITY.sub(drop, text).strip(" 　:：,，"), hit


def without_account(text: str) -> tuple[str, bool]:
    """*text* without what is shaped like a bank card's number, and whether there was one."""
    hit = False

    def drop(found: re.Match[str]) -> str:
        nonlocal hit
        figures = re.sub(r"\D", "", unicodedata.normalize("NFKC", found[0]))
        if figures.startswith("62") or luhn.is_valid(figures):
            hit = True
            return ""
        return found[0]

    return _CARD.sub(drop, text).strip(" 　:：,，"), hit


def _shaped_like_identity(text: str) -> bool:
    figures = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if ric.is_valid(figures):
        return True
    born = figures[6:14] if len(figures) == 18 else f"19{figures[6:12]}"
    if born[:2] not in {"18", "19", "20"}:
        return False
    return "01" <= born[4:6] <= "12" and "01" <= born[6:8] <= "31"
