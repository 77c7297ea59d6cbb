"""One recognition case as its page tells it: claims, notices, decisions, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.cases import (
    Recognised,
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
    Standing,
    case_standing,
    held,
)
from xiangxian.domain.recognition.checks import CaseFacts, Lack, lacks
from xiangxian.domain.recognition.policies import Policy
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services import gate
from xiangxian.services.drafts import Loaded, loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions.decided import recognised_by
from xiangxian.services.introductions.network import Snapshot, snapshot
from xiangxian.services.introductions.stories import Party, party
from xiangxian.services.introductions.story_sentences import PROTECTED, Named
from xiangxian.services.recognition.rivals import Rivals, rivals
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Direction, Hop, Id, Node, Page
from xiangxian.store.contract import GraphStore

PROJECT_EDGE = RecognitionCase.fields["project"].edge
OF_CASE_EDGE = RecognitionNotice.fields["of_case"].edge
_PROPOSED = RecognitionNotice.fields["proposed"].edge
CASE_LINKS = (
    (Hop(PROJECT_EDGE), Hop(OF_CASE_EDGE, Direction.IN)),
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
class CaseDecision:
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
    policy: Policy | None
    notices: tuple[Notice, ...]
    decisions: tuple[CaseDecision, ...]
    rivals: Rivals
    standing: Standing
    lacks: tuple[Lack, ...]
    investors: tuple[Party, ...] = ()

    @property
    def id(self) -> Id:
        """The case's id."""
        return self.item.id

    @property
    def notice(self) -> Notice | None:
        """The notice that counts: the newest."""
        return self.notices[-1] if self.notices else None

    @property
    def decision(self) -> CaseDecision | None:
        """The decision that stands: the newest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def newest(self) -> Id:
        """The id of the newest notice or decision, empty for none."""
        parts = [each.id for each in self.notices] + [each.id for each in self.decisions]
        return max(parts, default="")


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
        policy,
        notices,
        decisions,
        claims,
        standing,
        tuple(lacks(facts, today)),
        tuple(party(found, each, viewer) for each in found.linked("INVESTORS", project.id)),
    )


def named_party(found: Snapshot, node: Node | None, viewer: Viewer) -> Party:
    """The party that *node* is as the viewer may know it, whether or not it claims anything now."""
    if node is None or not gate.visible(viewer, node):
        return Party(node.id if node else "", "person", Named(PROTECTED), None)
    if node.id in found.nodes:
        return Party(node.id, node.kind, found.named(node.id, viewer), refer(node))
    reference = refer(node)
    return Party(node.id, node.kind, Named(reference.title), reference)


def members(page: Page, kind: str) -> list[Node]:
    """The notices or the decisions that came with a case, oldest first."""
    return sorted(
        (node for node in page.others.values() if node.kind == kind), key=lambda node: node.id
    )


def _notices(found: Snapshot, page: Page, viewer: Viewer) -> tuple[Notice, ...]:
    notices = []
    for node in members(page, RecognitionNotice.kind):
        record = loaded(node, page.edges).record
        assert isinstance(record, RecognitionNotice)  # noqa: S101 - the kind says so
        parties = (named_party(found, page.others.get(id_), viewer) for id_ in record.proposed)
        notices.append(Notice(node.id, node.rev, record, tuple(parties)))
    return tuple(notices)


def winners_of(found: Snapshot, page: Page, decision: Id, viewer: Viewer) -> tuple[Winner, ...]:
    """Whom a decision recognises, by the ties that came with *page*; the delegate first."""
    return tuple(
        Winner(
            named_party(found, page.others.get(edge.target), viewer),
            tie.share or 0,
            tie.part == "delegate",
        )
        for edge, tie in recognised_by(page, decision)
    )


def _decisions(found: Snapshot, page: Page, viewer: Viewer) -> tuple[CaseDecision, ...]:
    decisions = []
    for node in members(page, RecognitionDecision.kind):
        record = loaded(node, page.edges).record
        assert isinstance(record, RecognitionDecision)  # noqa: S101 - the kind says so
        decisions.append(CaseDecision(node.id, record, winners_of(found, page, node.id, viewer)))
    return tuple(decisions)
