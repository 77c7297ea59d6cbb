"""存下的名单: a question that is kept and asked anew each time, with its columns and its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from xiangxian.domain.fields import Privacy, choice, declare, flag, moment, name, plain
from xiangxian.domain.records import Record, Tie
from xiangxian.domain.values.value_types import ValueType, options

BY_HAND = "hand"
"""The order of a list whose people were put in place one by one."""


@dataclass(frozen=True, slots=True)
class Parts(ValueType):
    """Several texts of the program's own: conditions, columns, ids in their order."""

    name: ClassVar[str] = "parts"

    def show(self, value: Any) -> str:
        return f"{len(value)}项" if value else ""


LISTED = options(
    ("person", "乡贤"), ("organisation", "单位"), ("project", "企业项目"), ("event", "座谈走访")
)
PLACINGS = options(("added", "加进来"), ("taken", "拿下去"))


class SavedList(Record):
    """A list that stays live.

    *conditions* are packed conditions, *columns* codes of columns, *order* an order's code or
    `hand`; then *sequence* has the ids in their places, also of those who fell out meanwhile.
    With *hand_only* nobody is on it but those who were added by hand.
    """

    kind: ClassVar[str] = "saved_list"
    label: ClassVar[str] = "存下的名单"
    searched: ClassVar[bool] = False

    name: str = name("名单名称", privacy=Privacy.OPEN, required=True, featured=True, sortable=True)
    of: str = choice(
        "列的是", LISTED, default="person", privacy=Privacy.OPEN, filterable=True, form=False
    )
    hand_only: bool = flag("只列手工加的", privacy=Privacy.OPEN)
    conditions: tuple[str, ...] = declare(
        Parts(), "条件", default=tuple, privacy=Privacy.OPEN, form=False
    )
    columns: tuple[str, ...] = declare(
        Parts(), "栏目", default=tuple, privacy=Privacy.OPEN, form=False
    )
    order: str | None = plain("次序", privacy=Privacy.OPEN, form=False)
    sequence: tuple[str, ...] = declare(
        Parts(), "手排的次序", default=tuple, privacy=Privacy.OPEN, form=False
    )


class ListPlacing(Tie):
    """Somebody was put on a list, or taken off it, by hand: by which account and when."""

    edge: ClassVar[str] = "LIST_PLACING"
    label: ClassVar[str] = "名单"
    source: ClassVar[tuple[str, ...]] = ("saved_list",)
    target: ClassVar[tuple[str, ...]] = ("person", "organisation", "project", "event")
    forward: ClassVar[str] = "手工列名"
    backward: ClassVar[str] = "手工列入的名单"
    privacy: ClassVar[Privacy] = Privacy.OPEN
    hand: ClassVar[bool] = False

    placing: str | None = choice("怎么动的", PLACINGS, privacy=Privacy.OPEN)
    # an account's id says nothing to a reader: the list's page gives the name
    by: str | None = plain("谁", privacy=Privacy.SECRET, form=False)
    at: datetime | None = moment("什么时候", privacy=Privacy.OPEN, form=False)
