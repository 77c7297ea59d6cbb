"""Whether Neo4j's data keeps every promise: layout, chain, history, index, ties."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xiangxian.domain import schema
from xiangxian.store import ddl
from xiangxian.store.agreement import Agreement
from xiangxian.store.base import Fault, HistoryLine, Line, Stream
from xiangxian.store.ddl import BATCH, BINNED, BINNED_TIE, HEAD, HISTORY, LABELS, LOG, RECORD
from xiangxian.store.drawing import DRAWN_EDGES
from xiangxian.store.hidden import Hidden
from xiangxian.store.history import concerned, emptied, place
from xiangxian.store.neo4j.reads import WRITTEN_TYPES, Reading, drawn_ties
from xiangxian.store.neo4j.rows import edge_of, edge_text, node_of, node_text
from xiangxian.store.neo4j.streams import HISTORY_ROW, history_rows, in_chunks, streamed, used_types
from xiangxian.store.neo4j.writes import drawn, properties, tie_properties
from xiangxian.store.terms import term_digest
from xiangxian.store.verification import (
    GARBLED,
    Chain,
    collected,
    drawing_faults,
    index_faults,
    tie_faults,
    watched,
)

_TYPES = (*WRITTEN_TYPES, *sorted(DRAWN_EDGES), BINNED_TIE)
_ENTRY_HOLDS = sorted(
    ("seq", "id", "actor", "at", "why", "note", "about", "undoes", "writes", "digest", "chain")
)
_ROW_HOLDS = sorted(("seq", "pos", "before", "after", "salt", "digest", "subject", "other"))


def faults(read: Reading) -> list[Fault]:
    """Every difference between what stands and what should."""
    checks = (_layout, _log, _head, _strays, _indexes, _ties, _dangling, _drawn)
    return collected(partial(check, read) for check in checks)


def _layout(read: Reading) -> Iterator[Fault]:
    """The constraints and indexes are there and in use."""
    held = {row[0] for row in read("SHOW CONSTRAINTS YIELD name RETURN name")}
    held |= {
        row[0] for row in read("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    }
    for name in sorted({*ddl.graph_constraints(), *ddl.graph_indexes()} - held):
        yield Fault("layout", name, "服务器上的一个约束或索引不见了。")


def _log(read: Reading) -> Iterator[Fault]:
    """What is told by the log and its history: what stands, what is hidden, whom a change concerns."""
    found: list[Fault] = []

    def stream(what: Stream) -> Iterator[Line]:
        return _history(read, found) if what is Stream.HISTORY else streamed(read, what)

    yield from watched(stream, (Chain(), Agreement(partial(streamed, read)), _hidden(read)))
    yield from found


def _history(read: Reading, found: list[Fault]) -> Iterator[HistoryLine]:
    """The history, and for *found* the rows that are not found with the records they concern."""
    for *row, subject, other in history_rows(read, f"{HISTORY_ROW}, h.subject, h.other"):
        line = HistoryLine(*row)
        try:
            ends = [*concerned(line), None, None][:2]
        except GARBLED:
            ends = []
        if not emptied(line) and ends != [subject, other]:
            found.append(Fault("concerns", place(line), f"第{line.seq}次改动挂错了记录。"))
        yield line


def _hidden(read: Reading) -> Hidden:
    incomplete = {row[0] for row in read(f"MATCH (b:{BATCH}) RETURN b.id")}
    batches = {
        row[0]
        for row in read(f"MATCH (n:{RECORD}) WHERE n.batch IS NOT NULL RETURN DISTINCT n.batch")
    }
    hidden: dict[str, str] = {}
    if incomplete:
        types = "|".join((*WRITTEN_TYPES, BINNED_TIE))
        for pattern in (f"(x:{RECORD})", f"()-[x:{types}]->()"):
            text = f"MATCH {pattern} WHERE x.batch IN $batches RETURN x.id, x.batch"
            hidden |= dict(read(text, batches=sorted(incomplete)))
    return Hidden(batches, incomplete, hidden)


def _head(read: Reading) -> Iterator[Fault]:
    """The head, which the next act follows, is the end of the log."""
    stands = read(f"MATCH (h:{HEAD}) RETURN h.seq, h.chain")
    last = read(f"MATCH (l:{LOG}) RETURN l.seq, l.chain ORDER BY l.seq DESC LIMIT 1")
    if stands != (last or [[0, ""]]):
        yield Fault("chain", "head", "操作记录的末尾被动过。")


_OWN = sorted({RECORD, BINNED, *LABELS.values()})
_STRAYS = {
    f"MATCH (n:{RECORD}) WHERE NOT coalesce(n.id >= '', false) RETURN elementId(n)": "多了一条没有编号的记录。",
    f"MATCH (n) WHERE any(l IN labels(n) WHERE l IN $own) AND NOT n:{RECORD} RETURN elementId(n)": (
        "多了一条不是程序写的记录。"
    ),
    f"MATCH (n:{RECORD})-[e]-() WHERE NOT type(e) IN $types OR NOT coalesce(e.id >= '', false) "
    "RETURN DISTINCT elementId(e)": "多了一条不是程序写的联系。",
    f"MATCH (l:{LOG}) WHERE NOT coalesce(l.seq > 0, false) OR labels(l) <> [$log] "
    "OR any(k IN keys(l) WHERE NOT k IN $entry) RETURN coalesce(toString(l.seq), elementId(l))": (
        "操作记录里多了不该有的。"
    ),
    f"MATCH (h:{HISTORY}) WHERE NOT coalesce(h.seq > 0 AND h.pos >= 0, false) "
    "OR labels(h) <> [$history] OR any(k IN keys(h) WHERE NOT k IN $row) "
    "RETURN coalesce(toString(h.seq), elementId(h))": "历史里多了不该有的。",
}
"""Nodes, relationships and properties that no other comparison comes across."""


def _strays(read: Reading) -> Iterator[Fault]:
    for text, sentence in _STRAYS.items():
        rows = read(
            text, own=_OWN, types=_TYPES, log=LOG, history=HISTORY,
            entry=_ENTRY_HOLDS, row=_ROW_HOLDS,
        )  # fmt: skip
        for row in rows:
            yield Fault("strays", str(row[0]), sentence)


def _indexes(read: Reading) -> Iterator[Fault]:
    """Keys and terms, the words beside them, and the label that says what the record is and
    whether it is binned."""
    text = (
        f"MATCH (n:{RECORD}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT $limit "
        f"RETURN {node_text('n')}, properties(n), labels(n)"
    )
    for *row, held, labels in in_chunks(read, text, ""):
        node = node_of(row)
        keys = {
            name.removeprefix("key_"): value
            for name, value in held.items()
            if name.startswith("key_")
        }
        digest = term_digest(held.get("terms_open", ""), held.get("terms_private", ""))
        found = list(index_faults(node, keys, digest))
        yield from found
        held.pop("batch", None)
        if not found and properties(node) != held:
            yield Fault("keys", node.id, "一条记录写给人看的名称和栏，和内容对不上。")
        if set(labels) != {RECORD, BINNED if node.binned else LABELS.get(node.kind)}:
            yield Fault("keys", node.id, "一条记录的种类标签和内容对不上。")


def _ties(read: Reading) -> Iterator[Fault]:
    """Each tie holds what it should, and nothing besides."""
    for name in used_types(read, _TYPES):
        text = (
            f"MATCH ()-[e:{name}]->() WHERE e.id > $after WITH e ORDER BY e.id LIMIT $limit "
            f"RETURN {edge_text('e')}, properties(e)"
        )
        for *row, held in in_chunks(read, text, ""):
            edge = edge_of(row)
            held.pop("batch", None)
            try:
                wanted = tie_properties(edge)
            except GARBLED:
                wanted = {}
            if wanted != held:
                yield Fault("ties", edge.id, "一条联系上的内容对不上。")


def _dangling(read: Reading) -> Iterator[Fault]:
    rows = read(
        f"MATCH (n:{BINNED})-[e]-() WHERE type(e) <> $binned RETURN DISTINCT e.id ORDER BY e.id",
        binned=BINNED_TIE,
    )
    return tie_faults(row[0] for row in rows)


def _drawn(read: Reading) -> Iterator[Fault]:
    for kind, each in schema.DRAWN.items():
        rows = read(f"MATCH (n:{LABELS[kind]}) RETURN n.id")
        wanted = drawn(read, [row[0] for row in rows])
        yield from drawing_faults(wanted, drawn_ties(read, each.edge))
        rows = read(
            f"MATCH ()-[e:{each.edge}]->() MATCH (n:{RECORD} {{id: e.id}}) "
            "WHERE coalesce(e.batch, '') <> coalesce(n.batch, '') RETURN e.id"
        )
        for row in rows:
            yield Fault("drawn", str(row[0]), "一条引荐的线和引荐不是一起看得见的。")
