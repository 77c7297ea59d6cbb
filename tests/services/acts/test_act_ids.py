"""The ids of acts: made by the server alone, known again, and never a moment that nobody had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from acts import NOW
from xiangxian.services.acts.act_ids import AHEAD, LASTS, ActIdStanding, marked_id, standing
from xiangxian.services.drafts import moment_of, new_id, numbered_id

KEYS = some.binary(min_size=32, max_size=32)
MOMENTS = some.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


@given(KEYS, MOMENTS, some.timedeltas(-AHEAD + timedelta(seconds=1), LASTS - timedelta(seconds=1)))
def test_what_the_server_made_is_its_own_for_thirty_days(
    key: bytes, made: datetime, later: timedelta
) -> None:
    """Also on a host whose clock is minutes behind; the id carries the moment it was made."""
    id_ = marked_id(key, made)
    assert standing(key, id_, made + later) is ActIdStanding.OURS
    moment = moment_of(id_)
    assert moment is not None
    assert abs(moment - made) <= timedelta(milliseconds=1)
    assert moment_of(numbered_id(id_, 3)) == moment


@given(KEYS, MOMENTS)
def test_what_waited_longer_or_lies_ahead_is_not_taken(key: bytes, made: datetime) -> None:
    """Too old is told apart, because its words are somebody's."""
    id_ = marked_id(key, made)
    assert standing(key, id_, made + LASTS + timedelta(seconds=1)) is ActIdStanding.OLD
    assert standing(key, id_, made - AHEAD - timedelta(seconds=1)) is ActIdStanding.STRANGE


@given(KEYS, KEYS, some.text() | some.uuids().map(str))
def test_what_the_server_did_not_make_is_strange(key: bytes, other: bytes, text: str) -> None:
    """Any text, any other id, an id under another key, another spelling of a genuine one."""
    assert standing(key, text, NOW) is ActIdStanding.STRANGE
    assert standing(key, new_id(NOW), NOW) is ActIdStanding.STRANGE
    id_ = marked_id(key, NOW)
    if other != key:
        assert standing(other, id_, NOW) is ActIdStanding.STRANGE
    for spelt in (id_.upper(), id_.replace("-", ""), f"{{{id_}}}", f" {id_}"):
        if spelt != id_:
            assert standing(key, spelt, NOW) is ActIdStanding.STRANGE


@given(KEYS, some.integers(0, 127))
def test_one_bit_changed_is_strange(key: bytes, bit: int) -> None:
    """Its moment cannot be moved, nor anything else of it."""
    id_ = marked_id(key, NOW)
    number = int(id_.replace("-", ""), 16) ^ 1 << bit
    text = f"{number:032x}"
    moved = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    assert standing(key, moved, NOW) is ActIdStanding.STRANGE


@given(some.text() | some.uuids().map(str))
def test_a_moment_read_from_an_id_never_raises(text: str) -> None:
    """Whatever text stands for an id: a moment, or none."""
    moment = moment_of(text)
    assert moment is None or moment.tzinfo is UTC
