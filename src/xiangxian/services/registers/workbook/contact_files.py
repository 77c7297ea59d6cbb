"""Contacts as Google, Outlook and phones keep them, under the headers of a register.

姓 and 名 become 姓名; numbers that lie in many columns become one cell of 手机, each with what it is
for. Every other column stays where it is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from xiangxian.domain.values.word_lists import read_list
from xiangxian.services.registers.workbook.file_kinds import told_of
from xiangxian.services.registers.workbook.model import Cell, Sheet, Workbook

NAME, PHONES, ADDRESS, POSTCODE = "姓名", "手机", "通讯地址", "邮编"
OTHER_ADDRESS, FAX = "其他地址", "传真"
BETWEEN = "；"
_HEADER_WITHIN = 12
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PIECES = re.compile(r"\s*:::\s*")
"""What stands between several values of one cell in Google's export."""

Texts = Mapping[int, str]
"""What a row says, by column."""


@functools.cache
def words() -> Mapping[str, Any]:
    """What is known of such exports."""
    read: Mapping[str, Any] = read_list("contact_exports")
    return read


def whole_name(family: str, given: str, middle: str = "", full: str = "") -> str:
    """A name put together: 姓 first where it is Chinese, else as it is said in English; *full* where
    neither part is known."""
    parts = (family, middle, given)
    if not any(parts):
        return full
    if _CHINESE.search(family + given):
        return "".join("".join(parts).split())
    return " ".join(part for part in (given, middle, family) if part)


def noted(label: str) -> str:
    """What is noted behind a number with such a label: what nobody knows, as it is written."""
    flat = label.strip().strip("*").strip().lower()
    for note, labels in words()["noted"].items():
        if not flat or flat in labels:
            return str(note) if flat else ""
    return label.strip().strip("*").strip()


def is_fax(label: str) -> bool:
    """Whether a number of such a label is no telephone's."""
    return label.strip().strip("*").strip().lower() in words()["fax"]


def with_note(number: str, note: str) -> str:
    """A number as it stands in a register."""
    return f"{number}（{note}）" if note else number


def whole_address(parts: Iterable[str]) -> str:
    """The parts of an address, from the largest to the street, without repeating one."""
    said = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
    between = "" if any(_CHINESE.search(part) for part in said) else ", "
    return between.join(said)


def _fits(patterns: Iterable[str], header: str) -> re.Match[str] | None:
    return next((found for each in patterns if (found := re.fullmatch(each, header))), None)


@dataclass(slots=True)
class _Columns:
    """Which columns of a sheet hold what, by the words of such exports."""

    names: dict[str, int] = field(default_factory=dict)
    phones: dict[int, str] = field(default_factory=dict)
    labels: dict[int, int] = field(default_factory=dict)
    single: dict[str, list[int]] = field(default_factory=dict)
    addresses: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    postcodes: list[int] = field(default_factory=list)
    idle: set[int] = field(default_factory=set)

    @property
    def known(self) -> set[int]:
        """Every column that is known but those of labels."""
        found = {*self.names.values(), *self.phones, *self.whole.values(), *self.postcodes}
        found |= {n for numbers in self.single.values() for n in numbers}
        found |= {n for parts in self.addresses.values() for _, n in parts}
        return found


def _found(sheet: Sheet) -> tuple[int, _Columns] | None:
    """The header row of a list of contacts, or of a list with 姓 and 名 apart, and its columns."""
    for row in range(1, min(_HEADER_WITHIN, sheet.last_row) + 1):
        headers = {
            column: "".join(text.split()) if _CHINESE.search(text) else " ".join(text.split())
            for column in range(1, sheet.last_column + 1)
            if (text := _text(sheet.cells.get((row, column))).lower())
        }
        found = _columns(headers)
        if _are_contacts(found, headers):
            return row, found
    return None


def as_register(sheet: Sheet) -> Sheet:
    """*sheet* with the headers of a register where it is a list of contacts, or has 姓 and 名 apart;
    any other sheet as it is."""
    found = _found(sheet)
    return sheet if found is None else _turned(sheet, *found)


def with_registers(workbook: Workbook) -> Workbook:
    """*workbook* with each sheet as `as_register` has it, and what is said of that."""
    told = list(workbook.told)
    for sheet in workbook.sheets:
        if (found := _found(sheet)) is not None:
            columns = found[1]
            apart = columns.known == set(columns.names.values())
            told.append(told_of("apart" if apart else "contacts"))
    sheets = tuple(map(as_register, workbook.sheets))
    return replace(workbook, sheets=sheets, told=tuple(dict.fromkeys(told)))


def _are_contacts(found: _Columns, headers: Mapping[int, str]) -> bool:
    if any(header in words()["whole"] for header in headers.values()):
        return False
    apart = "family" in found.names and "given" in found.names
    named = bool(found.names) and len(found.known) > len(found.names)
    foreign = named and all(not _CHINESE.search(headers[n]) for n in found.names.values())
    return apart or foreign


