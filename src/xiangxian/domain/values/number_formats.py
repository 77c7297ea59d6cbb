"""What Excel shows of a number, where the number format says more than the number.

A postcode 010010 and a landline 0511-87654321 are stored as numbers in many registers, and only the
cell's format writes their zeros and dashes. Formats of any other kind are left alone: what they
show is a number, and the number is what counts.
"""

from __future__ import annotations

import functools
import re

UNSEEN = "?"
"""The number format of a cell whose format its reader could not see."""
_PIECE = re.compile(r'"([^"]*)"|\\(.)|_.|([0])|([ \-—–()（）+/])')
_DECIMAL = re.compile(r"0+\.(0+)")


@functools.lru_cache(maxsize=500)
def _pieces(number_format: str) -> tuple[str | None, ...] | None:
    """The format as a row of texts, None for each figure; None where it holds anything else."""
    found: list[str | None] = []
    at = 0
    for piece in _PIECE.finditer(number_format):
        if piece.start() != at:
            return None
        at = piece.end()
        quoted, escaped, zero, mark = piece.groups()
        if zero:
            found.append(None)
        else:
            found.append(quoted or escaped or mark or "")
    return tuple(found) if at == len(number_format) and None in found else None


def as_shown(value: float, number_format: str) -> str | None:
    """What Excel shows of *value* under a format of zeros, blanks, dashes, brackets and quoted text
    alone (ECMA-376 Part 1, 18.8.31), also 0.00; None for any other format and below zero.

    Where the number has more figures than the format, those in front stay together.
    """
    if value < 0 or isinstance(value, bool):
        return None
    if found := _DECIMAL.fullmatch(number_format):
        return f"{value:.{len(found[1])}f}"
    pieces = _pieces(number_format)
    if pieces is None or not float(value).is_integer():
        return None
    places = pieces.count(None)
    figures = str(int(value)).zfill(places)
    ahead = len(figures) - places
    shown = []
    for piece in pieces:
        if piece is not None:
            shown.append(piece)
            continue
        shown.append(figures[: ahead + 1])
        figures, ahead = figures[ahead + 1 :], 0
    return "".join(shown)


@functools.lru_cache(maxsize=500)
def precision_of(number_format: str) -> str:
    """How exactly a format shows a day: `day`, `month` or `year`; `day` for one that says nothing
    of days (General, or a time alone)."""
    bare = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", number_format.lower().split(";")[0])
    bare = re.sub(r"am/pm|上午/下午", "", bare)
    if re.search(r"\[[hms]+\]", number_format.lower()):
        return "day"  # a length of time
    if "d" in bare or "aaa" in bare:
        return "day"
    years = re.search(r"y|e|g", bare.replace("general", "")) is not None
    months = re.search(r"m", re.sub(r"h+[:时]?m+|m+[:分]?s+", "", bare)) is not None
    if months:
        return "month"
    return "year" if years else "day"
