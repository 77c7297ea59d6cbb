"""What a recognition case can be told from its records, without a store."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.cases import (
    WHOLE,
    Objection,
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
    Standing,
    after_working_days,
    case_standing,
    held,
    read_share,
    share_words,
    working_days,
)
from xiangxian.domain.recognition.checks import (
    CaseFacts,
    ClaimFacts,
    Result,
    What,
    claimants,
    deadline,
    exclusion_check,
    filing_check,
    in_time_order,
    lacks,
    later_by,
    reached,
)
from xiangxian.domain.recognition.confirmations import Confirmer
from xiangxian.domain.recognition.policies import EXCLUSIONS, Policy
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import StageStep
from xiangxian.services.recognition.case_sentences import where_it_stands

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPANS = st.none() | st.tuples(st.integers(1, 40), st.integers(0, 5)).map(
    lambda pair: (float(pair[0]), float(pair[0] + pair[1]))
)
CLAIMS = st.lists(
    st.tuples(st.sampled_from("abc"), SPANS, SPANS).map(
        lambda made: ClaimFacts("", made[0], made[1], made[2])
    ),
    max_size=6,
).map(
    lambda claims: [
        ClaimFacts(str(at), claim.party, claim.said, claim.filed) for at, claim in enumerate(claims)
    ]
)


@given(first=DAYS, days=st.integers(1, 40))
def test_working_days_are_monday_to_friday(first: date, days: int) -> None:
    """Counted one by one, a notice has just as many working days as were asked for."""
    last = after_working_days(first, days)
    span = [first + timedelta(days=more) for more in range((last - first).days + 1)]
    assert sum(day.weekday() < 5 for day in span) == days == working_days(first, last)
    assert last.weekday() < 5
    assert working_days(last, first - timedelta(days=1)) == 0


@given(share=st.integers(1, WHOLE))
def test_shares_are_read_as_they_are_shown(share: int) -> None:
    """To the hundredth of a percent, with or without the mark."""
    assert read_share(share_words(share)) == share
    assert read_share(share_words(share).removesuffix("%")) == share


@pytest.mark.parametrize("typed", ["", "0", "101", "-5", "六十", "33.333", "1e2", "50%%", "²"])
def test_what_is_no_share_is_none(typed: str) -> None:
    """Nothing is rounded or guessed."""
    assert read_share(typed) is None


@given(claims=CLAIMS)
def test_time_order_claims_no_more_than_the_days_say(claims: list[ClaimFacts]) -> None:
    """Dated ones first, in order; whoever overlaps a rival is flagged; compared naively."""
    placed = in_time_order(claims)
    assert sorted(each.claim.id for each in placed) == sorted(each.id for each in claims)
    assert [each.dated for each in placed] == sorted((each.dated for each in placed), reverse=True)
    firsts = [each.claim.earliest[0] for each in placed if each.claim.earliest]
    assert firsts == sorted(firsts)
    for each in placed:
        own = each.claim.earliest
        for other in claims:
            theirs = other.earliest
            if other.party == each.claim.party or own is None or theirs is None:
                assert other.id not in each.unsure
                continue
            common = set(range(int(own[0]), int(own[1]) + 1)) & set(
                range(int(theirs[0]), int(theirs[1]) + 1)
            )
            assert (other.id in each.unsure) == bool(common)


@pytest.mark.parametrize(
    ("code", "relation", "status", "result"),
    [
        ("investor", None, None, Result.UNKNOWN),
        ("investor", "none", None, Result.MET),
        ("investor", "investor_self", None, Result.FAILED),
        ("relative", "relative", None, Result.FAILED),
        ("relative", "partner", None, Result.MET),
        ("partner", None, "social", Result.UNKNOWN),
        ("public_servant", "none", None, Result.UNKNOWN),
        ("public_servant", None, "public_servant", Result.FAILED),
        ("state_firm", None, "social", Result.MET),
        ("station_officer", None, "station_officer", Result.FAILED),
        ("promotion_body", None, "retired", Result.MET),
        ("favoured_platform", "none", "social", Result.UNKNOWN),
    ],
)
def test_silence_is_no_pass(
    code: str, relation: str | None, status: str | None, result: Result
) -> None:
    """What is recorded says so; what is not has to be asked."""
    claim = ClaimFacts("1", "a", relation=relation, status=status)
    assert exclusion_check(code, [claim]) is result
    assert exclusion_check(code, [claim, ClaimFacts("2", "a")]) is result


def test_no_rule_passes_who_is_not_recorded() -> None:
    """Every exclusion that a rule may name is unknown of somebody of whom nothing is known; the
    investor's side and an office are known from elsewhere."""
    for option in EXCLUSIONS:
        assert exclusion_check(option.code, [ClaimFacts("1", "a")]) is Result.UNKNOWN
    cleared = ClaimFacts("1", "a", relation="none", status="social", on_side=True, office=True)
    assert exclusion_check("investor", [cleared]) is Result.FAILED
    assert exclusion_check("public_servant", [cleared]) is Result.FAILED


