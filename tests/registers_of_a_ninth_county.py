"""Registers of an invented town: 澄阳市柳桥镇, as its offices keep them, by somebody who had not seen
the reader, its headers or any other of these files."""

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
    sparse,
    text,
)

TOWN = "澄阳市柳桥镇"
VILLAGES = ("大圩村", "石塘村", "周巷村", "新河村", "蒋庄村", "龙泉社区")

SURNAMES = "陆蒋潘殷葛姚邵汤史严顾"
GIVEN = (
    "建平",
    "志明",
    "文斌",
    "晓峰",
    "国强",
    "丽娟",
    "永康",
    "海燕",
    "春林",
    "学文",
    "立群",
    "雪梅",
    "子轩",
    "俊杰",
    "红霞",
    "宏图",
    "炳生",
    "玉兰",
    "伟",
    "静",
    "勇",
    "敏",
)
STAFF = ("孔祥", "车建国", "尤晓红", "鲍志远", "柏云", "滕海", "颜卫东")
CITIES = ("上海", "南京", "苏州", "杭州", "无锡", "常州", "合肥")
FIRMS = (
    "铭川机械",
    "启辰电子",
    "锐泽新材料",
    "博安医疗器械",
    "嘉禾食品",
    "远达物流",
    "恒运建设工程",
    "云帆软件",
    "瑞丰农业科技",
    "中科纳威传感器",
    "绿源环保科技",
    "华锦纺织",
)
POSTS = ("总经理", "董事长", "副总经理", "技术总监", "财务总监", "销售总监")


def firm(rng: random.Random) -> str:
    return f"{rng.choice(CITIES)}{rng.choice(FIRMS)}有限公司"


def either(rng: random.Random, *weighted: tuple[float, Callable[[], W]]) -> W:
    return rng.choices([w for _, w in weighted], [s for s, _ in weighted])[0]()


def name(names: Names, key: str = "name", odd: float = 0.14, titles: bool = True) -> Maker:
    def make(rng: random.Random) -> W:
        n = names()
        if rng.random() < odd:
            way = rng.randrange(5)
            title = rng.choice(("总", "主任", "老师")) if key == "name" else "总"
            if way == 0 and titles:
                return W(f"{n[0]}{title}", {key: f"{n[0]}{title}"}, {(key, "NAME_WITH_TITLE")})
            if way == 1 and len(n) == 3 and titles:
                return W(f"{n[0]}总（{n[1:]}）", {key: n}, {(key, "NAME_WITH_TITLE")})
            if way == 2 and key == "name":
                return W(f"{n}（曾用名：{n[0]}小{n[-1]}）", {key: n})
            if way == 3 and key == "name":
                return W(
                    f"{n}（{rng.choice(('电话未打通', '春节回来', '已搬到城区'))}）",
                    {key: n},
                    {(key, "NAME_WITH_NOTE")},
                )
            return W(f" {n} ", {key: n})
        if len(n) == 2:
            return W(n[0] + rng.choice(("  ", "　", " ")) + n[1], {key: n})
        return W(n, {key: n})

    return make


def phones(number: Numbers, key: str = "phones", bad: float = 0.1) -> Maker:
    def make(rng: random.Random) -> W:
        a, b = number(), number()
        short = {(key, "PHONE_BAD_LENGTH")}
        if rng.random() < bad:
            if rng.random() < 0.25:
                return W(f"{a}/{b[:-1]}", {key: [a]}, short)
            cut = a[:-1] if rng.random() < 0.75 else a + "3"
            return W(cut, {key: []}, short)
        return either(
            rng,
            (4, lambda: W(a, {key: [a]})),
            (4, lambda: W(int(a), {key: [a]})),
            (1.5, lambda: W(f"{a[:3]} {a[3:7]} {a[7:]}", {key: [a]})),
            (1.5, lambda: W(f"{a[:3]}-{a[3:7]}-{a[7:]}", {key: [a]})),
            (0.7, lambda: W(f"{a}/{b}", {key: [a, b]})),
            (0.7, lambda: W(f"{a}、{b}", {key: [a, b]})),
            (0.5, lambda: W(f"{a}\n{b}", {key: [a, b]})),
            (0.8, lambda: W(rng.choice((None, "无", "/")), {key: []})),
        )

    return make


def birth(rng: random.Random, low: int = 1948, high: int = 1985) -> W:
    y, m, d = rng.randint(low, high), rng.randint(2, 9), rng.randint(1, 28)
    key = "birth"
    return either(
        rng,
        (2, lambda: W(f"{y}.{m:02d}", {key: f"{y}-{m:02d}"})),
        (1.5, lambda: W(float(f"{y}.{m}"), {key: f"{y}-{m:02d}"})),
        (1, lambda: W(int(f"{y}{m:02d}"), {key: f"{y}-{m:02d}"})),
        (1.5, lambda: W(f"{y}年{m}月", {key: f"{y}-{m:02d}"})),
        (1, lambda: W(f"{y}-{m:02d}-{d:02d}", {key: f"{y}-{m:02d}-{d:02d}"})),
        (1, lambda: W(at(date(y, m, d)), {key: f"{y}-{m:02d}-{d:02d}"}, format="yyyy-mm-dd")),
        (
            0.6,
            lambda: (
                W(f"{y % 100}年{m}月", {key: f"{y}-{m:02d}"})
                if 40 <= y % 100 <= 99 and y < 2000
                else W(str(y), {key: str(y)})
            ),
        ),
        (0.8, lambda: W(y, {key: str(y)})),
        (0.8, lambda: W(float(f"{y}.1"), {key: None}, {(key, "DATE_FLOAT_AMBIGUOUS")})),
        (0.8, lambda: W(f"{2025 - y}岁", {key: None}, {(key, "DATE_AGE")})),
        (
            0.5,
            lambda: W(
                f"{y}年农历{rng.choice(('三月初八', '腊月廿三', '六月'))}",
                {key: None},
                {(key, "DATE_LUNAR")},
            ),
        ),
        (
            0.4,
            lambda: W(
                rng.choice((f"{y}.13", f"{y}年2月30日", f"{y}.6.31")),
                {key: None},
                {(key, "DATE_INVALID")},
            ),
        ),
        (0.4, lambda: W(None, {key: None})),
    )


