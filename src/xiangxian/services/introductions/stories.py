"""Who connected which project, told: a project's story and a person's, for one viewer.

Page, picture, table, export and command line all read the same story.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.projects import Project
from xiangxian.domain.values.amounts import wan_label
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import IN_PROGRESS, STAGES
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.attribution import (
    Attribution,
    Claim,
    Outcome,
    Rule,
    Why,
    credit,
    entering,
    why_not,
)
from xiangxian.services.introductions.decided import recognised_by
from xiangxian.services.introductions.network import (
    Snapshot,
    snapshot,
    visible_project,
    visible_projects,
)
from xiangxian.services.introductions.story_sentences import (
    PROTECTED,
    Hop,
    Named,
    ProjectProgress,
    ToldProject,
    chain_told,
    first_words,
    founded,
    short,
    told,
)
from xiangxian.services.introductions.totals import stated_words
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

UNFILLED = "金额未填"
"""What stands for the amount of a project where none is written."""
STAGE_WORDS = {option.code: option.label for option in STAGES}

SAID = {"lead": "还是线索", "intent": "达成意向", "paused": "暂缓", "terminated": "已终止"}
"""Stages whose word does not make a sentence."""

REASONS: Mapping[Why, str] = {
    Why.WEAK: "还没有证实",
    Why.DISPUTED: "说法不一，先不算",
    Why.WITHDRAWN: "已撤销",
    Why.OTHER_PROJECT: "说的是别的项目",
    Why.OWN_SIDE: "是投资人自己一方",
    Why.AFTER_SIGNING: "在签约之后",
}
_SALT = secrets.token_bytes(32)
UNCHAINED = "前后日子接不上，或已在更长的牵线经过里"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a story; *reference* is None for whom the viewer may not know, *native* tells 乡贤
    from 客商."""

    key: str
    kind: str
    named: Named
    reference: Reference | None
    native: bool = False


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """One introduction of the picture and the table.

    *counted* says whether it is part of a chain here, *reason* why not. *evidence* are
    what it rests on. Of one that is not the viewer's to read (*known* is False) there is only that it is.
    *enters* says that it leads into the project itself and not to somebody in between.
    """

    id: Id
    by: Party
    of: Party
    at: str
    state: ClaimState
    channel: str
    counted: bool
    reason: str
    evidence: tuple[Reference, ...]
    noted_first: bool = False
    known: bool = True
    enters: bool = False


@dataclass(frozen=True, slots=True)
class ToldChain:
    """One chain in words, with its parties and its state."""

    parties: tuple[Party, ...]
    state: ClaimState
    sentence: str


@dataclass(frozen=True, slots=True)
class Share:
    """An introducer's part of a project: 万元 as text under each rule, empty where unknown.

    *credits* are the same in 分.
    """

    party: Party
    parts: Mapping[Rule, str]
    begins: bool
    credits: Mapping[Rule, int]


@dataclass(frozen=True, slots=True)
class ProjectStory:
    """Everything the project's page says about who connected it.

    *passed_on* is the sentence with how well it is founded, for who reads it alone; *proofs* is all
    that the story rests on, *evidence* what the project itself names. *filled* says that there is an
    amount to share, *came* which year stands for a 回归年份 that is not written.
    """

    id: Id
    title: str
    level: Level
    outcome: Outcome
    sentence: str
    passed_on: str
    line: str
    stage: str
    amount: str
    filled: bool
    came: str
    chains: tuple[ToldChain, ...]
    shares: tuple[Share, ...]
    claims: tuple[ToldClaim, ...]
    natives: tuple[Party, ...]
    investors: tuple[Party, ...]
    evidence: tuple[Reference, ...]
    proofs: tuple[Reference, ...]
    more: bool
    exact: bool
    ended: bool

    @property
    def rivals(self) -> tuple[ToldClaim, ...]:
        """The claims to lay side by side: more than one party says to have brought the project, or
        what is said is disputed. None otherwise."""
        into = tuple(
            claim
            for claim in self.claims
            if claim.enters and claim.state is not ClaimState.WITHDRAWN
        )
        disputed = any(claim.state is ClaimState.DISPUTED for claim in into)
        return into if disputed or len({claim.by.key for claim in into}) > 1 else ()


def stand_in(id_: Id) -> str:
    """What stands for the id of a record that the viewer may not know: the same for one record as
    long as the program runs, and nothing of the id."""
    return hashlib.blake2s(id_.encode(), key=_SALT, digest_size=16).hexdigest()


