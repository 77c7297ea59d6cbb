"""Whether introductions follow one another without anybody twice, found without writing them all out.

A *stretch* is a list of introductions that begins at a party. To whoever comes from elsewhere two
things matter of it alone: whom it meets, and until when it can be joined. So of all stretches of one
length only as many are kept as tell every question apart that can still be asked: whether one of them
keeps clear of any few parties and can be joined on a day. These are few however many there are
(at most 20 for chains of six), because the parties that a question names are few.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from xiangxian.services.introductions.attribution import LONGEST, Claim, Day, Id

ANY, PLAIN = "", "plain"
"""Where a stretch may end: wherever it enters the project, or only where nothing leads on."""
MOST_LOOKED = 200_000
"""After so many steps that were looked at for wishes of one project no more is sought."""


class TooMuch(Exception):
    """More was to be looked at for one project than is bearable."""


class Leg(NamedTuple):
    """One introduction as a stretch goes over it: the party it leads *to* and that party's *bit*,
    its days, and whether a stretch may end with it."""

    to: Id
    bit: int
    lo: Day
    hi: Day
    last: bool


class Wish(NamedTuple):
    """What a stretch must have: its *end* (`ANY`, `PLAIN`, or a party), all parties of the mask
    *through*, an introduction that was over before the day *early*, and one begun after *late*."""

    end: Id = ANY
    through: int = 0
    early: Day | None = None
    late: Day | None = None

    def after(self, leg: Leg) -> Wish:
        """What is still wished for when *leg* was gone."""
        early, late = self.early, self.late
        return Wish(
            self.end,
            self.through & ~leg.bit,
            None if early is None or leg.hi < early else early,
            None if late is None or leg.lo > late else late,
        )

    @property
    def granted(self) -> bool:
        """Whether nothing but the end is wished for."""
        return not self.through and self.early is None and self.late is None


FREE = Wish()
"""To enter the project, and nothing else."""
_PLAINLY = Wish(PLAIN)


class Stretch(NamedTuple):
    """A kept stretch: it is joined by introductions not later than *until*, and meets the parties
    of the mask *met* after the one that it begins at."""

    until: Day
    met: int


class Stretches:
    """The stretches over *legs* (by the party that each begins at).

    *plain* says of a party that nothing leads on from it. Asked with a wish beyond the end, a count
    is kept of what was looked at, and `TooMuch` is raised when that is more than *most*.
    """

    def __init__(
        self,
        legs: Mapping[Id, Collection[Leg]],
        bits: Mapping[Id, int],
        plain: Callable[[Id], bool],
        *,
        most: int = MOST_LOOKED,
    ) -> None:
        self._legs, self._bits, self._plain, self._room = legs, bits, plain, most
        self._back: dict[Id, list[Id]] = {}
        for party, each in legs.items():
            for leg in each:
                self._back.setdefault(leg.to, []).append(party)
        self._kept: dict[tuple[Id, int, Wish], tuple[Stretch, ...]] = {}
        self._left: dict[Id, dict[Id, int]] = {}
        self._by_bit = {bit: party for party, bit in bits.items()}

    def of(self, party: Id, length: int, wish: Wish = FREE) -> tuple[Stretch, ...]:
        """The stretches of *length* introductions from *party*, the longest to be joined first."""
        if length == 0:
            return (Stretch(math.inf, 0),) if wish.granted and wish.end == ANY else ()
        key = (party, length, wish)
        if key not in self._kept:
            found = set(self._found(party, length, wish))
            self._kept[key] = _telling_apart(found, LONGEST - length)
        return self._kept[key]

    def _found(self, party: Id, length: int, wish: Wish) -> Iterable[Stretch]:
        own = self._bits[party]
        for leg in self._legs.get(party, ()):
            rest = wish.after(leg)
            if leg.to == party or rest.through & own or rest.through.bit_count() >= length:
                continue
            if wish != FREE and wish != _PLAINLY:
                self.look()
            if length == 1:
                if leg.last and rest.granted and self._ends(leg.to, wish.end):
                    yield Stretch(leg.hi, leg.bit)
            elif self._near(leg.to, length - 1, rest):
                for until, met in self.of(leg.to, length - 1, rest):
                    if leg.lo <= until and not met & own:
                        yield Stretch(min(until, leg.hi), met | leg.bit)

    def look(self) -> None:
        """Count one thing that is looked at; raises `TooMuch` when there were more than bearable."""
        self._room -= 1
        if self._room < 0:
            raise TooMuch

    def _near(self, party: Id, length: int, wish: Wish) -> bool:
        """Whether what is wished for is not too far away."""
        if wish.end not in (ANY, PLAIN) and self.hops(party, wish.end) > length:
            return False
        return all(self.hops(party, each) <= length for each in self.parties(wish.through))

    def parties(self, mask: int) -> Iterable[Id]:
        """The parties of a mask."""
        while mask:
            bit = mask & -mask
            yield self._by_bit[bit]
            mask ^= bit

    def _ends(self, party: Id, end: Id) -> bool:
        return end in (ANY, party) or (end == PLAIN and self._plain(party))

    def hops(self, party: Id, other: Id) -> float:
        """How many introductions there are at least from one party to another; infinite where more
        than a chain may have."""
        if other not in self._left:
            reached = {other: 0}
            ring = [other]
            for hop in range(1, LONGEST + 1):
                before = {by for each in ring for by in self._back.get(each, ())}
                ring = sorted(before - set(reached))
                reached |= dict.fromkeys(ring, hop)
            self._left[other] = reached
        return self._left[other].get(party, math.inf)


def forward(
    claims: Iterable[Claim], bits: Mapping[Id, int], last: Collection[Id]
) -> dict[Id, list[Leg]]:
    """The legs of stretches that go on towards the project; they end with the claims *last*."""
    legs: dict[Id, list[Leg]] = {}
    for claim in claims:
        leg = Leg(claim.of, bits[claim.of], claim.lo, claim.hi, claim.id in last)
        legs.setdefault(claim.by, []).append(leg)
    return legs


def backward(claims: Iterable[Claim], bits: Mapping[Id, int]) -> dict[Id, list[Leg]]:
    """The legs of stretches that go back to who began, time running backwards; they end anywhere."""
    legs: dict[Id, list[Leg]] = {}
    for claim in claims:
        leg = Leg(claim.by, bits[claim.by], -claim.hi, -claim.lo, last=True)
        legs.setdefault(claim.of, []).append(leg)
    return legs


def _telling_apart(found: Collection[Stretch], others: int) -> tuple[Stretch, ...]:
    """Of *found* those without which some question about up to *others* parties had another
    answer: a stretch is left out when, whatever it keeps clear of, one that can be joined as long
    does too."""
    kept: list[Stretch] = []
    masks: list[int] = []
    for stretch in sorted(found, key=lambda each: (-each.until, each.met)):
        if _met_without(masks, stretch.met, 0, others):
            kept.append(stretch)
            masks.append(stretch.met)
    return tuple(kept)


def _met_without(masks: Collection[int], spared: int, hit: int, room: int) -> bool:
    """Whether *room* more parties, none of *spared*, suffice to be met by all *masks*."""
    for mask in masks:
        if mask & hit:
            continue
        if not room:
            return False
        choices = mask & ~spared
        while choices:
            bit = choices & -choices
            if _met_without(masks, spared, hit | bit, room - 1):
                return True
            choices ^= bit
        return False
    return True
