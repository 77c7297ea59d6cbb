"""What a store refuses, and why: raised by every engine."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

Id = str


class Refusal(Exception):
    """A ChangeSet is not applied because of *ids*."""

    said: ClassVar[str] = "refused"

    def __init__(self, ids: Collection[Id]) -> None:
        self.ids = tuple(ids)
        super().__init__(f"{self.said}: {', '.join(self.ids)}")


class Conflict(Refusal):
    """Somebody else changed *ids* since they were read (or used this ChangeSet's id)."""

    said = "changed meanwhile"


class Dangling(Refusal):
    """A tie would hang in the air: one of *ids* is missing or lies in the recycle bin."""

    said = "ties without their records"


class StillTied(Refusal):
    """A record with live ties cannot be binned unless its ties go with it."""

    said = "still tied"


class Derived(Exception):
    """Somebody tried to write a tie that only `apply` derives (`INTRODUCED`)."""


class NewerSchema(Exception):
    """The data was written by a newer program."""


class Unavailable(Exception):
    """The store cannot be reached or opened; *reason* is one plain Chinese sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Damage(Unavailable):
    """What is kept cannot be read; *where* names the place."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(f"名册有损坏，读不出来（{where}）。请先停用，核对以后从备份恢复。")
