"""Units (the offices that keep records) and the accounts of the people who work in them."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import Privacy, choice, count, flag, link, name, text, words
from xiangxian.domain.records import Id, Record
from xiangxian.domain.roles import Role
from xiangxian.domain.values.value_types import options

UNIT_LEVELS = options(
    ("city", "市"),
    ("county", "县（市、区）"),
    ("township", "乡镇"),
    ("park", "园区"),
    ("station", "驻点"),
)

ROLE_CHOICES = options(*((role.value, role.label) for role in Role))


class Unit(Record):
    """An office: every record belongs to one."""

    kind: ClassVar[str] = "unit"
    label: ClassVar[str] = "单位（本系统）"

    name: str = name("名称", privacy=Privacy.OPEN, required=True, featured=True, sortable=True)
    level: str | None = choice("级别", UNIT_LEVELS, privacy=Privacy.OPEN)
    within: Id | None = link("上级", to=("unit",), privacy=Privacy.OPEN)
    short_names: tuple[str, ...] = words("简称", privacy=Privacy.OPEN)


class Account(Record):
    """Who may log in. *login* is never used a second time; *epoch* ends all its sessions."""

    kind: ClassVar[str] = "account"
    label: ClassVar[str] = "账号"
    searched: ClassVar[bool] = False

    name: str = name("姓名", privacy=Privacy.OPEN, required=True, featured=True, sortable=True)
    login: str = text("登录名", privacy=Privacy.OPEN, required=True, featured=True, filterable=True)
    role: str = choice(
        "角色", ROLE_CHOICES, privacy=Privacy.OPEN, required=True, featured=True, filterable=True
    )
    works_in: Id | None = link("所在单位", to=("unit",), privacy=Privacy.OPEN)
    password_hash: str | None = text("口令", privacy=Privacy.SECRET, form=False)
    must_change: bool = flag("首次登录要改口令", privacy=Privacy.OPEN, form=False)
    disabled: bool = flag("已停用", privacy=Privacy.OPEN)
    epoch: int = count("会话批次", default=1, privacy=Privacy.OPEN, form=False)
