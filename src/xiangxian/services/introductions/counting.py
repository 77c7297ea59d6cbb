"""The introductions that count round one project: those a chain into it can be made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import networkx as nx

from xiangxian.domain.claims import Level
from xiangxian.services.introductions.attribution import (
    LONGEST,
    Case,
    Claim,
    Id,
    claims_to,
    entering,
    why_not,
)
from xiangxian.services.introductions.stretches import (
    MOST_LOOKED,
    Stretch,
    Stretches,
    backward,
    forward,
)


class Counting:
    """Every introduction that counts for the project of *case* at *level* and from which it is
    entered after at most six; *entering* are those that enter it.

    *most* bounds what is looked at for questions that cannot be answered at once.
    """

    def __init__(
        self, graph: nx.MultiDiGraph[Id], case: Case, level: Level, *, most: int = MOST_LOOKED
    ) -> None:
        def counts(claim: Claim) -> bool:
            return claim.by != claim.of and why_not(claim, case, level) is None

        self.entering = tuple(claim for claim in entering(graph, case) if counts(claim))
        self.into: dict[Id, tuple[Claim, ...]] = {}
        self._most = most
        ring = {claim.by for claim in self.entering}
        for _ in range(LONGEST - 1):
            for party in ring:
                self.into[party] = tuple(filter(counts, claims_to(graph, party)))
            ring = {claim.by for party in ring for claim in self.into[party]} - set(self.into)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All of them, by id."""
        found = {claim.id: claim for claim in self.entering}
        found |= {claim.id: claim for claims in self.into.values() for claim in claims}
        return tuple(found[id_] for id_ in sorted(found))

    @cached_property
    def bits(self) -> dict[Id, int]:
        """A bit of its own for each party."""
        parties = sorted({end for claim in self.claims for end in (claim.by, claim.of)})
        return {party: 1 << number for number, party in enumerate(parties)}

    @cached_property
    def onward(self) -> Stretches:
        """The stretches that go on into the project."""
        last = {claim.id for claim in self.entering}
        return Stretches(
            forward(self.claims, self.bits, last), self.bits, self.plain, most=self._most
        )

    @cached_property
    def before(self) -> Stretches:
        """The stretches that go back from a party."""
        legs = backward(self.claims, self.bits)
        return Stretches(legs, self.bits, self.plain, most=self._most)

    @cached_property
    def _leading_on(self) -> frozenset[Id]:
        return frozenset(claim.by for claim in self.claims)

    def plain(self, party: Id) -> bool:
        """Whether nothing leads on from *party*, so that a chain that ends there goes no further."""
        if party not in self._leading_on:
            return True
        return not any(self.onward.of(party, length) for length in range(1, LONGEST))

    def going_on(self, party: Id, hops: int) -> Iterator[Stretch]:
        """What may lead a list of *hops* introductions that ends at *party* on into the project."""
        if party in self._leading_on:
            for length in range(1, LONGEST - hops + 1):
                yield from self.onward.of(party, length)
