"""An introduction's road over a store: steps, evidence, and what is drawn of it."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from acts import NOW, new_id
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.files import FileChunk
from xiangxian.domain.introductions import DrawnIntroduction, Introduction
from xiangxian.domain.people import Person
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, loaded
from xiangxian.services.evidence import files
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import claims
from xiangxian.services.introductions.claims import SaidStep
from xiangxian.services.records import Changed
from xiangxian.store.base import Direction
from xiangxian.store.contract import GraphStore


def drawn_state(store: GraphStore) -> str:
    """The state of the one drawn introduction."""
    (edge,) = store.edges("INTRODUCED")
    return DrawnIntroduction.model_validate_json(edge.values).state


def test_a_claim_walks_its_road(store: GraphStore, clerk: Viewer, manager: Viewer) -> None:
    """Confirmed, denied, struck out, disputed, withdrawn; evidence sent twice is kept once; who saw
    an older state, and who may not, changes nothing."""
    draft = Draft(new_id(), clerk.unit)
    by, of = draft.add(Person(name="甲")), draft.add(Person(name="乙"))
    id_ = draft.add(Introduction(by=by, of=of, state="recorded"))
    store.apply(draft.change_set(clerk, NOW, "demo.found"))

    def walk(said: SaidStep, viewer: Viewer = clerk) -> None:
        rev = claims.read(store, id_, viewer=viewer).rev
        then = NOW + timedelta(minutes=rev)
        claims.move(store, id_, rev, said, change_id=new_id(), viewer=viewer, now=then)

    piece = {"file_name": "信.pdf", "content": b"words", "change_id": new_id()}
    kept = [
        claims.add_evidence(store, id_, Evidence(name="来信"), **piece, viewer=clerk, now=NOW)  # type: ignore[arg-type]
        for _ in range(2)
    ]
    assert kept[0] == kept[1]
    assert claims.introduction_of(claims.read(store, id_, viewer=clerk)).evidence == (kept[0],)
    walk(SaidStep("confirm", "investor", "丙", note="是他", evidence=kept[0]))
    assert drawn_state(store) == "investor_confirmed"
    walk(SaidStep("deny", "carrier_unit"))
    assert drawn_state(store) == "disputed"
    with pytest.raises(Changed):
        claims.move(
            store,
            id_,
            1,
            SaidStep("withdrawn", note="x"),
            change_id=new_id(),
            viewer=clerk,
            now=NOW,
        )
    with pytest.raises(gate.Refused):
        walk(SaidStep("confirm", "carrier_unit"), manager)
    rev = claims.read(store, id_, viewer=clerk).rev
    claims.take_back_confirmation(store, id_, rev, 1, change_id=new_id(), viewer=clerk, now=NOW)
    assert drawn_state(store) == "investor_confirmed"
    walk(SaidStep("disputed", note="丁说是他"))
    assert drawn_state(store) == "disputed"
    walk(SaidStep("recorded", note="丁收回了"))
    assert drawn_state(store) == "investor_confirmed"
    walk(SaidStep("withdrawn", note="记错了人"))
    assert drawn_state(store) == "withdrawn"
    shown = records.show(store, id_, viewer=clerk)
    record = claims.introduction_of(claims.read(store, id_, viewer=clerk))
    road = claims.told_road(record, shown)
    assert [told.step.label for told in road] == ["投资方证实", "有争议", "记录", "撤销"]
    assert road[0].evidence is not None
    assert store.verify() == []

    (file,) = files.kept_with(store, [kept[0]], viewer=clerk)[kept[0]]
    assert files.kept_with(store, [kept[0]], viewer=manager) == {}
    assert files.give(store, file.id, viewer=clerk).content == b"words"
    graph = store.expand([file.id], ["PIECE_OF"], direction=Direction.IN, limit=3)
    chunk = next(node for node in graph.nodes if node.kind == FileChunk.kind)
    other = Draft(new_id(), clerk.unit)
    before = loaded(chunk, graph.edges)
    data = base64.b64encode(b"other").decode()
    other.revise(before, before.record.model_copy(update={"data": data}))
    store.apply(other.change_set(clerk, NOW, "demo.found"))
    with pytest.raises(files.Altered):
        files.give(store, file.id, viewer=clerk)