def party(found: Snapshot, id_: Id, viewer: Viewer) -> Party:
    """The party *id_* as the viewer may know it."""
    node = found.nodes.get(id_)
    named = found.named(id_, viewer)
    if node is None or not gate.visible(viewer, node):
        return Party(stand_in(id_), "person", named, None)
    return Party(id_, node.kind, named, refer(node), found.is_native(id_))


def evidence_of(found: Snapshot, id_: Id, viewer: Viewer) -> tuple[Reference, ...]:
    """The evidence of a record that the viewer may see."""
    nodes = (found.nodes.get(each) for each in found.linked("EVIDENCE", id_))
    return tuple(refer(node) for node in nodes if node is not None and gate.visible(viewer, node))


def proofs_of(found: Snapshot, attributed: Attribution, viewer: Viewer) -> tuple[Reference, ...]:
    """All that a project's story rests on, each piece once: what the project names and what the
    introductions of its chains name."""
    records = (attributed.case.project, *attributed.claims)
    pieces = (each for id_ in records for each in evidence_of(found, id_, viewer))
    return tuple({piece.id: piece for piece in pieces}.values())


def progress(project: Project) -> ProjectProgress:
    """How far the project is, with the day and the words of its latest step."""
    step = next((step for step in reversed(project.stages) if step.stage == project.stage), None)
    return ProjectProgress(
        project.stage,
        SAID.get(project.stage or "", STAGE_WORDS.get(project.stage or "", "")),
        step.on if step else None,
        (step.note or "") if step else "",
    )


def facts(found: Snapshot, attributed: Attribution, viewer: Viewer) -> ToldProject:
    """What the sentence of a project is made of, as the viewer may know it."""
    id_ = attributed.case.project
    project = found.projects[id_]
    enterprise = found.linked("ENTERPRISE", id_)
    target = project.title()
    landed = found.nodes.get(enterprise[0]) if enterprise else None
    if landed is not None and gate.visible(viewer, landed):
        target = refer(landed).title
    chains = tuple(
        tuple(_hop(found, claim, viewer) for claim in chain.claims) for chain in attributed.chains
    )
    disputed = tuple(
        (found.named(claim.by, viewer), len(evidence_of(found, claim.id, viewer)))
        for claim in entering(found.graph, attributed.case)
        if claim.state is ClaimState.DISPUTED
    )
    outside = stated_words(found, viewer=viewer) if project.stage in IN_PROGRESS else ()
    returned = attributed.outcome is Outcome.SELF_RETURN
    natives = found.returning(id_) if returned else found.linked("NATIVES", id_)
    return ToldProject(
        target,
        found.township.removesuffix("镇").removesuffix("乡").removesuffix("街道"),
        progress(project),
        tuple(found.named(native, viewer) for native in natives),
        _invited(found, id_, viewer),
        chains,
        disputed,
        outside,
        more=attributed.more,
        untold=tuple(_hop(found, claim, viewer) for claim in attributed.untold),
        exact=attributed.exact,
        decision=decision_of(found, id_, viewer),
    )


def decision_of(found: Snapshot, id_: Id, viewer: Viewer) -> str:
    """Who a recognition case decided to be the first introducer of a project, in words.

    Whoever reads a project reads this: a decision is public, its case is not. Somebody the viewer
    may not know is 受保护联系人.
    """
    decided = found.decided.get(id_)
    if decided is None:
        return ""
    ends = (edge.target for edge, _tie in recognised_by(decided.page, decided.id))
    nodes = [found.nodes.get(end) or decided.page.others.get(end) for end in ends]
    names = [
        refer(node).title if node is not None and gate.visible(viewer, node) else PROTECTED
        for node in nodes
    ]
    return first_words(names, decided.record.on)


def came_words(project: Project) -> str:
    """2024年（没写，照签约的日子）; empty where 回归年份 is written or nothing stands for it."""
    on, word = project.came()
    return f"{on.year}年（没写，照{word}的日子）" if on is not None and word else ""


def _hop(found: Snapshot, claim: Claim, viewer: Viewer) -> Hop:
    introduction = introduction_of(found, claim.id, viewer)
    return Hop(
        found.named(claim.by, viewer),
        found.named(claim.of, viewer),
        introduction.at if introduction else None,
        claim.state,
    )


def introduction_of(found: Snapshot, id_: Id, viewer: Viewer) -> Introduction | None:
    """The record of an introduction, if it is the viewer's to read."""
    node = found.introductions.get(id_)
    if node is None or not gate.visible(viewer, node):
        return None
    record = schema.KINDS["introduction"].parsed(node.values)
    return record if isinstance(record, Introduction) else None


