"""What a person's and an event's page say beyond the record: asks, the one sentence, the result."""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acts import NOW, new_id
from conftest import made_viewer
from xiangxian.domain.events import Attendance, Event, RecordNote, Reply
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Role
from xiangxian.domain.suggestions import Suggestion
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services.connections import asks, bridges, members
from xiangxian.services.drafts import Draft
from xiangxian.services.events import outcomes
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions import party_stories
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)
ELSEWHERE = "another-unit"
PEOPLE = "abcdef"


@settings(max_examples=100)
@given(
    st.sets(st.sampled_from(PEOPLE)),
    st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))),
    st.sets(st.sampled_from(PEOPLE)),
)
def test_the_only_one_is_whose_removal_leaves_nobody(
    known: set[str], introduced: set[tuple[str, str]], group: set[str]
) -> None:
    """Taken away and counted: from those we know, step by step, nobody of the group is left."""
    reached = known - {"a"}
    for _ in PEOPLE:
        for one, other in introduced:
            if "a" not in (one, other) and {one, other} & reached:
                reached |= {one, other}
    alone = not (reached & group - {"a"})
    graph: nx.Graph[str] = nx.Graph(list(introduced))
    assert bridges.only_reached_through(known, graph, "a", group) == alone


def test_asks_are_recorded_facts(store: GraphStore, clerk: Viewer, manager: Viewer) -> None:
    """Own words first, then chamber, firm and city; of a project one reason; at most what the
    viewer may see; a landed project, a hidden one and their own give none; never of the dead."""
    draft = Draft(new_id(), clerk.unit)
    person = draft.add(Person(name="甲", city="深圳市"))
    chamber = draft.add(Organisation(name="深圳商会", organisation_kind="chamber", city="深圳"))
    firm = draft.add(Organisation(name="丁公司", chain="新材料"))
    draft.tie(SocialRole(role="副会长"), person, chamber)
    draft.tie(Employment(position="副总"), person, firm)
    draft.add(Project(name="从深圳来", stage="negotiating", origin_city="深圳"))
    draft.add(Project(name="同行", stage="lead", chain="新材料产业"))
    draft.add(Project(name="落了地", stage="building", origin_city="深圳"))
    draft.add(Project(name="看不到", stage="lead", origin_city="深圳"), unit=ELSEWHERE)
    draft.add(Project(name="自己的", stage="lead", origin_city="深圳", natives=(person,)))
    investor = draft.add(Person(name="投资人", native=False))
    draft.tie(SocialRole(), investor, chamber)
    draft.add(Project(name="同会", stage="intent", investors=(investor,)))
    hidden = draft.add(Person(name="藏着", native=False), unit=ELSEWHERE)
    draft.tie(SocialRole(), hidden, chamber)
    draft.add(Project(name="藏着的", stage="intent", investors=(hidden,)))
    draft.add(RecordNote(about=(person,), line="愿意帮着牵线"))
    draft.add(RecordNote(about=(person,), line="说不愿意再谈"))
    marked = [
        draft.add(Person.model_validate({"name": mark, mark: True}))
        for mark in ("deceased", "opt_out", "public_office")
    ]
    for each in marked:
        draft.tie(SocialRole(), each, chamber)
    store.apply(draft.change_set(clerk, NOW, "test"))

    def said(id_: str, viewer: Viewer) -> list[str]:
        return [ask.sentence for ask in asks.asks(store, id_, viewer=viewer, today=TODAY)]

    open_ones = [
        "在深圳商会任副会长；同会（意向）的投资方投资人也在其中。",
        "在深圳商会任副会长，那里在深圳；从深圳来（在谈）原所在地是深圳。",
        "在丁公司任副总，做新材料；同行（线索）也是。",
    ]
    assert said(person, clerk) == ["记着：“愿意帮着牵线”。", *open_ones]
    assert said(person, manager) == open_ones
    assert [said(each, clerk) for each in marked] == [[], [], []]
    assert said(person, made_viewer(ELSEWHERE, Role.CLERK)) == []
    assert said(hidden, clerk) == []
    there = members.natives_of(store, chamber, viewer=clerk)
    assert ("甲", "副会长") in {(each.person.title, each.said) for each in there}
    assert "投资人" not in {each.person.title for each in there}


