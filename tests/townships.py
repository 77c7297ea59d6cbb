"""A made-up township of 2,000 people and a county of 20,000, the same each time.

Projects come through chains of people and firms in about the proportions that offices report: most
through one introduction, some through two or three, a few through more than a chain may have. There
are hubs, namesakes, firms with founders and leaders, and a few records that belong to another unit.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from acts import new_id
from naive_attribution import Post, Told, Undertaking, World
from worlds import dice_of, introduction_of, partial, project_of, tie_of
from xiangxian.domain.events import Event
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.records import Record
from xiangxian.domain.values.phones import Phone
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.store.contract import GraphStore

ELSEWHERE = "another-unit"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志新春"
VILLAGE_NAMES = ("东桥", "金塘", "西湾", "柳下", "石桥", "南圩", "北庄", "中渡", "高岗", "平坝")
CITIES = ("上海", "南京", "苏州", "深圳", "北京", "无锡", "重庆", "长沙", None)
CHAINS = ("高性能材料", "汽车及零部件", "新型电力装备", "航空航天", None)
LENGTHS = (1,) * 60 + (2,) * 25 + (3,) * 9 + (4, 5, 6, 7, 8, 9)
STATES = ("declared",) + ("recorded",) * 5 + ("investor_confirmed",) * 4 + ("published", "disputed")
STAGES = ("lead", "negotiating", "signed", "started", "in_production", "in_production")
MOST_WRITES = 8000


TOWNSHIP, COUNTY = 2_000, 20_000
"""How many people there are; of everything else there is in proportion."""


@dataclass
class Settled:
    """A world with where its people are from and live, and what its projects are about.

    *hidden* are the records of another unit.
    """

    world: World = field(default_factory=World)
    villages: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    cities: dict[str, str | None] = field(default_factory=dict)
    origins: dict[str, str | None] = field(default_factory=dict)
    chains: dict[str, str | None] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)


def settled(residents: int, new: Callable[[], str], seed: int = 20260101) -> Settled:
    """Everything of a place of so many people, under ids from *new*; nothing is written."""
    dice, made = dice_of(seed), Settled()
    world = made.world
    for number in range(residents // 200):
        first, second = divmod(number, len(VILLAGE_NAMES))
        name = VILLAGE_NAMES[second] + (VILLAGE_NAMES[first] if first else "") + "村"
        made.villages[new()] = name
    places = list(made.villages)
    for _ in range(residents):
        id_ = new()
        world.people[id_] = dice.random() < 0.93
        made.cities[id_] = dice.choice(CITIES)
        if world.people[id_] and dice.random() < 0.9:
            made.homes[id_] = dice.choice(places)
    people = list(world.people)
    made.hidden.update(dice.sample(people, residents // 50))
    world.occasions = {new(): _day(dice) for _ in range(residents // 50)}
    for _ in range(residents * 3 // 50):
        id_ = new()
        world.organisations.append(id_)
        made.cities[id_] = dice.choice(CITIES)
        for how, share in (("founded", 0.7), ("leads", 0.5), ("works", 0.8)):
            if dice.random() < share:
                until = _day(dice) if dice.random() < 0.2 else ""
                world.posts.append(Post(dice.choice(people), id_, how, until))
    for _ in range(residents * 3 // 100):
        _undertake(made, dice, new)
    _introduce(made, residents, dice, new)
    return made


def _day(dice: random.Random) -> str:
    parts = f"{dice.randint(2019, 2026)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return dice.choice(("", parts[:4], parts[:7], parts, parts))


def _undertake(made: Settled, dice: random.Random, new: Callable[[], str]) -> None:
    id_, people = new(), list(made.world.people)
    firms = tuple(dice.sample(made.world.organisations, dice.choice((0, 1, 1, 1, 2))))
    natives = (dice.choice(people),) if dice.random() < 0.15 else ()
    steps = tuple((dice.choice(STAGES), _day(dice)) for _ in range(dice.randint(0, 2)))
    kind = dice.random()
    amount: int | None = dice.randrange(1, 600) * 500_000_000  # 500万元 to 30亿元
    if kind < 0.2:
        amount = None
    elif kind < 0.3:
        amount = dice.randrange(1, 10**12)
    ended = dice.random() < 0.05
    made.world.projects.append(Undertaking(id_, amount, firms, natives, steps, ended))
    made.origins[id_], made.chains[id_] = dice.choice(CITIES), dice.choice(CHAINS)
    if dice.random() < 0.03:
        made.hidden.add(id_)


def _introduce(made: Settled, residents: int, dice: random.Random, new: Callable[[], str]) -> None:
    """Chains into projects, and acquaintances that lead nowhere in particular."""
    world = made.world
    people, firms = list(world.people), world.organisations
    hubs = [*dice.sample(people, 3), *dice.sample(firms, 2)]
    while len(world.introductions) < residents // 10:
        project = dice.choice(world.projects)
        road = dice.sample(people, dice.choice(LENGTHS))
        if dice.random() < 0.15:
            road[dice.randrange(len(road))] = dice.choice(hubs)
        goal = dice.choice((project.id, project.id, *project.investors))
        if dice.random() < 0.4:
            goal = dice.choice((*people[:50], *firms, *hubs))
        for by, of in zip(road, [*road[1:], goal], strict=True):
            if by == of:
                continue
            named = project.id if dice.random() < 0.2 and goal == project.id else None
            occasion = dice.choice(list(world.occasions)) if dice.random() < 0.3 else None
            told = Told(new(), by, of, named, dice.choice(STATES), _day(dice), occasion)
            world.introductions.append(told)


def fill(store: GraphStore, viewer: Viewer, residents: int, now: datetime) -> Settled:
    """Write a place of so many people into *store*, as records of the viewer's unit and of another."""
    act = Draft(new_id(), viewer.unit)
    made = settled(residents, act.next_id)
    drafts = [Draft(new_id(), viewer.unit)]

    def add(id_: str, record: Record) -> None:
        if len(drafts[-1].writes) > MOST_WRITES:
            drafts.append(Draft(new_id(), viewer.unit))
        unit = ELSEWHERE if id_ in made.hidden else viewer.unit
        drafts[-1].add(record, id_=id_, unit=unit)

    for id_, name in made.villages.items():
        add(id_, Place(name=name, level="village"))
    dice, world = dice_of(7), made.world
    for number, (id_, native) in enumerate(world.people.items()):
        add(
            id_,
            Person(
                name=dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2)))),
                native=native,
                home_village=made.homes.get(id_),
                city=made.cities[id_],
                phones=(Phone(number=f"13{number:09d}"),),
            ),
        )
    for number, id_ in enumerate(world.organisations):
        name = f"{dice.choice(SURNAMES)}氏{dice.choice(GIVEN)}{number}公司"
        add(id_, Organisation(name=name, city=made.cities[id_]))
    for id_, text in world.occasions.items():
        add(id_, Event(name="座谈会", on=partial(text)))
    for number, each in enumerate(world.projects):
        record = project_of(each).model_copy(
            update={
                "name": f"{'别处' if each.id in made.hidden else ''}{dice.choice(GIVEN)}{number}号厂房",
                "origin_city": made.origins[each.id],
                "chain": made.chains[each.id],
            }
        )
        add(each.id, record)
    for told in world.introductions:
        add(told.id, introduction_of(told))
    for post in world.posts:
        drafts[-1].tie(tie_of(post), post.person, post.organisation)
    for draft in drafts:
        store.apply(draft.change_set(viewer, now, "fill"))
    return made
