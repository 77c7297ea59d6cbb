"""The rows of one sheet, cell by cell, as values with their points."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import column_index_from_string

from xiangxian.domain.values.life_words import life_words
from xiangxian.domain.values.names import PersonName
from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.values.phones import read_phones
from xiangxian.domain.values.posts import Post
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Reading, Severity, is_placeholder
from xiangxian.domain.values.value_types import LINE, LONG, NAME, TITLE, over
from xiangxian.services.registers.reading.cells import (
    DATES,
    NUMBERS_OF,
    Place,
    as_written,
    is_ditto,
    name_and_number,
    read_cell,
    shifted,
    with_its_zeros,
)
from xiangxian.services.registers.reading.columns import unit_of
from xiangxian.services.registers.reading.contact_ways import is_no_email, told_by_value
from xiangxian.services.registers.reading.further_phones import with_further
from xiangxian.services.registers.reading.identity_numbers import without_account, without_identity
from xiangxian.services.registers.reading.layout import Layout, filled_down, text_of
from xiangxian.services.registers.reading.life_notes import OF_LIFE, life_notes, told_of_life
from xiangxian.services.registers.reading.long_cells import cell_limit, header_fits, limit_broken
from xiangxian.services.registers.reading.never_stored import sensitive
from xiangxian.services.registers.reading.referrers import read_referrers
from xiangxian.services.registers.reading.sheet_kinds import (
    ATTENDANCE,
    GREETINGS,
    INTRODUCTIONS,
    KEY,
    PERSONS,
    PROJECTS,
    SUGGESTIONS,
    VISITS,
)
from xiangxian.services.registers.reading.stage_dates import lies_before, stage_contradicts
from xiangxian.services.registers.reading.titles import period_of
from xiangxian.services.registers.workbook.model import Cell, Column, Point, RecordRow, Sheet

_EMPTY = Cell(None)
_ALSO_KEPT = frozenset(
    (
        "PHONE_BAD_LENGTH",
        "NAME_WITH_NOTE",
        "NAME_WITH_MARK",
        "NAME_WITH_TITLE",
        "EMPLOYER_IS_STATUS",
    )
)
"""Points of a cell of which something was read, and whose whole text is kept beside it."""
_PHONES = frozenset(("phones", "contact_phones"))
_WITHOUT_KEY = {
    PERSONS: "NAME_MISSING",
    PROJECTS: "PROJECT_MISSING",
    VISITS: "VISIT_MISSING",
    ATTENDANCE: "NAME_MISSING",
    GREETINGS: "NAME_MISSING",
    SUGGESTIONS: "SUGGESTION_MISSING",
    INTRODUCTIONS: "INTRODUCER_MISSING",
}
_KEY_UNREAD = frozenset(("NAME_TWO_PEOPLE", "REFERRER_UNCLEAR"))
"""Why there is nothing in the key of a row though something is written there."""
_TOO_LONG = frozenset(map(over, (NAME, TITLE, LINE, LONG)))
_INTRODUCED = frozenset(("project_name", "introduced"))
"""What a row of introductions tells even where nobody can say who introduced it."""


class _Cells:
    """The cells of one sheet that count, row after row, because 同上 looks at the row before."""

    def __init__(self, sheet: Sheet, found: Layout, mapped: Sequence[tuple[Column, int]]) -> None:
        self.sheet = sheet
        self.merged = {
            column.letter: filled_down(sheet, found.rows, number) for column, number in mapped
        }
        self.before: dict[str, Cell] = {}

    def at(self, row: int, column: Column, number: int) -> tuple[Cell, list[Note]]:
        """The cell that counts: the one above for 同上, the first of a vertical merge."""
        cell = self.sheet.cells.get((row, number), _EMPTY)
        extra: list[Note] = []
        if row in self.merged[column.letter] and cell.value is None:
            cell = self.merged[column.letter][row]
            extra.append(note("MERGED_VALUE"))
        elif is_ditto(cell) and column.letter in self.before:
            cell = self.before[column.letter]
            extra.append(note("DITTO"))
        self.before[column.letter] = cell
        return with_its_zeros(cell, column.field), extra


class RowReader:
    """Reads the rows of one sheet in order, with what the clerk *mended* in it."""

    def __init__(
        self,
        sheet: Sheet,
        mended: Sheet,
        found: Layout,
        mapped: tuple[Column, ...],
        homeland: Homeland,
        known: Mapping[str, int],
    ) -> None:
        self.sheet, self.kind, self.known = mended, found.kind, known
        self.columns = [(column, column_index_from_string(column.letter)) for column in mapped]
        self.places = {
            column.letter: Place(
                found.kind,
                unit_of(column.header_path, found.titles),
                homeland,
                period_of(found.titles),
                sheet.since_1904,
                any("年龄" in part or "周岁" in part for part in column.header_path),
            )
            for column in mapped
        }
        self.cells = _Cells(mended, found, self.columns)
        self.filed = self.cells if mended is sheet else _Cells(sheet, found, self.columns)

    def empty(self, row: int) -> bool:
        """Whether nothing stands in this record's place of *row*, its number aside."""
        said = (self.sheet.cells.get((row, n)) for c, n in self.columns if c.field != "seq_no")
        return not any(text_of(cell) for cell in said)

    def row(self, row: int) -> tuple[RecordRow, str | None]:
        """The record of a row; the second is the reason why it is rejected, None when it is not."""
        values: dict[str, Any] = {}
        kept: dict[str, str] = {}
        written: dict[str, str] = {}
        letters: dict[str, str] = {}
        points: list[Point] = []
        rejected: str | None = None
        texts = []
        later: list[tuple[Column, Cell]] = []
        further: list[tuple[Column, Cell, list[Note]]] = []
        besides: list[tuple[Column, str, str]] = []
        for column, number in self.columns:
            cell = self.sheet.cells.get((row, number), _EMPTY)
            if column.left:
                continue
            if column.dropped:
                if cell.value is not None and str(cell.value).strip():
                    points.append(self._dropped(row, column))
                continue
            cell, extra = self.cells.at(row, column, number)
            text, identity = without_identity(as_written(cell.value))
            if identity:
                cell = Cell(text or None)
                points.append(
                    Point(row, column.letter, None, "RESTRICTED_ID_NUMBER", Severity.DROP_VALUE)
                )
            text, account = without_account(text)
            if account:
                cell = Cell(text or None)
                points.append(
                    Point(row, column.letter, None, "RESTRICTED_ACCOUNT", Severity.DROP_VALUE)
                )
            if (column.kept or column.field == "remarks") and (code := sensitive(text)):
                points.append(Point(row, column.letter, None, code, Severity.DROP_VALUE))
                cell, text = _EMPTY, ""
            if column.field != "seq_no":
                filed = text
                if self.filed is not self.cells:
                    filed = _bare(self.filed.at(row, column, number)[0])
                texts.append(f"{'·'.join(column.header_path)}={filed}")
            if column.field not in OF_LIFE and text:
                said = told_of_life(column, text, _name_in(values))
                points += [self._point(row, column, n, cell, None) for n in life_notes(said)]
                if said.since:
                    values["bereaved_on"] = said.since
            if column.kept:
                if text and len(text) <= cell_limit(column) and header_fits(column):
                    kept[column.kept] = text
                elif text:
                    limit = cell_limit(column) if header_fits(column) else LINE
                    points.append(self._point(row, column, note(over(limit)), cell, None))
                continue
            told, said_there = told_by_value(column, text)
            fits = len(text) <= cell_limit(column)
            if (
                fits
                and told.field != column.field
                and any(c.field == told.field for c, _ in self.columns)
            ):
                self._keep(kept, column, text)
                continue
            if said_there != text:
                text, cell = said_there, Cell(said_there)
            column = told
            if fits and is_no_email(column, text) and not is_placeholder(text):
                points.append(self._point(row, column, note("COLUMN_SHIFTED"), cell, None))
                self._keep(kept, column, text)
                continue
            assert column.field is not None  # noqa: S101 - a column is dropped, kept or a field
            letters.setdefault(column.field, column.letter)
            if len(text) > (limit := cell_limit(column)):
                nothing: Reading[Any] = Reading(None, (note(over(limit)),), text)
                self._take(row, column, cell, nothing, extra, values, kept, points)
                continue
            if column.further:
                further.append((column, cell, extra))
                continue
            written[column.field] = text
            if column.field == "referrers":
                later.append((column, cell))
                continue
            if column.field == KEY[self.kind] and cell.formula:
                rejected = "NAME_IS_FORMULA"
                points.append(self._point(row, column, note("NAME_IS_FORMULA"), cell, None))
                continue
            if column.field in NUMBERS_OF and (both := name_and_number(text)):
                cell = Cell(both[0])
                besides.append((column, text, both[1]))
            reading = read_cell(column.field, cell, self.places[column.letter])
            self._take(row, column, cell, reading, extra, values, kept, points)
        for column, cell, extra in further:
            self._further(row, column, cell, extra, values, kept, points)
        for column, text, number_there in besides:
            self._beside(row, column, text, number_there, values, kept, points)
        for column, cell in later:
            native = values.get("native_name")
            name = native.name if native else None
            reading = read_referrers(cell.value, name, self.known)
            self._take(row, column, cell, reading, [], values, kept, points)
        self._joined(values, kept)
        key = KEY[self.kind]
        said_of_key = {p.code for p in points if p.field == key}
        unread = said_of_key & _KEY_UNREAD
        if said_of_key & _TOO_LONG:
            unread = {"NAME_TOO_LONG"}
        if unread == {"REFERRER_UNCLEAR"} and _INTRODUCED & values.keys():
            values[key] = ()
        if rejected is None and key not in values:
            rejected = min(unread, default=_WITHOUT_KEY[self.kind])
        points += self._consistent(row, values, written, letters)
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        record = RecordRow(
            self.sheet.name, row, digest, values, kept, written, letters, tuple(points)
        )
        return record, rejected

    def _dropped(self, row: int, column: Column) -> Point:
        """What is never stored is not repeated in the report either."""
        code = column.dropped or ""
        return Point(row, column.letter, None, code, Severity.DROP_VALUE)

    def _point(self, row: int, column: Column, said: Note, cell: Cell, value: Any) -> Point:
        raw = cell.value
        return Point(row, column.letter, column.field, said.code, said.severity, raw, value)

    def _take(
        self,
        row: int,
        column: Column,
        cell: Cell,
        reading: Reading[Any],
        extra: list[Note],
        values: dict[str, Any],
        kept: dict[str, str],
        points: list[Point],
    ) -> None:
        """Put a reading where it belongs; a text of which nothing could be made is kept, and one that
        is longer than its field bears is a point."""
        name = column.field or ""
        if limit := limit_broken(name, reading.value):
            reading = Reading(None, (note(over(limit)),), reading.written)
        notes = [*extra, *reading.notes]
        text = "" if cell.value is None else str(cell.value).strip()
        if cell.formula and cell.value is None and name != "seq_no":
            notes.append(note("FORMULA_WITHOUT_VALUE"))
        if extra and name in DATES and reading.value is not None:
            notes = extra  # how the cell above was read is said there
        if name in _PHONES and not reading.value and not notes:
            notes.append(note("PHONE_MISSING"))
        if odd := shifted(name, text, self.kind):
            notes.append(odd)
        if name == "remarks" and reading.value:
            said = life_words(reading.value, _name_in(values))
            notes += life_notes(said)
            if said.since:
                values["bereaved_on"] = said.since
        points += [self._point(row, column, said, cell, reading.value) for said in notes]
        if reading.value is not None and reading.value != ():
            values[name] = reading.value
        elif text and any(said.severity is Severity.REVIEW for said in notes):
            self._keep(kept, column, text)
        codes = {said.code for said in notes}
        if (codes & _ALSO_KEPT and reading.value) or "EMPLOYER_IS_STATUS" in codes:
            self._keep(kept, column, text)

    def _keep(self, kept: dict[str, str], column: Column, text: str) -> None:
        """Keep a cell's text under its header, where a record can hold it; the point has it anyway."""
        header = column.header_path[-1] if column.header_path else ""
        if len(text) <= LONG and len(header) <= LINE:
            kept[header] = text

    def _beside(
        self,
        row: int,
        column: Column,
        text: str,
        number: str,
        values: dict[str, Any],
        kept: dict[str, str],
        points: list[Point],
    ) -> None:
        """The number that stands with a name fills the column of numbers where that is empty; where
        another number stands there, the whole cell is kept."""
        field = NUMBERS_OF[column.field or ""]
        reading = read_phones(number)
        if field not in values and (reading.value or reading.notes):
            points[:] = [p for p in points if (p.field, p.code) != (field, "PHONE_MISSING")]
            theirs = replace(column, field=field)
            self._take(row, theirs, Cell(number), reading, [], values, kept, points)
        elif not {p.number for p in reading.value or ()} <= {
            p.number for p in values.get(field, ())
        }:
            self._keep(kept, column, text)

    def _further(
        self,
        row: int,
        column: Column,
        cell: Cell,
        extra: list[Note],
        values: dict[str, Any],
        kept: dict[str, str],
        points: list[Point],
    ) -> None:
        """More numbers of the same person, each with its column's header as note."""
        field = column.field or ""
        reading = read_cell(field, cell, self.places[column.letter])
        notes = [*extra, *(each for each in reading.notes if each.code != "PHONE_MISSING")]
        points += [self._point(row, column, said, cell, reading.value) for said in notes]
        header = column.header_path[-1]
        if reading.value:
            points[:] = [p for p in points if (p.field, p.code) != (field, "PHONE_MISSING")]
            values[field] = with_further(values.get(field, ()), reading.value, header)
        if any(said.severity is Severity.REVIEW for said in notes) and cell.value is not None:
            self._keep(kept, column, str(cell.value).strip())

    def _joined(self, values: dict[str, Any], kept: dict[str, str]) -> None:
        """Employer and position in two columns make one post; a position of which nobody says where
        is kept under its header."""
        employer, position = values.pop("employer", None), values.pop("position", None)
        posts = values.get("employments", ())
        if employer and not posts:
            values["employments"] = (Post(employer, position),)
        elif position and posts and not posts[0].position:
            values["employments"] = (Post(posts[0].organisation, position), *posts[1:])
        elif position and position not in {post.position for post in posts}:
            column = next(each for each, _ in self.columns if each.field == "position")
            self._keep(kept, column, position)

    def _consistent(
        self,
        row: int,
        values: Mapping[str, Any],
        written: Mapping[str, str],
        letters: Mapping[str, str],
    ) -> list[Point]:
        """Points that need several cells: dates out of order, a stage without its date."""
        if self.kind != PROJECTS:
            return []
        found = []
        if lies_before(values.get("started_on"), values.get("signed_on")):
            found.append(
                Point(
                    row,
                    letters["started_on"],
                    "started_on",
                    "DATE_ORDER",
                    Severity.REVIEW,
                    written.get("started_on"),
                    values["started_on"],
                )
            )
        if stage_contradicts(values, letters):
            found.append(
                Point(
                    row,
                    letters["stage"],
                    "stage",
                    "STAGE_CONFLICT",
                    Severity.REVIEW,
                    written.get("stage"),
                    values["stage"],
                )
            )
        return found


def _bare(cell: Cell) -> str:
    """A cell's text as the digest of its row has it."""
    return without_account(without_identity(as_written(cell.value))[0])[0]


def _name_in(values: Mapping[str, Any]) -> str:
    """Whose row it is, where that is read already."""
    named = values.get("name")
    return named.name if isinstance(named, PersonName) else ""
