"""The network of introductions as one frozen snapshot, read once per revision of the store.

Credit is computed on everything that is recorded; what a viewer may not see is hidden afterwards,
so that totals reconcile.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import networkx as nx

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.introductions import DrawnIntroduction
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record, Tie
from xiangxian.domain.values.amounts import CNY, Money
from xiangxian.domain.values.stages import ROAD
from xiangxian.domain.values.text import pinyin_key
from xiangxian.services import gate
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions.attribution import (
    Attribution,
    Case,
    Claim,
    Ledger,
    Outcome,
    Rule,
    Side,
    claim_graph,
    ledger,
)
from xiangxian.services.introductions.chains import attribute
from xiangxian.services.introductions.decided import StandingDecision, standing_decisions
from xiangxian.services.introductions.story_sentences import PROTECTED, Named
from xiangxian.services.revisions import OncePerRevision
from xiangxian.store.base import Edge, Hop, Id, Node, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_edges, pages

SIGNED = ROAD.index("signed")
MEASURES = ("agreed", "fixed", "paid_in")
_CHUNK = 5000
_HOME = ((Hop("HOME_VILLAGE"),),)


@dataclass(frozen=True)
class Snapshot:
    """Everything the network's questions need, as of one revision.

    *projects* are the records by id, *nodes* every node that is mentioned, *links* lead from
    (edge name, record) to what its link leads to. *decided* are the decisions that stand of who was
    first, by project.
    """

    revision: int
    graph: nx.MultiDiGraph[Id]
    claims: Mapping[Id, Claim]
    projects: Mapping[Id, Project]
    nodes: Mapping[Id, Node]
    links: Mapping[tuple[str, Id], tuple[Id, ...]]
    sides: Mapping[Id, tuple[Side, ...]]
    introductions: Mapping[Id, Node]
    stated: tuple[Node, ...] = ()
    township: str = ""
    decided: Mapping[Id, StandingDecision] = field(default_factory=dict)
    _found: dict[tuple[str, Level], dict[Id, Attribution]] = field(default_factory=dict)
    _records: dict[Id, Record] = field(default_factory=dict)

    def record(self, node: Node) -> Record:
        """The record of a node without its links, read once."""
        if node.id not in self._records:
            self._records[node.id] = schema.KINDS[node.kind].parsed(node.values)
        return self._records[node.id]

    def linked(self, edge: str, id_: Id) -> tuple[Id, ...]:
        """Where the link *edge* of a record leads, in order of the links' age."""
        return self.links.get((edge, id_), ())

    def attributions(self, level: Level, measure: str) -> Mapping[Id, Attribution]:
        """Every project's attribution at *level*, its amount being *measure*."""
        key = (measure, level)
        if key not in self._found:
            self._found[key] = {
                id_: attribute(self.graph, self.case(id_, measure), level) for id_ in self.projects
            }
        return self._found[key]

    def case(self, id_: Id, measure: str) -> Case:
        """The project as attribution sees it."""
        project = self.projects[id_]
        return Case(
            id_,
            amount_of(project, measure),
            self.sides.get(id_, ()),
            signed_by(project),
            bool(self.returning(id_)),
            project.ended,
        )

    def returning(self, id_: Id) -> tuple[Id, ...]:
        """Whose return a project would be: those that it names, else the natives on its investor
        side, and of these whoever is not known to have left."""
        if named := self.linked("NATIVES", id_):
            return named
        natives = [side for side in self.sides.get(id_, ()) if self.is_native(side.party)]
        there = [side for side in natives if side.until == math.inf]
        return tuple(dict.fromkeys(side.party for side in there or natives))

    def is_native(self, id_: Id) -> bool:
        """Whether a party is a person of the township."""
        node = self.nodes.get(id_)
        if node is None or node.kind != "person":
            return False
        return bool(getattr(self.record(node), "native", False))

    def named(self, id_: Id, viewer: Viewer) -> Named:
        """A party as sentences name it; 受保护联系人 where the viewer may not know."""
        node = self.nodes.get(id_)
        if node is None or not gate.visible(viewer, node):
            return Named(PROTECTED)
        record = self.record(node)
        if not isinstance(record, Person) or not record.native:
            return Named(record.title())
        villages = self.linked("HOME_VILLAGE", id_)
        home = self.nodes.get(villages[0]) if villages else None
        if home is not None and not gate.visible(viewer, home):
            home = None
        place = self.record(home).title() if home else record.comes_from(self.township)
        return Named(record.title(), place)


def amount_of(project: Project, measure: str) -> int | None:
    """The project's amount in 分 by *measure*; None when unknown or only in foreign currency."""
    value: Money | None = getattr(project, measure)
    return value.minor if value is not None and value.currency == CNY else None


