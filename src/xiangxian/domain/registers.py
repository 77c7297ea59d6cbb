"""Import batches and exported lists: what came in with which file, what left for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from xiangxian.domain.fields import (
    Privacy,
    choice,
    count,
    declare,
    link,
    moment,
    text,
    title,
    words,
)
from xiangxian.domain.people import CONTACT_ORIGINS
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.composite_types import Kept
from xiangxian.domain.values.value_types import options


class Rows(Kept):
    """What the program notes of rows and cells, with their texts whole; nobody types it."""

    def beyond(self, value: Any) -> int:  # noqa: ARG002 - it may be as long as it is
        """None: a point holds a cell that is too long for its field."""
        return 0


ROWS = Rows()

LIST_ENDS = options(("returned", "已收回"), ("destroyed", "已销毁"))
"""How a list that left comes to its end."""

REPORTED = "county"
"""The form of a list that was filled into another office's own table: it stays there."""


class ImportBatch(Record):
    """One file that was brought in; *rows* says which row (by digest) became which record.

    *changes* are the ChangeSets it was written with; *review* holds the points nobody looked at
    yet, by place and code. *sheets* are the columns of each village's sheet, by the village's name
    (`services.registers.importing.village_columns`). A batch that was taken back lies in the recycle bin.
    """

    kind: ClassVar[str] = "import_batch"
    label: ClassVar[str] = "导入"
    searched: ClassVar[bool] = False

    name: str = title("文件名", privacy=Privacy.OPEN, required=True, featured=True)
    digest: str = text("文件摘要", privacy=Privacy.OPEN, required=True, filterable=True, form=False)
    at: datetime | None = moment("导入时间", privacy=Privacy.OPEN, featured=True, sortable=True)
    origin: str | None = choice("联系方式是怎么来的", CONTACT_ORIGINS, privacy=Privacy.OPEN)
    created: int | None = count("新建", privacy=Privacy.OPEN, featured=True)
    updated: int | None = count("更新", privacy=Privacy.OPEN, featured=True)
    skipped: int | None = count("跳过", privacy=Privacy.OPEN, featured=True)
    dropped: tuple[str, ...] = words("没存的栏", privacy=Privacy.OPEN)
    changes: tuple[str, ...] = words("改动编号", privacy=Privacy.OPEN, form=False)
    rows: dict[str, str] = declare(ROWS, "行", default=dict, privacy=Privacy.RESTRICTED, form=False)
    review: dict[str, str] = declare(
        ROWS, "待核对", default=dict, privacy=Privacy.RESTRICTED, form=False
    )
    sheets: dict[str, str] = declare(
        ROWS, "各村的表头", default=dict, privacy=Privacy.OPEN, form=False
    )


class RegisterLayout(Record):
    """How the office wants the sheets of one layout read: what a column fills where that is not
    what its header says by itself. *columns* is by letter: a register's column name, `keep` or
    `leave`; the letter `*` with `leave` leaves such sheets out."""

    kind: ClassVar[str] = "register_layout"
    label: ClassVar[str] = "表的认法"
    searched: ClassVar[bool] = False

    name: str = title("表名", privacy=Privacy.OPEN, required=True, featured=True)
    signature: str = text(
        "表头摘要", privacy=Privacy.OPEN, required=True, filterable=True, form=False
    )
    columns: dict[str, str] = declare(ROWS, "栏", default=dict, privacy=Privacy.OPEN, form=False)


class ContactExport(Record):
    """One list of people that left the office: why, for whom, which columns, how many.

    *form* is the format (`xlsx`, `csv`, `vcf`), or `county` for a table of another office.
    *noticed* are the people on it who are told where the office knows them from, because nobody
    could say. *ended*, *ended_at* and *ended_by* say what became of the list, when that was
    recorded and by whom.
    """

    kind: ClassVar[str] = "export"
    label: ClassVar[str] = "名单去向"
    searched: ClassVar[bool] = False

    name: str = title("用途", privacy=Privacy.OPEN, required=True, featured=True)
    occasion: str | None = text("场合", privacy=Privacy.OPEN, featured=True)
    recipient: str = text("给谁", privacy=Privacy.OPEN, required=True, featured=True)
    mark: str = text(
        "页脚编号", privacy=Privacy.OPEN, required=True, featured=True, filterable=True
    )
    at: datetime | None = moment("导出时间", privacy=Privacy.OPEN, featured=True, sortable=True)
    people: int | None = count("人数", privacy=Privacy.OPEN, featured=True)
    left_out: dict[str, str] = declare(
        ROWS, "没列入的", default=dict, privacy=Privacy.OPEN, form=False
    )
    columns: tuple[str, ...] = words("栏目", privacy=Privacy.OPEN)
    of: tuple[Id, ...] = link("名单上的人", to=("person",), many=True, privacy=Privacy.RESTRICTED)
    noticed: tuple[Id, ...] = link(
        "附了来源说明的人", to=("person",), many=True, privacy=Privacy.RESTRICTED
    )
    form: str | None = text("格式", privacy=Privacy.OPEN, form=False)
    ended: str | None = choice("下落", LIST_ENDS, privacy=Privacy.OPEN, filterable=True)
    ended_at: datetime | None = moment("记下落的时间", privacy=Privacy.OPEN)
    ended_by: str | None = text("谁记的下落", privacy=Privacy.OPEN)
