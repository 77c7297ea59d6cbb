"""Numbers under a hundred in Chinese figures, read and written: 三, 十二, 廿三, 初五."""

from __future__ import annotations

from types import MappingProxyType

FIGURES = MappingProxyType({f: n for n, f in enumerate("〇一二三四五六七八九")} | {"零": 0})
"""Each figure and what it counts."""
_NAMES = "一二三四五六七八九"


def read_numeral(text: str) -> int | None:
    """The number that *text* writes in Chinese or Arabic figures (the latter of any length): 12,
    十二, 二十三, 廿三, 初五; None for anything else."""
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    head, mark, tail = text.partition("十")
    if not mark:
        return FIGURES.get(text)
    tens = FIGURES.get(head) if head else 1
    ones = FIGURES.get(tail) if tail else 0
    return None if tens is None or ones is None else tens * 10 + ones


def numeral(number: int) -> str:
    """一 to 九十九, as headings count. Raises `ValueError` beyond that."""
    if not 1 <= number <= 99:
        raise ValueError("counted from 1 to 99")
    tens, ones = divmod(number, 10)
    text = (_NAMES[tens - 1] if tens > 1 else "") + ("十" if tens else "")
    return text + (_NAMES[ones - 1] if ones else "")
