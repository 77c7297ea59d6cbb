"""可以请帮什么忙: what somebody could be asked now, each with the record that says why.

Nothing is guessed: a reason is one recorded fact of theirs beside one of a project that is still
being talked about, or their own recorded words. Nobody who died, wants no contact or is in public
office is asked for anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xiangxian.domain import schema
from xiangxian.domain.events import RecordNote
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Tie
from xiangxian.domain.roles import Sight
from xiangxian.domain.suggestions import SUGGESTION_STATES, Suggestion
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import ROAD
from xiangxian.domain.values.text import fold
from xiangxian.services import gate
from xiangxian.services.connections.neighbourhood import in_public_office, left_alone
from xiangxian.services.connections.posts_held import held_on
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import network
from xiangxian.services.introductions.network import Snapshot
from xiangxian.services.introductions.stories import STAGE_WORDS
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Edge, Hop, Id, Node, Subgraph
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood

MOST = 5
"""The most that is said of one person."""
OPEN = frozenset(ROAD[:3])
"""The stages of a project that help can still be asked for: 线索, 在谈, 意向."""
WILLING = ("愿意", "愿为", "愿帮", "可以帮", "可帮", "能帮")
"""What in somebody's own words offers help; it is quoted, never concluded from."""
UNWILLING = ("不愿", "不可以帮", "不能帮", "没能帮", "不可帮")
_CHAMBERS = frozenset(("chamber", "association", "alumni", "platform"))
_STATES = {option.code: option.label for option in SUGGESTION_STATES}


@dataclass(frozen=True, slots=True)
class Ask:
    """One reason to ask somebody, as a sentence, and the records it rests on."""

    sentence: str
    records: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    """A project that is still talked about: where it is from, its trade, who is behind it."""

    node: Node
    project: Project
    investors: tuple[Node, ...]

    @property
    def words(self) -> str:
        """How a sentence calls it: 深圳一项目（在谈）."""
        return f"{self.project.title()}（{STAGE_WORDS[self.project.stage or '']}）"

    def places(self) -> dict[str, str]:
        """Cities it is from -> what says so."""
        found = {}
        for node in self.investors:
            record = schema.KINDS[node.kind].parsed(node.values)
            if node.kind == "organisation" and (city := getattr(record, "city", None)):
                found[same_word(city)] = f"投资方{record.title()}在{city}"
        if city := self.project.origin_city:
            found[same_word(city)] = f"原所在地是{city}"
        return found

    def trades(self) -> set[str]:
        """Its trades, its investors' too."""
        records = (schema.KINDS[node.kind].parsed(node.values) for node in self.investors)
        said = [self.project.chain, *(getattr(record, "chain", None) for record in records)]
        return {same_word(each) for each in said if each}


def same_word(text: str) -> str:
    """A city or a trade so that two ways of writing one are the same: 深圳, 深圳市."""
    return fold(text).strip().removesuffix("市").removesuffix("产业")


def asks(store: GraphStore, id_: Id, *, viewer: Viewer, today: date) -> tuple[Ask, ...]:
    """What the person *id_* could be asked, at most five; empty is a good answer.

    What they said themselves comes first, then whom and where they reach by a chamber, their
    firm's trade and city, and where they live; of each project one reason.
    """
    page = store.get([id_])
    if not page.nodes or not gate.visible(viewer, page.nodes[0]) or page.nodes[0].kind != "person":
        return ()
    node = page.nodes[0]
    if left_alone(node) or in_public_office(node):
        return ()
    near = whole_neighbourhood(
        store,
        [id_],
        [
            *(tie.edge for tie in (Employment, SocialRole) if gate.sees_tie(viewer, tie)),
            RecordNote.fields["about"].edge,
            Suggestion.fields["proposers"].edge,
        ],
        where=gate.scope(viewer),
    )
    open_ = _open_projects(network.snapshot(store), id_, viewer)
    found: dict[Id, Ask] = {}
    for project, ask in _of_projects(store, node, near, open_, viewer, today):
        found.setdefault(project, ask)
    said = _said(near, viewer)
    return (*said, *found.values())[:MOST]


