"""Two records made one: what each field says afterwards, and taking that back; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from xiangxian.domain.fields import Field
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.phones import Phone

ALSO_CALLED = {"person": "former_names", "organisation": "short_names"}
"""Kind -> the field that keeps the name that goes, where the clerk wants it kept."""

_UNITED = frozenset(("words", "phones", "kept", "steps"))


class Take(StrEnum):
    """Whose value a field has afterwards."""

    STAYS = "stays"
    GOES = "goes"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of two records: both values, whose is taken, and what the clerk may take instead
    (*takes* is empty where there is nothing to choose). *after* is what it says afterwards."""

    spec: Field
    staying: Any
    going: Any
    take: Take
    takes: tuple[Take, ...]
    after: Any

    @property
    def differs(self) -> bool:
        """Whether the two records say different things."""
        return bool(self.staying != self.going)


def unite(
    stays: Record,
    goes: Record,
    *,
    ids: frozenset[Id],
    takes: Mapping[str, Take],
    keep_name: bool,
) -> tuple[Record, tuple[FieldRow, ...]]:
    """The record that is left of *stays* and *goes*, and how each field came about.

    *ids* are the two records' own ids, to which no link leads afterwards. What only one of them
    says is kept; lists are united; where both say something else, *takes* decides by field name;
    without it both remarks are kept, and of anything else the staying one's value. *keep_name*: the name that goes is kept as
    another name.
    """
    rows = tuple(_row(stays, goes, spec, ids, takes) for spec in stays.fields.values())
    content = {row.spec.name: row.after for row in rows}
    also = ALSO_CALLED.get(stays.kind)
    if also is not None:
        name = content[stays.caption]
        extra = {getattr(stays, stays.caption), getattr(goes, goes.caption)} if keep_name else set()
        called = [each for each in content[also] if each != name]
        content[also] = (*called, *sorted(extra - {name, *called}))
        rows = tuple(
            FieldRow(row.spec, row.staying, row.going, row.take, row.takes, content[also])
            if row.spec.name == also
            else row
            for row in rows
        )
    return stays.model_copy(update=content), rows


def _row(
    stays: Record, goes: Record, spec: Field, ids: frozenset[Id], takes: Mapping[str, Take]
) -> FieldRow:
    one, other = (_value(record, spec, ids) for record in (stays, goes))
    if one == other:
        return FieldRow(spec, one, other, Take.STAYS, (), one)
    if spec.type.name in _UNITED or (spec.is_link and spec.many):
        return FieldRow(spec, one, other, Take.BOTH, (), _united(spec, one, other))
    if _blank(stays, spec, other):
        return FieldRow(spec, one, other, Take.STAYS, (), one)
    if _blank(stays, spec, one):
        return FieldRow(spec, one, other, Take.GOES, (), other)
    choices: tuple[Take, ...] = (Take.STAYS, Take.GOES)
    usual = Take.STAYS
    if spec.type.widget == "textarea":
        choices, usual = (*choices, Take.BOTH), Take.BOTH
    take = takes.get(spec.name, usual)
    take = take if take in choices else usual
    after = _both_texts(one, other) if take is Take.BOTH else other if take is Take.GOES else one
    return FieldRow(spec, one, other, take, choices, after)


def _both_texts(one: str, other: str) -> str:
    """Both remarks, each line once: nobody can say which of two remarks is not worth keeping."""
    return "\n".join(dict.fromkeys((*one.splitlines(), *other.splitlines())))


def _value(record: Record, spec: Field, ids: frozenset[Id]) -> Any:
    value = getattr(record, spec.name)
    if not spec.is_link:
        return value
    if spec.many:
        return tuple(id_ for id_ in value if id_ not in ids)
    return None if value in ids else value


def _blank(record: Record, spec: Field, value: Any) -> bool:
    """Whether a value says nothing; what holds until somebody denies it always says something."""
    default = type(record).model_fields[spec.name].get_default(call_default_factory=True)
    return default is not True and (value is None or spec.type.empty(value))


def _united(spec: Field, one: Any, other: Any) -> Any:
    if spec.type.name == "phones":
        notes: dict[str, dict[str, None]] = {}
        for phone in (*one, *other):
            said = notes.setdefault(phone.number, {})
            said |= {phone.note: None} if phone.note else {}
        return tuple(Phone(number=n, note="，".join(said) or None) for n, said in notes.items())
    if spec.type.name == "kept":
        found = dict(one)
        for header, text in other.items():
            parts = (*found.get(header, "").split("；"), *text.split("；"))
            found[header] = "；".join(dict.fromkeys(filter(None, parts)))
        return found
    together = (*one, *(each for each in other if each not in one))
    if spec.type.name == "steps" and all(step.on is not None for step in together):
        return tuple(sorted(together, key=lambda step: step.on.sort_key()))
    return together


def taken_back(spec: Field, before: Any, merged: Any, now: Any) -> tuple[Any, bool]:
    """What a field says when the uniting is taken back, and whether somebody changed it since.

    Nobody touched it: as before. Of a list that was changed only the uniting's own additions go
    again; anything else stays as it is now.
    """
    if now == merged:
        return before, False
    if before == merged:
        return now, True
    if spec.type.name == "kept":
        came = {header for header, text in merged.items() if before.get(header) != text}
        own = {h: text for h, text in now.items() if h not in came or text != merged[h]}
        return before | own, True
    if spec.type.name == "phones":
        came = {each.number for each in merged} - {each.number for each in before}
        return tuple(each for each in now if each.number not in came), True
    if spec.type.name in _UNITED or (spec.is_link and spec.many):
        gone = [each for each in before if each not in merged and each not in now]
        left = (each for each in now if each in before or each not in merged)
        return (*left, *gone), True
    return now, True
