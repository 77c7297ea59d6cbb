"""Small made-up worlds that hit the hard corners of design §5, and their way into a store."""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Callable

from naive_attribution import Post, Told, Undertaking, World
from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Founding, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Tie
from xiangxian.domain.values.amounts import Money
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import StageStep
from xiangxian.services.drafts import Draft

DATES = (
    *([""] * 6),
    "近期",
    *(f"{year}" for year in (2018, 2019, 2020, 2021)),
    *(f"{year}-{month:02d}" for year in (2019, 2020) for month in (2, 5, 11)),
    *("2019-05-01", "2020-05-23", "2020-12-31", "2021-01-01"),
    "农历2020年闰四月初一",
    "农历2026年",
    "农历2026年正月初一",
)
STATES = (
    *("declared", "recorded", "recorded", "investor_confirmed", "investor_confirmed"),
    *("jointly_confirmed", "published", "disputed", "withdrawn"),
)
AMOUNTS = (None, 0, 1, 2, 3, 4, 5, 7, 900, 10_001, 123_456_789_012)
STAGES = ("lead", "negotiating", "intent", "signed", "started", "in_production")


def dice_of(seed: int) -> random.Random:
    """Dice that fall the same way each time."""
    return random.Random(seed)  # noqa: S311 - no secret


def made_world(dice: random.Random, new: Callable[[], str]) -> World:
    """A world of a few parties, one or two projects, and up to eight introductions."""
    world = World()
    for _ in range(dice.choice((2, 3, 3, 4, 4, 5, 9))):
        world.people[new()] = dice.random() < 0.6
    world.organisations = [new() for _ in range(dice.randint(1, 3))]
    world.occasions = {new(): dice.choice(DATES) for _ in range(2)}
    people, firms = list(world.people), world.organisations
    for _ in range(dice.randint(0, 4)):
        how = dice.choice(("founded", "leads", "works"))
        until = dice.choice(DATES) if dice.random() < 0.5 else ""
        world.posts.append(Post(dice.choice(people), dice.choice(firms), how, until))
    for _ in range(dice.randint(1, 2)):
        investors = dice.sample([*firms, *people], dice.choice((0, 0, 1, 1, 2)))
        natives = dice.sample(people, dice.choice((0, 0, 0, 1)))
        steps = [(dice.choice(STAGES), dice.choice(DATES)) for _ in range(dice.choice((0, 1, 2)))]
        ended = dice.random() < 0.1
        world.projects.append(
            Undertaking(
                new(), dice.choice(AMOUNTS), tuple(investors), tuple(natives), tuple(steps), ended
            )
        )
    _introduce(world, dice, new)
    return world


def _introduce(world: World, dice: random.Random, new: Callable[[], str]) -> None:
    parties = [*world.people, *world.organisations]
    projects = [each.id for each in world.projects]
    if dice.random() < 0.5:  # a chain that may be longer than a chain may be
        road = [*dice.sample(parties, len(parties)), dice.choice(projects)]
        pairs = list(itertools.pairwise(road))
    else:
        pairs = []
    while len(pairs) < 3 or (len(pairs) < 9 and dice.random() < 0.7):
        kind = dice.random()
        if pairs and kind < 0.2:  # the same parties once more
            pairs.append(dice.choice(pairs))
        elif pairs and kind < 0.3 and (back := dice.choice(pairs))[1] in parties:
            pairs.append((back[1], back[0]))  # and the other way round
        else:
            by, of = dice.sample(parties, 2)
            pairs.append((by, dice.choice(projects) if dice.random() < 0.4 else of))
    for by, of in pairs[:9]:
        named = dice.choice(projects) if dice.random() < 0.25 else None
        told = Told(
            new(),
            by,
            of,
            named,
            dice.choice(STATES),
            dice.choice(DATES),
            dice.choice([*world.occasions, None, None]),
        )
        world.introductions.append(told)


