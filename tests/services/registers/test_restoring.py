"""An import that was taken back comes again in one step, as it stood; what cannot come is told."""

from __future__ import annotations

import random

import pytest

from acts import NOW, new_id
from conftest import REGISTERS
from services.registers.test_taking_back import (
    SIX,
    bring,
    checked_of,
    drawn,
    edited,
    live,
    mine,
)
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.registers import ImportBatch
from xiangxian.services import records
from xiangxian.services.acts.undoing import Undone
from xiangxian.services.gate import Missing, Refused, Viewer
from xiangxian.services.history import recycle_bin
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.session import import_restoring
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore


def take_back(store: GraphStore, viewer: Viewer, batch: Id, most: int | None = None) -> list[str]:
    """Take an import back; gives what was kept."""
    room = {"most": most} if most else {}
    kept = loading.take_back(store, batch, viewer=viewer, now=NOW, **room)
    return [each.title for each in kept]


def restore(store: GraphStore, viewer: Viewer, batch: Id, most: int | None = None) -> Undone:
    """Bring it again."""
    room = {"most": most} if most else {}
    return import_restoring.restore(
        store, batch, change_id=new_id(), viewer=viewer, now=NOW, **room
    )


def removed(store: GraphStore, viewer: Viewer, id_: Id) -> None:
    """Somebody moves a record out."""
    rev = records.read(store, id_, viewer=viewer).rev
    records.remove(store, id_, rev, change_id=new_id(), viewer=viewer, now=NOW)


@pytest.mark.parametrize("most", [None, 60])
def test_taken_back_and_restored_is_as_it_was(
    store: GraphStore, clerk: Viewer, most: int | None
) -> None:
    """Six registers that share names, each taken back and restored twice, in one piece or many."""
    for path in SIX:
        batch = bring(store, clerk, path, most)
        stood = live(store), drawn(store)
        for _ in range(2):
            take_back(store, clerk, batch, most)
            assert (live(store), drawn(store)) != stood
            done = restore(store, clerk, batch, most)
            assert (done.kept, done.without) == ((), ())
            assert (live(store), drawn(store)) == stood
    assert store.verify() == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happened_to_an_import_it_is_restored_as_it_stood(
    store: GraphStore, clerk: Viewer, seed: int
) -> None:
    """Records edited, moved out and tied before it was taken back: those that stayed stay, the
    others come again with their ties, those that lay in the bin lie there."""
    chance = random.Random(seed)  # noqa: S311 - a walk, no secret
    start = live(store)
    (register,) = (REGISTERS / "jurong_offices").glob(f"{seed + 20}.[xc]*")
    first = bring(store, clerk, register)
    batch = bring(store, clerk, REGISTERS / "01_village_register.xlsx")
    ids = mine(store, start)
    edited(store, clerk, chance.sample(ids, 5))
    people = [node.id for node in store.get(ids).nodes if node.kind == Person.kind]
    for id_ in chance.sample(people, 3):
        removed(store, clerk, id_)
    firm = records.create(
        store, Organisation(name="后来记的公司"), change_id=new_id(), viewer=clerk, now=NOW
    )
    tied = next(id_ for id_ in people if id_ in live(store)[0])
    records.tie(
        store, Employment(position="经理"), tied, firm, change_id=new_id(), viewer=clerk, now=NOW
    )
    stood = live(store), drawn(store)
    undone = [first, batch] if seed % 2 else [batch]
    for each in undone:
        take_back(store, clerk, each)
    for each in reversed(undone):
        restore(store, clerk, each)
    assert (live(store), drawn(store)) == stood
    assert store.verify() == []


