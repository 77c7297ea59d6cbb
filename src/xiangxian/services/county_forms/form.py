"""Another office's blank table as it is understood: its columns, and where entries belong."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from xiangxian.domain.people import Person
from xiangxian.domain.values.register_numbers import COLUMN as NUMBER
from xiangxian.services.county_forms.entry_rows import (
    EntryRows,
    Fields,
    Lines,
    Run,
    entry_rows,
    inside,
)
from xiangxian.services.registers.reading.columns import columns, plain
from xiangxian.services.registers.reading.layout import Layout, layout, merged_anchors, text_of
from xiangxian.services.registers.reading.sheet_kinds import PERSONS
from xiangxian.services.registers.session.shown_rows import column_labels
from xiangxian.services.registers.workbook.model import Column, Sheet, Unreadable
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.services.registers.workbook.package import is_plain
from xiangxian.services.registers.workbook.sandbox import run_apart

KEPT = "kept:"
"""What the choice of a kept column begins with; its header follows."""
PERSONAL = frozenset(
    ("phones", "wechat", "email", "address", "postcode", "home_contact", "birth", "former_name")
)
"""What belongs to one person alone: a row that holds any of it is somebody's."""
SEQUENCE = "seq_no"
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of the table: its letter, its header, what would fill it (a register's column
    name, `kept:` with a header, or nothing), whether it stays empty by itself, and what the other
    office has filled in already."""

    letter: str
    header: str
    fills: str = ""
    never: bool = False
    given: str = ""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet that people can be filled into: *head* is the header's last row, *inside* the
    letters of the table's own columns (not of notes to its right), *entries* its rows.
    """

    name: str
    title: str
    columns: tuple[FormColumn, ...]
    head: int
    inside: tuple[str, ...]
    entries: EntryRows

    @property
    def start(self) -> int:
        """The first row below the header."""
        return self.entries.start

    @property
    def stop(self) -> int:
        """The first row below the table, 0 for none."""
        return self.entries.stop

    @property
    def examples(self) -> tuple[int, ...]:
        """The rows that show how to fill the table in."""
        return self.entries.examples

    def _taken(self, *, over_examples: bool) -> int:
        """The last row that stays as it is."""
        staying = self.entries.standing + (() if over_examples else self.examples)
        return max(staying, default=self.start - 1)

    def to_fill(self, *, over_examples: bool) -> tuple[int, ...]:
        """The drawn rows for entries in order; *over_examples* puts entries in the examples' place,
        too. People who stand in the table already stay above them."""
        rows = self.entries.rows + (self.examples if over_examples else ())
        return tuple(sorted(row for row in rows if row > self._taken(over_examples=over_examples)))

    def last(self, *, over_examples: bool) -> int:
        """The row that further rows are put below."""
        rows = self.to_fill(over_examples=over_examples)
        return (
            rows[-1] + self.entries.block - 1 if rows else self._taken(over_examples=over_examples)
        )

    def pattern(self, *, over_examples: bool) -> int:
        """The row that further rows look like, 0 for none."""
        rows = self.to_fill(over_examples=over_examples)
        plain = [row for row in rows if row not in self.examples]
        last = self._taken(over_examples=over_examples)
        return max(plain or rows, default=last if last >= self.start else 0)

    def begins(self, *, over_examples: bool) -> int:
        """The row of the first entry."""
        rows = self.to_fill(over_examples=over_examples)
        return rows[0] if rows else self.last(over_examples=over_examples) + 1

    def first_number(self, *, over_examples: bool) -> int:
        """The number of the first entry, as the table counts."""
        numbers, standing = self.entries.numbers, self.entries.standing
        for place, row in enumerate(self.to_fill(over_examples=over_examples)):
            if row in numbers:
                return max(numbers[row] - place, 1)
        return max(len(standing), *(numbers.get(row, 0) for row in (0, *standing))) + 1


@dataclass(frozen=True, slots=True)
class CountyForm:
    """A table that another office wants filled."""

    file: str
    sheets: tuple[FormSheet, ...]


def labels() -> dict[str, str]:
    """What a column may be filled with: the register's column names with their labels."""
    return {name: label for name, label in column_labels(PERSONS).items() if name != NUMBER}


def read_form(path: Path, *, name: str, kept: Collection[str] = ()) -> CountyForm:
    """The table at *path*, called *name* on the screen; raises `Unreadable`.

    *kept* are the headers of kept columns that somebody has: a column of such a header gets them.
    """
    try:
        workbook = read_workbook(path, name=name)
    except Unreadable as fault:
        raise Unreadable(fault.sentence.replace("没有导入", "没有填")) from fault
    _refuse_others(path, name)
    if workbook.told or not is_plain(path):
        raise Unreadable(f"《{name}》不是Excel表格，没有填。请选 .xlsx 或 .xlsm 文件。")
    lines = _lines(path, name)
    known = {plain(header): header for header in kept}
    found = []
    side_by_side = False
    for sheet in workbook.sheets:
        if sheet.hidden:
            continue
        parts = layout(sheet)
        if parts.kind != PERSONS:
            continue
        if len(parts.panels) > 1:
            side_by_side = True
            continue
        found.append(_form_sheet(sheet, parts, known, lines.get(sheet.name, [])))
    if side_by_side and not found:
        raise Unreadable(
            f"《{name}》一行里并排登记几个人，填不进去。请改成一人一行，另存一份再试。"
        )
    if not found:
        raise Unreadable(
            f"《{name}》里没有找到花名册的表头：要有“姓名”和另外至少一栏认得的。什么也没有填。"
        )
    return CountyForm(name, tuple(found))