def young(rng: random.Random) -> W:
    return birth(rng, 1986, 1999)


def day(
    key: str,
    years: tuple[int, ...] = (2024, 2025),
    odd: float = 0.1,
    nothing: float = 0.0,
    months: tuple[int, int] = (1, 12),
) -> Maker:
    def make(rng: random.Random) -> W:
        if rng.random() < nothing:
            return W(rng.choice((None, "/")), {key: None})
        if rng.random() < odd:
            return W(
                rng.choice(
                    ("年前", "1月底") if months[1] < 6 else ("年前", "11月底", "年底", "上半年")
                ),
                {key: None},
                {(key, "DATE_UNREADABLE")},
            )
        y, m, d = rng.choice(years), rng.randint(*months), rng.randint(1, 28)
        full = f"{y}-{m:02d}-{d:02d}"
        return either(
            rng,
            (2, lambda: W(at(date(y, m, d)), {key: full}, format="yyyy/m/d")),
            (2, lambda: W(f"{y}.{m}.{d}", {key: full})),
            (1, lambda: W(f"{y}年{m}月{d}日", {key: full})),
            (1, lambda: W(f"{y}/{m}/{d}", {key: full})),
            (1, lambda: W(f"{y % 100}年{m}月{d}日", {key: full})),
            (0.8, lambda: W(f"{y}年{m}月", {key: f"{y}-{m:02d}"})),
            (0.5, lambda: W(serial(date(y, m, d)), {key: full})),
        )

    return make


def native(rng: random.Random) -> W:
    v, g, key = rng.choice(VILLAGES), rng.randint(1, 12), "native_place"
    stem = v.removesuffix("村").removesuffix("社区")
    return either(
        rng,
        (3, lambda: W(v, {key: (v, None)})),
        (3, lambda: W(f"{v}{g}组", {key: (v, g)})),
        (1, lambda: W(stem, {key: (v, None)})),
        (1, lambda: W(f"柳桥镇{v}", {key: (v, None)})),
        (1, lambda: W(f"江苏省澄阳市柳桥镇{v}{g}组", {key: (v, g)})),
        (0.7, lambda: W(f"{v}第{g}村民小组", {key: (v, g)})),
        (
            0.9,
            lambda: W(
                rng.choice(("安徽省天长市", "山东临沂", "江苏盐城", "湖北黄冈")),
                {key: (None, None)},
                {(key, "NATIVE_ELSEWHERE")},
            ),
        ),
        (
            0.4,
            lambda: (
                W("柳桥镇马家湾", {key: (None, None)}, {(key, "NATIVE_UNREADABLE")})
                if rng.random() < 0.6
                else W("西头庄", {key: (None, None)}, set(), {(key, "*")})
            ),
        ),
    )


def gender(rng: random.Random) -> W:
    g = rng.choice(("男", "男", "女"))
    return W(g, {"gender": g})


def employer(rng: random.Random) -> W:
    f = firm(rng)
    return W(f, {"employer": f})


def post(rng: random.Random) -> W:
    if rng.random() < 0.12:
        return W(rng.choice((None, "/", "—")), {"position": None})
    p = rng.choice(POSTS)
    return W(p, {"position": p})


OFFICES = (
    ("澄阳市人民检察院", "副检察长"),
    ("南京市鼓楼区教育局", "副局长"),
    ("上海市第六人民医院骨科", "副主任医师"),
    ("江苏银行苏州分行", "副行长"),
    ("南京工业大学化工学院", "教授"),
    ("澄阳市发展和改革委员会", "科长"),
    ("合肥市第一中学", "高级教师"),
    ("苏州市交通运输局", "处长"),
)


def both(rng: random.Random) -> W:
    """Firm and post in one cell."""
    f, p, key = firm(rng), rng.choice(POSTS), "employments"
    o, q = rng.choice(OFFICES)
    return either(
        rng,
        (4, lambda: W(f + p, {key: [(f, p)]})),
        (2.5, lambda: W(o + q, {key: [(o, q)]})),
        (1, lambda: W(f"{f} {p}", {key: [(f, p)]})),
        (
            0.8,
            lambda: W(
                f"{f}{p}；澄阳市南京商会副会长", {key: [(f, p), ("澄阳市南京商会", "副会长")]}
            ),
        ),
        (
            0.6,
            lambda: W(f"{f}{p}\n柳桥商会常务副会长", {key: [(f, p), ("柳桥商会", "常务副会长")]}),
        ),
        (
            0.6,
            lambda: W(
                rng.choice(("做建材生意", "自己开饭店", "退休", "自由职业")),
                {},
                set(),
                {(key, "*"), ("employer", "*")},
            ),
        ),
        (0.5, lambda: W(rng.choice(("无", "不详", None)), {key: None})),
    )


