"""Rows of a Neo4j server's answers as records, ties and entries of the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xiangxian.store.base import (
    Damage,
    Edge,
    Entry,
    Node,
)
from xiangxian.store.ddl import (
    BINNED,
    BINNED_TIE,
)


def node_text(name: str) -> str:
    """What is returned of the record variable *name* for `node_of`."""
    return f"{name}.id, {name}.kind, {name}.unit, {name}.rev, {name}.values, {name}:{BINNED}"


def node_of(row: Sequence[Any]) -> Node:
    """The record of six columns made by `node_text`; raises `Damage` where they are none."""
    id_, kind, unit, rev, values, _ = row
    if not (isinstance(rev, int) and all(isinstance(e, str) for e in (id_, kind, unit, values))):
        raise Damage(str(id_))
    return Node(*row)


def edge_text(name: str) -> str:
    """What is returned of the tie variable *name* for `edge_of`."""
    return (
        f"{name}.id, coalesce({name}.name, type({name})), startNode({name}).id, "
        f"endNode({name}).id, {name}.rev, {name}.values, type({name}) = '{BINNED_TIE}'"
    )


def edge_of(row: Sequence[Any]) -> Edge:
    """The tie of seven columns made by `edge_text`; raises `Damage` where they are none."""
    id_, name, source, target, rev, values, _ = row
    texts = (id_, name, source, target, values)
    if not (isinstance(rev, int) and all(isinstance(each, str) for each in texts)):
        raise Damage(str(id_))
    return Edge(*row)


ENTRY = "l.seq, l.id, l.actor, l.at, l.why, l.note, l.about, l.undoes, l.writes, l.chain"


def entry(row: Sequence[Any]) -> Entry:
    """The log entry of ten columns; raises `Damage` where they are none."""
    seq, id_, actor, at, why, note, about, undoes, writes, chain = row
    try:
        moment = datetime.fromisoformat(at)
        about = tuple(about)
    except (ValueError, TypeError) as fault:
        raise Damage(f"操作记录第{seq}条") from fault
    return Entry(seq, id_, actor, moment, why, note, about, undoes, writes, chain)