def _columns(headers: Mapping[int, str]) -> _Columns:
    found = _Columns()
    numbered: dict[str, int] = {}
    for column, header in headers.items():
        _name_column(found, column, header)
        _phone_column(found, column, header)
        if value := _fits([words()["numbered"]["value"]], header):
            found.phones[column] = ""
            numbered[value[1]] = column
        for name, (patterns, _) in words()["columns"].items():
            if _fits(patterns, header):
                found.single.setdefault(name, []).append(column)
        _address_column(found, column, header)
        if header in words()["idle"]:
            found.idle.add(column)
    for column, header in headers.items():
        label = _fits([words()["numbered"]["label"]], header)
        if label and label[1] in numbered:
            found.labels[numbered[label[1]]] = column
    return found


def _name_column(found: _Columns, column: int, header: str) -> None:
    for part, names in words()["names"].items():
        if header in names:
            found.names.setdefault(part, column)


def _phone_column(found: _Columns, column: int, header: str) -> None:
    for note, patterns in words()["phones"].items():
        if _fits(patterns, header):
            found.phones[column] = note


def _address_column(found: _Columns, column: int, header: str) -> None:
    said = words()["addresses"]
    if whole := _fits(said["whole"], header):
        found.whole[whole[1]] = column
    for rank, patterns in enumerate(said["parts"]):
        if part := _fits(patterns, header):
            found.addresses.setdefault(part[1], []).append((rank, column))
    if _fits(said["postcodes"], header):
        found.postcodes.append(column)


def _text(cell: Cell | None) -> str:
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def _turned(sheet: Sheet, header: int, found: _Columns) -> Sheet:
    """*sheet* with one column for each of what *found* knows, at the first place of it."""
    targets = _targets(found)
    cells = {
        place: cell
        for place, cell in sheet.cells.items()
        if place[0] < header or place[1] not in (found.known | set(found.labels.values()))
    }
    for name, column in targets.items():
        cells[header, column] = Cell(name)
    for row in range(header + 1, sheet.last_row + 1):
        texts = {
            column: text
            for column in found.known | set(found.labels.values())
            if (text := _text(sheet.cells.get((row, column))))
            and not (column in found.idle and text.lower() in words()["empty"])
        }
        own = {
            column: sheet.cells[row, column]
            for column in texts
            if (row, column) in sheet.cells and not isinstance(sheet.cells[row, column].value, str)
        }
        for name, text in _row(texts, found).items():
            alone = own.get(targets[name])
            same = alone is not None and text == str(alone.value)
            cells[row, targets[name]] = alone if same and alone is not None else Cell(text)
    last = max((column for _, column in cells), default=0)
    return replace(sheet, cells=MappingProxyType(cells), last_column=last)


def _targets(found: _Columns) -> dict[str, int]:
    """The column in which each header of the register stands."""
    columns: dict[str, Sequence[int]] = {NAME: sorted(found.names.values()), **found.single}
    columns[PHONES] = sorted(found.phones)
    addresses = sorted(
        {*found.whole.values(), *(n for parts in found.addresses.values() for _, n in parts)}
    )
    columns[ADDRESS], columns[POSTCODE] = addresses, found.postcodes
    targets: dict[str, int] = {}
    for name, numbers in columns.items():
        if not numbers:
            continue
        targets[name] = numbers[0]
        rest = OTHER_ADDRESS if name == ADDRESS else _rest(name)
        if len(numbers) > 1 and rest != name and name != NAME:
            targets[rest] = numbers[1]
    return targets


def _rest(name: str) -> str:
    return str(words()["columns"].get(name, (None, name))[1])


def _row(texts: Texts, found: _Columns) -> dict[str, str]:
    """What a row says, by the headers of a register."""
    said: dict[str, list[str]] = {}

    def say(name: str, text: str) -> None:
        if text and text not in said.setdefault(name, []):
            said[name].append(text)

    names = {part: texts.get(column, "") for part, column in found.names.items()}
    say(NAME, whole_name(*(names.get(each, "") for each in ("family", "given", "middle", "full"))))
    for column, note in found.phones.items():
        label = texts.get(found.labels.get(column, 0), "")
        for number in _PIECES.split(texts.get(column, "")):
            say(PHONES, with_note(number, noted(label) or note) if number else "")
    for name, columns in found.single.items():
        values = [each for n in columns for each in _PIECES.split(texts.get(n, "")) if each]
        for at, value in enumerate(dict.fromkeys(values)):
            say(_rest(name) if at and len(columns) > 1 else name, value)
    for whose in dict.fromkeys((*found.whole, *found.addresses)):
        parts = [texts.get(n, "") for _, n in sorted(found.addresses.get(whose, ()))]
        whole = texts.get(found.whole.get(whose, 0), "") or whole_address(parts)
        say(OTHER_ADDRESS if said.get(ADDRESS) else ADDRESS, whole)
    for column in found.postcodes:
        say(POSTCODE, texts.get(column, ""))
    return {name: BETWEEN.join(each) for name, each in said.items() if each}
