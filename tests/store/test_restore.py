"""A backup comes back whole or not at all; what stood is kept, and touched by nothing that is refused."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import apsw
import pytest

from acts import NOW
from held_township import act, fill, finish
from xiangxian.store import exchange
from xiangxian.store.base import Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.store.ddl import SCHEMA
from xiangxian.store.digests import Carried
from xiangxian.store.opening import FILE, open_store, restore

pytestmark = pytest.mark.sqlite


def restored(backup: Path, data: Path) -> Path | None:
    """Restore into *data*; gives where what stood is kept."""
    return restore(backup, "sqlite", data, lambda: NOW).kept


def content(directory: Path) -> dict[str, bytes]:
    """All files of a directory."""
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def digest(directory: Path) -> Carried:
    """The content of the register in *directory*, which is whole."""
    store = open_store("sqlite", directory, lambda: NOW)
    assert store.verify() == []
    found = exchange.digest(store)
    store.close()
    return found


@pytest.fixture
def taken(store: GraphStore, tmp_path: Path) -> tuple[Path, Carried]:
    """A backup, and what it holds; the register goes on after it."""
    fill(store)
    finish(store)
    path = tmp_path / "backup"
    carried = store.backup(str(path))
    assert carried == exchange.digest(store)
    assert path.stat().st_mode & 0o077 == 0
    act(store, "later")
    store.close()
    return path, carried


def test_a_good_one_comes_back(taken: tuple[Path, Carried], tmp_path: Path) -> None:
    """In the place of what stands, which is kept, and on a machine that has nothing."""
    backup, carried = taken
    before = digest(tmp_path / "data")
    kept = restored(backup, tmp_path / "data")
    assert digest(tmp_path / "data") == carried
    assert kept is not None
    (tmp_path / "old").mkdir()
    kept.rename(tmp_path / "old" / FILE)
    assert digest(tmp_path / "old") == before != carried
    assert restored(backup, tmp_path / "new") is None
    assert digest(tmp_path / "new") == carried
    store = open_store("sqlite", tmp_path / "new", lambda: NOW)
    act(store, "goes on")
    assert store.verify() == []
    store.close()


def test_after_everything_was_lost(taken: tuple[Path, Carried], tmp_path: Path) -> None:
    """The register's files are gone, or what stands there is no register any more."""
    backup, carried = taken
    for path in (tmp_path / "data").glob(f"{FILE}*"):
        path.unlink()
    assert restored(backup, tmp_path / "data") is None
    assert digest(tmp_path / "data") == carried
    (tmp_path / "data" / FILE).write_bytes(b"damaged" * 5000)
    assert restored(backup, tmp_path / "data") is not None
    assert digest(tmp_path / "data") == carried


def test_what_a_crash_left_is_kept_whole(taken: tuple[Path, Carried], tmp_path: Path) -> None:
    """Also what was committed last and does not stand in the file itself yet."""
    store = open_store("sqlite", tmp_path / "data", lambda: NOW)
    act(store, "the last before the crash")
    held = exchange.digest(store)
    shutil.copytree(tmp_path / "data", tmp_path / "crashed")
    store.close()
    assert (tmp_path / "crashed" / f"{FILE}-wal").stat().st_size
    kept = restored(taken[0], tmp_path / "crashed")
    assert kept is not None
    assert digest(tmp_path / "crashed") == taken[1]
    (tmp_path / "old").mkdir()
    kept.rename(tmp_path / "old" / FILE)
    assert digest(tmp_path / "old") == held


def spoilt(backup: bytes, number: int) -> bytes:
    """The backup with a bit turned, or cut, somewhere."""
    pick = random.Random(number)  # noqa: S311 - no secret
    at = pick.randrange(len(backup))
    if number % 4 == 3:
        return backup[:at]
    return backup[:at] + bytes([backup[at] ^ (1 << pick.randrange(8))]) + backup[at + 1 :]


