"""Workbooks held against the truth that was written with them: rows, fields, points, and what must not be stored."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from written_registers import Book, Row, Sheet
from xiangxian.domain.native_places import Homeland
from xiangxian.domain.values import Severity
from xiangxian.services.registers.check import check
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.report import canonical
from xiangxian.services.registers.sheets import CheckedSheet, RecordRow

_SEVERAL = frozenset(("STAGE_CONFLICT", "DATE_ORDER", "SAME_PROJECT_TWO_STATIONS"))
"""Points that several cells make together."""


def flat(text: object) -> str:
    """*text* without spaces."""
    return "".join(str(text).split())


def said(record: RecordRow, name: str) -> Any:
    """A value of a record in the words of the truth."""
    value = record.values.get(name)
    if name in {"phones", "contact_phones"}:
        return [phone.number for phone in value or ()]
    if name == "employments":
        return [(post.organisation, post.position) for post in value or ()] or None
    if name == "native_place":
        return (value.village, value.group) if value else None
    if name == "referrers":
        kinds = {each.type for each in value or ()}
        return "self" if kinds == {"self"} else [each.name for each in value or ()]
    if name in {"name", "contact_name", "interviewee"}:
        return value.name if value else None
    if hasattr(value, "iso"):
        return value.iso()
    return canonical(value) if value is not None else None


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
        silent = {letter for letter, (_, role, _) in truth.columns.items() if role == "silent"}
        points = {
            (point.field or "", point.code)
            for point in record.points
            if point.letter not in silent
            and point.severity is Severity.REVIEW
            and point.code not in _SEVERAL
        }
        points -= {p for p in points if {p, (p[0], "*")} & row.maybe and p not in row.points}
        for point in points | row.points:
            self._count(self.points, point in points & row.points, f"{row.row} point {point}")

    def _count(self, pair: list[int], good: bool, wrong: str) -> None:
        pair[0] += 1
        pair[1] += good
        if not good:
            self.wrong.append(wrong)
