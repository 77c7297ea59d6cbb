"""The end of the operation log, kept outside the database: a log that was cut off is noticed.

The chain proves that nothing in the log was changed, but not that nothing was taken off its end. So
the number and the chain of the last entry also stand in a small file in the data directory. The
file follows each commit; it may lag behind (after a crash, or where other processes write), but the
database must never be behind it, nor say something else at its number.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xiangxian.store.base import Fault

_LOG = logging.getLogger(__name__)
_WIDTH = 200


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a log: its number, and its link of the chain."""

    seq: int
    chain: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act that was applied: the chain before it (empty for the first), the head after it."""

    before: str
    head: Head


class _Unreadable(Exception):
    """What stands in the file is no head."""


def server_file(data: Path, place: str) -> Path:
    """The head file in *data* for a register that is kept on the server at *place*."""
    mark = hashlib.sha256(place.encode()).hexdigest()[:12]
    return data / f"neo4j-{mark}.head"


class HeadFile:
    """The head outside the database, in the file *path* (None: it is kept nowhere)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._trouble = ""

    def follow(self, step: Step, chain_at: Callable[[int], str | None]) -> None:
        """Note the act that was just committed; a file that cannot be written is told by `faults`.

        What the file says is replaced only where the log still says the same at that number
        (*chain_at*, which is asked when the act did not follow right upon it): a log that was cut
        and goes on is noticed however long it goes on.
        """
        if self._path is None:
            return
        with self._lock, contextlib.suppress(_Unreadable):
            stands = self._read()
            if stands is None:
                self._write(step.head)
            elif stands.seq < step.head.seq:
                next_to = stands.seq == step.head.seq - 1
                chain = step.before if next_to else chain_at(stands.seq)
                if chain == stands.chain:
                    self._write(step.head)

    def put(self, head: Head | None) -> None:
        """Begin anew with *head*: the register was replaced as a whole, by this program."""
        if self._path is None:
            return
        with self._lock:
            if head is not None:
                self._write(head)
                return
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def noted(self) -> Callable[[Callable[[int], str | None]], Iterator[Fault]]:
        """What the file says now, as a comparison with the log that is read after this: the
        database only ever goes on, so that it is never behind for an honest reason."""
        try:
            stands = self._read()
        except _Unreadable:
            return lambda _: iter((self._fault("里的内容读不出来"),))

        def compared(chain_at: Callable[[int], str | None]) -> Iterator[Fault]:
            if self._trouble:
                words = f"操作记录的末尾在名册外面记不下来（{self._trouble}），请检查文件夹的权限。"
                yield Fault("head", str(self._path), words)
            if stands is None:
                return
            chain = chain_at(stands.seq)
            if chain is None:
                yield self._fault(f"记着操作记录有{stands.seq}条，名册里没有这么多")
            elif chain != stands.chain:
                yield self._fault(f"记着的第{stands.seq}条操作记录和名册里的不是同一条")

        return compared

    def _fault(self, words: str) -> Fault:
        return Fault(
            "head",
            str(self._path),
            f"名册外面另记着操作记录末尾的文件{words}。"
            "要是名册是您自己换过的，核对以后请删掉这个文件。",
        )

    def _read(self) -> Head | None:
        """What the file says; None where there is none (an empty one is what a power cut leaves).
        Raises `_Unreadable`."""
        if self._path is None:
            return None
        try:
            handle = os.open(self._path, os.O_RDONLY)
            try:
                content = os.read(handle, 4096)
            finally:
                os.close(handle)
        except FileNotFoundError:
            return None
        except OSError as fault:
            self._say(fault)
            return None
        if not content:
            return None
        try:
            seq, chain = json.loads(content)
        except (ValueError, TypeError) as fault:
            raise _Unreadable from fault
        if not isinstance(seq, int) or not isinstance(chain, str):
            raise _Unreadable
        return Head(seq, chain)

    def _write(self, head: Head) -> None:
        assert self._path is not None  # noqa: S101 - the callers look
        try:
            try:
                self._overwrite(head)
            except FileNotFoundError:  # a server's register needs no directory, this file does
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._overwrite(head)
        except OSError as fault:
            self._say(fault)
        else:
            self._trouble = ""

    def _overwrite(self, head: Head) -> None:
        # a few bytes within one sector: they are on the disk as a whole or not at all, and cost a
        # fortieth of another file that takes this one's place
        handle = os.open(str(self._path), os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.write(handle, json.dumps([head.seq, head.chain]).ljust(_WIDTH).encode())
        finally:
            os.close(handle)

    def _say(self, fault: OSError) -> None:
        if not self._trouble:
            _LOG.warning("%s: %s", self._path, fault.strerror)
        self._trouble = fault.strerror or type(fault).__name__