def rule(**values: object) -> Policy:
    """A rule of a place that does not exist."""
    return Policy.model_validate(
        {
            "key": "own",
            "place": "示例镇",
            "year": 2026,
            "title": "示例办法",
            "rewards": [{"name": "奖励", "base": "fixed", "tiers": [{"permille": "2"}]}],
            **values,
        }
    )


def days(text: str) -> tuple[float, float]:
    """The days of a date as written."""
    value = read_date(text).value
    assert value is not None
    interval = value.interval()
    assert interval is not None
    return interval[0].toordinal(), interval[1].toordinal()


@pytest.mark.parametrize(
    ("filing", "filed", "result"),
    [
        ({"rule": "before_signing"}, "2026年5月31日", Result.MET),
        ({"rule": "before_signing"}, "2026年6月1日", Result.UNKNOWN),
        ({"rule": "before_signing"}, "2026年6月", Result.UNKNOWN),
        ({"rule": "before_signing"}, "2026年7月", Result.FAILED),
        ({"rule": "before_contact"}, "2026年2月", Result.MET),
        ({"rule": "before_contact"}, "2026年3月", Result.UNKNOWN),
        ({"rule": "within_months_after_start", "months": 3}, "2026年11月30日", Result.MET),
        ({"rule": "within_months_after_start", "months": 3}, "2026年12月1日", Result.FAILED),
    ],
)
def test_filing_is_judged_by_days_alone(
    filing: dict[str, object], filed: str, result: Result
) -> None:
    """Before, after, or nobody can say."""
    judged = filing_check(
        rule(filing=filing).filing,  # type: ignore[arg-type]
        days(filed),
        contact=days("2026年3月"),
        signed=days("2026年6月1日"),
        started=days("2026年8月31日"),
    )
    assert judged is result
    assert (
        filing_check(  # nothing recorded
            rule(filing=filing).filing,  # type: ignore[arg-type]
            None,
            contact=None,
            signed=None,
            started=None,
        )
        is Result.UNKNOWN
    )


def test_a_month_later_ends_with_the_month() -> None:
    """31 January and a month is the last of February."""
    day = date(2027, 11, 30).toordinal()
    assert date.fromordinal(int(later_by(day, 3))) == date(2028, 2, 29)


def project(**values: object) -> Project:
    """A project that was signed in June 2026 and built in 2027."""
    steps = (
        StageStep(stage="signed", on=PartialDate(year=2026, month=6)),
        StageStep(stage="completed", on=PartialDate(year=2027, month=5, day=1)),
    )
    return Project.model_validate({"name": "示例项目", "stages": steps, **values})


def test_when_a_stage_was_reached() -> None:
    """A later stage says until when, never since when."""
    assert reached(project(), "signed", or_later=True) == days("2026年6月")
    assert reached(project(), "started") is None
    first, last = reached(project(), "started", or_later=True) or (0, 0)
    assert (first, last) == (float("-inf"), days("2027年5月1日")[1])


def test_a_deadline_is_known_only_where_the_rule_names_a_stage() -> None:
    """Anything else is left to people."""
    known = rule(claim={"months": 12, "since": "竣工验收"})
    assert deadline(known, project()) == date(2028, 5, 1).toordinal()
    assert deadline(rule(claim={"months": 12, "since": "条件具备"}), project()) is None
    assert deadline(rule(), project()) is None


