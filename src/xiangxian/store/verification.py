"""What `verify` compares, whatever the engine: chain, history, index and derived ties.

The log and the history are read once, one act after the other; each `Watcher` sees every act and
says at the end what is wrong with the whole. Nothing here holds more of a register in memory than
one act and a few figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Protocol, cast

from xiangxian.domain import schema
from xiangxian.store.base import (
    Damage,
    Edge,
    Fault,
    HistoryLine,
    Id,
    Line,
    LogLine,
    Node,
    Stream,
)
from xiangxian.store.drawing import same
from xiangxian.store.history import change_digest, emptied, erased_by, link, place
from xiangxian.store.terms import encoded, term_digest

Streams = Callable[[Stream], Iterator[Line]]
"""Everything of one sort in its order, as `GraphStore.stream` gives it."""
GARBLED = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What reading raises where the content is no content of this program."""


class Watcher(Protocol):
    """Looks at each act of the log in order of number."""

    def see(self, line: LogLine | None, rows: Sequence[HistoryLine]) -> Iterator[Fault]:
        """What is wrong with one act; *line* is None where the log does not know its *rows*."""

    def end(self) -> Iterator[Fault]:
        """What is wrong now that everything was seen."""


def acts(stream: Streams) -> Iterator[tuple[LogLine | None, Sequence[HistoryLine]]]:
    """Each entry of the log with the changes it made, and the changes that no entry made."""
    rows = cast("Iterator[HistoryLine]", stream(Stream.HISTORY))
    groups = ((seq, list(group)) for seq, group in groupby(rows, key=lambda each: each.seq))
    waiting = next(groups, None)
    for line in cast("Iterator[LogLine]", stream(Stream.LOG)):
        while waiting is not None and waiting[0] < line.entry.seq:
            yield None, waiting[1]
            waiting = next(groups, None)
        if waiting is not None and waiting[0] == line.entry.seq:
            yield line, waiting[1]
            waiting = next(groups, None)
        else:
            yield line, []
    while waiting is not None:
        yield None, waiting[1]
        waiting = next(groups, None)


def watched(stream: Streams, watchers: Iterable[Watcher]) -> Iterator[Fault]:
    """Everything that *watchers* find in the log and its history."""
    watchers = tuple(watchers)
    for line, rows in acts(stream):
        for watcher in watchers:
            yield from watcher.see(line, rows)
    for watcher in watchers:
        yield from watcher.end()


def collected(checks: Iterable[Callable[[], Iterator[Fault]]]) -> list[Fault]:
    """What all *checks* find; one that cannot read on is a fault itself and stops no other."""
    found: list[Fault] = []
    for check in checks:
        try:
            found.extend(check())
        except Damage as fault:
            found.append(Fault("file", fault.where, fault.reason))
        except GARBLED as fault:
            found.append(Fault("file", str(fault)[:200], "名册里有一处读不出来。"))
    return found


class Chain:
    """The log is whole when every link follows from the one before it, and every change from it."""

    def __init__(self) -> None:
        self._previous, self._expected = "", 1
        self._emptied: set[str] = set()
        self._erased: set[str] = set()

    def see(self, line: LogLine | None, rows: Sequence[HistoryLine]) -> Iterator[Fault]:
        """The entry follows the one before it, and its changes are those it was made with."""
        if line is None:
            at = rows[0].seq
            yield Fault("chain", str(at), f"历史里有第{at}次改动，操作记录里没有这一条。")
            return
        entry = line.entry
        if entry.seq != self._expected:
            yield Fault("chain", str(self._expected), f"操作记录第{self._expected}条不见了。")
        self._expected = entry.seq + 1
        self._erased |= erased_by(entry)
        for pos, row in enumerate(rows):
            yield from self._row(pos, row)
        broken = link(self._previous, line, [row.digest for row in rows]) != entry.chain
        if broken or len(rows) != entry.writes or entry.undoes == "":
            yield Fault("chain", str(entry.seq), f"操作记录第{entry.seq}条被动过。")
        self._previous = entry.chain

    def _row(self, pos: int, row: HistoryLine) -> Iterator[Fault]:
        if emptied(row):
            self._emptied.add(place(row))
        elif change_digest(row.salt, row.before, row.after) != row.digest:
            yield Fault("history", place(row), f"第{row.seq}次改动的内容被动过。")
        if row.pos != pos:
            yield Fault("history", place(row), f"第{row.seq}次改动的次序被动过。")

    def end(self) -> Iterator[Fault]:
        """Only what an erasure names may be empty."""
        for where in sorted(self._emptied - self._erased):
            seq = where.partition(".")[0]
            yield Fault("history", where, f"第{seq}次改动的内容被清空了。")


def index_faults(node: Node, keys: Mapping[str, object], digest: str | None) -> Iterator[Fault]:
    """A record's *keys* and the *digest* of its terms are those that the vocabulary calls for."""
    try:
        indexed = schema.index(node.kind, node.values)
    except GARBLED:
        yield Fault("content", node.id, "一条记录的内容读不出来。")
        return
    if _typed(keys) != _typed(indexed.keys):
        yield Fault("keys", node.id, "一条记录的排序、筛选索引和内容对不上。")
    if digest != term_digest(encoded(indexed.terms), encoded(indexed.private_terms)):
        yield Fault("terms", node.id, "一条记录的查找索引和内容对不上。")


def _typed(keys: Mapping[str, object]) -> dict[str, tuple[type, object]]:
    return {name: (type(value), value) for name, value in keys.items()}


def tie_faults(ids: Iterable[Id]) -> Iterator[Fault]:
    """The live ties *ids*, whose record at one end is not live."""
    for id_ in ids:
        yield Fault("ties", id_, "一条联系的一头已经不在册。")


def drawing_faults(wanted: Mapping[Id, Edge], stands: Mapping[Id, Edge]) -> Iterator[Fault]:
    """The derived ties are exactly those that the records call for, and none is in the bin."""
    for id_ in sorted(set(wanted) | set(stands)):
        drawn = stands.get(id_)
        if not same(wanted.get(id_), drawn) or (drawn is not None and drawn.binned):
            yield Fault("drawn", id_, "一条引荐和引荐关系图里的线对不上。")
