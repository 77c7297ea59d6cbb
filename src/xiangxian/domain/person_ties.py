"""People's ties to firms, to offices they hold beside, and to one another."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import (
    Privacy,
    date,
    flag,
    text,
)
from xiangxian.domain.records import Tie
from xiangxian.domain.values.partial_date import PartialDate


class Employment(Tie):
    """A post at an organisation."""

    edge: ClassVar[str] = "EMPLOYED"
    label: ClassVar[str] = "任职"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("organisation",)
    forward: ClassVar[str] = "任职单位"
    backward: ClassVar[str] = "在此任职"
    privacy: ClassVar[Privacy] = Privacy.OPEN

    position: str | None = text("职务", privacy=Privacy.OPEN)
    leads: bool = flag("主要负责人", privacy=Privacy.OPEN)
    since: PartialDate | None = date("起", privacy=Privacy.OPEN)
    until: PartialDate | None = date("止", privacy=Privacy.OPEN)


class SocialRole(Tie):
    """A role in a chamber, an association, a people's congress."""

    edge: ClassVar[str] = "SOCIAL_ROLE"
    label: ClassVar[str] = "社会兼职"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("organisation",)
    forward: ClassVar[str] = "兼职于"
    backward: ClassVar[str] = "在此兼职"
    privacy: ClassVar[Privacy] = Privacy.OPEN

    role: str | None = text("职务", privacy=Privacy.OPEN)
    since: PartialDate | None = date("起", privacy=Privacy.OPEN)
    until: PartialDate | None = date("止", privacy=Privacy.OPEN)


class Kinship(Tie):
    """Kin, as far as the office needs to know; never kept for people in public office."""

    edge: ClassVar[str] = "KIN"
    label: ClassVar[str] = "亲属"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("person",)
    forward: ClassVar[str] = "亲属"
    backward: ClassVar[str] = "亲属"
    privacy: ClassVar[Privacy] = Privacy.PERSONAL

    relation: str | None = text("关系", privacy=Privacy.PERSONAL)


class Schoolmate(Tie):
    """Two people who were at school together."""

    edge: ClassVar[str] = "SCHOOLMATE"
    label: ClassVar[str] = "同学"
    source: ClassVar[tuple[str, ...]] = ("person",)
    target: ClassVar[tuple[str, ...]] = ("person",)
    forward: ClassVar[str] = "同学"
    backward: ClassVar[str] = "同学"
    privacy: ClassVar[Privacy] = Privacy.PERSONAL

    school: str | None = text("学校", privacy=Privacy.PERSONAL)
