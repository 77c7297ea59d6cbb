"""Files in DIR: the office's own are put in place whole, and nothing that stood there is lost; those
that only wait for a step are thrown away. On Windows nobody opens a second time, moves or throws
away a file that is open: every file here is closed before anything else is done with it."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path


def put(path: Path, content: bytes, *, now: datetime) -> None:
    """Make *content* the file at *path*, at once; what stood there is kept beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_suffix(".new")
    waiting.write_bytes(content)
    put_by(path, now=now)
    waiting.replace(path)


def put_by(path: Path, *, now: datetime) -> None:
    """Take the file away from *path*, keeping it beside under the moment *now*."""
    if not path.is_file():
        return
    for number in count():
        aside = path.with_suffix(f".{now:%Y%m%d%H%M%S}{f'-{number}' if number else ''}.old")
        if not aside.exists():
            path.rename(aside)
            return


def laid_down(path: Path, content: bytes) -> Path:
    """A new file at *path* with *content*, readable by its owner only, and closed; gives *path*.

    It bears this program's clock, by which `older` asks for its age, whatever clock the file
    system has.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
    moment = time.time()
    os.utime(path, (moment, moment))
    return path


def discard(path: Path) -> None:
    """Throw *path* away; where somebody still has it open (a virus scanner on Windows), it stays
    until the folder is swept again."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def older(folder: Path, seconds: float) -> Iterator[Path]:
    """The files of *folder* that nobody wrote to for so long; others may throw them away meanwhile."""
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime >= seconds:
                yield path
