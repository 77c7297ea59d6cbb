"""Since when until when somebody holds a post, a role or a share, as far as it is known."""

from __future__ import annotations

from datetime import date

from xiangxian.domain.records import Tie
from xiangxian.domain.values.partial_date import PartialDate


def period(tie: Tie | None) -> str:
    """In words: 2015年至2020年, 2015年起, 到2020年; empty where no day is known."""
    since: PartialDate | None = getattr(tie, "since", None)
    until: PartialDate | None = getattr(tie, "until", None)
    if since and until:
        return f"{since.label()}至{until.label()}"
    if since:
        return f"{since.label()}起"
    return f"到{until.label()}" if until else ""


def held_on(tie: Tie, day: date) -> bool:
    """Whether it had not ended by *day* (of Beijing); without an end it goes on."""
    until: PartialDate | None = getattr(tie, "until", None)
    interval = until.interval() if until else None
    return until is None or (interval is not None and interval[1] >= day)
