"""What strikes, frames, comments, mail links and hidden rows say of the records of a sheet.

Nobody is called dead by them: a struck or framed name is asked about, and is on no list meanwhile.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils import get_column_letter

from xiangxian.domain.values.life_words import LifeWords, life_words
from xiangxian.domain.values.posts import Post, read_employments
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Severity
from xiangxian.domain.values.value_types import LINE, LONG
from xiangxian.services.registers.reading.cells import as_written, is_ditto
from xiangxian.services.registers.reading.columns import known
from xiangxian.services.registers.reading.contact_ways import is_bare_number, ways_in, ways_of
from xiangxian.services.registers.reading.further_phones import with_further
from xiangxian.services.registers.reading.identity_numbers import without_account, without_identity
from xiangxian.services.registers.reading.never_stored import sensitive
from xiangxian.services.registers.reading.sheet_kinds import KEY
from xiangxian.services.registers.workbook.model import (
    Cell,
    CellNote,
    Column,
    Point,
    RecordRow,
    Sheet,
)

Columns = Sequence[tuple[Column, int]]
"""Columns with their numbers."""
_EMPTY = Cell(None)
_FORMER = re.compile(r"原|前")
_WAYS_FIELDS = frozenset(("phones", "wechat", "email", None))
MARKED = "NAME_FRAMED"


def stored(text: str) -> str:
    """*text* without what is never stored; empty where it says nothing else."""
    bare = without_account(without_identity(text)[0])[0].strip()
    return "" if sensitive(bare) else bare


def remark_notes(said: LifeWords) -> list[Note]:
    """The points that what a remark says of life and death makes."""
    codes = {
        "DECEASED": said.death,
        "KIN_DECEASED": said.mourning,
        "DO_NOT_CONTACT": said.refusal,
    }
    return [note(code) for code, holds in codes.items() if holds]


class RowMarks:
    """The marks of one sheet, asked row by row; *edited* cells say what the clerk put there."""

    def __init__(
        self, sheet: Sheet, kind: str, columns: Columns, edited: frozenset[tuple[int, int]]
    ) -> None:
        marks = sheet.marks
        self.sheet, self.kind, self.edited, self.numbered = sheet, kind, edited, columns
        self.columns = [each for each in columns if not each[0].dropped and not each[0].left]
        self.unstored = {number for column, number in columns if column.dropped or column.left}
        self.key = next((n for c, n in columns if c.field == KEY[kind]), 0)
        self.fields = known(kind)
        self.notes: dict[int, list[CellNote]] = {}
        for each in marks.notes:
            self.notes.setdefault(each.row, []).append(each)
        self.mail: dict[int, list[tuple[int, str]]] = {}
        for (row, number), address in marks.mail.items():
            self.mail.setdefault(row, []).append((number, address))
        self.ways = (
            [(c, n) for c, n in self.columns if c.field in _WAYS_FIELDS and ways_of(_header(c))]
            if {"email", "wechat", "phones"} <= set(self.fields)
            else []
        )
        self._anchors = {(top, left) for top, left, _, _ in sheet.merged}

    def struck(self, row: int) -> bool:
        """Whether the name of a row's record is struck through, alone or with the whole row."""
        place = (row, self.key)
        return place in self.sheet.marks.struck and place not in self.edited

    def current(self, rows: Sequence[int]) -> dict[tuple[int, int], Cell]:
        """The cells that are read otherwise than they stand: struck ones say nothing now, an
        address is that of its link, and a cell of several ways is told apart afterwards."""
        found: dict[tuple[int, int], Cell] = {}
        marks = self.sheet.marks
        if marks.struck:
            of_rows = set(rows)
            gone = [place for place in marks.struck if place[0] in of_rows]
            whole = {row for row in {row for row, _ in gone} if self.struck(row)}
            found |= {place: _EMPTY for place in gone if place[0] not in whole}
        mails = {number for column, number in self.columns if column.field == "email"}
        for place, address in marks.mail.items():
            if place[1] in mails and place not in marks.struck:
                found[place] = Cell(address)
        for column, number in self.ways:
            for row in rows:
                if self._tells(row, column, number):
                    found[row, number] = _EMPTY
        return {place: cell for place, cell in found.items() if place not in self.edited}

    def _text(self, row: int, number: int) -> str:
        cell = self.sheet.cells.get((row, number))
        return "" if cell is None else as_written(cell.value).strip()

    def _tells(self, row: int, column: Column, number: int) -> bool:
        place = (row, number)
        if place in self._anchors or place in self.edited or place in self.sheet.marks.mail:
            return False
        text = self._text(row, number)
        if not text or is_ditto(self.sheet.cells.get(place)) or len(text) > LINE:
            return False
        return not (column.field == "phones" and is_bare_number(text))

    def told(self, record: RecordRow) -> RecordRow:
        """*record* with what the marks of its row say."""
        row = record.row
        made = _Made(record, self.kind)
        name = self._text(row, self.key)
        if self.struck(row):
            made.point(self._key_letter(), KEY[self.kind], "ROW_STRUCK", name, of_row=True)
        elif self.sheet.marks.struck or self.sheet.marks.runs:
            self._gone(row, made)
        if (row, self.key) in self.sheet.marks.framed:
            made.point(self._key_letter(), KEY[self.kind], MARKED, name, of_row=True)
        for each in self.notes.get(row, ()):
            if each.column not in self.unstored:
                made.noted(each, "remarks" in self.fields)
        for number, address in self.mail.get(row, ()):
            self._mailed(row, number, address, made)
        for column, number in self.ways:
            if self._tells(row, column, number) and (row, number) not in self.sheet.marks.struck:
                made.ways(column, self._text(row, number))
        if row in self.sheet.marks.rows:
            made.point(self._key_letter(), KEY[self.kind], "ROW_HIDDEN", name)
        return made.record()

    def _key_letter(self) -> str:
        return next((c.letter for c, n in self.columns if n == self.key), "")

    def _gone(self, row: int, made: _Made) -> None:
        struck: dict[str, str] = {}
        for column, number in self.columns:
            place = (row, number)
            if column.field == "seq_no" or place in self.edited:
                continue
            text = self.sheet.marks.runs.get(place, "")
            if place in self.sheet.marks.struck:
                text = self._text(row, number)
            if text := stored(text):
                made.gone(column, text)
                struck.setdefault(column.field or "", text)
        made.former(struck)

    def _mailed(self, row: int, number: int, address: str, made: _Made) -> None:
        column = next((c for c, n in self.columns if n == number), None)
        place = (row, number)
        if column is None or place in self.edited or place in self.sheet.marks.struck:
            return
        made.mailed(column, self._text(row, number), address, held="email" in self.fields)


