"""移出的记录: what was moved out of the register, and putting it back with its ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.access import accounts
from xiangxian.services.acts.restoring import with_ties
from xiangxian.services.drafts import Draft
from xiangxian.services.duplicates.merging import merged_into
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Reference
from xiangxian.services.registers.session import import_restoring
from xiangxian.services.registers.session.import_restoring import TakenBack
from xiangxian.store.base import Edge, Id, Key, Node, Page, Query
from xiangxian.store.contract import GraphStore

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

_PAGES = 25
"""So many pages are read on past what went with imports."""
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
class GoneImport:
    """An import that was taken back, as one line, and what of the page's kind went with it."""

    taken: TakenBack
    rows: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class BinPage:
    """One page of what lies in the bin, what was moved out last first; *next* begins the following
    page. Pages follow the age of the records, so only one of at most `ROWS` is in order as a whole.

    What went with an import that was taken back stands under that *imports* line alone.
    """

    rows: tuple[Gone, ...]
    next: tuple[Key | None, Id] | None
    imports: tuple[GoneImport, ...] = ()


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
) -> BinPage:
    """The records of *kind* that were moved out of the viewer's unit; raises `Missing` for a kind
    that is not put back from here."""
    gate.require(viewer, Action.RECORD)
    if kind not in KINDS:
        raise Missing(kind)
    imports = {each.act: each for each in import_restoring.taken_back(store, viewer=viewer)}
    rows: list[tuple[int, Gone]] = []
    along: dict[Id, list[Gone]] = {}
    for _ in range(_PAGES if imports else 1):
        page = store.find(Query(kind, gate.scope(viewer), after=after, limit=ROWS, binned=True))
        for seq, act, gone in _gone(store, page):
            if act in imports:
                along.setdefault(act, []).append(gone)
            else:
                rows.append((seq, gone))
        after = page.next
        if after is None or len(rows) >= ROWS // 2:
            break
    rows.sort(key=lambda row: -row[0])
    lines = (GoneImport(imports[act], tuple(gone)) for act, gone in along.items())
    return BinPage(
        tuple(row for _, row in rows),
        after,
        tuple(sorted(lines, key=lambda each: each.taken.id, reverse=True)),
    )


def _gone(store: GraphStore, page: Page) -> Iterator[tuple[int, Id | None, Gone]]:
    """The records of *page* with the number of the act by which they went, and which act that took
    back."""
    last = store.last_changes([node.id for node in page.nodes])
    who = accounts.names(store, [change.entry.actor for change in last.values()])
    for node in page.nodes:
        change = last.get(node.id)
        if change is None:
            yield 0, None, Gone(records.refer(node))
        else:
            entry = change.entry
            gone = Gone(records.refer(node), entry.at, who.get(entry.actor, ""), entry.why)
            yield entry.seq, entry.undoes, gone


def put_back(
    store: GraphStore, id_: Id, *, change_id: Id, viewer: Viewer, now: datetime
) -> PutBack:
    """Put a record back as it was when it was moved out, with the ties that went with it.

    A tie to a record that lies in the bin itself stays there; that record is named. Raises
    `Missing` for what is not in the viewer's bin, and for what was merged: that is taken apart
    again (`services.duplicates.unmerging`).
    """
    gate.require(viewer, Action.RECORD)
    page = store.get([id_], binned=True)
    node = page.nodes[0] if page.nodes else None
    if node is None or node.kind not in KINDS or not gate.visible(viewer, node):
        raise Missing(id_)
    if merged_into(store, id_, viewer=viewer) is not None:
        raise Missing(id_)
    draft = Draft(change_id, node.unit, stood=True)
    draft.unbin(node)
    writes, dead, held = with_ties(store, draft.writes, {id_: node})
    draft.writes = list(writes)
    naming = store.states(sorted({edge.source for edge in held}))
    store.apply(draft.change_set(viewer, now, f"{node.kind}.put_back"))
    return PutBack(
        records.refer(node),
        sum(isinstance(write.after, Edge) for write in writes),
        _seen(dead, viewer),
        _seen(naming.values(), viewer),
    )


def _seen(entries: Iterable[Node | Edge], viewer: Viewer) -> tuple[Reference, ...]:
    nodes = (each for each in entries if isinstance(each, Node) and gate.visible(viewer, each))
    return tuple(records.refer(node) for node in nodes)
