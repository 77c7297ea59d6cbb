"""The cells of a workbook as JSON lines: how the reading process tells them, and how they are kept
while an import waits, so that the file is read once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from xiangxian.domain.values.cell_text import cleaned
from xiangxian.services.registers.workbook.model import (
    Cell,
    CellNote,
    CellValue,
    Marks,
    Sheet,
    Workbook,
)
from xiangxian.services.registers.workbook.worker import marked


def _cell(mark: str, plain: Any, number_format: str, *, formula: bool) -> Cell:
    value: CellValue = cleaned(plain) if mark == "s" and plain is not None else plain
    if mark == "d":
        value = datetime.fromisoformat(plain)
    return Cell(value, number_format, formula)


def sheet_of(line: bytes | str) -> Sheet:
    """The sheet that one line tells."""
    content = json.loads(line)
    cells = {
        (row, column): _cell(mark, plain, number_format, formula=formula)
        for row, column, mark, plain, number_format, formula in content["cells"]
    }
    return Sheet(
        content["name"],
        cells,
        tuple((a, b, c, d) for a, b, c, d in content["merged"]),
        max((row for row, _ in cells), default=0),
        max((column for _, column in cells), default=0),
        content["hidden"],
        content["since_1904"],
        _marks(content.get("marks", {})),
    )


def _marks(told: dict[str, Any]) -> Marks:
    """The marks of a sheet; each kind may be absent."""

    def texts(name: str) -> dict[tuple[int, int], str]:
        return {(row, column): cleaned(text) for row, column, text in told.get(name, ())}

    return Marks(
        frozenset((row, column) for row, column in told.get("struck", ())),
        texts("runs"),
        frozenset((row, column) for row, column in told.get("framed", ())),
        tuple(
            CellNote(r, c, cleaned(by), cleaned(text)) for r, c, by, text in told.get("notes", ())
        ),
        texts("mail"),
        frozenset(told.get("rows", ())),
    )


def _told(marks: Marks) -> dict[str, Any]:
    """What `_marks` reads, without the kinds of which there are none."""
    told = {
        "struck": sorted(marks.struck),
        "runs": [[*place, text] for place, text in sorted(marks.runs.items())],
        "framed": sorted(marks.framed),
        "notes": [[each.row, each.column, each.author, each.text] for each in marks.notes],
        "mail": [[*place, text] for place, text in sorted(marks.mail.items())],
        "rows": sorted(marks.rows),
    }
    return {name: said for name, said in told.items() if said}


def line(sheet: Sheet) -> str:
    """One sheet as `sheet_of` reads it."""
    cells = []
    for (row, column), cell in sorted(sheet.cells.items()):
        mark, plain = ("s", None) if cell.value is None else marked(cell.value)
        cells.append([row, column, mark, plain, cell.number_format, cell.formula])
    told = {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "since_1904": sheet.since_1904,
        "merged": sheet.merged,
        "cells": cells,
    }
    if marks := _told(sheet.marks):
        told["marks"] = marks
    return json.dumps(told, ensure_ascii=True)


def packed(workbook: Workbook) -> str:
    """The whole workbook as text, its name and digest in the first line and
    what is told of it."""
    head = json.dumps([workbook.file, workbook.digest, *workbook.told], ensure_ascii=True)
    return "\n".join([head, *map(line, workbook.sheets)])


def unpacked(text: str) -> Workbook:
    """The workbook that `packed` made *text* of."""
    head, *lines = text.split("\n")
    file, digest, *said = json.loads(head)
    return Workbook(file, digest, tuple(map(sheet_of, lines)), tuple(said))
