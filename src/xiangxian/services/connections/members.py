"""An organisation's people among the natives: who works, sits, founded or studied there."""

from __future__ import annotations

from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.organisations import Founding, Investment
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.text import pinyin_key
from xiangxian.services import gate
from xiangxian.services.connections.posts_held import period
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Direction, Edge, Hop, Id, Node
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood

_SCHOOLS = Person.fields["schools"].edge
_TIES = (Employment, SocialRole, Founding, Investment)


@dataclass(frozen=True, slots=True)
class Member:
    """One native of an organisation: the village, and what they are there (副总，2015年起)."""

    person: Reference
    home: str
    said: str


def natives_of(store: GraphStore, organisation: Id, *, viewer: Viewer) -> tuple[Member, ...]:
    """Everybody of the township whom a record ties to *organisation*, by name."""
    names = [tie.edge for tie in _TIES if gate.sees_tie(viewer, tie)]
    if gate.sight(viewer, Person.fields["schools"]) is Sight.FULL:
        names.append(_SCHOOLS)
    near = whole_neighbourhood(
        store,
        [organisation],
        names,
        direction=Direction.IN,
        where=gate.scope(viewer),
    )
    people = {node.id: node for node in near.nodes if _native(node) and gate.visible(viewer, node)}
    said: dict[Id, list[str]] = {}
    for edge in near.edges:
        if edge.source in people and edge.target == organisation:
            said.setdefault(edge.source, []).append(_words(edge))
    page = store.get(sorted(said), ((Hop("HOME_VILLAGE"),),))
    homes = {edge.source: page.others[edge.target] for edge in page.edges}
    found = []
    for id_, words in said.items():
        home = homes.get(id_)
        village = refer(home).title if home and gate.visible(viewer, home) else ""
        text = "、".join(dict.fromkeys(word for word in words if word))
        found.append(Member(refer(people[id_]), village, text))
    return tuple(sorted(found, key=lambda each: (pinyin_key(each.person.title), each.person.id)))


def _native(node: Node) -> bool:
    return node.kind == "person" and bool(
        getattr(schema.KINDS["person"].parsed(node.values), "native", False)
    )


def _words(edge: Edge) -> str:
    if edge.name == _SCHOOLS:
        return "毕业"
    tie = schema.TIES[edge.name].parsed(edge.values)
    position: str = (
        getattr(tie, "position", None) or getattr(tie, "role", None) or schema.TIES[edge.name].label
    )
    when = period(tie)
    return f"{position}（{when}）" if when else position
