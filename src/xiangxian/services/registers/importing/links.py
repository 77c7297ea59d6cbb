"""Whom and what a checked ledger means that is on the register already, before anything is written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from xiangxian.domain.values.names import Contact, PersonName
from xiangxian.domain.values.text import fold
from xiangxian.services.registers.importing.known import Holdings
from xiangxian.services.registers.reading.sheet_kinds import PROJECTS
from xiangxian.services.registers.workbook.model import Checked, RecordRow


def person_links(checked: Checked, held: Holdings) -> list[dict[str, Any]]:
    """Natives, introducers and contacts of the ledgers' rows, each with the people on the register
    who are meant: by the number, else by the name. Several make the link *ambiguous*.

    A firm's contact is linked by name and number only: that the name is one of ours says nothing.
    """
    found: list[dict[str, Any]] = []
    for row in _projects(checked):
        numbers = frozenset(phone.number for phone in row.values.get("contact_phones", ()))
        where = {"sheet": row.sheet, "row": row.row}
        native, contact = row.values.get("native_name"), row.values.get("contact_name")
        if isinstance(native, PersonName):
            found.append(where | _linked(held, native.name, numbers, certain=False))
        elif isinstance(contact, Contact):
            link = _linked(held, contact.name, numbers, certain=True)
            found += [where | link] if link["records"] else []
        for referrer in row.values.get("referrers", ()):
            if referrer.type == "person":
                phone = frozenset((referrer.phone,)) if referrer.phone else None
                link = _linked(held, referrer.name, phone, certain=False)
                role = {"role": "referrer", "first": referrer.first}
                found.append(where | role | link)
    return found


def _linked(
    held: Holdings, name: str, numbers: frozenset[str] | None, *, certain: bool
) -> dict[str, Any]:
    people = [known for known in held.people.get(fold(name), ()) if known.item is not None]
    same = [known for known in people if numbers and known.numbers & numbers]
    meant = same if same or certain else people
    records = [
        {"id": known.id, "same_phone": None if numbers is None else known in same}
        for known in meant
    ]
    return {"name": name, "records": records, "ambiguous": len(records) > 1}


def same_investor_links(checked: Checked, held: Holdings) -> list[dict[str, Any]]:
    """Projects of one investor under different names or in different sheets: those of the file
    beside those on the register, then those of its sheets beside one another."""
    rows = [row for row in _projects(checked) if row.values.get("investor")]
    found: list[dict[str, Any]] = []
    for row in rows:
        investor = row.values["investor"]
        for known in itertools.chain.from_iterable(held.projects.values()):
            if known.item is not None and fold(investor) in known.firms:
                there = {"id": known.id, "project_name": known.name}
                found.append({"investor": investor, "a": there, "b": _place(row)})
    found += [
        {"investor": one.values["investor"], "a": _place(one), "b": _place(other)}
        for one, other in itertools.combinations(rows, 2)
        if one.sheet != other.sheet
        and fold(one.values["investor"]) == fold(other.values["investor"])
    ]
    return found


def links(checked: Checked, held: Holdings) -> dict[str, Sequence[dict[str, Any]]]:
    """Both, as the report of `import --check` prints them."""
    return {
        "person_links": person_links(checked, held),
        "same_investor_links": same_investor_links(checked, held),
    }


def _place(row: RecordRow) -> dict[str, Any]:
    return {"sheet": row.sheet, "row": row.row, "project_name": row.values["project_name"]}


def _projects(checked: Checked) -> Iterator[RecordRow]:
    for sheet in checked.sheets:
        if sheet.kind == PROJECTS:
            yield from sheet.records
