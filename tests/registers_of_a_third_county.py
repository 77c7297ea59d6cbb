"""Registers of a third county: a hill township's united front clerk, its villages and its chamber.

Everybody in them is invented; the numbers are of a block given to nobody, identity numbers of a region
that is none. The office types by hand: dots in dates, brackets, 同上, merged villages, signatures below.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from written_registers import (
    Book,
    Col,
    Maker,
    Names,
    Numbers,
    Page,
    W,
    at,
    identity,
    plain,
    serial,
    text,
)

TOWN = "禾安县柳塘镇"
VILLAGES = ("石桥村", "杨梅村", "大塘村", "上坊村", "罗家村", "社背村", "黄泥坳村")
SURNAMES = "曾廖邱钟温赖谢邹饶熊涂欧"
GIVEN = (
    "长根",
    "水生",
    "金莲",
    "晓东",
    "志平",
    "桂香",
    "国栋",
    "丽萍",
    "福来",
    "冬梅",
    "建华",
    "文彬",
    "润生",
    "细妹",
    "云",
    "强",
    "敏",
    "海燕",
)
CITIES = ("东莞", "厦门", "温州", "广州", "义乌", "佛山", "福州")
FIRMS = (
    "东莞市鑫禾五金制品有限公司",
    "厦门晟远贸易有限公司",
    "温州康步鞋业有限公司",
    "义乌市喜洋洋饰品厂",
    "佛山市顺陶陶瓷有限公司",
    "广州禾味餐饮管理有限公司",
    "福州榕创信息技术有限公司",
)
UNITS = ("广州市第九人民医院", "福建示范大学", "东莞市生态环境局", "厦门市第三中学", "省地质调查院")
POSTS = ("董事长", "总经理", "厂长", "副总经理", "总监", "销售经理")
UNIT_POSTS = ("主任医师", "副教授", "科长", "高级工程师", "副校长")


class Desk:
    """What one workbook is written with."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(7_000 + seed)  # noqa: S311
        self.names = Names(self.rng, SURNAMES, GIVEN)
        self.numbers = Numbers(20_000 + seed * 900)
        self.villages = list(VILLAGES)

    def name(self, rng: random.Random) -> W:
        n = self.names()
        way = rng.randrange(14)
        if way == 0 and len(n) == 2:
            return W(f"{n[0]}  {n[1]}", {"name": n})
        if way == 1:
            return W(f"{n}（又名{n[0]}毛仔）", {"name": n}, set(), {("name", "*")})
        if way == 2 and len(n) == 3:
            return W(f"{n[0]}老板（{n[1:]}）", {"name": n}, {("name", "NAME_WITH_TITLE")})
        if way == 3:
            return W(f"{n}\n", {"name": n})
        return W(n, {"name": n})

    def just_name(self, field: str) -> Maker:
        def make(rng: random.Random) -> W:
            n = self.names()
            return W(n, {field: n})

        return make

    def phones(self, field: str = "phones") -> Maker:
        def make(rng: random.Random) -> W:
            a, b = self.numbers(), self.numbers()
            ways: tuple[tuple[Any, list[str], str], ...] = (
                (a, [a], ""), (a, [a], ""), (int(a), [a], ""), (int(a), [a], ""), (f"{a[:3]} {a[3:7]} {a[7:]}", [a], ""),
                (f"{a}，{b}", [a, b], ""), (f"{a} / {b}", [a, b], ""), (f"{a}(儿子)", [a], ""), (f"{a}\n{b}", [a, b], ""),
                (f"移动{a}", [a], ""), (a[:-1], [], "PHONE_BAD_LENGTH"), ("无", [], ""), (None, [], ""), (f"86-{a}", [a], ""),
            )  # fmt: skip
            cell, says, code = rng.choice(ways)
            return W(cell, {field: says}, {(field, code)} if code else set())

        return make

    def birth(self, rng: random.Random) -> W:
        y, m, d = rng.randint(1948, 1990), rng.randint(2, 9), rng.randint(1, 28)
        month, day = f"{y}-{m:02d}", f"{y}-{m:02d}-{d:02d}"
        ways: tuple[tuple[Any, str | None, str, str], ...] = (
            (f"{y}.{m:02d}", month, "", ""), (f"{y}.{m}", month, "", ""), (float(f"{y}.{m}"), month, "", ""), (f"{y}年{m}月", month, "", ""),
            (f"{y}年{m}月{d}日", day, "", ""), (f"{y}.{m}.{d}", day, "", ""), (f"{y % 100}年{m}月", month, "", ""),
            (y * 100 + m, month, "", ""), (f"{y}年", str(y), "", ""), (y, str(y), "", ""), (at(date(y, m, d)), month, "", "yyyy.mm"),
            (float(f"{y}.1"), None, "DATE_FLOAT_AMBIGUOUS", ""), (f"{rng.randint(38, 71)}岁", None, "DATE_AGE", ""),
            (f"{y}年农历六月廿二", None, "DATE_LUNAR", ""), (f"农历{y}.{m}", None, "DATE_LUNAR", ""), ("不清楚", None, "", ""), (None, None, "", ""),
        )  # fmt: skip
        cell, says, code, form = rng.choice(ways)
        maybe = {("birth", "DATE_UNREADABLE")} if cell == "不清楚" else set()
        return W(
            cell, {"birth": says}, {("birth", code)} if code else set(), maybe, form or "General"
        )

    def native(self, rng: random.Random) -> W:
        v, g = rng.choice(VILLAGES), rng.randint(1, 11)
        ways: tuple[tuple[Any, Any, str], ...] = (
            (v, (v, None), ""), (v[:-1], (v, None), ""), (f"{v}{g}组", (v, g), ""), (f"{v}第{g}组", (v, g), ""), (f"柳塘镇{v}", (v, None), ""),
            (f"禾安县柳塘镇{v}{g}组", (v, g), ""), (f"江西省禾安县柳塘镇{v}", (v, None), ""), (f"{v}委会", (v, None), ""),
            ("禾安县", (None, None), ""), ("湖南省长沙市", (None, None), "NATIVE_ELSEWHERE"), ("/", None, ""),
        )  # fmt: skip
        cell, says, code = rng.choice(ways)
        return W(cell, {"native_place": says}, {("native_place", code)} if code else set())

    def village(self, _rng: random.Random) -> W:
        v = self.villages.pop(0)
        self.villages.append(v)
        return W(v, {"native_place": (v, None)})

    def job(self, rng: random.Random) -> W:
        way = rng.randrange(10)
        if way < 3:
            u, p = rng.choice(UNITS), rng.choice(UNIT_POSTS)
        else:
            u, p = rng.choice(FIRMS), rng.choice(POSTS)
        if way == 9:
            return W(f"{u}{p}、柳塘商会副会长", {"employments": [(u, p), ("柳塘商会", "副会长")]})
        if way == 8:
            return W("自主创业（开店）", {}, set(), {("employments", "*")})
        if way == 7:
            return W(None, {"employments": None})
        return W(
            rng.choice((f"{u}{p}", f"{u} {p}", f"{u}\n{p}", f"{u}，{p}")), {"employments": [(u, p)]}
        )

    def firm(self, field: str) -> Maker:
        def make(rng: random.Random) -> W:
            f = rng.choice(FIRMS)
            return W(f, {field: f})

        return make

    def day(self, field: str, years: tuple[int, int] = (2022, 2025)) -> Maker:
        def make(rng: random.Random) -> W:
            y, m, d = rng.randint(*years), rng.randint(2, 9), rng.randint(1, 28)
            month, day = f"{y}-{m:02d}", f"{y}-{m:02d}-{d:02d}"
            ways: tuple[tuple[Any, str, str], ...] = (
                (f"{y}.{m}.{d}", day, ""), (f"{y}年{m}月{d}日", day, ""), (f"{y}.{m:02d}.{d:02d}", day, ""), (f"{y}年{m}月", month, ""),
                (f"{y % 100}年{m}月{d}日", day, ""), (at(date(y, m, d)), day, "yyyy/m/d"), (serial(date(y, m, d)), day, ""), (f"{y}/{m}/{d}", day, ""),
            )  # fmt: skip
            cell, says, form = rng.choice(ways)
            return W(cell, {field: says}, format=form or "General")

        return make

    def money(self, field: str, unit: str = "万元") -> Maker:
        def make(rng: random.Random) -> W:
            wan = rng.choice((300, 800, 2000, 5500, 10000, 25000, 60000))
            bare: Any = wan / 10000 if unit == "亿元" else wan
            ways: tuple[tuple[Any, Any, str], ...] = (
                (bare, wan, ""), (bare, wan, ""), (f"{bare:g}", wan, ""), (f"{wan}万元", wan, ""), (f"{wan / 10000:g}亿", wan, ""),
                (f"约{wan / 10000:g}亿元", wan, ""), (f"{wan}万（其中设备{wan // 4}万）", wan, ""), ("待定", None, ""), ("未定", None, ""),
                ("500万美元", {"amount": 500, "unit": "万美元"}, "AMOUNT_FOREIGN"), (None, None, ""),
            )  # fmt: skip
            cell, says, code = rng.choice(ways)
            maybe = {(field, "AMOUNT_UNREADABLE")} if cell == "未定" else set()
            return W(cell, {field: says}, {(field, code)} if code else set(), maybe)

        return make

    def people(
        self, field: str, low: int = 1, high: int = 3, sep: tuple[str, ...] = ("、", "，", " ")
    ) -> Maker:
        def make(rng: random.Random) -> W:
            names = [self.names() for _ in range(rng.randint(low, high))]
            return W(rng.choice(sep).join(names), {field: names})

        return make

    def referrers(self, rng: random.Random) -> W:
        a, b = self.names(), self.names()
        first = {("referrers", "REFERRER_FIRST_UNCLEAR")}
        return rng.choice((
            W(a, {"referrers": [a]}), W(a, {"referrers": [a]}), W(f"{a}（{self.numbers()}）", {"referrers": [a]}),
            W(f"{a}、{b}", {"referrers": [a, b]}, first), W(f"{a}（第一引荐人）、{b}", {"referrers": [a, b]}),
            W("东莞市禾安商会", {"referrers": ["东莞市禾安商会"]}), W("本人回乡投资", {"referrers": "self"}, set(), {("referrers", "*")}),
            W("无", {"referrers": []}), W(None, {"referrers": []}),
        ))  # fmt: skip

    def contact(self, field: str) -> Maker:
        def make(rng: random.Random) -> W:
            n = self.names()
            if rng.randrange(6) == 0:
                return W(f"{n[0]}总", {field: f"{n[0]}总"}, {(field, "NAME_WITH_TITLE")})
            p = rng.choice(POSTS)
            return W(rng.choice((n, n, f"{n}（{p}）", f"{n} {p}")), {field: n})

        return make


