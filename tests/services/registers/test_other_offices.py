"""The layouts that other offices keep (domain notes 1.1 and 1.5), each as a workbook of its own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.services.registers.test_layout import LAND, sheet_of

from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.open_register import read_workbook

SAYS = {
    "姓名": "王小明", "性别": "男", "出生年月": "1975.08", "年龄": "58岁", "籍贯": "王庄村",
    "电话": "13000000001", "手机": "13000000001", "联系方式": "13000000001",
    "单位及职务": "甲公司 经理", "投资": "5000", "项目名称": "一号项目", "拜访单位": "甲公司",
    "引荐人": "张小强", "走访企业": "甲公司", "日期": "2026.3.5", "身份证": "110101199001011237",
}  # fmt: skip

LAYOUTS = {
    "A1": ("persons", "序号,乡贤类型,姓名,性别,出生年月,原籍地（详细：市区/县镇村）,现所在地(详细：省市区县等）,学历,现工作单位,职务,社会兼职,行业领域,人才性质,移动电话,经度,纬度,邮箱/微信,高中毕业学校",
        {"原籍地（详细：市区/县镇村）": "native_place", "现所在地(详细：省市区县等）": "city", "移动电话": "phones", "经度": None}),
    "A2": ("persons", "序号,姓名,性别,人才性质,籍贯,单位及职务,社会兼职,联系方式",
        {"单位及职务": "employments", "人才性质": "category", "联系方式": "phones"}),
    "A3": ("persons", "序号,姓名,性别,出生年月,籍贯,民族,文化程度,专业特长,工作单位,工作职务,职称,社会职务,联系电话",
        {"民族": "dropped", "文化程度": "education", "工作职务": "position", "社会职务": "social_roles"}),
    "A4": ("persons", "统战对象,所属统战组织名称,姓名,民族,性别,籍贯,学历,学位,毕业院校及专业,职务,专业技术职称,职级,现任职时间,政治面貌,政治安排情况,联系电话,加入何民主党派,认定时间",
        {"政治面貌": "dropped", "政治安排情况": "dropped", "加入何民主党派": "dropped", "统战对象": "category"}),
    "A5": ("persons", "姓名,性别,民族,出生年月,政治面貌,籍贯,学位,全日制学历,联系方式,区域,校区,照片",
        {"全日制学历": "education", "校区": None}),
    "A7": ("persons", "序号,姓名,性别,政治面貌,民族,单位,级别,学员单位及职务职称（全称）,联系电话,报名时间,状态",
        {"学员单位及职务职称（全称）": "employments"}),
    "A9": ("greetings", "姓名,年龄,性别,手机号码,慰问品及信息,慰问人单位及职务,慰问时间,备注",
        {"年龄": "birth", "慰问品及信息": None, "慰问时间": "greeted_on", "慰问人单位及职务": "greeted_by", "备注": "remarks"}),
    "A10": ("persons", "单位名称,姓名,性别,手机号码,电子邮箱,到达方式,到达车次,到达时间",
        {"单位名称": "employer", "电子邮箱": "email", "到达车次": None}),
    "A11": ("persons", "工作单位,姓名,职务/职称,是否报告", {"职务/职称": "position"}),
    "A12": ("persons", "序号,姓名,性别,出生年月,籍贯(村组),政治面貌,现工作单位及职务,社会兼职,手机,微信,乡贤类别,家乡联系人,挂钩联系领导,回乡投资意向,备注",
        {"籍贯(村组)": "native_place", "家乡联系人": "home_contact", "回乡投资意向": None}),
    "P1": ("projects", "序号,项目名称,投资方,固定资产投资,投资方简介,项目内容,需用土地,企业联系人,联系方式,片区,进度、备注,产业类型,研判结果",
        {"片区": "target_block", "进度、备注": "progress", "企业联系人": "contact_name"}),
    "P2": ("projects", "序号,项目名称,投资方,总投资,固定资产投资,投资方简介,项目内容,需用土地,企业联系人,联系方式,招商组/片区,跟进人员/招商员,首报人,产业类型,落地平台",
        {"首报人": "first_reporter", "落地平台": "block", "总投资": "total_investment_wan"}),
    "P3": ("projects", "ID,项目名称,资方联系人,资方联系方式,首谈联系人,跟踪负责人,流转方向,流转时间,流转状态",
        {"资方联系人": "contact_name", "资方联系方式": "contact_phones", "流转状态": None}),
    "P4": ("projects", "项目名称,项目分类,内外资,来源地,产业类别,行业类别,产业链,投资主体,投资主体联系人,联系电话,计划投资总额(亿元),对接时间,招商类型,项目简介,所属片区,企业性质",
        {"投资主体": "investor", "计划投资总额(亿元)": "total_investment_wan", "投资主体联系人": "contact_name"}),
    "P5": ("projects", "项目名称,项目联系单位及联系人,项目投资方及联系方式,项目建设内容,投资额度,项目进展计划",
        {"投资额度": "total_investment_wan", "项目建设内容": "content", "项目投资方及联系方式": None}),
    "P7": ("projects", "项目名称,投资主体,投资内容,项目效益,项目选址要求,需政府协调支持事项",
        {"投资内容": "content", "项目效益": None}),
    "P9": ("visits", "走访企业,职务,销售额,纳税额,企业问题及诉求,诉求解决情况,企业建议",
        {"走访企业": "org_name", "企业问题及诉求": "summary", "企业建议": None}),
    "V1": ("visits", "序号,拜访日期,拜访单位,单位类型,受访人及职务,联系方式,拜访人员,主要内容及线索,下一步计划",
        {"拜访单位": "org_name", "受访人及职务": "interviewee", "拜访人员": "staff"}),
    "introductions": ("introductions", "序号,引荐人,被引荐企业,引荐项目,引荐时间,备注",
        {"引荐人": "referrers", "被引荐企业": "introduced", "引荐项目": "project_name", "引荐时间": "introduced_on"}),
    "P12": ("suggestions", "序号,提出人,意见建议内容,类别,责任领导,承办单位,办理期限,办理情况,反馈及满意度",
        {"提出人": "proposers", "意见建议内容": "suggestion", "承办单位": "handling_unit", "反馈及满意度": "suggestion_reply"}),
    "summary": ("ignore", "序号,组别,外出人数,外出天数,工作开展情况", {}),
}  # fmt: skip


def _cell(header: str) -> str:
    return next((text for word, text in SAYS.items() if word in header), "某")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_register_of_another_office_is_understood(tmp_path: Path, layout: str) -> None:
    """Kind, rows and telling columns; unknown columns are kept under their own header."""
    kind, line, wanted = LAYOUTS[layout]
    headers = line.split(",")
    row: list[object] = [_cell(header) for header in headers]
    found = sheet_of(tmp_path, [["登记表"], list(headers), row, row])
    assert found.kind == kind
    if kind == "ignore":
        return
    assert len(found.records) == 2
    columns = {column.header_path[-1]: column for column in found.columns}
    for header, field in wanted.items():
        column = columns[header]
        assert (column.field or (column.dropped and "dropped")) == field, header
        if field is None:
            assert column.kept == header
            assert found.records[0].kept[header] == _cell(header)


def test_two_records_side_by_side_are_two_people(tmp_path: Path) -> None:
    """A printed sign-in sheet: each half of a row is a person, a free half is nobody."""
    half: list[object] = ["序号", "姓名", "单位及职务", "联系电话"]
    rows: list[list[object]] = [
        ["乡贤座谈会签到表"],
        half * 2,
        [1, "王小明", "甲公司 经理", "13000000001", 2, "李小华", "乙公司 董事长", "13000000002"],
        [3, "张小强", "丙公司", "13000000003", 4, None, None, None],
        [5, None, None, None, 6, None, None, None],
    ]
    found = sheet_of(tmp_path, rows)
    names = [(each.row, each.letters["name"], each.values["name"].name) for each in found.records]
    assert names == [(3, "B", "王小明"), (3, "F", "李小华"), (4, "B", "张小强")]
    assert [str(each.values["phones"][0].number)[-1] for each in found.records] == ["1", "2", "3"]
    assert [each.why for each in found.skipped] == ["BLANK_ROW"]


def test_a_repeated_header_within_one_record_is_no_second_record(tmp_path: Path) -> None:
    """Two telephone columns do not make two people of one, but two numbers."""
    header: list[object] = ["姓名", "联系电话", "联系电话"]
    found = sheet_of(tmp_path, [header, ["王小明", "13000000001", "13000000002"]])
    assert len(found.records) == 1
    numbers = [phone.number for phone in found.records[0].values["phones"]]
    assert numbers == ["13000000001", "13000000002"]


def test_the_same_text_in_both_halves_keeps_its_own_ditto(tmp_path: Path) -> None:
    """同上 in the right half means the right half's row above."""
    half: list[object] = ["姓名", "工作单位"]
    rows: list[list[object]] = [
        half * 2,
        ["王小明", "甲公司", "李小华", "乙公司"],
        ["张小强", "同上", "赵小刚", "〃"],
    ]
    found = sheet_of(tmp_path, rows)
    firms = {
        each.values["name"].name: each.values["employments"][0].organisation
        for each in found.records
    }
    assert firms == {"王小明": "甲公司", "李小华": "乙公司", "张小强": "甲公司", "赵小刚": "乙公司"}


