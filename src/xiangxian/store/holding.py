"""Who holds a data directory: all who work in it together, or one alone who replaces what is in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiangxian.store.base import Unavailable

FILE = "xiangxian.lock"
_PLACES = 256
"""Windows: how many may work together; each locks one byte, and whoever is alone all of them."""


@contextmanager
def held(directory: Path, *, alone: bool) -> Iterator[None]:
    """Hold *directory*, which is made, until the block ends or the process does.

    A server and every command hold it together with others; whoever loads or restores a register
    holds it *alone*. Raises `Unavailable` where that cannot be. Where no file can be made (the
    register is on a server, the directory cannot be written) only holding it alone is refused.
    """
    handle = None
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(directory / FILE, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as fault:
        if alone:
            raise Unavailable(f"{directory} 不能写：{fault.strerror}") from fault
    try:
        if handle is not None and not _taken(handle, alone=alone):
            raise Unavailable(
                "名册正开着，有网页或别的命令在用。请先停下来，再做这一步。"
                if alone
                else "名册正在装入或恢复，请等它做完。"
            )
        yield
    finally:
        if handle is not None:
            os.close(handle)


if sys.platform == "win32":  # pragma: no cover - read, not run here
    import msvcrt

    def _taken(handle: int, *, alone: bool) -> bool:
        places = [(0, _PLACES)] if alone else [(place, 1) for place in range(_PLACES)]
        for begin, length in places:
            os.lseek(handle, begin, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
            except OSError:
                continue
            return True
        return False
else:
    import fcntl

    def _taken(handle: int, *, alone: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
