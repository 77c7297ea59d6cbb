"""Events (座谈走访) and the short notes that are written about people."""

from __future__ import annotations

import re
from typing import ClassVar

from xiangxian.domain.fields import (
    Privacy,
    choice,
    count,
    date,
    flag,
    kept,
    link,
    long_text,
    phones,
    text,
    title,
    words,
)
from xiangxian.domain.records import Id, Record, Tie
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Reading, read_choice
from xiangxian.domain.values.value_types import options

EVENT_KINDS = options(
    ("symposium", "座谈会", "恳谈会", "茶话会", "乡贤座谈会"),
    ("visit_out", "外出拜访", "走访", "拜访"),
    ("reception", "接待来访", "接待"),
    ("inspection", "考察", "实地考察"),
    ("invitation", "邀请"),
    ("call", "电话", "通话"),
    ("letter", "信函", "短信", "微信"),
    ("meeting", "见面", "返乡见面"),
    ("other", "其他"),
)

FESTIVALS = options(
    ("spring", "春节"),
    ("qingming", "清明"),
    ("labour", "劳动节", "五一"),
    ("dragon_boat", "端午"),
    ("mid_autumn", "中秋"),
    ("national", "国庆"),
    ("double_ninth", "重阳"),
)

ATTENDANCE_ROLES = options(
    ("guest", "到会"), ("host", "主持"), ("speaker", "发言"), ("staff", "工作人员")
)

REPLIES = options(
    ("coming", "参加", "出席", "能参加", "参会", "到会", "是", "能", "可以", "确认参加", "√"),
    ("not_coming", "不参加", "不出席", "不能参加", "否", "不能", "请假", "缺席", "×"),
    ("undecided", "待定", "未定", "不确定", "暂未确定", "待确定"),
)

_STAYS_AWAY = re.compile(
    r"请假|缺席|不(?:能|来|去|便|可|克|了|参|出|到|回)|无法|未能|没空|没有时间|没时间|来不了|去不了|回不来|参加不了|不在"
)
_OPEN = re.compile(
    r"待|未定|不确定|不一定|尽量|看情况|视情况|争取|再说|可能|或许|等通知|时间允许|另行|暂"
)
_COMES = re.compile(
    r"(?:本人|准时|一定|届时|按时|可以|可|能|能够|会|将|确认|确定|同意|愿意|已|已经|夫妇|携家人|提前)*"
    r"(?:参加|出席|参会|到会|与会|到场|前来|来|回来|到|赴会)(?:会议|活动|座谈会)?"
)


def read_reply(written: str) -> Reading[str]:
    """What an answer to an invitation says: 因事请假 and 准时参加 are no words of the list but
    plain; whatever is not (看情况) is marked `REPLY_UNKNOWN`."""
    reading = read_choice(written, REPLIES)
    if reading.value is not None:
        return reading
    bare = re.sub(r"[\s,，。.!！;；:：]", "", written)
    away, open_ = _STAYS_AWAY.search(bare), _OPEN.search(bare)
    if away and not open_:
        return Reading("not_coming", (note("CHOICE_SYNONYM"),), written)
    if not away and not open_ and _COMES.fullmatch(bare):
        return Reading("coming", (note("CHOICE_SYNONYM"),), written)
    return Reading(None, (note("REPLY_UNKNOWN"),), written)


