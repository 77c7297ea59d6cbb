"""Making room in a sheet: whatever stands below moves down with all that refers to it.

The parts of the package are changed as Excel changes them: merged cells, formulas of every sheet,
names, conditional formats and drop-downs (those in extensions too), filters, tables, page breaks,
links, comments, charts, and the anchors of pictures, boxes and buttons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils import get_column_letter

from xiangxian.services.county_forms.form_package import Package, child_of, children, local
from xiangxian.services.county_forms.grid import Grid, box_of, has_formula, place_of

_END = re.compile(r"(\$?[A-Za-z]{1,3})?(\$?)(\d{1,7})")
_FORMULAS = frozenset(("f", "formula", "formula1", "formula2", "definedName"))
_COVER = frozenset(
    ("dataValidation", "conditionalFormatting", "protectedRange", "ignoredError", "sqref")
)
"""What holds for the cells of a range, be it one cell: it holds for new rows below it as well."""
_PLACED = frozenset(("cellWatch", "inputCells"))
_LINKS = (
    "location", "textlink", "fmlaLink", "fmlaRange", "fmlaGroup", "linkedCell", "listFillRange",
)  # fmt: skip
_FOLDERS = ("/worksheets/", "/charts/", "/pivotCache/", "/ctrlProps/", "/tables/")
_VML_ROW = re.compile(rb"(<x:Row>\s*)(\d+)")
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)")
_VML_LINK = re.compile(rb"(<x:Fmla(?:Link|Range|Group|Txbx|Pict|Macro)>)([^<]*)")


@dataclass(frozen=True, slots=True)
class Gap:
    """*count* new rows below row *after* of the sheet *sheet*, whose rows for entries begin at
    *start* and are *block* rows high; with *moves* False nothing stands below, and what covers the
    last row covers the new ones too."""

    sheet: str
    after: int
    count: int
    start: int = 1
    moves: bool = True
    block: int = 1

    def row(self, row: int) -> int:
        """Where a row stands afterwards."""
        return row + self.count if self.moves and row > self.after else row

    def rows(self, first: int, last: int, *, grows: bool = False) -> tuple[int, int]:
        """Where a stretch of rows stands afterwards.

        It grows when the gap lies within it, and at its last row when it reaches over more than
        that one, as a sum over a table does; *grows* says so of a stretch of one row too.
        """
        if last == self.after and (first < last or grows):
            return first, last + self.count
        return self.row(first), self.row(last)


def make_room(package: Package, grid: Grid, gap: Gap) -> None:
    """Put the new rows of *gap* into the sheet of *grid*; they stand bare."""
    if gap.moves:
        grid.move(gap.after, gap.count)
    _move_part(grid.root, gap, here=True)
    package.changed(grid.name)
    beside = set(package.related(grid.name))
    for name in beside:
        _move_beside(package, name, gap)
    for name in package.names:
        if name in beside or name == grid.name or not _may_refer(package, name, gap):
            continue
        root = Grid(package, name).root if name in package.sheets().values() else package.tree(name)
        if _move_part(root, gap, here=False):
            package.changed(name)


def _may_refer(package: Package, name: str, gap: Gap) -> bool:
    """Whether a part may name cells of the sheet: sheets, the workbook's names, charts, pivots."""
    if name != package.workbook and not any(folder in f"/{name}" for folder in _FOLDERS):
        return False
    if not name.lower().endswith(".xml"):
        return False
    content = package.content(name)
    spelled_out = any(mark in content for mark in (b"&", b"''", b"\0"))  # 表 may be &#34920;
    return spelled_out or gap.sheet.encode() in content


def _move_beside(package: Package, name: str, gap: Gap) -> None:
    """A part that belongs to the sheet: its drawing, comments, tables, buttons."""
    lower = name.lower()
    if lower.endswith(".vml"):
        content = package.content(name)
        moved = _moved_vml(content, gap)
        if moved != content:
            package.replace(name, moved)
    elif lower.endswith(".xml") and _move_part(package.tree(name), gap, here=True):
        package.changed(name)


def _moved_vml(content: bytes, gap: Gap) -> bytes:
    """A drawing of the old kind: often no XML that a parser takes, so that it is changed as text."""

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = found[2].split(b",")
        if len(numbers) != 8:
            return found[0]
        for place in (2, 6):
            blank = numbers[place][: len(numbers[place]) - len(numbers[place].lstrip())]
            numbers[place] = blank + str(gap.row(int(numbers[place]) + 1) - 1).encode()
        return found[1] + b",".join(numbers)

    def row(found: re.Match[bytes]) -> bytes:
        return found[1] + str(gap.row(int(found[2]) + 1) - 1).encode()

    def link(found: re.Match[bytes]) -> bytes:
        text = found[2].decode("utf-8", "surrogateescape")
        return found[1] + (_moved_bare(text, gap, here=True)).encode("utf-8", "surrogateescape")

    return _VML_LINK.sub(link, _VML_ANCHOR.sub(anchor, _VML_ROW.sub(row, content)))


