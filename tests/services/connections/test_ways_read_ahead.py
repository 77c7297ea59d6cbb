"""Ways that are there and are not told: not everything that leads on is read, or searched far enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from acts import NOW, new_id
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Investment, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services.connections import paths
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)
Lengths = Callable[..., list[int]]


@pytest.fixture
def draft(clerk: Viewer) -> Draft:
    """A draft of the clerk's unit."""
    return Draft(new_id(), clerk.unit)


@pytest.fixture
def lengths(store: GraphStore, clerk: Viewer, draft: Draft) -> Lengths:
    """Writes the draft, and gives how many steps each way has."""

    def ask(target: str, start: str | None = None) -> list[int]:
        if store.applied(draft.change_id) is None:
            store.apply(draft.change_set(clerk, NOW, "test"))
        found = paths.ask(store, target, start, viewer=clerk, today=TODAY)
        return [len(way.steps) for way in found.ways]

    return ask


def person(draft: Draft, name: str, *, ours: bool = False) -> str:
    """Somebody; *ours* is in touch with us."""
    id_ = draft.add(Person(name=name))
    if ours:
        draft.add(RecordNote(about=(id_,), line="来过", on=PartialDate(year=2026, month=6)))
    return id_


def visit(draft: Draft, firm: str, who: str) -> None:
    """A visit at a firm, long ago."""
    on = PartialDate(year=2020)
    event = draft.add(Event(name="走访", event_kind="visit_out", on=on, visited=(firm,)))
    draft.tie(Attendance(), who, event)


def test_the_search_goes_as_far_as_ways_may_where_reading_ends_sooner(
    draft: Draft, lengths: Lengths
) -> None:
    """甲 worked at 一公司, which introduced 丙, who works at 二公司, which introduced 丁; nobody else
    is on the register. From 甲 it is found, from us it must be too."""
    first, third, target = (person(draft, name, ours=name == "甲") for name in "甲丙丁")
    one, other = (draft.add(Organisation(name=name)) for name in ("一公司", "二公司"))
    draft.tie(Employment(), first, one)
    draft.add(Introduction(by=one, of=third, state="recorded"))
    draft.tie(Employment(), third, other)
    draft.add(Introduction(by=other, of=target, state="recorded"))
    assert lengths(target, first) == [4]
    assert lengths(target) == [4]


def test_a_visit_that_is_met_by_way_of_the_firm_is_read_from_us(
    draft: Draft, lengths: Lengths
) -> None:
    """甲 visited a firm, which introduced 丙, who has kin of kin of kin: two steps from us to 丙's
    cousin's firm, however the occasion is come by."""
    first, third, *kin = (person(draft, name, ours=name == "甲") for name in "甲丙丁戊己")
    one, target = (draft.add(Organisation(name=name)) for name in ("一公司", "二公司"))
    visit(draft, one, first)
    draft.add(Introduction(by=one, of=third, state="recorded"))
    draft.tie(Employment(), third, target)
    for left, right in zip([third, *kin], kin, strict=False):
        draft.tie(Kinship(), left, right)
    assert lengths(target, first) == [3]
    assert lengths(target) == [3]


def test_a_visit_that_is_met_by_way_of_the_firm_is_read_between_two(
    draft: Draft, lengths: Lengths
) -> None:
    """甲 introduced 乙, who introduced 丙, who visited a firm, which introduced 丁."""
    first, second, third, target = (person(draft, name) for name in "甲乙丙丁")
    firm = draft.add(Organisation(name="一公司"))
    draft.add(Introduction(by=first, of=second, state="recorded"))
    draft.add(Introduction(by=second, of=third, state="recorded"))
    visit(draft, firm, third)
    draft.add(Introduction(by=firm, of=target, state="recorded"))
    assert lengths(target, second) == [3]
    assert lengths(target, first) == [4]


def test_a_share_more_takes_no_way_from_us_away(store: GraphStore, clerk: Viewer) -> None:
    """甲 worked at 一公司 and visited it; it introduced 丙, who works at 二公司. Noting that 二公司 has
    a share in 一公司 makes no "no way" of it."""
    draft = Draft(new_id(), clerk.unit)
    first, third = (person(draft, name, ours=name == "甲") for name in "甲丙")
    one, target = (draft.add(Organisation(name=name)) for name in ("一公司", "二公司"))
    draft.tie(Employment(), first, one)
    visit(draft, one, first)
    draft.add(Introduction(by=one, of=third, state="recorded"))
    draft.tie(Employment(), third, target)
    store.apply(draft.change_set(clerk, NOW, "test"))
    assert paths.ask(store, target, viewer=clerk, today=TODAY).ways
    more = Draft(new_id(), clerk.unit)
    more.tie(Investment(), target, one)
    store.apply(more.change_set(clerk, NOW, "test"))
    assert paths.ask(store, target, viewer=clerk, today=TODAY).ways
