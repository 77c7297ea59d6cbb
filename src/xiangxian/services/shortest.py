"""The shortest ways from some parties to one, over the graph of who knows whom: pure functions.

Among equally short ways those with stronger ties come first, then newer ones, then the smaller ids:
the same question always has the same answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.services.acquaintance import (
    STEP,
    Graph,
    Place,
    Step,
    Vertex,
    least_costs,
    steps_from,
)
from xiangxian.store.base import Id

MOST = 3
"""How many ways are told."""
LONGEST = 4
"""The most steps of one: further than that nobody is asked."""
MOST_TRIES = 20_000
"""After so many beginnings the search ends, and says so."""


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
    at one symposium know each other without a third). The search tries the most promising
    beginning first: what it has cost, and at least must still cost.
    """
    if target in starts:
        return Ways(())
    left = least_costs(graph, target, longest)
    known: dict[Id, dict[Id, Step]] = {}
    heap: list[tuple[int, tuple[Id, ...], int, tuple[Step, ...], frozenset[Place]]] = [
        (age + left[start], (start,), age, (), frozenset())
        for start, age in starts.items()
        if start in left
    ]
    heapq.heapify(heap)
    found: list[Way] = []
    tries = 0
    while heap and len(found) < most:
        _least, parties, cost, steps, places = heapq.heappop(heap)
        here = parties[-1]
        if here == target:
            found.append(Way(steps))
            continue
        tries += 1
        if tries > MOST_TRIES:
            return Ways(tuple(found), cut=True)
        if here not in known:
            known[here] = steps_from(graph, here, organisations)
        for other, step in known[here].items():
            if other not in left or other in parties or other in starts:
                continue
            if step.place in places or (steps and not passes(steps[-1], step)):
                continue
            least = cost + step.cost + left[other]
            if least // STEP > longest:
                continue
            met = places | {step.place} if step.place else places
            entry = (least, (*parties, other), cost + step.cost, (*steps, step), met)
            heapq.heappush(heap, entry)
    return Ways(tuple(found))
