"""What comes back with a record from the recycle bin, and what has to stay there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from xiangxian.domain import schema
from xiangxian.store.base import Change, Edge, EdgeName, GraphStore, Id, Node, Write
from xiangxian.store.drawing import lately, still_named
from xiangxian.store.paging import all_changes


def went_with(store: GraphStore, ids: Iterable[Id]) -> dict[Edge, int]:
    """The ties of records in the bin that went there with one of their two ends, with the number of
    the ChangeSet; a tie that was taken away by itself is none of them."""
    writable = {name for name, what in schema.edge_names().items() if what != "drawn"}
    last: dict[Id, Change] = {}
    for id_ in ids:
        for change in all_changes(store, of=id_):
            if isinstance(change.after, Edge) and change.after.name in writable:
                last[change.after.id] = change
    binned = [each for each in last.values() if each.after is not None and each.after.binned]
    gone: dict[Id, set[Id]] = {}
    for act in {change.entry.id for change in binned}:
        afters = (change.after for change in store.change_set(act))
        gone[act] = {each.id for each in afters if isinstance(each, Node) and each.binned}
    return {
        change.after: change.entry.seq
        for change in binned
        if isinstance(change.after, Edge)
        and {change.after.source, change.after.target} & gone[change.entry.id]
    }


def replaced(store: GraphStore, along: Mapping[Edge, int]) -> dict[Id, Edge | None]:
    """Of *along*, ties with the ChangeSets that put them into the bin, the links that their record
    names something else by since, where it may name one only: the link's id -> the link that stands
    in its place, None where none does."""
    own = store.last_changes(sorted({edge.source for edge in along}))
    # whoever names something else is a new revision: the history of the others need not be read
    later = [
        edge
        for edge, seq in along.items()
        if (change := own.get(edge.source)) is not None
        and change.entry.seq > seq
        and isinstance(change.after, Node)
        and (change.after.kind, edge.name) in schema.single_links()
    ]
    found: dict[Id, Edge | None] = {}
    for id_ in sorted({edge.source for edge in later}):
        changes = all_changes(store, of=id_)
        links = [(c.entry.seq, c.after) for c in changes if isinstance(c.after, Edge)]
        links = [(seq, edge) for seq, edge in links if edge.source == id_]
        last = lately((seq, edge.text()) for seq, edge in links)
        stands = {edge.id: edge for _, edge in links}
        for edge in (each for each in later if each.source == id_):
            if edge.id not in last.get((id_, edge.name), {edge.id: 0}):
                live = (e for e in stands.values() if e.name == edge.name and not e.binned)
                found[edge.id] = next(live, None)
    return found


def still_naming(store: GraphStore, id_: Id) -> dict[EdgeName, Node]:
    """What the live record *id_* names, by the link's edge, although it lies in the recycle bin:
    the link went there with it, and the record names no other in its place."""
    changes = list(all_changes(store, of=id_))
    own = [
        (change.entry.seq, change.after)
        for change in changes
        if isinstance(change.after, Edge) and change.after.source == id_
    ]
    targets = {edge.target for _, edge in own}
    states = store.states(sorted({edge.id for _, edge in own} | targets))
    links = [
        (edge, node)
        for edge in states.values()
        if isinstance(edge, Edge)
        and edge.binned
        and isinstance(node := states.get(edge.target), Node)
        and node.binned
    ]
    if not links:
        return {}
    gone = {
        (change.entry.seq, end)
        for end in {edge.target for edge, _ in links} | {id_}
        for change in all_changes(store, of=end)
        if isinstance(change.after, Node) and change.after.binned
    }
    last = lately((seq, edge.text()) for seq, edge in own)
    live = {edge.name for edge in states.values() if isinstance(edge, Edge) and not edge.binned}
    named = still_named(links, last, gone).get(id_, {})
    return {name: node for name, node in named.items() if name not in live}


def with_ties(
    store: GraphStore, writes: Iterable[Write], current: Mapping[Id, Node | Edge]
) -> tuple[tuple[Write, ...], tuple[Node, ...], tuple[Edge, ...]]:
    """*writes* that bring records back, with every tie that went with one of those and can live
    again, and without the ties that would lead into the bin.

    Gives the writes, the records in the bin that ties would lead to, and the links that stand where
    a record names another one since, so that its old link stays out.
    """
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
    instead = replaced(store, {edge: went[edge] for edge in extra.values()})
    held = {edge.id: edge for edge in instead.values() if edge and edge.id not in planned}
    for id_ in extra:
        stands = states.get(id_)
        if id_ in instead or not isinstance(stands, Edge) or not stands.binned:
            continue
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
    return tuple(planned.values()), tuple(dead.values()), tuple(held.values())
