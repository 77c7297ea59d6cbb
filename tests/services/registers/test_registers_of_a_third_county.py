"""Workbooks of a county that nobody tuned the reader for, held against the truth written with them."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.services.registers.test_registers_by_other_hands import said

import registers_of_a_third_county as county
from written_registers import Book, Row, Sheet
from xiangxian.domain.native_places import Homeland
from xiangxian.domain.values import Severity
from xiangxian.services.registers.check import check
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.sheets import CheckedSheet, RecordRow

_SEVERAL = frozenset(("STAGE_CONFLICT", "DATE_ORDER", "SAME_PROJECT_TWO_STATIONS"))
"""Points that several cells make together."""


def flat(text: object) -> str:
    """*text* without spaces."""
    return "".join(str(text).split())


def told(record: RecordRow, name: str) -> Any:
    """A value of a record in the words of the truth."""
    value = record.values.get(name)
    if name in {"staff", "proposers", "greeted_by"}:
        return list(value or ())
    if name == "native_name":
        return value.name if value else None
    got = said(record, name)
    one = isinstance(got, (list, tuple)) and len(got) == 1 and not isinstance(value, tuple)
    return got[0] if one else got


def same(got: Any, wanted: Any) -> bool:
    """Whether a value says what is wanted; nothing is nothing, however it is held."""
    nothing = (None, [], "", (None, None), ())
    if got in nothing and wanted in nothing:
        return True
    if isinstance(wanted, str) and not isinstance(got, str):
        return bool(got) and [wanted] == list(got)
    return flat(got) == flat(wanted) if isinstance(wanted, str) else bool(got == wanted)


class Held:
    """Sheets held against their truth: rows, fields and points that there should be, and are."""

    def __init__(self) -> None:
        self.rows, self.fields, self.points = [0, 0], [0, 0], [0, 0]
        self.wrong: list[str] = []
        self.stored: list[str] = []

    def book(self, made: Book) -> None:
        """Read a workbook and hold each of its sheets; one of sums must make no record."""
        land = Homeland(made.town, frozenset(made.villages))
        read = check(read_workbook(made.path, name=made.path.name), land, {}).sheets
        checked = {sheet.name: sheet for sheet in read}
        for truth in made.sheets:
            self.sheet(checked.pop(truth.name), truth)
        assert not [record for sheet in checked.values() for record in sheet.records]

    def sheet(self, sheet: CheckedSheet, truth: Sheet) -> None:
        """Hold one sheet."""
        assert sheet.kind == truth.kind, truth.name
        rows: dict[int, list[RecordRow]] = defaultdict(list)
        for record in sheet.records:
            rows[record.row].append(record)
        self.rows[0] += len(truth.rows)
        for row in truth.rows:
            if rows[row.row]:
                self.rows[1] += 1
                self._row(rows[row.row].pop(0), row, truth)
        self.wrong += [f"{truth.name} {n}: invented" for n, left in rows.items() if left]
        stored = flat(
            json.dumps(
                [[r.values, dict(r.kept), dict(r.written)] for r in sheet.records],
                ensure_ascii=False,
                default=str,
            )
        )
        self.stored += [secret for secret in truth.secrets if flat(secret) in stored]

    def _row(self, record: RecordRow, row: Row, truth: Sheet) -> None:
        for name, wanted in {**row.says, **truth.says}.items():
            got = told(record, name)
            self._count(
                self.fields, same(got, wanted), f"{row.row} {name}: {got!r}, not {wanted!r}"
            )
        kept = {flat(header): flat(text) for header, text in record.kept.items()}
        for header, text in row.kept.items():
            there = any(each.endswith(header) and kept[each] == flat(text) for each in kept)
            self._count(self.fields, there, f"{row.row} kept {header}: {kept}")
        points = {
            (point.field or "", point.code)
            for point in record.points
            if point.severity is Severity.REVIEW and point.code not in _SEVERAL
        }
        points -= {p for p in points if {p, (p[0], "*")} & row.maybe and p not in row.points}
        for point in points | row.points:
            self._count(self.points, point in points & row.points, f"{row.row} point {point}")

    def _count(self, pair: list[int], good: bool, wrong: str) -> None:
        pair[0] += 1
        pair[1] += good
        if not good:
            self.wrong.append(wrong)


def test_workbooks_of_a_third_county_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Thirteen layouts: every row, 98 of a hundred fields, 95 of a hundred points, no secret."""
    held = Held()
    for seed in range(len(county.BOOKS)):
        held.book(county.make(tmp_path, seed))
    wrong = "\n".join(held.wrong[:60])
    assert held.rows[0] == held.rows[1], wrong
    assert held.fields[1] >= 0.98 * held.fields[0], f"{held.fields}\n{wrong}"
    assert held.points[1] >= 0.95 * held.points[0], f"{held.points}\n{wrong}"
    assert not held.stored
