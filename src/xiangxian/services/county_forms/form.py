"""Another office's blank table as it is understood: its columns, and where entries belong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from xiangxian.domain.people import Person
from xiangxian.domain.register_numbers import COLUMN as NUMBER
from xiangxian.services.registers.columns import PERSONS, columns, plain
from xiangxian.services.registers.layout import Layout, layout, merged_anchors, text_of
from xiangxian.services.registers.package import is_plain
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.sheets import Sheet, Unreadable
from xiangxian.services.registers.showing import column_labels

KEPT = "kept:"
"""What the choice of a kept column begins with; its header follows."""
_EXAMPLE = re.compile(
    r"^[（(【\[]?(?:填写|填表)?(?:示例|样例|举例|例如|例)|(?:示例|样例)|[xX×]{2,}"
)
_INVENTED = frozenset(("张三", "李四", "王五", "赵六", "某某", "某某某"))
_COUNTED = re.compile(r"\d{1,2}|[甲乙丙丁]")


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of the table: its letter, its header, what would fill it (a register's column
    name, `kept:` with a header, or nothing), and why it stays empty by itself."""

    letter: str
    header: str
    fills: str = ""
    never: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet that people can be filled into.

    *head* is the header's last row, *start* the first row for entries, *stop* the first row below
    the table (0 for none). *examples* are the rows that show how to fill it in, *standing* those
    that hold people already; entries go below the latter.
    """

    name: str
    title: str
    columns: tuple[FormColumn, ...]
    head: int
    start: int
    stop: int
    examples: tuple[int, ...]
    standing: tuple[int, ...]

    def begins(self, *, over_examples: bool) -> int:
        """The row of the first entry; *over_examples* puts entries in the examples' place."""
        below = [row for row in self.standing if row >= self.start]
        if not over_examples:
            below += self.examples
        return max(below, default=self.start - 1) + 1


@dataclass(frozen=True, slots=True)
class CountyForm:
    """A table that another office wants filled; *pictures* says that it has drawings, which do
    not go along."""

    file: str
    sheets: tuple[FormSheet, ...]
    pictures: bool


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
    drawn = _drawings(path)
    if drawn is None or workbook.told or not is_plain(path):
        raise Unreadable(f"《{name}》不是Excel表格，没有填。请选 .xlsx 或 .xlsm 文件。")
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
        found.append(_form_sheet(sheet, parts, known))
    if side_by_side and not found:
        raise Unreadable(
            f"《{name}》一行里并排登记几个人，填不进去。请改成一人一行，另存一份再试。"
        )
    if not found:
        raise Unreadable(
            f"《{name}》里没有找到花名册的表头：要有“姓名”和另外至少一栏认得的。什么也没有填。"
        )
    return CountyForm(name, tuple(found), drawn)


def _drawings(path: Path) -> bool | None:
    """Whether a workbook has drawings or pictures; None for what is no workbook."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as packed:
        return any(
            name.startswith(("xl/drawings/drawing", "xl/media/")) for name in packed.namelist()
        )


def _form_sheet(sheet: Sheet, parts: Layout, known: Mapping[str, str]) -> FormSheet:
    own = _own_columns(sheet, parts)
    mapped = columns({column: parts.paths[column] for column in own}, PERSONS)
    by_letter = {column.letter: column for column in mapped}
    shown = []
    for number in own:
        letter, path = get_column_letter(number), parts.paths[number]
        header = "·".join(dict.fromkeys("".join(part.split()) for part in path))
        column = by_letter.get(letter)
        fills = ""
        if column is not None and column.field and column.field != NUMBER:
            fills = column.field
        elif column is not None and column.kept is not None:
            match = known.get(plain(column.kept)) or known.get(plain(path[-1]))
            fills = f"{KEPT}{match}" if match else ""
        never = column is not None and column.dropped is not None
        shown.append(FormColumn(letter, header, fills, never))
    start, stop = _entries(sheet, parts)
    records = [row for row in parts.rows if row >= start and (not stop or row < stop)]
    examples = tuple(row for row in records if _is_example(sheet, row, own))
    standing = tuple(row for row in records if row not in examples)
    return FormSheet(
        sheet.name,
        parts.titles[0] if parts.titles else sheet.name,
        tuple(shown),
        parts.last_header,
        start,
        stop,
        examples,
        standing,
    )


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


def _entries(sheet: Sheet, parts: Layout) -> tuple[int, int]:
    """The first row for entries, and the first row below the table (0 for none).

    Totals right under the header, and a line that numbers the columns, belong to the head.
    """
    why = {skipped.row: skipped.why for skipped in parts.skipped}
    start = parts.last_header + 1
    while why.get(start) in {"SUBTOTAL_ROW", "REPEATED_HEADER"} or _numbers_columns(sheet, start):
        start += 1
    ends = (
        row
        for row, each in sorted(why.items())
        if row >= start and each in {"SUBTOTAL_ROW", "FOOTER_ROW"}
    )
    return start, next(ends, 0)


def _numbers_columns(sheet: Sheet, row: int) -> bool:
    texts = [
        text
        for column in range(1, sheet.last_column + 1)
        if (text := text_of(sheet.cells.get((row, column))))
    ]
    return len(texts) >= 3 and all(_COUNTED.fullmatch(text) for text in texts)


def _is_example(sheet: Sheet, row: int, own: Collection[int]) -> bool:
    texts = [text_of(sheet.cells.get((row, column))) for column in own]
    return any(_EXAMPLE.search(text) or text in _INVENTED for text in texts)


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
