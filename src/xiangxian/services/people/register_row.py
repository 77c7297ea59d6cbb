"""What a register's columns say of a person: the way back from the record to the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.records import Record
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.store.base import All, Edge, Filter, Hop, Id, Node, Op, Order, Page, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

HOPS = (Hop("HOME_VILLAGE"), Hop(Employment.edge), Hop(SocialRole.edge))
"""What must come with a page of people for `texts_of`."""


@dataclass(frozen=True, slots=True)
class Described:
    """A person of a page, with the texts of the register's columns and the ties that came along,
    the oldest first, each with the record at its other end."""

    node: Node
    person: Person
    texts: dict[str, str]
    ties: Sequence[tuple[Edge, Record, Id]]

    @property
    def only_named(self) -> bool:
        """Whether the name is all there is: nobody knows whether it is a native's."""
        known = ("home_village", "employer")
        return bool(self.person.indexed("name_only")) and not any(
            self.texts.get(each) for each in known
        )


def chosen_people(
    store: GraphStore,
    where: Filter,
    *,
    viewer: Viewer,
    listed: Sequence[Id] | None = None,
    hops: tuple[Hop, ...] = (),
) -> Iterator[Described]:
    """The people that *where* chooses, by pinyin; of *listed*, if given, those of them that *where*
    chooses, in the order in which they are listed. *hops* come along besides `HOPS`."""
    links = ((*HOPS, *hops),)
    scoped = All((gate.scope(viewer), where))
    if listed is not None:
        once = list(dict.fromkeys(listed))
        for at in range(0, len(once), 200):
            ids = once[at : at + 200]
            wanted = All((scoped, Where("id", Op.IN, tuple(ids))))
            page = store.find(Query(Person.kind, wanted, limit=200, links=links))
            found = {each.node.id: each for each in described(viewer, page)}
            yield from (found[id_] for id_ in ids if id_ in found)
        return
    query = Query(Person.kind, scoped, Order("name"), limit=200, links=links)
    for page in pages(store, query):
        yield from described(viewer, page)


def described(viewer: Viewer, page: Page) -> Iterator[Described]:
    """The people of *page* (read with `HOPS` among its links) as *viewer* sees them.

    The texts are by the register's column names (`name`, `phones`, `employments`,
    `native_place`, …) and by field names; what says nothing is absent. Several numbers stand on
    lines of their own. `employer` and `position` are those of the first post that did not end,
    `employments` all of them in one text. Kept columns have headers, not names: they are not
    among the texts.
    """
    others: dict[Id, Record] = {
        id_: schema.KINDS[other.kind].parsed(other.values)
        for id_, other in page.others.items()
        if gate.visible(viewer, other)
    }
    ties: dict[Id, list[tuple[Edge, Record, Id]]] = {}
    for edge in sorted(page.edges, key=lambda each: each.id):
        for mine, other_id in ((edge.source, edge.target), (edge.target, edge.source)):
            if other_id in others:
                ties.setdefault(mine, []).append((edge, others[other_id], other_id))
    for node in page.nodes:
        person = Person.parsed(node.values)
        own = ties.get(node.id, [])
        yield Described(node, person, _texts(viewer, person, node.id, own), own)


def _texts(
    viewer: Viewer, person: Person, id_: Id, ties: Sequence[tuple[Edge, Record, Id]]
) -> dict[str, str]:
    texts = gate.shown(viewer, person)
    if "phones" in texts:
        texts["phones"] = texts["phones"].replace("、", "\n")
    if texts.get("category_written"):
        texts["category"] = texts["category_written"]
    for name, spec in Person.fields.items():
        if spec.column and name in texts:
            texts.setdefault(spec.column, texts[name])
    posts, roles, village = [], [], ""
    for edge, other, _other_id in ties:
        if edge.source != id_:
            continue
        if edge.name == "HOME_VILLAGE":
            village = other.title()
        elif edge.name == Employment.edge and gate.sees_tie(viewer, Employment):
            employment = Employment.parsed(edge.values)
            if employment.until is None:
                posts.append((other.title(), employment.shown("position")))
        elif edge.name == SocialRole.edge and gate.sees_tie(viewer, SocialRole):
            role = SocialRole.parsed(edge.values)
            if role.until is None:
                roles.append(f"{other.title()}{role.shown('role')}")
    group = f"{person.home_group}组" if person.home_group and village else ""
    texts["home_village"] = village
    texts["native_place"] = texts.get("native_place_written") or f"{village}{group}"
    if posts:
        texts["employer"], texts["position"] = posts[0]
    texts["employments"] = "、".join(f"{name}{position}" for name, position in posts)
    texts["social_roles"] = "、".join(roles)
    return {name: text for name, text in texts.items() if text}