NUMBER = Col("序号", text(None), "number")
GENDER = Col(
    "性  别",
    lambda r: (lambda c: W(c, {"gender": c if c in ("男", "女") else None}))(
        r.choice(("男", "男", "女", None))
    ),
)
SENSITIVE = {
    "party": Col("是否党员", text("中共党员", "群众", "预备党员"), "dropped"),
    "nation": Col("民族", text("汉族", "畲族"), "dropped"),
    "id": Col("身份证号码", lambda r: W(identity(r)), "dropped"),
    "faith": Col("有无宗教信仰", text("信仰佛教", "不信教"), "dropped"),
    "health": Col("身体状况", text("高血压", "身体健康"), "dropped"),
    "bank": Col("银行卡号", lambda r: W(f"62284800{r.randint(10**10, 10**11 - 1)}"), "dropped"),
}
CATEGORY: Maker = lambda r: (lambda c: W(c[0], {"category": c[1]}, {("category", "CATEGORY_UNKNOWN")} if c[2] else set()))(  # noqa: E731
    r.choice((("工商界", "business", 0), ("企业家", "business", 0), ("党政机关", "government", 0), ("教育界", "academia", 0), ("医疗卫生", "medical", 0), ("部队", "military", 0), ("金融", "finance", 0), ("华侨", "overseas", 0), ("能人", None, 1))))  # fmt: skip
