"""A project's way from the first lead to full capacity."""

from __future__ import annotations

from datetime import datetime

from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import STAGES
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Conflict, Id
from xiangxian.store.contract import GraphStore


def read(store: GraphStore, id_: Id, *, viewer: Viewer) -> Loaded:
    """The project *id_*; raises `Missing`."""
    return records.read(store, id_, viewer=viewer, kind=Project.kind)


def move(
    store: GraphStore,
    id_: Id,
    rev: int,
    stage: str,
    on: PartialDate | None,
    note: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Add one step to the project's stage history, seen at revision *rev*.

    Raises `Invalid` for a stage that is none, `Changed` when somebody saved meanwhile.
    """
    gate.require(viewer, Action.RECORD)
    if stage not in {option.code for option in STAGES}:
        raise Invalid({"stage": "请选一个阶段。"})
    if store.applied(change_id) is not None:
        return
    item = read(store, id_, viewer=viewer)
    project = item.record
    assert isinstance(project, Project)  # noqa: S101 - the kind says so
    moved = project.moved_to(stage, on, note.strip() or None)
    if item.rev != rev:
        raise Changed(item, moved, [])
    draft = Draft(change_id, item.node.unit)
    draft.revise(item, moved)
    try:
        store.apply(draft.change_set(viewer, now, "project.stage"))
    except Conflict as conflict:
        raise Changed(read(store, id_, viewer=viewer), moved, []) from conflict
