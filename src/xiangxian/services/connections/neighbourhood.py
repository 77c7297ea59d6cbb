"""Reading who knows whom round a party, circle by circle, as far as a viewer may see it.

Nobody is read who must not be on anybody's way: who is hidden from the viewer, who died, who wants
no contact. Somebody in public office stands only at a way's end, and there with ties of the office
alone: posts, occasions, introductions of fact; no kin, no classmates, no native-place associations.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

import networkx as nx

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState, Level, reaches
from xiangxian.domain.events import Attendance, Event
from xiangxian.domain.organisations import Founding, Investment
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship, Schoolmate, SocialRole
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.status_words import names_nobody
from xiangxian.services import gate
from xiangxian.services.connections.graph import UNDATED, Graph, Strand, Vertex, draw
from xiangxian.services.gate import Viewer
from xiangxian.store.base import Direction, Edge, Id, Node
from xiangxian.store.contract import GraphStore

MOST_READ = 3_000
"""The most records that are read for one question."""

INTRODUCED = "INTRODUCED"
_SCHOOLS = Person.fields["schools"].edge
_VISITED = Event.fields["visited"].edge
_OF_OFFICE = frozenset((INTRODUCED, Employment.edge, Attendance.edge))
"""What counts of the ties of somebody in public office."""
_APART = frozenset(("invitation", "call", "letter"))
"""Kinds of events whose people do not see one another."""
_FACE_TO_FACE = frozenset(("visit_out", "reception", "meeting"))
_POSTS: dict[str, tuple[int, int]] = {
    Employment.edge: (2, 2),
    Founding.edge: (1, 1),
    Investment.edge: (1, 2),
    SocialRole.edge: (2, 5),
    _SCHOOLS: (6, 6),
}
"""How weak a place in an organisation is as a tie to it, and as a half of one among its people."""
_AMONG_MEMBERS = 5
"""The latter where one only joins: those of one chamber need not know one another, less than those
who came to one occasion."""


def edges(viewer: Viewer) -> tuple[str, ...]:
    """The ties that a way may go over, of those that the viewer may know of."""
    ties = (Employment, SocialRole, Founding, Investment, Kinship, Schoolmate, Attendance)
    names = [tie.edge for tie in ties if gate.sees_tie(viewer, tie)]
    if gate.sight(viewer, Person.fields["schools"]) is Sight.FULL:
        names.append(_SCHOOLS)
    if gate.readable(viewer, "event"):
        names.append(_VISITED)
    if gate.readable(viewer, "introduction"):
        names.append(INTRODUCED)
    return tuple(names)


def left_alone(node: Node) -> bool:
    """Whether somebody died, wants no contact, or may be dead as far as anybody has asked."""
    record = schema.KINDS[node.kind].parsed(node.values)
    return any(getattr(record, name, False) for name in ("deceased", "opt_out", "to_ask"))


def in_public_office(node: Node) -> bool:
    """Whether somebody is in public office now."""
    record = schema.KINDS[node.kind].parsed(node.values)
    return bool(getattr(record, "public_office", False))


@dataclass(slots=True)
class Circles:
    """What has been read: *nodes* and *ties* by id, the *graph* of who knows whom by them, and
    *cut* when not everything was read.

    *ends* are the parties at whose own ties a way begins or ends: those may be in public office.
    """

    store: GraphStore
    viewer: Viewer
    today: date
    ends: frozenset[Id]
    nodes: dict[Id, Node] = field(default_factory=dict)
    ties: dict[Id, Edge] = field(default_factory=dict)
    graph: Graph[Vertex] = field(default_factory=nx.MultiGraph)
    cut: bool = False
    _read: set[Id] = field(default_factory=set)
    _refused: set[Id] = field(default_factory=set)

    def widen(self, parties: Collection[Id]) -> tuple[Id, ...]:
        """Read whom *parties* know; gives the parties that were not known before, by id.

        Schools are read last: where there is too much to read, the weakest ties are left out.
        """
        before = set(self.nodes)
        self._expand(parties)
        shared = {id_ for id_ in set(self.nodes) - before if self.nodes[id_].kind != "person"}
        attended = {tie.target for tie in self.ties.values() if tie.name == _SCHOOLS}
        others = {tie.target for tie in self.ties.values() if tie.name != _SCHOOLS}
        schools = shared & attended - others
        self._expand(sorted(shared - schools))
        self._expand(sorted(schools))
        # an occasion that was met by way of a firm only now: who was there is known with it
        self._expand(sorted(id_ for id_, node in self.nodes.items() if node.kind == "event"))
        fresh = set(self.nodes) - before
        return tuple(sorted(id_ for id_ in fresh if self.nodes[id_].kind != "event"))

    def _expand(self, ids: Collection[Id]) -> None:
        wanted = [id_ for id_ in ids if id_ not in self._read]
        room = MOST_READ - len(self.nodes)
        if not wanted or room <= 0:
            self.cut = self.cut or bool(wanted)
            return
        self._read.update(wanted)
        near = self.store.expand(
            wanted,
            edges(self.viewer),
            direction=Direction.BOTH,
            limit=len(wanted) + room,
            where=gate.scope(self.viewer),
        )
        self.cut = self.cut or near.cut
        for node in near.nodes:
            if node.id not in self.nodes and node.id not in self._refused:
                if self._stands(node):
                    self.nodes[node.id] = node
                else:
                    self._refused.add(node.id)
        for edge in near.edges:
            known = edge.source in self.nodes and edge.target in self.nodes
            if known and edge.id not in self.ties:
                self.ties[edge.id] = edge
                draw(self.graph, self._strands(edge))

    def _stands(self, node: Node) -> bool:
        """Whether a record may be on a way at all."""
        if not gate.visible(self.viewer, node):
            return False
        if node.kind == "person":
            return not left_alone(node) and (node.id in self.ends or not in_public_office(node))
        if node.kind == "event":
            event = schema.KINDS["event"].parsed(node.values)
            return not (
                getattr(event, "planned", False)
                or getattr(event, "event_kind", None) in _APART
                or _to_come(getattr(event, "on", None), self.today)
            )
        return names_employer(node)

    @property
    def organisations(self) -> frozenset[Id]:
        """The parties that are no people."""
        return frozenset(id_ for id_, node in self.nodes.items() if node.kind == "organisation")

    def _official(self, id_: Id) -> bool:
        node = self.nodes[id_]
        return id_ in self.ends and node.kind == "person" and in_public_office(node)

    def _strands(self, edge: Edge) -> Iterable[Strand]:
        today = self.today.toordinal()
        if edge.name not in _OF_OFFICE and any(map(self._official, (edge.source, edge.target))):
            return
        if edge.name in _POSTS:
            yield from self._post(edge, today)
        elif edge.name in {Kinship.edge, Schoolmate.edge}:
            weakness = 1 if edge.name == Kinship.edge else 2
            yield Strand(
                edge.id, edge.name, edge.source, edge.target, edge.source, weakness=weakness
            )
        elif edge.name == INTRODUCED:
            yield from self._introduction(edge, today)
        elif edge.name == Attendance.edge:
            if not json.loads(edge.values).get("proxy"):  # somebody else came for them
                yield self._meeting(edge, edge.source, edge.target)
        elif edge.name == _VISITED:
            yield self._meeting(edge, edge.target, edge.source)

    def _post(self, edge: Edge, today: int) -> Iterable[Strand]:
        """A place in an organisation: a tie to it, and to the others who have one there."""
        direct, among = _POSTS[edge.name]
        if joined(self.nodes[edge.target]):
            among = max(among, _AMONG_MEMBERS)
        first, last = -math.inf, math.inf
        if edge.name in schema.TIES:
            tie = schema.TIES[edge.name].parsed(edge.values)
            first, last = _span(getattr(tie, "since", None), getattr(tie, "until", None))
            direct = 1 if getattr(tie, "leads", False) else direct
        age = int(max(today - last, 0)) if last < math.inf else 0
        known: tuple[str, str, Id] = (edge.id, edge.name, edge.source)
        yield Strand(*known, edge.target, edge.target, first, last, True, direct, age)
        if self.nodes[edge.source].kind == "person":
            place = ("school" if edge.name == _SCHOOLS else "work", edge.target)
            yield Strand(*known, place, edge.target, first, last, True, among, age)  # type: ignore[arg-type]

    def _introduction(self, edge: Edge, today: int) -> Iterable[Strand]:
        values = json.loads(edge.values)
        state = ClaimState(values["state"])
        if values["unit"] not in self.viewer.units or not reaches(state, Level.RECORDED):
            return
        day = values.get("at_hi")
        yield Strand(
            edge.id,
            edge.name,
            edge.source,
            edge.target,
            edge.id,
            weakness=1 if reaches(state, Level.CONFIRMED) else 2,
            age=UNDATED if day is None else max(today - day, 0),
        )

    def _meeting(self, edge: Edge, party: Id, event_id: Id) -> Strand:
        event = schema.KINDS["event"].parsed(self.nodes[event_id].values)
        on: PartialDate | None = getattr(event, "on", None)
        interval = on.interval() if on else None
        close = getattr(event, "event_kind", None) in _FACE_TO_FACE
        return Strand(
            edge.id,
            edge.name,
            party,
            ("event", event_id),
            event_id,
            weakness=3 if close else 4,
            age=max((self.today - interval[1]).days, 0) if interval else UNDATED,
        )


def names_employer(node: Node) -> bool:
    """Whether a record is an organisation, and not only the word for having none (退休)."""
    record = schema.KINDS[node.kind].parsed(node.values)
    return node.kind == "organisation" and not names_nobody(getattr(record, "name", ""))


def joined(node: Node) -> bool:
    """Whether a record is an organisation that people only join, like a chamber."""
    return bool(getattr(schema.KINDS[node.kind].parsed(node.values), "joined", False))


def face_to_face(event: object) -> bool:
    """Whether those at an event surely spoke with one another: a visit, a reception, a meeting."""
    return getattr(event, "event_kind", None) in _FACE_TO_FACE


def _span(since: PartialDate | None, until: PartialDate | None) -> tuple[float, float]:
    first = since.interval() if since else None
    last = until.interval() if until else None
    return (
        first[0].toordinal() if first else -math.inf,
        last[1].toordinal() if last else math.inf,
    )


def _to_come(on: PartialDate | None, today: date) -> bool:
    interval = on.interval() if on else None
    return interval is not None and interval[0] > today
