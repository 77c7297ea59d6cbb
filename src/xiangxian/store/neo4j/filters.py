"""Filters of the store's contract as Cypher conditions; every value is a parameter.

Cypher knows a third truth value: a comparison with what is missing is neither true nor false, and
neither is its negation. Below a `Not` every comparison is therefore made two-valued.
"""

from __future__ import annotations

from typing import Any

from xiangxian.domain import schema
from xiangxian.store.base import All, AnyOf, Direction, EdgeName, Filter, Linked, Not, Op, Where
from xiangxian.store.ddl import BATCH, key_property

_OWN = {"id", "unit"}
_COMPARISONS = {
    Op.IS: "=",
    Op.BELOW: "<",
    Op.AT_MOST: "<=",
    Op.ABOVE: ">",
    Op.AT_LEAST: ">=",
    Op.IN: "IN",
    Op.STARTS: "STARTS WITH",
}
ARROWS = {
    Direction.OUT: ("-", "->"),
    Direction.IN: ("<-", "-"),
    Direction.BOTH: ("-", "-"),
}
"""What stands left and right of a relationship that is followed so."""
_FIELDS = {name for record in schema.KINDS.values() for name in record.fields}
_EDGES = schema.edge_names()


class Values:
    """The parameters of one statement, numbered as they are met."""

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}

    def add(self, value: Any) -> str:
        """The placeholder of *value*."""
        name = f"v{len(self.bound)}"
        self.bound[name] = list(value) if isinstance(value, tuple) else value
        return f"${name}"


def seen(*names: str) -> str:
    """The condition that these records and ties belong to no incomplete batch."""
    return " AND ".join(
        f"({name}.batch IS NULL OR NOT EXISTS {{ (:{BATCH} {{id: {name}.batch}}) }})"
        for name in names
    )


def types(names: tuple[EdgeName, ...] | list[EdgeName]) -> str:
    """The relationship types *names* of a pattern; '' where the vocabulary knows none of them."""
    return "|".join(sorted(name for name in set(names) if name in _EDGES))


def condition(where: Filter, name: str, values: Values, *, exact: bool = False) -> str:
    """The Cypher of *where* about the record variable *name*.

    *exact* makes it true or false and never null, as a negation and a returned column need it.
    """
    if isinstance(where, Where):
        text = _compared(where, name, values)
        return f"coalesce({text}, false)" if exact and where.op is not Op.MISSING else text
    if isinstance(where, All):
        parts = [condition(part, name, values, exact=exact) for part in where.parts]
        return " AND ".join(f"({part})" for part in parts) or "true"
    if isinstance(where, AnyOf):
        parts = [condition(part, name, values, exact=exact) for part in where.parts]
        return " OR ".join(f"({part})" for part in parts) or "false"
    if isinstance(where, Not):
        return f"NOT ({condition(where.part, name, values, exact=True)})"
    return _linked(where, name, values)


def _compared(where: Where, name: str, values: Values) -> str:
    missing = where.op is Op.MISSING
    if where.field in _OWN:
        return "false" if missing else _comparison(f"{name}.{where.field}", where, values)
    if where.field not in _FIELDS:
        return "true" if missing else "false"
    column = f"{name}.{key_property(where.field)}"
    return f"{column} IS NULL" if missing else _comparison(column, where, values)


def _comparison(column: str, where: Where, values: Values) -> str:
    value = where.value
    if where.op is Op.IN and not isinstance(value, tuple):
        value = ()
    return f"{column} {_COMPARISONS[where.op]} {values.add(value)}"


def _linked(where: Linked, name: str, values: Values) -> str:
    if where.edge not in _EDGES:
        return "false"
    tie, other = f"{name}t", f"{name}x"
    left, right = ARROWS[where.direction]
    text = condition(where.where, other, values)
    return (
        f"EXISTS {{ ({name}){left}[{tie}:{where.edge}]{right}({other}) "
        f"WHERE {seen(tie, other)} AND ({text}) }}"
    )
