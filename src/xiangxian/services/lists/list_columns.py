"""The columns of a list: any field its reader sees, the post, the last contact, kept columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Sight
from xiangxian.services import gate
from xiangxian.services.drafts import loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.people import last_contact
from xiangxian.services.records import Reference, present, refer
from xiangxian.store.base import Hop, Id, Page
from xiangxian.store.contract import GraphStore

EMPLOYER, POSITION, CONTACT = "employer", "position", "last_contact"
KEPT = "kept:"
"""What the code of a kept column has before the column's own header."""


@dataclass(frozen=True, slots=True)
class PageColumn:
    """One column: its code and its header."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class PageCell:
    """What stands in one column of one row: a text, or the records a link leads to."""

    text: str = ""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row of a list."""

    record: Reference
    cells: tuple[PageCell, ...]


def available(
    viewer: Viewer, kind: type[Record], kept: Sequence[str] = ()
) -> dict[str, PageColumn]:
    """The columns *viewer* may choose for a list of *kind*, by code; *kept* are headers of kept
    columns."""
    found = []
    for spec in gate.fields(viewer, kind):
        if spec.name == "kept" or (spec.is_link and gate.sight(viewer, spec) is not Sight.FULL):
            continue
        found.append(PageColumn(spec.name, spec.label))
        if kind is Person and spec.name == kind.caption:
            found += [
                PageColumn(EMPLOYER, "单位"),
                PageColumn(POSITION, "职务"),
                PageColumn(CONTACT, "上次联系"),
            ]
    if _sees_kept(viewer, kind):
        found += [PageColumn(f"{KEPT}{header}", header) for header in kept]
    return {column.code: column for column in found}


def _sees_kept(viewer: Viewer, kind: type[Record]) -> bool:
    spec = kind.fields.get("kept")
    return spec is not None and gate.sight(viewer, spec) is Sight.FULL


def chosen(viewer: Viewer, kind: type[Record], codes: Sequence[str]) -> tuple[PageColumn, ...]:
    """The columns of these codes that the viewer sees; the usual ones where none is left."""
    headers = [code.removeprefix(KEPT) for code in codes if code.startswith(KEPT)]
    known = available(viewer, kind, headers)
    found = tuple(known[code] for code in dict.fromkeys(codes) if code in known)
    return found or tuple(
        known[spec.name]
        for spec in gate.fields(viewer, kind)
        if spec.featured and spec.name in known
    )


def hops(kind: type[Record], columns: Sequence[PageColumn]) -> tuple[Hop, ...]:
    """The ties that have to come with a page so that *columns* can be filled."""
    links = [kind.fields[column.code] for column in columns if column.code in kind.fields]
    found = [Hop(spec.edge) for spec in links if spec.is_link]
    if {EMPLOYER, POSITION} & {column.code for column in columns}:
        found.append(Hop(Employment.edge))
    return tuple(found)


def headers(kind: type[Record], page: Page) -> list[str]:
    """The headers of kept columns among the records of *page*."""
    found: dict[str, None] = {}
    for node in page.nodes:
        found.update(dict.fromkeys(getattr(kind.parsed(node.values), "kept", {})))
    return sorted(found)


def rows(
    store: GraphStore,
    kind: type[Record],
    page: Page,
    columns: Sequence[PageColumn],
    today: date,
    *,
    viewer: Viewer,
) -> tuple[PageRow, ...]:
    """The records of *page* (asked with `hops`) in these columns."""
    contacts: Mapping[Id, str] = {}
    if any(column.code == CONTACT for column in columns):
        ids = [node.id for node in page.nodes]
        days = last_contact.latest(store, ids, today, viewer=viewer)
        contacts = {id_: day.label() for id_, day in days.items()}
    made = []
    for node in page.nodes:
        item = loaded(node, page.edges)
        shown = present(viewer, item, page.others)
        employer, position = _post(page, node.id, viewer)
        kept: Mapping[str, str] = (
            getattr(item.record, "kept", {}) if _sees_kept(viewer, kind) else {}
        )
        cells = []
        for column in columns:
            code = column.code
            if code == EMPLOYER:
                cells.append(PageCell(references=employer))
            elif code == POSITION:
                cells.append(PageCell(position))
            elif code == CONTACT:
                cells.append(PageCell(contacts.get(node.id, "")))
            elif code.startswith(KEPT):
                cells.append(PageCell(kept.get(code.removeprefix(KEPT), "")))
            elif kind.fields[code].is_link:
                cells.append(PageCell(references=shown.links.get(code, ())))
            else:
                cells.append(PageCell(shown.texts.get(code, "")))
        made.append(PageRow(Reference(node.id, node.kind, shown.title), tuple(cells)))
    return tuple(made)


def _post(page: Page, person: Id, viewer: Viewer) -> tuple[tuple[Reference, ...], str]:
    """The first post of a person, as lists have it."""
    for edge in page.edges:
        other = page.others.get(edge.target)
        if edge.name != Employment.edge or edge.source != person or other is None:
            continue
        if gate.visible(viewer, other):
            return (refer(other),), Employment.parsed(edge.values).shown("position")
    return (), ""