class Event(Record):
    """Something that happened, or is planned, with people at it."""

    kind: ClassVar[str] = "event"
    label: ClassVar[str] = "座谈走访"

    name: str = title(
        "名称",
        privacy=Privacy.OPEN,
        required=True,
        featured=True,
        sortable=True,
        searched=True,
    )
    event_kind: str | None = choice(
        "类型", EVENT_KINDS, privacy=Privacy.OPEN, featured=True, filterable=True, searched=True
    )
    on: PartialDate | None = date("日期", privacy=Privacy.OPEN, featured=True, sortable=True)
    planned: bool = flag("还没办", privacy=Privacy.OPEN, filterable=True)
    festival: str | None = choice("节日", FESTIVALS, privacy=Privacy.OPEN, filterable=True)
    place: Id | None = link("地点（册内）", to=("place",), privacy=Privacy.OPEN)
    place_written: str | None = text("地点", privacy=Privacy.OPEN, featured=True, searched=True)
    hosts: tuple[Id, ...] = link("主办", to=("organisation",), many=True, privacy=Privacy.OPEN)
    visited: tuple[Id, ...] = link(
        "拜访的单位", to=("organisation",), many=True, privacy=Privacy.OPEN
    )
    staff: tuple[str, ...] = words(
        "去的人",
        privacy=Privacy.OPEN,
        column="staff",
        headers=("拜访人员", "走访人员", "参与人员", "拜访人"),
        nouns=("参加人员", "我方人员", "走访组成员"),
    )
    interviewee: str | None = text(
        "见到的人", privacy=Privacy.CONTACT, help="姓名和职务；是乡贤的，也请加到到会的人里。"
    )
    contact_phones: tuple[Phone, ...] = phones(
        "见到的人的电话",
        privacy=Privacy.CONTACT,
        column="contact_phones",
        headers=(
            "联系方式",
            "联系电话",
            "受访人电话",
            "电话",
            "受访人联系方式",
            "对方联系电话",
            "对方联系方式",
            "接待人电话",
            "手机",
            "手机号码",
            "联系手机",
        ),
    )
    next_step: str | None = long_text(
        "下一步",
        privacy=Privacy.RESTRICTED,
        column="next_step",
        headers=(
            "下一步计划",
            "下一步打算",
            "下步计划",
            "后续计划",
            "下一步工作",
            "下步打算",
            "下步工作打算",
            "下一步工作打算",
            "下一步工作计划",
            "跟进措施",
            "跟进计划",
            "后续跟进计划",
            "后续打算",
            "下一步措施",
        ),
        nouns=("下一步", "后续跟进", "后续工作", "后续工作计划"),
    )
    evidence: tuple[Id, ...] = link("依据", to=("evidence",), many=True, privacy=Privacy.OPEN)
    minutes: str | None = long_text(
        "纪要",
        privacy=Privacy.RESTRICTED,
        searched=True,
        column="summary",
        headers=(
            "主要内容及线索",
            "主要内容",
            "拜访内容",
            "洽谈内容",
            "走访情况",
            "拜访情况",
            "内容及线索",
            "企业问题及诉求",
            "问题及诉求",
            "走访内容",
            "主要内容及收获",
            "拜访主要内容",
            "走访主要内容",
            "交流内容",
            "交流情况",
            "洽谈情况",
            "会谈内容",
            "走访情况及收获",
            "拜访情况及收获",
            "走访收获",
        ),
        nouns=("会谈情况", "主要收获", "走访成果", "对接情况", "交流主要内容"),
    )
    kept: dict[str, str] = kept("原表其他栏", privacy=Privacy.RESTRICTED, searched=True)


class Attendance(Tie):
    """A person at an event."""

    edge: ClassVar[str] = "ATTENDED"
    label: ClassVar[str] = "到会"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("event",)
    forward: ClassVar[str] = "参加了"
    backward: ClassVar[str] = "到会的人"
    privacy: ClassVar[Privacy] = Privacy.OPEN

    role: str | None = choice("身份", ATTENDANCE_ROLES, privacy=Privacy.OPEN)
    signed_in: bool = flag("本人到会", privacy=Privacy.OPEN)
    proxy: str | None = text("代到", privacy=Privacy.OPEN)
    companions: str | None = text("同行", privacy=Privacy.OPEN)
    order: int | None = count("次序", privacy=Privacy.OPEN)


class Reply(Tie):
    """What somebody answered to the invitation to an event; whoever says yes has not come yet."""

    edge: ClassVar[str] = "REPLIED"
    label: ClassVar[str] = "回执"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("event",)
    forward: ClassVar[str] = "回了话"
    backward: ClassVar[str] = "回执"
    privacy: ClassVar[Privacy] = Privacy.OPEN

    answer: str | None = choice("答复", REPLIES, privacy=Privacy.OPEN)
    written: str | None = text("答复原文", privacy=Privacy.RESTRICTED)
    arrival: str | None = text("到达安排", privacy=Privacy.CONTACT)


class RecordNote(Record):
    """One line about people, at an occasion: 「记一笔」."""

    kind: ClassVar[str] = "note"
    label: ClassVar[str] = "记一笔"
    caption: ClassVar[str] = "line"

    about: tuple[Id, ...] = link(
        "见了谁",
        to=("person", "organisation", "project"),
        many=True,
        privacy=Privacy.OPEN,
        required=True,
    )
    occasion: Id | None = link("场合", to=("event",), privacy=Privacy.OPEN)
    on: PartialDate | None = date("日期", privacy=Privacy.OPEN, sortable=True)
    line: str = text("一句话", privacy=Privacy.RESTRICTED, required=True, searched=True)
    pasted: str | None = long_text("原文", privacy=Privacy.RESTRICTED, searched=True)
