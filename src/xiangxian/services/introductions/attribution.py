"""Who connected which project: chains of introductions and the credit they carry (design §5).

Pure functions over a NetworkX graph whose edges are claims. Days are proleptic ordinals of
Beijing days; an unknown bound is minus or plus infinity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import networkx as nx

from xiangxian.domain.claims import ClaimState, Level, reaches, weakest

Id = str
Day = float
"""An ordinal, or an infinity."""

LONGEST = 6
MOST_CHAINS = 1000
"""The most chains that are listed of one project; its credit is that of all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One introduction: *by* introduced *of*, for *project* or for none in particular,
    some day between *lo* and *hi*."""

    id: Id
    by: Id
    of: Id
    project: Id | None
    state: ClaimState
    lo: Day = -math.inf
    hi: Day = math.inf


@dataclass(frozen=True, slots=True)
class Side:
    """One party of a project's investor side, until the day *until* at the latest."""

    party: Id
    until: Day = math.inf


@dataclass(frozen=True, slots=True)
class Case:
    """One project: its amount in 分 (None: 金额未填), its investor side, and its signing.

    *signed_by* is the last day on which it may have been signed, plus infinity when it was not.
    *native* says that a native stands on its investor side; *ended* ones stand apart.
    """

    project: Id
    amount: int | None
    sides: tuple[Side, ...] = ()
    signed_by: Day = math.inf
    native: bool = False
    ended: bool = False

    def on_side(self, party: Id, day: Day) -> bool:
        """Whether *party* is the investor's own side for an introduction not before *day*."""
        return any(side.party == party and side.until >= day for side in self.sides)


class Why(StrEnum):
    """Why an introduction does not count for a project at a level."""

    WEAK = "weak"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    OTHER_PROJECT = "other_project"
    OWN_SIDE = "own_side"
    AFTER_SIGNING = "after_signing"


class Rule(StrEnum):
    """How a project's amount is shared among its introducers."""

    EQUAL = "equal"
    FIRST = "first"
    LAST = "last"
    DECAY = "decay"

    @property
    def label(self) -> str:
        """The rule's screen word."""
        return _RULE_LABELS[self]

    @property
    def said(self) -> str:
        """How it counts, in one sentence."""
        return _RULE_SENTENCES[self]


_RULE_LABELS = {
    Rule.EQUAL: "参与牵线的平分",
    Rule.FIRST: "归牵线的起头人",
    Rule.LAST: "归最后牵到项目的人",
    Rule.DECAY: "离项目越近份额越大",
}


_RULE_SENTENCES = {
    Rule.EQUAL: "每个项目的金额由参与牵线的各方平分，一方在几条牵线经过里也只算一份。",
    Rule.FIRST: "每个项目的金额归牵线的起头人，有几位就平分。",
    Rule.LAST: "每个项目的金额归最后牵到项目的人，有几位就平分。",
    Rule.DECAY: "每个项目的金额由参与牵线的各方分，离项目近的份额大，每远一层减半。",
}


