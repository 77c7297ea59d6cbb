"""However a value is written, it is the same value: every way, for every number, day and sum."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.values.amounts import read_money
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.names import read_name
from xiangxian.domain.values.phones import read_phones

MOBILES = st.integers(0, 99_999_999).map(lambda n: f"138{n:08d}")
DAYS = st.dates(date(1930, 1, 1), date(2009, 12, 31))

PHONES: tuple[Callable[[str], object], ...] = (
    str,
    int,
    float,
    lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n),
    lambda n: f"+86 {n}",
    lambda n: f"86{n}",
    lambda n: f"{n[:3]} {n[3:7]} {n[7:]}",
    lambda n: f"{n[:3]}-{n[3:7]}-{n[7:]}",
    lambda n: f"{n}（秘书）",
    lambda n: f"手机：{n}",
    lambda n: f" {n}\n",
    lambda n: f"{n}/{n}",
)
DATES: tuple[Callable[[date], object], ...] = (
    lambda d: f"{d.year}-{d.month:02d}-{d.day:02d}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}—{d.month:02d}—{d.day:02d}",
    lambda d: f"{d.year}{d.month:02d}{d.day:02d}",
    lambda d: int(f"{d.year}{d.month:02d}{d.day:02d}"),
    lambda d: datetime(d.year, d.month, d.day),  # noqa: DTZ001 - an Excel day
)
MONTHS: tuple[Callable[[date], object], ...] = (
    lambda d: f"{d.year}年{d.month}月",
    lambda d: f"{d.year}.{d.month:02d}",
    lambda d: f"{d.year}{d.month:02d}",
    lambda d: int(f"{d.year}{d.month:02d}"),
    lambda d: f"{d.year}-{d.month:02d}",
)
SUMS: tuple[Callable[[int], object], ...] = (
    int,
    str,
    lambda n: f"{n:,}",
    lambda n: f"{n}万",
    lambda n: f"{n}万元",
    lambda n: f" {n} 万元 ",
    lambda n: f"{n / 10_000:.4f}亿元",
    lambda n: f"{n * 10_000}元",
)


@pytest.mark.parametrize("way", range(len(PHONES)))
@given(number=MOBILES)
def test_a_number_in_any_writing_is_that_number(way: int, number: str) -> None:
    """Twelve ways; none adds, loses or changes a figure."""
    assert [p.number for p in read_phones(PHONES[way](number)).value or ()] == [number]


@given(number=MOBILES, by=st.sampled_from((-1, 1)))
def test_a_figure_too_many_or_too_few_is_no_number(number: str, by: int) -> None:
    """Neither cut nor filled up."""
    reading = read_phones(number[:-1] if by < 0 else f"{number}0")
    assert not reading.value
    assert [each.code for each in reading.notes] == ["PHONE_BAD_LENGTH"]


@pytest.mark.parametrize("way", range(len(DATES)))
@given(day=DAYS)
def test_a_day_in_any_writing_is_that_day(way: int, day: date) -> None:
    """Eight ways with the day …"""
    reading = read_date(DATES[way](day), century=19)
    assert reading.value is not None
    assert reading.value.iso() == day.isoformat()


@pytest.mark.parametrize("way", range(len(MONTHS)))
@given(day=DAYS)
def test_a_month_in_any_writing_is_that_month(way: int, day: date) -> None:
    """… and five without; no day is made up."""
    reading = read_date(MONTHS[way](day), century=19)
    assert reading.value is not None
    assert reading.value.iso() == f"{day:%Y-%m}"


@given(year=st.integers(1930, 2009), month=st.integers(1, 12))
def test_a_figure_of_year_and_month_is_never_guessed(year: int, month: int) -> None:
    """1975.8 is August; 1975.1 is January or October, and nobody says which."""
    reading = read_date(float(f"{year}.{month}"), century=19)
    found = reading.value.iso() if reading.value else None
    if month in {1, 10}:
        assert found is None
    else:
        assert found == f"{year}-{month:02d}"


@given(age=st.integers(18, 99))
def test_an_age_is_no_birthday(age: int) -> None:
    """Whatever the age."""
    assert read_date(f"{age}岁", century=19).value is None


@pytest.mark.parametrize("way", range(len(SUMS)))
@given(wan=st.integers(1, 5_000_000))
def test_a_sum_in_any_writing_is_that_sum(way: int, wan: int) -> None:
    """Whole 分, whatever the unit it was written in."""
    reading = read_money(SUMS[way](wan), unit="万元")
    assert reading.value is not None
    assert (reading.value.wan, reading.value.currency) == (wan, "CNY")


@given(
    name=st.text(alphabet="王李赵钱孙甲乙丙丁", min_size=2, max_size=3), gap=st.sampled_from(" 　")
)
def test_a_name_with_gaps_is_that_name(name: str, gap: str) -> None:
    """Spread over the cell's width with spaces of either kind."""
    reading = read_name(gap.join(name))
    assert reading.value is not None
    assert reading.value.name == name


@given(
    one=st.text(alphabet="王李赵钱孙甲乙丙丁", min_size=2, max_size=3),
    other=st.text(alphabet="王李赵钱孙甲乙丙丁", min_size=2, max_size=3),
    between=st.sampled_from(("、", "/", " ", "　", "，", "\n", "和", ";")),
)
def test_two_names_are_nobody(one: str, other: str, between: str) -> None:
    """However they are parted, no person of both names is made."""
    assert read_name(f"{one}{between}{other}").value is None
