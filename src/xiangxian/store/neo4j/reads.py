"""Neo4j's questions; each takes what runs a statement in an open transaction, and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from xiangxian.domain import schema
from xiangxian.store.base import (
    LINKS_PER_RECORD,
    PAGE,
    Change,
    Direction,
    Edge,
    EdgeName,
    Entry,
    FieldName,
    Filter,
    Group,
    Hop,
    Id,
    Key,
    Kind,
    Links,
    Node,
    Page,
    Query,
    Subgraph,
)
from xiangxian.store.ddl import (
    BATCH,
    BINNED,
    BINNED_TIE,
    HISTORY,
    LABELS,
    LOG,
    RECORD,
    TERMS,
    key_property,
)
from xiangxian.store.drawing import DRAWN_EDGES
from xiangxian.store.history import entry_of
from xiangxian.store.neighbourhood import Neighbours, within
from xiangxian.store.neo4j.filters import ARROWS, Values, condition, seen, types
from xiangxian.store.neo4j.rows import ENTRY, edge_of, edge_text, entry, node_of, node_text

Row = list[Any]
Cursor = tuple[Key | None, Id] | None
WRITTEN_TYPES = tuple(name for name in schema.edge_names() if name not in DRAWN_EDGES)
"""The types of the ties that somebody writes, the live ones."""
_CHUNK = 1000


class Running(Protocol):
    """Runs one statement in the open transaction and gives its rows."""

    def __call__(self, text: str, **values: Any) -> list[Row]:
        """The rows that *text* with the parameters *values* answers."""


class Reading(Protocol):
    """Runs one statement in a read transaction of its own."""

    def __call__(self, text: str, **values: Any) -> list[Row]:
        """The rows that *text* with the parameters *values* answers."""


def get(run: Running, ids: Sequence[Id], *, binned: bool) -> tuple[Node, ...]:
    """The records *ids* in that order."""
    wanted = f"n:{BINNED}" if binned else f"NOT n:{BINNED}"
    rows = run(
        "UNWIND range(0, size($ids) - 1) AS place "
        f"MATCH (n:{RECORD} {{id: $ids[place]}}) WHERE {wanted} AND {seen('n')} "
        f"RETURN place, {node_text('n')}",
        ids=list(ids),
    )
    return tuple(node_of(row[1:]) for row in sorted(rows, key=lambda row: row[0]))


def page(run: Running, query: Query) -> tuple[tuple[Node, ...], Cursor]:
    """The records of one page and where the next begins, in one statement."""
    limit = min(query.limit, PAGE)
    values = Values()
    pattern, kind = _pattern(query.kind, values, binned=query.binned)
    where = f"{kind} AND {seen('n')} AND ({condition(query.where, 'n', values)})"
    bound = values.add(limit + 1)
    if query.order is None:
        after = values.add(query.after[1] if query.after else "")
        parts = [(f"n.id > {after}", "n.id", "n.id")]
    else:
        parts = _ordered(query, values)
    texts = [
        f"MATCH {pattern} WHERE {place} AND {where} "
        f"RETURN n, {number} AS part, {key} AS key ORDER BY {order} LIMIT {bound}"
        for number, (place, key, order) in enumerate(parts)
    ]
    rows = run(
        f"CALL () {{ {' UNION ALL '.join(texts)} }} RETURN part, key, {node_text('n')}",
        **values.bound,
    )
    descending = query.order is not None and query.order.descending
    rows.sort(key=lambda row: str(row[2]))
    if query.order is not None:
        keyed = [row for row in rows if row[1] is not None]
        keyed.sort(key=lambda row: row[1], reverse=descending)
        rows = keyed + [row for row in rows if row[1] is None]
    shown = rows[:limit]
    following: Cursor = None
    if len(rows) > limit and shown:
        following = (shown[-1][1], shown[-1][2])
    return tuple(node_of(row[2:]) for row in shown), following


def _pattern(kind: Kind, values: Values, *, binned: bool) -> tuple[str, str]:
    """The pattern of a kind's records and what else holds of them."""
    if binned:
        return f"(n:{BINNED})", f"n.kind = {values.add(kind)}"
    label = LABELS.get(kind)
    return (f"(n:{label})", "true") if label else (f"(n:{RECORD})", "false")


