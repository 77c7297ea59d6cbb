"""谁能引荐: by whom we come to somebody, in sentences; from us, or from somebody who is chosen.

*We* are the township's liaison officers and the natives we are in touch with. Ways are computed on
what the viewer may see, so that nothing of them tells of somebody hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiangxian.domain import schema
from xiangxian.domain.people import Person
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.services.connections.neighbourhood import Circles, in_public_office, left_alone
from xiangxian.services.connections.shortest import LONGEST, MOST, Way, Ways, shortest_ways
from xiangxian.services.connections.tie_sentences import Teller, ToldStep
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions.story_sentences import Named
from xiangxian.services.people import last_contact
from xiangxian.services.pictures.drawing import Address
from xiangxian.services.records import Invalid, Reference, refer
from xiangxian.store.base import All, AnyOf, Direction, Hop, Id, Linked, Node, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

IN_TOUCH = 731
"""For so many days after the last contact we are in touch with somebody: two years."""
NONE = "没有四步以内的路。"
NOT_ALL = "往来太多，没能全查。"
NONE_OF_THEM = "往来太多，没能全查；查过的里面没有四步以内的路。"
_OFFICERS = ("LIAISON_OFFICER", "LIAISON_LEADER")
_HOME = ((Hop("HOME_VILLAGE"),),)


@dataclass(frozen=True, slots=True)
class ToldWay:
    """One way: how we know the first on it (*opening*, empty when somebody was chosen), its steps,
    everybody on it, and the whole as one sentence."""

    parties: tuple[Reference, ...]
    opening: str
    steps: tuple[ToldStep, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said of who introduces *target*; *start* is None when we ask for ourselves.

    *said* is what is to be said before any way: that there is none, that we know them ourselves,
    or why nobody is asked.
    """

    target: Reference
    start: Reference | None
    said: str
    ways: tuple[ToldWay, ...] = ()


def in_touch(last: PartialDate | None, today: date) -> bool:
    """Whether we are in touch with somebody: the last contact, as their own page says it, was
    within two years."""
    interval = last.interval() if last else None
    return interval is not None and (today - interval[0]).days <= IN_TOUCH


def ask(
    store: GraphStore,
    target: Id,
    start: Id | None = None,
    *,
    viewer: Viewer,
    today: date,
    longest: int = LONGEST,
) -> Answer:
    """Who can introduce *target* (a person or an organisation) to us, or to *start*.

    Raises `Missing` when the viewer may not see one of them, and `Invalid` when they are the same
    or the one who would be asked must not be.
    """
    gate.require(viewer, Action.READ)
    ends = _ends(store, [target, *([start] if start else [])], viewer)
    wanted = refer(ends[target])
    asked = refer(ends[start]) if start else None
    if start == target:
        raise Invalid({"start": "起点和要找的是同一位，请换一位。"})
    if start and (fault := _not_asked(ends[start])):
        raise Invalid({"start": fault})
    if left_alone(ends[target]):
        record = schema.KINDS[ends[target].kind].parsed(ends[target].values)
        why = "不愿再联系"
        if getattr(record, "deceased", False):
            why = "已故"
        elif getattr(record, "to_ask", False):
            why = "的情况还没问清"
        return Answer(wanted, asked, f"{wanted.title}{why}，不找人引荐。")
    office = (
        f"{wanted.title}是在职公职人员，只看公务上的往来。"
        if in_public_office(ends[target])
        else ""
    )
    if start:
        found, read = _between(store, start, target, viewer, today, longest)
        starters: Mapping[Id, str] = {}
    else:
        officers = _officers(store, viewer)
        us = _Us(store, viewer, today, officers)
        us.look(ends)
        if target in us.words:
            return Answer(wanted, None, _ourselves(store, ends[target], us.words[target], viewer))
        found, read = _from_us(us, target, longest)
        starters = us.words
    ways = _told(store, found, read, starters, viewer)
    cut = read.cut or found.cut
    said = (NOT_ALL if cut else "") if ways else (NONE_OF_THEM if cut else NONE)
    return Answer(wanted, asked, office + said, ways)


