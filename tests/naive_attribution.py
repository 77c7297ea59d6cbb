"""Who connected which project, the slow way: design §5 by letter, for worlds of a few records.

Every list of introductions is written out, every rule is a filter over all of them, every share is
an exact fraction. It knows nothing of the program: no graph, no snapshot, no walk, and dates of its
own, so that what both say is said twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

SURE = ("investor_confirmed", "jointly_confirmed", "published")
STRENGTH = {"declared": 1, "recorded": 2} | {state: 3 + n for n, state in enumerate(SURE)}
RULES = ("equal", "first", "last", "decay")
LEVELS = ("recorded", "confirmed")
SIGNED_OR_LATER = (
    "signed",
    "registered",
    "started",
    "building",
    "completed",
    "in_production",
    "full_capacity",
)
LUNAR = {
    "农历2026年": (date(2026, 2, 17), date(2027, 2, 5)),
    "农历2026年正月初一": (date(2026, 2, 17), date(2026, 2, 17)),
    "农历2020年闰四月初一": (date(2020, 5, 23), date(2020, 5, 23)),
}
"""Days of the farmers' calendar as almanacs print them."""


@dataclass(frozen=True)
class Told:
    """An introduction as it was written down; *at* and the occasion's date are texts."""

    id: str
    by: str
    of: str
    project: str | None
    state: str
    at: str = ""
    occasion: str | None = None


@dataclass(frozen=True)
class Undertaking:
    """A project: *amount* in 分 or None, *steps* are stages with the text of their date."""

    id: str
    amount: int | None
    investors: tuple[str, ...] = ()
    natives: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    ended: bool = False


@dataclass(frozen=True)
class Post:
    """Somebody founded, leads or only works at an organisation; *until* is a text."""

    person: str
    organisation: str
    how: str
    until: str = ""


@dataclass
class World:
    """Everything that is recorded; *people* says of each whether they are from here."""

    people: dict[str, bool] = field(default_factory=dict)
    organisations: list[str] = field(default_factory=list)
    occasions: dict[str, str] = field(default_factory=dict)
    introductions: list[Told] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    projects: list[Undertaking] = field(default_factory=list)


