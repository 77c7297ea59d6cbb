"""Signatures by somebody else, and names that only look like it."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.names import read_name
from xiangxian.domain.values.proxies import SOMEBODY, read_proxy


@pytest.mark.parametrize(
    ("written", "by"),
    [
        ("（代）", SOMEBODY), ("代", SOMEBODY), ("代签", SOMEBODY), ("(代签字)", SOMEBODY), ("王建国（代）", SOMEBODY),
        ("李四代", "李四"), ("李四代签", "李四"), ("由李四代签", "李四"), ("李四 代", "李四"), ("李四（代）", "李四"),
        ("代：李四", "李四"), ("代（李四）", "李四"), ("代签：李四", "李四"), ("代签人：李四", "李四"),
        ("李四（代王建国）", "李四"), ("李四代王建国", "李四"), ("李四代表", "李四"),
        ("委托李四", "李四"), ("委托李四参加", "李四"), ("派李四参加", "李四"), ("安排李四代会", "李四"),
        ("秘书代签", "秘书"), ("其子代", "其子"), ("司机代领", "司机"),
    ],
)  # fmt: skip
def test_somebody_else_signed(written: str, by: str) -> None:
    """Who it was, where it is said."""
    assert read_proxy(written, "王建国") == by


@pytest.mark.parametrize(
    "written",
    ["王建国", "√", "已到", "李四", "代小明", "王代国", "到", "", "现代集团", "时代公司王建国"],
)
def test_nobody_else_signed(written: str) -> None:
    """The own name, a mark, names with 代 in them."""
    assert read_proxy(written, "王建国") is None


def test_a_name_that_ends_so_is_a_name() -> None:
    """王国代 who signs as 王国代 came himself."""
    assert read_proxy("王国代", "王国代") is None


@pytest.mark.parametrize(
    "written",
    ["王建国（代）", "王建国(代签)", "（代）王建国", "王建国 代", "王建国代签", "王建国代", "王建国（李四代）", "王建国（李四代签）", "王建国（由李四代）"],
)  # fmt: skip
def test_beside_a_name_it_is_a_point(written: str) -> None:
    """The name is read without it, and somebody looks at it."""
    reading = read_name(written)
    assert reading.value is not None
    assert reading.value.name == "王建国"
    assert "NAME_FOR_ANOTHER" in {each.code for each in reading.notes}


@pytest.mark.parametrize(
    "written",
    [
        "王代国",
        "代小明",
        "李明代",
        "代国强",
        "王建国（时代集团）",
        "王建国（县人大代表）",
        "王建国（现代农业）",
    ],
)
def test_names_and_posts_with_that_character_are_no_proxies(written: str) -> None:
    """代 is a surname and a part of names, firms and offices."""
    assert "NAME_FOR_ANOTHER" not in {each.code for each in read_name(written).notes}
