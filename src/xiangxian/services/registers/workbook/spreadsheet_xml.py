"""Workbooks in the XML of Excel 2003 (SpreadsheetML), which other programs still write as .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from defusedxml import ElementTree

from xiangxian.services.registers.workbook.bounds import Bounds
from xiangxian.services.registers.workbook.model import Cell, CellValue, Sheet

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_NAMED = MappingProxyType(
    {
        "General": "General",
        "Short Date": "yyyy/m/d",
        "Medium Date": "d-mmm-yy",
        "Long Date": 'yyyy"年"m"月"d"日"',
        "General Date": "yyyy/m/d h:mm",
        "Fixed": "0.00",
        "General Number": "General",
    }
)
"""Number formats that this format calls by a name."""


def read_spreadsheet_xml(path: Path, name: str, bounds: Bounds) -> Sequence[Sheet]:
    """The sheets of the workbook at *path*; raises `OverflowError` beyond *bounds*."""
    with path.open("rb") as file:
        book: Any = ElementTree.parse(file, forbid_dtd=True).getroot()
    formats = dict(_formats(book))
    left = bounds.cells
    found = []
    for each in book.iter(f"{_SS}Worksheet"):
        sheet = _sheet(each, name, formats, bounds)
        left -= len(sheet.cells)
        if left < 0:
            raise OverflowError
        found.append(sheet)
    return found


def _formats(book: Any) -> Iterator[tuple[str, str]]:
    """The number format of each style; a style that says none has its parent's."""
    parents: dict[str, str] = {}
    for style in book.iter(f"{_SS}Style"):
        id_, parent = style.get(f"{_SS}ID", ""), style.get(f"{_SS}Parent", "Default")
        said = style.find(f"{_SS}NumberFormat")
        written = None if said is None else said.get(f"{_SS}Format", "General")
        parents[id_] = parents.get(parent, "General") if written is None else written
        yield id_, _NAMED.get(parents[id_], parents[id_])


def _sheet(element: Any, name: str, formats: Mapping[str, str], bounds: Bounds) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    merged: list[tuple[int, int, int, int]] = []
    row = 0
    for line in element.iter(f"{_SS}Row"):
        row = _number(line, "Index", row + 1)
        column = 0
        for each in line.iter(f"{_SS}Cell"):
            column = _number(each, "Index", column + 1)
            right, down = _number(each, "MergeAcross", 0), _number(each, "MergeDown", 0)
            if right or down:
                merged.append((row, column, row + down, column + right))
            value = _value(each)
            if value is not None:
                if row > bounds.rows or column > bounds.columns:
                    raise OverflowError
                style = formats.get(each.get(f"{_SS}StyleID", "Default"), "General")
                cells[row, column] = Cell(value, style, each.get(f"{_SS}Formula") is not None)
            column += right
        row += _number(line, "Span", 0)
        if len(cells) > bounds.cells or len(merged) > bounds.merged:
            raise OverflowError
    shown = next(element.iter(f"{_EXCEL}Visible"), None)
    return Sheet(
        element.get(f"{_SS}Name", name),
        cells,
        tuple(sorted(merged)),
        last_row=max((row for row, _ in cells), default=0),
        last_column=max((column for _, column in cells), default=0),
        hidden=shown is not None and "Hidden" in (shown.text or ""),
    )


def _number(element: Any, name: str, usual: int) -> int:
    said = element.get(f"{_SS}{name}", "")
    return int(said[:9]) if said.isdecimal() else usual


def _value(cell: Any) -> CellValue:
    """What a cell says; None for nothing."""
    data = next((each for each in cell if each.tag == f"{_SS}Data"), None)
    text = "" if data is None else "".join(data.itertext())
    sort = "" if data is None else data.get(f"{_SS}Type", "String")
    if not text:
        return None
    if sort == "Number" and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if sort == "Number":
        return _figure(text)
    if sort == "Boolean":
        return text.strip() == "1"
    return _moment(text) if sort == "DateTime" else text


def _figure(text: str) -> CellValue:
    try:
        return float(text)
    except ValueError:
        return text


def _moment(text: str) -> CellValue:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
