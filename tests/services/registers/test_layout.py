"""Other layouts than the samples': the importer is right for the next one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.cell_lines import packed, unpacked
from xiangxian.services.registers.workbook.model import CheckedSheet
from xiangxian.services.registers.workbook.open_register import read_workbook

LAND = Homeland("句容市后白镇", frozenset({"王庄村", "曹村村"}))


def sheet_of(
    tmp_path: Path, rows: list[list[object]], merges: tuple[str, ...] = ()
) -> CheckedSheet:
    """The first sheet of a workbook with *rows*, as it is understood."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    path = tmp_path / "a.xlsx"
    made.save(path)
    return check(read_workbook(path, name="a.xlsx"), LAND, {}).sheets[0]


@pytest.mark.parametrize("titles", [0, 1, 4, 8, 11])
def test_the_header_may_stand_lower(tmp_path: Path, titles: int) -> None:
    """With no title row or with several."""
    rows: list[list[object]] = [[f"标题{n}"] for n in range(titles)]
    found = sheet_of(tmp_path, [*rows, ["序号", "姓名", "联系电话"], [1, "王小明", "13000000001"]])
    assert (found.title_rows, found.header_rows, len(found.records)) == (titles, 1, 1)


def test_a_template_with_other_words(tmp_path: Path) -> None:
    """原籍地, 现工作单位 and 职务 in two columns, 移动电话."""
    header: list[object] = [
        "序号",
        "乡贤类型",
        "姓名",
        "性别",
        "出生年月",
        "原籍地（详细：市区/县镇村）",
        "现工作单位",
        "职务",
        "移动电话",
    ]
    row: list[object] = [
        1,
        "商界",
        "王小明",
        "1-男",
        "1992.02.03",
        "王庄村",
        "示例公司",
        "经理",
        "13000000001",
    ]
    (record,) = sheet_of(tmp_path, [["一般乡贤人才"], header, row]).records
    assert record.values["gender"] == "男"
    assert record.values["birth"].iso() == "1992-02-03"
    (post,) = record.values["employments"]
    assert (post.organisation, post.position) == ("示例公司", "经理")
    assert [phone.number for phone in record.values["phones"]] == ["13000000001"]


def test_a_header_of_three_levels(tmp_path: Path) -> None:
    """Groups of groups belong to the header."""
    rows: list[list[object]] = [
        ["基本情况", None, "联系", None],
        ["姓名", "性别", "电话", None],
        [None, None, "手机", "微信号"],
        ["王小明", "男", "13000000001", "wx1"],
    ]
    found = sheet_of(tmp_path, rows, ("A1:B1", "C1:D1", "C2:D2", "A2:A3", "B2:B3"))
    assert (found.header_rows, [c.field for c in found.columns]) == (
        3,
        ["name", "gender", "phones", "wechat"],
    )
    assert len(found.records) == 1


def test_a_repeated_header_and_totals_are_no_records(tmp_path: Path) -> None:
    """Mid-sheet headers, 小计 and notes are named with their reason."""
    rows: list[list[object]] = [
        ["姓名", "性别", "手机", "备注"],
        ["王小明", "男", "13000000001", None],
        ["小计", None, None, None],
        ["姓名", "性别", "手机", "备注"],
        ["李小红", "女", "13000000002", None],
        ["注：请于月底前报", None, None, None],
    ]
    found = sheet_of(tmp_path, rows)
    assert [record.values["name"].name for record in found.records] == ["王小明", "李小红"]
    whys = [each.why for each in found.skipped]
    assert whys == ["SUBTOTAL_ROW", "REPEATED_HEADER", "FOOTER_ROW"]


def test_a_sheet_without_people_is_left_alone(tmp_path: Path) -> None:
    """A table of something else is no register."""
    found = sheet_of(tmp_path, [["车辆", "里程"], ["甲", 3]])
    assert (found.kind, found.records) == ("ignore", ())


def test_the_unit_in_the_header_counts(tmp_path: Path) -> None:
    """亿元 in the header, or in the line above the table, is a bare number's unit."""
    header: list[object] = ["项目名称", "投资方", "总投资（亿元）", "签约时间"]
    (record,) = sheet_of(tmp_path, [header, ["项目甲", "示例公司", 1.2, 2024]]).records
    assert record.values["total_investment_wan"].wan == 12000
    title: list[object] = ["单位：亿元"]
    (other,) = sheet_of(
        tmp_path, [title, ["项目名称", "投资方", "总投资"], ["项目甲", "示例公司", 2]]
    ).records
    assert other.values["total_investment_wan"].wan == 20000


