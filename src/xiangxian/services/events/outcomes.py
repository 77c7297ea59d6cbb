"""What is recorded under an event: who was asked, answered and came, and what names it as occasion.

Nothing is said to have come *because* of it: only what a record ties to the event is counted, and
every count has its list. What names an event is found in the vocabulary, so a new kind of record
that links to events is counted without a word here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.events import REPLIES, Attendance, Event, Reply
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Sight
from xiangxian.domain.suggestions import SUGGESTION_STATES
from xiangxian.services import gate
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions.stories import STAGE_WORDS
from xiangxian.services.introductions.story_sentences import PROTECTED
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Direction, Edge, Id, Node, Subgraph
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood

_ORDER = ("introduction", "project", "suggestion", "note")
_WORDS = {
    "introduction": ("引荐", "条"),
    "project": ("项目", "个"),
    "suggestion": ("意见建议", "条"),
}
_NOTE = ("记下", "笔")
_OPEN_STATES = {option.code: option.label for option in SUGGESTION_STATES}
_ANSWERS = {option.code: option.label for option in REPLIES}


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One line of a figure's list: the record it leads to, what is said of it, and why it stands
    here where that is not plain."""

    record: Reference
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of the sentence: its *code* for the address, its words (引荐2条), its list."""

    code: str
    words: str
    detail: str
    lines: tuple[OutcomeLine, ...]


@dataclass(frozen=True, slots=True)
class Yield:
    """What stands under an event: figures of people, and figures of what names it."""

    people: tuple[Figure, ...]
    found: tuple[Figure, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All of them, in the order of the sentence."""
        return (*self.people, *self.found)

    @property
    def sentence(self) -> str:
        """The whole as one sentence; empty when nothing is recorded."""
        parts = [
            "，".join(each.words + each.detail for each in group)
            for group in (self.people, self.found)
            if group
        ]
        if not parts:
            return ""
        if self.people and self.found:
            return f"{parts[0]}；记在这次名下的有{parts[1]}。"
        return f"{parts[0]}。" if self.people else f"记在这次名下的有{parts[0]}。"


def links_to_events() -> dict[str, str]:
    """Every link of a record that may lead to an event: edge -> the kind it starts from."""
    found: dict[str, set[str]] = {}
    for kind in schema.KINDS.values():
        for spec in kind.fields.values():
            if spec.is_link and Event.kind in spec.to:
                found.setdefault(spec.edge, set()).add(kind.kind)
    return {edge: "、".join(sorted(kinds)) for edge, kinds in found.items()}


def of_event(store: GraphStore, event: Id, *, viewer: Viewer) -> Yield:
    """What is recorded under *event*, as the viewer may see it; raises `Missing`."""
    page = store.get([event])
    if not page.nodes or page.nodes[0].kind != Event.kind:
        raise Missing(event)
    if not gate.visible(viewer, page.nodes[0]):
        raise Missing(event)
    record = schema.KINDS[Event.kind].parsed(page.nodes[0].values)
    near = whole_neighbourhood(
        store,
        [event],
        [*links_to_events(), Attendance.edge, Reply.edge],
        direction=Direction.IN,
        where=gate.scope(viewer),
    )
    nodes = {
        node.id: node for node in near.nodes if node.id != event and gate.visible(viewer, node)
    }
    people = _people(near, nodes, planned=bool(getattr(record, "planned", False)))
    return Yield(people, _found(store, near, nodes, viewer))


def _people(near: Subgraph, nodes: Mapping[Id, Node], *, planned: bool) -> tuple[Figure, ...]:
    """Who was asked, who answered what, who came."""
    replies = [edge for edge in near.edges if edge.name == Reply.edge and edge.source in nodes]
    came = [edge for edge in near.edges if edge.name == Attendance.edge and edge.source in nodes]
    found = []
    answers: dict[Id, str] = {}
    for edge in replies:
        answer = Reply.parsed(edge.values).answer
        answers[edge.source] = _ANSWERS.get(answer or "", "")
    silent = [id_ for id_, answer in answers.items() if not answer]
    if answers and silent:
        found.append(_persons("invited", f"请了{len(answers)}位", answers, nodes, ""))
    answered = {id_: answer for id_, answer in answers.items() if answer}
    if answered:
        parts = [
            f"{label}{count}"
            for label in _ANSWERS.values()
            if (count := sum(answer == label for answer in answered.values()))
        ]
        detail = f"（{'、'.join(parts)}）"
        found.append(_persons("replied", f"回话{len(answered)}位", answered, nodes, detail))
    if came and not planned:
        ids = {edge.source: _role(edge) for edge in came}
        found.append(_persons("came", f"到会{len(ids)}位", ids, nodes, ""))
    return tuple(found)


