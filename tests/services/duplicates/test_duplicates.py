"""The whole register is searched for what may be one, and what was said not to be stays said."""

from __future__ import annotations

from hypothesis import given

from acts import NOW, new_id
from services.duplicates.test_likeness import PEOPLE
from xiangxian.domain.duplicates import Distinction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.values.phones import Phone
from xiangxian.services.drafts import Draft
from xiangxian.services.duplicates import candidates
from xiangxian.services.duplicates.candidates import (
    Grade,
    Traits,
    block_keys,
    likely,
    likeness,
    queue,
)
from xiangxian.services.gate import Viewer
from xiangxian.services.people import name_index
from xiangxian.store.contract import GraphStore


def apply(store: GraphStore, viewer: Viewer, draft: Draft) -> None:
    """Write a draft."""
    store.apply(draft.change_set(viewer, NOW, "person.create"))


@given(PEOPLE, PEOPLE)
def test_whoever_is_alike_meets_in_a_block(one: Traits, other: Traits) -> None:
    """No pair is missed for the sake of speed; names that only sound alike are left to hints."""
    found = likeness(one, other)
    if found is not None and not block_keys(one) & block_keys(other):
        assert found.reasons == ("读音相同",)
        assert found.grade is Grade.WEAK


def test_the_queue_grades_every_kind(store: GraphStore, clerk: Viewer) -> None:
    """People, firms and projects, each pair once, the strongest first, with reasons."""
    draft = Draft(new_id(), clerk.unit)
    village = draft.add(Place(name="王庄村", level="village"))
    number = (Phone(number="13000000001"),)
    first = draft.add(Person(name="王小明", phones=number, home_village=village))
    second = draft.add(Person(name="王小明", phones=number))
    third = draft.add(Person(name="王晓明", home_village=village))
    firm, twin = (
        draft.add(Organisation(name="甲科技有限公司")),
        draft.add(Organisation(name="甲科技")),
    )
    draft.tie(Employment(), first, firm)
    draft.tie(Employment(), second, twin)
    for _ in range(2):
        draft.add(Project(name="智能装备项目", investors=(firm,)))
    apply(store, clerk, draft)
    people = queue(store, "person", viewer=clerk)
    assert [(pair.one, pair.other, pair.like.grade) for pair in people.pairs] == [
        (first, second, Grade.STRONG),
        (first, third, Grade.PROBABLE),
    ]
    assert people.pairs[1].like.reasons == ("读音相同、同村",)
    assert people.counts() == {Grade.STRONG: 1, Grade.PROBABLE: 1, Grade.WEAK: 0}
    assert [pair.like.grade for pair in queue(store, "organisation", viewer=clerk).pairs] == [
        Grade.STRONG
    ]
    assert [pair.like.grade for pair in queue(store, "project", viewer=clerk).pairs] == [
        Grade.STRONG
    ]


def test_what_was_said_to_be_two_is_not_asked_again(store: GraphStore, clerk: Viewer) -> None:
    """Neither in the queue nor while the one of them is being edited."""
    draft = Draft(new_id(), clerk.unit)
    first, second = (draft.add(Person(name="张伟")) for _ in range(2))
    apply(store, clerk, draft)
    assert [
        each.record.id for each in likely(store, "person", "张伟", [], viewer=clerk, but=first)
    ] == [second]
    draft = Draft(new_id(), clerk.unit)
    draft.add(Distinction(apart=(first, second), who="测试"))
    apply(store, clerk, draft)
    assert queue(store, "person", viewer=clerk).pairs == ()
    assert likely(store, "person", "张伟", [], viewer=clerk, but=first) == []
    assert len(likely(store, "person", "张伟", [], viewer=clerk)) == 2


def test_hints_say_how_much_and_why(store: GraphStore, clerk: Viewer) -> None:
    """The number before the name; a pasted name that nobody bears finds whom it may mean."""
    draft = Draft(new_id(), clerk.unit)
    named = draft.add(Person(name="王晓明"))
    numbered = draft.add(Person(name="王晓明", phones=(Phone(number="13000000001"),)))
    apply(store, clerk, draft)
    found = likely(store, "person", "王小明", ["13000000001"], viewer=clerk)
    assert [(each.record.id, each.grade) for each in found] == [
        (numbered, Grade.STRONG),
        (named, Grade.WEAK),
    ]
    assert "号码相同" in found[0].why
    assert likely(store, "event", "座谈会", [], viewer=clerk) == []
    listed = name_index.read_list(store, "王小明 13000000001\n李大力", viewer=clerk)
    read = candidates.with_alike(store, listed.names, viewer=clerk)
    assert [each.id for each in read[0].alike] == [numbered, named]
    assert read[1].alike == ()


def test_a_name_that_many_bear_is_told_as_one_line(store: GraphStore, clerk: Viewer) -> None:
    """A crowd is named and not compared pair by pair; those of it who have more in common are
    still found."""
    draft = Draft(new_id(), clerk.unit)
    for number in range(candidates.CROWD + 1):
        draft.add(Person(name="张伟", phones=(Phone(number=f"1300000{number:04}"),)))
    again = draft.add(Person(name="张伟", phones=(Phone(number="13000000001"),)))
    apply(store, clerk, draft)
    found = queue(store, "person", viewer=clerk)
    assert found.crowds == ("张伟",)
    assert [(pair.other, pair.like.grade) for pair in found.pairs] == [(again, Grade.STRONG)]
