"""What an import will do, worked out before anything is written; `load` writes exactly this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.values.reading import Severity
from xiangxian.domain.values.register_numbers import COLUMN
from xiangxian.services.drafts import Draft
from xiangxian.services.registers.importing import (
    attendance_rows,
    introduction_rows,
    people_rows,
    project_rows,
    suggestion_rows,
    visit_rows,
)
from xiangxian.services.registers.importing.known import Holdings
from xiangxian.services.registers.importing.matches import Decisions
from xiangxian.services.registers.importing.planner import NOTHING_DECIDED, ImportPlan, Planner
from xiangxian.services.registers.reading.sheet_kinds import (
    ATTENDANCE,
    GREETINGS,
    INTRODUCTIONS,
    KINDS,
    PERSONS,
    PROJECTS,
    SUGGESTIONS,
    VISITS,
)
from xiangxian.services.registers.workbook.model import Checked, RecordRow
from xiangxian.store.base import Id

_ASKED_BY_NAME = frozenset(("REFERRER_AMBIGUOUS_NAME",))
"""Points of a cell that the plan makes itself, one for each name."""

_ALWAYS_ASKED = frozenset(("VILLAGE_SAYS",))
"""Points that are open even where a row says nothing new of the record."""

_ASKED_OF_NEW = frozenset(("DUPLICATE_IN_FILE",))
"""Points that say nothing where a row adds to a record that is there."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows of one kind of sheet are planned: what each is called, and what becomes of it."""

    title: Callable[[RecordRow], str]
    plan: Callable[[Planner, RecordRow], Id | None]


_ROWS: Mapping[str, Rows] = MappingProxyType(
    {
        PERSONS: Rows(people_rows.title_of, people_rows.plan_person),
        PROJECTS: Rows(project_rows.title_of, project_rows.plan_project),
        VISITS: Rows(visit_rows.title_of, visit_rows.plan_visit),
        ATTENDANCE: Rows(people_rows.title_of, attendance_rows.plan_attendance),
        GREETINGS: Rows(people_rows.title_of, attendance_rows.plan_greeting),
        SUGGESTIONS: Rows(suggestion_rows.title_of, suggestion_rows.plan_suggestion),
        INTRODUCTIONS: Rows(introduction_rows.title_of, introduction_rows.plan_introductions),
    }
)


def plan(
    checked: Checked,
    held: Holdings,
    land: Homeland,
    draft: Draft,
    *,
    origin: str | None,
    now: datetime,
    decisions: Decisions = NOTHING_DECIDED,
) -> ImportPlan:
    """What importing *checked* will do to a register that holds *held*, as it was decided."""
    planner = Planner(checked, held, land, ImportPlan(draft), origin, now, decisions)
    for sheet in checked.sheets:
        for row in sheet.records:
            _plan(planner, row, sheet.kind)
    return planner.plan


def _plan(planner: Planner, row: RecordRow, sort: str) -> None:
    """Plan one row of a sheet of *sort*, unless it was imported before."""
    kind, rows = KINDS[sort].kind, _ROWS[sort]
    title = rows.title(row)
    before = planner.held.rows.get(row.digest) or planner.plan.digests.get(row.digest)
    if before is not None:
        planner.becomes(row, "same", kind, title, before)
        return
    id_ = rows.plan(planner, row)
    if id_ is None:
        planner.becomes(row, "skip", kind, title, "")
        return
    planner.plan.digests[row.digest] = id_
    # what our own list said of the record was looked at when it came in
    known = COLUMN in row.values and planner.plan.rows[-1].what == "same"
    for point in row.points:
        if known and point.code not in _ALWAYS_ASKED:
            continue
        if point.code in _ASKED_OF_NEW and planner.plan.rows[-1].what != "create":
            continue
        if point.severity is Severity.REVIEW and point.code not in _ASKED_BY_NAME:
            planner.review(row, point, {"record": id_, "title": title, "kind": kind})
