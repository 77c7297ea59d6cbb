"""What is Neo4j's own: locks, lost connections, memory, and statements that cost the same."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import neo4j
import pytest

from engines import asked, server_script
from loopback_proxy import FAULTS, Proxy, write_through
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.store import ddl
from xiangxian.store.base import (
    WRITES,
    ChangeSet,
    Conflict,
    Direction,
    Edge,
    Hop,
    NewerSchema,
    Node,
    Order,
    Query,
    State,
    Unavailable,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.neo4j import engine as engine_module
from xiangxian.store.neo4j.engine import Neo4jStore
from xiangxian.store.neo4j.times import Times
from xiangxian.store.opening import late_store

pytestmark = pytest.mark.neo4j

SOON = 20.0
"""Seconds: four times what is wanted of an idle machine, and less than a lock is waited for."""
AT = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def person(id_: str, name: str, rev: int = 1) -> Node:
    """A person's record."""
    return Node(id_, "person", "u", rev, Person(name=name).values())


def change(id_: str, *entries: Node | Edge) -> ChangeSet:
    """A ChangeSet of entries over the revision before theirs."""
    return ChangeSet(id_, "t", AT, "t", tuple(Write(each.rev - 1, each) for each in entries))


def fill(store: GraphStore, number: int) -> None:
    """So many people, each tied to the next."""
    nodes = [person(f"p{n:05d}", f"王{n}") for n in range(number)]
    ties = [Edge(f"e{n:05d}", "KIN", f"p{n:05d}", f"p{n + 1:05d}", 1) for n in range(number - 1)]
    store.apply(change("fill", *nodes, *ties))


@pytest.fixture
def proxy(address: str) -> Iterator[Proxy]:
    """A proxy before the emptied server."""
    made = Proxy(address)
    yield made
    made.stop()


@pytest.fixture
def proxied(proxy: Proxy, store: GraphStore) -> Iterator[Neo4jStore]:
    """The same data as `store`, reached through the proxy."""
    made = Neo4jStore(proxy.address, lambda: AT)
    made.migrate()
    assert store.revision() == made.revision()
    yield made
    proxy.closed = False
    made.close()


