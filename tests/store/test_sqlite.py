"""What is the embedded engine's own: few statements, many writers, sudden ends, unsafe places."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw
import pytest

from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.store.base import (
    ChangeSet,
    Conflict,
    Direction,
    Edge,
    Hop,
    NewerSchema,
    Node,
    Order,
    Query,
    Unavailable,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.ddl import SCHEMA
from xiangxian.store.opening import FILE, open_store, refuse_unsafe
from xiangxian.store.sqlite.engine import SqliteStore

pytestmark = pytest.mark.sqlite

AT = datetime(2026, 1, 1, tzinfo=UTC)


def fill(store: GraphStore, count: int) -> None:
    """So many people, each tied to the next."""
    nodes = [
        Node(f"p{n:05d}", "person", "u", 1, Person(name=f"王{n}").values()) for n in range(count)
    ]
    ties = [Edge(f"e{n:05d}", "KIN", f"p{n:05d}", f"p{n + 1:05d}", 1) for n in range(count - 1)]
    store.apply(ChangeSet("fill", "t", AT, "t", tuple(Write(0, each) for each in (*nodes, *ties))))


def statements(store: SqliteStore, work: Callable[[], object]) -> int:
    """How many statements *work* runs."""
    seen: list[str] = []
    connection = store._connection()
    connection.trace_v2(apsw.SQLITE_TRACE_STMT, lambda event: seen.append(event["sql"]))
    work()
    connection.trace_v2(0, None)
    return sum(1 for sql in seen if sql.lstrip().upper().startswith(("SELECT", "WITH")))


@pytest.mark.parametrize("rows", [20, 200])
def test_a_page_with_links_costs_the_same_however_long(store: SqliteStore, rows: int) -> None:
    """One statement for the page and one for each step of links."""
    fill(store, 220)
    links = ((Hop("KIN"),), (Hop("KIN", Direction.IN),))
    query = Query("person", order=Order("name"), limit=rows, links=links)
    assert statements(store, lambda: store.find(query)) == 3


def test_threads_lose_no_update(store: GraphStore) -> None:
    """Eight threads count one record up; every accepted change is a revision."""
    store.apply(
        ChangeSet("c0", "t", AT, "t", (Write(0, Node("p", "person", "u", 1, '{"name":"0"}')),))
    )
    accepted = []

    def work(mark: int) -> None:
        for turn in range(12):
            (node,) = store.get(["p"]).nodes
            after = Node("p", "person", "u", node.rev + 1, Person(name=f"{mark}-{turn}").values())
            try:
                store.apply(ChangeSet(f"c{mark}-{turn}", "t", AT, "t", (Write(node.rev, after),)))
            except Conflict:
                continue
            accepted.append(1)

    threads = [threading.Thread(target=work, args=(mark,)) for mark in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(["p"]).nodes[0].rev == 1 + len(accepted)
    assert store.verify() == []


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from xiangxian.domain.people import Person
from xiangxian.store.base import ChangeSet, Node, Write
from xiangxian.store.opening import open_store
mark, directory = sys.argv[1], Path(sys.argv[2])
store = open_store("sqlite", directory, lambda: datetime.now(UTC))
print("ready", flush=True)
for n in range(int(sys.argv[3])):
    nodes = [Node(f"{mark}-{n}-{m}", "person", "u", 1, Person(name=f"{mark}{n}").values()) for m in range(20)]
    store.apply(ChangeSet(f"{mark}-{n}", "t", datetime(2026, 1, 1, tzinfo=UTC), "t", tuple(Write(0, x) for x in nodes)))
"""