def _role(edge: Edge) -> str:
    said = Attendance.parsed(edge.values)
    role = said.shown("role")
    proxy = f"代到：{said.proxy}" if said.proxy else ""
    return "，".join(part for part in (role if role != "到会" else "", proxy) if part)


def _persons(
    code: str, words: str, ids: Mapping[Id, str], nodes: Mapping[Id, Node], detail: str
) -> Figure:
    lines = [OutcomeLine(refer(nodes[id_]), said) for id_, said in ids.items()]
    lines.sort(key=lambda line: (line.record.title, line.record.id))
    return Figure(code, words, detail, tuple(lines))


def _found(
    store: GraphStore, near: Subgraph, nodes: Mapping[Id, Node], viewer: Viewer
) -> tuple[Figure, ...]:
    """What names the event as its occasion, by kind."""
    linked = links_to_events()
    by_kind: dict[str, dict[Id, OutcomeLine]] = {}
    for edge in sorted(near.edges, key=lambda edge: edge.source):
        node = nodes.get(edge.source)
        if node is None or edge.name not in linked or not _tells(viewer, node.kind):
            continue
        lines = by_kind.setdefault(node.kind, {})
        lines.setdefault(node.id, OutcomeLine(refer(node), _words(node)))
    introductions = sorted(by_kind.get(Introduction.kind, {}))
    if introductions:
        told, projects = _introduced(store, introductions, viewer)
        by_kind[Introduction.kind] = told
        known = by_kind.setdefault(Project.kind, {})
        for id_, line in projects.items():
            known.setdefault(id_, line)
    kinds = [*_ORDER, *sorted(set(by_kind) - set(_ORDER))]
    return tuple(_figure(kind, by_kind[kind]) for kind in kinds if by_kind.get(kind))


def _tells(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer may read what records of *kind* are called by; else they say nothing."""
    record = schema.KINDS[kind]
    caption = record.fields[record.caption]
    return gate.readable(viewer, kind) and gate.sight(viewer, caption) is Sight.FULL


def _introduced(
    store: GraphStore, ids: list[Id], viewer: Viewer
) -> tuple[dict[Id, OutcomeLine], dict[Id, OutcomeLine]]:
    """Introductions in words, and the projects they are for; a party whom the viewer may not see
    is not named."""
    links = [Introduction.fields[name].edge for name in ("by", "of", "project")]
    near = whole_neighbourhood(store, ids, links, direction=Direction.OUT)
    nodes = {node.id: node for node in near.nodes}
    ends: dict[tuple[Id, str], Id] = {(edge.source, edge.name): edge.target for edge in near.edges}

    def name(id_: Id, edge: str) -> str:
        node = nodes.get(ends.get((id_, edge), ""))
        return refer(node).title if node and gate.visible(viewer, node) else PROTECTED

    told: dict[Id, OutcomeLine] = {}
    projects: dict[Id, OutcomeLine] = {}
    for id_ in ids:
        said = f"{name(id_, links[0])}介绍{name(id_, links[1])}"
        told[id_] = OutcomeLine(refer(nodes[id_]), said)
        for edge in links[1:]:
            node = nodes.get(ends.get((id_, edge), ""))
            if node and node.kind == Project.kind and gate.visible(viewer, node):
                projects.setdefault(
                    node.id, OutcomeLine(refer(node), _words(node), f"{said}时说到")
                )
    return told, projects


def _words(node: Node) -> str:
    record = schema.KINDS[node.kind].parsed(node.values)
    state = getattr(record, "state", None)
    if node.kind == "suggestion":
        return _OPEN_STATES.get(state or "", "没记办到哪一步")
    if isinstance(record, Project):
        return STAGE_WORDS.get(record.stage or "", "阶段未填")
    return ""


def _figure(kind: str, lines: Mapping[Id, OutcomeLine]) -> Figure:
    if kind == "note":
        return Figure(kind, f"{_NOTE[0]}{len(lines)}{_NOTE[1]}", "", tuple(lines.values()))
    word, measure = _WORDS.get(kind, (schema.KINDS[kind].label, "条"))
    detail = ""
    if kind == "suggestion":
        counts: dict[str, int] = {}
        for line in lines.values():
            counts[line.words] = counts.get(line.words, 0) + 1
        order = [*_OPEN_STATES.values(), "没记办到哪一步"]
        parts = [f"{state}{counts[state]}" for state in order if state in counts]
        detail = f"（{'、'.join(parts)}）"
    return Figure(kind, f"{word}{len(lines)}{measure}", detail, tuple(lines.values()))
