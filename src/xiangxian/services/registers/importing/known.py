"""What the register holds already, read once before a file is matched against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xiangxian.domain import schema
from xiangxian.domain.events import Attendance, Event, Reply
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.suggestions import Suggestion
from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.posts import Post
from xiangxian.domain.values.register_numbers import tail_of
from xiangxian.domain.values.text import fold
from xiangxian.services import gate
from xiangxian.services.access.township_data import country
from xiangxian.services.drafts import Loaded, loaded
from xiangxian.services.duplicates import candidates
from xiangxian.services.duplicates.traits import Traits
from xiangxian.services.gate import Viewer
from xiangxian.store.base import Edge, Hop, Id, Links, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_edges, pages


@dataclass(slots=True)
class KnownRecord:
    """One record the file may mean: its id, its name, its numbers, what it is tied to.

    *item* is None for a record that this import makes.
    """

    id: Id
    name: str
    numbers: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    item: Loaded | None = None


@dataclass(slots=True)
class Holdings:
    """People, organisations, projects and villages by folded name, events by name and day; rows
    imported before.

    *numbered* are people and projects by the tail of their id (None for a tail that two share),
    *titles* what records are called, *posts* the posts and roles people hold, each with its tie;
    *tied* are who came to or answered for which event (edge, person, event), *invested* the
    names of the projects that a firm (by folded name) invests in.
    *items* are people and projects by id, *traits* and *blocks* what likely duplicates are found by.
    """

    people: dict[str, list[KnownRecord]] = field(default_factory=dict)
    organisations: dict[str, list[KnownRecord]] = field(default_factory=dict)
    projects: dict[str, list[KnownRecord]] = field(default_factory=dict)
    places: dict[str, list[KnownRecord]] = field(default_factory=dict)
    events: dict[str, KnownRecord] = field(default_factory=dict)
    rows: dict[str, Id] = field(default_factory=dict)
    numbered: dict[str, Loaded | None] = field(default_factory=dict)
    titles: dict[Id, str] = field(default_factory=dict)
    posts: dict[Id, tuple[tuple[Edge, Post], ...]] = field(default_factory=dict)
    introduced: set[tuple[Id, Id]] = field(default_factory=set)
    suggestions: dict[str, KnownRecord] = field(default_factory=dict)
    tied: set[tuple[str, Id, Id]] = field(default_factory=set)
    invested: dict[str, list[str]] = field(default_factory=dict)
    items: dict[Id, Loaded] = field(default_factory=dict)
    traits: Mapping[Id, Traits] = field(default_factory=dict)
    blocks: Mapping[str, tuple[Id, ...]] = field(default_factory=dict)

    def number(self, item: Loaded) -> None:
        """Know a record by its title and by its 名册编号."""
        self.items[item.id] = item
        self.titles[item.id] = item.record.title()
        tail = tail_of(item.id)
        self.numbered[tail] = None if tail in self.numbered else item


def _position(tie: type[Employment | SocialRole], edge: Edge) -> str | None:
    values = tie.parsed(edge.values)
    return values.position if isinstance(values, Employment) else getattr(values, "role", None)


def visit_key(title: str, on: PartialDate | None) -> str:
    """What makes two rows the same visit: what it is called, and the day."""
    return f"{fold(title)} {on.iso() if on else ''}"


def every(store: GraphStore, kind: str, viewer: Viewer, links: Links) -> Iterator[Loaded]:
    """Every record of *kind* in the viewer's units, with its *links*."""
    for page in pages(store, Query(kind, gate.scope(viewer), limit=200, links=links)):
        for node in page.nodes:
            yield loaded(node, page.edges)


def _links(kind: type[Record]) -> Links:
    hops = tuple(Hop(spec.edge) for spec in kind.fields.values() if spec.is_link)
    return (hops,) if hops else ()


