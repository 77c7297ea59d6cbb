"""分开: a merge is taken back, as far as nothing that happened since contradicts it.

Both records and their ties become as they were. What somebody changed since stays changed, at
the record that stayed, and is told before anything happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.duplicates import Merging
from xiangxian.domain.events import Attendance
from xiangxian.domain.person_ties import Kinship
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, loaded
from xiangxian.services.duplicates.field_merge import taken_back
from xiangxian.services.duplicates.merging import CountedTies, changed_since, counted, words_for
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid, Reference
from xiangxian.store.base import (
    Change,
    Conflict,
    Dangling,
    Edge,
    Hop,
    Id,
    Key,
    Node,
    Query,
    StillTied,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_changes, whole_neighbourhood

_INTO = ((Hop(Merging.fields["into"].edge),),)


@dataclass(frozen=True, slots=True)
class KeptByUnmerge:
    """Something that was changed since and stays as it is: what it is, why, and the record at its
    other end, where the viewer may see it."""

    what: str
    why: str
    other: Reference | None = None


@dataclass(frozen=True, slots=True)
class Separation:
    """What taking a merge back does: how many ties go back, by sort; what stays as it is because
    it was changed since; what was added since and stays with the record that stayed."""

    stays: Reference
    goes: Reference
    fields: tuple[str, ...]
    back: tuple[CountedTies, ...]
    kept: tuple[KeptByUnmerge, ...]
    since: tuple[CountedTies, ...]
    draft: Draft
    seen: int
    act: Id


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge in the list of merges done: its ChangeSet, what became what, who, when."""

    act: Id
    into: Reference | None
    gone: Reference | None
    who: str
    at: datetime | None


def merges(
    store: GraphStore, *, viewer: Viewer, after: tuple[Key | None, Id] | None = None
) -> tuple[list[Merged], tuple[Key | None, Id] | None]:
    """A page of the merges that stand, and where the next page begins."""
    gate.require(viewer, Action.RECORD)
    page = store.find(Query(Merging.kind, gate.scope(viewer), after=after, limit=50, links=_INTO))
    items = [loaded(node, page.edges) for node in page.nodes]
    told = [item.record for item in items if isinstance(item.record, Merging)]
    gone = {
        node.id: node
        for node in store.get([record.gone for record in told], binned=True).nodes
        if gate.visible(viewer, node)
    }
    found = []
    for record in told:
        into = page.others.get(record.into or "")
        found.append(
            Merged(
                record.change,
                records.refer(into) if into and gate.visible(viewer, into) else None,
                records.refer(gone[record.gone]) if record.gone in gone else None,
                record.who or "",
                record.at,
            )
        )
    return found, page.next


def plan_separation(store: GraphStore, act: Id, *, change_id: Id, viewer: Viewer) -> Separation:
    """What taking back the merge of the ChangeSet *act* would do.

    Raises `Missing`, and `Invalid` where the record that stayed is no more or the other is there
    already.
    """
    gate.require(viewer, Action.RECORD)
    seen = store.revision()
    entry = store.applied(act)
    changes = store.change_set(act)
    if entry is None or not entry.why.endswith(".merge") or len(entry.about) != 2 or not changes:
        raise Missing(act)
    stays, goes = entry.about
    ends = {
        end
        for change in changes
        if isinstance(change.after, Edge)
        for end in (change.after.source, change.after.target)
    }
    ids = {change.after.id for change in changes if change.after} | ends | {stays, goes}
    now = store.states(sorted(ids))
    one, other = now.get(stays), now.get(goes)
    if not (isinstance(one, Node) and isinstance(other, Node)):
        raise Missing(act)
    if not (gate.visible(viewer, one) and gate.visible(viewer, other)):
        raise Missing(act)
    names = records.refer(one), records.refer(other)
    if not other.binned:
        raise Invalid({"act": f"「{names[1].title}」已经分开了。"})
    if one.binned:
        raise Invalid({"act": f"「{names[0].title}」后来又合并或移出了，请先把那一步撤回。"})
    since = [
        change.after.id
        for change in all_changes(store, after=entry.seq, of=stays)
        if isinstance(change.after, Edge) and change.before is None
    ]
    making = _Taking(store, changes, now, names, Draft(change_id, one.unit, stood=True))
    making.draft.about = [stays, goes]
    return making.plan(viewer, act, seen, since)


def _said(edge: Edge, source: Id, target: Id) -> tuple[str, Id, Id, str]:
    """What a tie says between *source* and *target*; who was at an event is one thing, however."""
    return edge.name, source, target, "" if edge.name == Attendance.edge else edge.values


