"""是同一个，合并: one record goes into another with everything that hangs on it.

What a clerk is shown before and what is written afterwards are one plan. Every tie and link of
the record that goes is said again by the one that stays; what would be said twice, what would
join the record to itself and what may not be kept is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.duplicates import COMPARED, Merging
from xiangxian.domain.events import Attendance
from xiangxian.domain.person_ties import Kinship
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.duplicates.field_merge import FieldRow, Take, unite
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid, Reference
from xiangxian.store.base import (
    WRITES,
    Conflict,
    Dangling,
    Edge,
    Hop,
    Id,
    Node,
    Op,
    Query,
    StillTied,
    Subgraph,
    Where,
    Write,
)
from xiangxian.store.contract import GraphStore

NAMED = 5
"""So many records are named with a count."""
_INTO = ((Hop(Merging.fields["into"].edge),),)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the clerk chose: which record stays, whose value by field, whether the name that goes
    is kept as another name."""

    stays: Id
    goes: Id
    takes: Mapping[str, Take] = field(default_factory=dict)
    keep_name: bool = False


@dataclass(frozen=True, slots=True)
class CountedTies:
    """Ties of one sort: how many, and those of the records at their other ends that the viewer
    may see (the first few)."""

    words: str
    count: int
    others: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge does: to the fields (*rows*, *record*) and to the ties.

    *moved* are the new ties, *twice* those dropped because they are said already, *looped* those
    that would join the record to itself, *private* those that may not be kept for somebody in
    public office, *ended* the records that would contradict themselves. *seen* is the store's
    revision the plan was made from.
    """

    stays: Loaded
    goes: Loaded
    record: Record
    rows: tuple[FieldRow, ...]
    moved: tuple[Edge, ...]
    twice: tuple[Edge, ...]
    looped: tuple[Edge, ...]
    private: tuple[Edge, ...]
    ended: tuple[Node, ...]
    nodes: Mapping[Id, Node]
    draft: Draft
    seen: int

    def counted(self, edges: Iterable[Edge], viewer: Viewer) -> tuple[CountedTies, ...]:
        """*edges* of this plan by what they say, with whom as far as *viewer* may know."""
        return counted(edges, self.nodes, frozenset((self.stays.id, self.goes.id)), viewer)


class Overtaken(Exception):
    """Somebody changed one of the two records since the preview: *plan* is how it would be now."""

    def __init__(self, plan: MergePlan) -> None:
        self.plan = plan
        super().__init__(plan.goes.id)


def counted(
    edges: Iterable[Edge], nodes: Mapping[Id, Node], own: frozenset[Id], viewer: Viewer
) -> tuple[CountedTies, ...]:
    """*edges* by what they say; *own* are the records they hang on."""
    sorts: dict[str, list[Edge]] = {}
    for edge in edges:
        tie = schema.TIES.get(edge.name)
        if tie is None or gate.sees_tie(viewer, tie):
            sorts.setdefault(words_for(edge, nodes), []).append(edge)
    found = []
    for words, alike in sorted(sorts.items()):
        ends = (id_ for edge in alike for id_ in (edge.source, edge.target) if id_ not in own)
        others = (nodes[id_] for id_ in dict.fromkeys(ends) if id_ in nodes)
        seen = [records.refer(node) for node in others if gate.visible(viewer, node)]
        found.append(CountedTies(words, len(alike), tuple(seen[:NAMED])))
    return tuple(found)


def words_for(edge: Edge, nodes: Mapping[Id, Node]) -> str:
    """What a tie or a link is called in a count."""
    if edge.name in schema.TIES:
        return schema.TIES[edge.name].label
    source = nodes.get(edge.source)
    kind = schema.KINDS[source.kind] if source else None
    for spec in kind.fields.values() if kind else ():
        if spec.is_link and spec.edge == edge.name:
            return f"{kind.label}·{spec.label}" if kind else spec.label
    return edge.name


def _around(store: GraphStore, ids: list[Id]) -> Subgraph:
    writable = [name for name, what in schema.edge_names().items() if what != "drawn"]
    return store.expand(ids, writable, depth=1, limit=WRITES)


def plan_merge(
    store: GraphStore, wishes: Wishes, *, change_id: Id, viewer: Viewer, now: datetime
) -> MergePlan:
    """What the merge of two records the viewer sees would do.

    Raises `Missing`, and `Invalid` for two that cannot be merged.
    """
    gate.require(viewer, Action.RECORD)
    seen = store.revision()
    pair = frozenset((wishes.stays, wishes.goes))
    found = {node.id: node for node in store.get(sorted(pair)).nodes}
    for id_ in (wishes.stays, wishes.goes):
        if id_ not in found or not gate.visible(viewer, found[id_]):
            raise Missing(id_)
    if len(pair) < 2 or len({node.kind for node in found.values()}) > 1:
        raise Invalid({"goes": "请选两条同类的记录。"})
    if found[wishes.stays].kind not in COMPARED:
        raise Missing(wishes.stays)
    graph = _around(store, sorted(pair))
    if graph.cut:
        raise Invalid({"goes": _TOO_MUCH})
    making = _Making(store, wishes, found, graph, change_id)
    plan = making.plan(viewer, now, seen)
    if len(plan.draft.writes) > WRITES:
        raise Invalid({"goes": _TOO_MUCH})
    return plan


_TOO_MUCH = f"这两条连着的关系太多，一次改不完（最多{WRITES}处），没有合并。"


class _Making:
    """The plan in the making."""

    def __init__(
        self,
        store: GraphStore,
        wishes: Wishes,
        found: Mapping[Id, Node],
        graph: Subgraph,
        change_id: Id,
    ) -> None:
        self.store, self.wishes = store, wishes
        self.pair = frozenset(found)
        self.nodes = {node.id: node for node in graph.nodes} | dict(found)
        self.edges = [edge for edge in graph.edges if {edge.source, edge.target} & self.pair]
        self.stays = loaded(found[wishes.stays], self.edges)
        self.goes = loaded(found[wishes.goes], self.edges)
        self.draft = Draft(
            change_id, self.stays.node.unit, about=[wishes.stays, wishes.goes], stood=True
        )
        self.moved: list[Edge] = []
        self.twice: list[Edge] = []
        self.looped: list[Edge] = []
        self.private: list[Edge] = []

    def plan(self, viewer: Viewer, now: datetime, seen: int) -> MergePlan:
        """The whole of it, as *viewer* at *now*, from the store's revision *seen*."""
        wishes, draft = self.wishes, self.draft
        record, rows = unite(
            self.stays.record,
            self.goes.record,
            ids=self.pair,
            takes=wishes.takes,
            keep_name=wishes.keep_name,
        )
        records.check(record)
        draft.revise(self.stays, record)
        ended = self._ended()
        self._move(record, {edge.id for edge in self._edges_of(ended)})
        draft.add(
            Merging(
                into=wishes.stays, gone=wishes.goes, change=draft.change_id, who=viewer.name, at=now
            )
        )
        for node in ended:
            draft.bin(node, self._edges_of([node]))
        for edge in self.private:
            if edge.id not in {write.after.id for write in draft.writes}:
                draft.unlink(edge)
        draft.bin(self.goes.node, [e for e in self.edges if wishes.goes in (e.source, e.target)])
        return MergePlan(
            self.stays,
            self.goes,
            record,
            rows,
            tuple(self.moved),
            tuple(self.twice),
            tuple(self.looped),
            tuple(self.private),
            ended,
            self.nodes,
            draft,
            seen,
        )

    def _edges_of(self, nodes: Iterable[Node]) -> list[Edge]:
        ids = {node.id for node in nodes}
        return [edge for edge in self.edges if {edge.source, edge.target} & ids]

    def _ended(self) -> tuple[Node, ...]:
        """Records that name both and would contradict themselves, naming one twice: an
        introduction of the one by the other, a note that they are two."""
        named: dict[Id, set[Id]] = {}
        for edge in self.edges:
            if edge.source not in self.pair and edge.name not in schema.TIES:
                named.setdefault(edge.source, set()).add(edge.target)
        suspects = sorted(id_ for id_, targets in named.items() if targets >= self.pair)
        if not suspects:
            return ()
        graph = _around(self.store, suspects)
        known = {edge.id for edge in self.edges}
        near = set(suspects)
        beyond = [e for e in graph.edges if {e.source, e.target} & near and e.id not in known]
        found = []
        for id_ in suspects:
            item = loaded(self.nodes[id_], [*self.edges, *beyond])
            links = {
                name: self._one(item.record, name, ids) for name, ids in item.record.links().items()
            }
            after = item.record.model_copy(update=links)
            if after.contradictions() and not item.record.contradictions():
                found.append(self.nodes[id_])
        ends = {node.id for node in found}
        self.edges += [e for e in beyond if {e.source, e.target} & ends]
        return tuple(found)

    def _one(self, record: Record, name: str, ids: tuple[Id, ...]) -> object:
        left = tuple(dict.fromkeys(self.wishes.stays if i in self.pair else i for i in ids))
        return left if record.fields[name].many else (left[0] if left else None)

    def _move(self, record: Record, ended: set[Id]) -> None:
        """Say every tie of the record that goes again, as far as it is not said yet."""
        stays, goes = self.wishes.stays, self.wishes.goes
        own = {edge.id for edge in self.goes.edges}
        open_ = not getattr(record, "public_office", False)
        standing: dict[tuple[str, Id, Id], list[Edge]] = {}
        for edge in self.edges:
            ends = {edge.source, edge.target}
            if ends == self.pair:
                self.looped.append(edge)
            elif edge.name == Kinship.edge and not open_ and ends & self.pair:
                self.private.append(edge)
            elif goes not in ends and edge.id not in ended:
                key = (edge.name, edge.source, edge.target)
                standing.setdefault(key, []).append(edge)
        skipped = ended | own | {edge.id for edge in (*self.looped, *self.private)}
        for edge in self.edges:
            if goes not in (edge.source, edge.target) or edge.id in skipped:
                continue
            source, target = (stays if id_ == goes else id_ for id_ in (edge.source, edge.target))
            there = standing.setdefault((edge.name, source, target), [])
            if any(each.values == edge.values for each in there) or self._attended(edge, there):
                self.twice.append(edge)
                continue
            new = self.draft.move(edge, source, target)
            self.moved.append(new)
            there.append(new)

    def _attended(self, edge: Edge, there: list[Edge]) -> bool:
        """Nobody comes to one event twice: what only the second line says is put to the first."""
        if edge.name != Attendance.edge or not there:
            return False
        first = there[0]
        one, other = Attendance.parsed(first.values), Attendance.parsed(edge.values)
        gaps = {
            name: getattr(other, name)
            for name, spec in one.fields.items()
            if spec.type.empty(getattr(one, name)) or getattr(one, name) is None
        }
        filled = one.model_copy(update=gaps)
        if filled.values() != first.values:
            self._rewrite(first, filled)
        return True

    def _rewrite(self, edge: Edge, tie: Attendance) -> None:
        """Give a tie other values, also one that this draft makes."""
        for place, write in enumerate(self.draft.writes):
            if write.after.id == edge.id:
                rev = write.after.rev
                after = Edge(edge.id, edge.name, edge.source, edge.target, rev, tie.values())
                self.draft.writes[place] = Write(write.before_rev, after)
                return
        self.draft.retie(edge, tie)