def _ordered(query: Query, values: Values) -> list[tuple[str, str, str]]:
    """Place, key and order of the parts of a page: equal keys, further keys, those without."""
    assert query.order is not None  # noqa: S101 - asked by the caller
    column = f"n.{key_property(query.order.field)}"
    way = "DESC" if query.order.descending else "ASC"
    keyed = (column, f"{column} {way}, n.id ASC")
    missing = ("null", "n.id ASC")
    if query.after is None:
        return [(f"{column} IS NOT NULL", *keyed), (f"{column} IS NULL", *missing)]
    key, id_ = query.after
    last = values.add(id_)
    if key is None:
        return [(f"{column} IS NULL AND n.id > {last}", *missing)]
    stands = values.add(key)
    beyond = "<" if query.order.descending else ">"
    return [
        (f"{column} = {stands} AND n.id > {last}", column, "n.id ASC"),
        (f"{column} {beyond} {stands}", *keyed),
        (f"{column} IS NULL", *missing),
    ]


def with_links(run: Running, nodes: tuple[Node, ...], links: Links, following: Cursor) -> Page:
    """The page of *nodes* with their links: one statement for each step."""
    edges: dict[Id, Edge] = {}
    others: dict[Id, Node] = {}
    cut: set[Id] = set()
    reached = [node.id for node in nodes]
    for hops in links[:2]:
        reached = sorted(_step(run, reached, hops, edges, others, cut))
    ordered = tuple(sorted(edges.values(), key=lambda edge: edge.id))
    return Page(nodes, ordered, others, frozenset(cut), following)


def _step(
    run: Running,
    starts: Sequence[Id],
    hops: Sequence[Hop],
    edges: dict[Id, Edge],
    others: dict[Id, Node],
    cut: set[Id],
) -> set[Id]:
    """Follow *hops* once from *starts*; gives what was reached."""
    ways = {
        (hop.edge, out)
        for hop in hops
        if types([hop.edge])
        for out in (True, False)
        if hop.direction is not (Direction.IN if out else Direction.OUT)
    }
    if not ways or not starts:
        return set()
    branches = [
        f"MATCH (s){'-' if out else '<-'}[e:{name}]{'->' if out else '-'}(n) "
        f"WHERE {seen('e', 'n')} RETURN e, n, {number} AS way ORDER BY e.id LIMIT $limit"
        for number, (name, out) in enumerate(sorted(ways))
    ]
    rows = run(
        f"UNWIND $starts AS start MATCH (s:{RECORD} {{id: start}}) "
        f"CALL (s) {{ {' UNION ALL '.join(branches)} }} "
        f"RETURN start, way, {edge_text('e')}, {node_text('n')}",
        starts=list(dict.fromkeys(starts)),
        limit=LINKS_PER_RECORD + 1,
    )
    rows.sort(key=lambda row: str(row[2]))
    seen_: dict[tuple[Id, int], int] = {}
    reached = set()
    for start, way, *row in rows:
        place = seen_[start, way] = seen_.get((start, way), 0) + 1
        if place > LINKS_PER_RECORD:
            cut.add(start)
            continue
        edge, node = edge_of(row[:7]), node_of(row[7:])
        edges[edge.id] = edge
        others[node.id] = node
        reached.add(node.id)
    return reached


def count(
    run: Running, kind: Kind, where: Filter, by: FieldName | None, total: FieldName | None
) -> list[Group]:
    """Groups in order of their key, the missing one last; none at all when nothing is counted."""
    values = Values()
    pattern, holds = _pattern(kind, values, binned=False)
    group = f"n.{key_property(by)}" if by else "null"
    amount = f"sum(n.{key_property(total)})" if total else "0"
    rows = run(
        f"MATCH {pattern} WHERE {holds} AND {seen('n')} AND ({condition(where, 'n', values)}) "
        f"WITH {group} AS key, count(*) AS number, {amount} AS total "
        "RETURN key, number, total ORDER BY key",
        **values.bound,
    )
    return [Group(*row) for row in rows if row[1]]


