"""Chains and credit: the six worked examples, what stops an enumeration, and the sums."""

from __future__ import annotations

import itertools
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.values.dates import read_date
from xiangxian.services.introductions.attribution import (
    Attribution,
    Case,
    Claim,
    Outcome,
    Rule,
    Side,
    Why,
    claim_graph,
    credit,
    divide,
    ledger,
    why_not,
)
from xiangxian.services.introductions.chains import attribute

CONFIRMED, RECORDED = Level.CONFIRMED, Level.RECORDED
SURE = ClaimState.INVESTOR_CONFIRMED
WAN = 1_000_000


def day(text: str) -> tuple[float, float]:
    """The interval of a date as written; empty text is unknown."""
    value = read_date(text).value
    interval = value.interval() if value else None
    if interval is None:
        return -math.inf, math.inf
    return interval[0].toordinal(), interval[1].toordinal()


def claim(text: str, at: str = "", state: ClaimState = SURE, project: str | None = None) -> Claim:
    """The claim 「A→B」 with its date; its id is its text."""
    by, of = text.split("→")
    lo, hi = day(at)
    return Claim(f"{text} {at} {project or ''}", by, of, project, state, lo, hi)


def attributed(case: Case, *claims: Claim, level: Level = CONFIRMED) -> Attribution:
    """What the claims make of the project."""
    return attribute(claim_graph(claims), case, level)


def wan(found: Attribution, rule: Rule) -> dict[str, float]:
    """Credit in 万元 with the six places of the worked examples (the amount counts millionths)."""
    whole = credit(found, rule)
    return {party: part / WAN for party, part in whole.items()}


def parties(found: Attribution) -> set[str]:
    """The chains as 「A·B·X」."""
    return {"·".join(chain.parties) for chain in found.chains}


def test_example_1_a_chain_of_two() -> None:
    """A introduced B, B the project: first is A, last is B, equal halves them."""
    case = Case("X", 1000 * WAN, signed_by=date(2020, 6, 30).toordinal())
    found = attributed(case, claim("A→B", "2019"), claim("B→X", "2020.05"))
    assert parties(found) == {"A·B·X"}
    assert wan(found, Rule.FIRST) == {"A": 1000}
    assert wan(found, Rule.LAST) == {"B": 1000}
    assert wan(found, Rule.EQUAL) == {"A": 500, "B": 500}
    assert wan(found, Rule.DECAY) == {"B": 666.666667, "A": 333.333333}


def test_example_2_two_chains_share_their_beginning() -> None:
    """A stands at the head of two chains and counts once."""
    found = attributed(
        Case("X", 1200 * WAN),
        claim("A→B", "2018"),
        claim("A→C", "2018"),
        claim("B→X", "2020"),
        claim("C→X", "2020"),
    )
    assert parties(found) == {"A·B·X", "A·C·X"}
    assert wan(found, Rule.FIRST) == {"A": 1200}
    assert wan(found, Rule.LAST) == {"B": 600, "C": 600}
    assert wan(found, Rule.EQUAL) == {"A": 400, "B": 400, "C": 400}
    assert wan(found, Rule.DECAY) == {"A": 240, "B": 480, "C": 480}


@pytest.mark.parametrize("rule", list(Rule))
def test_example_3_three_side_by_side(rule: Rule) -> None:
    """Three introducers share what does not divide by three, the remainder going by id."""
    found = attributed(Case("X", 100 * WAN), claim("A→X"), claim("B→X"), claim("C→X"))
    assert wan(found, rule) == {"A": 33.333334, "B": 33.333333, "C": 33.333333}


def test_example_4_the_whole_list_must_be_datable() -> None:
    """Each pair fits, the whole does not: A's introduction came after C's."""
    case = Case("X", 900 * WAN)
    late = attributed(case, claim("A→B", "2021.05"), claim("B→C"), claim("C→X", "2020.03"))
    assert parties(late) == {"B·C·X"}
    assert wan(late, Rule.FIRST) == {"B": 900}
    assert wan(late, Rule.LAST) == {"C": 900}
    assert wan(late, Rule.EQUAL) == {"B": 450, "C": 450}
    assert wan(late, Rule.DECAY) == {"C": 600, "B": 300}
    early = attributed(case, claim("A→B", "2020"), claim("B→C"), claim("C→X", "2020.03"))
    assert parties(early) == {"A·B·C·X"}
    assert wan(early, Rule.EQUAL) == {"A": 300, "B": 300, "C": 300}
    assert wan(early, Rule.DECAY) == {"C": 514.285714, "B": 257.142857, "A": 128.571429}


