"""Tables of web pages, as web programs export them under the name of .xls.

The page's own reading of its numbers is taken where it has one (`x:num`); merged cells are the
spans of the page. A table within a cell is a sheet of its own.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from xiangxian.domain.values.cell_text import cleaned
from xiangxian.services.registers.workbook.bounds import Bounds
from xiangxian.services.registers.workbook.csv_files import decoded
from xiangxian.services.registers.workbook.model import Cell, Sheet

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_SAID_WITHIN = 4_096
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030"}
"""Charsets that pages name, as what they are in truth: Excel writes all of GBK under gb2312."""
_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+|#+")
"""A number of which the page shows less than it knows."""
_UNSAID = frozenset(("style", "script", "title", "comment", "noscript", "template"))
_BREAKS = frozenset(("br", "p", "div", "li"))
_WIDEST, _DEEPEST = 1_000, 65_534
"""The widest and deepest cell that HTML allows."""


@dataclass(slots=True)
class _Table:
    """A table while it is read: its cells, its spans, and what lies over rows to come."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    over: dict[int, int] = field(default_factory=dict)
    row: int = 0
    column: int = 0
    open: bool = False
    place: tuple[int, int] = (0, 0)
    text: list[str] = field(default_factory=list)
    number: str | None = None


class _Reader(HTMLParser):
    """Gathers the tables of a page."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(convert_charrefs=True)
        self._bounds = bounds
        self._open: list[_Table] = []
        self._silent: list[str] = []
        self._left = bounds.cells
        self.tables: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _UNSAID:
            self._silent.append(tag)
        elif tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif self._open and tag == "tr":
            self._next_row(self._open[-1])
        elif self._open and tag in {"td", "th"}:
            self._next_cell(self._open[-1], said)
        elif self._open and tag in _BREAKS:
            self._open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif self._open and tag in {"td", "th", "tr"}:
            self._close_cell(self._open[-1])
        elif self._open and tag == "table":
            self._close_cell(self._open.pop())
        elif self._open and tag in {"p", "div", "li"}:
            self._open[-1].text.append("\n")

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent and self._open[-1].open:
            # a line end of the page's own text is a blank
            self._open[-1].text.append(re.sub(r"\s+", " ", data) if data.strip() else " ")

    def close(self) -> None:
        super().close()
        while self._open:
            self._close_cell(self._open.pop())

    def _next_row(self, table: _Table) -> None:
        self._close_cell(table)
        table.row += 1
        table.column = 0
        table.over = {column: rows - 1 for column, rows in table.over.items() if rows > 1}

    def _next_cell(self, table: _Table, said: dict[str, str]) -> None:
        self._close_cell(table)
        if not table.row:
            table.row = 1
        table.column += 1
        while table.over.get(table.column, 0):
            table.column += 1
        right, down = _span(said, "colspan", _WIDEST), _span(said, "rowspan", _DEEPEST)
        table.place = table.row, table.column
        if right > 1 or down > 1:
            bottom, last = table.row + down - 1, table.column + right - 1
            table.merged.append((table.row, table.column, bottom, last))
            if len(table.merged) > self._bounds.merged:
                raise OverflowError
        for column in range(table.column, table.column + right) if down > 1 else ():
            table.over[column] = down
        table.column += right - 1
        table.open, table.text, table.number = True, [], said.get("x:num")

    def _close_cell(self, table: _Table) -> None:
        if not table.open:
            return
        table.open = False
        text = _plain("".join(table.text))
        row, column = table.place
        if not text:
            return
        if row > self._bounds.rows or column > self._bounds.columns:
            raise OverflowError
        self._left -= 1
        if self._left < 0 or len(text) > self._bounds.text:
            raise OverflowError
        shortened = table.number and _SHORTENED.fullmatch(text)
        table.cells[table.place] = Cell(table.number if shortened else text)


def _span(said: dict[str, str], name: str, most: int) -> int:
    written = said.get(name, "").strip()
    return min(max(int(written[:6]), 1), most) if written.isdecimal() else 1


def _plain(text: str) -> str:
    lines = (" ".join(line.split()) for line in cleaned(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _page(content: bytes) -> str:
    """The text of a page: by its mark, by the charset it names, else as any text."""
    if not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        named = _CHARSET.search(content[:_SAID_WITHIN])
        if named:
            charset = named[1].decode("ascii").lower()
            try:
                return content.decode(_CHINESE.get(charset, charset))
            except (LookupError, UnicodeDecodeError):
                pass  # the page is wrong about itself
    return decoded(content) or content.decode("gb18030", "replace")


def read_web(path: Path, name: str, bounds: Bounds) -> Sequence[Sheet]:
    """The tables of the page at *path*, each a sheet; the first is called *name*. Raises
    `OverflowError` beyond *bounds*."""
    reader = _Reader(bounds)
    reader.feed(_page(path.read_bytes()))
    reader.close()
    filled = [table for table in reader.tables if table.cells]
    return [
        Sheet(
            name if number == 1 else f"{name}（{number}）",
            table.cells,
            tuple(sorted(table.merged)),
            last_row=max(row for row, _ in table.cells),
            last_column=max(column for _, column in table.cells),
        )
        for number, table in enumerate(filled, 1)
    ]
