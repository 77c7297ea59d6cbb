"""The ties that `apply` derives from records (`INTRODUCED`), the same for every engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

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
Rows = Iterable[tuple[int, str]]
"""History rows: the number of a ChangeSet and the text after it, in order of number."""


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


def lately(rows: Rows) -> dict[tuple[Id, EdgeName], dict[Id, int]]:
    """Of each record's links of one name those that changed last: (record, edge name) -> the
    links' ids with the ChangeSet's number."""
    found: dict[tuple[Id, EdgeName], dict[Id, int]] = {}
    for seq, text in rows:
        entry = entry_of(text)
        if isinstance(entry, Edge):
            links = found.setdefault((entry.source, entry.name), {})
            if any(before != seq for before in links.values()):
                links.clear()
            links[entry.id] = seq
    return found


def moved_out(lines: Iterable[HistoryLine]) -> tuple[list[Node], list[Edge]]:
    """The records and ties that went into the recycle bin with *lines* of the history: only when
    these were read it is known how."""
    entries = [entry_of(line.after) for line in lines]
    binned = [each for each in entries if each is not None and each.binned]
    nodes = [each for each in binned if isinstance(each, Node)]
    return nodes, [each for each in binned if isinstance(each, Edge)]


def went(rows: Rows) -> set[tuple[int, Id]]:
    """Which records went into the recycle bin with which ChangeSets."""
    entries = ((seq, entry_of(text)) for seq, text in rows)
    return {(seq, each.id) for seq, each in entries if isinstance(each, Node) and each.binned}


def still_named(
    links: Iterable[tuple[Edge, Node]],
    last: Mapping[tuple[Id, EdgeName], Mapping[Id, int]],
    gone: Collection[tuple[int, Id]],
) -> dict[Id, dict[EdgeName, Node]]:
    """Where *links* in the recycle bin lead that still name what they lead to.

    Each comes with the record in the bin that it leads to. A link names it still when it changed
    last of its name, and went into the bin with one of its ends, not by itself; so does one of
    which no history tells (any more). *last* is `lately` and *gone* is `went`, of the history of
    the records that the links are of.
    """
    found: dict[Id, dict[EdgeName, Node]] = {}
    for edge, node in sorted(links, key=lambda link: link[0].id):
        newest = last.get((edge.source, edge.name))
        if newest is not None:
            seq = newest.get(edge.id)
            if seq is None or not {(seq, edge.source), (seq, edge.target)} & set(gone):
                continue
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
