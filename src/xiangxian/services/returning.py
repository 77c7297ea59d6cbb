"""What comes back with a record from the recycle bin, and what has to stay there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from xiangxian.domain import schema
from xiangxian.store.base import Change, Edge, GraphStore, Id, Node, Write

_WHOLE = 100_000
"""More changes than one record ever has."""


def went_with(store: GraphStore, ids: Iterable[Id]) -> list[Edge]:
    """The ties of records in the bin that went there with one of their two ends; a tie that was
    taken away by itself is none of them."""
    writable = {name for name, what in schema.edge_names().items() if what != "drawn"}
    last: dict[Id, Change] = {}
    for id_ in ids:
        for change in store.changes(of=id_, limit=_WHOLE):
            if isinstance(change.after, Edge) and change.after.name in writable:
                last[change.after.id] = change
    binned = [each for each in last.values() if each.after is not None and each.after.binned]
    gone: dict[Id, set[Id]] = {}
    for act in {change.entry.id for change in binned}:
        afters = (change.after for change in store.change_set(act))
        gone[act] = {each.id for each in afters if isinstance(each, Node) and each.binned}
    return [
        change.after
        for change in binned
        if isinstance(change.after, Edge)
        and {change.after.source, change.after.target} & gone[change.entry.id]
    ]


def with_ties(
    store: GraphStore, writes: Iterable[Write], current: Mapping[Id, Node | Edge]
) -> tuple[tuple[Write, ...], tuple[Node, ...]]:
    """*writes* that bring records back, with every tie that went with one of those and can live
    again, and without the ties that would lead into the bin; those records are named."""
    planned = {write.after.id: write for write in writes}
    returning = [
        id_
        for id_, write in planned.items()
        if isinstance(write.after, Node)
        and not write.after.binned
        and (stood := current.get(id_)) is not None
        and stood.binned
    ]
    went = went_with(store, returning)
    extra = {edge.id: edge for edge in went if edge.id not in planned}
    coming = [w.after for w in planned.values() if isinstance(w.after, Edge) and not w.after.binned]
    ends = {end for edge in (*extra.values(), *coming) for end in (edge.source, edge.target)}
    states = dict(current) | dict(store.states(sorted(ends | set(extra))))
    for id_ in extra:
        stands = states.get(id_)
        if isinstance(stands, Edge) and stands.binned:
            after = replace(stands, rev=stands.rev + 1, binned=False)
            planned[id_] = Write(stands.rev, after)
    dead: dict[Id, Node] = {}
    for id_, write in list(planned.items()):
        edge = write.after
        if not isinstance(edge, Edge) or edge.binned:
            continue
        for end in (edge.source, edge.target):
            stands = planned[end].after if end in planned else states.get(end)
            if not isinstance(stands, Node) or stands.binned:
                planned.pop(id_, None)
                if isinstance(stands, Node):
                    dead[end] = stands
    return tuple(planned.values()), tuple(dead.values())
