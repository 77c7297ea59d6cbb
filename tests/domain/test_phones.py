"""Telephone numbers as offices write them: codes, brackets, extensions, marks that nobody sees."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiangxian.domain.values.phones import (
    first_mobile,
    has_number,
    is_mobile,
    leave_out_numbers,
    read_phones,
)


def numbers(text: str) -> list[tuple[str, str | None]]:
    """The numbers in a cell with their notes."""
    return [(each.number, each.note) for each in read_phones(text).value or ()]


def codes(text: str) -> set[str]:
    """What the reader remarks."""
    return {each.code for each in read_phones(text).notes}


ABROAD = {
    "+1 (408) 555-0142": "+14085550142",
    "001-408-555-0142": "+14085550142",
    "001 (408) 555 0142": "+14085550142",
    "+852 6123 4567": "+85261234567",
    "00852-6123 4567": "+85261234567",
    "852-61234567": "+85261234567",
    "(852) 6123 4567": "+85261234567",
    "（+852）61234567": "+85261234567",
    "853 6612 3456": "+85366123456",
    "+886 912 345 678": "+886912345678",
    "00886-912-345-678": "+886912345678",
    "886-912345678": "+886912345678",
    "+44 (0)20 7946 0958": "+442079460958",
    "0049 (0) 30 901820": "+4930901820",
    "+81-3-1234-5678": "+81312345678",
    "+61 2 9876 5432": "+61298765432",
    "+65 8123 4567": "+6581234567",
    "+971 50 123 4567": "+971501234567",
}
AT_HOME = {
    "0086(0511)87654321": "051187654321",
    "+86(0511)87654321": "051187654321",
    "+86 (511) 8765 4321": "051187654321",
    "+86 10 8234 5678": "01082345678",
    "86-0511-87654321": "051187654321",
    "（0511）87654321": "051187654321",
    "办(0511)87654321": "051187654321",
    "+86-400-800-1234": "4008001234",
    "013800000012": "13800000012",
    "+86 (0)138 0000 0013": "13800000013",
    "\u202d13800000014\u202c": "13800000014",
    "\u202a+86 138 0000 0015\u202c": "13800000015",
    "\u200b138\u200b00000016\ufeff": "13800000016",
    "138-0000-0018": "13800000018",
    "19212345678": "19212345678",
}


@pytest.mark.parametrize(("written", "number"), [*ABROAD.items(), *AT_HOME.items()])
def test_codes_are_part_of_the_number(written: str, number: str) -> None:
    """In brackets, after 00 or a plus, with or without the 0 of an area: one number, no note of it."""
    assert [each for each, _ in numbers(written)] == [number]
    assert "PHONE_BAD_LENGTH" not in codes(written)


@pytest.mark.parametrize(
    ("written", "number", "about"),
    [
        ("0511-87654321-801", "051187654321", "转801"),
        ("010-82345678-8001", "01082345678", "转8001"),
        ("(010)82345678转8001", "01082345678", "转8001"),
        ("021-6234 5678 ext 22", "02162345678", "转22"),
        ("13800000018-801", "13800000018", "转801"),
        ("0511-87654321#801", "051187654321", "转801"),
        ("0511-87654321x801", "051187654321", "转801"),
        ("13800000017 微信同号", "13800000017", "微信同号"),
        ("+852 2123 4567-12", "+85221234567", "转12"),
        ("13800000027（已停用）", "13800000027", "已停用"),
        ("手机（微信）13800001111", "13800001111", "微信"),
    ],
)
def test_what_stands_behind_a_number_is_its_note(written: str, number: str, about: str) -> None:
    """An extension is no further digit of the number, and no reason to refuse it."""
    assert numbers(written) == [(number, about)]


@pytest.mark.parametrize("written", ["8765 4335", "87654336", "宅 8765432"])
def test_a_landline_without_its_area_is_kept_and_asked_about(written: str) -> None:
    """Which area is not guessed."""
    ((number, _),) = numbers(written)
    assert not number.startswith("0")
    assert "PHONE_WITHOUT_AREA" in codes(written)


@pytest.mark.parametrize(
    "written", ["1380000003O", "1380000001", "138000000123", "12345", "+1 408"]
)
def test_a_number_of_the_wrong_length_is_not_mended(written: str) -> None:
    """Neither filled up nor cut, in China and abroad."""
    assert numbers(written) == []
    assert codes(written) == {"PHONE_BAD_LENGTH"}


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS - {"CN"})


@given(some.sampled_from(REGIONS), some.sampled_from(["+", "00"]), some.booleans())
def test_a_number_of_any_country_is_read_however_it_is_grouped(
    region: str, before: str, bracketed: bool
) -> None:
    """The library's own example of each country, as people of that country group it."""
    example = phonenumbers.example_number(region)
    assert example is not None
    if example.italian_leading_zero:
        bracketed = False
    shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    expected = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    code, _, rest = shown.removeprefix("+").partition(" ")
    written = (
        f"({before}{code}) {rest}" if bracketed and before == "+" else f"{before}{code} {rest}"
    )
    assert [number for number, _ in numbers(written)] == [expected], written


@given(some.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), some.sampled_from("0123"))
def test_no_prefix_of_a_mobile_number_is_unknown(number: str, way: str) -> None:
    """No table says which prefixes are in use."""
    written = {
        "0": number,
        "1": f"0{number}",
        "2": f"+86 {number[:3]} {number[3:7]} {number[7:]}",
        "3": f"\u202d{number}\u202c",
    }[way]
    assert numbers(written) == [(number, None)]


