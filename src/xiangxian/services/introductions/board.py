"""The manager's front door: one line per project, what moved last first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiangxian.domain.claims import Level
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.domain.values.text import pinyin_key
from xiangxian.services.drafts import moment_of
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.attribution import Attribution, Outcome
from xiangxian.services.introductions.network import Snapshot, snapshot, visible_projects
from xiangxian.services.introductions.stories import STAGE_WORDS, UNFILLED, facts, proofs_of
from xiangxian.services.introductions.story_sentences import founded, heard, short, told
from xiangxian.services.records import Reference
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

NO_STAGE = "阶段未填"
NONE_SET = "-"
"""What stands in an address for a project without a stage or without a leader."""
_BETWEEN = re.compile(r"[\s、，,;；/／]+")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One project on the board.

    *sentence* tells its story whole, *heard* as it stands under its *title*, which it does not say
    again, *passed_on* as it is read alone, with *state*, how well it is founded. *evidence* are the
    pieces it rests on, *leaders* who of the office looks after it.
    """

    id: Id
    title: str
    stage: str
    stage_code: str
    line: str
    state: str
    sentence: str
    heard: str
    passed_on: str
    outcome: Outcome
    amount: str
    evidence: tuple[Reference, ...]
    leaders: tuple[str, ...]
    ended: bool

    @property
    def pair(self) -> tuple[Id, str]:
        """The project as one line names it: its id and its title."""
        return self.id, self.title


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """One value that the board can be narrowed to, its word, and how many projects have it."""

    value: str
    label: str
    count: int


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
) -> list[BoardLine]:
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
    return [_line(found, attributions[id_], viewer, level, measure) for id_ in ordered]


def _line(
    found: Snapshot, attributed: Attribution, viewer: Viewer, level: Level, measure: str
) -> BoardLine:
    id_ = attributed.case.project
    project = found.projects[id_]
    known = facts(found, attributed, viewer)
    state = founded(known, level)
    return BoardLine(
        id_,
        project.title(),
        STAGE_WORDS.get(project.stage or "", NO_STAGE),
        project.stage or NONE_SET,
        short(known, level),
        state,
        told(known),
        heard(known, project.title()),
        told(known, state),
        attributed.outcome,
        project.shown(measure) or UNFILLED,
        proofs_of(found, attributed, viewer),
        leaders_of(project),
        project.ended,
    )


def leaders_of(project: Project) -> tuple[str, ...]:
    """Who looks after a project, each by himself: a cell names several at times."""
    return tuple(dict.fromkeys(filter(None, _BETWEEN.split(project.liaison_leader or ""))))


def narrowed(lines: Sequence[BoardLine], *, stage: str = "", leader: str = "") -> list[BoardLine]:
    """The lines at *stage* (a code) that *leader* looks after; `NONE_SET` asks for those without,
    and nothing for all."""
    return [
        line
        for line in lines
        if stage in ("", line.stage_code)
        and (not leader or leader in (line.leaders or (NONE_SET,)))
    ]


def stage_choices(lines: Sequence[BoardLine]) -> list[BoardChoice]:
    """The stages that the lines are at, along the road; who has none comes last."""
    counted = Counter(line.stage_code for line in lines)
    words = STAGE_WORDS | {NONE_SET: NO_STAGE}
    return [BoardChoice(code, word, counted[code]) for code, word in words.items() if counted[code]]


def leader_choices(lines: Sequence[BoardLine]) -> list[BoardChoice]:
    """The leaders who look after a project, by name; empty where no project names one."""
    counted = Counter(leader for line in lines for leader in line.leaders)
    named = [BoardChoice(name, name, counted[name]) for name in sorted(counted, key=pinyin_key)]
    without = sum(not line.leaders for line in lines)
    rest = [BoardChoice(NONE_SET, "没写挂钩领导", without)] if without else []
    return [*named, *rest] if named else []
