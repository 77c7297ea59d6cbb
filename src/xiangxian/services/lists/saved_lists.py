"""Saved lists: kept questions that are asked anew, people put on or taken off by hand, an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangxian.domain import schema
from xiangxian.domain.lists import BY_HAND, ListPlacing, SavedList
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.access import accounts
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.lists import browse, list_columns
from xiangxian.services.lists.conditions import Condition, allowed, unpacked
from xiangxian.services.lists.filters import Narrowing
from xiangxian.services.lists.list_columns import PageColumn, PageRow
from xiangxian.services.records import Changed, Invalid, Reference, refer
from xiangxian.store import paging
from xiangxian.store.base import (
    All,
    AnyOf,
    Conflict,
    Direction,
    Edge,
    Filter,
    Id,
    Not,
    Op,
    Order,
    Query,
    Where,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages, whole_neighbourhood

ROWS = 50
MOST_BY_HAND = 1000
"""How many people a list put in order by hand may have."""
MOST_LISTED = 20_000
"""How many ids a list gives to an export."""


@dataclass(frozen=True, slots=True)
class SavedListView:
    """A saved list as one viewer opens it: what it is, and who was put on it or taken off."""

    item: Loaded
    conditions: tuple[Condition, ...]
    placings: Mapping[Id, Edge]

    @property
    def record(self) -> SavedList:
        """The list's own values."""
        assert isinstance(self.item.record, SavedList)  # noqa: S101 - read as that kind
        return self.item.record

    @property
    def kind(self) -> type[Record]:
        """What it lists."""
        return schema.KINDS[self.record.of]

    @property
    def narrowing(self) -> Narrowing:
        """Its conditions."""
        return Narrowing(self.kind, self.conditions)

    def placed(self, placing: str) -> tuple[Id, ...]:
        """Those who were `added` or `taken` by hand."""
        return tuple(
            id_
            for id_, edge in self.placings.items()
            if ListPlacing.parsed(edge.values).placing == placing
        )