def writer(mark: str, directory: Path, count: int) -> subprocess.Popen[bytes]:
    """A process that writes *count* ChangeSets of twenty people."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, mark, str(directory), str(count)], stdout=subprocess.PIPE
    )


def test_processes_write_one_after_the_other(store: GraphStore, tmp_path: Path) -> None:
    """Two processes at once: every change is there and the chain is whole."""
    working = [writer(mark, tmp_path / "data", 15) for mark in "ab"]
    for process in working:
        process.communicate(timeout=300)
        assert process.returncode == 0
    assert store.revision() == 30
    assert sum(group.count for group in store.count("person")) == 600
    assert store.verify() == []


def test_a_killed_writer_leaves_whole_changes(store: GraphStore, tmp_path: Path) -> None:
    """kill -9 in mid-work: what was applied is whole, what was not is not there."""
    process = writer("k", tmp_path / "data", 10_000)
    assert process.stdout is not None
    process.stdout.readline()
    for _ in range(6000):
        if store.revision() >= 5:
            break
        time.sleep(0.01)
    assert store.revision() >= 5
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)
    assert sum(group.count for group in store.count("person")) == 20 * store.revision()
    assert store.verify() == []
    fill(store, 2)


def test_a_newer_file_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    """A program that is too old says so and touches nothing."""
    store._connection().pragma("user_version", SCHEMA + 1)
    with pytest.raises(NewerSchema):
        store.migrate()
    with pytest.raises(Unavailable, match="更新版本"):
        open_store("sqlite", tmp_path / "data", lambda: AT)


def test_a_changed_vocabulary_is_indexed_anew(store: SqliteStore) -> None:
    """When the vocabulary's digest differs, keys and terms are made again."""
    fill(store, 3)
    connection = store._connection()
    connection.execute("DELETE FROM key")
    connection.execute("UPDATE meta SET val = 'other'")
    store.migrate()
    assert len(store.find(Query("person", order=Order("name"))).nodes) == 3
    assert store.verify() == []


@pytest.mark.parametrize(
    ("sql", "promise"),
    [
        ("UPDATE log SET note = 'x' WHERE seq = 1", "chain"),
        ("DELETE FROM log WHERE seq = 1", "chain"),
        ("UPDATE history SET after = replace(after, '王', '李')", "history"),
        ("UPDATE key SET val = 'x' WHERE node = 'p00001'", "keys"),
        ("UPDATE term_digest SET digest = 'x'", "terms"),
        ("UPDATE edge SET binned = 0, target = 'nobody' WHERE id = 'e00000'", "ties"),
        ("DELETE FROM edge WHERE name = 'INTRODUCED'", "drawn"),
    ],
)
def test_tampering_is_found(store: SqliteStore, sql: str, promise: str) -> None:
    """Whatever is changed behind the program's back breaks the promise it belongs to."""
    fill(store, 3)
    made = Node("i1", "introduction", "u", 1, Introduction().values())
    ties = (Edge("b1", "BY", "i1", "p00000", 1), Edge("o1", "OF", "i1", "p00001", 1))
    store.apply(ChangeSet("c2", "t", AT, "t", tuple(Write(0, x) for x in (made, *ties))))
    assert store.verify() == []
    store._connection().execute(sql)
    assert promise in {fault.promise for fault in store.verify()}


def test_unsafe_places_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Synchronised folders and network disks tear a database; a sentence says what to do."""
    with pytest.raises(Unavailable, match="自动同步"):
        open_store("sqlite", tmp_path / "OneDrive" / "名册", lambda: AT)
    assert not (tmp_path / "OneDrive" / "名册" / FILE).exists()
    import psutil

    class Mount:
        """A network disk over everything."""

        mountpoint, fstype, opts = "/", "nfs4", "rw"

    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [Mount])
    with pytest.raises(Unavailable, match="网络盘"):
        refuse_unsafe(tmp_path)


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """A text in the file's place is a sentence, not a crash."""
    (tmp_path / FILE).write_text("这不是名册" * 1000)
    with pytest.raises(Unavailable, match="不是名册文件"):
        open_store("sqlite", tmp_path, lambda: AT)
    with pytest.raises(Unavailable, match="不认识"):
        open_store("mysql://localhost", tmp_path, lambda: AT)


def test_only_the_owner_reads_the_file(store: GraphStore, tmp_path: Path) -> None:
    """Directory and file are made for their owner alone."""
    assert store.revision() == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / FILE).stat().st_mode & 0o077 == 0


def test_a_failed_write_leaves_nothing(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks in the middle, the transaction is rolled back and the store goes on."""
    from xiangxian.store.sqlite import writes

    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(writes, "redraw", broken)
        with pytest.raises(RuntimeError):
            fill(store, 3)
    assert store.revision() == 0
    fill(store, 3)
    assert store.verify() == []
