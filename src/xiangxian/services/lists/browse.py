"""Lists as a clerk asks for them (words, filters, order, pages), and a record's timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, runtime_checkable

from xiangxian.domain.faults import TooLong
from xiangxian.domain.fields import BY_STROKES, Field
from xiangxian.domain.people import Person
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Sight
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.drafts import loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.lists.conditions import WORDS, Condition, aspects
from xiangxian.services.lists.conditions import unpacked as unpacked_condition
from xiangxian.services.lists.filters import Narrowing, check
from xiangxian.services.lists.only_named import only_named
from xiangxian.services.records import (
    Invalid,
    Listing,
    Presented,
    Reference,
    listing,
    present,
    refer,
)
from xiangxian.services.search import sees_private_terms
from xiangxian.store.base import (
    PAGE,
    All,
    Direction,
    Filter,
    Hop,
    Id,
    Key,
    Node,
    Op,
    Order,
    Query,
    Where,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import packed, pages, unpacked

ROWS = 50
MOST_CONDITIONS = 50
"""So many conditions may stand in one address."""
MOST_FOUND = 2000
"""How many hits of a search a list shows at most; beyond it the clerk narrows the words."""


@runtime_checkable
class MultiMapping(Protocol):
    """Arguments of which one name may stand several times, as an address has them."""

    def get(self, key: str, default: str = "", /) -> str:
        """The first value of a name."""

    def getlist(self, key: str, /) -> list[str]:
        """Every value of a name."""

    def __getitem__(self, key: str, /) -> str: ...


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One filter of a list: the field, the values to choose from, and the chosen one."""

    spec: Field
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked: words, filters by field, further conditions, order (a minus sign
    before it: falling), and where the page begins. *saving* is the saved list whose conditions
    are being changed, as its id and revision with a dot between."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    order: str = ""
    after: tuple[Key | None, Id] | None = None
    saving: str = ""

    def arguments(self, *, without: Condition | None = None) -> dict[str, str | list[str]]:
        """The same as arguments of an address, without the page and *without* one condition."""
        given: dict[str, str | list[str]] = dict(self.filters)
        if left := [each.packed() for each in self.conditions if each != without]:
            given["if"] = left
        if self.words:
            given["q"] = self.words
        if self.order:
            given["order"] = self.order
        if self.saving:
            given["saving"] = self.saving
        return given

    def all_conditions(self, kind: type[Record]) -> tuple[Condition, ...]:
        """Filters, words and conditions, all as conditions: what a saved list keeps."""
        words = (Condition(WORDS, "has", self.words),) if self.words else ()
        return (*self._filtered(kind), *words, *self.conditions)

    def narrowing(self, kind: type[Record]) -> Narrowing:
        """Filters and conditions without the words."""
        return Narrowing(kind, (*self._filtered(kind), *self.conditions))

    def _filtered(self, kind: type[Record]) -> tuple[Condition, ...]:
        return tuple(_chosen(kind.fields[name], value) for name, value in self.filters.items())


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of a list: its columns, rows, filters, how many there are, and the next page's
    arguments (None on the last). *orders* are codes with their words, *chips* the conditions with
    theirs, *fault* says what cannot be answered as it was asked. *only_named* are the people among
    them of whom there is nothing but a name."""

    columns: tuple[Field, ...]
    rows: tuple[Presented, ...]
    filters: tuple[FilterChoice, ...]
    orders: tuple[tuple[str, str], ...]
    total: int
    following: Mapping[str, str | list[str]] | None
    more_found: bool = False
    chips: tuple[tuple[Condition, str], ...] = ()
    fault: str = ""
    only_named: int = 0


def filterable(viewer: Viewer, kind: type[Record]) -> list[Field]:
    """The fields a list of *kind* can be narrowed by with one value: choices, flags and places."""
    return [
        spec
        for spec in gate.fields(viewer, kind)
        if spec.filterable
        and gate.sight(viewer, spec) is Sight.FULL
        and (spec.type.name in {"choice", "flag"} or spec.to == ("place",))
    ]


def orders(viewer: Viewer, kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """What a list of *kind* can be ordered by: codes with their words."""
    found = []
    for spec in gate.fields(viewer, kind):
        if spec.sortable:
            found.append((spec.name, f"按{spec.label}"))
        if spec.by_strokes:
            found.append((f"{spec.name}{BY_STROKES}", "按姓氏笔画"))
    return tuple(found)


def _chosen(spec: Field, value: str) -> Condition:
    """A filter's value as a condition."""
    if spec.type.name == "flag" and not spec.is_link:
        return Condition(spec.name, "yes" if value == "1" else "no")
    return Condition(spec.name, "is", value)


def sound(viewer: Viewer, kind: type[Record], wanted: Sequence[Condition]) -> list[Condition]:
    """Those of *wanted* that the viewer may ask and that can be read, each once."""
    known = aspects(viewer, kind)
    kept = []
    for each in dict.fromkeys(wanted):
        aspect = known.get(each.about)
        if aspect is None or aspect.way(each.how) is None:
            continue
        try:
            check(aspect, each)
        except Invalid:
            continue
        kept.append(each)
    return kept


