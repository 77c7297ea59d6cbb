"""Who can introduce us: told in sentences, and never by way of whom it must not be."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from acts import NOW, new_id
from conftest import made_viewer
from counting import counted
from worlds import dice_of
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship, Schoolmate, SocialRole
from xiangxian.domain.places import Place
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Role
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.briefing import briefs
from xiangxian.services.connections import paths
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)
Told = Callable[..., tuple[str, list[str]]]


@dataclass
class Making:
    """A draft whose records are called by name."""

    draft: Draft
    ids: dict[str, str] = field(default_factory=dict)

    def __call__(self, record: Record, unit: str | None = None) -> str:
        """One more record."""
        self.ids[record.title()] = self.draft.add(record, unit=unit)
        return self.ids[record.title()]


@pytest.fixture
def making(clerk: Viewer) -> Making:
    """A draft of the clerk's unit."""
    return Making(Draft(new_id(), clerk.unit))


@pytest.fixture
def told(store: GraphStore, clerk: Viewer, making: Making) -> Told:
    """Writes the draft, and asks by name: what is said, and the ways' sentences."""

    def ask(to: str, start: str = "", viewer: Viewer = clerk) -> tuple[str, list[str]]:
        if store.applied(making.draft.change_id) is None:
            store.apply(making.draft.change_set(clerk, NOW, "test"))
        start_id = making.ids[start] if start else None
        answer = paths.ask(store, making.ids[to], start_id, viewer=viewer, today=TODAY)
        return answer.said, [way.sentence for way in answer.ways]

    return ask


def symposium(making: Making, name: str, year: int, *people: str, kind: str = "symposium") -> str:
    """A symposium in June and who came."""
    event = making(Event(name=name, event_kind=kind, on=PartialDate(year=year, month=6)))
    for person in people:
        making.draft.tie(Attendance(role="guest"), person, event)
    return event


def test_ways_are_sentences_from_whom_we_know(making: Making, told: Told, manager: Viewer) -> None:
    """Each step says what the tie is and when; strong and new ties first; who sees less is told
    less; and with somebody chosen it begins there."""
    village = making(Place(name="王庄村", level="village"))
    first = making(Person(name="甲", home_village=village))
    second = making(Person(name="乙", home_village=village))
    guest = making(Person(name="丙", native=False))
    firm = making(Organisation(name="丁公司"))
    chamber = making(Organisation(name="戊商会", organisation_kind="chamber"))
    making.draft.tie(Employment(position="副总", since=PartialDate(year=2018)), guest, firm)
    making(RecordNote(about=(first, second), line="通过电话", on=PartialDate(year=2026, month=5)))
    making.draft.tie(SocialRole(role="会长"), guest, chamber)
    making.draft.tie(SocialRole(), first, chamber)
    symposium(making, "端午座谈", 2023, first, guest)
    making(Introduction(by=second, of=guest, state="recorded", at=PartialDate(year=2021)))
    lone = making(Person(name="己", native=False))
    making.draft.tie(Schoolmate(school="句容中学"), lone, guest)
    making(Person(name="庚"))

    known = "（王庄村人）和我们有联系（上次：2026年5月）；"
    assert told("丁公司") == (
        "",
        [
            f"乙{known}乙2021年介绍过丙（待证实）；丙2018年起在丁公司任副总。",
            f"甲{known}甲2023年6月在“端午座谈”和丙同场；丙2018年起在丁公司任副总。",
        ],
    )
    assert told("戊商会", "甲")[1][0] == "甲（王庄村人）在戊商会兼职。"
    assert told("己", "甲")[1][0].endswith("丙和己是同学（句容中学）。")
    assert told("己", "甲", manager) == ("没有四步以内的路。", [])
    assert told("庚") == ("没有四步以内的路。", [])
    assert told("甲")[0] == "不用人引荐：甲（王庄村人）和我们有联系（上次：2026年5月）。"
    with pytest.raises(Invalid, match="同一位"):
        told("甲", "甲")


