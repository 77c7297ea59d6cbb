"""Introductions (引荐): who introduced whom, for which project, on what evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal, NamedTuple

import pydantic

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.fields import Privacy, choice, date, declare, flag, link, long_text, text
from xiangxian.domain.recognition.confirmations import (
    CONFIRMERS,
    ClaimStep,
    Confirmation,
    Confirmer,
    SaidState,
    Statements,
    standing,
)
from xiangxian.domain.records import Declared, Id, Record
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import options

STATES = options(*((state.value, state.label) for state in ClaimState))

ROLES = options(("information", "提供信息"), ("facilitation", "推动促成"))

RELATIONS = options(
    ("none", "无"),
    ("investor_self", "投资人本人"),
    ("partner", "合作人"),
    ("relative", "直系亲属"),
)

STATUSES = options(
    ("social", "社会人士"),
    ("public_servant", "在职公职"),
    ("state_firm", "国有企业人员"),
    ("publicly_funded", "财政供养人员"),
    ("station_officer", "驻点招商人员"),
    ("promotion_body", "招商部门或招商机构"),
    ("retired", "已退休"),
)


class Introduction(Record):
    """A claim that *by* introduced *of*; `apply` draws the edge INTRODUCED from it.

    *state* is what was said or imported. How well the claim is founded is its `standing`, which
    *confirmations* and the end of a notice (*published*) lift; *steps* are the states that were
    said before, oldest first.
    """

    kind: ClassVar[str] = "introduction"
    label: ClassVar[str] = "引荐"
    caption: ClassVar[str] = "channel"
    searched: ClassVar[bool] = False

    by: Id | None = link(
        "引荐人", to=("person", "organisation"), privacy=Privacy.OPEN, required=True, featured=True
    )
    of: Id | None = link(
        "引荐了谁",
        to=("person", "organisation", "project"),
        privacy=Privacy.OPEN,
        required=True,
        featured=True,
    )
    project: Id | None = link("为哪个项目", to=("project",), privacy=Privacy.OPEN, featured=True)
    at: PartialDate | None = date("什么时候", privacy=Privacy.OPEN, featured=True, sortable=True)
    occasion: Id | None = link("在什么场合", to=("event",), privacy=Privacy.OPEN)
    channel: str | None = text("怎么牵的线", privacy=Privacy.OPEN)
    role: str | None = choice("起的作用", ROLES, privacy=Privacy.OPEN)
    relation: str | None = choice("与投资方关系", RELATIONS, privacy=Privacy.OPEN)
    introducer_status: str | None = choice("引荐人身份", STATUSES, privacy=Privacy.OPEN)
    filed_on: PartialDate | None = date(
        "备案日期", privacy=Privacy.OPEN, sortable=True, help="向招商部门备过案的才填。"
    )
    state: str = declare(
        SaidState(STATES),
        "说法的状态",
        default=ClaimState.DECLARED.value,
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
        form=False,
    )
    steps: tuple[ClaimStep, ...] = declare(
        Statements(), "状态的经过", default=tuple, privacy=Privacy.OPEN, form=False
    )
    confirmations: tuple[Confirmation, ...] = declare(
        Statements(), "谁证实过", default=tuple, privacy=Privacy.OPEN, form=False
    )
    published: PartialDate | None = date("公示期满", privacy=Privacy.OPEN, form=False)
    noted_first: bool = flag(
        "原表注明第一引荐人",
        privacy=Privacy.OPEN,
        help="只照抄原表写法；第一引荐人由认定决定。",
    )
    evidence: tuple[Id, ...] = link("依据", to=("evidence",), many=True, privacy=Privacy.OPEN)
    quote: str | None = long_text("原话", privacy=Privacy.RESTRICTED)

    @property
    def standing(self) -> ClaimState:
        """How well the claim is founded; the state that counts and that is drawn."""
        return standing(
            ClaimState(self.state), self.confirmations, published=self.published is not None
        )

    def contradictions(self) -> dict[str, str]:
        """Nobody introduces themselves."""
        if self.by is not None and self.by == self.of:
            return {"of": "引荐人和被引荐的不能是同一方；本人投资请记在项目的“乡贤本人”里。"}
        return {}

    def at_odds(self, kinds: Mapping[Id, str]) -> dict[str, str]:
        """Who introduced one project did not introduce it for another."""
        if self.project in (None, self.of) or kinds.get(self.of or "") != "project":
            return {}
        return {"project": "引荐的本身是一个项目，“为哪个项目”只能写同一个，或者空着。"}


BY_HIMSELF, BY_OURSELVES = "introducer", "office"
TELLERS = options(
    (BY_HIMSELF, "引荐人自己说的"),
    (BY_OURSELVES, "我们自己知道的（会上、走访、台账）"),
    *((option.code, f"{option.label}说的") for option in CONFIRMERS),
)
"""Whose words an introduction rests on, as a form asks it."""


class Told(Declared):
    """What a form asks of who said that somebody introduced: whose words they are, and who spoke."""

    label: ClassVar[str] = "谁说的"

    told_by: str | None = choice("谁说的", TELLERS, privacy=Privacy.OPEN)
    told_name: str | None = text("说的人", privacy=Privacy.OPEN, help="姓名、职务，不知道就空着。")


class Brought(Told):
    """What the form of a new project asks of its introducers; several have one day and one proof."""

    label: ClassVar[str] = "谁牵的线"

    by: tuple[Id, ...] = link(
        "引荐人",
        to=("person", "organisation"),
        many=True,
        privacy=Privacy.OPEN,
        help="谁牵的线，可以几位；自己回来的写在乡贤本人里。",
    )
    at: PartialDate | None = date("哪天引荐的", privacy=Privacy.OPEN)
    proof: tuple[Id, ...] = link(
        "有什么依据",
        to=("evidence",),
        many=True,
        privacy=Privacy.OPEN,
        help="来信、会议记录、台账；没有就空着。",
    )


def founded(record: Introduction, told: Told, now: datetime) -> Introduction:
    """*record* in the state that follows from whose words it is, typed at *now* (UTC).

    The introducer's own word is 自述 until a piece of evidence makes it 记录; what the office knows
    itself, and what anybody else says, is 记录; a side that has a say vouches for it with that.
    """
    told_by, name = told.told_by, told.told_name
    own = told_by in {None, BY_HIMSELF} and not record.evidence
    state = ClaimState.DECLARED if own else ClaimState.RECORDED
    said: dict[str, object] = {"state": state.value}
    if told_by in set(Confirmer):
        said["confirmations"] = (Confirmation(by=Confirmer(told_by), name=name, at=now),)
    elif told_by is not None or name:
        note = next((option.label for option in TELLERS if option.code == told_by), None)
        said["steps"] = (ClaimStep(state=state, name=name, note=note, at=now),)
    return record.model_copy(update=said)


class Linked(NamedTuple):
    """A record that a link leads to, as a derived tie reads it; *binned*: the link went into the
    recycle bin with it and still names it."""

    id: Id
    kind: str
    values: str
    binned: bool = False


class DrawnIntroduction(pydantic.BaseModel):
    """The values of the derived edge INTRODUCED.

    *at_lo* and *at_hi* are proleptic ordinals of Beijing days, None where unbounded; *dated* is
    False when neither the introduction nor its occasion says when. *project* is the project that
    it names, also while that lies in the recycle bin, which *project_binned* says; both None: it
    names none.
    """

    model_config = pydantic.ConfigDict(frozen=True)

    at_lo: int | None = None
    at_hi: int | None = None
    dated: bool = False
    state: str
    project: Id | None = None
    project_binned: Literal[True] | None = None
    unit: Id


def dated_by(values: str) -> PartialDate | None:
    """The date of an occasion, of its *values* text."""
    on = json.loads(values).get("on")
    return PartialDate.model_validate(on) if on else None


def drawn_values(values: str, unit: str, linked: Mapping[str, Linked]) -> str:
    """The values text of INTRODUCED: its date is its own, else its occasion's (design §5.2), also
    where that lies in the recycle bin."""
    introduction = Introduction.parsed(values)
    interval = introduction.at.interval() if introduction.at else None
    if interval is None and "OCCASION" in linked:
        occasion = dated_by(linked["OCCASION"].values)
        interval = occasion.interval() if occasion else None
    project = linked.get("PROJECT")
    drawn = DrawnIntroduction(
        at_lo=interval[0].toordinal() if interval else None,
        at_hi=interval[1].toordinal() if interval else None,
        dated=interval is not None,
        state=introduction.standing.value,
        project=project.id if project else None,
        project_binned=True if project and project.binned else None,
        unit=unit,
    )
    return json.dumps(drawn.model_dump(exclude_none=True), sort_keys=True, separators=(",", ":"))