def test_example_5_each_level_seeks_its_own_chains() -> None:
    """A recorded hop is part of the chain at one level and not at the other."""
    case = Case("X", 1000 * WAN)
    claims = (claim("A→B", "2019", ClaimState.RECORDED), claim("B→X", "2020"))
    confirmed = attributed(case, *claims)
    recorded = attributed(case, *claims, level=RECORDED)
    assert (parties(confirmed), parties(recorded)) == ({"B·X"}, {"A·B·X"})
    assert (wan(confirmed, Rule.FIRST), wan(recorded, Rule.FIRST)) == ({"B": 1000}, {"A": 1000})
    assert (wan(confirmed, Rule.LAST), wan(recorded, Rule.LAST)) == ({"B": 1000}, {"B": 1000})
    assert (wan(confirmed, Rule.EQUAL), wan(recorded, Rule.EQUAL)) == (
        {"B": 1000},
        {"A": 500, "B": 500},
    )
    assert wan(recorded, Rule.DECAY) == {"B": 666.666667, "A": 333.333333}
    assert recorded.chains[0].state is ClaimState.RECORDED


SIDES = (Side("O"), Side("F"))
EXAMPLE_6 = (
    claim("A→F", "2019", project="Y"),
    claim("E→O", "2022"),
    claim("D→F", "2023"),
    claim("F→X", "2021"),
)


@pytest.mark.parametrize("rule", list(Rule))
def test_example_6_the_investor_side_and_other_projects(rule: Rule) -> None:
    """A named another project, D came after the signing, F is the investor's own side."""
    x = Case("X", 600 * WAN, SIDES, date(2022, 6, 30).toordinal(), native=True)
    y = Case("Y", 400 * WAN, SIDES, date(2024, 12, 31).toordinal(), native=True)
    assert wan(attributed(x, *EXAMPLE_6), rule) == {"E": 600}
    assert wan(attributed(y, *EXAMPLE_6), rule) == {
        "A": 133.333334,
        "D": 133.333333,
        "E": 133.333333,
    }
    alone = attributed(x, *(each for each in EXAMPLE_6 if each.by != "E"))
    assert (alone.outcome, credit(alone, rule)) == (Outcome.SELF_RETURN, {})
    reasons = {each.by: why_not(each, x, CONFIRMED) for each in EXAMPLE_6}
    assert reasons == {"A": Why.OTHER_PROJECT, "E": None, "D": Why.AFTER_SIGNING, "F": Why.OWN_SIDE}


def test_disputed_and_withdrawn_claims_never_count() -> None:
    """Neither level knows them, and each says why."""
    for state, why in ((ClaimState.DISPUTED, Why.DISPUTED), (ClaimState.WITHDRAWN, Why.WITHDRAWN)):
        each = claim("A→X", state=state)
        found = attributed(Case("X", WAN), each, level=RECORDED)
        assert (found.outcome, why_not(each, found.case, RECORDED)) == (Outcome.NONE, why)


def test_who_left_the_firm_before_may_introduce_it() -> None:
    """A founder whose time certainly ended before the introduction is no longer its side."""
    ended = Side("F", date(2018, 12, 31).toordinal())
    found = attributed(Case("X", WAN, (Side("O"), ended)), claim("F→O", "2019"))
    assert parties(found) == {"F·O"}
    still = attributed(Case("X", WAN, (Side("O"), ended)), claim("F→O"))
    assert not still.chains


def layers(*widths: int, project: str | None = None) -> list[Claim]:
    """Rows of parties, each of whom introduced the whole next row, the last one X."""
    rows = [
        [f"{row}{n}" for n in range(width)] for row, width in zip("abcdefgh", widths, strict=False)
    ]
    return [
        claim(f"{by}→{of}", project=project)
        for row, following in itertools.pairwise([*rows, ["X"]])
        for by in row
        for of in following
    ]


def test_listing_stops_and_credit_does_not() -> None:
    """A dense network lists a thousand chains and says that there are more; everybody has their
    share all the same, each row a power of two less."""
    claims = layers(6, 6, 6, 6, 6)
    found = attributed(Case("X", WAN), *claims)
    assert (found.more, found.exact, len(found.chains)) == (True, True, 1000)
    assert attributed(Case("X", WAN), *reversed(claims)).chains == found.chains
    assert found.distances == {
        f"{row}{n}": 4 - i for i, row in enumerate("abcde") for n in range(6)
    }
    assert found.firsts == {f"a{n}" for n in range(6)}
    assert set(found.claims) == {each.id for each in claims}
    assert sum(credit(found, Rule.DECAY).values()) == WAN
    assert ledger([found], Rule.EQUAL).cut == 0


