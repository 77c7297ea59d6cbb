"""Waiting files as they were read: several at a time, and small ones not again for every page."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from xiangxian.services.registers.workbook.model import Unreadable, Workbook
from xiangxian.services.registers.workbook.open_register import read_workbook

_READERS = max(2, min(4, os.cpu_count() or 2))
"""How many files are read at a time, each in a process of its own."""
_MOST_KEPT = 60
_MOST_CELLS = 8_000
"""How many files are kept in memory, and how large a kept one may be."""

_kept: OrderedDict[str, Workbook] = OrderedDict()
_lock = Lock()


def read(waiting: Mapping[str, tuple[Path, str]]) -> dict[str, Workbook | Unreadable]:
    """The files *waiting* (by token: where each lies, and its name) as workbooks; what cannot be
    read as the fault that says so.

    Whose files they are is checked by who asks: a token that is none of the session's never comes
    here.
    """
    with _lock:
        found: dict[str, Workbook | Unreadable] = {
            token: _kept[token] for token in waiting if token in _kept
        }
    left = {token: place for token, place in waiting.items() if token not in found}
    if left:
        with ThreadPoolExecutor(_READERS) as readers:
            found |= zip(left, readers.map(_read, left.values()), strict=True)
        _keep({token: found[token] for token in left})
    return {token: found[token] for token in waiting}


def forget(token: str) -> None:
    """Nothing of the file is kept any longer."""
    with _lock:
        _kept.pop(token, None)


def _read(place: tuple[Path, str]) -> Workbook | Unreadable:
    try:
        return read_workbook(place[0], name=place[1])
    except Unreadable as fault:
        return fault


def _keep(read_now: Mapping[str, Workbook | Unreadable]) -> None:
    with _lock:
        for token, workbook in read_now.items():
            if isinstance(workbook, Unreadable):
                continue
            if sum(len(sheet.cells) for sheet in workbook.sheets) <= _MOST_CELLS:
                _kept[token] = workbook
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