def signed_by(project: Project) -> float:
    """The last day on which it may have been signed: no later than any stage from 签约 on."""
    days = [
        interval[1].toordinal()
        for step in project.stages
        if step.stage in ROAD[SIGNED:] and step.on and (interval := step.on.interval())
    ]
    return min(days, default=math.inf)


def snapshot(store: GraphStore) -> Snapshot:
    """The network as the store has it now; read anew only when the store's revision moved."""
    return _SNAPSHOTS(store)


def _nodes(store: GraphStore, ids: Iterable[Id]) -> dict[Id, Node]:
    wanted = sorted(set(ids))
    found: dict[Id, Node] = {}
    for start in range(0, len(wanted), _CHUNK):
        found |= {node.id: node for node in store.get(wanted[start : start + _CHUNK]).nodes}
    return found


def _projects(store: GraphStore) -> dict[Id, Node]:
    found: dict[Id, Node] = {}
    for page in pages(store, Query("project", limit=200)):
        found |= {node.id: node for node in page.nodes}
    return found


_LINKS = (
    "INVESTORS",
    "NATIVES",
    "ENTERPRISE",
    "INVITED_AT",
    "EVIDENCE",
    "INCLUDES",
    "OCCASION",
)


def _read(store: GraphStore, revision: int) -> Snapshot:
    drawn = list(all_edges(store, "INTRODUCED"))
    projects = _projects(store)
    links: dict[tuple[str, Id], tuple[Id, ...]] = {}
    for name in _LINKS:
        for edge in all_edges(store, name):
            key = (name, edge.source)
            links[key] = (*links.get(key, ()), edge.target)
    founders = _leaders(store)
    sides = {id_: _sides(id_, links, founders) for id_ in projects}
    claims = {edge.id: _claim(edge) for edge in drawn}
    mentioned = {end for edge in drawn for end in (edge.source, edge.target)}
    mentioned |= {side.party for each in sides.values() for side in each}
    mentioned |= {target for targets in links.values() for target in targets}
    nodes = _nodes(store, mentioned) | projects
    people = [id_ for id_, node in nodes.items() if node.kind == "person"]
    for start in range(0, len(people), _CHUNK):
        page = store.get(people[start : start + _CHUNK], _HOME)
        for edge in page.edges:
            links["HOME_VILLAGE", edge.source] = (edge.target,)
        nodes |= page.others
    units = store.find(Query("unit", limit=1)).nodes
    return Snapshot(
        revision,
        nx.freeze(claim_graph(claims.values())),
        claims,
        {id_: _project(node) for id_, node in projects.items()},
        nodes,
        links,
        sides,
        _nodes(store, claims),
        tuple(
            node for page in pages(store, Query("stated_total", limit=200)) for node in page.nodes
        ),
        _short_name(units[0]) if units else "",
        standing_decisions(store),
    )


_SNAPSHOTS = OncePerRevision(_read)


def _short_name(unit: Node) -> str:
    record = schema.KINDS["unit"].parsed(unit.values)
    shorts: tuple[str, ...] = getattr(record, "short_names", ())
    return shorts[0] if shorts else record.title()


def _project(node: Node) -> Project:
    record = schema.KINDS["project"].parsed(node.values)
    assert isinstance(record, Project)  # noqa: S101 - the kind says so
    return record


def _claim(edge: Edge) -> Claim:
    values = DrawnIntroduction.model_validate_json(edge.values)
    return Claim(
        edge.id,
        edge.source,
        edge.target,
        values.project,
        ClaimState(values.state),
        -math.inf if values.at_lo is None else values.at_lo,
        math.inf if values.at_hi is None else values.at_hi,
    )


def _leaders(store: GraphStore) -> dict[Id, list[Side]]:
    """Who founded or leads an organisation, by organisation, until when at the latest."""
    found: dict[Id, list[Side]] = {}
    for name in ("FOUNDED", Employment.edge):
        kind = schema.TIES[name]
        for edge in all_edges(store, name):
            tie = kind.parsed(edge.values)
            if isinstance(tie, Employment) and not tie.leads:
                continue
            found.setdefault(edge.target, []).append(Side(edge.source, _until(tie)))
    return found


def _until(tie: Tie) -> float:
    until = getattr(tie, "until", None)
    interval = until.interval() if until else None
    return interval[1].toordinal() if interval else math.inf


def _sides(
    id_: Id, links: Mapping[tuple[str, Id], tuple[Id, ...]], leaders: Mapping[Id, list[Side]]
) -> tuple[Side, ...]:
    """S(X): investors, natives, and whoever founded or leads an investing organisation."""
    investors = links.get(("INVESTORS", id_), ())
    direct = [Side(party) for party in (*investors, *links.get(("NATIVES", id_), ()))]
    behind = [side for party in investors for side in leaders.get(party, ())]
    return tuple(dict.fromkeys((*direct, *behind)))


