"""A made-up township whose relation picture grows to any number of records, the same each time.

Most projects come from one native, some through two or three parties, a few natives bring several;
names are short and long, as registers have them. What is there stays when it grows.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from acts import new_id
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.values.dates import read_date
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华玉兰建国志新"
VILLAGES = ("东桥村", "金塘村", "西湾村", "柳下村")
CITIES = ("苏州", "常州", "深圳", "上海", "无锡")
TRADES = ("智能装备", "新材料", "精密机械", "软件技术", "现代农业科技", "汽车零部件")
STATES = ("recorded", "declared", "investor_confirmed", "recorded", "disputed", "published")
ROADS = ("n", "n", "ng", "nn", "h", "nof", "n", "gf", "h", "cn", "n", "nngf")
"""Who stands on the way to a project: native, guest, firm, organisation, chamber, or a native of before."""


@dataclass
class Pictured:
    """What was written so far: *count* records that the picture shows, the ids of natives."""

    count: int = 0
    roads: int = 0
    villages: list[Id] = field(default_factory=list)
    natives: list[Id] = field(default_factory=list)


def grow(made: Pictured, count: int, store: GraphStore, viewer: Viewer, now: datetime) -> None:
    """Write so much more that the picture of all introductions shows *count* records."""
    draft = Draft(new_id(), viewer.unit)
    if not made.villages:
        made.villages = [draft.add(Place(name=name, level="village")) for name in VILLAGES]
    while made.count < count:
        road = ROADS[made.roads % len(ROADS)]
        if made.count + len(road.replace("h", "")) + 1 > count:
            road = "h"
        _bring(made, road, draft)
    store.apply(draft.change_set(viewer, now, "grow"))


def _bring(made: Pictured, road: str, draft: Draft) -> None:
    """One more project, through those of *road*."""
    dice = random.Random(made.roads)  # noqa: S311 - the same each time is what is wanted
    parties = [_party(made, each, draft, dice) for each in road]
    title = (
        f"{dice.choice(CITIES)}{dice.choice(('润庭', '嘉穗', '恒一', '川禾'))}{dice.choice(TRADES)}"
    )
    project = draft.add(Project(name=f"{title}项目"))
    made.count += 1
    for by, of in zip(parties, [*parties[1:], project], strict=True):
        at = read_date(f"{dice.randint(2019, 2026)}年{dice.randint(1, 12)}月").value
        draft.add(Introduction(by=by, of=of, state=dice.choice(STATES), at=at))
    made.roads += 1


def _party(made: Pictured, kind: str, draft: Draft, dice: random.Random) -> Id:
    if kind == "h" and made.natives:
        return made.natives[(made.roads * 7) % min(len(made.natives), 9)]
    made.count += 1
    if kind in "of":
        return draft.add(Organisation(name=f"{dice.choice(CITIES)}{dice.choice(TRADES)}有限公司"))
    if kind == "c":
        return draft.add(Organisation(name=f"{dice.choice(CITIES)}句容商会"))
    name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))
    if kind == "g":
        return draft.add(Person(name=name, native=False))
    home = dice.choice(made.villages)
    made.natives.append(draft.add(Person(name=name, native=True, home_village=home)))
    return made.natives[-1]
