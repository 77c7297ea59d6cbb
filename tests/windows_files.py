"""The rule of Windows that bites: a file that is open is not opened again, moved or thrown away."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_folders: list[str] = []
broken: list[str] = []
"""What was refused since the last `exclusive` began: the act and the file's name."""
_EVENTS = {"open", "os.remove", "os.rename"}


def _held(path: str) -> bool:
    """Whether this process has *path* open."""
    for number in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if str(number.readlink()) == path:
                return True
    return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not _folders or event not in _EVENTS:
        return
    for argument in arguments[:2]:
        if not isinstance(argument, str | bytes | os.PathLike):
            continue
        path = os.path.abspath(os.fsdecode(argument))  # noqa: PTH100 - what was asked, not a file
        if path.startswith(_folders[-1]) and _held(path):
            broken.append(f"{event} {Path(path).suffix}")
            raise PermissionError(13, "used by another process", path)


sys.addaudithook(_watch)  # it cannot be taken off again; without a folder it does nothing


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[list[str]]:
    """Within it, whoever opens, moves or throws away a file below *folder* that this process has
    open is refused as Windows would; gives what was refused."""
    broken.clear()
    _folders.append(str(folder.resolve()))
    try:
        yield broken
    finally:
        _folders.pop()
