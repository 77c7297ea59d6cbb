"""Records as people use them: read, list, create, revise, bin, and their history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.duplicates import Distinction
from xiangxian.domain.faults import Invalid as Invalid
from xiangxian.domain.faults import within
from xiangxian.domain.fields import Field
from xiangxian.domain.person_ties import Kinship
from xiangxian.domain.records import Declared, Record, Tie
from xiangxian.domain.roles import Action, Sight
from xiangxian.domain.values.value_types import LINE
from xiangxian.services import gate
from xiangxian.services.drafts import Draft, Loaded, NewName, add_named, loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.store.base import (
    EVERYTHING,
    All,
    ChangeSet,
    Conflict,
    Direction,
    Edge,
    Filter,
    Hop,
    Id,
    Key,
    Node,
    Order,
    Page,
    Query,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record as it is mentioned: enough to name it and to link to it."""

    id: Id
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class ShownTie:
    """One tie of a record seen from that record's side."""

    id: Id
    edge: str
    words: str
    other: Reference
    values: Mapping[str, str]
    rev: int


@dataclass(frozen=True, slots=True)
class Presented:
    """A record as one viewer sees it: texts by field name, links as references.

    *missing* says how many linked records this viewer may not see (受保护). *cut* says that there
    are more links than a page brings.
    """

    id: Id
    kind: str
    rev: int
    title: str
    texts: Mapping[str, str]
    links: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list and where the next one begins (None on the last)."""

    rows: tuple[Presented, ...]
    next: tuple[Key | None, Id] | None
    total: int


Maker = Callable[[Mapping[tuple[str, str], Id]], Record]
"""Makes the record when the ids of the new names are known, by (field, name)."""


Also = Callable[[Draft, Id, Record, Mapping[tuple[str, str], Id]], None]
"""Adds to the draft of a new record what goes with it: its id, itself, the ids of new names."""


class Changed(Exception):
    """Somebody else saved first: *theirs* stands in the store, *mine* was typed, *fields* differ."""

    def __init__(self, theirs: Loaded, mine: Record, fields: Sequence[Field]) -> None:
        self.theirs = theirs
        self.mine = mine
        self.fields = tuple(fields)
        super().__init__(theirs.id)


def read(store: GraphStore, id_: Id, *, viewer: Viewer, kind: str | None = None) -> Loaded:
    """The record *id_* with its links; raises `Missing` also when it is not the viewer's."""
    return read_many(store, [id_], viewer=viewer, kind=kind)[0]


def read_many(
    store: GraphStore, ids: Sequence[Id], *, viewer: Viewer, kind: str | None = None
) -> list[Loaded]:
    """The records *ids*, in that order; raises `Missing` when one of them is."""
    kinds = [schema.KINDS[kind]] if kind else list(schema.KINDS.values())
    hops = {hop for each in kinds for hop in gate.hops(viewer, each)}
    page = store.get(ids, (tuple(sorted(hops, key=lambda hop: hop.edge)),))
    found = {node.id: node for node in page.nodes}
    for id_ in ids:
        node = found.get(id_)
        if node is None or not gate.visible(viewer, node) or (kind and node.kind != kind):
            raise Missing(id_)
    return [loaded(found[id_], links_of(store, found[id_], page)) for id_ in ids]


def links_of(store: GraphStore, node: Node, page: Page) -> Sequence[Edge]:
    """The links of *node*, a record of *page*, which brings no more than a bounded number: where it
    has more, all of them are asked for."""
    if node.id not in page.cut:
        return page.edges
    names = [spec.edge for spec in schema.KINDS[node.kind].fields.values() if spec.is_link]
    near = whole_neighbourhood(store, [node.id], names, direction=Direction.OUT)
    return [edge for edge in near.edges if edge.source == node.id]


def present(
    viewer: Viewer, item: Loaded, others: Mapping[Id, Node], *, cut: bool = False
) -> Presented:
    """*item* as *viewer* sees it; *others* are the records its links lead to."""
    links: dict[str, tuple[Reference, ...]] = {}
    for name, ids in item.record.links().items():
        if gate.sight(viewer, item.record.fields[name]) is not Sight.FULL:
            continue
        known = (others[id_] for id_ in ids if id_ in others)
        if references := tuple(refer(node) for node in known if gate.visible(viewer, node)):
            links[name] = references
    return Presented(
        item.id,
        item.record.kind,
        item.rev,
        title_for(viewer, item.record),
        gate.shown(viewer, item.record),
        links,
        cut,
    )


def title_for(viewer: Viewer, record: Record) -> str:
    """What *record* is called before this viewer; empty where its name is not his to read."""
    spec = record.fields.get(record.caption)
    if spec is not None and gate.sight(viewer, spec) is Sight.NONE:
        return ""
    return record.title()


def refer(node: Node) -> Reference:
    """*node* as it is mentioned elsewhere."""
    record = schema.KINDS[node.kind].parsed(node.values)
    return Reference(node.id, node.kind, record.title() or record.label)