@dataclass(frozen=True, slots=True)
class SavedListPage:
    """A page of a list: its columns and rows, how many are on it in all, the number of the first
    row (from 1), and the next page (a cursor, or in an order by hand its number)."""

    columns: tuple[PageColumn, ...]
    rows: tuple[PageRow, ...]
    total: int
    first: int
    following: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Somebody whom a hand put on the list or took off it, by whom and when (UTC)."""

    record: Reference
    placing: str
    who: str
    at: datetime | None


def conditions_of(record: SavedList) -> tuple[Condition, ...]:
    """The conditions that a list keeps."""
    return tuple(each for text in record.conditions if (each := unpacked(text)) is not None)


def usable(viewer: Viewer, record: SavedList) -> bool:
    """Whether the viewer may ask everything the list asks: what a condition is about must be seen
    whole, or the list would tell it."""
    kind = schema.KINDS[record.of]
    return gate.readable(viewer, record.of) and allowed(viewer, kind, conditions_of(record))


def saved(store: GraphStore, *, viewer: Viewer) -> list[tuple[Reference, SavedList]]:
    """The lists this viewer can open, by name."""
    found = []
    query = Query(SavedList.kind, gate.scope(viewer), Order("name"), limit=200)
    for page in pages(store, query):
        for node in page.nodes:
            record = SavedList.parsed(node.values)
            if usable(viewer, record):
                found.append((refer(node), record))
    return found


def read(store: GraphStore, id_: Id, *, viewer: Viewer) -> SavedListView:
    """The list *id_*; raises `Missing`, also when it asks what the viewer does not see."""
    item = records.read(store, id_, viewer=viewer, kind=SavedList.kind)
    assert isinstance(item.record, SavedList)  # noqa: S101 - read as that kind
    if not usable(viewer, item.record):
        raise Missing(id_)
    near = whole_neighbourhood(store, [id_], [ListPlacing.edge], direction=Direction.OUT)
    placings = {edge.target: edge for edge in near.edges if edge.source == id_}
    return SavedListView(item, conditions_of(item.record), placings)


def where(store: GraphStore, listed: SavedListView, today: date, *, viewer: Viewer) -> Filter:
    """Who is on the list now; raises `Invalid` where its conditions cannot be answered."""
    if listed.record.hand_only:
        asked: Filter = AnyOf()
    else:
        asked = listed.narrowing.where(store, today, viewer=viewer)
    added, taken = listed.placed("added"), listed.placed("taken")
    if added:
        asked = AnyOf((asked, Where("id", Op.IN, added)))
    if taken:
        asked = All((asked, Not(Where("id", Op.IN, taken))))
    return All((gate.scope(viewer), asked))


def members(
    store: GraphStore,
    listed: SavedListView,
    today: date,
    *,
    viewer: Viewer,
    most: int = MOST_LISTED,
) -> tuple[Id, ...]:
    """The ids of everybody on the list, in its order, or of the first *most*; two hundred come
    with each question."""
    found: list[Id] = []
    asked = where(store, listed, today, viewer=viewer)
    order = browse.order_of(viewer, listed.kind, _order(viewer, listed))
    for page in pages(store, Query(listed.kind.kind, asked, order, limit=200)):
        found += [node.id for node in page.nodes]
        if len(found) >= most:
            break
    if listed.record.order == BY_HAND:
        place = {id_: number for number, id_ in enumerate(listed.record.sequence)}
        found.sort(key=lambda id_: place.get(id_, len(place)))
    return tuple(found)


def _order(viewer: Viewer, listed: SavedListView) -> str:
    """The list's order as the store has it; by hand, and what the viewer cannot see, by the usual
    one."""
    code = listed.record.order or ""
    known = dict(browse.orders(viewer, listed.kind))
    return code if code.removeprefix("-") in known else ""


def opened(
    store: GraphStore, listed: SavedListView, today: date, *, viewer: Viewer, after: str = ""
) -> SavedListPage:
    """One page of the list."""
    chosen = list_columns.chosen(viewer, listed.kind, listed.record.columns)
    hops = list_columns.hops(listed.kind, chosen)
    links = (hops,) if hops else ()
    if listed.record.order == BY_HAND:
        ids = members(store, listed, today, viewer=viewer)
        start = (int(after) - 1) * ROWS if after.isdecimal() and int(after) > 0 else 0
        page = store.get(ids[start : start + ROWS], links)
        total, first = len(ids), start + 1
        following = str(start // ROWS + 2) if start + ROWS < total else ""
    else:
        asked = where(store, listed, today, viewer=viewer)
        order = browse.order_of(viewer, listed.kind, _order(viewer, listed))
        number, _, cursor = after.partition(".")
        place = paging.unpacked(cursor) if cursor else None
        page = store.find(Query(listed.kind.kind, asked, order, place, ROWS, links))
        total = sum(group.count for group in store.count(listed.kind.kind, asked))
        first = int(number) if place is not None and number.isdecimal() else 1
        following = f"{first + ROWS}.{paging.packed(page.next)}" if page.next else ""
    rows = list_columns.rows(store, listed.kind, page, chosen, today, viewer=viewer)
    return SavedListPage(chosen, rows, total, first, following)


def kept_headers(
    store: GraphStore, listed: SavedListView, today: date, *, viewer: Viewer
) -> list[str]:
    """Headers of kept columns of anybody on the list."""
    asked = where(store, listed, today, viewer=viewer)
    seen: set[str] = set()
    for page in pages(store, Query(listed.kind.kind, asked, limit=200)):
        seen |= set(list_columns.headers(listed.kind, page))
    own = [
        code.removeprefix(list_columns.KEPT)
        for code in listed.record.columns
        if code.startswith(list_columns.KEPT)
    ]
    return sorted({*seen, *own})


def by_hand(store: GraphStore, listed: SavedListView, *, viewer: Viewer) -> list[Placing]:
    """Everybody a hand put on the list or took off it."""
    ties = {id_: ListPlacing.parsed(edge.values) for id_, edge in listed.placings.items()}
    who = accounts.names(store, [tie.by for tie in ties.values() if tie.by])
    nodes = {node.id: node for node in store.get(list(ties)).nodes} if ties else {}
    found = [
        Placing(refer(nodes[id_]), tie.placing or "", who.get(tie.by or "", ""), tie.at)
        for id_, tie in ties.items()
        if id_ in nodes and gate.visible(viewer, nodes[id_])
    ]
    return sorted(found, key=lambda each: (each.placing, each.record.title, each.record.id))


def create(
    store: GraphStore, record: SavedList, *, change_id: Id, viewer: Viewer, now: datetime
) -> Id:
    """Keep a new list; raises `Invalid` without a name."""
    _own(viewer, record)
    return records.create(store, record, change_id=change_id, viewer=viewer, now=now)


def change(
    store: GraphStore,
    listed: SavedListView,
    rev: int,
    record: SavedList,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Name, conditions, columns and order of a list; raises `Invalid` and `Changed`."""
    _own(viewer, record)
    records.revise(store, listed.item.id, rev, record, change_id=change_id, viewer=viewer, now=now)


