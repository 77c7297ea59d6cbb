"""Papers for a leader: no number on them, no more than fits, and what was left out is said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import StageStep
from xiangxian.services.briefing import to_thank
from xiangxian.services.briefing.fact_sheets import FactSheet, SheetPiece
from xiangxian.services.briefing.monthly_report import Month, months, read_month
from xiangxian.services.briefing.paper_limits import PaperPart, fitted, height, without_numbers
from xiangxian.services.lists.counts import CountRow, Tally, year_of
from xiangxian.services.tasks.promises import within

pytestmark = pytest.mark.calendar

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "number",
    [
        "13000001234",
        "130 0000 1234",
        "130-0000-1234",
        "+86 13000001234",
        "0511-87654321",
        "051187654321",
    ],
)
def test_a_telephone_number_never_stands_in_a_sentence(number: str) -> None:
    """However it was typed; amounts, dates and years stay."""
    said = without_numbers(f"他的电话是{number}，2026年11月25日投资144,600万元")
    assert said == "他的电话是（号码略），2026年11月25日投资144,600万元"


@given(
    st.lists(
        st.builds(
            PaperPart,
            st.integers(1, 60).map(lambda size: "题" * size),
            st.lists(st.integers(1, 150).map(lambda size: "字" * size), min_size=1, max_size=4).map(
                tuple
            ),
        ),
        max_size=8,
    ),
    st.integers(2, 40),
)
@settings(max_examples=30)
def test_a_page_holds_what_fits_and_says_what_it_leaves_out(
    parts: list[PaperPart], lines: int
) -> None:
    """Kept and left out are everything, in its order, and the page is never too long."""
    kept, left = fitted(parts, lines=lines, across=20)
    given_lines = [line for part in parts for line in part.lines]
    kept_lines = [line for part in kept for line in part.lines]
    assert kept_lines == given_lines[: len(kept_lines)]
    assert len(kept_lines) + left == len(given_lines)
    tall = sum(height(line, 20) for part in kept for line in (part.heading, *part.lines))
    assert tall + (1 if left else 0) <= lines


def test_a_sheet_of_one_page_counts_what_it_drops() -> None:
    """The last sentences go first; figures stay."""
    pieces = (SheetPiece("figure", "数"), *(SheetPiece("sentence", f"第{n}句") for n in range(9)))
    short = FactSheet("题", pieces, "脚", more=2).shorter(5, 28)
    assert [each.text for each in short.pieces] == ["数", "第0句", "第1句", "第2句", "第3句"]
    assert short.more_said == "另有7个项目没列。"


def _project(*steps: tuple[str, PartialDate | None]) -> Project:
    return Project(name="甲", stages=tuple(StageStep(stage=s, on=on) for s, on in steps))


@pytest.mark.parametrize(
    ("signed", "last", "owed"),
    [
        (PartialDate(year=2026, month=3, day=5), None, True),
        (PartialDate(year=2026, month=3, day=5), PartialDate(year=2026, month=3, day=4), True),
        (PartialDate(year=2026, month=3, day=5), PartialDate(year=2026, month=3, day=5), False),
        (PartialDate(year=2026, month=3, day=5), PartialDate(year=2026), True),
        (PartialDate(year=2026), PartialDate(year=2026, month=6), True),
        (PartialDate(year=2025), PartialDate(year=2026, month=1), False),
    ],
)
def test_thanks_are_due_until_there_was_contact(
    signed: PartialDate, last: PartialDate | None, owed: bool
) -> None:
    """A coarse day leaves somebody listed rather than forgotten."""
    step = to_thank.last_step(_project(("signed", signed)), TODAY)
    assert step is not None
    assert to_thank.due(step, last) is owed


def test_only_dated_steps_from_signing_on_ask_for_thanks() -> None:
    """Talks, undated steps and days to come say nothing."""
    talks = ("negotiating", PartialDate(year=2026))
    assert to_thank.last_step(_project(talks, ("signed", None)), TODAY) is None
    assert to_thank.last_step(_project(("signed", PartialDate(year=2027))), TODAY) is None
    both = _project(("signed", PartialDate(year=2024)), ("building", PartialDate(year=2025)))
    step = to_thank.last_step(both, TODAY)
    assert step is not None
    assert step.stage == "building"


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_months_follow_one_another(day: date) -> None:
    """Each begins on its first and ends the day before the next; an address names it."""
    month = Month(day.replace(day=1))
    assert month.first <= day <= month.last
    assert Month(month.first).before.last.toordinal() == month.first.toordinal() - 1
    assert read_month(month.code, day) == month
    assert months(day)[0] == month


@pytest.mark.parametrize("typed", ["", "2026-13", "x", "0000-01"])
def test_a_month_that_is_none_is_the_one_that_ended(typed: str) -> None:
    """Nothing asked and nonsense give the month before this one; the future gives this one."""
    assert read_month(typed, TODAY).code == "2026-10"
    assert read_month("2027-01", TODAY).code == "2026-11"
    assert read_month(typed, date(2027, 1, 2)).code == "2026-12"


def test_a_day_is_in_a_month_only_when_it_is_known_to_be() -> None:
    """A year is in no month."""
    month = Month(date(2026, 11, 1))
    assert within(PartialDate(year=2026, month=11), month.first, month.last)
    assert not within(PartialDate(year=2026), month.first, month.last)
    assert not within(PartialDate(written="今年"), month.first, month.last)


@given(st.dates(date(1800, 1, 1), date(2200, 12, 31)))
def test_a_date_key_tells_its_year(day: date) -> None:
    """Grouped by the store, told by year."""
    for known in (PartialDate(year=day.year), PartialDate.of(day)):
        assert year_of(known.sort_key()) == day.year
    assert year_of(None) is None


def test_a_picture_begins_at_ten() -> None:
    """What is not known does not count towards it."""
    unknown = CountRow("没填", 50, {}, known=False)
    assert not Tally(
        "a", "项目按阶段", "projects", "个", (CountRow("在谈", 9, {}), unknown), ""
    ).drawn
    drawn = Tally("a", "项目按阶段", "projects", "个", (CountRow("在谈", 10, {}), unknown), "")
    assert drawn.drawn
    assert drawn.sentence("今天") == "截至今天，项目按阶段：共60个，其中在谈10个，没填50个。"
