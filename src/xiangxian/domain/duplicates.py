"""What was decided about records that look alike: that they are two, or that they became one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from xiangxian.domain.fields import Privacy, link, moment, plain, text
from xiangxian.domain.records import Id, Record

COMPARED = ("person", "organisation", "project")
"""Kinds of records that are compared with one another and merged."""


class Distinction(Record):
    """Somebody said that two records that look alike are not the same; never asked again."""

    kind: ClassVar[str] = "distinction"
    label: ClassVar[str] = "不是同一个"
    caption: ClassVar[str] = "who"
    searched: ClassVar[bool] = False

    apart: tuple[Id, ...] = link(
        "哪两条", to=COMPARED, many=True, privacy=Privacy.OPEN, required=True, form=False
    )
    who: str | None = text("谁说的", privacy=Privacy.OPEN, form=False)
    at: datetime | None = moment("什么时候", privacy=Privacy.OPEN, sortable=True, form=False)

    def contradictions(self) -> dict[str, str]:
        """Nothing differs from itself."""
        if len(set(self.apart)) == 1:
            return {"apart": "同一条记录不能和自己分开。"}
        return {}


class Merging(Record):
    """One record became another: *gone* lies in the bin, *into* stays, *change* is the act.

    Where the record that stays is merged itself later, *into* leads on to the one that is left.
    """

    kind: ClassVar[str] = "merging"
    label: ClassVar[str] = "合并"
    caption: ClassVar[str] = "who"
    searched: ClassVar[bool] = False

    into: Id | None = link("合并到", to=COMPARED, privacy=Privacy.OPEN, required=True, form=False)
    gone: str = plain(
        "并掉的记录", privacy=Privacy.OPEN, required=True, filterable=True, form=False
    )
    change: str = plain("改动编号", privacy=Privacy.OPEN, required=True, form=False)
    who: str | None = text("谁合并的", privacy=Privacy.OPEN, form=False)
    at: datetime | None = moment("什么时候", privacy=Privacy.OPEN, sortable=True, form=False)
