"""Files of the office's own in DIR: put in place whole, and nothing that stood there is lost."""

from __future__ import annotations

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
