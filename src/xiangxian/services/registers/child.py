"""Reads a workbook in a process of its own, so that no file can harm the program.

Called as `python -m xiangxian.services.registers.child PATH BOUNDS`; writes one JSON line per sheet
to standard output: name, hidden, merged ranges, the cells that hold something, and (`marks`, only
where there are any) what is struck through, framed, commented on, linked or hidden.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xiangxian.services.registers.bounds import USUAL, Bounds
from xiangxian.services.registers.cell_marks import Styles, marks_of, threaded_comments


def limit(bounds: Bounds = USUAL) -> None:
    """Bound this process where the system can (Linux); the parent watches everywhere."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds))


def marked(value: Any) -> tuple[str, Any]:
    """A cell's value as JSON can hold it, with the mark of its type."""
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, int | float):
        return "n", value
    if isinstance(value, datetime):
        return "d", value.isoformat()
    if isinstance(value, date):
        return "d", datetime(value.year, value.month, value.day).isoformat()  # noqa: DTZ001 - an office day
    if isinstance(value, time):
        return "s", value.isoformat()
    # openpyxl leaves the escape of Excel's own escapes where it reads texts in runs
    return "s", str(value).replace("x005F_", "")


def _sheet(formulas: Any, values: Any, bounds: Bounds, *, since_1904: bool) -> dict[str, Any]:
    cells = []
    far = 0
    # what openpyxl really read, not what the file's <dimension> claims
    for (row, column), cell in sorted(formulas._cells.items()):  # noqa: SLF001
        if cell.value is None:
            continue
        if row > bounds.rows or column > bounds.columns:
            far += 1  # a stray cell at the edge is nobody; many of them are people
            if far > bounds.stray:
                raise OverflowError
            continue
        formula = cell.data_type == "f"
        value = values.cell(row, column).value if formula and values else cell.value
        mark, plain = ("s", None) if value is None else marked(value)
        cells.append([row, column, mark, plain, cell.number_format, formula])
    if len(cells) > bounds.cells:
        raise OverflowError
    merged = [[r.min_row, r.min_col, r.max_row, r.max_col] for r in formulas.merged_cells.ranges]
    return {
        "name": formulas.title,
        "hidden": formulas.sheet_state != "visible",
        "merged": sorted(merged),
        "since_1904": since_1904,
        "cells": cells,
    }


def main(path: str, told: str) -> int:
    """Write the sheets of the workbook at *path* within the bounds *told*; exit code 3 says that it
    is too large."""
    bounds = Bounds.heard(told)
    limit(bounds)
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        raise RuntimeError("openpyxl must read with defusedxml")
    with Path(path).open("rb") as file:
        reader = ExcelReader(file, rich_text=True)
        reader.read()
        parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
    formulas = reader.wb
    values = _values(path) if _has_formulas(formulas) else None
    styles = Styles(formulas)
    threads = threaded_comments(path, parts)
    try:
        since_1904 = formulas.epoch.year == 1904
        for sheet in formulas.worksheets:
            marks = marks_of(sheet, styles, threads)  # first: it leaves bare texts of rich ones
            computed = values[sheet.title] if values else None
            cells = _sheet(sheet, computed, bounds, since_1904=since_1904)
            told_sheet = {**cells, **({"marks": marks} if marks else {})}
            sys.stdout.write(json.dumps(told_sheet, ensure_ascii=True) + "\n")
    except (OverflowError, MemoryError):
        return 3
    return 0


def _has_formulas(workbook: Any) -> bool:
    return any(
        cell.data_type == "f"
        for sheet in workbook.worksheets
        for cell in sheet._cells.values()  # noqa: SLF001
    )


def _values(path: str) -> Any:
    """What the formulas were last computed to; the file is read once more for it only."""
    import openpyxl

    with Path(path).open("rb") as file:
        return openpyxl.load_workbook(file, data_only=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