def test_unknown_columns_are_kept_under_their_header(tmp_path: Path) -> None:
    """Nothing of the row is lost."""
    (record,) = sheet_of(
        tmp_path, [["姓名", "手机", "爱好"], ["王小明", "13000000001", "钓鱼"]]
    ).records
    assert record.kept == {"爱好": "钓鱼"}


def test_shifted_columns_are_pointed_at(tmp_path: Path) -> None:
    """A phone number in the city's column is a point to look at."""
    found = sheet_of(tmp_path, [["姓名", "所在城市", "手机"], ["王小明", "13000000001", "上海"]])
    assert {point.code for point in found.points} >= {"COLUMN_SHIFTED"}


def test_two_people_in_one_cell_stay_out(tmp_path: Path) -> None:
    """The row is rejected with its reason rather than guessed apart."""
    found = sheet_of(tmp_path, [["姓名", "手机"], ["王小明、李小红", "13000000001"]])
    assert [each.why for each in found.skipped] == ["NAME_TWO_PEOPLE"]


def test_a_formula_that_was_never_computed_is_pointed_at(tmp_path: Path) -> None:
    """Its cell stays empty and is listed: nothing gets lost in silence."""
    rows: list[list[object]] = [
        ["姓名", "职务", "联系电话"],
        ["王小明", '="厂"&"长"', "13000000001"],
    ]
    (record,) = sheet_of(tmp_path, rows).records
    assert "position" not in record.values
    found = [(point.letter, point.code) for point in record.points]
    assert found == [("B", "FORMULA_WITHOUT_VALUE")]


def test_visits_of_another_office(tmp_path: Path) -> None:
    """走访 instead of 拜访, no period above: a day without its year stays as it is written."""
    header: list[object] = ["序号", "走访时间", "走访企业", "对接人", "参与人员", "走访情况"]
    row: list[object] = [1, "12.9", "苏州甲公司", "李经理", "张三，李四", "有意来看看"]
    found = sheet_of(tmp_path, [["走访台账"], header, row])
    (record,) = found.records
    assert (found.kind, record.values["org_name"], record.values["staff"]) == (
        "visits",
        "苏州甲公司",
        ("张三", "李四"),
    )
    assert "visited_on" not in record.values
    assert "12.9" in record.kept.values()
    assert "NAME_WITH_TITLE" in {point.code for point in record.points}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("12.9", "2025-12-09"),
        ("12月9日", "2025-12-09"),
        ("1.2", "2026-01-02"),
        (12.9, "2025-12-09"),
        (12.3, "2025-12-30"),  # the 3rd lies outside
        (12.1, "2025-12-10"),  # so does the 1st
        ("11.9", None),
        ("13.40", None),
    ],
)
def test_a_day_without_its_year_lies_in_the_period(
    tmp_path: Path, cell: object, day: str | None
) -> None:
    """Across the turn of the year too; what lies outside, or could be two days, is not read."""
    rows: list[list[object]] = [
        ["2025年12月8日-2026年1月4日"],
        ["序号", "拜访日期", "拜访单位"],
        [1, cell, "苏州甲公司"],
    ]
    (record,) = sheet_of(tmp_path, rows).records
    found = record.values.get("visited_on")
    assert (found.iso() if found else None) == day


def test_days_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    """Old Macs count so: a true date and a bare number of the same day are the same day; a year
    stays a year, also after the cells waited."""
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    assert sheet is not None
    day = datetime(1975, 8, 3)  # noqa: DTZ001 - an office day
    for row in (
        ["姓名", "出生年月"],
        ["王小明", day],
        ["李小华", (day - CALENDAR_MAC_1904).days],
        ["张小强", 1975],
    ):
        sheet.append(row)
    path = tmp_path / "a.xlsx"
    made.save(path)
    workbook = read_workbook(path, name="a.xlsx")
    for each in (workbook, unpacked(packed(workbook))):
        records = check(each, LAND, {}).sheets[0].records
        births = [record.values["birth"].iso() for record in records]
        assert births == ["1975-08-03", "1975-08-03", "1975"]


def test_what_stands_behind_a_name_is_kept_beside_it(tmp_path: Path) -> None:
    """已故 in brackets is no part of the name and not lost; two people are one rejected row."""
    rows: list[list[object]] = [
        ["姓名", "电话"],
        ["张三（已故）", None],
        ["李四（会长）", None],
        ["王小明 李小华 张小强", None],
        ["王小明夫妇", None],
    ]
    found = sheet_of(tmp_path, rows)
    assert [each.values["name"].name for each in found.records] == ["张三", "李四"]
    assert [each.kept for each in found.records] == [
        {"姓名": "张三（已故）"},
        {"姓名": "李四（会长）"},
    ]
    assert "DECEASED" in {point.code for point in found.records[0].points}
    assert [each.why for each in found.rejected] == ["NAME_TWO_PEOPLE"] * 2
