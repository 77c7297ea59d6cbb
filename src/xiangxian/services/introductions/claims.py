"""A claim's road: who vouches for it, who calls it wrong, what it rests on; one step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.introductions import Brought, Introduction, dated_by, founded
from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.confirmations import (
    BY_HAND,
    ClaimStep,
    Confirmation,
    Confirmer,
    RoadStep,
    road,
)
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate, records
from xiangxian.services.acts.restoring import still_naming
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.evidence import files
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Changed, Invalid, Presented, Reference
from xiangxian.store.base import Conflict, Id
from xiangxian.store.contract import GraphStore

CONFIRM, DENY = "confirm", "deny"
MOVES = (
    (CONFIRM, "有人证实"),
    (DENY, "有人说不是这样"),
    *((state.value, state.label) for state in BY_HAND),
)
"""What a step may be: a code and its screen word."""


@dataclass(frozen=True, slots=True)
class SaidStep:
    """One step as it was typed; *by* is a confirmer's code and only asked where somebody vouches.

    *evidence* is the id of a piece the introduction is linked to, empty for none.
    """

    move: str
    by: str = ""
    name: str = ""
    on: PartialDate | None = None
    note: str = ""
    evidence: Id = ""


@dataclass(frozen=True, slots=True)
class RoadLine:
    """One step of the road with its evidence, when the viewer may see it."""

    step: RoadStep
    evidence: Reference | None


def read(store: GraphStore, id_: Id, *, viewer: Viewer) -> Loaded:
    """The introduction *id_*; raises `Missing`."""
    return records.read(store, id_, viewer=viewer, kind=Introduction.kind)


def introduction_of(item: Loaded) -> Introduction:
    """The introduction that *item* is."""
    assert isinstance(item.record, Introduction)  # noqa: S101 - the kind says so
    return item.record


def told_road(record: Introduction, shown: Presented) -> list[RoadLine]:
    """The road of a claim in time order; a state that nobody gave a reason for stands first."""
    steps = road(record.steps, record.confirmations, record.published)
    if not record.steps or record.steps[-1].state.value != record.state:
        steps.insert(0, RoadStep(ClaimState(record.state).label, "", "", False, "", None))
    seen = {reference.id: reference for reference in shown.links.get("evidence", ())}
    return [RoadLine(step, seen.get(step.evidence or "")) for step in steps]


@dataclass(frozen=True, slots=True)
class BinnedParties:
    """What an introduction still names although it was moved out of the register: titles by field;
    *dates* says that its date is that of the occasion among them."""

    titles: Mapping[str, str]
    dates: bool


def moved_out(store: GraphStore, item: Loaded, *, viewer: Viewer) -> BinnedParties:
    """What lies in the recycle bin of that which the introduction *item* names."""
    record = introduction_of(item)
    named = still_naming(store, item.id)
    titles = {
        name: records.refer(node).title
        for name, spec in record.fields.items()
        if spec.is_link
        and not spec.many
        and (node := named.get(spec.edge)) is not None
        and gate.visible(viewer, node)
    }
    own = record.at.interval() if record.at else None
    occasion = named.get(Introduction.fields["occasion"].edge)
    on = dated_by(occasion.values) if occasion is not None and own is None else None
    return BinnedParties(
        titles, "occasion" in titles and on is not None and on.interval() is not None
    )


def move(
    store: GraphStore,
    id_: Id,
    rev: int,
    said: SaidStep,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Add one step to the road of the introduction, seen at revision *rev*.

    Raises `Invalid` for a step that says nothing, `Changed` when somebody saved meanwhile.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    item = read(store, id_, viewer=viewer)
    record = introduction_of(item)
    moved = _moved(record, said, now)
    if item.rev != rev:
        raise Changed(item, moved, [])
    draft = Draft(change_id, item.node.unit)
    draft.revise(item, moved)
    try:
        store.apply(draft.change_set(viewer, now, "introduction.state"))
    except Conflict as conflict:
        raise Changed(read(store, id_, viewer=viewer), moved, []) from conflict


def _moved(record: Introduction, said: SaidStep, now: datetime) -> Introduction:
    faults = {}
    if said.move not in dict(MOVES):
        faults["move"] = "请选一样。"
    vouching = said.move in {CONFIRM, DENY}
    if vouching and said.by not in set(Confirmer):
        faults["by"] = "请选是谁说的。"
    if not vouching and not faults and not said.note.strip():
        faults["note"] = "请写一下为什么。"
    if said.evidence and said.evidence not in record.evidence:
        faults["evidence"] = "这一份依据已经不在这条引荐下面，请重新选。"
    if faults:
        raise Invalid(faults)
    words = {
        "name": said.name.strip() or None,
        "on": said.on,
        "note": said.note.strip() or None,
        "evidence": said.evidence or None,
        "at": now,
    }
    if vouching:
        statement = Confirmation.model_validate(
            {**words, "by": said.by, "denies": said.move == DENY}
        )
        return record.model_copy(update={"confirmations": (*record.confirmations, statement)})
    step = ClaimStep.model_validate({**words, "state": said.move})
    return record.model_copy(update={"state": said.move, "steps": (*record.steps, step)})


def take_back_confirmation(
    store: GraphStore,
    id_: Id,
    rev: int,
    number: int,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Strike out the confirmation *number* (from 0) that was typed by mistake; history keeps it.

    Raises `Changed` when somebody saved meanwhile.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    item = read(store, id_, viewer=viewer)
    record = introduction_of(item)
    if item.rev != rev or not 0 <= number < len(record.confirmations):
        raise Changed(item, record, [])
    left = (*record.confirmations[:number], *record.confirmations[number + 1 :])
    draft = Draft(change_id, item.node.unit)
    draft.revise(item, record.model_copy(update={"confirmations": left}))
    struck = record.confirmations[number].label
    store.apply(draft.change_set(viewer, now, "introduction.state", note=f"去掉：{struck}"))


def introduce(
    draft: Draft,
    store: GraphStore,
    project: Id,
    record: Project,
    brought: Brought,
    *,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Put an introduction of the new *project* into its *draft* for each of who *brought* it.

    Raises `Invalid` where nobody is named though something is said of it, and for somebody who
    comes back himself.
    """
    said = brought.told_by or brought.told_name or brought.at or brought.proof
    if said and not brought.by:
        raise Invalid({"by": "写了哪天、谁说的或者依据，请写上引荐人。"})
    if set(brought.by) & set(record.natives):
        raise Invalid({"by": "引荐人也写在乡贤本人里了；自己回来的只写在乡贤本人里。"})
    for by in brought.by:
        claim = Introduction(
            by=by, of=project, project=project, at=brought.at, evidence=brought.proof
        )
        records.add(draft, store, founded(claim, brought, now), viewer=viewer)


def add_evidence(
    store: GraphStore,
    id_: Id,
    evidence: Evidence,
    *,
    file_name: str = "",
    content: bytes = b"",
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Id:
    """Keep a piece of *evidence*, with a file where there is one, under the introduction *id_*.

    One change; gives the evidence's id. Raises `Invalid`, `Missing`.
    """
    gate.require(viewer, Action.RECORD)
    item = read(store, id_, viewer=viewer)
    record = introduction_of(item)
    records.check(evidence)
    draft = Draft(change_id, item.node.unit)
    kept = (files.keep(draft, file_name, content),) if content or file_name.strip() else ()
    made = draft.add(evidence.model_copy(update={"files": kept}))
    if store.applied(change_id) is None:
        together = (*record.evidence, made)
        draft.revise(item, record.model_copy(update={"evidence": together}))
        store.apply(draft.change_set(viewer, now, "evidence.create"))
    return made
