"""Tasks (要办的事): what was promised, what is to be done, what somebody wishes for."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import Privacy, choice, date, link, long_text, text
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import options

TASK_KINDS = options(("promise", "答应的事"), ("duty", "要办的事"), ("wish", "心愿"))
PROMISE = "promise"


class Task(Record):
    """One thing to be done: for whom, by whom, until when, and what came of it.

    It is open until it has a day on which it was done. Who promised it is kept as it was said; an
    account stands behind it when its name is just that.
    """

    kind: ClassVar[str] = "task"
    label: ClassVar[str] = "要办的事"
    caption: ClassVar[str] = "what"

    what: str = text("什么事", privacy=Privacy.OPEN, required=True, featured=True, searched=True)
    task_kind: str | None = choice(
        "是哪一类",
        TASK_KINDS,
        default=PROMISE,
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
    )
    for_whom: tuple[Id, ...] = link(
        "为谁", to=("person", "organisation"), many=True, privacy=Privacy.OPEN, featured=True
    )
    promised_by: str | None = text(
        "谁答应的", privacy=Privacy.OPEN, featured=True, filterable=True, searched=True
    )
    due_on: PartialDate | None = date(
        "什么时候前", privacy=Privacy.OPEN, featured=True, sortable=True
    )
    said_on: PartialDate | None = date("哪天说的", privacy=Privacy.OPEN, sortable=True)
    occasion: Id | None = link("在什么场合", to=("event",), privacy=Privacy.OPEN)
    project: Id | None = link("为哪个项目", to=("project",), privacy=Privacy.OPEN)
    done_on: PartialDate | None = date("办结日期", privacy=Privacy.OPEN, sortable=True)
    result: str | None = long_text("结果", privacy=Privacy.OPEN, searched=True)

    def contradictions(self) -> dict[str, str]:
        """A day on which it was done must be one: 「今年」 would leave it open."""
        if self.done_on is not None and self.done_on.interval() is None:
            return {"done_on": "办结日期请写到年、月或日。"}
        return {}
