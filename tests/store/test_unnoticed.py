"""What verify notices, and how backup, restore and load end when something comes between."""

from __future__ import annotations

import io
import os
import threading
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from acts import NOW
from held_township import act, fill, finish
from xiangxian.store import exchange
from xiangxian.store.base import Loading, State
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import FILE, open_store, restore
from xiangxian.store.sqlite import backup as sqlite_backup

pytestmark = pytest.mark.sqlite


def changed(store: GraphStore, path: Path, *statements: str) -> list[str]:
    """What `verify` says after *statements* were run behind the program's back."""
    connection = apsw.Connection(str(path))
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return [fault.promise for fault in store.verify()]


@pytest.mark.parametrize("column", ["seq", "pos"])
def test_a_change_kept_from_its_record_by_half_a_number(
    store: GraphStore, tmp_path: Path, column: str
) -> None:
    """A row of `concerns` that leads nowhere any more is noticed, whatever it is rounded to."""
    fill(store)
    assert store.changes(of="p2")
    path = tmp_path / "data" / FILE
    found = changed(
        store,
        path,
        f"UPDATE concerns SET {column} = {column} + 0.5 WHERE record = 'p2'",  # noqa: S608
    )
    assert store.changes(of="p2") == []
    assert found


def test_a_trigger_that_is_called_like_statistics(store: GraphStore, tmp_path: Path) -> None:
    """A trigger is noticed whatever its name; only SQLite's own tables of statistics are let be."""
    fill(store)
    found = changed(
        store,
        tmp_path / "data" / FILE,
        "PRAGMA writable_schema = ON",
        "CREATE TRIGGER odd AFTER INSERT ON log BEGIN DELETE FROM key WHERE node = 'p1'; END",
        "UPDATE sqlite_master SET name = 'sqlite_stat_odd', "
        "sql = replace(sql, 'TRIGGER odd', 'TRIGGER sqlite_stat_odd') WHERE name = 'odd'",
    )
    assert found


def test_terms_that_cannot_be_taken_out_any_more(store: GraphStore, tmp_path: Path) -> None:
    """Without its row in the index's own list of rows, a record that is changed is still found by
    what it was called before: the missing row is noticed."""
    fill(store)
    found = changed(
        store,
        tmp_path / "data" / FILE,
        "DELETE FROM terms_docsize WHERE id = (SELECT number FROM node WHERE id = 'p1')",
    )
    assert found


def test_a_backup_ends_while_others_write_on(store: GraphStore, tmp_path: Path) -> None:
    """However often another process writes: the copy is of one moment, not begun anew each time."""
    fill(store)
    for number in range(120):
        piece = os.urandom(1 << 20)
        store.state(f"k{number}", lambda _, piece=piece: State(piece, NOW + timedelta(days=1)))
    other = open_store("sqlite", tmp_path / "data", lambda: NOW)
    ended, done = threading.Event(), threading.Event()

    def write() -> None:
        while not ended.wait(0.02):
            other.state("busy", lambda _: State(os.urandom(30), NOW + timedelta(days=1)))

    def copy() -> None:
        store.backup(str(tmp_path / "backup"))
        done.set()

    threads = [threading.Thread(target=each) for each in (write, copy)]
    for thread in threads:
        thread.start()
    try:
        assert done.wait(30)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
        other.close()


def test_a_restore_that_was_killed_at_the_end(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the swap and before the head was noted: what stands is whole, and `verify` says so."""
    fill(store)
    finish(store)
    store.backup(str(tmp_path / "backup"))
    act(store, "later")
    store.close()

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:  # stands for a kill at that very place
        patch.setattr(sqlite_backup.HeadFile, "put", killed)
        with pytest.raises(Killed):
            restore(tmp_path / "backup", "sqlite", tmp_path / "data", lambda: NOW)
    again = open_store("sqlite", tmp_path / "data", lambda: NOW)
    try:
        assert again.verify() == []
    finally:
        again.close()


def test_a_backup_that_lies_beside_the_register(store: GraphStore, tmp_path: Path) -> None:
    """A backup is not deleted by being restored, whatever it is called."""
    fill(store)
    finish(store)
    backup = tmp_path / "data" / f"{FILE}.restoring-friday"
    store.backup(str(backup))
    store.close()
    restore(backup, "sqlite", tmp_path / "data", lambda: NOW)
    assert backup.exists()


def test_what_stands_in_the_place_of_the_copy(store: GraphStore, tmp_path: Path) -> None:
    """A folder of the name under which the backup is looked at: a sentence, no trace."""
    from xiangxian.store.base import Unavailable

    fill(store)
    finish(store)
    store.backup(str(tmp_path / "backup"))
    store.close()
    (tmp_path / "data" / f"{FILE}.restoring").mkdir()
    with pytest.raises(Unavailable):
        restore(tmp_path / "backup", "sqlite", tmp_path / "data", lambda: NOW)


def test_another_file_that_is_cut_leaves_what_was_begun(store: GraphStore, tmp_path: Path) -> None:
    """A load that was broken off stands when a wrong file is given, also one that is not whole."""
    beside = open_store("sqlite", tmp_path / "beside", lambda: NOW)
    fill(beside)
    finish(beside)
    out = io.BytesIO()
    exchange.dump(beside, out)
    beside.close()
    right = out.getvalue().splitlines(keepends=True)
    import hashlib
    import json

    begun = [exchange.line_of(json.loads(line)) for line in right[1:7]]
    mark = Loading(6, hashlib.sha256(b"".join(right[1:7])).hexdigest())
    store.load(begun, was=None, now=mark)
    node = next(each for each in right[1:7] if b"p1" in each)
    wrong = [right[0], node.replace(b"p1", b"q1")]  # another register's file, cut after one line
    with pytest.raises(exchange.Damaged):
        exchange.load(store, io.BytesIO(b"".join(wrong)))
    assert store.loading() == mark


def test_a_foreign_batch_mark_is_noticed(store: GraphStore, tmp_path: Path) -> None:
    """A record laid to an import that never was."""
    fill(store)
    finish(store)
    path = tmp_path / "data" / FILE
    assert changed(store, path, "UPDATE node SET batch = 'b9' WHERE id = 'p1'")
