"""How the embedded engine applies a ChangeSet, within one transaction that somebody else opened."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import apsw

from xiangxian.domain import schema
from xiangxian.store.admission import check, check_size
from xiangxian.store.base import (
    Applied,
    ChangeSet,
    Conflict,
    Damage,
    Dangling,
    Edge,
    EdgeName,
    HistoryLine,
    Id,
    Line,
    LogLine,
    Node,
    StillTied,
)
from xiangxian.store.drawing import (
    DRAWN_EDGES,
    READ_EDGES,
    SHAPING_EDGES,
    Rows,
    drawings,
    moved_out,
    places,
    redrawn,
    still_named,
    went,
)
from xiangxian.store.heads import Head, Step
from xiangxian.store.history import concerned, history_of, line_of, link
from xiangxian.store.terms import encoded, term_digest

NODE = "n.id, n.kind, n.unit, n.rev, n.vals, n.binned"
EDGE = "e.id, e.name, e.source, e.target, e.rev, e.vals, e.binned"


def node_of(row: Sequence[object]) -> Node:
    """The node of a row selected as `NODE`."""
    id_, kind, unit, rev, values, binned = row
    return Node(str(id_), str(kind), str(unit), whole(rev, id_), str(values), bool(binned))


def edge_of(row: Sequence[object]) -> Edge:
    """The edge of a row selected as `EDGE`."""
    id_, name, source, target, rev, values, binned = row
    return Edge(
        str(id_), str(name), str(source), str(target), whole(rev, id_), str(values), bool(binned)
    )


def whole(number: object, where: object) -> int:
    """A number that must be one; raises `Damage` that names *where* it stands."""
    if not isinstance(number, int):
        raise Damage(str(where))
    return number


def apply(connection: apsw.Connection, changes: ChangeSet) -> tuple[Applied, Step | None]:
    """Write *changes* whole, and how the log went on (None where it had been applied before); the
    caller's transaction is rolled back when anything is raised."""
    check_size(changes)
    query = "SELECT seq, digest FROM log WHERE id = ?"
    before = connection.execute(query, (changes.id,)).fetchone()
    if before is not None:
        if before[1] != changes.digest():
            raise Conflict([changes.id])
        return Applied(int(before[0]), replayed=True), None
    nodes = [write.after for write in changes.writes if isinstance(write.after, Node)]
    edges = [write.after for write in changes.writes if isinstance(write.after, Edge)]
    current = states(connection, [node.id for node in nodes], [edge.id for edge in edges])
    check(changes, current)
    _put(connection, nodes, edges, None if changes.complete else changes.batch)
    _refuse_dangling(connection, edges)
    _refuse_torn(connection, nodes)
    for node in nodes:
        index(connection, node)
    _mark(connection, changes)
    step = _log(connection, changes, current)
    # behind the history, which tells how a link went into the bin
    redraw(connection, touched_drawings(connection, nodes, edges))
    return Applied(step.head.seq), step


def _mark(connection: apsw.Connection, changes: ChangeSet) -> None:
    """Open or close the batch that *changes* belong to."""
    if changes.batch is None:
        return
    if changes.complete:
        connection.execute("DELETE FROM incomplete WHERE batch = ?", (changes.batch,))
    else:
        connection.execute("INSERT OR IGNORE INTO incomplete VALUES (?)", (changes.batch,))


def states(
    connection: apsw.Connection, nodes: Sequence[Id], edges: Sequence[Id]
) -> dict[Id, Node | Edge]:
    """The records *nodes* and the ties *edges* as they stand, whether or not a reader sees them."""
    query = f"SELECT {NODE} FROM json_each(?) i JOIN node n ON n.id = i.value"  # noqa: S608
    rows = connection.execute(query, (json.dumps(nodes),))
    found: dict[Id, Node | Edge] = {node.id: node for node in map(node_of, rows)}
    query = (
        f"SELECT {EDGE} FROM json_each(?) i JOIN edge e ON e.id = i.value "  # noqa: S608
        "WHERE e.name NOT IN (SELECT value FROM json_each(?))"
    )
    rows = connection.execute(query, (json.dumps(edges), json.dumps(sorted(DRAWN_EDGES))))
    return found | {edge.id: edge for edge in map(edge_of, rows)}


def _put(
    connection: apsw.Connection, nodes: Iterable[Node], edges: Iterable[Edge], batch: Id | None
) -> None:
    connection.executemany(
        "INSERT INTO node (id, kind, unit, rev, binned, vals, batch) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, rev = excluded.rev, "
        "binned = excluded.binned, vals = excluded.vals",
        [(n.id, n.kind, n.unit, n.rev, int(n.binned), n.values, batch) for n in nodes],
    )
    connection.executemany(
        "INSERT INTO edge (id, name, source, target, rev, binned, vals, batch) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, binned = excluded.binned, "
        "vals = excluded.vals",
        [(e.id, e.name, e.source, e.target, e.rev, int(e.binned), e.values, batch) for e in edges],
    )


