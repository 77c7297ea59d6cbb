"""One field of many: what the preview says is what is done, and it is taken back whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts import NOW, new_id
from counting import counted
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.services import records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Refused, Viewer
from xiangxian.services.history import changes, recycle_bin
from xiangxian.services.introductions import claims
from xiangxian.services.introductions.claims import SaidStep
from xiangxian.services.lists import bulk_edit
from xiangxian.services.lists.bulk_edit import BulkChange, BulkPlan, Mode
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore


def add(store: GraphStore, viewer: Viewer, *made: Record) -> list[Id]:
    """Records in one act."""
    draft = Draft(new_id(), viewer.unit)
    ids = [draft.add(record) for record in made]
    store.apply(draft.change_set(viewer, NOW, "records.create"))
    return ids


def change(name: str, mode: Mode, value: object) -> BulkChange:
    """A change of a person's field."""
    return BulkChange(Person.fields[name], mode, value)


def apply(
    store: GraphStore,
    viewer: Viewer,
    ids: list[Id],
    wanted: BulkChange,
    *,
    seen: int | None = None,
    change_id: Id | None = None,
) -> BulkPlan:
    """Do it, as the page does after the preview."""
    return bulk_edit.apply(
        store,
        ids,
        Person,
        wanted,
        seen=store.revision() if seen is None else seen,
        change_id=change_id or new_id(),
        viewer=viewer,
        now=NOW,
    )


def test_an_introduction_of_a_project_gets_no_other(store: GraphStore, clerk: Viewer) -> None:
    """Of introductions that are for a project now, one of another project is left out and named;
    one that stands so already is read, and its state changes."""
    by, of, x, y = add(
        store, clerk, Person(name="甲"), Person(name="乙"), Project(name="X"), Project(name="Y")
    )
    ids = add(store, clerk, *(Introduction(by=by, of=each) for each in (of, x, y)))
    wanted = BulkChange(Introduction.fields["project"], Mode.REPLACE, y)
    done = bulk_edit.apply(
        store,
        ids,
        Introduction,
        wanted,
        seen=store.revision(),
        change_id=new_id(),
        viewer=clerk,
        now=NOW,
    )
    assert {item.id for item in done.changed} == {ids[0], ids[2]}
    assert [(each.id, "只能写同一个" in why) for each, why in done.refused] == [(ids[1], True)]
    (stands,) = add(store, clerk, Introduction(by=by, of=x, project=y, state="recorded"))
    item = records.read(store, stands, viewer=clerk)
    said = SaidStep("withdrawn", note="记错了")
    claims.move(store, stands, item.rev, said, change_id=new_id(), viewer=clerk, now=NOW)
    with pytest.raises(Invalid, match="只能写同一个"):
        records.revise(store, stands, 2, item.record, change_id=new_id(), viewer=clerk, now=NOW)
    assert records.read(store, stands, viewer=clerk).rev == 2
    assert store.verify() == []


def values(store: GraphStore, viewer: Viewer, ids: list[Id], name: str) -> list[object]:
    """What stands in a field of each."""
    items = records.read_many(store, ids, viewer=viewer)
    return [getattr(item.record, name) for item in items]


def titles(plan: BulkPlan) -> tuple[str, str, int]:
    """Who is changed, who keeps what, and how many have it already."""
    return (
        "".join(item.record.title() for item in plan.changed),
        "".join(f"{ref.title}{value}" for ref, value in plan.kept),
        plan.same,
    )


def test_each_mode_does_what_its_preview_says(store: GraphStore, clerk: Viewer) -> None:
    """只填空的 leaves other values and names them; 都改成 changes all; 加上 and 去掉 know parts."""
    ids = add(
        store,
        clerk,
        Person(name="甲", tags=("在沪",), tier="key"),
        Person(name="乙", tags=("重点", "在沪")),
        Person(name="丙"),
    )
    cases = [
        (change("tier", Mode.FILL, "famous"), ("乙丙", "甲重点", 0), ["key", "famous", "famous"]),
        (change("tier", Mode.TAKE, "famous"), ("乙丙", "", 1), ["key", None, None]),
        (change("tier", Mode.REPLACE, "key"), ("乙丙", "", 1), ["key", "key", "key"]),
        (
            change("tags", Mode.ADD, ("重点",)),
            ("甲丙", "", 1),
            [("在沪", "重点"), ("重点", "在沪"), ("重点",)],
        ),
        (change("tags", Mode.TAKE, ("重点",)), ("甲乙丙", "", 0), [("在沪",), ("在沪",), ()]),
        (change("native", Mode.REPLACE, False), ("甲乙丙", "", 0), [False, False, False]),
        (change("tags", Mode.REPLACE, ()), ("甲乙", "", 1), [(), (), ()]),
    ]
    for wanted, said, after in cases:
        plan = bulk_edit.plan(store, ids, Person, wanted, viewer=clerk)
        assert titles(plan) == said
        assert titles(apply(store, clerk, ids, wanted)) == said
        assert values(store, clerk, ids, wanted.spec.name) == after


