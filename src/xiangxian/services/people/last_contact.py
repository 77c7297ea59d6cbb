"""上次联系: the newest day among notes about a person, events attended and introductions made.

It is computed when it is read. A coarse date counts as its first day: whoever was seen "in 2025"
is listed rather than forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xiangxian.domain import schema
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.store.base import (
    All,
    AnyOf,
    Direction,
    Filter,
    Hop,
    Id,
    Linked,
    Node,
    Op,
    Query,
    Where,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages, whole_neighbourhood

EDGES = ("ABOUT", "ATTENDED", "BY")
_DATED = {"note": "on", "event": "on", "introduction": "at"}
"""What counts as contact, and the field that says when."""
_WITHOUT_DAY = (("note", "on", "ABOUT"), ("introduction", "at", "BY"))
"""What may have its day from its occasion alone, and the tie that leads from it to a person."""


def ever(viewer: Viewer) -> Filter:
    """People with whom there was any contact, its day known or not."""
    own = gate.scope(viewer)
    return AnyOf(
        (
            Linked("ABOUT", Direction.IN, own),
            Linked("ATTENDED", Direction.OUT, All((own, Where("planned", Op.IS, 0)))),
            Linked("BY", Direction.IN, own),
        )
    )


def since(store: GraphStore, first: date, today: date, *, viewer: Viewer) -> Filter:
    """People with whom there was contact from *first* to *today* (Beijing days).

    What has its day from its occasion alone is looked up now; everything else is the store's.
    """
    own = gate.scope(viewer)

    def within(field: str) -> tuple[Filter, ...]:
        return (
            own,
            Where(field, Op.AT_LEAST, PartialDate.keys_of(first)[0]),
            Where(field, Op.AT_MOST, PartialDate.keys_of(today)[1]),
        )

    by_occasion: list[Id] = []
    for kind, field, edge in _WITHOUT_DAY:
        where = All(
            (
                own,
                Where(field, Op.MISSING),
                Linked("OCCASION", Direction.OUT, All(within("on"))),
            )
        )
        for page in pages(store, Query(kind, where, limit=200, links=((Hop(edge),),))):
            by_occasion += [found.target for found in page.edges if found.name == edge]
    return AnyOf(
        (
            Linked("ABOUT", Direction.IN, All(within("on"))),
            Linked("ATTENDED", Direction.OUT, All((*within("on"), Where("planned", Op.IS, 0)))),
            Linked("BY", Direction.IN, All(within("at"))),
            Where("id", Op.IN, tuple(dict.fromkeys(by_occasion))),
        )
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of contact with somebody: the *newest* dated one, the last day (Beijing,
    ordinal) on which there may have been one, and whether there is one without any day."""

    newest: PartialDate | None = None
    until: int = 0
    undated: bool = False


def latest(
    store: GraphStore, ids: Sequence[Id], today: date, *, viewer: Viewer
) -> dict[Id, PartialDate]:
    """The last contact with each of the people *ids*, in two questions; without one they are left
    out."""
    found = contacts(store, ids, today, viewer=viewer)
    return {id_: known.newest for id_, known in found.items() if known.newest is not None}


def contacts(
    store: GraphStore, ids: Sequence[Id], today: date, *, viewer: Viewer
) -> dict[Id, Contact]:
    """The contact with each of the people *ids*, in two questions; without any they are left out."""
    if not ids:
        return {}
    near = whole_neighbourhood(store, ids, EDGES, where=gate.scope(viewer))
    nodes = {node.id: node for node in near.nodes}
    undated = sorted(
        node.id for node in near.nodes if node.kind in _DATED and _day(node, today) is None
    )
    occasions: Mapping[Id, Node] = {}
    leads: dict[Id, Id] = {}
    if undated:
        page = store.get(undated, ((Hop("OCCASION"),),))
        occasions = page.others
        leads = {edge.source: edge.target for edge in page.edges}
    wanted = set(ids)
    found: dict[Id, Contact] = {}
    for edge in near.edges:
        person, other = (
            (edge.source, edge.target) if edge.name == "ATTENDED" else (edge.target, edge.source)
        )
        what = nodes.get(other)
        if what is None or person not in wanted:
            continue
        day = _day(what, today)
        occasion = occasions.get(leads.get(other, ""))
        if day is None and occasion is not None and gate.visible(viewer, occasion):
            day = _day(occasion, today, planned_too=True)
        if day is not None or _without_day(what, occasion):
            found[person] = _added(found.get(person, Contact()), day, today)
    return found


def _added(known: Contact, day: PartialDate | None, today: date) -> Contact:
    interval = day.interval() if day else None
    if day is None or interval is None:
        return replace(known, undated=True)
    newer = known.newest is None or day.sort_key() > known.newest.sort_key()
    until = max(known.until, min(interval[1], today).toordinal())
    return Contact(day if newer else known.newest, until, known.undated)


def _without_day(node: Node, occasion: Node | None) -> bool:
    """Whether something has happened without a day that is known: neither planned nor to come."""
    for each in (node, occasion):
        if each is None:
            continue
        record = schema.KINDS[each.kind].parsed(each.values)
        day: PartialDate | None = getattr(record, _DATED[each.kind])
        if getattr(record, "planned", False) or (day is not None and day.interval() is not None):
            return False
    return True


def _day(node: Node, today: date, *, planned_too: bool = False) -> PartialDate | None:
    """The day of a note, an event or an introduction; None for what is to come or has no day."""
    field = _DATED.get(node.kind)
    if field is None:
        return None
    record = schema.KINDS[node.kind].parsed(node.values)
    day: PartialDate | None = getattr(record, field)
    if day is None or day.interval() is None or day.sort_key() > PartialDate.keys_of(today)[1]:
        return None
    if getattr(record, "planned", False) and not planned_too:
        return None
    return day
