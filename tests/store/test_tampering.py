"""Whatever is changed behind the program's back is noticed, and where; what is not, is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from acts import NOW
from conftest import Clock
from differential import Twins
from engines import asked, emptied
from held_township import act, fill, finish, node
from xiangxian.domain.people import Person
from xiangxian.services.upkeep import demo
from xiangxian.store.base import Fault
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import FILE, open_store

BY_SQL: dict[str, str] = {
    "a record's values": "UPDATE node SET vals = replace(vals, '王甲', '王假') WHERE id = 'p1'",
    "values that say nothing": "UPDATE node SET vals = '{}' WHERE id = 'p1'",
    "values that are no JSON": "UPDATE node SET vals = 'x' WHERE id = 'p1'",
    "values as bytes": "UPDATE node SET vals = CAST(vals AS BLOB) WHERE id = 'p1'",
    "a field nobody declared": "UPDATE node SET vals = '{\"odd\":1}' WHERE id = 'p1'",
    "blanks in the values": "UPDATE node SET vals = replace(vals, ',', ', ') WHERE id = 'p1'",
    "a record's kind": "UPDATE node SET kind = 'organisation' WHERE id = 'p1'",
    "a kind nobody declared": "UPDATE node SET kind = 'dragon' WHERE id = 'p1'",
    "a record's unit": "UPDATE node SET unit = 'u2' WHERE id = 'p1'",
    "a record's revision": "UPDATE node SET rev = 7 WHERE id = 'p1'",
    "a revision that is no number": "UPDATE node SET rev = 'x' WHERE id = 'p1'",
    "a revision that is half a number": "UPDATE node SET rev = 1.5 WHERE id = 'p1'",
    "a record's id": "UPDATE node SET id = 'p9' WHERE id = 'p3'",
    "a record into the bin": "UPDATE node SET binned = 1 WHERE id = 'p1'",
    "a record out of the bin": "UPDATE node SET binned = 0 WHERE id = 'p4'",
    "a bin that is none": "UPDATE node SET binned = 7 WHERE id = 'p4'",
    "a record's row in the search index": "UPDATE node SET number = number + 1000 WHERE id = 'p1'",
    "a record away": "DELETE FROM node WHERE id = 'p3'",
    "a binned record away": "DELETE FROM node WHERE id = 'p4'",
    "a record more": "INSERT INTO node (id, kind, unit, rev, binned, vals) SELECT 'p9', kind, unit, 1, 0, vals FROM node WHERE id = 'p1'",
    "a record hidden": "UPDATE node SET batch = 'b1' WHERE id = 'p1'",
    "a record hidden by a mark of its own": "UPDATE node SET batch = 'b9' WHERE id = 'p1'; INSERT INTO incomplete VALUES ('b9')",
    "an unfinished import shown": "DELETE FROM incomplete",
    "one record of it shown": "UPDATE node SET batch = NULL WHERE id = 'h1'",
    "one tie of it shown": "UPDATE edge SET batch = NULL WHERE id = 'h3'",
    "a mark without an import": "INSERT INTO incomplete VALUES ('b9')",
    "a tie turned round": "UPDATE edge SET source = target, target = source WHERE id = 'k1'",
    "a tie's end": "UPDATE edge SET target = 'p2' WHERE id = 'k1'",
    "a tie's name": "UPDATE edge SET name = 'SCHOOLMATE' WHERE id = 'k1'",
    "a tie's values": "UPDATE edge SET vals = '{\"relation\":\"uncle\"}' WHERE id = 'k1'",
    "a tie's revision": "UPDATE edge SET rev = 2 WHERE id = 'k1'",
    "a tie into the bin": "UPDATE edge SET binned = 1 WHERE id = 'k1'",
    "a tie out of the bin": "UPDATE edge SET binned = 0 WHERE id = 'k2'",
    "a tie away": "DELETE FROM edge WHERE id = 'k1'",
    "a link away": "DELETE FROM edge WHERE id = 'l3'",
    "a tie more": "INSERT INTO edge (id, name, source, target, rev, binned, vals) VALUES ('k9', 'KIN', 'p1', 'p2', 1, 0, '{}')",
    "a tie that passes for a derived one": "UPDATE edge SET name = 'INTRODUCED' WHERE id = 'k1'",
    "a derived tie away": "DELETE FROM edge WHERE name = 'INTRODUCED'",
    "a derived tie more": "INSERT INTO edge (id, name, source, target, rev, binned, vals) VALUES ('i9', 'INTRODUCED', 'p1', 'p3', 1, 0, '{}')",
    "a derived tie's values": "UPDATE edge SET vals = replace(vals, '\"dated\":true', '\"dated\":false') WHERE name = 'INTRODUCED' AND id = 'i1'",
    "a derived tie's end": "UPDATE edge SET target = 'p3' WHERE name = 'INTRODUCED' AND id = 'i1'",
    "a derived tie into the bin": "UPDATE edge SET binned = 1 WHERE name = 'INTRODUCED' AND id = 'i1'",
    "a derived tie to a binned record": "UPDATE edge SET target = 'p4' WHERE name = 'INTRODUCED' AND id = 'i1'",
    "a derived tie hidden": "UPDATE edge SET batch = 'b1' WHERE name = 'INTRODUCED' AND id = 'i1'",
    "a key": "UPDATE key SET val = 'x' WHERE node = 'p1' AND field = 'name'",
    "a key's type": "UPDATE key SET val = CAST(val AS TEXT) WHERE typeof(val) = 'integer'",
    "a key's kind": "UPDATE key SET kind = 'project' WHERE node = 'p1'",
    "a key away": "DELETE FROM key WHERE node = 'p1' AND field = 'name'",
    "a key more": "INSERT INTO key VALUES ('p1', 'odd', 'person', 1)",
    "a key of nobody": "INSERT INTO key VALUES ('p9', 'name', 'person', 'a')",
    "search terms away": "DELETE FROM terms WHERE rowid = (SELECT number FROM node WHERE id = 'p1')",
    "other search terms": "DELETE FROM terms WHERE rowid = (SELECT number FROM node WHERE id = 'p1'); INSERT INTO terms (rowid, public, private) VALUES ((SELECT number FROM node WHERE id = 'p1'), 'axx', '')",
    "search terms more": "INSERT INTO terms (rowid, public, private) VALUES (99999, 'axx', '')",
    "what is said of the terms": "UPDATE term_digest SET digest = 'x' WHERE number = (SELECT number FROM node WHERE id = 'p1')",
    "terms of nobody": "INSERT INTO term_digest VALUES (99999, 'x')",
    "a log line's actor": "UPDATE log SET actor = 'other' WHERE seq = 4",
    "a log line's moment": "UPDATE log SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 4",
    "a moment written otherwise": "UPDATE log SET at = replace(at, '+00:00', 'Z') WHERE seq = 4",
    "a moment that is none": "UPDATE log SET at = 'yesterday' WHERE seq = 4",
    "a log line's reason": "UPDATE log SET why = 'session.login' WHERE seq = 4",
    "a log line's note": "UPDATE log SET note = '' WHERE seq = 4",
    "whom a log line is about": "UPDATE log SET about = '[\"p2\"]' WHERE seq = 4",
    "about that is no list": "UPDATE log SET about = 'p1' WHERE seq = 4",
    "what a log line undoes": "UPDATE log SET undoes = 'c5' WHERE seq = 7",
    "nothing as what is undone": "UPDATE log SET undoes = '' WHERE seq = 4",
    "how much a log line wrote": "UPDATE log SET writes = 0 WHERE seq = 4",
    "a log line's digest": "UPDATE log SET digest = 'x' WHERE seq = 4",
    "a log line's chain": "UPDATE log SET chain = 'x' WHERE seq = 4",
    "a log line's id": "UPDATE log SET id = 'c99' WHERE seq = 4",
    "a log line's number": "UPDATE log SET seq = 99 WHERE seq = 9",
    "a log line away": "DELETE FROM log WHERE seq = 4",
    "the first log line away": "DELETE FROM log WHERE seq = 1",
    "the last log line away": "DELETE FROM log WHERE seq = 9",
    "the last acts away whole": "DELETE FROM log WHERE seq > 8",
    "a log line more": "INSERT INTO log SELECT 10, 'c99', actor, at, why, note, about, undoes, writes, digest, chain FROM log WHERE seq = 9",
    "a log line before the first": "INSERT INTO log SELECT -1, 'c99', actor, at, why, note, about, undoes, writes, digest, chain FROM log WHERE seq = 9",
    "what was after a change": "UPDATE history SET after = replace(after, '乙乙', '甲甲') WHERE seq = 4",
    "what was before a change": "UPDATE history SET before = '' WHERE seq = 4",
    "a change's salt": "UPDATE history SET salt = 'x' WHERE seq = 4",
    "a change's digest": "UPDATE history SET digest = 'x' WHERE seq = 4",
    "a change emptied": "UPDATE history SET before = '', after = '', salt = '' WHERE seq = 4",
    "a change away": "DELETE FROM history WHERE seq = 3 AND pos = 1",
    "changes in another order": "UPDATE history SET pos = pos + 10 WHERE seq = 4",
    "a change of another act": "UPDATE history SET seq = 9 WHERE seq = 4",
    "a change more": "INSERT INTO history SELECT 12, 0, before, after, salt, digest FROM history WHERE seq = 4",
    "a change before the first": "INSERT INTO history SELECT -1, 0, before, after, salt, digest FROM history WHERE seq = 4",
    "a change kept from its record": "DELETE FROM concerns WHERE record = 'p2' AND seq = 4",
    "a change laid to another": "UPDATE concerns SET record = 'p3' WHERE record = 'p2' AND seq = 4",
    "a view that hides": "DROP VIEW seen_node; CREATE VIEW seen_node AS SELECT * FROM node WHERE id <> 'p1'",
    "an index away": "DROP INDEX key_by_value",
    "a trigger": "CREATE TRIGGER odd AFTER INSERT ON node BEGIN DELETE FROM key; END",
    "a table more": "CREATE TABLE odd (x)",
    "the number of the layout": "PRAGMA user_version = 1",
    "the mark of the vocabulary": "UPDATE meta SET val = 'x'",
}  # fmt: skip
"""What is changed -> the statements; each finds something to change."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a register that nobody has open."""
    directory = tmp_path_factory.mktemp("filled")
    store = open_store("sqlite", directory, lambda: NOW)
    fill(store)
    assert store.verify() == []
    store.close()
    return directory


