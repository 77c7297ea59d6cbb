"""The points of a file that waits, grouped by kind, and what the clerk's answers make of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from openpyxl.utils import column_index_from_string

from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.domain.values.reading import Severity
from xiangxian.services.duplicates.matching import Grade
from xiangxian.services.registers.importing.matches import Decisions, RowDecision, What, where
from xiangxian.services.registers.reading.checked import Edits
from xiangxian.services.registers.reading.layout import text_of
from xiangxian.services.registers.reading.sheet_kinds import KEY
from xiangxian.services.registers.session.shown_rows import stored_text
from xiangxian.services.registers.session.waiting_files import Answers
from xiangxian.services.registers.workbook.model import (
    Checked,
    CheckedSheet,
    Point,
    RecordRow,
    Workbook,
)

SEEN, BLANK = "seen", "blank"
LATER = frozenset(("REFERRER_AMBIGUOUS_NAME", "NATIVE_AMBIGUOUS_NAME"))
"""Kinds that ask for a person, which can be chosen once everybody is on the register."""
LONGEST = 500
"""Characters that may be written in place of a cell."""
EXAMPLES = 2
"""So many points stand above a kind as examples of it."""
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class PointAsked:
    """One point: where, of whom, what is written (as it is read now), what is *stored* of it, and
    the answer given.

    *beside* says what else stands in a row that cannot come in. *editable* is False where no cell
    can be mended.
    """

    key: str
    place: str
    title: str
    raw: str
    answer: str = ""
    beside: str = ""
    may_blank: bool = False
    editable: bool = True
    stored: str = ""

    @property
    def where(self) -> str:
        """The place in words: 东桥村 第7行."""
        return where(self.place)


@dataclass(frozen=True, slots=True)
class Kind:
    """All points of one kind; *rejected* where the rows do not come in until they are mended."""

    code: str
    label: str
    sentence: str
    items: tuple[PointAsked, ...]
    rejected: bool = False
    answer: str = ""

    @property
    def examples(self) -> tuple[PointAsked, ...]:
        """The first two that are written differently."""
        found = {item.raw: item for item in reversed(self.items) if item.raw}
        return tuple(item for item in self.items if found.get(item.raw) is item)[:EXAMPLES]

    @property
    def may_blank(self) -> bool:
        """Whether anything was read that can be left blank instead."""
        return any(item.may_blank for item in self.items)

    @property
    def open(self) -> int:
        """How many nobody answered."""
        return 0 if self.answer else sum(not item.answer for item in self.items)


def edits_of(answers: Answers) -> Edits:
    """The mended texts as `check` takes them."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for place, text in answers.edits.items():
        sheet, _, cell = place.rpartition("!")
        if at := _CELL.fullmatch(cell):
            found.setdefault(sheet, {})[int(at[2]), column_index_from_string(at[1])] = text
    return found


def _reviewed(row: RecordRow) -> Iterator[tuple[str, Point]]:
    for point in row.points:
        if point.severity is Severity.REVIEW and point.code not in LATER:
            yield f"{row.sheet}!{point.letter}{point.row} {point.code}", point


def _can_be_blank(row: RecordRow, point: Point) -> bool:
    return point.field in row.values and point.field not in {*KEY.values(), "remarks"}


def kinds(workbook: Workbook, checked: Checked, answers: Answers) -> list[Kind]:
    """The points of the file by kind: rows that do not come in first, then the fewest first."""
    cells = {sheet.name: sheet.cells for sheet in workbook.sheets}
    mended = edits_of(answers)
    found: dict[tuple[bool, str], list[PointAsked]] = {}
    for sheet in checked.sheets:
        for row in sheet.records:
            title = row.written.get(KEY[sheet.kind], "")
            for key, point in _reviewed(row):
                asked = PointAsked(
                    key,
                    key.rpartition(" ")[0],
                    title,
                    "" if point.raw is None else str(point.raw),
                    answers.points.get(key, ""),
                    may_blank=_can_be_blank(row, point),
                    editable=bool(point.letter),
                    stored=stored_text(row, point),
                )
                found.setdefault((False, point.code), []).append(asked)
        for skipped in sheet.rejected:
            letter = next((c.letter for c in sheet.columns if c.field == KEY[sheet.kind]), "")
            number = column_index_from_string(letter)
            shown = [
                text_of(cells[sheet.name].get((skipped.row, column_index_from_string(c.letter))))
                for c in sheet.columns
                if not c.dropped and c.letter != letter and c.field != "seq_no"
            ]
            place = f"{sheet.name}!{letter}{skipped.row}"
            cell = cells[sheet.name].get((skipped.row, number))
            raw = mended.get(sheet.name, {}).get((skipped.row, number))
            if raw is None:
                raw = "" if cell is not None and cell.formula else text_of(cell)
            beside = "，".join(text for text in shown if text)[:80]
            asked = PointAsked(f"{place} {skipped.why}", place, "", raw, beside=beside)
            found.setdefault((True, skipped.why), []).append(asked)
    return [
        Kind(
            code,
            PROBLEMS[code].label,
            PROBLEMS[code].sentence,
            tuple(items),
            rejected,
            "" if rejected else answers.kinds.get(code, ""),
        )
        for (rejected, code), items in sorted(
            found.items(), key=lambda pair: (not pair[0][0], len(pair[1]), pair[0][1])
        )
    ]


def still_wrong(checked: Checked, places: Mapping[str, str]) -> dict[str, str]:
    """Of the mended *places*, those that are still doubtful, each with the sentence that says so."""
    faults: dict[str, str] = {}
    for sheet in checked.sheets:
        for point in sheet.points:
            place = f"{sheet.name}!{point.letter}{point.row}"
            if place in places and point.severity in (Severity.REVIEW, Severity.REJECT):
                faults[place] = PROBLEMS[point.code].sentence
        for skipped in sheet.rejected:
            for column in sheet.columns:
                place = f"{sheet.name}!{column.letter}{skipped.row}"
                if place in places and column.field == KEY[sheet.kind]:
                    faults.setdefault(place, PROBLEMS[skipped.why].sentence)
    return faults


def settled(checked: Checked, answers: Answers) -> tuple[Checked, Decisions]:
    """The file as the answers leave it, and what they decide for its rows."""
    closed: set[str] = set()
    sheets = tuple(_settled(sheet, answers, closed) for sheet in checked.sheets)
    rows = {place: RowDecision.read(text) for place, text in answers.rows.items()}
    decisions = Decisions(
        frozenset(closed),
        {place: decision for place, decision in rows.items() if decision},
        {Grade(grade): What(what) for grade, what in answers.grades.items()},
    )
    return replace(checked, sheets=sheets), decisions


def _settled(sheet: CheckedSheet, answers: Answers, closed: set[str]) -> CheckedSheet:
    headers = {column.letter: column.header_path[-1] for column in sheet.columns}
    records = []
    for row in sheet.records:
        values, kept = dict(row.values), dict(row.kept)
        for key, point in _reviewed(row):
            answer = answers.points.get(key) or answers.kinds.get(point.code)
            if not answer:
                continue
            closed.add(key)
            if answer == BLANK and point.field in values and _can_be_blank(row, point):
                del values[point.field]
                kept[headers[point.letter]] = row.written.get(point.field, "")
        changed = len(values) != len(row.values)
        records.append(replace(row, values=values, kept=kept) if changed else row)
    return replace(sheet, records=tuple(records))
