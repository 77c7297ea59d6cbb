"""Registers come in, are worked on, and are taken back: nothing is left over, nothing is torn."""

from __future__ import annotations

from pathlib import Path

import pytest

from acts import NOW, new_id
from conftest import REGISTERS
from xiangxian.domain import schema
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.values.value_types import LongText, Text
from xiangxian.services import records
from xiangxian.services.drafts import Draft, loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.history import changes
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.model import Checked
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import Edge, Id, Node, Stream
from xiangxian.store.contract import GraphStore

SAMPLES = ("01_village_register", "03_returning_projects", "04_station_weekly")


SIX = [
    REGISTERS / name
    for pair in zip(
        [f"{sample}.xlsx" for sample in SAMPLES],
        [f"jurong_offices/{name}" for name in ("03.xlsx", "04.xlsx", "05.csv")],
        strict=True,
    )
    for name in pair
]
"""The three samples, and three registers of other offices that share villages and names."""


def checked_of(store: GraphStore, viewer: Viewer, path: Path) -> Checked:
    """A file as it is understood."""
    workbook = read_workbook(path, name=path.name)
    return check(workbook, homeland(store, viewer=viewer), known_people(store, viewer=viewer))


def bring(store: GraphStore, viewer: Viewer, path: Path, most: int | None = None) -> Id:
    """Import a file; gives the batch."""
    found = checked_of(store, viewer, path)
    done = loading.load(
        store, found, origin="village", viewer=viewer, now=NOW, change_id=new_id(), most=most
    )
    assert done.batch is not None
    return done.batch


def live(store: GraphStore) -> tuple[dict[Id, str], set[Edge]]:
    """The live records' content and the live ties, without their revisions."""
    nodes = {
        n.id: n.values for n in store.stream(Stream.NODES) if isinstance(n, Node) and not n.binned
    }
    ties = {e for e in store.stream(Stream.EDGES) if isinstance(e, Edge) and not e.binned}
    return nodes, {Edge(e.id, e.name, e.source, e.target, 0, e.values) for e in ties}


def drawn(store: GraphStore) -> set[tuple[str, ...]]:
    """What the derived ties say."""
    return {(e.id, e.source, e.target, e.values) for e in store.edges("INTRODUCED")}


def edited(store: GraphStore, viewer: Viewer, ids: list[Id]) -> None:
    """Somebody writes a word into each of these records, as a form does."""
    for node in store.get(ids).nodes:
        kind = schema.KINDS[node.kind]
        fields = [
            name
            for name, spec in kind.fields.items()
            if isinstance(spec.type, Text | LongText) and spec.form and not spec.is_link
        ]
        item = records.read(store, node.id, viewer=viewer)
        draft = Draft(new_id(), node.unit)
        assert draft.revise(item, item.record.model_copy(update={fields[-1]: "改过一个字"})), kind
        store.apply(draft.change_set(viewer, NOW, f"{node.kind}.revise"))


def mine(store: GraphStore, start: tuple[dict[Id, str], set[Edge]]) -> list[Id]:
    """The records that came in, the batches' own aside."""
    nodes = store.get(sorted(set(live(store)[0]) - set(start[0]))).nodes
    return [node.id for node in nodes if node.kind != ImportBatch.kind]


@pytest.mark.parametrize("most", [None, 60])
def test_six_registers_taken_back_in_reverse_end_at_the_start(
    store: GraphStore, clerk: Viewer, most: int | None
) -> None:
    """After each the register is what it was before it; nobody is left over, nothing is named."""
    stood, batches = [(live(store), drawn(store))], []
    for path in SIX:
        batches.append(bring(store, clerk, path, most))
        stood.append((live(store), drawn(store)))
    assert len(stood[-1][1]) > len(stood[0][1])
    assert stood.pop() != stood[-1]
    while batches:
        kept = loading.take_back(
            store, batches.pop(), viewer=clerk, now=NOW, **({"most": most} if most else {})
        )
        assert list(kept) == []
        assert (live(store), drawn(store)) == stood.pop()
    assert store.verify() == []


@pytest.mark.parametrize(("every", "backwards"), [(1, True), (1, False), (3, True), (3, False)])
def test_what_was_edited_keeps_every_tie_whose_other_end_is_there(
    store: GraphStore, clerk: Viewer, every: int, *, backwards: bool
) -> None:
    """Six registers in, every record (or every third) edited once, the batches taken back."""
    start = live(store)
    batches = [bring(store, clerk, path) for path in SIX]
    touched = mine(store, start)[::every]
    edited(store, clerk, touched)
    for batch in reversed(batches) if backwards else batches:
        _, before = live(store)
        kept = loading.take_back(store, batch, viewer=clerk, now=NOW)
        nodes, after = live(store)
        told = {each.id for each in kept}
        torn = {
            edge
            for edge in before - after
            if {edge.source, edge.target} & told and {edge.source, edge.target} <= set(nodes)
        }
        assert torn == set()
        assert set(touched) <= set(nodes)
    assert store.verify() == []
    if not backwards:
        return  # what a later batch tied stayed while that was there
    # who is there without having been edited is held by a record that was
    left = set(live(store)[0]) - set(start[0]) - set(touched)
    reached, ties = set(touched), live(store)[1]
    while more := {e.target for e in ties if e.source in reached} - reached:
        reached |= more
    assert left <= reached


def test_a_batch_goes_whatever_was_answered_since(store: GraphStore, clerk: Viewer) -> None:
    """Its own record is no entry of the register: what stays is what the answers made."""
    start = live(store)
    batch = bring(store, clerk, SIX[0])
    page = store.get([batch])
    draft = Draft(new_id(), clerk.unit)
    item = loaded(page.nodes[0], page.edges)
    draft.revise(item, item.record.model_copy(update={"review": {}, "skipped": 7}))
    store.apply(draft.change_set(clerk, NOW, "import.review"))
    assert list(loading.take_back(store, batch, viewer=clerk, now=NOW)) == []
    assert live(store) == start


def test_one_part_of_an_import_is_taken_back_with_the_others(
    store: GraphStore, clerk: Viewer
) -> None:
    """撤回 of any of its ChangeSets is 撤回 of the import."""
    start = live(store)
    batch = bring(store, clerk, SIX[0], 60)
    record = records.read(store, batch, viewer=clerk).record
    assert isinstance(record, ImportBatch)
    assert len(record.changes) > 2
    undone = changes.undo(store, record.changes[1], change_id=new_id(), viewer=clerk, now=NOW)
    assert undone.kept == ()
    assert live(store) == start
