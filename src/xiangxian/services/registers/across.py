"""What a register says beyond its single cells: its titles' figures and days, its other sheets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher

from openpyxl.utils import get_column_letter

from xiangxian.domain.text import fold
from xiangxian.domain.values import Severity
from xiangxian.services.registers.columns import PROJECTS
from xiangxian.services.registers.sheets import CheckedSheet, Point, RecordRow, Sheet

ALIKE = 3
"""So many characters in a row, beside the words that every project bears, make names alike."""
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_STATED = re.compile(r"共(?:上报|计|有|收集)?[^，。；（()\d]{0,8}?(\d{1,5})\s*个")
_COMMON = re.compile(r"项目|基地|生产|产业园|园区|有限公司|公司|集团|[（(].*?[)）]")


def period_of(titles: Sequence[str]) -> tuple[date, date] | None:
    """The days from … to … that the lines above a table name; None when they name no two days."""
    for title in titles:
        days = []
        for year, month, day in _DAY.findall(title):
            try:
                days.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
        if len(days) == 2 and days[0] <= days[1]:
            return days[0], days[1]
    return None


def stated_counts(sheet: Sheet, header: int) -> list[tuple[int, Point]]:
    """How many records the lines above the *header* say there are, each with a point for it."""
    found = []
    for (row, column), cell in sorted(sheet.cells.items()):
        if row >= header or not isinstance(cell.value, str):
            continue
        if said := _STATED.search(cell.value):
            letter = get_column_letter(column)
            raw = f"{said[1]}个"
            point = Point(row, letter, None, "SUMMARY_MISMATCH", Severity.REVIEW, raw)
            found.append((int(said[1]), point))
    return found


def alike(one: str, other: str) -> bool:
    """Whether two project names have a distinctive part in common."""
    first, second = (_COMMON.sub("", fold(name)) for name in (one, other))
    found = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    return found.size >= ALIKE


def reported_twice(sheets: Sequence[CheckedSheet]) -> list[CheckedSheet]:
    """The sheets with a point on every row of which another sheet seems to report the same project:
    the same investor and a name alike. Nothing is merged."""
    rows = [
        (number, row)
        for number, sheet in enumerate(sheets)
        if sheet.kind == PROJECTS
        for row in sheet.records
        if row.values.get("investor")
    ]
    rows.sort(key=lambda each: fold(each[1].values["investor"]))
    twice: set[tuple[int, int]] = set()
    groups = itertools.groupby(rows, key=lambda each: fold(each[1].values["investor"]))
    for _, group in groups:
        for (n, one), (m, other) in itertools.combinations(list(group), 2):
            if n != m and alike(one.values["project_name"], other.values["project_name"]):
                twice |= {(n, one.row), (m, other.row)}
    return [
        _pointed(sheet, {row for at, row in twice if at == number})
        for number, sheet in enumerate(sheets)
    ]


def _pointed(sheet: CheckedSheet, rows: set[int]) -> CheckedSheet:
    if not rows:
        return sheet
    points = {
        row: Point(row, "", None, "SAME_PROJECT_TWO_STATIONS", Severity.REVIEW) for row in rows
    }

    def with_point(record: RecordRow) -> RecordRow:
        extra = points.get(record.row)
        return replace(record, points=(*record.points, extra)) if extra else record

    records = tuple(map(with_point, sheet.records))
    return replace(sheet, records=records, points=(*sheet.points, *points.values()))