def merge(
    store: GraphStore, wishes: Wishes, *, seen: int, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """Merge as the preview of revision *seen* showed; repeated with the same *change_id* it is one
    merge.

    Raises `Overtaken` when either record or its ties changed since, `Missing`, `Invalid`.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    plan = plan_merge(store, wishes, change_id=change_id, viewer=viewer, now=now)
    if changed_since(store, (wishes.stays, wishes.goes), seen):
        raise Overtaken(plan)
    try:
        store.apply(plan.draft.change_set(viewer, now, f"{plan.record.kind}.merge"))
    except (Conflict, Dangling, StillTied) as fault:
        again = plan_merge(store, wishes, change_id=change_id, viewer=viewer, now=now)
        raise Overtaken(again) from fault


def changed_since(store: GraphStore, ids: Iterable[Id], seen: int) -> bool:
    """Whether a record or one of its ties changed after the revision *seen*."""
    return any(store.changes(after=seen, of=id_, limit=1) for id_ in ids)


def merged_into(store: GraphStore, id_: Id, *, viewer: Viewer) -> tuple[Reference, Id] | None:
    """What a record that is no more became, and the ChangeSet of that merge; None where it was not
    merged, or either is not the viewer's to see."""
    page = store.find(Query(Merging.kind, Where("gone", Op.IS, id_), links=_INTO, limit=1))
    gone = store.get([id_], binned=True).nodes
    if not page.nodes or not gone or not gone[0].binned or not gate.visible(viewer, gone[0]):
        return None
    record = loaded(page.nodes[0], page.edges).record
    assert isinstance(record, Merging)  # noqa: S101 - the kind says so
    node = page.others.get(record.into or "")
    if node is None or not gate.visible(viewer, node):
        return None
    return records.refer(node), record.change
