"""Opening the file of the embedded engine; what goes wrong with it is told in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import apsw

from xiangxian.store.base import Damage, Unavailable

BUSY = 10_000
"""How long, in milliseconds, a writer waits for another one."""


@contextmanager
def told() -> Iterator[None]:
    """Turns what SQLite reports about the file into `Unavailable`, or `Damage` where it cannot be
    read as what it should be. Raises the refusal that says so."""
    try:
        yield
    except (apsw.Error, UnicodeDecodeError) as fault:
        raise _sentence(fault) from fault


def _sentence(fault: Exception) -> Exception:
    if isinstance(fault, apsw.BusyError | apsw.LockedError):
        return Unavailable("名册正忙，请过一会儿再存一次，填的内容还在。")
    if isinstance(fault, apsw.FullError):
        return Unavailable("硬盘满了，没有存进去。请腾出空间再存一次。")
    if isinstance(fault, apsw.ReadOnlyError | apsw.CantOpenError):
        return Unavailable(f"名册文件打不开，或者不能写（{fault}）。请检查文件夹的权限。")
    if isinstance(fault, UnicodeDecodeError):
        return Damage("有一处不是文字")
    if isinstance(
        fault,
        apsw.CorruptError | apsw.NotADBError | apsw.IOError | apsw.SQLError | apsw.MismatchError
        | apsw.FormatError | apsw.SchemaChangeError,
    ):  # fmt: skip
        return Damage(str(fault))
    return fault


class _Cursor(apsw.Cursor):
    """A cursor whose faults are sentences."""

    def execute(self, *given: Any, **named: Any) -> Self:
        """Run statements."""
        with told():
            super().execute(*given, **named)
        return self

    def executemany(self, *given: Any, **named: Any) -> Self:
        """Run statements for many bindings."""
        with told():
            super().executemany(*given, **named)
        return self

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except (apsw.Error, UnicodeDecodeError) as fault:
            raise _sentence(fault) from fault

    def fetchall(self) -> list[Any]:
        """All remaining rows."""
        with told():
            return super().fetchall()

    def fetchone(self) -> Any:
        """The next row."""
        with told():
            return super().fetchone()


def opened(path: Path) -> apsw.Connection:
    """A connection to the register in *path* that writes safely; raises `Unavailable`."""
    try:
        connection = apsw.Connection(str(path))
        connection.cursor_factory = _Cursor
        connection.set_busy_timeout(BUSY)
        mode = connection.pragma("journal_mode", "wal")
        if mode != "wal":
            raise Unavailable(f"名册文件打不开：{path} 所在的盘不支持安全写入，请换到本机硬盘上。")
        connection.pragma("synchronous", "FULL")
    except apsw.NotADBError as fault:
        raise Unavailable(f"{path} 不是名册文件，或者已经损坏。请从备份恢复。") from fault
    except Damage as fault:
        raise Unavailable(f"{path} 不是名册文件，或者已经损坏。请从备份恢复。") from fault
    except apsw.Error as fault:
        raise Unavailable(f"名册文件打不开：{path}（{fault}）") from fault
    return connection
