"""Who knows whom, as far as it is recorded: a bounded NetworkX graph of parties and of what they share.

A *party* is a person or an organisation. Two parties know each other by a tie of their own (one
introduced the other, kin, a post), or because both belong to the same thing: they work at one firm
at overlapping times, sit in one chamber, came to one symposium. Such things are nodes of the graph
(*meeting places*), never pairs of their members, so that a symposium of a hundred people is a
hundred edges.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

import networkx as nx

from xiangxian.store.base import Id

Place = tuple[Literal["event", "work", "school"], Id]
"""A meeting place: what two parties have in common, apart from the organisation as a party."""
PLACES_OF_ONE: tuple[Literal["work", "school"], ...] = ("work", "school")
"""The meeting places of one organisation: of who works there, and of who went to school there."""
Vertex = Id | Place

STEP = 10**10
"""One step of a path in the unit of `Strand.cost`: fewer steps always come first."""
WEIGHT = 10**6
"""One grade of weakness: a stronger tie comes before a newer one."""
UNDATED = 36_500
"""The age in days of what has no day: older than anything that has one."""


@dataclass(frozen=True, slots=True)
class Strand:
    """One recorded tie of a party: to another party, or to a meeting place.

    *id* is the tie's, *record* the record that tells of it. *first* and *last* are proleptic
    ordinals of Beijing days between which it holds, infinite where unknown. *member* says that it
    is a place in an organisation. *weakness* counts from 1 (they know each other well); *age* is
    in days.
    """

    id: Id
    edge: str
    party: Id
    other: Vertex
    record: Id
    first: float = -math.inf
    last: float = math.inf
    member: bool = False
    weakness: int = 1
    age: int = 0

    @property
    def cost(self) -> int:
        """Half of what a step costs that is made of this strand alone, or of two such halves."""
        return STEP // 2 + self.weakness * WEIGHT + self.age


Graph = nx.MultiGraph  # of Vertex, each edge with its `strand`


@dataclass(frozen=True, slots=True)
class Step:
    """Two parties who know each other, by one strand or by two that meet at a place."""

    one: Id
    other: Id
    strands: tuple[Strand, ...]
    cost: int

    @property
    def place(self) -> Place | None:
        """Where they meet; None for a tie of their own."""
        met = self.strands[0].other
        return met if isinstance(met, tuple) else None

    @property
    def organisation(self) -> Id | None:
        """The one of the two that is the other's organisation, by a place in it; else None."""
        strand = self.strands[0]
        return cast("Id", strand.other) if self.place is None and strand.member else None


def draw(graph: Graph[Vertex], strands: Iterable[Strand]) -> None:
    """Put *strands* into *graph*; what is found in it is the same whatever their order."""
    for strand in strands:
        key = f"{strand.id} {strand.other}"
        graph.add_edge(strand.party, strand.other, key=key, strand=strand)


Around = Callable[[Vertex], Iterable[tuple[Strand, Vertex]]]
"""Gives the strands at a vertex, each with what stands at its other end."""


def around(graph: Graph[Vertex]) -> Around:
    """Everything that *graph* has round a vertex."""

    def strands(vertex: Vertex) -> Iterable[tuple[Strand, Vertex]]:
        for neighbour, edges in graph.adj[vertex].items():
            for attributes in edges.values():
                yield attributes["strand"], neighbour

    return strands


def known_to(near: Around, party: Id) -> set[Id]:
    """Whom *party* may know of those *near*: by a tie, or because both belong to one place."""
    found: set[Id] = set()
    for _strand, vertex in near(party):
        if isinstance(vertex, tuple):
            found.update(each for _other, each in near(vertex) if isinstance(each, str))
        else:
            found.add(vertex)
    return found - {party}


def steps_between(
    graph: Graph[Vertex], one: Id, other: Id, organisations: Collection[Id] = frozenset()
) -> tuple[Step, ...]:
    """What ties two parties, the best first: the strongest, then the newest, then the smallest id;
    of several ties of one sort (at one place, by places in one organisation, by others) the best.

    *organisations* are the parties that are no people.
    """
    found: dict[tuple[Place | None, Id | None], Step] = {}

    def offer(step: Step) -> None:
        sort = (step.place, step.organisation)
        if sort not in found or _order(step) < _order(found[sort]):
            found[sort] = step

    if one not in graph or other not in graph:
        return ()
    for vertex, edges in graph.adj[one].items():
        if vertex == other:
            for attributes in edges.values():
                strand = attributes["strand"]
                offer(Step(one, other, (strand,), 2 * strand.cost))
        elif isinstance(vertex, tuple) and vertex in graph.adj[other]:
            for mine, theirs in itertools.product(
                edges.values(), graph.adj[other][vertex].values()
            ):
                halves = (mine["strand"], theirs["strand"])
                if meet(*halves, organisations):
                    offer(Step(one, other, halves, sum(half.cost for half in halves)))
    return tuple(sorted(found.values(), key=_order))


def meet(one: Strand, other: Strand, organisations: Collection[Id]) -> bool:
    """Whether two who belong to one place can have met there: at overlapping times, as far as
    known; and two firms that were visited on one day have not met."""
    if one.party in organisations and other.party in organisations:
        return False
    return one.first <= other.last and other.first <= one.last


def _order(step: Step) -> tuple[int, tuple[Id, ...]]:
    return step.cost, tuple(strand.id for strand in step.strands)


def least_costs(graph: Graph[Vertex], target: Id, longest: int) -> Mapping[Vertex, int]:
    """At least how much it costs to come from each vertex to *target* within *longest* steps: a
    bound that costs one walk over the edges, because meeting places are vertices."""

    def cheapest(one: Vertex, other: Vertex, edges: Mapping[str, Mapping[str, Strand]]) -> int:
        least = min(attributes["strand"].cost for attributes in edges.values())
        direct = not isinstance(one, tuple) and not isinstance(other, tuple)
        return 2 * least if direct else least

    if target not in graph:
        return {}
    found = nx.single_source_dijkstra_path_length(
        graph, target, cutoff=(longest + 1) * STEP - 1, weight=cheapest
    )
    return cast("Mapping[Vertex, int]", found)  # whole numbers add up to whole numbers
