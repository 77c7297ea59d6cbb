"""Headers that no field declares are understood by the nouns they are made of, or kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.services.registers.test_layout import LAND

from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.reading.columns import declarations, field_of, kind_of, readings
from xiangxian.services.registers.reading.headers import taken_apart
from xiangxian.services.registers.reading.never_stored import dropped
from xiangxian.services.registers.reading.sheet_kinds import KINDS
from xiangxian.services.registers.workbook.model import Cell, CheckedSheet, Column, Sheet, Workbook

UNSEEN: dict[str, dict[str, str]] = {
    "persons": {
        "name": "本人姓名 乡贤姓名（全名） 在外人才姓名",
        "birth": "出生年月（岁） 出生年份 生日（阳历）",
        "native_place": "所属行政村 家乡所在村 户籍村 老家（镇、村） 户籍所在村组",
        "employments": "现任职务及单位 单位及现任职务 任职企业及岗位 公司职务 职务、单位",
        "employer": "现工作单位名称 任职企业 供职单位 所在公司名称 就业单位",
        "position": "担任的职务 现任职务/职称 现任岗位 工作职位",
        "phones": "常用手机号 电话/手机 移动电话号码 手机号码1 手机或电话 联系方式（常用）",
        "city": "现住城市 工作所在城市 居住地（城市） 目前所在地 常驻城市 务工地",
        "address": "收信地址 寄件地址 现家庭地址 联系地址（邮寄）",
        "wechat": "微信名 微信账号 本人微信号",
        "category": "乡贤分类 从事行业 所属领域",
        "education": "文化程度（学历） 学历层次 最高学历（学位）",
        "remarks": "其他情况 备注（特殊情况） 备注信息",
    },
    "projects": {
        "project_name": "在谈项目 项目名称（暂定） 招引项目名称 拟引进项目",
        "investor": "投资主体名称 投资单位（个人） 投资公司 业主单位 拟投资企业 客商单位",
        "referrers": "项目引荐人（乡贤） 牵线搭桥人 介绍人及电话 引荐者",
        "total_investment_wan": "计划总投资额（万元） 协议总投资 拟投资金额（亿元） 意向总投资",
        "land": "占地面积（亩） 拟用地面积 土地需求",
        "signed_on": "签约日 正式签约日期 合同签署时间",
        "contact_name": "企业方联系人 投资商联系人及职务 客商联系人",
        "contact_phones": "企业负责人电话 投资方手机 客商联系方式",
        "investor_intro": "投资企业概况 客商简介",
        "origin_city": "投资方所在城市 客商所在地",
        "block": "落地园区 落户片区",
    },
    "visits": {
        "org_name": "走访公司 拜访的企业 受访企业名称",
        "visited_on": "拜访日 走访年月",
        "interviewee": "受访者及职务 接待人姓名",
        "contact_phones": "对方手机号 受访人联系电话",
        "summary": "走访情况记录 拜访记录",
        "next_step": "下步工作安排 后续跟进措施",
    },
    "suggestions": {
        "suggestion": "意见和建议内容 主要意见建议 提出的建议",
        "proposers": "提出者 建议人姓名",
        "handling_unit": "承办科室 主办部门",
        "handling_progress": "处理结果 建议办理情况",
    },
    "attendance": {
        "signed_in": "本人签名栏 报到 到场签到",
        "reply": "是否参加会议 能否出席活动 可否参加",
        "arrival_by": "抵达车次 车次（航班）",
        "lodging": "是否需要住宿 住宿需求",
    },
    "greetings": {
        "greeted_on": "走访慰问日期 看望的时间",
        "greeted_by": "慰问干部 慰问领导姓名",
        "greeting_way": "慰问的方式",
    },
    "introductions": {
        "referrers": "介绍者 牵线搭桥人",
        "introduced": "被推荐企业 被引荐公司",
        "introduced_on": "牵线日期 推荐时间",
    },
}
KEPT: dict[str, str] = {
    "persons": "挂钩领导电话 配偶姓名 子女就业 父亲姓名 紧急联系人 联系人单位 备用 备用电话 经办人 填表人 企业法人联系电话"
    " 联系领导职务 单位电话 单位地址 秘书电话 家乡联系人电话 联系人电话 手机归属地 任职时间 单位性质 投资强度 拟投资额"
    " 联系电话（领导） 手机（秘书） 走访记录 联系情况 电话费 地址变更 行业地位 职务变动 与户主关系 原单位及职务 籍贯地气候 退休前职务",
    "projects": "投资强度 项目编号 项目类别 引荐人电话 引荐人单位 引荐时间 挂钩领导电话 计划开工时间 预计投产时间 联系单位电话"
    " 项目规模 企业规模 企业性质 投资方式 投资意向 洽谈次数 下步打算 用工人数 签约地点 单位 名称 情况 合同编号",
    "visits": "走访次数 受访人职务 受访人单位 走访企业地址 领导批示 拜访方式",
    "suggestions": "提出人电话 承办人 交办时间 问题编号 反馈时间",
    "greetings": "慰问品 慰问金 慰问人电话 经办人",
    "introductions": "引荐人电话 引荐人单位 奖励金额",
}
"""Headers near a field's that ask for something else, or for somebody else's."""
NEVER = "是否党员 党员否 党员/群众 民族成份 性别及民族 是否少数民族 身体健康状况 残疾情况 宗教信仰（有/无） 有效证件号码 工资卡号 本人账号"
STORED = "姓名（与身份证一致） 微信账号 民族路地址 联系党员 大健康产业"
"""Headers with such a word that ask for something else."""
ELSES = ("配偶", "父亲", "秘书", "挂钩领导", "备用", "紧急联系人", "经办人", "儿子", "法人")


@pytest.mark.parametrize("kind", UNSEEN)
def test_an_unseen_header_is_understood(kind: str) -> None:
    """By its nouns, whatever stands round them."""
    wrong = {
        header: readings((header,), kind)
        for field, headers in UNSEEN[kind].items()
        for header in headers.split()
        if readings((header,), kind) != (field,)
    }
    assert not wrong


@pytest.mark.parametrize("kind", KEPT)
def test_a_header_that_asks_for_something_else_is_kept(kind: str) -> None:
    """A word that is not known changes the meaning."""
    found = {header: readings((header,), kind) for header in KEPT[kind].split()}
    assert not {header: each for header, each in found.items() if each}


@pytest.mark.parametrize("kind", ["persons", "attendance", "greetings"])
def test_nothing_of_somebody_else_is_taken_for_the_persons_own(kind: str) -> None:
    """配偶, 秘书, 备用 before any declared header make it a column that is kept."""
    found = {
        who + header: readings((who + header,), kind)
        for header, _ in declarations(kind)
        for who in ELSES
        if not dropped((who + header,))
    }
    assert not {header: each for header, each in found.items() if each}


@pytest.mark.parametrize("kind", KINDS)
def test_a_declared_header_is_what_it_declares(kind: str) -> None:
    """Also with spaces, a mark of need, a unit, and below a group's header."""
    for header, name in declarations(kind):
        if dropped((header,)):
            continue
        spaced = " ".join(header)
        for path in (
            (header,),
            (f"*{spaced}",),
            (f"{header}（必填）",),
            ("基本情况", header),
            ("一、登记内容", "其他信息", header),
        ):
            assert field_of(path, kind) == name, path


