"""Registers of a fourth county: its investment office, talent office and sub-districts, who export from
on-line forms and small systems and then go on typing.

Everybody in them is invented; the numbers are of a block given to nobody, identity numbers of a region
that is none.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
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
    Row,
    Sheet,
    W,
    at,
    identity,
    plain,
    serial,
    text,
)

TOWN = "临岳市白泽镇"
VILLAGES = ("北关社区", "南湖社区", "程家庄村", "马头村", "西河沿村", "下洼村", "岳楼村")
SURNAMES = "董程孟崔宋魏韩冯于侯段石"
GIVEN = (
    "立新",
    "庆华",
    "宝山",
    "俊杰",
    "雪",
    "桂芝",
    "兆林",
    "玉龙",
    "新民",
    "学军",
    "红梅",
    "子豪",
    "伟东",
    "淑珍",
    "军",
    "敬之",
    "佳怡",
    "凤霞",
)
CITIES = ("济南市", "青岛市", "天津市", "杭州市", "西安市", "大连市", "成都市")
FIRMS = (
    "青岛海拓精密模具有限公司",
    "天津津联汽配股份有限公司",
    "济南泰和检测技术服务有限公司",
    "杭州云桥数据科技有限公司",
    "西安秦泽半导体材料有限公司",
    "大连北港食品集团",
    "成都蜀味源供应链有限公司",
)
UNITS = (
    "山东示例大学材料学院",
    "天津市某区人民法院",
    "青岛市立示例医院",
    "某集团军保障部",
    "中国示例银行西安分行",
)
POSTS = ("总裁", "法定代表人", "执行董事", "副总裁", "技术总监", "项目经理")
UNIT_POSTS = ("教授", "审判员", "副主任医师", "处长", "行长")


class Office:
    """What one workbook is written with."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(90_000 + seed)  # noqa: S311
        self.names = Names(self.rng, SURNAMES, GIVEN)
        self.numbers = Numbers(60_000 + seed * 1_100)

    def name(self, rng: random.Random) -> W:
        n = self.names()
        way = rng.randrange(14)
        if way == 0:
            return W(f"{n}（曾用名{n[0]}小军）", {"name": n}, set(), {("name", "*")})
        if way == 1:
            return W(f"　{n}", {"name": n})
        if way == 2 and len(n) == 2:
            return W(f"{n[0]}　{n[1]}", {"name": n})
        return W(n, {"name": n})

    def gender(self, rng: random.Random) -> W:
        cell, says = rng.choice(
            (
                ("男", "男"),
                ("女", "女"),
                ("1-男", "男"),
                ("男性", "男"),
                ("女性", "女"),
                (None, None),
            )
        )
        return W(cell, {"gender": says})

    def phones(self, field: str = "phones") -> Maker:
        def make(rng: random.Random) -> W:
            a, b = self.numbers(), self.numbers()
            land = f"0531-{rng.randint(80000000, 88999999)}"
            wide = "".join(chr(ord(c) + 0xFEE0) for c in a)
            ways: tuple[tuple[Any, list[str], str], ...] = (
                (a, [a], ""), (a, [a], ""), (int(a), [a], ""), (float(a), [a], ""), (f"{a[:3]}-{a[3:7]}-{a[7:]}", [a], ""), (wide, [a], ""), (f"(+86){a}", [a], ""),
                (f"{a}、{b}", [a, b], ""), (f"{a};{b}", [a, b], ""), (f"{land} {a}", [land.replace("-", ""), a], ""), (f"{a}（办公室主任）", [a], ""),
                (a + "0", [], "PHONE_BAD_LENGTH"), (f"'{a}", [a], ""), ("暂无", [], ""), ("-", [], ""), (None, [], ""),
            )  # fmt: skip
            cell, says, code = rng.choice(ways)
            maybe = {(field, "*")} if cell in {"暂无"} else set()
            return W(cell, {field: says}, {(field, code)} if code else set(), maybe)

        return make

    def birth(self, rng: random.Random) -> W:
        y, m, d = rng.randint(1950, 1992), rng.randint(2, 9), rng.randint(1, 28)
        month, day = f"{y}-{m:02d}", f"{y}-{m:02d}-{d:02d}"
        ways: tuple[tuple[Any, str | None, str, str], ...] = (
            (f"{y}-{m:02d}", month, "", ""), (f"{y}-{m:02d}-{d:02d}", day, "", ""), (f"{y}/{m}/{d}", day, "", ""), (f"{y}{m:02d}{d:02d}", day, "", ""), (y * 10000 + m * 100 + d, day, "", ""),
            (f"{y}{m:02d}", month, "", ""), (at(date(y, m, d)), day, "", "yyyy-mm-dd"), (serial(date(y, m, d)), day, "", ""), (f"{y}-{m:02d}-{d:02d} 00:00:00", day, "", ""),
            (at(date(y, m, d)), month, "", 'yyyy"年"m"月"'), (float(f"{y}.1"), None, "DATE_FLOAT_AMBIGUOUS", ""), (f"{y}年{m}月", month, "", ""), (f"{y}-13", None, "DATE_INVALID", ""),
            (f"{rng.randint(36, 70)}周岁", None, "DATE_AGE", ""), (f"{y}年正月十六", None, "DATE_LUNAR", ""), (f"{y}.0{m}.", month, "", ""), (None, None, "", ""),
        )  # fmt: skip
        cell, says, code, form = rng.choice(ways)
        return W(
            cell, {"birth": says}, {("birth", code)} if code else set(), set(), form or "General"
        )

    def native(self, rng: random.Random) -> W:
        v = rng.choice(VILLAGES)
        short = v.removesuffix("社区").removesuffix("村")
        ways: tuple[tuple[Any, Any, str], ...] = (
            (v, (v, None), ""), (short, (v, None), ""), (f"临岳市白泽镇{v}", (v, None), ""), (f"白泽{v}", (v, None), ""), (f"山东省临岳市白泽镇{v}", (v, None), ""), (f"山东临岳白泽{v}", (v, None), ""),
            (f"白泽镇{v}居委会" if v.endswith("社区") else f"白泽镇{v}民委员会", (v, None), ""), ("临岳市", (None, None), ""), ("河南省周口市", (None, None), "NATIVE_ELSEWHERE"), (None, None, ""),
        )  # fmt: skip
        cell, says, code = rng.choice(ways)
        return W(cell, {"native_place": says}, {("native_place", code)} if code else set())

    def job(self, rng: random.Random) -> W:
        u, p = (
            (rng.choice(UNITS), rng.choice(UNIT_POSTS))
            if rng.random() < 0.4
            else (rng.choice(FIRMS), rng.choice(POSTS))
        )
        way = rng.randrange(9)
        if way == 7:
            return W("退休", {}, set(), {("employments", "*"), ("name", "*")})
        if way == 8:
            return W(f"{u}{p}\n白泽商会会长", {"employments": [(u, p), ("白泽商会", "会长")]})
        return W(
            (f"{u}{p}", f"{u}-{p}", f"{u} {p}", f"{u}/{p}")[way % 4], {"employments": [(u, p)]}
        )

    def firm(self, field: str) -> Maker:
        def make(rng: random.Random) -> W:
            f = rng.choice(FIRMS)
            return W(f, {field: f})

        return make

    def day(self, field: str, years: tuple[int, int] = (2023, 2026)) -> Maker:
        def make(rng: random.Random) -> W:
            y, m, d = rng.randint(*years), rng.randint(2, 9), rng.randint(1, 28)
            day = f"{y}-{m:02d}-{d:02d}"
            ways: tuple[tuple[Any, str, str], ...] = (
                (day, day, ""), (f"{day} 10:32:05", day, ""), (at(date(y, m, d)), day, "yyyy-mm-dd"), (datetime(y, m, d, 14, 30), day, "yyyy-mm-dd hh:mm"), (serial(date(y, m, d)), day, ""),  # noqa: DTZ001
                (f"{y}{m:02d}{d:02d}", day, ""), (f"{y}.{m}.{d}", day, ""), (f"{y}/{m:02d}/{d:02d}", day, ""), (f"{y}-{m:02d}", f"{y}-{m:02d}", ""),
            )  # fmt: skip
            cell, says, form = rng.choice(ways)
            return W(cell, {field: says}, format=form or "General")

        return make

    def money(self, field: str, unit: str = "万元", bare_only: bool = False) -> Maker:
        def make(rng: random.Random) -> W:
            wan = rng.choice((650, 1000, 3200, 8000, 15000, 50000, 120000))
            bare: Any = {"万元": wan, "亿元": wan / 10000, "元": wan * 10000}[unit]
            ways: tuple[tuple[Any, Any, str], ...] = (
                (bare, wan, ""), (bare, wan, ""), (f"{bare:,}" if unit != "亿元" else f"{bare}", wan, ""), (f"{bare:g}" if unit != "元" else str(bare), wan, ""),
                (f"{wan / 10000:g}亿元", wan, ""), (f"人民币{wan}万元", wan, ""), (f"{wan / 10000:g}亿元（分两期）", wan, ""), ("面议", None, ""),
                ("3000万港元", {"amount": 3000, "unit": "万港元"}, "AMOUNT_FOREIGN"), (None, None, ""),
            )  # fmt: skip
            cell, says, code = rng.choice(ways[:4] if bare_only else ways)
            return W(cell, {field: says}, {(field, code)} if code else set())

        return make

    def people(
        self, field: str, low: int = 1, high: int = 3, sep: tuple[str, ...] = ("、", ",", ";")
    ) -> Maker:
        def make(rng: random.Random) -> W:
            names = [self.names() for _ in range(rng.randint(low, high))]
            return W(rng.choice(sep).join(names), {field: names})

        return make

    def referrers(self, rng: random.Random) -> W:
        a, b = self.names(), self.names()
        first = {("referrers", "REFERRER_FIRST_UNCLEAR")}
        return rng.choice((
            W(a, {"referrers": [a]}), W(a, {"referrers": [a]}), W(f"{a} {self.numbers()}", {"referrers": [a]}), W(f"{a},{b}", {"referrers": [a, b]}, first), W(f"{a}/{b}", {"referrers": [a, b]}, first),
            W("青岛市临岳商会", {"referrers": ["青岛市临岳商会"]}), W("市招商服务中心", {"referrers": ["市招商服务中心"]}), W("-", {"referrers": []}), W(None, {"referrers": []}),
        ))  # fmt: skip

    def contact(self, field: str) -> Maker:
        def make(rng: random.Random) -> W:
            n = self.names()
            way = rng.randrange(6)
            if way == 0:
                return W(f"{n[0]}经理", {field: f"{n[0]}经理"}, {(field, "NAME_WITH_TITLE")})
            p = rng.choice(POSTS)
            return W((n, n, f"{n}（{p}）", f"{n} {p}", n)[way - 1], {field: n})

        return make

    def titled(self, field: str, *kinds: str) -> Maker:
        def make(rng: random.Random) -> W:
            n = f"{self.names()[:2]}{rng.choice(kinds)}项目（{rng.randint(2, 99)}#）"
            return W(n, {field: n})

        return make


