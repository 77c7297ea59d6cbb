"""Ids of acts that are begun on a form: made by the server, and known again when the form comes back.

The id of an act is UUIDv7 text (RFC 9562) whose last 48 bits are a mark: an HMAC of the moment and
the other free bits under a key that only the server has. The ids of the records that the act makes
follow from it (`drafts.numbered_id`), so a moment that nobody made up is all that ever gets there.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from xiangxian.services.drafts import id_at
from xiangxian.store.base import Id

LASTS = timedelta(days=30)
"""How long a form, or the draft of one in the browser, may wait before it is sent."""
AHEAD = timedelta(minutes=10)
"""How far the clocks of two hosts that serve one register may be apart."""
_MARK = 48
_FREE = 74
"""The bits of a UUIDv7 that are neither its moment nor its version and variant."""


class ActIdStanding(StrEnum):
    """How the id that a form carries stands."""

    OURS = "ours"
    STRANGE = "strange"
    """it has no mark of ours, or lies in the future"""
    OLD = "old"
    """it waited longer than `LASTS`"""


def marked_id(key: bytes, now: datetime) -> Id:
    """A new id of the moment *now* (UTC) with the mark of *key*."""
    millis, noise = int(now.timestamp() * 1000), secrets.randbits(_FREE - _MARK)
    return id_at(millis, noise << _MARK | _mark(key, millis, noise))


def standing(key: bytes, id_: str, now: datetime) -> ActIdStanding:
    """How *id_* stands at the moment *now* (UTC); any text may be asked about."""
    try:
        value = uuid.UUID(id_).int
    except ValueError:
        return ActIdStanding.STRANGE
    millis, rest = value >> 80, (value >> 64 & 0xFFF) << 62 | value & (1 << 62) - 1
    noise = rest >> _MARK
    # told by its whole text: another spelling of the same number is another act to the store
    genuine = id_at(millis, noise << _MARK | _mark(key, millis, noise))
    if not hmac.compare_digest(genuine.encode(), id_.encode()):
        return ActIdStanding.STRANGE
    age = now.timestamp() - millis / 1000
    if age > LASTS.total_seconds():
        return ActIdStanding.OLD
    return ActIdStanding.OURS if age > -AHEAD.total_seconds() else ActIdStanding.STRANGE


def _mark(key: bytes, millis: int, noise: int) -> int:
    made = hmac.digest(key, f"{millis} {noise}".encode(), hashlib.sha256)
    return int.from_bytes(made) >> (256 - _MARK)