def show(store: GraphStore, id_: Id, *, viewer: Viewer, kind: str | None = None) -> Presented:
    """The record *id_* as *viewer* sees it, its links named; raises `Missing`."""
    kinds = [schema.KINDS[kind]] if kind else list(schema.KINDS.values())
    hops = {hop for each in kinds for hop in gate.hops(viewer, each)}
    page = store.get([id_], (tuple(sorted(hops, key=lambda hop: hop.edge)),))
    if not page.nodes:
        raise Missing(id_)
    node = page.nodes[0]
    if not gate.visible(viewer, node) or (kind and node.kind != kind):
        raise Missing(id_)
    return present(viewer, loaded(node, page.edges), page.others, cut=node.id in page.cut)


def reveal(
    store: GraphStore, id_: Id, reason: str, *, change_id: Id, viewer: Viewer, now: datetime
) -> dict[str, str]:
    """The masked fields of a record in full, for a *reason* that goes into the operation log.

    Raises `Refused`, `Missing`, and `Invalid` without a reason.
    """
    gate.require(viewer, Action.REVEAL)
    item = read(store, id_, viewer=viewer)
    if not reason.strip():
        raise Invalid({"reason": "请写一下为什么要看。"})
    why = within("为什么要看", reason.strip(), LINE, "reason")
    store.apply(ChangeSet(change_id, viewer.account, now, "contact.reveal", (), why, (id_,)))
    return {
        name: spec.type.show(getattr(item.record, name))
        for name, spec in item.record.fields.items()
        if gate.sight(viewer, spec) is Sight.MASKED
        and not spec.type.empty(getattr(item.record, name))
    }


def listing(
    store: GraphStore,
    kind: str,
    *,
    viewer: Viewer,
    where: Filter = EVERYTHING,
    order: Order | None = None,
    after: tuple[Key | None, Id] | None = None,
    limit: int = 50,
) -> Listing:
    """One page of records of *kind*, with the links that its list shows. Raises `Refused`."""
    declared = schema.KINDS[kind]
    if not gate.readable(viewer, kind):
        raise gate.Refused(Action.READ)
    scoped = All((gate.scope(viewer), where))
    hops = tuple(
        Hop(spec.edge)
        for spec in declared.fields.values()
        if spec.is_link and spec.featured and gate.sight(viewer, spec) is Sight.FULL
    )
    page = store.find(Query(kind, scoped, order, after, limit, links=(hops,) if hops else ()))
    total = sum(group.count for group in store.count(kind, scoped))
    rows = tuple(present(viewer, loaded(node, page.edges), page.others) for node in page.nodes)
    return Listing(rows, page.next, total)


def ties(store: GraphStore, id_: Id, *, viewer: Viewer) -> list[ShownTie]:
    """The ties of a record that the viewer may know of, as they read from its side."""
    names = [edge for edge, tie in schema.TIES.items() if gate.sees_tie(viewer, tie)]
    page = store.get([id_], (tuple(Hop(name, Direction.BOTH) for name in names),))
    found = []
    for edge in sorted(page.edges, key=lambda edge: edge.id):
        out = edge.source == id_
        other = page.others.get(edge.target if out else edge.source)
        if edge.name not in schema.TIES or other is None or not gate.visible(viewer, other):
            continue
        tie = schema.TIES[edge.name]
        values = gate.shown(viewer, tie.parsed(edge.values))
        words = tie.forward if out else tie.backward
        found.append(ShownTie(edge.id, edge.name, words, refer(other), values, edge.rev))
    return found


def check(record: Record) -> None:
    """Raise `Invalid` when a required field or link says nothing."""
    faults = record.contradictions()
    for name, spec in record.fields.items():
        value = getattr(record, name)
        if spec.required and (value is None or spec.type.empty(value)):
            faults[name] = f"请填写{spec.label}。"
    if faults:
        raise Invalid(faults)


