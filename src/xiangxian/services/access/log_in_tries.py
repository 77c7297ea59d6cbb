"""Tries at a password: so many, then none for a while; alike for names that somebody has and others."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from xiangxian.store.base import State
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class Limit:
    """*tries* wrong passwords for one name, then none is heard for *lock* after the last."""

    tries: int
    lock: timedelta


@dataclass(frozen=True, slots=True)
class TakenTry:
    """A try that was taken: how many are left after it, and until when (UTC) it counts."""

    left: int
    until: datetime


class LockedOut(Exception):
    """Too many tries; *until* is when the next one is heard (UTC)."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until.isoformat())


def take(store: GraphStore, name: str, limit: Limit, now: datetime) -> TakenTry:
    """Take one try at the log-in name with the key *name*; raises `Locked` when none is left.

    It is taken before the password is looked at, in one step with the count: however many ask at
    once, in however many processes, no more than the limit are heard. What is kept ends by itself.
    """
    key = _key(name)
    _refuse_locked(store.state(key), limit)  # without a write while the name is locked
    before: bytes | None = None

    def one_more(text: bytes | None) -> State:
        nonlocal before
        before = text
        kept = _Count.read(text)
        if kept.count < limit.tries:
            kept = _Count(kept.count + 1, now + limit.lock)
        return State(kept.text(), kept.until)

    store.state(key, one_more)
    return TakenTry(limit.tries - _refuse_locked(before, limit) - 1, now + limit.lock)


def forget(store: GraphStore, name: str) -> None:
    """The password was right, or is another now: the tries so far no longer count."""
    store.state(_key(name), lambda _: None)


def _refuse_locked(text: bytes | None, limit: Limit) -> int:
    """How many tries were taken; raises `Locked` when these are all."""
    kept = _Count.read(text)
    if kept.count >= limit.tries:
        raise LockedOut(kept.until)
    return kept.count


def _key(name: str) -> str:
    return f"tries:{hashlib.sha256(name.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class _Count:
    count: int
    until: datetime

    @classmethod
    def read(cls, text: bytes | None) -> _Count:
        """What is kept; nothing counted where nothing stands."""
        if text is None:
            return cls(0, datetime.min.replace(tzinfo=UTC))
        kept = json.loads(text)
        return cls(kept["count"], datetime.fromisoformat(kept["until"]))

    def text(self) -> bytes:
        """How it is kept."""
        return json.dumps({"count": self.count, "until": self.until.isoformat()}).encode()