def days(text: str) -> tuple[float, float] | None:
    """First and last day of a date's text, as ordinals; None when it dates nothing."""
    if text in LUNAR:
        return LUNAR[text][0].toordinal(), LUNAR[text][1].toordinal()
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if not parts:
        return None
    year, month, day = (*parts, 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    if day:
        last = first
    elif month:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    else:
        last = date(year, 12, 31)
    return first.toordinal(), last.toordinal()


def dated(world: World, told: Told) -> tuple[float, float]:
    """§5.2: `at`, else its occasion's, else unknown."""
    occasion = world.occasions.get(told.occasion or "", "")
    return days(told.at) or days(occasion) or (-math.inf, math.inf)


def signing(project: Undertaking) -> float:
    """§5.3: the last day on which X may have been signed."""
    last = math.inf
    for stage, text in project.steps:
        if stage in SIGNED_OR_LATER and (known := days(text)):
            last = min(last, known[1])
    return last


def investor_side(world: World, project: Undertaking, lo: float) -> set[str]:
    """§5.4: S(X) for an introduction that was not before *lo*."""
    side = {*project.investors, *project.natives}
    for post in world.posts:
        if post.organisation in project.investors and post.how in {"founded", "leads"}:
            gone = days(post.until)
            if gone is None or gone[1] >= lo:
                side.add(post.person)
    return side


def counts(world: World, project: Undertaking, told: Told, level: str) -> bool:
    """§5.5."""
    lo = dated(world, told)[0]
    return (
        STRENGTH.get(told.state, 0) >= (1 if level == "recorded" else 3)
        and told.project in (None, project.id)
        and told.by not in investor_side(world, project, lo)
        and lo <= signing(project)
    )


def enters(world: World, project: Undertaking, told: Told) -> bool:
    """§5.6."""
    side = investor_side(world, project, dated(world, told)[0])
    return told.of == project.id or told.project == project.id or told.of in side


def _chain_of_days(world: World, project: Undertaking, each: tuple[Told, ...]) -> bool:
    spans = [dated(world, told) for told in each]
    for k, (_lo, hi) in enumerate(spans):
        if hi < max(lo for lo, _ in spans[: k + 1]):
            return False
    return max(lo for lo, _ in spans) <= signing(project)


def _parties(each: tuple[Told, ...]) -> tuple[str, ...]:
    return (*(told.by for told in each), each[-1].of)


def _inside(each: tuple[Told, ...]) -> set[tuple[Told, ...]]:
    """The shorter lists whose records lie side by side within *each*."""
    length = len(each)
    return {
        each[start:end]
        for start in range(length)
        for end in range(start + 1, length + 1)
        if end - start < length
    }


def chains(world: World, project: Undertaking, level: str) -> dict[tuple[str, ...], str]:
    """§5.7: each chain's parties, and its state."""
    counting = [told for told in world.introductions if counts(world, project, told, level)]
    lists = [(told,) for told in counting if enters(world, project, told)]
    for length in range(2, 7):
        lists += [
            (told, *each)
            for each in lists
            for told in counting
            if len(each) == length - 1 and told.of == each[0].by
        ]
    lists = [
        each
        for each in lists
        if len(set(_parties(each))) == len(each) + 1 and _chain_of_days(world, project, each)
    ]
    inside = {each for longer in lists for each in _inside(longer)}
    whole = [each for each in lists if each not in inside]
    found: dict[tuple[str, ...], str] = {}
    for each in whole:
        state = min((told.state for told in each), key=lambda state: STRENGTH[state])
        standing = found.get(_parties(each))
        if standing is None or STRENGTH[state] > STRENGTH[standing]:
            found[_parties(each)] = state
    return found


def weights(found: Iterable[tuple[str, ...]], rule: str) -> dict[str, Fraction]:
    """§5.8: the weight of every introducer under *rule*."""
    weight: dict[str, Fraction] = {}
    for parties in found:
        introducers = parties[:-1]
        for place, party in enumerate(introducers):
            distance = len(introducers) - 1 - place
            mine = {
                "equal": Fraction(1),
                "first": Fraction(1 if place == 0 else 0),
                "last": Fraction(1 if distance == 0 else 0),
                "decay": Fraction(1, 2**distance),
            }[rule]
            weight[party] = max(mine, weight.get(party, Fraction(0)))
    return {party: each for party, each in weight.items() if each}


def shares(amount: int, weight: dict[str, Fraction]) -> dict[str, int]:
    """§5.8: *amount* by largest remainder, ties by id; one 分 after the other."""
    whole = sum(weight.values(), Fraction(0))
    given = {party: math.floor(amount * each / whole) for party, each in weight.items()}
    over = {party: amount * each / whole - given[party] for party, each in weight.items()}
    for _ in range(amount - sum(given.values())):
        party = min(over, key=lambda party: (-over[party], party))
        given[party] += 1
        over[party] -= 1
    return given


def around(world: World, project: Undertaking) -> World:
    """What of a large *world* could have to do with *project*: whatever leads to it, in any
    order and state, and who stands behind its investors."""
    posts = [post for post in world.posts if post.organisation in project.investors]
    reached = {project.id, *project.investors, *project.natives, *(post.person for post in posts)}
    led: set[Told] = set()
    while True:
        more = {
            told
            for told in world.introductions
            if told not in led and (told.of in reached or told.project == project.id)
        }
        if not more:
            break
        led |= more
        reached |= {told.by for told in more}
    return World(
        world.people, [], world.occasions, sorted(led, key=lambda told: told.id), posts, [project]
    )


@dataclass
class Found:
    """What the slow way says of one project at one level."""

    chains: dict[tuple[str, ...], str]
    introducers: set[str]
    distances: dict[str, int]
    outcome: str
    credit: dict[str, dict[str, int]]


def attribution(world: World, project: Undertaking, level: str) -> Found:
    """§5.7 to §5.9 for one project."""
    found = chains(world, project, level)
    distances: dict[str, int] = {}
    for parties in found:
        for place, party in enumerate(parties[:-1]):
            distance = len(parties) - 2 - place
            distances[party] = min(distance, distances.get(party, distance))
    side = investor_side(world, project, -math.inf)
    if found:
        outcome = "introduced"
    elif project.natives or any(world.people.get(party, False) for party in side):
        outcome = "self_return"
    else:
        outcome = "none"
    credit = {
        rule: {}
        if project.ended or project.amount is None or not found
        else shares(project.amount, weights(found, rule))
        for rule in RULES
    }
    return Found(found, set(distances), distances, outcome, credit)


@dataclass
class Book:
    """§5.9 over many projects: who has how much of which, and what makes the whole."""

    credits: dict[str, int] = field(default_factory=dict)
    projects: dict[str, set[str]] = field(default_factory=dict)
    self_return: int = 0
    none: int = 0
    total: int = 0
    without_amount: int = 0
    ended: int = 0


def book(world: World, found: Mapping[str, Found], rule: str) -> Book:
    """The sums over the projects of *world*; *found* is what each of them is attributed to."""
    made = Book()
    for project in world.projects:
        if project.id not in found:
            continue
        if project.ended:
            made.ended += 1
            continue
        each = found[project.id]
        for party in each.introducers:
            made.credits.setdefault(party, 0)
            made.projects.setdefault(party, set()).add(project.id)
        if project.amount is None:
            made.without_amount += 1
            continue
        made.total += project.amount
        if each.outcome == "self_return":
            made.self_return += project.amount
        elif each.outcome == "none":
            made.none += project.amount
        for party, part in each.credit[rule].items():
            made.credits[party] += part
    return made