def _ends(store: GraphStore, ids: list[Id], viewer: Viewer) -> dict[Id, Node]:
    nodes = {node.id: node for node in store.get(ids).nodes if gate.visible(viewer, node)}
    for id_ in ids:
        if id_ not in nodes or nodes[id_].kind not in {"person", "organisation"}:
            raise Missing(id_)
    return nodes


def _not_asked(node: Node) -> str:
    """Why somebody is not to be asked to introduce anybody; empty when they are."""
    name = refer(node).title
    if getattr(schema.KINDS[node.kind].parsed(node.values), "to_ask", False):
        return f"{name}的情况还没问清，先不请引荐。"
    if left_alone(node):
        return f"{name}已故或不愿再联系，不请引荐。"
    if in_public_office(node):
        return f"{name}是在职公职人员，不请引荐。"
    return ""


def _officers(store: GraphStore, viewer: Viewer) -> dict[Id, Node]:
    """Everybody whom the register names as liaison officer or leader of somebody."""
    own = gate.scope(viewer)
    led = AnyOf(tuple(Linked(edge, Direction.IN, own) for edge in _OFFICERS))
    found = pages(store, Query("person", All((own, led)), limit=200))
    return {node.id: node for page in found for node in page.nodes if not left_alone(node)}


@dataclass(slots=True)
class _Us:
    """Those who are *us*, found out as they are met: how we know each, and for how many days we
    have not heard of them."""

    store: GraphStore
    viewer: Viewer
    today: date
    officers: Mapping[Id, Node]
    words: dict[Id, str]
    ages: dict[Id, int]

    def __init__(
        self, store: GraphStore, viewer: Viewer, today: date, officers: Mapping[Id, Node]
    ) -> None:
        self.store, self.viewer, self.today, self.officers = store, viewer, today, officers
        self.words, self.ages = {}, {}

    def look(self, nodes: Mapping[Id, Node]) -> None:
        """Find out who of *nodes* is one of us."""
        natives = []
        for id_, node in nodes.items():
            if node.kind != "person" or left_alone(node):
                continue
            if id_ in self.officers:
                self.words[id_], self.ages[id_] = "是我们的联系人", 0
            elif _native(node) and not in_public_office(node):
                natives.append(id_)
        found = last_contact.latest(self.store, natives, self.today, viewer=self.viewer)
        for id_, last in found.items():
            if in_touch(last, self.today):
                self.words[id_] = f"和我们有联系（上次：{last.label()}）"
                self.ages[id_] = _age(last, self.today)


def _native(node: Node) -> bool:
    return bool(getattr(schema.KINDS["person"].parsed(node.values), "native", False))


def _age(last: PartialDate, today: date) -> int:
    interval = last.interval()
    return max((today - interval[0]).days, 0) if interval else IN_TOUCH


def _from_us(us: _Us, target: Id, longest: int) -> tuple[Ways, Circles]:
    """Circle by circle round the target, until three of us are near enough or it is too far."""
    circles = Circles(us.store, us.viewer, us.today, frozenset((target, *us.officers)))
    found = Ways(())
    ring: Collection[Id] = (target,)
    for length in range(1, longest + 1):
        ring = circles.widen(ring)
        us.look({id_: circles.nodes[id_] for id_ in ring})
        starts = {id_: age for id_, age in us.ages.items() if id_ != target}
        # what was read ahead of the circles (firms, occasions) may hold the whole way
        found = _search(circles, starts, target, length if ring else longest)
        if len(found.ways) == MOST or not ring:
            break
        ring = [id_ for id_ in ring if id_ not in us.words]  # no way leads through one of us
    return found, circles


def _between(
    store: GraphStore, start: Id, target: Id, viewer: Viewer, today: date, longest: int
) -> tuple[Ways, Circles]:
    """From both ends towards the middle."""
    circles = Circles(store, viewer, today, frozenset((start, target)))
    rings: dict[Id, Collection[Id]] = {start: (start,), target: (target,)}
    found = Ways(())
    for length in range(1, longest + 1):
        end = target if length % 2 else start
        rings[end] = circles.widen(rings[end])
        found = _search(circles, {start: 0}, target, length)
        if len(found.ways) == MOST:
            break
    return found, circles