def _move_part(root: Any, gap: Gap, *, here: bool) -> bool:
    """Move every reference of a part; *here* says that bare ones mean the sheet itself. Returns
    whether any was changed."""
    changed = False
    for element in root.iter(etree.Element):
        name = local(element)
        if here:
            changed |= _move_ranges(element, name, gap) | _move_anchor(element, name, gap)
        elif name == "worksheetSource" and element.get("sheet") == gap.sheet:
            changed |= _move_ranges(element, name, gap)
        if name in _FORMULAS and element.text:
            below = name == "f" and here and _below(element, gap)
            moved = _moved_bare(element.text, gap, here=here, below=below)
            changed |= moved != element.text
            element.text = moved
        for attribute in _LINKS:
            if text := element.get(attribute):
                moved = _moved_bare(text, gap, here=here)
                changed |= moved != text
                element.set(attribute, moved)
    return changed


def _below(formula: Any, gap: Gap) -> bool:
    """Whether the formula's cell, which has moved by now, stands below the new rows."""
    cell = formula.getparent()
    return local(cell) == "c" and place_of(cell.get("r"))[0] > gap.after + gap.count


def _move_ranges(element: Any, name: str, gap: Gap) -> bool:
    """The attributes (or, in extensions, the text) that say which cells something is for."""
    changed = False
    for attribute in ("ref", "sqref", *(("r",) if name in _PLACED else ())):
        if text := element.get(attribute):
            moved = _moved_cover(text, name, gap)
            changed |= moved != text
            element.set(attribute, moved)
    if name == "sqref" and element.text:
        moved = _moved_cover(element.text, name, gap)
        changed |= moved != element.text
        element.text = moved
    if name == "brk" and local(element.getparent()) == "rowBreaks":
        row = gap.row(int(element.get("id", "0")))
        changed |= str(row) != element.get("id")
        element.set("id", str(row))
    return changed


def _moved_cover(text: str, name: str, gap: Gap) -> str:
    moved = []
    for reference in text.split():
        try:
            top, left, bottom, right = box_of(reference)
        except ValueError:
            moved.append(moved_text(reference, gap, here=True))
            continue
        above = bottom < gap.start and (name in _COVER or name == "mergeCell")
        own = name == "mergeCell" and top > gap.after - gap.block
        if above or own or name == "f":
            # a header grows by nothing below it, nor does what is one entry's own
            first, last = gap.row(top), gap.row(bottom)
        else:
            first, last = gap.rows(top, bottom, grows=name in _COVER)
        start, end = f"{get_column_letter(left)}{first}", f"{get_column_letter(right)}{last}"
        moved.append(start if start == end and ":" not in reference else f"{start}:{end}")
    return " ".join(moved)


def _move_anchor(element: Any, name: str, gap: Gap) -> bool:
    """Where a picture, a box or a button begins or ends."""
    if name not in {"from", "to"}:
        return False
    marker = child_of(element, "row")
    if marker is None or not (marker.text or "").strip().isdigit():
        return False
    holder = element.getparent()
    begins = child_of(holder, "from")
    at = int(marker.text) + 1
    row = gap.row(at)
    if name == "to" and holder.get("editAs") in {"oneCell", "absolute"} and begins is not None:
        # what keeps its size goes where its upper edge goes, which has moved by now; a stamp that
        # Excel was told not to move goes too: it belongs to the line that it stands on
        first = int(child_of(begins, "row").text) + 1
        row = at + gap.count if gap.moves and first > gap.after + gap.count else at
    marker.text = str(row - 1)
    return row != at


def move_chain(package: Package, gap: Gap, sheet: Grid) -> None:
    """The order of reckoning: its cells move, and those that reckon no more are taken out.

    Excel mends a workbook whose order names a cell without a formula; a missing one it adds.
    """
    part = package.one("calcChain")
    if part is None:
        return
    number = _sheet_number(package, gap.sheet)
    root, current, changed = package.tree(part), "", False
    for cell in children(root, "c"):
        current = cell.get("i", current)
        if current != number:
            continue
        row, column = place_of(cell.get("r"))
        place = f"{get_column_letter(column)}{gap.row(row)}"
        changed |= place != cell.get("r")
        cell.set("i", current)
        cell.set("r", place)
        if not has_formula(sheet.get(gap.row(row), column)):
            root.remove(cell)
            changed = True
    if not len(root):
        package.drop((part,))
    elif changed:
        package.changed(part)


def _sheet_number(package: Package, name: str) -> str:
    listed = children(child_of(package.tree(package.workbook), "sheets"), "sheet")
    return next((each.get("sheetId", "") for each in listed if each.get("name") == name), "")


def _moved_bare(text: str, gap: Gap, *, here: bool, below: bool = False) -> str:
    """A formula that is kept without its sign."""
    return moved_formula(f"={text}", gap, here=here, below=below).removeprefix("=")


def moved_formula(formula: str, gap: Gap, *, here: bool, below: bool = False) -> str:
    """*formula* with its references as they are after the *gap*; *here* says that it stands on
    the sheet itself, *below* that it stands below the gap, where sums are."""
    if not formula.startswith("="):
        return formula
    try:
        tokens = Tokenizer(formula).items
    except TokenizerError:
        return formula
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
        whole_rows = found[0][1] is None
        one_column = not whole_rows and _same(found[0][1], found[1][1])
        moved = list(gap.rows(rows[0], rows[1], grows=below and one_column))
        if whole_rows and rows[1] < gap.start:  # the header that is printed on every page
            moved = list(map(gap.row, rows))
    texts = (f"{end[1] or ''}{end[2]}{row}" for end, row in zip(found, moved, strict=True))
    return f"{before}{mark}{':'.join(texts)}"


def _same(one: str | None, other: str | None) -> bool:
    return (one or "").strip("$").upper() == (other or "").strip("$").upper()
