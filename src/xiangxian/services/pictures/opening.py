"""The picture of a question: from one record, from a saved list, or of all introductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiangxian.domain.pictures import WAYS
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.lists import saved_lists
from xiangxian.services.pictures import reaching, reading
from xiangxian.services.pictures.asking import Asking
from xiangxian.services.pictures.drawing import Picture, drawn, kind_of
from xiangxian.services.pictures.reading import BY_CODE, Reading
from xiangxian.services.records import refer
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

WHOLE = "引荐关系"
MOST_LAYERED = 320
"""With more records than this layers take the browser seconds: the network is shown at first."""

_USUAL = ("introductions", "firms", "projects")
_ALSO = {"event": ("symposia",), "place": ("village",)}
_OF_LIST = {
    "person": ("introductions",),
    "organisation": ("introductions",),
    "project": ("introductions", "projects"),
    "event": ("symposia",),
}

_SEEN_FROM = {
    ("place", "village"): "这个村的人",
    ("event", "symposia"): "到会的人",
    ("organisation", "firms"): "单位里的人",
    ("project", "projects"): "投资的人和单位",
}
"""(kind, way) -> how the way is called from there, where its own word would mislead."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a picture begins: its title, the records in their order, the ways and steps from them,
    and whether they stay when nothing leads to them."""

    title: str
    reading: Reading
    start: tuple[Id, ...]
    ways: tuple[str, ...]
    steps: int


def opened(store: GraphStore, asking: Asking, today: date, *, viewer: Viewer) -> Picture:
    """The picture of *asking*; raises `Missing` for what is not the viewer's to open, and
    `Invalid` for a list whose conditions cannot be answered."""
    begun = _begun(store, asking, today, viewer=viewer)
    found = begun.reading
    if asking.opens != "all":
        ways = [BY_CODE[code] for code in begun.ways]
        reading.onward(store, found, begun.start, ways, viewer=viewer, steps=begun.steps)
    used = set(begun.ways)
    for way in WAYS:
        ids = [id_ for id_, code in asking.more if code == way.code]
        if ids:
            used.add(way.code)
            reading.onward(store, found, ids, [way], viewer=viewer)
    if asking.opens != "all" or asking.more:
        ways = [BY_CODE[code] for code in sorted(used)]
        reading.onward(store, found, found.nodes, ways, viewer=viewer, only_among=True)
    return _picture(store, asking, begun, viewer=viewer)


def _begun(store: GraphStore, asking: Asking, today: date, *, viewer: Viewer) -> Begun:
    if asking.opens == "record":
        found = _from_record(store, asking.start, viewer=viewer)
        node = found.nodes[asking.start]
        ways = (*_USUAL, *_ALSO.get(node.kind, ()))
        return Begun(refer(node).title, found, (asking.start,), ways, asking.steps)
    if asking.opens == "list":
        listed = saved_lists.read(store, asking.start, viewer=viewer)
        most = reaching.MOST_ELEMENTS
        ids = saved_lists.members(store, listed, today, viewer=viewer, most=most)
        found = reading.start(store, ids, viewer=viewer)
        found.cut = len(ids) >= most
        kept = tuple(id_ for id_ in ids if id_ in found.nodes)
        return Begun(listed.record.name, found, kept, _OF_LIST[listed.record.of], 1)
    found = reading.everything(store, viewer=viewer)
    return Begun(WHOLE, found, (), ("introductions", "projects"), 0)


def _from_record(store: GraphStore, id_: Id, *, viewer: Viewer) -> Reading:
    found = reading.start(store, [id_], viewer=viewer)
    if not found.nodes:
        raise Missing(id_)
    return found


def _picture(store: GraphStore, asking: Asking, begun: Begun, *, viewer: Viewer) -> Picture:
    """What is left of *begun* by the filters, reached, cut, and put into words."""
    found = begun.reading
    kinds_of = {id_: kind_of(node) for id_, node in found.nodes.items()}
    always = set(begun.start) if asking.opens == "record" else set()
    kept = reaching.left_in(
        found.ties.values(),
        kinds_of,
        kinds=asking.kinds,
        states=asking.states,
        since=asking.since,
        until=asking.until,
        always=always,
    )
    of_ways = {way.code: [tie for tie in kept if tie.edge in way.edges] for way in WAYS}
    base = [tie for code in begun.ways for tie in of_ways[code]]
    if asking.opens == "all":
        order = list(dict.fromkeys(end for tie in base for end in (tie.source, tie.target)))
    else:
        start = [
            id_
            for id_ in begun.start
            if id_ in always or not asking.kinds or kinds_of[id_] in asking.kinds
        ]
        order = reaching.reached(start, base, begun.steps)
    most = reaching.MOST_ELEMENTS
    first = most if asking.large or asking.opens == "all" else reaching.MOST_NODES
    more = [(id_, of_ways[code]) for id_, code in asking.more]
    opened_, beyond = reaching.opened_up(order[:first], more)
    all_ids = {*order, *opened_, *beyond}
    ids = reaching.cut(opened_, kept, most)
    within = reaching.between(ids, kept)
    nodes, ties = drawn(store, [found.nodes[id_] for id_ in ids], within, viewer=viewer)
    undated = 0
    if asking.since or asking.until:
        undated = sum(1 for tie in found.ties.values() if tie.state and tie.years is None)
    return Picture(
        begun.title,
        tuple(nodes),
        tuple(ties),
        len(all_ids),
        len(reaching.between(all_ids, kept)),
        found.cut,
        undated,
        first < most and len(order) > first,
        asking.start if asking.opens == "record" else "",
        asking.layout or ("layered" if len(nodes) <= MOST_LAYERED else "network"),
    )


@dataclass(frozen=True, slots=True)
class Onward:
    """One way on from a record, and what it leads to."""

    code: str
    label: str
    ids: tuple[Id, ...]


def ways_on(store: GraphStore, id_: Id, *, viewer: Viewer) -> list[Onward]:
    """Where a record leads, by kind; raises `Missing`."""
    found = _from_record(store, id_, viewer=viewer)
    reading.onward(store, found, [id_], WAYS, viewer=viewer)
    ways = []
    for way in WAYS:
        ids = reaching.reached([id_], found.of_ways({way.code}), 1)[1:]
        if ids:
            label = _SEEN_FROM.get((found.nodes[id_].kind, way.code), way.label)
            ways.append(Onward(way.code, label, tuple(ids)))
    return ways
