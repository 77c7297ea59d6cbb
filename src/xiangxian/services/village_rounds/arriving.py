"""Whose sheet it is that came back: by its mark, its numbers, what it is called, else asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from xiangxian.domain.people import Person
from xiangxian.domain.records import Id
from xiangxian.domain.values.native_places import NativePlace
from xiangxian.domain.values.reading import Severity
from xiangxian.domain.values.register_numbers import COLUMN
from xiangxian.services.records import Reference
from xiangxian.services.registers.importing.known import Holdings
from xiangxian.services.registers.importing.village_columns import SAID
from xiangxian.services.registers.reading.sheet_kinds import PERSONS
from xiangxian.services.registers.workbook.model import (
    Checked,
    CheckedSheet,
    Point,
    RecordRow,
    Sheet,
    Workbook,
)
from xiangxian.services.village_rounds.rounds import VillageEntry
from xiangxian.services.village_rounds.workbook import MARK

SAYS = "VILLAGE_SAYS"
_MARK = re.compile(rf"{MARK}\s*[:：]?\s*([0-9A-Fa-f]{{8}})")


@dataclass(frozen=True, slots=True)
class VillagePart:
    """What of one file is one village's: the numbers of its sheets in the file, the village (None:
    nobody can tell), the sheets as they were understood."""

    sheets: tuple[int, ...]
    village: Reference | None
    checked: Checked

    @property
    def names(self) -> str:
        """The names of its sheets."""
        return "、".join(sheet.name for sheet in self.checked.sheets)


@dataclass(frozen=True, slots=True)
class KnownVillages:
    """What a sheet's village is found by: the villages, the entries of the round, the register."""

    villages: Sequence[Reference]
    entries: Sequence[VillageEntry]
    held: Holdings


def parts(
    workbook: Workbook,
    checked: Checked,
    known: KnownVillages,
    *,
    said: Mapping[int, Id],
    done: frozenset[int] = frozenset(),
) -> list[VillagePart]:
    """The villages' parts of a file: sheets of one village together.

    *said* is the village that the clerk named for a sheet, by its number in the file; *done* are
    sheets that were taken in already.
    """
    by_id = {village.id: village for village in known.villages}
    groups: dict[Id | int, list[int]] = {}
    for number, (sheet, understood) in enumerate(zip(workbook.sheets, checked.sheets, strict=True)):
        if number in done or not (understood.kind == PERSONS and understood.records):
            continue
        id_ = said.get(number) or _village(workbook.file, sheet, understood, known)
        groups.setdefault(id_ if id_ in by_id else number, []).append(number)
    return [
        VillagePart(
            tuple(numbers),
            by_id.get(key) if isinstance(key, str) else None,
            replace(checked, sheets=tuple(checked.sheets[number] for number in numbers)),
        )
        for key, numbers in groups.items()
    ]


def _village(file: str, sheet: Sheet, understood: CheckedSheet, known: KnownVillages) -> Id | None:
    """The village whose sheet it is; None when nobody can tell."""
    titles = [
        str(cell.value)
        for (row, _), cell in sorted(sheet.cells.items())
        if row <= understood.title_rows and cell.value is not None
    ]
    marks = {found.upper() for text in titles for found in _MARK.findall(text)}
    marked = {entry.village.id for entry in known.entries if entry.sheet.mark in marks}
    if len(marked) == 1:
        return marked.pop()
    if (id_ := _by_numbers(understood, known)) is not None:
        return id_
    for text in (sheet.name, *titles, PurePath(file).stem):
        if (id_ := _named(text, known.villages)) is not None:
            return id_
    return None


def _by_numbers(understood: CheckedSheet, known: KnownVillages) -> Id | None:
    """The village that most of the numbered rows are from."""
    homes: Counter[Id] = Counter()
    for row in understood.records:
        number = row.values.get(COLUMN)
        item = known.held.numbered.get(number.tail) if number else None
        if item and isinstance(item.record, Person) and item.record.home_village:
            homes[item.record.home_village] += 1
    first = homes.most_common(2)
    if not first or (len(first) == 2 and first[0][1] == first[1][1]):
        return None
    return first[0][0]


def _named(text: str, villages: Sequence[Reference]) -> Id | None:
    """The one village that *text* names; a name within a longer one that is there does not count."""
    there = [each for each in villages if each.title and each.title in text]
    longest = [
        each
        for each in there
        if not any(each.title != other.title and each.title in other.title for other in there)
    ]
    return longest[0].id if len(longest) == 1 else None


def as_the_villages(part: VillagePart, round_name: str, township: str) -> Checked:
    """The part's rows as a village means them: what stands under 变动情况 is kept under the round's
    own header and a point to look at; somebody new is from this village unless the row says
    otherwise."""
    place = NativePlace(township, part.village.title, None) if part.village else None
    header = f"{SAID}（{round_name}）"
    sheets = tuple(
        replace(
            sheet,
            records=tuple(_row(row, sheet, header, place) for row in sheet.records),
        )
        for sheet in part.checked.sheets
    )
    return replace(part.checked, sheets=sheets)


def _row(row: RecordRow, sheet: CheckedSheet, header: str, place: NativePlace | None) -> RecordRow:
    kept, points, values = dict(row.kept), row.points, dict(row.values)
    for column in sheet.columns:
        said = column.kept if column.header_path[-1].strip() == SAID else None
        if said and (text := kept.pop(said, "")):
            kept[header] = text
            point = Point(row.row, column.letter, None, SAYS, Severity.REVIEW, text)
            points = (*points, point)
    if place and COLUMN not in values and not row.written.get("native_place"):
        values.setdefault("native_place", place)
    return replace(row, kept=kept, points=points, values=values)


def said_of(row: RecordRow) -> str:
    """What the village says of somebody in 变动情况."""
    found: list[Any] = [point.raw for point in row.points if point.code == SAYS]
    return "；".join(map(str, found))