@pytest.fixture
def copy(filled: Path, tmp_path: Path) -> Iterator[GraphStore]:
    """A copy of that register."""
    shutil.copytree(filled, tmp_path / "copy")
    store = open_store("sqlite", tmp_path / "copy", lambda: NOW)
    yield store
    store.close()


@pytest.mark.sqlite
@pytest.mark.parametrize("what", sorted(BY_SQL))
def test_what_sql_changes_is_noticed(copy: GraphStore, tmp_path: Path, what: str) -> None:
    """With a sentence and the place, and never by breaking down."""
    connection = apsw.Connection(str(tmp_path / "copy" / FILE))
    before = connection.total_changes()
    connection.execute(BY_SQL[what])
    if not BY_SQL[what].startswith(("DROP", "CREATE", "PRAGMA")):
        assert connection.total_changes() > before
    connection.close()
    found = copy.verify()
    assert found
    assert all(fault.sentence.endswith("。") and fault.promise for fault in found)
    assert any(fault.where for fault in found)


BY_CYPHER: dict[str, str] = {
    "a record's values": "MATCH (n:Record {id: 'p1'}) SET n.values = replace(n.values, '王甲', '王假')",
    "values that are no JSON": "MATCH (n:Record {id: 'p1'}) SET n.values = 'x'",
    "no values": "MATCH (n:Record {id: 'p1'}) REMOVE n.values",
    "a record's unit": "MATCH (n:Record {id: 'p1'}) SET n.unit = 'u2'",
    "a record's revision": "MATCH (n:Record {id: 'p1'}) SET n.rev = 7",
    "a revision that is no number": "MATCH (n:Record {id: 'p1'}) SET n.rev = 'x'",
    "a kind nobody declared": "MATCH (n:Record {id: 'p1'}) SET n.kind = 'dragon'",
    "a record away": "MATCH (n:Record {id: 'p3'}) DETACH DELETE n",
    "a record without its id": "MATCH (n:Record {id: 'p3'}) REMOVE n.id",
    "a record more": "CREATE (:Record:Person {id: 'p9', kind: 'person', unit: 'u1', rev: 1, values: '{\"name\":\"假\"}'})",
    "a person that is no record": "CREATE (:Person {title: '假'})",
    "a record's title": "MATCH (n:Record {id: 'p1'}) SET n.title = '王假'",
    "a record's stage in words": "MATCH (n:Record {id: 'x1'}) SET n.stage = '投产'",
    "a record hidden": "MATCH (n:Record {id: 'p1'}) SET n.batch = 'b1'",
    "an unfinished import shown": "MATCH (b:Batch) DELETE b",
    "a tie turned round": "MATCH ()-[e:KIN {id: 'k1'}]->() DELETE e; MATCH (a:Record {id: 'p1'}), (b:Record {id: 'p3'}) CREATE (b)-[:KIN {id: 'k1', rev: 1, values: '{}'}]->(a)",
    "a tie's values": "MATCH ()-[e:KIN {id: 'k1'}]->() SET e.values = '{\"relation\":\"uncle\"}'",
    "a tie away": "MATCH ()-[e:KIN {id: 'k1'}]->() DELETE e",
    "a tie more": "MATCH (a:Record {id: 'p1'}), (b:Record {id: 'p2'}) CREATE (a)-[:KIN {id: 'k9', rev: 1, values: '{}'}]->(b)",
    "a tie nobody declared": "MATCH (a:Record {id: 'p1'}), (b:Record {id: 'p2'}) CREATE (a)-[:FRIEND {id: 'k9'}]->(b)",
    "a tie out of the bin": "MATCH (a)-[e:BINNED {id: 'k2'}]->(b) CREATE (a)-[:KIN {id: 'k2', rev: 2, values: '{}'}]->(b) DELETE e",
    "a derived tie to another": "MATCH ()-[e:INTRODUCED {id: 'i1'}]->() DELETE e; MATCH (a:Record {id: 'p1'}), (b:Record {id: 'p3'}) CREATE (a)-[:INTRODUCED {id: 'i1', rev: 1, values: '{}'}]->(b)",
    "a derived tie in the bin": "MATCH (a)-[e:INTRODUCED {id: 'i1'}]->(b) CREATE (a)-[:BINNED {id: 'i1', name: 'INTRODUCED', rev: 1, values: '{}'}]->(b)",
    "what a derived tie tells": "MATCH ()-[e:INTRODUCED {id: 'i1'}]->() SET e.project = 'x9'",
    "a log line's actor": "MATCH (l:LogEntry {seq: 4}) SET l.actor = 'other'",
    "a moment that is none": "MATCH (l:LogEntry {seq: 4}) SET l.at = 'yesterday'",
    "the last acts away whole": "MATCH (l:LogEntry {seq: 9}) DELETE l WITH 1 AS one MATCH (l:LogEntry {seq: 8}) MATCH (h:Head) SET h.seq = 8, h.chain = l.chain",
    "the head": "MATCH (h:Head) SET h.seq = 99",
    "a log line before the first": "CREATE (:LogEntry {seq: -1, id: 'c99', actor: 'a', at: '2026-01-01T00:00:00+00:00', why: 't', note: '', about: [], writes: 0, digest: '', chain: ''})",
    "a change emptied": "MATCH (h:HistoryRow {seq: 4}) SET h.before = '', h.after = '', h.salt = ''",
    "a change away": "MATCH (h:HistoryRow {seq: 3, pos: 1}) DELETE h",
    "a change kept from its record": "MATCH (h:HistoryRow {seq: 4}) SET h.subject = 'p3'",
}  # fmt: skip
"""What is changed -> the statements."""


