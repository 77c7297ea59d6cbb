"""How a field is declared: one call gives its label, type, privacy class, headers and behaviour.

Everything that shows, asks, imports, exports, indexes or documents a field reads its `Field`;
nothing else names a field's label or column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import pydantic

from xiangxian.domain.values.composite_types import Kept
from xiangxian.domain.values.stroke_order import stroke_key
from xiangxian.domain.values.value_types import (
    TITLE,
    Amount,
    Area,
    Choice,
    Choices,
    Count,
    Date,
    Flag,
    Key,
    LongText,
    Moment,
    Name,
    Numbers,
    PhoneList,
    Plain,
    Text,
    ValueType,
    Words,
)

BY_STROKES = "_strokes"
"""What the name of a field's stroke-order key has behind the field's own name."""


LONGEST_KEY = 2000
"""Beyond so many characters a key is cut: Neo4j indexes no text of more than eight kilobytes."""


class Privacy(StrEnum):
    """Who may see a field (`domain.roles` says which role sees which class)."""

    OPEN = "open"
    CONTACT = "contact"
    PERSONAL = "personal"
    RESTRICTED = "restricted"
    SECRET = "secret"  # noqa: S105 - the name of a class of fields


def _short(key: Key) -> Key:
    """A key that every engine can index: of a long text its beginning and a digest of the whole."""
    if isinstance(key, int) or len(key) <= LONGEST_KEY:
        return key
    return f"{key[:LONGEST_KEY]}~{hashlib.sha256(key.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Field:
    """What the program knows of one field.

    *column* is the register's name of the column that fills it and *headers* the header texts by
    which such a column is recognised; *nouns* are words that ask for it too, alone or with words that
    change nothing, where no column has a declared header. A link leads to records of the kinds in *to*, over the
    store's edge *edge*; *many* allows several. *featured* fields are the columns of a list.
    *form* is False for what a person never types. *by_strokes* names are also ordered 按姓氏笔画.
    """

    name: str
    label: str
    type: ValueType
    privacy: Privacy = Privacy.RESTRICTED
    required: bool = False
    featured: bool = False
    sortable: bool = False
    filterable: bool = False
    searched: bool = False
    column: str | None = None
    headers: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    help: str = ""
    section: str = ""
    form: bool = True
    to: tuple[str, ...] = ()
    many: bool = False
    by_strokes: bool = False

    @property
    def is_link(self) -> bool:
        """Whether the field is an edge in the store and not part of the record's values."""
        return bool(self.to)

    @property
    def edge(self) -> str:
        """The name of a link's edge."""
        return self.name.upper()

    @property
    def indexed(self) -> bool:
        """Whether the store keeps a key for it."""
        return self.sortable or self.filterable

    @property
    def key_names(self) -> tuple[str, ...]:
        """The names of the keys the store keeps for it: its own, and that of its stroke order."""
        own = (self.name,) if self.indexed and not self.is_link else ()
        return (*own, f"{self.name}{BY_STROKES}") if self.by_strokes else own

    def keys(self, value: Any) -> dict[str, Key]:
        """The keys of *value* by name; a missing one is absent."""
        found: dict[str, Key] = {}
        if self.indexed and (key := self.type.key(value)) is not None:
            found[self.name] = _short(key)
        if self.by_strokes and value:
            found[f"{self.name}{BY_STROKES}"] = _short(stroke_key(str(value)))
        return found

    @property
    def key_type(self) -> str:
        """`text` or `number`, for the store's index."""
        return self.type.key_type

    def faults(self) -> list[str]:
        """What contradicts itself in the declaration, in words for the one who wrote it."""
        found = []
        if not self.label:
            found.append(f"{self.name}: no label")
        if self.indexed and not self.type.key_type and not self.is_link:
            found.append(f"{self.name}: {self.type.name} has no key, so it cannot be sorted by")
        if (self.headers or self.nouns) and not self.column:
            found.append(f"{self.name}: headers without a column name")
        if self.is_link and (self.sortable or self.searched):
            found.append(f"{self.name}: a link is neither sorted by nor searched")
        if self.privacy is Privacy.SECRET and (self.searched or self.indexed or self.featured):
            found.append(f"{self.name}: a secret field is never listed, sorted or searched")
        if self.featured and self.privacy is Privacy.RESTRICTED:
            found.append(f"{self.name}: a restricted field is no column of a list")
        return found


def declare(type_: ValueType, label: str, *, default: Any = None, **behaviour: Any) -> Any:
    """The pydantic field that carries *label*, *type_* and *behaviour* (fields of `Field`)."""
    spec = Field(name="", label=label, type=type_, **behaviour)
    extra: dict[str, Any] = {"spec": spec}
    if spec.required and not spec.to:  # a link is no part of the values: the record checks it
        return pydantic.Field(json_schema_extra=extra)
    if callable(default):
        return pydantic.Field(default_factory=default, json_schema_extra=extra)
    return pydantic.Field(default=default, json_schema_extra=extra)


def _maker(type_: ValueType, default: Any = None) -> Callable[..., Any]:
    def make(label: str, **behaviour: Any) -> Any:
        return declare(type_, label, **{"default": default, **behaviour})

    return make


name = _maker(Name())
title = _maker(Name(TITLE))
text = _maker(Text())
long_text = _maker(LongText())
words = _maker(Words(), default=tuple)
flag = _maker(Flag(), default=False)
count = _maker(Count())
number = _maker(Numbers())
phones = _maker(PhoneList(), default=tuple)
land = _maker(Area())
moment = _maker(Moment())
kept = _maker(Kept(), default=dict)
plain = _maker(Plain())


def date(label: str, *, century: int = 20, **behaviour: Any) -> Any:
    """A `PartialDate`; *century* is what a year of two figures belongs to (19 for births)."""
    return declare(Date(century), label, **behaviour)


def money(label: str, **behaviour: Any) -> Any:
    """A `Money`; a bare figure is 万元."""
    return declare(Amount(), label, **behaviour)


def choice(label: str, choices: Choices, *, default: str | None = None, **behaviour: Any) -> Any:
    """One of *choices*, kept as its code."""
    return declare(Choice(choices), label, default=default, **behaviour)


def link(label: str, *, to: tuple[str, ...], many: bool = False, **behaviour: Any) -> Any:
    """A tie to a record of one of the kinds in *to*."""
    default = tuple if many else None
    return declare(Plain(), label, default=default, to=to, many=many, **behaviour)


def spec_of(name_: str, info: pydantic.fields.FieldInfo) -> Field | None:
    """The declaration a pydantic field carries, under the name it got in its class."""
    extra = info.json_schema_extra
    spec: object = extra.get("spec") if isinstance(extra, dict) else None
    return replace(spec, name=name_) if isinstance(spec, Field) else None
