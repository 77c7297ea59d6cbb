"""Who of each village is on the register: how many, and how many of them without a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.records import Id
from xiangxian.services import gate
from xiangxian.services.exports.contact_lists import refuses
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import (
    EVERYTHING,
    All,
    Direction,
    Filter,
    Hop,
    Linked,
    Op,
    Order,
    Query,
    Where,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

VILLAGE = "village"
"""The level of the places that get a sheet."""


@dataclass(frozen=True, slots=True)
class VillageCount:
    """One village: its place, how many people its sheet has, how many of them have no number, and
    how many are kept off it (`kept_back`)."""

    place: Reference
    people: int = 0
    without_phone: int = 0
    kept_back: int = 0


@dataclass(frozen=True, slots=True)
class PeopleByVillage:
    """Every village by its id, in the order of its name; *nowhere* are natives without one; of
    whom there is only the name, nobody knows whether they are."""

    villages: Mapping[Id, VillageCount]
    nowhere: int


def kept_back(person: Person) -> str:
    """Why somebody is on no sheet that goes to a village; empty for everybody who is on it."""
    return "已故" if person.deceased else refuses(person)


def of_villages(ids: tuple[Id, ...]) -> Filter:
    """The people whose home village is one of *ids*."""
    return Linked("HOME_VILLAGE", Direction.OUT, Where("id", Op.IN, ids))


def count(store: GraphStore, *, viewer: Viewer) -> PeopleByVillage:
    """The people of all villages of the viewer's units, however many villages there are."""
    found = {each.id: VillageCount(each) for each in villages(store, viewer=viewer)}
    numbers, nowhere = _numbers(store, EVERYTHING, viewer)
    found |= numbers
    return PeopleByVillage(found, nowhere)


def count_one(store: GraphStore, place: Reference, *, viewer: Viewer) -> VillageCount:
    """The people of the village *place*."""
    numbers, _ = _numbers(store, of_villages((place.id,)), viewer)
    return numbers.get(place.id, VillageCount(place))


def villages(store: GraphStore, *, viewer: Viewer) -> list[Reference]:
    """The villages on the list of places, by name."""
    found: list[Reference] = []
    where = All((gate.scope(viewer), Where("level", Op.IS, VILLAGE)))
    for page in pages(store, Query(Place.kind, where, Order("name"), limit=200)):
        found += [refer(node) for node in page.nodes if gate.visible(viewer, node)]
    return found


def _numbers(
    store: GraphStore, where: Filter, viewer: Viewer
) -> tuple[dict[Id, VillageCount], int]:
    """The villages that anybody is from, by id; and how many natives are from none."""
    found: dict[Id, VillageCount] = {}
    nowhere = 0
    scoped = All((gate.scope(viewer), where))
    links = ((Hop("HOME_VILLAGE"),),)
    for page in pages(store, Query(Person.kind, scoped, limit=200, links=links)):
        homes = {edge.source: edge.target for edge in page.edges}
        for node in page.nodes:
            person = Person.parsed(node.values)
            away = bool(kept_back(person))
            home = page.others.get(homes.get(node.id, ""))
            if home is None or not gate.visible(viewer, home):
                nowhere += person.native and not away and not person.indexed("name_only")
                continue
            before = found.get(home.id) or VillageCount(refer(home))
            found[home.id] = VillageCount(
                before.place,
                before.people + (not away),
                before.without_phone + (not away and not person.phones),
                before.kept_back + away,
            )
    return found, nowhere
