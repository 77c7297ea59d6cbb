"""Enters lines into a sheet: the rows that are drawn for them first, then new ones like them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter

from xiangxian.services.county_forms.form_package import Package, child_of, children, local
from xiangxian.services.county_forms.grid import (
    Grid,
    box_of,
    empty,
    formula_of,
    has_formula,
    look_of,
    place_of,
    put,
)
from xiangxian.services.county_forms.looks import Looks
from xiangxian.services.county_forms.reckoning import NotReckoned, references
from xiangxian.services.county_forms.room import Gap, make_room
from xiangxian.services.documents.spreadsheet import width_of

_PICTURE = re.compile(r"(?i)\b(?:DISPIMG|IMAGE|HYPERLINK|WEBSERVICE|INDIRECT)\(")
"""A formula that brings in what belongs to one person."""
_ROWS = re.compile(r"\$?[A-Z]{1,3}(\d{1,7})(?::\$?[A-Z]{1,3}(\d{1,7}))?")
_USUAL_WIDTH = 8.43
"""A column's width in characters where a sheet does not say."""


class Entering:
    """What is ordered (see `filling`) for the sheet of *grid* in the workbook *package*."""

    def __init__(self, package: Package, grid: Grid, orders: Mapping[str, Any]) -> None:
        self._package, self._grid, self._orders = package, grid, orders
        self._looks = Looks(package)
        self._columns = [column_index_from_string(letter) for letter in orders["letters"]]
        self._rows: list[int] = list(orders["rows"])
        self._widths = _widths(grid)
        self.without_picture: list[int] = []
        """The example rows whose photograph went with the example."""
        self._words = frozenset(orders["words"])
        self.kept: list[str] = []
        """The cells where the other office's own word stays, in a column that is filled."""
        self.reckoned: set[str] = set()
        """The columns where a formula stands in the way of what was to be entered."""

    def run(self) -> Gap | None:
        """Enter the lines; the gap that was made for them, None for none."""
        for row in self._orders["clear"]:
            self._clear(row)
        self._give([row for row in self._orders["clear"] if row in self._rows])
        gap = self._room()
        spans = {
            box_of(each.get("ref"))[:2]: box_of(each.get("ref"))[3] for each in self._grid.merged()
        }
        for row, line in zip(self._rows, self._orders["lines"], strict=False):
            self._enter(row, line, spans)
        self._package.changed(self._grid.name)
        return gap

    def _clear(self, row: int) -> None:
        """Empty an example row and let it look like the row drawn for entries: examples are in
        italics or red. Only what the row reckons from itself stays."""
        model = self._orders["model"]
        for column in self._columns:
            drawn = self._grid.get(model, column) if model else None
            cell = self._grid.get(row, column)
            if cell is None and drawn is None:
                continue
            cell = self._grid.cell(row, column)
            if not _reckons_its_row(cell):
                empty(cell)
            if drawn is not None:
                self._look(cell, look_of(drawn))
                self._copy_formula(drawn, cell)
        _drop_links(self._grid, row, self._columns)
        self._drop_pictures(row)

    @staticmethod
    def _look(cell: Any, look: int) -> None:
        cell.set("s", str(look))

    def _copy_formula(self, source: Any, cell: Any) -> None:
        """The source's own way of reckoning, for the cell's row."""
        if not _reckons_its_row(source):
            return
        empty(cell)
        formula = self._grid.element("f")
        moved = Translator(formula_of(source), source.get("r")).translate_formula(cell.get("r"))
        formula.text = moved.removeprefix("=")
        cell.append(formula)

    def _drop_pictures(self, row: int) -> None:
        """A photograph that floats within an example's row goes with the example."""
        for part in self._package.related(self._grid.name, "drawing"):
            root = self._package.tree(part)
            for anchor in pictures_within(root, row):
                root.remove(anchor)
                self._package.changed(part)
                self.without_picture.append(row)

    def _room(self) -> Gap | None:
        """New rows for the lines that no drawn row is left for."""
        block, after = self._orders["block"], self._orders["after"]
        lacking = len(self._orders["lines"]) - len(self._rows)
        if lacking <= 0:
            return None
        gap = Gap(
            self._orders["sheet"],
            after,
            lacking * block,
            self._orders["start"],
            self._orders["moves"],
            block,
        )
        make_room(self._package, self._grid, gap)
        new = range(after + 1, after + 1 + lacking * block)
        if self._orders["pattern"]:
            self._draw_like(self._orders["pattern"], block, new)
            self._close(new)
        else:
            self._draw_plainly(new)
        self._rows += new[::block]
        return gap

    def _draw_like(self, pattern: int, block: int, new: range) -> None:
        """Give new rows the looks of the rows from *pattern* on: styles, height, merged cells, what
        a row reckons from itself, and what every drawn row holds already."""
        grid = self._grid
        spans = [
            box
            for each in grid.merged()
            if pattern <= (box := box_of(each.get("ref")))[0] and box[2] < pattern + block
            if self._orders["moves"] or box[1] in self._columns
        ]
        drawn = [item for item in grid.items() if pattern <= item[0][0] < pattern + block]
        merged = []
        for row in new:
            source = pattern + (row - new[0]) % block
            self._copy_row(source, row, [(at[1], cell) for at, cell in drawn if at[0] == source])
            merged += [
                f"{get_column_letter(left)}{top + row - source}:{get_column_letter(right)}{bottom + row - source}"
                for top, left, bottom, right in spans
                if top == source
            ]
        grid.merge(merged)
        self._give(new[::block])

    def _give(self, rows: Iterable[int]) -> None:
        """Put into *rows* what every drawn row holds already: the same 推荐单位 for each."""
        for letter, text in self._orders["constants"].items():
            for row in rows:
                put(self._grid, self._grid.cell(row, column_index_from_string(letter)), text)

    def _copy_row(self, source: int, row: int, cells: Sequence[tuple[int, Any]]) -> None:
        grid, line = self._grid, self._grid.row(row)
        for attribute, value in self._grid.row(source).attrib.items():
            if attribute not in {"r", "hidden", "collapsed"}:
                line.set(attribute, value)
        for column, cell in cells:
            beside = column not in self._columns and grid.get(row, column) is not None
            if beside:  # a note to the right of the table stays as it is
                continue
            new = grid.cell(row, column)
            self._look(new, look_of(cell))
            self._copy_formula(cell, new)

    def _close(self, new: range) -> None:
        """The line that closes the table belongs under its new last row, not in its middle."""
        last = self._orders["after"]
        above = last - self._orders["block"]
        if self._orders["block"] > 1 or above not in self._orders["rows"]:
            return
        for column in self._columns:
            inner, outer = self._grid.get(above, column), self._grid.get(last, column)
            if self._looks.closed(look_of(inner)) == self._looks.closed(look_of(outer)):
                continue
            for row in (last, *new[:-1]):
                self._look(self._grid.cell(row, column), look_of(inner))

    def _draw_plainly(self, new: range) -> None:
        """Give rows that nothing is drawn for the lines of the header."""
        for row in new:
            for column in self._columns:
                head = look_of(self._grid.get(self._orders["head"], column))
                cell = self._grid.cell(row, column)
                self._look(cell, self._looks.bordered_like(look_of(cell), head))

    def _enter(
        self, row: int, line: Mapping[str, str | int], spans: Mapping[tuple[int, int], int]
    ) -> None:
        self._grid.row(row).attrib.pop("hidden", None)  # nobody is entered out of sight
        for letter, value in line.items():
            column = column_index_from_string(letter)
            cell = self._grid.cell(row, column)
            if cell.get("r") in self._words:
                self.kept.append(cell.get("r"))
                continue
            if has_formula(cell):
                if isinstance(value, str):
                    self.reckoned.add(letter)
                continue
            put(self._grid, cell, value)
            if isinstance(value, str):
                self._fit(cell, value, row, range(column, spans.get((row, column), column) + 1))

    def _fit(self, cell: Any, text: str, row: int, columns: range) -> None:
        """Let a text that is wider than its columns break in a row that is high enough."""
        room = sum(self._widths.get(column, self._widths[0]) for column in columns) - 1
        lines = math.ceil(width_of(text) / max(room, 2))
        if lines < 2:
            return
        self._look(cell, self._looks.breaking(look_of(cell)))
        needed = math.ceil(lines * self._looks.size(look_of(cell)) * 1.5)
        line = self._grid.row(row)
        line.set("ht", str(max(float(line.get("ht", "0")), needed)))
        line.set("customHeight", "1")


