"""Foreign cells without what nobody sees, and numbers as their format shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiangxian.domain.values.cell_text import cleaned
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.names import read_name
from xiangxian.domain.values.number_formats import as_shown, precision_of
from xiangxian.domain.values.partial_date import PartialDate


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("⻩大明", "黄大明"), ("⻢小云", "马小云"), ("⽂⾰平", "文革平"), ("⻬红", "齐红"),
        ("王⻰海", "王龙海"), ("王\u200b大明", "王大明"), ("公司_x000D_\n经理", "公司\n经理"),
        ("薛_x4E8C_舟", "薛二舟"), ("a\x1fb", "ab"), ("一\u2028二", "一\n二"), ("一\x0b二", "一\n二"),
        ("\u202d138\u202c", "138"), ("王\u200d明", "王明"), ("x_y", "x_y"), ("_x005F_x000D_", "_x000D_"),
    ],
)  # fmt: skip
def test_what_nobody_sees_goes(written: str, meant: str) -> None:
    """Marks of direction, radicals out of PDF files, what Excel writes for a line's end."""
    assert cleaned(written) == meant


@given(some.text(alphabet=some.characters(categories=("Lo", "Nd", "Lu", "Ll")), max_size=20))
def test_letters_and_figures_stay(text: str) -> None:
    """But for radicals, which are characters in other clothes."""
    assert len(cleaned(text)) == len(text)
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (51187654321, "0000-00000000", "0511-87654321"),
        (1087654322, "000-00000000", "010-87654322"),
        (2587654323, "(000)00000000", "(025)87654323"),
        (87654324, '"0511-"00000000', "0511-87654324"),
        (10010, "000000", "010010"),
        (103, '"138"00000000', "13800000103"),
        (13800000102, "000 0000 0000", "138 0000 0102"),
        (1975.1, "0.00", "1975.10"),
        (12345678, "0000", "12345678"),
        (5, "General", None),
        (5, "#,##0", None),
        (45000, "yyyy-mm-dd", None),
        (-5, "000", None),
        (0.5, "0%", None),
    ],
)  # fmt: skip
def test_a_format_of_zeros_shows_what_counts(
    value: float, number_format: str, shown: str | None
) -> None:
    """Leading zeros, dashes and what stands in quotes; any other format leaves the number alone."""
    assert as_shown(value, number_format) == shown


@given(some.integers(0, 10**12), some.text(alphabet="0- ()", min_size=1, max_size=14))
def test_no_figure_is_lost_or_made(value: int, number_format: str) -> None:
    """What is shown holds the number's figures in order, with zeros before them at most."""
    shown = as_shown(value, number_format)
    if "0" not in number_format:
        assert shown is None
        return
    assert shown is not None
    figures = "".join(c for c in shown if c.isdigit())
    assert int(figures) == value
    assert len(figures) == max(len(str(value)), number_format.count("0"))


@pytest.mark.parametrize(
    ("number_format", "precision"),
    [
        ("yyyy-mm-dd", "day"), ('yyyy"年"m"月"d"日"', "day"), ("m/d/yy", "day"), ("General", "day"),
        ('yyyy"年"m"月"', "month"), ("yyyy-mm", "month"), ("mmm-yy", "month"), ('yyyy"年"', "year"),
        ('e"年"', "year"), ("yyyy", "year"), ("[$-804]yyyy", "year"), ("h:mm", "day"), ("[h]:mm", "day"), ("[mm]:ss", "day"),
        ("yyyy/m/d h:mm", "day"), ('[DBNum1]yyyy"年"m"月"', "month"), ("aaaa", "day"), ("", "day"),
    ],
)  # fmt: skip
def test_a_date_is_as_exact_as_its_cell_shows(number_format: str, precision: str) -> None:
    """A year under yyyy"年" says nothing of the day that Excel stores behind it."""
    assert precision_of(number_format) == precision
    reading = read_date(datetime(1975, 6, 1), number_format=number_format)  # noqa: DTZ001
    assert reading.value is not None
    assert reading.value.precision == precision


@given(some.dates(date(1930, 1, 1), date(2099, 12, 31)), some.integers(-59, 59))
def test_a_minute_from_midnight_is_that_midnight(day: date, seconds: int) -> None:
    """Files written by programs that count in UTC say 23:59:17."""
    moment = datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)
    assert read_date(moment, number_format="yyyy-mm-dd").value == PartialDate.of(day)


