"""Registers as other offices keep them, made up from a seed by somebody who did not know the first
generator, together with the truth that was written.

Written from the habits of offices (domain notes 1.1 to 1.6), not from what the reader knows. All
people, firms and numbers are made up: the numbers begin with 130000, the names are 王小明's kin.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("小明", "小华", "大强", "丽", "建国", "志刚", "文静", "海", "永福", "春兰", "国平", "秀英")
VILLAGES = ("王庄村", "西城村", "泗庄村", "曹村村", "古村村", "东湾村")
CITIES = ("上海", "苏州", "南京", "深圳", "北京", "无锡")
FIRMS = (
    "机械有限公司",
    "农业科技有限公司",
    "电子有限公司",
    "新材料股份有限公司",
    "建设集团有限公司",
)
POSTS = ("董事长", "总经理", "副总经理", "经理", "工程师")
SECRET = ("中共党员", "群众", "汉族", "佛教")
"""What must never be found in what is stored."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass
class Written:
    """One cell as it was typed, what it says (by field) and the points it deserves; *format* is the
    cell's number format."""

    cell: Any = None
    says: dict[str, Any] = field(default_factory=dict)
    points: set[tuple[str, str]] = field(default_factory=set)
    format: str = "General"

    @property
    def text(self) -> str | None:
        """The cell as Excel writes it into a text file, where that is not its value."""
        if isinstance(self.cell, datetime):
            month_only = "d" not in self.format
            return f"{self.cell:%Y年%m月}" if month_only else f"{self.cell:%Y-%m-%d}"
        if "birth" in self.says and isinstance(self.cell, int) and 10_000 < self.cell < 80_000:
            return f"{date(1899, 12, 30) + timedelta(days=self.cell):%Y/%m/%d}"
        return None


Maker = Callable[[random.Random], Written]


@dataclass
class Truth:
    """One record: its printed row, what it says, the review points, and what is kept by header."""

    row: int
    says: dict[str, Any]
    points: set[tuple[str, str]]
    kept: dict[str, str]


@dataclass
class Register:
    """A sheet that was written: its kind, its records in order, and planted secrets."""

    kind: str
    records: list[Truth] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    grid: list[list[Any]] = field(default_factory=list)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)


