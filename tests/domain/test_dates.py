"""Dates as written: examples of each form, and what must hold for every one."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain import calendar
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate, lunar_of
from xiangxian.domain.values.reading import Severity
from xiangxian.domain.values.value_types import Date

pytestmark = pytest.mark.calendar


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1975 1 1", "1975-01-01"), ("1975\\5\\1", "1975-05-01"), ("1975年5月生", "1975-05"), ("1975年出生", "1975"), ("生于1975年5月", "1975-05"),
        ("公历1975年5月", "1975-05"), ("1975年5月1日（阳历）", "1975-05-01"), ("新历1975.5.1", "1975-05-01"), ("七五年五月", "1975-05"),
        ("2000年元月1日", "2000-01-01"), ("1975-11月", "1975-11"), ("1975.5月", "1975-05"), ("1975年5.1", "1975-05-01"), ("2023-03-05日", "2023-03-05"),
        ("May 1, 1975", "1975-05-01"), ("1 May 1975", "1975-05-01"), ("'75.5", "1975-05"), ("1975-04-30T16:00:00.0000000Z", "1975-05-01"),
        ("1975-05-01T00:00:00+08", "1975-05-01"), ("1975-04-30 16:00:00 UTC", "1975-05-01"), ("1975/4/30 16:00:00Z", "1975-05-01"),
        ("12.5日", None), ("12 5", None), ("10~12", None), ("3月5日", None), ("1975-05-00", None), ("1975-00-00", None), ("2023/13/1", None),
        ("1975-1980", None), ("1975年左右", None), ("约1975年", None), ("70年代", None), ("1975年底", None), ("1975年五月", None), ("乙卯年五月", None),
        ("民国24年5月", None), ("5/1/1975", None), ("2O23.3.5", None), ("1975501", None), ("50多岁", None), ("1975年5月-1976年", None),
    ],
)  # fmt: skip
def test_only_what_a_date_says_is_read(written: str, iso: str | None) -> None:
    """Words round it and other marks change nothing; what may be another day is kept and asked about."""
    reading = read_date(written, century=19)
    assert (reading.value.iso() if reading.value else None) == iso
    assert (iso is None) == ({each.severity for each in reading.notes} == {Severity.REVIEW})


@pytest.mark.parametrize(
    "written",
    [
        "农历1975.5.1",
        "旧历1975年5月1日",
        "1975.5.1（农）",
        "阴历1975年五月初一",
        "1975年5月1日（农历）",
    ],
)
def test_a_lunar_day_is_lunar_however_it_says_so(written: str) -> None:
    """And is looked at."""
    value = read_date(written, century=19).value
    assert value is not None
    assert value.label() == "农历1975年五月初一"


@pytest.mark.parametrize(
    ("cell", "iso", "codes"),
    [
        ("1975年8月", "1975-08", ["DATE_CN"]),
        ("1975年8月3日", "1975-08-03", ["DATE_CN"]),
        ("1986—03—01", "1986-03-01", ["DATE_TEXT_DOT"]),
        ("1975.8", "1975-08", ["DATE_TEXT_DOT"]),
        ("2021.1", "2021-01", ["DATE_TEXT_DOT"]),
        ("75年8月", "1975-08", ["DATE_CN_2DIGIT"]),
        ("65.09", "1965-09", ["DATE_CN_2DIGIT"]),
        ("197508", "1975-08", ["DATE_YYYYMM"]),
        (19750803, "1975-08-03", ["DATE_YYYYMM"]),
        (1975, "1975", ["DATE_YEAR_ONLY"]),
        (1975.11, "1975-11", ["DATE_FLOAT_MONTH"]),
        (1975.1, None, ["DATE_FLOAT_AMBIGUOUS"]),
        (1975.13, None, ["DATE_INVALID"]),
        ("1975.13", None, ["DATE_INVALID"]),
        ("2023-02-30", None, ["DATE_INVALID"]),
        ("58岁", None, ["DATE_AGE"]),
        ("前几年", None, ["DATE_UNREADABLE"]),
        ("无", None, ["PLACEHOLDER"]),
        ("", None, []),
        (None, None, []),
        (44258, "2021-03-03", ["DATE_SERIAL"]),
        (datetime(1952, 4, 1), "1952-04-01", ["DATE_CELL_DAY"]),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_each_way_to_write_a_date(cell: object, iso: str | None, codes: list[str]) -> None:
    """What was understood, and how it is noted."""
    reading = read_date(cell, century=19)
    assert (reading.value.iso() if reading.value else None) == iso
    assert [note.code for note in reading.notes] == codes


def test_a_format_without_a_day_makes_a_month() -> None:
    """The first of the month in such a cell was never said."""
    cell = datetime(1952, 4, 1)  # noqa: DTZ001 - a cell has no zone
    for number_format in ('yyyy"年"m"月"', "yyyy/m", "mmm-yy"):
        value = read_date(cell, number_format=number_format).value
        assert value is not None
        assert value.iso() == "1952-04"


def test_lunar_dates_stay_lunar() -> None:
    """They are kept in their own calendar, marked, and have their solar day."""
    reading = read_date("1991年农历八月初三")
    assert reading.value is not None
    assert (reading.value.iso(), reading.value.label()) == (None, "农历1991年八月初三")
    assert [note.code for note in reading.notes] == ["DATE_LUNAR"]
    assert reading.value.interval() == (date(1991, 9, 10), date(1991, 9, 10))
    leap = PartialDate(year=2020, month=4, day=1, lunar=True, leap=True)
    assert leap.interval() == (date(2020, 5, 23), date(2020, 5, 23))
    with pytest.raises(ValueError, match="lunar"):
        PartialDate(year=2021, month=4, lunar=True, leap=True)


def test_words_date_nothing() -> None:
    """今年 is kept as said, and no year is made of it."""
    value = read_date("今年").value
    assert value is not None
    assert (value.label(), value.interval(), value.precision) == ("今年", None, "words")


@given(
    st.text() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
)
def test_reading_never_breaks(cell: object) -> None:
    """Whatever stands in a cell, there is a reading; without a value nothing is claimed."""
    reading = read_date(cell)
    if reading.value is not None:
        assert reading.value.label()


DATES = st.builds(
    lambda day, precision: PartialDate(
        year=day.year,
        month=day.month if precision > 0 else None,
        day=day.day if precision > 1 else None,
    ),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)),
    st.integers(0, 2),
) | st.dates(date(1901, 3, 1), date(2099, 1, 1)).map(lunar_of)


@given(DATES)
def test_a_form_reads_what_it_showed(value: PartialDate) -> None:
    """read(edit(value)) is the value, and it survives the store."""
    kind = Date(20)
    again = kind.read(kind.edit(value)).value
    assert again is not None
    assert again.model_copy(update={"written": None}) == value
    assert PartialDate.model_validate(json.loads(value.model_dump_json())) == value


@given(DATES, DATES)
def test_order_follows_the_days(one: PartialDate, other: PartialDate) -> None:
    """An earlier first day sorts earlier."""
    first, second = one.interval(), other.interval()
    assert first is not None
    assert second is not None
    assert first[0] <= first[1]
    if first[0] < second[0]:
        assert one.sort_key() < other.sort_key()


FESTIVALS = {
    2026: ("02-16", "02-17", "03-03", "04-05", "06-19", "09-25", "10-18"),
    2027: ("02-05", "02-06", "02-20", "04-05", "06-09", "09-15", "10-08"),
    2028: ("01-25", "01-26", "02-09", "04-04", "05-28", "10-03", "10-26"),
    2029: ("02-12", "02-13", "02-27", "04-04", "06-16", "09-22", "10-16"),
    2030: ("02-02", "02-03", "02-17", "04-05", "06-05", "09-12", "10-05"),
    2031: ("01-22", "01-23", "02-06", "04-05", "06-24", "10-01", "10-24"),
    2032: ("02-10", "02-11", "02-25", "04-04", "06-12", "09-19", "10-12"),
    2033: ("01-30", "01-31", "02-14", "04-04", "06-01", "09-08", "10-01"),
}


@pytest.mark.parametrize("year", FESTIVALS)
def test_the_festival_table(year: int) -> None:
    """The table of the domain notes, in every cell."""
    days = calendar.festivals(year)
    names = ("eve", "spring", "lantern", "qingming", "dragon_boat", "mid_autumn", "double_ninth")
    assert tuple(f"{days[name]:%m-%d}" for name in names) == FESTIVALS[year]


def test_leap_months() -> None:
    """闰五月 2028, 闰三月 2031, 闰十一月 2033."""
    assert [calendar.leap_month(year) for year in (2027, 2028, 2031, 2033)] == [0, 5, 3, 11]