def _reckons_its_row(cell: Any) -> bool:
    """Whether a cell's formula reckons from its own row (序号, an age), so that it holds for
    whoever stands there; a photograph's does not."""
    formula = formula_of(cell)
    if not formula or child_of(cell, "f").get("t") or _PICTURE.search(formula):
        return False
    row = place_of(cell.get("r"))[0]
    if re.search(r"(?i)\bROW\(\s*\)", formula):
        return True
    try:
        named = references(formula)
    except NotReckoned:
        return False
    ends = (_ROWS.fullmatch(each.upper()) for each in named)
    return any(found and {int(end) for end in found.groups() if end} == {row} for found in ends)


def _drop_links(grid: Grid, row: int, columns: Iterable[int]) -> None:
    """An example's address must not hide behind a real one."""
    listed = child_of(grid.root, "hyperlinks")
    for link in [] if listed is None else children(listed, "hyperlink"):
        top, left, bottom, right = box_of(link.get("ref"))
        if top == bottom == row and any(left <= column <= right for column in columns):
            listed.remove(link)
    if listed is not None and not len(listed):
        grid.root.remove(listed)


def pictures_within(drawing: Any, row: int) -> list[Any]:
    """The photographs of a *drawing* whose middle lies in that row."""
    found = []
    for anchor in drawing:
        begins = child_of(anchor, "from") if local(anchor) else None
        if begins is None or not any(local(each) == "pic" for each in anchor):
            continue
        first = int(child_of(begins, "row").text) + 1
        ends = child_of(anchor, "to")
        last = int(child_of(ends, "row").text) + 1 if ends is not None else first
        if (first + last) // 2 == row and last - first <= 2:
            found.append(anchor)
    return found


