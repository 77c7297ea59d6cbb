"""Evidence (依据), and totals that somebody stated in public (公开口径)."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import (
    Privacy,
    choice,
    date,
    link,
    long_text,
    money,
    number,
    text,
    title,
)
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.amounts import Money, Number
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import options

EVIDENCE_KINDS = options(
    ("article", "报道"),
    ("ledger", "台账"),
    ("chat", "聊天记录"),
    ("letter", "来信、函件"),
    ("visit_log", "走访记录"),
    ("sign_in", "到会名单"),
    ("investor", "投资方说明"),
    ("oral", "口头说的"),
    ("other", "其他"),
)

MEASURES = options(("enterprises", "企业家数"), ("investment", "投资额"))


class Evidence(Record):
    """What a claim rests on: the words themselves, and where they stand."""

    kind: ClassVar[str] = "evidence"
    label: ClassVar[str] = "依据"

    name: str = title("依据名称", privacy=Privacy.OPEN, required=True, featured=True, searched=True)
    evidence_kind: str | None = choice(
        "种类", EVIDENCE_KINDS, privacy=Privacy.OPEN, featured=True, filterable=True
    )
    on: PartialDate | None = date("日期", privacy=Privacy.OPEN, featured=True, sortable=True)
    source: str | None = text("出处", privacy=Privacy.OPEN, searched=True)
    excerpt: str | None = long_text("原文摘录", privacy=Privacy.OPEN, searched=True)
    file: str | None = text("原表文件", privacy=Privacy.OPEN)
    sheet: str | None = text("工作表", privacy=Privacy.OPEN)
    cell: str | None = text("单元格", privacy=Privacy.OPEN)
    files: tuple[Id, ...] = link(
        "文件", to=("file",), many=True, privacy=Privacy.RESTRICTED, form=False
    )
    remarks: str | None = long_text("备注", privacy=Privacy.RESTRICTED)


class StatedTotal(Record):
    """A figure somebody stated; it stands beside what the records add up to, never in it."""

    kind: ClassVar[str] = "stated_total"
    label: ClassVar[str] = "公开口径"

    name: str = title("怎么说的", privacy=Privacy.OPEN, required=True, featured=True)
    measure: str = choice(
        "说的是什么", MEASURES, privacy=Privacy.OPEN, required=True, filterable=True
    )
    number: Number | None = number("数", privacy=Privacy.OPEN, featured=True)
    amount: Money | None = money("金额", privacy=Privacy.OPEN, featured=True)
    since: PartialDate | None = date("从什么时候起", privacy=Privacy.OPEN)
    as_of: PartialDate | None = date("截至", privacy=Privacy.OPEN, sortable=True)
    source: str | None = text("谁说的", privacy=Privacy.OPEN)
    evidence: tuple[Id, ...] = link("依据", to=("evidence",), many=True, privacy=Privacy.OPEN)
    includes: tuple[Id, ...] = link(
        "点到名的项目", to=("project",), many=True, privacy=Privacy.OPEN
    )