def _open_projects(found: Snapshot, id_: Id, viewer: Viewer) -> list[_Open]:
    """The projects that are talked about, the newest first, without those they have a part in."""
    open_ = []
    for project_id in sorted(network.visible_projects(found, viewer), reverse=True):
        project = found.projects[project_id]
        own = {side.party for side in found.sides.get(project_id, ())}
        for claim in found.claims.values():
            if project_id in {claim.project, claim.of}:
                own |= {claim.by, claim.of}
        if project.stage not in OPEN or id_ in own:
            continue
        investors = (found.nodes.get(each) for each in found.linked("INVESTORS", project_id))
        seen = tuple(each for each in investors if each and gate.visible(viewer, each))
        open_.append(_Open(found.nodes[project_id], project, seen))
    return open_


def _of_projects(
    store: GraphStore,
    node: Node,
    near: Subgraph,
    open_: list[_Open],
    viewer: Viewer,
    today: date,
) -> Iterable[tuple[Id, Ask]]:
    if not open_:
        return
    nodes = {each.id: each for each in near.nodes}
    yield from _noted_together(store, near, open_, viewer)
    posts = [
        (nodes[edge.target], edge)
        for edge in near.edges
        if edge.source == node.id and edge.target in nodes and _now(edge, today)
    ]
    chambers = [
        post for post in posts if post[1].name == SocialRole.edge or _kind(post[0]) in _CHAMBERS
    ]
    yield from _by_members(store, chambers, open_, viewer, today)
    yield from _by_city(chambers, open_)
    firms = [post for post in posts if post not in chambers]
    for firm, edge in firms:
        record = schema.KINDS[firm.kind].parsed(firm.values)
        trade = getattr(record, "chain", None)
        for each in open_:
            if trade and same_word(trade) in each.trades():
                said = f"{_post(edge, record.title())}，做{trade}；{each.words}也是。"
                yield each.node.id, Ask(said, (refer(firm), refer(each.node)))
    yield from _by_city(firms, open_)
    person = schema.KINDS["person"].parsed(node.values)
    city = getattr(person, "city", None)
    if city and gate.sight(viewer, Person.fields["city"]) is Sight.FULL:
        for each in open_:
            if why := each.places().get(same_word(city)):
                yield each.node.id, Ask(f"人在{city}；{each.words}{why}。", (refer(each.node),))


def _noted_together(
    store: GraphStore, near: Subgraph, open_: list[_Open], viewer: Viewer
) -> Iterable[tuple[Id, Ask]]:
    """A note about them that is about a project as well."""
    notes = {node.id: node for node in near.nodes if node.kind == "note"}
    if not notes or not _reads_notes(viewer):
        return
    page = store.get(sorted(notes), ((Hop(RecordNote.fields["about"].edge),),))
    projects = {each.node.id: each for each in open_}
    for edge in sorted(page.edges, key=lambda edge: edge.source, reverse=True):
        each = projects.get(edge.target)
        if each is not None:
            note = notes[edge.source]
            record = schema.KINDS["note"].parsed(note.values)
            when = _day(getattr(record, "on", None))
            said = f"{when}记的一笔同时说到{each.words}：“{record.title()}”。"
            yield each.node.id, Ask(said, (refer(note), refer(each.node)))