class Outcome(StrEnum):
    """What a project falls into at a level."""

    INTRODUCED = "introduced"
    SELF_RETURN = "self_return"
    NONE = "none"

    @property
    def label(self) -> str:
        """The outcome's screen word."""
        return {"introduced": "有人牵线", "self_return": "本人回乡投资", "none": "没有登记引荐人"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Chain:
    """Introductions in order, each leading to the next, the last entering the project."""

    claims: tuple[Claim, ...]

    @property
    def parties(self) -> tuple[Id, ...]:
        """Everybody in it, from who begins it to what it reaches."""
        return (*(claim.by for claim in self.claims), self.claims[-1].of)

    @property
    def state(self) -> ClaimState:
        """As strong as its weakest hop."""
        return weakest([claim.state for claim in self.claims])


@dataclass(frozen=True, slots=True)
class Attribution:
    """A project at a level: its chains, and what its credit needs of them.

    *distances* is, by introducer, the fewest hops between their own introduction and the project;
    *firsts* are those who begin a chain. *more* says that not all *chains* are listed; *untold* are
    the introductions of those that are not. Where *exact* is False, even distances and firsts could
    not be followed to the end: some may be nearer, or first, who are not.
    """

    case: Case
    level: Level
    chains: tuple[Chain, ...]
    distances: Mapping[Id, int]
    firsts: frozenset[Id] = frozenset()
    untold: tuple[Claim, ...] = ()
    more: bool = False
    exact: bool = True

    @property
    def claims(self) -> dict[Id, Claim]:
        """The introductions that its chains are made of, listed or not, by id."""
        told = {claim.id: claim for chain in self.chains for claim in chain.claims}
        return told | {claim.id: claim for claim in self.untold}

    @property
    def introducers(self) -> tuple[Id, ...]:
        """P(X), in order of id."""
        return tuple(sorted(self.distances))

    @property
    def outcome(self) -> Outcome:
        """Introduced, a self-return, or none recorded."""
        if self.distances:
            return Outcome.INTRODUCED
        return Outcome.SELF_RETURN if self.case.native else Outcome.NONE


def claim_graph(claims: Iterable[Claim]) -> nx.MultiDiGraph[Id]:
    """The graph of *claims*, keyed by their ids; its `naming` leads from a project to the claims
    that name it."""
    naming: dict[Id, list[Claim]] = {}
    graph: nx.MultiDiGraph[Id] = nx.MultiDiGraph(naming=naming)
    for claim in sorted(claims, key=lambda claim: claim.id):
        graph.add_edge(claim.by, claim.of, key=claim.id, claim=claim)
        if claim.project is not None:
            naming.setdefault(claim.project, []).append(claim)
    return graph


def why_not(claim: Claim, case: Case, level: Level) -> Why | None:
    """Why *claim* does not count for the project of *case*; None when it does."""
    if claim.state is ClaimState.DISPUTED:
        return Why.DISPUTED
    if claim.state is ClaimState.WITHDRAWN:
        return Why.WITHDRAWN
    if claim.project not in (None, case.project):
        return Why.OTHER_PROJECT
    if case.on_side(claim.by, claim.lo):
        return Why.OWN_SIDE
    if claim.lo > case.signed_by:
        return Why.AFTER_SIGNING
    return None if reaches(claim.state, level) else Why.WEAK


def enters(claim: Claim, case: Case) -> bool:
    """Whether *claim* leads into the project: to it, by name, or to its investor side."""
    if case.project in (claim.of, claim.project):
        return True
    return case.on_side(claim.of, claim.lo)


def claims_to(graph: nx.MultiDiGraph[Id], party: Id) -> Iterator[Claim]:
    """Every introduction of *party*, by id."""
    if party in graph:
        found = [data["claim"] for _by, _of, data in graph.in_edges(party, data=True)]
        yield from sorted(found, key=lambda claim: claim.id)


def entering(graph: nx.MultiDiGraph[Id], case: Case) -> list[Claim]:
    """Every claim that enters the project, whether it counts or not."""
    found = {}
    for party in (case.project, *(side.party for side in case.sides)):
        found.update({claim.id: claim for claim in claims_to(graph, party)})
    named: Mapping[Id, list[Claim]] = graph.graph["naming"]
    found.update({claim.id: claim for claim in named.get(case.project, ())})
    return sorted((each for each in found.values() if enters(each, case)), key=lambda c: c.id)


def _equal(found: Attribution) -> dict[Id, Fraction]:
    return dict.fromkeys(found.introducers, Fraction(1))


def _first(found: Attribution) -> dict[Id, Fraction]:
    return dict.fromkeys(found.firsts, Fraction(1))


def _last(found: Attribution) -> dict[Id, Fraction]:
    return {party: Fraction(1) for party, distance in found.distances.items() if not distance}


def _decay(found: Attribution) -> dict[Id, Fraction]:
    return {party: Fraction(1, 2**distance) for party, distance in found.distances.items()}


_WEIGHTS: Mapping[Rule, Callable[[Attribution], dict[Id, Fraction]]] = {
    Rule.EQUAL: _equal,
    Rule.FIRST: _first,
    Rule.LAST: _last,
    Rule.DECAY: _decay,
}


def weights(found: Attribution, rule: Rule) -> dict[Id, Fraction]:
    """The weight of each introducer; those that *rule* passes over are left out."""
    return _WEIGHTS[rule](found)


def divide(amount: int, shares: Mapping[Id, Fraction]) -> dict[Id, int]:
    """*amount* by the *shares*, in whole units, by largest remainder; ties go to the smaller id."""
    total = sum(shares.values())
    if not total:
        return {}
    exact = {party: amount * share / total for party, share in shares.items()}
    given = {party: math.floor(value) for party, value in exact.items()}
    left = amount - sum(given.values())
    by_remainder = sorted(exact, key=lambda party: (given[party] - exact[party], party))
    for party in by_remainder[:left]:
        given[party] += 1
    return given


def credit(found: Attribution, rule: Rule) -> dict[Id, int]:
    """Each introducer's part of the amount in 分; empty when it is unknown or the project ended."""
    if found.case.amount is None or found.case.ended:
        return {}
    return divide(found.case.amount, weights(found, rule))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The sums over many projects: by introducer, by outcome, and what has no amount.

    *credits* plus *self_return* plus *none* is *total*; all in 分. *cut* counts the projects whose
    shares are not exact.
    """

    credits: Mapping[Id, int]
    projects: Mapping[Id, tuple[Id, ...]]
    self_return: int
    none: int
    total: int
    without_amount: int
    ended: int
    cut: int = 0


def ledger(found: Iterable[Attribution], rule: Rule) -> Ledger:
    """The sums of *found* under *rule*; ended projects stand apart and are only counted."""
    sums_of: dict[Id, int] = {}
    projects: dict[Id, list[Id]] = {}
    sums = dict.fromkeys(Outcome, 0)
    without_amount = ended = cut = 0
    for each in found:
        if each.case.ended:
            ended += 1
            continue
        cut += not each.exact
        for party in each.introducers:
            sums_of.setdefault(party, 0)
            projects.setdefault(party, []).append(each.case.project)
        if each.case.amount is None:
            without_amount += 1
            continue
        sums[each.outcome] += each.case.amount
        for party, part in credit(each, rule).items():
            sums_of[party] += part
    return Ledger(
        sums_of,
        {party: tuple(ids) for party, ids in projects.items()},
        sums[Outcome.SELF_RETURN],
        sums[Outcome.NONE],
        sum(sums.values()),
        without_amount,
        ended,
        cut,
    )
