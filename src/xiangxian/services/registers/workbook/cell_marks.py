"""What a workbook says beside its values: strikes, frames, comments, mail links, hidden rows.

Runs in the reading process; gives plain data that goes with a sheet's line as `marks`.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import IO, Any
from urllib.parse import unquote

_THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
_PERSONS = "xl/persons/"
_HEAVY = frozenset(("medium", "thick", "double", "mediumDashed", "mediumDashDot"))
_DARK_INDEXED = frozenset((0, 8, 64))
"""Black in Excel's palette, and the system's own colour of letters."""
_DARK_THEME = 1
_DARK = 0x60
"""No part of a dark colour is lighter."""
_MAILED = re.compile(r"^=\s*HYPERLINK\(\s*\"mailto:([^\"]+)\"", re.IGNORECASE)
_NOTE_LONGEST = 4_000


class Styles:
    """Which styles of *workbook* (as openpyxl has it) strike their text through or frame the cell."""

    def __init__(self, workbook: Any) -> None:
        fonts, borders = workbook._fonts, workbook._borders  # noqa: SLF001 - by their numbers
        self.struck = {number for number, font in enumerate(fonts) if font.strike}
        self.sides = {
            number: sides
            for number, border in enumerate(borders)
            if (sides := _heavy_sides(border))
        }


def _heavy_sides(border: Any) -> frozenset[str]:
    names = ("left", "right", "top", "bottom")
    return frozenset(name for name in names if _is_heavy(getattr(border, name)))


def _is_heavy(side: Any) -> bool:
    return side is not None and side.style in _HEAVY and _is_dark(side.color)


def _is_dark(color: Any) -> bool:
    if color is None or color.type == "auto":
        return True
    if color.type == "indexed":
        return color.indexed in _DARK_INDEXED
    if color.type == "theme":
        return bool(color.theme == _DARK_THEME)
    figures = str(color.rgb)[-6:]
    return all(int(figures[at : at + 2], 16) < _DARK for at in (0, 2, 4))


def current_text(value: Any) -> tuple[str, str, bool]:
    """Of a text in runs (openpyxl's `CellRichText`): what is not struck through, what is, and
    whether nothing is left."""
    left: list[str] = []
    gone: list[str] = []
    for run in value:
        struck = bool(getattr(getattr(run, "font", None), "strike", False))
        (gone if struck else left).append(str(getattr(run, "text", run)))
    bare, struck_text = "".join(left), "".join(gone).strip()
    return bare, struck_text, bool(struck_text) and not bare.strip()


def mail_of(cell: Any) -> str | None:
    """The address that a cell's link writes to; None for other links and for none."""
    target = cell.hyperlink.target if cell.hyperlink is not None else None
    if target and target[:7].lower() == "mailto:":
        found = target[7:]
    elif cell.data_type == "f" and (made := _MAILED.match(str(cell.value))):
        found = made[1]
    else:
        return None
    address = unquote(found.partition("?")[0]).strip()
    return address if "@" in address else None


def _framed(sheet: Any, styles: Styles) -> list[list[int]]:
    """Cells with a heavy dark line all round, where most of their column have none."""
    spans = {
        (area.min_row, area.min_col): (area.max_row, area.max_col)
        for area in sheet.merged_cells.ranges
        if area.max_row - area.min_row < 50 and area.max_col - area.min_col < 50
    }
    filled: Counter[int] = Counter()
    found: dict[int, list[list[int]]] = {}
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001
        if cell.value is None:
            continue
        filled[column] += 1
        sides = styles.sides.get(_border(cell), frozenset())
        if sides and len(sides) < 4 and (row, column) in spans:
            sides = _round(sheet, styles, row, column, spans[row, column])
        if len(sides) == 4:
            found.setdefault(column, []).append([row, column])
    return sorted(
        place
        for column, places in found.items()
        if len(places) * 2 < filled[column]
        for place in places
    )


def _border(cell: Any) -> int:
    style = getattr(cell, "_style", None)
    return style.borderId if style is not None else 0


def _round(sheet: Any, styles: Styles, top: int, left: int, end: tuple[int, int]) -> frozenset[str]:
    """The heavy sides of a merged cell, each of whose parts holds its own."""
    bottom, right = end

    def has(row: int, column: int, side: str) -> bool:
        cell = sheet._cells.get((row, column))  # noqa: SLF001
        return cell is not None and side in styles.sides.get(_border(cell), frozenset())

    said = {
        "top": has(top, left, "top"),
        "left": has(top, left, "left"),
        "bottom": has(bottom, left, "bottom") or has(top, left, "bottom"),
        "right": has(top, right, "right") or has(top, left, "right"),
    }
    return frozenset(side for side, holds in said.items() if holds)


def marks_of(
    sheet: Any, styles: Styles, threads: Mapping[str, list[tuple[str, str]]]
) -> dict[str, Any]:
    """The marks of one sheet, each kind only where there are any: `struck` and `framed` cells,
    `runs` of struck text, `notes` (row, column, author, text), `mail` addresses, `rows` hidden."""
    struck, runs, mail = [], [], []
    notes: list[list[Any]] = []
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001
        if cell._comment is not None:  # noqa: SLF001 - the property makes one for each cell
            notes.append([row, column, *_legacy(cell.comment)])
        value = cell.value
        if value is None:
            continue
        if isinstance(value, list):
            bare, gone, whole = current_text(value)
            cell._value = str(value) if whole else bare  # noqa: SLF001
            if whole:
                struck.append([row, column])
            elif gone:
                runs.append([row, column, gone])
        elif styles.struck and cell._style is not None and cell._style.fontId in styles.struck:  # noqa: SLF001
            struck.append([row, column])
        if (address := _mail(cell)) is not None:
            mail.append([row, column, address])
    threaded = [[*place, author, text] for place, author, text in _threaded(threads, sheet.title)]
    told = {(row, column) for row, column, *_ in threaded}
    # what stands under a thread for programs that know none says no more than the thread
    notes = [each for each in notes if each[2][:3] != "tc=" or tuple(each[:2]) not in told]
    notes = [[*place, "" if by[:3] == "tc=" else by, text] for *place, by, text in notes] + threaded
    found = {
        "struck": struck,
        "runs": runs,
        "framed": _framed(sheet, styles) if styles.sides else [],
        "notes": sorted(notes),
        "mail": mail,
        "rows": sorted(row for row, how in sheet.row_dimensions.items() if how.hidden),
    }
    return {name: said for name, said in found.items() if said}


def _mail(cell: Any) -> str | None:
    linked = cell._hyperlink is not None or cell.data_type == "f"  # noqa: SLF001
    return mail_of(cell) if linked else None


def _legacy(comment: Any) -> tuple[str, str]:
    """Author and text of a note; Excel writes the author's name as the first line of it."""
    author, text = str(comment.author or "").strip(), str(comment.text or "").strip()
    for colon in ":：":
        text = text.removeprefix(f"{author}{colon}").strip() if author else text
    return ("" if author in {"None", "作者", "Author"} else author), text[:_NOTE_LONGEST]


def _threaded(
    threads: Mapping[str, list[tuple[str, str]]], title: str
) -> Iterator[tuple[tuple[int, int], str, str]]:
    from openpyxl.utils.cell import coordinate_to_tuple

    for ref, text in threads.get(title, ()):
        author, _, said = text.partition("\n")
        yield coordinate_to_tuple(ref), author, said[:_NOTE_LONGEST]


def threaded_comments(
    file: IO[bytes], paths: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """By sheet name, the place and the text of each threaded comment, its author in the first line;
    *paths* are the sheets' parts by name."""
    from openpyxl.packaging.relationship import get_dependents, get_rels_path

    found: dict[str, list[tuple[str, str]]] = {}
    with zipfile.ZipFile(file) as packed:
        names = set(packed.namelist())
        if not any("threadedcomment" in name.lower() for name in names):
            return {}
        people = _people(packed, names)
        for title, path in paths.items():
            rels = get_rels_path(path)  # type: ignore[no-untyped-call]
            if rels not in names:
                continue
            for each in get_dependents(packed, rels):
                if each.Type == _THREADED and each.target in names:
                    found.setdefault(title, []).extend(_thread(packed, each.target, people))
    return found


def _people(packed: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    from openpyxl.xml.functions import fromstring

    return {
        each.get("id", ""): each.get("displayName", "")
        for name in sorted(names)
        if name.startswith(_PERSONS) and name.endswith(".xml")
        for each in fromstring(packed.read(name))
    }


def _thread(
    packed: zipfile.ZipFile, part: str, people: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    from openpyxl.xml.functions import fromstring

    for each in fromstring(packed.read(part)):
        text = "".join(child.text or "" for child in each if child.tag.rpartition("}")[2] == "text")
        if text.strip() and (ref := each.get("ref")):
            yield ref, f"{people.get(each.get('personId', ''), '')}\n{text.strip()}"
