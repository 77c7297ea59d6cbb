"""月报: what happened in one month, in sentences, with the totals of today beside the stated ones.

A month counts what is known to lie in it: a step or a visit of which only the year is known is in
no month. Introductions count in the month in which they were written down; promises by the day
they were made, or where none was written by the day they were written down.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.events import EVENT_KINDS, Event
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.tasks import PROMISE
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.briefing import figures
from xiangxian.services.briefing.paper_limits import without_numbers
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import totals
from xiangxian.services.introductions.board import board, recorded_on
from xiangxian.services.introductions.network import Snapshot, snapshot, visible_projects
from xiangxian.services.introductions.stories import STAGE_WORDS
from xiangxian.services.tasks import promises
from xiangxian.services.tasks.promises import Promise, within
from xiangxian.store.base import All, Id, Op, Order, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

_EVENT_WORDS = {option.code: option.label for option in EVENT_KINDS}
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month, by its first and its last day."""

    first: date

    @property
    def last(self) -> date:
        """The month's last day."""
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def code(self) -> str:
        """As an address has it: 2026-11."""
        return f"{self.first.year:04d}-{self.first.month:02d}"

    @property
    def label(self) -> str:
        """As people say it: 2026年11月."""
        return f"{self.first.year}年{self.first.month}月"

    def short(self, day: PartialDate | None) -> str:
        """A day of it without its year, which the title says: 11月25日."""
        return day.label().removeprefix(f"{self.first.year}年") if day else ""

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))


def read_month(typed: str, today: date) -> Month:
    """The month that *typed* (2026-11) names; the one that ended last for anything else, and the
    present one for what is still to come."""
    found = _MONTH.fullmatch(typed)
    present = Month(today.replace(day=1))
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1900:
        return present.before
    return min(Month(date(int(found[1]), int(found[2]), 1)), present, key=lambda each: each.first)


def months(today: date, count: int = 13) -> list[Month]:
    """The present month and those before it."""
    made = [Month(today.replace(day=1))]
    while len(made) < count:
        made.append(made[-1].before)
    return made


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a part: what it is, when, more about it, and the record it leads to."""

    text: str
    when: str
    more: str
    kind: str
    id: Id


@dataclass(frozen=True, slots=True)
class Chapter:
    """One part of the report: its heading, its sentence, its lines, and how it counts.

    *beside* are lines that are no work of the month (what an old ledger brought in), and *aside*
    what is said of them.
    """

    code: str
    heading: str
    sentence: str
    lines: tuple[ReportLine, ...]
    how: str
    beside: tuple[ReportLine, ...] = ()

    @property
    def aside(self) -> str:
        """How many lines an old ledger brought in; empty for none."""
        return f"另从台账补记{len(self.beside)}条。" if self.beside else ""

    @property
    def said(self) -> str:
        """The sentence, and what is said beside it."""
        return f"{self.sentence}{self.aside}"


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a month: the opening sentence, the chapters, and the totals of *made_on*."""

    month: Month
    opening: str
    chapters: tuple[Chapter, ...]
    stated: str
    recorded: str
    made_on: date


def monthly_report(
    store: GraphStore, month: Month, today: date, *, viewer: Viewer, measure: str
) -> Report:
    """The report of *month* as *viewer* may see it on *today* (a Beijing day)."""
    found = snapshot(store)
    recorded = totals.recorded(store, viewer=viewer, measure=measure)
    chapters = (
        _moved(store, found, month, viewer, measure),
        _introduced(found, month, viewer),
        _met(store, month, viewer),
        *_promised(store, month, viewer),
    )
    counts = [chapter.sentence.rstrip("。") for chapter in chapters if chapter.lines]
    opening = (
        f"{month.label}，{'；'.join(counts)}。" if counts else f"{month.label}没有登记新的情况。"
    ) + "".join(f"{chapter.heading}{chapter.aside}" for chapter in chapters if chapter.aside)
    return Report(
        month,
        opening,
        chapters,
        figures.stated_sentence(totals.stated(store, viewer=viewer)),
        figures.recorded_sentence(recorded, today),
        today,
    )


def _moved(
    store: GraphStore, found: Snapshot, month: Month, viewer: Viewer, measure: str
) -> Chapter:
    steps: dict[Id, list[tuple[date, str, str]]] = {}
    for id_ in visible_projects(found, viewer):
        for step in found.projects[id_].stages:
            if step.on and within(step.on, month.first, month.last):
                interval = step.on.interval()
                assert interval is not None  # noqa: S101 - `within` says so
                word = STAGE_WORDS.get(step.stage, step.stage)
                steps.setdefault(id_, []).append((interval[0], month.short(step.on), word))
    lines = []
    for told in board(store, viewer=viewer, measure=measure, ids=list(steps)) if steps else ():
        made = "，".join(f"{on}{word}" for _, on, word in sorted(steps[told.id]))
        lines.append(
            ReportLine(told.title, made, without_numbers(told.sentence), "project", told.id)
        )
    return Chapter(
        "moved",
        "有进展的项目",
        f"{len(lines)}个项目有进展。" if lines else "没有登记项目进展。",
        tuple(lines),
        "阶段经过里日子落在这个月的；只写到年的不算在哪个月里。",
    )


