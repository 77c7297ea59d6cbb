"""How the embedded engine applies a ChangeSet, within one transaction that somebody else opened."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence

import apsw

from xiangxian.domain import schema
from xiangxian.store.base import (
    WRITES,
    Applied,
    ChangeSet,
    Conflict,
    Dangling,
    Derived,
    Edge,
    Id,
    Node,
    StillTied,
    Write,
    chain_digest,
    change_digest,
    entry_text,
)

NODE = "n.id, n.kind, n.unit, n.rev, n.vals, n.binned"
EDGE = "e.id, e.name, e.source, e.target, e.rev, e.vals, e.binned"
_DRAWN_EDGES = frozenset(drawn.edge for drawn in schema.DRAWN.values())
_EDGES = schema.edge_names()


def node_of(row: Sequence[object]) -> Node:
    """The node of a row selected as `NODE`."""
    id_, kind, unit, rev, values, binned = row
    return Node(str(id_), str(kind), str(unit), int(str(rev)), str(values), bool(binned))


def edge_of(row: Sequence[object]) -> Edge:
    """The edge of a row selected as `EDGE`."""
    id_, name, source, target, rev, values, binned = row
    return Edge(
        str(id_), str(name), str(source), str(target), int(str(rev)), str(values), bool(binned)
    )


def apply(connection: apsw.Connection, changes: ChangeSet) -> Applied:
    """Write *changes* whole; the caller's transaction is rolled back when anything is raised."""
    if len(changes.writes) > WRITES:
        raise ValueError(f"a ChangeSet holds at most {WRITES} writes")
    digest = changes.digest()
    before = connection.execute(
        "SELECT seq, digest FROM log WHERE id = ?", (changes.id,)
    ).fetchone()
    if before is not None:
        if before[1] != digest:
            raise Conflict([changes.id])
        return Applied(int(before[0]), replayed=True)
    current = _current(connection, changes.writes)
    _check(changes.writes, current)
    nodes = [write.after for write in changes.writes if isinstance(write.after, Node)]
    edges = [write.after for write in changes.writes if isinstance(write.after, Edge)]
    _put(connection, nodes, edges)
    _refuse_dangling(connection, edges)
    _refuse_torn(connection, nodes)
    for node in nodes:
        index(connection, node)
    redraw(connection, touched_drawings(connection, nodes, edges))
    return Applied(_log(connection, changes, digest, current))


def _current(connection: apsw.Connection, writes: Sequence[Write]) -> dict[Id, Node | Edge]:
    """What stands now under every id that is written."""
    nodes = json.dumps([write.after.id for write in writes if isinstance(write.after, Node)])
    edges = json.dumps([write.after.id for write in writes if isinstance(write.after, Edge)])
    found: dict[Id, Node | Edge] = {}
    query = f"SELECT {NODE} FROM json_each(?) i JOIN node n ON n.id = i.value"  # noqa: S608
    found |= {node.id: node for node in map(node_of, connection.execute(query, (nodes,)))}
    query = f"SELECT {EDGE} FROM json_each(?) i JOIN edge e ON e.id = i.value"  # noqa: S608
    return found | {edge.id: edge for edge in map(edge_of, connection.execute(query, (edges,)))}


def _check(writes: Sequence[Write], current: Mapping[Id, Node | Edge]) -> None:
    """Names, shapes and versions of all writes, before the first is made."""
    ids = [write.after.id for write in writes]
    if len(set(ids)) != len(ids):
        raise ValueError("one ChangeSet writes a record once")
    conflicts = []
    for write in writes:
        after, stands = write.after, current.get(write.after.id)
        if write.before_rev != (stands.rev if stands else 0):
            conflicts.append(after.id)
            continue
        if after.rev != write.before_rev + 1:
            raise ValueError(f"{after.id}: revision {after.rev} does not follow {write.before_rev}")
        if isinstance(after, Node):
            if after.kind not in schema.KINDS:
                raise ValueError(f"no kind of record: {after.kind}")
            if isinstance(stands, Node) and stands.kind != after.kind:
                raise ValueError(f"{after.id}: a record never changes its kind")
            continue
        if after.name in _DRAWN_EDGES:
            raise Derived(after.name)
        if after.name not in _EDGES:
            raise ValueError(f"no kind of tie: {after.name}")
        if isinstance(stands, Edge):
            same = (stands.name, stands.source, stands.target)
            if same != (after.name, after.source, after.target):
                raise ValueError(f"{after.id}: a tie never moves")
    if conflicts:
        raise Conflict(conflicts)