def dense_world(dice: random.Random, new: Callable[[], str]) -> World:
    """A world in which a few parties introduced one another again and again, for a project that
    many of these introductions name."""
    world = World()
    for _ in range(dice.randint(3, 8)):
        world.people[new()] = dice.random() < 0.5
    world.organisations = [new() for _ in range(2)]
    people, firms = list(world.people), world.organisations
    dates = dice.choice((("",), ("", "2019", "2020", "2019-05", "2020-02", "2021"), DATES))
    if dice.random() < 0.5:
        world.posts.append(Post(dice.choice(people), firms[0], "founded", dice.choice(DATES)))
    signed = (("signed", dice.choice(DATES)),) if dice.random() < 0.4 else ()
    investors = tuple(dice.sample(firms, dice.choice((0, 1))))
    natives = tuple(dice.sample(people, dice.choice((0, 0, 1))))
    project = Undertaking(new(), dice.choice(AMOUNTS), investors, natives, signed)
    world.projects.append(project)
    named = dice.choice((0, 0.1, 0.3, 0.9))
    for _ in range(dice.randint(4, 24)):
        by, of = dice.sample([*people, *firms], 2)
        told = Told(
            new(),
            by,
            project.id if dice.random() < 0.2 else of,
            project.id if dice.random() < named else None,
            dice.choice(STATES[1:7]),
            dice.choice(dates),
        )
        world.introductions.append(told)
    return world


def layered_world(dice: random.Random, new: Callable[[], str]) -> World:
    """A world of more than a thousand chains: five rows of four or five people, each of whom
    introduced everybody of the next row, the last ones a project or who stands behind it."""
    world = World()
    rows = [[new() for _ in range(width)] for width in dice.sample((4, 4, 4, 5, 5), 5)]
    world.people = {each: dice.random() < 0.5 for row in rows for each in row}
    world.organisations = [new()]
    project = Undertaking(new(), 10_001, tuple(world.organisations), (), (("signed", "2021"),))
    world.projects = [project]
    dates = ("",) * 30 + ("2019", "2020-05", "2021-01-01", "2022")
    for row, following in itertools.pairwise([*rows, [project.id]]):
        for by, of in itertools.product(row, following):
            end = dice.choice((of, *world.organisations)) if of == project.id else of
            named = project.id if dice.random() < 0.1 else None
            state = dice.choice(("recorded", "published", "published", "published"))
            world.introductions.append(Told(new(), by, end, named, state, dice.choice(dates)))
    for _ in range(dice.randint(0, 6)):  # and some who know others rows away
        by, of = dice.sample(list(world.people), 2)
        named = dice.choice((None, project.id))
        world.introductions.append(Told(new(), by, of, named, "recorded", dice.choice(dates)))
    return world


def united(worlds: list[World]) -> World:
    """All *worlds* as one; their records have nothing to do with one another."""
    whole = World()
    for each in worlds:
        whole.people |= each.people
        whole.organisations += each.organisations
        whole.occasions |= each.occasions
        whole.introductions += each.introductions
        whole.posts += each.posts
        whole.projects += each.projects
    return whole


@functools.cache
def partial(text: str) -> PartialDate | None:
    """The program's own date of a world's text."""
    return read_date(text).value if text else None


def project_of(each: Undertaking) -> Project:
    """The program's record of a world's project."""
    stage = "terminated" if each.ended else each.steps[-1][0] if each.steps else None
    return Project(
        name=f"项目{each.id[-4:]}",
        agreed=None if each.amount is None else Money(minor=each.amount),
        investors=each.investors,
        natives=each.natives,
        stage=stage,
        stages=tuple(StageStep(stage=stage_, on=partial(text)) for stage_, text in each.steps),
    )


def introduction_of(told: Told) -> Introduction:
    """The program's record of a world's introduction."""
    return Introduction(
        by=told.by,
        of=told.of,
        project=told.project,
        state=told.state,
        at=partial(told.at),
        occasion=told.occasion,
    )


def tie_of(post: Post) -> Tie:
    """The program's tie of a world's post."""
    until = partial(post.until)
    if post.how == "founded":
        return Founding(until=until)
    return Employment(leads=post.how == "leads", until=until)


def write(draft: Draft, world: World) -> None:
    """Put everything of *world* into *draft*, under the ids that it has there."""
    for number, (id_, native) in enumerate(world.people.items()):
        draft.add(Person(name=f"人{id_[-4:]}{number}", native=native), id_=id_)
    for id_ in world.organisations:
        draft.add(Organisation(name=f"单位{id_[-4:]}"), id_=id_)
    for id_, text in world.occasions.items():
        draft.add(Event(name="座谈", on=partial(text)), id_=id_)
    for post in world.posts:
        draft.tie(tie_of(post), post.person, post.organisation)
    for each in world.projects:
        draft.add(project_of(each), id_=each.id)
    for told in world.introductions:
        draft.add(introduction_of(told), id_=told.id)
