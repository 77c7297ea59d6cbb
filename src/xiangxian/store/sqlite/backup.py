"""The embedded engine's backup: a copy of the file, with a line at its end that proves it whole.

SQLite takes no notice of what stands behind its last page, so that a copy is a register file too;
the line names the length and SHA-256 of what stands before it, the digest of the content as the
exchange format has it, and the end of the operation log.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import apsw

from xiangxian.store import exchange
from xiangxian.store.arriving import arriving
from xiangxian.store.base import Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.store.digests import Carried, Noted
from xiangxian.store.heads import Head, HeadFile
from xiangxian.store.sqlite.file import BUSY, told
from xiangxian.store.sqlite.reads import head, streamed

VERSION = 1
_NAME = "xiangxian_backup"
_LONGEST = 4096
_BLOCK = 1024 * 1024
_OF_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What the line at the end says."""

    size: int
    sha256: str
    carried: Carried
    head: Head | None


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands now, and under which name what stood before is kept (None: nothing stood)."""

    carried: Carried
    kept: Path | None


def write_backup(connection: apsw.Connection, path: Path, noted: Noted) -> Carried:
    """A copy of what *connection* sees at a new file *path*; see `GraphStore.backup`."""
    with arriving(path) as unnamed:
        with told():
            copied(connection, unnamed)
            carried, last = _content(unnamed)
        digest, size = hashlib.sha256(), 0
        with unnamed.open("rb") as content:
            while block := content.read(_BLOCK):
                digest.update(block)
                size += len(block)
        with unnamed.open("ab") as out:
            out.write(_line(_Manifest(size, digest.hexdigest(), carried, last)))
        noted(carried)
    return carried


def copied(connection: apsw.Connection, to: Path) -> None:
    """Copy the database, while others work, into one file at *to*."""
    copy = apsw.Connection(str(to))
    try:
        copy.set_busy_timeout(BUSY)
        with copy.backup("main", connection, "main") as work:
            # in one step: between two of them another's write would begin the copy anew
            work.step(-1)
        copy.pragma(
            "journal_mode", "delete"
        )  # what was copied says that a second file belongs to it
    finally:
        copy.close()


def _content(path: Path) -> tuple[Carried, Head | None]:
    """Digest and last log entry of the copy at *path*."""
    copy = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return exchange.digest_of(lambda what: streamed(copy, what)), head(copy)
    finally:
        copy.close()


def _line(manifest: _Manifest) -> bytes:
    last = manifest.head
    content = {
        _NAME: VERSION,
        "bytes": manifest.size,
        "sha256": manifest.sha256,
        "lines": manifest.carried.lines,
        "content": manifest.carried.digest,
        "last": last.seq if last else 0,
        "chain": last.chain if last else "",
    }
    return b"\n" + json.dumps(content).encode() + b"\n"


def restore(
    source: Path, target: Path, now: datetime, open_file: Callable[[Path], GraphStore]
) -> Restored:
    """Put the backup at *source* in the place of the register file *target*.

    Everything is checked on a copy beside it, brought to this program's schema, before anything
    that stands is touched: the line at the end, SQLite's own integrity, `verify`, content and log
    as they were. What stood is kept under another name. *open_file* opens a register file. Nobody
    else may have *target* open. Raises `Unavailable` with a sentence, and has then changed nothing.
    """
    arrived = target.with_name(f"{target.name}.restoring")
    if source.resolve() == arrived.resolve():
        raise Unavailable(f"{source} 这个名字是恢复时要用的，请给备份换一个名字。")
    try:
        _cleared(arrived)
        with source.open("rb") as content:
            manifest = _copied_out(content, arrived)
        _checked(arrived, manifest, open_file)
        kept = _swapped(arrived, target, now)
    except OSError as fault:
        raise Unavailable(f"恢复没有做成：{fault.strerror}。名册没有动。") from fault
    finally:
        with contextlib.suppress(OSError):
            _cleared(arrived)
    HeadFile(target.with_name(f"{target.name}.head")).put(manifest.head)
    return Restored(manifest.carried, kept)


def _damaged(words: str) -> Unavailable:
    return Unavailable(f"这份备份{words}，没有恢复，名册没有动。请换一份备份。")


def _manifest(content: BinaryIO) -> _Manifest:
    """The line at the end of a backup; raises `Unavailable`."""
    begin = content.read(len(_OF_SQLITE))
    if begin.startswith(b'{"xiangxian"'):
        raise Unavailable("这是交换文件，请在空的地方用 xiangxian load 装。")
    if begin != _OF_SQLITE:
        raise _damaged("不是名册的备份，或者已经损坏")
    size = content.seek(0, os.SEEK_END)
    content.seek(max(0, size - _LONGEST))
    end = content.read()
    text = end[end.rfind(b"\n", 0, len(end) - 1) + 1 :]
    try:
        held: dict[str, Any] = json.loads(text)
        last = Head(held["last"], held["chain"]) if held["last"] else None
        carried = Carried(held["lines"], held["content"])
        found = _Manifest(held["bytes"], held["sha256"], carried, last)
    except (ValueError, KeyError, TypeError) as fault:
        raise _damaged("末尾缺了核对用的一行，不完整") from fault
    if held.get(_NAME) != VERSION:
        raise _damaged("是别的版本写的")
    if _line(found) != b"\n" + text or found.size != size - len(_line(found)):
        raise _damaged("不完整，或者被改过")
    return found


def _copied_out(content: BinaryIO, to: Path) -> _Manifest:
    """The register file within a backup, put at *to*; raises `Unavailable` where it is not whole."""
    manifest = _manifest(content)
    content.seek(0)
    digest, rest = hashlib.sha256(), manifest.size
    handle = os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as out:
        while rest and (block := content.read(min(rest, _BLOCK))):
            digest.update(block)
            out.write(block)
            rest -= len(block)
        out.flush()
        os.fsync(out.fileno())
    if rest or digest.hexdigest() != manifest.sha256:
        raise _damaged("和它末尾的核对码对不上，有损坏")
    return manifest


def _checked(path: Path, manifest: _Manifest, open_file: Callable[[Path], GraphStore]) -> None:
    """What was copied out is a whole register with the content and the log it should have."""
    store = open_file(path)
    try:
        if store.loading() is not None or store.verify():
            raise _damaged("里的名册核对不上")
        last = [Head(entry.seq, entry.chain) for entry in store.log(limit=1)]
        if exchange.digest(store) != manifest.carried or last != [manifest.head] * bool(last):
            raise _damaged("里的内容和它末尾的核对码对不上")
    finally:
        store.close()


def _swapped(arrived: Path, target: Path, now: datetime) -> Path | None:
    """Put *arrived* where *target* stands, which gets a name of its own."""
    kept = None
    if target.exists():
        kept = _free(target, now)
        _settle(target)
        wal = target.with_name(f"{target.name}-wal")
        if wal.exists() and wal.stat().st_size:
            # a file that cannot be settled is kept with what belongs to it
            shutil.copy2(wal, kept.with_name(f"{kept.name}-wal"))
        try:
            os.link(target, kept)
        except OSError:
            shutil.copy2(target, kept)
        for ending in ("-wal", "-shm"):
            target.with_name(f"{target.name}{ending}").unlink(missing_ok=True)
    # without a head nothing is said of the log's end: a break before the new one is no false alarm
    target.with_name(f"{target.name}.head").unlink(missing_ok=True)
    arrived.replace(target)
    return kept


def _free(target: Path, now: datetime) -> Path:
    """The name under which what stands at *target* is kept."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    number = 0
    while True:
        kept = target.with_name(
            f"{target.name}.{stamp}{f'-{number}' * bool(number)}.before-restore"
        )
        if not kept.exists():
            return kept
        number += 1


def _settle(path: Path) -> None:
    """Bring what was committed last into the file itself, where it can still be read."""
    try:
        connection = apsw.Connection(str(path))
        try:
            connection.set_busy_timeout(BUSY)
            # a connection that has read nothing does not know that a second file belongs to it
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        finally:
            connection.close()
    except apsw.Error:
        return


def _cleared(path: Path) -> None:
    """Nothing is left at *path*, nor what the engine or a change of schema puts beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    for each in path.parent.glob(f"{glob.escape(path.name)}.v*.backup"):
        each.unlink(missing_ok=True)
