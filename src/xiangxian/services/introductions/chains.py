"""The chains into a project, written out as far as they can be; and what its credit needs of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import networkx as nx

from xiangxian.domain.claims import STRENGTH, Level
from xiangxian.services.introductions.attribution import (
    LONGEST,
    MOST_CHAINS,
    Attribution,
    Case,
    Chain,
    Claim,
    Day,
    Id,
)
from xiangxian.services.introductions.counting import Counting
from xiangxian.services.introductions.stretches import MOST_LOOKED
from xiangxian.services.introductions.unlisted import reckoned

MOST_TRIED = 50_000
"""After so many lists were looked at no more chains are sought: what is told of them is enough."""


class _Times(NamedTuple):
    """When a list can be joined: at its front by what began no later than *until* (the earliest end
    in it), at its end by what was not over before *since* (the latest beginning)."""

    until: Day
    since: Day


class _Kept(NamedTuple):
    """The strongest records of a list at certain times: the weakest of them, their sum, themselves."""

    weakest: int
    sum: int
    claims: tuple[Claim, ...]


_Lists = dict[_Times, _Kept]
"""The lists of the same parties that differ in their times, each with its strongest records."""


class _Listing:
    """Walks backwards from what enters the project, party by party: of several introductions
    between the same two only those times are told apart that differ."""

    def __init__(self, counting: Counting, tried: int) -> None:
        self._counting, self._room = counting, tried
        self.ended = True

    def chains(self) -> Iterator[Chain]:
        """Every chain, each once; *ended* is False when the walk was broken off."""
        begun: dict[tuple[Id, ...], _Lists] = {}
        for claim in self._counting.entering:
            lists = begun.setdefault((claim.by, claim.of), {})
            _offer(lists, _Times(claim.hi, claim.lo), _put(claim))
        waiting = sorted(begun.items(), key=self._last)
        while waiting:
            if self._room <= 0:
                self.ended = False
                return
            parties, lists = waiting.pop()
            self._room -= len(lists)
            longer, first = self._longer(parties, lists)
            waiting.extend(reversed(longer))
            whole = [
                kept
                for times, kept in lists.items()
                if (first is None or times.until < first) and not self._goes_on(parties, times)
            ]
            if whole:
                yield Chain(max(whole, key=lambda kept: kept[:2]).claims)

    def _last(self, begun: tuple[tuple[Id, ...], _Lists]) -> tuple[bool, tuple[Id, ...]]:
        """What is looked at last: where something leads on, few lists are chains."""
        parties, _lists = begun
        return self._counting.plain(parties[-1]), parties

    def _longer(
        self, parties: tuple[Id, ...], lists: _Lists
    ) -> tuple[list[tuple[tuple[Id, ...], _Lists]], Day | None]:
        """What can be put before the lists of *parties*; and the first day of all that might: a
        list of which something was over before it has nothing before it. None where nothing might.
        """
        found: dict[Id, _Lists] = {}
        first: Day | None = None
        if len(parties) > LONGEST:
            return [], first
        for claim in self._counting.into.get(parties[0], ()):
            if claim.by in parties:
                continue
            first = claim.lo if first is None else min(first, claim.lo)
            for times, kept in lists.items():
                if claim.lo <= times.until:
                    met = _Times(min(times.until, claim.hi), max(times.since, claim.lo))
                    _offer(found.setdefault(claim.by, {}), met, _put(claim, kept))
        return [((by, *parties), found[by]) for by in sorted(found)], first

    def _goes_on(self, parties: tuple[Id, ...], times: _Times) -> bool:
        counting = self._counting
        met = sum(counting.bits[party] for party in parties[:-1])
        return any(
            not stretch.met & met and times.since <= stretch.until
            for stretch in counting.going_on(parties[-1], len(parties) - 1)
        )


def _put(claim: Claim, kept: _Kept | None = None) -> _Kept:
    strength = STRENGTH[claim.state]
    if kept is None:
        return _Kept(strength, strength, (claim,))
    return _Kept(min(strength, kept.weakest), strength + kept.sum, (claim, *kept.claims))


def _offer(lists: _Lists, times: _Times, kept: _Kept) -> None:
    known = lists.get(times)
    if known is None or kept[:2] > known[:2]:
        lists[times] = kept


def attribute(
    graph: nx.MultiDiGraph[Id],
    case: Case,
    level: Level,
    *,
    most: int = MOST_CHAINS,
    tried: int = MOST_TRIED,
    looked: int = MOST_LOOKED,
) -> Attribution:
    """Who connected the project of *case*, at *level*.

    At most *most* chains are listed, and none any more after *tried* lists; the parties, their
    distances and who begins a chain are those of all chains even so. *looked* bounds what is looked
    at for that; beyond it `Attribution.exact` is False.
    """
    counting = Counting(graph, case, level, most=looked)
    listing = _Listing(counting, tried)
    found: list[Chain] = []
    more = False
    for chain in listing.chains():
        if len(found) == most:
            more = True
            break
        found.append(chain)
    ordered = tuple(sorted(found, key=lambda chain: (len(chain.claims), chain.parties)))
    if not more and listing.ended:
        return Attribution(case, level, ordered, _distances(ordered), _firsts(ordered))
    all_ = reckoned(counting)
    told = {claim.id for chain in found for claim in chain.claims}
    untold = tuple(claim for claim in all_.claims if claim.id not in told)
    return Attribution(
        case, level, ordered, all_.distances, all_.firsts, untold, more=True, exact=all_.exact
    )


def _distances(chains: Sequence[Chain]) -> dict[Id, int]:
    found: dict[Id, int] = {}
    for chain in chains:
        for distance, claim in enumerate(reversed(chain.claims)):
            found[claim.by] = min(distance, found.get(claim.by, distance))
    return found


def _firsts(chains: Sequence[Chain]) -> frozenset[Id]:
    return frozenset(chain.claims[0].by for chain in chains)
