"""One more condition on a list: what about, how, and with what; plain GET, a step at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from xiangxian.domain.records import Record
from xiangxian.domain.values.problems import sentence
from xiangxian.services import gate, search
from xiangxian.services.lists import browse
from xiangxian.services.lists.browse import Asked
from xiangxian.services.lists.conditions import Aspect, Condition, aspects
from xiangxian.services.lists.filters import check
from xiangxian.services.records import Invalid, Reference
from xiangxian.web.guard import viewer
from xiangxian.web.pages import store


@dataclass(slots=True)
class Adding:
    """A condition in the making: its aspect, what was typed, and either the address's arguments
    with it (*made*) or what is still missing."""

    aspect: Aspect
    how: str
    typed: str = ""
    made: Mapping[str, str | list[str]] | None = None
    fault: str = ""
    options: tuple[tuple[str, str], ...] = ()
    candidates: list[Reference] = field(default_factory=list)
    lines: Mapping[str, str] = field(default_factory=dict)


def groups(kind: type[Record]) -> list[tuple[str, list[Aspect]]]:
    """What this viewer may narrow a list of *kind* by, in groups for a select."""
    found: dict[str, list[Aspect]] = {}
    for aspect in aspects(viewer(), kind).values():
        found.setdefault(aspect.group, []).append(aspect)
    return list(found.items())


def adding(kind: type[Record], asked: Asked) -> Adding | None:
    """The condition that the address is about to add; None when it adds none."""
    aspect = aspects(viewer(), kind).get(request.args.get("about", ""))
    if aspect is None:
        return None
    made = Adding(aspect, request.args.get("how", ""), request.args.get("value", "").strip())
    villages = aspect.kinds == ("place",)
    made.options = browse.villages(store(), viewer=viewer()) if villages else aspect.options
    if not made.how and len(aspect.ways) == 1 and aspect.ways[0].value == "none":
        made.how = aspect.ways[0].code
    if not made.how:
        return made
    way = aspect.way(made.how)
    if way is None:
        made.fault = sentence("CHOICE_UNKNOWN")
        return made
    value = _value(aspect, made, way.value)
    if made.fault:
        return made
    condition = Condition(aspect.code, made.how, value)
    try:
        check(aspect, condition)
    except Invalid as invalid:
        made.fault = "".join(invalid.faults.values())
        return made
    arguments = asked.arguments(without=condition)
    before = arguments.get("if", [])
    assert isinstance(before, list)  # noqa: S101 - `if` is the name that stands several times
    made.made = arguments | {"if": [*before, condition.packed()]}
    return made


def _value(aspect: Aspect, made: Adding, asks: str) -> str:
    """What was typed or chosen as a condition's value; a name becomes the record's id."""
    if asks == "none":
        return ""
    if asks in {"choice", "span"}:
        return request.args.get("chosen", "") or made.typed
    if asks != "record":
        return made.typed
    chosen = request.args.get("chosen", "") or request.args.get("value.id", "")
    if chosen and any(gate.visible(viewer(), node) for node in store().get([chosen]).nodes):
        return chosen
    if not made.typed:
        made.fault = "请写名字。"
        return ""
    hits = search.resolve(store(), made.typed, kinds=aspect.kinds, viewer=viewer())
    if len(hits) == 1:
        return hits[0].id
    if hits:
        made.candidates = list(hits)
        made.lines = search.told_apart(store(), [hit.id for hit in hits], viewer=viewer())
        made.fault = f"册里有{len(hits)}个叫「{made.typed}」，请点选是哪一个。"
    else:
        made.fault = f"册里没有「{made.typed}」。"
    return ""
