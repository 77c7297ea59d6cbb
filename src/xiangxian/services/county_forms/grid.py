"""A sheet's part as rows and cells, for changing the few that entries need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter

from xiangxian.services.county_forms.form_package import Package, child_of, children, local

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""


def place_of(coordinate: str) -> tuple[int, int]:
    """Row and column of `B5`. Raises `ValueError` for what is no coordinate."""
    found = _PLACE.fullmatch(coordinate)
    if found is None:
        raise ValueError(coordinate)
    return int(found[2]), column_index_from_string(found[1])


def box_of(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row and last column of `B5:C7` or `B5`."""
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last or first)
    return top, left, bottom, right


class Grid:
    """The cells of the sheet whose part is *name*."""

    def __init__(self, package: Package, name: str) -> None:
        self.package, self.name = package, name
        self.root = package.tree(name)
        data = child_of(self.root, "sheetData")
        if data is None:
            raise ValueError(name)
        self.data: Any = data
        self.rows: dict[int, Any] = {}
        self._cells: dict[tuple[int, int], Any] = {}
        self._index()
        self._spread_formulas()

    def _index(self) -> None:
        """Every row and cell by its place; a place that is not said follows from the one before."""
        row = 0
        for each in children(self.data, "row"):
            row = int(each.get("r", row + 1))
            each.set("r", str(row))
            self.rows[row] = each
            column = 0
            for cell in children(each, "c"):
                said = cell.get("r")
                column = place_of(said)[1] if said else column + 1
                cell.set("r", f"{get_column_letter(column)}{row}")
                self._cells[row, column] = cell

    def _spread_formulas(self) -> None:
        """Write a formula that several cells share into each of them, so that each can move."""
        shared = {}
        for cell in self._cells.values():
            formula = child_of(cell, "f")
            if formula is None or formula.get("t") != "shared":
                continue
            number = formula.get("si", "")
            if formula.text:
                shared[number] = Translator(f"={formula.text}", cell.get("r"))
            elif number in shared:
                moved = shared[number].translate_formula(cell.get("r"))
                formula.text = moved.removeprefix("=")
            for attribute in ("t", "si", "ref"):
                formula.attrib.pop(attribute, None)

    def element(self, name: str) -> Any:
        """A new element of the sheet's own vocabulary."""
        return etree.Element(etree.QName(etree.QName(self.root).namespace, name))

    def items(self) -> Iterator[tuple[tuple[int, int], Any]]:
        """Every cell that stands in the part, with its place."""
        return iter(self._cells.items())

    def get(self, row: int, column: int) -> Any | None:
        """The cell where one stands."""
        return self._cells.get((row, column))

    def row(self, row: int) -> Any:
        """The row, made where it stands in no part."""
        if row not in self.rows:
            new = self.element("row")
            new.set("r", str(row))
            below = min((other for other in self.rows if other > row), default=None)
            if below is None:
                self.data.append(new)
            else:
                self.rows[below].addprevious(new)
            self.rows[row] = new
        return self.rows[row]

    def cell(self, row: int, column: int) -> Any:
        """The cell, made where it stands in no part, with the looks of its row."""
        if (row, column) not in self._cells:
            line = self.row(row)
            new = self.element("c")
            new.set("r", f"{get_column_letter(column)}{row}")
            if line.get("customFormat") in {"1", "true"} and line.get("s"):
                new.set("s", line.get("s"))
            behind = next(
                (each for each in children(line, "c") if place_of(each.get("r"))[1] > column), None
            )
            if behind is None:
                line.append(new)
            else:
                behind.addprevious(new)
            line.attrib.pop("spans", None)
            self._cells[row, column] = new
        return self._cells[row, column]

    def move(self, after: int, count: int) -> None:
        """Let every row below row *after* stand *count* rows further down."""
        rows, cells = self.rows, self._cells
        self.rows = {row + count if row > after else row: each for row, each in rows.items()}
        self._cells = {
            (row + count if row > after else row, column): cell
            for (row, column), cell in cells.items()
        }
        for row, each in self.rows.items():
            each.set("r", str(row))
        for (row, column), cell in self._cells.items():
            cell.set("r", f"{get_column_letter(column)}{row}")

    def merged(self) -> list[Any]:
        """The elements that name merged cells."""
        listed = child_of(self.root, "mergeCells")
        return [] if listed is None else children(listed, "mergeCell")

    def merge(self, references: Iterable[str]) -> None:
        """Merge more cells, in a sheet that has some."""
        listed = child_of(self.root, "mergeCells")
        for reference in references if listed is not None else ():
            new = self.element("mergeCell")
            new.set("ref", reference)
            listed.append(new)
            listed.set("count", str(len(listed)))


