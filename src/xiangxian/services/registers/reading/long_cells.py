"""Cells that say more than their field bears: nothing is cut, the cell is a point to be looked at."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from xiangxian.domain import schema
from xiangxian.domain.values.names import Contact, PersonName
from xiangxian.domain.values.posts import Post
from xiangxian.domain.values.value_types import LINE, LONG, NAME, TITLE
from xiangxian.services.registers.workbook.model import Column, Referrer

_PEOPLE = frozenset(("proposers",))
"""Columns of several people's names; what else names several names organisations."""


@functools.cache
def _declared() -> Mapping[str, int]:
    """The most characters of each declared column's text, by the column's name."""
    found: dict[str, int] = {}
    for kind in schema.KINDS.values():
        for spec in kind.fields.values():
            if spec.column and not spec.is_link:
                found[spec.column] = max(found.get(spec.column, 0), spec.type.longest)
    return found


def cell_limit(column: Column) -> int:
    """The most characters of a cell in *column*; of more, nothing is read."""
    if column.kept:
        return LONG
    return max(_declared().get(column.field or "", LINE), LINE)


def header_fits(column: Column) -> bool:
    """Whether a kept column's header can stand beside its values."""
    return len(column.kept or "") <= LINE


def limit_broken(field: str, value: Any) -> int:
    """The limit, in characters, that the value read in the column *field* breaks; 0 for none."""
    if isinstance(value, str):
        limit = _declared().get(field, TITLE)
        return limit if len(value) > limit else 0
    if isinstance(value, PersonName):
        return _of_name(value.name, *value.former)
    if isinstance(value, Contact):
        return _of_name(value.name)
    if isinstance(value, Post):
        return TITLE if len(value.organisation) > TITLE else 0
    if isinstance(value, Referrer):
        limit = NAME if value.type in {"person", "self"} else TITLE
        return limit if len(value.name) > limit else 0
    if isinstance(value, tuple):
        named = field in _PEOPLE
        broken = (
            (_of_name(each) if named else limit_broken("", each))
            if isinstance(each, str)
            else limit_broken(field, each)
            for each in value
        )
        return next(filter(None, broken), 0)
    return 0


def _of_name(*names: str) -> int:
    return NAME if any(len(name) > NAME for name in names) else 0