def _refuse_dangling(connection: apsw.Connection, edges: Sequence[Edge]) -> None:
    live = json.dumps([edge.id for edge in edges if not edge.binned])
    found = connection.execute(
        "SELECT e.id FROM json_each(?) i JOIN edge e ON e.id = i.value "
        "LEFT JOIN node s ON s.id = e.source AND s.binned = 0 "
        "LEFT JOIN node t ON t.id = e.target AND t.binned = 0 "
        "WHERE s.id IS NULL OR t.id IS NULL ORDER BY e.id",
        (live,),
    ).fetchall()
    if found:
        raise Dangling([str(row[0]) for row in found])


def _refuse_torn(connection: apsw.Connection, nodes: Sequence[Node]) -> None:
    binned = json.dumps([node.id for node in nodes if node.binned])
    found = connection.execute(
        "SELECT DISTINCT i.value FROM json_each(?1) i JOIN edge e "
        "ON (e.source = i.value OR e.target = i.value) AND e.binned = 0 "
        "WHERE e.name NOT IN (SELECT value FROM json_each(?2)) ORDER BY i.value",
        (binned, json.dumps(sorted(DRAWN_EDGES))),
    ).fetchall()
    if found:
        raise StillTied([str(row[0]) for row in found])


def index(connection: apsw.Connection, node: Node) -> None:
    """Put a record's keys and terms where queries find them."""
    indexed = schema.index(node.kind, node.values)
    public, private = encoded(indexed.terms), encoded(indexed.private_terms)
    connection.execute("DELETE FROM key WHERE node = ?", (node.id,))
    connection.executemany(
        "INSERT INTO key (node, field, kind, val) VALUES (?, ?, ?, ?)",
        [(node.id, name, node.kind, value) for name, value in indexed.keys.items()],
    )
    row = connection.execute("SELECT number FROM node WHERE id = ?", (node.id,)).fetchone()
    number = row[0] if row else 0
    connection.execute("DELETE FROM terms WHERE rowid = ?", (number,))
    connection.execute(
        "INSERT INTO terms (rowid, public, private) VALUES (?, ?, ?)", (number, public, private)
    )
    connection.execute(
        "INSERT INTO term_digest (number, digest) VALUES (?, ?) "
        "ON CONFLICT (number) DO UPDATE SET digest = excluded.digest",
        (number, term_digest(public, private)),
    )


def touched_drawings(
    connection: apsw.Connection, nodes: Sequence[Node], edges: Sequence[Edge]
) -> list[Id]:
    """The records whose derived tie may have to be drawn anew after these writes."""
    found = {node.id for node in nodes if node.kind in schema.DRAWN}
    found |= {edge.source for edge in edges if edge.name in SHAPING_EDGES}
    rows = connection.execute(
        "SELECT DISTINCT e.source FROM json_each(?1) i JOIN edge e ON e.target = i.value "
        "WHERE e.name IN (SELECT value FROM json_each(?2))",
        (json.dumps([node.id for node in nodes]), json.dumps(sorted(SHAPING_EDGES))),
    )
    return sorted(found | {str(row[0]) for row in rows})


def drawn(connection: apsw.Connection, ids: Sequence[Id]) -> dict[Id, Edge]:
    """The derived ties that records *ids* call for, as their first revision."""
    text = json.dumps(list(ids))
    query = f"SELECT {NODE} FROM json_each(?) i JOIN node n ON n.id = i.value WHERE n.binned = 0"  # noqa: S608
    records = [node_of(row) for row in connection.execute(query, (text,))]
    query = (
        f"SELECT e.source, e.name, {NODE} FROM json_each(?) i "  # noqa: S608
        "JOIN edge e ON e.source = i.value AND e.binned = 0 "
        "JOIN node n ON n.id = e.target AND n.binned = 0 ORDER BY e.id"
    )
    ends: dict[Id, dict[str, Node]] = {}
    for source, name, *row in connection.execute(query, (text,)):
        ends.setdefault(str(source), {}).setdefault(str(name), node_of(row))
    records = [node for node in records if node.kind in schema.DRAWN]
    for source, named in _named_in_bin(connection, [node.id for node in records]).items():
        for name, node in named.items():
            ends.setdefault(source, {}).setdefault(name, node)
    return drawings(records, ends)


