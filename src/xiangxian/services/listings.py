"""Lists as a clerk asks for them (words, filters, order, pages), and a record's timeline."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.domain import text as texts
from xiangxian.domain.dates import PartialDate
from xiangxian.domain.fields import Field
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Sight
from xiangxian.services import gate
from xiangxian.services.drafts import loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Listing, Presented, Reference, listing, present, refer
from xiangxian.services.search import sees_private_terms
from xiangxian.store.base import (
    All,
    Direction,
    Filter,
    GraphStore,
    Hop,
    Id,
    Key,
    Linked,
    Node,
    Op,
    Order,
    Query,
    Where,
)

ROWS = 50
MOST_FOUND = 2000
"""How many hits of a search a list shows at most; beyond it the clerk narrows the words."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One filter of a list: the field, the values to choose from, and the chosen one."""

    spec: Field
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked: words, filters by field, order (a minus sign before it: falling),
    and where the page begins."""

    words: str = ""
    filters: Mapping[str, str] = None  # type: ignore[assignment]
    order: str = ""
    after: tuple[Key | None, Id] | None = None

    def arguments(self) -> dict[str, str]:
        """The same as arguments of an address, without the page."""
        given = dict(self.filters or {})
        if self.words:
            given["q"] = self.words
        if self.order:
            given["order"] = self.order
        return given


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of a list: its columns, rows, filters, how many there are, and the next page's
    arguments (None on the last)."""

    columns: tuple[Field, ...]
    rows: tuple[Presented, ...]
    filters: tuple[FilterChoice, ...]
    orders: tuple[Field, ...]
    total: int
    following: Mapping[str, str] | None
    more_found: bool = False


def packed(after: tuple[Key | None, Id]) -> str:
    """A page's beginning as an argument of an address."""
    return base64.urlsafe_b64encode(json.dumps(after).encode()).decode()


def unpacked(text: str) -> tuple[Key | None, Id] | None:
    """What `packed` made; None for anything else."""
    try:
        key, id_ = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error, TypeError):
        return None
    if isinstance(id_, str) and (key is None or isinstance(key, str | int)):
        return key, id_
    return None


def filterable(viewer: Viewer, kind: type[Record]) -> list[Field]:
    """The fields a list of *kind* can be narrowed by: choices, flags and places."""
    return [
        spec
        for spec in gate.fields(viewer, kind)
        if spec.filterable
        and gate.sight(viewer, spec) is Sight.FULL
        and (spec.type.name in {"choice", "flag"} or spec.to == ("place",))
    ]


def asked(kind: type[Record], arguments: Mapping[str, str], *, viewer: Viewer) -> Asked:
    """What the arguments of an address ask; what makes no sense is left out."""
    names = {spec.name for spec in filterable(viewer, kind)}
    filters = {name: value for name, value in arguments.items() if name in names and value}
    order = arguments.get("order", "")
    sortable = {spec.name for spec in gate.fields(viewer, kind) if spec.sortable}
    if order.removeprefix("-") not in sortable:
        order = ""
    after = unpacked(arguments["after"]) if arguments.get("after") else None
    return Asked(arguments.get("q", "").strip(), filters, order, after)


def where(kind: type[Record], wanted: Asked) -> Filter:
    """The filter that *wanted* asks for, its words aside."""
    parts: list[Filter] = []
    for name, value in (wanted.filters or {}).items():
        spec = kind.fields[name]
        if spec.is_link:
            parts.append(Linked(spec.edge, Direction.OUT, Where("id", Op.IS, value)))
        elif spec.type.name == "flag":
            parts.append(Where(name, Op.IS, 1 if value == "1" else 0))
        else:
            parts.append(Where(name, Op.IS, value))
    return All(tuple(parts))


def found_ids(
    store: GraphStore, kind: type[Record], wanted: Asked, *, viewer: Viewer
) -> list[Id] | None:
    """The ids that the words of *wanted* find, None when there are no words."""
    if not wanted.words:
        return None
    terms = texts.query_terms(wanted.words)
    if not terms:
        return []
    return store.search(
        sorted(terms),
        kinds=[kind.kind],
        where=gate.scope(viewer),
        private=sees_private_terms(viewer),
        limit=MOST_FOUND,
    )