def holdings(store: GraphStore, *, viewer: Viewer) -> Holdings:
    """Everything of the viewer's units that a file's names may mean."""
    found = Holdings()
    found.traits, found.blocks = candidates.known(store)
    firms: dict[Id, set[str]] = {}
    names: dict[Id, str] = {}
    for item in every(store, Organisation.kind, viewer, _links(Organisation)):
        record = item.record
        assert isinstance(record, Organisation)  # noqa: S101 - the kind says so
        names[item.id] = found.titles[item.id] = record.name
        for name in {fold(record.name), *map(fold, record.short_names)}:
            found.organisations.setdefault(name, []).append(
                KnownRecord(item.id, record.name, item=item)
            )
    for tie in (Employment, SocialRole):
        for edge in all_edges(store, tie.edge):
            if edge.target not in names:
                continue
            post = Post(names[edge.target], _position(tie, edge))
            found.posts[edge.source] = (*found.posts.get(edge.source, ()), (edge, post))
            if tie is Employment:
                firms.setdefault(edge.source, set()).add(fold(names[edge.target]))
    for item in every(store, Person.kind, viewer, _links(Person)):
        person = item.record
        assert isinstance(person, Person)  # noqa: S101 - the kind says so
        numbers = frozenset(phone.number for phone in person.phones)
        found.number(item)
        known = KnownRecord(item.id, person.name, numbers, frozenset(firms.get(item.id, ())), item)
        for name in {fold(person.name), *map(fold, person.former_names)}:
            found.people.setdefault(name, []).append(known)
    for kind, target in ((Project, found.projects), (Place, found.places)):
        for item in every(store, kind.kind, viewer, _links(kind)):
            title = item.record.title()
            found.number(item)
            tied = frozenset(
                fold(names[id_]) for id_ in item.record.links().get("investors", ()) if id_ in names
            )
            target.setdefault(fold(title), []).append(
                KnownRecord(item.id, title, firms=tied, item=item)
            )
            for firm in tied:
                found.invested.setdefault(firm, []).append(title)
    for item in every(store, Event.kind, viewer, _links(Event)):
        event = item.record
        assert isinstance(event, Event)  # noqa: S101 - the kind says so
        key = visit_key(event.name, event.on)
        found.events.setdefault(key, KnownRecord(item.id, event.name, item=item))
    for item in every(store, ImportBatch.kind, viewer, ()):
        found.rows |= getattr(item.record, "rows", {})
    for item in every(store, Suggestion.kind, viewer, _links(Suggestion)):
        title = item.record.title()
        found.suggestions.setdefault(fold(title), KnownRecord(item.id, title, item=item))
    for edge_name in (Attendance.edge, Reply.edge):
        for edge in all_edges(store, edge_name):
            found.tied.add((edge_name, edge.source, edge.target))
    for edge in all_edges(store, "INTRODUCED"):
        found.introduced.add((edge.source, edge.target))
    return found


def homeland(store: GraphStore, *, viewer: Viewer) -> Homeland:
    """The viewer's township and its villages: those on the list of places, and those recorded."""
    page = store.get([viewer.unit])
    township = schema.KINDS["unit"].parsed(page.nodes[0].values).title() if page.nodes else ""
    land = country(township)
    villages = set(land.villages)
    former = dict(land.former)
    towns, counties = list(land.former_towns), list(land.former_counties)
    for item in every(store, Place.kind, viewer, ()):
        place = item.record
        if isinstance(place, Place) and place.level == "village":
            villages.add(place.name)
            former |= dict.fromkeys(place.former_names, place.name)
        elif isinstance(place, Place) and place.name == land.town:
            towns += place.former_names
        elif isinstance(place, Place) and place.name == land.county:
            counties += place.former_names
    return Homeland(township, frozenset(villages), former, tuple(towns), tuple(counties))


def known_people(store: GraphStore, *, viewer: Viewer) -> dict[str, int]:
    """How many people the register has of each name."""
    counts: dict[str, int] = {}
    for item in every(store, Person.kind, viewer, ()):
        person = item.record
        assert isinstance(person, Person)  # noqa: S101 - the kind says so
        counts[person.name] = counts.get(person.name, 0) + 1
    return counts
