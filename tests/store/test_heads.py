"""The end of the log stands outside the database too: what is cut off it is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from acts import NOW
from engines import asked, emptied
from held_township import act, fill, node
from xiangxian.domain.people import Person
from xiangxian.store import exchange
from xiangxian.store.contract import GraphStore
from xiangxian.store.heads import Head, HeadFile, Step
from xiangxian.store.opening import FILE, open_store


def kept(tmp_path: Path) -> Path:
    """The only head file of the store under test."""
    (found,) = (tmp_path / "data").glob("*.head")
    return found


def cut(address: str, tmp_path: Path, seq: int) -> None:
    """Take every act after *seq*, which wrote nothing, out of the log, without a trace."""
    if address == "sqlite":
        connection = apsw.Connection(str(tmp_path / "data" / FILE))
        connection.execute("DELETE FROM log WHERE seq > ?", (seq,))
        connection.close()
        return
    asked(
        address,
        f"MATCH (l:LogEntry) WHERE l.seq > {seq} DELETE l",
        f"MATCH (l:LogEntry {{seq: {seq}}}) MATCH (h:Head) SET h.seq = l.seq, h.chain = l.chain",
    )


def lines(store: GraphStore, *names: str) -> None:
    """Acts that write a line of the log and nothing else."""
    for name in names:
        act(store, name)


def test_it_follows_each_act(store: GraphStore, tmp_path: Path) -> None:
    """Number and chain of the last, for its owner only."""
    fill(store)
    (last,) = store.log(limit=1)
    assert json.loads(kept(tmp_path).read_bytes()) == [last.seq, last.chain]
    assert kept(tmp_path).stat().st_mode & 0o077 == 0
    assert store.verify() == []


def test_a_cut_log_is_noticed(store: GraphStore, address: str, tmp_path: Path) -> None:
    """Also after it went on, once or often, to the same number or beyond."""
    fill(store)
    lines(store, "a1", "a2", "a3")
    cut(address, tmp_path, 10)
    assert [fault.promise for fault in store.verify()] == ["head"]
    for name in ("b1", "b2", "b3", "b4"):
        lines(store, name)
        (fault,) = store.verify()
        assert fault.promise == "head"
        assert str(kept(tmp_path)) == fault.where


def test_it_may_lag_behind(
    store: GraphStore, reopened: Callable[[], GraphStore], tmp_path: Path
) -> None:
    """After a crash, or where others wrote meanwhile; and it is caught up with the next act."""
    fill(store)
    old = kept(tmp_path).read_bytes()
    lines(store, "a1")
    other = reopened()
    lines(other, "a2")
    kept(tmp_path).write_bytes(old)
    assert store.verify() == []
    lines(store, "a3")
    assert json.loads(kept(tmp_path).read_bytes())[0] == store.revision()
    kept(tmp_path).write_bytes(b"")
    assert store.verify() == []
    lines(store, "a4")
    assert json.loads(kept(tmp_path).read_bytes())[0] == store.revision()


@pytest.mark.neo4j
def test_two_hosts_each_keep_their_own(store: GraphStore, address: str, tmp_path: Path) -> None:
    """One that wrote nothing for long is behind, not wrong."""
    fill(store)
    other = open_store(address, tmp_path / "other", lambda: NOW)
    lines(other, "a1", "a2")
    lines(store, "a3")
    lines(other, "a4")
    assert (store.verify(), other.verify()) == ([], [])
    other.close()


def test_what_is_no_head_is_told(store: GraphStore, tmp_path: Path) -> None:
    """And left as it is."""
    fill(store)
    kept(tmp_path).write_text("[1")
    lines(store, "a1")
    (fault,) = store.verify()
    assert (fault.promise, "读不出来" in fault.sentence) == ("head", True)
    assert kept(tmp_path).read_text() == "[1"


def test_where_it_cannot_be_written_work_goes_on(
    store: GraphStore, tmp_path: Path, address: str
) -> None:
    """What is written is written; `verify` says that the end of the log is kept nowhere else."""
    fill(store)
    path = kept(tmp_path)
    path.unlink()
    path.mkdir()
    act(store, "a1", node("p9", Person(name="新")))
    assert store.get(["p9"]).nodes
    (fault,) = store.verify()
    assert "记不下来" in fault.sentence
    path.rmdir()
    lines(store, "a2")
    assert store.verify() == []


def test_a_load_begins_it_anew(
    store: GraphStore, address: str, tmp_path: Path, engine: str
) -> None:
    """The register that stood was another one."""
    fill(store)
    act(store, "c10", batch="b1")
    path = tmp_path / "dump"
    exchange.write_dump(store, path)
    lines(store, "a1", "a2")
    if engine == "sqlite":
        store.close()
        for each in (tmp_path / "data").glob(f"{FILE}*"):
            if each.suffix != ".head":
                each.unlink()
    else:
        emptied(address)
    other = open_store(address, tmp_path / "data", lambda: NOW)
    with path.open("rb") as content:
        exchange.load(other, content)
    assert other.verify() == []
    assert json.loads(kept(tmp_path).read_bytes())[0] == other.revision() == 10
    other.close()


def test_it_is_never_put_back(tmp_path: Path) -> None:
    """Acts that are noted in another order than they were committed leave the newest."""
    file = HeadFile(tmp_path / "h")
    for before, seq in (("", 1), ("2", 3), ("1", 2)):
        file.follow(Step(before, Head(seq, str(seq))), lambda at: str(at))
    assert json.loads((tmp_path / "h").read_bytes()) == [3, "3"]