def visible_projects(found: Snapshot, viewer: Viewer) -> list[Id]:
    """The projects this viewer may see."""
    if not gate.readable(viewer, "project"):
        return []
    return [id_ for id_ in found.projects if gate.visible(viewer, found.nodes[id_])]


def visible_project(found: Snapshot, id_: Id, viewer: Viewer) -> Project:
    """The project *id_*; raises `Missing` when it is not the viewer's."""
    if id_ not in found.projects or not gate.visible(viewer, found.nodes[id_]):
        raise Missing(id_)
    return found.projects[id_]


@dataclass(frozen=True, slots=True)
class IntroducerLine:
    """One introducer: what it is called, its projects, and its credit in 分.

    *id* is None for all that the viewer may not know, summed up in one line. *unfilled* counts the
    projects whose amount is not filled in, which are in no credit.
    """

    id: Id | None
    kind: str
    name: Named
    projects: tuple[Id, ...]
    credit: int
    unfilled: int


@dataclass(frozen=True, slots=True)
class Introducers:
    """All introducers under one rule, and the sums that make the whole.

    *counts* says how many of the projects each outcome has, ended ones aside, and *known* of how
    many the amount is known; *titles* are what the viewer's projects are called, *unfilled* those
    without an amount, ended ones aside, with their titles.
    """

    level: Level
    rule: Rule
    measure: str
    lines: tuple[IntroducerLine, ...]
    sums: Ledger
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    known: Mapping[Outcome, int] = field(default_factory=dict)
    titles: Mapping[Id, str] = field(default_factory=dict)
    unfilled: tuple[tuple[Id, str], ...] = ()


class IntroducerOrder(StrEnum):
    """The order of the introducers, which the viewer chooses; by name unless he does."""

    NAME = "name"
    PROJECTS = "projects"
    CREDIT = "credit"
    VILLAGE = "village"

    @property
    def label(self) -> str:
        """The screen word."""
        return {"name": "姓名", "projects": "项目数", "credit": "份额", "village": "村"}[self.value]


def _place_of(line: IntroducerLine, sort: IntroducerOrder) -> tuple[bool, int, str, str, Id]:
    """Where an introducer's line comes; those the viewer may not know come last in any order."""
    figures = {IntroducerOrder.PROJECTS: -len(line.projects), IntroducerOrder.CREDIT: -line.credit}
    # whoever has no village comes after those who have
    village = pinyin_key(line.name.home) or "~" if sort is IntroducerOrder.VILLAGE else ""
    name = pinyin_key(line.name.name)
    return line.id is None, figures.get(sort, 0), village, name, line.id or ""


def introducers(
    store: GraphStore,
    *,
    viewer: Viewer,
    level: Level = Level.RECORDED,
    rule: Rule = Rule.EQUAL,
    measure: str = "agreed",
    sort: IntroducerOrder = IntroducerOrder.NAME,
) -> Introducers:
    """Every introducer with their projects and credit, by pinyin: a list, no ranking."""
    found = snapshot(store)
    attributions = found.attributions(level, measure)
    seen = visible_projects(found, viewer)
    sums = ledger((attributions[id_] for id_ in seen), rule)
    hidden_projects: dict[Id, None] = {}
    hidden_credit = 0
    lines: list[IntroducerLine] = []

    def add(id_: Id | None, kind: str, name: Named, projects: Iterable[Id], part: int) -> None:
        unfilled = sum(attributions[each].case.amount is None for each in projects)
        lines.append(IntroducerLine(id_, kind, name, tuple(projects), part, unfilled))

    for party, projects in sums.projects.items():
        node = found.nodes.get(party)
        if node is None or not gate.visible(viewer, node):
            hidden_projects |= dict.fromkeys(projects)
            hidden_credit += sums.credits[party]
        else:
            add(party, node.kind, found.named(party, viewer), projects, sums.credits[party])
    if hidden_projects:
        add(None, "person", Named(PROTECTED), hidden_projects, hidden_credit)
    lines.sort(key=lambda line: _place_of(line, sort))
    standing = [attributions[id_] for id_ in seen if not attributions[id_].case.ended]
    titles = {id_: found.projects[id_].title() for id_ in seen}
    counts = Counter(each.outcome for each in standing)
    known = Counter(each.outcome for each in standing if each.case.amount is not None)
    without = [each.case.project for each in standing if each.case.amount is None]
    unfilled = sorted(((id_, titles[id_]) for id_ in without), key=lambda x: pinyin_key(x[1]))
    return Introducers(
        level, rule, measure, tuple(lines), sums, counts, known, titles, tuple(unfilled)
    )
