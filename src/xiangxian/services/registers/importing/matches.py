"""What the clerk decided about a file before it comes in: about rows that look like records of the
register or like one another, and about points that were looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import ascii_uppercase

from xiangxian.services.drafts import Loaded
from xiangxian.services.duplicates.matching import GRADES, Grade, Likeness, likeness
from xiangxian.services.duplicates.traits import Traits
from xiangxian.services.registers.workbook.model import RecordRow
from xiangxian.store.base import Id


class What(StrEnum):
    """What shall become of a row."""

    CREATE = "create"
    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"

    @property
    def label(self) -> str:
        """The choice in words of the screen."""
        return {
            "create": "新记一条",
            "update": "更新（表里的为准）",
            "fill": "只填空的",
            "skip": "跳过这一行",
        }[self.value]


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What becomes of a row; *of* is the record that is updated or filled."""

    what: What
    of: Id = ""

    @property
    def text(self) -> str:
        """The decision as a form carries it."""
        return f"{self.what.value}:{self.of}" if self.of else self.what.value

    @classmethod
    def read(cls, text: str) -> RowDecision | None:
        """The decision that `text` is, None for what is none."""
        what, _, of = text.partition(":")
        if what not in set(What) or bool(of) != (what in {What.UPDATE, What.FILL}):
            return None
        return cls(What(what), of)


CREATE = RowDecision(What.CREATE)


@dataclass(frozen=True, slots=True)
class Decisions:
    """*closed* are points that were looked at, by place and code; *rows* what becomes of single
    rows, by `place_of`; *grades* what becomes of all others whose likeness is of that grade."""

    closed: frozenset[str] = frozenset()
    rows: Mapping[str, RowDecision] = field(default_factory=dict)
    grades: Mapping[Grade, What] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a row may be; *item* is None for a row of the same file: *row*, at *place*.

    *links* are the titles of what a record of the register leads to, by field, *posts* those it
    holds, as texts.
    """

    id: Id
    title: str
    like: Likeness
    item: Loaded | None = None
    place: str = ""
    row: RecordRow | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    posts: str = ""

    @property
    def where(self) -> str:
        """The place in words: 东桥村 第7行."""
        return where(self.place)


@dataclass(frozen=True, slots=True)
class Match:
    """A row that looks like something known, the likeliest first, what becomes of it when nobody
    says anything, and what does."""

    row: RecordRow
    place: str
    kind: str
    title: str
    candidates: tuple[Candidate, ...]
    usual: RowDecision
    decided: RowDecision

    @property
    def where(self) -> str:
        """The row's place in words: 东桥村 第7行."""
        return where(self.place)

    @property
    def grade(self) -> Grade:
        """How much the likeliest looks so."""
        return self.candidates[0].like.grade

    @property
    def of(self) -> Id:
        """The one record of the register that all-at-once answers may mean; blank for none, or
        where several look as likely."""
        held = [each for each in self.candidates if each.item and each.like.grade is self.grade]
        return held[0].id if len(held) == 1 else ""

    def allows(self, decision: RowDecision) -> bool:
        """Whether *decision* can be followed for this row."""
        held = {each.id for each in self.candidates if each.item}
        return not decision.of or decision.of in held


def where(place: str) -> str:
    """A place in a file as it is said: 「东桥村!B7」 is 东桥村 第7行."""
    sheet, _, cell = place.rpartition("!")
    row = cell.lstrip(ascii_uppercase)
    return f"{sheet} 第{row}行" if row else sheet


class Meeting:
    """Where rows meet what is like them: the register's records, then the rows before.

    *traits* and *blocks* are the register's (`services.duplicates.candidates`); rows are added as they come.
    """

    MOST = 5
    """So many candidates of one row are shown."""

    def __init__(self, traits: Mapping[Id, Traits], blocks: Mapping[str, tuple[Id, ...]]) -> None:
        self._traits, self._blocks = traits, blocks
        self._rows: dict[Id, Traits] = {}
        self._row_blocks: dict[str, list[Id]] = {}

    def alike(self, typed: Traits, keys: set[str], crowd: int) -> list[tuple[Id, Likeness]]:
        """What is like *typed* among those that share one of *keys* with it, the likeliest first;
        a key that more than *crowd* share says nothing."""
        met: dict[Id, Traits] = {}
        for key in keys:
            for ids, traits in (
                (self._blocks.get(key, ()), self._traits),
                (self._row_blocks.get(key, ()), self._rows),
            ):
                if len(ids) <= crowd:
                    met |= {id_: traits[id_] for id_ in ids}
        found = [(id_, like) for id_, each in met.items() if (like := likeness(typed, each))]
        return sorted(found, key=lambda each: (GRADES.index(each[1].grade), each[0]))

    def add(self, id_: Id, traits: Traits, keys: set[str]) -> None:
        """Know a row that becomes a record of its own."""
        self._rows[id_] = traits
        for key in keys:
            self._row_blocks.setdefault(key, []).append(id_)
