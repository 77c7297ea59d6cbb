"""What the clerk's front door shows: how much there is, what is open, what was opened last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.values.stages import IN_PROGRESS
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Order, Query
from xiangxian.store.contract import GraphStore

FEW = 5
_LOOKED_THROUGH = 400


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records of each kind there are, and how many projects are still leads or talks."""

    people: int
    organisations: int
    projects: int
    in_progress: int
    events: int
    introductions: int
    villages: int


def _count(store: GraphStore, kind: str, viewer: Viewer) -> int:
    if not gate.readable(viewer, kind):
        return 0
    return sum(group.count for group in store.count(kind, gate.scope(viewer)))


def counts(store: GraphStore, *, viewer: Viewer) -> Counts:
    """How much the viewer's register holds."""
    stages = store.count("project", gate.scope(viewer), by="stage")
    villages = store.count("place", gate.scope(viewer), by="level")
    return Counts(
        _count(store, "person", viewer),
        _count(store, "organisation", viewer),
        sum(group.count for group in stages),
        sum(group.count for group in stages if group.key in IN_PROGRESS),
        _count(store, "event", viewer),
        _count(store, "introduction", viewer),
        sum(group.count for group in villages if group.key == "village"),
    )


def occasions(store: GraphStore, *, viewer: Viewer) -> list[Reference]:
    """The events a note is most likely about: the latest first."""
    page = store.find(Query("event", gate.scope(viewer), Order("on", descending=True), limit=20))
    return [refer(node) for node in page.nodes]


def recent(store: GraphStore, *, viewer: Viewer) -> list[Reference]:
    """The records that were changed last, each once."""
    ids: dict[str, None] = {}
    for change in store.changes(before=store.revision() + 1, limit=_LOOKED_THROUGH):
        entry = change.after
        if entry is not None and not entry.binned:
            ids[entry.id] = None
    nodes = store.get(list(ids)[:60]).nodes
    shown: Sequence[Reference] = [
        refer(node)
        for node in nodes
        if gate.visible(viewer, node)
        and node.kind in {"person", "organisation", "project", "event"}
    ]
    return list(shown[:FEW])


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """An import whose points nobody looked at yet; they cost nothing when left."""

    batch: Reference
    points: int


def open_reviews(store: GraphStore, *, viewer: Viewer) -> list[OpenBatch]:
    """The latest imports that still have points to look at."""
    if not gate.readable(viewer, "import_batch"):
        return []
    query = Query(
        "import_batch",
        gate.scope(viewer),
        Order("at", descending=True),
        limit=FEW,
    )
    found = []
    for node in store.find(query).nodes:
        if not gate.visible(viewer, node):
            continue
        batch = ImportBatch.parsed(node.values)
        assert isinstance(batch, ImportBatch)  # noqa: S101 - the kind says so
        found.append(OpenBatch(refer(node), len(batch.review)))
    return found
