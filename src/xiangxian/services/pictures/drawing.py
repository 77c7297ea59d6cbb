"""A picture as plain data: what is drawn, what each tie says, and how much of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.records import Record, Tie
from xiangxian.domain.values import text as texts
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.network import snapshot
from xiangxian.services.introductions.story_sentences import Named
from xiangxian.services.pictures.reaching import SeenTie
from xiangxian.services.pictures.reading import INTRODUCED, WAY_OF
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Hop, Id, Node
from xiangxian.store.contract import GraphStore

Address = Callable[[str, Id], str]
"""Makes the address of a record's page from its kind and id."""

_TOWARDS_PROJECT = ("NATIVES", "INVESTORS")
"""Links that are drawn from the party to the project, against the way they are kept."""

_SAID: Mapping[str, tuple[str, str]] = {
    "EMPLOYED": ("任职", "{a}在{b}任{position}。"),
    "SOCIAL_ROLE": ("兼职", "{a}在{b}兼任{role}。"),
    "FOUNDED": ("创办", "{a}创办了{b}。"),
    "INVESTS_IN": ("投资", "{a}投资了{b}。"),
    "ATTENDED": ("到会", "{a}参加了{b}。"),
    "NATIVES": ("本人投资", "{a}本人投资{b}。"),
    "INVESTORS": ("投资", "{a}投资{b}。"),
    "ENTERPRISE": ("落地企业", "{a}的落地企业是{b}。"),
    "RELOCATED_FROM": ("原企业", "{a}的原企业是{b}。"),
    "INVITED_AT": ("邀请、接待", "{a}：镇里的邀请、接待是{b}。"),
    "HOME_VILLAGE": ("老家", "{a}的老家是{b}。"),
}
"""Edge -> the word on its line and the sentence beside the picture."""


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """One record of a picture; *line* stands below its name, *words* are what a search finds."""

    id: Id
    kind: str
    record_kind: str
    label: str
    line: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """One tie of a picture, its evidence with it; *state* is a claim's own, empty for other ties."""

    id: Id
    edge: str
    source: Id
    target: Id
    when: str
    label: str
    state: str
    sentence: str
    evidence: tuple[Reference, ...]
    record: Id | None


@dataclass(frozen=True, slots=True)
class Picture:
    """What one viewer gets to see: so much of *all_nodes* and *all_ties*, in the picture's order.

    *at_least* says that there may be more than was looked at. *undated* introductions are left
    out because a year was asked for.
    """

    title: str
    nodes: tuple[DrawnNode, ...]
    ties: tuple[DrawnTie, ...]
    all_nodes: int
    all_ties: int
    at_least: bool = False
    undated: int = 0
    larger: bool = False
    start: Id = ""
    layout: str = "layered"

    @property
    def named(self) -> Mapping[Id, DrawnNode]:
        """The records by id."""
        return {node.id: node for node in self.nodes}

    @property
    def shown(self) -> str:
        """「显示 80 / 共 212」, for records and for ties."""
        least = "至少" if self.at_least else ""
        return (
            f"显示 {len(self.nodes)} / 共{least} {self.all_nodes}，"
            f"关系 {len(self.ties)} / 共{least} {self.all_ties}"
        )


def kind_of(node: Node) -> str:
    """What a record is in a picture: 乡贤 and 客商 are told apart."""
    if node.kind != "person":
        return node.kind
    return "native" if Person.parsed(node.values).native else "guest"


def drawn(
    store: GraphStore, nodes: Iterable[Node], ties: Iterable[SeenTie], *, viewer: Viewer
) -> tuple[list[DrawnNode], list[DrawnTie]]:
    """Records and ties with their words: two questions, however many they are."""
    nodes, ties = list(nodes), list(ties)
    records: dict[Id, Record] = {
        node.id: schema.KINDS[node.kind].parsed(node.values) for node in nodes
    }
    names = _names(store, nodes, records, viewer)
    told = _introductions(store, [tie.id for tie in ties if tie.edge == INTRODUCED], viewer)
    made = [_node(node, records[node.id], names[node.id]) for node in nodes]
    said = (_tie(tie, names, told) for tie in ties)
    return made, [tie for tie in said if tie is not None]


def _names(
    store: GraphStore, nodes: Iterable[Node], records: Mapping[Id, Record], viewer: Viewer
) -> dict[Id, Named]:
    natives = [node.id for node in nodes if getattr(records[node.id], "native", False)]
    page = store.get(natives, ((Hop("HOME_VILLAGE"),),))
    villages = {
        edge.source: refer(page.others[edge.target]).title
        for edge in page.edges
        if edge.target in page.others and gate.visible(viewer, page.others[edge.target])
    }
    township = snapshot(store).township
    home = {
        id_: villages.get(id_) or record.comes_from(township)
        for id_ in natives
        if isinstance(record := records[id_], Person)
    }
    return {id_: Named(each.title(), home.get(id_, "")) for id_, each in records.items()}


