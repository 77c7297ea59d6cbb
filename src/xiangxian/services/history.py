"""What happened to a record, and taking a change back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from xiangxian.domain import schema
from xiangxian.domain.accounts import Account, Unit
from xiangxian.domain.duplicates import Distinction, Merging
from xiangxian.domain.recognition import RecognitionDecision
from xiangxian.domain.records import Declared
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Reference
from xiangxian.services.returning import with_ties
from xiangxian.services.separating import separate
from xiangxian.store.base import Change, Edge, Entry, GraphStore, Id, Node, Write
from xiangxian.store.history import invert


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after, as texts of the viewer; *restorable* says that the value before
    is the viewer's to put back and not the one that stands now."""

    label: str
    before: str
    after: str
    name: str = ""
    restorable: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One act in a record's history: who, when, what it was, which fields and ties moved."""

    change_id: Id
    seq: int
    at: datetime
    actor: Id
    why: str
    note: str
    fields: tuple[FieldChange, ...]
    ties: tuple[tuple[str, str, Reference | None], ...]
    """(what happened: added, removed or changed; the tie's words; the other record)"""
    created: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: how many entries went back, which records were kept and why they may be."""

    change_id: Id
    taken_back: int
    kept: tuple[Reference, ...]
    without: tuple[Reference, ...] = ()
    """Records in the bin whose ties to what came back stay out."""


NOTES: Mapping[str, Action] = MappingProxyType(
    {
        "attendance.list": Action.READ,
        "introduction.state": Action.READ,
        "history.undo": Action.READ,
        "demo.found": Action.READ,
        "unit.found": Action.ENTER,
        "unit.revise": Action.ENTER,
        "recognition_case.create": Action.RECOGNISE,
        "recognition_decision.create": Action.RECOGNISE,
    }
)
"""What a viewer must be allowed to read the note of an act by a record's history: here are those
that are made of open fields alone. Every other note is for who records (design §4: what is not
declared is denied); the inspector reads them all in the log."""


def of(store: GraphStore, id_: Id, *, viewer: Viewer, limit: int = 200) -> list[Happening]:
    """The history of a record the viewer sees, newest first, without what it may not see.

    An act of which the viewer sees nothing, such as a list that the person was on, is left out.
    """
    now = records.read(store, id_, viewer=viewer).record
    changes = store.changes(of=id_, limit=limit)
    ends = {
        end
        for change in changes
        for entry in (change.before, change.after)
        if isinstance(entry, Edge)
        for end in (entry.source, entry.target)
    } - {id_}
    nodes: dict[Id, Node] = {}
    for binned in (False, True):
        page = store.get(sorted(ends), binned=binned)
        nodes |= {node.id: node for node in page.nodes if gate.visible(viewer, node)}
    by_act: dict[int, list[Change]] = {}
    for change in changes:
        by_act.setdefault(change.entry.seq, []).append(change)
    acts = [_happening(viewer, now, id_, acts[0].entry, acts, nodes) for acts in by_act.values()]
    whole = viewer.may(Action.RECORD)
    seen = [act for act in acts if whole or act.fields or act.ties or act.created or act.removed]
    return sorted(seen, key=lambda act: -act.seq)


def _happening(
    viewer: Viewer,
    stands: Declared,
    id_: Id,
    entry: Entry,
    changes: list[Change],
    nodes: dict[Id, Node],
) -> Happening:
    fields: list[FieldChange] = []
    ties: list[tuple[str, str, Reference | None]] = []
    created = removed = False
    for change in changes:
        if isinstance(change.after, Node) and change.after.id == id_:
            before = change.before if isinstance(change.before, Node) else None
            created |= before is None
            removed |= change.after.binned and not (before and before.binned)
            fields += _field_changes(viewer, stands, before, change.after)
        elif isinstance(change.after, Edge):
            ties += _tie_change(viewer, id_, change, change.after, nodes)
    return Happening(
        entry.id,
        entry.seq,
        entry.at,
        entry.actor,
        entry.why,
        entry.note if viewer.may(NOTES.get(entry.why, Action.RECORD)) else "",
        tuple(fields),
        tuple(ties),
        created,
        removed,
    )


def _field_changes(
    viewer: Viewer, stands: Declared, before: Node | None, after: Node
) -> list[FieldChange]:
    kind = schema.KINDS[after.kind]
    new = kind.parsed(after.values)
    old: Declared | None = kind.parsed(before.values) if before else None
    found = []
    for name, spec in kind.fields.items():
        if spec.is_link:
            continue
        was = gate.seen_text(viewer, spec, getattr(old, name)) if old else ""
        now = gate.seen_text(viewer, spec, getattr(new, name))
        if was != now:
            again = old is not None and getattr(old, name) != getattr(stands, name)
            mine = again and spec.form and gate.sight(viewer, spec) is Sight.FULL
            found.append(FieldChange(spec.label, was, now, name, mine))
    return found


def restore(
    store: GraphStore,
    id_: Id,
    seq: int,
    field: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> bool:
    """Put the value back that *field* had before the act *seq*; gives whether anything changed.

    Everything else stays as it is now. Raises `Missing` when the record, the act or the field is
    not the viewer's, `Invalid` when the record cannot be so any more.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return False
    item = records.read(store, id_, viewer=viewer)
    spec = item.record.fields.get(field)
    own = spec is not None and not spec.is_link and spec.form
    if spec is None or not own or gate.sight(viewer, spec) is not Sight.FULL:
        raise Missing(field)
    before = next(
        (
            change.before
            for change in store.changes(after=seq - 1, of=id_)
            if change.entry.seq == seq
            and isinstance(change.before, Node)
            and change.before.id == id_
        ),
        None,
    )
    if before is None:
        raise Missing(str(seq))
    old = schema.KINDS[before.kind].parsed(before.values)
    record = item.record.model_copy(update={field: getattr(old, field)})
    records.check(record)
    draft = Draft(change_id, item.node.unit)
    if not draft.revise(item, record):
        return False
    store.apply(draft.change_set(viewer, now, f"{record.kind}.revise", note=f"恢复{spec.label}"))
    return True