def test_a_post_more_takes_no_way_away(making: Making, told: Told) -> None:
    """A and B at one symposium, B and C at one firm, C introduced D: the way stays when it is noted
    that A, too, once worked there, before C did."""
    for name in ("甲", "后甲"):
        first, second, third = (making(Person(name=f"{name}{n}")) for n in "一二三")
        target = making(Person(name=f"{name}目标", native=False))
        firm = making(Organisation(name=f"{name}公司"))
        symposium(making, f"{name}座谈", 2021, first, second)
        making.draft.tie(Employment(since=PartialDate(year=2010)), second, firm)
        making.draft.tie(Employment(since=PartialDate(year=2020)), third, firm)
        making(Introduction(by=third, of=target, state="recorded"))
        if name == "后甲":
            once = Employment(since=PartialDate(year=2011), until=PartialDate(year=2015))
            making.draft.tie(once, first, firm)
    for name in ("甲", "后甲"):
        (way,) = told(f"{name}目标", f"{name}一")[1]
        assert way.count("；") == 2, way


LITTLE = 30
"""Small worlds whose ways are asked in a store."""


def fact(
    draft: Draft, dice: random.Random, people: list[str], others: dict[str, list[str]]
) -> None:
    """An introduction, a post, a day together, or a school."""
    one, other = dice.sample(people, 2)
    sort = dice.choice(("introduction", "post", "post", "event", "schoolmate"))
    if sort == "introduction":
        of = dice.choice([other, *others["firms"]])
        draft.add(Introduction(by=one, of=of, state="recorded"))
    elif sort == "post":
        since = dice.choice((None, 2001, 2004, 2007))
        until = dice.choice((None, 2003, 2006, 2009)) if since in (None, 2001) else None
        years = {
            name: PartialDate(year=year)
            for name, year in (("since", since), ("until", until))
            if year
        }
        draft.tie(Employment(**years), one, dice.choice(others["firms"]))
    elif sort == "event":
        draft.tie(Attendance(), one, dice.choice(others["events"]))
    else:
        draft.tie(Schoolmate(), one, other)


def test_a_fact_more_takes_no_way_away_in_a_store(store: GraphStore, clerk: Viewer) -> None:
    """Small worlds written into a store, one more fact in each of them, three times over: no
    answer loses its ways, none of its shortest becomes longer, from us or from somebody."""
    dice, worlds = dice_of(7), []
    draft = Draft(new_id(), clerk.unit)
    for number in range(LITTLE):
        people = [draft.add(Person(name=f"人{number}-{n}", native=n == 0)) for n in range(6)]
        firms = [draft.add(Organisation(name=f"公司{number}-{n}")) for n in range(2)]
        on = PartialDate(year=2020)
        events = [draft.add(Event(name=f"座谈{number}-{n}", on=on)) for n in range(2)]
        day = PartialDate(year=2026, month=6)
        draft.add(RecordNote(about=(people[0],), line="来过", on=day))
        worlds.append((people, {"firms": firms, "events": events}))
        for _ in range(5):
            fact(draft, dice, *worlds[-1])
    lengths: dict[tuple[str, str | None], float] = {}
    shorter = 0
    for _ in range(4):
        store.apply(draft.change_set(clerk, NOW, "test"))
        draft = Draft(new_id(), clerk.unit)
        for people, others in worlds:
            for target, start in ((people[-1], None), (others["firms"][0], people[1])):
                answer = paths.ask(store, target, start, viewer=clerk, today=TODAY)
                now = min((len(way.steps) for way in answer.ways), default=math.inf)
                before = lengths.get((target, start), math.inf)
                assert now <= before, (target, start)
                shorter += now < before
                lengths[target, start] = now
            fact(draft, dice, people, others)
    assert shorter > LITTLE


MARKS: tuple[dict[str, bool], ...] = (
    {"public_office": True},
    {"deceased": True},
    {"opt_out": True},
    {},
)


