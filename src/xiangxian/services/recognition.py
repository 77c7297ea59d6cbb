"""Recognition cases: opened for a project, read as one page, closed without a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangxian.domain.dates import BEIJING, PartialDate
from xiangxian.domain.policies import Policy
from xiangxian.domain.projects import Project
from xiangxian.domain.recognition import (
    Recognised,
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
    Standing,
    case_standing,
    held,
)
from xiangxian.domain.recognition_checks import CaseFacts, Lack, lacks
from xiangxian.domain.roles import Action
from xiangxian.services import gate, history, records
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.history import Happening
from xiangxian.services.network import Snapshot, snapshot
from xiangxian.services.recognition_claims import Rivals, rivals
from xiangxian.services.records import Changed, Invalid, Reference, refer
from xiangxian.services.sentences import PROTECTED, Named
from xiangxian.services.stories import Party
from xiangxian.store.base import (
    PAGE,
    All,
    Conflict,
    Direction,
    Edge,
    GraphStore,
    Hop,
    Id,
    Linked,
    Node,
    Op,
    Page,
    Query,
    Where,
)

_PROJECT = RecognitionCase.fields["project"].edge
_OF_CASE = RecognitionNotice.fields["of_case"].edge
_PROPOSED = RecognitionNotice.fields["proposed"].edge
CASE_LINKS = (
    (Hop(_PROJECT), Hop(_OF_CASE, Direction.IN)),
    (Hop(_PROPOSED), Hop(Recognised.edge)),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with whom it proposes."""

    id: Id
    rev: int
    record: RecognitionNotice
    proposed: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Winner:
    """Somebody a decision recognises, with a share in hundredths of a percent."""

    party: Party
    share: int
    delegate: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with whom it recognises."""

    id: Id
    record: RecognitionDecision
    winners: tuple[Winner, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything one case's page says; notices and decisions oldest first.

    *newest* is the id of the last of them, for whoever adds one more.
    """

    item: Loaded
    record: RecognitionCase
    project: Reference
    project_record: Project
    project_rev: int
    policy: Policy | None
    notices: tuple[Notice, ...]
    decisions: tuple[Decision, ...]
    rivals: Rivals
    standing: Standing
    lacks: tuple[Lack, ...]

    @property
    def id(self) -> Id:
        """The case's id."""
        return self.item.id

    @property
    def notice(self) -> Notice | None:
        """The notice that counts: the newest."""
        return self.notices[-1] if self.notices else None

    @property
    def decision(self) -> Decision | None:
        """The decision that stands: the newest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def newest(self) -> Id:
        """The id of the newest notice or decision, empty for none."""
        ids = [each.id for each in self.notices] + [each.id for each in self.decisions]
        return max(ids, default="")


def day_of(now: datetime) -> date:
    """The day in Beijing of a moment in UTC."""
    return now.astimezone(BEIJING).date()


def read(store: GraphStore, id_: Id, *, viewer: Viewer) -> tuple[Loaded, Page]:
    """The case *id_* with the page that brought it; raises `Missing`."""
    gate.require(viewer, Action.RECOGNISE)
    page = store.get([id_], CASE_LINKS)
    node = page.nodes[0] if page.nodes else None
    if node is None or node.kind != RecognitionCase.kind or not gate.visible(viewer, node):
        raise Missing(id_)
    return loaded(node, page.edges), page


def case_file(
    store: GraphStore,
    id_: Id,
    policies: Mapping[str, Policy],
    *,
    viewer: Viewer,
    now: datetime,
) -> CaseFile:
    """The case *id_* as its page tells it; raises `Missing`."""
    item, page = read(store, id_, viewer=viewer)
    record = item.record
    assert isinstance(record, RecognitionCase)  # noqa: S101 - the kind says so
    found = snapshot(store)
    project = page.others.get(record.project or "")
    if project is None or not gate.visible(viewer, project) or project.id not in found.projects:
        raise Missing(id_)
    notices, decisions = _notices(found, page, viewer), _decisions(found, page, viewer)
    policy = policies.get(record.policy or "")
    claims = rivals(found, project.id, policy, viewer)
    today = day_of(now)
    standing = case_standing(
        record,
        [(each.id, each.record) for each in notices],
        [(each.id, each.record) for each in decisions],
        today,
    )
    latest = notices[-1] if notices else None
    facts = CaseFacts(
        found.projects[project.id],
        claims.claimants,
        policy,
        record.without_policy,
        {party.key for party in latest.proposed} if latest else (),
        held(latest.record if latest else None, today),
    )
    return CaseFile(
        item,
        record,
        refer(project),
        found.projects[project.id],
        project.rev,
        policy,
        notices,
        decisions,
        claims,
        standing,
        tuple(lacks(facts, today)),
    )


def named_party(found: Snapshot, node: Node | None, viewer: Viewer) -> Party:
    """The party that *node* is as the viewer may know it, whether or not it claims anything now."""
    if node is None or not gate.visible(viewer, node):
        return Party(node.id if node else "", "person", Named(PROTECTED), None)
    if node.id in found.nodes:
        return Party(node.id, node.kind, found.named(node.id, viewer), refer(node))
    reference = refer(node)
    return Party(node.id, node.kind, Named(reference.title), reference)


def _members(page: Page, kind: str) -> list[Node]:
    return sorted(
        (node for node in page.others.values() if node.kind == kind), key=lambda node: node.id
    )


def _notices(found: Snapshot, page: Page, viewer: Viewer) -> tuple[Notice, ...]:
    notices = []
    for node in _members(page, RecognitionNotice.kind):
        record = loaded(node, page.edges).record
        assert isinstance(record, RecognitionNotice)  # noqa: S101 - the kind says so
        parties = (named_party(found, page.others.get(id_), viewer) for id_ in record.proposed)
        notices.append(Notice(node.id, node.rev, record, tuple(parties)))
    return tuple(notices)


def winners_of(found: Snapshot, page: Page, decision: Id, viewer: Viewer) -> tuple[Winner, ...]:
    """Whom a decision recognises, by the ties that came with *page*; the delegate first."""
    ties: list[tuple[Edge, Recognised]] = []
    for edge in page.edges:
        if edge.name == Recognised.edge and edge.source == decision:
            tie = Recognised.parsed(edge.values)
            assert isinstance(tie, Recognised)  # noqa: S101 - the edge says so
            ties.append((edge, tie))
    ties.sort(key=lambda pair: (pair[1].part != "delegate", -(pair[1].share or 0), pair[0].id))
    return tuple(
        Winner(
            named_party(found, page.others.get(edge.target), viewer),
            tie.share or 0,
            tie.part == "delegate",
        )
        for edge, tie in ties
    )


def _decisions(found: Snapshot, page: Page, viewer: Viewer) -> tuple[Decision, ...]:
    decisions = []
    for node in _members(page, RecognitionDecision.kind):
        record = loaded(node, page.edges).record
        assert isinstance(record, RecognitionDecision)  # noqa: S101 - the kind says so
        decisions.append(Decision(node.id, record, winners_of(found, page, node.id, viewer)))
    return tuple(decisions)


def acts(store: GraphStore, id_: Id, *, viewer: Viewer) -> list[Happening]:
    """Everything that was done to the case, its notices and its decisions, newest first."""
    _item, page = read(store, id_, viewer=viewer)
    parts = (*_members(page, RecognitionNotice.kind), *_members(page, RecognitionDecision.kind))
    found: dict[int, Happening] = {}
    for part in (id_, *(node.id for node in parts)):
        # what made a part says more of it than of the case
        found |= {act.seq: act for act in history.of(store, part, viewer=viewer)}
    return [found[seq] for seq in sorted(found, reverse=True)]


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
    after = None
    while True:
        page = store.find(
            Query(
                RecognitionCase.kind, gate.scope(viewer), after=after, limit=PAGE, links=CASE_LINKS
            )
        )
        of_case = {edge.source: edge.target for edge in page.edges if edge.name == _OF_CASE}
        for node in page.nodes:
            record = loaded(node, page.edges).record
            assert isinstance(record, RecognitionCase)  # noqa: S101 - the kind says so
            project = page.others.get(record.project or "")
            if project is None or not gate.visible(viewer, project):
                continue
            own = [page.others[id_] for id_, case in sorted(of_case.items()) if case == node.id]
            standing = _standing(record, own, day_of(now))
            found.append(CaseLine(node.id, refer(project), standing))
        if page.next is None:
            return found[::-1]
        after = page.next


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
    named = Linked(_PROJECT, Direction.OUT, Where("id", Op.IS, project))
    page = store.find(Query(RecognitionCase.kind, All((gate.scope(viewer), named)), limit=PAGE))
    return max((node.id for node in page.nodes), default=None)


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


def revise_case(
    store: GraphStore,
    item: Loaded,
    rev: int,
    values: Mapping[str, object],
    note: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write *values* into the case, seen at revision *rev*; raises `Changed`."""
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
        store.apply(draft.change_set(viewer, now, "recognition_case.revise", note=note))
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
    revise_case(
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
    if _members(page, RecognitionDecision.kind):
        raise Invalid({"because": "已经作过决定，不能这样结；要改，请作新的决定。"})
    closed = {"closed_on": PartialDate.of(day_of(now)), "closed_because": because.strip()}
    revise_case(
        store, item, rev, closed, because.strip(), change_id=change_id, viewer=viewer, now=now
    )


def take_up_again(
    store: GraphStore, id_: Id, rev: int, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """A closed case goes on; history keeps why it was closed. Raises `Changed`, `Missing`."""
    item, _page = read(store, id_, viewer=viewer)
    again = {"closed_on": None, "closed_because": None}
    revise_case(store, item, rev, again, "重新办", change_id=change_id, viewer=viewer, now=now)
