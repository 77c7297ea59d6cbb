"""Who claims a project: the introductions round it with everything a recognition case asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import isinf

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.recognition.checks import (
    Claimant,
    ClaimFacts,
    Days,
    Placed,
    claimants,
    in_time_order,
)
from xiangxian.domain.recognition.confirmations import Confirmation, Confirmer, last_words
from xiangxian.domain.recognition.policies import Policy
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.attribution import Claim, entering
from xiangxian.services.introductions.network import Snapshot
from xiangxian.services.introductions.stories import Party, evidence_of, party
from xiangxian.services.records import Reference
from xiangxian.store.base import Id, Node


@dataclass(frozen=True, slots=True)
class RivalClaim:
    """One claim as the viewer reads it beside its rivals.

    *on* and *filed* are texts, empty where not known, as are *relation*, *status* and *role*; *placed* is
    its place in time. *words* are what each side says now.
    """

    id: Id
    by: Party
    of: Party
    on: str
    filed: str
    channel: str
    state: ClaimState
    words: tuple[Confirmation, ...]
    evidence: tuple[Reference, ...]
    placed: Placed
    noted_first: bool
    relation: str = ""
    status: str = ""
    role: str = ""
    filed_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Rivals:
    """All claims on a project, in time order, and everybody who makes one.

    *hidden* is how many claims this viewer may not see.
    """

    claims: tuple[RivalClaim, ...]
    claimants: tuple[Claimant, ...]
    parties: dict[Id, Party]
    hidden: int


def rivals(found: Snapshot, project_id: Id, policy: Policy | None, viewer: Viewer) -> Rivals:
    """The claims on a project: what its chains are made of and whatever else enters it.

    An introduction that names another project is no claim on this one.
    """
    project = found.projects[project_id]
    claims, hidden = [], 0
    for claim in _round(found, project_id):
        node = found.introductions.get(claim.id)
        by = found.nodes.get(claim.by)
        if node is None or by is None or not _both_visible(viewer, node, by):
            hidden += 1
            continue
        claims.append((claim, _introduction(node)))
    facts = [_facts(found, project_id, claim, said, viewer) for claim, said in claims]
    placed = {each.claim.id: each for each in in_time_order(facts)}
    told = {
        claim.id: RivalClaim(
            claim.id,
            party(found, claim.by, viewer),
            party(found, claim.of, viewer),
            said.shown("at") or _occasion(claim),
            said.shown("filed_on"),
            said.shown("channel"),
            claim.state,
            tuple(last_words(said.confirmations).values()),
            evidence_of(found, claim.id, viewer),
            placed[claim.id],
            said.noted_first,
            said.shown("relation"),
            said.shown("introducer_status"),
            said.shown("role"),
            said.filed_on,
        )
        for claim, said in claims
    }
    everybody = claimants(facts, policy, project)
    return Rivals(
        tuple(told[id_] for id_ in placed),
        everybody,
        {each.party: party(found, each.party, viewer) for each in everybody},
        hidden,
    )


def _round(found: Snapshot, project_id: Id) -> list[Claim]:
    attributed = found.attributions(Level.RECORDED, "agreed")[project_id]
    claims = attributed.claims
    claims |= {claim.id: claim for claim in entering(found.graph, attributed.case)}
    return [
        claim
        for _, claim in sorted(claims.items())
        if claim.project in (None, project_id) or claim.of == project_id
    ]


def _both_visible(viewer: Viewer, *nodes: Node) -> bool:
    return all(gate.visible(viewer, node) for node in nodes)


def _introduction(node: Node) -> Introduction:
    record = Introduction.parsed(node.values)
    assert isinstance(record, Introduction)  # noqa: S101 - the kind says so
    return record


def _facts(
    found: Snapshot, project_id: Id, claim: Claim, said: Introduction, viewer: Viewer
) -> ClaimFacts:
    case = found.case(project_id, "agreed")
    node = found.nodes[claim.by]
    record = schema.KINDS[node.kind].parsed(node.values)
    office = bool(getattr(record, "public_office", False))
    office = office or getattr(record, "organisation_kind", None) == "office"
    days: Days | None = None if isinf(claim.lo) and isinf(claim.hi) else (claim.lo, claim.hi)
    filed = said.filed_on.interval() if said.filed_on else None
    return ClaimFacts(
        claim.id,
        claim.by,
        days,
        (filed[0].toordinal(), filed[1].toordinal()) if filed else None,
        said.relation,
        said.introducer_status,
        case.on_side(claim.by, claim.lo),
        office,
        claim.state,
        _vouching(said),
        len(evidence_of(found, claim.id, viewer)),
    )


def _vouching(said: Introduction) -> frozenset[Confirmer]:
    return frozenset(
        side for side, word in last_words(said.confirmations).items() if not word.denies
    )


def _occasion(claim: Claim) -> str:
    """The day of the occasion, where the introduction itself says none."""
    if isinf(claim.lo) or isinf(claim.hi):
        return ""
    first, last = date.fromordinal(int(claim.lo)), date.fromordinal(int(claim.hi))
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    return f"{first.year}年" if first.year == last.year else f"{first.year}年至{last.year}年"