def _invited(found: Snapshot, id_: Id, viewer: Viewer) -> PartialDate | None:
    for event_id in found.linked("INVITED_AT", id_):
        node = found.nodes.get(event_id)
        if node is not None and gate.visible(viewer, node):
            return getattr(schema.KINDS["event"].parsed(node.values), "on", None)
    return None


def project_story(
    store: GraphStore,
    id_: Id,
    *,
    viewer: Viewer,
    level: Level = Level.RECORDED,
    measure: str = "agreed",
) -> ProjectStory:
    """The story of a project; raises `Missing` when it is not the viewer's."""
    found = snapshot(store)
    project = visible_project(found, id_, viewer)
    attributed = found.attributions(level, measure)[id_]
    known = facts(found, attributed, viewer)
    money = attributed.case.amount
    shown: str = project.shown(measure)
    chains = tuple(
        ToldChain(
            tuple(party(found, each, viewer) for each in chain.parties),
            chain.state,
            chain_told(told_chain, known),
        )
        for chain, told_chain in zip(attributed.chains, known.chains, strict=True)
    )
    return ProjectStory(
        id_,
        project.title(),
        level,
        attributed.outcome,
        told(known),
        told(known, founded(known, level)),
        short(known, level),
        STAGE_WORDS.get(project.stage or "", "阶段未填"),
        shown if money is not None or shown else UNFILLED,
        money is not None,
        came_words(project),
        chains,
        _shares(found, attributed, viewer),
        _claims(found, attributed, viewer),
        tuple(party(found, each, viewer) for each in found.linked("NATIVES", id_)),
        tuple(party(found, each, viewer) for each in found.linked("INVESTORS", id_)),
        evidence_of(found, id_, viewer),
        proofs_of(found, attributed, viewer),
        attributed.more,
        attributed.exact,
        project.ended,
    )


def _shares(found: Snapshot, attributed: Attribution, viewer: Viewer) -> tuple[Share, ...]:
    by_rule = {rule: credit(attributed, rule) for rule in Rule}
    return tuple(
        Share(
            party(found, each, viewer),
            {rule: wan_label(parts[each]) for rule, parts in by_rule.items() if each in parts},
            each in attributed.firsts,
            {rule: parts[each] for rule, parts in by_rule.items() if each in parts},
        )
        for each in attributed.introducers
    )


def _claims(found: Snapshot, attributed: Attribution, viewer: Viewer) -> tuple[ToldClaim, ...]:
    """Every introduction round the project: those of its chains, and those that do not count."""
    counted = attributed.claims
    shown = dict(counted)
    into = {claim.id: claim for claim in entering(found.graph, attributed.case)}
    shown |= into
    return tuple(
        replace(
            _told_claim(found, claim, attributed, viewer, counted=claim.id in counted),
            enters=claim.id in into,
        )
        for claim in sorted(shown.values(), key=lambda claim: (claim.id not in counted, claim.id))
    )


def _told_claim(
    found: Snapshot, claim: Claim, attributed: Attribution, viewer: Viewer, *, counted: bool
) -> ToldClaim:
    introduction = introduction_of(found, claim.id, viewer)
    why = why_not(claim, attributed.case, attributed.level)
    return ToldClaim(
        claim.id if introduction else stand_in(claim.id),
        party(found, claim.by, viewer),
        party(found, claim.of, viewer),
        introduction.shown("at") if introduction else "",
        claim.state,
        introduction.shown("channel") if introduction else "",
        counted,
        "" if counted else REASONS[why] if why else UNCHAINED,
        evidence_of(found, claim.id, viewer) if introduction else (),
        bool(introduction and introduction.noted_first),
        known=introduction is not None,
    )


def find_projects(store: GraphStore, typed: str, *, viewer: Viewer) -> list[tuple[Id, str]]:
    """The projects that *typed* names in full, else in part, or is the id of: ids, each with a
    line that tells namesakes apart."""
    found = snapshot(store)
    seen = visible_projects(found, viewer)
    if typed in seen:
        hits = [typed]
    else:
        hits = [id_ for id_ in seen if found.projects[id_].title() == typed]
        hits = hits or [id_ for id_ in seen if typed and typed in found.projects[id_].title()]
    return [(id_, _told_apart(found, id_)) for id_ in hits]


def _told_apart(found: Snapshot, id_: Id) -> str:
    project = found.projects[id_]
    parts = (project.title(), STAGE_WORDS.get(project.stage or "", ""), project.block or "")
    return " · ".join(part for part in parts if part)