class _Taking:
    """The taking back in the making; *now* is how everything it touches stands."""

    def __init__(
        self,
        store: GraphStore,
        changes: list[Change],
        now: Mapping[Id, Node | Edge],
        names: tuple[Reference, Reference],
        draft: Draft,
    ) -> None:
        self.changes, self.now, self.names, self.draft = changes, dict(now), names, draft
        self.stays, self.goes = names[0].id, names[1].id
        writable = [name for name, what in schema.edge_names().items() if what != "drawn"]
        graph = whole_neighbourhood(store, [self.stays], writable)
        self.live = [edge for edge in graph.edges if self.stays in (edge.source, edge.target)]
        node = self.now[self.stays]
        assert isinstance(node, Node)  # noqa: S101 - checked by whoever plans
        self.item = loaded(node, self.live)
        self.links = {
            spec.edge: spec.name for spec in self.item.record.fields.values() if spec.is_link
        }
        self.nodes = {node.id: node for node in graph.nodes} | {
            id_: entry for id_, entry in self.now.items() if isinstance(entry, Node)
        }
        self.fields: list[str] = []
        self.kept: list[KeptByUnmerge] = []
        self.back: list[Edge] = []
        self.taken_away: list[tuple[Edge, Edge | None]] | None = None

    # --- what stands ---

    def _stands(self, after: Node | Edge) -> bool:
        """Whether what the merge left there is still so."""
        entry = self.now.get(after.id)
        return entry is not None and entry.values == after.values and entry.binned == after.binned

    def _own_link(self, edge: Edge) -> bool:
        return edge.source == self.stays and edge.name in self.links

    def _alive(self, id_: Id, returning: Iterable[Id]) -> bool:
        entry = self.now.get(id_)
        return id_ in returning or (isinstance(entry, Node) and not entry.binned)

    # --- the plan ---

    def plan(self, viewer: Viewer, act: Id, seen: int, since: list[Id]) -> Separation:
        """The whole of it; *since* are the ties made after the merge *act*."""
        ended = [
            change.after
            for change in self.changes
            if isinstance(change.after, Node)
            and change.after.binned
            and change.after.id != self.goes
        ]
        returning = {self.goes} | {node.id for node in ended if self._stands(node)}
        returning -= self._without_ends(returning)
        record = self._record_before(returning)
        self.draft.revise(self.item, record)
        for id_ in sorted(returning):
            node = self.now[id_]
            if isinstance(node, Node):
                self.draft.unbin(node)
        for node in ended:
            if node.id not in returning:
                self._keep(node, "另一头已经移出，没有恢复")
        self._ties(record, returning)
        own = frozenset((self.stays, self.goes))
        new = [edge for edge in self.live if edge.id in set(since)]
        return Separation(
            *self.names,
            tuple(self.fields),
            counted(self.back, self.nodes, own, viewer),
            tuple(self._told(self.kept, viewer)),
            counted(new, self.nodes, own, viewer),
            self.draft,
            seen,
            act,
        )

    def _without_ends(self, returning: set[Id]) -> set[Id]:
        """Records that ended with the merge and cannot return, because what they name is gone."""
        return {
            edge.source
            for edge, _ in self._taken_away()
            if edge.source in returning - {self.goes}
            and edge.name not in schema.TIES
            and not self._alive(edge.target, returning)
        }

    def _taken_away(self) -> list[tuple[Edge, Edge | None]]:
        """The ties that the merge took away, each with the one that says the same since; the links
        of the record that stays aside."""
        if self.taken_away is not None:
            return self.taken_away
        made: dict[tuple[str, Id, Id, str], list[Edge]] = {}
        for change in self.changes:
            edge = change.after
            if isinstance(edge, Edge) and change.before is None and not self._own_link(edge):
                made.setdefault(_said(edge, edge.source, edge.target), []).append(edge)
        found: list[tuple[Edge, Edge | None]] = []
        for change in self.changes:
            before, after = change.before, change.after
            if not isinstance(before, Edge) or not isinstance(after, Edge) or not after.binned:
                continue
            if self._own_link(after):
                continue
            source, target = (
                self.stays if end == self.goes else end for end in (after.source, after.target)
            )
            moved = self.goes in (after.source, after.target)
            same = made.get(_said(after, source, target)) if moved else None
            found.append((after, same.pop(0) if same else None))
        self.taken_away = found
        return found

    def _record_before(self, returning: set[Id]) -> Record:
        """The record that stayed as it was before, but for what was changed since."""
        content: dict[str, object] = {}
        node = next(
            (c for c in self.changes if isinstance(c.after, Node) and c.after.id == self.stays),
            None,
        )
        record = self.item.record
        if node is not None and isinstance(node.before, Node) and isinstance(node.after, Node):
            kind = schema.KINDS[node.after.kind]
            before, merged = kind.parsed(node.before.values), kind.parsed(node.after.values)
            for name, spec in record.fields.items():
                if spec.is_link:
                    continue
                was, became, stands = (getattr(each, name) for each in (before, merged, record))
                content[name], stuck = taken_back(spec, was, became, stands)
                self._told_field(spec.label, stuck, was != became)
        for name, (dropped, made) in self._own_changes().items():
            spec = record.fields[name]
            ids = record.links()[name]
            old = [id_ for id_ in dropped if self._alive(id_, returning)]
            if spec.many:
                left = tuple(id_ for id_ in ids if id_ not in made)
                content[name] = (*left, *(id_ for id_ in old if id_ not in left))
                self._told_field(spec.label, False, True)
                continue
            stuck = ids != tuple(made)
            content[name] = (ids[0] if ids else None) if stuck else (old[0] if old else None)
            self._told_field(spec.label, stuck, True)
        return record.model_copy(update=content)

    def _told_field(self, label: str, stuck: bool, changed: bool) -> None:
        if stuck:
            self.kept.append(KeptByUnmerge(label, "合并后改过，照现在的留着"))
        elif changed:
            self.fields.append(label)

    def _own_changes(self) -> dict[str, tuple[list[Id], list[Id]]]:
        """What the merge did to the links of the record that stays: dropped and made, by field."""
        found: dict[str, tuple[list[Id], list[Id]]] = {}
        for change in self.changes:
            edge = change.after
            if isinstance(edge, Edge) and self._own_link(edge):
                dropped, made = found.setdefault(self.links[edge.name], ([], []))
                (made if change.before is None else dropped).append(edge.target)
        return found

    def _ties(self, record: Record, returning: set[Id]) -> None:
        pairs = self._taken_away()
        for old, new in pairs:
            if new is not None and not self._stands(new):
                entry = self.now.get(new.id)
                gone = entry is None or entry.binned
                self._keep(old, "合并后去掉了" if gone else "合并后改过，照现在的留着")
            elif not all(self._alive(end, returning) for end in (old.source, old.target)):
                self._keep(old, "另一头已经移出，没有恢复")
            elif self._private(old, record):
                self._keep(old, "在职公职人员的亲属关系不记")
            elif self._stands(old):
                if new is not None:
                    self._write(new, binned=True)
                self._write(old, binned=False)
                self.back.append(old)
        paired = {new.id for _, new in pairs if new is not None}
        for change in self.changes:
            self._rest(change, paired)

    def _rest(self, change: Change, paired: set[Id]) -> None:
        """What the merge made beside, and the ties it only rewrote."""
        before, after = change.before, change.after
        if isinstance(after, Node) and before is None:
            entry = self.now[after.id]
            if isinstance(entry, Node) and not entry.binned:
                self.draft.bin(entry, [])
        elif isinstance(after, Edge) and before is None:
            if (
                after.id not in paired
                and not self._own_link(after)
                and not self.now[after.id].binned
            ):
                self._write(after, binned=True)
        elif isinstance(after, Edge) and isinstance(before, Edge) and not after.binned:
            if self._stands(after):
                stands = self.now[after.id]
                assert isinstance(stands, Edge)  # noqa: S101 - what a tie's id stands for
                write = replace(stands, rev=stands.rev + 1, values=before.values)
                self.draft.writes.append(Write(stands.rev, write))
            else:
                self._keep(after, "合并后改过，照现在的留着")

    def _private(self, edge: Edge, record: Record) -> bool:
        ends = {edge.source, edge.target}
        return (
            edge.name == Kinship.edge
            and self.stays in ends
            and bool(getattr(record, "public_office", False))
        )

    def _write(self, edge: Edge, *, binned: bool) -> None:
        stands = self.now[edge.id]
        assert isinstance(stands, Edge)  # noqa: S101 - what a tie's id stands for
        after = replace(stands, rev=stands.rev + 1, binned=binned)
        self.draft.writes.append(Write(stands.rev, after))

    def _keep(self, what: Node | Edge, why: str) -> None:
        if isinstance(what, Node):
            self.kept.append(KeptByUnmerge(schema.KINDS[what.kind].label, why))
            return
        own = frozenset((self.stays, self.goes))
        ends = [id_ for id_ in (what.source, what.target) if id_ not in own]
        node = self.nodes.get(ends[0]) if ends else None
        other = records.refer(node) if node else None
        self.kept.append(KeptByUnmerge(words_for(what, self.nodes), why, other))

    def _told(self, kept: Iterable[KeptByUnmerge], viewer: Viewer) -> Iterable[KeptByUnmerge]:
        for each in kept:
            node = self.nodes.get(each.other.id) if each.other else None
            seen = node is not None and gate.visible(viewer, node)
            yield each if seen else replace(each, other=None)


def separate(
    store: GraphStore, act: Id, *, seen: int, change_id: Id, viewer: Viewer, now: datetime
) -> Separation | None:
    """Take the merge *act* back as the preview of revision *seen* showed; None when this was done
    already.

    Raises `Conflict` when either record or its ties changed since, `Missing`, `Invalid`.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return None
    plan = plan_separation(store, act, change_id=change_id, viewer=viewer)
    if changed_since(store, (plan.stays.id, plan.goes.id), seen):
        raise Conflict((plan.stays.id, plan.goes.id))
    why = f"{plan.stays.kind}.separate"
    try:
        store.apply(plan.draft.change_set(viewer, now, why, undoes=act))
    except (Dangling, StillTied) as fault:
        raise Conflict(fault.ids) from fault
    return plan
