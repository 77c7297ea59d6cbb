"""The points an import left open, grouped by kind; leaving them costs nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xiangxian.domain.projects import Project
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.roles import Action
from xiangxian.domain.schema import TIES
from xiangxian.domain.suggestions import Suggestion
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.services.registers.importing.attendance_rows import AMBIGUOUS
from xiangxian.services.registers.importing.project_rows import introduce
from xiangxian.services.search import told_apart
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

CHOOSING = frozenset(("REFERRER_AMBIGUOUS_NAME", "NATIVE_AMBIGUOUS_NAME", AMBIGUOUS))
"""Kinds of points that are answered by choosing a person for each."""


@dataclass(frozen=True, slots=True)
class Open:
    """One point: where it stands, what was written, which record it is about, who it may be."""

    key: str
    place: str
    raw: str
    title: str
    record: Reference | None
    candidates: tuple[Reference, ...] = ()
    lines: Mapping[Id, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PointGroup:
    """All points of one kind, with what was done about them."""

    code: str
    label: str
    sentence: str
    items: tuple[Open, ...]

    @property
    def choosing(self) -> bool:
        """Whether each point asks for a person."""
        return self.code in CHOOSING


def _batch(store: GraphStore, batch_id: Id, viewer: Viewer) -> tuple[Loaded, ImportBatch]:
    item = records.read(store, batch_id, viewer=viewer, kind=ImportBatch.kind)
    assert isinstance(item.record, ImportBatch)  # noqa: S101 - the kind says so
    return item, item.record


def groups(store: GraphStore, batch_id: Id, *, viewer: Viewer) -> list[PointGroup]:
    """The open points of a batch, by kind, the fewest first."""
    _, batch = _batch(store, batch_id, viewer)
    points = {key: json.loads(text) for key, text in batch.review.items()}
    ids = {point["record"] for point in points.values()}
    ids |= {each for point in points.values() for each in point.get("candidates", ())}
    nodes = {node.id: node for node in store.get(sorted(ids)).nodes if gate.visible(viewer, node)}
    meant = {id_ for point in points.values() for id_ in point.get("candidates", ())}
    lines = told_apart(store, sorted(meant), viewer=viewer)
    found: dict[str, list[Open]] = {}
    for key, point in points.items():
        candidates = (nodes[id_] for id_ in point.get("candidates", ()) if id_ in nodes)
        record = nodes.get(point["record"])
        found.setdefault(point["code"], []).append(
            Open(
                key,
                point["place"],
                point["raw"],
                point["title"],
                refer(record) if record else None,
                tuple(refer(node) for node in candidates),
                lines,
            )
        )
    return [
        PointGroup(code, PROBLEMS[code].label, PROBLEMS[code].sentence, tuple(items))
        for code, items in sorted(found.items(), key=lambda pair: (len(pair[1]), pair[0]))
    ]


def answer(
    store: GraphStore,
    batch_id: Id,
    code: str,
    chosen: Mapping[str, Id],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> int:
    """Close all points of one kind; gives how many of them were decided.

    For points that ask for a person, *chosen* leads from the point to the person; those without
    a choice stay open. All others are closed by having been looked at.
    """
    gate.require(viewer, Action.IMPORT)
    item, batch = _batch(store, batch_id, viewer)
    if store.applied(change_id) is not None:
        return 0
    draft = Draft(change_id, item.node.unit)
    closed = []
    for key, text in batch.review.items():
        point = json.loads(text)
        if point["code"] != code:
            continue
        if code in CHOOSING:
            person = chosen.get(key)
            if person not in point.get("candidates", ()):
                continue
            _decide(store, draft, batch, point, str(person), viewer)
        closed.append(key)
    left = {key: text for key, text in batch.review.items() if key not in closed}
    if closed:
        draft.revise(item, batch.model_copy(update={"review": left}))
        store.apply(draft.change_set(viewer, now, "import.review", note=PROBLEMS[code].label))
    return len(closed)


def _decide(
    store: GraphStore,
    draft: Draft,
    batch: ImportBatch,
    point: Mapping[str, Any],
    person: Id,
    viewer: Viewer,
) -> None:
    """The person is named: the introduction is made, or the native linked."""
    sheet, _, place = str(point["place"]).rpartition("!")
    if point["code"] == "REFERRER_AMBIGUOUS_NAME":
        source = (batch.name, sheet, place, str(point["raw"]))
        said = dict(point.get("said", {}))
        if "at" in said:
            said["at"] = PartialDate.model_validate(said["at"])
        of = (point["record"], point["kind"])
        introduce(draft, person, of, source, first=bool(point.get("first")), said=said)
        return
    if point["code"] == AMBIGUOUS:
        _come(store, draft, point, person, viewer)
        return
    project = records.read(store, point["record"], viewer=viewer, kind=Project.kind)
    assert isinstance(project.record, Project)  # noqa: S101 - the kind says so
    kept = {name: text for name, text in project.record.kept.items() if name != "乡贤姓名"}
    natives = (*project.record.natives, person)
    draft.revise(project, project.record.model_copy(update={"natives": natives, "kept": kept}))


def _come(
    store: GraphStore, draft: Draft, point: Mapping[str, Any], person: Id, viewer: Viewer
) -> None:
    """The person is named: what the row said of coming is tied, or the suggestion is theirs."""
    if point["kind"] == Suggestion.kind:
        held = records.read(store, point["record"], viewer=viewer, kind=Suggestion.kind)
        assert isinstance(held.record, Suggestion)  # noqa: S101 - the kind says so
        if person not in held.record.proposers:
            proposers = (*held.record.proposers, person)
            draft.revise(held, held.record.model_copy(update={"proposers": proposers}))
        return
    for edge, values in point["ties"]:
        draft.tie(TIES[edge].parsed(values), person, point["record"])