@pytest.mark.neo4j
@pytest.mark.parametrize("what", sorted(BY_CYPHER))
def test_what_cypher_changes_is_noticed(store: GraphStore, address: str, what: str) -> None:
    """With a sentence and the place, and never by breaking down."""
    fill(store)
    assert store.verify() == []
    asked(address, *BY_CYPHER[what].split("; "))
    found = store.verify()
    assert found
    assert all(fault.sentence.endswith("。") and fault.promise for fault in found)
    assert any(fault.where for fault in found)


@pytest.mark.neo4j
def test_a_constraint_that_is_gone_is_noticed(store: GraphStore, address: str) -> None:
    """Two log lines of one number would be possible without it."""
    fill(store)
    asked(address, "DROP CONSTRAINT unique_seq")
    try:
        assert [fault.where for fault in store.verify()] == ["unique_seq"]
    finally:
        asked(
            address,
            "CREATE CONSTRAINT unique_seq IF NOT EXISTS FOR (n:LogEntry) REQUIRE n.seq IS UNIQUE",
        )


def test_what_an_erasure_names_may_be_empty(store: GraphStore) -> None:
    """And only that: rows that an act of erasing names, of the records that it names."""
    from xiangxian.store.agreement import Agreement
    from xiangxian.store.base import HistoryLine, Line, Stream
    from xiangxian.store.history import ERASURE
    from xiangxian.store.verification import Chain, watched

    fill(store)
    act(store, "gone", node("p2", Person(name="已删"), 3), why=ERASURE, about=("p2", "1.2", "4.0"))

    def emptied_at(*places: str) -> Callable[[Stream], Iterator[Line]]:
        def stream(what: Stream) -> Iterator[Line]:
            for line in store.stream(what):
                if isinstance(line, HistoryLine) and f"{line.seq}.{line.pos}" in places:
                    yield HistoryLine(line.seq, line.pos, "", "", "", line.digest)
                else:
                    yield line

        return stream

    def found(*places: str) -> list[Fault]:
        stream = emptied_at(*places)
        return list(watched(stream, (Chain(), Agreement(stream))))

    assert found() == []
    assert found("1.2", "4.0") == []
    assert {fault.where for fault in found("1.2", "4.0", "1.1")} == {"1.1", "p1"}


def test_long_random_work_gives_no_alarm(store: GraphStore, tmp_path: Path, clock: Clock) -> None:
    """Writes, undo, bins and batches as the differential test makes them; a demo; a finished import."""
    beside = open_store("sqlite", tmp_path / "beside", clock)
    try:
        twins = Twins(store, beside, 7)
        for _ in range(250):
            twins.step()
        twins.finish()
        assert store.verify() == []
    finally:
        beside.close()


def test_a_finished_import_and_a_demo_give_no_alarm(
    address: str, store: GraphStore, clock: Clock, tmp_path: Path
) -> None:
    """What was hidden and is seen now is as it should be; so is a township's whole story."""
    fill(store)
    finish(store)
    assert store.verify() == []
    emptied(address) if address != "sqlite" else None
    other = open_store(address, tmp_path / "other", clock)
    demo.found_demo(other, now=clock())
    assert other.verify() == []
    other.close()
