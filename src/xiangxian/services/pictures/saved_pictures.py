"""Saved pictures: a question that is drawn anew for whoever opens it, as somebody arranged it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pydantic

from xiangxian.domain.lists import SavedList
from xiangxian.domain.pictures import Caption, SavedView
from xiangxian.services import gate, records
from xiangxian.services.drafts import Loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.lists import saved_lists
from xiangxian.services.pictures.asking import Asking, of_view, values_of
from xiangxian.services.pictures.reaching import MOST_ELEMENTS
from xiangxian.services.records import Invalid, Reference, refer
from xiangxian.store.base import Hop, Id, Node, Order, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

FURTHEST = 1_000_000
"""How far from the middle something may stand, in the picture's own measure."""
DEEPEST = 3
"""So many brackets stand in one another in what the page of a picture sends."""
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(r"[\[\]{}]")
_OPENED_FROM = (Hop("CENTRE"), Hop("FROM_LIST"))

_Spots = pydantic.TypeAdapter(dict[Id, tuple[int, int]])
_Captions = pydantic.TypeAdapter(tuple[Caption, ...])


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where things stand and what is written over them; the parts of a view that no address has."""

    spots: Mapping[Id, tuple[int, int]]
    captions: tuple[Caption, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as one viewer opens it."""

    item: Loaded

    @property
    def record(self) -> SavedView:
        """The view's own values."""
        assert isinstance(self.item.record, SavedView)  # noqa: S101 - read as that kind
        return self.item.record

    @property
    def asking(self) -> Asking:
        """What it asks."""
        return of_view(self.record)


def saved(store: GraphStore, *, viewer: Viewer) -> list[tuple[Reference, SavedView]]:
    """The views this viewer can open, by name."""
    found = []
    links = (_OPENED_FROM,)
    query = Query(SavedView.kind, gate.scope(viewer), Order("name"), limit=200, links=links)
    for page in pages(store, query):
        begins = {edge.source: page.others.get(edge.target) for edge in page.edges}
        for node in page.nodes:
            record = SavedView.parsed(node.values)
            if record.opens == "all" or _opens(viewer, begins.get(node.id)):
                found.append((refer(node), record))
    return found


def read(store: GraphStore, id_: Id, *, viewer: Viewer) -> View:
    """The view *id_*; raises `Missing`, also when what it opens from is not the viewer's or went."""
    view = View(records.read(store, id_, viewer=viewer, kind=SavedView.kind))
    asking = view.asking
    if asking.opens != "all":
        nodes = store.get([asking.start]).nodes if asking.start else ()
        if not _opens(viewer, nodes[0] if nodes else None):
            raise Missing(id_)
    return view


def _opens(viewer: Viewer, start: Node | None) -> bool:
    """Whether the viewer may open what a view begins from; a list also asks only what he sees."""
    if start is None or not gate.visible(viewer, start):
        return False
    if start.kind != SavedList.kind:
        return True
    return saved_lists.usable(viewer, SavedList.parsed(start.values))


def arranged(view: View, drawn: Collection[Id]) -> Arranged:
    """The view's places and captions as far as they are about what is *drawn* for this viewer: a
    caption that hangs on somebody who is not there is not told either."""
    inside = set(drawn)
    return Arranged(
        {id_: spot for id_, spot in view.record.spots.items() if id_ in inside},
        tuple(each for each in view.record.captions if each.node is None or each.node in inside),
    )


def _depth(text: str) -> int:
    """How many brackets stand in one another in a JSON text, at most."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(_QUOTED.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _sent(text: str, deepest: int) -> Any:
    """The content of a JSON text; raises `ValueError` for what is none or lies too deep."""
    if _depth(text) > deepest:
        raise ValueError(text[:deepest])
    return json.loads(text)


def typed(spots: str, captions: str, *, deepest: int = DEEPEST) -> Arranged:
    """What a form sent as JSON; raises `Invalid` for what the page cannot have made, as with more
    than *deepest* brackets in one another."""
    try:
        places = _Spots.validate_python(_sent(spots or "{}", deepest))
        lines = _Captions.validate_python(_sent(captions or "[]", deepest))
    except ValueError as fault:
        raise Invalid({"captions": "图上的位置没有读懂，请刷新这一页再存一次。"}) from fault
    numbers = [number for spot in places.values() for number in spot]
    numbers += [number for line in lines for number in (line.x, line.y)]
    if len(places) > MOST_ELEMENTS or any(abs(number) > FURTHEST for number in numbers):
        raise Invalid({"captions": "图上的位置没有读懂，请刷新这一页再存一次。"})
    clean = tuple(line.model_copy(update={"text": " ".join(line.text.split())}) for line in lines)
    return Arranged(places, clean)


def keep(
    store: GraphStore,
    name: str,
    asking: Asking,
    arranged_: Arranged,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Id:
    """Keep a picture under a name; raises `Invalid` without one, or with a ninth caption."""
    record = _record(name, asking, arranged_)
    return records.create(store, record, change_id=change_id, viewer=viewer, now=now)


def change(
    store: GraphStore,
    view: View,
    rev: int,
    name: str,
    asking: Asking,
    arranged_: Arranged,
    drawn: Collection[Id],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Keep the view as it is arranged now. What stands on records that were not *drawn* for this
    viewer stays as it was. Raises `Invalid` and `Changed`."""
    inside = set(drawn)
    unseen = {id_: spot for id_, spot in view.record.spots.items() if id_ not in inside}
    hidden = tuple(each for each in view.record.captions if each.node and each.node not in inside)
    whole = Arranged({**unseen, **arranged_.spots}, (*arranged_.captions, *hidden))
    record = _record(name, asking, whole)
    id_ = view.item.id
    records.revise(store, id_, rev, record, change_id=change_id, viewer=viewer, now=now)


def _record(name: str, asking: Asking, arranged_: Arranged) -> SavedView:
    values = {"name": " ".join(name.split()), **values_of(asking)}
    return SavedView.model_validate(
        values | {"spots": dict(arranged_.spots), "captions": arranged_.captions}
    )