def test_what_is_missing_is_listed_until_it_is_there() -> None:
    """Rule, claims, contract, amount, confirmations, evidence, exclusions, filing, notice."""
    bare = CaseFacts(Project(name="示例项目"), ())
    assert [each.what for each in lacks(bare, date(2026, 11, 24))] == [
        What.POLICY,
        What.CLAIMS,
        What.CONTRACT,
        What.NOTICE,
    ]
    chosen = rule(
        exclusions=["investor", "public_servant"],
        filing={"rule": "before_signing"},
        confirmations_needed=["investor", "introducing_unit"],
        claim={"months": 12, "since": "竣工"},
    )
    claim = ClaimFacts("1", "a", relation="none", office=True)
    late = ClaimFacts("2", "b", filed=days("2026年8月"), evidence=1, state=ClaimState.DISPUTED)
    gone = ClaimFacts("3", "c", state=ClaimState.WITHDRAWN)
    everybody = claimants([claim, late, gone], chosen, project())
    found = lacks(CaseFacts(project(), everybody, chosen), date(2029, 1, 1))
    assert [(each.what, each.party, each.codes) for each in found] == [
        (What.AMOUNT, None, ("fixed",)),
        (What.DEADLINE, None, ("2028-05-01",)),
        (What.CONFIRMATIONS, "b", ("investor", "introducing_unit")),
        (What.UNKNOWN, "b", ("investor", "public_servant")),
        (What.FILED_LATE, "b", ()),
        (What.DISPUTED, "b", ()),
        (What.CONFIRMATIONS, "a", ("investor", "introducing_unit")),
        (What.EVIDENCE, "a", ()),
        (What.EXCLUDED, "a", ("public_servant",)),
        (What.FILING, "a", ()),
        (What.NOTICE, None, ()),
    ]
    clear = ClaimFacts(
        "1",
        "a",
        filed=days("2026年3月"),
        relation="none",
        status="social",
        state=ClaimState.JOINTLY_CONFIRMED,
        vouching=frozenset({Confirmer.INVESTOR, Confirmer.INTRODUCING_UNIT}),
        evidence=2,
    )
    whole = project(fixed={"minor": 100, "currency": "CNY"})
    case = CaseFacts(
        whole, claimants([clear], chosen, whole), chosen, proposed={"a"}, notice_held=True
    )
    assert lacks(case, date(2027, 1, 1)) == []


def notice(last: int, *objections: Objection) -> RecognitionNotice:
    """A notice from 16 November 2026 to the day *last*."""
    return RecognitionNotice(
        first_day=PartialDate(year=2026, month=11, day=16),
        last_day=PartialDate(year=2026, month=11, day=last),
        objections=objections,
    )


@pytest.mark.parametrize(
    ("made", "standing"),
    [
        (notice(24), Standing.NOTICE_RUNNING),
        (notice(23), Standing.NOTICE_OVER),
        (notice(23, Objection(by="乙", text="是我")), Standing.OBJECTED),
        (notice(24, Objection(by="乙", text="是我", upheld=True)), Standing.UPHELD),
        (notice(23, Objection(by="乙", text="是我", upheld=False)), Standing.NOTICE_OVER),
    ],
)
def test_a_notice_holds_only_when_it_is_over_and_nothing_speaks_against_it(
    made: RecognitionNotice, standing: Standing
) -> None:
    """The last day belongs to it; an open objection or one that holds keeps it from counting."""
    today = date(2026, 11, 24)
    assert case_standing(RecognitionCase(name="示例"), [("1", made)], [], today) is standing
    assert held(made, today) == (standing is Standing.NOTICE_OVER)
    assert not held(None, today)
    assert not held(made, date(2026, 11, 15))


def test_the_newer_of_notice_and_decision_says_where_a_case_is() -> None:
    """A notice after a decision opens the question again; the decision stands meanwhile."""
    case, today = RecognitionCase(name="示例"), date(2026, 11, 24)
    decision = RecognitionDecision(
        on=PartialDate(year=2026, month=11, day=24), decided_by="办公会", reason="齐"
    )
    old, new = ("1", notice(23)), ("3", notice(30))
    assert case_standing(case, [], [], today) is Standing.GATHERING
    assert case_standing(case, [old], [("2", decision)], today) is Standing.DECIDED
    assert case_standing(case, [old, new], [("2", decision)], today) is Standing.NOTICE_RUNNING
    closed = case.model_copy(update={"closed_on": PartialDate.of(today)})
    assert case_standing(closed, [old], [], today) is Standing.CLOSED
    told = where_it_stands(Standing.DECIDED, case, 2, 0, None, (decision, [("甲", WHOLE)]), today)
    assert told == "2026年11月24日办公会认定：第一引荐人是甲。"