@dataclass(slots=True)
class _Made:
    """A record in the making; *said* is what makes its digest another than before."""

    of: RecordRow
    kind: str
    values: dict[str, Any] = field(init=False)
    kept: dict[str, str] = field(init=False)
    points: list[Point] = field(init=False)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values, self.kept = dict(self.of.values), dict(self.of.kept)
        self.points = list(self.of.points)

    def record(self) -> RecordRow:
        """The record as it was made."""
        digest = self.of.digest
        if self.said:
            digest = hashlib.sha256("\n".join([digest, *self.said]).encode()).hexdigest()
        return replace(
            self.of,
            values=self.values,
            kept=self.kept,
            points=tuple(self.points),
            digest=digest,
        )

    def point(
        self, letter: str, name: str | None, code: str, raw: str, *, of_row: bool = False
    ) -> None:
        """Add a point on the cell in *letter*; one *of_row* makes the row another than before."""
        self.points.append(Point(self.of.row, letter, name, code, note(code).severity, raw))
        if of_row:
            self.said.append(code)

    def keep(self, header: str, text: str) -> None:
        """Keep *text* under *header*, beside what stands there; a point has it where it is long."""
        taken = header
        number = 2
        while self.kept.get(taken, text) != text:
            taken, number = f"{header}（{number}）", number + 1
        if len(text) <= LONG and len(taken) <= LINE:
            self.kept[taken] = text

    def gone(self, column: Column, text: str) -> None:
        """Keep the struck *text* of a cell."""
        self.keep(f"{_header(column)}（划掉的）", text)
        self.point(column.letter, column.field, "TEXT_STRUCK", text)
        self.said.append(f"struck {column.letter} {text}")

    def former(self, struck: dict[str, str]) -> None:
        """A struck employer with its position is a post held before."""
        posts: tuple[Post, ...] = ()
        if "employments" in struck:
            posts = read_employments(struck["employments"]).value or ()
        elif "employer" in struck and "position" in struck:
            posts = (Post(struck["employer"], struck["position"]),)
        before = tuple(
            Post(each.organisation, _once_before(each.position)) for each in posts if each.position
        )
        if before:
            stand = self.values.get("employments", ())
            self.values["employments"] = (*stand, *(each for each in before if each not in stand))

    def noted(self, each: CellNote, has_remarks: bool) -> None:
        """A comment goes into the remarks, with its author and place."""
        text = stored(each.text)
        if not text:
            return
        letter = get_column_letter(each.column)
        by = f"{each.author}，" if each.author else ""
        line = f"单元格批注：{text}（{by}{letter}{each.row}）"
        stands = self.values.get("remarks") if has_remarks else None
        together = f"{stands}；{line}" if stands else line
        if not has_remarks:
            self.keep("单元格批注", line)
        elif len(together) <= LONG:
            self.values["remarks"] = together
        self.point(letter, None, "CELL_NOTE", text)
        self.said.append(line)
        said = life_words(text)
        if said.since and has_remarks:
            self.values.setdefault("bereaved_on", said.since)
        for point in remark_notes(said):
            self.points.append(
                Point(self.of.row, letter, "remarks", point.code, point.severity, text)
            )

    def mailed(self, column: Column, text: str, address: str, *, held: bool) -> None:
        """The address of a link, and the cell's own text where it says something else."""
        same = text.casefold() == address.casefold()
        if not held or (column.field != "email" and self.values.get("email")):
            if not same and self.values.get("email") != address:
                self.keep(f"{_header(column)}（链接）", address)
            return
        if column.field != "email":
            self.values["email"] = address
        if column.field == "email" and not same and stored(text):
            self.keep(_header(column), text)
        differs = column.field == "email" and not same and "@" in text
        if not same:
            code = "MAIL_DIFFERS" if differs else "MAIL_FROM_LINK"
            self.point(column.letter, "email", code, text)
            self.said.append(f"mail {address}")

    def ways(self, column: Column, text: str) -> None:
        """Numbers, WeChat names and addresses of one cell, each where it belongs."""
        header = _header(column)
        bare = stored(text)
        found = ways_in(bare, header)
        self.points = [
            each
            for each in self.points
            if (each.letter, each.code) != (column.letter, "PHONE_MISSING")
        ]
        if found.phones:
            stand = self.values.get("phones", ())
            own = column.field == "phones"
            self.values["phones"] = (
                (*stand, *found.phones) if own else with_further(stand, found.phones, header)
            )
        for name, several in (("wechat", found.wechat), ("email", found.email)):
            first, *others = [*several, ""] if not self.values.get(name) else ["", *several]
            if first:
                self.values[name] = first
            for each in filter(None, others):
                if each != self.values.get(name):
                    self.keep(f"{header}（又一个）", each)
        for each in found.qq:
            self.keep("QQ", each)
        self.of_written(column, bare)
        if found.rest:
            self.keep(header, bare)
            self.point(column.letter, None, "CONTACT_WAY_UNCLEAR", bare)
        elif bare:
            self.point(column.letter, None, "CONTACT_WAYS", bare)

    def of_written(self, column: Column, text: str) -> None:
        """The page shows the text of a cell that was taken apart as that of its column."""
        if column.field:
            self.of = replace(self.of, written={**self.of.written, column.field: text})


def _once_before(position: str | None) -> str:
    said = position or ""
    return said if _FORMER.match(said) else f"原{said}"


def _header(column: Column) -> str:
    return column.header_path[-1].strip() if column.header_path else column.letter


def unless_usual(records: Sequence[RecordRow]) -> list[RecordRow]:
    """*records*; where most names of a sheet are framed, that is how its names are written and
    nobody is asked about."""
    framed = sum(any(point.code == MARKED for point in each.points) for each in records)
    if framed * 2 <= len(records) or len(records) < 2:
        return list(records)
    return [
        replace(each, points=tuple(point for point in each.points if point.code != MARKED))
        for each in records
    ]


def notes_elsewhere(sheet: Sheet, rows: Sequence[int], above: int) -> list[Point]:
    """The point that counts the comments which stand in no record's row."""
    of_records = set(rows)
    places = [
        f"{get_column_letter(each.column)}{each.row}"
        for each in sheet.marks.notes
        if each.row not in of_records
    ]
    if not places:
        return []
    raw = f"{len(places)}条：{'、'.join(places[:20])}"
    return [Point(above, "", None, "NOTES_ELSEWHERE", Severity.REVIEW, raw)]