def _introduced(found: Snapshot, month: Month, viewer: Viewer) -> Chapter:
    lines: list[ReportLine] = []
    beside: list[ReportLine] = []
    for id_ in sorted(found.introductions):
        node = found.introductions[id_]
        day = recorded_on(id_)
        if not gate.visible(viewer, node) or not day or not month.first <= day <= month.last:
            continue
        claim = found.claims[id_]
        record = Introduction.parsed(node.values)
        names = [found.named(end, viewer).introduced() for end in (claim.by, claim.of)]
        project = found.projects.get(claim.project or "")
        seen = project is not None and gate.visible(viewer, found.nodes[claim.project or ""])
        about = f"（为{project.title()}）" if project and seen and claim.project != claim.of else ""
        at = f"，{record.shown('at')}" if record.shown("at") else ""
        (beside if _brought_in(found, id_) else lines).append(
            ReportLine(
                without_numbers(f"{names[0]}介绍{names[1]}{about}{at}"),
                month.short(PartialDate.of(day)),
                ClaimState(claim.state).screen_word,
                "introduction",
                id_,
            )
        )
    return Chapter(
        "introduced",
        "登记的引荐",
        f"登记引荐{len(lines)}条。" if lines else "没有登记引荐。",
        tuple(lines),
        "按记进系统的日子，不是牵线的日子；从台账导进来的另数，不算这个月的。",
        tuple(beside),
    )


def _brought_in(found: Snapshot, id_: Id) -> bool:
    """Whether an introduction came in with a register: it rests on a cell of one."""
    pieces = (found.nodes.get(each) for each in found.linked("EVIDENCE", id_))
    records = [found.record(piece) for piece in pieces if piece is not None]
    return any(isinstance(each, Evidence) and bool(each.cell) for each in records)


def _met(store: GraphStore, month: Month, viewer: Viewer) -> Chapter:
    lines: list[ReportLine] = []
    counted: Counter[str] = Counter()
    where = All(
        (
            gate.scope(viewer),
            Where("planned", Op.IS, 0),
            Where("on", Op.AT_LEAST, PartialDate.keys_of(month.first)[0]),
            Where("on", Op.AT_MOST, PartialDate.keys_of(month.last)[1]),
        )
    )
    query = Query(Event.kind, where, Order("on"), limit=200)
    for page in pages(store, query) if gate.readable(viewer, Event.kind) else ():
        for node in page.nodes:
            event = Event.parsed(node.values)
            if not within(event.on, month.first, month.last):
                continue
            word = _EVENT_WORDS.get(event.event_kind or "", "其他")
            counted[word] += 1
            lines.append(
                ReportLine(
                    without_numbers(event.title()), month.short(event.on), word, "event", node.id
                )
            )
    parts = "、".join(
        f"{option.label}{counted[option.label]}次"
        for option in EVENT_KINDS
        if counted[option.label]
    )
    return Chapter(
        "met",
        "座谈走访",
        f"座谈走访{len(lines)}次（{parts}）。" if lines else "没有登记座谈走访。",
        tuple(lines),
        "日子落在这个月、已经办了的；只写到年的不算在哪个月里。",
    )


def _day_of(promise: Promise) -> PartialDate | None:
    """When a promise was made: as it was said, else when it was written down, where either is known."""
    if promise.said is not None and promise.said.interval() is not None:
        return promise.said
    day = recorded_on(promise.id)
    return PartialDate.of(day) if day else None


def _promised(store: GraphStore, month: Month, viewer: Viewer) -> tuple[Chapter, Chapter]:
    still = promises.unfinished(store, viewer=viewer)
    kept = promises.finished(store, viewer=viewer)
    all_made = [each for each in (*still, *kept) if each.kind == PROMISE]
    days = {each.id: day for each in all_made if (day := _day_of(each))}
    made = [each for each in all_made if within(days.get(each.id), month.first, month.last)]
    done = [each for each in kept if each.kind == PROMISE]
    done = [each for each in done if within(each.done, month.first, month.last)]
    made.sort(key=lambda each: (days[each.id].sort_key(), each.id))
    done.sort(key=lambda each: (each.done.sort_key() if each.done else 0, each.id))
    return (
        Chapter(
            "promised",
            "答应的事",
            f"答应{len(made)}件事。" if made else "没有登记答应的事。",
            tuple(
                ReportLine(
                    without_numbers(each.line), month.short(days[each.id]), each.by, "task", each.id
                )
                for each in made
            ),
            "按答应的日子；没写日子的，按记进系统的日子。",
        ),
        Chapter(
            "kept",
            "办结的事",
            f"办结{len(done)}件事。" if done else "没有登记办结的事。",
            tuple(
                ReportLine(
                    without_numbers(each.line),
                    month.short(each.done),
                    without_numbers(each.result),
                    "task",
                    each.id,
                )
                for each in done
            ),
            "答应过的事里，办结日期落在这个月的。",
        ),
    )
