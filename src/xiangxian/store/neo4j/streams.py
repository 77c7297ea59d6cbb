"""Everything that stands in Neo4j, in its order and a chunk in each transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge

from xiangxian.store.base import Edge, HistoryLine, Id, Line, LogLine, Node, Stream
from xiangxian.store.ddl import BINNED_TIE, HEAD, HISTORY, LOG, RECORD
from xiangxian.store.heads import Head
from xiangxian.store.neo4j.reads import WRITTEN_TYPES, Reading, Row, Running
from xiangxian.store.neo4j.rows import ENTRY, edge_of, edge_text, entry, node_of, node_text

HISTORY_ROW = "h.seq, h.pos, h.before, h.after, h.salt, h.digest"
_CHUNK = 1000


def in_chunks(read: Reading, text: str, after: Id | int) -> Iterator[Row]:
    """All rows of *text*, a chunk in each transaction; its first column is what it goes by, and it
    takes `$after` and `$limit`."""
    while True:
        rows = read(text, after=after, limit=_CHUNK)
        rows.sort(key=lambda row: row[0])
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1][0]


def log(read: Reading) -> Iterator[LogLine]:
    """The operation log in order of number."""
    text = (
        f"MATCH (l:{LOG}) WHERE l.seq > $after WITH l ORDER BY l.seq LIMIT $limit "
        f"RETURN {ENTRY}, l.digest"
    )
    for *row, digest in in_chunks(read, text, 0):
        yield LogLine(entry(row), digest)


def history(read: Reading) -> Iterator[HistoryLine]:
    """The history in order of number, a chunk in each transaction."""
    return (HistoryLine(*row) for row in history_rows(read, HISTORY_ROW))


def history_rows(read: Reading, columns: str) -> Iterator[Row]:
    """*columns* of the history's rows, number and place first, in their order."""
    seq, pos = 0, -1
    while True:
        rows = read(
            f"CALL () {{ MATCH (h:{HISTORY}) WHERE h.seq = $seq AND h.pos > $pos "
            "RETURN h ORDER BY h.pos LIMIT $limit UNION ALL "
            f"MATCH (h:{HISTORY}) WHERE h.seq > $seq RETURN h ORDER BY h.seq, h.pos LIMIT $limit }} "
            f"WITH h ORDER BY h.seq, h.pos LIMIT $limit RETURN {columns}",
            seq=seq,
            pos=pos,
            limit=_CHUNK,
        )
        rows.sort(key=lambda row: (row[0], row[1]))
        yield from rows
        if len(rows) < _CHUNK:
            return
        seq, pos = rows[-1][:2]


def chain_at(run: Reading, seq: int) -> str | None:
    """The chain of the log's entry number *seq*; None where there is none."""
    rows = run(f"MATCH (l:{LOG} {{seq: $seq}}) RETURN l.chain", seq=seq)
    return str(rows[0][0]) if rows else None


def records(read: Reading) -> Iterator[Node]:
    """All records in id order, the binned too."""
    text = (
        f"MATCH (n:{RECORD}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT $limit "
        f"RETURN {node_text('n')}"
    )
    return map(node_of, in_chunks(read, text, ""))


def ties(read: Reading) -> Iterator[Edge]:
    """All ties that somebody wrote in id order, the binned too."""
    each = [_ties(read, name) for name in used_types(read, (*WRITTEN_TYPES, BINNED_TIE))]
    return merge(*each, key=lambda edge: edge.id)


def used_types(read: Reading, names: Iterable[str]) -> list[str]:
    """Those of *names* of which there is a relationship, asked at once (Neo4j keeps the counts)."""
    counts = (
        f"MATCH ()-[e:{name}]->() RETURN '{name}' AS name, count(e) AS many" for name in names
    )
    return sorted(row[0] for row in read(" UNION ALL ".join(counts)) if row[1])


def _ties(read: Reading, name: str) -> Iterator[Edge]:
    text = (
        f"MATCH ()-[e:{name}]->() WHERE e.id > $after WITH e ORDER BY e.id LIMIT $limit "
        f"RETURN {edge_text('e')}"
    )
    return map(edge_of, in_chunks(read, text, ""))


def streamed(read: Reading, what: Stream) -> Iterator[Line]:
    """Everything of one sort, a chunk in each transaction."""
    if what is Stream.LOG:
        return log(read)
    if what is Stream.HISTORY:
        return history(read)
    return records(read) if what is Stream.NODES else ties(read)


def head(run: Running) -> Head | None:
    """The last entry of the log as the head says; None for an empty one."""
    rows = run(f"MATCH (h:{HEAD}) WHERE h.seq > 0 RETURN h.seq, h.chain")
    return Head(*rows[0]) if rows else None
