"""How Neo4j applies a ChangeSet, within one transaction that somebody else opened.

Neo4j reads what is committed and locks only what it writes, so that a comparison alone loses
updates: every record that is written, and both ends of every tie that is, are locked first, in the
order of their ids, and what stands is read after that. The head of the log is locked last; what is
derived from several records is derived behind it, one ChangeSet after the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from xiangxian.domain import schema
from xiangxian.store.admission import check, check_size
from xiangxian.store.base import (
    Applied,
    ChangeSet,
    Conflict,
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
from xiangxian.store.ddl import (
    BATCH,
    BINNED,
    BINNED_TIE,
    HEAD,
    HISTORY,
    LABELS,
    LOG,
    RECORD,
    key_property,
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
from xiangxian.store.neo4j.reads import Running, applied, states
from xiangxian.store.neo4j.rows import edge_of, edge_text, node_of, node_text
from xiangxian.store.terms import encoded

_QUIET = sorted({BINNED_TIE, *DRAWN_EDGES})
_OWN = frozenset(("id", "name", "rev", "values", "batch"))
LOCK_RECORDS = f"UNWIND $ids AS id MATCH (n:{RECORD} {{id: id}}) SET n:{RECORD}"
"""Locks records in the order of *ids*: setting a label that is there changes nothing else."""
LOCK_HEAD = f"MATCH (h:{HEAD}) SET h:{HEAD}"


def apply(run: Running, changes: ChangeSet) -> tuple[Applied, Step | None]:
    """Write *changes* whole, and how the log went on (None where it had been applied before); the
    caller's transaction is rolled back when anything is raised."""
    check_size(changes)
    nodes = [write.after for write in changes.writes if isinstance(write.after, Node)]
    edges = [write.after for write in changes.writes if isinstance(write.after, Edge)]
    touched = {node.id for node in nodes} | {end for e in edges for end in (e.source, e.target)}
    if touched:
        run(LOCK_RECORDS, ids=sorted(touched))
    before = applied(run, changes.id)
    if before is not None:
        if before[1] != changes.digest():
            raise Conflict([changes.id])
        return Applied(before[0].seq, replayed=True), None
    current = states(run, [node.id for node in nodes], [edge.id for edge in edges])
    check(changes, current)
    batch = None if changes.complete else changes.batch
    put_nodes(run, nodes, current, batch)
    _refuse_dangling(run, edges)
    put_edges(run, edges, current, batch)
    _refuse_torn(run, nodes)
    run(LOCK_HEAD)
    _mark(run, changes)
    step = _log(run, changes, current)
    # behind the history, which tells how a link went into the bin
    redraw(run, touched_drawings(run, nodes, edges))
    return Applied(step.head.seq), step


def _mark(run: Running, changes: ChangeSet) -> None:
    """Open or close the batch that *changes* belong to."""
    if changes.batch is None:
        return
    if changes.complete:
        run(f"MATCH (b:{BATCH} {{id: $id}}) DELETE b", id=changes.batch)
    else:
        run(f"MERGE (:{BATCH} {{id: $id}})", id=changes.batch)


def properties(node: Node) -> dict[str, Any]:
    """What a record's node holds: its content, its keys and terms, and for people who ask in
    Cypher its title and its open keys in words."""
    indexed = schema.index(node.kind, node.values)
    return {
        **indexed.shown,
        "id": node.id,
        "kind": node.kind,
        "unit": node.unit,
        "rev": node.rev,
        "values": node.values,
        "title": indexed.title,
        "terms_open": encoded(indexed.terms),
        "terms_private": encoded(indexed.private_terms),
        **{key_property(name): value for name, value in indexed.keys.items()},
    }