CATEGORIES = {
    "企业界": "business",
    "商界": "business",
    "工商": "business",
    "党政机关": "government",
    "教育界": "academia",
    "医疗卫生": "medical",
    "部队": "military",
    "金融": "finance",
    "科技界": "tech",
    "文艺界": "arts_sports",
    "新闻媒体": "media",
    "其他": "other",
    "海外": "overseas",
}


def category(rng: random.Random) -> W:
    if rng.random() < 0.07:
        return W(rng.choice(("老干部", "五老人员", "社会贤达")), {}, set(), {("category", "*")})
    c = rng.choice(list(CATEGORIES))
    return W(c, {"category": CATEGORIES[c]})


def tier(rng: random.Random) -> W:
    word, code = rng.choice(
        (("重点", "key"), ("一般", "normal"), ("一般", "normal"), ("知名", "famous"))
    )
    return W(word, {"tier": code})


def remarks(*more: str) -> Maker:
    ordinary = (
        "每年清明回乡",
        "热心公益，捐资修路",
        "微信联系较多",
        "老母亲随住南京，父亲已故",
        "2024年新增",
        *more,
    )

    def make(rng: random.Random) -> W:
        r, key = rng.random(), "remarks"
        if r < 0.04:
            t = rng.choice(("已故", "2023年病故，已故", "已故（2024.3）"))
            return W(t, {key: t}, {(key, "DECEASED")})
        if r < 0.08:
            t = rng.choice(("本人不愿联系", "不愿联系", "本人表示不愿联系"))
            return W(t, {key: t}, {(key, "DO_NOT_CONTACT")})
        if r < 0.7:
            return W(None, {key: None})
        t = rng.choice(ordinary)
        return W(t, {key: t}, set(), {(key, "DECEASED")} if "父亲" in t else set())

    return make


def mail(rng: random.Random) -> W:
    m = f"{rng.choice(('lq', 'zh', 'jp', 'office'))}{rng.randint(100, 999)}@example.com"
    return W(m, {"email": m})


def wechat(rng: random.Random) -> W:
    w = f"cy_{rng.choice(('lan', 'shan', 'yun'))}{rng.randint(1000, 9999)}"
    return W(w, {"wechat": w})


def address(rng: random.Random) -> W:
    a = f"{rng.choice(('上海市闵行区七莘路', '南京市江宁区天元东路', '苏州市吴中区东吴南路', '上海市松江区新松江路'))}{rng.randint(10, 990)}号"
    return W(a, {"address": a})


def person(key: str, names: Names) -> Maker:
    def make(rng: random.Random) -> W:
        n = names()
        return W(n, {key: n})

    return make


def staff(key: str) -> Maker:
    def make(rng: random.Random) -> W:
        who = rng.sample(STAFF, rng.choice((1, 2, 2, 3)))
        return W(rng.choice(("、", "、", "，", " ")).join(who), {key: who})

    return make


