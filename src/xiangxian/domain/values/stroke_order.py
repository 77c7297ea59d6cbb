"""按姓氏笔画为序: the order in which official Chinese lists name people.

By the number of strokes of the surname's first character, then by its strokes one after the other
(横竖撇点折), as the GB13000.1 字符集汉字字序（笔画序）规范 (GF 3003-1999) orders all characters; a
compound surname stands by its first character, behind the single one of that character. Under one
surname those with a given name of one character come first (单名在前), then character after
character in the same manner.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from importlib import resources

from xiangxian.domain.values.text import surname

_UNKNOWN = 0x100000
"""What a character that the table lacks adds to its code point: it stands behind all others."""


@functools.cache
def _places() -> Mapping[str, int]:
    """Character -> its place in the order, from 1."""
    text = resources.files("xiangxian").joinpath("lists/stroke_order.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {char: place for place, char in enumerate("".join(lines), start=1)}


def _figures(char: str) -> str:
    """A character as six figures to the base of sixteen, that sort as the characters do."""
    return f"{_places().get(char) or _UNKNOWN + ord(char):06x}"


@functools.lru_cache(maxsize=20_000)
def stroke_key(name: str) -> str:
    """An ASCII key by which names sort 按姓氏笔画为序.

    Characters outside the table (21,173 characters: all of the 通用规范汉字表 and of GB 13000.1)
    come last, by code point, as do names in another script.
    """
    bare = "".join(unicodedata.normalize("NFKC", name).split())
    family = surname(bare)
    given = bare[len(family) :]
    single = "0" if len(given) <= 1 else "1"
    return "".join((*map(_figures, family), "000000", single, *map(_figures, given)))