def _own(viewer: Viewer, record: SavedList) -> None:
    """Raise `Invalid` for what this viewer cannot have chosen."""
    kind = schema.KINDS.get(record.of)
    if kind is None or not allowed(viewer, kind, conditions_of(record)):
        raise Invalid({"name": "有的条件不能这样写，请回名册重新加。"})
    known = dict(browse.orders(viewer, kind))
    if record.order and record.order != BY_HAND and record.order.removeprefix("-") not in known:
        raise Invalid({"order": "请从列出的次序里选一个。"})


def move(
    store: GraphStore,
    listed: SavedListView,
    id_: Id,
    place: int,
    today: date,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Put *id_* at the number *place* (from 1) of those on the list now; the list is in an order
    by hand from then on. Those who are not on it at present keep their places.

    Raises `Missing` when *id_* is not on the list, `Invalid` for a list too long, `Changed`.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    seen = list(members(store, listed, today, viewer=viewer))
    if id_ not in seen:
        raise Missing(id_)
    if len(seen) > MOST_BY_HAND:
        raise Invalid({"place": f"超过{MOST_BY_HAND}位的名单不能手排，请先用条件缩小。"})
    record = listed.record.model_copy(
        update={"order": BY_HAND, "sequence": moved(listed.record.sequence, seen, id_, place)}
    )
    draft = Draft(change_id, listed.item.node.unit)
    if not draft.revise(listed.item, record):
        return
    try:
        store.apply(draft.change_set(viewer, now, "saved_list.revise"))
    except Conflict as conflict:
        raise Changed(records.read(store, listed.item.id, viewer=viewer), record, []) from conflict


def moved(sequence: Sequence[Id], seen: Sequence[Id], id_: Id, place: int) -> tuple[Id, ...]:
    """*sequence* after *id_* was put at *place* (from 1) among those *seen*; everybody seen has a
    place then, and whoever is in the sequence and not seen stays where he stands."""
    order = [*sequence, *(each for each in seen if each not in set(sequence))]
    others = [each for each in seen if each != id_]
    at = min(max(place, 1), len(seen)) - 1
    order.remove(id_)
    if at < len(others):
        order.insert(order.index(others[at]), id_)
    elif others:
        order.insert(order.index(others[-1]) + 1, id_)
    else:
        order.append(id_)
    return tuple(order)


def place_by_hand(
    store: GraphStore,
    listed: SavedListView,
    ids: Sequence[Id],
    placing: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> int:
    """Put *ids* on the list (`added`), take them off it (`taken`), or leave them to its conditions
    again (empty); gives for how many anything changed. Raises `Missing`, `Invalid`."""
    gate.require(viewer, Action.RECORD)
    if placing not in {"added", "taken", ""}:
        raise Invalid({"placing": "请选加进来或拿下去。"})
    if store.applied(change_id) is not None:
        return 0
    wanted = tuple(dict.fromkeys(ids))
    if placing:
        records.read_many(store, wanted, viewer=viewer, kind=listed.record.of)
    draft = Draft(change_id, listed.item.node.unit)
    tie = ListPlacing(placing=placing or None, by=viewer.account, at=now)
    changed = 0
    for id_ in wanted:
        edge = listed.placings.get(id_)
        stands = ListPlacing.parsed(edge.values).placing if edge else ""
        if (stands or "") == placing:
            continue
        changed += 1
        if edge is not None and placing:
            draft.retie(edge, tie)
        elif edge is not None:
            draft.unlink(edge)
        else:
            draft.tie(tie, listed.item.id, id_)
    if draft.writes:
        store.apply(draft.change_set(viewer, now, "saved_list.place", note=listed.record.name))
    return changed
