"""The manager's front door: one line per project, what moved last first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiangxian.domain.claims import Level
from xiangxian.domain.dates import BEIJING
from xiangxian.domain.projects import Project
from xiangxian.services.drafts import moment_of
from xiangxian.services.gate import Viewer
from xiangxian.services.recognition.decisions import first_introducers
from xiangxian.services.referrals.attribution import Outcome
from xiangxian.services.referrals.network import snapshot, visible_projects
from xiangxian.services.referrals.sentences import short, told
from xiangxian.services.referrals.stories import STAGE_WORDS, evidence_of, facts
from xiangxian.store.base import GraphStore, Id


@dataclass(frozen=True, slots=True)
class Line:
    """One project on the board; *evidence* is how many pieces its story rests on, *recognised* who a
    recognition case decided to be the first introducer."""

    id: Id
    title: str
    stage: str
    line: str
    sentence: str
    outcome: Outcome
    amount: str
    evidence: int
    ended: bool
    recognised: str = ""


def recorded_on(id_: Id) -> date | None:
    """The Beijing day on which a record was made, from its id (UUIDv7 carries the moment); None
    for an id from elsewhere that carries none."""
    moment = moment_of(id_)
    try:
        return moment.astimezone(BEIJING).date() if moment else None
    except OverflowError:
        return None


def moved_on(id_: Id, project: Project) -> int:
    """The day of the project's latest progress: its last dated step, else the day it was
    recorded; 0 where no stage is known."""
    days = [
        interval[1].toordinal()
        for step in project.stages
        if step.on and (interval := step.on.interval())
    ]
    if days:
        return max(days)
    day = recorded_on(id_) if project.stage else None
    return day.toordinal() if day else 0


def board(
    store: GraphStore,
    *,
    viewer: Viewer,
    level: Level = Level.RECORDED,
    measure: str = "agreed",
    ids: Sequence[Id] | None = None,
) -> list[Line]:
    """One line for each project the viewer may see, those that moved last first, ended ones
    at the end."""
    found = snapshot(store)
    attributions = found.attributions(level, measure)
    wanted = set(visible_projects(found, viewer))
    if ids is not None:
        wanted &= set(ids)
    ordered = sorted(
        wanted,
        key=lambda id_: (not found.projects[id_].ended, moved_on(id_, found.projects[id_]), id_),
        reverse=True,
    )
    decided = first_introducers(store, ordered, viewer=viewer)
    lines = []
    for id_ in ordered:
        project, attributed = found.projects[id_], attributions[id_]
        known = facts(found, attributed, viewer)
        evidence = {each.id for each in evidence_of(found, id_, viewer)}
        evidence |= {
            each.id for claim in attributed.claims for each in evidence_of(found, claim, viewer)
        }
        lines.append(
            Line(
                id_,
                project.title(),
                STAGE_WORDS.get(project.stage or "", "阶段未填"),
                short(known, level),
                told(known),
                attributed.outcome,
                project.shown(measure) or "金额未填",
                len(evidence),
                project.ended,
                decided[id_].words() if id_ in decided else "",
            )
        )
    return lines
