"""The ties that `apply` derives from records (`INTRODUCED`), the same for every engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from xiangxian.domain import schema
from xiangxian.domain.introductions import Linked
from xiangxian.store.base import Edge, EdgeName, HistoryLine, Id, Node
from xiangxian.store.history import entry_of

DRAWN_EDGES = frozenset(drawn.edge for drawn in schema.DRAWN.values())
"""The ties that nobody writes."""
SHAPING_EDGES = frozenset(
    name for drawn in schema.DRAWN.values() for name in (drawn.source, drawn.target, *drawn.reads)
)
"""The links of a record that say where its derived tie leads and what it tells."""

READ_EDGES = frozenset(name for drawn in schema.DRAWN.values() for name in drawn.reads)
"""Of those, the links that still name a record while it lies in the recycle bin."""

Ends = Mapping[Id, Mapping[EdgeName, Node]]
Rows = Iterable[tuple[int, int | None, str]]
"""History rows in order of number: the number of a ChangeSet, that of the one which it took back,
and the text after it."""
Place = tuple[Id, EdgeName]
"""Where a link stands: its record and its name."""


class Moved(NamedTuple):
    """A link as a ChangeSet left it, with that one's number and the number of what it took back."""

    seq: int
    undone: int | None
    edge: Edge


def drawings(records: Iterable[Node], ends: Ends) -> dict[Id, Edge]:
    """The derived ties that live *records* call for, as their first revision.

    *ends* says where their links lead (record id -> edge name -> record, the oldest link): live
    records, and those in the recycle bin that `still_named` found.
    """
    found = {}
    for node in records:
        drawn, linked = schema.DRAWN[node.kind], ends.get(node.id, {})
        if drawn.source not in linked or drawn.target not in linked:
            continue
        read = {
            name: Linked(end.id, end.kind, end.values, end.binned)
            for name in drawn.reads
            if (end := linked.get(name)) is not None
        }
        values = drawn.values(node.values, node.unit, read)
        found[node.id] = Edge(
            node.id, drawn.edge, linked[drawn.source].id, linked[drawn.target].id, 1, values
        )
    return found


def places(rows: Rows) -> dict[Place, list[Moved]]:
    """What happened to each record's links of one name, in order of number."""
    found: dict[Place, list[Moved]] = {}
    for seq, undone, text in rows:
        entry = entry_of(text)
        if isinstance(entry, Edge):
            found.setdefault((entry.source, entry.name), []).append(Moved(seq, undone, entry))
    return found


def meant(moves: Sequence[Moved], gone: Collection[tuple[int, Id]]) -> set[Id]:
    """Which of the links of one place, where one record at most is named, says what is named there
    although it may lie in the recycle bin.

    It is what was written last: a link that was made, or one that went into the bin with one of its
    ends (*gone* says which records did, by ChangeSet), not by itself. What an undo took away names
    what was named before the act that it took back, unless the record itself went with it.
    """
    left = list(moves)
    while left:
        seq, undone, edge = left[-1]
        if undone is not None and (seq, edge.source) not in gone:
            left = [move for move in left if move.seq < undone]
            continue
        last = [move.edge for move in left if move.seq == seq]
        live = {each.id for each in last if not each.binned}
        return live or {
            each.id for each in last if (seq, each.source) in gone or (seq, each.target) in gone
        }
    return set()


def moved_out(lines: Iterable[HistoryLine]) -> tuple[list[Node], list[Edge]]:
    """The records and ties that went into the recycle bin with *lines* of the history: only when
    these were read it is known how."""
    entries = [entry_of(line.after) for line in lines]
    binned = [each for each in entries if each is not None and each.binned]
    nodes = [each for each in binned if isinstance(each, Node)]
    return nodes, [each for each in binned if isinstance(each, Edge)]


def went(rows: Rows) -> set[tuple[int, Id]]:
    """Which records went into the recycle bin with which ChangeSets."""
    entries = ((seq, entry_of(text)) for seq, _, text in rows)
    return {(seq, each.id) for seq, each in entries if isinstance(each, Node) and each.binned}


def still_named(
    links: Iterable[tuple[Edge, Node]],
    past: Mapping[Place, Sequence[Moved]],
    gone: Collection[tuple[int, Id]],
) -> dict[Id, dict[EdgeName, Node]]:
    """Where *links* in the recycle bin lead that still name what they lead to.

    Each comes with the record in the bin that it leads to; *past* is `places` and *gone* is `went`
    of the history of the links' ends. A link of which no history tells (any more) names it still.
    """
    found: dict[Id, dict[EdgeName, Node]] = {}
    for edge, node in sorted(links, key=lambda link: link[0].id):
        moves = past.get((edge.source, edge.name))
        if moves is None or edge.id in meant(moves, gone):
            found.setdefault(edge.source, {}).setdefault(edge.name, node)
    return found


def same(one: Edge | None, other: Edge | None) -> bool:
    """Whether two derived ties lead the same way and tell the same."""
    if one is None or other is None:
        return one is other
    return (one.source, one.target, one.values) == (other.source, other.target, other.values)


def redrawn(wanted: Mapping[Id, Edge], standing: Mapping[Id, Edge]) -> tuple[list[Id], list[Edge]]:
    """What is to be taken away and what is to be put; a tie that moves is a new revision."""
    gone = sorted(set(standing) - set(wanted))
    put = []
    for id_, edge in sorted(wanted.items()):
        stands = standing.get(id_)
        if not same(edge, stands):
            rev = stands.rev + 1 if stands else 1
            put.append(Edge(id_, edge.name, edge.source, edge.target, rev, edge.values))
    return gone, put
