"""What was moved out comes back with its ties."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acts import NOW, new_id
from counting import counted
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.services import records
from xiangxian.services.gate import Missing, Refused, Viewer
from xiangxian.services.history import changes, recycle_bin
from xiangxian.store.contract import GraphStore


def add(store: GraphStore, viewer: Viewer, record: Record) -> str:
    """One more record."""
    return records.create(store, record, change_id=new_id(), viewer=viewer, now=NOW)


def employ(store: GraphStore, viewer: Viewer, person: str, firm: str) -> str:
    """One post."""
    tie = Employment(position="经理")
    return records.tie(store, tie, person, firm, change_id=new_id(), viewer=viewer, now=NOW)


def remove(store: GraphStore, viewer: Viewer, id_: str) -> None:
    """Move a record out."""
    rev = records.read(store, id_, viewer=viewer).rev
    records.remove(store, id_, rev, change_id=new_id(), viewer=viewer, now=NOW)


def put_back(store: GraphStore, viewer: Viewer, id_: str) -> recycle_bin.PutBack:
    """Put a record back."""
    return recycle_bin.put_back(store, id_, change_id=new_id(), viewer=viewer, now=NOW)


def test_ties_come_back_in_whatever_order_the_ends_do(store: GraphStore, clerk: Viewer) -> None:
    """A post comes back when both its ends are there again; one that was ended before does not."""
    person = add(store, clerk, Person(name="甲"))
    firm, other = (add(store, clerk, Organisation(name=name)) for name in ("甲公司", "乙公司"))
    kept, ended = employ(store, clerk, person, firm), employ(store, clerk, person, other)
    records.untie(store, person, ended, change_id=new_id(), viewer=clerk, now=NOW)
    for order in ((person, firm), (firm, person)):
        remove(store, clerk, person)
        remove(store, clerk, firm)
        first = put_back(store, clerk, order[0])
        assert (first.ties, [each.id for each in first.without]) == (0, [order[1]])
        assert put_back(store, clerk, order[1]).ties == 1
        assert [tie.id for tie in records.ties(store, person, viewer=clerk)] == [kept]
    assert not recycle_bin.moved_out(store, "person", viewer=clerk).rows


def test_links_of_others_come_back_and_the_act_can_be_undone(
    store: GraphStore, clerk: Viewer
) -> None:
    """A project names its native again; 撤回 moves both out of sight again."""
    person = add(store, clerk, Person(name="甲"))
    project = add(store, clerk, Project(name="一号项目", natives=(person,)))
    remove(store, clerk, person)
    change_id = new_id()
    assert [
        each.record.id for each in recycle_bin.moved_out(store, "person", viewer=clerk).rows
    ] == [person]
    recycle_bin.put_back(store, person, change_id=change_id, viewer=clerk, now=NOW)
    shown = records.show(store, project, viewer=clerk)
    assert [each.id for each in shown.links["natives"]] == [person]
    changes.undo(store, change_id, change_id=new_id(), viewer=clerk, now=NOW)
    assert "natives" not in records.show(store, project, viewer=clerk).links
    with pytest.raises(Missing):
        records.read(store, person, viewer=clerk)


def test_undoing_a_removal_leaves_out_what_leads_into_the_bin(
    store: GraphStore, clerk: Viewer
) -> None:
    """Whoever is still out is named, and the tie comes back with the second of the two."""
    person, firm = (
        add(store, clerk, each) for each in (Person(name="甲"), Organisation(name="甲公司"))
    )
    post = employ(store, clerk, person, firm)
    acts = {}
    for id_ in (person, firm):
        rev = records.read(store, id_, viewer=clerk).rev
        acts[id_] = new_id()
        records.remove(store, id_, rev, change_id=acts[id_], viewer=clerk, now=NOW)
    first = changes.undo(store, acts[person], change_id=new_id(), viewer=clerk, now=NOW)
    assert [each.id for each in first.without] == [firm]
    assert records.ties(store, person, viewer=clerk) == []
    second = changes.undo(store, acts[firm], change_id=new_id(), viewer=clerk, now=NOW)
    assert second.without == ()
    assert [tie.id for tie in records.ties(store, person, viewer=clerk)] == [post]


def test_what_is_not_in_the_bin_is_not_put_back(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """Neither a live record nor one that never was; and not by who only reads."""
    person = add(store, clerk, Person(name="甲"))
    before = store.revision()
    for id_ in (person, new_id()):
        with pytest.raises(Missing):
            put_back(store, clerk, id_)
    with pytest.raises(Missing):
        recycle_bin.moved_out(store, "account", viewer=clerk)
    with pytest.raises(Refused):
        recycle_bin.moved_out(store, "person", viewer=manager)
    with pytest.raises(Refused):
        put_back(store, manager, person)
    assert store.revision() == before


def test_the_bin_says_who_moved_a_record_out_and_when(store: GraphStore, clerk: Viewer) -> None:
    """The act that moved it out is named, the last one first; a page asks a fixed number of times."""
    first, second, third = (add(store, clerk, Person(name=name)) for name in ("甲", "乙", "丙"))
    firm = add(store, clerk, Organisation(name="甲公司"))
    employ(store, clerk, second, firm)
    later = NOW + timedelta(days=1)
    remove(store, clerk, third)
    remove(store, clerk, second)
    records.remove(store, first, 1, change_id=new_id(), viewer=clerk, now=later)
    asking, count = counted(store)
    (one, two, three) = recycle_bin.moved_out(asking, "person", viewer=clerk).rows
    assert [each.record.title for each in (one, two, three)] == ["甲", "乙", "丙"]
    assert (one.at, two.at, one.why) == (later, NOW, "person.remove")
    asked = count.questions
    put_back(store, clerk, second)
    remove(store, clerk, second)
    assert recycle_bin.moved_out(asking, "person", viewer=clerk).rows[0].record.id == second
    assert count.questions == 2 * asked