def _node(node: Node, record: Record, named: Named) -> DrawnNode:
    kind = kind_of(node)
    line = named.home or ("客商" if kind == "guest" else "")
    if node.kind == "event" and getattr(record, "on", None):
        line = record.shown("on")
    called = [record.title(), *getattr(record, "former_names", ())]
    called += getattr(record, "short_names", ())
    words = {term[1:] for name in called for term in texts.name_terms(name) if term.startswith("^")}
    return DrawnNode(node.id, kind, node.kind, record.title(), line, tuple(sorted(words)))


@dataclass(frozen=True, slots=True)
class _Introduced:
    record: Introduction
    evidence: tuple[Reference, ...]


def _introductions(store: GraphStore, ids: Collection[Id], viewer: Viewer) -> dict[Id, _Introduced]:
    page = store.get(list(ids), ((Hop("EVIDENCE"),),))
    evidence: dict[Id, list[Reference]] = {}
    for edge in sorted(page.edges, key=lambda each: each.id):
        node = page.others.get(edge.target)
        if node is not None and gate.visible(viewer, node):
            evidence.setdefault(edge.source, []).append(refer(node))
    return {
        node.id: _Introduced(Introduction.parsed(node.values), tuple(evidence.get(node.id, ())))
        for node in page.nodes
        if gate.visible(viewer, node)
    }


def _tie(
    tie: SeenTie, names: Mapping[Id, Named], told: Mapping[Id, _Introduced]
) -> DrawnTie | None:
    if tie.edge != INTRODUCED:
        return _other(tie, names)
    if tie.id not in told:
        return None  # it went since the ties were read
    record, evidence = told[tie.id].record, told[tie.id].evidence
    state = ClaimState(record.state)
    when = record.shown("at") or _year_words(tie)
    sentence = f"{names[tie.source].introduced()}介绍{names[tie.target].name}"
    sentence = f"{when}，{sentence}" if when else sentence
    return DrawnTie(
        tie.id,
        tie.edge,
        tie.source,
        tie.target,
        when,
        "引荐",
        state.value,
        f"{sentence}（{state.screen_word}）。",
        evidence,
        tie.id,
    )


def _year_words(tie: SeenTie) -> str:
    """The year that an introduction has from its occasion alone."""
    return f"{tie.years[0]}年" if tie.years and tie.years[0] == tie.years[1] else ""


def _other(tie: SeenTie, names: Mapping[Id, Named]) -> DrawnTie:
    word, sentence = _SAID[tie.edge]
    source, target = tie.source, tie.target
    if tie.edge in _TOWARDS_PROJECT:
        source, target = target, source
    values: Tie | None = (
        schema.TIES[tie.edge].parsed(tie.values) if tie.edge in schema.TIES else None
    )
    post = getattr(values, "position", None) or getattr(values, "role", None) or ""
    if tie.edge in ("EMPLOYED", "SOCIAL_ROLE") and post:
        word = post
    elif tie.edge in ("EMPLOYED", "SOCIAL_ROLE"):
        sentence = "{a}在{b}" + word + "。"
    said = sentence.format(
        a=names[source].introduced(), b=names[target].name, position=post, role=post
    )
    shown = (values.shown(name) for name in ("since", "until") if values and name in values.fields)
    when = "至".join(part for part in shown if part)
    return DrawnTie(tie.id, tie.edge, source, target, when, word, "", said, (), None)


def as_data(picture: Picture, address: Address) -> dict[str, Any]:
    """*picture* for the page's script."""
    return {
        "title": picture.title,
        "summary": picture.shown,
        "start": picture.start,
        "undated": picture.undated,
        "larger": picture.larger,
        "layout": picture.layout,
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "label": node.label,
                "home": node.line,
                "words": " ".join(node.words),
                "href": address(node.record_kind, node.id),
            }
            for node in picture.nodes
        ],
        "edges": [
            {
                "id": tie.id,
                "source": tie.source,
                "target": tie.target,
                "way": WAY_OF[tie.edge],
                "word": tie.label,
                "when": tie.when,
                "label": _line_words(tie),
                "state": tie.state or "own",
                "counted": tie.state not in ("disputed", "withdrawn"),
                "stateWord": ClaimState(tie.state).screen_word if tie.state else "",
                "sentence": tie.sentence,
                "evidence": [
                    {"title": each.title, "href": address(each.kind, each.id)}
                    for each in tie.evidence
                ],
                "href": address("introduction", tie.record) if tie.record else None,
            }
            for tie in picture.ties
        ],
    }


def _line_words(tie: DrawnTie) -> str:
    """What stands on the line itself."""
    if not tie.state:
        return tie.label
    return "·".join(part for part in (tie.when, ClaimState(tie.state).screen_word) if part)
