"""A row of a visits report as an event: 拜访苏州启垚农业科技有限公司."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xiangxian.domain.events import Attendance, Event
from xiangxian.domain.organisations import ORGANISATION_KINDS
from xiangxian.domain.values.reading import read_choice
from xiangxian.domain.values.text import fold
from xiangxian.services.registers.importing.known import KnownRecord, visit_key
from xiangxian.services.registers.importing.planner import Planner
from xiangxian.services.registers.workbook.model import RecordRow
from xiangxian.store.base import Id

VISIT = "visit_out"


def title_of(row: RecordRow) -> str:
    """What the visit of a row is called."""
    return f"拜访{row.values['org_name']}"


def plan_visit(planner: Planner, row: RecordRow) -> Id:
    """Plan the visit of *row*; gives the id of the event it becomes or is added to.

    Who was met is tied to it where name and number are those of one person on the register;
    nobody is recorded because a report names them.
    """
    event = visit_of(row, planner.organisation)
    key = visit_key(event.name, event.on)
    known = planner.held.events.get(key)
    if known is not None and known.item is not None:
        changed = planner.revised(row, known.item, event, event.name)
        planner.becomes(row, "update" if changed else "same", Event.kind, event.name, known.id)
        return known.id
    id_ = planner.plan.draft.add(event)
    planner.held.events[key] = KnownRecord(id_, event.name)
    met = row.values.get("interviewee")
    numbers = {phone.number for phone in event.contact_phones}
    meant = [
        each
        for each in planner.held.people.get(fold(met.name) if met else "", [])
        if each.numbers & numbers
    ]
    if len(meant) == 1:
        planner.plan.draft.tie(Attendance(role="guest"), meant[0].id, id_)
    planner.becomes(row, "create", Event.kind, event.name, id_)
    return id_


def visit_of(row: RecordRow, organisation: Callable[[str, str | None], Id]) -> Event:
    """The event of a row; *organisation* gives the id of a firm by its name and kind.

    Whoever was met stays as written: that a name on such a report is one of our natives is said
    by nobody but a number that fits, and then by a tie, not by this record.
    """
    values = row.values
    kept = dict(row.kept)
    kind = None
    if said := values.get("org_type"):
        kind = read_choice(said, ORGANISATION_KINDS).value
        if kind is None:
            kept["单位类型"] = said
    met = values.get("interviewee")
    given: dict[str, Any] = {
        "name": title_of(row),
        "event_kind": VISIT,
        "on": values.get("visited_on"),
        "visited": (organisation(values["org_name"], kind),),
        "staff": values.get("staff", ()),
        "interviewee": met.label() if met else None,
        "contact_phones": values.get("contact_phones", ()),
        "minutes": values.get("summary"),
        "next_step": values.get("next_step"),
        "kept": kept,
    }
    return Event.model_validate({name: each for name, each in given.items() if each is not None})
