"""A file that leaves the register: readable by its owner only, and under another name until whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiangxian.store.base import Unavailable


@contextmanager
def arriving(path: Path) -> Iterator[Path]:
    """Gives the name under which to write what shall stand at *path*, an empty file already.

    When the block ends it is on the disk and has its own name; when the block raises, nothing is
    left. Raises `Unavailable` where *path* exists or cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    _refuse_taken(path)
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield temporary
            _sync(temporary)
            _refuse_taken(path)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as fault:
        if isinstance(fault, BrokenPipeError):
            raise
        raise Unavailable(f"{path} 不能写：{fault.strerror}") from fault


def _refuse_taken(path: Path) -> None:
    if os.path.lexists(path):
        raise Unavailable(f"{path} 已经有了，请换一个文件名。")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
