"""Registers as other offices keep them, made up with the truth that was written into them.

Written from what offices do, not from what the reader knows. Everybody in them is invented;
telephone numbers are of the unused 130 0000 block, identity numbers of a region that is none.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

VILLAGES = ("王庄村", "曹村村", "古村村", "西城村", "泗庄村")
SURNAMES = "王李赵钱孙周吴郑冯陈"
GIVEN = "甲乙丙丁戊己庚辛壬癸"
CITIES = ("上海", "南京", "苏州", "深圳", "北京")
FIRMS = ("甲木材料有限公司", "乙禾食品有限公司", "丙川机械有限公司", "丁远物流有限公司")
POSTS = ("董事长", "总经理", "工程师", "副经理")

HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "姓 名", "姓　名", "名字", "姓名*", "姓\n名"),
    "gender": ("性别", "性 别", "性\n别"),
    "birth": ("出生年月", "出生日期（年月）", "出生日期", "出生\n年月", "出生年月日"),
    "native_place": ("籍贯（村组）", "原籍地", "原籍村组", "籍贯", "户籍所在地", "老家"),
    "employments": ("现工作单位（全称）及职务", "单位及职务", "现工作单位及职务", "工作单位及职务"),
    "employer": ("工作单位", "现工作单位", "单位名称", "工作单位（全称）"),
    "position": ("职务", "现任职务", "工作职务"),
    "phones": ("手 机", "联系手机", "手机号码", "联系电话", "移动电话", "联系方式", "电话"),
    "city": ("现居住地", "所在城市", "现工作地", "现居住城市"),
    "education": ("学历", "文化程度", "学 历"),
    "address": ("家庭住址（到组）", "通讯地址", "家庭住址"),
    "remarks": ("备注", "备 注", "备注说明"),
    "project_name": ("项目名称", "项目名称（全称）", "项 目 名 称"),
    "investor": ("投资方", "投资主体", "投资方名称", "投资企业"),
    "total_investment_wan": (
        "总投资（万元）",
        "计划总投资",
        "投资额（万元）",
        "计划投资总额(万元)",
    ),
    "referrers": ("引荐人", "引荐人姓名", "介绍人", "引荐人及联系方式"),
    "signed_on": ("签约时间", "签约日期"),
    "stage": ("项目进度", "项目阶段", "目前进展阶段"),
}
UNKNOWN = ("是否走访", "建档情况", "入群情况", "片长")
SENSITIVE = {
    "政治面貌": ("群众", "中共党员", "13-群众"),
    "身份证号": ("990000197508030014", "99000019680912003X"),
    "民族": ("汉族",),
    "宗教信仰": ("佛教",),
    "健康状况": ("良好",),
}
IDENTITIES: tuple[object, ...] = (
    "身份证990000197508030014",
    "990000 19750803 0014",
    "９９０００0197508030014",
    "990000750803001",
    990000197508030000,
    9.9000019750803e17,
)
SECRETS = (
    "19750803",
    "750803001",
    "1975 0803",
    "９９００００",
    "9.9000019750803",
    "中共党员",
    "13-群众",
    "990000197508030014",
    "佛教",
    "汉族",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it was meant: plain values by column name, unread ones absent, and the codes
    of the points that somebody has to look at."""

    values: dict[str, Any]
    points: frozenset[str] = frozenset()


@dataclass(slots=True)
class Register:
    """A file and the truth that was written into it."""

    path: Path
    kind: str
    rows: list[Row] = field(default_factory=list)


def _phone(rng: random.Random) -> tuple[object, list[str]]:
    """A telephone cell in one of twelve ways, with the numbers in it."""
    one = f"1300000{rng.randrange(10_000):04d}"
    two = f"1300001{rng.randrange(10_000):04d}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in one)
    ways: tuple[tuple[object, list[str]], ...] = (
        (one, [one]),
        (int(one), [one]),
        (float(one), [one]),
        (wide, [one]),
        (f"+86 {one}", [one]),
        (f"{one[:3]} {one[3:7]} {one[7:]}", [one]),
        (f"{one[:3]}-{one[3:7]}-{one[7:]}", [one]),
        (f"{one}/{two}", [one, two]),
        (f"{one}、{two}", [one, two]),
        (f"{one}（秘书）", [one]),
        (f" {one}\n", [one]),
        (rng.choice(("无", "/", "—", None)), []),
    )
    return rng.choice(ways)