@pytest.mark.parametrize("number", range(24))
def test_a_damaged_one_is_refused(taken: tuple[Path, Carried], tmp_path: Path, number: int) -> None:
    """A bit turned anywhere, a piece missing: a sentence, and every file as it was."""
    backup = tmp_path / "spoilt"
    backup.write_bytes(spoilt(taken[0].read_bytes(), number))
    before = content(tmp_path / "data")
    with pytest.raises(Unavailable) as fault:
        restored(backup, tmp_path / "data")
    assert fault.value.reason.endswith("。")
    assert content(tmp_path / "data") == before


def signed_anew(path: Path) -> None:
    """Give a file that was changed a last line that fits it."""
    whole = path.read_bytes()
    end = whole.rfind(b"\n", 0, -1)
    line = json.loads(whole[end + 1 :])
    body = whole[:end]
    line |= {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    path.write_bytes(body + b"\n" + json.dumps(line).encode() + b"\n")


CHANGED = {
    "a record": "UPDATE node SET vals = '{\"name\":\"假\"}' WHERE id = 'p1'",
    "the end of the log": "DELETE FROM log WHERE seq = 10",
    "a newer schema": f"PRAGMA user_version = {SCHEMA + 1}",
    "a load that was not finished": "INSERT INTO meta VALUES ('loading', '[1, \"x\"]')",
}


@pytest.mark.parametrize("what", sorted(CHANGED))
def test_a_changed_one_is_refused(taken: tuple[Path, Carried], tmp_path: Path, what: str) -> None:
    """Though its last line fits: it is verified before anything is put in anybody's place."""
    connection = apsw.Connection(str(taken[0]))
    connection.execute(CHANGED[what])
    connection.close()
    signed_anew(taken[0])
    before = content(tmp_path / "data")
    with pytest.raises(Unavailable) as fault:
        restored(taken[0], tmp_path / "data")
    assert ("更新版本" in fault.value.reason) == (what == "a newer schema")
    assert content(tmp_path / "data") == before


def test_what_is_no_backup_is_refused(taken: tuple[Path, Carried], tmp_path: Path) -> None:
    """An exchange file, a bare copy, a text, nothing; and a register on a server."""
    register = open_store("sqlite", tmp_path / "data", lambda: NOW)
    exchange.write_dump(register, tmp_path / "dump")
    register.close()
    (tmp_path / "bare").write_bytes((tmp_path / "data" / FILE).read_bytes())
    (tmp_path / "text").write_text("备份")
    (tmp_path / "empty").write_bytes(b"")
    before = content(tmp_path / "data")
    for name, words in (("dump", "load"), ("bare", "末尾"), ("text", "不是"), ("empty", "不是")):
        with pytest.raises(Unavailable, match=words):
            restored(tmp_path / name, tmp_path / "data")
    with pytest.raises(Unavailable, match="没有做成"):
        restored(tmp_path / "nowhere", tmp_path / "data")
    with pytest.raises(Unavailable, match="load"):
        restore(taken[0], "neo4j://u:p@127.0.0.1", tmp_path / "data", lambda: NOW)
    assert content(tmp_path / "data") == before


def test_an_older_one_is_brought_up(taken: tuple[Path, Carried], tmp_path: Path) -> None:
    """The same content in this program's layout."""
    connection = apsw.Connection(str(taken[0]))
    for statement in (
        "DROP VIEW seen_node",
        "DROP VIEW seen_edge",
        "DROP TABLE incomplete",
        "ALTER TABLE node DROP COLUMN batch",
        "ALTER TABLE edge DROP COLUMN batch",
        "PRAGMA user_version = 1",
    ):
        connection.execute(statement)
    connection.close()
    signed_anew(taken[0])
    restored(taken[0], tmp_path / "new")
    assert digest(tmp_path / "new") == taken[1]
    assert [path.name for path in (tmp_path / "new").glob("*restoring*")] == []
