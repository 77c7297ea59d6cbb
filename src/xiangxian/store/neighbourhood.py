"""A bounded neighbourhood, breadth first, whatever the engine that knows the neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from xiangxian.store.base import Edge, Id, Node, Subgraph

Neighbours = tuple[Mapping[Id, Node], Mapping[Id, Edge]]
"""The records one step away and the ties that lead there."""


def within(
    first: Iterable[Node],
    neighbours: Callable[[Sequence[Id]], Neighbours],
    *,
    depth: int,
    limit: int,
) -> Subgraph:
    """What is *depth* steps from *first*, at most *limit* records; the nearest are kept first,
    then the smaller id."""
    kept: dict[Id, Node] = {}
    cut = False
    for node in first:
        if len(kept) >= limit:
            cut = True
            break
        kept[node.id] = node
    followed: dict[Id, Edge] = {}
    frontier = list(kept)
    for _ in range(depth):
        if not frontier:
            break
        reached, edges = neighbours(frontier)
        followed |= edges
        fresh = sorted(set(reached) - set(kept))
        cut = cut or len(kept) + len(fresh) > limit
        frontier = fresh[: max(limit - len(kept), 0)]
        kept |= {id_: reached[id_] for id_ in frontier}
    inside = (edge for edge in followed.values() if edge.source in kept and edge.target in kept)
    return Subgraph(tuple(kept.values()), tuple(sorted(inside, key=lambda e: e.id)), cut)
