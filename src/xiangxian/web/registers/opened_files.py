"""Waiting files as they were read: several at a time, and small ones not again for every page."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import cast

from flask import current_app

from xiangxian.services.registers.workbook.model import Unreadable, Workbook
from xiangxian.services.registers.workbook.open_register import read_workbook

_READERS = max(2, min(4, os.cpu_count() or 2))
"""How many files are read at a time, each in a process of its own."""


class OpenedFiles:
    """The small files that one process read for its pages, the last *most* of them, each of *cells*
    at most."""

    def __init__(self, most: int = 60, cells: int = 8_000) -> None:
        self._most, self._cells = most, cells
        self._kept: OrderedDict[str, Workbook] = OrderedDict()
        self._lock = Lock()

    def read(self, waiting: Mapping[str, tuple[Path, str]]) -> dict[str, Workbook | Unreadable]:
        """The files *waiting* (by token: where each lies, and its name) as workbooks; what cannot be
        read as the fault that says so.

        Whose files they are is checked by who asks: a token that is none of the session's never comes
        here.
        """
        with self._lock:
            found: dict[str, Workbook | Unreadable] = {
                token: self._kept[token] for token in waiting if token in self._kept
            }
        left = {token: place for token, place in waiting.items() if token not in found}
        if left:
            with ThreadPoolExecutor(_READERS) as readers:
                found |= zip(left, readers.map(_read, left.values()), strict=True)
            self._keep({token: found[token] for token in left})
        return {token: found[token] for token in waiting}

    def forget(self, token: str) -> None:
        """Nothing of the file is kept any longer."""
        with self._lock:
            self._kept.pop(token, None)

    def _keep(self, read_now: Mapping[str, Workbook | Unreadable]) -> None:
        with self._lock:
            for token, workbook in read_now.items():
                if isinstance(workbook, Unreadable):
                    continue
                if sum(len(sheet.cells) for sheet in workbook.sheets) <= self._cells:
                    self._kept[token] = workbook
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def opened_files() -> OpenedFiles:
    """Those of this application."""
    return cast("OpenedFiles", current_app.extensions["xiangxian.opened_files"])


def _read(place: tuple[Path, str]) -> Workbook | Unreadable:
    try:
        return read_workbook(place[0], name=place[1])
    except Unreadable as fault:
        return fault