def asked(
    kind: type[Record], arguments: Mapping[str, str] | MultiMapping, *, viewer: Viewer
) -> Asked:
    """What the arguments of an address ask; what makes no sense is left out.

    A field of the list's own columns narrows as a filter; the others, and every `if`, are
    conditions. Raises `TooLong` for more than `MOST_CONDITIONS`.
    """
    filters: dict[str, str] = {}
    wanted = []
    for spec in filterable(viewer, kind):
        if value := arguments.get(spec.name, ""):
            if spec.featured:
                filters[spec.name] = value
            else:
                wanted.append(_chosen(spec, value))
    several = arguments.getlist("if") if isinstance(arguments, MultiMapping) else []
    if len(several) > MOST_CONDITIONS:
        raise TooLong({"if": f"一次最多用{MOST_CONDITIONS}个条件，请去掉几个再试。"})
    wanted += [each for text in several if (each := unpacked_condition(text)) is not None]
    order = arguments.get("order", "")
    if order.removeprefix("-") not in dict(orders(viewer, kind)):
        order = ""
    after = unpacked(arguments["after"]) if arguments.get("after") else None
    words = arguments.get("q", "").strip()
    conditions = tuple(sound(viewer, kind, wanted))
    return Asked(words, filters, conditions, order, after, arguments.get("saving", ""))


def narrowed(
    store: GraphStore, kind: type[Record], wanted: Asked, today: date, *, viewer: Viewer
) -> Filter:
    """The filter that *wanted* asks for, its words found first; raises `Invalid` where it cannot
    be answered so."""
    where = wanted.narrowing(kind).where(store, today, viewer=viewer)
    ids = found_ids(store, kind, wanted, viewer=viewer)
    return where if ids is None else All((Where("id", Op.IN, tuple(ids)), where))


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


def browse(
    store: GraphStore, kind: type[Record], wanted: Asked, today: date, *, viewer: Viewer
) -> Browsed:
    """One page of the list of *kind*; *today* is a Beijing day."""
    seen = gate.fields(viewer, kind)
    columns = tuple(spec for spec in seen if spec.featured)
    filters = tuple(
        _filter(store, spec, wanted, viewer) for spec in filterable(viewer, kind) if spec.featured
    )
    ways = orders(viewer, kind)
    chips = Narrowing(kind, wanted.conditions).phrases(store, viewer=viewer)
    try:
        ids = found_ids(store, kind, wanted, viewer=viewer)
        where = wanted.narrowing(kind).where(store, today, viewer=viewer)
    except Invalid as invalid:
        fault = "".join(invalid.faults.values())
        return Browsed(columns, (), filters, ways, 0, None, chips=chips, fault=fault)
    if ids is not None:
        where = All((Where("id", Op.IN, tuple(ids)), where))
    page: Listing = listing(
        store,
        kind.kind,
        viewer=viewer,
        where=where,
        order=order_of(viewer, kind, wanted.order),
        after=wanted.after,
        limit=ROWS,
    )
    following = None
    if page.next is not None:
        following = wanted.arguments() | {"after": packed(page.next)}
    more = ids is not None and len(ids) >= MOST_FOUND
    only = only_named(store, today, viewer=viewer, among=where) if kind is Person else 0
    return Browsed(
        columns, page.rows, filters, ways, page.total, following, more, chips, only_named=only
    )


def ids_of(
    store: GraphStore, kind: type[Record], where: Filter, *, viewer: Viewer, limit: int
) -> list[Id]:
    """The ids of everything that *where* chooses, at most *limit*, two hundred with each question."""
    found: list[Id] = []
    query = Query(kind.kind, All((gate.scope(viewer), where)), limit=PAGE)
    for page in pages(store, query):
        found += [node.id for node in page.nodes]
        if len(found) >= limit:
            break
    return found[:limit]


def order_of(viewer: Viewer, kind: type[Record], code: str) -> Order | None:
    """The store's order of an order's *code* (a minus sign before it: falling); the usual one for
    none: by name where there is one, else by age."""
    name = code.removeprefix("-") or _usual_order(viewer, kind)
    return Order(name, code.startswith("-")) if name else None


def _usual_order(viewer: Viewer, kind: type[Record]) -> str:
    """By name where there is one."""
    names = [code for code, _ in orders(viewer, kind)]
    return "name" if "name" in names else ""


def villages(store: GraphStore, *, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """The villages to choose from: id and name, by name."""
    where = All((gate.scope(viewer), Where("level", Op.IS, "village")))
    found = pages(store, Query("place", where, Order("name"), limit=PAGE))
    return tuple((node.id, refer(node).title) for page in found for node in page.nodes)


def _filter(store: GraphStore, spec: Field, wanted: Asked, viewer: Viewer) -> FilterChoice:
    chosen = wanted.filters.get(spec.name, "")
    options: tuple[tuple[str, str], ...]
    if spec.is_link:
        options = villages(store, viewer=viewer)
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
