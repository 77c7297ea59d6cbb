"""Reads a workbook in a process of its own, so that no file can harm the program.

Called as `python -m xiangxian.services.registers.workbook.worker PATH BOUNDS [KIND NAME]`; writes one JSON line
per sheet to standard output: name, hidden, merged ranges, the cells that hold something, and (`marks`,
only where there are any) what is struck through, framed, commented on, linked or hidden.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from xiangxian.services.registers.workbook.bounds import USUAL, Bounds
from xiangxian.services.registers.workbook.cell_marks import Styles, marks_of, threaded_comments


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


def _workbook(path: Path, bounds: Bounds) -> Iterator[str]:
    """The lines of an Open XML workbook."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml import DEFUSEDXML

    from xiangxian.services.registers.workbook.package import PartMissing, damaged, usable

    if not DEFUSEDXML:
        raise RuntimeError("openpyxl must read with defusedxml")
    with usable(path) as file:
        try:
            reader = ExcelReader(file, rich_text=True)
            reader.read()
            formulas = reader.wb
            values = _values(file) if _has_formulas(formulas) else None
        except Exception:
            if (name := damaged(file)) is not None:
                raise PartMissing(name) from None
            raise
        parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        threads = threaded_comments(file, parts)
    styles = Styles(formulas)
    since_1904 = formulas.epoch.year == 1904
    for sheet in formulas.worksheets:
        marks = marks_of(sheet, styles, threads)  # first: it leaves bare texts of rich ones
        computed = values[sheet.title] if values else None
        cells = _sheet(sheet, computed, bounds, since_1904=since_1904)
        yield json.dumps({**cells, **({"marks": marks} if marks else {})}, ensure_ascii=True)


def _other(kind: str, path: Path, name: str, bounds: Bounds) -> Iterator[str]:
    """The lines of a file of another *kind*, whose sheet is called *name* where it says none."""
    from xiangxian.services.registers.workbook.cell_lines import line
    from xiangxian.services.registers.workbook.format_readers import READERS

    yield from map(line, READERS[kind]()(path, name, bounds))


def main(path: str, told: str, kind: str = "workbook", name: str = "") -> int:
    """Write the sheets of the workbook at *path* within the bounds *told*; exit codes as in
    `sandbox`."""
    bounds = Bounds.heard(told)
    limit(bounds)
    from xiangxian.services.registers.workbook.package import PartMissing, PasswordProtected

    place = Path(path)
    lines = _workbook(place, bounds) if kind == "workbook" else _other(kind, place, name, bounds)
    try:
        for each in lines:
            sys.stdout.write(each + "\n")
    except (OverflowError, MemoryError):
        return 3
    except PartMissing as fault:
        sys.stdout.write("\n" + json.dumps(str(fault)) + "\n")
        return 5
    except PasswordProtected:
        return 4
    return 0


def _has_formulas(workbook: Any) -> bool:
    return any(
        cell.data_type == "f"
        for sheet in workbook.worksheets
        for cell in sheet._cells.values()  # noqa: SLF001
    )


def _values(file: IO[bytes]) -> Any:
    """What the formulas were last computed to; the file is read once more for it only."""
    import openpyxl

    file.seek(0)
    return openpyxl.load_workbook(file, data_only=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
