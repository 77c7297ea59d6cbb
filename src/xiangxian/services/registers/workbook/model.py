"""What a register says, cell by cell, before anything is written: the checked workbook.

`open_register` gives the bare cells, `layout` finds header and data rows, `columns` maps headers to the
vocabulary, `checked` reads every cell into a value with its points. `load` takes a `Checked`
workbook and makes it records.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.domain.values.reading import Severity

try:
    from lzma import LZMAError
except ImportError:  # a Python built without it opens no such file, and zipfile says so itself
    LZMAError = zipfile.BadZipFile  # type: ignore[misc, assignment]

CellValue = str | int | float | bool | datetime | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its stored value, its number format, and whether it is a formula.

    A formula's value is what Excel last computed (None when it never was).
    """

    value: CellValue
    number_format: str = "General"
    formula: bool = False


@dataclass(frozen=True, slots=True)
class CellNote:
    """A comment on a cell; *author* is empty where the file does not say who wrote it."""

    row: int
    column: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet says beside its values, by (row, column) from 1.

    *struck* cells are struck through as a whole; *runs* holds the struck part of a text of which
    the rest is the cell's value; *framed* cells have a heavy dark line all round, unlike their
    column; *mail* holds the addresses that links write to; *rows* are hidden.
    """

    struck: frozenset[tuple[int, int]] = frozenset()
    runs: Mapping[tuple[int, int], str] = field(default_factory=dict)
    framed: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[CellNote, ...] = ()
    mail: Mapping[tuple[int, int], str] = field(default_factory=dict)
    rows: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet by (row, column), both from 1; *merged* are (first row, first column,
    last row, last column); *hidden* says that the sheet was hidden in Excel, *since_1904* that its
    days count from 1904."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    last_row: int = 0
    last_column: int = 0
    hidden: bool = False
    since_1904: bool = False
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets in order; *digest* is the SHA-256 of the file, *told* what is said of its
    format: what could not be seen in it."""

    file: str
    digest: str
    sheets: tuple[Sheet, ...]
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its letter, its header from top to bottom, and what it fills.

    *field* is the register's column name (`name`, `employments`, `total_investment_wan`), None for
    a column that is dropped or kept. *dropped* is the code of what is never stored
    (`RESTRICTED_POLITICAL`), *kept* the header under which an unknown column is kept. *left* is
    True for one that the clerk wants left out, *shifted* for one whose values seem to stand under
    the wrong header. *readings* are what a header may mean that no field declares in these words:
    the values under it have their say. *further* is True for one that adds to what another column
    of the same field says (固定电话 beside 手机).
    """

    letter: str
    header_path: tuple[str, ...]
    field: str | None
    dropped: str | None = None
    kept: str | None = None
    left: bool = False
    shifted: bool = False
    readings: tuple[str, ...] = ()
    further: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One remark on one cell (on a whole row where *letter* is empty): *raw* is what stands there,
    *expected* what was understood (JSON)."""

    row: int
    letter: str
    field: str | None
    code: str
    severity: Severity
    raw: Any = None
    expected: Any = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no record: `SUBTOTAL_ROW`, `FOOTER_ROW`, `BLANK_ROW`, `SUMMARY_SHEET`,
    `REPEATED_HEADER`, or `NAME_MISSING` and the like for a rejected one."""

    row: int
    why: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Referrer:
    """An introducer in a ledger: *type* is person, org, staff or self.

    *first* is True when the cell says 第一引荐人 of this one (or names nobody else), False when it
    says it of another, None when it does not say.
    """

    type: str
    name: str
    phone: str | None = None
    first: bool | None = None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record of a sheet.

    *values* are by column name, as the domain's readers made them: `name` and `native_name`
    PersonName; `birth`, `signed_on`, `registered_on`, `started_on`, `production_on`,
    `first_reported_at` PartialDate; `contact_name` Contact; `native_place` NativePlace; `employments` tuple[Post];
    `social_roles` tuple[str]; `phones` and `contact_phones` tuple[Phone]; money columns Money; `land` Land;
    `referrers` tuple[Referrer]; `gender`, `category`, `stage` the code; `seq_no` int; the rest
    str. What says nothing is absent. *kept* holds, by header, the text of unknown columns and
    of cells from which no value could be made. *written* is the text of every cell by column name.
    *digest* is that of the row's own cells (without 序号), so that it is known again.
    """

    sheet: str
    row: int
    digest: str
    values: Mapping[str, Any]
    kept: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """One sheet as it was understood; *kind* is `persons`, `projects`, `visits` or `ignore`.

    *signature* is the same for sheets with the same header; *chosen* says that the clerk's own
    choices were followed; *left* that the sheet is a register which the clerk wants left out.
    *hidden* says that it is hidden in Excel: such a register is *left* until somebody asks for it.
    """

    name: str
    kind: str
    title_rows: int
    header_rows: int
    columns: tuple[Column, ...] = ()
    records: tuple[RecordRow, ...] = ()
    points: tuple[Point, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    signature: str = ""
    chosen: bool = False
    left: bool = False
    hidden: bool = False

    @property
    def rejected(self) -> tuple[Skipped, ...]:
        """Rows that are records by their place but cannot be brought in, with the reason."""
        return tuple(row for row in self.skipped if row.why in PROBLEMS)

    @property
    def remarks(self) -> tuple[Point, ...]:
        """What is to be looked at above the table, in no record's row."""
        above = self.title_rows
        review = (point for point in self.points if point.severity is Severity.REVIEW)
        return tuple(point for point in review if point.row <= above)


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole workbook as it was understood; nothing has been written yet. *told* is what is said
    of the file's format."""

    file: str
    digest: str
    sheets: tuple[CheckedSheet, ...]
    told: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is a row of a register in it, or a sheet that the clerk left out."""
        return any(sheet.records or sheet.left or sheet.rejected for sheet in self.sheets)

    @property
    def has_contacts(self) -> bool:
        """Whether any row brings a number or an address of somebody."""
        names = ("phones", "wechat", "contact_phones")
        rows = (row for sheet in self.sheets for row in sheet.records)
        return any(row.values.get(name) for row in rows for name in names)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Headers of columns of which nothing is stored, each once."""
        columns = (column for sheet in self.sheets for column in sheet.columns if column.dropped)
        return tuple(dict.fromkeys("".join(column.header_path[-1].split()) for column in columns))


class Unreadable(Exception):
    """The file cannot be read; *sentence* says in Chinese what it is and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)
"""What `zipfile` raises over a damaged, locked or strangely packed file; a way of packing that it
does not know is a kind of RuntimeError."""
