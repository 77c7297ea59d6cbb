"""第一引荐人认定: a case that somebody opens for a project, its notices and its decisions.

Who introduced first is never computed. A case gathers what is claimed and on what it rests, a
notice tells it to everybody, and a decision says it; only a newer decision changes it, and the
older one stays. Recognition is not reward: who is not eligible stays visible as an introducer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

import pydantic

from xiangxian.domain.fields import (
    Privacy,
    choice,
    count,
    declare,
    flag,
    link,
    long_text,
    moment,
    plain,
    text,
    title,
)
from xiangxian.domain.fields import date as date_field
from xiangxian.domain.records import Id, Record, Tie
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import ValueType, options

WHOLE = 10_000
"""All shares of a decision together, in hundredths of a percent."""
NOTICE_DAYS = 5
"""How many working days a notice stands where no rule says otherwise: five to seven are customary
(domain notes §2.2), and the clerk may change the end."""

OUTCOMES = options(("recognised", "认定"), ("nobody", "不认定"))
TEAM_PARTS = options(("delegate", "代表"), ("member", "成员"))


class RecognitionCase(Record):
    """The case of one project; *policy* is the key of the rule it is judged by, None for none."""

    kind: ClassVar[str] = "recognition_case"
    label: ClassVar[str] = "引荐人认定"
    searched: ClassVar[bool] = False

    name: str = title("名称", privacy=Privacy.OPEN, required=True, featured=True, form=False)
    project: Id | None = link(
        "哪个项目", to=("project",), privacy=Privacy.OPEN, required=True, form=False
    )
    policy: str | None = plain("按哪个办法", privacy=Privacy.OPEN, form=False)
    without_policy: bool = flag("本单位还没有办法", privacy=Privacy.OPEN, form=False)
    closed_on: PartialDate | None = date_field("结掉的日子", privacy=Privacy.OPEN, form=False)
    closed_because: str | None = long_text("没有认定就结的原因", privacy=Privacy.OPEN, form=False)


class Objection(pydantic.BaseModel):
    """What somebody said against a notice; *upheld* None while nobody has said whether it holds.

    *answered_on* is the day of the answer, *at* the moment in UTC at which it was typed.
    """

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    by: str
    on: PartialDate | None = None
    text: str
    answer: str | None = None
    answered_on: PartialDate | None = None
    upheld: bool | None = None
    at: datetime | None = None


class Objections(ValueType):
    """The objections to a notice, oldest first."""

    name: ClassVar[str] = "objections"

    def show(self, value: Any) -> str:
        return "；".join(f"{each.by}：{each.text}（{upheld_word(each)}）" for each in value or ())


def upheld_word(objection: Objection) -> str:
    """还没有答复, 成立 or 不成立."""
    if objection.upheld is None:
        return "还没有答复"
    return "成立" if objection.upheld else "不成立"


class RecognitionNotice(Record):
    """公示: whom the office means to recognise, from which day to which, whom to ring.

    Both days are included. *working_days* is how many were meant; the end may be another day,
    because a day off is not known to the program.
    """

    kind: ClassVar[str] = "recognition_notice"
    label: ClassVar[str] = "引荐人公示"
    caption: ClassVar[str] = "first_day"
    searched: ClassVar[bool] = False

    of_case: Id | None = link(
        "哪一件认定", to=("recognition_case",), privacy=Privacy.OPEN, form=False
    )
    proposed: tuple[Id, ...] = link(
        "拟认定谁", to=("person", "organisation"), many=True, privacy=Privacy.OPEN, form=False
    )
    first_day: PartialDate | None = date_field(
        "公示从", privacy=Privacy.OPEN, required=True, sortable=True
    )
    last_day: PartialDate | None = date_field("公示到", privacy=Privacy.OPEN, required=True)
    working_days: int | None = count("几个工作日", privacy=Privacy.OPEN)
    place: str | None = text("公示在哪里", privacy=Privacy.OPEN)
    contact: str | None = text("联系人", privacy=Privacy.OPEN)
    phone: str | None = text("联系电话", privacy=Privacy.OPEN)
    objections: tuple[Objection, ...] = declare(
        Objections(), "异议", default=tuple, privacy=Privacy.OPEN, form=False
    )

    @property
    def ends(self) -> date | None:
        """The last day on which somebody may object."""
        interval = self.last_day.interval() if self.last_day else None
        return interval[1] if interval else None

    @property
    def begins(self) -> date | None:
        """The first day of the notice."""
        interval = self.first_day.interval() if self.first_day else None
        return interval[0] if interval else None


class Clauses(ValueType):
    """Several short clauses."""

    name: ClassVar[str] = "clauses"

    def show(self, value: Any) -> str:
        return "；".join(value or ())


class RecognitionDecision(Record):
    """What was decided: append-only. Whom it recognises are its ties `Recognised`.

    *despite* is what was still missing when it was decided, in words and without names.
    """

    kind: ClassVar[str] = "recognition_decision"
    label: ClassVar[str] = "引荐人认定决定"
    caption: ClassVar[str] = "on"
    searched: ClassVar[bool] = False

    of_case: Id | None = link(
        "哪一件认定", to=("recognition_case",), privacy=Privacy.OPEN, form=False
    )
    outcome: str = choice("结果", OUTCOMES, default="recognised", privacy=Privacy.OPEN, form=False)
    on: PartialDate | None = date_field(
        "决定的日子", privacy=Privacy.OPEN, required=True, sortable=True, form=False
    )
    decided_by: str | None = text("谁决定的", privacy=Privacy.OPEN, required=True, form=False)
    reason: str | None = long_text("理由", privacy=Privacy.OPEN, required=True, form=False)
    number: str | None = text("文号", privacy=Privacy.OPEN, form=False)
    despite: tuple[str, ...] = declare(
        Clauses(), "决定时还没有齐的", default=tuple, privacy=Privacy.OPEN, form=False
    )
    at: datetime | None = moment("记下的时间", privacy=Privacy.OPEN, form=False)


def share_words(share: int) -> str:
    """A share as a screen prints it: 60%, 33.33%."""
    whole, rest = divmod(share, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%" if rest else f"{whole}%"


class Share(ValueType):
    """A share, kept in hundredths of a percent."""

    name: ClassVar[str] = "share"

    def show(self, value: Any) -> str:
        return share_words(value) if isinstance(value, int) else ""


class Recognised(Tie):
    """A decision recognises a party; *share* in hundredths of a percent, all together `WHOLE`.

    *part* is None for one who is recognised alone.
    """

    edge: ClassVar[str] = "RECOGNISED"
    label: ClassVar[str] = "认定"
    source: ClassVar[tuple[str, ...]] = ("recognition_decision",)
    target: ClassVar[tuple[str, ...]] = ("person", "organisation")
    forward: ClassVar[str] = "认定了"
    backward: ClassVar[str] = "被认定为引荐人"
    privacy: ClassVar[Privacy] = Privacy.OPEN
    hand: ClassVar[bool] = False

    share: int | None = declare(Share(), "份额", default=None, privacy=Privacy.OPEN, form=False)
    part: str | None = choice("身份", TEAM_PARTS, privacy=Privacy.OPEN, form=False)


def read_share(typed: str) -> int | None:
    """A share as typed (60, 33.33%, full width too) in hundredths of a percent; None for no share."""
    bare = typed.strip().translate(_NARROW).removesuffix("%").strip()
    whole, dot, rest = bare.partition(".")
    if not whole.isascii() or not whole.isdigit() or len(whole) > 3:
        return None
    if dot and (not rest.isascii() or not rest.isdigit() or len(rest) > 2):
        return None
    share = int(whole) * 100 + int((rest + "00")[:2])
    return share if 0 < share <= WHOLE else None


_NARROW = {ord("．"): ".", ord("％"): "%"} | {
    ord("０") + figure: str(figure) for figure in range(10)
}


def after_working_days(first: date, days: int) -> date:
    """The last of *days* working days of which *first* (or the next working day) is one.

    Monday to Friday count. Public holidays, and the days worked instead of them, are decided anew
    each year and are not known here.
    """
    day = first
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(max(days, 1) - 1):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day


def working_days(first: date, last: date) -> int:
    """How many days from *first* to *last*, both included, are Monday to Friday."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    tail = sum((first.weekday() + extra) % 7 < 5 for extra in range(rest))
    return weeks * 5 + tail


