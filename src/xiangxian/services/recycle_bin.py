"""移出的记录: what was moved out of the register, and putting it back with its ties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from xiangxian.domain.roles import Action
from xiangxian.services import accounts, gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.merging import merged_into
from xiangxian.services.records import Reference
from xiangxian.services.returning import went_with
from xiangxian.store.base import Edge, GraphStore, Id, Key, Node, Query, Write

KINDS = (
    "person",
    "organisation",
    "project",
    "event",
    "introduction",
    "note",
    "task",
    "place",
    "saved_list",
    "saved_view",
)
"""Kinds of records that are put back from here, each for itself."""

ROWS = 200
"""How many records a page of the bin shows."""


@dataclass(frozen=True, slots=True)
class Gone:
    """One record in the bin: when it was moved out (UTC), by whom, by which act; None and empty
    where the history does not say any more."""

    record: Reference
    at: datetime | None = None
    who: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class MovedOut:
    """One page of what lies in the bin, what was moved out last first; *next* begins the following
    page. Pages follow the age of the records, so only one of at most `ROWS` is in order as a whole."""

    rows: tuple[Gone, ...]
    next: tuple[Key | None, Id] | None


@dataclass(frozen=True, slots=True)
class PutBack:
    """What came back: how many ties with it, the records whose ties stay out because they lie in
    the bin themselves, and those that name another record since and go on naming that."""

    record: Reference
    ties: int
    without: tuple[Reference, ...]
    otherwise: tuple[Reference, ...] = ()


def moved_out(
    store: GraphStore,
    kind: str,
    *,
    viewer: Viewer,
    after: tuple[Key | None, Id] | None = None,
) -> MovedOut:
    """The records of *kind* that were moved out of the viewer's unit; raises `Missing` for a kind
    that is not put back from here."""
    gate.require(viewer, Action.RECORD)
    if kind not in KINDS:
        raise Missing(kind)
    page = store.find(Query(kind, gate.scope(viewer), after=after, limit=ROWS, binned=True))
    last = store.last_changes([node.id for node in page.nodes])
    who = accounts.names(store, [change.entry.actor for change in last.values()])
    rows = []
    for node in page.nodes:
        change = last.get(node.id)
        if change is None:
            rows.append((0, Gone(records.refer(node))))
        else:
            entry = change.entry
            name = who.get(entry.actor, "")
            rows.append((entry.seq, Gone(records.refer(node), entry.at, name, entry.why)))
    rows.sort(key=lambda row: -row[0])
    return MovedOut(tuple(row for _, row in rows), page.next)


def put_back(
    store: GraphStore, id_: Id, *, change_id: Id, viewer: Viewer, now: datetime
) -> PutBack:
    """Put a record back as it was when it was moved out, with the ties that went with it.

    A tie to a record that lies in the bin itself stays there; that record is named. Raises
    `Missing` for what is not in the viewer's bin, and for what was merged: that is taken apart
    again (`services.separating`).
    """
    gate.require(viewer, Action.RECORD)
    page = store.get([id_], binned=True)
    node = page.nodes[0] if page.nodes else None
    if node is None or node.kind not in KINDS or not gate.visible(viewer, node):
        raise Missing(id_)
    if merged_into(store, id_, viewer=viewer) is not None:
        raise Missing(id_)
    went = went_with(store, [id_])
    states = store.states(
        [each for edge in went.ties for each in (edge.id, edge.source, edge.target)]
        + [id_, *(edge.source for edge in went.instead.values())]
    )
    named = (states.get(edge.source) for edge in went.instead.values())
    otherwise = {
        other.id: records.refer(other)
        for other in named
        if isinstance(other, Node) and gate.visible(viewer, other)
    }
    draft = Draft(change_id, node.unit, stood=True)
    draft.unbin(node)
    without: dict[Id, Reference] = {}
    ties = 0
    for edge in went.ties:
        stands = states.get(edge.id)
        if not isinstance(stands, Edge) or not stands.binned:
            continue
        other = states.get(edge.target if edge.source == id_ else edge.source)
        if not isinstance(other, Node) or other.binned:
            if isinstance(other, Node) and gate.visible(viewer, other):
                without[other.id] = records.refer(other)
            continue
        draft.writes.append(Write(stands.rev, replace(stands, rev=stands.rev + 1, binned=False)))
        ties += 1
    store.apply(draft.change_set(viewer, now, f"{node.kind}.put_back"))
    return PutBack(records.refer(node), ties, tuple(without.values()), tuple(otherwise.values()))
