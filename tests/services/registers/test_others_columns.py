"""Columns of further numbers are the person's own; what stands under somebody else is theirs."""

from __future__ import annotations

import pytest

from xiangxian.services.registers.reading.columns import columns
from xiangxian.services.registers.reading.sheet_kinds import PERSONS

OWN = [
    "备用手机号码",
    "第二联系方式",
    "其它电话",
    "另一手机",
    "联系电话（备用）",
    "联系方式（二）",
    "办公室座机",
    "单位固话",
    "座机号码",
    "固定电话（区号+号码）",
    "家里电话",
    "香港手机",
    "国外电话",
    "私人手机",
    "新手机号",
    "单位总机",
    "固定电话号码",
    "联系电话（办公）",
    "家庭固话",
]
NOT_OWN = [
    "第二联系人电话",
    "紧急联系电话",
    "爱人电话",
    "子女联系方式",
    "女婿手机",
    "村干部电话",
    "驾驶员电话",
    "司机手机",
    "随行人员电话",
    "户主电话",
    "单位联系人电话",
    "办公室主任电话",
    "商会电话",
    "老家电话",
    "旧手机号",
    "传真号码",
    "同学电话",
    "法人电话",
    "网格员电话",
    "家长电话",
    "400电话",
]


def fields(*headers: tuple[str, ...] | str) -> list[str | None]:
    """What each column fills; a + behind a further one, None for one that is kept."""
    paths = {n: (each,) if isinstance(each, str) else each for n, each in enumerate(headers, 1)}
    return [
        f"{column.field}+" if column.further else column.field for column in columns(paths, PERSONS)
    ]


@pytest.mark.parametrize("header", OWN)
def test_a_further_number_of_their_own_is_theirs(header: str) -> None:
    """However its header is put together."""
    assert fields("姓名", "手机", header) == ["name", "phones", "phones+"]


@pytest.mark.parametrize("header", NOT_OWN)
def test_a_number_of_somebody_else_stays_apart(header: str) -> None:
    """It is kept under its header and never among the native's numbers."""
    assert fields("姓名", "手机", header) == ["name", "phones", None]


@pytest.mark.parametrize(
    "over",
    [
        "驾驶员",
        "村干部",
        "女婿",
        "兄弟",
        "亲友",
        "同行人员",
        "代会人",
        "商会",
        "网格员",
        "财务",
        "翻译",
        "身边工作人员",
    ],
)
def test_under_somebody_elses_header_nothing_is_the_natives(over: str) -> None:
    """Their number, their employer: a header with a name of its own below it is another person's."""
    assert fields("姓名", "手机", (over, "姓名"), (over, "电话"), (over, "单位")) == [
        "name", "phones", None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "filled"),
    [
        (["姓名", "手机", "爱人姓名", "联系电话"], ["name", "phones", None, None]),
        (["姓名", "手机", "司机", "电话"], ["name", "phones", None, None]),
        (["姓名", "联系电话", "家乡联系人", "联系电话"], ["name", "phones", "home_contact", None]),
        (["姓名", "电话", "同学电话", "电话"], ["name", "phones", None, "phones+"]),
        (["姓名", "驾驶员", "联系电话"], ["name", None, "phones"]),
    ],
)
def test_a_second_column_of_numbers_behind_a_name_is_that_persons(
    headers: list[str], filled: list[str | None]
) -> None:
    """Where the native has a number before it; behind a number it is a further one."""
    assert fields(*headers) == filled


def test_a_header_over_the_natives_own_columns_changes_nothing() -> None:
    """Over the 姓名 of the row, over the ways to be reached, over the whole sheet."""
    assert fields(("基本信息", "姓名"), ("基本信息", "手机"), ("家庭成员", "姓名"), ("家庭成员", "电话")) == [
        "name", "phones", None, None,
    ]  # fmt: skip
    assert fields("姓名", ("电话", "手机"), ("电话", "办公"), ("联系方式", "微信")) == [
        "name", "phones", "phones+", "wechat",
    ]  # fmt: skip
    assert fields(("花名册", "姓名"), ("花名册", "联系电话"), ("花名册", "爱人电话")) == [
        "name", "phones", None,
    ]  # fmt: skip
