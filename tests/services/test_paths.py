"""Who can introduce us: told in sentences, and never by way of whom it must not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest

from acts import NOW, new_id
from conftest import made_viewer
from counting import counted
from xiangxian.domain.dates import PartialDate
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Employment, Kinship, Person, Schoolmate, SocialRole
from xiangxian.domain.places import Place
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Role
from xiangxian.services.acquaintance import paths
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid
from xiangxian.store.base import GraphStore

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
            f"甲{known}甲和丙都在戊商会（丙任会长）；丙2018年起在丁公司任副总。",
        ],
    )
    assert told("戊商会", "甲")[1][0] == "甲（王庄村人）在戊商会兼职。"
    assert told("己", "甲")[1][0].endswith("丙和己是同学（句容中学）。")
    assert told("己", "甲", manager) == ("没有四步以内的路。", [])
    assert told("庚") == ("没有四步以内的路。", [])
    assert told("甲")[0] == "不用人引荐：甲（王庄村人）和我们有联系（上次：2026年5月）。"
    with pytest.raises(Invalid, match="同一位"):
        told("甲", "甲")


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


def test_of_an_official_only_the_office_counts(making: Making, told: Told) -> None:
    """Asked for, somebody in public office is reached by occasions, not by classmates, chambers or
    kin. An occasion to come, or one of letters, ties nobody; nor do years at one firm that do not
    meet, not even by way of the firm. Our liaison officer is one of us, in office or not."""
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
    officer = making(Person(name="干事", native=False, public_office=True))
    making(Person(name="挂钩的", liaison_officer=officer))
    target = making(Person(name="目标", native=False))
    symposium(making, "2026年座谈", 2026, officer, target)

    office = "乙是在职公职人员，只看公务上的往来。"
    assert told("乙", "甲") == (f"{office}没有四步以内的路。", [])
    assert told("丙", "甲") == ("没有四步以内的路。", [])
    assert told("丁", "甲")[1] == ["甲（后白镇人）和丁（后白镇人）都在丁公司任过职（甲到2010年）。"]
    assert told("目标")[1] == ["干事是我们的联系人；干事在“2026年座谈”和目标同场。"]


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
