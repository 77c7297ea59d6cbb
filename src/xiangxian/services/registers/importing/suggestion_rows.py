"""Rows of a list of suggestions: what was proposed, by whom, at which event, who deals with it."""

from __future__ import annotations

from typing import Any

from xiangxian.domain.suggestions import Suggestion
from xiangxian.domain.values.text import fold
from xiangxian.services.registers.importing.attendance_rows import AMBIGUOUS, event_named
from xiangxian.services.registers.importing.known import KnownRecord
from xiangxian.services.registers.importing.planner import Planner
from xiangxian.services.registers.reading.columns import declared
from xiangxian.services.registers.workbook.model import RecordRow
from xiangxian.store.base import Id


def title_of(row: RecordRow) -> str:
    """What the suggestion of a row is called."""
    return str(row.values["suggestion"])


def plan_suggestion(planner: Planner, row: RecordRow) -> Id:
    """Plan the suggestion of *row*; the same words of the same event are the same suggestion."""
    values = row.values
    unclear: list[str] = []
    proposers: list[Id] = []
    for name in values.get("proposers", ()):
        meant = planner.meant(name, None, None)
        if meant is None:
            unclear.append(name)
        elif meant not in proposers:
            proposers.append(meant)
    kept = dict(row.kept)
    if unclear:
        kept["提出人"] = row.written.get("proposers", "、".join(unclear))
    given: dict[str, Any] = declared(Suggestion, values) | {
        "proposers": tuple(proposers),
        "evidence": (planner.ledger(row.sheet),),
        "kept": kept,
    }
    if "event_name" in values:
        given["occasion"] = event_named(planner, values["event_name"], values.get("event_on"))
    suggestion = Suggestion.model_validate({k: v for k, v in given.items() if v is not None})
    title = suggestion.suggestion
    known = planner.held.suggestions.get(fold(title))
    if known is not None and known.item is not None:
        changed = planner.revised(row, known.item, suggestion, title)
        planner.becomes(row, "update" if changed else "same", Suggestion.kind, title, known.id)
        return known.id
    id_ = planner.plan.draft.add(suggestion)
    planner.held.suggestions[fold(title)] = KnownRecord(id_, title)
    planner.becomes(row, "create", Suggestion.kind, title, id_)
    for name in unclear:
        point = planner.point(row, "proposers", AMBIGUOUS, name)
        about: dict[str, Any] = {"record": id_, "title": title, "kind": Suggestion.kind}
        planner.review(row, point, about | {"candidates": planner.candidates(name)})
    return id_