def test_one_sentence_only_where_it_is_so(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """The only one of a city's natives whom we know; not once another may be known, directly or by
    an introduction; long unheard of, with what they brought."""
    draft = Draft(new_id(), clerk.unit)
    first, second, _third, dead = (
        draft.add(Person(name=name, city="深圳", deceased=name == "故")) for name in "甲乙丙故"
    )
    elsewhere = draft.add(Person(name="看不到", city="深圳"), unit=ELSEWHERE)
    draft.add(RecordNote(about=(first,), line="见过", on=PartialDate(year=2026, month=5)))
    draft.add(RecordNote(about=(second,), line="老话", on=PartialDate(year=2020)))
    draft.add(RecordNote(about=(dead, elsewhere), line="见过", on=PartialDate(year=2026)))
    old = draft.add(Person(name="旧"))
    project = draft.add(Project(name="项目", stage="lead"))
    draft.add(Introduction(by=old, of=project, project=project, at=PartialDate(year=2022, month=5)))
    outside = draft.add(Person(name="外"))
    draft.add(RecordNote(about=(outside,), line="见过", on=PartialDate(year=2026)))
    store.apply(draft.change_set(clerk, NOW, "test"))

    def said(id_: str, viewer: Viewer = clerk) -> str:
        story = party_stories.person_story(store, id_, viewer=viewer)
        found = bridges.standing(store, id_, story, viewer=viewer, today=TODAY)
        return found.sentence if found else ""

    assert said(first) == "深圳3位乡友里唯一相识的人。"
    assert said(first, manager) == said(first)
    assert [said(each) for each in (second, dead, outside, elsewhere)] == ["", "", "", ""]
    assert said(old) == "上次联系2022年5月，此前牵过1个项目。"
    more = Draft(new_id(), clerk.unit)
    more.add(Introduction(by=outside, of=second, state="recorded"))
    more.add(RecordNote(about=(old,), line="日子没记"))
    store.apply(more.change_set(clerk, NOW, "test"))
    assert said(first) == ""
    assert said(old) == ""


def test_an_events_result_is_what_names_it(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """Asked, answered, came; introductions, their projects, suggestions by state, notes for who may
    read them; nothing of another unit is counted or named."""
    draft = Draft(new_id(), clerk.unit)
    event = draft.add(Event(name="座谈", on=PartialDate(year=2026)))
    one, two, three = (draft.add(Person(name=name)) for name in "甲乙丙")
    hidden = draft.add(Person(name="藏着"), unit=ELSEWHERE)
    for who, answer in ((one, "coming"), (two, "not_coming"), (three, None), (hidden, "coming")):
        draft.tie(Reply(answer=answer), who, event)
    for who in (one, hidden):
        draft.tie(Attendance(), who, event)
    project = draft.add(Project(name="项目", stage="lead"))
    draft.add(Project(name="请来的", stage="signed", invited_at=(event,)))
    draft.add(Introduction(by=one, of=project, project=project, occasion=event))
    draft.add(Introduction(by=hidden, of=project, occasion=event), unit=ELSEWHERE)
    draft.add(Suggestion(suggestion="路灯", occasion=event, state="closed"))
    draft.add(Suggestion(suggestion="河道", occasion=event))
    draft.add(RecordNote(about=(one,), occasion=event, line="说了话"))
    empty = draft.add(Event(name="空"))
    store.apply(draft.change_set(clerk, NOW, "test"))
    found = outcomes.of_event(store, event, viewer=clerk)
    people = "请了3位，回话2位（参加1、不参加1），到会1位；"
    named = "记在这次名下的有引荐1条，项目2个，意见建议2条（归档1、没记办到哪一步1）"
    assert found.sentence == f"{people}{named}，记下1笔。"
    assert outcomes.of_event(store, event, viewer=manager).sentence == f"{people}{named}。"
    assert "藏着" not in repr(found)
    projects = next(each for each in found.figures if each.code == "project").lines
    assert {(line.record.title, line.words, line.why) for line in projects} == {
        ("项目", "线索", "甲介绍项目时说到"),
        ("请来的", "签约", ""),
    }
    assert outcomes.of_event(store, empty, viewer=clerk).sentence == ""
    with pytest.raises(Missing):
        outcomes.of_event(store, event, viewer=made_viewer(ELSEWHERE, Role.CLERK))