def _birth(rng: random.Random) -> tuple[object, str | None, frozenset[str]]:
    """A day of birth in one of thirteen ways, its ISO text, and the points it makes."""
    year, month, day = rng.randrange(1950, 1995), rng.randrange(2, 10), rng.randrange(1, 29)
    iso, full = f"{year}-{month:02d}", f"{year}-{month:02d}-{day:02d}"
    ways: tuple[tuple[object, str | None, frozenset[str]], ...] = (
        (f"{year}.{month}", iso, frozenset()),
        (f"{year}.{month:02d}", iso, frozenset()),
        (float(f"{year}.{month}"), iso, frozenset()),
        (f"{year}年{month}月", iso, frozenset()),
        (f"{year % 100}年{month}月", iso, frozenset()),
        (f"{year}{month:02d}", iso, frozenset()),
        (int(f"{year}{month:02d}"), iso, frozenset()),
        (f"{year}-{month:02d}-{day:02d}", full, frozenset()),
        (datetime(year, month, day), full, frozenset()),  # noqa: DTZ001 - an Excel day
        (f"{year}/{month}/{day}", full, frozenset()),
        (year, f"{year}", frozenset()),
        (float(f"{year}.1"), None, frozenset({"DATE_FLOAT_AMBIGUOUS"})),
        ("58岁", None, frozenset({"DATE_AGE"})),
        (f"农历{month}月初八", None, frozenset({"DATE_LUNAR"})),
    )
    return rng.choice(ways)


def _amount(rng: random.Random) -> tuple[object, Any, frozenset[str]]:
    """An investment as a cell, in 万元, and the points it makes."""
    n = rng.randrange(1, 90) * 100
    ways: tuple[tuple[object, Any, frozenset[str]], ...] = (
        (n, n, frozenset()),
        (str(n), n, frozenset()),
        (f"{n}万元", n, frozenset()),
        (f"{n / 10000:g}亿元", n, frozenset()),
        (f"{n:,}", n, frozenset()),
        ("待定", None, frozenset()),
        (f"{n}万美元", {"amount": n, "unit": "万美元"}, frozenset({"AMOUNT_FOREIGN"})),
    )
    return rng.choice(ways)


class _Names:
    """Names that nobody else in the file bears."""

    def __init__(self, rng: random.Random) -> None:
        self.free = [s + a + b for s in SURNAMES for a in GIVEN for b in GIVEN]
        rng.shuffle(self.free)

    def next(self) -> str:
        return self.free.pop()


Made = tuple[dict[str, object], Row]


def _person(rng: random.Random, names: _Names, fields: list[str]) -> Made:
    name = names.next()
    written = rng.choice((name, name, f"{name[0]} {name[1:]}", f" {name}"))
    cells: dict[str, object] = {"name": written}
    values: dict[str, Any] = {"name": name}
    points: frozenset[str] = frozenset()
    if "gender" in fields:
        cells["gender"], said = rng.choice(
            (("男", "男"), ("女", "女"), ("1-男", "男"), (None, None))
        )
        values["gender"] = said
    if "birth" in fields:
        cells["birth"], values["birth"], more = _birth(rng)
        points |= more
    if "native_place" in fields:
        village, group = rng.choice(VILLAGES), rng.randrange(1, 9)
        text, grouped = rng.choice(
            (
                (village, None),
                (f"句容市后白镇{village}", None),
                (f"江苏句容后白{village}", None),
                (f"{village}{group}组", group),
                (f"{village}第{group}村民小组", group),
            )
        )
        cells["native_place"] = text
        values["village"], values["group"] = village, grouped
    if {"employments", "employer"} & set(fields):
        firm, post = rng.choice(FIRMS), rng.choice(POSTS)
        if "employments" in fields:
            cells["employments"] = rng.choice((f"{firm}{post}", f"{firm} {post}"))
        else:
            cells["employer"], cells["position"] = firm, post
        values["post"] = [firm, post]
    if "phones" in fields:
        cells["phones"], values["phones"] = _phone(rng)
    for plain, texts in (("city", CITIES), ("education", ("本科", "大专", "博士"))):
        if plain in fields:
            cells[plain] = values[plain] = rng.choice(texts)
    if "address" in fields:
        cells["address"] = values["address"] = f"上海市甲路{rng.randrange(1, 99)}号"
    if "remarks" in fields:
        text = rng.choice((None, "热心家乡", "已故", "本人不愿联系"))
        cells["remarks"] = values["remarks"] = text
        points |= {
            code
            for word, code in (("已故", "DECEASED"), ("不愿联系", "DO_NOT_CONTACT"))
            if text and word in text
        }
    return cells, Row({k: v for k, v in values.items() if v not in (None, [])}, points)


