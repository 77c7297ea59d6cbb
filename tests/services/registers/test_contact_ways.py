"""What one column of several ways to reach somebody says is told by each cell's value."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.model import Cell, RecordRow, Sheet, Workbook


def row(header: str, text: str, *more: tuple[str, str]) -> RecordRow:
    """The record of 张一 with this cell, and others beside it."""
    headers = ["姓名", "村", header, *(each for each, _ in more)]
    values = ["张一", "王庄村", text, *(each for _, each in more)]
    cells = {(1, n): Cell(each) for n, each in enumerate(headers, 1)}
    cells |= {(2, n): Cell(each) for n, each in enumerate(values, 1) if each}
    book = Workbook("a.xlsx", "0" * 64, (Sheet("表", cells, (), 2, len(headers)),))
    (sheet,) = check(book, Homeland("句容市后白镇"), {}).sheets
    return sheet.records[0]


@pytest.mark.parametrize(
    ("header", "text", "field", "value"),
    [
        ("邮箱/微信", "zhang1@example.com", "email", "zhang1@example.com"), ("邮箱/微信", "wx_zhang2", "wechat", "wx_zhang2"),
        ("邮箱/微信", "微信:zhang5", "wechat", "zhang5"), ("微信", "zhang1@example.com", "email", "zhang1@example.com"),
        ("邮箱", "mailto:a@example.com", "email", "a@example.com"), ("邮箱", "a＠example.com", "email", "a@example.com"),
        ("联系方式", "a@example.com", "email", "a@example.com"),

    ],
)  # fmt: skip
def test_a_cell_goes_where_its_value_belongs(
    header: str, text: str, field: str, value: str
) -> None:
    """Whatever the column was taken for."""
    found = row(header, text)
    assert found.values[field] == value
    assert not {"email", "wechat", "phones"} - {field} & found.values.keys()


@pytest.mark.parametrize("text", ["发邮件", "见名片", "a#example.com"])
def test_what_is_no_address_is_kept_and_asked_about(text: str) -> None:
    """And no letter goes there."""
    found = row("邮箱", text)
    assert "email" not in found.values
    assert found.kept["邮箱"] == text
    assert "COLUMN_SHIFTED" in {point.code for point in found.points}


def test_an_address_in_another_column_beside_its_own_is_kept() -> None:
    """Neither of the two is lost."""
    found = row("微信", "b@example.com", ("邮箱", "a@example.com"))
    assert found.values["email"] == "a@example.com"
    assert found.kept["微信"] == "b@example.com"


def test_a_number_with_an_address_behind_it_is_both_kept() -> None:
    """Each is what it is by its own shape."""
    found = row("联系方式", "13800001112 b@example.com")
    assert found.values["email"] == "b@example.com"
    assert [phone.number for phone in found.values["phones"]] == ["13800001112"]
