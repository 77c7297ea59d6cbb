"""Bringing a Neo4j server to this program's schema and vocabulary."""

from __future__ import annotations

from typing import Any, Protocol

from xiangxian.domain import schema
from xiangxian.store import ddl
from xiangxian.store.base import Id, NewerSchema, Node
from xiangxian.store.neo4j.reads import Reading, Running
from xiangxian.store.neo4j.rows import node_of, node_text
from xiangxian.store.neo4j.writes import LOCK_HEAD, properties, redraw

_SCHEMA, _VOCABULARY = "schema", "vocabulary"
_CHUNK = 1000


class Work(Protocol):
    """What is done in one transaction."""

    def __call__(self, run: Running) -> Any:
        """Do it with what runs statements."""


class Writing(Protocol):
    """Does work in a write transaction of its own and gives what it gave."""

    def __call__(self, work: Work) -> Any:
        """Do *work*."""


def migrate(read: Reading, write: Writing) -> int:
    """Make the server what this program expects and give the schema's number.

    When the vocabulary changed, missing constraints and indexes are made, those of fields that are
    gone are dropped, and keys, terms and derived ties are made anew. Every step may be repeated, also by another
    process at the same time. Raises `NewerSchema`.
    """
    held = dict(read(f"MATCH (m:{ddl.META}) RETURN m.name, m.value"))
    version = int(held.get(_SCHEMA) or 0)
    if version > ddl.GRAPH_SCHEMA:
        raise NewerSchema(f"schema {version}, this program knows {ddl.GRAPH_SCHEMA}")
    if version == ddl.GRAPH_SCHEMA and held.get(_VOCABULARY) == schema.digest():
        return ddl.GRAPH_SCHEMA
    _lay_out(read, write)
    _reindex(write)

    def note(run: Running) -> None:
        run(f"MERGE (h:{ddl.HEAD} {{name: 'head'}}) ON CREATE SET h.seq = 0, h.chain = ''")
        for name, value in ((_SCHEMA, ddl.GRAPH_SCHEMA), (_VOCABULARY, schema.digest())):
            text = f"MERGE (m:{ddl.META} {{name: $name}}) SET m.value = $value"
            run(text, name=name, value=value)

    write(note)
    return ddl.GRAPH_SCHEMA


def _lay_out(read: Reading, write: Writing) -> None:
    """Make the constraints and indexes that are missing, and drop those of old fields."""

    def statement(text: str) -> None:
        write(lambda run: run(text))

    constraints, indexes = ddl.graph_constraints(), ddl.graph_indexes()
    for text in (*constraints.values(), *indexes.values()):
        statement(text)
    rows = read(
        "SHOW INDEXES YIELD name, owningConstraint WHERE owningConstraint IS NULL "
        "AND name STARTS WITH 'by_' RETURN name"
    )
    for name in sorted({row[0] for row in rows} - set(indexes)):
        if name.isidentifier():
            statement(f"DROP INDEX {name} IF EXISTS")
    statement("CALL db.awaitIndexes(300)")


def _reindex(write: Writing) -> None:
    """Make keys, terms, titles and derived ties anew, a part in each transaction."""

    def part(run: Running, after: Id) -> list[Node]:
        text = (
            f"MATCH (n:{ddl.RECORD}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT $limit "
            f"RETURN {node_text('n')}"
        )
        nodes = [node_of(row) for row in run(text, after=after, limit=_CHUNK)]
        run(
            f"UNWIND $rows AS row MATCH (n:{ddl.RECORD} {{id: row.id}}) WHERE n.rev = row.rev "
            "WITH n, row, n.batch AS batch SET n = row, n.batch = batch",
            rows=[properties(node) for node in nodes],
        )
        if drawn := [node.id for node in nodes if node.kind in schema.DRAWN]:
            run(LOCK_HEAD)
            redraw(run, drawn)
        return nodes

    after = ""
    while True:
        begin = after
        nodes: list[Node] = write(lambda run: part(run, begin))  # noqa: B023 - done at once
        if len(nodes) < _CHUNK:
            return
        after = max(node.id for node in nodes)
