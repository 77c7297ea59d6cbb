"""A row of a visits report as an event: 拜访苏州启垚农业科技有限公司."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xiangxian.domain.dates import PartialDate
from xiangxian.domain.events import Event
from xiangxian.domain.organisations import ORGANISATION_KINDS
from xiangxian.domain.text import fold
from xiangxian.domain.values import read_choice
from xiangxian.services.registers.sheets import RecordRow
from xiangxian.store.base import Id

VISIT = "visit_out"


def title_of(row: RecordRow) -> str:
    """What the visit of a row is called."""
    return f"拜访{row.values['org_name']}"


def visit_key(title: str, on: PartialDate | None) -> str:
    """What makes two rows the same visit: what it is called, and the day."""
    return f"{fold(title)} {on.iso() if on else ''}"


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
