"""What comes back with a record from the recycle bin, and what has to stay there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from xiangxian.domain import schema
from xiangxian.store.base import Change, Edge, EdgeName, Id, Node, Write
from xiangxian.store.contract import GraphStore
from xiangxian.store.drawing import Moved, meant
from xiangxian.store.paging import all_changes


class Went(NamedTuple):
    """What comes back with records: *ties* as they lie in the bin, and the links *instead* that
    stand where a record names another one since, by the id of the one that stays out."""

    ties: tuple[Edge, ...]
    instead: Mapping[Id, Edge]


def went_with(store: GraphStore, ids: Iterable[Id]) -> Went:
    """The ties of records in the bin that come back with them.

    A tie does that went there with one of its two ends, not by itself. A link that leads to one
    record at most does if it is what its record names still (`store.drawing.meant`).
    """
    writable = {name for name, what in schema.edge_names().items() if what != "drawn"}
    last: dict[Id, Change] = {}
    for id_ in ids:
        for change in all_changes(store, of=id_):
            if isinstance(change.after, Edge) and change.after.name in writable:
                last[change.after.id] = change
    binned = [
        (change, change.after)
        for change in last.values()
        if isinstance(change.after, Edge) and change.after.binned
    ]
    own = store.last_changes(sorted({edge.source for _, edge in binned}))
    gone = _Gone(store)
    ties: list[Edge] = []
    instead: dict[Id, Edge] = {}
    past: dict[Id, _Past] = {}
    for change, edge in binned:
        source = own.get(edge.source)
        along = gone.took(change, edge)
        if source is None or not _one_only(source.after, edge):
            named = along
        elif source.entry.seq < change.entry.seq and change.entry.undoes is None:
            named = along  # its record says nothing newer: the history need not be read
        else:
            if edge.source not in past:
                past[edge.source] = _Past(store, edge.source, gone)
            named = edge.id in past[edge.source].meant(edge.name)
            stands = past[edge.source].live(edge.name)
            if stands is not None:
                if along:
                    instead[edge.id] = stands
                continue
        if named:
            ties.append(edge)
    return Went(tuple(ties), instead)


def _one_only(record: Node | Edge | None, edge: Edge) -> bool:
    kind = record.kind if isinstance(record, Node) else ""
    return (kind, edge.name) in schema.single_links()


class _Gone:
    """Which records went into the bin with which ChangeSets, read when it is asked for."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.acts: dict[int, set[Id]] = {}
        self.undone: dict[Id, int | None] = {}

    def by(self, change: Change) -> set[Id]:
        """Those that went with the ChangeSet of *change*."""
        seq = change.entry.seq
        if seq not in self.acts:
            afters = (each.after for each in self.store.change_set(change.entry.id))
            self.acts[seq] = {each.id for each in afters if isinstance(each, Node) and each.binned}
        return self.acts[seq]

    def took(self, change: Change, edge: Edge) -> bool:
        """Whether one end of *edge* went with it."""
        return bool({edge.source, edge.target} & self.by(change))

    def number(self, change: Change) -> int | None:
        """The number of the ChangeSet that the one of *change* took back."""
        undoes = change.entry.undoes
        if undoes is None:
            return None
        if undoes not in self.undone:
            entry = self.store.applied(undoes)
            self.undone[undoes] = entry.seq if entry else None
        return self.undone[undoes]


class _Past:
    """What happened to the links of one record."""

    def __init__(self, store: GraphStore, id_: Id, gone: _Gone) -> None:
        self.moves: dict[EdgeName, list[Moved]] = {}
        self.gone: set[tuple[int, Id]] = set()
        self.stands: dict[Id, Edge] = {}
        for change in all_changes(store, of=id_):
            edge = change.after
            if not isinstance(edge, Edge) or edge.source != id_:
                continue
            self.stands[edge.id] = edge
            seq = change.entry.seq
            self.moves.setdefault(edge.name, []).append(Moved(seq, gone.number(change), edge))
            if edge.binned:
                self.gone |= {(seq, each) for each in gone.by(change)}

    def meant(self, name: EdgeName) -> set[Id]:
        """The links that say what the record names there."""
        return meant(self.moves.get(name, ()), self.gone)

    def live(self, name: EdgeName) -> Edge | None:
        """The link that stands there."""
        return next((e for e in self.stands.values() if e.name == name and not e.binned), None)


def still_naming(store: GraphStore, id_: Id) -> dict[EdgeName, Node]:
    """What the live record *id_* names, by the link's edge, although it lies in the recycle bin,
    where it may name one record only and names no other."""
    past = _Past(store, id_, _Gone(store))
    own = store.last_changes([id_]).get(id_)
    links = [
        past.stands[link]
        for name in past.moves
        if past.live(name) is None
        for link in sorted(past.meant(name))
        if own is not None and _one_only(own.after, past.stands[link])
    ]
    states = store.states(sorted({edge.target for edge in links}))
    return {
        edge.name: node
        for edge in reversed(links)
        if isinstance(node := states.get(edge.target), Node) and node.binned
    }


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
    extra = {edge.id: edge for edge in went.ties if edge.id not in planned}
    coming = [w.after for w in planned.values() if isinstance(w.after, Edge) and not w.after.binned]
    filled = {(edge.source, edge.name) for edge in coming}
    ends = {end for edge in (*extra.values(), *coming) for end in (edge.source, edge.target)}
    states = dict(current) | dict(store.states(sorted(ends | set(extra))))
    held = {
        edge.id: edge
        for id_, edge in went.instead.items()
        if id_ not in planned and edge.id not in planned
    }
    for id_ in extra:
        stands = states.get(id_)
        if not isinstance(stands, Edge) or not stands.binned:
            continue
        if (stands.source, stands.name) in filled and _one_only(states.get(stands.source), stands):
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