def look_of(cell: Any | None) -> int:
    """The number of a cell's look."""
    return 0 if cell is None else int(cell.get("s", "0"))


def empty(cell: Any) -> None:
    """Leave nothing in a cell but its look: no picture that stands in it as a value either."""
    for attribute in ("t", "cm", "vm"):
        cell.attrib.pop(attribute, None)
    for child in list(cell):
        cell.remove(child)


def put(grid: Grid, cell: Any, value: str | float | None) -> None:
    """A value into a cell: a text is a text that stands in the cell itself, never a formula."""
    empty(cell)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        inside, text = grid.element("is"), grid.element("t")
        text.text = _NO_TEXT.sub("", value)
        if text.text != text.text.strip() or "\n" in text.text:
            text.set(_SPACE, "preserve")
        inside.append(text)
        cell.append(inside)
    elif value is not None:
        number = grid.element("v")
        number.text = str(value)
        cell.append(number)


def put_reckoned(grid: Grid, cell: Any, value: str | float | bool | None) -> None:
    """What a formula comes to, beside the formula; None leaves the formula alone."""
    for child in [*children(cell, "v"), *children(cell, "is")]:
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None:
        return
    stored = grid.element("v")
    if isinstance(value, bool):
        cell.set("t", "b")
        stored.text = "1" if value else "0"
    elif isinstance(value, str):
        cell.set("t", "str")
        stored.text = value
    else:
        stored.text = repr(value) if isinstance(value, float) and value % 1 else str(int(value))
    child_of(cell, "f").addnext(stored)


def formula_of(cell: Any | None) -> str:
    """A cell's formula with its sign; empty for none."""
    found = None if cell is None else child_of(cell, "f")
    return f"={found.text}" if found is not None and found.text else ""


def has_formula(cell: Any | None) -> bool:
    """Whether a cell reckons, by a formula of its own or as a part of a larger one."""
    return cell is not None and child_of(cell, "f") is not None


class Texts:
    """The texts that the workbook's cells share, by number."""

    def __init__(self, package: Package) -> None:
        part = package.one("sharedStrings")
        listed = [] if part is None else children(package.tree(part), "si")
        self._texts = [_said(each) for each in listed]

    def value(self, cell: Any) -> str | float | bool | None:
        """What a cell holds, or last came to; raises `ValueError` for a fault of reckoning."""
        kind, stored = cell.get("t", "n"), child_of(cell, "v")
        if kind == "inlineStr":
            inside = child_of(cell, "is")
            return "" if inside is None else _said(inside)
        if stored is None or stored.text is None:
            return "" if kind == "str" else None
        if kind == "s":
            number = int(stored.text)
            return self._texts[number] if number < len(self._texts) else ""
        if kind == "e":
            raise ValueError(stored.text)
        if kind == "b":
            return bool(stored.text == "1")
        return str(stored.text) if kind in {"str", "d"} else float(stored.text)


def _said(element: Any) -> str:
    """The text of an entry, without the readings that stand above it."""
    return "".join(
        each.text or ""
        for each in element.iter()
        if local(each) == "t" and local(each.getparent()) != "rPh"
    )
