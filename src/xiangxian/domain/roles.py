"""Who may see and do what: roles, acts, and the privacy classes each role sees (design §4)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What an account is for; administrator and inspector are never one account."""

    CLERK = "clerk"
    MANAGER = "manager"
    STATION = "station"
    VIEWER = "viewer"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role's screen word."""
        return _LABELS[self]


_LABELS = {
    Role.CLERK: "统战干事",
    Role.MANAGER: "镇领导",
    Role.STATION: "驻点招商",
    Role.VIEWER: "查看",
    Role.INSPECTOR: "检查",
    Role.ADMINISTRATOR: "系统管理",
}


class Action(StrEnum):
    """What a page, a command or a service does; each declares one."""

    ENTER = "enter"
    READ = "read"
    RECORD = "record"
    IMPORT = "import"
    EXPORT = "export"
    REVEAL = "reveal"
    RECOGNISE = "recognise"
    INSPECT = "inspect"
    ADMINISTER = "administer"
    ANYONE = "anyone"


class Sight(StrEnum):
    """How much of a privacy class a role sees."""

    FULL = "full"
    MASKED = "masked"
    NONE = "none"


ACTIONS: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.CLERK: frozenset(
            {
                Action.ENTER,
                Action.READ,
                Action.RECORD,
                Action.IMPORT,
                Action.EXPORT,
                Action.RECOGNISE,
            }
        ),
        Role.MANAGER: frozenset({Action.ENTER, Action.READ, Action.REVEAL, Action.RECOGNISE}),
        Role.STATION: frozenset({Action.ENTER, Action.READ}),
        Role.VIEWER: frozenset({Action.ENTER, Action.READ}),
        Role.INSPECTOR: frozenset({Action.ENTER, Action.INSPECT}),
        Role.ADMINISTRATOR: frozenset({Action.ENTER, Action.ADMINISTER}),
    }
)

_NOTHING = dict.fromkeys(("open", "contact", "personal", "restricted", "secret"), Sight.NONE)

SIGHTS: Mapping[Role, Mapping[str, Sight]] = MappingProxyType(
    {
        Role.CLERK: {
            **_NOTHING,
            "open": Sight.FULL,
            "contact": Sight.FULL,
            "personal": Sight.FULL,
            "restricted": Sight.FULL,
        },
        Role.MANAGER: {**_NOTHING, "open": Sight.FULL, "contact": Sight.MASKED},
        Role.STATION: {**_NOTHING, "open": Sight.FULL},
        Role.VIEWER: {**_NOTHING, "open": Sight.FULL},
        Role.INSPECTOR: dict(_NOTHING),
        Role.ADMINISTRATOR: dict(_NOTHING),
    }
)
"""Privacy class -> sight; nobody ever sees a secret."""

LOWER_UNITS = frozenset({Role.MANAGER})
"""Roles that also see the units below their own."""