def put_nodes(
    run: Running, nodes: Iterable[Node], current: Mapping[Id, Any], batch: Id | None = None
) -> None:
    """Create the records that do not stand yet, and put the others over what stands."""

    def sort(node: Node) -> tuple[bool, str, bool]:
        return node.id in current, node.kind, node.binned

    for (stands, kind, binned), group in groupby(sorted(nodes, key=sort), key=sort):
        rows = [properties(node) for node in group]
        label = BINNED if binned else LABELS[kind]
        other = LABELS[kind] if binned else BINNED
        if stands:
            run(
                f"UNWIND $rows AS row MATCH (n:{RECORD} {{id: row.id}}) "
                f"WITH n, row, n.batch AS batch SET n = row, n.batch = batch, n:{label} "
                f"REMOVE n:{other}",
                rows=rows,
            )
        else:
            run(
                f"UNWIND $rows AS row CREATE (n:{RECORD}:{label}) SET n = row, n.batch = $batch",
                rows=rows,
                batch=batch,
            )


def put_edges(
    run: Running, edges: Iterable[Edge], current: Mapping[Id, Any], batch: Id | None = None
) -> None:
    """Create the ties that do not stand yet, and put the others over what stands.

    A tie that goes into the recycle bin, or comes out of it, changes its type, and so is a new
    relationship with the same id.
    """

    def sort(edge: Edge) -> tuple[str, str]:
        stands = current.get(edge.id)
        return _type(stands) if isinstance(stands, Edge) else "", _type(edge)

    for (stood, type_), group in groupby(sorted(edges, key=sort), key=sort):
        rows = [
            {
                "id": edge.id,
                "source": edge.source,
                "target": edge.target,
                "values": tie_properties(edge),
            }
            for edge in group
        ]
        if stood == type_:
            run(
                f"UNWIND $rows AS row MATCH ()-[e:{type_}]->() WHERE e.id = row.id "
                "WITH e, row, e.batch AS batch SET e = row.values, e.batch = batch",
                rows=rows,
            )
            continue
        if stood:
            run(
                f"UNWIND $rows AS row MATCH ()-[e:{stood}]->() WHERE e.id = row.id DELETE e",
                rows=rows,
            )
        run(
            f"UNWIND $rows AS row MATCH (s:{RECORD} {{id: row.source}}) "
            f"MATCH (t:{RECORD} {{id: row.target}}) CREATE (s)-[e:{type_}]->(t) "
            "SET e = row.values, e.batch = $batch",
            rows=rows,
            batch=batch,
        )


def _type(edge: Edge) -> str:
    return BINNED_TIE if edge.binned else edge.name


def tie_properties(edge: Edge) -> dict[str, Any]:
    """What a relationship holds; a derived one also tells its values one by one."""
    told: dict[str, Any] = {}
    if edge.name in DRAWN_EDGES:
        told = {
            name: value
            for name, value in json.loads(edge.values).items()
            if isinstance(value, str | int | float) and name not in _OWN
        }
    if edge.binned:
        told["name"] = edge.name
    return {**told, "id": edge.id, "rev": edge.rev, "values": edge.values}


def _refuse_dangling(run: Running, edges: Sequence[Edge]) -> None:
    ends = sorted({end for e in edges if not e.binned for end in (e.source, e.target)})
    ends += sorted({end for e in edges if e.binned for end in (e.source, e.target)} - {*ends})
    if not ends:
        return
    rows = run(
        f"UNWIND $ids AS id OPTIONAL MATCH (n:{RECORD} {{id: id}}) "
        f"WITH id, n WHERE n IS NULL OR n:{BINNED} RETURN id, n IS NULL",
        ids=ends,
    )
    binned, absent = {row[0] for row in rows}, {row[0] for row in rows if row[1]}
    found = [
        edge.id
        for edge in edges
        if {edge.source, edge.target} & (absent if edge.binned else binned)
    ]
    if found:
        raise Dangling(sorted(found))


def _refuse_torn(run: Running, nodes: Sequence[Node]) -> None:
    binned = [node.id for node in nodes if node.binned]
    if not binned:
        return
    rows = run(
        f"UNWIND $ids AS id MATCH (n:{RECORD} {{id: id}}) "
        "WHERE EXISTS { (n)-[e]-() WHERE NOT type(e) IN $quiet } RETURN id",
        ids=binned,
        quiet=_QUIET,
    )
    if rows:
        raise StillTied(sorted(row[0] for row in rows))


