"""Whether the embedded engine's data keeps every promise: chain, index, ties."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

import apsw

from xiangxian.domain import schema
from xiangxian.store.base import Fault
from xiangxian.store.sqlite_reads import history, log
from xiangxian.store.sqlite_writes import EDGE, NODE, drawn, edge_of, node_of
from xiangxian.store.verification import (
    chain_faults,
    drawing_faults,
    index_faults,
    tie_faults,
)

_CHUNK = 1000


def faults(connection: apsw.Connection) -> list[Fault]:
    """Every difference between what stands and what should."""
    checks = (_damage, _chain, _indexes, _dangling, _drawn)
    return [fault for check in checks for fault in check(connection)]


def _damage(connection: apsw.Connection) -> Iterator[Fault]:
    for row in connection.execute("PRAGMA quick_check(20)"):
        if row[0] != "ok":
            yield Fault("file", str(row[0]), "名册文件有损坏，请从备份恢复。")


def _chain(connection: apsw.Connection) -> Iterator[Fault]:
    histories = (
        (seq, tuple(lines))
        for seq, lines in groupby(history(connection), key=lambda each: each.seq)
    )
    return chain_faults(log(connection), histories)


def _indexes(connection: apsw.Connection) -> Iterator[Fault]:
    after = ""
    while True:
        query = (
            f"SELECT {NODE}, n.number, d.digest FROM node n "  # noqa: S608
            "LEFT JOIN term_digest d ON d.number = n.number WHERE n.id > ? ORDER BY n.id LIMIT ?"
        )
        rows = connection.execute(query, (after, _CHUNK)).fetchall()
        ids = json.dumps([row[0] for row in rows])
        keys: dict[str, dict[str, object]] = {}
        for id_, field, value in connection.execute(
            "SELECT k.node, k.field, k.val FROM json_each(?) i JOIN key k ON k.node = i.value",
            (ids,),
        ):
            keys.setdefault(str(id_), {})[str(field)] = value
        for row in rows:
            node = node_of(row[:6])
            yield from index_faults(node, keys.get(node.id, {}), str(row[7]))
        if len(rows) < _CHUNK:
            return
        after = str(rows[-1][0])


def _dangling(connection: apsw.Connection) -> Iterator[Fault]:
    rows = connection.execute(
        "SELECT e.id FROM edge e LEFT JOIN node s ON s.id = e.source AND s.binned = 0 "
        "LEFT JOIN node t ON t.id = e.target AND t.binned = 0 "
        "WHERE e.binned = 0 AND (s.id IS NULL OR t.id IS NULL) ORDER BY e.id"
    )
    return tie_faults(str(row[0]) for row in rows)


def _drawn(connection: apsw.Connection) -> Iterator[Fault]:
    for kind, each in schema.DRAWN.items():
        rows = connection.execute("SELECT id FROM node WHERE kind = ? AND binned = 0", (kind,))
        wanted = drawn(connection, [str(row[0]) for row in rows])
        query = f"SELECT {EDGE} FROM edge e WHERE e.name = ?"  # noqa: S608
        stands = {edge.id: edge for edge in map(edge_of, connection.execute(query, (each.edge,)))}
        yield from drawing_faults(wanted, stands)
