"""The embedded engine's questions; each takes an open connection and writes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import apsw

from xiangxian.store.base import (
    LINKS_PER_RECORD,
    PAGE,
    Damage,
    Direction,
    Edge,
    EdgeName,
    Entry,
    FieldName,
    Filter,
    Group,
    HistoryLine,
    Hop,
    Id,
    Key,
    Kind,
    Line,
    Links,
    LogLine,
    Node,
    Page,
    Query,
    Stream,
    Subgraph,
)
from xiangxian.store.drawing import DRAWN_EDGES
from xiangxian.store.heads import Head
from xiangxian.store.neighbourhood import Neighbours, within
from xiangxian.store.sqlite.filters import condition
from xiangxian.store.sqlite.writes import EDGE, NODE, edge_of, node_of, whole

ENTRY = "l.seq, l.id, l.actor, l.at, l.why, l.note, l.about, l.undoes, l.writes, l.chain"

_CHUNK = 1000

Cursor = tuple[Key | None, Id] | None


def entry(row: Sequence[object]) -> Entry:
    """The log entry of a row selected as `ENTRY`; raises `Damage` where it is none."""
    seq, id_, actor, at, why, note, about, undoes, writes, chain = row
    try:
        return Entry(
            whole(seq, id_),
            str(id_),
            str(actor),
            datetime.fromisoformat(str(at)),
            str(why),
            str(note),
            tuple(map(str, json.loads(str(about)))),
            None if undoes is None else str(undoes),
            whole(writes, id_),
            str(chain),
        )
    except (ValueError, TypeError) as fault:
        raise Damage(f"操作记录第{seq}条") from fault


def page(connection: apsw.Connection, query: Query) -> tuple[tuple[Node, ...], Cursor]:
    """The records of one page and where the next begins, in at most two statements."""
    limit = min(query.limit, PAGE)
    if query.order is None:
        nodes = _by_age(connection, query, limit + 1)
        keyed: list[tuple[Node, Key | None]] = [(node, node.id) for node in nodes]
    else:
        keyed = []
        if query.after is None or query.after[0] is not None:
            keyed = _with_key(connection, query, query.order.field, limit + 1)
        if len(keyed) <= limit:
            keyed += _without_key(connection, query, query.order.field, limit + 1 - len(keyed))
    shown = keyed[:limit]
    following: Cursor = None
    if len(keyed) > limit and shown:
        last, key = shown[-1]
        following = (key, last.id)
    return tuple(node for node, _ in shown), following


def _by_age(connection: apsw.Connection, query: Query, limit: int) -> list[Node]:
    text, values = condition(query.where, "n", query.kind)
    after = query.after[1] if query.after else ""
    sql = (
        f"SELECT {NODE} FROM seen_node n WHERE n.kind = ? AND n.binned = ? AND n.id > ? AND ({text}) "  # noqa: S608
        "ORDER BY n.id LIMIT ?"
    )
    bound = (query.kind, int(query.binned), after, *values, limit)
    return [node_of(row) for row in connection.execute(sql, bound)]


def _with_key(
    connection: apsw.Connection, query: Query, name: FieldName, limit: int
) -> list[tuple[Node, Key | None]]:
    text, values = condition(query.where, "n", query.kind)
    descending = query.order is not None and query.order.descending
    place: list[object] = []
    beyond = "1"
    if query.after is not None:
        beyond = f"(s.val {'<' if descending else '>'} ? OR (s.val = ? AND s.node > ?))"
        place = [query.after[0], query.after[0], query.after[1]]
    sql = (
        f"SELECT s.val, {NODE} FROM key s JOIN seen_node n ON n.id = s.node "  # noqa: S608
        f"WHERE s.kind = ? AND s.field = ? AND {beyond} AND n.binned = ? AND ({text}) "
        f"ORDER BY s.val {'DESC' if descending else 'ASC'}, s.node LIMIT ?"
    )
    bound = (query.kind, name, *place, int(query.binned), *values, limit)
    return [(node_of(row), key) for key, *row in connection.execute(sql, bound)]


def _without_key(
    connection: apsw.Connection, query: Query, name: FieldName, limit: int
) -> list[tuple[Node, Key | None]]:
    text, values = condition(query.where, "n", query.kind)
    after = query.after[1] if query.after and query.after[0] is None else ""
    sql = (
        f"SELECT {NODE} FROM seen_node n WHERE n.kind = ? AND n.binned = ? AND n.id > ? AND ({text}) "  # noqa: S608
        "AND NOT EXISTS (SELECT 1 FROM key s WHERE s.node = n.id AND s.field = ?) "
        "ORDER BY n.id LIMIT ?"
    )
    bound = (query.kind, int(query.binned), after, *values, name, limit)
    return [(node_of(row), None) for row in connection.execute(sql, bound)]


_STEP = f"""
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY start, name, way ORDER BY edge_id) AS place FROM (
    SELECT i.value AS start, e.name AS name, 'out' AS way, e.id AS edge_id, {EDGE}, {NODE}
      FROM json_each(?1) i JOIN seen_edge e ON e.source = i.value
        AND e.name IN (SELECT value FROM json_each(?2)) AND e.binned = 0
      JOIN seen_node n ON n.id = e.target AND n.binned = 0
    UNION ALL
    SELECT i.value, e.name, 'in', e.id, {EDGE}, {NODE}
      FROM json_each(?1) i JOIN seen_edge e ON e.target = i.value
        AND e.name IN (SELECT value FROM json_each(?3)) AND e.binned = 0
      JOIN seen_node n ON n.id = e.source AND n.binned = 0
  )
) WHERE place <= ?4 ORDER BY edge_id
"""  # noqa: S608 - made of the constants above


def with_links(
    connection: apsw.Connection, nodes: tuple[Node, ...], links: Links, following: Cursor
) -> Page:
    """The page of *nodes* with their links: one statement for each step."""
    edges: dict[Id, Edge] = {}
    others: dict[Id, Node] = {}
    cut: set[Id] = set()
    reached = [node.id for node in nodes]
    for hops in links[:2]:
        found = _step(connection, reached, hops, edges, others, cut)
        reached = sorted(found)
    ordered = tuple(sorted(edges.values(), key=lambda edge: edge.id))
    return Page(nodes, ordered, others, frozenset(cut), following)


def _step(
    connection: apsw.Connection,
    starts: Sequence[Id],
    hops: Sequence[Hop],
    edges: dict[Id, Edge],
    others: dict[Id, Node],
    cut: set[Id],
) -> set[Id]:
    """Follow *hops* once from *starts*; gives what was reached."""
    out = sorted({hop.edge for hop in hops if hop.direction is not Direction.IN})
    into = sorted({hop.edge for hop in hops if hop.direction is not Direction.OUT})
    bound = (json.dumps(list(starts)), json.dumps(out), json.dumps(into), LINKS_PER_RECORD + 1)
    reached = set()
    for row in connection.execute(_STEP, bound):
        start, place = str(row[0]), int(str(row[-1]))
        if place > LINKS_PER_RECORD:
            cut.add(start)
            continue
        edge, node = edge_of(row[4:11]), node_of(row[11:17])
        edges[edge.id] = edge
        others[node.id] = node
        reached.add(node.id)
    return reached


def count(
    connection: apsw.Connection,
    kind: Kind,
    where: Filter,
    by: FieldName | None,
    total: FieldName | None,
) -> list[Group]:
    """Groups in order of their key, the missing one last; none at all when nothing is counted."""
    text, values = condition(where, "n", kind)
    sql = (
        "SELECT g.val, count(*), coalesce(sum(t.val), 0) FROM seen_node n "  # noqa: S608
        "LEFT JOIN key g ON g.node = n.id AND g.field = ? "
        "LEFT JOIN key t ON t.node = n.id AND t.field = ? "
        f"WHERE n.kind = ? AND n.binned = 0 AND ({text}) "
        "GROUP BY g.val ORDER BY g.val IS NULL, g.val"
    )
    rows = connection.execute(sql, (by or "", total or "", kind, *values))
    return [Group(key, int(str(n)), int(str(s))) for key, n, s in rows]


def search(
    connection: apsw.Connection,
    terms: Sequence[str],
    kinds: Sequence[Kind],
    where: Filter,
    *,
    private: bool,
    limit: int,
) -> list[Id]:
    """The ids of live records that have all of *terms* (as asked), in order of id."""
    columns = "{public private}" if private else "{public}"
    match = f"{columns} : ({' AND '.join(terms)})"
    text, values = condition(where, "n")
    sql = (
        "SELECT n.id FROM terms JOIN seen_node n ON n.number = terms.rowid "  # noqa: S608
        "WHERE terms MATCH ? AND n.binned = 0 "
        f"AND n.kind IN (SELECT value FROM json_each(?)) AND ({text}) ORDER BY n.id LIMIT ?"
    )
    bound = (match, json.dumps(list(kinds)), *values, limit)
    return [str(row[0]) for row in connection.execute(sql, bound)]


def expand(
    connection: apsw.Connection,
    start: Collection[Id],
    names: Sequence[EdgeName],
    direction: Direction,
    depth: int,
    limit: int,
    where: Filter,
) -> Subgraph:
    """Breadth first from *start*; the nearest are kept first, then the smaller id."""
    sql = f"SELECT {NODE} FROM json_each(?) i JOIN seen_node n ON n.id = i.value WHERE n.binned = 0 ORDER BY n.id"  # noqa: S608
    first = map(node_of, connection.execute(sql, (json.dumps(sorted(set(start))),)))

    def neighbours(frontier: Sequence[Id]) -> Neighbours:
        return _neighbours(connection, frontier, names, direction, where)

    return within(first, neighbours, depth=depth, limit=limit)


def _neighbours(
    connection: apsw.Connection,
    frontier: Sequence[Id],
    names: Sequence[EdgeName],
    direction: Direction,
    where: Filter,
) -> Neighbours:
    text, values = condition(where, "n")
    ways = {
        Direction.OUT: [("source", "target")],
        Direction.IN: [("target", "source")],
        Direction.BOTH: [("source", "target"), ("target", "source")],
    }[direction]
    nodes: dict[Id, Node] = {}
    edges: dict[Id, Edge] = {}
    starts, wanted = json.dumps(list(frontier)), json.dumps(list(names))
    for near, far in ways:
        sql = (
            f"SELECT {EDGE}, {NODE}, ({text}) OR n.id IN (SELECT value FROM json_each(?)) "  # noqa: S608
            f"FROM json_each(?) i JOIN seen_edge e ON e.{near} = i.value AND e.binned = 0 "
            "AND e.name IN (SELECT value FROM json_each(?)) "
            f"JOIN seen_node n ON n.id = e.{far} AND n.binned = 0"
        )
        for row in connection.execute(sql, (*values, starts, starts, wanted)):
            edge, node = edge_of(row[:7]), node_of(row[7:13])
            edges[edge.id] = edge
            if row[13]:
                nodes[node.id] = node
    return nodes, edges


def chain_at(connection: apsw.Connection, seq: int) -> str | None:
    """The chain of the log's entry number *seq*; None where there is none."""
    row = connection.execute("SELECT chain FROM log WHERE seq = ?", (seq,)).fetchone()
    return str(row[0]) if row else None


