"""Ids of acts at the tests' own moment, each a millisecond after the one before."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from xiangxian.services import drafts
from xiangxian.store.base import Id

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""The moment at which the tests' clock stands."""

_made = itertools.count()


def new_id() -> Id:
    """One more id: later than those before it, as they are where acts follow one another."""
    return drafts.new_id(NOW + timedelta(milliseconds=next(_made)))