def _refuse_others(path: Path, name: str) -> None:
    """Refuse what can be read but not filled in as it stands."""
    with path.open("rb") as file:
        old = file.read(4) == _OLE
    if old:
        raise Unreadable(
            f"《{name}》是老版本的Excel文件，没有填。请在Excel或WPS里“另存为”.xlsx再试。"
        )
    if not zipfile.is_zipfile(path):
        raise Unreadable(f"《{name}》不是Excel表格，没有填。请选 .xlsx 或 .xlsm 文件。")
    with zipfile.ZipFile(path) as packed:
        names = packed.namelist()
    if "[Content_Types].xml" not in names or any(each.endswith("workbook.bin") for each in names):
        raise Unreadable(f"《{name}》不是 .xlsx 表格，没有填。请“另存为”.xlsx再试。")


def _lines(path: Path, name: str) -> dict[str, list[Run]]:
    """The runs of rows with lines around their cells, by sheet."""
    told: dict[str, list[Run]] = json.loads(apart(path, name, {"act": "look"}))
    return told


def apart(path: Path, name: str, orders: Mapping[str, Any]) -> bytes:
    """What the process that opens the foreign file answers; raises `Unreadable`."""
    try:
        return run_apart(
            name,
            "xiangxian.services.county_forms.form_worker",
            [str(path)],
            json.dumps(orders).encode(),
        )
    except Unreadable as fault:
        raise Unreadable(fault.sentence.replace("没有导入", "没有填")) from fault


def _form_sheet(
    sheet: Sheet, parts: Layout, known: Mapping[str, str], runs: Sequence[Run]
) -> FormSheet:
    own = _own_columns(sheet, parts)
    mapped = columns({column: parts.paths[column] for column in own}, PERSONS)
    by_letter = {column.letter: column for column in mapped}
    shown = []
    for number in own:
        letter, path = get_column_letter(number), parts.paths[number]
        header = "·".join(dict.fromkeys("".join(part.split()) for part in path))
        column = by_letter.get(letter)
        never = column is not None and column.dropped is not None
        shown.append(FormColumn(letter, header, _fills(column, path, known), never))
    lined = Lines(runs)
    meant = {number: column.fills for number, column in zip(own, shown, strict=True)}
    name = [number for number, field in meant.items() if field == "name"]
    fields = Fields(
        inside(own, lined.columns(parts.last_header), name),
        name,
        [number for number, field in meant.items() if field == SEQUENCE],
        [number for number, field in meant.items() if field in PERSONAL],
    )
    rows = entry_rows(sheet, parts, fields, lined.columns, lined.last)
    given = {get_column_letter(number): text for number, text in rows.given.items()}
    return FormSheet(
        sheet.name,
        parts.titles[0] if parts.titles else sheet.name,
        tuple(_as_given(column, given.get(column.letter, "")) for column in shown),
        parts.last_header,
        tuple(map(get_column_letter, fields.inside)),
        rows,
    )


def _fills(column: Column | None, path: Sequence[str], known: Mapping[str, str]) -> str:
    """What would fill a column by itself."""
    if column is not None and column.field and column.field != NUMBER:
        return column.field
    if column is not None and column.kept is not None:
        match = known.get(plain(column.kept)) or known.get(plain(path[-1]))
        return f"{KEPT}{match}" if match else ""
    return ""


def _as_given(column: FormColumn, given: str) -> FormColumn:
    """What the other office has filled in stays, unless the clerk chooses otherwise."""
    if not given or column.fills == SEQUENCE:
        return column
    return dataclasses.replace(column, fills="", given=given)


def _own_columns(sheet: Sheet, parts: Layout) -> list[int]:
    """The columns with a header of their own: not those that a wide header merely covers."""
    anchors = merged_anchors(sheet)
    rows = range(parts.first_header, parts.last_header + 1)
    return [
        column
        for column in sorted(parts.paths)
        if any(
            anchors.get((row, column), (row, column))[1] == column
            and text_of(sheet.cells.get(anchors.get((row, column), (row, column))))
            for row in rows
        )
    ]


def sees(field: str) -> str:
    """The field of a person whose privacy class the column *field* shares."""
    drawn = {
        "native_place": "native_place_written",
        "employments": "name",
        "employer": "name",
        "position": "name",
        "social_roles": "name",
        "seq_no": "name",
    }
    if field.startswith(KEPT):
        return "kept"
    if field in drawn:
        return drawn[field]
    return next(name for name, spec in Person.fields.items() if spec.column == field)