def money(key: str, unit: str = "万元", odd: float = 0.12, low: int = 8, high: int = 150) -> Maker:
    """Amounts of a column whose header says the unit, or does not."""

    def make(rng: random.Random) -> W:
        wan = rng.randint(low, high) * 100
        if rng.random() < odd:
            return either(
                rng,
                (
                    2,
                    lambda: W(
                        f"{wan // 100 * 10}万美元",
                        {key: {"amount": wan // 100 * 10, "unit": "万美元"}},
                        {(key, "AMOUNT_FOREIGN")},
                    ),
                ),
                (
                    1.3,
                    lambda: W(
                        rng.choice(("几千万", "上亿", "较大")),
                        {key: None},
                        {(key, "AMOUNT_UNREADABLE")},
                    ),
                ),
                (1, lambda: W(rng.choice(("待定", "面议")), {key: None})),
            )
        if unit == "亿元":
            return W(wan / 10000, {key: wan})
        return either(
            rng,
            (3, lambda: W(wan, {key: wan})),
            (1, lambda: W(f"{wan}万元", {key: wan})),
            (1, lambda: W(f"{wan / 10000:g}亿元", {key: wan})),
            (0.6, lambda: W(f"{wan}万", {key: wan})),
        )

    return make


def land(rng: random.Random) -> W:
    n, key = rng.randint(8, 90), "land"
    return either(
        rng,
        (3, lambda: W(f"{n}亩", {key: {"value": n, "unit": "亩"}})),
        (1, lambda: W(f"约{n}亩", {key: {"value": n, "unit": "亩"}})),
        (
            1.5,
            lambda: W(
                f"租赁厂房{n * 100}㎡", {key: {"value": n * 100, "unit": "㎡", "mode": "lease"}}
            ),
        ),
        (0.8, lambda: W(rng.choice(("无", "/", None)), {key: None})),
        (
            1.0,
            lambda: W(
                rng.choice(("两块地", "看情况定", "厂房一栋")),
                {key: None},
                {(key, "LAND_UNREADABLE")},
            ),
        ),
    )


def referrers(names: Names, number: Numbers, odd: float = 1.0, self_too: bool = True) -> Maker:
    def make(rng: random.Random) -> W:
        a, b, c, key = names(), names(), names(), "referrers"
        unclear = {(key, "REFERRER_FIRST_UNCLEAR")}
        return either(
            rng,
            (4, lambda: W(a, {key: [a]})),
            (1.2 * odd, lambda: W(f"{a}、{b}", {key: [a, b]}, unclear)),
            (0.4 * odd, lambda: W(f"{a} {b} {c}", {key: [a, b, c]}, unclear)),
            (1, lambda: W(f"{a}（第一引荐人）、{b}", {key: [a, b]})),
            (1, lambda: W(f"{a} {number()}", {key: [a]})),
            (1.0 if self_too else 0, lambda: W(rng.choice(("本人投资", "本人")), {key: "self"})),
            (0.6 if self_too else 0, lambda: W(rng.choice(("无", "/", None)), {key: []})),
            (
                0.5 * odd,
                lambda: W(
                    rng.choice(("朋友介绍", "熟人介绍")), {key: []}, {(key, "REFERRER_UNCLEAR")}
                ),
            ),
        )

    return make


def stage(*pairs: tuple[str, str]) -> Maker:
    def make(rng: random.Random) -> W:
        if rng.random() < 0.09:
            return W(
                rng.choice(("正常", "按计划", "其他")),
                {"stage": None},
                {("stage", "STAGE_UNKNOWN")},
            )
        word, code = rng.choice(pairs)
        return W(word, {"stage": code})

    return make


STAGES = (
    ("在谈", "negotiating"),
    ("洽谈中", "negotiating"),
    ("已签约", "signed"),
    ("已注册", "registered"),
    ("已开工", "started"),
    ("在建", "building"),
    ("已竣工", "completed"),
    ("已投产", "in_production"),
    ("暂停", "paused"),
    ("已终止", "terminated"),
)


class Projects:
    """Project names each once."""

    def __init__(self, rng: random.Random) -> None:
        self.free = [
            f"{a}{b}项目"
            for a in (
                "高端装备",
                "电子元器件",
                "智能传感器",
                "新材料",
                "预制菜",
                "医疗耗材",
                "冷链物流",
                "环保设备",
                "精密铸件",
                "纺织面料",
            )
            for b in ("生产", "研发生产", "扩建", "产业园", "加工")
        ]
        rng.shuffle(self.free)

    def __call__(self, _: random.Random) -> W:
        p = self.free.pop()
        return W(p, {"project_name": p})


def investor(rng: random.Random) -> W:
    f = firm(rng)
    return W(f, {"investor": f})


def contact(names: Names) -> Maker:
    def make(rng: random.Random) -> W:
        n, key = names(), "contact_name"
        return either(
            rng,
            (5, lambda: W(n, {key: n})),
            (1.5, lambda: W(f"{n}（{rng.choice(POSTS)}）", {key: n})),
            (0.9, lambda: W(f"{n[0]}总", {key: f"{n[0]}总"}, {(key, "NAME_WITH_TITLE")})),
            (0.5, lambda: W(None, {key: None})),
        )

    return make


NO = Col("序号", text(None), "number")


class Office:
    """A workbook being written, with names and numbers of its own."""

    def __init__(self, seed: int, rng: random.Random) -> None:
        self.book, self.rng, self.sheets = openpyxl.Workbook(), rng, []
        self.book.remove(self.book.worksheets[0])
        self.names, self.number, self.projects = (
            Names(rng, SURNAMES, GIVEN),
            Numbers(20000 + 8000 * seed),
            Projects(rng),
        )

    def page(self, title: str, kind: str) -> Page:
        return Page(self.book, title, kind, self.rng)

    def close(self, page: Page) -> None:
        self.sheets.append(page.done())

    def sums(
        self, title: str, heading: str, header: tuple[str, ...], lines: list[tuple[Any, ...]]
    ) -> None:
        sheet = self.book.create_sheet(title)
        sheet.append([heading])
        for line in (header, *lines):
            sheet.append(list(line))


def council(o: Office) -> str:
    p = o.page("理事名单", "persons")
    p.title("柳桥镇乡贤联谊会理事名单", 11)
    p.title("填报单位：柳桥镇统战办　　　　2025年11月", 11)
    p.header(
        [
            NO,
            Col("姓名", name(o.names)),
            Col("性别", gender),
            Col("出生年月", birth),
            Col("籍贯（村、组）", native),
            Col("工作单位", employer, ditto=True),
            Col("职务", post),
            Col("会内职务", text("理事", "常务理事", "副会长"), "silent"),
            Col("联系电话", phones(o.number)),
            Col("界别", category),
            Col("备注", remarks()),
        ]
    )
    p.records(26)
    p.line("NOTE", "注：本名单以换届大会通过的为准，如有变动请及时报镇统战办。")
    o.close(p)
    return "柳桥镇乡贤联谊会理事名单"


def away(o: Office) -> str:
    p = o.page("在沪", "persons")
    p.title("柳桥籍在沪人士通讯录", 9)
    columns = [
        NO,
        Col("姓名", name(o.names)),
        Col("家乡所在村", native),
        Col("工作单位及职务", both),
        Col("手机号码", phones(o.number)),
        Col("电子邮箱", sparse(mail, "email", 0.4, "ways")),
        Col("通讯地址", sparse(address, "address", 0.3)),
        Col("层次", tier),
        Col("备注", remarks("在沪多年")),
    ]
    p.header(columns)
    p.records(15)
    p.line("HEADER", *[c.header for c in columns])
    p.records(13)
    p.line("NOTE", "（内部资料，请勿外传）")
    o.close(p)
    q = o.page("在宁", "persons")
    q.title("柳桥籍在宁人士通讯录", 8)
    q.header(
        [
            Col("姓名", name(o.names)),
            Col("单位及职务", both),
            Col("联系电话", phones(o.number)),
            Col("微信号", sparse(wechat, "wechat", 0.4)),
        ],
        panels=2,
    )
    q.records(30)
    o.close(q)
    o.sums(
        "人数统计",
        "在外人士人数统计",
        ("所在地", "人数", "其中：企业界"),
        [("在沪", 28, 12), ("在宁", 30, 9), ("合计", 58, 21)],
    )
    return "柳桥籍在外人士通讯录"


def collected(o: Office) -> str:
    o.sums(
        "汇总",
        "柳桥镇乡贤信息采集汇总表",
        ("村（社区）", "采集人数", "备注"),
        [("大圩村", 12, None), ("石塘村", 11, None), ("龙泉社区", 10, None), ("合计", 33, None)],
    )
    for village, count in (("大圩村", 12), ("石塘村", 11), ("龙泉社区", 10)):
        p = o.page(village, "persons")
        p.title("柳桥镇乡贤信息采集表", 13)
        p.title(
            f"填报单位（盖章）：{village}　　　填报人：{o.rng.choice(STAFF)}　　　填报时间：2025年10月",
            13,
        )

        def group(rng: random.Random, v: str = village) -> W:
            g = rng.randint(1, 10)
            return rng.choice(
                (
                    W(f"{v}{g}组", {"native_place": (v, g)}),
                    W(v, {"native_place": (v, None)}),
                    W(f"柳桥镇{v}{g}组", {"native_place": (v, g)}),
                )
            )

        p.header(
            [
                NO,
                Col("姓名", name(o.names), above="基本信息"),
                Col("性别", gender, above="基本信息"),
                Col("出生年月", birth, above="基本信息"),
                Col("身份证号", lambda r: W(identity(r)), "dropped", "基本信息"),
                Col("政治面貌", text("中共党员", "群众", "民盟盟员"), "dropped", "基本信息"),
                Col("家庭住址（村组）", group, "silent", "基本信息"),
                Col("现工作单位", employer, above="工作情况"),
                Col("职务", post, above="工作情况"),
                Col("所在城市", plain("city", *CITIES), above="工作情况"),
                Col("联系方式", phones(o.number)),
                Col(
                    "家乡联系人",
                    sparse(
                        plain("home_contact", "村会计老汤", "堂哥", "其弟"),
                        "home_contact",
                        0.4,
                        "ways",
                    ),
                ),
                Col("备注", remarks("在外办厂")),
            ]
        )
        p.records(count)
        o.close(p)
    return "各村乡贤信息采集表"


def bosses(o: Office) -> str:
    def age(rng: random.Random) -> W:
        n = rng.randint(36, 68)
        return W(rng.choice((n, n, f"{n}岁")), {"birth": None}, {("birth", "DATE_AGE")})

    p = o.page("企业家名录", "persons")
    p.title("柳桥镇在外企业家名录", 11)
    p.title("填报单位：柳桥镇经济发展局", 11)
    columns = [
        NO,
        Col("姓名", name(o.names)),
        Col("年龄", age),
        Col("家乡（村）", native),
        Col("企业名称", employer),
        Col("担任职务", post),
        Col("主营业务", text("汽车零部件", "电子产品贸易", "钢结构安装", "食品加工", None), "kept"),
        Col("年销售额（万元）", text(1200, 5600, 30000, "约8000", None), "kept"),
        Col("联系电话", phones(o.number)),
        Col("回乡投资意向", text("有意向", "暂无", "考察中", None), "kept"),
        Col("备注", remarks()),
    ]
    p.header(columns)
    p.line("SECTION", "一、省内")
    p.records(13)
    p.line("SUBTOTAL", "小计", "13人")
    p.line("SECTION", "二、省外")
    p.records(9)
    p.line("SUBTOTAL", "小计", "9人")
    p.line("SUBTOTAL", "合计", "22人")
    o.close(p)
    return "在外企业家名录"


def learned(o: Office) -> str:
    def fixed(word: str, code: str) -> Maker:
        return lambda _: W(word, {"category": code})

    def columns(
        word: str,
        code: str,
        units: tuple[str, ...],
        posts: tuple[str, ...],
        skills: tuple[str, ...],
    ) -> list[Col]:
        return [
            NO,
            Col("类别", fixed(word, code), down=6),
            Col("姓名", name(o.names, titles=False)),
            Col("性别", gender),
            Col("出生年月", birth),
            Col("学历", plain("education", "本科", "硕士", "博士", "大专")),
            Col("工作单位", plain("employer", *units), ditto=True),
            Col("职务", plain("position", *posts)),
            Col("技术职称", text("副高", "正高", "中级"), "silent"),
            Col("专业特长", sparse(plain("specialties", *skills), "specialties", 0.3, "ways")),
            Col(
                "获得荣誉",
                sparse(
                    plain("honours", "省先进工作者", "市劳动模范", "五一劳动奖章"), "honours", 0.6
                ),
            ),
            Col("手机", phones(o.number)),
            Col("备注", remarks()),
        ]

    schools = columns(
        "教育界",
        "academia",
        ("南京师范大学", "澄阳市第二中学", "上海市七宝中学", "江南大学"),
        ("教授", "校长", "教师", "系主任"),
        ("高中数学", "材料化学", "食品科学"),
    )
    doctors = columns(
        "医疗卫生",
        "medical",
        ("江苏省人民医院", "澄阳市中医院", "上海华山医院", "苏州市立医院"),
        ("主任", "护士长", "医生", "副院长"),
        ("心血管疾病", "骨科手术", "针灸推拿"),
    )
    p = o.page("教育医疗界", "persons")
    p.title("柳桥籍教育医疗界人士名单", 13)
    p.header(schools)
    p.records(12)
    p.columns = doctors
    p._close()
    p.records(12)
    o.close(p)

    q = o.page("青年人才", "persons")
    q.title("柳桥镇青年人才信息表", 11)
    q.title("说明：统计对象为45周岁以下、大专以上学历的在外人才", 11, "NOTE")
    q.header(
        [
            NO,
            Col("姓名", name(o.names, titles=False)),
            Col("性别", gender),
            Col("民族", text("汉族", "回族", "苗族"), "dropped"),
            Col("出生日期", young),
            Col("籍贯", native),
            Col("学历", plain("education", "本科", "硕士研究生", "博士", "大专")),
            Col(
                "毕业院校及专业",
                text("南京农业大学 园艺", "东南大学 土木工程", "河海大学 水利"),
                "silent",
            ),
            Col("就业单位及岗位", both),
            Col("现居城市", plain("city", *CITIES)),
            Col("手机号", phones(o.number)),
        ]
    )
    q.records(20)
    o.close(q)
    return "教育医疗界人士及青年人才"


def contracts(o: Office) -> str:
    p = o.page("签约开工项目", "projects")
    p.title("柳桥镇2025年签约、开工项目清单", 13)
    p.title("填报单位：柳桥镇经济发展局　　　　　　单位：万元", 13)
    p.header(
        [
            NO,
            Col("项目名称", o.projects),
            Col("投资方", investor),
            Col(
                "建设内容",
                plain("content", "新建厂房及生产线3条", "租赁厂房，购置设备", "扩建仓储车间"),
            ),
            Col("总投资", money("total_investment_wan", low=45), above="投资情况"),
            Col(
                "其中：固定资产投资",
                money("fixed_investment_wan", odd=0.04, low=20, high=40),
                above="投资情况",
            ),
            Col(
                "到位资金",
                sparse(money("paid_in_wan", odd=0, low=2, high=20), "paid_in_wan", 0.4),
                above="投资情况",
            ),
            Col("签约时间", day("signed_on", (2025,), months=(1, 6)), above="时间节点"),
            Col(
                "开工时间",
                day("started_on", (2025,), nothing=0.5, months=(7, 12), odd=0.06),
                above="时间节点",
            ),
            Col("项目阶段", stage(*STAGES[2:8])),
            Col("用地情况", land),
            Col("挂钩领导", plain("liaison_leader", "车建国", "尤晓红", "鲍志远"), down=3),
            Col("备注", sparse(plain("remarks", "列入市重点项目", "环评办理中"), "remarks", 0.6)),
        ]
    )
    p.records(12)
    p.line("SUBTOTAL", None, "小计", None, None, 86000)
    p.records(9)
    p.line("SUBTOTAL", None, "合计", None, None, 152000)
    o.close(p)

    q = o.page("在谈项目", "projects")
    q.title("柳桥镇在谈项目清单", 11)
    q.title("截至2025年11月20日", 11)
    q.header(
        [
            NO,
            Col("项目名称", o.projects),
            Col("投资主体", investor),
            Col("计划总投资（亿元）", money("total_investment_wan", "亿元")),
            Col(
                "所属行业", plain("industry", "装备制造", "电子信息", "新材料", "食品"), ditto=True
            ),
            Col(
                "投资方简介",
                plain(
                    "investor_intro",
                    "成立于2008年，员工200余人",
                    "行业骨干企业，年产值3亿元",
                    "高新技术企业",
                ),
            ),
            Col(
                "当前阶段",
                stage(
                    ("在谈", "negotiating"),
                    ("洽谈中", "negotiating"),
                    ("达成意向", "intent"),
                    ("线索", "lead"),
                    ("暂停", "paused"),
                ),
            ),
            Col(
                "最新进展",
                plain(
                    "progress",
                    "已来镇考察一次",
                    "正在商谈租金",
                    "等待企业董事会决定",
                    "已发送厂房资料",
                ),
            ),
            Col("企业联系人", contact(o.names)),
            Col("联系电话", phones(o.number, "contact_phones")),
            Col("责任单位", text("经发局", "招商办", "农业农村局"), "silent"),
        ]
    )
    q.records(20)
    o.close(q)
    o.sums(
        "汇总表",
        "招商项目汇总表",
        ("阶段", "个数", "总投资（万元）"),
        [("在谈", 20, 130000), ("签约开工", 21, 152000), ("合计", 41, 282000)],
    )
    return "2025年招商项目清单"


def homecoming(o: Office) -> str:
    p = o.page("乡贤投资项目", "projects")
    p.title("柳桥镇乡贤回乡投资项目台账", 13)
    p.header(
        [
            NO,
            Col("项目名称", o.projects),
            Col("乡贤姓名", name(o.names, "native_name", 0.15)),
            Col("投资企业", investor),
            Col("引荐人及联系方式", referrers(o.names, o.number)),
            Col("总投资（万元）", money("total_investment_wan")),
            Col("签约时间", day("signed_on", (2022, 2023))),
            Col("投产时间", day("production_on", (2024, 2025), nothing=0.4)),
            Col("项目状态", stage(*STAGES[2:])),
            Col(
                "上年开票销售（万元）", sparse(money("sales_wan", odd=0), "sales_wan", 0.4, "ways")
            ),
            Col(
                "上年税收（万元）",
                sparse(
                    lambda r: (lambda n: W(n, {"tax_wan": n}))(r.randint(5, 400)),
                    "tax_wan",
                    0.4,
                    "ways",
                ),
            ),
            Col(
                "用地（亩）",
                lambda r: (lambda n: W(n, {"land": {"value": n, "unit": "亩"}}))(r.randint(5, 60)),
            ),
            Col("备注", sparse(plain("remarks", "二期在谈", "享受乡贤回归政策"), "remarks", 0.6)),
        ]
    )
    p.records(22)
    p.line("NOTE", "注：引荐人以协议约定为准。")
    o.close(p)

    q = o.page("以商引商", "introductions")
    q.title("2025年以商引商引荐情况登记表", 8)
    q.header(
        [
            NO,
            Col("引荐人", referrers(o.names, o.number, self_too=False)),
            Col("引荐企业", lambda r: (lambda f: W(f, {"introduced": f}))(firm(r))),
            Col("项目名称", o.projects),
            Col("引荐时间", day("introduced_on", (2025,))),
            Col("引荐方式", plain("introduction_way", "电话介绍", "陪同考察", "组织座谈")),
            Col(
                "引荐依据（佐证材料）",
                sparse(
                    plain("introduction_basis", "考察照片", "微信截图", "引荐登记表"),
                    "introduction_basis",
                    0.2,
                ),
            ),
            Col(
                "备注",
                sparse(
                    plain("introduction_remarks", "已对接招商办", "后续跟进"),
                    "introduction_remarks",
                    0.5,
                ),
            ),
        ]
    )
    q.records(16)
    o.close(q)
    return "乡贤投资及以商引商台账"


def stationed(o: Office) -> str:
    p = o.page("招商线索", "projects")
    p.title("驻苏州招商组项目线索表", 12)
    p.title("组别：驻苏州招商组　　　填报人：滕海　　　填报日期：2025年11月14日", 12)
    p.header(
        [
            NO,
            Col("项目名称", o.projects),
            Col("投资方", investor),
            Col("拟投资额", money("total_investment_wan", odd=0.2)),
            Col(
                "主要内容",
                plain("content", "拟建生产基地", "拟租用厂房建设研发中心", "设立区域总部"),
            ),
            Col("用地需求", land),
            Col("联系人", contact(o.names), above="企业联系信息"),
            Col("电话", phones(o.number, "contact_phones"), above="企业联系信息"),
            Col("线索来源", plain("lead_source", "上门拜访", "商会推荐", "乡贤介绍", "网络")),
            Col(
                "意向片区",
                sparse(plain("target_block", "柳桥工业园", "镇北片区"), "target_block", 0.3),
            ),
            Col("首报时间", day("first_reported_at", (2025,), odd=0.08)),
            Col("研判意见", plain("assessment", "跟进", "储备", "放弃")),
        ]
    )
    p.records(20)
    o.close(p)

    def met(rng: random.Random) -> W:
        n, key, r = o.names(), "interviewee", rng.random()
        if r < 0.16:
            return W(f"{n[0]}总", {key: f"{n[0]}总"}, {(key, "NAME_WITH_TITLE")})
        if r < 0.55:
            return W(n + rng.choice(("总经理", "副会长", " 副总经理", " 秘书长")), {key: n})
        return W(n, {key: n})

    kind = ["企业"]

    def visited(rng: random.Random) -> W:
        kind[0] = rng.choice(("企业", "企业", "商会", "协会"))
        place = (
            firm(rng)
            if kind[0] == "企业"
            else f"{rng.choice(CITIES)}市{rng.choice(('安徽', '盐城', '澄阳'))}商会"
            if kind[0] == "商会"
            else f"{rng.choice(CITIES)}市{rng.choice(('电子', '机械', '食品'))}行业协会"
        )
        return W(place, {"org_name": place})

    q = o.page("拜访记录", "visits")
    q.title("驻点招商拜访记录表", 10)
    q.title("组别：驻苏州招商组", 10)
    q.header(
        [
            NO,
            Col("拜访时间", day("visited_on", (2025,)), ditto=True),
            Col("拜访单位", visited),
            Col("单位性质", lambda _: W(kind[0], {"org_type": kind[0]})),
            Col("地点", text("苏州工业园区", "昆山市", "吴江区"), "kept"),
            Col("受访人", met),
            Col("联系电话", phones(o.number, "contact_phones")),
            Col("拜访人员", staff("staff"), ditto=True),
            Col(
                "交流内容",
                plain("summary", "介绍镇情和产业政策", "了解企业扩产计划", "推介标准厂房"),
            ),
            Col(
                "下步打算",
                sparse(
                    plain("next_step", "邀请来镇考察", "寄送资料", "继续跟踪"), "next_step", 0.2
                ),
            ),
        ]
    )
    q.records(22)
    o.close(q)
    return "驻点招商线索及拜访记录"


def meeting(o: Office) -> str:
    def guest(rng: random.Random) -> W:
        if rng.random() < 0.12:
            n = o.names()
            return W(f"{n}（代）", {"name": n}, {("name", "NAME_FOR_ANOTHER")})
        return name(o.names, odd=0.12)(rng)

    def reply(rng: random.Random) -> W:
        if rng.random() < 0.1:
            return W(
                rng.choice(("已通知", "已发短信")), {"reply": None}, {("reply", "REPLY_UNKNOWN")}
            )
        word, code = rng.choice(
            (
                ("参加", "coming"),
                ("参加", "coming"),
                ("能参加", "coming"),
                ("不参加", "not_coming"),
                ("请假", "not_coming"),
                ("待定", "undecided"),
                ("√", None),
            )
        )
        return W(word, {"reply": code}) if code else W(None, {"reply": None})

    p = o.page("年会人员", "attendance")
    p.title("柳桥镇乡贤联谊会2025年年会参会人员名单", 9)
    p.title("时间：2025年12月28日上午9:00　　地点：镇政府三楼会议室", 9)
    p.header(
        [
            NO,
            Col("姓名", guest),
            Col("性别", gender),
            Col("工作单位及职务", both),
            Col("手机", phones(o.number)),
            Col("是否参加", reply),
            Col("是否住宿", text("是", "否", None), "silent"),
            Col("签到", text(None), "silent"),
            Col("备注", remarks("携家属")),
        ]
    )
    p.records(26)
    o.close(p)

    ideas = (
        "建议加快镇区道路改造",
        "希望建立乡贤数据库，定期推送家乡信息",
        "建议发展民宿和乡村旅游",
        "建议设立助学基金",
        "建议引进农产品深加工企业",
        "希望办好乡贤馆",
    )
    q = o.page("金点子", "suggestions")
    q.title("乡贤“金点子”征集办理情况表", 10)

    def proposers(rng: random.Random) -> W:
        who = [o.names() for _ in range(rng.choice((1, 1, 1, 2)))]
        return W(rng.choice(("、", "，")).join(who), {"proposers": who})

    q.header(
        [
            NO,
            Col("建议人", proposers),
            Col("所在单位", lambda r: W(firm(r)), "kept"),
            Col("建议内容", plain("suggestion", *ideas)),
            Col("建议类别", plain("suggestion_category", "产业发展", "民生", "乡村建设")),
            Col("提出时间", day("suggested_on", (2025,))),
            Col("承办部门", plain("handling_unit", "经发局", "建设局", "农业农村局", "文化站")),
            Col("责任领导", plain("responsible_leader", "车建国", "尤晓红", "鲍志远")),
            Col("办结时限", day("due_on", (2026,), odd=0.2)),
            Col(
                "办理情况",
                sparse(
                    plain("handling_progress", "已列入明年计划", "正在办理", "已与建议人沟通"),
                    "handling_progress",
                    0.2,
                ),
            ),
            Col("是否办结", text("是", "否", None), "silent"),
        ]
    )
    q.records(16)
    o.close(q)
    return "乡贤联谊会年会及金点子"


def newyear(o: Office) -> str:
    p = o.page("春节走访", "greetings")
    p.title("2026年春节走访慰问乡贤情况表", 11)
    p.title("填报单位：柳桥镇统战办", 11)
    p.header(
        [
            NO,
            Col("姓名", name(o.names)),
            Col("性别", gender),
            Col("出生年月", birth),
            Col("所在村", native),
            Col("工作单位", employer),
            Col("职务", post),
            Col("联系电话", phones(o.number)),
            Col("走访时间", day("greeted_on", (2026,), odd=0.12, months=(1, 2)), ditto=True),
            Col("走访领导", staff("greeted_by"), down=4),
            Col("慰问金（元）", text(500, 800, 1000, None), "kept"),
            Col("备注", remarks("在家过年")),
        ]
    )
    p.records(20)
    o.close(p)
    return "春节走访慰问乡贤"


BOOKS = [
    council,
    away,
    collected,
    bosses,
    learned,
    contracts,
    homecoming,
    stationed,
    meeting,
    newyear,
]


def make(directory: Path, seed: int) -> Book:
    rng = random.Random(9000 + seed)  # noqa: S311 - made-up rows
    office = Office(seed, rng)
    title = BOOKS[seed](office)
    path = Path(directory) / f"{seed + 1:02d}{title}.xlsx"
    office.book.save(path)
    return Book(path, TOWN, VILLAGES, office.sheets)
