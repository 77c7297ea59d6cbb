"""Conditions together: the store's filter they make, and the Chinese sentence that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xiangxian.domain.records import Record
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.problems import sentence
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.lists.conditions import CONTACT, SPANS, WORDS, Aspect, Condition, aspects
from xiangxian.services.people import last_contact
from xiangxian.services.records import Invalid, refer
from xiangxian.services.search import sees_private_terms
from xiangxian.store.base import All, AnyOf, Direction, Filter, Id, Linked, Not, Op, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_edges

MOST_HITS = 20_000
"""How many records that have a text's characters are looked through for the text itself."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A list of *kind* narrowed by *conditions*: all of them hold; several values of one field
    that has only one at a time are meant as 或."""

    kind: type[Record]
    conditions: tuple[Condition, ...] = ()

    def where(self, store: GraphStore, today: date, *, viewer: Viewer) -> Filter:
        """The store's filter; what it cannot say in one step is looked up first, in a number of
        questions that depends on the conditions alone.

        *today* is a Beijing day. Raises `Invalid` for a condition that nobody can answer.
        """
        known = aspects(viewer, self.kind)
        parts: list[Filter] = []
        either: dict[str, list[Filter]] = {}
        for each in self.conditions:
            aspect = known.get(each.about)
            way = aspect.way(each.how) if aspect else None
            if aspect is None or way is None:
                raise gate.Missing(each.about)
            made = _filter(store, self.kind, aspect, each, today, viewer)
            if aspect.alternatives and each.how == "is":
                either.setdefault(each.about, []).append(made)
            else:
                parts.append(made)
        parts += [AnyOf(tuple(group)) for group in either.values()]
        return All(tuple(parts))

    def phrases(self, store: GraphStore, *, viewer: Viewer) -> tuple[tuple[Condition, str], ...]:
        """Each condition with its words; the records they name are read in one question."""
        known = aspects(viewer, self.kind)
        ids = [
            each.value
            for each in self.conditions
            if each.about in known and _asks(known[each.about], each.how) == "record"
        ]
        titles: dict[Id, str] = {}
        if ids:
            nodes = store.get(list(dict.fromkeys(ids))).nodes
            titles = {n.id: refer(n).title for n in nodes if gate.visible(viewer, n)}
        return tuple(
            (each, _phrase(known[each.about], each, titles))
            for each in self.conditions
            if each.about in known
        )

    def sentence(self, store: GraphStore, *, viewer: Viewer) -> str:
        """The whole in one Chinese sentence: 老家村是王庄村或西城村，标签有“重点”，近一年没联系."""
        known = aspects(viewer, self.kind)
        said: list[str] = []
        place: dict[str, int] = {}
        for each, words in self.phrases(store, viewer=viewer):
            aspect = known[each.about]
            if aspect.alternatives and each.how == "is" and each.about in place:
                said[place[each.about]] += f"或{words.removeprefix(f'{aspect.label}是')}"
                continue
            if aspect.alternatives and each.how == "is":
                place[each.about] = len(said)
            said.append(words)
        return "，".join(said)


def _asks(aspect: Aspect, how: str) -> str:
    way = aspect.way(how)
    return way.value if way else ""


def check(aspect: Aspect, condition: Condition) -> None:
    """Raise `Invalid` when the value is missing or cannot be read."""
    asks = _asks(aspect, condition.how)
    value = condition.value.strip()
    if asks and asks != "none" and not value:
        raise Invalid({"value": "请填写后面这一格。"})
    if asks == "date":
        _day(value)
    elif asks == "number":
        _number(aspect, value)
    elif asks in {"choice", "span"} and value not in dict(aspect.options):
        raise Invalid({"value": "请从列出的里面选一个。"})
    elif asks == "text" and not texts.query_terms(value):
        raise Invalid({"value": "请写汉字、字母或数字。"})


def _day(typed: str) -> PartialDate:
    reading = read_date(typed)
    if reading.value is None or reading.value.interval() is None:
        code = reading.notes[0].code if reading.notes else "DATE_UNREADABLE"
        raise Invalid({"value": sentence(code)})
    return reading.value


def _first_and_last(typed: str) -> tuple[date, date]:
    interval = _day(typed).interval()
    assert interval is not None  # noqa: S101 - `_day` refuses words
    return interval


def _number(aspect: Aspect, typed: str) -> int:
    assert aspect.spec is not None  # noqa: S101 - only a field has a number
    reading = aspect.spec.type.read(typed)
    key = None if reading.value is None else aspect.spec.type.key(reading.value)
    if not isinstance(key, int):
        raise Invalid({"value": "请写一个数。"})
    return key


def _phrase(aspect: Aspect, condition: Condition, titles: Mapping[Id, str]) -> str:
    """One condition in words."""
    way = aspect.way(condition.how)
    label, words = aspect.label, way.label if way else ""
    asks = way.value if way else ""
    value = condition.value
    if aspect.code == CONTACT:
        return _contact_phrase(condition)
    if aspect.code == WORDS:
        return f"任何一栏含“{value}”"
    if aspect.edge == "ATTENDED" and aspect.direction is Direction.OUT and not aspect.spec:
        return f"{words}“{titles.get(value, '已不在册的')}”" if asks == "record" else words
    if asks == "record":
        return f"{label}{words}{titles.get(value, '已不在册的')}"
    if asks == "choice":
        return f"{label}{words}{dict(aspect.options).get(value, value)}"
    if asks == "date":
        shown = _day(value).label()
        return f"{label}{'从' + shown + '起' if condition.how == 'from' else '到' + shown + '为止'}"
    if asks in {"text", "number"}:
        return f"{label}{words}“{value}”" if asks == "text" else f"{label}{words}{value}"
    if condition.how in {"yes", "no"}:
        return f"{'' if condition.how == 'yes' else '不是'}{label}"
    return f"{words}{label}" if aspect.tie else f"{label}{words}"


def _contact_phrase(condition: Condition) -> str:
    if condition.how == "never":
        return "从没联系过"
    if condition.how in {"without", "within"}:
        span = dict(SPANS).get(condition.value, f"近{condition.value}天")
        return f"{span}{'没联系' if condition.how == 'without' else '联系过'}"
    shown = _day(condition.value).label()
    return f"{shown}{'以后没联系' if condition.how == 'before' else '以来联系过'}"


def _filter(
    store: GraphStore,
    kind: type[Record],
    aspect: Aspect,
    condition: Condition,
    today: date,
    viewer: Viewer,
) -> Filter:
    check(aspect, condition)
    if aspect.code == CONTACT:
        return _contact(store, condition, today, viewer)
    if aspect.code == WORDS:
        return _ids(_found(store, kind, condition.value, viewer))
    if aspect.tie is not None and aspect.spec is not None:
        return _ids(_by_tie_text(store, aspect, condition.value))
    if aspect.edge:
        return _linked(aspect, condition, viewer)
    return _compared(store, kind, aspect, condition, viewer)


def _ids(ids: Sequence[Id]) -> Filter:
    return Where("id", Op.IN, tuple(ids))


def _linked(aspect: Aspect, condition: Condition, viewer: Viewer) -> Filter:
    reached: Filter = gate.scope(viewer)
    if condition.how in {"is", "isnt"}:
        reached = All((reached, Where("id", Op.IS, condition.value)))
    linked = Linked(aspect.edge, aspect.direction, reached)
    return Not(linked) if condition.how in {"isnt", "empty"} else linked


def _compared(
    store: GraphStore,
    kind: type[Record],
    aspect: Aspect,
    condition: Condition,
    viewer: Viewer,
) -> Filter:
    spec = aspect.spec
    assert spec is not None  # noqa: S101 - everything else is a field
    name, how, value = spec.name, condition.how, condition.value
    if how in {"filled", "empty"}:
        missing = Where(name, Op.MISSING)
        return missing if how == "empty" else Not(missing)
    if how in {"yes", "no"}:
        return Where(name, Op.IS, 1 if how == "yes" else 0)
    if how == "from":
        return Where(name, Op.AT_LEAST, PartialDate.keys_of(_first_and_last(value)[0])[0])
    if how == "to":
        return Where(name, Op.AT_MOST, PartialDate.keys_of(_first_and_last(value)[1])[1])
    if how in {"least", "most"}:
        op = Op.AT_LEAST if how == "least" else Op.AT_MOST
        return Where(name, op, _number(aspect, value))
    if how in {"is", "isnt"}:
        same = Where(name, Op.IS, spec.keys(value).get(name, value))
        return Not(same) if how == "isnt" else same
    found = _ids(_containing(store, kind, aspect, value, viewer))
    return Not(found) if how == "hasnt" else found


def _found(store: GraphStore, kind: type[Record], typed: str, viewer: Viewer) -> list[Id]:
    ids = store.search(
        sorted(texts.query_terms(typed)),
        kinds=[kind.kind],
        where=gate.scope(viewer),
        private=sees_private_terms(viewer),
        limit=MOST_HITS + 1,
    )
    if len(ids) > MOST_HITS:
        raise Invalid({"value": f"含“{typed}”的太多，请再写几个字。"})
    return ids


def _containing(
    store: GraphStore, kind: type[Record], aspect: Aspect, typed: str, viewer: Viewer
) -> list[Id]:
    """Records whose field has the text: those that have its terms, looked through one by one.
    Letters and figures are found as whole words, a telephone number by its first three or its
    last figures."""
    spec = aspect.spec
    assert spec is not None  # noqa: S101 - asked by the caller
    wanted = texts.fold(typed).strip()
    ids = _found(store, kind, typed, viewer)
    hits = []
    for node in store.get(ids).nodes if ids else ():
        value = getattr(kind.parsed(node.values), spec.name)
        if isinstance(value, tuple) and spec.type.name == "words":
            held = any(texts.fold(word).strip() == wanted for word in value)
        else:
            held = wanted in texts.fold(spec.type.show(value))
        if held:
            hits.append(node.id)
    return hits


def _by_tie_text(store: GraphStore, aspect: Aspect, typed: str) -> list[Id]:
    """Records with a tie whose own field has the text; all ties of the name are looked through."""
    assert aspect.tie is not None  # noqa: S101 - asked by the caller
    assert aspect.spec is not None  # noqa: S101 - asked by the caller
    wanted = texts.fold(typed).strip()
    hits: dict[Id, None] = {}
    for edge in all_edges(store, aspect.edge):
        if wanted not in texts.fold(aspect.tie.parsed(edge.values).shown(aspect.spec.name)):
            continue
        if aspect.direction is not Direction.IN:
            hits[edge.source] = None
        if aspect.direction is not Direction.OUT:
            hits[edge.target] = None
    return list(hits)


def _contact(store: GraphStore, condition: Condition, today: date, viewer: Viewer) -> Filter:
    if condition.how == "never":
        return Not(last_contact.ever(viewer))
    if condition.how in {"without", "within"}:
        first = today - timedelta(days=int(condition.value))
    elif condition.how == "before":
        first = _first_and_last(condition.value)[1] + timedelta(days=1)
    else:
        first = _first_and_last(condition.value)[0]
    found = last_contact.since(store, first, today, viewer=viewer)
    return Not(found) if condition.how in {"without", "before"} else found