def _project(rng: random.Random, names: _Names, fields: list[str]) -> Made:
    number = names.next()
    cells: dict[str, object] = {"project_name": f"{number}产业园项目"}
    values: dict[str, Any] = {"project_name": f"{number}产业园项目"}
    points: frozenset[str] = frozenset()
    if "investor" in fields:
        cells["investor"] = values["investor"] = rng.choice(FIRMS)
    if "total_investment_wan" in fields:
        cells["total_investment_wan"], values["amount"], points = _amount(rng)
    if "stage" in fields:
        cells["stage"], values["stage"] = rng.choice(
            (("在谈", "negotiating"), ("签约", "signed"), ("投产", "in_production"))
        )
    if "referrers" in fields:
        one, other = names.next(), names.next()
        text, said, more = rng.choice(
            (
                (one, [one], frozenset[str]()),
                (f"{one}、{other}", [one, other], frozenset({"REFERRER_FIRST_UNCLEAR"})),
                (f"{one} 13000000009", [one], frozenset[str]()),
                (None, [], frozenset[str]()),
            )
        )
        cells["referrers"], values["referrers"] = text, said
        points |= more
    return cells, Row({k: v for k, v in values.items() if v not in (None, [])}, points)


_PEOPLE = ["gender", "birth", "native_place", "employments", "phones", "city", "education", "address", "remarks"]  # fmt: skip
_LEDGER = ["investor", "total_investment_wan", "stage", "referrers"]


def make(directory: Path, seed: int) -> Register:
    """The register of *seed* as a file in *directory*, with its truth."""
    rng = random.Random(seed)  # noqa: S311 - made-up offices, no secrets
    kind = "projects" if seed % 4 == 3 else "persons"
    names = _Names(rng)
    key, maker, choice = (
        ("project_name", _project, _LEDGER) if kind == "projects" else ("name", _person, _PEOPLE)
    )
    least = 2 if kind == "projects" else 3
    fields = [key, *rng.sample(choice, rng.randrange(least, len(choice) + 1))]
    if "employments" in fields and rng.random() < 0.4:
        at = fields.index("employments")
        fields[at : at + 1] = ["employer", "position"]
    extra = rng.sample(UNKNOWN, rng.randrange(0, 3))
    private = rng.sample(sorted(SENSITIVE), rng.randrange(0, 3)) if kind == "persons" else []
    order = [*fields, *extra, *private]
    if rng.random() < 0.5:
        rng.shuffle(order)
    headers = {each: rng.choice(HEADERS.get(each, (each,))) for each in order}
    made = [maker(rng, names, fields) for _ in range(rng.randrange(6, 16))]
    for cells, _ in made:
        cells.update({each: rng.choice(("是", "否", None)) for each in extra})
        cells.update({each: rng.choice(SENSITIVE[each]) for each in private})
        if rng.random() < 0.1 and extra:
            cells[extra[0]] = rng.choice(IDENTITIES)
    register = Register(directory / f"{seed}.xlsx", kind, [row for _, row in made])
    shapes: tuple[Callable[[], None], ...] = (
        lambda: _one_sheet(rng, register, order, headers, made),
        lambda: _one_sheet(rng, register, order, headers, made),
        lambda: _by_village(rng, register, order, headers, made),
        lambda: _side_by_side(register, order, headers, made),
        lambda: _text(rng, register, order, headers, made),
    )
    rng.choice(shapes)()
    return register