def _widths(grid: Grid) -> dict[int, float]:
    """The width of each column in characters; under 0 that of the others."""
    layout = child_of(grid.root, "sheetFormatPr")
    usual = _USUAL_WIDTH if layout is None else float(layout.get("defaultColWidth", _USUAL_WIDTH))
    found = {0: usual}
    for listed in children(grid.root, "cols"):
        for each in children(listed, "col"):
            last = min(int(each.get("max", "0")), 16_384)
            for column in range(int(each.get("min", "1")), last + 1):
                found[column] = float(each.get("width", usual))
    return found


def sign(grid: Grid, line: str) -> None:
    """Put the list's mark on the foot of every page, beside what the county prints there."""
    settings = child_of(grid.root, "headerFooter")
    if settings is None:
        settings = grid.element("headerFooter")
        _place(grid, settings)
    kinds = ["oddFooter"]
    kinds += ["evenFooter"] if settings.get("differentOddEven") in {"1", "true"} else []
    kinds += ["firstFooter"] if settings.get("differentFirst") in {"1", "true"} else []
    for kind in kinds:
        footer = child_of(settings, kind)
        if footer is None:
            footer = grid.element(kind)
            _in_order(settings, footer, _FOOTERS)
        footer.text = _signed(footer.text or "", line)


_FOOTERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_BEHIND = (
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What stands behind a sheet's footer, by the format's order."""
_PIECE = re.compile(r"(?s)&.|.")
_LONGEST = 255
"""Excel mends a workbook whose footer is longer."""


def _place(grid: Grid, settings: Any) -> None:
    behind = next((each for each in grid.root if _stands_behind(each)), None)
    if behind is None:
        grid.root.append(settings)
    else:
        behind.addprevious(settings)


def _stands_behind(element: Any) -> bool:
    wrapped = local(element) == "AlternateContent" and any(
        local(inner) in _BEHIND for choice in element for inner in choice
    )
    return local(element) in _BEHIND or wrapped


def _in_order(settings: Any, footer: Any, order: Sequence[str]) -> None:
    rank = order.index(local(footer))
    behind = next((e for e in settings if local(e) in order and order.index(local(e)) > rank), None)
    if behind is None:
        settings.append(footer)
    else:
        behind.addprevious(footer)


def _signed(footer: str, line: str) -> str:
    """The footer with *line* at the end of its left part, as much of it as the footer may hold."""
    sections = [["", ""]]
    for piece in _PIECE.findall(footer):
        if piece in {"&L", "&C", "&R"}:
            sections.append([piece, ""])
        else:
            sections[-1][1] += piece
    if not any(mark == "&L" for mark, _ in sections):
        sections.insert(0, ["&L", ""])
    if len(sections) > 1 and sections[1] == ["", ""]:
        del sections[1]
    elif len(sections) > 1 and sections[1][0] == "":
        sections[1][0] = "&C"  # what stands before any mark is printed in the middle
    left = next(section for section in sections if section[0] == "&L")
    over = len(footer) + len(line) + 6 - _LONGEST
    kept = _PIECE.findall(line)[: len(line) - max(over, 0)]
    left[1] = "　".join(filter(None, (left[1], "".join(kept))))
    return "".join(map("".join, sections))