STAGE: Maker = lambda r: (lambda c: W(c[0], {"stage": c[1]}))(  # noqa: E731
    r.choice((("洽谈中", "negotiating"), ("在谈", "negotiating"), ("已签约", "signed"), ("签订框架协议", "intent"), ("已开工", "started"), ("建设中", "building"), ("已竣工", "completed"), ("已投产", "in_production"), ("达产", "full_capacity"), ("暂缓", "paused"), ("终止", "terminated"))))  # fmt: skip
REMARKS: Maker = lambda r: (lambda c: W(c[0], {"remarks": c[0]}, {("remarks", c[1])} if c[1] else set()))(  # noqa: E731
    r.choice((("每年清明回乡", ""), ("资助过村小学", ""), ("去年去世", "DECEASED"), ("已故", "DECEASED"), ("本人不愿被打扰", "DO_NOT_CONTACT"), (None, ""), (None, ""))))  # fmt: skip


def one(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """The township's roll: two-line header, villages merged down, sums after each part."""
    page = Page(book, "在外人士花名册", "persons", d.rng)
    page.title("禾安县柳塘镇在外人士基本情况花名册", 14)
    page.title("填报单位（盖章）：柳塘镇统战工作办公室          填报日期：2025年2月10日", 14)
    page.header([
        NUMBER, Col("所在村", d.village, down=4), Col("姓名", d.name, above="个人情况"), Col("性别", GENDER.make, above="个人情况"),
        Col("出生年月（公历）", d.birth, above="个人情况"), Col("民族", SENSITIVE["nation"].make, "dropped", above="个人情况"),
        Col("是否党员", SENSITIVE["party"].make, "dropped", above="个人情况"), Col("文化水平", plain("education", "大专", "本科", "初中", "研究生"), above="个人情况"),
        Col("就职单位及所任职务", d.job, above="从业情况"), Col("工作（居住）城市", plain("city", *CITIES), above="从业情况", ditto=True),
        Col("本人联系号码", d.phones(), above="联络方式"), Col("配偶姓名", lambda _r: W(d.names()), "kept", above="联络方式"),
        Col("配偶电话", lambda _r: W(d.numbers()), "kept", above="联络方式"), Col("备注栏", REMARKS),
    ])  # fmt: skip
    for part in range(3):
        page.records(12)
        page.line("SUBTOTAL_ROW", "小计", None, "12人")
        if part == 1:
            page.line("BLANK_ROW")
    page.line("SUBTOTAL_ROW", "合计", None, "36人")
    page.title(
        "注：1.在外人士指户籍在本镇或祖籍本镇、在外工作创业的人员；2.本表由各村核实后上报。",
        14,
        "FOOTER_ROW",
    )
    page.title("审核人（签字）：            填表人：           联系电话：", 0, "FOOTER_ROW")
    return [page.done()]


def two(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """A sheet per village and a sheet of sums; the villages' clerks write the header a little differently."""
    heads = (
        (
            "人员姓名",
            "出生年份及月份",
            "老家所在组",
            "现从事职业及单位",
            "电话号",
            "务工（经商）地点",
        ),
        ("姓名", "出生时间", "家庭住址（组）", "现从事职业及单位", "联络电话", "现在何地"),
        ("姓 名", "出生年、月", "组别", "现从事职业及单位", "本人电话", "在外地点"),
    )
    made = []
    total = book.create_sheet("汇总")
    for line in (
        ["柳塘镇外出能人摸底汇总"],
        ["村名", "人数", "其中：经商", "其中：公职"],
        *([v, 9, 5, 4] for v in VILLAGES[:3]),
        ["合计", 27, 15, 12],
    ):
        total.append(line)
    for v, head in zip(VILLAGES[:3], heads, strict=True):
        page = Page(book, v.removesuffix("村"), "persons", d.rng)
        page.title(f"{v}外出能人摸底表", 9)
        page.header([
            NUMBER, Col(head[0], d.name), GENDER, Col(head[1], d.birth), Col(head[2], text("一组", "二组", "五组"), "silent"), Col(head[3], d.job),
            Col(head[5], plain("city", *CITIES), ditto=True), Col(head[4], d.phones()), Col("是否有意回乡", text("有意向", "没有", "再看看"), "kept"), Col("身份证", SENSITIVE["id"].make, "dropped"),
        ])  # fmt: skip
        page.records(9)
        page.line("FOOTER_ROW", "村支书签字：")
        made.append(page.done())
    return made


def three(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """The chamber's members: firm and post apart, roles in chambers, an address for letters."""
    page = Page(book, "会员名册", "persons", d.rng)
    page.title("禾安县东莞商会会员名册（2025版）", 13)
    page.header([
        Col("会员证号", lambda r: W(f"DG{r.randint(100, 999)}"), "silent"), Col("会员姓名", d.name), GENDER, Col("供职企业", d.firm("employer")), Col("职位", plain("position", *POSTS)),
        Col("商会职务", plain("social_roles", "副会长", "常务理事", "理事"), "silent"), Col("企业主营", text("五金加工", "外贸", "餐饮连锁"), "kept"), Col("籍贯（乡镇、村）", d.native),
        Col("手机（微信同号）", d.phones()), Col("电子信箱", lambda r: (lambda e: W(e, {"email": e}))(f"hz{r.randint(1000, 9999)}@example.com")),
        Col("收件地址", lambda r: (lambda a: W(a, {"address": a}))(f"东莞市甲镇乙路{r.randint(1, 199)}号")), Col("邮编", plain("postcode", "523000", "523808")), Col("入会时间", text("2019年", "2021年5月", "2023.6"), "kept"),
    ])  # fmt: skip
    page.line("SECTION_ROW", "一、会长、副会长单位")
    page.records(8)
    page.line("SECTION_ROW", "二、理事单位")
    page.records(14)
    page.line("SECTION_ROW", "三、普通会员")
    page.records(16)
    return [page.done()]


def four(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """An address list of two records a line."""
    page = Page(book, "Sheet1", "persons", d.rng)
    page.title("柳塘籍在穗乡亲通讯录", 10)
    page.header(
        [
            Col("姓名", d.name),
            Col("老家", d.native),
            Col("工作单位", d.firm("employer")),
            Col("职务", plain("position", *POSTS)),
            Col("电话", d.phones()),
        ],
        panels=2,
    )
    page.records(37)
    return [page.done()]


def five(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """Key natives the leaders keep contact with; leaders' numbers are not the natives'."""
    page = Page(book, "联系表", "persons", d.rng)
    page.title("县领导联系重点在外人才安排表", 12)
    page.title("（2025年度）", 12)
    page.header([
        NUMBER, Col("人才姓名", d.name), Col("年龄", lambda r: W(r.randint(35, 75), {"birth": None}, set(), {("birth", "DATE_AGE")}), "silent"), Col("最高学历及毕业院校", text("福建示范大学 本科", "省农学院 硕士"), "silent"),
        Col("目前单位、职务", d.job), Col("界别类型", CATEGORY), Col("个人荣誉", plain("honours", "省劳模", "全国优秀教师", "市科技进步奖")),
        Col("擅长领域", plain("specialties", "精细化工", "骨科", "水稻育种")), Col("本人手机号", d.phones()),
        Col("联系县领导", text("县委甲书记", "乙县长"), "kept", ditto=False), Col("领导手机", lambda _r: W(d.numbers()), "kept"), Col("挂点联络员", lambda _r: W(d.names()), "kept"),
    ])  # fmt: skip
    page.records(34)
    page.title("说明：联络员每季度至少与人才电话联系一次。", 0, "FOOTER_ROW")
    return [page.done()]


def six(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """The ledger of projects: units in the header, two-line header, who brought them."""
    page = Page(book, "2025台账", "projects", d.rng)
    page.title("柳塘镇招引项目推进台账", 16)
    page.title("单位：万元、亩", 0)
    page.header([
        NUMBER, Col("招引项目", lambda r: (lambda n: W(n, {"project_name": n}))(f"{d.names()[:2]}{r.choice(('竹制品加工', '油茶深加工', '电子线束', '箱包'))}项目{r.randint(2, 99)}期"), above="项目概况"),
        Col("投资商", d.firm("investor"), above="项目概况"), Col("所属行业", plain("industry", "农产品加工", "电子信息", "轻工"), above="项目概况"),
        Col("主要建设内容", plain("content", "新建厂房两栋", "租用标准厂房上线三条产线", "建油茶基地"), above="项目概况"),
        Col("计划投入总资金", d.money("total_investment_wan"), above="投资情况"), Col("其中固投", d.money("fixed_investment_wan"), above="投资情况"), Col("已到位资金", d.money("paid_in_wan"), above="投资情况"),
        Col("用地需求（亩）", lambda r: (lambda n: W(n, {"land": {"value": n, "unit": "亩"}}))(r.choice((12, 30, 45.5)))), Col("协议签订日期", d.day("signed_on", (2022, 2023)), above="时间节点"), Col("动工时间", d.day("started_on", (2024, 2025)), above="时间节点"),
        Col("项目所处环节", STAGE), Col("牵线人", d.referrers), Col("企方联系人", d.contact("contact_name")), Col("企方电话", d.phones("contact_phones")), Col("存在困难", text("缺工", "用电负荷不足", "资金未到位"), "kept"),
    ])  # fmt: skip
    for _ in range(2):
        page.records(14)
        page.line("SUBTOTAL_ROW", "小计", "14个")
    page.line("SUBTOTAL_ROW", "总计", "28个")
    return [page.done()]


def seven(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """Leads of the month, amounts in hundreds of millions."""
    page = Page(book, "线索", "projects", d.rng)
    page.title("禾安县2025年3月份招商线索登记表", 12)
    page.header([
        Col("编号", text(None), "number"), Col("线索名称", lambda r: (lambda n: W(n, {"project_name": n}))(f"{d.names()[:2]}智能终端{r.randint(2, 99)}号线索")), Col("意向投资企业", d.firm("investor")),
        Col("企业简介", plain("investor_intro", "成立于2010年，主营五金件", "温州鞋业龙头，员工300人")), Col("预计投资额（亿元）", d.money("total_investment_wan", "亿元")), Col("投资来源地", plain("origin_city", *CITIES), ditto=True),
        Col("信息渠道", plain("lead_source", "乡贤推荐", "商会", "上门招商")), Col("线索提供人", d.referrers), Col("报送单位", plain("first_reporter", "柳塘镇", "县工信局")), Col("线索上报时间", d.day("first_reported_at", (2024, 2025))),
        Col("研判意见", plain("assessment", "继续跟踪", "暂不考虑", "可行")), Col("最新进展情况", plain("progress", "已电话联系", "邀请来考察", "等企业答复")),
    ])  # fmt: skip
    page.records(30)
    return [page.done()]


def eight(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """Going out to firms: the year is in the title, the days have none."""

    def short(r: random.Random) -> W:
        m, day = 3, r.randint(1, 28)
        return W(
            r.choice((f"{m}月{day}日", f"{m}.{day}" if day > 9 and day % 10 else f"{m}月{day}日")),
            {"visited_on": f"2025-{m:02d}-{day:02d}"},
        )

    page = Page(book, "外出", "visits", d.rng)
    page.title("招商小分队2025年3月外出招商情况统计表", 10)
    page.header([
        NUMBER, Col("外出日期", short, ditto=True), Col("被拜访企业", d.firm("org_name")), Col("单位性质", plain("org_type", "企业", "商会", "行业协会")), Col("对方接洽人", d.contact("interviewee")), Col("对方电话", d.phones("contact_phones")),
        Col("我方参加人员", d.people("staff", 2, 3, ("、", "，"))), Col("洽谈内容", plain("summary", "介绍县情和油茶产业", "有扩产打算，缺厂房", "一般性走访")), Col("后续打算", plain("next_step", "寄送资料", "4月邀请来禾安", "继续跟")), Col("差旅费（元）", lambda r: W(r.randint(800, 6000)), "kept"),
    ])  # fmt: skip
    page.records(38)
    page.line("SUBTOTAL_ROW", "合计", None, "38家")
    return [page.done()]


def nine(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """A sign-in sheet: who signed, who sent somebody, who stayed away."""
    state: dict[str, str] = {}

    def named(r: random.Random) -> W:
        state["n"] = d.names()
        return W(state["n"], {"name": state["n"]})

    def signed(r: random.Random) -> W:
        cell = r.choice((state["n"], state["n"], state["n"], f"{d.names()}代", None))
        return W(cell, {"signed_in": cell} if cell else {})

    page = Page(book, "签到", "attendance", d.rng)
    page.truth.says = {"event_on": "2025-01-26"}
    page.title("柳塘镇2025年迎新春在外乡友座谈会签到册", 6)
    page.title("地点：镇政府三楼会议室    时间：2025年1月26日上午9:00", 6)
    page.header(
        [
            NUMBER,
            Col("参会人", named),
            Col("就职单位", d.firm("employer")),
            Col("手机号", d.phones()),
            Col("签名", signed),
            Col("是否用餐", text("是", "否"), "kept"),
        ]
    )
    page.records(34)
    return [page.done()]


def ten(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """Replies to an invitation."""

    def reply(r: random.Random) -> W:
        cell, code = r.choice(
            (
                ("能参加", "coming"),
                ("参会", "coming"),
                ("不能参加", "not_coming"),
                ("因事请假", "not_coming"),
                ("待定", "undecided"),
            )
        )
        return W(cell, {"reply": code})

    page = Page(book, "回执汇总", "attendance", d.rng)
    page.title("乡贤返乡恳谈会参会回执汇总", 9)
    page.header([
        NUMBER, Col("嘉宾姓名", d.name), GENDER, Col("单位、职务", d.job), Col("联系手机号码", d.phones()), Col("能否参会", reply), Col("来程交通", plain("arrival_way", "自驾", "高铁", "飞机")),
        Col("抵达时间", plain("arrival_time", "2月1日中午", "1月31日晚")), Col("随行人数", lambda r: W(r.randint(0, 3)), "kept"),
    ])  # fmt: skip
    page.records(26)
    return [page.done()]


def eleven(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """What people proposed and who has to answer."""
    page = Page(book, "建议台账", "suggestions", d.rng)
    page.title("乡贤恳谈会建言献策事项交办清单", 11)
    page.header([
        NUMBER, Col("建言人", d.people("proposers", 1, 2, ("、",))), Col("建言人单位", text(*FIRMS), "kept"), Col("建议事项", lambda r: (lambda s: W(s, {"suggestion": s}))(f"{r.choice(VILLAGES)}{r.choice(('修通组公路', '安装路灯', '建老年食堂', '整治河道'))}（{r.randint(1, 99)}）")),
        Col("事项类别", plain("suggestion_category", "基础设施", "民生", "产业")), Col("提出日期", d.day("suggested_on", (2024, 2024))), Col("牵头领导", plain("responsible_leader", "甲副镇长", "乙委员")), Col("责任部门", plain("handling_unit", "农业农村办", "村建办")),
        Col("办结时限", d.day("due_on", (2025, 2025))), Col("落实情况", plain("handling_progress", "已列入计划", "正在施工", "已完工")), Col("建言人是否满意", plain("satisfaction", "满意", "基本满意"), "silent"),
    ])  # fmt: skip
    page.records(27)
    return [page.done()]


def twelve(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """New year's greetings: money and things stay as they are written."""
    page = Page(book, "慰问", "greetings", d.rng)
    page.title("2025年春节走访慰问在外乡贤家属及乡贤代表安排表", 9)
    page.header([
        NUMBER, Col("慰问对象", d.name), Col("住址", plain("address", "石桥村3组", "大塘村7组")), Col("联系电话", d.phones()), Col("慰问物资", text("米油各一份", "年画", "鲜花"), "kept"),
        Col("慰问金额（元）", lambda r: W(r.choice((300, 500, 800))), "kept"), Col("带队领导", d.people("greeted_by", 1, 1)), Col("慰问日期", d.day("greeted_on", (2025, 2025)), ditto=True), Col("领取人签字", lambda _r: W(d.names()), "kept"),
    ])  # fmt: skip
    page.records(22)
    page.line("SUBTOTAL_ROW", "合计", "22人")
    return [page.done()]


def thirteen(d: Desk, book: openpyxl.Workbook) -> list[Any]:
    """Who introduced whom, for the year's recognition."""

    def introducer(r: random.Random) -> W:
        found = d.referrers(r)
        return (
            found
            if isinstance(found.says["referrers"], list) and found.says["referrers"]
            else d.people("referrers", 1, 1)(r)
        )

    page = Page(book, "引荐情况", "introductions", d.rng)
    page.title("禾安县2024年度社会引荐人引荐项目登记册", 8)
    page.header([
        NUMBER, Col("介绍人（单位）", introducer),
        Col("介绍人身份证号", SENSITIVE["id"].make, "dropped"), Col("被介绍企业", d.firm("introduced")), Col("所介绍项目", lambda r: (lambda n: W(n, {"project_name": n}))(f"{d.names()[:2]}铜箔{r.randint(2, 99)}号项目")),
        Col("首次介绍时间", d.day("introduced_on", (2024, 2024))), Col("佐证材料", plain("introduction_basis", "企业证明", "微信聊天截图", "介绍信")), Col("奖励账户", SENSITIVE["bank"].make, "dropped"),
    ])  # fmt: skip
    page.records(27)
    return [page.done()]


BOOKS: tuple[Callable[[Desk, openpyxl.Workbook], list[Any]], ...] = (
    one,
    two,
    three,
    four,
    five,
    six,
    seven,
    eight,
    nine,
    ten,
    eleven,
    twelve,
    thirteen,
)


def make(directory: Path, seed: int) -> Book:
    """The workbook of *seed* (beyond len(BOOKS) the layouts come again with other values) as a file in *directory*, with its truth."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    writer = BOOKS[seed % len(BOOKS)]
    sheets = writer(Desk(seed), book)
    path = directory / f"third_{seed + 1:02d}_{writer.__name__}.xlsx"
    book.save(path)
    return Book(path, TOWN, VILLAGES, sheets)
