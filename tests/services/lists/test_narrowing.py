"""Conditions: what they find, and that their sentence says the same."""

from __future__ import annotations

from datetime import date

import pytest

from acts import NOW, new_id
from counting import counted
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.lists import browse
from xiangxian.services.lists.browse import Asked
from xiangxian.services.lists.conditions import Condition, allowed, aspects, unpacked
from xiangxian.services.lists.filters import Narrowing
from xiangxian.services.people import last_contact
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id, Query
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)


def day(text: date) -> PartialDate:
    """The date of one day."""
    return PartialDate.of(text)


@pytest.fixture
def ids(store: GraphStore, clerk: Viewer) -> dict[str, Id]:
    """Four people, what they are tied to, and when they were met."""
    draft = Draft(new_id(), clerk.unit)
    made: dict[str, Id] = {}
    made["王庄村"] = draft.add(Place(name="王庄村", level="village"))
    made["西城村"] = draft.add(Place(name="西城村", level="village"))
    made["甲公司"] = draft.add(Organisation(name="甲公司"))
    made["座谈"] = draft.add(Event(name="端午座谈", on=day(date(2026, 6, 1))))
    made["将来"] = draft.add(Event(name="春节座谈", on=day(date(2027, 2, 1)), planned=True))
    made["旧会"] = draft.add(Event(name="旧年茶话会", on=day(date(2024, 2, 1))))
    made["镇长"] = draft.add(Person(name="镇长", native=False))
    made["甲"] = draft.add(
        Person(
            name="甲",
            home_village=made["王庄村"],
            tags=("重点", "在沪"),
            tier="key",
            birth=PartialDate(year=1975),
            phones=(Phone(number="13800000001"),),
            liaison_leader=made["镇长"],
        )
    )
    made["乙"] = draft.add(
        Person(name="乙", home_village=made["西城村"], tags=("重点户",), gender="男", home_group=3)
    )
    made["丙"] = draft.add(
        Person(
            name="丙",
            education="研究生（在职）",
            birth=PartialDate(year=1980, month=5),
            home_group=7,
        )
    )
    draft.tie(Employment(position="董事长"), made["甲"], made["甲公司"])
    draft.tie(Employment(position="会计"), made["乙"], made["甲公司"])
    draft.tie(Kinship(relation="兄弟"), made["乙"], made["丙"])
    draft.tie(Attendance(), made["甲"], made["座谈"])
    draft.tie(Attendance(), made["乙"], made["将来"])
    draft.tie(Attendance(), made["丙"], made["旧会"])
    draft.add(RecordNote(line="电话", about=(made["丙"],), on=day(date(2025, 1, 5))))
    store.apply(draft.change_set(clerk, NOW, "records.create"))
    return made


def found(store: GraphStore, viewer: Viewer, *conditions: tuple[str, str, str]) -> str:
    """The names that these conditions find, by name."""
    narrowing = Narrowing(Person, tuple(Condition(*each) for each in conditions))
    where = narrowing.where(store, TODAY, viewer=viewer)
    nodes = store.find(Query("person", where, limit=200)).nodes
    return "".join(
        sorted(Person.parsed(node.values).name for node in nodes if "镇" not in node.values)
    )