NUMBER = Col("NO.", text(None), "number")
PARTY = text("中国共产党党员", "共青团员", "无党派人士", "民建会员")
NATION = text("汉族", "回族", "满族")
STAGE: Maker = lambda r: (lambda c: W(c[0], {"stage": c[1]}))(  # noqa: E731
    r.choice((("线索", "lead"), ("正在洽谈", "negotiating"), ("意向", "intent"), ("已签意向书", "intent"), ("正式签约", "signed"), ("已注册公司", "registered"), ("开工", "started"), ("续建", "building"), ("竣工验收", "completed"), ("投产运营", "in_production"), ("暂停", "paused"), ("停止谈判", "terminated"))))  # fmt: skip
CATEGORY: Maker = lambda r: (lambda c: W(c[0], {"category": c[1]}))(  # noqa: E731
    r.choice((("商界", "business"), ("民营企业家", "business"), ("党政", "government"), ("教育", "academia"), ("卫生健康", "medical"), ("军队", "military"), ("银行", "finance"), ("文化艺术", "arts_sports"), ("新闻媒体", "media"), ("港澳台侨", "overseas"))))  # fmt: skip
REMARKS: Maker = lambda r: (lambda c: W(c[0], {"remarks": c[0]}, {("remarks", c[1])} if c[1] else set()))(  # noqa: E731
    r.choice((("每年回来一次", ""), ("孝敬老人口碑好", ""), ("2023年病逝", "DECEASED"), ("拒绝联系", "DO_NOT_CONTACT"), ("请勿再打电话", "DO_NOT_CONTACT"), (None, ""), (None, ""), (None, ""))))  # fmt: skip