def _named_in_bin(connection: apsw.Connection, ids: Sequence[Id]) -> dict[Id, dict[EdgeName, Node]]:
    """What the records *ids* name although it lies in the recycle bin."""
    query = (
        f"SELECT {EDGE}, {NODE} FROM json_each(?) i JOIN edge e ON e.source = i.value "  # noqa: S608
        "AND e.binned = 1 AND e.name IN (SELECT value FROM json_each(?)) "
        "JOIN node n ON n.id = e.target AND n.binned = 1"
    )
    rows = connection.execute(query, (json.dumps(list(ids)), json.dumps(sorted(READ_EDGES))))
    links = [(edge_of(row[:7]), node_of(row[7:])) for row in rows]
    if not links:
        return {}
    past = places(_past(connection, {edge.source for edge, _ in links}, "edge"))
    ends = {end for edge, _ in links for end in (edge.source, edge.target)}
    return still_named(links, past, went(_past(connection, ends, "node")))


def _past(connection: apsw.Connection, ids: Collection[Id], what: str) -> Rows:
    """The history of the records *ids*: of themselves (`node`) or of their ties (`edge`)."""
    query = (
        "SELECT h.seq, u.seq, h.after FROM json_each(?) i JOIN concerns c ON c.record = i.value "
        "JOIN history h ON h.seq = c.seq AND h.pos = c.pos JOIN log l ON l.seq = h.seq "
        "LEFT JOIN log u ON u.id = l.undoes "
        "WHERE substr(h.after, 1, 7) = ? ORDER BY h.seq, h.pos"
    )
    for seq, undone, after in connection.execute(query, (json.dumps(sorted(ids)), f'["{what}"')):
        yield int(str(seq)), None if undone is None else int(str(undone)), str(after)


def redraw(connection: apsw.Connection, ids: Sequence[Id]) -> None:
    """Make the derived ties of records *ids* what they should be."""
    if not ids:
        return
    query = f"SELECT {EDGE} FROM json_each(?) i JOIN edge e ON e.id = i.value"  # noqa: S608
    rows = connection.execute(query, (json.dumps(list(ids)),)).fetchall()
    gone, put = redrawn(drawn(connection, ids), {edge.id: edge for edge in map(edge_of, rows)})
    connection.executemany("DELETE FROM edge WHERE id = ?", [(id_,) for id_ in gone])
    connection.executemany(
        "INSERT INTO edge (id, name, source, target, rev, binned, vals, batch) "
        "VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, (SELECT batch FROM node WHERE id = ?1)) "
        "ON CONFLICT (id) DO UPDATE SET source = excluded.source, target = excluded.target, "
        "rev = excluded.rev, vals = excluded.vals",
        [(e.id, e.name, e.source, e.target, e.rev, e.values) for e in put],
    )


def _log(
    connection: apsw.Connection, changes: ChangeSet, current: Mapping[Id, Node | Edge]
) -> Step:
    """The log line with its chain, and the history rows; gives how the log went on."""
    last = connection.execute("SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    seq, before = (int(last[0]) + 1, str(last[1])) if last else (1, "")
    history = history_of(changes, seq, current)
    line = line_of(changes, seq)
    chain = link(before, line, [each.digest for each in history])
    put_log(connection, [replace(line, entry=replace(line.entry, chain=chain))])
    put_history(connection, history)
    return Step(before, Head(seq, chain))


def put_log(connection: apsw.Connection, lines: Iterable[LogLine]) -> None:
    """Insert log lines as they are."""
    connection.executemany(
        "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                line.entry.seq,
                line.entry.id,
                line.entry.actor,
                line.entry.at.isoformat(),
                line.entry.why,
                line.entry.note,
                json.dumps(list(line.entry.about)),
                line.entry.undoes,
                line.entry.writes,
                line.digest,
                line.entry.chain,
            )
            for line in lines
        ],
    )


def put_history(connection: apsw.Connection, lines: Sequence[HistoryLine]) -> None:
    """Insert history rows as they are, and which records they concern."""
    connection.executemany(
        "INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)",
        [(each.seq, each.pos, each.before, each.after, each.salt, each.digest) for each in lines],
    )
    connection.executemany(
        "INSERT INTO concerns VALUES (?, ?, ?)",
        [(record, each.seq, each.pos) for each in lines for record in concerned(each)],
    )


def put_loaded(connection: apsw.Connection, lines: Sequence[Line]) -> None:
    """Put lines of a dump as they are, with their keys, terms and derived ties."""
    nodes = [line for line in lines if isinstance(line, Node)]
    edges = [line for line in lines if isinstance(line, Edge)]
    _put(connection, nodes, edges, None)
    _refuse_dangling(connection, edges)
    for node in nodes:
        index(connection, node)
    redraw(connection, touched_drawings(connection, [], edges))
    put_log(connection, (line for line in lines if isinstance(line, LogLine)))
    past = [line for line in lines if isinstance(line, HistoryLine)]
    put_history(connection, past)
    redraw(connection, touched_drawings(connection, *moved_out(past)))


def empty(connection: apsw.Connection) -> None:
    """Take out every record and tie, the log and the history."""
    for table in ("node", "edge", "key", "term_digest", "log", "history", "concerns", "incomplete"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    connection.execute("INSERT INTO terms (terms) VALUES ('delete-all')")