def test_no_way_leads_through_whom_it_must_not(making: Making, told: Told) -> None:
    """Neither through somebody in public office, nor dead, nor left alone, nor hidden (the last
    one here): the answer is as if they did not exist, and they are not asked themselves."""
    for number, marks in enumerate(MARKS):
        between = making(
            Person.model_validate({"name": f"中{number}", **marks}),
            unit=None if marks else "another-unit",
        )
        first, last, far = (making(Person(name=f"{name}{number}")) for name in "甲乙丙")
        symposium(making, f"座谈{number}", 2026, first, between)
        symposium(making, f"拜访{number}", 2026, between, last, kind="visit_out")
        firm = making(Organisation(name=f"丁公司{number}"))
        making.draft.tie(Employment(position="副总"), between, firm)
        making.draft.tie(Employment(position="经理"), far, firm)
        making(Introduction(by=between, of=far, state="recorded"))
    for number, marks in enumerate(MARKS):
        for name in "乙丙":
            assert told(f"{name}{number}", f"甲{number}") == ("没有四步以内的路。", [])
        with pytest.raises(Invalid if marks else Missing):
            told(f"乙{number}", f"中{number}")
    for number in (1, 2):
        assert told(f"中{number}")[0].endswith("，不找人引荐。")
    with pytest.raises(Missing):
        told("甲0", viewer=made_viewer("another-unit", Role.CLERK))


@pytest.mark.parametrize(
    ("called", "real"),
    [
        ("退休", False),
        ("无业", False),
        ("（个体）", False),
        ("(跳过)", False),
        ("退休干部局", True),
        ("个体劳动者协会", True),
    ],
)
def test_what_stands_for_no_employer_brings_nobody_together(
    making: Making, told: Told, called: str, real: bool
) -> None:
    """A register from elsewhere holds an organisation of that name: those tied to it are strangers,
    unless it really is one."""
    ours = making(Person(name="甲"))
    other = making(Person(name="乙", native=False))
    firm = making(Organisation(name=called))
    for person in (ours, other):
        making.draft.tie(Employment(), person, firm)
    making(RecordNote(about=(ours,), line="通过电话", on=PartialDate(year=2026, month=5)))
    assert bool(told("乙")[1]) is real
    assert bool(told(called)[1]) is real


def test_of_an_official_only_the_office_counts(making: Making, told: Told) -> None:
    """Asked for, somebody in public office is reached by occasions, not by classmates, chambers or
    kin. An occasion to come, or one of letters, ties nobody; nor do years at one firm that do not
    meet, not even by way of the firm, but whoever was there with both. Our liaison officer is one of us, in office or not."""
    first = making(Person(name="甲"))
    official = making(Person(name="乙", public_office=True))
    chamber = making(Organisation(name="同乡会", organisation_kind="chamber"))
    making.draft.tie(SocialRole(), first, chamber)
    making.draft.tie(SocialRole(), official, chamber)
    making.draft.tie(Schoolmate(), first, official)
    making.draft.tie(Kinship(), first, official)
    symposium(making, "拜年信", 2026, first, official, kind="letter")
    symposium(making, "明年座谈", 2027, first, official)
    firm = making(Organisation(name="丁公司"))
    later, unknown = making(Person(name="丙")), making(Person(name="丁"))
    making.draft.tie(Employment(until=PartialDate(year=2010)), first, firm)
    making.draft.tie(Employment(since=PartialDate(year=2015)), later, firm)
    making.draft.tie(Employment(), unknown, firm)
    other, new = making(Organisation(name="戊公司")), making(Person(name="戊"))
    making.draft.tie(Employment(until=PartialDate(year=2010)), first, other)
    making.draft.tie(Employment(since=PartialDate(year=2015)), new, other)
    officer = making(Person(name="干事", native=False, public_office=True))
    making(Person(name="挂钩的", liaison_officer=officer))
    target = making(Person(name="目标", native=False))
    symposium(making, "2026年座谈", 2026, officer, target)

    office = "乙是在职公职人员，只看公务上的往来。"
    assert told("乙", "甲") == (f"{office}没有四步以内的路。", [])
    assert told("戊", "甲") == ("没有四步以内的路。", [])
    (through,) = told("丙", "甲")[1]
    assert through == ("甲和丁都在丁公司任过职（甲到2010年）；丁和丙都在丁公司任职（丙2015年起）。")
    assert told("丁", "甲")[1] == ["甲和丁都在丁公司任过职（甲到2010年）。"]
    assert told("目标")[1] == ["干事是我们的联系人；干事在“2026年座谈”和目标同场。"]