def touched_drawings(run: Running, nodes: Sequence[Node], edges: Sequence[Edge]) -> list[Id]:
    """The records whose derived tie may have to be drawn anew after these writes."""
    found = {node.id for node in nodes if node.kind in schema.DRAWN}
    found |= {edge.source for edge in edges if edge.name in SHAPING_EDGES}
    if nodes:
        rows = run(
            f"UNWIND $ids AS id MATCH (:{RECORD} {{id: id}})"
            f"<-[e:{'|'.join((*sorted(SHAPING_EDGES), BINNED_TIE))}]-(n) "
            "WHERE coalesce(e.name, type(e)) IN $names RETURN DISTINCT n.id",
            ids=[node.id for node in nodes],
            names=sorted(SHAPING_EDGES),
        )
        found |= {row[0] for row in rows}
    return sorted(found)


def drawn(run: Running, ids: Sequence[Id]) -> dict[Id, Edge]:
    """The derived ties that records *ids* call for, as their first revision."""
    rows = run(
        f"UNWIND $ids AS id MATCH (n:{RECORD} {{id: id}}) "
        f"WHERE n.kind IN $kinds AND NOT n:{BINNED} RETURN {node_text('n')}",
        ids=list(ids),
        kinds=sorted(schema.DRAWN),
    )
    records = [node_of(row) for row in rows]
    rows = run(
        f"UNWIND $ids AS id MATCH (n:{RECORD} {{id: id}})-[e:{'|'.join(sorted(SHAPING_EDGES))}]->(t) "
        f"RETURN e.id, n.id, type(e), {node_text('t')}",
        ids=[node.id for node in records],
    )
    ends: dict[Id, dict[str, Node]] = {}
    for _, source, name, *row in sorted(rows, key=lambda row: str(row[0])):
        ends.setdefault(source, {}).setdefault(name, node_of(row))
    for source, named in _named_in_bin(run, [node.id for node in records]).items():
        for name, node in named.items():
            ends.setdefault(source, {}).setdefault(name, node)
    return drawings(records, ends)


def _named_in_bin(run: Running, ids: Sequence[Id]) -> dict[Id, dict[EdgeName, Node]]:
    """What the records *ids* name although it lies in the recycle bin."""
    rows = run(
        f"UNWIND $ids AS id MATCH (:{RECORD} {{id: id}})-[e:{BINNED_TIE}]->(t:{BINNED}) "
        f"WHERE e.name IN $names RETURN {edge_text('e')}, {node_text('t')}",
        ids=list(ids),
        names=sorted(READ_EDGES),
    )
    links = [(edge_of(row[:7]), node_of(row[7:])) for row in rows]
    if not links:
        return {}
    past = places(_past(run, {edge.source for edge, _ in links}, "edge"))
    ends = {end for edge, _ in links for end in (edge.source, edge.target)}
    return still_named(links, past, went(_past(run, ends, "node")))


def _past(run: Running, ids: Iterable[Id], what: str) -> Rows:
    """The history of the records *ids*: of themselves (`node`) or of their ties (`edge`)."""
    rows = run(
        f"UNWIND $ids AS id CALL (id) {{ MATCH (h:{HISTORY}) WHERE h.subject = id RETURN h "
        f"UNION MATCH (h:{HISTORY}) WHERE h.other = id RETURN h }} "
        "WITH DISTINCT h WHERE h.after STARTS WITH $what "
        f"MATCH (l:{LOG} {{seq: h.seq}}) OPTIONAL MATCH (u:{LOG} {{id: l.undoes}}) "
        "RETURN h.seq, h.pos, u.seq, h.after",
        ids=sorted(ids),
        what=f'["{what}"',
    )
    rows.sort(key=lambda row: (row[0], row[1]))
    return [(seq, undone, after) for seq, _, undone, after in rows]


