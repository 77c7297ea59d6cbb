"""How well a claim is founded: said, vouched for, denied, published."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts import NOW
from xiangxian.domain.claims import STRENGTH, ClaimState
from xiangxian.domain.introductions import STATES, Introduction, drawn_values
from xiangxian.domain.recognition.confirmations import (
    ClaimStep,
    Confirmation,
    Confirmer,
    SaidState,
    road,
    standing,
)
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate

SIDES = tuple(Confirmer)
CONFIRMATIONS = st.lists(
    st.builds(Confirmation, by=st.sampled_from(SIDES), denies=st.booleans()), max_size=6
)


def vouched(*sides: Confirmer) -> tuple[Confirmation, ...]:
    """Each of *sides* vouches."""
    return tuple(Confirmation(by=side) for side in sides)


@pytest.mark.parametrize(
    ("sides", "state"),
    [
        ("", ClaimState.RECORDED),
        ("i", ClaimState.INVESTOR_CONFIRMED),
        ("c", ClaimState.RECORDED),
        ("cud", ClaimState.RECORDED),
        ("ic", ClaimState.INVESTOR_CONFIRMED),
        ("iud", ClaimState.INVESTOR_CONFIRMED),
        ("icd", ClaimState.JOINTLY_CONFIRMED),
        ("icu", ClaimState.JOINTLY_CONFIRMED),
        ("icud", ClaimState.JOINTLY_CONFIRMED),
    ],
)
def test_who_vouches_decides_how_far_a_claim_is(sides: str, state: ClaimState) -> None:
    """The investor alone, and with the unit that takes it and one of the offices; nobody else."""
    letters = dict(zip("icud", SIDES, strict=True))
    for order in itertools.permutations(sides):
        assert standing(ClaimState.RECORDED, vouched(*(letters[side] for side in order))) is state


@given(said=st.sampled_from(list(ClaimState)), words=CONFIRMATIONS, published=st.booleans())
def test_a_standing_is_one_of_three_kinds(
    said: ClaimState, words: list[Confirmation], published: bool
) -> None:
    """Withdrawn stays; disputed by word or by denial; else never less than said, told naively."""
    state = standing(said, words, published=published)
    if said is ClaimState.WITHDRAWN:
        assert state is ClaimState.WITHDRAWN
        return
    denied = False
    for side in SIDES:
        own = [each for each in words if each.by is side]
        denied = denied or (bool(own) and own[-1].denies)
    if said is ClaimState.DISPUTED or denied:
        assert state is ClaimState.DISPUTED
        return
    assert STRENGTH[state] >= STRENGTH[said]
    assert (state is ClaimState.PUBLISHED) == (published or said is ClaimState.PUBLISHED)


def test_a_denial_holds_until_the_same_side_says_otherwise() -> None:
    """The last word of each side counts."""
    no = Confirmation(by=Confirmer.INVESTOR, denies=True)
    yes = Confirmation(by=Confirmer.INVESTOR)
    assert standing(ClaimState.RECORDED, (yes, no)) is ClaimState.DISPUTED
    assert standing(ClaimState.RECORDED, (no, yes)) is ClaimState.INVESTOR_CONFIRMED


def test_the_drawn_tie_has_the_standing_and_an_import_stays_as_read() -> None:
    """What counts is derived from the record alone."""
    lifted = Introduction(by="a", of="b", confirmations=vouched(Confirmer.INVESTOR))
    assert '"state":"investor_confirmed"' in drawn_values(lifted.values(), "u", {})
    assert lifted.state == "declared"
    imported = Introduction(by="a", of="b", state="jointly_confirmed")
    assert imported.standing is ClaimState.JOINTLY_CONFIRMED
    named = Introduction(by="a", of="b", published=PartialDate(year=2026, month=3, day=13))
    assert named.standing is ClaimState.PUBLISHED
    assert Introduction.parsed(named.values()) == named.model_copy(update={"by": None, "of": None})


def test_a_form_offers_what_somebody_may_say() -> None:
    """A form lifts nothing past the confirmations, and keeps what stands."""
    said = SaidState(STATES)
    assert [each.label for each in said.offered("declared")] == ["自述", "记录", "有争议"]
    assert "公示" in [each.label for each in said.offered("published")]
    assert said.read("published").value is None
    assert said.read("记录").value == "recorded"
    assert said.show("published") == "公示"


def test_the_road_is_told_in_time_order() -> None:
    """By the day it was said, by the day it was typed where none is known."""
    day = read_date("2020年3月").value
    steps = (ClaimStep(state=ClaimState.DISPUTED, note="另有人说是他", at=NOW),)
    words = (
        Confirmation(by=Confirmer.INVESTOR, name="丙经理", on=day, at=NOW + timedelta(days=1)),
    )
    told = road(steps, words, PartialDate(year=2026, month=12, day=3))
    assert [(each.label, each.on, each.dated) for each in told] == [
        ("投资方证实", "2020年3月", True),
        ("有争议", "2026年11月24日", False),
        ("公示期满", "2026年12月3日", True),
    ]