def form_export(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """What an on-line questionnaire gives back: questions as headers, who sent it and when."""
    page = Page(book, "Sheet1", "persons", o.rng)
    page.header([
        Col("答卷编号", lambda r: W(r.randint(1000, 9999)), "silent"), Col("提交答卷时间", text("2025/3/4 9:12:33", "2025/3/5 20:01:10"), "kept"), Col("所用时间", text("132秒", "95秒"), "kept"), Col("来自IP", text("10.1.1.7(山东-青岛)"), "silent"),
        Col("1、您的姓名：", o.name), Col("2、您的性别：", o.gender), Col("3、您的出生年月：", o.birth), Col("4、您的民族：", NATION, "dropped"), Col("5、您的祖籍在哪个村（社区）？", o.native), Col("6、您目前工作的城市：", plain("city", *CITIES)),
        Col("7、您的工作单位及职务：", o.job), Col("8、您的手机号码（方便联系）：", o.phones()), Col("9、您的微信号：", plain("wechat", "ly_abc123", "sdlinyue", "wx-88991")), Col("10、您是否愿意回乡投资？", text("愿意", "暂不考虑", "视情况"), "kept"), Col("11、对家乡发展的建议：", text("多种树", "修路", "把学校办好"), "kept"),
    ])  # fmt: skip
    page.records(38)
    return [page.done()]


def talent(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """The talent office: hints in the header, two lines, codes before words."""
    page = Page(book, "临岳籍人才信息库", "persons", o.rng)
    page.title("附件3：")
    page.title("临岳籍在外高层次人才信息采集表", 13)
    page.header([
        NUMBER, Col("姓名\n（须与身份证一致）", o.name, above="基础信息"), Col("性别\n（下拉选择）", o.gender, above="基础信息"), Col("出生日期\n（格式：1980-01-01）", o.birth, above="基础信息"),
        Col("政治\n面貌", PARTY, "dropped", above="基础信息"), Col("公民身份\n号码", lambda r: W(identity(r)), "dropped", above="基础信息"), Col("籍贯\n（精确到村居）", o.native, above="基础信息"),
        Col("学历（学位）", plain("education", "博士研究生", "硕士", "大学本科"), above="学历职称"), Col("职称", text("研究员", "正高级工程师", "副教授"), "silent", above="学历职称"), Col("研究（专业）方向", plain("specialties", "功能陶瓷", "免疫学", "水文地质"), above="学历职称"),
        Col("现单位全称", lambda r: (lambda u: W(u, {"employer": u}))(r.choice(UNITS[:1] + FIRMS)), above="工作情况"), Col("现岗位/职务", plain("position", *POSTS), above="工作情况"), Col("移动电话\n（必填）", o.phones()),
    ])  # fmt: skip
    page.records(34)
    return [page.done()]


def community(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """A sub-district's communities, a sheet each, with the family around the native."""
    made = []
    for v in VILLAGES[:3]:
        page = Page(book, f"{v}（12）", "persons", o.rng)
        page.title(f"白泽镇{v}在外成功人士及家属台账", 11)
        page.line("NOTE", "网格员：某某", None, None, "网格员电话：13000099999")
        page.header([
            Col("户主姓名", lambda _: W(o.names()), "kept"), Col("户主联系电话", lambda _: W(o.numbers()), "kept"), Col("在外人员姓名", o.name), Col("与户主关系", text("长子", "女儿", "次子"), "kept"), Col("在外人员联系方式", o.phones()), Col("就业单位", o.firm("employer"), ditto=True),
            Col("工种/职务", plain("position", *POSTS)), Col("就业城市", plain("city", *CITIES), ditto=True), Col("父母身体健康状况", text("母亲患糖尿病", "父母健在体弱"), "dropped"), Col("是否退役军人", text("退役", "非退役"), "kept"), Col("备  注", REMARKS),
        ])  # fmt: skip
        page.records(12)
        page.line("SUBTOTAL_ROW", "本社区合计：12人")
        made.append(page.done())
    return made


def cards(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """A form for one person, a sheet each, labels beside what was filled in."""
    made = []
    for number in range(4):
        ws = book.create_sheet(f"登记表{number + 1}")
        sheet = Sheet(ws.title, "persons")
        name, phone, job, native = o.name(o.rng), o.phones()(o.rng), o.job(o.rng), o.native(o.rng)
        birth = W("1975-08", {"birth": "1975-08"})
        ws.cell(1, 1, "白泽镇新乡贤个人信息登记表")
        ws.merge_cells("A1:F1")
        for line, cells in enumerate(
            (
                ("姓名", name, "性别", W("男", {"gender": "男"}), "出生年月", birth),
                ("民族", W("汉族"), "籍贯", native, "手机号码", phone),
                ("工作单位及职务", job, None, None, "现居住城市", W("青岛市", {"city": "青岛市"})),
                ("主要业绩", W("带动就业"), None, None, None, None),
            ),
            2,
        ):
            row = sheet.rows[0] if sheet.rows else Row(2)
            if not sheet.rows:
                sheet.rows.append(row)
            for column, each in enumerate(cells, 1):
                if isinstance(each, W):
                    ws.cell(line, column, each.cell)
                    row.says |= each.says
                    row.points |= each.points
                    row.maybe |= each.maybe
                    row.cells |= dict.fromkeys(each.says, (line, column))
                elif each is not None:
                    ws.cell(line, column, each)
        sheet.secrets.add("汉族")
        made.append(sheet)
    return made


def hall(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Who is to be shown in the hall of natives: fields, tier, honours, side by side in two panels."""
    page = Page(book, "入馆名录", "persons", o.rng)
    page.title("白泽镇乡贤馆入馆人员名录（征求意见稿）", 10)
    page.header(
        [
            Col("姓  名", o.name),
            Col("领域", CATEGORY),
            Col("村居", o.native),
            Col("联系人手机", lambda _: W(o.numbers()), "kept"),
            Col("荣誉称号", plain("honours", "全国劳模", "省道德模范", "五一劳动奖章")),
        ],
        panels=2,
    )
    page.records(29)
    return [page.done()]


def contracts(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Signed projects out of a system: one line of technical headers, amounts in yuan."""
    page = Page(book, "导出结果", "projects", o.rng)
    page.header([
        Col("项目编码", lambda r: W(f"LY-2025-{r.randint(100, 999)}"), "silent"), Col("签约项目名称", o.titled("project_name", "汽车零部件", "预制菜", "检测中心")), Col("投资方全称", o.firm("investor")), Col("统一社会信用代码", text("91370000MA0000000X"), "silent"),
        Col("协议总投资(元)", o.money("total_investment_wan", "元", True)), Col("固定资产投资额(元)", o.money("fixed_investment_wan", "元", True)), Col("签约日期", o.day("signed_on", (2023, 2023))), Col("公司注册日期", o.day("registered_on", (2024, 2024))), Col("实际开工日期", o.day("started_on", (2025, 2025))),
        Col("当前状态", STAGE), Col("投资方联系人", o.contact("contact_name")), Col("投资方联系人手机", o.phones("contact_phones")), Col("包联市领导", plain("liaison_leader", "甲副市长", "乙常委")), Col("包联领导电话", lambda _: W(o.numbers()), "kept"), Col("录入人", text("admin01", "zsj02"), "kept"), Col("录入时间", text("2025-03-01 08:00:00"), "kept"),
    ])  # fmt: skip
    page.records(30)
    return [page.done()]


def returning(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Firms natives brought back: sales and tax with the year in the header, blocks merged down."""
    block = ["白泽镇工业园", "北关物流园", "高新区"]

    def park(r: random.Random) -> W:
        block.append(block.pop(0))
        return W(block[-1], {"block": block[-1]})

    page = Page(book, "雁归项目", "projects", o.rng)
    page.title("“雁归”工程返乡创业项目统计表", 14)
    page.title(
        "统计单位：市人社局                                              截至2025年6月底", 14
    )
    page.header([
        NUMBER, Col("落户园区", park, down=5), Col("企业（项目）", o.titled("project_name", "服装加工", "宠物食品", "木制玩具")), Col("返乡人员姓名", lambda _: (lambda n: W(n, {"native_name": n}))(o.names())), Col("返乡前所在城市", plain("origin_city", *CITIES)), Col("行业门类", plain("industry", "制造业", "农林牧渔", "商贸流通")),
        Col("总投资额\n（万元）", o.money("total_investment_wan"), above="投资"), Col("其中：固定资产\n（万元）", o.money("fixed_investment_wan"), above="投资"), Col("2024年销售收入\n（万元）", lambda r: (lambda n: W(n, {"sales_wan": n}))(r.choice((800, 2600, 5000))), above="效益"), Col("2024年纳税\n（万元）", lambda r: (lambda n: W(n, {"tax_wan": n}))(r.choice((20, 85, 140))), above="效益"), Col("带动就业\n（人）", lambda r: W(r.randint(10, 300)), "kept", above="效益"),
        Col("占地面积（㎡）", lambda r: (lambda n: W(n, {"land": {"value": n, "unit": "㎡"}}))(r.choice((3000, 12000)))), Col("投产日期", o.day("production_on", (2023, 2025))), Col("备注", text("重点项目", "享受租金补贴", None), "silent"),
    ])  # fmt: skip
    page.records(30)
    page.line("SUBTOTAL_ROW", "合计", None, "30个")
    page.title("填报说明：返乡人员是指在外务工、经商后返乡创办企业的人员。", 14, "FOOTER_ROW")
    return [page.done()]


def leads(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Information from stations outside, one sheet for each; sections within."""
    made = []
    for city in ("驻青岛", "驻杭州"):
        page = Page(book, city, "projects", o.rng)
        page.title(f"{city}招商联络站在手项目信息周报", 12)
        page.title("报送时间：2025年6月第2周      站长：某某      电话：13000088888", 12)
        page.header([
            NUMBER, Col("在手项目", o.titled("project_name", "机器人关节", "储能电池", "海洋食品")), Col("出资单位", o.firm("investor")), Col("出资单位概况", plain("investor_intro", "上市公司子公司", "年产值3亿元，员工500人")), Col("项目内容简介", plain("content", "建设生产基地", "设立北方总部")), Col("拟投资额/亿元", o.money("total_investment_wan", "亿元")),
            Col("拟落地板块", plain("target_block", "高新区", "白泽镇工业园")), Col("对接人", o.contact("contact_name")), Col("对接人电话", o.phones("contact_phones")), Col("推介人", o.referrers), Col("招商专员", text("甲某", "乙某"), "kept"), Col("本周推进情况", plain("progress", "已实地考察", "报价中", "协议文本磋商"), ditto=True),
        ])  # fmt: skip
        page.line("SECTION_ROW", "（一）重点跟踪项目")
        page.records(9)
        page.line("SECTION_ROW", "（二）新增项目")
        page.records(8)
        page.title("备注：每周四下班前发至工作群。", 12, "FOOTER_ROW")
        made.append(page.done())
    return made


def calls(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Firms called on."""
    page = Page(book, "走访台账", "visits", o.rng)
    page.title("领导干部走访在外临岳籍企业工作台账", 10)
    page.header([
        NUMBER, Col("走访对象（企业）名称", o.firm("org_name")), Col("所在城市", text(*CITIES), "silent"), Col("上门日期", o.day("visited_on", (2024, 2025))), Col("企业出面人", o.contact("interviewee")), Col("出面人手机", o.phones("contact_phones")), Col("走访人", o.people("staff", 1, 3)),
        Col("企业诉求及交流要点", plain("summary", "希望帮助招工", "有回乡设厂想法", "感谢家乡关心")), Col("下步工作安排", plain("next_step", "人社局对接", "五一再访", "纳入重点跟踪")), Col("照片编号", lambda r: W(f"IMG_{r.randint(1000, 9999)}"), "kept"),
    ])  # fmt: skip
    page.records(36)
    return [page.done()]


def signing(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """A sign-in sheet with two panels, nothing but names, firms, numbers and a signature."""
    state: dict[str, str] = {}

    def named(r: random.Random) -> W:
        state["n"] = o.names()
        return W(state["n"], {"name": state["n"]})

    def signed(r: random.Random) -> W:
        cell = r.choice((state["n"], state["n"], "√", f"{o.names()}（代）", None))
        return W(cell, {"signed_in": cell} if cell else {})

    page = Page(book, "签到表", "attendance", o.rng)
    page.truth.says = {"event_on": "2025-10-02"}
    page.title("2025年临岳发展大会白泽镇分会场签到表", 8)
    page.title("日期：2025-10-02", 8)
    page.header(
        [
            Col("姓名", named),
            Col("单位", o.firm("employer")),
            Col("电话", o.phones()),
            Col("签到", signed),
        ],
        panels=2,
    )
    page.records(35)
    return [page.done()]


def enrolment(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Replies collected in a group chat form."""

    def reply(r: random.Random) -> W:
        cell, code = r.choice(
            (
                ("是", "coming"),
                ("确认参加", "coming"),
                ("否", "not_coming"),
                ("不参加", "not_coming"),
                ("时间冲突，再定", None),
            )
        )
        return W(cell, {"reply": code}, {("reply", "REPLY_UNKNOWN")} if code is None else set())

    page = Page(book, "接龙", "attendance", o.rng)
    page.title("乡情恳谈会嘉宾回执统计（接龙导出）", 9)
    page.header([
        Col("接龙序号", text(None), "number"), Col("微信昵称", text("海阔天空", "平安是福"), "kept"), Col("嘉宾", o.name), Col("嘉宾单位职务", o.job), Col("嘉宾手机", o.phones()), Col("是否出席", reply), Col("航班/车次", plain("arrival_by", "G1066", "SC4661", "MU5543")),
        Col("到站（机场）时间", plain("arrival_time", "10月1日15:20", "10月1日 20点")), Col("司机电话", lambda _: W(o.numbers()), "kept"),
    ])  # fmt: skip
    page.records(24)
    return [page.done()]


def proposals(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Opinions with who is in charge of answering."""
    page = Page(book, "意见征集", "suggestions", o.rng)
    page.title("临岳发展大会意见建议征集及办理情况一览表", 9)
    page.header([
        NUMBER, Col("意见来源（姓名）", o.people("proposers", 1, 1)), Col("具体意见和建议", lambda r: (lambda s: W(s, {"suggestion": s}))(f"{r.choice(('建议', '希望'))}{r.choice(('增设高铁接驳', '改善营商环境', '保护老城'))}{r.randint(1, 999)}")), Col("意见分类", plain("suggestion_category", "城建", "交通", "文旅")),
        Col("主办单位", plain("handling_unit", "交通局", "住建局")), Col("协办单位", text("财政局", "自然资源局"), "kept"), Col("要求办结日期", o.day("due_on", (2025, 2026)), ditto=True), Col("目前办理情况", plain("handling_progress", "已答复", "办理中", "列入计划")), Col("答复意见", plain("suggestion_reply", "已采纳", "条件成熟时实施")),
    ])  # fmt: skip
    page.records(30)
    return [page.done()]


def festival(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Midsummer and mid-autumn greetings: how, when, by whom."""
    page = Page(book, "中秋问候", "greetings", o.rng)
    page.title("2025年中秋节问候在外人才登记表", 8)
    page.header([
        NUMBER, Col("被问候人", o.name), Col("单位及职务（职称）", o.job), Col("手机", o.phones()), Col("问候方式", plain("greeting_way", "电话", "短信", "上门")), Col("问候人", o.people("greeted_by", 1, 1)), Col("问候时间", o.day("greeted_on", (2025, 2025))), Col("人才反馈", text("表示感谢", "近期回来", None), "kept"),
    ])  # fmt: skip
    page.records(23)
    return [page.done()]


def recognised(o: Office, book: openpyxl.Workbook) -> list[Sheet]:
    """Filed introducers, with what must not be kept."""
    page = Page(book, "备案", "introductions", o.rng)
    page.title("招商引资项目引荐人备案汇总表", 9)
    page.header([
        NUMBER, Col("引荐人（机构）名称", lambda r: (lambda n: W(n, {"referrers": [n]}))(r.choice((o.names(), "青岛市临岳商会", o.names())))), Col("引荐人证件号码", lambda r: W(identity(r)), "dropped"), Col("引荐人手机号", lambda _: W(o.numbers()), "silent"), Col("引进企业名称", o.firm("introduced")),
        Col("引进项目名称", o.titled("project_name", "冷链", "机床")), Col("备案日期", o.day("introduced_on", (2024, 2025)), "silent"), Col("引荐形式", plain("introduction_way", "组织考察", "推荐信息", "牵线会面")), Col("开户行及账号", lambda r: W(f"示例银行62170000{r.randint(10**10, 10**11 - 1)}"), "dropped"),
    ])  # fmt: skip
    page.records(20)
    return [page.done()]


BOOKS: tuple[Callable[[Office, openpyxl.Workbook], list[Sheet]], ...] = (
    form_export,
    talent,
    community,
    cards,
    hall,
    contracts,
    returning,
    leads,
    calls,
    signing,
    enrolment,
    proposals,
    festival,
    recognised,
)


def make(directory: Path, seed: int) -> Book:
    """The workbook of *seed* (beyond len(BOOKS) the layouts come again with other values) as a file in *directory*, with its truth."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    writer = BOOKS[seed % len(BOOKS)]
    sheets = writer(Office(seed), book)
    path = directory / f"fourth_{seed + 1:02d}_{writer.__name__}.xlsx"
    book.save(path)
    return Book(path, TOWN, VILLAGES, sheets)