def _by_members(
    store: GraphStore,
    chambers: list[tuple[Node, Edge]],
    open_: list[_Open],
    viewer: Viewer,
    today: date,
) -> Iterable[tuple[Id, Ask]]:
    """A chamber in which a project's investor, or its investor's head, has a place too."""
    behind: dict[Id, list[_Open]] = {}
    for each in open_:
        for investor in each.investors:
            behind.setdefault(investor.id, []).append(each)
    if not chambers or not behind:
        return
    ties = [
        tie.edge for tie in (Employment, SocialRole) if gate.sees_tie(viewer, tie)
    ]  # who leads an investing firm, and where investors sit
    near = whole_neighbourhood(store, sorted(behind), ties, where=gate.scope(viewer))
    heads: dict[Id, list[tuple[Id, str]]] = {}
    nodes = {each.id: each for each in near.nodes}
    for edge in near.edges:
        leads = edge.name == Employment.edge and getattr(_tie(edge), "leads", False)
        if edge.target in behind and leads and _may_be_named(nodes[edge.source]):
            firm = refer(nodes[edge.target]).title
            heads.setdefault(edge.source, []).append((edge.target, f"{firm}的负责人"))
    sitting = whole_neighbourhood(
        store, sorted({*heads, *behind}), [SocialRole.edge], where=gate.scope(viewer)
    )
    nodes |= {each.id: each for each in sitting.nodes}
    places = {chamber.id: (chamber, edge) for chamber, edge in chambers}
    for edge in sorted(sitting.edges, key=lambda edge: edge.id):
        if edge.target not in places or not _now(edge, today):
            continue
        if not _may_be_named(nodes[edge.source]):
            continue
        chamber, own = places[edge.target]
        name = refer(nodes[edge.source]).title
        as_investor = [(edge.source, "投资方")] if edge.source in behind else []
        for investor_id, who in (*as_investor, *heads.get(edge.source, [])):
            for each in behind[investor_id]:
                said = f"{_post(own, refer(chamber).title)}；{each.words}的{who}{name}也在其中。"
                yield each.node.id, Ask(said, (refer(chamber), refer(each.node)))


def _by_city(posts: list[tuple[Node, Edge]], open_: list[_Open]) -> Iterable[tuple[Id, Ask]]:
    """An organisation of theirs in the city that a project is from."""
    for firm, edge in posts:
        record = schema.KINDS[firm.kind].parsed(firm.values)
        city = getattr(record, "city", None)
        for each in open_:
            if city and (why := each.places().get(same_word(city))):
                said = f"{_post(edge, record.title())}，那里在{city}；{each.words}{why}。"
                yield each.node.id, Ask(said, (refer(firm), refer(each.node)))


def _said(near: Subgraph, viewer: Viewer) -> list[Ask]:
    """Their own recorded words that offer help, the newest first."""
    found: list[tuple[int, Id, Ask]] = []
    for node in near.nodes:
        record = schema.KINDS[node.kind].parsed(node.values)
        if isinstance(record, RecordNote) and _reads_notes(viewer):
            text, tail = record.line, ""
        elif isinstance(record, Suggestion):
            text = record.suggestion
            tail = f"（{_STATES[record.state]}）" if record.state in _STATES else ""
        else:
            continue
        if not any(word in text for word in WILLING) or any(word in text for word in UNWILLING):
            continue
        day = record.on.sort_key() if record.on else 0
        verb = "记着" if isinstance(record, RecordNote) else "提过"
        said = f"{_day(record.on)}{verb}：“{text}”{tail}。"
        found.append((-day, node.id, Ask(said, (refer(node),))))
    return [ask for _day_key, _id, ask in sorted(found, key=lambda each: each[:2])]


def _may_be_named(node: Node) -> bool:
    """Whether somebody may stand in a reason: neither dead, nor left alone, nor in office."""
    return not left_alone(node) and not in_public_office(node)


def _reads_notes(viewer: Viewer) -> bool:
    return gate.sight(viewer, RecordNote.fields["line"]) is Sight.FULL


def _kind(node: Node) -> str:
    record = schema.KINDS[node.kind].parsed(node.values)
    return getattr(record, "organisation_kind", None) or ""


def _tie(edge: Edge) -> Tie:
    return schema.TIES[edge.name].parsed(edge.values)


def _now(edge: Edge, today: date) -> bool:
    """Whether an edge is a post that is held still, as far as is known."""
    return edge.name in {Employment.edge, SocialRole.edge} and held_on(_tie(edge), today)


def _post(edge: Edge, name: str) -> str:
    tie = _tie(edge)
    position = getattr(tie, "position", None) or getattr(tie, "role", None)
    return f"在{name}任{position}" if position else f"在{name}"


def _day(on: PartialDate | None) -> str:
    return on.label() if on else ""
