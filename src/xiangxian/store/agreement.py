"""Whether what stands is what the history says: each record and tie equals its last change.

A change takes the text before it away and puts the text after it. So the texts after, less the
texts before, of the whole history are the texts that stand, whatever their number: figures made of
the texts are added up in a fixed number of sums, and only where a sum does not come to nothing are
the texts themselves looked at. A change that does not follow upon the one before it leaves a
remainder too. What an erasure names is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import cast

from xiangxian.store.base import Edge, Fault, HistoryLine, Id, LogLine, Node, Stream
from xiangxian.store.history import emptied, entry_of, erased_by, place
from xiangxian.store.verification import GARBLED, Streams, acts

SUMS = 4096
"""How many sums; each stands for the records and ties whose ids fall to it."""
_LOOKED_AT = 64
"""At how many sums that do not agree the texts are looked at: more would say nothing new."""


class Agreement:
    """Compares the records and ties of *stream* with the acts it is shown."""

    def __init__(self, stream: Streams) -> None:
        self._stream = stream
        self._sums = [0] * SUMS
        self._erased: set[Id] = set()
        self._begun = False

    def _begin(self) -> None:
        """What stands, added up."""
        self._begun = True
        for entry in _standing(self._stream):
            self._sums[_place(entry.id)] += _figure(entry.text())

    def see(self, line: LogLine | None, rows: Sequence[HistoryLine]) -> Iterator[Fault]:
        """Take an act's changes off; each must be one that the program makes."""
        if not self._begun:
            self._begin()
        if line is not None:
            self._erased |= erased_by(line.entry)
        for row in rows:
            if emptied(row):
                continue
            id_ = _changed(row)
            if id_ is None:
                yield Fault("history", place(row), f"第{row.seq}次改动写得不对。")
                continue
            sum_ = _place(id_)
            self._sums[sum_] -= _figure(row.after)
            if row.before:
                self._sums[sum_] += _figure(row.before)

    def end(self) -> Iterator[Fault]:
        """Name the records and ties that differ."""
        if not self._begun:
            self._begin()
        suspected = {n for n, rest in enumerate(self._sums) if rest}
        suspected = set(sorted(suspected)[:_LOOKED_AT])
        if not suspected:
            return
        last: dict[Id, str] = {}
        for _, rows in acts(self._stream):
            for row in rows:
                id_ = None if emptied(row) else _changed(row)
                if id_ is None or id_ in self._erased or _place(id_) not in suspected:
                    continue
                if row.before != last.get(id_, ""):
                    yield Fault("history", place(row), f"第{row.seq}次改动接不上它的前一次。")
                last[id_] = row.after
        yield from self._compared(last, suspected)

    def _compared(self, last: dict[Id, str], suspected: set[int]) -> Iterator[Fault]:
        """*last* is what the history says of the ids that fall to the sums *suspected*."""
        for entry in _standing(self._stream):
            if entry.id in self._erased or _place(entry.id) not in suspected:
                continue
            what = "记录" if isinstance(entry, Node) else "联系"
            text = last.pop(entry.id, None)
            if text is None:
                yield Fault("present", entry.id, f"一条{what}在册，历史里却没有它。")
            elif text != entry.text():
                yield Fault("present", entry.id, f"一条{what}和它最后一次改动对不上。")
        for id_ in sorted(last):
            yield Fault("present", id_, "历史里的一条记录或联系不见了。")


def _standing(stream: Streams) -> Iterator[Node | Edge]:
    for what in (Stream.NODES, Stream.EDGES):
        yield from cast("Iterator[Node | Edge]", stream(what))


def _place(id_: Id) -> int:
    return int.from_bytes(hashlib.blake2b(id_.encode(), digest_size=2).digest()) % SUMS


def _figure(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest())


def _changed(row: HistoryLine) -> Id | None:
    """What a change changed; None where the program makes no such change."""
    try:
        before, after = entry_of(row.before), entry_of(row.after)
    except GARBLED:
        return None
    if after is None or not isinstance(after.id, str):
        return None
    return (
        after.id
        if after.rev == 1 + (before.rev if before else 0)
        and (before is None or _identity(before) == _identity(after))
        else None
    )


def _identity(entry: Node | Edge) -> tuple[str, ...]:
    """What of a record or tie never changes."""
    if isinstance(entry, Node):
        return ("node", entry.id, entry.kind)
    return ("edge", entry.id, entry.name, entry.source, entry.target)