def test_lists_within_a_longer_chain_use_up_no_limit() -> None:
    """Thirty who introduced F for X, and F who introduced X: F ends every chain, as one chain is
    told or all, whatever their ids."""
    claims = [claim(f"{name:02}→F", project="X") for name in range(30)]
    for last in ("A", "Z"):
        into = Claim(last, "F", "X", None, SURE)
        for most in (0, 1, 30):
            found = attribute(claim_graph([*claims, into]), Case("X", WAN), CONFIRMED, most=most)
            assert all(chain.parties[1:] == ("F", "X") for chain in found.chains)
            assert (len(found.chains), found.more) == (most, most < 30)
            assert credit(found, Rule.LAST) == {"F": WAN}


DENSE = {
    "everybody introduced everybody": [
        claim(f"{by}→{of}", project="X")
        for by, of in itertools.permutations([f"p{n}" for n in range(16)], 2)
    ],
    "eight rows of eight": layers(*[8] * 8, project="X"),
    "two whom eighty know": [
        claim(f"{by}→{of}", project="X")
        for hub in "AB"
        for n in range(80)
        for by, of in ((hub, str(n)), (str(n), hub))
    ],
    "forty records for each of six": [
        Claim(f"{hop}{n}", hop[0], hop[1], None, SURE, n * 37 % 100, n * 37 % 100 + n)
        for hop in ("AB", "BC", "CD", "DE", "EF", "FX")
        for n in range(40)
    ],
}


@pytest.mark.parametrize("dense", DENSE)
def test_a_dense_network_is_bounded(dense: str) -> None:
    """Hundreds of introductions are attributed at once; where the shares could not be followed to
    the end that is said, everybody who stands in a chain has one, and the sum is whole."""
    claims = DENSE[dense]
    graph, case = claim_graph(claims), Case("X", WAN)
    whole = attribute(graph, case, CONFIRMED)
    rough = attribute(graph, case, CONFIRMED, most=0, looked=0)
    assert set(whole.distances) == set(rough.distances) == {each.by for each in claims}
    assert all(rough.distances[each] <= whole.distances[each] for each in whole.distances)
    assert whole.firsts <= rough.firsts
    assert not whole.more or set(whole.claims) == {each.id for each in claims}
    for found in (whole, rough):
        for rule in Rule:
            assert sum(credit(found, rule).values()) == WAN
        assert ledger([found], Rule.EQUAL).cut == (not found.exact)
    broken_off = attribute(graph, case, CONFIRMED, tried=0)
    assert (broken_off.chains, broken_off.more) == ((), True)
    assert broken_off.distances == whole.distances


def test_a_search_that_was_broken_off_is_said() -> None:
    """With nothing to be looked at the shares of what leads on are rough, and the ledger says so."""
    found = attribute(
        claim_graph(DENSE["eight rows of eight"]), Case("X", WAN), CONFIRMED, looked=0
    )
    assert (found.exact, ledger([found], Rule.LAST).cut) == (False, 1)


def test_many_records_between_the_same_parties_are_one_chain() -> None:
    """Eleven records for each of three hops make 1,331 lists and one chain, which is whole."""
    claims = [
        Claim(f"{hop}{n}", hop[0], hop[1], None, SURE)
        for hop in ("AB", "BC", "CX")
        for n in range(11)
    ]
    found = attributed(Case("X", WAN), *claims)
    assert (parties(found), found.more, found.exact) == ({"A·B·C·X"}, False, True)


def test_sums_reconcile() -> None:
    """Credits, self-returns and what nobody is recorded for make the whole."""
    found = [
        attributed(Case("X", 1001), claim("A→X"), claim("B→X"), claim("C→X")),
        attributed(Case("S", 500, native=True)),
        attributed(Case("N", 70)),
        attributed(Case("U", None), claim("A→U")),
        attributed(Case("T", 900, ended=True), claim("A→T")),
    ]
    sums = ledger(found, Rule.EQUAL)
    assert sum(sums.credits.values()) + sums.self_return + sums.none == sums.total == 1571
    assert (sums.without_amount, sums.ended) == (1, 1)
    assert sums.projects["A"] == ("X", "U")


@given(
    st.integers(0, 10**15),
    st.dictionaries(st.text("ABCDEF", min_size=1, max_size=2), st.fractions(0, 5), min_size=1),
)
def test_nothing_is_lost_in_dividing(amount: int, shares: dict[str, object]) -> None:
    """The parts add up to the whole and each is less than one unit from its exact share."""
    parts = divide(amount, shares)  # type: ignore[arg-type]
    total = sum(shares.values())  # type: ignore[arg-type]
    if total:
        assert sum(parts.values()) == amount
        for party, part in parts.items():
            assert abs(part - amount * shares[party] / total) < 1  # type: ignore[operator]
    else:
        assert parts == {}
