"""Registers saved as text with separators (CSV): their encoding, their separator, their cells."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator

from xiangxian.domain.values.cell_text import cleaned
from xiangxian.services.registers.workbook.bounds import USUAL, Bounds
from xiangxian.services.registers.workbook.model import Cell, Sheet

SEPARATORS = (",", "\t", ";", "|", "，", "；")
"""What stands between cells; the one that makes most columns in the first lines is taken."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 30
_LOST_ZERO = re.compile(r"(?:19|20)\d{2}\.1")
_WHOLE = re.compile(r"1\d{10}\.0")
_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+?1[4-9]")
_HARMLESS = re.compile(r"'[=+\-@]")
"""How a text that looks like a formula is kept from being one, by our lists and by others."""
_QUOTED = re.compile(r'="([^"]*)"')


class TooLarge(Exception):
    """More cells than a register has."""


def decoded(content: bytes) -> str | None:
    """The text of a file: by its mark, else UTF-8, else GB18030 (what Excel on a Chinese Windows
    saves); None for what is no text in any of them."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            encodings: tuple[str, ...] = (encoding,)
            break
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _binary(text) else text
    return None


def _binary(text: str) -> bool:
    """Whether *text* holds characters that no register holds."""
    return any(ord(c) < 32 and c not in "\t\r\n\x0b\x0c\x1c\x1d\x1e\x1f" for c in text)


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of *text*, which end at CR, LF or CRLF (RFC 4180) and at no other line end that
    Unicode knows: a U+2028 stands within a cell."""
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


_MOST_OPEN = 50
"""So many quotation marks without an end are mended; a file of more is not torn any further."""


def _closed(text: str, separator: str) -> str:
    """*text* without quotation marks that open and never close: the rows behind one would all be
    one cell of the row that it stands in, and their people nobody."""
    for _ in range(_MOST_OPEN):
        opened = _swallows(text, separator)
        if opened is None:
            break
        lines = list(io.StringIO(text, newline=""))
        before, _, behind = lines[opened].rpartition('"')
        lines[opened] = before + behind
        text = "".join(lines)
    return text


def _swallows(text: str, separator: str) -> int | None:
    """The line where a row begins of which a cell holds whole rows; None where none does."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = start = 0
    for row in reader:
        columns = columns or len(row)
        for cell in row:
            inner = re.split("\r\n?|\n", cell)[1:] if "\n" in cell or "\r" in cell else []
            if columns > 2 and any(line.count(separator) >= columns - 1 for line in inner):
                return start
        start = reader.line_num
    return None


def _separator(text: str) -> str | None:
    """What separates the cells; None when nothing does."""
    columns = {
        each: [len(row) for row in itertools.islice(_rows(text, each), _LOOKED_AT)]
        for each in SEPARATORS
    }
    best = max(SEPARATORS, key=lambda each: sum(n for n in columns[each] if n > 1))
    return best if any(n > 1 for n in columns[best]) else None


def _as_figure(written: str) -> str | float:
    """What stands in a cell. Excel saves 1975.10 as 1975.1 and a whole number, by other programs,
    as 13000000001.0: of these the figure is what was kept, not how it was written."""
    lost = any(each.fullmatch(written) for each in (_LOST_ZERO, _WHOLE, _SHORTENED))
    return float(written) if lost else written


def read_text(name: str, content: bytes, bounds: Bounds = USUAL) -> Sheet | None:
    """The one sheet of a text file, called *name*; None for what is no table of text.

    Every cell is text, as it stands between the separators, but for figures that lost how they
    were written; `="…"`, with which programs keep
    Excel from making numbers of telephone numbers, is what stands inside. Raises `TooLarge` for more
    cells than *bounds* allows; a longer text than that is no cell's.
    """
    text = decoded(content)
    if text is None:
        return None
    try:
        separator = _separator(text)
        if separator is None:
            return None
        text = _closed(text, separator)
        cells: dict[tuple[int, int], Cell] = {}
        for row, values in enumerate(_rows(text, separator), 1):
            for column, value in enumerate(values, 1):
                inside = _QUOTED.fullmatch(value.strip())
                written = cleaned(inside[1] if inside else value).strip()
                written = written[1:] if _HARMLESS.match(written) else written
                if len(written) > bounds.text:
                    return None
                if written:
                    cells[row, column] = Cell(_as_figure(written))
            if len(cells) > bounds.cells:
                raise TooLarge
    except csv.Error:
        return None
    last_row = max((row for row, _ in cells), default=0)
    last_column = max((column for _, column in cells), default=0)
    return Sheet(name, cells, (), last_row, last_column)