def test_an_importance_column_is_no_sector(tmp_path: Path) -> None:
    """乡贤类型 with 重点 and 一般 is the importance; the next such column is the sector."""
    rows: list[list[object]] = [["姓名", "乡贤类型", "行业领域", "联系电话"]]
    rows += [
        [f"王小{c}", t, "教育界", None]
        for c, t in zip("一二三", ("重点", "一般", "重要乡贤"), strict=True)
    ]
    found = sheet_of(tmp_path, rows)
    assert [column.field for column in found.columns] == ["name", "tier", "category", "phones"]
    assert [each.values["tier"] for each in found.records] == ["key", "normal", "key"]
    assert {each.values["category"] for each in found.records} == {"academia"}


def test_a_column_of_mobile_numbers_is_known_by_its_values(tmp_path: Path) -> None:
    """Whatever its header says; but not beside a telephone column, and not by two cells."""
    people: list[list[object]] = [
        [f"王小{c}", "甲公司", f"1300000000{n}"] for n, c in enumerate("一二三")
    ]
    found = sheet_of(tmp_path, [["姓名", "工作单位", "号码"], *people])
    assert [column.field for column in found.columns] == ["name", "employer", "phones"]
    few = sheet_of(tmp_path, [["姓名", "工作单位", "号码"], *people[:2]])
    assert few.columns[2].kept == "号码"


def test_hidden_rows_and_columns_are_read_like_the_others(tmp_path: Path) -> None:
    """What somebody hid in Excel is not lost."""

    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["姓名", "联系电话"], ["王小明", "13000000001"], ["李小华", "13000000002"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    path = tmp_path / "a.xlsx"
    made.save(path)
    found = check(read_workbook(path, name="a.xlsx"), LAND, {}).sheets[0]
    assert [each.values["phones"][0].number for each in found.records] == [
        "13000000001",
        "13000000002",
    ]
