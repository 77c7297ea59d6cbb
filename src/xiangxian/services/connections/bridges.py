"""One sentence where somebody is the only way to a city's or a firm's natives, or long unheard of.

It is said only when it is exactly so for what the viewer may see: whoever else might be reached
takes the sentence away, a coarse date or a missing one counting for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import networkx as nx

from xiangxian.domain import schema
from xiangxian.domain.claims import Level, reaches
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.connections.neighbourhood import (
    in_public_office,
    left_alone,
    names_employer,
)
from xiangxian.services.connections.paths import IN_TOUCH
from xiangxian.services.connections.posts_held import held_on
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import network
from xiangxian.services.introductions.network import Snapshot
from xiangxian.services.introductions.party_stories import PersonStory
from xiangxian.services.people import last_contact
from xiangxian.services.people.last_contact import Contact
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import PAGE, All, Direction, Filter, Id, Key, Node, Not, Op, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood

FEWEST = 3
"""So many natives at least a city or a firm must have for the sentence to be worth saying."""


@dataclass(frozen=True, slots=True)
class BridgeSentence:
    """The sentence, and what its figure opens: the people of a *city*, or a *firm*."""

    sentence: str
    city: str = ""
    firm: Reference | None = None


def standing(
    store: GraphStore, id_: Id, story: PersonStory, *, viewer: Viewer, today: date
) -> BridgeSentence | None:
    """What is to be said of the person *id_*, at most one sentence; usually nothing."""
    page = store.get([id_])
    if not page.nodes or not gate.visible(viewer, page.nodes[0]) or page.nodes[0].kind != "person":
        return None
    node = page.nodes[0]
    if left_alone(node) or in_public_office(node):
        return None
    contact = last_contact.contacts(store, [id_], today, viewer=viewer).get(id_)
    if contact is None or contact.newest is None:
        return None
    if surely_in_touch(contact, today):
        return _only_one(store, node, viewer, today)
    if not maybe_in_touch(contact, today):
        return _dormant(network.snapshot(store), id_, contact.newest, story, viewer)
    return None


def surely_in_touch(contact: Contact, today: date) -> bool:
    """Whether there was contact within two years, whatever day a coarse date means."""
    interval = contact.newest.interval() if contact.newest else None
    return interval is not None and (today - interval[0]).days <= IN_TOUCH


def maybe_in_touch(contact: Contact | None, today: date) -> bool:
    """Whether there may have been contact within two years."""
    if contact is None:
        return False
    return contact.undated or today.toordinal() - contact.until <= IN_TOUCH


def only_reached_through(
    known: Iterable[Id], introduced: nx.Graph[Id], person: Id, group: Iterable[Id]
) -> bool:
    """Whether no other of *group* is reached without *person*: directly, being among those *known*,
    or over the introductions *introduced* from one who is."""
    others = set(group) - {person}
    without: nx.Graph[Id] = nx.Graph(list(introduced.edges))
    without.add_edges_from(("", each) for each in known)  # "" is us
    without.add_node("")
    if person in without:
        without.remove_node(person)
    reached: set[Id] = nx.node_connected_component(without, "")
    return not others & reached


def _only_one(store: GraphStore, node: Node, viewer: Viewer, today: date) -> BridgeSentence | None:
    person = schema.KINDS["person"].parsed(node.values)
    if not getattr(person, "native", False):
        return None
    introduced, everybody = _introductions(network.snapshot(store), viewer)
    city: str = getattr(person, "city", None) or ""
    spec = Person.fields["city"]
    if city and gate.sight(viewer, spec) is Sight.FULL:
        key = spec.keys(city)["city"]
        where = Where("city", Op.IS, key)
        size = _size(store, where, viewer)
        mentioned = [each for each in everybody if _lives_in(everybody[each], key)]
        if size >= FEWEST and _alone(
            store, node.id, where, introduced, everybody, mentioned, viewer, today
        ):
            return BridgeSentence(f"{city}{size}位乡友里唯一相识的人。", city=city)
    for firm, people in _firms(store, node.id, viewer, today):
        inside = Where("id", Op.IN, tuple(people))
        size = _size(store, inside, viewer)
        if size >= FEWEST and _alone(
            store, node.id, inside, introduced, everybody, people, viewer, today
        ):
            return BridgeSentence(f"{firm.title}{size}位乡友里唯一相识的人。", firm=firm)
    return None


def _group(where: Filter, viewer: Viewer) -> Filter:
    """The natives of a group who may be met at all."""
    return All(
        (
            gate.scope(viewer),
            Where("native", Op.IS, 1),
            Not(Where("deceased", Op.IS, 1)),
            Not(Where("opt_out", Op.IS, 1)),
            Not(Where("to_ask", Op.IS, 1)),
            where,
        )
    )


def _size(store: GraphStore, where: Filter, viewer: Viewer) -> int:
    return sum(group.count for group in store.count("person", _group(where, viewer)))


def _alone(
    store: GraphStore,
    person: Id,
    where: Filter,
    introduced: nx.Graph[Id],
    everybody: Mapping[Id, Node],
    mentioned: Iterable[Id],
    viewer: Viewer,
    today: date,
) -> bool:
    """Whether *person* alone leads to the group; anybody of it with whom there ever was contact,
    or who stands among the introductions, is looked at."""
    others = All(
        (
            _group(where, viewer),
            last_contact.ever(viewer),
            Not(Where("id", Op.IS, person)),
        )
    )
    page = store.find(Query("person", others, limit=PAGE))
    if page.next is not None:
        return False
    members = {node.id for node in page.nodes}
    members |= {id_ for id_ in mentioned if id_ in everybody}
    members.discard(person)
    near = {
        other
        for id_ in members
        if id_ in introduced
        for other in nx.node_connected_component(introduced, id_)
    }
    asked = sorted(members | {id_ for id_ in near if id_ in everybody} - {person})
    contacts = last_contact.contacts(store, asked, today, viewer=viewer)
    known = [id_ for id_, contact in contacts.items() if maybe_in_touch(contact, today)]
    return only_reached_through([*known, person], introduced, person, members)


def _introductions(found: Snapshot, viewer: Viewer) -> tuple[nx.Graph[Id], dict[Id, Node]]:
    """The introductions of people and organisations that the viewer may see, between whom, and the
    people on them. Two who brought one project need not know each other."""
    graph: nx.Graph[Id] = nx.Graph()
    people: dict[Id, Node] = {}
    for claim in found.claims.values():
        record = found.introductions.get(claim.id)
        ends = [found.nodes.get(claim.by), found.nodes.get(claim.of)]
        seen = [each for each in (record, *ends) if each is not None and gate.visible(viewer, each)]
        if len(seen) < 3 or not reaches(claim.state, Level.RECORDED):
            continue
        if any(each.kind == "project" for each in seen):
            continue
        graph.add_edge(claim.by, claim.of)
        people |= {each.id: each for each in ends if each is not None and each.kind == "person"}
    return graph, people


def _lives_in(node: Node, city: Key) -> bool:
    """Whether a native may be met in the city of that key."""
    record = schema.KINDS["person"].parsed(node.values)
    native = getattr(record, "native", False) and not left_alone(node)
    return bool(
        native and Person.fields["city"].keys(getattr(record, "city", None)) == {"city": city}
    )


def _firms(
    store: GraphStore, person: Id, viewer: Viewer, today: date
) -> list[tuple[Reference, list[Id]]]:
    """Where somebody works now, each with everybody who works there; by name."""
    if not gate.sees_tie(viewer, Employment):
        return []
    own = whole_neighbourhood(store, [person], [Employment.edge], where=gate.scope(viewer))
    firms = {node.id: refer(node) for node in own.nodes if names_employer(node)}
    current = {edge.target for edge in own.edges if held_on(Employment.parsed(edge.values), today)}
    firms = {id_: firm for id_, firm in firms.items() if id_ in current}
    if not firms:
        return []
    near = whole_neighbourhood(
        store,
        sorted(firms),
        [Employment.edge],
        direction=Direction.IN,
        where=gate.scope(viewer),
    )
    natives = {node.id for node in near.nodes if node.kind == "person"}
    people: dict[Id, set[Id]] = {id_: set() for id_ in firms}
    for edge in near.edges:
        if (
            edge.source in natives
            and edge.target in people
            and held_on(Employment.parsed(edge.values), today)
        ):
            people[edge.target].add(edge.source)
    ordered = sorted(firms.values(), key=lambda firm: (firm.title, firm.id))
    return [(firm, sorted(people[firm.id])) for firm in ordered]


def _dormant(
    found: Snapshot, id_: Id, newest: PartialDate, story: PersonStory, viewer: Viewer
) -> BridgeSentence | None:
    """「上次联系2022年5月，此前牵过1个项目」: of introductions that the viewer sees, all of them."""
    made = [claim.id for claim in found.claims.values() if claim.by == id_]
    seen = all(
        each in found.introductions and gate.visible(viewer, found.introductions[each])
        for each in made
    )
    brought = {line.id for line in (*story.directly, *story.through_others)}
    if not made or not seen or not brought:
        return None
    return BridgeSentence(f"上次联系{newest.label()}，此前牵过{len(brought)}个项目。")
