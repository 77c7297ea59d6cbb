"""What a made-up register is and what is written beside it as its truth; how a sheet is filled in.

A clerk's sheet is titles, a header of one or two lines, records, and what stands between them. Each
column writes a cell and says what the cell means; where an expert could not tell, nothing is said.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Points = set[tuple[str, str]]


@dataclass
class W:
    """One cell: what is typed, what it *says* by column name, the *points* somebody has to look at,
    and those that are a matter of taste (*maybe*; the code "*" is any)."""

    cell: Any = None
    says: dict[str, Any] = field(default_factory=dict)
    points: Points = field(default_factory=set)
    maybe: Points = field(default_factory=set)
    format: str = "General"


Maker = Callable[[random.Random], W]


@dataclass
class Col:
    """A column: its header, the header above it, who writes it, and what it is: a "field", "kept"
    as written, "dropped" (never stored), a "number" of the line, or "silent" (nothing claimed).
    *ditto*: sometimes 同上. *down*: one cell merged over so many records."""

    header: str
    make: Maker
    role: str = "field"
    above: str | None = None
    ditto: bool = False
    down: int = 0


@dataclass
class Row:
    """One record: the printed row, what it says, the points, what is kept by header; *cells*: where
    each said thing is typed (row, column)."""

    row: int
    says: dict[str, Any] = field(default_factory=dict)
    points: Points = field(default_factory=set)
    maybe: Points = field(default_factory=set)
    kept: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class Sheet:
    """A sheet and its truth. *columns*: letter → (header, role, fields). *says*: what the titles say
    of every record."""

    name: str
    kind: str
    rows: list[Row] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    columns: dict[str, tuple[str, str, set[str]]] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)


@dataclass
class Book:
    """A workbook with the truth of its sheets; *town* and *villages* are where its office is."""

    path: Path
    town: str
    villages: tuple[str, ...]
    sheets: list[Sheet] = field(default_factory=list)


class Page:
    """A sheet being filled in from the top."""

    def __init__(self, book: openpyxl.Workbook, name: str, kind: str, rng: random.Random) -> None:
        self.on: Worksheet = book.create_sheet(name)
        self.truth = Sheet(name, kind)
        self.rng = rng
        self.row = 1
        self.columns: list[Col] = []
        self.before: dict[int, tuple[W, tuple[int, int]]] = {}
        self.down: dict[int, list[Any]] = {}
        self.number = 0
        self.panels = 1

    def title(self, text: str, width: int = 0, why: str = "TITLE") -> None:
        """A line of one text, merged over *width* columns."""
        self.on.cell(self.row, 1, text)
        if width > 1:
            self.on.merge_cells(
                start_row=self.row, end_row=self.row, start_column=1, end_column=width
            )
        self.truth.skipped[self.row] = why
        self.row += 1

    def line(self, why: str, *cells: Any) -> None:
        """A row that is no record: sums, section headings, blanks."""
        self._close()
        for column, value in enumerate(cells, 1):
            if value is not None:
                self.on.cell(self.row, column, value)
        self.truth.skipped[self.row] = why
        self.row += 1

    def header(self, columns: Sequence[Col], panels: int = 1) -> None:
        """The header; two lines when a column has a header above it."""
        self.columns, self.panels = list(columns), panels
        deep = any(col.above for col in columns)
        for panel in range(panels):
            off = panel * len(columns)
            at = 0
            while at < len(columns):
                col = columns[at]
                if not deep:
                    self.on.cell(self.row, off + at + 1, col.header)
                    at += 1
                    continue
                if col.above is None:
                    self.on.cell(self.row, off + at + 1, col.header)
                    self.on.merge_cells(
                        start_row=self.row,
                        end_row=self.row + 1,
                        start_column=off + at + 1,
                        end_column=off + at + 1,
                    )
                    at += 1
                    continue
                end = at
                while end < len(columns) and columns[end].above == col.above:
                    self.on.cell(self.row + 1, off + end + 1, columns[end].header)
                    end += 1
                self.on.cell(self.row, off + at + 1, col.above)
                if end - at > 1:
                    self.on.merge_cells(
                        start_row=self.row,
                        end_row=self.row,
                        start_column=off + at + 1,
                        end_column=off + end,
                    )
                at = end
        for line in range(self.row, self.row + (2 if deep else 1)):
            self.truth.skipped[line] = "HEADER"
        for place, col in enumerate(list(columns) * panels):
            self.truth.columns[get_column_letter(place + 1)] = (col.header, col.role, set())
        self.row += 2 if deep else 1

    def records(self, count: int) -> None:
        """So many records, side by side when the header says so."""
        left = count
        while left > 0:
            for panel in range(min(self.panels, left)):
                self._record(panel * len(self.columns))
            left -= self.panels
            self.row += 1

    def _record(self, off: int) -> None:
        self.number += 1
        row = Row(self.row)
        for place, col in enumerate(self.columns):
            column = off + place
            if col.role == "number":
                self.on.cell(self.row, column + 1, self.number)
                continue
            written, where = self._written(col, column)
            row.maybe |= written.maybe
            if col.role == "dropped":
                if written.cell is not None and len(str(written.cell)) > 1:
                    self.truth.secrets.add(str(written.cell))
            elif col.role == "kept":
                if written.cell is not None:
                    row.kept["".join(col.header.split())] = str(written.cell).strip()
            elif col.role == "field":
                row.says |= written.says
                row.points |= written.points
                row.cells |= dict.fromkeys(written.says, where)
                self.truth.columns[get_column_letter(column + 1)][2].update(written.says)
        self._joined(row)
        self.truth.rows.append(row)

    def _written(self, col: Col, column: int) -> tuple[W, tuple[int, int]]:
        if col.down:
            open_ = self.down.get(column)
            if open_ is None or open_[2] >= col.down:
                self._merge(column)
                written = col.make(self.rng)
                self.on.cell(self.row, column + 1, written.cell)
                open_ = self.down[column] = [written, self.row, 0]
            open_[2] += 1
            return open_[0], (open_[1], column + 1)
        written, where = col.make(self.rng), (self.row, column + 1)
        old = self.before.get(column)
        if col.ditto and old is not None and old[0].cell is not None and self.rng.random() < 0.3:
            self.on.cell(self.row, column + 1, self.rng.choice(("同上", "〃", "同上")))
            return W(None, old[0].says, old[0].points, old[0].maybe), old[1]
        if written.cell is not None:
            cell = self.on.cell(self.row, column + 1, written.cell)
            cell.number_format = written.format
        self.before[column] = (written, where)
        return written, where

    @staticmethod
    def _joined(row: Row) -> None:
        """Firm and post in two columns are one post; a post without a firm is claimed nothing of."""
        if "employer" in row.says or "position" in row.says:
            employer, position = row.says.pop("employer", None), row.says.pop("position", None)
            if employer:
                row.says["employments"] = [(employer, position)]
                row.cells["employments"] = row.cells.get(
                    "employer", row.cells.get("position", (0, 0))
                )

    def _merge(self, column: int) -> None:
        open_ = self.down.pop(column, None)
        if open_ is not None and open_[2] > 1:
            self.on.merge_cells(
                start_row=open_[1],
                end_row=open_[1] + open_[2] - 1,
                start_column=column + 1,
                end_column=column + 1,
            )

    def _close(self) -> None:
        for column in list(self.down):
            self._merge(column)
        self.before.clear()

    def done(self) -> Sheet:
        """The truth, with merges closed."""
        self._close()
        return self.truth


class Names:
    """Names nobody else in the book bears."""

    def __init__(self, rng: random.Random, surnames: str, given: Sequence[str]) -> None:
        self.free = [s + g for s in surnames for g in given]
        rng.shuffle(self.free)

    def __call__(self) -> str:
        return self.free.pop()


class Numbers:
    """Telephone numbers of the block that is given to nobody, each once."""

    def __init__(self, start: int) -> None:
        self.next = start

    def __call__(self) -> str:
        self.next += 7
        return f"130000{self.next:05d}"


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(rng: random.Random, region: str = "990000") -> str:
    """Eighteen figures of a region that is none, with the right last one."""
    body = f"{region}{rng.randint(1950, 1999)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(0, 999):03d}"
    return body + "10X98765432"[sum(int(f) * w for f, w in zip(body, WEIGHTS, strict=True)) % 11]


def plain(name: str, *texts: str) -> Maker:
    """One of some texts, said as it is; None is an empty cell."""

    def make(rng: random.Random) -> W:
        text = rng.choice(texts)
        return W(text, {name: text})

    return make


def sparse(make: Maker, name: str, share: float = 0.3, nothing: Any = None) -> Maker:
    """Sometimes empty (or *nothing*, what an office writes for it)."""

    def again(rng: random.Random) -> W:
        if rng.random() < share:
            return W(
                rng.choice(("无", "/", "—", None)) if nothing == "ways" else nothing, {name: None}
            )
        return make(rng)

    return again


def text(*texts: Any) -> Maker:
    """A cell of which nothing is claimed but what the column's role says."""
    return lambda rng: W(rng.choice(texts))


def serial(day: date) -> int:
    """Excel's number of a day."""
    return (day - date(1899, 12, 30)).days


def at(day: date) -> datetime:
    """The day as openpyxl writes it."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001