def head(connection: apsw.Connection) -> Head | None:
    """The last entry of the log; None for an empty one."""
    row = connection.execute("SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(int(row[0]), str(row[1])) if row else None


def streamed(connection: apsw.Connection, what: Stream) -> Iterator[Line]:
    """Everything of one sort, a chunk at a time."""
    if what is Stream.LOG:
        return log(connection)
    if what is Stream.HISTORY:
        return history(connection)
    return everything(connection, what)


def log(connection: apsw.Connection) -> Iterator[LogLine]:
    """The operation log in order of number, as it is carried."""
    query = f"SELECT {ENTRY}, l.digest FROM log l WHERE l.seq > ? ORDER BY l.seq LIMIT ?"  # noqa: S608
    after = 0
    while True:
        rows = connection.execute(query, (after, _CHUNK)).fetchall()
        for row in rows:
            yield LogLine(entry(row[:-1]), str(row[-1]))
        if len(rows) < _CHUNK:
            return
        after = int(str(rows[-1][0]))


def history(connection: apsw.Connection) -> Iterator[HistoryLine]:
    """The history in order of number, as it is carried."""
    query = (
        "SELECT seq, pos, before, after, salt, digest FROM history "
        "WHERE (seq, pos) > (?, ?) ORDER BY seq, pos LIMIT ?"
    )
    after: tuple[int, int] = (0, -1)
    while True:
        rows = connection.execute(query, (*after, _CHUNK)).fetchall()
        for seq, pos, *texts in rows:
            yield HistoryLine(whole(seq, pos), whole(pos, seq), *(str(text) for text in texts))
        if len(rows) < _CHUNK:
            return
        after = (int(str(rows[-1][0])), int(str(rows[-1][1])))


def everything(connection: apsw.Connection, what: Stream) -> Iterator[Node | Edge]:
    """Records or ties in id order, the binned too, derived ties left out."""
    after, drawn = "", json.dumps(sorted(DRAWN_EDGES))
    while True:
        if what is Stream.NODES:
            query = f"SELECT {NODE} FROM node n WHERE n.id > ? ORDER BY n.id LIMIT ?"  # noqa: S608
            rows = connection.execute(query, (after, _CHUNK)).fetchall()
            yield from map(node_of, rows)
        else:
            query = (
                f"SELECT {EDGE} FROM edge e WHERE e.id > ? "  # noqa: S608
                "AND e.name NOT IN (SELECT value FROM json_each(?)) ORDER BY e.id LIMIT ?"
            )
            rows = connection.execute(query, (after, drawn, _CHUNK)).fetchall()
            yield from map(edge_of, rows)
        if len(rows) < _CHUNK:
            return
        after = str(rows[-1][0])
