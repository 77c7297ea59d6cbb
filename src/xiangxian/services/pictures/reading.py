"""What a picture is drawn from, read from the store in a fixed number of questions, gated."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from xiangxian.domain import schema
from xiangxian.domain.fields import Field
from xiangxian.domain.introductions import DrawnIntroduction
from xiangxian.domain.pictures import WAYS, Way, state_code
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.network import snapshot
from xiangxian.services.pictures.reaching import SeenTie
from xiangxian.store.base import Edge, Id, Node
from xiangxian.store.contract import GraphStore

DRAWN = ("person", "organisation", "project", "event", "place")
"""The kinds of records that are drawn."""
MOST_READ = 5000
"""The most records that are looked at for one picture."""

INTRODUCED = "INTRODUCED"
LINKS: dict[str, Field] = {
    spec.edge: spec
    for kind in schema.KINDS.values()
    for spec in kind.fields.values()
    if spec.is_link
}
BY_CODE = {way.code: way for way in WAYS}
WAY_OF = {edge: way.code for way in WAYS for edge in way.edges}


@dataclass(slots=True)
class Reading:
    """The records and ties that were found so far, all of them the viewer's to see; *cut* says that
    there was more than is looked at."""

    nodes: dict[Id, Node] = field(default_factory=dict)
    ties: dict[Id, SeenTie] = field(default_factory=dict)
    cut: bool = False

    def of_ways(self, codes: Collection[str]) -> list[SeenTie]:
        """The ties of some ways, in the order of their ids."""
        return [self.ties[id_] for id_ in sorted(self.ties) if WAY_OF[self.ties[id_].edge] in codes]


def edges_seen(viewer: Viewer, way: Way) -> tuple[str, ...]:
    """The edges of *way* that this viewer may know of."""
    return tuple(edge for edge in way.edges if _sees(viewer, edge))


def _sees(viewer: Viewer, edge: str) -> bool:
    if edge == INTRODUCED:
        return gate.readable(viewer, "introduction")
    if edge in schema.TIES:
        return gate.sees_tie(viewer, schema.TIES[edge])
    return gate.sight(viewer, LINKS[edge]) is Sight.FULL


def drawable(viewer: Viewer, node: Node) -> bool:
    """Whether a record may stand in this viewer's picture."""
    return node.kind in DRAWN and gate.visible(viewer, node)


def start(store: GraphStore, ids: Sequence[Id], *, viewer: Viewer) -> Reading:
    """The records that a picture opens from, without those that are not the viewer's."""
    return Reading({node.id: node for node in store.get(ids).nodes if drawable(viewer, node)})


def onward(
    store: GraphStore,
    reading: Reading,
    ids: Iterable[Id],
    ways: Iterable[Way],
    *,
    viewer: Viewer,
    steps: int = 1,
    only_among: bool = False,
) -> None:
    """Add to *reading* what *ways* lead to from *ids*; with *only_among* no more than the ties
    that *ids* have among one another."""
    wanted = sorted(set(ids))
    edges = [edge for way in ways for edge in edges_seen(viewer, way)]
    if not wanted or not edges:
        return
    limit = len(wanted) if only_among else max(MOST_READ, len(wanted))
    where = gate.scope(viewer)
    found = store.expand(wanted, edges, depth=steps, limit=limit, where=where)
    reading.cut = reading.cut or (found.cut and not only_among)
    reading.nodes |= {node.id: node for node in found.nodes if drawable(viewer, node)}
    _keep(reading, found.edges, viewer)


def _keep(reading: Reading, edges: Iterable[Edge], viewer: Viewer) -> None:
    for edge in edges:
        if edge.source in reading.nodes and edge.target in reading.nodes:
            tie = _seen(edge, reading.nodes[edge.target], viewer)
            if tie is not None:
                reading.ties[tie.id] = tie


def link_key(edge: str, source: Id, target: Id) -> str:
    """The name under which a link is drawn, wherever it was read."""
    return f"{edge}-{source}-{target}"


def _seen(edge: Edge, target: Node, viewer: Viewer) -> SeenTie | None:
    """A tie as it is drawn; None for an introduction that is another unit's."""
    if edge.name == INTRODUCED:
        drawn = DrawnIntroduction.model_validate_json(edge.values)
        if drawn.unit not in viewer.units:
            return None
        years = _years(drawn.at_lo, drawn.at_hi)
        return SeenTie(
            edge.id, edge.name, edge.source, edge.target, "", state_code(drawn.state), years
        )
    key = edge.id if edge.name in schema.TIES else link_key(edge.name, edge.source, edge.target)
    years = _event_years(target) if target.kind == "event" else _tie_years(edge)
    return SeenTie(key, edge.name, edge.source, edge.target, edge.values, "", years)


def _years(lo: float | None, hi: float | None) -> tuple[int, int] | None:
    """The years of two ordinals; an open end is as far as years go."""
    if lo is None and hi is None:
        return None
    first = date.fromordinal(int(lo)).year if lo is not None else 1
    last = date.fromordinal(int(hi)).year if hi is not None else 9999
    return first, last


def _interval(value: PartialDate | None) -> tuple[int, int] | None:
    interval = value.interval() if value else None
    return (interval[0].year, interval[1].year) if interval else None


def _event_years(node: Node) -> tuple[int, int] | None:
    return _interval(getattr(schema.KINDS["event"].parsed(node.values), "on", None))


def _tie_years(edge: Edge) -> tuple[int, int] | None:
    """The years of a tie that says since or until when."""
    if edge.name not in schema.TIES:
        return None
    tie = schema.TIES[edge.name].parsed(edge.values)
    since = _interval(getattr(tie, "since", None))
    until = _interval(getattr(tie, "until", None))
    if since is None and until is None:
        return None
    return since[0] if since else 1, until[1] if until else 9999


def everything(store: GraphStore, *, viewer: Viewer) -> Reading:
    """Every introduction this viewer may see, and how the parties to them invest; those dated last
    come first, so that a cut leaves out the oldest."""
    found = snapshot(store)
    reading = Reading()
    if not gate.readable(viewer, "introduction"):
        return reading

    def end(id_: Id) -> bool:
        node = found.nodes.get(id_)
        if node is None or not drawable(viewer, node):
            return False
        reading.nodes.setdefault(id_, node)
        return True

    for claim in sorted(found.claims.values(), key=lambda each: (-_day(each.hi), each.id)):
        record = found.introductions.get(claim.id)
        if record is None or not gate.visible(viewer, record):
            continue
        pair = [found.nodes.get(claim.by), found.nodes.get(claim.of)]
        if any(node is None or not drawable(viewer, node) for node in pair):
            continue
        end(claim.by)
        end(claim.of)
        years = _years(_known(claim.lo), _known(claim.hi))
        state = state_code(claim.state.value)
        reading.ties[claim.id] = SeenTie(claim.id, INTRODUCED, claim.by, claim.of, "", state, years)
    drawn = set(reading.nodes)
    for edge in ("NATIVES", "INVESTORS"):
        if not _sees(viewer, edge):
            continue
        for (name, project), parties in found.links.items():
            for party in parties if name == edge else ():
                if not {project, party} & drawn or not (end(project) and end(party)):
                    continue
                key = link_key(edge, project, party)
                reading.ties[key] = SeenTie(key, edge, project, party)
    return reading


def _known(day: float) -> float | None:
    return day if math.isfinite(day) else None


def _day(hi: float) -> float:
    """The last day of an introduction; one that is not known lies before all others."""
    return hi if math.isfinite(hi) else 0
