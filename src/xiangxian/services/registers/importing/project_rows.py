"""A row of a project ledger: the project, its investor and native, and who introduced it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.projects import Project
from xiangxian.domain.values.names import PersonName, reads_as_person
from xiangxian.domain.values.phones import leave_out_numbers
from xiangxian.domain.values.progress_words import stage_in_progress
from xiangxian.domain.values.reading import read_choice
from xiangxian.domain.values.stages import MILESTONES, ROAD, STAGES, StageStep
from xiangxian.domain.values.text import fold
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.duplicates.traits import Traits, traits_of
from xiangxian.services.registers.importing.known import KnownRecord
from xiangxian.services.registers.importing.matches import CREATE, RowDecision, What
from xiangxian.services.registers.importing.planner import Planner
from xiangxian.services.registers.reading.columns import declared
from xiangxian.services.registers.reading.row_traits import place_of
from xiangxian.services.registers.workbook.model import RecordRow, Referrer
from xiangxian.store.base import Id

_LONGEST_SAID = 40
"""So many characters of a progress are told with the stage that they give; it stands whole in its field."""


def title_of(row: RecordRow) -> str:
    """What the project of a row is called."""
    return str(row.values["project_name"])


def plan_project(planner: Planner, row: RecordRow) -> Id | None:
    """Plan the project of *row*; gives the id of the record it becomes or is added to, None where
    the clerk leaves the row out."""
    title = title_of(row)
    investor: str | None = row.values.get("investor")
    item = planner.numbered(row, Project.kind, title)
    usual = CREATE
    if item is not None:
        usual = RowDecision(What.UPDATE if planner.unmoved(row, item) else What.FILL, item.id)
    elif (item := standing(planner, title, investor)) is not None:
        usual = RowDecision(What.FILL, item.id)
    traits = _traits(row)
    decided = planner.decide(row, "project_name", title, traits, usual)
    if decided.what is What.SKIP:
        return None
    project = _project_of(planner, row)
    if decided.of:
        id_ = decided.of
        overwrite = decided.what is What.UPDATE
        changed = planner.revised(row, planner.held.items[id_], project, title, overwrite=overwrite)
        planner.becomes(row, "update" if changed else "same", Project.kind, title, id_)
    else:
        id_ = planner.plan.draft.add(project)
        _same_investor(planner, row, id_, title, investor)
        firms = frozenset((fold(investor),)) if investor else frozenset()
        planner.held.projects.setdefault(fold(title), []).append(
            KnownRecord(id_, title, firms=firms)
        )
        planner.meet(id_, replace(traits, id=id_), row, place_of(row, "project_name"), title)
        planner.becomes(row, "create", Project.kind, title, id_)
    _native_unclear(planner, row, id_, title)
    for referrer in row.values.get("referrers", ()):
        introduced_by(planner, row, (id_, Project.kind), title, referrer, {})
    return id_


def _traits(row: RecordRow) -> Traits:
    """What the project of *row* is compared by; nothing is planned for it."""
    native: PersonName | None = row.values.get("native_name")
    parties = [name for name in (row.values.get("investor"), native and native.name) if name]
    given = declared(Project, row.values) | {"name": title_of(row)}
    said = {key: each for key, each in given.items() if each is not None}
    project = Project.model_validate(said)
    return traits_of(project, place_of(row, "project_name"), parties=parties)


def _same_investor(
    planner: Planner, row: RecordRow, project: Id, title: str, investor: str | None
) -> None:
    """Say of a new project that the register has others of its investor; nothing is merged."""
    others = planner.held.invested.get(fold(investor), []) if investor else []
    if others:
        names = f"{title}／{'、'.join(dict.fromkeys(others))}"
        point = planner.point(row, "investor", "SAME_INVESTOR_HELD", names)
        planner.review(row, point, {"record": project, "title": title, "kind": Project.kind})


def standing(planner: Planner, title: str, investor: str | None) -> Loaded | None:
    """The project of that name on the register, unless another firm invests in it."""
    for known in planner.held.projects.get(fold(title), []):
        same = not known.firms or (investor is not None and fold(investor) in known.firms)
        if same and known.item is not None:
            return known.item
    return None


def _project_of(planner: Planner, row: RecordRow) -> Project:
    values = row.values
    given: dict[str, Any] = declared(Project, values) | {
        "name": values["project_name"],
        "kept": dict(row.kept),
        "first_reported": values.get("first_reported_at"),
        "evidence": (planner.ledger(row.sheet),),
    }
    given["stage"], given["stages"] = _stages(values)
    if contact := values.get("contact_name"):
        given["contact"] = contact.label()
    if investor := values.get("investor"):
        given["investors"] = (_investor(planner, investor),)
    native: PersonName | None = values.get("native_name")
    if native is not None:
        meant = planner.meant(native.name, None, values.get("investor"))
        if meant:
            given["natives"] = (meant,)
        else:
            given["kept"]["乡贤姓名"] = native.name
    return Project.model_validate({name: each for name, each in given.items() if each is not None})


def _investor(planner: Planner, name: str) -> Id:
    if reads_as_person(name) and len(people := planner.candidates(name)) == 1:
        return people[0]
    return planner.organisation(name)


def _native_unclear(planner: Planner, row: RecordRow, project: Id, title: str) -> None:
    native: PersonName | None = row.values.get("native_name")
    if native is None or planner.meant(native.name, None, row.values.get("investor")):
        return
    point = planner.point(row, "native_name", "NATIVE_AMBIGUOUS_NAME", native.name)
    about = {"record": project, "title": title, "kind": Project.kind}
    planner.review(row, point, about | {"candidates": planner.candidates(native.name)})


def introduced_by(
    planner: Planner,
    row: RecordRow,
    of: tuple[Id, str],
    title: str,
    referrer: Referrer,
    said: Mapping[str, Any],
) -> None:
    """Plan that *referrer* introduced *of* (id and kind), called *title*; *said* are what the row
    says more of it (`at`, `channel`, `quote`). Of namesakes the clerk is asked."""
    id_, kind = of
    if referrer.type == "self" or not referrer.name:
        return
    written = row.written.get("referrers", "")
    first = referrer.first is True and "第一" in written
    if referrer.type == "person":
        by = planner.meant(referrer.name, referrer.phone, None)
        if by is None:
            point = planner.point(row, "referrers", "REFERRER_AMBIGUOUS_NAME", referrer.name)
            about: dict[str, Any] = {"record": id_, "title": title, "kind": kind, "first": first}
            about["said"] = _plainly(said)
            planner.review(row, point, about | {"candidates": planner.candidates(referrer.name)})
            return
    else:
        by = planner.organisation(referrer.name, "office" if referrer.type == "staff" else None)
    if by == id_ or (by, id_) in planner.held.introduced:
        return
    planner.held.introduced.add((by, id_))
    place = f"{row.letters['referrers']}{row.row}"
    introduce(
        planner.plan.draft,
        by,
        of,
        (planner.file, row.sheet, place, written),
        first=first,
        said=said,
        staff=referrer.type == "staff",
    )
    planner.plan.introductions += 1


def _plainly(said: Mapping[str, Any]) -> dict[str, Any]:
    """*said* as plain data, for a point that stays open."""
    at = said.get("at")
    plain = {**said, "at": at.model_dump(mode="json") if at is not None else None}
    return {name: each for name, each in plain.items() if each is not None}


def introduce(
    draft: Draft,
    by: Id,
    of: tuple[Id, str],
    source: tuple[str, str, str, str],
    *,
    first: bool,
    said: Mapping[str, Any] = MappingProxyType({}),
    staff: bool = False,
) -> Id:
    """An introduction as a ledger's cell states it: 记录, with the cell (file, sheet, place, text)
    as its evidence; numbers in the text are left out. *of* is what was introduced, with its
    kind; *said* what the ledger says more (`at`, `channel`, `quote`)."""
    file, sheet, place, text = source
    proof = draft.add(
        Evidence(
            name=f"《{file}》{sheet} {place}",
            evidence_kind="ledger",
            file=file,
            sheet=sheet,
            cell=place,
            excerpt=leave_out_numbers(text).strip() or None,
        )
    )
    return draft.add(
        Introduction(
            by=by,
            of=of[0],
            project=of[0] if of[1] == Project.kind else None,
            at=said.get("at"),
            channel=said.get("channel") or "台账登记的引荐人",
            quote=said.get("quote"),
            state=ClaimState.RECORDED.value,
            noted_first=first,
            introducer_status="public_servant" if staff else None,
            evidence=(proof,),
        )
    )


def _stages(values: Mapping[str, Any]) -> tuple[str | None, tuple[StageStep, ...]]:
    """The stage and its history: the dated milestones in their order, then the stage as written."""
    stage: str | None = values.get("stage")
    steps = [
        StageStep(stage=code, on=values[name])
        for code, name in MILESTONES.items()
        if name in values and name != "production_on"
    ]
    if "production_on" in values:
        done = "completed" if stage == "completed" else "in_production"
        steps.append(StageStep(stage=done, on=values["production_on"]))
    if stage is not None and (not steps or steps[-1].stage != stage):
        steps.append(StageStep(stage=stage))
    if stage is None and steps:
        stage = max((step.stage for step in steps), key=ROAD.index)
    if stage is None and (stage := _stage_said(said := values.get("progress") or "")):
        short = len(said) <= _LONGEST_SAID
        steps.append(StageStep(stage=stage, note=f"进度栏写的：{said}" if short else "照进度栏"))
    return stage, tuple(steps)


def _stage_said(progress: str) -> str | None:
    """The stage that the words under 进度 give: a stage by its name, else that there are talks."""
    if not progress:
        return None
    return read_choice(progress, STAGES).value or stage_in_progress(progress)
