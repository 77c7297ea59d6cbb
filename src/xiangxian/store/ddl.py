"""The tables of the embedded engine, as numbered steps; a step that was released never changes."""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (
        # `number` is the row of the full-text index
        """CREATE TABLE node (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
            unit TEXT NOT NULL, rev INTEGER NOT NULL, binned INTEGER NOT NULL, vals TEXT NOT NULL)""",
        "CREATE INDEX node_by_kind ON node (kind, binned, id)",
        """CREATE TABLE edge (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
            rev INTEGER NOT NULL, binned INTEGER NOT NULL, vals TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX edge_by_source ON edge (source, name, id)",
        "CREATE INDEX edge_by_target ON edge (target, name, id)",
        "CREATE INDEX edge_by_name ON edge (name, id)",
        # a key is ASCII text or an integer and keeps its type: the column has no affinity
        """CREATE TABLE key (
            node TEXT NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, val NOT NULL,
            PRIMARY KEY (node, field)) WITHOUT ROWID""",
        "CREATE INDEX key_by_value ON key (kind, field, val, node)",
        """CREATE VIRTUAL TABLE terms USING fts5(
            public, private, content='', contentless_delete=1, detail=column, tokenize='ascii')""",
        # what was put into `terms`, which cannot be read back from a contentless index
        "CREATE TABLE term_digest (number INTEGER PRIMARY KEY, digest TEXT NOT NULL)",
        """CREATE TABLE log (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, at TEXT NOT NULL,
            why TEXT NOT NULL, note TEXT NOT NULL, about TEXT NOT NULL, undoes TEXT,
            writes INTEGER NOT NULL, digest TEXT NOT NULL, chain TEXT NOT NULL)""",
        """CREATE TABLE history (
            seq INTEGER NOT NULL, pos INTEGER NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            salt TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (seq, pos)) WITHOUT ROWID""",
        # which records a history row concerns: the record itself, or both ends of a tie
        """CREATE TABLE concerns (
            record TEXT NOT NULL, seq INTEGER NOT NULL, pos INTEGER NOT NULL,
            PRIMARY KEY (record, seq, pos)) WITHOUT ROWID""",
        """CREATE TABLE state (
            key TEXT PRIMARY KEY, val BLOB NOT NULL, expires REAL NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX state_by_end ON state (expires)",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, val TEXT NOT NULL) WITHOUT ROWID",
    ),
)
"""STEPS[n] leads from schema n to schema n + 1."""

SCHEMA = len(STEPS)
