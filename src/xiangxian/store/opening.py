"""Opening the store that the settings name, where it is safe to keep one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psutil

from xiangxian.store.base import NewerSchema, Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.store.sqlite import backup
from xiangxian.store.sqlite.backup import Restored
from xiangxian.store.sqlite.engine import SqliteStore

FILE = "xiangxian.sqlite3"
_SCHEMES = frozenset(
    ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
)  # what the driver takes
_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smbfs", "smb3", "afs", "9p", "fuse.sshfs", "fuse.glusterfs", "davfs", "fuse.davfs2", "ceph", "ncpfs")
)  # fmt: skip
_SYNCHRONISED = (
    "onedrive", "dropbox", "nutstore", "坚果云", "icloud", "baidunetdisk", "baidusync", "百度网盘",
    "百度云", "微云", "weiyun", "google drive", "googledrive", "wpsdrive", "wps云盘", "阿里云盘",
)  # fmt: skip


def refuse_unsafe(directory: Path) -> None:
    """Raise `Unavailable` for a directory on a network disk or in a synchronised folder: both
    tear a database that is being written."""
    path = directory.resolve()
    for part in path.parts:
        if any(name in part.lower() for name in _SYNCHRONISED):
            raise Unavailable(
                f"名册不能放在会自动同步的文件夹里（{part}），容易损坏。请换到本机硬盘的普通文件夹。"
            )
    if str(path).startswith("\\\\"):
        raise Unavailable("名册不能放在网络盘上，容易损坏。请换到本机硬盘。")
    mounts = sorted(psutil.disk_partitions(all=True), key=lambda p: -len(p.mountpoint))
    for mount in mounts:
        if path.is_relative_to(mount.mountpoint):
            if mount.fstype.lower() in _NETWORK or "remote" in mount.opts.split(","):
                raise Unavailable("名册不能放在网络盘上，容易损坏。请换到本机硬盘。")
            return


def open_store(
    address: str, data: Path, clock: Callable[[], datetime], *, for_load: bool = False
) -> GraphStore:
    """The store at *address* at this program's schema.

    *address* is `sqlite`, a file in the directory *data*, which is made, readable by its owner
    only; or the address of a Neo4j server. A store into which a register is being loaded opens
    *for_load* only. Raises `Unavailable` with a sentence.
    """
    store = _sqlite(data, clock) if address == "sqlite" else _neo4j(address, clock, data)
    with _closed_when_refused(store, "这份名册是用更新版本的程序写的，请用新版本打开。"):
        store.migrate()
        if not for_load and store.loading() is not None:
            raise Unavailable("名册正在装入，还没有装完；要是中断了，请再运行一次同样的 load。")
    return store


@contextmanager
def _closed_when_refused(store: GraphStore, newer: str) -> Iterator[None]:
    """Close *store* where it is refused; *newer* says that a newer program wrote it."""
    try:
        yield
    except NewerSchema as fault:
        store.close()
        raise Unavailable(newer) from fault
    except Unavailable:
        store.close()
        raise


def late_store(address: str, clock: Callable[[], datetime], data: Path | None = None) -> GraphStore:
    """The store on a server that may be away now; it is made ready when it is first reached. In
    the directory *data* stands what is kept beside it."""
    return _neo4j(address, clock, data)


def _neo4j(address: str, clock: Callable[[], datetime], data: Path | None) -> GraphStore:
    if address.partition(":")[0] not in _SCHEMES:
        raise Unavailable(
            f"不认识存名册的地方「{address.partition(':')[0]}」，请用 sqlite 或 neo4j://…。"
        )
    from xiangxian.store.neo4j.engine import (
        Neo4jStore,  # half a second that a file's user need not wait
    )

    return Neo4jStore(address, clock, data)


def _make_safe(data: Path) -> None:
    """Make the directory *data*, readable by its owner only; an unsafe one is refused."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise Unavailable(f"建不了文件夹 {data}：{fault.strerror}") from fault
    refuse_unsafe(data)


def _sqlite(data: Path, clock: Callable[[], datetime]) -> GraphStore:
    _make_safe(data)
    path = data / FILE
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as fault:
        raise Unavailable(f"名册文件 {path} 不能写：{fault.strerror}") from fault
    return SqliteStore(path, clock)


def restore(source: Path, address: str, data: Path, clock: Callable[[], datetime]) -> Restored:
    """Put the backup at *source* in the place of the register in *data*, which nobody else holds.

    Raises `Unavailable` with a sentence where it is no whole backup that this program knows, and
    has then changed nothing.
    """
    if address != "sqlite":
        raise Unavailable("名册在 Neo4j 服务器上：请在空的地方用 xiangxian load 装交换文件。")
    _make_safe(data)

    def open_file(path: Path) -> GraphStore:
        store = SqliteStore(path, clock)
        with _closed_when_refused(store, "这份备份是用更新版本的程序写的，请用新版本恢复。"):
            store.migrate()
        return store

    return backup.restore(source, data / FILE, clock(), open_file)
