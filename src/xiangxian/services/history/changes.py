"""What happened to a record, and taking a change back."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from xiangxian.domain import schema
from xiangxian.domain.duplicates import Distinction, Merging
from xiangxian.domain.records import Declared
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate, records
from xiangxian.services.acts.undoing import KeptByUndo, Undone, plan_undo, take_back, whole_act
from xiangxian.services.drafts import Draft, new_id
from xiangxian.services.duplicates.unmerging import separate
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Reference
from xiangxian.store.base import Change, Edge, Entry, Id, Node
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_changes, newest_acts


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


CHUNK = 200
"""About so many changes of a record come with one page of its history."""
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


@dataclass(frozen=True, slots=True)
class Past:
    """Some of a record's history, newest first; *before* leads to the acts before them, None where
    there are none."""

    acts: tuple[Happening, ...]
    before: int | None


def of(
    store: GraphStore, id_: Id, *, viewer: Viewer, before: int | None = None, chunk: int = CHUNK
) -> Past:
    """The history of a record the viewer sees before the act numbered *before* (None: up to now),
    newest first, without what it may not see; whole acts with about *chunk* changes.

    An act of which the viewer sees nothing, such as a list that the person was on, is left out.
    """
    now = records.read(store, id_, viewer=viewer).record
    changes, earlier = newest_acts(store, before=before, of=id_, chunk=chunk)
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
    return Past(tuple(sorted(seen, key=lambda act: -act.seq)), earlier)


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
            for change in itertools.takewhile(
                lambda change: change.entry.seq == seq, all_changes(store, after=seq - 1, of=id_)
            )
            if isinstance(change.before, Node) and change.before.id == id_
        ),
        None,
    )
    if before is None:
        raise Missing(str(seq))
    old = schema.KINDS[before.kind].parsed(before.values)
    record = item.record.model_copy(update={field: getattr(old, field)})
    records.check(record)
    draft = Draft(change_id, item.node.unit, stood=True)
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
        words = schema.link_label(after.name, kind if source is not None else None)
    if after.binned:
        what = "removed"
    else:
        what = "added" if change.before is None or change.before.binned else "changed"
    return [(what, words, records.refer(other))]


def undo(store: GraphStore, undone: Id, *, change_id: Id, viewer: Viewer, now: datetime) -> Undone:
    """Take back everything the ChangeSet *undone* did that nobody changed since; of an
    import, all of it.

    What moved on stays as it is and is listed, with the ties that are part of it; what was changed
    and changed back did not move on (`store.inversion` has the rule). A record that comes back
    brings the ties that went with it; one that would lead into the bin stays out, and that record
    is named. A merge is taken apart (`services.duplicates.unmerging`). Raises `Missing` when the act touched
    a record that is not the viewer's, or never happened; `Invalid` for a merge that cannot be taken
    apart, and when others keep changing the same records.
    """
    gate.require(viewer, Action.RECORD)
    entry = store.applied(undone)
    if entry is None or not entry.writes:
        raise Missing(undone)
    if entry.why.endswith(".merge"):
        return _separated(store, undone, change_id, viewer, now)
    acts, tells = whole_act(store, entry)
    done = store.applied(change_id)
    if done is not None:  # the same press, sent twice
        plan = plan_undo(store, acts, viewer=viewer, whatever=tells)
        if not plan.writes:
            return Undone(change_id, done.writes, plan.kept, plan.without)
        change_id = new_id(now)  # it was broken off in the middle
    return take_back(
        store,
        acts,
        change_id=change_id,
        viewer=viewer,
        now=now,
        note=entry.why,
        whatever=tells,
    )


def _separated(
    store: GraphStore, undone: Id, change_id: Id, viewer: Viewer, now: datetime
) -> Undone:
    done = separate(
        store, undone, seen=store.revision(), change_id=change_id, viewer=viewer, now=now
    )
    if done is None:
        return Undone(change_id, 0, ())
    kept = []
    for each in done.kept:
        words = f"{each.what} {each.other.title}" if each.other else each.what
        id_, kind = (each.other.id, each.other.kind) if each.other else ("", "")
        kept.append(KeptByUndo(id_, kind, f"{words}（{each.why}）"))
    return Undone(change_id, len(done.draft.writes), tuple(dict.fromkeys(kept)))
