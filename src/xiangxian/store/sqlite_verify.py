"""Whether the embedded engine's data keeps every promise: chain, index, ties."""

from __future__ import annotations

import json
from collections.abc import Iterator

import apsw

from xiangxian.domain import schema
from xiangxian.store.base import Fault, chain_digest, change_digest
from xiangxian.store.sqlite_writes import (
    EDGE,
    NODE,
    drawings,
    edge_of,
    encoded,
    log_fields,
    node_of,
    term_digest,
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
    """The log is whole when every link follows from the one before it."""
    previous, expected = "", 1
    columns = "seq, id, actor, at, why, note, about, undoes, writes, digest, chain"
    rows = connection.execute(f"SELECT {columns} FROM log ORDER BY seq").fetchall()  # noqa: S608
    for *line, chain in rows:
        seq = int(str(line[0]))
        if seq != expected:
            yield Fault("chain", str(seq), f"操作记录第{expected}条不见了。")
        expected = seq + 1
        digests = []
        for before, after, salt, digest in connection.execute(
            "SELECT before, after, salt, digest FROM history WHERE seq = ? ORDER BY pos", (seq,)
        ):
            erased = not salt and not before and not after
            if not erased and change_digest(str(salt), str(before), str(after)) != digest:
                yield Fault("history", str(seq), f"第{seq}次改动的内容被动过。")
            digests.append(str(digest))
        if chain_digest(previous, log_fields(line), digests) != chain:
            yield Fault("chain", str(seq), f"操作记录第{seq}条被动过。")
        previous = str(chain)


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
            indexed = schema.index(node.kind, node.values)
            if keys.get(node.id, {}) != dict(indexed.keys):
                yield Fault("keys", node.id, "一条记录的排序、筛选索引和内容对不上。")
            terms = term_digest(encoded(indexed.terms), encoded(indexed.private_terms))
            if terms != row[7]:
                yield Fault("terms", node.id, "一条记录的查找索引和内容对不上。")
        if len(rows) < _CHUNK:
            return
        after = str(rows[-1][0])


def _dangling(connection: apsw.Connection) -> Iterator[Fault]:
    for row in connection.execute(
        "SELECT e.id FROM edge e LEFT JOIN node s ON s.id = e.source AND s.binned = 0 "
        "LEFT JOIN node t ON t.id = e.target AND t.binned = 0 "
        "WHERE e.binned = 0 AND (s.id IS NULL OR t.id IS NULL) ORDER BY e.id"
    ):
        yield Fault("ties", str(row[0]), "一条联系的一头已经不在册。")


def _drawn(connection: apsw.Connection) -> Iterator[Fault]:
    """The derived ties are exactly those that the records call for."""
    for kind, drawn in schema.DRAWN.items():
        rows = connection.execute("SELECT id FROM node WHERE kind = ? AND binned = 0", (kind,))
        wanted = drawings(connection, [str(row[0]) for row in rows])
        query = f"SELECT {EDGE} FROM edge e WHERE e.name = ?"  # noqa: S608
        stands = {edge.id: edge for edge in map(edge_of, connection.execute(query, (drawn.edge,)))}
        for id_ in sorted(set(wanted) | set(stands)):
            new, old = wanted.get(id_), stands.get(id_)
            same = new is not None and old is not None
            if not same or (new.source, new.target, new.values) != (  # type: ignore[union-attr]
                old.source,  # type: ignore[union-attr]
                old.target,  # type: ignore[union-attr]
                old.values,  # type: ignore[union-attr]
            ):
                yield Fault("drawn", id_, "一条引荐和引荐关系图里的线对不上。")
