"""What a sheet is about and what a column holds, where no header says it: the values, or nothing."""

from __future__ import annotations

import pytest
from tests.services.registers.test_headers_by_nouns import fields, people, read

FIRMS = ("甲禾机械有限公司", "乙禾贸易有限公司", "丙禾制衣厂", "丁禾农业集团")
NUMBERS = ("13000000001", "13000000002", "13000000003", "13000000004")


def test_a_column_of_names_is_the_key_where_the_other_columns_are_of_people() -> None:
    """And none where two columns hold names, or the column is somebody else's."""
    rows = [["外出情况", "性别", "手机", "工作单位"]]
    rows += [
        [*a[:1], b, c, d] for a, b, c, d in zip(people(), "男女男女", NUMBERS, FIRMS, strict=True)
    ]
    found = read(rows)
    assert fields(found.columns) == ["name", "gender", "phones", "employer"]
    assert [each.values["name"].name for each in found.records] == [a for a, *_ in people()]
    twice = [[*row, row[0] if n else "同行情况"] for n, row in enumerate(rows)]
    assert read(twice).kind == "ignore"
    rows[0][0] = "包联领导"
    assert read(rows).kind == "ignore"


def test_a_column_of_projects_is_the_key_of_a_ledger() -> None:
    """What ends like a project; a column of remarks is none."""
    rows: list[list[object]] = [["洽谈标的", "投资方", "总投资", "签约时间"]]
    names = ("竹制品加工项目", "油茶深加工基地", "电子线束生产线", "箱包二期工程")
    rows += [[n, f, 500, "2024.3.5"] for n, f in zip(names, FIRMS, strict=True)]
    assert read(rows).kind == "projects"
    for row, text in zip(rows[1:], ("还在谈", "缺用地", "等回话", "已回访"), strict=True):
        row[0] = text
    assert read(rows).kind == "ignore"


def test_a_form_of_one_person_makes_no_people() -> None:
    """A card's labels stand beside their answers, line after line; nobody is called 民族."""
    card = [
        ["姓名", "王小明", "性别", "男", "出生年月", "1970.5"],
        ["民族", "汉族", "政治面貌", "群众", "籍贯", "王庄村"],
        ["学历", "本科", "职务", "经理", "手机", "13000000001"],
        ["工作单位", "甲禾机械有限公司", "通讯地址", "甲市乙路1号", "备注", None],
    ]
    assert not read([["后白镇乡贤登记表"], *card]).records
    assert not read(card).records


def test_a_header_repeated_on_each_page_is_no_form() -> None:
    """The pages of a printed list stay one list."""
    header = ["姓名", "性别", "手机"]
    rows: list[list[object]] = []
    for name, number in zip(people(), NUMBERS, strict=True):
        rows += [list(header), [name[0], "男", number]]
    assert len(read(rows).records) == 4


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("根在何方", ("王庄村", "王庄村3组", "王庄村", "曹村村", "王庄村"), "native_place"),
        ("挂钩村", ("王庄村", "王庄村3组", "王庄村", "曹村村", "王庄村"), None),
        ("近况", tuple(f"{firm}经理" for firm in FIRMS), "employments"),
        ("推荐单位意见", tuple(f"{firm}经理" for firm in FIRMS), None),
        ("网上联络", ("a@b.cn", "c@d.cn", "e@f.cn", "g@h.cn"), "email"),
        ("近况", ("在谈回乡", "身体好", "忙", "常回"), None),
    ],
)
def test_a_column_without_a_telling_header_is_what_its_values_are(
    header: str, cells: tuple[str, ...], field: str | None
) -> None:
    """Only where nothing else of the sheet is that; never against what the header says."""
    found = read([["姓名", "性别", header], *people("男女男女", cells[:4])])
    assert fields(found.columns) == ["name", "gender", field]


def test_an_export_of_a_questionnaire_is_read() -> None:
    """Numbered, with 您的 and a colon; what the program adds is kept."""
    header = [
        "序号", "提交答卷时间", "1、您的姓名：", "2、您的性别", "3、您的联系电话（必填）",
        "4、您目前所在城市是？", "5、您的工作单位及职务：", "6、您的出生年月",
    ]  # fmt: skip
    rows: list[list[object]] = [list(header)]
    rows += [
        [n, "2025/3/1 10:32:05", f"王小{c}", "男", NUMBERS[n], "上海", f"{FIRMS[n]}经理", "1970.5"]
        for n, c in enumerate("甲乙丙")
    ]
    found = read(rows)
    assert fields(found.columns) == [
        "seq_no", None, "name", "gender", "phones", "city", "employments", "birth",
    ]  # fmt: skip
    assert found.records[0].kept["提交答卷时间"] == "2025/3/1 10:32:05"


def test_somebody_elses_number_is_not_taken_for_the_persons() -> None:
    """However plainly it is a number, and even where the person's own is missing."""
    for header in ("领导手机", "网格员电话", "招商员", "配偶联系方式"):
        found = read([["姓名", "性别", header], *people("男女男女", NUMBERS)])
        assert fields(found.columns) == ["name", "gender", None]


def test_a_group_over_several_columns_fills_none_of_them() -> None:
    """项目概况 over 存在困难 is not the content; 签约时间 over 年月 is the day of signing."""
    from xiangxian.services.registers.reading.columns import readings

    assert not readings(("项目概况", "存在困难"), "projects")
    assert readings(("签约时间", "年月"), "projects") == ("signed_on",)


def test_bank_cards_are_left_out_cell_by_cell() -> None:
    """In groups or not, in any column; a column of accounts is dropped whole, a WeChat name not."""
    found = read(
        [
            ["姓名", "性别", "备注", "奖励账户", "微信账号"],
            ["王小明", "男", "卡 6228 4800 1077 6390 614 已发", "62284800107763906", "wx_1"],
            ["王小红", "女", "每年回乡", "62284800107763907", "wx_2"],
        ]
    )
    assert [column.dropped for column in found.columns][3] == "RESTRICTED_ACCOUNT"
    told = repr(found.records)
    assert "6390" not in told
    assert "6228" not in told
    assert "已发" in told
    assert found.records[0].values["wechat"] == "wx_1"
