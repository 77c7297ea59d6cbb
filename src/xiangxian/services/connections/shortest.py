"""The shortest ways from some parties to one, over the graph of who knows whom: pure functions.

Among equally short ways those with stronger ties come first, then newer ones, then the smaller ids:
the same question always has the same answer.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from xiangxian.services.connections.graph import (
    PLACES_OF_ONE,
    STEP,
    Around,
    Graph,
    Place,
    Step,
    Strand,
    Vertex,
    around,
    known_to,
    least_costs,
    meet,
    steps_between,
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
    would begin there) or through one party twice; what else it must not is `_Steps`'. Of several
    ways over the same parties the best counts. The search tries the most promising beginning first:
    what it has cost, and at least must still cost.
    """
    if target in starts:
        return Ways(())
    towards = _Towards(graph, target, longest)
    steps = _Steps(graph, target, organisations)
    heap: list[tuple[int, tuple[Id, ...], int]] = [
        (age + towards.left[start], (start,), age)
        for start, age in starts.items()
        if start in towards.left
    ]
    heapq.heapify(heap)
    found: list[Way] = []
    tried = 0
    while heap and len(found) < most:
        _least, parties, cost = heapq.heappop(heap)
        if parties[-1] == target:
            found.append(Way(steps.best(parties)))
            continue
        if tried > MOST_TRIED:
            return Ways(tuple(found), cut=True)
        shut = steps.shut(parties)
        near = towards.within((longest + 1) * STEP - cost, shut)
        for other in known_to(near, parties[-1]):
            tried += 1
            if other in parties or other in starts:
                continue
            longer = (*parties, other)
            taken = steps.best(longer)
            if not taken:
                continue
            cost_then = starts[parties[0]] + sum(step.cost for step in taken)
            least = cost_then + towards.least(other, steps.shut(longer))
            if least // STEP <= longest:
                heapq.heappush(heap, (least, longer, cost_then))
    return Ways(tuple(found))


class _Steps:
    """Which steps a way over given parties takes: the best that together lead no way round.

    - An organisation does not bring its own people together: those who were there at one time know
      each other without it, and the others do not by it.
    - Who comes to an organisation does not first, or afterwards, go round among its own people.
    - Two on a way who are no neighbours on it have not met at a place that it goes by: otherwise
      there is a shorter way. So one firm may be gone by twice where the times do not meet.

    The first two look at nothing but the way itself, and what the third rules out leaves a shorter
    way: so nothing that is recorded besides makes a way longer, or none of it.
    """

    def __init__(self, graph: Graph[Vertex], target: Id, organisations: frozenset[Id]) -> None:
        self._graph, self._target, self._organisations = graph, target, organisations
        self._between: dict[tuple[Id, Id], tuple[Step, ...]] = {}
        self._met: dict[tuple[Place, Id, Id], bool] = {}
        self._divided: dict[Place, bool] = {}

    def best(self, parties: tuple[Id, ...]) -> tuple[Step, ...]:
        """The steps between *parties*, the best that may follow one another; empty without any."""
        own = self._own(parties)
        choices = [
            [step for step in self._choices(*pair) if step.place not in own]
            for pair in itertools.pairwise(parties)
        ]
        if not all(choices):
            return ()
        rest = [sum(each[0].cost for each in choices[number:]) for number in range(1, len(choices))]
        found: tuple[int, tuple[Step, ...]] = (0, ())

        def take(taken: tuple[Step, ...], cost: int) -> None:
            nonlocal found
            if len(taken) == len(choices):
                found = (cost, taken)
                return
            for step in choices[len(taken)]:
                least = cost + step.cost + (rest[len(taken)] if len(taken) < len(rest) else 0)
                if found[1] and least >= found[0]:
                    return
                if self._follows(taken, step):
                    take((*taken, step), cost + step.cost)

        take((), 0)
        return found[1]

    def shut(self, parties: tuple[Id, ...]) -> frozenset[Place]:
        """Places that no further step leads by: of organisations on the way, and those that every
        choice of steps goes by and where all have met."""
        gone_by = [
            {step.place for step in self._choices(*pair)} for pair in itertools.pairwise(parties)
        ]
        only = {place for places in gone_by if len(places) == 1 for place in places if place}
        return self._own(parties) | {place for place in only if not self._is_divided(place)}

    def _choices(self, one: Id, other: Id) -> tuple[Step, ...]:
        if (one, other) not in self._between:
            self._between[one, other] = steps_between(self._graph, one, other, self._organisations)
        return self._between[one, other]

    def _own(self, parties: tuple[Id, ...]) -> frozenset[Place]:
        """Where the people of the organisations on the way meet."""
        firms = [each for each in (*parties, self._target) if each in self._organisations]
        return frozenset((sort, firm) for firm in firms for sort in PLACES_OF_ONE)

    def _follows(self, taken: tuple[Step, ...], step: Step) -> bool:
        """Whether *step* may come after those that were *taken*."""
        if taken and taken[-1].organisation == step.organisation == step.one:
            return False
        way = (*taken, step)
        parties = (way[0].one, *(each.other for each in way))
        places = {each.place for each in way if each.place}
        return not any(
            self._have_met(place, one, other)
            for place in places
            for number, other in enumerate(parties)
            for one in parties[: max(number - 1, 0)]
        )

    def _have_met(self, place: Place, one: Id, other: Id) -> bool:
        key = (place, one, other)
        if key not in self._met:
            there = self._graph.adj[place]
            self._met[key] = any(
                meet(mine["strand"], theirs["strand"], self._organisations)
                for mine in there.get(one, {}).values()
                for theirs in there.get(other, {}).values()
            )
        return self._met[key]

    def _is_divided(self, place: Place) -> bool:
        """Whether there may be two at *place* who have not met."""
        if place not in self._divided:
            strands = [
                attributes["strand"]
                for edges in self._graph.adj[place].values()
                for attributes in edges.values()
            ]
            firms = {each.party for each in strands} & self._organisations
            apart = max(each.first for each in strands) > min(each.last for each in strands)
            self._divided[place] = apart or len(firms) > 1
        return self._divided[place]


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

    def least(self, party: Id, shut: Collection[Place]) -> int:
        """What it costs at least from a party on, not by the places that are shut."""
        if party == self.target:
            return 0
        return min(
            (
                (strand.cost if isinstance(other, tuple) else 2 * strand.cost) + least
                for least, strand, other in self._at(party)
                if other not in shut
            ),
            default=self._beyond,
        )

    def within(self, room: int, shut: Collection[Place]) -> Around:
        """The strands that lead to a vertex from which the target is reached with less than *room*,
        half a step having been made, and not to what is *shut*."""

        def near(vertex: Vertex) -> Iterator[tuple[Strand, Vertex]]:
            for least, strand, other in self._at(vertex):
                if least + STEP // 2 >= room:
                    return
                if other not in shut:
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
