"""Headers to the vocabulary: which column of a register fills what, and which is never stored."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import get_column_letter

from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.suggestions import Suggestion
from xiangxian.domain.values.register_numbers import COLUMN, HEADER
from xiangxian.services.registers.reading.further_phones import FIELD as PHONES
from xiangxian.services.registers.reading.further_phones import is_anothers, is_further, of_others
from xiangxian.services.registers.reading.header_acts import acts
from xiangxian.services.registers.reading.header_parts import Composition
from xiangxian.services.registers.reading.headers import (
    NEUTRAL,
    of_a_year,
    says_how,
    somebody_else,
    without_about,
)
from xiangxian.services.registers.reading.neighbours import by_neighbours
from xiangxian.services.registers.reading.never_stored import dropped
from xiangxian.services.registers.workbook.model import CheckedSheet, Column

PERSONS, PROJECTS, VISITS = "persons", "projects", "visits"
ATTENDANCE, GREETINGS = "attendance", "greetings"
SUGGESTIONS, INTRODUCTIONS = "suggestions", "introductions"
KINDS: Mapping[str, type[Record]] = {
    ATTENDANCE: Person,
    GREETINGS: Person,
    PERSONS: Person,
    PROJECTS: Project,
    VISITS: Event,
    SUGGESTIONS: Suggestion,
    INTRODUCTIONS: Introduction,
}
"""What the rows of a kind of sheet become."""
KEY = {
    ATTENDANCE: "name",
    GREETINGS: "name",
    PERSONS: "name",
    PROJECTS: "project_name",
    VISITS: "org_name",
    SUGGESTIONS: "suggestion",
    INTRODUCTIONS: "referrers",
}
"""The column without which a sheet is no register of that kind."""
PEOPLE = frozenset((PERSONS, ATTENDANCE, GREETINGS))
"""Kinds of sheets of which every row is about one person."""

_OF_PEOPLE: Mapping[str, tuple[str, ...]] = {
    COLUMN: (HEADER,),
    "seq_no": ("序号", "编号", "号", "序"),
    "native_place": ("籍贯（村组）", "籍贯", "原籍地", "原籍", "户籍所在地", "老家", "老家村", "籍贯（镇村）", "籍贯村组", "家乡", "所属村", "村别", "原籍村组", "祖籍", "原籍（村组）", "村组", "所在村", "所属村组", "籍贯/村组", "原籍村", "户籍所在村", "户籍地", "户籍", "祖籍地", "原籍所在村", "籍贯所在村", "老家所在村", "老家村组", "所在村组"),
    "employments": ("现工作单位及职务", "单位及职务", "工作单位及职务", "单位职务", "单位及职务职称", "学员单位及职务职称（全称）", "工作单位职务", "单位和职务", "单位及职务/职称", "现任职单位及职务", "任职单位及职务", "工作单位和职务", "现单位及职务", "单位/职务", "现任单位及职务", "工作单位及现任职务", "现工作单位和职务", "现单位职务", "任职情况", "现任职情况", "任职单位和职务", "工作单位/职务"),
    "employer": ("现工作单位", "工作单位", "单位", "单位名称", "所在单位", "企业名称", "任职单位", "现任职单位", "就职单位", "服务单位", "现单位", "现所在单位", "现就职单位", "公司", "公司名称", "单位全称"),
    "position": ("职务", "工作职务", "现任职务", "现职务", "职务/职称", "担任职务", "职位", "现任职位", "职务职称"),
    "social_roles": ("社会兼职", "社会职务", "主要社会兼职", "社会任职", "社会兼职情况", "兼任职务", "兼职情况"),
}  # fmt: skip

_COMPOUND: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PERSONS: _OF_PEOPLE,
    ATTENDANCE: {
        **_OF_PEOPLE,
        "signed_in": ("签到", "签名", "本人签名", "签字", "签到情况", "到会情况", "是否到会", "是否签到", "签到栏", "本人签字", "签到签名", "到场情况", "是否到场", "签到（签名）", "签到时间"),
        "proxy": ("代签", "代签人", "代会人", "代参会人", "代签到", "代到", "代为参会人"),
        "reply": ("回执", "是否参加", "能否参加", "是否参会", "参会意向", "参加情况", "是否出席", "能否出席", "能否参会", "参会情况", "参加与否"),
        "arrival_way": ("到达方式", "交通方式", "来程方式", "抵达方式"),
        "arrival_by": ("到达车次", "车次", "航班", "车次/航班", "航班/车次", "来程车次", "到达车次/航班"),
        "arrival_time": ("到达时间", "抵达时间", "到达日期"),
        "lodging": ("是否住宿", "住宿", "住宿安排", "是否需要住宿"),
    },
    GREETINGS: {
        **_OF_PEOPLE,
        "greeted_on": ("慰问时间", "慰问日期", "问候时间", "问候日期", "看望时间", "看望日期", "走访慰问时间", "走访时间"),
        "greeted_by": ("慰问人单位及职务", "慰问人", "慰问人员", "慰问领导", "看望人", "看望人员", "问候人", "走访领导", "走访人", "走访人员", "慰问人及职务"),
        "greeting_way": ("慰问方式", "问候方式", "看望方式", "慰问方式（寄贺卡/短信/微信/上门）", "慰问形式", "问候形式"),
    },
    PROJECTS: {
        COLUMN: (HEADER,),
        "seq_no": ("序号", "编号", "ID", "序"),
        "investor": ("投资方（原企业）", "投资方", "投资主体", "投资单位", "投资企业", "资方", "投资人", "原企业", "投资商", "投资方名称", "投资企业名称", "投资者", "项目投资方", "被引荐企业", "被引荐方", "引荐企业"),
        "native_name": ("乡贤姓名", "回归乡贤", "乡贤", "投资乡贤", "归巢乡贤", "回乡乡贤", "返乡乡贤"),
        "referrers": ("引荐人（第一引荐人）及联系方式", "引荐人", "引荐人及联系方式", "第一引荐人", "介绍人", "牵线人", "项目引荐人", "引荐单位/引荐人", "引荐人/单位", "项目介绍人", "引荐乡贤", "牵线乡贤", "中间人", "引荐人姓名", "介绍人姓名", "引荐人（单位）", "引荐方", "项目引荐人及联系方式", "推荐人", "推荐人姓名", "项目引荐人姓名", "引荐人名称", "牵线人姓名"),
        "signed_on": ("签约时间", "签约日期", "签订时间", "签订日期", "合同签订时间", "协议签订时间", "签约年月"),
        "registered_on": ("注册时间", "注册日期", "工商注册时间"),
        "started_on": ("开工时间", "开工日期"),
        "production_on": ("竣工投产时间", "投产时间", "竣工时间", "投产日期", "竣工日期"),
        "first_reported_at": ("首报时间", "首报日期", "上报时间"),
        "contact_name": ("企业联系人", "项目联系人", "投资方联系人", "联系人", "企业联系人及职务", "资方联系人", "投资主体联系人", "企业联系人姓名", "投资商姓名", "项目联系人及职务", "投资方联系人姓名", "联系人姓名", "企业负责人", "联系人及职务", "项目负责人", "投资方负责人", "客商姓名", "业主姓名", "投资人姓名", "老板姓名"),
    },
    VISITS: {
        "seq_no": ("序号", "编号", "序"),
        "visited_on": ("拜访日期", "拜访时间", "走访日期", "走访时间", "日期", "时间"),
        "org_name": ("拜访单位", "走访单位", "拜访企业", "走访企业", "拜访对象", "走访对象", "对接单位", "来访单位", "走访单位名称", "拜访单位名称", "拜访企业名称", "走访企业名称", "拜访对象单位", "受访单位", "受访企业", "拜访的单位", "走访对象单位", "被访单位", "单位名称", "企业名称"),
        "org_type": ("单位类型", "单位性质", "对象类型"),
        "interviewee": ("受访人及职务", "受访人", "对接人", "接待人", "对接人及职务", "接待人及职务", "拜访对象及职务", "受访人员", "企业接待人", "见面人", "受访人员及职务", "对方接待人员", "接待人员", "接待人员及职务", "对方接待人", "洽谈对象", "受访人姓名", "对接人员", "客商姓名", "老板姓名"),
    },
    SUGGESTIONS: {
        "seq_no": ("序号", "编号", "序"),
        "proposers": ("提出人", "建议人", "提议人", "提出人姓名", "反映人", "意见提出人", "提出乡贤", "提建议人", "建议提出人"),
    },
    INTRODUCTIONS: {
        "seq_no": ("序号", "编号", "序"),
        "referrers": ("引荐人", "引荐人姓名", "引荐人及联系方式", "介绍人", "牵线人", "引荐人/单位", "引荐人（单位）", "引荐乡贤", "项目引荐人", "引荐方"),
        "introduced": ("被引荐方", "被引荐企业", "被引荐单位", "被引荐人", "引荐企业", "引荐对象", "投资方", "投资主体", "被引荐企业（投资方）", "被引荐企业（个人）"),
        "project_name": ("引荐项目", "项目名称", "项目", "引荐项目名称", "被引荐项目"),
        "introduced_on": ("引荐时间", "引荐日期", "介绍时间", "牵线时间", "首次引荐时间"),
        "introduction_basis": ("依据", "引荐依据", "证明材料", "佐证材料", "依据材料", "引荐证明"),
        "introduction_way": ("引荐方式", "引荐经过", "怎么牵的线", "引荐情况", "牵线经过", "引荐途径", "引荐过程"),
        "introduction_remarks": ("备注",),
    },
}  # fmt: skip
"""Columns that fill more than one field, or one by a way of its own: declared here only."""

_PEOPLES_NOUNS: Mapping[str, tuple[str, ...]] = {
    "native_place": ("老家地址", "户籍所在", "镇村", "镇村组", "乡镇村"),
    "employments": ("任职",),
    "employer": ("经营单位", "创办单位"),
    "position": ("行政职务", "工种", "头衔", "职衔", "现任岗位", "担任岗位"),
    "social_roles": ("社会兼任职务", "社会兼职职务", "兼任社会职务", "社会团体职务", "社会团体任职", "社会兼职及荣誉", "兼职"),
}  # fmt: skip
_COMPOUND_NOUNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PERSONS: _PEOPLES_NOUNS,
    ATTENDANCE: {
        **_PEOPLES_NOUNS,
        "signed_in": ("现场签到", "签到确认", "到会签名", "到会签到"),
        "proxy": ("代替人", "代替参会人"),
        "reply": ("能否到会", "参会确认", "参加意向", "参加意愿", "参加回复"),
        "arrival_way": ("到达交通方式", "到达交通工具", "到达出行方式", "到达交通", "交通工具", "出行方式"),
        "arrival_by": ("到达航班",),
        "lodging": ("住宿需求", "住宿要求"),
    },
    GREETINGS: {**_PEOPLES_NOUNS, "greeting_way": ("走访方式", "慰问途径")},
    PROJECTS: {
        "investor": ("业主", "项目业主", "业主单位", "投资业主", "客商", "投资客商", "出资方", "建设单位", "投资方单位", "出资单位", "出资企业", "出资人", "出资主体", "来投企业", "来投单位", "意向企业", "意向投资方", "意向投资企业", "意向客商", "意向投资单位", "拟投资企业", "拟投资方", "洽谈企业", "洽谈客商", "在谈企业", "客商企业", "目标企业"),
        "native_name": ("涉及乡贤",),
        "referrers": ("中介人", "引荐单位", "信息提供人"),
        "registered_on": ("企业注册时间", "注册登记时间"),
        "first_reported_at": ("首次上报时间", "首次报送时间"),
        "contact_name": ("企业对接人",),
    },
    VISITS: {
        "org_name": ("所访单位", "客商"),
        "org_type": ("拜访对象类型",),
        "interviewee": ("会见人", "见面对象", "洽谈人", "联系人"),
    },
    INTRODUCTIONS: {
        "introduced": ("被引荐对象", "引荐客商", "被引荐客商"),
        "introduction_basis": ("引荐佐证材料",),
        "introduction_remarks": ("其他情况",),
    },
}  # fmt: skip
"""Nouns that ask for such columns too, where no header is declared for them (`Field.nouns`)."""

_OWN: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(PEOPLE, frozenset(("本人", "个人", "自己", "乡贤", "人员", "人才", "能人", "人士", "名人", "贤达", "校友", "企业家", "代表人士", "在外", "乡友", "乡亲", "同志", "乡贤人士", "嘉宾", "来宾", "学员", "会员", "代表", "参会", "参会人", "参会人员", "参会嘉宾", "与会人员", "与会嘉宾", "到会人员", "慰问对象", "走访对象", "看望对象"))),
    SUGGESTIONS: frozenset(("乡贤", "建议", "意见", "意见建议", "意见和建议")),
    PROJECTS: frozenset(("项目", "招商", "招引", "引进", "回归", "返乡", "回乡", "本")),
}  # fmt: skip
"""Words for what the rows of a kind of sheet are about: before another noun they change nothing."""

KEEP, LEAVE = "keep", "leave"
"""What a clerk may choose for a column besides what it fills: kept as it is, or left out."""
ALL_OF_IT = "*"
"""The letter that stands for the whole sheet in a clerk's choices."""
REASON = "错误原因"
"""The header that our own list of rejected rows adds; it is no column of the register."""
HINT = "提示"
"""The header of the remarks that our own lists make on a line; it is none either."""

