"""该道谢的: introducers whose project got further than when they were last spoken to.

Exactly: everybody who is part of a chain that counts (凡有记录的) of a project that has not ended
and has a dated step at 签约 or later, unless there was contact on or after the last day that step
may mean. Contact is what `last_contact` counts; a coarse date of it counts as its first day. Who
was never spoken to since is listed rather than forgotten. Steps without a day say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xiangxian.domain import schema
from xiangxian.domain.claims import Level
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import ROAD, StageStep
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.network import SIGNED, Snapshot, snapshot, visible_projects
from xiangxian.services.introductions.stories import STAGE_WORDS
from xiangxian.services.introductions.story_sentences import Named
from xiangxian.services.people import last_contact
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class ProjectStep:
    """A project, and the step at 签约 or later that it made last."""

    id: Id
    title: str
    stage: str
    on: str


@dataclass(frozen=True, slots=True)
class Due:
    """An introducer to be thanked: for which projects, and when there was contact last."""

    reference: Reference
    named: Named
    projects: tuple[ProjectStep, ...]
    last: str


def last_step(project: Project, today: date) -> StageStep | None:
    """The project's latest dated step at 签约 or later, None when there is none up to *today*."""
    dated = [
        (interval[1], step)
        for step in project.stages
        if step.stage in ROAD[SIGNED:] and step.on and (interval := step.on.interval())
        if interval[0] <= today
    ]
    return max(dated, key=lambda each: each[0])[1] if dated else None


def _end(day: PartialDate | None) -> date:
    interval = day.interval() if day else None
    assert interval is not None  # noqa: S101 - `last_step` gives dated steps only
    return interval[1]


def _begin(day: PartialDate | None) -> date | None:
    interval = day.interval() if day else None
    return interval[0] if interval else None


def due(step: StageStep, last: PartialDate | None) -> bool:
    """Whether thanks are due for *step* when there was contact *last*."""
    spoken = _begin(last)
    return spoken is None or spoken < _end(step.on)


def _steps(found: Snapshot, today: date, viewer: Viewer) -> dict[Id, StageStep]:
    steps = {}
    for id_ in visible_projects(found, viewer):
        project = found.projects[id_]
        step = None if project.ended else last_step(project, today)
        if step is not None:
            steps[id_] = step
    return steps


def _reached(found: Snapshot, id_: Id, viewer: Viewer) -> bool:
    """Whether a party may be shown to the viewer and may be spoken to at all."""
    node = found.nodes.get(id_)
    if node is None or not gate.visible(viewer, node):
        return False
    record = schema.KINDS[node.kind].parsed(node.values)
    return not any(getattr(record, name, False) for name in ("deceased", "opt_out", "to_ask"))


def thanks(store: GraphStore, today: date, *, viewer: Viewer, measure: str) -> list[Due]:
    """Whom to thank on *today* (a Beijing day), those whose project moved last first."""
    found = snapshot(store)
    attributions = found.attributions(Level.RECORDED, measure)
    steps = _steps(found, today, viewer)
    by_party: dict[Id, list[Id]] = {}
    for id_ in sorted(steps, key=lambda each: (_end(steps[each].on), each), reverse=True):
        for party in attributions[id_].introducers:
            if party in by_party or _reached(found, party, viewer):
                by_party.setdefault(party, []).append(id_)
    last: Mapping[Id, PartialDate] = last_contact.latest(
        store, list(by_party), today, viewer=viewer
    )
    lines = []
    for party, projects in by_party.items():
        owed = [id_ for id_ in projects if due(steps[id_], last.get(party))]
        if owed:
            moved = tuple(_moved(found.projects[id_], id_, steps[id_]) for id_ in owed)
            said = last[party].label() if party in last else ""
            node = found.nodes[party]
            lines.append(Due(refer(node), found.named(party, viewer), moved, said))
    return lines


def _moved(project: Project, id_: Id, step: StageStep) -> ProjectStep:
    return ProjectStep(
        id_, project.title(), STAGE_WORDS[step.stage], step.on.label() if step.on else ""
    )
