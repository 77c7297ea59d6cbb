"""Texts as official papers write them (GB/T 9704—2012): days, numerals, widths."""

from __future__ import annotations

import re
from datetime import date

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """*text* without characters that no Word file can hold."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def day_label(day: date | None) -> str:
    """2026年3月5日, without zeros; room to write it by hand when there is none."""
    if day is None:
        room = "\u3000"
        return f"{room * 3}年{room * 2}月{room * 2}日"
    return f"{day.year}年{day.month}月{day.day}日"


def halves(text: str) -> int:
    """The width of *text* in half characters."""
    return sum(1 if ord(character) < 0x2E80 else 2 for character in text)
