"""What the log says of a log-in that failed: at whose account, or that nobody has the name.

What was typed is never written: people type passwords where the name belongs.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from xiangxian.services import gate
from xiangxian.services.drafts import new_id
from xiangxian.store.base import ChangeSet, Id, State
from xiangxian.store.contract import GraphStore

WHY = "session.refused"
LINES = 30
"""So many tries at names that nobody has get a line of their own in the time that a lock lasts; the
rest are told as a number, so that nobody fills the log from outside."""
_KEY = "refusals"
_LASTS = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class _Strangers:
    """Tries at names that nobody has: since when they are counted (UTC), how many got a line of
    their own since, and how many were not told yet."""

    since: str
    lines: int = 0
    untold: int = 0


def tell(store: GraphStore, account: Id | None, now: datetime, lock: timedelta) -> None:
    """Tell the log that a log-in failed at *account*, or (None) at a name that nobody has.

    Both take as many writes, so that the time does not tell which it was. *lock* is how long a
    lock lasts.
    """
    before = _Strangers(now.isoformat())

    def counted(text: bytes | None) -> State:
        nonlocal before
        kept = _Strangers(**json.loads(text)) if text else _Strangers(now.isoformat())
        if now - datetime.fromisoformat(kept.since) >= lock:
            kept = replace(kept, since=now.isoformat(), lines=0)
        before = kept
        if account is None and kept.lines < LINES:
            kept = replace(kept, lines=kept.lines + 1, untold=0)
        elif account is None:
            kept = replace(kept, untold=kept.untold + 1)
        return State(json.dumps(asdict(kept)).encode(), now + _LASTS)

    store.state(_KEY, counted)
    if account is not None:
        store.apply(ChangeSet(new_id(now), gate.NOBODY, now, WHY, about=(account,)))
    elif before.lines < LINES:
        more = f"；这以前还有{before.untold}次，没有一一记" if before.untold else ""
        store.apply(ChangeSet(new_id(now), gate.NOBODY, now, WHY, note=f"没有这个登录名{more}"))
    else:
        store.state(_KEY, lambda text: State(text, now + _LASTS) if text else None)