def create(
    store: GraphStore,
    make: Record | Maker,
    *,
    news: Sequence[NewName] = (),
    apart: Sequence[Id] = (),
    also: Also | None = None,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Id:
    """A new record of the viewer's unit; repeated with the same *change_id* it stays one.

    It is said to differ from those *apart* that the viewer sees: nobody is asked about them again.
    What *also* adds is written in the same change. Raises `Invalid`.
    """
    gate.require(viewer, Action.RECORD)
    draft = Draft(change_id, viewer.unit)
    ids = add_named(draft, news)
    record = make if isinstance(make, Record) else make(ids)
    id_ = add(draft, store, record, viewer=viewer)
    if also is not None:
        also(draft, id_, record, ids)
    for other in store.get(list(dict.fromkeys(apart))).nodes if apart else ():
        if other.kind == record.kind and gate.visible(viewer, other):
            draft.add(Distinction(apart=(id_, other.id), who=viewer.name, at=now))
    store.apply(draft.change_set(viewer, now, f"{record.kind}.create"))
    return id_


def add(draft: Draft, store: GraphStore, record: Record, *, viewer: Viewer) -> Id:
    """Put a new *record* into *draft*; raises `Invalid` where it says too little, or leads to what
    the viewer does not see."""
    check(record)
    _own_links(store, record, viewer, draft)
    return draft.add(record)


def revise(
    store: GraphStore,
    id_: Id,
    rev: int,
    make: Record | Maker,
    *,
    news: Sequence[NewName] = (),
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Change the record *id_*, seen at revision *rev*.

    Raises `Changed` with both versions when somebody saved meanwhile, `Missing`, `Invalid`.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return  # the same form, sent twice
    before = read(store, id_, viewer=viewer)
    draft = Draft(change_id, before.node.unit)
    ids = add_named(draft, news)
    record = make if isinstance(make, Record) else make(ids)
    check(record)
    _own_links(store, record, viewer, draft)
    if before.rev != rev:
        raise Changed(before, record, differing(before.record, record))
    if not draft.revise(before, record):
        return
    try:
        store.apply(draft.change_set(viewer, now, f"{record.kind}.revise"))
    except Conflict as conflict:
        theirs = read(store, id_, viewer=viewer)
        raise Changed(theirs, record, differing(theirs.record, record)) from conflict


def differing(one: Declared, other: Declared) -> list[Field]:
    """The fields in which two versions of a record differ."""
    return [
        spec
        for name, spec in one.fields.items()
        if spec.form and getattr(one, name) != getattr(other, name)
    ]


def tie(
    store: GraphStore,
    value: Tie,
    source: Id,
    target: Id,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Id:
    """A new tie between two records the viewer sees; raises `Invalid` for kinds it cannot join."""
    gate.require(viewer, Action.RECORD)
    ends = read_many(store, [source, target], viewer=viewer)
    kinds = type(value)
    refuse_private_tie(kinds, ends)
    if ends[0].record.kind not in kinds.source or ends[1].record.kind not in kinds.target:
        raise Invalid({"target": f"「{kinds.label}」不能这样连。"})
    if source == target:
        raise Invalid({"target": "不能和自己连。"})
    draft = Draft(change_id, viewer.unit)
    id_ = draft.tie(value, source, target)
    store.apply(draft.change_set(viewer, now, f"{kinds.edge.lower()}.create"))
    return id_


def refuse_private_tie(kind: type[Tie], ends: Sequence[Loaded]) -> None:
    """Raise `Invalid` for a tie of kin of somebody in public office: such ties are not stored."""
    if kind.edge == Kinship.edge and any(
        getattr(end.record, "public_office", False) for end in ends
    ):
        raise Invalid({"other": "在职公职人员的亲属关系不记。"})


def untie(
    store: GraphStore, record_id: Id, tie_id: Id, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """Take away one tie of a record the viewer sees.

    Raises `Missing` for a tie that is not there.
    """
    gate.require(viewer, Action.RECORD)
    read(store, record_id, viewer=viewer)
    edge = next((edge for edge in live_edges(store, [record_id]) if edge.id == tie_id), None)
    if edge is None or edge.name not in schema.TIES or not schema.TIES[edge.name].hand:
        raise Missing(tie_id)
    draft = Draft(change_id, viewer.unit)
    draft.unlink(edge)
    store.apply(draft.change_set(viewer, now, f"{edge.name.lower()}.remove"))


def remove(
    store: GraphStore, id_: Id, rev: int, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """Put a record into the recycle bin, its ties with it, in one change that can be undone.

    Raises `Changed` when somebody saved meanwhile.
    """
    gate.require(viewer, Action.RECORD)
    item = read(store, id_, viewer=viewer)
    if item.rev != rev:
        raise Changed(item, item.record, [])
    draft = Draft(change_id, item.node.unit)
    draft.bin(item.node, live_edges(store, [id_]))
    store.apply(draft.change_set(viewer, now, f"{item.record.kind}.remove"))


def live_edges(store: GraphStore, ids: Sequence[Id]) -> list[Edge]:
    """Every live edge that starts or ends at one of the records and may be written, each once."""
    writable = [name for name, what in schema.edge_names().items() if what != "drawn"]
    wanted = set(ids)
    graph = whole_neighbourhood(store, list(ids), writable)
    return [edge for edge in graph.edges if {edge.source, edge.target} & wanted]


def _own_links(store: GraphStore, record: Record, viewer: Viewer, draft: Draft) -> None:
    """Raise `Invalid` when a link leads to what the viewer cannot see or the field cannot hold."""
    wanted = [id_ for ids in record.links().values() for id_ in ids]
    if not wanted:
        return
    found = {node.id: node for node in store.get(list(dict.fromkeys(wanted))).nodes}
    drafted = (write.after for write in draft.writes)
    found |= {node.id: node for node in drafted if isinstance(node, Node)}
    faults = {}
    for name, ids in record.links().items():
        for id_ in ids:
            node = found.get(id_)
            if node is None or not gate.visible(viewer, node):
                faults[name] = "这一项已经不在册，请重新选。"
            elif node.kind not in record.fields[name].to:
                faults[name] = f"{record.fields[name].label}不能是{schema.KINDS[node.kind].label}。"
    faults = record.at_odds({id_: node.kind for id_, node in found.items()}) | faults
    if faults:
        raise Invalid(faults)
