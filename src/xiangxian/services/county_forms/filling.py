"""「上级要表」: a list of people is written into another office's own table."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from xiangxian.domain.people import Person
from xiangxian.domain.registers import REPORTED, ContactExport
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate
from xiangxian.services.county_forms.form import (
    KEPT,
    SEQUENCE,
    CountyForm,
    FormSheet,
    apart,
    labels,
    sees,
)
from xiangxian.services.exports import contact_lists, list_files, release
from xiangxian.services.exports.release import ReleasedList
from xiangxian.services.gate import Viewer
from xiangxian.services.people.register_row import Described, chosen_people
from xiangxian.services.records import Invalid
from xiangxian.store.base import Filter, Id
from xiangxian.store.contract import GraphStore

CONTACTS = frozenset(("phones", "wechat", "email", "address", "postcode", "home_contact"))
"""Columns that stay empty for somebody who wants no contact."""


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What the clerk decided: the sheet by name, what fills each column by letter, whether the
    deceased and those who want no contact are reported too, and whether entries take the place of
    the example rows."""

    sheet: str = ""
    fills: Mapping[str, str] | None = None
    deceased: bool = False
    refusing: bool = False
    over_examples: bool = True


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One line that will be written: the person, and the texts by column letter."""

    id: Id
    cells: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Filling:
    """What would be written: the sheet, what fills its columns, the lines, who is left out and
    why, and how many are on it without their contacts."""

    sheet: FormSheet
    fills: Mapping[str, str]
    entries: tuple[FormEntry, ...]
    left_out: Mapping[str, str]
    without_contacts: int
    over_examples: bool

    @property
    def never(self) -> tuple[str, ...]:
        """Headers of what is never kept here."""
        return tuple(column.header for column in self.sheet.columns if column.never)

    @property
    def empty(self) -> tuple[str, ...]:
        """Headers of the other columns that nothing fills."""
        return tuple(
            column.header
            for column in self.sheet.columns
            if not column.never and not column.given and not self.fills.get(column.letter)
        )

    @property
    def given(self) -> tuple[str, ...]:
        """Headers of what the other office has filled in, which stays."""
        return tuple(
            column.header
            for column in self.sheet.columns
            if column.given and not self.fills.get(column.letter)
        )


def kept_headers(people: Collection[Described]) -> tuple[str, ...]:
    """The headers of the kept columns that somebody of *people* has."""
    return tuple(
        dict.fromkeys(
            header for each in people if "kept" in each.texts for header in each.person.kept
        )
    )


def people_for(
    store: GraphStore, where: Filter, *, viewer: Viewer, listed: Sequence[Id] | None = None
) -> list[Described]:
    """The people that *where* chooses, by pinyin or in the order of *listed*."""
    gate.require(viewer, Action.EXPORT)
    return list(chosen_people(store, where, viewer=viewer, listed=listed))


def choices(viewer: Viewer, kept: Collection[str]) -> dict[str, str]:
    """What a column may be filled with, by the code that `Chosen.fills` uses: only what this
    viewer sees whole."""
    found = labels() | {f"{KEPT}{header}": header for header in kept}
    return {
        code: label
        for code, label in found.items()
        if gate.sight(viewer, Person.fields[sees(code)]) is Sight.FULL
    }


def fill(
    form: CountyForm, people: Sequence[Described], chosen: FormChoices, *, viewer: Viewer
) -> Filling:
    """What filling *people* into *form* would write; raises `Invalid` for a choice that is none."""
    gate.require(viewer, Action.EXPORT)
    sheet = next((each for each in form.sheets if each.name == chosen.sheet), form.sheets[0])
    may = choices(viewer, kept_headers(people))
    fills: dict[str, str] = {}
    for column in sheet.columns:
        wish = column.fills if chosen.fills is None else chosen.fills.get(column.letter, "")
        if chosen.fills is not None and wish and (wish not in may or column.never):
            raise Invalid({"columns": "这一栏不能这样填，请重新选。"})
        fills[column.letter] = wish if wish in may and not column.never else ""
    over = chosen.over_examples and bool(sheet.examples)
    first = sheet.first_number(over_examples=over)
    entries: list[FormEntry] = []
    left_out: dict[str, str] = {}
    without = 0
    for each in people:
        refuses = contact_lists.refuses(each.person)
        why = ""
        if each.person.deceased and not chosen.deceased:
            why = "已故"
        elif refuses and not chosen.refusing:
            why = refuses
        if why:
            left_out[contact_lists.unique(left_out, each.person.name)] = why
            continue
        bare = bool(refuses)
        cells: dict[str, str | int] = {}
        for letter, code in fills.items():
            if code == SEQUENCE:
                cells[letter] = first + len(entries)
            elif text := ("" if bare and code in CONTACTS else _text(each, code)):
                cells[letter] = text
        without += bare and any(code in CONTACTS for code in fills.values())
        entries.append(FormEntry(each.node.id, cells))
    return Filling(sheet, fills, tuple(entries), left_out, without, over)


def _text(each: Described, code: str) -> str:
    if code.startswith(KEPT):
        return each.person.kept.get(code.removeprefix(KEPT), "")
    return each.texts.get(code, "").replace("\n", "、")


def _orders(act: str, filling: Filling, footer: str) -> dict[str, Any]:
    """What the process that opens the foreign file is told to do."""
    sheet, over = filling.sheet, filling.over_examples
    rows = sheet.entries
    filled = {letter for letter, code in filling.fills.items() if code}
    return {
        "act": act,
        "sheet": sheet.name,
        "head": sheet.head,
        "start": sheet.start,
        "rows": list(sheet.to_fill(over_examples=over)),
        "clear": list(sheet.examples) if over else [],
        "model": next(iter(rows.rows), 0),
        "after": sheet.last(over_examples=over),
        "pattern": sheet.pattern(over_examples=over),
        "block": rows.block,
        "moves": rows.below,
        "letters": list(sheet.inside),
        "constants": {
            letter: text
            for number, text in rows.everywhere.items()
            if (letter := get_column_letter(number)) not in filled
        },
        "words": [f"{get_column_letter(column)}{row}" for row, column in rows.words],
        "lines": [dict(entry.cells) for entry in filling.entries],
        "footer": footer,
    }


def lost(path: Path, form: CountyForm, filling: Filling) -> tuple[str, ...]:
    """What the filled table would lack that the one at *path* has, one sentence each; raises
    `Unreadable`."""
    told: list[str] = json.loads(apart(path, form.file, _orders("try", filling, "")))
    return tuple(told)


def export(
    store: GraphStore,
    path: Path,
    form: CountyForm,
    people: Sequence[Described],
    chosen: FormChoices,
    *,
    purpose: str,
    recipient: str,
    example: bool = False,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> ReleasedList:
    """The table at *path* filled in, with the line of the operation log; raises `Invalid` and
    `Unreadable`, and nothing left then."""
    filling = fill(form, people, chosen, viewer=viewer)
    if faults := release.faults_of(purpose, recipient):
        raise Invalid(faults)
    if not filling.entries:
        raise Invalid({"purpose": "名单是空的，没有填。"})
    if not any(code and code != SEQUENCE for code in filling.fills.values()):
        raise Invalid({"columns": "没有一栏要填，请至少选一栏。"})
    record = ContactExport(
        name=purpose.strip(),
        recipient=recipient.strip(),
        mark=release.mark_of(change_id),
        at=now,
        people=len(filling.entries),
        left_out=dict(filling.left_out),
        columns=tuple(
            column.header
            for column in filling.sheet.columns
            if filling.fills[column.letter] not in {"", SEQUENCE}
        ),
        of=tuple(entry.id for entry in filling.entries),
        form=REPORTED,
    )
    footer = list_files.mark_line(record, example=example).replace("&", "&&")
    content = apart(path, form.file, _orders("fill", filling, footer))
    release.left(store, record, content, change_id=change_id, viewer=viewer, now=now)
    stem = form.file.rpartition(".")[0] or form.file
    name = release.file_name(stem, record.mark, now, "xlsx", example=example)
    return ReleasedList(content, name, record.mark, len(filling.entries), filling.left_out)