class Standing(StrEnum):
    """Where a case is."""

    GATHERING = "gathering"
    NOTICE_COMING = "notice_coming"
    NOTICE_RUNNING = "notice_running"
    OBJECTED = "objected"
    UPHELD = "upheld"
    NOTICE_OVER = "notice_over"
    DECIDED = "decided"
    CLOSED = "closed"


def notice_standing(notice: RecognitionNotice, today: date) -> Standing:
    """Where a notice is on *today*; an objection that holds counts at once, an open one after it."""
    if any(each.upheld for each in notice.objections):
        return Standing.UPHELD
    begins, ends = notice.begins, notice.ends
    if begins is not None and today < begins:
        return Standing.NOTICE_COMING
    if ends is None or today <= ends:
        return Standing.NOTICE_RUNNING
    if any(each.upheld is None for each in notice.objections):
        return Standing.OBJECTED
    return Standing.NOTICE_OVER


def case_standing(
    case: RecognitionCase,
    notices: Sequence[tuple[Id, RecognitionNotice]],
    decisions: Sequence[tuple[Id, RecognitionDecision]],
    today: date,
) -> Standing:
    """Where a case is on *today*: by its newest notice or decision, whichever is newer.

    Notices and decisions come with their ids, oldest first; ids sort by age.
    """
    if case.closed_on is not None:
        return Standing.CLOSED
    if decisions and (not notices or decisions[-1][0] > notices[-1][0]):
        return Standing.DECIDED
    if notices:
        return notice_standing(notices[-1][1], today)
    return Standing.GATHERING


def held(notice: RecognitionNotice | None, on: date) -> bool:
    """Whether *notice* was over before *on*, every objection answered and none upheld."""
    return notice is not None and notice_standing(notice, on) is Standing.NOTICE_OVER
