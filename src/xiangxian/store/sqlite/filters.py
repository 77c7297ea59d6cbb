"""Filters of the store's contract as SQL conditions with bound values."""

from __future__ import annotations

import json

from xiangxian.store.base import All, AnyOf, Direction, Filter, Kind, Linked, Not, Op, Where

_COLUMNS = {"id", "unit"}
_COMPARISONS = {
    Op.IS: "=",
    Op.BELOW: "<",
    Op.AT_MOST: "<=",
    Op.ABOVE: ">",
    Op.AT_LEAST: ">=",
}
_LAST = "\U0010ffff"

Condition = tuple[str, list[object]]


def condition(where: Filter, table: str, kind: Kind | None = None) -> Condition:
    """The SQL of *where* about the node alias *table*, and its values.

    *kind* is known in a query of one kind: then a key's index leads straight to the records.
    """
    if isinstance(where, Where):
        return _where(where, table, kind)
    if isinstance(where, All):
        return _joined([condition(part, table, kind) for part in where.parts], "AND", "1")
    if isinstance(where, AnyOf):
        return _joined([condition(part, table, kind) for part in where.parts], "OR", "0")
    if isinstance(where, Not):
        text, values = condition(where.part, table, kind)
        return f"NOT ({text})", values
    return _linked(where, table)


def _joined(parts: list[Condition], word: str, nothing: str) -> Condition:
    if not parts:
        return nothing, []
    text = f" {word} ".join(f"({part})" for part, _ in parts)
    return text, [value for _, values in parts for value in values]


def _compared(column: str, where: Where) -> Condition:
    if where.op is Op.IN:
        values = list(where.value) if isinstance(where.value, tuple) else []
        return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(values)]  # noqa: S608
    if where.op is Op.STARTS:
        return f"({column} >= ? AND {column} < ?)", [where.value, f"{where.value}{_LAST}"]
    return f"{column} {_COMPARISONS[where.op]} ?", [where.value]


def _where(where: Where, table: str, kind: Kind | None) -> Condition:
    if where.field in _COLUMNS:
        if where.op is Op.MISSING:
            return "0", []
        return _compared(f"{table}.{where.field}", where)
    own = f"SELECT 1 FROM key k WHERE k.node = {table}.id AND k.field = ?"  # noqa: S608
    if where.op is Op.MISSING:
        return f"NOT EXISTS ({own})", [where.field]
    text, values = _compared("k.val", where)
    if kind is None:
        return f"EXISTS ({own} AND {text})", [where.field, *values]
    chosen = f"SELECT k.node FROM key k WHERE k.kind = ? AND k.field = ? AND {text}"  # noqa: S608
    return f"{table}.id IN ({chosen})", [kind, where.field, *values]


def _linked(where: Linked, table: str) -> Condition:
    other = f"{table}x"
    text, values = condition(where.where, other)
    ways = {
        Direction.OUT: [("source", "target")],
        Direction.IN: [("target", "source")],
        Direction.BOTH: [("source", "target"), ("target", "source")],
    }[where.direction]
    parts: list[Condition] = []
    for near, far in ways:
        sql = (
            f"EXISTS (SELECT 1 FROM seen_edge e JOIN seen_node {other} ON {other}.id = e.{far} "  # noqa: S608
            f"WHERE e.{near} = {table}.id AND e.name = ? AND e.binned = 0 "
            f"AND {other}.binned = 0 AND ({text}))"
        )
        parts.append((sql, [where.edge, *values]))
    return _joined(parts, "OR", "0")