_UNIT = re.compile(
    r"[(（](?:单位[:：]?|人民币)?(万元|亿元|万美元|元|亩|㎡|平方米)(?:人民币)?[)）]"
    r"|[/／、,，](?:人民币)?(万元|亿元|万美元|元|亩|㎡|平方米)$"
)
_ADVICE = re.compile(
    r"\((?:详细|请|如|例|格式|填|具体|精确|可|注|全称|不|没有|截至|年月|到组|到户|到村|精确到|yyyy)[^()]*\)"
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_YIELDING = frozenset(("职称", "专业技术职称"))
"""Headers that are declared for a column because many tables have nothing nearer to it: the
职称 fills 专业特长 only where no 研究方向 does."""
_NAMED = frozenset(("姓名", "名字", "名称"))
"""What a header below somebody's own asks of them alone: 引荐人 over 姓名 is the 引荐人."""
_OF_TIMES = re.compile(
    r"(?:项目|关键|重要|主要|推进|进度|建设)*(?:时间|日期|节点|时间节点|时间安排)"
)
"""A header over several columns of which each says an act: 时间节点 over 签约, 开工, 投产."""
_CAME = re.compile(r"(?:来访|到访)(?:人|代表|领导|负责人|嘉宾|客商)")
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*(万元|亿元|万美元|元)")


def plain(text: str) -> str:
    """A header as it is compared: one width, without spaces, marks of need and units."""
    flat = "".join(unicodedata.normalize("NFKC", text).split()).lower().replace("*", "")
    flat = flat.replace(":", "").replace("、", "/")
    return re.sub(r"\((?:万元|亿元|万美元|元|亩|㎡|平方米|必填|选填)\)", "", flat)


def declarations(kind: str) -> Iterator[tuple[str, str]]:
    """Every header that is declared for sheets of *kind*, with its column name: by the fields
    first, then by the compound columns."""
    for spec in KINDS[kind].fields.values():
        if spec.column:
            yield from ((header, spec.column) for header in spec.headers)
    for name, headers in _COMPOUND[kind].items():
        yield from ((header, name) for header in headers)


@functools.cache
def aliases(kind: str) -> Mapping[str, str]:
    """Header as compared -> column name, for sheets of *kind*.

    A header that two columns declare is not among them: what stands under it has to say which.
    """
    found: dict[str, set[str]] = {}
    for header, name in declarations(kind):
        found.setdefault(plain(header), set()).add(name)
    return {header: next(iter(names)) for header, names in found.items() if len(names) == 1}


def known(kind: str) -> tuple[str, ...]:
    """Every column name of sheets of *kind*, each once."""
    return tuple(dict.fromkeys([*_COMPOUND[kind], *(name for _, name in declarations(kind))]))


def usual_header(kind: str, name: str) -> str:
    """The header by which a sheet of *kind* usually calls its column *name*."""
    if name in _COMPOUND[kind]:
        return _COMPOUND[kind][name][0]
    return next(spec.headers[0] for spec in KINDS[kind].fields.values() if spec.column == name)


def field_of(path: Sequence[str], kind: str) -> str | None:
    """The column name that a header path means for sheets of *kind*; None when nobody knows, and
    when it may mean two."""
    found = readings(path, kind)
    return found[0] if len(found) == 1 else None


def readings(path: Sequence[str], kind: str, *, of_acts: bool = True) -> tuple[str, ...]:
    """The column names that a header path may mean for sheets of *kind*: one where the header
    settles it, several where the values have to, none where nobody knows; without *of_acts* what is
    said by an act and a role alone is not known."""
    path = tuple(path)
    if (name := _as_declared(path, kind)) is not None:
        return (name,)
    found = _composed(path, kind, KINDS[kind], of_acts)
    if not found and len(path) > 1 and _OF_TIMES.fullmatch(plain(path[-2])):
        return readings((f"{path[-1]}时间",), kind, of_acts=of_acts)
    return found


@functools.lru_cache(maxsize=4096)
def _composed(
    path: tuple[str, ...], kind: str, record: type[Record], of_acts: bool
) -> tuple[str, ...]:
    """What a header that nobody declared means by the nouns it is made of.

    The nouns are tried as they stand first, then with those for one that ask the same.
    """
    texts = [path[-1]]
    if len(path) > 1:
        texts.append("".join([*map(without_about, path[:-1]), path[-1]]))
        if somebody_else(path[-2]):
            texts = texts[1:]
    several: set[str] = set()
    for folded in (False, True):
        for text in texts:
            found = _composition(kind, record, folded=folded).said(text)
            if len(found) == 1:
                return tuple(found)
            several = several or found
    for folded in (False, True) if of_acts else ():
        for text in texts:
            found = _composition(kind, record, folded=folded, of_acts=True).said(text)
            if several and len(found) == 1 and found < several:
                return tuple(found)  # the act says which of two
            if found and not several:
                return tuple(sorted(found))
    return tuple(sorted(several))


def _as_declared(path: tuple[str, ...], kind: str) -> str | None:
    """The column that declares this very header.

    A header is tried as it stands first, then without its advice on how to fill it in, then without
    brackets that do not make it another column. Below somebody else's header (挂钩领导 over 电话)
    only the two together count.
    """
    known = aliases(kind)
    others = len(path) > 1 and somebody_else(path[-2])
    for said in (plain, _bare, _without_asides):
        parts = [part for n, part in enumerate(reversed(path)) if not n or says_how(path[-1])]
        if others and said(path[-2]) not in said(path[-1]):
            theirs = [parts[1]] if said(path[-1]) in _NAMED else []
            parts = ["".join(path[-2:]), *theirs]
        for part in (*parts, "".join(path)):
            if said(part) in known:
                return known[said(part)]
    return None


def _bare(text: str) -> str:
    return _ADVICE.sub("", plain(text))


def _without_asides(text: str) -> str:
    """A header without the brackets that only say how, not what, to fill in."""
    return _ASIDE.sub(lambda found: "" if NEUTRAL.fullmatch(found[1]) else found[0], _bare(text))


def _nouns_of(kind: str) -> Iterator[tuple[str, str]]:
    for spec in KINDS[kind].fields.values():
        if spec.column:
            yield from ((noun, spec.column) for noun in spec.nouns)
    for name, nouns in _COMPOUND_NOUNS.get(kind, {}).items():
        yield from ((noun, name) for noun in nouns)


@functools.cache
def _composition(
    kind: str, _record: type[Record], *, folded: bool, of_acts: bool = False
) -> Composition:
    asked = [
        (header, name)
        for header, name in (*declarations(kind), *_nouns_of(kind))
        if name not in {COLUMN, "seq_no"}
    ]
    own = _OWN.get(kind, frozenset[str]())
    made = acts(kind) if of_acts else {}
    return Composition(asked, own, KEY[kind], of_people=kind in PEOPLE, folded=folded, made=made)


def columns(
    paths: Mapping[int, Sequence[str]], kind: str, key: int | None = None
) -> tuple[Column, ...]:
    """The columns of a sheet by their header paths; a field is filled by its first column, a
    second one of the same meaning is kept under its own header.

    *key* is the column that is the key of its *kind* by its values, where no header says so.
    What our own lists add is no column: the reasons of rejected rows, and the remarks beside
    register numbers.
    """
    ours = {REASON}
    if any(plain(path[-1]) == HEADER for path in paths.values()):
        ours.add(HINT)
    mine = {n: tuple(path) for n, path in sorted(paths.items()) if plain(path[-1]) not in ours}
    said = {n: readings(path, kind) for n, path in mine.items() if not dropped(path)}
    theirs: set[int] = set()
    if kind in PEOPLE:
        theirs = {n for n in said if said[n] == (PHONES,) and is_anothers(plain(mine[n][-1]))}
        theirs |= of_others(mine, said, functools.partial(readings, kind=kind))
        said |= dict.fromkeys(theirs, ())
    if key is not None and key in said:
        said[key] = (KEY[kind],)
    if kind == VISITS:
        said |= _of_a_reception(mine, said)
    said |= _of_several_years(mine, said)
    said |= by_neighbours(said, mine, "contact_name" if kind == PROJECTS else None)
    declared_ones = [n for n in said if _as_declared(mine[n], kind) is not None]
    filled: dict[str, int] = {}
    yielding = {n for n in declared_ones if plain(mine[n][-1]) in _YIELDING}
    first = [n for n in declared_ones if n not in yielding]
    # a header as it is declared goes before one made up
    for number in (*first, *(n for n in said if n not in yielding), *declared_ones):
        if len(said[number]) == 1:
            filled.setdefault(said[number][0], number)
    found = []
    for number, header in mine.items():
        letter = get_column_letter(number)
        if number not in said:
            found.append(Column(letter, header, None, dropped=dropped(header)))
            continue
        may = () if number in declared_ones or number == key else said[number]
        name = said[number][0] if len(said[number]) == 1 else None
        if name is not None and filled[name] == number:
            found.append(Column(letter, header, name, readings=may))
        elif kind in PEOPLE and number not in theirs and (name == PHONES or is_further(header)):
            found.append(Column(letter, header, PHONES, further=True))
        else:
            kept = "·".join(dict.fromkeys(header))
            found.append(Column(letter, header, None, kept=kept, readings=may))
    return _numbered(found)


def _numbered(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns that are kept under one header, each under a name of its own: 备注, 备注（2）."""
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        if column.kept is not None:
            seen[column.kept] = seen.get(column.kept, 0) + 1
            if seen[column.kept] > 1:
                column = replace(column, kept=f"{column.kept}（{seen[column.kept]}）")
        found.append(column)
    return tuple(found)


def _of_several_years(
    paths: Mapping[int, tuple[str, ...]], said: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Columns of the same figure for several years (2023年开票, 2024年开票): which of them is the
    last year's no header says, so all of them are kept."""
    dated: dict[tuple[str, ...], list[int]] = {}
    for number, names in said.items():
        if names and any(of_a_year(part) for part in paths[number]):
            dated.setdefault(names, []).append(number)
    return {n: () for numbers in dated.values() if len(numbers) > 1 for n in numbers}


def _of_a_reception(
    paths: Mapping[int, tuple[str, ...]], said: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Where others came to us (来访人), whoever received them is of our side."""
    if not any(_CAME.search(plain(path[-1])) for path in paths.values()):
        return {}
    return {
        number: ("staff",)
        for number in said
        if plain(paths[number][-1]).startswith(("接待人", "接待领导", "接待干部", "陪同"))
    }


def signature_of(kind: str, paths: Mapping[int, Sequence[str]]) -> str:
    """What sheets of one layout have in common: their kind and headers, as they are compared."""
    lines = [f"{number} {' '.join(map(plain, path))}" for number, path in sorted(paths.items())]
    return hashlib.sha256("\n".join([kind, *lines]).encode()).hexdigest()[:32]


def choose(mapped: tuple[Column, ...], wanted: Mapping[str, str]) -> tuple[Column, ...]:
    """*mapped* as the clerk wants it, by letter; what is never stored stays so.

    A field that a chosen column fills is taken from the column that filled it before.
    """
    filled = {field for field in wanted.values() if field not in {KEEP, LEAVE}}
    found = []
    for column in mapped:
        choice = wanted.get(column.letter)
        header = "·".join(dict.fromkeys(column.header_path))
        if column.dropped:
            found.append(column)
        elif choice == LEAVE:
            found.append(replace(column, field=None, kept=None, left=True, shifted=False))
        elif choice == KEEP or (choice is None and column.field in filled and not column.further):
            found.append(replace(column, field=None, kept=header, shifted=False, further=False))
        elif choice is not None:
            beside = column.further and choice == column.field
            found.append(replace(column, field=choice, kept=None, shifted=False, further=beside))
        else:
            found.append(column)
    return _numbered([replace(c, kept=_header_of(c)) if c.kept else c for c in found])


def _header_of(column: Column) -> str:
    return "·".join(dict.fromkeys(column.header_path))


def unit_of(path: Sequence[str], titles: Sequence[str]) -> str | None:
    """The unit that a column's header, or the lines above the table, give its bare numbers."""
    for part in reversed(path):
        if found := _UNIT.search(part.strip()):
            return found[1] or found[2]
    for line in titles:
        if found := _UNIT_LINE.search(line):
            return found[1]
    return None


def declared(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a column fills by its declaration alone."""
    return {
        name: values[spec.column]
        for name, spec in kind.fields.items()
        if spec.column and spec.column in values and not spec.is_link
    }


def kind_of(sheet: CheckedSheet) -> str:
    """The kind of a register's sheet, also of one that is left out."""
    if sheet.kind in KEY:
        return sheet.kind
    fields = {column.field for column in sheet.columns if column.field}
    return next(
        kind for kind, key in reversed(KEY.items()) if key in fields and fields <= set(known(kind))
    )
