"""What credit needs of chains that are too many to be written out: who stands in one, how near the
project, and who begins one.

A list is a chain of its own when nothing can be put before it and nothing can lead it on. Instead of
writing lists out, it is asked whether there is one in which a party has a place: each introduction
that would make it longer must be met by a party that stands in it already, or by a day. These are
few, so that they can be tried one after the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xiangxian.services.introductions.attribution import LONGEST, Claim, Id
from xiangxian.services.introductions.counting import Counting
from xiangxian.services.introductions.stretches import ANY, FREE, PLAIN, Stretch, TooMuch, Wish


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Of all chains: each introducer's least distance, who begins one, the introductions that stand
    in one. Where *exact* is False, some may be nearer or first that are not."""

    distances: Mapping[Id, int]
    firsts: frozenset[Id]
    claims: tuple[Claim, ...]
    exact: bool


def reckoned(counting: Counting) -> Reckoned:
    """What credit needs of all chains of *counting*."""
    try:
        return _Reckoning(counting).all()
    except TooMuch:
        return _Reckoning(counting, doubts=True).all()


class _Reckoning:
    """With *doubts*, a question that would take long is answered by yes."""

    def __init__(self, counting: Counting, *, doubts: bool = False) -> None:
        self._counting, self._doubts = counting, doubts
        self._onward, self._before, self._bits = counting.onward, counting.before, counting.bits
        ends = {claim.of for claim in counting.entering}
        self._open = sorted(end for end in ends if not counting.plain(end))

    def all(self) -> Reckoned:
        """Everything of all parties."""
        parties = sorted({claim.by for claim in self._counting.claims})
        distances = {}
        for party in parties:
            nearest = next((hops for hops in self._lengths(party) if self._stands(party, hops)), 0)
            if nearest:
                distances[party] = nearest - 1
        firsts = frozenset(party for party in distances if self._begins(party))
        claims = tuple(claim for claim in self._counting.claims if self._leads_in(claim))
        return Reckoned(distances, firsts, claims, not self._doubts)

    def _lengths(self, party: Id) -> Iterator[int]:
        return (hops for hops in range(1, LONGEST + 1) if self._onward.of(party, hops))

    def _leads_in(self, claim: Claim) -> bool:
        """Whether a list that enters the project begins with *claim*; then a chain has it."""
        if claim in self._counting.entering:
            return True
        return any(
            claim.lo <= stretch.until and not stretch.met & self._bits[claim.by]
            for stretch in self._counting.going_on(claim.of, 1)
        )

    def _stands(self, party: Id, hops: int) -> bool:
        """Whether a chain goes on from *party* for *hops* introductions to its end."""
        if self._onward.of(party, hops, Wish(PLAIN)):
            return True
        if self._there(party, LONGEST - hops, hops, FREE):
            return True  # no list has more: nothing leads it on
        return any(
            self._ends(party, ahead, hops, Wish(end))
            for end in self._near(party, hops)
            for ahead in range(LONGEST - hops)
        )

    def _begins(self, party: Id) -> bool:
        """Whether a chain begins with *party*."""
        if self._onward.of(party, LONGEST):
            return True
        return any(
            self._ends(party, 0, hops, Wish(end), begins=True)
            for hops in self._lengths(party)
            for end in (PLAIN, *self._near(party, hops))
        )

    def _near(self, party: Id, hops: int) -> list[Id]:
        return [end for end in self._open if self._onward.hops(party, end) <= hops]

    def _ends(self, party: Id, ahead: int, hops: int, wish: Wish, *, begins: bool = False) -> bool:
        """Whether there is a list with *ahead* introductions before *party* and *hops* after it that
        has what is wished for and that nothing leads on; and, if it *begins* with *party*, that
        nothing can be put before."""
        if self._doubts and (wish.end != PLAIN or not wish.granted):
            return True
        if not wish.granted and not self._there(party, ahead, hops, wish):
            return False
        hindrance = self._led_on(party, ahead + hops, wish)
        if hindrance is None and begins:
            hindrance = self._put_before(party, wish)
        if hindrance is None:
            return self._there(party, ahead, hops, wish)
        return any(self._ends(party, ahead, hops, each, begins=begins) for each in hindrance)

    def _led_on(self, party: Id, hops: int, wish: Wish) -> list[Wish] | None:
        """How a list could escape being led on: by each party, or by the day. None where it does
        already; empty where it cannot."""
        if wish.end == PLAIN:
            return None
        met = wish.through | self._bits[party]
        day = -math.inf if wish.late is None else wish.late
        narrowest: tuple[int, Stretch, list[Id]] | None = None
        for stretch in self._counting.going_on(wish.end, hops):
            if stretch.met & met or day >= stretch.until:
                continue
            self._onward.look()
            near = [
                each
                for each in self._onward.parties(stretch.met)
                if self._onward.hops(each, wish.end) < LONGEST
            ]
            ways = len(near) + (stretch.until < math.inf)
            if narrowest is None or ways < narrowest[0]:
                narrowest = ways, stretch, near
            if not ways:
                break
        if narrowest is None:
            return None
        _ways, stretch, near = narrowest
        met_by = [wish._replace(through=wish.through | self._bits[each]) for each in near]
        return met_by + ([wish._replace(late=stretch.until)] if stretch.until < math.inf else [])

    def _put_before(self, party: Id, wish: Wish) -> list[Wish] | None:
        """How a list that begins with *party* could escape that something is put before it."""
        before = sorted(self._counting.into.get(party, ()), key=lambda claim: (claim.lo, claim.id))
        for claim in before:
            bit = self._bits[claim.by]
            if wish.early is not None and wish.early <= claim.lo:
                return None
            if wish.through & bit or claim.by == wish.end:
                continue
            ways = [wish._replace(through=wish.through | bit)]
            if claim.lo > -math.inf:
                ways.append(wish._replace(early=claim.lo))
            return ways
        return None

    def _there(self, party: Id, ahead: int, hops: int, wish: Wish) -> bool:
        """Whether there is a list with *ahead* introductions before *party* and *hops* after it
        that has what is wished for."""
        for mine, others in _divided(wish):
            after = self._onward.of(party, hops, mine)
            if after and any(
                not front.met & back.met and -front.until <= back.until
                for front in self._before.of(party, ahead, others)
                for back in after
            ):
                return True
        return False


def _divided(wish: Wish) -> Iterator[tuple[Wish, Wish]]:
    """A wish divided between what comes after a party and what comes before it (where time runs
    backwards)."""
    part = wish.through
    while True:
        after, before = wish._replace(through=part), Wish(ANY, wish.through & ~part)
        yield after, before
        if wish.late is not None:
            yield after._replace(late=None), before._replace(early=-wish.late)
        if not part:
            return
        part = (part - 1) & wish.through