def test_only_a_record_with_a_day_is_our_contact(
    store: GraphStore, making: Making, told: Told
) -> None:
    """Whose own page says that no contact was ever noted is not said to be in touch with us, by
    whatever he is tied: a day nobody noted, an introduction without one, an occasion to come."""
    target = making(Person(name="目标", native=False))
    undated = making(Event(name="座谈", event_kind="symposium"))
    for name in "甲乙丙丁":
        making(Introduction(by=making(Person(name=name)), of=target, state="recorded"))
    making.draft.tie(Attendance(), making.ids["甲"], undated)
    making(RecordNote(about=(making.ids["乙"],), line="来过"))
    symposium(making, "明年座谈", 2027, making.ids["丙"])
    assert told("目标") == ("没有四步以内的路。", [])
    assert told("甲") == ("没有四步以内的路。", [])
    note = Making(Draft(new_id(), making.draft.unit))
    note(RecordNote(about=(making.ids["丁"],), line="来过", on=PartialDate(year=2026, month=10)))
    viewer = gate.local_viewer(store)
    store.apply(note.draft.change_set(viewer, NOW, "test"))
    assert told("目标")[1] == ["丁和我们有联系（上次：2026年10月）；丁介绍过目标（待证实）。"]
    for name in "甲乙丙丁":
        page = briefs.person_brief(store, making.ids[name], TODAY, viewer=viewer, measure="agreed")
        assert ("还没有记过联系。" in str(page)) == (name != "丁")


@pytest.mark.parametrize(
    ("name", "kind", "hint"),
    [
        ("戊商会", "chamber", True),
        ("戊商会", None, True),
        ("戊同乡会", None, True),
        ("戊校友会", "alumni", True),
        ("戊公司", None, False),
        ("戊商会大厦", "enterprise", False),
    ],
)
def test_one_chamber_is_a_hint(
    store: GraphStore,
    clerk: Viewer,
    making: Making,
    told: Told,
    name: str,
    kind: str | None,
    hint: bool,
) -> None:
    """Who sits in one chamber, whatever as, need not know the others: that is said, and a symposium
    goes before it; colleagues of one firm go before both."""
    first, second = making(Person(name="甲")), making(Person(name="乙"))
    body = making(Organisation(name=name, organisation_kind=kind))
    making.draft.tie(Employment(position="秘书长"), first, body)
    making.draft.tie(Employment(), second, body)
    tail = "，未必相识。" if hint else "。"
    said = f"甲和乙都在{name}任职（甲任秘书长）"
    assert told("乙", "甲")[1] == [said + tail]
    ends = making.ids["乙"], making.ids["甲"]
    (way,) = paths.ask(store, *ends, viewer=clerk, today=TODAY).ways
    assert way.steps[0].what == ("同会" if hint else "同单位")


def test_as_many_questions_for_many_as_for_few(
    store: GraphStore, clerk: Viewer, making: Making
) -> None:
    """A symposium of ten or of a hundred: the store is asked as often."""
    asked = []
    for size in (10, 100):
        target = making(Person(name=f"目标{size}", native=False))
        symposium(
            making,
            f"座谈{size}",
            2026,
            target,
            *(making(Person(name=f"甲{size}-{i}")) for i in range(size)),
        )
    store.apply(making.draft.change_set(clerk, NOW, "test"))
    for size in (10, 100):
        store_, counter = counted(store)
        answer = paths.ask(store_, making.ids[f"目标{size}"], viewer=clerk, today=TODAY)
        assert len(answer.ways) == 3
        asked.append(counter.questions)
    assert asked[0] == asked[1] <= 14
