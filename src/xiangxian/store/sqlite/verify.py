"""Whether the embedded engine's data keeps every promise: file, layout, chain, history, index, ties."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import apsw

from xiangxian.domain import schema
from xiangxian.store.agreement import SUMS, Agreement
from xiangxian.store.base import Fault, HistoryLine, Id, LogLine
from xiangxian.store.ddl import SCHEMA, STEPS
from xiangxian.store.hidden import Hidden
from xiangxian.store.history import concerned, emptied, place
from xiangxian.store.sqlite.reads import history, streamed
from xiangxian.store.sqlite.writes import EDGE, NODE, drawn, edge_of, node_of, whole
from xiangxian.store.terms import encoded
from xiangxian.store.verification import (
    GARBLED,
    Chain,
    collected,
    drawing_faults,
    index_faults,
    tie_faults,
    watched,
)

_CHUNK = 1000


def faults(connection: apsw.Connection) -> list[Fault]:
    """Every difference between what stands and what should."""
    checks = (_damage, _layout, _log, _strays, _indexes, _terms, _dangling, _drawn)
    return collected(partial(check, connection) for check in checks)


def _damage(connection: apsw.Connection) -> Iterator[Fault]:
    for row in connection.execute("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield Fault("file", str(row[0]), "名册文件有损坏，请从备份恢复。")


def _layout(connection: apsw.Connection) -> Iterator[Fault]:
    """Tables, views and indexes are this program's and no others: a view decides what is seen."""
    fresh = apsw.Connection(":memory:")
    for step in STEPS:
        for statement in step:
            fresh.execute(statement)
    query = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master "
        "WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))"
    )
    wanted, stands = set(fresh.execute(query)), set(connection.execute(query))
    fresh.close()
    for _, name, *_ in sorted(wanted ^ stands, key=str):
        yield Fault("layout", str(name), "名册文件的结构被动过。")
    if connection.pragma("user_version") != SCHEMA:
        yield Fault("layout", "user_version", "名册文件的版本号被动过。")
    held = dict(connection.execute("SELECT name, val FROM meta"))
    if held != {"vocabulary": schema.digest()}:
        yield Fault("layout", "、".join(sorted(map(str, held))), "名册文件里的标记不对。")


def _log(connection: apsw.Connection) -> Iterator[Fault]:
    """What is told by the log and its history: what stands, what is hidden, whom a change concerns."""
    stream = partial(streamed, connection)
    watchers = (Chain(), Agreement(stream), _hidden(connection), _Concerns(connection))
    yield from watched(stream, watchers)


def _hidden(connection: apsw.Connection) -> Hidden:
    known = (
        "SELECT batch FROM node WHERE batch IS NOT NULL "
        "UNION SELECT batch FROM edge WHERE batch IS NOT NULL"
    )
    query = (
        "SELECT id, batch FROM node WHERE batch IN (SELECT batch FROM incomplete) "
        "UNION ALL SELECT id, batch FROM edge WHERE batch IN (SELECT batch FROM incomplete) "
        "AND name NOT IN (SELECT value FROM json_each(?))"
    )
    names = json.dumps([each.edge for each in schema.DRAWN.values()])
    return Hidden(
        {str(row[0]) for row in connection.execute(known)},
        {str(row[0]) for row in connection.execute("SELECT batch FROM incomplete")},
        {str(id_): str(batch) for id_, batch in connection.execute(query, (names,))},
    )


