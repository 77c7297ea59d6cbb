"""Who of each village is on the register: how many, and how many of them without a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.records import Id
from xiangxian.services import gate
from xiangxian.services.contact_lists import refuses
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import (
    EVERYTHING,
    All,
    Direction,
    Filter,
    GraphStore,
    Hop,
    Linked,
    Op,
    Order,
    Query,
    Where,
)

VILLAGE = "village"
"""The level of the places that get a sheet."""


@dataclass(frozen=True, slots=True)
class VillageCount:
    """One village: its place, how many people its sheet has, how many of them have no number."""

    place: Reference
    people: int = 0
    without_phone: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Every village by its id, in the order of its name; *nowhere* are natives without one."""

    villages: Mapping[Id, VillageCount]
    nowhere: int


def kept_back(person: Person) -> str:
    """Why somebody is on no sheet that goes to a village; empty for everybody who is on it."""
    return "已故" if person.deceased else refuses(person)


def of_villages(ids: tuple[Id, ...]) -> Filter:
    """The people whose home village is one of *ids*."""
    return Linked("HOME_VILLAGE", Direction.OUT, Where("id", Op.IN, ids))


def count(store: GraphStore, *, viewer: Viewer) -> Counted:
    """The people of all villages of the viewer's units, however many villages there are."""
    found = {each.id: VillageCount(each) for each in villages(store, viewer=viewer)}
    numbers, nowhere = _numbers(store, EVERYTHING, viewer)
    for id_, (place, people, without) in numbers.items():
        found[id_] = VillageCount(place, people, without)
    return Counted(found, nowhere)


def count_one(store: GraphStore, place: Reference, *, viewer: Viewer) -> VillageCount:
    """The people of the village *place*."""
    numbers, _ = _numbers(store, of_villages((place.id,)), viewer)
    _, people, without = numbers.get(place.id, (place, 0, 0))
    return VillageCount(place, people, without)


def villages(store: GraphStore, *, viewer: Viewer) -> list[Reference]:
    """The villages on the list of places, by name."""
    found: list[Reference] = []
    after = None
    where = All((gate.scope(viewer), Where("level", Op.IS, VILLAGE)))
    while True:
        page = store.find(Query(Place.kind, where, Order("name"), after, 200))
        found += [refer(node) for node in page.nodes if gate.visible(viewer, node)]
        if page.next is None:
            return found
        after = page.next


def _numbers(
    store: GraphStore, where: Filter, viewer: Viewer
) -> tuple[dict[Id, tuple[Reference, int, int]], int]:
    """By village: its place, people, people without a number; and the natives of no village."""
    found: dict[Id, tuple[Reference, int, int]] = {}
    nowhere = 0
    after = None
    scoped = All((gate.scope(viewer), where))
    while True:
        page = store.find(
            Query(Person.kind, scoped, after=after, limit=200, links=((Hop("HOME_VILLAGE"),),))
        )
        homes = {edge.source: edge.target for edge in page.edges}
        for node in page.nodes:
            person = Person.parsed(node.values)
            if kept_back(person):
                continue
            home = page.others.get(homes.get(node.id, ""))
            if home is None or not gate.visible(viewer, home):
                nowhere += person.native
                continue
            place, people, without = found.get(home.id, (refer(home), 0, 0))
            found[home.id] = (place, people + 1, without + (not person.phones))
        if page.next is None:
            return found, nowhere
        after = page.next
