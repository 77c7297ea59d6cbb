"""Whether Neo4j's data keeps every promise: chain, index, ties."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from xiangxian.domain import schema
from xiangxian.store.base import Fault
from xiangxian.store.ddl import BINNED, BINNED_TIE, LABELS, RECORD
from xiangxian.store.neo4j_reads import (
    Reading,
    drawn_ties,
    history,
    in_chunks,
    log,
    node_of,
    node_text,
)
from xiangxian.store.neo4j_writes import drawn
from xiangxian.store.terms import term_digest
from xiangxian.store.verification import (
    chain_faults,
    drawing_faults,
    index_faults,
    tie_faults,
)


def faults(read: Reading) -> list[Fault]:
    """Every difference between what stands and what should."""
    checks = (_chain, _indexes, _dangling, _drawn)
    return [fault for check in checks for fault in check(read)]


def _chain(read: Reading) -> Iterator[Fault]:
    histories = (
        (seq, tuple(lines)) for seq, lines in groupby(history(read), key=lambda each: each.seq)
    )
    return chain_faults(log(read), histories)


def _indexes(read: Reading) -> Iterator[Fault]:
    """Keys and terms, and the label that says what the record is and whether it is binned."""
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
        yield from index_faults(node, keys, digest)
        if set(labels) != {RECORD, BINNED if node.binned else LABELS.get(node.kind)}:
            yield Fault("keys", node.id, "一条记录的种类标签和内容对不上。")


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