ANSWERS = [
    (("home_village", "is", "@王庄村"), "甲", "老家村是王庄村"),
    (("home_village", "isnt", "@王庄村"), "丙乙", "老家村不是王庄村"),
    (("home_village", "empty", ""), "丙", "老家村没填"),
    (("liaison_leader", "is", "@镇长"), "甲", "挂钩领导是镇长"),
    (("tags", "has", "重点"), "甲", "标签有“重点”"),
    (("tags", "hasnt", "重点"), "丙乙", "标签没有“重点”"),
    (("tags", "filled", ""), "乙甲", "标签填了"),
    (("tier", "is", "key"), "甲", "层次是重点"),
    (("tier", "isnt", "key"), "丙乙", "层次不是重点"),
    (("gender", "empty", ""), "丙甲", "性别没填"),
    (("native", "yes", ""), "丙乙甲", "本地籍"),
    (("deceased", "yes", ""), "", "已故"),
    (("deceased", "no", ""), "丙乙甲", "不是已故"),
    (("phones", "empty", ""), "丙乙", "手机没填"),
    (("phones", "has", "0001"), "甲", "手机含“0001”"),
    (("education", "is", "研究生（在职）"), "丙", "学历是“研究生（在职）”"),
    (("name", "has", "甲"), "甲", "姓名含“甲”"),
    (("birth", "from", "1980年"), "丙", "出生年月从1980年起"),
    (("birth", "to", "1979年12月31日"), "甲", "出生年月到1979年12月31日为止"),
    (("birth", "empty", ""), "乙", "出生年月没填"),
    (("home_group", "least", "4"), "丙", "村民小组不少于4"),
    (("home_group", "most", "4"), "乙", "村民小组不多于4"),
    (("EMPLOYED-out", "is", "@甲公司"), "乙甲", "任职单位是甲公司"),
    (("EMPLOYED-out", "empty", ""), "丙", "没有任职单位"),
    (("EMPLOYED-out-position", "has", "董事"), "甲", "任职的职务含“董事”"),
    (("KIN-both", "is", "@丙"), "乙", "亲属是丙"),
    (("KIN-both", "filled", ""), "丙乙", "有亲属"),
    (("ATTENDED-out", "is", "@座谈"), "甲", "参加过“端午座谈”"),
    (("ATTENDED-out", "isnt", "@座谈"), "丙乙", "没参加过“端午座谈”"),
    (("ATTENDED-out", "filled", ""), "丙乙甲", "参加过任何一次"),
    (("last_contact", "within", "365"), "甲", "近一年联系过"),
    (("last_contact", "without", "365"), "丙乙", "近一年没联系"),
    (("last_contact", "after", "2025年"), "丙甲", "2025年以来联系过"),
    (("last_contact", "before", "2026年1月1日"), "丙乙", "2026年1月1日以后没联系"),
    (("last_contact", "never", ""), "乙", "从没联系过"),
    (("words", "has", "王庄"), "", "任何一栏含“王庄”"),
]


def test_every_way_of_asking_finds_whom_it_says(
    store: GraphStore, clerk: Viewer, ids: dict[str, Id]
) -> None:
    """Each condition alone finds the people it means and says so in words."""
    for (about, how, value), names, words in ANSWERS:
        condition = Condition(about, how, ids[value[1:]] if value.startswith("@") else value)
        assert found(store, clerk, (about, how, condition.value)) == names, words
        assert Narrowing(Person, (condition,)).sentence(store, viewer=clerk) == words
        assert unpacked(condition.packed()) == condition


def test_conditions_hold_together(store: GraphStore, clerk: Viewer, ids: dict[str, Id]) -> None:
    """All of them hold; two values of a field that has only one are meant as 或."""
    both = (
        Condition("home_village", "is", ids["王庄村"]),
        Condition("tags", "has", "重点户"),
        Condition("home_village", "is", ids["西城村"]),
        Condition("last_contact", "without", "365"),
    )
    narrowing = Narrowing(Person, both)
    nodes = store.find(Query("person", narrowing.where(store, TODAY, viewer=clerk))).nodes
    assert [node.id for node in nodes] == [ids["乙"]]
    words = narrowing.sentence(store, viewer=clerk)
    assert words == "老家村是王庄村或西城村，标签有“重点户”，近一年没联系"


def test_the_last_contact_is_the_newest_of_everything(
    store: GraphStore, clerk: Viewer, ids: dict[str, Id]
) -> None:
    """Notes, events and introductions count, by their occasion's day where they have none; what is
    planned does not; the filter and the column agree."""
    draft = Draft(new_id(), clerk.unit)
    draft.add(Introduction(by=ids["乙"], of=ids["甲公司"], occasion=ids["座谈"]))
    draft.add(RecordNote(line="一起吃饭", about=(ids["丙"],), occasion=ids["座谈"]))
    store.apply(draft.change_set(clerk, NOW, "records.create"))
    people = [ids[name] for name in ("甲", "乙", "丙", "镇长")]
    days = last_contact.latest(store, people, TODAY, viewer=clerk)
    assert {id_: when.label() for id_, when in days.items()} == dict.fromkeys(
        people[:3], "2026年6月1日"
    )
    assert found(store, clerk, ("last_contact", "after", "2026年6月1日")) == "丙乙甲"
    assert found(store, clerk, ("last_contact", "after", "2026年6月2日")) == ""


