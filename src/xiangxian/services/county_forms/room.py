"""Making room in a sheet: whatever stands below moves down with all that refers to it.

openpyxl's own `insert_rows` moves bare cells only; here merged ranges, row heights, formulas (of
every sheet), conditional formats, validations, filters, tables, print areas, page breaks and
anchors of pictures move as Excel moves them.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.merge import MergedCellRange

_END = re.compile(r"(\$?[A-Za-z]{1,3})?(\$?)(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Gap:
    """*count* new rows below row *after* of the sheet *sheet*."""

    sheet: str
    after: int
    count: int

    def row(self, row: int) -> int:
        """Where a row stands afterwards."""
        return row + self.count if row > self.after else row

    def rows(self, first: int, last: int, *, grows: bool = False) -> tuple[int, int]:
        """Where a stretch of rows stands afterwards.

        It grows when the gap lies within it, and at its last row when it reaches over more than
        that one, as a sum over a table does; *grows* says so of a stretch of one row too.
        """
        if first > self.after:
            return first + self.count, last + self.count
        if last > self.after or (last == self.after and (first < last or grows)):
            return first, last + self.count
        return first, last


def make_room(sheet: Any, after: int, count: int, pattern: int | None) -> None:
    """Put *count* rows below row *after*, drawn like the row *pattern*; None leaves them bare."""
    gap = Gap(sheet.title, after, count)
    _move_cells(sheet, gap)
    sheet.merged_cells = MultiCellRange(
        [_moved_merge(each, gap) for each in sheet.merged_cells.ranges]
    )
    dimensions = sheet.row_dimensions
    for row in sorted((row for row in dimensions if row > after), reverse=True):
        dimension = dimensions.pop(row)
        dimension.index = row + count
        dimensions[row + count] = dimension
    _move_references(sheet, gap)
    if pattern is not None:
        _draw_like(sheet, pattern, range(after + 1, after + count + 1))


def _move_cells(sheet: Any, gap: Gap) -> None:
    cells = sheet._cells  # noqa: SLF001 - there is no other way to keep a cell's style and comment
    for row, column in sorted((key for key in cells if key[0] > gap.after), reverse=True):
        cell = cells.pop((row, column))
        cell.row = row + gap.count
        cells[row + gap.count, column] = cell
        if link := getattr(cell, "hyperlink", None):
            link.ref = cell.coordinate


def _moved_merge(merged: Any, gap: Gap) -> Any:
    first, last = merged.min_row, merged.max_row
    if first > gap.after:
        merged.shift(row_shift=gap.count)
    elif last > gap.after:
        merged.expand(down=gap.count)
    return merged


def _moved_ranges(ranges: Iterable[CellRange], gap: Gap) -> MultiCellRange:
    moved = []
    for each in ranges:
        first, last = gap.rows(each.min_row, each.max_row, grows=True)
        moved.append(
            CellRange(min_col=each.min_col, max_col=each.max_col, min_row=first, max_row=last)
        )
    return MultiCellRange(moved)


def _move_references(sheet: Any, gap: Gap) -> None:
    """Everything in the workbook that names rows of the sheet."""
    book = sheet.parent
    for other in book.worksheets:
        here = other is sheet
        for cell in list(other._cells.values()):  # noqa: SLF001 - only cells that are there
            if isinstance(cell, Cell) and cell.data_type == "f":
                cell.value = _moved_value(cell, gap, here=here)
        for validation in other.data_validations.dataValidation:
            if here:
                validation.sqref = _moved_ranges(validation.sqref.ranges, gap)
            for name in ("formula1", "formula2"):
                setattr(validation, name, _moved_bare(getattr(validation, name), gap, here=here))
        _move_names(other.defined_names, gap)
    _move_names(book.defined_names, gap)
    _move_formats(sheet, gap)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved_text(sheet.auto_filter.ref, gap, here=True)
    if sheet.print_area:
        sheet.print_area = ",".join(
            moved_text(part.rpartition("!")[2], gap, here=True)
            for part in str(sheet.print_area).split(",")
        )
    for table in sheet.tables.values():
        table.ref = moved_text(table.ref, gap, here=True)
        if table.autoFilter is not None and table.autoFilter.ref:
            table.autoFilter.ref = moved_text(table.autoFilter.ref, gap, here=True)
    for page_break in sheet.row_breaks.brk:
        page_break.id = gap.row(page_break.id)
    for drawn in (*sheet._images, *sheet._charts):  # noqa: SLF001 - anchors have no other way in
        for end in ("_from", "to"):
            marker = getattr(drawn.anchor, end, None)
            if marker is not None:
                marker.row = gap.row(marker.row + 1) - 1


def _move_formats(sheet: Any, gap: Gap) -> None:
    formats = ConditionalFormattingList()
    for each in sheet.conditional_formatting:
        where = str(_moved_ranges(each.sqref.ranges, gap))
        for rule in each.rules:
            rule.formula = [_moved_bare(text, gap, here=True) for text in rule.formula]
            formats.add(where, rule)
    sheet.conditional_formatting = formats


def _move_names(names: Any, gap: Gap) -> None:
    for name in names.values():
        if name.attr_text:
            name.attr_text = _moved_bare(name.attr_text, gap, here=False)


def _moved_value(cell: Cell, gap: Gap, *, here: bool) -> Any:
    value: Any = cell.value
    below = here and cell.row > gap.after
    if isinstance(value, ArrayFormula):
        value.text = moved_formula(value.text or "", gap, here=here, below=below)
        if here:
            value.ref = moved_text(value.ref, gap, here=True)
        return value
    if isinstance(value, str):
        return moved_formula(value, gap, here=here, below=below)
    return value


def _moved_bare(text: str | None, gap: Gap, *, here: bool) -> str | None:
    """A formula that is kept without its sign."""
    if not text:
        return text
    return moved_formula(f"={text}", gap, here=here).removeprefix("=")


def moved_formula(formula: str, gap: Gap, *, here: bool, below: bool = False) -> str:
    """*formula* with its references as they are after the *gap*; *here* says that it stands on
    the sheet itself, *below* that it stands below the gap, where sums are."""
    if not formula.startswith("="):
        return formula
    tokens = Tokenizer(formula).items
    parts = (
        moved_text(token.value, gap, here=here, below=below)
        if token.type == Token.OPERAND and token.subtype == Token.RANGE
        else token.value
        for token in tokens
    )
    return "=" + "".join(parts)


def moved_text(reference: str, gap: Gap, *, here: bool, below: bool = False) -> str:
    """One reference (`B5`, `$C$5:$C$14`, `'表 一'!A1`, `5:7`) as it is after the *gap*."""
    before, mark, own = reference.rpartition("!")
    sheet = before.strip("'").replace("''", "'")
    if (mark and sheet != gap.sheet) or not (mark or here):
        return reference
    ends = [_END.fullmatch(end) for end in own.split(":")]
    if len(ends) > 2 or not all(ends):
        return reference
    found = [end for end in ends if end is not None]
    rows = [int(end[3]) for end in found]
    if len(rows) == 1:
        if found[0][1] is None:
            return reference
        moved = [gap.row(rows[0])]
    else:
        one_column = found[0][1] is not None and _same(found[0][1], found[1][1])
        moved = list(gap.rows(rows[0], rows[1], grows=below and one_column))
    texts = (f"{end[1] or ''}{end[2]}{row}" for end, row in zip(found, moved, strict=True))
    return f"{before}{mark}{':'.join(texts)}"


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").strip("$").upper() == (other or "").strip("$").upper()


def _draw_like(sheet: Any, pattern: int, rows: range) -> None:
    """Give *rows* the looks of the row *pattern*: styles, height, merged cells, own formulas."""
    cells = sheet._cells  # noqa: SLF001 - only cells that are there
    standing = [cell for key, cell in list(cells.items()) if key[0] == pattern]
    spans = [each for each in sheet.merged_cells.ranges if each.min_row == each.max_row == pattern]
    height = sheet.row_dimensions[pattern].height if pattern in sheet.row_dimensions else None
    added: list[Any] = []
    for row in rows:
        for cell in standing:
            if isinstance(cell, MergedCell):
                continue
            new = sheet.cell(row, cell.column)
            new._style = copy.copy(cell._style)  # noqa: SLF001 - a style as a whole
            if cell.data_type == "f" and isinstance(cell.value, str):
                moved = Translator(cell.value, cell.coordinate)
                new.value = moved.translate_formula(new.coordinate)
        for span in spans:
            where = f"{get_column_letter(span.min_col)}{row}:{get_column_letter(span.max_col)}{row}"
            merged = MergedCellRange(sheet, where)
            sheet._clean_merge_range(merged)  # noqa: SLF001 - `merge_cells` looks at all others
            added.append(merged)
        if height is not None:
            sheet.row_dimensions[row].height = height
    sheet.merged_cells = MultiCellRange([*sheet.merged_cells.ranges, *added])
