"""Writes people into another office's workbook, in a process of its own: the file is foreign.

Called as `python -m xiangxian.services.county_forms.child PATH` with the orders of `filling` as
JSON on standard input; writes the filled workbook to standard output. Macros do not go along.
"""

from __future__ import annotations

import copy
import io
import json
import math
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from xiangxian.services.registers.child import limit

_LONG_NUMBER = re.compile(r"\+?\d{6,}")


def _drawn(sheet: Any, start: int, stop: int, columns: Sequence[int]) -> int:
    """How many rows from *start* on are drawn for entries; *stop* is the first row below the
    table (0 for none)."""

    def for_entries(row: int) -> bool:
        cells = [sheet._cells.get((row, column)) for column in columns]  # noqa: SLF001 - as they are
        return any(
            cell is not None and (cell.value is not None or _bordered(cell)) for cell in cells
        )

    last = stop - 1 if stop else sheet.max_row
    row = start
    while row <= last and for_entries(row):
        row += 1
    if row == start and stop:
        return stop - start  # nothing is drawn: the bare rows above the foot are meant
    return row - start


def _bordered(cell: Any) -> bool:
    sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
    return any(side is not None and side.style for side in sides)


def _plain_like(sheet: Any, row: int, head: int, columns: Sequence[int]) -> None:
    """Give a row that nothing is drawn for the borders of the header, and its width of lines."""
    for column in columns:
        cell, above = sheet.cell(row, column), sheet.cell(head, column)
        cell.border = copy.copy(above.border)
        cell.alignment = copy.copy(above.alignment)


def _fill(sheet: Any, orders: Mapping[str, Any]) -> None:
    from openpyxl.utils import column_index_from_string

    from xiangxian.services.county_forms.room import make_room

    start, stop, lines = orders["start"], orders["stop"], orders["rows"]
    columns = [column_index_from_string(letter) for letter in orders["letters"]]
    room = max(_drawn(sheet, start, stop, columns), len(orders["clear"]))
    for row in orders["clear"]:
        drawn = row + 1
        while drawn in orders["clear"]:
            drawn += 1
        _clear(sheet, row, columns, drawn if drawn < start + room else row)
    if len(lines) > room:
        above = start + room - 1
        pattern = above if room or above > orders["head"] else None
        make_room(sheet, above, len(lines) - room, pattern)
        if pattern is None:
            for row in range(start, start + len(lines)):
                _plain_like(sheet, row, orders["head"], columns)
    spans = {(each.min_row, each.min_col): each.max_col for each in sheet.merged_cells.ranges}
    for number, line in enumerate(lines):
        for letter, value in line.items():
            cell = sheet.cell(start + number, column_index_from_string(letter))
            if cell.data_type != "f":
                _put(cell, value)
                _fit(sheet, cell, spans.get((cell.row, cell.column), cell.column))


def _clear(sheet: Any, row: int, columns: Sequence[int], drawn: int) -> None:
    """Empty an example row and let it look like the row *drawn* for entries: examples are in
    italics or red."""
    for column in columns:
        cell = sheet.cell(row, column)
        if cell.data_type != "f":
            _put(cell, None)
        if drawn != row:
            cell._style = copy.copy(sheet.cell(drawn, column)._style)  # noqa: SLF001 - as a whole


def _fit(sheet: Any, cell: Any, last: int) -> None:
    """Let a text that is wider than its columns, up to *last*, break in a row that is high enough."""
    from xiangxian.services.office_sheets import width_of

    if not isinstance(cell.value, str):
        return
    letters = [get_column_letter(each) for each in range(cell.column, last + 1)]
    room = sum(sheet.column_dimensions[letter].width for letter in letters) - 1
    lines = math.ceil(width_of(cell.value) / max(room, 2))
    if lines < 2:
        return
    alignment = copy.copy(cell.alignment)
    alignment.wrap_text = True
    cell.alignment = alignment
    needed = math.ceil(lines * (cell.font.size or 11) * 1.5)
    row = sheet.row_dimensions[cell.row]
    row.height = max(row.height or 0, needed)


def _put(cell: Any, value: str | int | None) -> None:
    """A value into a cell: a text is never a formula, a long number never a figure."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell

    if isinstance(cell, MergedCell):
        return
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.value = text
        cell.data_type = "s"
        if _LONG_NUMBER.fullmatch(text):
            cell.number_format = "@"
    else:
        cell.value = value


def main(path: str) -> int:
    """Fill the workbook at *path* as standard input orders."""
    limit()
    import openpyxl
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        raise RuntimeError("openpyxl must read with defusedxml")
    orders = json.loads(sys.stdin.buffer.read())
    with Path(path).open("rb") as file:
        book = openpyxl.load_workbook(file, rich_text=True)
    sheet: Any = book[orders["sheet"]]
    _fill(sheet, orders)
    left = sheet.oddFooter.left
    left.text = "　".join(filter(None, (left.text, orders["footer"])))
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    target = io.BytesIO()
    book.save(target)
    sys.stdout.buffer.write(target.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