def browse(store: GraphStore, kind: type[Record], wanted: Asked, *, viewer: Viewer) -> Browsed:
    """One page of the list of *kind*."""
    ids = found_ids(store, kind, wanted, viewer=viewer)
    narrowed = where(kind, wanted)
    if ids is not None:
        narrowed = All((Where("id", Op.IN, tuple(ids)), narrowed))
    field = wanted.order.removeprefix("-") or _usual_order(viewer, kind)
    order = Order(field, wanted.order.startswith("-")) if field else None
    page: Listing = listing(
        store, kind.kind, viewer=viewer, where=narrowed, order=order, after=wanted.after, limit=ROWS
    )
    seen = gate.fields(viewer, kind)
    following = None
    if page.next is not None:
        following = wanted.arguments() | {"after": packed(page.next)}
    return Browsed(
        tuple(spec for spec in seen if spec.featured),
        page.rows,
        tuple(_filter(store, spec, wanted, viewer) for spec in filterable(viewer, kind)),
        tuple(spec for spec in seen if spec.sortable),
        page.total,
        following,
        ids is not None and len(ids) >= MOST_FOUND,
    )


def _usual_order(viewer: Viewer, kind: type[Record]) -> str:
    """By name where there is one; what has a day, by its day."""
    names = [spec.name for spec in gate.fields(viewer, kind) if spec.sortable]
    return "name" if "name" in names else ""


def _filter(store: GraphStore, spec: Field, wanted: Asked, viewer: Viewer) -> FilterChoice:
    chosen = (wanted.filters or {}).get(spec.name, "")
    if spec.is_link:
        places = store.find(
            Query(
                "place",
                All((gate.scope(viewer), Where("level", Op.IS, "village"))),
                Order("name"),
                limit=200,
            )
        ).nodes
        options = tuple((node.id, refer(node).title) for node in places)
    elif spec.type.name == "flag":
        options = (("1", "是"), ("0", "否"))
    else:
        options = tuple((option.code, option.label) for option in getattr(spec.type, "options", ()))
    return FilterChoice(spec, options, chosen)


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: when (as text), what it was, the line, and what it leads to."""

    when: str
    what: str
    line: str
    record: Reference
    others: tuple[Reference, ...] = ()


_ROUND = (
    Hop("ABOUT", Direction.IN),
    Hop("ATTENDED", Direction.BOTH),
    Hop("BY", Direction.IN),
    Hop("OF", Direction.IN),
    Hop("PROJECT", Direction.IN),
    Hop("OCCASION", Direction.IN),
    Hop("INVITED_AT", Direction.BOTH),
)
_BEYOND = (Hop("BY"), Hop("OF"), Hop("ABOUT"), Hop("OCCASION"))


def timeline(store: GraphStore, id_: Id, *, viewer: Viewer) -> list[Moment]:
    """What happened round a record, the latest first, what has no day at the end."""
    page = store.get([id_], (_ROUND, _BEYOND))
    moments: list[tuple[int, Id, Moment]] = []
    for other in page.others.values():
        if other.kind not in {"note", "event", "introduction"} or not gate.visible(viewer, other):
            continue
        near = any(
            id_ in (edge.source, edge.target) and other.id in (edge.source, edge.target)
            for edge in page.edges
        )
        if not near:
            continue
        moment, on = _moment(viewer, other, page.edges, page.others, id_)
        if not moment.line:
            continue  # a note whose line is not this viewer's says nothing
        moments.append((on.sort_key() if on else 0, other.id, moment))
    return [moment for _, _, moment in sorted(moments, key=lambda each: each[:2], reverse=True)]


def _moment(
    viewer: Viewer, node: Node, edges: object, others: Mapping[Id, Node], about: Id
) -> tuple[Moment, PartialDate | None]:
    item = loaded(node, edges)  # type: ignore[arg-type]
    shown = present(viewer, item, others)
    on: PartialDate | None = getattr(item.record, "on", None) or getattr(item.record, "at", None)
    linked = dict(shown.links)
    if node.kind == "introduction":
        by = "、".join(ref.title for ref in linked.get("by", ()))
        to = "、".join(ref.title for ref in linked.get("of", ()))
        line = f"{by or '受保护联系人'}介绍{to or '受保护联系人'}"
    elif node.kind == "note":
        line = shown.texts.get("line", "")
    else:
        line = shown.title
    mentioned = tuple(
        ref for name in ("about", "occasion") for ref in linked.get(name, ()) if ref.id != about
    )
    what = {"note": "记一笔", "introduction": "引荐"}.get(node.kind) or shown.texts.get(
        "event_kind", "座谈走访"
    )
    return Moment(on.label() if on else "", what, line, refer(node), mentioned), on