def identity(rng: random.Random) -> str:
    """Eighteen figures of an identity number that belongs to nobody, with a fitting last one."""
    body = f"321183{rng.randint(1950, 1999)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body += f"{rng.randint(0, 999):03d}"
    total = sum(int(figure) * weight for figure, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def person(rng: random.Random) -> str:
    """A made-up name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def mobile(rng: random.Random) -> str:
    """A number of the range that is given to nobody here."""
    return f"130000{rng.randint(0, 99999):05d}"


def firm(rng: random.Random) -> str:
    """A made-up firm."""
    return (
        rng.choice(CITIES)
        + rng.choice("甲乙丙丁戊己庚辛")
        + rng.choice("禾川岳启")
        + rng.choice(FIRMS)
    )


def _plain(name: str, *choices: str) -> Maker:
    def make(rng: random.Random) -> Written:
        text = rng.choice(choices)
        return Written(text, {name: text})

    return make


def _name(rng: random.Random) -> Written:
    name = person(rng)
    way = rng.randrange(12)
    if way == 0:
        return Written(f"{name[0]}　{name[1:]}" if len(name) == 2 else f" {name} ", {"name": name})
    if way == 1:
        return Written(f"{name}（曾用名：{name[0]}小二）", {"name": name})
    if way == 2 and len(name) == 3:
        return Written(f"{name[0]}总（{name[1:]}）", {"name": name}, {("name", "NAME_WITH_TITLE")})
    return Written(name, {"name": name})


def _gender(rng: random.Random) -> Written:
    cell, code = rng.choice((("男", "男"), ("女", "女"), ("1-男", "男"), (None, None), ("/", None)))
    return Written(cell, {"gender": code})


def _birth(rng: random.Random) -> Written:
    y, m, d = rng.randint(1950, 1989), rng.randint(2, 9), rng.randint(1, 28)
    month, day = f"{y}-{m:02d}", f"{y}-{m:02d}-{d:02d}"
    serial = (date(y, m, d) - date(1899, 12, 30)).days
    ways: tuple[tuple[Any, str | None, str, str], ...] = (
        (f"{y}.{m:02d}", month, "", ""), (float(f"{y}.{m}"), month, "", ""),
        (f"{y}年{m}月", month, "", ""), (f"{y % 100}年{m}月", month, "", ""),
        (f"{y}{m:02d}", month, "", ""), (y * 100 + m, month, "", ""), (serial, day, "", ""),
        (datetime(y, m, d), day, "", "yyyy-mm-dd"), (datetime(y, m, d), month, "", 'yyyy"年"m"月"'),  # noqa: DTZ001
        (y, str(y), "", ""), (f"{y}—{m:02d}—{d:02d}", day, "", ""), (f"{y}/{m}/{d}", day, "", ""),
        (f"{y}{m:02d}{d:02d}", day, "", ""), (float(f"{y}.1"), None, "DATE_FLOAT_AMBIGUOUS", ""),
        (f"{rng.randint(40, 70)}岁", None, "DATE_AGE", ""),
        (f"农历{y}年八月初三", None, "DATE_LUNAR", ""), ("不详", None, "", ""), (None, None, "", ""),
    )  # fmt: skip
    cell, says, code, format_ = rng.choice(ways)
    points = {("birth", code)} if code else set()
    return Written(cell, {"birth": says}, points, format_ or "General")


def _native(rng: random.Random) -> Written:
    village, group = rng.choice(VILLAGES), rng.randint(1, 12)
    short = village.removesuffix("村")
    ways: tuple[tuple[Any, Any, str], ...] = (
        (village, (village, None), ""), (short, (village, None), ""),
        (f"句容后白{village}", (village, None), ""), (f"江苏省句容市后白镇{village}", (village, None), ""),
        (f"{village}第{group}村民小组", (village, group), ""), (f"{village}{group}组", (village, group), ""),
        (f"镇江句容市后白镇{village}", (village, None), ""), ("江苏句容", (None, None), ""),
        ("安徽省合肥市", (None, None), "NATIVE_ELSEWHERE"), ("—", None, ""), (None, None, ""),
    )  # fmt: skip
    cell, says, code = rng.choice(ways)
    return Written(cell, {"native_place": says}, {("native_place", code)} if code else set())


def _phones(name: str) -> Maker:
    def make(rng: random.Random) -> Written:
        a, b = mobile(rng), mobile(rng)
        land = f"0511{rng.randint(87000000, 87999999)}"
        wide = "".join(chr(ord(c) + 0xFEE0) for c in a)
        ways: tuple[tuple[Any, list[str], str], ...] = (
            (a, [a], ""), (int(a), [a], ""), (float(a), [a], ""), (f"{a[:3]} {a[3:7]} {a[7:]}", [a], ""),
            (f"{a[:3]}-{a[3:7]}-{a[7:]}", [a], ""), (f"+86 {a}", [a], ""), (f"86{a}", [a], ""),
            (wide, [a], ""), (f"{a}/{b}", [a, b], ""), (f"{a}（秘书）", [a], ""),
            (f"{a}\n{b}", [a, b], ""), (f"手机：{a}", [a], ""), (f"{a} {b}", [a, b], ""),
            (a[:10], [], "PHONE_BAD_LENGTH"), (a + "9", [], "PHONE_BAD_LENGTH"),
            (f"{land[:4]}-{land[4:]}", [land], ""), (f"{a}；{land[:4]}-{land[4:]}", [a, land], ""),
            ("无", [], ""), (None, [], ""), (f"{a}、{b}", list(dict.fromkeys((a, b))), ""),
        )  # fmt: skip
        cell, says, code = rng.choice(ways)
        says = list(dict.fromkeys(says))
        return Written(cell, {name: says}, {(name, code)} if code else set())

    return make


def _post(rng: random.Random) -> Written:
    where, what = firm(rng), rng.choice(POSTS)
    says = [(where, what)]
    cell = rng.choice((f"{where}{what}", f"{where} {what}", f"{where}\n{what}", f"{where}，{what}"))
    return Written(cell, {"employments": says})


def _employer(rng: random.Random) -> Written:
    where = firm(rng)
    return Written(where, {"employer": where})


def _category(rng: random.Random) -> Written:
    cell, code = rng.choice((("商界", "business"), ("政界", "government"), ("教育界", "academia"), ("医卫界", "medical"), ("金融界", "finance")))  # fmt: skip
    return Written(cell, {"category": code})


def _remarks(rng: random.Random) -> Written:
    way = rng.randrange(8)
    if way == 0:
        return Written("已故", {"remarks": "已故"}, {("remarks", "DECEASED")})
    if way == 1:
        text = "本人表示不再联系"
        return Written(text, {"remarks": text}, {("remarks", "DO_NOT_CONTACT")})
    if way == 2:
        return Written(f"春节回来过 {identity(rng)}", {"remarks": "春节回来过"})
    if way == 3:
        return Written("中共党员", {"remarks": None})
    return (
        Written(None, {"remarks": None}) if way < 5 else _plain("remarks", "常回家", "联系过")(rng)
    )


def _money(unit: str) -> Maker:
    def make(rng: random.Random) -> Written:
        wan = rng.choice((500, 1200, 5000, 12000, 30000))
        bare: Any = wan / 10000 if unit == "亿元" else wan
        ways: tuple[tuple[Any, Any, str], ...] = (
            (bare, wan, ""), (str(bare), wan, ""), (f"{wan}万元", wan, ""), (f"{wan / 10000:g}亿元", wan, ""),
            (f"{wan}万", wan, ""), ("1.5亿（一期5000万）", 15000, ""), ("待定", None, ""), ("/", None, ""),
            ("800万美元", {"amount": 800, "unit": "万美元"}, "AMOUNT_FOREIGN"), (f"约{wan}万元", wan, ""),
        )  # fmt: skip
        cell, says, code = rng.choice(ways)
        name = "total_investment_wan"
        return Written(cell, {name: says}, {(name, code)} if code else set())

    return make


def _stage(rng: random.Random) -> Written:
    cell, code = rng.choice((("在谈", "negotiating"), ("洽谈", "negotiating"), ("已签约", "signed"), ("签约", "signed"), ("在建", "building"), ("已投产", "in_production"), ("投产", "in_production"), ("线索", "lead")))  # fmt: skip
    return Written(cell, {"stage": code})


def _day(name: str) -> Maker:
    def make(rng: random.Random) -> Written:
        y, m, d = rng.randint(2021, 2026), rng.randint(2, 9), rng.randint(1, 28)
        month, day = f"{y}-{m:02d}", f"{y}-{m:02d}-{d:02d}"
        ways: tuple[tuple[Any, str | None, str], ...] = (
            (f"{y}.{m:02d}.{d:02d}", day, ""), (f"{y}年{m}月{d}日", day, ""), (f"{y}-{m}-{d}", day, ""),
            (datetime(y, m, d), day, "yyyy/m/d"), (f"{y}/{m}/{d}", day, ""), (f"{y}年{m}月", month, ""),  # noqa: DTZ001
        )  # fmt: skip
        cell, says, format_ = rng.choice(ways)
        return Written(cell, {name: says}, set(), format_ or "General")

    return make


def _referrer(rng: random.Random) -> Written:
    a, b = person(rng), person(rng)
    ways: tuple[tuple[Any, Any, str], ...] = (
        (a, [a], ""), (f"{a} {mobile(rng)}", [a], ""), ("上海句容商会（示例）", ["上海句容商会"], ""),
        (f"{a}（第一引荐人）、{b}甲", [a, f"{b}甲"[:3]], "") if len(b) == 2 else (a, [a], ""),
        ("本人", "self", ""), ("无", [], ""), (None, [], ""),
    )  # fmt: skip
    cell, says, code = rng.choice(ways)
    return Written(cell, {"referrers": says}, {("referrers", code)} if code else set())


def _contact(name: str) -> Maker:
    def make(rng: random.Random) -> Written:
        who, what = person(rng), rng.choice(POSTS)
        if rng.randrange(5) == 0:
            called = f"{who[0]}总"
            return Written(called, {name: called}, {(name, "NAME_WITH_TITLE")})
        return Written(rng.choice((who, f"{who}（{what}）", f"{who} {what}")), {name: who})

    return make


def _titled(name: str, make: Maker) -> Maker:
    """A name of its own for each record: projects are not one because their names are alike."""

    def again(rng: random.Random) -> Written:
        text = f"{make(rng).cell}{rng.randint(2, 99)}号项目"
        return Written(text, {name: text})

    return again


def _firm_as(name: str) -> Maker:
    def make(rng: random.Random) -> Written:
        text = firm(rng)
        return Written(text, {name: text})

    return make


Columns = Sequence[tuple[tuple[str, ...], Maker]]

PEOPLE: Columns = (
    (("姓名", "姓  名", "姓\n名", "乡贤姓名", "*姓名", "姓名（必填）", "名  字"), _name),
    (("性别", "性 别", "性\n别"), _gender),
    (("出生年月", "出生日期（年月）", "出生年月（如1975.08）", "出生年月日", "出生时间（年月）", "生日"), _birth),
    (("籍贯", "籍贯(村组)", "原籍村组", "老家（村组）", "籍贯（到村）", "原籍（镇、村、组）", "户籍所在村", "所属村（社区）"), _native),
    (("现工作单位（全称）及职务", "单位及职务", "工作单位及职务（职称）", "现任单位及职务", "单位、职务", "工作单位及现任职务"), _post),
    (("联系电话", "手 机", "联系手机", "手机号", "电话号码", "移动电话（手机）", "联系方式（电话）", "本人手机", "手机号码（本人）"), _phones("phones")),
    (("微信", "微信号", "微信号码", "个人微信"), _plain("wechat", "xiao_ming", "wx_jia01", "lihua-88")),
    (("通讯地址", "家庭住址（到组）", "现住址", "联系地址（邮寄用）", "居住地址", "详细地址"), _plain("address", "上海市甲区乙路1号", "苏州市丙街2号")),
    (("现居住地", "所在城市", "现所在地", "常住地", "居住城市", "现居地", "工作所在地"), _plain("city", *CITIES)),
    (("学历", "文化程度", "最高学历", "学历/学位", "学历学位"), _plain("education", "本科", "硕士研究生", "大专", "高中")),
    (("乡贤类别", "界别", "所属界别", "类别（界别）", "乡贤类型"), _category),
    (("备注", "备 注", "备注说明", "其他说明"), _remarks),
)  # fmt: skip
"""What registers of people ask for, under the headers that offices print."""
APART: Columns = (
    (("工作单位", "现工作单位（全称）", "单位名称（全称）", "所在单位", "现单位"), _employer),
    (("职务", "现任职务", "职务（岗位）", "担任职务", "职务/职称"), _plain("position", *POSTS)),
)  # fmt: skip

PROJECTS: Columns = (
    (("项目名称", "项目名称（全称）", "拟投资项目名称", "项目名"), _titled("project_name", _firm_as("x"))),
    (("投资方", "投资主体", "投资单位（全称）", "投资方（企业）名称", "投资企业名称", "投资人（企业）"), _firm_as("investor")),
    (("总投资", "总投资（万元）", "计划总投资(万元)", "投资总额（万元）", "投资规模（万元）"), _money("万元")),
    (("项目阶段", "目前进展", "项目状态", "进展阶段", "当前阶段", "目前所处阶段"), _stage),
    (("引荐人", "引荐人姓名", "引荐人（单位）", "推荐人", "项目引荐人姓名"), _referrer),
    (("企业联系人", "项目联系人及职务", "投资方联系人姓名", "联系人姓名", "企业负责人"), _contact("contact_name")),
    (("联系电话", "联系人电话", "联系方式", "联系人手机", "企业联系电话"), _phones("contact_phones")),
    (("签约时间", "签约日期（年月日）", "签订日期", "合同签订时间"), _day("signed_on")),
    (("产业类型", "所属产业类型"), _plain("sector", "二产", "一产", "三产")),
)  # fmt: skip
IN_HUNDREDS_OF_MILLIONS = ("总投资（亿元）", "投资额（亿元）", "计划投资（亿元）")

VISITS: Columns = (
    (("拜访单位", "走访企业（全称）", "拜访对象单位", "走访单位名称", "拜访企业（单位）", "受访单位"), _firm_as("org_name")),
    (("拜访日期", "走访时间", "拜访时间（年月日）", "走访日期", "拜访时间"), _day("visited_on")),
    (("受访人及职务", "接待人（职务）", "受访人员及职务", "对接人及职务", "对方接待人员"), _contact("interviewee")),
    (("联系方式", "联系电话", "对方联系电话", "受访人联系方式"), _phones("contact_phones")),
    (("主要内容及线索", "走访情况", "拜访主要内容", "交流内容", "洽谈情况", "走访情况及收获"), _plain("summary", "谈了配件厂搬迁", "介绍了园区", "问了用地")),
    (("下一步计划", "下一步打算", "下步工作打算", "跟进措施", "后续跟进计划"), _plain("next_step", "下月再访", "寄资料", "请来考察")),
)  # fmt: skip

UNKNOWN: Columns = (
    (("衣服尺码",), _plain("", "L", "XL")), (("回乡频次",), _plain("", "一年两次", "春节")),
    (("车牌",), _plain("", "苏A甲", "沪B乙")), (("推荐村干部",), _plain("", "甲书记", "乙主任")),
    (("是否订阅家乡报",), _plain("", "是", "否")), (("印象深的事",), _plain("", "修桥", "办学")),
)  # fmt: skip


def _secret(*texts: str) -> Maker:
    return lambda rng: Written(rng.choice(texts))


SENSITIVE: Columns = (
    (("政治面貌", "政 治\n面 貌", "政治面貌（党员/群众）", "党派", "面貌", "职务层次及政治面貌"), _secret("中共党员", "群众")),
    (("身份证号", "身份证号码（18位）", "公民身份号码", "居民身份证", "身份证件号码"), lambda rng: Written(identity(rng))),
    (("民族", "民 族", "民族成份"), _secret("汉族")),
    (("宗教信仰", "宗教信仰情况", "信教情况"), _secret("佛教")),
    (("入党时间", "入党时间（年月）", "加入组织时间及党派"), _secret("中共党员")),
)  # fmt: skip
_FORMS: dict[str, Columns] = {"persons": PEOPLE, "projects": PROJECTS, "visits": VISITS}
TITLES = {
    "persons": ("后白镇在外乡贤花名册", "后白镇乡贤基本信息登记表", "在外人员通讯录"),
    "projects": ("后白镇乡贤回归项目台账", "在谈项目一览表", "招商项目登记表"),
    "visits": ("驻点招商拜访记录表", "走访情况表", "外出拜访周报"),
}
ABOVE = (
    "填报单位：后白镇统战办　填报人：甲　填报时间：2026年3月1日",
    "说明：请如实填写",
    "（内部资料）",
    "附件2",
    "各村：",
)


class Office:
    """One office's way of keeping one sheet, from a *seed*."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - layouts, no secrets
        self.kind = ("persons", "persons", "projects", "visits")[seed % 4]
        self.columns: list[tuple[str, Maker, str]] = []
        self.beside = self.kind == "persons" and seed % 12 == 1
        self.levels = 1 if self.beside else (1, 1, 2, 2, 3)[seed % 5]
        self.ditto = seed % 3 == 0 and not self.beside
        self._choose()

    def _choose(self) -> None:
        rng = self.rng
        asked = list(_FORMS[self.kind])
        if self.kind == "persons" and rng.random() < 0.4:
            asked[4:5] = APART
        key, rest = asked[0], asked[1:]
        taken = [key, *(each for each in rest if rng.random() < 0.75)]
        if len(taken) < 4:
            taken = asked[:5]
        for headers, make in taken:
            header = rng.choice(headers)
            if header.startswith("总投资") and rng.random() < 0.4:
                header, make = rng.choice(IN_HUNDREDS_OF_MILLIONS), _money("亿元")
            self.columns.append((header, make, "field"))
        for headers, make in rng.sample(UNKNOWN, rng.randint(0, 2)):
            self.columns.append((rng.choice(headers), make, "unknown"))
        if self.kind == "persons":
            for headers, make in rng.sample(SENSITIVE, rng.randint(0, 3)):
                self.columns.append((rng.choice(headers), make, "secret"))
        if rng.random() < 0.7:
            rng.shuffle(self.columns)
        if rng.random() < 0.8:
            number = rng.choice(("序号", "序\n号", "编号"))
            self.columns.insert(0, (number, lambda _rng: Written(), "number"))

    def write(self, sheet: Worksheet | None) -> Register:
        """Write the sheet (into *sheet* too, when there is one); gives what was written."""
        rng, made = self.rng, Register(self.kind)
        self.merges: list[tuple[int, int, int, int]] = []
        self.formats: dict[tuple[int, int], str] = {}
        width = len(self.columns) * (2 if self.beside else 1)
        lines = rng.randint(0, 12 - self.levels)
        titles = [rng.choice(TITLES[self.kind]), *(rng.choice(ABOVE) for _ in range(lines))][:lines]
        for number, title in enumerate(titles, 1):
            made.grid.append([title])
            if width > 1 and sheet is not None and rng.random() < 0.8:
                self.merges.append((number, 1, number, width))
        header = self._header(made, len(titles) + 1)
        count = rng.randint(6, 14)
        before: dict[int, Written] = {}
        at = 0
        while at < count:
            if at and rng.random() < 0.06:
                made.grid.append([rng.choice(("小计", "合  计")), None, f"{at}"])
                before = {}
            if at and rng.random() < 0.05:
                made.grid.append(list(header))
                before = {}
            if at and rng.random() < 0.05:
                made.grid.append([])
            row = len(made.grid) + 1
            line: list[Any] = []
            for panel in range(2 if self.beside else 1):
                line += self._record(made, row, len(line), at + 1 + panel, before)
            made.grid.append(line)
            at += 2 if self.beside else 1
        for foot in rng.sample(
            ("注：本表一式两份", "填表人：甲　　审核人：乙", "备注：每月5日前报"), rng.randint(0, 2)
        ):
            made.grid.append([foot])
        if sheet is not None:
            self._onto(sheet, made)
        return made

    def _header(self, made: Register, first: int) -> list[Any]:
        names = [header for header, _, _ in self.columns] * (2 if self.beside else 1)
        depth = self.levels
        if depth == 1:
            made.grid.append(list(names))
            return names
        upper: list[list[Any]] = [[None] * len(names) for _ in range(depth - 1)]
        last: list[Any] = list(names)
        at = 0
        grouped = False
        while at < len(names):
            run = min(self.rng.randint(1, 3), len(names) - at)
            if run > 1 and (self.rng.random() < 0.7 or not grouped):
                upper[-1][at] = self.rng.choice(("基本情况", "有关情况", "个人信息", "具体情况"))
                self.merges.append((first + depth - 2, at + 1, first + depth - 2, at + run))
                if depth == 3:
                    upper[0][at] = self.rng.choice(("一、登记内容", "登记项"))
                    self.merges.append((first, at + 1, first, at + run))
                grouped = True
            else:
                for column in range(at, at + run):
                    upper[0][column], last[column] = names[column], None
                    self.merges.append((first, column + 1, first + depth - 1, column + 1))
            at += run
        made.grid += [*upper, last]
        return names

    def _record(
        self, made: Register, row: int, offset: int, number: int, before: dict[int, Written]
    ) -> list[Any]:
        rng = self.rng
        truth = Truth(row, {}, set(), {})
        cells: list[Any] = []
        for place, (header, make, sort) in enumerate(self.columns):
            column = offset + place
            if sort == "number":
                cells.append(number)
                continue
            written = make(rng)
            old = before.get(column)
            keyed = place == 0 or {"name", "project_name", "org_name"} & set(written.says)
            repeats = not keyed and sort == "field" and old is not None and old.cell is not None
            if self.ditto and repeats and rng.random() < 0.15:
                assert old is not None
                written = Written(rng.choice(("同上", "〃")), old.says, old.points)
            else:
                before[column] = written
            cells.append(written.cell)
            self.formats[row, column + 1] = written.format
            if written.text is not None:
                made.texts[row, column] = written.text
            if sort == "unknown":
                truth.kept["".join(header.split())] = str(written.cell)
            elif sort == "secret":
                made.secrets.add(str(written.cell))
            else:
                truth.says |= written.says
                truth.points |= written.points
        self._joined(truth)
        made.records.append(truth)
        return cells

    @staticmethod
    def _joined(truth: Truth) -> None:
        """Firm and post in two columns are one post; a post without a firm is nothing to record."""
        employer, position = truth.says.pop("employer", None), truth.says.pop("position", None)
        if employer:
            truth.says["employments"] = [(employer, position)]

    def _onto(self, sheet: Worksheet, made: Register) -> None:
        for row, line in enumerate(made.grid, 1):
            for column, value in enumerate(line, 1):
                if value is not None:
                    cell = sheet.cell(row, column, value)
                    if (row, column) in self.formats:
                        cell.number_format = self.formats[row, column]
        for top, left, bottom, right in self.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if self.rng.random() < 0.5:
            sheet.column_dimensions[get_column_letter(self.rng.randint(2, 5))].hidden = True
            sheet.row_dimensions[len(made.grid) - 3].hidden = True


def as_text(made: Register, separator: str) -> str:
    """The same register as a text file; dates as a program would write them."""
    lines = []
    for row, line in enumerate(made.grid, 1):
        texts = []
        for column, value in enumerate(line):
            text = made.texts.get((row, column), "" if value is None else str(value))
            quoted = text.replace('"', '""')
            texts.append(f'"{quoted}"' if set(text) & set(f'{separator}"\n') else text)
        lines.append(separator.join(texts))
    return "\r\n".join(lines) + "\r\n"
