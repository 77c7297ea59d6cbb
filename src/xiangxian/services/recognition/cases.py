"""Recognition cases: opened for a project, listed, closed without a decision, taken up again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.cases import (
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
    Standing,
    case_standing,
)
from xiangxian.domain.recognition.policies import Policy
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.history import changes
from xiangxian.services.history.changes import Happening
from xiangxian.services.recognition.case_file import (
    CASE_LINKS,
    OF_CASE_EDGE,
    PROJECT_EDGE,
    day_of,
    members,
    read,
)
from xiangxian.services.records import Changed, Invalid, Reference, refer
from xiangxian.store.base import PAGE, All, Conflict, Direction, Id, Linked, Node, Op, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages


def acts(store: GraphStore, id_: Id, *, viewer: Viewer) -> list[Happening]:
    """Everything that was done to the case, its notices and its decisions, newest first."""
    _item, page = read(store, id_, viewer=viewer)
    parts = (*members(page, RecognitionNotice.kind), *members(page, RecognitionDecision.kind))
    found: dict[int, Happening] = {}
    for part in (id_, *(node.id for node in parts)):
        # what made a part says more of it than of the case
        found |= {act.seq: act for act in _whole_past(store, part, viewer)}
    return [found[seq] for seq in sorted(found, reverse=True)]


def _whole_past(store: GraphStore, id_: Id, viewer: Viewer) -> Iterator[Happening]:
    """Everything that happened to one record, to its beginning."""
    before: int | None = None
    while True:
        past = changes.of(store, id_, viewer=viewer, before=before)
        yield from past.acts
        before = past.before
        if before is None:
            return


def case_of_decision(store: GraphStore, id_: Id, *, viewer: Viewer) -> Id:
    """The case that a decision belongs to; raises `Missing`."""
    gate.require(viewer, Action.RECOGNISE)
    item = records.read(store, id_, viewer=viewer, kind=RecognitionDecision.kind)
    (case,) = item.record.links()["of_case"] or ("",)
    return case


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list of cases."""

    id: Id
    project: Reference
    standing: Standing


def cases(store: GraphStore, *, viewer: Viewer, now: datetime) -> list[CaseLine]:
    """Every case this viewer may see, the newest first."""
    gate.require(viewer, Action.RECOGNISE)
    found = []
    query = Query(RecognitionCase.kind, gate.scope(viewer), limit=PAGE, links=CASE_LINKS)
    for page in pages(store, query):
        of_case = {edge.source: edge.target for edge in page.edges if edge.name == OF_CASE_EDGE}
        for node in page.nodes:
            record = loaded(node, page.edges).record
            assert isinstance(record, RecognitionCase)  # noqa: S101 - the kind says so
            project = page.others.get(record.project or "")
            if project is None or not gate.visible(viewer, project):
                continue
            own = [page.others[id_] for id_, case in sorted(of_case.items()) if case == node.id]
            standing = _standing(record, own, day_of(now))
            found.append(CaseLine(node.id, refer(project), standing))
    return found[::-1]


def _standing(record: RecognitionCase, own: Sequence[Node], today: date) -> Standing:
    notices, decisions = [], []
    for node in own:
        if node.kind == RecognitionNotice.kind:
            notice = RecognitionNotice.parsed(node.values)
            assert isinstance(notice, RecognitionNotice)  # noqa: S101 - the kind says so
            notices.append((node.id, notice))
        else:
            decision = RecognitionDecision.parsed(node.values)
            assert isinstance(decision, RecognitionDecision)  # noqa: S101 - the kind says so
            decisions.append((node.id, decision))
    return case_standing(record, notices, decisions, today)


def case_of(store: GraphStore, project: Id, *, viewer: Viewer) -> Id | None:
    """The case of a project the viewer sees, the newest where there are several; None for none."""
    if not viewer.may(Action.RECOGNISE):
        return None
    named = Linked(PROJECT_EDGE, Direction.OUT, Where("id", Op.IS, project))
    asked = Query(RecognitionCase.kind, All((gate.scope(viewer), named)), limit=PAGE)
    return max((node.id for page in pages(store, asked) for node in page.nodes), default=None)


def open_case(
    store: GraphStore, project: Id, *, change_id: Id, viewer: Viewer, now: datetime
) -> Id:
    """A case for *project*; gives the one there is where somebody opened it already."""
    gate.require(viewer, Action.RECOGNISE)
    item = records.read(store, project, viewer=viewer, kind=Project.kind)
    standing = case_of(store, project, viewer=viewer)
    if standing is not None:
        return standing
    draft = Draft(change_id, item.node.unit)
    case = RecognitionCase(name=f"{item.record.title()}引荐人认定", project=project)
    id_ = draft.add(case)
    store.apply(draft.change_set(viewer, now, "recognition_case.create", note=item.record.title()))
    return id_


def revise_part(
    store: GraphStore,
    item: Loaded,
    rev: int,
    values: Mapping[str, object],
    note: str = "",
    act: str = "revise",
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write *values* into a case or its notice, seen at revision *rev*; raises `Changed`."""
    gate.require(viewer, Action.RECOGNISE)
    if store.applied(change_id) is not None:
        return
    record = item.record.model_copy(update=dict(values))
    if item.rev != rev:
        raise Changed(item, record, [])
    draft = Draft(change_id, item.node.unit)
    if not draft.revise(item, record):
        return
    try:
        store.apply(draft.change_set(viewer, now, f"{record.kind}.{act}", note=note))
    except Conflict as conflict:
        raise Changed(item, record, []) from conflict


def choose_policy(
    store: GraphStore,
    id_: Id,
    rev: int,
    key: str,
    policies: Mapping[str, Policy],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """By which rule the case is judged; an empty *key* says that there is none.

    Raises `Invalid` for a rule that is not there, `Changed`, `Missing`.
    """
    item, _page = read(store, id_, viewer=viewer)
    if key and key not in policies:
        raise Invalid({"policy": "没有这个办法，请重新选。"})
    revise_part(
        store,
        item,
        rev,
        {"policy": key or None, "without_policy": not key},
        policies[key].title if key else "本单位还没有办法",
        change_id=change_id,
        viewer=viewer,
        now=now,
    )


def close(
    store: GraphStore,
    id_: Id,
    rev: int,
    because: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Close the case without a decision; raises `Invalid` without a reason, `Changed`, `Missing`."""
    item, page = read(store, id_, viewer=viewer)
    if not because.strip():
        raise Invalid({"because": "请写一下为什么不办了。"})
    if members(page, RecognitionDecision.kind):
        raise Invalid({"because": "已经作过决定，不能这样结；要改，请作新的决定。"})
    closed = {"closed_on": PartialDate.of(day_of(now)), "closed_because": because.strip()}
    # why is read on the case: a note in the log would outlive whoever it names
    revise_part(store, item, rev, closed, act="close", change_id=change_id, viewer=viewer, now=now)


def take_up_again(
    store: GraphStore, id_: Id, rev: int, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """A closed case goes on; history keeps why it was closed. Raises `Changed`, `Missing`."""
    item, _page = read(store, id_, viewer=viewer)
    again = {"closed_on": None, "closed_because": None}
    revise_part(store, item, rev, again, act="reopen", change_id=change_id, viewer=viewer, now=now)
