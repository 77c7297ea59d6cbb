"""Workbooks that openpyxl does not read (.xls, .xlsb, .ods, .et), read by `python-calamine`.

It gives values, names of sheets and merged ranges, and no styles: what is struck, commented or
hidden in rows is not seen, nor how a number or a day is shown. What merged cells an .ods has is
taken from its own text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine
from defusedxml import ElementTree

from xiangxian.domain.values.number_formats import UNSEEN
from xiangxian.services.registers.workbook.bounds import Bounds
from xiangxian.services.registers.workbook.model import Cell, CellValue, Sheet
from xiangxian.services.registers.workbook.package import PartMissing, PasswordProtected

Range = tuple[int, int, int, int]
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_old(path: Path, name: str, bounds: Bounds) -> Sequence[Sheet]:
    """The sheets of the workbook at *path*; raises `Locked`, `PartMissing` and `OverflowError`."""
    del name  # its sheets have names of their own
    with path.open("rb") as file:
        try:
            book = python_calamine.load_workbook(file)
        except python_calamine.PasswordError as fault:
            raise PasswordProtected from fault
        spans = _spans(path, bounds) if zipfile.is_zipfile(path) else {}
        found = []
        left = bounds.cells
        for at, about in enumerate(book.sheets_metadata):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = _sheet(book, at, about, spans.get(about.name), bounds)
            left -= len(sheet.cells)
            if left < 0:
                raise OverflowError
            found.append(sheet)
    return found


def _sheet(book: Any, at: int, about: Any, spans: Sequence[Range] | None, bounds: Bounds) -> Sheet:
    try:
        sheet = book.get_sheet_by_index(at)
    except python_calamine.CalamineError as fault:
        raise PartMissing(about.name) from fault
    cells = _cells(sheet, bounds)
    merged = spans if spans is not None else _merged(sheet)
    if len(merged) > bounds.merged:
        raise OverflowError
    return Sheet(
        about.name,
        cells,
        tuple(sorted(merged)),
        last_row=max((row for row, _ in cells), default=0),
        last_column=max((column for _, column in cells), default=0),
        hidden=about.visible != python_calamine.SheetVisibleEnum.Visible,
    )


def _cells(sheet: Any, bounds: Bounds) -> dict[tuple[int, int], Cell]:
    """The cells that hold something.

    `iter_rows` gives the empty rows above what is filled, but not the empty columns beside it.
    """
    cells: dict[tuple[int, int], Cell] = {}
    far = 0
    first = (sheet.start or (0, 0))[1] + 1
    for row, values in enumerate(sheet.iter_rows(), 1):
        for column, value in enumerate(values, first):
            if value is None or value == "":
                continue
            if row > bounds.rows or column > bounds.columns:
                far += 1
                if far > bounds.stray:
                    raise OverflowError
                continue
            cells[row, column] = Cell(_plain(value), UNSEEN)
        if len(cells) > bounds.cells:
            raise OverflowError
    return cells


def _plain(value: Any) -> CellValue:
    """A value as the reader of .xlsx has it: whole numbers without a point."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, str | bool | int | float | datetime | date):
        return value
    return str(value)


def _merged(sheet: Any) -> list[Range]:
    return [
        (top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]


def _spans(path: Path, bounds: Bounds) -> dict[str, list[Range]]:
    """By its name, the merged ranges of each sheet of an OpenDocument file; nothing for another."""
    found: dict[str, list[Range]] = {}
    with zipfile.ZipFile(path) as packed:
        if "content.xml" not in packed.namelist():
            return {}
        with packed.open("content.xml") as part:
            row, ranges = 0, list[Range]()
            for event, element in ElementTree.iterparse(
                part, events=("start", "end"), forbid_dtd=True
            ):
                if element.tag == f"{_TABLE}table" and event == "start":
                    row, ranges = 0, []
                    found[element.get(f"{_TABLE}name", "")] = ranges
                elif element.tag == f"{_TABLE}table-row" and event == "end":
                    if row < bounds.rows and len(ranges) <= bounds.merged:
                        ranges += _spans_of(element, row + 1, bounds)
                    row += _number(element, "number-rows-repeated")
                    element.clear()
    return found


def _spans_of(row: Any, number: int, bounds: Bounds) -> list[Range]:
    """The merged ranges that begin in a row of an OpenDocument sheet."""
    found = []
    column = 1
    for cell in row:
        if not cell.tag.endswith("table-cell"):
            continue
        down, right = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        if (down > 1 or right > 1) and column <= bounds.columns:
            found.append((number, column, number + down - 1, column + right - 1))
        column += _number(cell, "number-columns-repeated")
    return found


def _number(element: Any, name: str) -> int:
    said = element.get(f"{_TABLE}{name}", "1")
    return max(1, int(said)) if said.isdigit() else 1