def test_who_came_back_alone_and_was_changed_stays_so(store: GraphStore, clerk: Viewer) -> None:
    """Somebody who was put back alone and edited is as edited, with the ties of the import."""
    batch = bring(store, clerk, REGISTERS / "01_village_register.xlsx")
    nodes, ties = live(store)
    person = next(n for n in store.get(sorted(nodes)).nodes if n.kind == Person.kind)
    take_back(store, clerk, batch)
    recycle_bin.put_back(store, person.id, change_id=new_id(), viewer=clerk, now=NOW)
    edited(store, clerk, [person.id])
    done = restore(store, clerk, batch)
    assert done.kept == ()
    again = live(store)
    assert again[1] == ties
    assert {id_ for id_ in nodes if again[0][id_] != nodes[id_]} == {person.id}


def test_rows_that_were_imported_again_are_not_brought_twice(
    store: GraphStore, clerk: Viewer
) -> None:
    """Refused in a sentence that names the other import; that one taken back, it comes."""
    path = REGISTERS / "01_village_register.xlsx"
    first = bring(store, clerk, path)
    take_back(store, clerk, first)
    second = bring(store, clerk, path)
    stood = live(store)
    with pytest.raises(Invalid) as refused:
        restore(store, clerk, first)
    assert "《01_village_register.xlsx》" in refused.value.faults["act"]
    assert live(store) == stood
    take_back(store, clerk, second)
    restore(store, clerk, first)
    assert len(live(store)[0]) == len(stood[0])


def test_a_restoring_that_was_broken_off_goes_on(store: GraphStore, clerk: Viewer) -> None:
    """Its own record comes last: until then it can be asked for again."""
    batch = bring(store, clerk, SIX[0], 60)
    stood = live(store)
    take_back(store, clerk, batch, 60)

    def broken(done: int, _all: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        import_restoring.restore(
            store, batch, change_id=new_id(), viewer=clerk, now=NOW, most=60, step=broken
        )
    assert live(store) != stood
    restore(store, clerk, batch, 60)
    assert live(store) == stood


def test_only_an_import_that_was_taken_back_is_restored(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """A live one, nobody's, a viewer who may not import: refused."""
    batch = bring(store, clerk, REGISTERS / "01_village_register.xlsx")
    for id_ in (batch, "nobody"):
        with pytest.raises(Missing):
            restore(store, clerk, id_)
    take_back(store, clerk, batch)
    with pytest.raises(Refused):
        restore(store, manager, batch)
    (taken,) = import_restoring.taken_back(store, viewer=clerk)
    assert (taken.id, isinstance(taken.batch, ImportBatch)) == (batch, True)
    went = import_restoring.what_went(store, taken, viewer=clerk)
    assert len(went[Person.kind]) == 62


def test_an_import_that_was_broken_off_is_none(store: GraphStore, clerk: Viewer) -> None:
    """What was never there as a whole is not offered as taken back."""
    workbook = SIX[0]

    def broken(done: int, _all: int) -> None:
        if done > 200:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        loading.load(
            store,
            checked_of(store, clerk, workbook),
            origin="village",
            viewer=clerk,
            now=NOW,
            change_id=new_id(),
            most=60,
            step=broken,
        )
    assert import_restoring.taken_back(store, viewer=clerk) == []


def test_the_bin_has_one_line_for_an_import(store: GraphStore, clerk: Viewer) -> None:
    """Dozens of people stand under it; who was moved out alone has a line of their own."""
    batch = bring(store, clerk, REGISTERS / "01_village_register.xlsx")
    alone = records.create(
        store, Person(name="单独移出"), change_id=new_id(), viewer=clerk, now=NOW
    )
    removed(store, clerk, alone)
    take_back(store, clerk, batch)
    found = recycle_bin.moved_out(store, Person.kind, viewer=clerk)
    assert [row.record.id for row in found.rows] == [alone]
    (line,) = found.imports
    assert (line.taken.id, len(line.rows)) == (batch, 62)
    recycle_bin.put_back(store, line.rows[0].record.id, change_id=new_id(), viewer=clerk, now=NOW)
    (line,) = recycle_bin.moved_out(store, Person.kind, viewer=clerk).imports
    assert len(line.rows) == 61
    restore(store, clerk, batch)
    assert recycle_bin.moved_out(store, Person.kind, viewer=clerk).imports == ()