SEVERAL = {
    "13800001111|13900002222": [("13800001111", None), ("13900002222", None)],
    "13800001111\\13900002222": [("13800001111", None), ("13900002222", None)],
    "13800001111及13900002222": [("13800001111", None), ("13900002222", None)],
    "13800001111+13900002222": [("13800001111", None), ("13900002222", None)],
    "①13800001111②13900002222": [("13800001111", None), ("13900002222", None)],
    "1、13800001111 2、13900002222": [("13800001111", None), ("13900002222", None)],
    "(1)13800001111 (2)13900002222": [("13800001111", None), ("13900002222", None)],
    "13800001111（13900002222）": [("13800001111", None), ("13900002222", None)],
    "13800001111(微信13900002222)": [("13800001111", None), ("13900002222", "微信")],
    "0511-87654321（办）13800001111（手机）": [("051187654321", "办"), ("13800001111", "手机")],
    "13800001111 张三 13900002222 李四": [("13800001111", "张三"), ("13900002222", "李四")],
    "张三13800001111李四13900002222": [("13800001111", "张三"), ("13900002222", "李四")],
    "13800001111 办公0511-87654321": [("13800001111", None), ("051187654321", "办公")],
    "13800001111,本人;13900002222,爱人": [("13800001111", "本人"), ("13900002222", "爱人")],
    "微信/手机:13800001111": [("13800001111", "微信")],
    "内地13800001111 香港61234567": [("13800001111", "内地"), ("+85261234567", "香港")],
    "☎：0511-87654321 📱：13800001111": [("051187654321", None), ("13800001111", None)],
    "TEL 0511-87654321": [("051187654321", None)],
    "A:13800001111 B:13900002222": [("13800001111", "A"), ("13900002222", "B")],
    "13800001111（短号661111）": [("13800001111", "短号661111")],
    "0511/87654321": [("051187654321", None)],
    "0511-87654321分机：801": [("051187654321", "转801")],
    "1.3800001111E10": [("13800001111", None)],
}
WITHOUT_A_PLUS = {
    "00 81 90-1234-5678": "+819012345678",
    "81-90-1234-5678": "+819012345678",
    "61-412345678": "+61412345678",
    "65 9123 4567": "+6591234567",
    "886-2-23456789": "+886223456789",
    "1-408-555-0142": "+14085550142",
    "台湾(02)2345-6789": "+886223456789",
    "港号：61234567": "+85261234567",
    "【86】13800001111": "13800001111",
    "20-87654321": None,
    "371-65432100": None,
    "(02)2345-6789": None,
    "0912-345-678": None,
    "+13800001111": None,
    "1.38E+10": None,
    "138★★★★0001": None,
    "O13800001111": None,
    "1380000111113900002222": None,
}


@pytest.mark.parametrize(("written", "right"), SEVERAL.items())
def test_each_number_of_a_cell_has_its_own_words(
    written: str, right: list[tuple[str, str | None]]
) -> None:
    """Whatever parts them and numbers them; words stand all before or all behind their numbers."""
    assert numbers(written) == right
    assert "PHONE_BAD_LENGTH" not in codes(written)


@pytest.mark.parametrize(("written", "number"), WITHOUT_A_PLUS.items())
def test_a_country_is_read_only_where_nothing_else_can_be_meant(
    written: str, number: str | None
) -> None:
    """By its code, its grouping or its name; what may be an area of China, or lacks a figure, is kept
    and asked about."""
    assert [each for each, _ in numbers(written)] == ([number] if number else [])
    assert ("PHONE_BAD_LENGTH" in codes(written)) is (number is None)


def test_empty_brackets_say_nothing_of_a_number() -> None:
    """138…() has no note, and brackets alone hold no number."""
    for empty in ("()", "（ ）", "[]", "【】"):
        assert [number for number, _ in numbers(f"13800000001{empty}")] == ["13800000001"]
        assert not read_phones(empty).value


WITHIN = [
    "13800000001", "138 0000 0001", "138-0000-0001", "+86 13800000001", "008613800000001", "1 3 8 0 0 0 0 0 0 0 1",
    "0511-87654321", "051187654321", "(0511)87654321", "+1 408 555 0142", "00852 6123 4567",
]  # fmt: skip


@pytest.mark.parametrize("number", WITHIN)
def test_no_number_stays_in_a_sentence_that_leaves(number: str) -> None:
    """However it is grouped: found, and left out whole."""
    text = f"请打{number}找王建国，谈了3次，2026年12月1日"
    assert has_number(text)
    assert leave_out_numbers(text, "（略）") == "请打（略）找王建国，谈了3次，2026年12月1日"


@pytest.mark.parametrize(
    "text",
    [
        "2026年12月1日",
        "协议投资5000万元",
        "名册编号A1-2B3C",
        "3.14159265358979",
        "第20260101号",
        "100台",
    ],
)
def test_other_figures_stay(text: str) -> None:
    """Days, amounts and numbers of papers are no telephone numbers."""
    assert not has_number(text)
    assert leave_out_numbers(text) == text


def test_the_first_mobile_number_is_taken_out() -> None:
    """Its figures, and the text without it; a landline is none."""
    assert first_mobile("王建国 138-0000-0001 常州") == ("13800000001", "王建国  常州")
    assert first_mobile("王建国 0511-87654321") is None
    assert is_mobile("+86 138 0000 0001")
    assert not is_mobile("0511-87654321")
    assert not is_mobile("13800000001 王建国")
