"""The ties that `apply` derives from records (`INTRODUCED`), the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xiangxian.domain import schema
from xiangxian.store.base import Edge, EdgeName, Id, Node

DRAWN_EDGES = frozenset(drawn.edge for drawn in schema.DRAWN.values())
"""The ties that nobody writes."""
SHAPING_EDGES = frozenset(
    name for drawn in schema.DRAWN.values() for name in (drawn.source, drawn.target, *drawn.reads)
)
"""The links of a record that say where its derived tie leads and what it tells."""

Ends = Mapping[Id, Mapping[EdgeName, Node]]


def drawings(records: Iterable[Node], ends: Ends) -> dict[Id, Edge]:
    """The derived ties that live *records* call for, as their first revision.

    *ends* says where their links lead (record id -> edge name -> live record, the oldest link).
    """
    found = {}
    for node in records:
        drawn, linked = schema.DRAWN[node.kind], ends.get(node.id, {})
        if drawn.source not in linked or drawn.target not in linked:
            continue
        read = {
            name: (linked[name].id, linked[name].kind, linked[name].values)
            for name in drawn.reads
            if name in linked
        }
        values = drawn.values(node.values, node.unit, read)
        found[node.id] = Edge(
            node.id, drawn.edge, linked[drawn.source].id, linked[drawn.target].id, 1, values
        )
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