def _one_sheet(
    rng: random.Random,
    register: Register,
    order: list[str],
    headers: dict[str, str],
    made: list[Made],
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    _fill(rng, sheet, order, headers, made)
    if rng.random() < 0.3:
        sheet.column_dimensions[get_column_letter(len(order))].hidden = True
    if rng.random() < 0.3:
        sheet.row_dimensions[sheet.max_row].hidden = True
    book.save(register.path)
    if rng.random() < 0.3:
        _wrong_dimension(register.path)


def _by_village(
    rng: random.Random,
    register: Register,
    order: list[str],
    headers: dict[str, str],
    made: list[Made],
) -> None:
    book = openpyxl.Workbook()
    summary = book.active
    assert summary is not None
    summary.title = "汇总表"
    summary.append(["各村人数汇总"])
    summary.append(["序号", "村", "人数"])
    half = len(made) // 2
    for number, part in enumerate((made[:half], made[half:])):
        summary.append([number + 1, VILLAGES[number], len(part)])
        _fill(rng, book.create_sheet(VILLAGES[number]), order, headers, part)
    summary.append(["合计", None, len(made)])
    book.save(register.path)


def _fill(
    rng: random.Random,
    sheet: Worksheet,
    order: list[str],
    headers: dict[str, str],
    made: list[Made],
) -> None:
    """Titles, a header of one to three levels, the records with what stands between them, notes."""
    width = len(order) + 1
    for n in range(rng.randrange(0, 9)):
        sheet.append([("登记表", "填报单位：甲镇", "填报时间：2026年3月", "说明")[n % 4]])
        if n == 0:
            sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    levels = rng.choice((1, 1, 2, 3))
    top = sheet.max_row + 1 if any(True for _ in sheet._cells) else 1
    for level in range(levels):
        last = level == levels - 1
        for column, name in enumerate(["序号", *(headers[each] for each in order)], 1):
            if last or (level == 0 and column > width - 2):
                sheet.cell(top + level, column, name if last else "其他情况")
            elif level == 0:
                sheet.cell(top, column, "基本情况" if column == 1 else None)
    if levels > 1:
        sheet.merge_cells(start_row=top, end_row=top, start_column=1, end_column=width - 2)
        sheet.merge_cells(start_row=top, end_row=top, start_column=width - 1, end_column=width)
        if levels == 3:
            sheet.merge_cells(
                start_row=top + 1, end_row=top + 1, start_column=1, end_column=width - 2
            )
            sheet.cell(top + 1, 1, "登记内容")
    row, before = top + levels, None
    for number, (cells, _) in enumerate(made, 1):
        line = dict(cells)
        for name in ("city", "employer"):  # the same as above, as people write it
            if before and line.get(name) and line[name] == before.get(name) and rng.random() < 0.7:
                line[name] = rng.choice(("同上", "〃"))
        for column, value in enumerate([number, *(line.get(each) for each in order)], 1):
            sheet.cell(row, column, value)
        before = cells
        row += 1
        if number % 5 == 0 and rng.random() < 0.5:
            sheet.cell(row, 1, "小计")
            sheet.cell(row, 2, 5)
            row += 1
        if number % 6 == 0 and rng.random() < 0.5:
            for column, name in enumerate(["序号", *(headers[each] for each in order)], 1):
                sheet.cell(row, column, name)
            row += 1
    if rng.random() < 0.6:
        sheet.cell(row, 1, "注：本表一式两份")
        sheet.cell(row + 1, 1, "填报人：某某　联系电话：13000000000")


def _side_by_side(
    register: Register, order: list[str], headers: dict[str, str], made: list[Made]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["人员登记"])
    sheet.append(["序号", *(headers[each] for each in order)] * 2)
    for at in range(0, len(made), 2):
        line: list[object] = []
        for number, (cells, _) in enumerate(made[at : at + 2], at + 1):
            line += [number, *(cells.get(each) for each in order)]
        sheet.append(line)
    book.save(register.path)


def _text(
    rng: random.Random,
    register: Register,
    order: list[str],
    headers: dict[str, str],
    made: list[Made],
) -> None:
    register.path = register.path.with_suffix(".csv")
    text = io.StringIO()
    lines = csv.writer(text, delimiter=rng.choice(",\t;"))
    lines.writerow(["序号", *(headers[each] for each in order)])
    for number, (cells, _) in enumerate(made, 1):
        lines.writerow([number, *(_said(cells.get(each)) for each in order)])
    encoding = rng.choice(("utf-8", "utf-8-sig", "utf-16", "gb18030"))
    register.path.write_bytes(text.getvalue().encode(encoding))


def _said(value: object) -> object:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value


def _wrong_dimension(path: Path) -> None:
    """Let every sheet claim that it has one cell only."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', content)
            packed.writestr(name, content)