def test_threads_lose_no_update(store: GraphStore) -> None:
    """Eight threads write the same few records: every accepted change is a revision, and a tie
    never leads to a record that went meanwhile."""
    store.apply(change("c0", *(person(f"p{n}", "零") for n in range(3))))
    accepted = {f"p{n}": 0 for n in range(3)}
    counted = threading.Lock()
    faults: list[BaseException] = []

    def work(mark: int) -> None:
        pick = random.Random(mark)  # noqa: S311 - no secret
        for turn in range(15):
            ids = pick.sample(sorted(accepted), 2)
            nodes = store.get(ids).nodes
            after = [
                replace(n, rev=n.rev + 1, values=Person(name=f"{mark}-{turn}").values())
                for n in nodes
            ]
            try:
                store.apply(change(f"c{mark}-{turn}", *after))
            except Conflict:
                continue
            except BaseException as fault:
                faults.append(fault)
                raise
            with counted:
                for id_ in ids:
                    accepted[id_] += 1

    threads = [threading.Thread(target=work, args=(mark,)) for mark in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    stands = {node.id: node.rev - 1 for node in store.get(sorted(accepted)).nodes}
    assert stands == accepted
    assert sum(accepted.values()) > 8
    assert store.verify() == []


def test_binning_and_tying_at_once_leave_nothing_in_the_air(store: GraphStore) -> None:
    """One thread bins a record, another ties it: one of the two is refused."""
    for turn in range(12):
        one, two = person(f"a{turn}", "甲"), person(f"b{turn}", "乙")
        store.apply(change(f"c{turn}", one, two))
        gone = change(f"g{turn}", replace(one, rev=2, binned=True))
        tied = change(f"t{turn}", Edge(f"e{turn}", "KIN", two.id, one.id, 1))
        start = threading.Barrier(2)

        def write(what: ChangeSet, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                store.apply(what)
            except Exception as fault:
                assert type(fault).__name__ in {"Dangling", "StillTied"}  # noqa: PT017

        threads = [threading.Thread(target=write, args=(what,)) for what in (gone, tied)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done = [store.applied(f"g{turn}") is not None, store.applied(f"t{turn}") is not None]
        assert sorted(done) == [False, True]
    assert store.verify() == []


def test_what_two_create_at_once_is_made_once(store: GraphStore) -> None:
    """The same new id from two threads is a conflict for one of them."""
    for turn in range(8):
        start = threading.Barrier(2)
        told: list[str] = []

        def write(
            mark: int,
            turn: int = turn,
            start: threading.Barrier = start,
            told: list[str] = told,
        ) -> None:
            start.wait()
            try:
                store.apply(change(f"c{turn}-{mark}", person(f"p{turn}", str(mark))))
                told.append("made")
            except Conflict:
                told.append("conflict")

        threads = [threading.Thread(target=write, args=(mark,)) for mark in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(told) == ["conflict", "made"]


def test_derived_ties_follow_whoever_writes_last(store: GraphStore) -> None:
    """An introduction and its occasion change at once: the derived tie tells both."""
    store.apply(
        change(
            "c0",
            person("a", "甲"),
            person("b", "乙"),
            Node("o", "event", "u", 1, '{"name":"座谈","on":{"year":2020}}'),
            Node("i", "introduction", "u", 1, Introduction().values()),
            *(
                Edge(f"l{n}", n, "i", t, 1)
                for n, t in (("BY", "a"), ("OF", "b"), ("OCCASION", "o"))
            ),
        )
    )
    for turn in range(2, 12):
        event = Node("o", "event", "u", turn, f'{{"name":"座谈","on":{{"year":{2000 + turn}}}}}')
        made = Node("i", "introduction", "u", turn, f'{{"quote":"第{turn}次"}}')
        threads = [
            threading.Thread(target=store.apply, args=(change(f"{mark}{turn}", entry),))
            for mark, entry in (("o", event), ("i", made))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.verify() == []


def statements(
    store: Neo4jStore, work: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """The statements that *work* runs."""
    seen: list[str] = []
    running = engine_module.running

    def counted(transaction: object) -> object:
        run = running(transaction)  # type: ignore[arg-type]

        def told(text: str, **values: object) -> object:
            seen.append(text)
            return run(text, **values)

        return told

    with monkeypatch.context() as patch:
        patch.setattr(engine_module, "running", counted)
        work()
    return seen


@pytest.mark.parametrize("rows", [20, 200])
def test_a_page_with_links_costs_the_same_however_long(
    store: Neo4jStore, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement for the page and one for each step of links."""
    fill(store, 220)
    links = ((Hop("KIN"),), (Hop("KIN", Direction.IN),))
    query = Query("person", order=Order("name"), limit=rows, links=links)
    assert len(statements(store, lambda: store.find(query), monkeypatch)) == 3


def test_a_change_costs_the_same_however_large(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ChangeSet of many records runs as many statements as one of few."""
    few = change("few", *(person(f"f{n}", "少") for n in range(2)))
    many = change("many", *(person(f"m{n}", "多") for n in range(300)))
    spent = [len(statements(store, lambda c=c: store.apply(c), monkeypatch)) for c in (few, many)]  # type: ignore[misc]
    assert spent[0] == spent[1] < 12


def test_no_value_is_part_of_a_statement(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody typed travels as a parameter, whatever it looks like."""
    odd = "'}) DETACH DELETE n //"
    store.apply(change("c1", person("p1", odd)))
    query = Query("person", order=Order("name"))
    seen = statements(store, lambda: store.find(query), monkeypatch)
    seen += statements(store, lambda: store.search([odd], kinds=["person"]), monkeypatch)
    assert seen
    assert not [text for text in seen if odd in text]
    assert len(store.find(query).nodes) == 1


def test_exhausted_memory_is_not_tried_again(store: Neo4jStore) -> None:
    """The server refuses what does not fit; asking again would only take it from others."""
    tries = []

    def work(run: Callable[..., object]) -> object:
        tries.append(1)
        return run("UNWIND range(1, 12000000) AS n WITH collect(toString(n)) AS c RETURN size(c)")

    with pytest.raises(Unavailable, match="内存不够"):
        store._managed(work, write=True)
    assert tries == [1]
    assert store.revision() == 0


def test_the_largest_change_is_applied(store: Neo4jStore) -> None:
    """Twenty thousand writes fit into one transaction."""
    store.apply(change("large", *(person(f"p{n:06d}", f"王{n}") for n in range(WRITES))))
    assert store.count("person")[0].count == WRITES
    assert len(store.change_set("large")) == WRITES


def test_the_time_for_a_change_is_sized_by_it(store: Neo4jStore, address: str) -> None:
    """What would end a change of any size ends none that was given time for each of its writes; what
    is ended is told, and nothing of it is written."""
    made = change("long", *(person(f"p{n:06d}", f"王{n}") for n in range(8_000)))
    brief = Times(write=0.1, each_written=0.0)
    with closing(Neo4jStore(address, lambda: AT, times=brief)) as hurried:
        with pytest.raises(Unavailable, match="什么也没有存进去"):
            hurried.apply(made)
        assert store.revision() == 0
    sized = replace(brief, each_written=0.05)
    with closing(Neo4jStore(address, lambda: AT, times=sized)) as patient:
        assert patient.apply(made).seq == 1


@pytest.mark.parametrize("write", [False, True])
def test_more_records_are_never_given_less_time(*, write: bool) -> None:
    """A minute for any write; five for the largest."""
    spans = [Times().of(size, write=write) for size in (0, 1, 200, WRITES)]
    assert spans == sorted(spans)
    assert spans[0] == (60 if write else 15)
    assert spans[-1] >= (300 if write else 100)


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("MATCH (l:LogEntry {seq: 1}) SET l.note = 'x'", "chain"),
        ("MATCH (l:LogEntry {seq: 1}) DELETE l", "chain"),
        ("MATCH (h:HistoryRow {pos: 1}) SET h.after = h.after + ' '", "history"),
        ("MATCH (n:Person {id: 'p00001'}) SET n.key_name = 'x'", "keys"),
        ("MATCH (n:Person {id: 'p00001'}) SET n:Binned", "keys"),
        ("MATCH (n:Person {id: 'p00001'}) SET n.terms_open = 'x'", "terms"),
        ("MATCH (n:Person {id: 'p00001'}) SET n:Binned REMOVE n:Person", "ties"),
        ("MATCH ()-[e:INTRODUCED]->() DELETE e", "drawn"),
        ("MATCH ()-[e:INTRODUCED]->() SET e.values = '{}'", "drawn"),
    ],
)
def test_tampering_is_found(store: GraphStore, address: str, text: str, promise: str) -> None:
    """Whatever is changed behind the program's back breaks the promise it belongs to."""
    fill(store, 3)
    made = Node("i1", "introduction", "u", 1, Introduction().values())
    ties = (Edge("b1", "BY", "i1", "p00000", 1), Edge("o1", "OF", "i1", "p00001", 1))
    store.apply(change("c2", made, *ties))
    assert store.verify() == []
    asked(address, text)
    assert promise in {fault.promise for fault in store.verify()}


def test_a_newer_server_is_refused(store: Neo4jStore, address: str) -> None:
    """A program that is too old says so and touches nothing."""
    set_to = "MATCH (m:Meta {{name: 'schema'}}) SET m.value = {}"
    asked(address, set_to.format(ddl.GRAPH_SCHEMA + 1))
    try:
        with pytest.raises(NewerSchema):
            store.migrate()
    finally:
        asked(address, set_to.format(ddl.GRAPH_SCHEMA))


def test_a_changed_vocabulary_is_indexed_anew(store: Neo4jStore, address: str) -> None:
    """Keys and terms are made again, missing indexes too, and those of old fields go."""
    fill(store, 3)
    asked(
        address,
        "MATCH (n:Person) REMOVE n.key_name, n.terms_open",
        "CREATE INDEX by_person_oldfield IF NOT EXISTS FOR (n:Person) ON (n.key_oldfield, n.id)",
        "DROP INDEX by_person_name IF EXISTS",
        "MATCH (m:Meta {name: 'vocabulary'}) SET m.value = 'other'",
    )
    store.migrate()
    assert len(store.find(Query("person", order=Order("name"))).nodes) == 3
    assert store.verify() == []
    names = {row[0] for row in asked(address, "SHOW INDEXES YIELD name")}
    assert "by_person_name" in names
    assert "by_person_oldfield" not in names


_numbers = count(1)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("seed", range(8))
def test_a_lost_connection_writes_once_or_not_at_all(
    store: GraphStore, proxied: Neo4jStore, proxy: Proxy, fault: str, seed: int
) -> None:
    """Cut before, during or after a commit: no half write, no double write, the truth is told."""
    pick = random.Random(f"{fault} {seed}")  # noqa: S311 - no secret
    for _ in range(pick.randint(1, 3)):
        write_through(store, proxied, proxy, fault, next(_numbers))
    assert store.verify() == []


def test_what_is_not_known_is_not_claimed(
    proxy: Proxy, proxied: Neo4jStore, store: GraphStore
) -> None:
    """The line breaks during the commit and the server stays away: the sentence says neither that
    it was written nor that it was not, and that writing again does no harm."""
    made = change("c1", person("p1", "甲"))
    proxy.stays_away = True
    proxy.fault = "during_commit"
    with pytest.raises(Unavailable, match="不知道存进去没有") as fault:
        proxied.apply(made)
    assert "不会重复" in fault.value.reason
    proxy.closed = proxy.stays_away = False
    time.sleep(Times().away + 0.1)
    assert proxied.apply(made).seq == store.revision() == 1


def test_a_server_that_is_away_is_told_soon(proxy: Proxy) -> None:
    """With a sentence, long before a page is given up; whoever asks next is told without asking the
    server again, until it is time to."""
    with closing(Neo4jStore(proxy.address, lambda: AT, times=Times(away=600.0))) as waiting:
        proxy.closed = True
        began = time.monotonic()
        with pytest.raises(Unavailable, match="连不上"):
            waiting.revision()
        assert time.monotonic() - began < SOON
        tried = proxy.tried
        with pytest.raises(Unavailable, match="连不上"):
            waiting.revision()
        assert proxy.tried == tried > 0
    proxy.closed = False
    with closing(Neo4jStore(proxy.address, lambda: AT, times=Times(away=0.0))) as asking:
        proxy.closed = True
        for _ in range(2):
            tried = proxy.tried
            with pytest.raises(Unavailable, match="连不上"):
                asking.revision()
            assert proxy.tried > tried
        proxy.closed = False
        assert asking.revision() == 0


def test_a_store_opens_late(proxy: Proxy, store: GraphStore) -> None:
    """A program that starts while its server is away works when it comes back."""
    proxy.closed = True
    late = late_store(proxy.address, lambda: AT)
    with pytest.raises(Unavailable):
        late.count("person")
    proxy.closed = False
    store.apply(change("c", person("p", "甲")))
    time.sleep(Times().away + 0.1)
    assert late.count("person")[0].count == 1
    late.close()


def test_a_slow_answer_does_not_hold_up_others(
    proxy: Proxy, proxied: Neo4jStore, store: GraphStore
) -> None:
    """One connection waits for the server; who reads on another is served meanwhile."""
    fill(store, 3)
    proxied.revision()
    proxy.delay = 5.0
    slow = threading.Thread(target=lambda: proxied.find(Query("person")))
    slow.start()
    assert store.revision() == 1
    assert slow.is_alive()
    proxy.delay = 0.0
    slow.join(120)
    assert not slow.is_alive()


def test_a_server_that_falls_silent_is_given_up(proxy: Proxy, proxied: Neo4jStore) -> None:
    """Nobody waits for ever: after the silence that the server allows itself, and long before the
    answer would come, a sentence."""
    proxied.revision()
    proxy.delay = 300.0
    began = time.monotonic()
    with pytest.raises(Unavailable, match="连不上"):
        proxied.revision()
    assert time.monotonic() - began < 60
    proxy.delay = 0.0
    proxy.cut()
    time.sleep(Times().away + 0.1)
    assert proxied.revision() == 0


def test_the_first_write_after_long_idle_works(
    proxy: Proxy, proxied: Neo4jStore, store: GraphStore
) -> None:
    """A firewall dropped the pooled connections; nobody notices."""
    proxied.apply(change("c1", person("p1", "甲")))
    proxy.cut()
    assert proxied.apply(change("c2", person("p2", "乙"))).seq == 2
    assert store.revision() == 2


def test_the_program_outlives_its_server(server_address: str, tmp_path: Path) -> None:
    """A server that is killed and started again: what was told as done is there, and the same
    store works soon after it is back."""
    assert server_address
    server = server_script().Server(tmp_path / "server")
    store = Neo4jStore(server.address, lambda: AT)
    try:
        store.migrate()
        store.apply(change("c1", person("p1", "甲")))
        server.stop(kill=True)
        with pytest.raises(Unavailable):
            store.apply(change("c2", person("p2", "乙")))
        server.start()
        until = time.monotonic() + 300
        while True:
            try:
                asked(server.address, "RETURN 1")
                break
            except neo4j.exceptions.DriverError:
                assert time.monotonic() < until
                time.sleep(0.5)
        back = time.monotonic()
        while True:
            try:
                assert store.apply(change("c2", person("p2", "乙"))).seq == 2
                break
            except Unavailable:
                assert time.monotonic() - back < 120
                time.sleep(0.2)
        assert [node.id for node in store.get(["p1", "p2"]).nodes] == ["p1", "p2"]
        assert store.verify() == []
    finally:
        store.close()
        server.stop()


def test_a_value_is_compared_and_set_by_one_at_a_time(store: GraphStore) -> None:
    """Eight threads count one value up: none of them is lost."""

    def work() -> None:
        for _ in range(10):
            store.state("k", lambda old: State(str(int(old or b"0") + 1).encode(), LATER))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.state("k") == b"80"


@pytest.mark.parametrize(
    "address_",
    ["neo4j://localhost", "neo4j://user@host", "neo4j://:pw@host", "neo4j:///x"],
)
def test_an_incomplete_address_is_a_sentence(address_: str) -> None:
    """Not a traceback."""
    with pytest.raises(Unavailable, match="用户名"):
        Neo4jStore(address_, lambda: AT)


def test_a_wrong_password_is_a_sentence(address: str) -> None:
    """And is not tried over and over: the server would lock the account."""
    place = address.rpartition("@")[2]
    with (
        closing(Neo4jStore(f"neo4j://neo4j:wrong@{place}", lambda: AT)) as store,
        pytest.raises(Unavailable, match="口令"),
    ):
        store.revision()