def test_links_are_filled_put_and_taken_and_all_is_taken_back(
    store: GraphStore, clerk: Viewer
) -> None:
    """A village for those without one; nobody is linked to themselves; undo brings all back."""
    east, west = add(store, clerk, Place(name="东村"), Place(name="西村"))
    ids = add(store, clerk, Person(name="甲", home_village=west), Person(name="乙"))
    act = new_id()
    fill = change("home_village", Mode.FILL, east)
    assert titles(apply(store, clerk, ids, fill, change_id=act)) == ("乙", "甲西村", 0)
    assert apply(store, clerk, ids, fill, change_id=act).changed == ()
    assert values(store, clerk, ids, "home_village") == [west, east]
    changes.undo(store, act, change_id=new_id(), viewer=clerk, now=NOW)
    assert values(store, clerk, ids, "home_village") == [west, None]
    apply(store, clerk, ids, change("home_village", Mode.REPLACE, east))
    assert values(store, clerk, ids, "home_village") == [east, east]
    leader = change("liaison_leader", Mode.REPLACE, ids[0])
    done = apply(store, clerk, ids, leader)
    assert [ref.title for ref, _ in done.refused] == ["甲"]
    assert values(store, clerk, ids, "liaison_leader") == [None, ids[0]]


def test_what_others_changed_meanwhile_is_named_and_stays(store: GraphStore, clerk: Viewer) -> None:
    """Values and links written after the preview are not written over."""
    (village,) = add(store, clerk, Place(name="东村"))
    ids = add(store, clerk, *(Person(name=name) for name in "甲乙丙"))
    seen = store.revision()
    apply(store, clerk, ids[:1], change("tier", Mode.REPLACE, "famous"))
    apply(store, clerk, ids[1:2], change("home_village", Mode.REPLACE, village))
    done = apply(store, clerk, ids, change("tier", Mode.REPLACE, "key"), seen=seen)
    assert [ref.title for ref in done.moved_on] == ["甲", "乙"]
    assert values(store, clerk, ids, "tier") == ["famous", None, "key"]
    with_ties = Employment(position="经理")
    firm = add(store, clerk, Organisation(name="甲公司"))[0]
    seen = store.revision()
    records.tie(store, with_ties, ids[2], firm, change_id=new_id(), viewer=clerk, now=NOW)
    assert apply(store, clerk, ids[2:], change("tier", Mode.REPLACE, None), seen=seen).changed


def test_many_are_moved_out_and_come_back(store: GraphStore, clerk: Viewer) -> None:
    """With their ties, also one between two of them; who was changed since stays."""
    firm = add(store, clerk, Organisation(name="甲公司"))[0]
    ids = add(store, clerk, *(Person(name=name) for name in "甲乙丙"))
    apply(store, clerk, ids[1:2], change("liaison_leader", Mode.REPLACE, ids[0]))
    for id_ in ids[:2]:
        records.tie(store, Employment(), id_, firm, change_id=new_id(), viewer=clerk, now=NOW)
    seen = store.revision()
    apply(store, clerk, ids[2:], change("tier", Mode.REPLACE, "key"))
    act = new_id()
    done = bulk_edit.remove(store, ids, Person, seen=seen, change_id=act, viewer=clerk, now=NOW)
    assert (done.gone, [ref.title for ref in done.moved_on]) == (2, ["丙"])
    gone = recycle_bin.moved_out(store, "person", viewer=clerk).rows
    assert {(row.record.title, row.why) for row in gone} == {
        ("甲", "bulk.remove"),
        ("乙", "bulk.remove"),
    }
    changes.undo(store, act, change_id=new_id(), viewer=clerk, now=NOW)
    assert len(records.ties(store, ids[0], viewer=clerk)) == 1
    assert values(store, clerk, ids[:2], "liaison_leader") == [None, ids[0]]


def test_what_makes_no_sense_for_many_is_not_offered(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """No names, contacts or original wording; nothing at all for who may not record; not too many,
    and not none."""
    offered = {spec.name for spec in bulk_edit.fields(clerk, Person)}
    assert not {"name", "phones", "address", "kept", "category_written", "remarks"} & offered
    wanted = {"tags", "liaison_officer", "liaison_leader", "home_village", "category", "tier"}
    assert wanted | {"native", "last_verified"} <= offered
    ids = add(store, clerk, Person(name="甲"))
    with pytest.raises(Refused):
        bulk_edit.plan(store, ids, Person, change("tier", Mode.FILL, "key"), viewer=manager)
    for many in ([], [new_id()] * (bulk_edit.MOST + 1)):
        with pytest.raises(Invalid):
            bulk_edit.read(store, many, Person, viewer=clerk)
    with pytest.raises(Invalid):
        bulk_edit.unpacked("x")


def test_200_cost_as_many_questions_as_20(store: GraphStore, clerk: Viewer) -> None:
    """Two hundred records come with each question; the writing is one act."""
    ids = add(store, clerk, *(Person(name=f"王{number}") for number in range(200)))
    asked = []
    for number, tier in ((20, "key"), (200, "famous")):
        asking, count = counted(store)
        wanted = change("tier", Mode.REPLACE, tier)
        bulk_edit.plan(asking, ids[:number], Person, wanted, viewer=clerk)
        apply(asking, clerk, ids[:number], wanted, seen=store.revision())
        asked.append(count.questions)
    assert asked[0] == asked[1]


@given(st.lists(st.uuids().map(str), unique=True, max_size=50))
def test_ids_travel_packed(ids: list[str]) -> None:
    """What is packed comes back, each once and in order."""
    assert bulk_edit.unpacked(bulk_edit.packed(ids)) == ids
    assert bulk_edit.unpacked(bulk_edit.packed([*ids, *ids])) == ids
