"""Sheets as an office prints them: title, a line under it, a bordered table on A4 across."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter

LINE = 19
"""The height of one printed line in points."""

Column = tuple[str, int]
"""A header and its width in characters."""


def width_of(text: str) -> int:
    """How wide a text prints, counting a Chinese character as two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class OfficeBook:
    """A workbook in memory; no text becomes a formula or a link."""

    def __init__(self) -> None:
        self._target = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._target, options)
        plain = {"font_name": "仿宋", "font_size": 12, "valign": "vcenter"}
        table = {**plain, "border": 1, "text_wrap": True}
        self.title = self.book.add_format(
            {
                "font_name": "宋体",
                "font_size": 18,
                "bold": True,
                "align": "center",
                "valign": "vcenter",
            }
        )
        self.line = self.book.add_format(plain)
        self.head = self.book.add_format({**table, "bold": True, "align": "center"})
        self.cell = self.book.add_format({**table, "num_format": "@"})
        self.amount = self.book.add_format({**table, "align": "right", "text_wrap": False})
        self.number = self.book.add_format({**table, "align": "center"})

    def sheet(
        self,
        name: str,
        title: str,
        said: str,
        columns: Sequence[Column],
        *,
        hidden: Column | None = None,
    ) -> OfficeSheet:
        """A new sheet with its title, the line *said* under it, and its header; a last column
        *hidden* stands in the file and on no print."""
        return OfficeSheet(self, name, title, said, columns, hidden)

    def content(self) -> bytes:
        """The finished workbook."""
        self.book.close()
        return self._target.getvalue()


class OfficeSheet:
    """One table; rows are put one after the other below its header."""

    def __init__(
        self,
        office: OfficeBook,
        name: str,
        title: str,
        said: str,
        columns: Sequence[Column],
        hidden: Column | None = None,
    ) -> None:
        self.office, self.columns = office, [*columns, *([hidden] if hidden else [])]
        self.page = office.book.add_worksheet(name)
        self.last = len(columns) - 1
        self.page.merge_range(0, 0, 0, self.last, title, office.title)
        self.page.merge_range(1, 0, 1, self.last, said, office.line)
        self.page.set_row(0, 34)
        self.page.set_row(1, 24)
        self.page.set_row(2, 24)
        for place, (header, width) in enumerate(self.columns):
            self.page.write_string(2, place, header, office.head)
            self.page.set_column(place, place, width, None, {"hidden": place > self.last})
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(2)
        self.page.freeze_panes(3, 0)
        self.row = 3

    def put(self, cells: Sequence[str | int | Decimal]) -> None:
        """One row, high enough for what wraps in it; a decimal stays a number to add up."""
        lines = 1
        for place, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                self.page.write_number(self.row, place, float(cell), self.office.amount)
                continue
            if isinstance(cell, int):
                self.page.write_number(self.row, place, cell, self.office.number)
                continue
            self.page.write_string(self.row, place, cell, self.office.cell)
            room = self.columns[place][1] - 1
            parts = cell.split("\n")
            lines = max(lines, sum(max(math.ceil(width_of(part) / room), 1) for part in parts))
        self.page.set_row(self.row, LINE * lines + 2)
        self.row += 1

    def close_with(self, *lines: str) -> None:
        """Lines under the table, over its whole width."""
        for line in lines:
            self.page.merge_range(self.row, 0, self.row, self.last, line, self.office.line)
            self.page.set_row(self.row, 24)
            self.row += 1