_DECISIONS = frozenset({Distinction.kind, Merging.kind})
"""Kinds that tell of an act on a record and are no tie of it."""


def _tie_change(
    viewer: Viewer, id_: Id, change: Change, after: Edge, nodes: dict[Id, Node]
) -> list[tuple[str, str, Reference | None]]:
    out = after.source == id_
    other = nodes.get(after.target if out else after.source)
    if other is None or other.kind in _DECISIONS:
        return []
    if not records.title_for(viewer, schema.KINDS[other.kind].parsed(other.values)):
        return []
    tie = schema.TIES.get(after.name)
    if tie is not None:
        if not gate.sees_tie(viewer, tie):
            return []
        words = tie.forward if out else tie.backward
    else:
        source = nodes.get(after.source)
        kind = other.kind if not out else None
        words = _link_label(after.name, kind if source is not None else None)
    if after.binned:
        what = "removed"
    else:
        what = "added" if change.before is None or change.before.binned else "changed"
    return [(what, words, records.refer(other))]


def _link_label(edge: str, kind: str | None) -> str:
    for record in schema.KINDS.values():
        if kind is not None and record.kind != kind:
            continue
        for spec in record.fields.values():
            if spec.is_link and spec.edge == edge:
                return spec.label
    return edge


LASTING = frozenset({ContactExport.kind, Account.kind, Unit.kind, RecognitionDecision.kind})
"""Kinds whose making is never taken back: what left the office has left it, and a decision is only
changed by a newer one."""


def undo(store: GraphStore, undone: Id, *, change_id: Id, viewer: Viewer, now: datetime) -> Undone:
    """Take back everything the ChangeSet *undone* did that nobody changed since.

    What moved on stays as it is and is listed. A record that comes back brings the ties that went
    with it; one that would lead into the bin stays out, and that record is named. A merge is
    taken apart (`services.separating`). Raises `Missing` when the act touched a record that is
    not the viewer's, or never happened; `Invalid` for a merge that cannot be taken apart.
    """
    gate.require(viewer, Action.RECORD)
    changes = store.change_set(undone)
    entry = store.applied(undone)
    if entry is None or not changes:
        raise Missing(undone)
    if entry.why.endswith(".merge"):
        return _separated(store, undone, change_id, viewer, now)
    ids = [change.after.id for change in changes if change.after is not None]
    current = dict(store.states(ids))
    nodes = [now_ for now_ in current.values() if isinstance(now_, Node)]
    if any(node.kind in LASTING or not gate.visible(viewer, node) for node in nodes):
        raise Missing(undone)
    writes, kept = invert(changes, current)
    writes, tied = _without_tied(store, writes, current)
    writes, dead = with_ties(store, writes, current)
    draft = Draft(change_id, viewer.unit, list(writes))
    if writes:
        store.apply(draft.change_set(viewer, now, "history.undo", note=entry.why, undoes=undone))
    stays = [current[id_] for id_ in dict.fromkeys((*kept, *tied)) if id_ in current]
    references = tuple(records.refer(node) for node in stays if isinstance(node, Node))
    without = tuple(records.refer(node) for node in dead if gate.visible(viewer, node))
    return Undone(change_id, len(ids) - len(kept) - len(tied), references, without)


def _separated(
    store: GraphStore, undone: Id, change_id: Id, viewer: Viewer, now: datetime
) -> Undone:
    done = separate(
        store, undone, seen=store.revision(), change_id=change_id, viewer=viewer, now=now
    )
    if done is None:
        return Undone(change_id, 0, ())
    others = (each.other for each in done.kept if each.other is not None)
    return Undone(change_id, len(done.draft.writes), tuple(dict.fromkeys(others)))


def _without_tied(
    store: GraphStore, writes: tuple[Write, ...], current: dict[Id, Node | Edge]
) -> tuple[tuple[Write, ...], tuple[Id, ...]]:
    """Leave out what would tear a record that stays from its ties.

    A record that somebody tied to since cannot go; one that was edited since keeps its own ties,
    and so what they lead to stays as well.
    """
    going = {write.after.id: write for write in writes}
    bins = {id_ for id_, write in going.items() if write.after.binned}
    writable = [name for name, what in schema.edge_names().items() if what != "drawn"]
    nodes = sorted(id_ for id_ in bins if isinstance(going[id_].after, Node))
    moved_on = {id_ for id_, entry in current.items() if isinstance(entry, Node)} - set(going)
    live = store.expand(nodes, writable, depth=1, limit=100_000).edges if nodes else ()
    kept: set[Id] = set()
    while True:
        before = len(kept)
        for edge in live:
            if edge.id in bins - kept and edge.source not in moved_on | kept:
                continue  # it goes with its record
            for end in (edge.source, edge.target):
                if end in bins and end not in kept and isinstance(going[end].after, Node):
                    kept.add(end)
            if edge.id in bins:
                kept.add(edge.id)
        if len(kept) == before:
            break
    left = tuple(write for write in writes if write.after.id not in kept)
    return left, tuple(sorted(kept))
