"""Rows of a register of introductions: who introduced which firm or project, when, on what."""

from __future__ import annotations

from typing import Any

from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.names import reads_as_person
from xiangxian.domain.values.text import fold
from xiangxian.services.registers.importing.known import KnownRecord
from xiangxian.services.registers.importing.planner import Planner
from xiangxian.services.registers.importing.project_rows import introduced_by, standing
from xiangxian.services.registers.workbook.model import RecordRow
from xiangxian.store.base import Id


def title_of(row: RecordRow) -> str:
    """What the introduced party of a row is called, or else who introduced it."""
    named = row.values.get("project_name") or row.values.get("introduced")
    return str(named or "、".join(each.name for each in row.values["referrers"]))


def plan_introductions(planner: Planner, row: RecordRow) -> Id:
    """Plan the introductions of *row*, one for each introducer that can be told; gives the id of
    the project or party that was introduced."""
    title = title_of(row)
    written = len(planner.plan.draft.writes)
    if _two_projects(planner, row):
        return _left_open(planner, row, title, "introduced", "INTRODUCED_TWO_PROJECTS")
    of = _introduced(planner, row)
    if of is None:
        return _left_open(planner, row, title, "referrers", "INTRODUCED_MISSING")
    id_, kind = of
    values = row.values
    if not values["referrers"]:
        point = planner.point(row, "referrers", "REFERRER_UNCLEAR", _more(row))
        planner.review(row, point, {"record": id_, "title": title, "kind": kind})
    said: dict[str, Any] = {
        "at": values.get("introduced_on"),
        "channel": values.get("introduction_way"),
        "quote": _more(row) or None,
    }
    before = planner.plan.introductions
    for referrer in values["referrers"]:
        introduced_by(planner, row, (id_, kind), title, referrer, said)
    new = planner.plan.introductions > before or len(planner.plan.draft.writes) > written
    planner.becomes(row, "create" if new else "same", Introduction.kind, title, id_)
    return id_


def _left_open(planner: Planner, row: RecordRow, title: str, field: str, code: str) -> Id:
    """Of a row that tells of no introduction as it stands: its words as a point to look at."""
    proof = planner.ledger(row.sheet)
    written = (row.written.get(each) for each in ("introduced", "project_name", "referrers"))
    point = planner.point(row, field, code, "；".join(text for text in written if text))
    planner.review(row, point, {"record": proof, "title": title, "kind": "evidence"})
    planner.becomes(row, "same", Introduction.kind, title, proof)
    return proof


def _two_projects(planner: Planner, row: RecordRow) -> bool:
    """Whether what the row says was introduced is a project, and it names another one besides; a
    firm that a project is called by is a firm."""
    party, name = row.values.get("introduced"), row.values.get("project_name")
    if not party or not name or fold(party) == fold(name):
        return False
    held = planner.held
    return fold(party) in held.projects and fold(party) not in held.organisations


def _more(row: RecordRow) -> str:
    """What the row adds in its own words: the proof it names, remarks, other columns."""
    texts = {
        "依据": row.values.get("introduction_basis"),
        "备注": row.values.get("introduction_remarks"),
        **row.kept,
    }
    return "；".join(f"{label}：{text}" for label, text in texts.items() if text)


def _introduced(planner: Planner, row: RecordRow) -> tuple[Id, str] | None:
    """The project of the row, found or made with its investor; without one the firm or person
    that was introduced."""
    party: str | None = row.values.get("introduced")
    name: str | None = row.values.get("project_name")
    if name is None and party is None:
        return None
    if name is None and party is not None:
        return _party(planner, party)
    assert name is not None  # noqa: S101 - one of the two is there
    found = standing(planner, name, party)
    if found is not None:
        return found.id, Project.kind
    made = [
        known
        for known in planner.held.projects.get(fold(name), [])
        if known.item is None and (party is None or not known.firms or fold(party) in known.firms)
    ]
    if made:
        return made[0].id, Project.kind
    investors = (_party(planner, party)[0],) if party else ()
    project = Project(name=name, investors=investors, evidence=(planner.ledger(row.sheet),))
    id_ = planner.plan.draft.add(project)
    firms = frozenset((fold(party),)) if party else frozenset()
    planner.held.projects.setdefault(fold(name), []).append(KnownRecord(id_, name, firms=firms))
    planner.plan.mentioned.append(name)
    return id_, Project.kind


def _party(planner: Planner, name: str) -> tuple[Id, str]:
    """A firm of that name, or the one person on the register who bears it."""
    if reads_as_person(name) and len(people := planner.candidates(name)) == 1:
        return people[0], Person.kind
    return planner.organisation(name), Organisation.kind
