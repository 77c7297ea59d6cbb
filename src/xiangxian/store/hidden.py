"""Whether what readers do not see is what an unfinished act keeps from them, and nothing else.

The batch of an act is no part of its log line, but of the line's digest: for each act it is known
by trying the batches that stand in the data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from xiangxian.store.base import Fault, HistoryLine, Id, LogLine
from xiangxian.store.digests import act_digest
from xiangxian.store.history import emptied, entry_of
from xiangxian.store.verification import GARBLED


class Hidden:
    """*batches* are those that stand on records and ties, *incomplete* those that are marked so,
    *hidden* the records and written ties that these keep out of sight, with their batch."""

    def __init__(
        self, batches: Collection[Id], incomplete: Collection[Id], hidden: Mapping[Id, Id]
    ) -> None:
        self._batches = sorted({*batches, *incomplete})
        self._incomplete = frozenset(incomplete)
        self._hidden = hidden
        self._open: set[Id] = set()
        self._made: dict[Id, Id] = {}
        self._moved: set[Id] = set()

    def see(self, line: LogLine | None, rows: Sequence[HistoryLine]) -> Iterator[Fault]:
        """Which batch the act belonged to, and what it created unseen."""
        if not self._batches or line is None:
            return
        part = self._part(line, rows)
        if part is not None and part[1]:
            self._open.discard(part[0])
        elif part is not None:
            self._open.add(part[0])
        unseen = part is not None and not part[1] and part[0] in self._incomplete
        if not self._incomplete:
            return
        for row in rows:
            try:
                after = entry_of(row.after)
            except GARBLED:
                continue
            if after is None:
                continue
            if unseen and part is not None:
                self._made[after.id] = part[0]
            elif after.id in self._made:
                self._moved.add(after.id)
        yield from ()

    def _part(self, line: LogLine, rows: Sequence[HistoryLine]) -> tuple[Id, bool] | None:
        """The batch of the act and whether it completed that; None for an act of no batch."""
        if any(map(emptied, rows)):
            return None
        entry = line.entry
        head = (entry.actor, entry.why, entry.note, *entry.about, entry.undoes or "")
        try:
            revs = [before.rev if (before := entry_of(row.before)) else 0 for row in rows]
        except GARBLED:
            return None
        writes = [f"{rev} {row.after}" for rev, row in zip(revs, rows, strict=True)]
        if act_digest(head, None, writes) == line.digest:
            return None
        for batch in self._batches:
            for complete in (False, True):
                if act_digest(head, (batch, complete), writes) == line.digest:
                    return batch, complete
        return None

    def end(self) -> Iterator[Fault]:
        """Marks and acts say the same."""
        for batch in sorted(self._incomplete ^ self._open):
            yield Fault("batch", batch, "一次没做完的导入的标记，和操作记录对不上。")
        for id_ in sorted(set(self._hidden) | (set(self._made) - self._moved)):
            if self._hidden.get(id_) != self._made.get(id_):
                yield Fault("batch", id_, "一条记录或联系该看得见的看不见，或者反过来。")