def _search(circles: Circles, starts: Mapping[Id, int], target: Id, length: int) -> Ways:
    return shortest_ways(
        circles.graph, starts, target, organisations=circles.organisations, longest=length
    )


def _ourselves(store: GraphStore, node: Node, words: str, viewer: Viewer) -> str:
    name = Named(refer(node).title, _homes(store, [node.id], viewer).get(node.id, ""))
    return f"不用人引荐：{name.introduced()}{words}。"


def _homes(store: GraphStore, ids: Collection[Id], viewer: Viewer) -> dict[Id, str]:
    """Where natives among *ids* are from: their village, else the township where that is recorded."""
    page = store.get(sorted(ids), _HOME)
    villages = {edge.source: edge.target for edge in page.edges}
    unit = accounts.unit_of(store)
    shorts: tuple[str, ...] = getattr(unit.record, "short_names", ()) if unit else ()
    town = shorts[0] if shorts else unit.record.title() if unit else ""
    found = {}
    for node in page.nodes:
        if node.kind != "person" or not _native(node):
            continue
        village = page.others.get(villages.get(node.id, ""))
        known = village is not None and gate.visible(viewer, village)
        record = Person.parsed(node.values)
        found[node.id] = (
            refer(village).title if known and village is not None else record.comes_from(town)
        )
    return found


def _told(
    store: GraphStore, found: Ways, read: Circles, starters: Mapping[Id, str], viewer: Viewer
) -> tuple[ToldWay, ...]:
    if not found.ways:
        return ()
    on_them = {id_ for way in found.ways for id_ in way.parties}
    records = {s.record for way in found.ways for step in way.steps for s in step.strands}
    homes = _homes(store, on_them, viewer)
    nodes = dict(read.nodes)
    missing = sorted(id_ for id_ in records if id_ not in nodes)
    nodes |= {node.id: node for node in store.get(missing).nodes}
    return tuple(_tell(way, Teller(nodes, read.ties, homes), nodes, starters) for way in found.ways)


def _tell(
    way: Way, teller: Teller, nodes: Mapping[Id, Node], starters: Mapping[Id, str]
) -> ToldWay:
    parties = way.parties
    opening = ""
    if parties[0] in starters:
        opening = f"{teller.name(parties[0])}{starters[parties[0]]}"
    steps = tuple(teller.tell(step) for step in way.steps)
    parts = [opening, *(step.sentence for step in steps)]
    sentence = "；".join(part for part in parts if part) + "。"
    return ToldWay(tuple(refer(nodes[id_]) for id_ in parties), opening, steps, sentence)


def picture(answer: Answer, address: Address) -> dict[str, Any]:
    """The ways as a picture: everybody on them, and what ties one to the next."""
    nodes: dict[Id, dict[str, Any]] = {}
    edges: dict[str, dict[str, Any]] = {}
    for way in answer.ways:
        for one, other, step in zip(way.parties, way.parties[1:], way.steps, strict=False):
            for party in (one, other):
                nodes[party.id] = {
                    "id": party.id,
                    "label": party.title,
                    "home": "",
                    "kind": party.kind,
                    "native": False,
                    "protected": False,
                    "href": address(party.kind, party.id),
                }
            edges[f"{one.id} {other.id}"] = {
                "id": f"{one.id}-{other.id}",
                "source": one.id,
                "target": other.id,
                "label": "·".join(part for part in (step.when, step.what) if part),
                "state": "own",
                "counted": True,
                "reason": "",
                "sentence": f"{step.sentence}。",
                "href": address(step.record.kind, step.record.id),
            }
    return {
        "nodes": list(nodes.values()),
        "edges": list(edges.values()),
        "cut": False,
        "title": f"谁能引荐{answer.target.title}",
        "summary": answer.said,
    }