def search(
    run: Running,
    terms: Sequence[str],
    kinds: Sequence[Kind],
    where: Filter,
    *,
    private: bool,
    limit: int,
) -> list[Id]:
    """The ids of live records that have all of *terms* (as asked), in order of id."""
    columns = ("terms_open", "terms_private") if private else ("terms_open",)
    asked = " AND ".join(
        "(" + " OR ".join(f"{column}:{term}" for column in columns) + ")" for term in terms
    )
    values = Values()
    text = condition(where, "n", values)
    rows = run(
        "CALL db.index.fulltext.queryNodes($index, $asked) YIELD node AS n "
        f"WHERE n.kind IN $kinds AND NOT n:{BINNED} AND {seen('n')} AND ({text}) "
        "RETURN n.id AS id ORDER BY id LIMIT $limit",
        index=TERMS,
        asked=asked,
        kinds=list(kinds),
        limit=limit,
        **values.bound,
    )
    return [row[0] for row in rows]


def expand(
    run: Running,
    start: Collection[Id],
    names: Sequence[EdgeName],
    direction: Direction,
    depth: int,
    limit: int,
    where: Filter,
) -> Subgraph:
    """Breadth first from *start*; the nearest are kept first, then the smaller id."""
    first = sorted(get(run, sorted(set(start)), binned=False), key=lambda node: node.id)

    def neighbours(frontier: Sequence[Id]) -> Neighbours:
        return _neighbours(run, frontier, names, direction, where)

    return within(first, neighbours, depth=depth, limit=limit)


def _neighbours(
    run: Running,
    frontier: Sequence[Id],
    names: Sequence[EdgeName],
    direction: Direction,
    where: Filter,
) -> Neighbours:
    """The ties of *frontier*, and the records at their other ends that *where* lets pass."""
    wanted = types(list(names))
    if not wanted:
        return {}, {}
    left, right = ARROWS[direction]
    values = Values()
    text = condition(where, "n", values, exact=True)
    rows = run(
        f"UNWIND $starts AS start MATCH (s:{RECORD} {{id: start}}){left}[e:{wanted}]{right}(n) "
        f"WHERE {seen('e', 'n')} "
        f"RETURN ({text}) OR n.id IN $starts, {edge_text('e')}, {node_text('n')}",
        starts=list(frontier),
        **values.bound,
    )
    nodes: dict[Id, Node] = {}
    edges: dict[Id, Edge] = {}
    for passes, *row in rows:
        edge, node = edge_of(row[:7]), node_of(row[7:])
        edges[edge.id] = edge
        if passes:
            nodes[node.id] = node
    return nodes, edges


def states(run: Running, nodes: Sequence[Id], edges: Sequence[Id]) -> dict[Id, Node | Edge]:
    """The records *nodes* and the ties *edges* as they stand, whether or not a reader sees them."""
    found: dict[Id, Node | Edge] = {}
    if nodes:
        rows = run(
            f"UNWIND $ids AS id MATCH (n:{RECORD} {{id: id}}) RETURN {node_text('n')}",
            ids=list(nodes),
        )
        found |= {node.id: node for node in map(node_of, rows)}
    if edges:
        branches = [
            f"MATCH ()-[e:{name}]->() WHERE e.id = id RETURN e"
            for name in (*WRITTEN_TYPES, BINNED_TIE)
        ]
        rows = run(
            f"UNWIND $ids AS id CALL (id) {{ {' UNION ALL '.join(branches)} }} "
            f"RETURN {edge_text('e')}",
            ids=list(edges),
        )
        found |= {edge.id: edge for edge in map(edge_of, rows)}
    return found


def edges_of(run: Running, name: EdgeName, after: Id, limit: int) -> tuple[Edge, ...]:
    """The live ties of one name in id order."""
    if not types([name]):
        return ()
    rows = run(
        f"MATCH (s)-[e:{name}]->(t) WHERE e.id > $after AND {seen('e')} "
        f"WITH e ORDER BY e.id LIMIT $limit RETURN {edge_text('e')}",
        after=after,
        limit=limit,
    )
    return tuple(sorted(map(edge_of, rows), key=lambda edge: edge.id))