def test_what_is_never_stored_is_known_by_its_nouns_too() -> None:
    """And a column that only mentions such a word is not lost."""
    assert not [header for header in NEVER.split() if dropped((header,)) is None]
    assert not [header for header in STORED.split() if dropped((header,))]


@given(st.text(alphabet="姓名单位及职务/、（()）电话现计划投资情况号的与 1一①*：", max_size=80))
def test_any_header_can_be_taken_apart(text: str) -> None:
    """Whatever is typed; no noun is empty."""
    header = taken_apart(text)
    assert all(noun for part in header.parts for noun in part) or not text.strip()
    assert isinstance(readings((text,), "persons"), tuple)


def read(rows: Sequence[Sequence[object]]) -> CheckedSheet:
    """The sheet of these rows as it is understood."""
    cells = {
        (row, column): Cell(value)  # type: ignore[arg-type]
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    sheet = Sheet("表", cells, (), len(rows), max(map(len, rows)))
    return check(Workbook("a.xlsx", "0", (sheet,)), LAND, {}).sheets[0]


def fields(columns: Sequence[Column]) -> list[str | None]:
    """What each column fills."""
    return [column.field for column in columns]


def people(*columns: Sequence[object]) -> list[list[object]]:
    """Rows of people with these cells each."""
    return [[f"王小{c}", *(each[n] for each in columns)] for n, c in enumerate("甲乙丙丁")]


@pytest.mark.parametrize(
    ("header", "cells", "field"),
    [
        ("老家地址", ("王庄村", "王庄村3组", "曹村村", "古村村"), "native_place"),
        ("老家地址", ("甲路1号", "上海市乙路2号", "丙小区3幢", "丁路4号201室"), "address"),
        ("老家地址", ("王庄村", "上海市乙路2号", "丙小区3幢", "曹村村"), None),
        ("目前住地", ("上海", "江苏苏州", "南京市", "深圳"), "city"),
        ("目前住地", ("上海市甲路1号", "南京市乙路2号", "苏州丙街3号", "丁路4号"), "address"),
        ("邮箱/手机", ("13000000001", "13000000002", "13000000003", "13000000004"), "phones"),
        ("常用电话", ("王丙甲", "李丙乙", "赵丙丙", "钱丙丁"), None),
        ("常用电话", ("13000000001（秘书）", "0511-87000000", "无", "13000000004"), "phones"),
    ],
)
def test_two_readings_are_settled_by_the_values(
    header: str, cells: Sequence[str], field: str | None
) -> None:
    """And what only its nouns say is not believed against its values; both in one cell are kept."""
    found = read([["姓名", "性别", header], *people("男女男女", cells)])
    assert fields(found.columns) == ["name", "gender", field]
    assert found.records[0].kept.get(header, "") == ("" if field else cells[0])


@pytest.mark.parametrize(
    ("header", "cells", "field", "said"),
    [
        (
            "手机/微信",
            ("xiao_ming", "13000000002", "0511-87000000", "wx_88"),
            "wechat",
            "xiao_ming",
        ),
        ("电话及邮箱", ("13000000001 a@b.cn", "13000000002", "c@d.cn", "1"), "email", "a@b.cn"),
    ],
)
def test_several_ways_in_one_column_are_told_cell_by_cell(
    header: str, cells: Sequence[str], field: str, said: str
) -> None:
    """The column is nobody's alone; nothing of a cell that was told is kept a second time."""
    found = read([["姓名", "性别", header], *people("男女男女", cells)])
    assert fields(found.columns) == ["name", "gender", None]
    assert found.records[0].values[field] == said
    assert [phone.number for phone in found.records[1].values["phones"]] == ["13000000002"]
    assert header not in found.records[0].kept


def test_progress_is_the_stage_or_a_report_of_it() -> None:
    """目前进展 over 在谈 and 签约 is the stage; over sentences it is the progress."""
    for cells, field in (
        (("在谈", "已签约", "投产"), "stage"),
        (("来镇考察两次，在谈用地", "老板下月来", "等环评批复后开工建设"), "progress"),
    ):
        rows: list[list[object]] = [["在谈项目", "投资公司", "目前进展"]]
        rows += [[f"{n}号项目", "甲禾机械有限公司", cell] for n, cell in enumerate(cells)]
        assert fields(read(rows).columns) == ["project_name", "investor", field]


def test_a_declared_header_goes_before_a_composed_one() -> None:
    """Wherever it stands: the column that was understood before is the one that is filled."""
    numbers = [f"1300000000{n}" for n in range(4)]
    found = read([["姓名", "常用手机号", "手机"], *people(numbers, numbers)])
    assert fields(found.columns) == ["name", "phones", "phones"]
    assert [column.further for column in found.columns] == [False, True, False]


def test_a_group_of_somebody_else_is_not_the_persons_own() -> None:
    """挂钩领导 over 姓名, 职务 and 电话; a contact's name and number are theirs in a ledger."""
    for below in ("姓名", "职务", "联系电话"):
        assert not readings(("挂钩领导", below), "persons")
    assert field_of(("家乡联系人", "姓名"), "persons") == "home_contact"
    assert field_of(("企业联系人", "电话"), "projects") == "contact_phones"
    assert field_of(("引荐人", "姓名"), "projects") == "referrers"
    assert not readings(("引荐人", "联系电话"), "projects")
    assert field_of(("联系方式", "手机"), "persons") == "phones"


def test_acts_below_a_header_of_times_are_days() -> None:
    """时间节点 over 签约, 开工 and 投产; 签约 below another header is none."""
    below = {"签约": "signed_on", "开工": "started_on", "投产": "production_on"}
    for act, field in below.items():
        assert field_of(("时间节点", act), "projects") == field
        assert field_of(("项目情况", act), "projects") is None


def test_units_and_dates_are_read_under_composed_headers() -> None:
    """亿元 in the header counts for bare numbers; 1975.1 stays the doubt that it is."""
    rows: list[list[object]] = [
        ["项目名称（暂定）", "拟投资金额（亿元）", "意向总投资额（万美元）"]
    ]
    rows += [["一号项目", 1.2, None], ["二号项目", "待定", None], ["三号项目", "5000万元", None]]
    found = read(rows)
    amounts = [each.values.get("total_investment_wan") for each in found.records]
    assert [each.wan if each else None for each in amounts] == [12000, None, 5000]
    found = read([["本人姓名", "出生年月（岁）"], ["王小明", 1975.1], ["李小华", "58岁"]])
    codes = [{point.code for point in each.points} for each in found.records]
    assert codes[0] >= {"DATE_FLOAT_AMBIGUOUS"}
    assert codes[1] >= {"DATE_AGE"}


def test_a_list_that_only_says_who_came_is_read() -> None:
    """姓名 and 本人签名栏 below a meeting's name; without one it is no register."""
    rows: list[list[object]] = [
        ["与会人员姓名", "本人签名栏"],
        ["王小明", "王小明"],
        ["李小华", None],
    ]
    assert read([["后白镇乡贤座谈会签到表"], *rows]).kind == "attendance"
    assert read([["物资领用"], *rows]).kind == "ignore"


def test_the_kind_of_a_sheet_that_is_left_out_is_told_by_its_columns() -> None:
    """As long as they are one kind's."""
    columns = tuple(
        Column(letter, (field,), field)
        for letter, field in (("A", "project_name"), ("B", "investor"))
    )
    assert kind_of(CheckedSheet("表", "ignore", 0, 1, columns, left=True)) == "projects"
