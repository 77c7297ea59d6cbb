"""Organisations (单位): firms, chambers, platforms, schools, offices; and who owns or founded them."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import (
    Privacy,
    choice,
    date,
    kept,
    long_text,
    money,
    number,
    text,
    title,
    words,
)
from xiangxian.domain.records import Record, Tie
from xiangxian.domain.values.amounts import Money, Number
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import options

ORGANISATION_KINDS = options(
    ("enterprise", "企业"),
    ("chamber", "商会", "同乡会"),
    ("association", "协会", "联谊会", "行业协会", "学会"),
    ("alumni", "校友会"),
    ("platform", "平台机构", "平台", "招商平台"),
    ("office", "机关单位", "机关", "政府部门"),
    ("school", "学校", "高校"),
    ("village", "村（社区）", "村", "社区"),
    ("other", "其他"),
)

_JOINED = frozenset(("chamber", "association", "alumni"))


class Organisation(Record):
    """Any organisation; it may introduce, be introduced, invest or employ."""

    kind: ClassVar[str] = "organisation"
    label: ClassVar[str] = "单位"

    name: str = title(
        "单位名称",
        privacy=Privacy.OPEN,
        required=True,
        featured=True,
        sortable=True,
        searched=True,
    )
    short_names: tuple[str, ...] = words("简称", privacy=Privacy.OPEN, searched=True)
    organisation_kind: str | None = choice(
        "单位类型",
        ORGANISATION_KINDS,
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
        searched=True,
    )
    credit_code: str | None = text(
        "统一社会信用代码", privacy=Privacy.OPEN, filterable=True, searched=True
    )
    city: str | None = text(
        "所在城市", privacy=Privacy.OPEN, featured=True, filterable=True, searched=True
    )
    chain: str | None = text("产业链", privacy=Privacy.OPEN, filterable=True, searched=True)
    equipment: Number | None = number("设备", privacy=Privacy.OPEN)
    output: Money | None = money("年产值", privacy=Privacy.OPEN, filterable=True)
    remarks: str | None = long_text("备注", privacy=Privacy.RESTRICTED, searched=True)
    kept: dict[str, str] = kept("原表其他栏", privacy=Privacy.RESTRICTED, searched=True)

    @property
    def joined(self) -> bool:
        """Whether one joins it as a member and need not know the others: a chamber, an association,
        alumni; by its kind or, where that is not filled in, by how its name ends."""
        if self.organisation_kind is not None:
            return self.organisation_kind in _JOINED
        words = (
            word
            for option in ORGANISATION_KINDS
            if option.code in _JOINED
            for word in (option.label, *option.synonyms)
        )
        return self.name.endswith(tuple(words))


class Investment(Tie):
    """A share in an organisation."""

    edge: ClassVar[str] = "INVESTS_IN"
    label: ClassVar[str] = "投资"
    source: ClassVar[tuple[str, ...]] = ("person", "organisation")
    target: ClassVar[tuple[str, ...]] = ("organisation",)
    forward: ClassVar[str] = "投资了"
    backward: ClassVar[str] = "投资方"
    privacy: ClassVar[Privacy] = Privacy.OPEN

    share: str | None = text("占股", privacy=Privacy.OPEN)
    amount: Money | None = money("出资", privacy=Privacy.OPEN)
    since: PartialDate | None = date("起", privacy=Privacy.OPEN)
    until: PartialDate | None = date("止", privacy=Privacy.OPEN)


class Founding(Tie):
    """Who founded an organisation."""

    edge: ClassVar[str] = "FOUNDED"
    label: ClassVar[str] = "创办"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("organisation",)
    forward: ClassVar[str] = "创办了"
    backward: ClassVar[str] = "创办人"
    privacy: ClassVar[Privacy] = Privacy.OPEN

    since: PartialDate | None = date("起", privacy=Privacy.OPEN)
    until: PartialDate | None = date("止", privacy=Privacy.OPEN)
