"""What a recognition case can be told from its records: time order, who is excluded, what is missing.

Pure: facts go in, findings come out. Nothing here says who was first. What is not recorded is never
taken for a pass.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.confirmations import Confirmer
from xiangxian.domain.recognition.policies import EXCLUDED_RELATIONS, Filing, Policy
from xiangxian.domain.values.stages import ROAD, STAGES

Days = tuple[float, float]
"""First and last day, as ordinals of Beijing days; infinite where it is not bounded."""

USUAL_CONFIRMERS = (Confirmer.INVESTOR, Confirmer.CARRIER_UNIT, Confirmer.DESTINATION_UNIT)
"""Who confirms where no rule says so (domain notes §2.1: most rules name these three)."""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What is recorded of one claim.

    *party* claims, in the introduction *id*. *said* and *filed* are when the introduction was and
    when it was filed, None where nothing dates it. *on_side* says that the party is the investor's
    side of the project, *office* that it holds, or is, a public office.
    """

    id: str
    party: str
    said: Days | None = None
    filed: Days | None = None
    relation: str | None = None
    status: str | None = None
    on_side: bool = False
    office: bool = False
    state: ClaimState = ClaimState.DECLARED
    vouching: frozenset[Confirmer] = frozenset()
    evidence: int = 0

    @property
    def earliest(self) -> Days | None:
        """When it was first said or filed, whichever begins first."""
        known = [days for days in (self.filed, self.said) if days is not None]
        return min(known, default=None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim in its place; *unsure* names the rivals whose days overlap with its own."""

    claim: ClaimFacts
    dated: bool
    unsure: tuple[str, ...] = ()


def in_time_order(claims: Iterable[ClaimFacts]) -> list[Placed]:
    """Claims by when they were first said or filed, undated ones last.

    An order and no verdict: where the days of two rivals overlap, it says that it cannot tell.
    """
    claims = list(claims)
    ordered = sorted(claims, key=lambda each: (each.earliest or (math.inf, math.inf), each.id))
    return [
        Placed(
            claim,
            claim.earliest is not None,
            tuple(
                other.id
                for other in claims
                if other.party != claim.party and _overlap(claim.earliest, other.earliest)
            ),
        )
        for claim in ordered
    ]


def _overlap(one: Days | None, other: Days | None) -> bool:
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


class Result(StrEnum):
    """What a rule says of somebody."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The screen words."""
        return _RESULTS[self]


_RESULTS = {
    Result.MET: "符合",
    Result.FAILED: "不符合",
    Result.UNKNOWN: "没有记录，请问清楚",
}

_BY_RELATION = {code: relation for relation, code in EXCLUDED_RELATIONS.items()}
_BY_STATUS = frozenset(
    ("public_servant", "state_firm", "publicly_funded", "station_officer", "promotion_body")
)


def exclusion_check(code: str, claims: Sequence[ClaimFacts]) -> Result:
    """Whether a claimant with *claims* is clear of the exclusion *code* of a rule.

    One record that says so excludes; one that says otherwise clears; silence is `UNKNOWN`, and so
    is a rule of which nothing is recorded (`favoured_platform`).
    """
    if code == "investor" and any(claim.on_side for claim in claims):
        return Result.FAILED
    if code == "public_servant" and any(claim.office for claim in claims):
        return Result.FAILED
    if code in _BY_RELATION:
        said, meant = {claim.relation for claim in claims}, _BY_RELATION[code]
    elif code in _BY_STATUS:
        said, meant = {claim.status for claim in claims}, code
    else:
        return Result.UNKNOWN
    if meant in said:
        return Result.FAILED
    return Result.MET if said - {None} else Result.UNKNOWN


def filing_check(
    filing: Filing,
    filed: Days | None,
    *,
    contact: Days | None,
    signed: Days | None,
    started: Days | None,
) -> Result:
    """Whether a claim was filed when the rule says it had to be; the same day tells no order."""
    if filed is None:
        return Result.UNKNOWN
    if filing.rule == "within_months_after_start":
        if started is None or math.isinf(started[0]):
            return Result.UNKNOWN
        months = filing.months or 0
        if filed[1] <= later_by(started[0], months):
            return Result.MET
        return Result.FAILED if filed[0] > later_by(started[1], months) else Result.UNKNOWN
    before = contact if filing.rule == "before_contact" else signed
    if before is None:
        return Result.UNKNOWN
    if filed[1] < before[0]:
        return Result.MET
    return Result.FAILED if filed[0] > before[1] else Result.UNKNOWN


def later_by(day: float, months: int) -> float:
    """The day *months* months after the ordinal *day*, the month's last where it has no such day."""
    if math.isinf(day):
        return day
    start = date.fromordinal(int(day))
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()


def reached(project: Project, stage: str, *, or_later: bool = False) -> Days | None:
    """When the project came to *stage* by its history; None where no dated step says so.

    With *or_later* a dated step behind it says until when it must have come there, not since when.
    """
    place = ROAD.index(stage)
    own, later = _dated(project, (stage,)), _dated(project, ROAD[place + 1 :])
    last = min((days[1] for days in later), default=math.inf) if or_later else math.inf
    if own:
        first = min(own)
        return first[0], max(min(first[1], last), first[0])
    return None if math.isinf(last) else (-math.inf, last)


def _dated(project: Project, stages: Collection[str]) -> list[Days]:
    return [
        (interval[0].toordinal(), interval[1].toordinal())
        for step in project.stages
        if step.stage in stages and step.on and (interval := step.on.interval())
    ]


def deadline(policy: Policy, project: Project) -> float | None:
    """The last day on which a reward may be asked for, as an ordinal; None where nobody can say.

    The rule says in its own words from when it counts; only a stage's name among them is understood.
    """
    if policy.claim is None:
        return None
    for option in STAGES[: len(ROAD)]:
        if option.label in policy.claim.since:
            days = reached(project, option.code)
            return None if days is None else later_by(days[1], policy.claim.months)
    return None


class What(StrEnum):
    """What a case may lack."""

    POLICY = "policy"
    CLAIMS = "claims"
    CONTRACT = "contract"
    AMOUNT = "amount"
    CONFIRMATIONS = "confirmations"
    EVIDENCE = "evidence"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"
    FILING = "filing"
    FILED_LATE = "filed_late"
    DISPUTED = "disputed"
    NOTICE = "notice"
    UNNAMED = "unnamed"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a case lacks: for *party*, or for the whole case; *codes* say which."""

    what: What
    party: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimant:
    """A party with its claims and what the rule says of it."""

    party: str
    claims: tuple[ClaimFacts, ...]
    checks: tuple[tuple[str, Result], ...] = ()
    filing: Result | None = None

    @property
    def vouching(self) -> frozenset[Confirmer]:
        """Who vouches for any of its claims."""
        return frozenset(side for claim in self.claims for side in claim.vouching)

    @property
    def standing_claims(self) -> tuple[ClaimFacts, ...]:
        """The claims that nobody withdrew."""
        return tuple(c for c in self.claims if c.state is not ClaimState.WITHDRAWN)


def claimants(
    claims: Sequence[ClaimFacts], policy: Policy | None, project: Project
) -> tuple[Claimant, ...]:
    """Everybody who claims the project, those first whose claim is first in time."""
    by_party: dict[str, list[ClaimFacts]] = {}
    for placed in in_time_order(claims):
        by_party.setdefault(placed.claim.party, []).append(placed.claim)
    codes = policy.exclusions if policy else ()
    return tuple(
        Claimant(
            party,
            tuple(own),
            tuple((code, exclusion_check(code, own)) for code in codes),
            _filing(own, policy, project),
        )
        for party, own in by_party.items()
    )


def _filing(own: Sequence[ClaimFacts], policy: Policy | None, project: Project) -> Result | None:
    if policy is None or policy.filing is None:
        return None
    results = {
        filing_check(
            policy.filing,
            claim.filed,
            contact=claim.said or reached(project, "negotiating", or_later=True),
            signed=reached(project, "signed", or_later=True),
            started=reached(project, "started"),
        )
        for claim in own
    }
    return next(each for each in (Result.MET, Result.UNKNOWN, Result.FAILED) if each in results)


def needed_confirmers(policy: Policy | None) -> tuple[Confirmer, ...]:
    """Who has to confirm: by the rule, else the usual three."""
    if policy is None or not policy.confirmations_needed:
        return USUAL_CONFIRMERS
    return tuple(Confirmer(code) for code in policy.confirmations_needed)


_AMOUNTS = ("fixed", "paid_in", "agreed")
"""Bases of rewards that a project's own fields hold."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the missing is worked out from.

    *proposed* are the parties a notice names, empty while there is none: then everybody's claim is
    looked at. *notice_held* says that the notice is over without an objection that holds or waits.
    """

    project: Project
    claimants: tuple[Claimant, ...]
    policy: Policy | None = None
    without_policy: bool = False
    proposed: Collection[str] = field(default=())
    notice_held: bool = False


def lacks(case: CaseFacts, today: date) -> list[Lack]:
    """What the case lacks on *today*, what concerns it whole first."""
    found = []
    if case.policy is None and not case.without_policy:
        found.append(Lack(What.POLICY))
    if not any(claimant.standing_claims for claimant in case.claimants):
        found.append(Lack(What.CLAIMS))
    if reached(case.project, "signed", or_later=True) is None:
        found.append(Lack(What.CONTRACT))
    if case.policy is not None:
        bases = [schedule.base for schedule in case.policy.rewards if schedule.base in _AMOUNTS]
        unknown = tuple(
            dict.fromkeys(base for base in bases if getattr(case.project, base) is None)
        )
        if unknown:
            found.append(Lack(What.AMOUNT, codes=unknown))
        last = deadline(case.policy, case.project)
        if last is not None and today.toordinal() > last:
            found.append(Lack(What.DEADLINE, codes=(date.fromordinal(int(last)).isoformat(),)))
    needed = needed_confirmers(case.policy)
    for claimant in case.claimants:
        if claimant.standing_claims and (not case.proposed or claimant.party in case.proposed):
            found += lacks_of(claimant, needed)
    if not case.notice_held:
        found.append(Lack(What.NOTICE))
    return found


def lacks_of(claimant: Claimant, needed: Sequence[Confirmer]) -> list[Lack]:
    """What one claimant lacks, or what speaks against it."""
    party = claimant.party
    found = []
    missing = tuple(side.value for side in needed if side not in claimant.vouching)
    if missing:
        found.append(Lack(What.CONFIRMATIONS, party, missing))
    if not any(claim.evidence for claim in claimant.standing_claims):
        found.append(Lack(What.EVIDENCE, party))
    for result, what in ((Result.UNKNOWN, What.UNKNOWN), (Result.FAILED, What.EXCLUDED)):
        codes = tuple(code for code, found_ in claimant.checks if found_ is result)
        if codes:
            found.append(Lack(what, party, codes))
    if claimant.filing is Result.UNKNOWN:
        found.append(Lack(What.FILING, party))
    if claimant.filing is Result.FAILED:
        found.append(Lack(What.FILED_LATE, party))
    if all(claim.state is ClaimState.DISPUTED for claim in claimant.standing_claims):
        found.append(Lack(What.DISPUTED, party))
    return found
