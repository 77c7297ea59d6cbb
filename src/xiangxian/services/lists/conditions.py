"""What a list can be narrowed by: conditions as plain values, and which a viewer may ask.

A condition names what it is about (a field, a tie, a tie's own field, the last contact), how it
compares and with what. `services.lists.filters` gives its store filter and its sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.fields import Field, Privacy
from xiangxian.domain.people import Person
from xiangxian.domain.records import Record, Tie
from xiangxian.domain.roles import Sight
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.search import sees_private_terms
from xiangxian.store.base import Direction

WORDS = "words"
"""What a condition is about that asks for words anywhere in the record."""
CONTACT = "last_contact"

SPANS = (("90", "近三个月"), ("180", "近半年"), ("365", "近一年"), ("730", "近两年"))
"""Days, and what a list calls so long a time."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: *about* what, *how*, and the *value* as text (a code, an id, a typed text)."""

    about: str
    how: str
    value: str = ""

    def packed(self) -> str:
        """The condition as one argument of an address, and as a saved list keeps it."""
        return f"{self.about}.{self.how}.{self.value}"


def unpacked(text: str) -> Condition | None:
    """What `Condition.packed` made; None for anything else."""
    parts = text.split(".", 2)
    return Condition(*parts) if len(parts) == 3 and parts[0] and parts[1] else None


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to compare: its code, its words, and what is asked for (`none`, `text`, `date`,
    `number`, `choice`, `record`, `span`)."""

    code: str
    label: str
    value: str = "none"


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something a list can be narrowed by.

    *options* are the values of a choice, *kinds* those of a record it leads to. *edge* and
    *direction* are a link's or a tie's; *tie* is the kind of tie whose field *spec* is asked.
    *alternatives* says that several values of it are meant as 或.
    """

    code: str
    label: str
    group: str
    ways: tuple[Operator, ...]
    options: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    edge: str = ""
    direction: Direction = Direction.OUT
    spec: Field | None = None
    tie: type[Tie] | None = None
    alternatives: bool = False

    def way(self, code: str) -> Operator | None:
        """The way of comparing with that code."""
        return next((way for way in self.ways if way.code == code), None)


_FILLED = (Operator("filled", "填了"), Operator("empty", "没填"))
_CHOSEN = (Operator("is", "是", "choice"), Operator("isnt", "不是", "choice"))
_LED = (Operator("is", "是", "record"), Operator("isnt", "不是", "record"))
_DAYS = (Operator("from", "从这天起", "date"), Operator("to", "到这天为止", "date"))
_AMOUNTS = (Operator("least", "不少于", "number"), Operator("most", "不多于", "number"))
_CONTACT_WAYS = (
    Operator("without", "一段时间没联系", "span"),
    Operator("within", "一段时间联系过", "span"),
    Operator("before", "某天以后没联系", "date"),
    Operator("after", "某天以来联系过", "date"),
    Operator("never", "从没联系过"),
)
_SINGLE = {"choice", "text", "name"}


def aspects(viewer: Viewer, kind: type[Record]) -> dict[str, Aspect]:
    """What *viewer* may narrow a list of *kind* by, by code: only what is seen whole."""
    found: list[Aspect] = []
    for spec in kind.fields.values():
        if gate.sight(viewer, spec) is not Sight.FULL:
            continue
        aspect = _of_link(spec) if spec.is_link else _of_field(spec, viewer)
        if aspect is not None:
            found.append(aspect)
    for tie in schema.TIES.values():
        if kind.kind in tie.source + tie.target and gate.sees_tie(viewer, tie) and tie.hand:
            found += _of_tie(tie, kind, viewer)
    if kind is Person:
        found.append(Aspect(CONTACT, "上次联系", "联系", _CONTACT_WAYS, SPANS))
    found.append(Aspect(WORDS, "任何一栏", "联系", (Operator("has", "含", "text"),)))
    return {aspect.code: aspect for aspect in found}


def _of_field(spec: Field, viewer: Viewer) -> Aspect | None:
    name = spec.type.name
    ways: tuple[Operator, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    if name == "flag" and spec.indexed:
        ways = (Operator("yes", "是"), Operator("no", "不是"))
        return Aspect(spec.name, spec.label, "这一栏", ways, spec=spec)
    if spec.indexed:
        if name == "choice":
            ways, options = _CHOSEN, tuple((each.code, each.label) for each in spec.type.options)  # type: ignore[attr-defined]
        elif name == "date":
            ways = _DAYS
        elif name in {"count", "number", "money"}:
            ways = _AMOUNTS
        elif name in {"text", "name"}:
            ways = (Operator("is", "是", "text"),)
        ways += _FILLED
    if spec.searched and (spec.privacy is Privacy.OPEN or sees_private_terms(viewer)):
        if name in {"text", "name", "long_text", "kept", "phones"}:
            ways = (Operator("has", "含", "text"), *ways)
        elif name == "words":
            ways = (Operator("has", "有", "text"), Operator("hasnt", "没有", "text"), *ways)
    if not ways:
        return None
    return Aspect(
        spec.name,
        spec.label,
        "这一栏",
        ways,
        options,
        spec=spec,
        alternatives=name in _SINGLE,
    )


def _of_link(spec: Field) -> Aspect:
    return Aspect(
        spec.name,
        spec.label,
        "这一栏",
        (*_LED, *_FILLED),
        kinds=spec.to,
        edge=spec.edge,
        spec=spec,
        alternatives=not spec.many,
    )


def _of_tie(tie: type[Tie], kind: type[Record], viewer: Viewer) -> list[Aspect]:
    """The tie itself as it reads from this side, and its own texts."""
    out, into = kind.kind in tie.source, kind.kind in tie.target
    both = out and into and tie.forward == tie.backward
    sides = [(Direction.BOTH, tie.forward, tie.target)] if both else []
    if out and not both:
        sides.append((Direction.OUT, tie.forward, tie.target))
    if into and not both:
        sides.append((Direction.IN, tie.backward, tie.source))
    found = []
    for direction, words, kinds in sides:
        if tie.edge == "ATTENDED" and direction is Direction.OUT:
            ways = (
                Operator("is", "参加过", "record"),
                Operator("isnt", "没参加过", "record"),
                Operator("filled", "参加过任何一次"),
                Operator("empty", "一次也没参加过"),
            )
            found.append(
                Aspect(f"{tie.edge}-out", "到会", "关系", ways, kinds=kinds, edge=tie.edge, tie=tie)
            )
            continue
        code = f"{tie.edge}-{direction.value}"
        ways = (*_LED, Operator("filled", "有"), Operator("empty", "没有"))
        found.append(
            Aspect(
                code, words, "关系", ways, kinds=kinds, edge=tie.edge, direction=direction, tie=tie
            )
        )
        for spec in tie.fields.values():
            if spec.type.name == "text" and gate.sight(viewer, spec, tie) is Sight.FULL:
                label = f"{tie.label}的{spec.label}"
                found.append(
                    Aspect(
                        f"{code}-{spec.name}",
                        label,
                        "关系",
                        (Operator("has", "含", "text"),),
                        edge=tie.edge,
                        direction=direction,
                        spec=spec,
                        tie=tie,
                    )
                )
    return found


def allowed(viewer: Viewer, kind: type[Record], conditions: Sequence[Condition]) -> bool:
    """Whether *viewer* may ask every one of *conditions*."""
    known = aspects(viewer, kind)
    return all(each.about in known and known[each.about].way(each.how) for each in conditions)
