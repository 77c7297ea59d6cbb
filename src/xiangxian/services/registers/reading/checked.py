"""A workbook as it is understood, sheet by sheet, with its points; nothing is written by it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from openpyxl.utils import column_index_from_string

from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.values.reading import Severity
from xiangxian.services.registers.reading.column_values import by_values
from xiangxian.services.registers.reading.columns import (
    ALL_OF_IT,
    LEAVE,
    choose,
    columns,
    signature_of,
)
from xiangxian.services.registers.reading.layout import Layout, layout
from xiangxian.services.registers.reading.marked_rows import RowMarks, notes_elsewhere, unless_usual
from xiangxian.services.registers.reading.merged_rows import groups, together
from xiangxian.services.registers.reading.occasions import occasion_of
from xiangxian.services.registers.reading.rows import RowReader
from xiangxian.services.registers.reading.sheet_kinds import (
    ATTENDANCE,
    GREETINGS,
    PERSONS,
    SUGGESTIONS,
)
from xiangxian.services.registers.reading.titles import reported_twice, stated_counts, written_twice
from xiangxian.services.registers.workbook.contact_files import with_registers
from xiangxian.services.registers.workbook.model import (
    Cell,
    Checked,
    CheckedSheet,
    Point,
    RecordRow,
    Sheet,
    Skipped,
    Workbook,
)

Choices = Mapping[str, Mapping[str, str]]
"""What the clerk chose, by a sheet's signature and a column's letter (`RegisterLayout.columns`)."""


Edits = Mapping[str, Mapping[tuple[int, int], str]]
"""Texts that the clerk put in the place of a cell's: by the sheet's name, then (row, column)."""


def check(
    workbook: Workbook,
    homeland: Homeland,
    known_people: Mapping[str, int],
    choices: Choices = MappingProxyType({}),
    edits: Edits = MappingProxyType({}),
    shown: Collection[str] = (),
) -> Checked:
    """The workbook as it is understood.

    Hidden sheets are left out but for those whose name is in *shown*.

    Sheets that are named like villages add to the *homeland*; *known_people* says how many people
    of each name the register holds already; *choices* go before what headers and values say.
    Cells of data rows are read as *edits* have them; a row's digest stays that of the file's row.
    """
    workbook = with_registers(workbook)
    villages = {sheet.name.strip() for sheet in workbook.sheets}
    villages = {name for name in villages if name.endswith(("村", "社区")) and len(name) > 1}
    wider = replace(homeland, villages=homeland.villages | frozenset(villages))
    sheets = [
        _hidden(sheet)
        if sheet.hidden and sheet.name not in shown
        else _sheet(sheet, wider, known_people, choices, edits.get(sheet.name, {}))
        for sheet in workbook.sheets
    ]
    both = tuple(written_twice(reported_twice(sheets)))
    return Checked(workbook.file, workbook.digest, both, workbook.told)


def _hidden(sheet: Sheet) -> CheckedSheet:
    """A hidden sheet that nobody asked for: named, and `left` where it is a register."""
    found = layout(sheet)
    titles, depth = found.first_header - 1, found.last_header - found.first_header + 1
    return CheckedSheet(
        sheet.name, "ignore", titles, depth, left=found.kind != "ignore", hidden=True
    )


def _sheet(
    sheet: Sheet,
    homeland: Homeland,
    known: Mapping[str, int],
    choices: Choices,
    edits: Mapping[tuple[int, int], str],
) -> CheckedSheet:
    found = layout(sheet)
    titles = found.first_header - 1
    depth = found.last_header - found.first_header + 1
    if found.kind == "ignore":
        return CheckedSheet(sheet.name, found.kind, titles, depth, skipped=found.skipped)
    signature = signature_of(found.kind, found.paths)
    wanted = choices.get(signature, {})
    if wanted.get(ALL_OF_IT) == LEAVE:
        mapped = columns(found.paths, found.kind, found.key)
        return CheckedSheet(
            sheet.name, "ignore", titles, depth, mapped, signature=signature, chosen=True, left=True
        )
    homeland = replace(homeland, sheet_of=_village_of(sheet.name, found.titles, homeland))
    panels = [
        choose(
            by_values(sheet, found.rows, columns(p, found.kind, found.key), found.kind, homeland),
            wanted,
        )
        for p in found.panels
    ]
    mapped = tuple(column for panel in panels for column in panel)
    rows = frozenset(found.rows)
    mended = {place: Cell(text or None) for place, text in edits.items() if place[0] in rows}
    numbered = [[(c, column_index_from_string(c.letter)) for c in panel] for panel in panels]
    marks = [RowMarks(sheet, found.kind, each, frozenset(mended)) for each in numbered]
    for each in marks:
        mended = {**each.current(found.rows), **mended}
    mended_sheet = replace(sheet, cells={**sheet.cells, **mended}) if mended else sheet
    readers = [RowReader(sheet, mended_sheet, found, panel, homeland, known) for panel in panels]
    about = _about(found, sheet.name)
    stated = stated_counts(sheet, found.first_header)
    records, rejected = _records(found, readers, marks, sheet)
    records = [replace(each, values={**each.values, **about}) for each in records]
    points = [point for each in (*records, *(row for row, _ in rejected)) for point in each.points]
    points.sort(key=lambda each: each.row)
    points += notes_elsewhere(sheet, [each.row for each in records], titles)
    skipped = [*found.skipped, *(Skipped(each.row, why) for each, why in rejected)]
    differing = [point for count, point in stated if count != len(records)]
    points += [replace(point, expected=f"{len(records)}个") for point in differing]
    shifted = [column for column in mapped if column.shifted]
    if shifted:
        headers = "、".join("".join(column.header_path[-1].split()) for column in shifted)
        letter = shifted[0].letter
        points.append(Point(titles, letter, None, "COLUMNS_SHIFTED", Severity.REVIEW, headers))
    signed = [column.letter for column in mapped if column.field == "signed_in"]
    if signed and records and not any("signed_in" in each.values for each in records):
        points.append(Point(titles, signed[0], None, "SIGN_IN_BLANK", Severity.REVIEW))
    return CheckedSheet(
        sheet.name,
        found.kind,
        titles,
        depth,
        mapped,
        tuple(records),
        tuple(points),
        tuple(sorted(skipped, key=lambda each: each.row)),
        signature,
        bool(wanted),
    )


def _records(
    found: Layout, readers: Sequence[RowReader], marks: Sequence[RowMarks], sheet: Sheet
) -> tuple[list[RecordRow], list[tuple[RecordRow, str]]]:
    """The records of a sheet in its order, and the rows that cannot come in with the reason; rows
    under one merged name are one record."""
    records: list[RecordRow] = []
    rejected: list[tuple[RecordRow, str]] = []
    merged = (
        groups(sheet, found.rows, marks[0].numbered, found.kind)
        if found.kind == PERSONS and len(readers) == 1
        else {}
    )
    for row, (reader, marked) in itertools.product(found.rows, zip(readers, marks, strict=True)):
        if len(readers) > 1 and reader.empty(row):
            continue  # the place of one more record, left free
        of = merged.get(row)
        record, why = reader.row(row)
        if why is not None:
            rejected.append((record, why))
            continue
        record = marked.told(record)
        if of is not None and records and records[-1].row == of:
            columns = [column for column, _ in marked.numbered]
            records[-1] = together(records[-1], record, columns)
        else:
            records.append(record)
    return unless_usual(records), rejected


def _village_of(name: str, titles: Sequence[str], homeland: Homeland) -> str | None:
    """The village that a sheet is of: the one it is named after, or the only one above its table."""
    if (named := homeland.village("".join(name.split()))) is not None:
        return named
    lines = "".join("".join(titles).split())
    above = [village for village in homeland.villages if village in lines]
    return above[0] if len(above) == 1 else None


def _about(found: Layout, name: str) -> dict[str, Any]:
    """What the lines above the table say of all its rows: the event they are about, the list."""
    if found.kind == GREETINGS:
        return {"list_title": "".join(found.titles)} if found.titles else {}
    if found.kind not in {ATTENDANCE, SUGGESTIONS}:
        return {}
    occasion = occasion_of(found.titles, name)
    if occasion is None:
        return {}
    said: dict[str, Any] = {"event_name": occasion.name}
    return said | ({"event_on": occasion.on} if occasion.on else {})