def redraw(run: Running, ids: Sequence[Id]) -> None:
    """Make the derived ties of records *ids* what they should be."""
    if not ids:
        return
    branches = [f"MATCH ()-[e:{name}]->() WHERE e.id = id RETURN e" for name in sorted(DRAWN_EDGES)]
    rows = run(
        f"UNWIND $ids AS id CALL (id) {{ {' UNION ALL '.join(branches)} }} RETURN {edge_text('e')}",
        ids=list(ids),
    )
    standing = {edge.id: edge for edge in map(edge_of, rows)}
    gone, put = redrawn(drawn(run, ids), standing)
    moved = {e.id for e in put if e.id in standing and not _leads_alike(e, standing[e.id])}
    leaving = [standing[id_] for id_ in (*gone, *sorted(moved))]
    for name, group in groupby(sorted(leaving, key=_type), key=_type):
        run(
            f"UNWIND $ids AS id MATCH ()-[e:{name}]->() WHERE e.id = id DELETE e",
            ids=[edge.id for edge in group],
        )
    put_edges(run, put, {id_: edge for id_, edge in standing.items() if id_ not in moved})
    if put:
        run(
            f"UNWIND $ids AS id MATCH (n:{RECORD} {{id: id}}) WHERE n.batch IS NOT NULL "
            f"MATCH ()-[e:{'|'.join(sorted(DRAWN_EDGES))}]->() WHERE e.id = id "
            "SET e.batch = n.batch",
            ids=[edge.id for edge in put],
        )


def _leads_alike(one: Edge, other: Edge) -> bool:
    return (one.source, one.target) == (other.source, other.target)


def _log(run: Running, changes: ChangeSet, current: Mapping[Id, Node | Edge]) -> Step:
    """The log line with its chain, and the history rows; gives how the log went on."""
    last, before = run(f"MATCH (h:{HEAD}) RETURN h.seq, h.chain")[0]
    seq = last + 1
    history = history_of(changes, seq, current)
    line = line_of(changes, seq)
    chain = link(before, line, [each.digest for each in history])
    put_log(run, [replace(line, entry=replace(line.entry, chain=chain))])
    put_history(run, history)
    return Step(before, Head(int(seq), chain))


def put_log(run: Running, lines: Sequence[LogLine]) -> None:
    """Insert log lines as they are; the head follows the last."""
    if not lines:
        return
    rows = [
        {
            "seq": line.entry.seq,
            "id": line.entry.id,
            "actor": line.entry.actor,
            "at": line.entry.at.isoformat(),
            "why": line.entry.why,
            "note": line.entry.note,
            "about": list(line.entry.about),
            "undoes": line.entry.undoes,
            "writes": line.entry.writes,
            "digest": line.digest,
            "chain": line.entry.chain,
        }
        for line in lines
    ]
    run(
        f"UNWIND $rows AS row CREATE (l:{LOG}) SET l = row "
        f"WITH row ORDER BY row.seq DESC LIMIT 1 MATCH (h:{HEAD}) "
        "SET h.seq = row.seq, h.chain = row.chain",
        rows=rows,
    )


def put_history(run: Running, lines: Iterable[HistoryLine]) -> None:
    """Insert history rows as they are, and which records they concern."""
    rows = []
    for each in lines:
        ends = concerned(each)
        rows.append(
            {
                "seq": each.seq,
                "pos": each.pos,
                "before": each.before,
                "after": each.after,
                "salt": each.salt,
                "digest": each.digest,
                "subject": ends[0] if ends else None,
                "other": ends[1] if len(ends) > 1 else None,
            }
        )
    if rows:
        run(f"UNWIND $rows AS row CREATE (h:{HISTORY}) SET h = row", rows=rows)


def put_loaded(run: Running, lines: Sequence[Line]) -> None:
    """Put lines of a dump as they are, with their keys, terms and derived ties."""
    put_nodes(run, [line for line in lines if isinstance(line, Node)], {})
    edges = [line for line in lines if isinstance(line, Edge)]
    _refuse_dangling(run, edges)
    put_edges(run, edges, {})
    redraw(run, touched_drawings(run, [], edges))
    put_log(run, [line for line in lines if isinstance(line, LogLine)])
    past = [line for line in lines if isinstance(line, HistoryLine)]
    put_history(run, past)
    redraw(run, touched_drawings(run, *moved_out(past)))