@given(some.dates(date(1950, 1, 1), date(2099, 12, 31)), some.sampled_from(["Z", "+00:00"]))
def test_a_moment_in_utc_is_its_day_in_beijing(day: date, mark: str) -> None:
    """Midnight in Shanghai, summer times of 1986 to 1991 too, is the evening before in UTC."""
    from zoneinfo import ZoneInfo

    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Shanghai"))
    text = local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000") + mark
    assert read_date(text, century=19).value == PartialDate.of(day)
    with_offset = local.astimezone(timezone(timedelta(hours=8))).isoformat()
    assert read_date(with_offset).value == PartialDate.of(day)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1975-05-31T16:00:00.000Z", (1975, 6, 1)),
        ("1975-06-01T00:00:00+08:00", (1975, 6, 1)),
        ("Sun Jun 01 1975 00:00:00 GMT+0800 (中国标准时间)", (1975, 6, 1)),
        ("1975年6月1日 星期日", (1975, 6, 1)),
        ("2026-03-05（周四）", (2026, 3, 5)),
    ],
)
def test_what_programs_write_of_a_day_is_that_day(written: str, day: tuple[int, int, int]) -> None:
    """With an offset, as browsers do, with the day of the week."""
    assert read_date(written).value == PartialDate.of(date(*day))


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("殷一舟★", "殷一舟", "NAME_WITH_MARK"), ("※罗一舟", "罗一舟", "NAME_WITH_MARK"),
        ("毕一舟1", "毕一舟", "NAME_WITH_MARK"), ("于一舟^", "于一舟", "NAME_WITH_MARK"),
        ("[皮一舟]", "皮一舟", "NAME_WITH_MARK"), ("●3.方一舟", "方一舟", "NAME_WITH_MARK"),
        ("顾一舟-董事长", "顾一舟", "NAME_WITH_NOTE"), ("张□林", "张□林", "NAME_UNREADABLE"),
        ("李\ufffd生", "李\ufffd生", "NAME_UNREADABLE"), ("刘?军", "刘?军", "NAME_UNREADABLE"),
        ("\ue863大春", "\ue863大春", "NAME_UNREADABLE"), ("王(火日)东", "王(火日)东", "NAME_UNREADABLE"),
        ("李[火旺]春", "李[火旺]春", "NAME_UNREADABLE"),
        ("◎李明", "李明", "NAME_WITH_MARK"), ("“李明”", "李明", "NAME_WITH_MARK"), ("（李明）", "李明", "NAME_WITH_MARK"),
        ("『李明』", "李明", "NAME_WITH_MARK"), ("-李明", "李明", "NAME_WITH_MARK"), ("☑李明", "李明", "NAME_WITH_MARK"),
        ("（1）李明", "李明", "NAME_WITH_MARK"), ("李明 -", "李明", "NAME_WITH_MARK"), ("李明 女", "李明", "NAME_WITH_NOTE"),
        ("李明 (董事长)", "李明", "NAME_WITH_NOTE"), ("（女）李明", "李明", "NAME_WITH_NOTE"), ("董事长 李明", "李明", "NAME_WITH_TITLE"),
        ("总经理李明", "李明", "NAME_WITH_TITLE"), ("小李", "小李", "NAME_WITH_TITLE"), ("李明之妻", "李明之妻", "NAME_WITH_TITLE"),
        ("李某某", "李某某", "NAME_UNREADABLE"), ("李**", "李**", "NAME_UNREADABLE"), ("李×明", "李×明", "NAME_UNREADABLE"),
        ("李明/Li Ming", "李明", "NAME_ALIAS"), ("李明又名李小明", "李明", "NAME_ALIAS"), ("李明$王", "李明$王", "NAME_UNREADABLE"),
    ],
)  # fmt: skip
def test_what_stands_round_a_name_is_a_point(written: str, name: str, code: str) -> None:
    """A mark is taken off and asked about; a character that was lost is asked for."""
    reading = read_name(written)
    assert reading.value is not None
    assert reading.value.name == name
    assert code in {each.code for each in reading.notes}


@pytest.mark.parametrize(
    "written",
    [
        "阿依古丽.买买提",
        "阿依古丽∙买买提",
        "阿依古丽 · 买买提",
        "阿依古丽・买买提",
        "阿依古丽。买买提",
    ],
)
def test_a_dot_within_a_name_is_one_dot(written: str) -> None:
    """Whichever the keyboard gave."""
    read = read_name(written).value
    assert read is not None
    assert read.name == "阿依古丽·买买提"


@pytest.mark.parametrize("written", ["李明|王芳", "李明 & 王芳", "李明（已故）、李四", "李明等3人"])
def test_several_people_are_nobody(written: str) -> None:
    """Whatever parts them."""
    assert read_name(written).value is None


@pytest.mark.parametrize("written", ["(故)", "（略）", "()"])
def test_a_remark_alone_is_no_name(written: str) -> None:
    """What stands in brackets only is nobody."""
    assert read_name(written).value is None


@pytest.mark.parametrize(
    ("written", "name", "former", "salutation"),
    [
        ("David Chen(陈大卫)", "陈大卫", ("David Chen",), None),
        ("阿总（依古丽·买买提）", "依古丽·买买提", (), "阿总"),
        ("老王（王大明）", "王大明", (), "老王"),
        ("李总（李建国）", "李建国", (), "李总"),
        ("李总（建国）", "李建国", (), "李总"),
        ("傅一舟（王小明）", "傅一舟", (), None),
        ("李明（Ming Li）", "李明", (), None),
    ],
)
def test_the_name_is_the_one_that_is_a_name(
    written: str, name: str, former: tuple[str, ...], salutation: str | None
) -> None:
    """Beside what somebody is called it stands in brackets; beside a name it is a remark."""
    read = read_name(written).value
    assert read is not None
    assert (read.name, read.former, read.salutation) == (name, former, salutation)
