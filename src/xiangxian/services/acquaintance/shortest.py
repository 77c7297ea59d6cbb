"""The shortest ways from some parties to one, over the graph of who knows whom: pure functions.

Among equally short ways those with stronger ties come first, then newer ones, then the smaller ids:
the same question always has the same answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from xiangxian.services.acquaintance.graph import (
    PLACES_OF_ONE,
    STEP,
    Around,
    Graph,
    Place,
    Step,
    Strand,
    Vertex,
    around,
    least_costs,
    steps_from,
)
from xiangxian.store.base import Id

MOST = 3
"""How many ways are told."""
LONGEST = 4
"""The most steps of one: further than that nobody is asked."""
MOST_TRIED = 60_000
"""After so many steps were looked at the search ends, and says so."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its steps in order, from the party who is asked first."""

    steps: tuple[Step, ...]

    @property
    def parties(self) -> tuple[Id, ...]:
        """Everybody on it, from the first who is asked to the target."""
        return (self.steps[0].one, *(step.other for step in self.steps))


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways that were found, the best first; *cut* says that the search ended too early."""

    ways: tuple[Way, ...]
    cut: bool = False


def passes(before: Step, step: Step) -> bool:
    """Whether a way may go on: an organisation does not bring its own people together who were
    there at different times; those who were there at one time know each other without it."""
    return not (before.member and step.member)


def places_of(parties: Iterable[Id], organisations: Collection[Id]) -> frozenset[Place]:
    """Where the people of the organisations among *parties* meet: who comes to an organisation does
    not first go round among its own people."""
    firms = [party for party in parties if party in organisations]
    return frozenset((sort, firm) for firm in firms for sort in PLACES_OF_ONE)


def shortest_ways(
    graph: Graph[Vertex],
    starts: Mapping[Id, int],
    target: Id,
    *,
    organisations: frozenset[Id] = frozenset(),
    most: int = MOST,
    longest: int = LONGEST,
) -> Ways:
    """At most *most* ways of at most *longest* steps from one of *starts* to *target*.

    *starts* says how long ago we heard of each, in days. No way leads through a second start (it
    would begin there), through one party twice, or through one meeting place twice (those who were
    at one symposium know each other without a third), an organisation being the meeting place of
    its people. The search tries the most promising
    beginning first: what it has cost, and at least must still cost.
    """
    if target in starts:
        return Ways(())
    towards = _Towards(graph, target, longest)
    heap: list[tuple[int, tuple[Id, ...], int, tuple[Step, ...], frozenset[Place]]] = [
        (age + towards.left[start], (start,), age, (), places_of((start, target), organisations))
        for start, age in starts.items()
        if start in towards.left
    ]
    heapq.heapify(heap)
    found: list[Way] = []
    tried = 0
    while heap and len(found) < most:
        _least, parties, cost, steps, met = heapq.heappop(heap)
        if parties[-1] == target:
            found.append(Way(steps))
            continue
        if tried > MOST_TRIED:
            return Ways(tuple(found), cut=True)
        room = (longest + 1) * STEP - cost
        near = towards.within(room)
        following = steps_from(near, parties[-1], organisations=organisations, besides=met)
        for other, step in following.items():
            tried += 1
            if other in parties or other in starts or (steps and not passes(steps[-1], step)):
                continue
            own = places_of((other,), organisations)
            if other != target and own & met:
                continue
            places = met | own | ({step.place} if step.place else set())
            least = cost + step.cost + towards.least(other, places)
            if least // STEP <= longest:
                entry = (least, (*parties, other), cost + step.cost, (*steps, step), places)
                heapq.heappush(heap, entry)
    return Ways(tuple(found))


class _Towards:
    """What leads towards a target: the strands at a vertex, those first whose other end is near it.

    *left* is what it still costs at least from each vertex. A big school is looked at only as far
    as its members are near enough.
    """

    def __init__(self, graph: Graph[Vertex], target: Id, longest: int) -> None:
        self.target, self._beyond = target, (longest + 1) * STEP
        self.left = least_costs(graph, target, longest)
        self._all = around(graph)
        self._sorted: dict[Vertex, list[tuple[int, Strand, Vertex]]] = {}

    def least(self, party: Id, met: Collection[Place]) -> int:
        """What it costs at least from a party on, not by the places that were met already."""
        if party == self.target:
            return 0
        return min(
            (
                (strand.cost if isinstance(other, tuple) else 2 * strand.cost) + least
                for least, strand, other in self._at(party)
                if other not in met
            ),
            default=self._beyond,
        )

    def within(self, room: int) -> Around:
        """The strands that lead to a vertex from which the target is reached with less than *room*,
        half a step having been made."""

        def near(vertex: Vertex) -> Iterator[tuple[Strand, Vertex]]:
            for least, strand, other in self._at(vertex):
                if least + STEP // 2 >= room:
                    return
                yield strand, other

        return near

    def _at(self, vertex: Vertex) -> list[tuple[int, Strand, Vertex]]:
        if vertex not in self._sorted:
            known = [
                (self.left[other], strand, other)
                for strand, other in self._all(vertex)
                if other in self.left
            ]
            self._sorted[vertex] = sorted(known, key=lambda each: each[0])
        return self._sorted[vertex]