def _put(connection: apsw.Connection, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
    connection.executemany(
        "INSERT INTO node (id, kind, unit, rev, binned, vals) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, rev = excluded.rev, "
        "binned = excluded.binned, vals = excluded.vals",
        [(n.id, n.kind, n.unit, n.rev, int(n.binned), n.values) for n in nodes],
    )
    connection.executemany(
        "INSERT INTO edge (id, name, source, target, rev, binned, vals) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, binned = excluded.binned, "
        "vals = excluded.vals",
        [(e.id, e.name, e.source, e.target, e.rev, int(e.binned), e.values) for e in edges],
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
        (binned, json.dumps(sorted(_DRAWN_EDGES))),
    ).fetchall()
    if found:
        raise StillTied([str(row[0]) for row in found])


def encoded(terms: Iterable[str]) -> str:
    """Terms as the index keeps them: ASCII words, so that no tokenizer has an opinion."""
    return " ".join(
        f"a{term}" if term.isascii() and term.isalnum() else f"h{term.encode().hex()}"
        for term in sorted(terms)
    )


def term_digest(public: str, private: str) -> str:
    """What stands in for the indexed terms when they are verified."""
    return hashlib.sha256(f"{public}\n{private}".encode()).hexdigest()[:24]


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
    names = {
        name
        for drawn in schema.DRAWN.values()
        for name in (drawn.source, drawn.target, *drawn.reads)
    }
    found = {node.id for node in nodes if node.kind in schema.DRAWN}
    found |= {edge.source for edge in edges if edge.name in names}
    rows = connection.execute(
        "SELECT DISTINCT e.source FROM json_each(?1) i JOIN edge e ON e.target = i.value "
        "WHERE e.name IN (SELECT value FROM json_each(?2))",
        (json.dumps([node.id for node in nodes]), json.dumps(sorted(names))),
    )
    return sorted(found | {str(row[0]) for row in rows})


def drawings(connection: apsw.Connection, ids: Sequence[Id]) -> dict[Id, Edge]:
    """The derived ties that records *ids* call for, as their first revision."""
    text = json.dumps(list(ids))
    query = f"SELECT {NODE} FROM json_each(?) i JOIN node n ON n.id = i.value WHERE n.binned = 0"  # noqa: S608
    records = [node_of(row) for row in connection.execute(query, (text,))]
    records = [node for node in records if node.kind in schema.DRAWN]
    query = (
        f"SELECT e.source, e.name, {NODE} FROM json_each(?) i "  # noqa: S608
        "JOIN edge e ON e.source = i.value AND e.binned = 0 "
        "JOIN node n ON n.id = e.target AND n.binned = 0 ORDER BY e.id"
    )
    linked: dict[Id, dict[str, Node]] = {}
    for source, name, *row in connection.execute(query, (text,)):
        linked.setdefault(str(source), {}).setdefault(str(name), node_of(row))
    found = {}
    for node in records:
        drawn, ends = schema.DRAWN[node.kind], linked.get(node.id, {})
        if drawn.source not in ends or drawn.target not in ends:
            continue
        read = {
            name: (ends[name].id, ends[name].kind, ends[name].values)
            for name in drawn.reads
            if name in ends
        }
        values = drawn.values(node.values, node.unit, read)
        found[node.id] = Edge(
            node.id, drawn.edge, ends[drawn.source].id, ends[drawn.target].id, 1, values
        )
    return found


def redraw(connection: apsw.Connection, ids: Sequence[Id]) -> None:
    """Make the derived ties of records *ids* what they should be; a tie that moves is a new one."""
    if not ids:
        return
    wanted = drawings(connection, ids)
    query = f"SELECT {EDGE} FROM json_each(?) i JOIN edge e ON e.id = i.value"  # noqa: S608
    rows = connection.execute(query, (json.dumps(list(ids)),)).fetchall()
    standing = {edge.id: edge for edge in map(edge_of, rows)}
    for id_, edge in standing.items():
        new = wanted.get(id_)
        if new is None:
            connection.execute("DELETE FROM edge WHERE id = ?", (id_,))
        elif (new.source, new.target, new.values) == (edge.source, edge.target, edge.values):
            wanted.pop(id_)
    connection.executemany(
        "INSERT INTO edge (id, name, source, target, rev, binned, vals) VALUES (?, ?, ?, ?, ?, 0, ?) "
        "ON CONFLICT (id) DO UPDATE SET source = excluded.source, target = excluded.target, "
        "rev = edge.rev + 1, vals = excluded.vals",
        [(e.id, e.name, e.source, e.target, 1, e.values) for e in wanted.values()],
    )


def log_fields(row: Sequence[object]) -> list[str]:
    """The fields of a log row that the chain covers, as texts."""
    return ["" if value is None else str(value) for value in row]


def _log(
    connection: apsw.Connection,
    changes: ChangeSet,
    digest: str,
    current: Mapping[Id, Node | Edge],
) -> int:
    """The log line with its chain, and the history rows; gives the ChangeSet's number."""
    last = connection.execute("SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1").fetchone()
    seq, chain = (int(last[0]) + 1, str(last[1])) if last else (1, "")
    rows, concerns, digests = [], [], []
    for pos, write in enumerate(changes.writes):
        before, after = entry_text(current.get(write.after.id)), entry_text(write.after)
        salt = secrets.token_hex(16)
        digests.append(change_digest(salt, before, after))
        rows.append((seq, pos, before, after, salt, digests[-1]))
        entry = write.after
        ends = {entry.id} if isinstance(entry, Node) else {entry.source, entry.target}
        concerns += [(end, seq, pos) for end in sorted(ends)]
    connection.executemany("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO concerns VALUES (?, ?, ?)", concerns)
    line = (
        seq,
        changes.id,
        changes.actor,
        changes.at.isoformat(),
        changes.why,
        changes.note,
        json.dumps(list(changes.about)),
        changes.undoes,
        len(changes.writes),
        digest,
    )
    link = chain_digest(chain, log_fields(line), digests)
    connection.execute("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*line, link))
    return seq