def test_nobody_asks_about_what_they_do_not_see(
    store: GraphStore, manager: Viewer, ids: dict[str, Id]
) -> None:
    """A masked or hidden field is no condition, however it is asked."""
    assert not {"gender", "phones", "remarks", "KIN-both"} & set(aspects(manager, Person))
    hidden = Condition("gender", "is", "男")
    assert not allowed(manager, Person, [hidden])
    with pytest.raises(Missing):
        Narrowing(Person, (hidden,)).where(store, TODAY, viewer=manager)
    assert browse.sound(manager, Person, [hidden]) == []


@pytest.mark.parametrize(
    ("about", "how", "value"),
    [
        ("birth", "from", "哪天"),
        ("birth", "from", ""),
        ("home_group", "least", "很多"),
        ("tier", "is", "没有这一档"),
        ("last_contact", "without", "昨天"),
        ("name", "has", "，"),
    ],
)
def test_what_cannot_be_read_is_said(
    store: GraphStore, clerk: Viewer, about: str, how: str, value: str
) -> None:
    """A value that makes no sense is refused in one sentence."""
    with pytest.raises(Invalid):
        Narrowing(Person, (Condition(about, how, value),)).where(store, TODAY, viewer=clerk)


def test_a_list_asks_as_often_for_200_as_for_20(store: GraphStore, clerk: Viewer) -> None:
    """With conditions of every sort the number of questions is the same."""
    asked = []
    for number in (20, 180):
        draft = Draft(new_id(), clerk.unit)
        if number == 20:
            village = draft.add(Place(name="王庄村", level="village"))
            firm = draft.add(Organisation(name="甲公司"))
        for _each in range(number):
            person = draft.add(Person(name="王小明", home_village=village, tags=("重点",)))
            draft.tie(Employment(position="经理"), person, firm)
        store.apply(draft.change_set(clerk, NOW, "records.create"))
        conditions = (
            Condition("tags", "has", "重点"),
            Condition("EMPLOYED-out", "is", firm),
            Condition("EMPLOYED-out-position", "has", "经理"),
            Condition("last_contact", "without", "365"),
        )
        wanted = Asked("小明", {"home_village": village}, conditions, "name_strokes")
        asking, count = counted(store)
        page = browse.browse(asking, Person, wanted, TODAY, viewer=clerk)
        assert page.total == (20 if number == 20 else 200)
        assert page.rows[0].links["home_village"][0].id == village
        asked.append(count.questions)
    assert asked[0] == asked[1]


@pytest.mark.parametrize("kind", [Person, Organisation, Project, Event])
def test_everything_offered_can_be_asked(
    store: GraphStore, clerk: Viewer, ids: dict[str, Id], kind: type[Record]
) -> None:
    """Every aspect of every list, in every way: it has words, the store answers, and its
    opposite finds the rest."""
    samples = {"text": "甲", "date": "2026年", "number": "3", "record": ids["甲"], "none": ""}
    total = sum(group.count for group in store.count(kind.kind))
    opposites = {"is": "isnt", "filled": "empty", "yes": "no", "without": "within", "has": "hasnt"}
    for aspect in aspects(clerk, kind).values():
        counts = {}
        for way in aspect.ways:
            value = samples.get(way.value) or (aspect.options[0][0] if aspect.options else "")
            if way.value == "none":
                value = ""
            narrowing = Narrowing(kind, (Condition(aspect.code, way.code, value),))
            where = narrowing.where(store, TODAY, viewer=clerk)
            counts[way.code] = sum(group.count for group in store.count(kind.kind, where))
            assert narrowing.sentence(store, viewer=clerk), (aspect.code, way.code)
        for one, other in opposites.items():
            if one in counts and other in counts:
                assert counts[one] + counts[other] == total, (aspect.code, one)