def applied(run: Running, change_id: Id) -> tuple[Entry, str] | None:
    """The log's entry of a ChangeSet and its digest."""
    rows = run(f"MATCH (l:{LOG} {{id: $id}}) RETURN {ENTRY}, l.digest", id=change_id)
    return (entry(rows[0][:-1]), rows[0][-1]) if rows else None


def changes(
    run: Running, after: int, before: int | None, of: Id | None, limit: int
) -> list[Change]:
    """History in order of number: of everything, or of one record and its own ties."""
    within, order = "h.seq > $after", "ORDER BY h.seq, h.pos LIMIT $limit"
    if before is not None:
        within += " AND h.seq < $before"
        order = "ORDER BY h.seq DESC, h.pos DESC LIMIT $limit"
    if of is None:
        found = f"MATCH (h:{HISTORY}) WHERE {within}"
    else:
        found = (
            f"CALL () {{ MATCH (h:{HISTORY}) WHERE h.subject = $of AND {within} RETURN h "
            f"{order} UNION ALL "
            f"MATCH (h:{HISTORY}) WHERE h.other = $of AND {within} RETURN h {order} }}"
        )
    rows = run(
        f"{found} WITH h {order} MATCH (l:{LOG} {{seq: h.seq}}) "
        f"RETURN h.pos, h.before, h.after, {ENTRY}",
        after=after,
        before=before,
        of=of,
        limit=limit,
    )
    rows.sort(key=lambda row: (row[3], row[0]), reverse=before is not None)
    return [Change(entry(rest), entry_of(a), entry_of(b)) for _, a, b, *rest in rows]


def last_changes(run: Running, ids: Sequence[Id]) -> dict[Id, Change]:
    """The newest change of each record itself."""
    rows = run(
        f"UNWIND $ids AS id CALL (id) {{ MATCH (h:{HISTORY}) WHERE h.subject = id "
        "AND h.after STARTS WITH $node RETURN h ORDER BY h.seq DESC, h.pos DESC LIMIT 1 } "
        f"MATCH (l:{LOG} {{seq: h.seq}}) RETURN id, h.before, h.after, {ENTRY}",
        ids=list(dict.fromkeys(ids)),
        node='["node"',
    )
    return {str(id_): Change(entry(rest), entry_of(a), entry_of(b)) for id_, a, b, *rest in rows}


def change_set(run: Running, change_id: Id) -> list[Change]:
    """Everything one ChangeSet did."""
    rows = run(
        f"MATCH (l:{LOG} {{id: $id}}) MATCH (h:{HISTORY} {{seq: l.seq}}) "
        f"RETURN h.pos, h.before, h.after, {ENTRY}",
        id=change_id,
    )
    rows.sort(key=lambda row: int(row[0]))
    return [Change(entry(rest), entry_of(a), entry_of(b)) for _, a, b, *rest in rows]


def newest(run: Running, before: int | None, limit: int) -> list[Entry]:
    """The operation log, newest first."""
    place = "WHERE l.seq < $before" if before is not None else "WHERE l.seq > 0"
    rows = run(
        f"MATCH (l:{LOG}) {place} WITH l ORDER BY l.seq DESC LIMIT $limit RETURN {ENTRY}",
        before=before,
        limit=limit,
    )
    return sorted(map(entry, rows), key=lambda each: -each.seq)


def incomplete(run: Running) -> frozenset[Id]:
    """The batches that were begun and not completed."""
    return frozenset(row[0] for row in run(f"MATCH (b:{BATCH}) RETURN b.id"))


def drawn_ties(run: Running, name: EdgeName) -> Mapping[Id, Edge]:
    """All derived ties of one name, whether or not a reader sees them."""
    rows = run(f"MATCH ()-[e:{name}]->() RETURN {edge_text('e')}")
    return {edge.id: edge for edge in map(edge_of, rows)}
