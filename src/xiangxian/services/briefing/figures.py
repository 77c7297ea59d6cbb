"""Figures as they are passed on: each with how it counts, its list, and the sentence it makes.

A figure is never shown without these: who copies it copies the day and what it means with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiangxian.domain.people import Person
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import IN_PROGRESS
from xiangxian.services import gate
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions import totals
from xiangxian.services.introductions.board import BoardLine, board
from xiangxian.services.introductions.network import Snapshot, amount_of, snapshot, visible_projects
from xiangxian.services.introductions.totals import Recorded, Stated
from xiangxian.services.lists.conditions import Condition
from xiangxian.services.lists.filters import Narrowing
from xiangxian.store.base import All, Id
from xiangxian.store.contract import GraphStore

HOW = {
    "enterprises": (
        "只数已注册以后的，和知道落地企业、又没写还在谈的；同一家企业的几个项目算一家。"
        "还在谈的、暂缓或终止的不算。"
    ),
    "with_amount": "上面这些里，写了人民币金额的。没填的不当作零，外币不折算。",
    "in_progress": "阶段是线索、在谈、意向、签约的项目。不计入“已录”。",
    "ended": "阶段是暂缓、终止的项目。不计入任何合计。",
    "thanks": (
        "项目到了签约或以后（要有日子），从那天起还没联系过的引荐人；联系过一次就不再列。"
        "只记到年或月的，按最晚那天算，宁可多列。已故的、不再联系的不列。"
    ),
    "quiet": (
        "层次是重点或知名的乡贤，近一年没有记一笔、没到会、也没有新引荐的。已故的、不再联系的不列。"
    ),
    "promises": "写成“答应的事”、还没记结果的。有日子的在前。",
    "stated": "公开口径是别人公布的数，原样放着，不和“已录”相加，两个数不硬凑。",
}
"""How each figure counts, in the words under 「怎么算」."""

LABELS = {
    "enterprises": "本系统已录",
    "with_amount": "金额已录",
    "in_progress": "还在谈的",
    "ended": "暂缓或终止的",
}

QUIET = (
    Condition("tier", "is", "key"),
    Condition("tier", "is", "famous"),
    Condition("deceased", "no"),
    Condition("opt_out", "no"),
    Condition("to_ask", "no"),
    Condition("last_contact", "without", "365"),
)
"""近一年没联系的重点乡贤, as the list of people asks it."""


def day_label(today: date) -> str:
    """A day as sentences write it: 2026年11月25日."""
    return PartialDate.of(today).label()


def recorded_sentence(recorded: Recorded, today: date) -> str:
    """「截至2026年11月25日，本系统已录4家，金额已录0家。」"""
    text = f"截至{day_label(today)}，本系统已录{recorded.enterprises}家，"
    text += f"金额已录{recorded.with_amount}家"
    if recorded.with_amount:
        text += f"，合计{recorded.amount}"
    if recorded.in_progress:
        text += f"；另有{recorded.in_progress}个还在谈"
    if recorded.ended:
        text += (
            f"，{recorded.ended}个暂缓或终止"
            if recorded.in_progress
            else (f"；另有{recorded.ended}个暂缓或终止")
        )
    return f"{text}。"


def stated_sentence(stated: Sequence[Stated]) -> str:
    """「公开口径：2020年以来14家、24亿元（镇江日报）。」; empty where nothing was stated."""
    if not stated:
        return ""
    since = f"{stated[0].since}以来" if stated[0].since else ""
    source = f"（{stated[0].source}）" if stated[0].source else ""
    return f"公开口径：{since}{'、'.join(each.figure for each in stated)}{source}。"


def both_sentences(stated: Sequence[Stated], recorded: Recorded, today: date) -> str:
    """The stated figures and what is recorded, said together and never added."""
    return f"{stated_sentence(stated)}{recorded_sentence(recorded, today)}"


def quiet(store: GraphStore, today: date, *, viewer: Viewer) -> int:
    """How many people of note nobody spoke to for a year: the count of the list it opens."""
    where = Narrowing(Person, QUIET).where(store, today, viewer=viewer)
    counted = store.count(Person.kind, All((gate.scope(viewer), where)))
    return sum(group.count for group in counted)


@dataclass(frozen=True, slots=True)
class FigureList:
    """The list behind a figure: what it is called, what it says, how it counts, its projects.

    *number* is the figure itself; several projects of one enterprise are one of 「家」.
    """

    code: str
    label: str
    number: str
    sentence: str
    how: str
    lines: tuple[BoardLine, ...]


def behind(
    store: GraphStore, code: str, today: date, *, viewer: Viewer, measure: str
) -> FigureList:
    """The projects that the figure *code* counts; raises `Missing` for a figure that is none."""
    if code not in LABELS:
        raise Missing(code)
    found = snapshot(store)
    ids = _counted(found, code, viewer, measure)
    recorded = totals.recorded(store, viewer=viewer, measure=measure)
    number = {
        "enterprises": f"{recorded.enterprises}家",
        "with_amount": f"{recorded.with_amount}家",
        "in_progress": f"{recorded.in_progress}个",
        "ended": f"{recorded.ended}个",
    }[code]
    day = day_label(today)
    sentence = {
        "enterprises": recorded_sentence(recorded, today),
        "with_amount": (
            f"截至{day}，本系统已录{recorded.enterprises}家，其中金额已录{recorded.with_amount}家"
            + (f"，合计{recorded.amount}。" if recorded.with_amount else "。")
        ),
        "in_progress": f"截至{day}，本系统记着{recorded.in_progress}个还在谈的项目。",
        "ended": f"截至{day}，本系统记着{recorded.ended}个暂缓或终止的项目。",
    }[code]
    lines = board(store, viewer=viewer, measure=measure, ids=ids) if ids else []
    return FigureList(code, LABELS[code], number, sentence, HOW[code], tuple(lines))


def _counted(found: Snapshot, code: str, viewer: Viewer, measure: str) -> list[Id]:
    seen = visible_projects(found, viewer)
    if code == "in_progress":
        return [id_ for id_ in seen if found.projects[id_].stage in IN_PROGRESS]
    if code == "ended":
        return [id_ for id_ in seen if found.projects[id_].ended]
    came = [id_ for id_ in seen if totals.counts_as_enterprise(found, id_)]
    if code == "enterprises":
        return came
    return [id_ for id_ in came if amount_of(found.projects[id_], measure) is not None]
