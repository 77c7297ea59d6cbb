"""Cells and columns that give two answers at once, and those of which nobody can say which is which."""

from __future__ import annotations

import pytest
from tests.services.registers.test_headers_by_nouns import fields, people, read

FIRMS = ("甲禾机械有限公司", "乙禾贸易有限公司", "丙禾制衣厂", "丁禾农业集团")


def ledger(header: str, *cells: object, numbers: tuple[object, ...] = ()) -> list[list[object]]:
    """A ledger with one more column, and with one of numbers where there are *numbers*."""
    rows: list[list[object]] = [["项目名称", "投资方", header, *(["联系电话"] if numbers else [])]]
    for n, cell in enumerate(cells):
        rows.append([f"{n}号项目", FIRMS[n], cell, *numbers[n : n + 1]])
    return rows


@pytest.mark.parametrize(
    "header", ["联系人及电话", "企业联系人（电话）", "联系人/联系方式", "联系人"]
)
def test_a_name_and_its_number_in_one_cell_fill_two_columns(header: str) -> None:
    """Whatever stands between them; a name alone stays a name."""
    cells = ("王小明 13000000001", "李小华13000000002", "赵大山（13000000003）", "孙小山")
    found = read(ledger(header, *cells)).records
    assert [each.values["contact_name"].name for each in found] == [
        "王小明",
        "李小华",
        "赵大山",
        "孙小山",
    ]
    numbers = [[p.number for p in each.values.get("contact_phones", ())] for each in found]
    assert numbers == [["13000000001"], ["13000000002"], ["13000000003"], []]


def test_a_number_beside_a_name_replaces_no_other() -> None:
    """Where the column of numbers says another, that one counts and the whole cell is kept."""
    rows = ledger(
        "联系人", "王小明 13000000001", "李小华 13000000002", numbers=("13000000009", None)
    )
    one, other = read(rows).records
    assert [p.number for p in one.values["contact_phones"]] == ["13000000009"]
    assert one.kept["联系人"] == "王小明 13000000001"
    assert [p.number for p in other.values["contact_phones"]] == ["13000000002"]
    assert "联系人" not in other.kept


def test_two_people_with_their_numbers_are_not_taken_apart() -> None:
    """The cell is kept as it is and listed."""
    cell = "王小明13000000001、李小华13000000002"
    (found,) = read(ledger("联系人及电话", cell)).records
    assert "contact_name" not in found.values
    assert "NAME_TWO_PEOPLE" in {point.code for point in found.points}
    assert cell in found.kept.values()


def test_a_post_beside_a_column_of_firms_is_that_firms() -> None:
    """企业职务 alone holds a firm with a post; beside 企业名称 only the post."""
    posts = ("经理", "厂长", "股东", "会计")
    found = read([["姓名", "性别", "企业名称", "企业职务"], *people("男女男女", FIRMS, posts)])
    assert fields(found.columns) == ["name", "gender", "employer", "position"]
    assert [each.values["employments"][0].position for each in found.records] == list(posts)


@pytest.mark.parametrize(
    ("cell", "stage"),
    [
        ("签约未开工", "signed"),
        ("已注册，尚未开工", "registered"),
        ("已开工待投产", "started"),
        ("未开工", None),
        ("考虑中未答复", None),
    ],
)
def test_a_stage_that_is_reached_while_the_next_is_not(cell: str, stage: str | None) -> None:
    """Both halves must be stages."""
    (found,) = read(ledger("项目阶段", cell)).records
    assert found.values.get("stage") == stage


def test_which_of_several_years_is_the_last_no_header_says() -> None:
    """One year's figures are read; of several each is kept under its own header."""
    assert fields(read(ledger("2024年税收", 5)).columns)[2] == "tax_wan"
    rows = ledger("2023年税收", 5, 6)
    rows[0].append("2024年税收")
    found = read([*rows[:1], *([*row, 7] for row in rows[1:])])
    assert fields(found.columns)[2:] == [None, None]
    assert dict(found.records[0].kept) == {"2023年税收": "5", "2024年税收": "7"}


def test_a_nickname_is_no_number_to_reach_somebody_by() -> None:
    """微信号 is, 微信昵称 is kept."""
    names = ("山里人", "老王", "顺其自然", "平安是福")
    found = read([["姓名", "性别", "微信昵称"], *people("男女男女", names)])
    assert fields(found.columns) == ["name", "gender", None]