class _Concerns:
    """The table that finds a record's history names each change and nothing else.

    Compared by sums, as `Agreement` does; rows of emptied changes, which say nothing any more, may
    stay.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._sums = [0] * SUMS
        self._empty: set[str] = set()

    def see(self, _line: LogLine | None, rows: Sequence[HistoryLine]) -> Iterator[Fault]:
        """Add up what each change concerns."""
        for row in rows:
            if emptied(row):
                self._empty.add(place(row))
            for record in _concerned(row):
                self._sums[row.seq % SUMS] += hash((record, row.seq, row.pos))
        yield from ()

    def end(self) -> Iterator[Fault]:
        """Take off what the table says, and name what differs."""
        for record, seq, pos in self._held():
            self._sums[seq % SUMS] -= hash((record, seq, pos))
        suspected = {n for n, rest in enumerate(self._sums) if rest}
        if not suspected:
            return
        rows = [row for row in history(self._connection) if row.seq % SUMS in suspected]
        wanted = {(id_, row.seq, row.pos) for row in rows for id_ in _concerned(row)}
        stands = {each for each in self._held() if each[1] % SUMS in suspected}
        for id_, seq, pos in sorted(wanted ^ stands):
            yield Fault("concerns", id_, f"一条记录的历史里，第{seq}.{pos}处对不上。")

    def _held(self) -> Iterator[tuple[Id, int, int]]:
        for record, seq, pos in self._connection.execute("SELECT record, seq, pos FROM concerns"):
            if f"{seq}.{pos}" not in self._empty:
                yield str(record), whole(seq, record), whole(pos, record)


def _concerned(row: HistoryLine) -> tuple[Id, ...]:
    try:
        return concerned(row)
    except GARBLED:
        return ()


_STRAYS = {
    "SELECT seq FROM log WHERE seq < 1": ("chain", "操作记录里多了一条。"),
    "SELECT seq FROM history WHERE seq < 1 OR pos < 0": ("history", "历史里多了一次改动。"),
    "SELECT k.node FROM key k LEFT JOIN node n ON n.id = k.node WHERE n.id IS NULL OR n.kind <> k.kind": (
        "keys", "排序、筛选索引里有一条对不上任何记录。",
    ),
    "SELECT number FROM term_digest WHERE number NOT IN (SELECT number FROM node)": (
        "terms", "查找索引里有一条对不上任何记录。",
    ),
    "SELECT id FROM node WHERE binned NOT IN (0, 1) OR typeof(id) <> 'text'": (
        "present", "一条记录写得不对。",
    ),
    "SELECT id FROM edge WHERE binned NOT IN (0, 1) OR typeof(id) <> 'text'": (
        "present", "一条联系写得不对。",
    ),
}  # fmt: skip
"""Rows that no other comparison comes across."""


def _strays(connection: apsw.Connection) -> Iterator[Fault]:
    for query, (promise, sentence) in _STRAYS.items():
        for row in connection.execute(query):
            yield Fault(promise, str(row[0]), sentence)
    for seq, at, about in connection.execute("SELECT seq, at, about FROM log"):
        if datetime.fromisoformat(at).isoformat() != at or json.dumps(json.loads(about)) != about:
            yield Fault("chain", str(seq), f"操作记录第{seq}条被动过。")


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


def _terms(connection: apsw.Connection) -> Iterator[Fault]:
    """The full-text index, which cannot be read back record by record, holds the terms it should.

    Its own list of who has which term is added up for each record and compared.
    """
    connection.execute("CREATE VIRTUAL TABLE temp.spelt USING fts5vocab(main, terms, instance)")
    sums: Counter[int] = Counter()
    for term, number, column, _ in connection.execute("SELECT * FROM temp.spelt"):
        sums[number] += hash((term, column))
    for number, kind, id_, values in connection.execute("SELECT number, kind, id, vals FROM node"):
        try:
            indexed = schema.index(kind, values)
        except GARBLED:
            continue  # told with the record itself
        wanted = sum(hash((each, "public")) for each in encoded(indexed.terms).split())
        wanted += sum(hash((each, "private")) for each in encoded(indexed.private_terms).split())
        if sums.pop(number, 0) != wanted:
            yield Fault("terms", str(id_), "一条记录的查找索引和内容对不上。")
    for number in sums:
        yield Fault("terms", str(number), "查找索引里有一条对不上任何记录。")
    # without its size a record's terms cannot be taken out again
    odd = (
        "SELECT number FROM node WHERE number NOT IN (SELECT id FROM terms_docsize) "
        "UNION SELECT id FROM terms_docsize WHERE id NOT IN (SELECT number FROM node)"
    )
    for (number,) in connection.execute(odd):
        yield Fault("terms", str(number), "查找索引里一条记录的登记缺了或多了。")


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
        query = (
            "SELECT e.id FROM edge e JOIN node n ON n.id = e.id "
            "WHERE e.name = ? AND e.batch IS NOT n.batch"
        )
        for row in connection.execute(query, (each.edge,)):
            yield Fault("drawn", str(row[0]), "一条引荐的线和引荐不是一起看得见的。")
