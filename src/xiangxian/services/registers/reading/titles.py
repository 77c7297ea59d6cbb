"""What a register says beyond its single cells: its titles' figures and days, its other sheets."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from openpyxl.utils import get_column_letter

from xiangxian.domain.values.numerals import read_numeral
from xiangxian.domain.values.reading import Severity
from xiangxian.domain.values.text import fold
from xiangxian.services.duplicates.matching import Grade, likeness
from xiangxian.services.duplicates.traits import Traits, alike
from xiangxian.services.registers.reading.row_traits import traits_of_row
from xiangxian.services.registers.reading.sheet_kinds import PERSONS, PROJECTS
from xiangxian.services.registers.workbook.model import CheckedSheet, Point, RecordRow, Sheet

_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_MONTH = re.compile(r"(?<!\d)(20\d\d)年(\d{1,2})月(?:份|(?!\s*\d))")
_QUARTER = re.compile(r"(?<!\d)(20\d\d)年(?:度)?第?([一二三四1-4])季度")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年(?!\s*\d)")
_FILLED_IN = re.compile(
    r"(?:填[报表写制]|制表|统计|报送|上报|截[至止])(?:日期|时间)?[:：]?\s*\d{4}年?\S*"
)
_STATED = re.compile(r"共(?:上报|计|有|收集)?[^，。；（()\d]{0,8}?(\d{1,5})\s*个")


def period_of(titles: Sequence[str]) -> tuple[date, date] | None:
    """The days from … to … that the lines above a table name: two days, or else the one month,
    quarter or year that it is about; None where they name none, or several. The day on which the
    table was filled in does not count."""
    for title in titles:
        days = []
        for year, month, day in _DAY.findall(title):
            try:
                days.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
        if len(days) == 2 and days[0] <= days[1]:
            return days[0], days[1]
    said = [_FILLED_IN.sub("", "".join(title.split())) for title in titles]
    months = {found for title in said for found in _MONTH.findall(title)}
    if months:
        (year, month), *others = months
        return _months(int(year), int(month), int(month)) if not others else None
    quarters = {found for title in said for found in _QUARTER.findall(title)}
    if quarters:
        (year, quarter), *others = quarters
        last = 3 * (read_numeral(quarter) or 0)
        return _months(int(year), last - 2, last) if not others else None
    years = {int(year) for title in said for year in _YEAR.findall(title)}
    return _months(years.pop(), 1, 12) if len(years) == 1 else None


def _months(year: int, first: int, last: int) -> tuple[date, date] | None:
    """The first and the last day of the months from *first* to *last*."""
    if not 1 <= first <= last <= 12:
        return None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


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
        _pointed(sheet, {row for at, row in twice if at == number}, "SAME_PROJECT_TWO_STATIONS")
        for number, sheet in enumerate(sheets)
    ]


def written_twice(sheets: Sequence[CheckedSheet]) -> list[CheckedSheet]:
    """The sheets with a point on every person who seems to stand in a row before already, whatever
    the sheet: the same name, and a fact more that agrees. Nothing is merged; the very same row
    again is passed over anyway."""
    before: dict[str, list[tuple[str, Traits]]] = {}
    twice: list[set[int]] = [set() for _ in sheets]
    for number, sheet in enumerate(sheets):
        for row in sheet.records if sheet.kind == PERSONS else ():
            traits = replace(traits_of_row(row), id=f"{number} {row.row}")
            met = before.setdefault(traits.name, [])
            others = (likeness(traits, other) for digest, other in met if digest != row.digest)
            if any(found and found.grade is not Grade.WEAK for found in others):
                twice[number].add(row.row)
            met.append((row.digest, traits))
    return [
        _pointed(sheet, rows, "DUPLICATE_IN_FILE", "name")
        for sheet, rows in zip(sheets, twice, strict=True)
    ]


def _pointed(
    sheet: CheckedSheet, rows: set[int], code: str, column: str | None = None
) -> CheckedSheet:
    if not rows:
        return sheet

    def point(record: RecordRow) -> Point:
        letter = record.letters.get(column, "") if column else ""
        raw = record.written.get(column) if column else None
        return Point(record.row, letter, column, code, Severity.REVIEW, raw)

    points = {record.row: point(record) for record in sheet.records if record.row in rows}

    def with_point(record: RecordRow) -> RecordRow:
        extra = points.get(record.row)
        return replace(record, points=(*record.points, extra)) if extra else record

    records = tuple(map(with_point, sheet.records))
    return replace(sheet, records=records, points=(*sheet.points, *points.values()))
