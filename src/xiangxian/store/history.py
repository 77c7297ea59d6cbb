"""What was: the texts and digests of changes, and the chain of the log."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence

from xiangxian.store.base import (
    ChangeSet,
    Edge,
    Entry,
    HistoryLine,
    Id,
    LogLine,
    Node,
)


def entry_of(text: str | None) -> Node | Edge | None:
    """The record or tie of a `text()`; None for an empty one."""
    if not text:
        return None
    what, *parts = json.loads(text)
    if what == "node":
        id_, kind, unit, rev, binned, values = parts
        return Node(id_, kind, unit, rev, values, binned)
    id_, name, source, target, rev, binned, values = parts
    return Edge(id_, name, source, target, rev, values, binned)


ERASURE = "record.erase"
"""Why an act empties rows of the history: its `about` names the records and ties whose rows it
emptied, by their ids, and each of those rows as its `place`."""


def place(line: HistoryLine) -> str:
    """Where a row stands in the history: number of its ChangeSet, place within that."""
    return f"{line.seq}.{line.pos}"


def erased_by(entry: Entry) -> frozenset[str]:
    """What an entry of the log names as erased; nothing for every other act."""
    return frozenset(entry.about) if entry.why == ERASURE else frozenset()


def emptied(line: HistoryLine) -> bool:
    """Whether nothing is left of a change but its digest."""
    return not (line.salt or line.before or line.after)


def change_digest(salt: str, before: str, after: str) -> str:
    """The salted digest of one change, which stays when an erasure empties the change itself."""
    return hashlib.sha256(f"{salt}\n{before}\n{after}".encode()).hexdigest()


def chain_digest(previous: str, entry: Sequence[str], changes: Sequence[str]) -> str:
    """The next link of the chain: the link before, the log entry's fields, its changes' digests."""
    text = json.dumps([previous, list(entry), list(changes)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def line_of(changes: ChangeSet, seq: int) -> LogLine:
    """The log line of *changes* as number *seq*; its link of the chain is made of what it did."""
    entry = Entry(
        seq,
        changes.id,
        changes.actor,
        changes.at,
        changes.why,
        changes.note,
        changes.about,
        changes.undoes,
        len(changes.writes),
        "",
    )
    return LogLine(entry, changes.digest())


def link(previous: str, line: LogLine, digests: Sequence[str]) -> str:
    """The chain's link of a log line that follows the link *previous*."""
    entry = line.entry
    fields = (
        entry.seq,
        entry.id,
        entry.actor,
        entry.at.isoformat(),
        entry.why,
        entry.note,
        json.dumps(list(entry.about)),
        entry.undoes,
        entry.writes,
        line.digest,
    )
    return chain_digest(previous, ["" if each is None else str(each) for each in fields], digests)


def history_of(
    changes: ChangeSet, seq: int, current: Mapping[Id, Node | Edge]
) -> list[HistoryLine]:
    """What *changes* did to *current*, each change with a fresh salt."""
    lines = []
    for pos, write in enumerate(changes.writes):
        stood = current.get(write.after.id)
        before, after = stood.text() if stood else "", write.after.text()
        salt = secrets.token_hex(16)
        lines.append(HistoryLine(seq, pos, before, after, salt, change_digest(salt, before, after)))
    return lines


def concerned(line: HistoryLine) -> tuple[Id, ...]:
    """The records whose history a change belongs to: the record itself, or both ends of a tie."""
    entry = entry_of(line.after)
    if entry is None:
        return ()
    return (entry.id,) if isinstance(entry, Node) else tuple(sorted({entry.source, entry.target}))
