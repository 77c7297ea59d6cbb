"""村里核对: the sheets that go down to the villages and come back, one round after the other."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from xiangxian.domain.fields import (
    Privacy,
    count,
    date,
    flag,
    link,
    long_text,
    moment,
    text,
    title,
    words,
)
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.partial_date import PartialDate


class VillageRound(Record):
    """One round in which the villages look through the people we hold: begun, due, closed."""

    kind: ClassVar[str] = "village_round"
    label: ClassVar[str] = "村里核对"
    searched: ClassVar[bool] = False

    name: str = title("叫什么", privacy=Privacy.OPEN, required=True, featured=True)
    begun_on: PartialDate | None = date(
        "开始", century=20, privacy=Privacy.OPEN, featured=True, sortable=True
    )
    due: PartialDate | None = date("什么时候交", century=20, privacy=Privacy.OPEN, featured=True)
    closed: bool = flag("已结束", privacy=Privacy.OPEN, featured=True, filterable=True)


class VillageSheet(Record):
    """One village's sheet in a round.

    *mark* is that of the list that went out last. *returned_at* is when the sheet came back,
    *batches* are the imports it became (none when it changed nothing): a sheet of which every
    import was taken back has not come back. *missing* are the people who stood on
    it no more, *emptied* whose cells came back empty: both are left as the register has them, and
    remembered here. *excused* is why the village need not return it.
    """

    kind: ClassVar[str] = "village_sheet"
    label: ClassVar[str] = "村里核对表"
    searched: ClassVar[bool] = False

    name: str = title("村", privacy=Privacy.OPEN, required=True, featured=True)
    of_round: Id | None = link("哪次核对", to=("village_round",), privacy=Privacy.OPEN)
    village: Id | None = link("哪个村", to=("place",), privacy=Privacy.OPEN)
    handed_out_at: datetime | None = moment("发出时间", privacy=Privacy.OPEN, featured=True)
    mark: str | None = text("核对编号", privacy=Privacy.OPEN, featured=True, filterable=True)
    people: int | None = count("人数", privacy=Privacy.OPEN, featured=True)
    returned_at: datetime | None = moment("交回时间", privacy=Privacy.OPEN, featured=True)
    batches: tuple[str, ...] = words("交回的导入", privacy=Privacy.OPEN, form=False)
    missing: tuple[str, ...] = words("交回的表里没有了的人", privacy=Privacy.OPEN)
    emptied: tuple[str, ...] = words("交回的表里空了的格子", privacy=Privacy.OPEN)
    excused: str | None = long_text("不用交的原因", privacy=Privacy.OPEN)
