"""Bringing a data file to this program's schema, one numbered step after the other."""

from __future__ import annotations

import os
from pathlib import Path

import apsw

from xiangxian.domain import schema
from xiangxian.store.base import NewerSchema
from xiangxian.store.ddl import SCHEMA, STEPS
from xiangxian.store.sqlite.backup import copied
from xiangxian.store.sqlite.writes import NODE, index, node_of, redraw

_VOCABULARY = "vocabulary"
_CHUNK = 1000


def migrate(connection: apsw.Connection, path: Path) -> int:
    """Make the file what this program expects and give the schema's number.

    Before the first step on a file that holds something, a copy of it is made beside it. Each
    step is one transaction, so that a step that broke off is done again. When the vocabulary
    changed since, keys, terms and derived ties are made anew. Raises `NewerSchema`.
    """
    version = int(str(connection.pragma("user_version")))
    if version > SCHEMA:
        raise NewerSchema(f"{path}: schema {version}, this program knows {SCHEMA}")
    if 0 < version < SCHEMA:
        _copy(connection, path.with_name(f"{path.name}.v{version}.backup"))
    for number in range(version, SCHEMA):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if int(str(connection.pragma("user_version"))) == number:
                for statement in STEPS[number]:
                    connection.execute(statement)
                connection.pragma("user_version", number + 1)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    _reindex(connection)
    return SCHEMA


def _copy(connection: apsw.Connection, to: Path) -> None:
    to.unlink(missing_ok=True)
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    copied(connection, to)


def _reindex(connection: apsw.Connection) -> None:
    """Make keys, terms and derived ties anew when what they are made by changed since."""
    digest = schema.digest()
    stands = connection.execute("SELECT val FROM meta WHERE name = ?", (_VOCABULARY,)).fetchone()
    if stands is not None and stands[0] == digest:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        after = ""
        while True:
            query = f"SELECT {NODE} FROM node n WHERE n.id > ? ORDER BY n.id LIMIT ?"  # noqa: S608
            nodes = [node_of(row) for row in connection.execute(query, (after, _CHUNK))]
            for node in nodes:
                index(connection, node)
            redraw(connection, [node.id for node in nodes if node.kind in schema.DRAWN])
            if len(nodes) < _CHUNK:
                break
            after = nodes[-1].id
        connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET val = excluded.val",
            (_VOCABULARY, digest),
        )
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
