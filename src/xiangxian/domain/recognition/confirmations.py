"""What is said about a claim: who vouches for it, who calls it wrong, and where that leaves it.

`standing` is the one place that says how well a claim is founded. Nothing else decides it: the
state somebody typed, the confirmations and a published notice go in, the state that counts comes
out (docs/decisions/0020).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import pydantic

from xiangxian.domain.claims import STRENGTH, ClaimState
from xiangxian.domain.values.partial_date import BEIJING, PartialDate
from xiangxian.domain.values.reading import Reading
from xiangxian.domain.values.value_types import Choice, Choices, ValueType, options


class Confirmer(StrEnum):
    """In whose name somebody speaks for a claim, or against it (domain notes §2.2)."""

    INVESTOR = "investor"
    CARRIER_UNIT = "carrier_unit"
    INTRODUCING_UNIT = "introducing_unit"
    DESTINATION_UNIT = "destination_unit"

    @property
    def label(self) -> str:
        """The screen word."""
        return _CONFIRMERS[self]


_CONFIRMERS = {
    Confirmer.INVESTOR: "投资方",
    Confirmer.CARRIER_UNIT: "落户单位",
    Confirmer.INTRODUCING_UNIT: "引荐单位",
    Confirmer.DESTINATION_UNIT: "招商部门",
}

CONFIRMERS = options(*((who.value, who.label) for who in Confirmer))


class _Statement(pydantic.BaseModel):
    """What every statement has: whose words, of which day, why, on what evidence, typed when (UTC).

    *evidence* is the id of a piece that the introduction itself is linked to.
    """

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    on: PartialDate | None = None
    note: str | None = None
    evidence: str | None = None
    at: datetime | None = None

    def place_in_time(self) -> tuple[int, float]:
        """What the road is ordered by: the day it was said, else the day it was typed."""
        interval = self.on.interval() if self.on else None
        typed = self.at.timestamp() if self.at else 0.0
        if interval is not None:
            return interval[0].toordinal(), typed
        return self.at.astimezone(BEIJING).date().toordinal() if self.at else 0, typed


class Confirmation(_Statement):
    """Somebody vouches for a claim, or with *denies* says that it was not so."""

    by: Confirmer
    denies: bool = False

    @property
    def label(self) -> str:
        """投资方证实, or 投资方说不是这样."""
        return f"{self.by.label}{'说不是这样' if self.denies else '证实'}"


class ClaimStep(_Statement):
    """Somebody put the claim into another state by hand."""

    state: ClaimState

    @property
    def label(self) -> str:
        """The state's name."""
        return self.state.label


BY_HAND = (ClaimState.DECLARED, ClaimState.RECORDED, ClaimState.DISPUTED, ClaimState.WITHDRAWN)
"""The states that somebody may say. The others follow from confirmations and from a notice."""

JOINT = frozenset({Confirmer.INVESTOR, Confirmer.CARRIER_UNIT})
"""Who has to be among those who make a claim 三方确认, beside one of `THIRD`."""
THIRD = frozenset({Confirmer.DESTINATION_UNIT, Confirmer.INTRODUCING_UNIT})


def last_words(confirmations: Iterable[Confirmation]) -> dict[Confirmer, Confirmation]:
    """What each side says now: of several statements the one that was recorded last."""
    return {statement.by: statement for statement in confirmations}


def standing(
    said: ClaimState, confirmations: Sequence[Confirmation] = (), *, published: bool = False
) -> ClaimState:
    """How well a claim is founded.

    *said* is the state that was typed or imported, *published* whether a notice named it and no
    objection held. A withdrawn claim stays withdrawn and a disputed one disputed, whoever vouches
    for it, until somebody says otherwise; one that any side denies is disputed. Otherwise the
    investor's word makes it 投资方证实, with the unit that takes the project and one of the two
    offices 三方确认, a notice 公示; and it is never less than what was said.
    """
    if said is ClaimState.WITHDRAWN:
        return said
    words = last_words(confirmations)
    if said is ClaimState.DISPUTED or any(each.denies for each in words.values()):
        return ClaimState.DISPUTED
    vouching = set(words)
    reached = [said]
    if Confirmer.INVESTOR in vouching:
        reached.append(ClaimState.INVESTOR_CONFIRMED)
    if vouching >= JOINT and vouching & THIRD:
        reached.append(ClaimState.JOINTLY_CONFIRMED)
    if published:
        reached.append(ClaimState.PUBLISHED)
    return max(reached, key=lambda state: STRENGTH[state])


@dataclass(frozen=True, slots=True)
class RoadStep:
    """One step of a claim's road: what it was, in whose name, of which day, why, on what.

    *dated* is False where only the day is known on which it was typed.
    """

    label: str
    name: str
    on: str
    dated: bool
    note: str
    evidence: str | None


def road(
    steps: Sequence[ClaimStep], confirmations: Sequence[Confirmation], published: PartialDate | None
) -> list[RoadStep]:
    """Everything that was said about a claim, in time order."""
    said: tuple[ClaimStep | Confirmation, ...] = (*steps, *confirmations)
    found = [
        RoadStep(
            each.label,
            each.name or "",
            _day_of(each),
            bool(each.on and each.on.interval()),
            each.note or "",
            each.evidence,
        )
        for each in sorted(said, key=lambda each: each.place_in_time())
    ]
    if published is not None:
        found.append(RoadStep("公示期满", "", published.label(), True, "", None))
    return found


def _day_of(statement: _Statement) -> str:
    if statement.on is not None:
        return statement.on.label()
    if statement.at is None:
        return ""
    typed: date = statement.at.astimezone(BEIJING).date()
    return PartialDate.of(typed).label()


@dataclass(frozen=True, slots=True)
class SaidState(Choice):
    """The state as it was said: a form offers only what somebody may say by hand.

    A state that was imported stays while nobody touches it.
    """

    def offered(self, typed: str) -> Choices:
        """自述, 记录, 有争议, and what stands there already."""
        return tuple(option for option in self.options if option.code in {*_OFFERED, typed})

    def read(self, typed: str) -> Reading[str]:
        """Nothing but what somebody may say by hand."""
        return Choice(self.offered("")).read(typed)


_OFFERED = frozenset(
    state.value for state in (ClaimState.DECLARED, ClaimState.RECORDED, ClaimState.DISPUTED)
)


class Statements(ValueType):
    """Confirmations or steps of a claim, oldest first."""

    name: ClassVar[str] = "statements"

    def show(self, value: Any) -> str:
        return "；".join(
            f"{each.label}{_who(each)}"
            for each in sorted(value or (), key=lambda each: each.place_in_time())
        )


def _who(statement: _Statement) -> str:
    parts = [part for part in (statement.name, _day_of(statement) if statement.on else "") if part]
    return f"（{'，'.join(parts)}）" if parts else ""
