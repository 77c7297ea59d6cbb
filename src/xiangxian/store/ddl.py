"""What the engines are laid out in: SQLite's tables, Neo4j's labels, constraints and indexes.

SQLite's are numbered steps, and a step that was released never changes. Neo4j's are made from the
vocabulary; whatever is missing or no longer called for is noticed when the vocabulary's digest moved.
"""

from __future__ import annotations

from xiangxian.domain import schema

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
    (
        # what a batch that is not complete created is in no view
        "ALTER TABLE node ADD COLUMN batch TEXT",
        "ALTER TABLE edge ADD COLUMN batch TEXT",
        "CREATE TABLE incomplete (batch TEXT PRIMARY KEY) WITHOUT ROWID",
        """CREATE VIEW seen_node AS SELECT * FROM node
            WHERE batch IS NULL OR batch NOT IN (SELECT batch FROM incomplete)""",
        """CREATE VIEW seen_edge AS SELECT * FROM edge
            WHERE batch IS NULL OR batch NOT IN (SELECT batch FROM incomplete)""",
    ),
)
"""STEPS[n] leads from schema n to schema n + 1."""

SCHEMA = len(STEPS)

RECORD, BINNED, LOG, HISTORY, HEAD, STATE, META, BATCH = (
    "Record", "Binned", "LogEntry", "HistoryRow", "Head", "State", "Meta", "Batch",
)  # fmt: skip
"""Neo4j: every record is a `Record`, and a live one has the label of its kind; a binned one is
`Binned` instead. The others are the store's own."""
BINNED_TIE = "BINNED"
"""Neo4j: the type of a tie that lies in the recycle bin; its property `name` says what it was."""
TERMS = "terms"
"""Neo4j: the full-text index over the search terms."""
GRAPH_SCHEMA = 1
"""Neo4j: number of the layout described here."""

LABELS = {kind: record.__name__ for kind, record in schema.KINDS.items()}
"""Neo4j: the label of a live record of a kind."""


def key_property(field: str) -> str:
    """Neo4j: the property that holds the key of *field*."""
    return f"key_{field}"


def graph_constraints() -> dict[str, str]:
    """Neo4j's uniqueness constraints, by name (the Community edition has no others)."""
    made = {
        f"unique_{label.lower()}": f"FOR (n:{label}) REQUIRE n.{name} IS UNIQUE"
        for label, name in (
            (RECORD, "id"), (LOG, "id"), (HEAD, "name"), (STATE, "key"), (META, "name"),
            (BATCH, "id"),
        )
    }  # fmt: skip
    made["unique_seq"] = f"FOR (n:{LOG}) REQUIRE n.seq IS UNIQUE"
    made["unique_row"] = f"FOR (n:{HISTORY}) REQUIRE (n.seq, n.pos) IS UNIQUE"
    for name in (*schema.edge_names(), BINNED_TIE):
        made[f"unique_tie_{name.lower()}"] = f"FOR ()-[e:{name}]-() REQUIRE e.id IS UNIQUE"
    return {name: f"CREATE CONSTRAINT {name} IF NOT EXISTS {rest}" for name, rest in made.items()}


def graph_indexes() -> dict[str, str]:
    """Neo4j's indexes, by name: for each kind its ids and each key with the id behind it."""
    made = {
        "by_subject": f"FOR (n:{HISTORY}) ON (n.subject, n.seq, n.pos)",
        "by_other": f"FOR (n:{HISTORY}) ON (n.other, n.seq, n.pos)",
        "by_end": f"FOR (n:{STATE}) ON (n.expires)",
    }
    for kind, label in LABELS.items():
        made[f"by_{kind}"] = f"FOR (n:{label}) ON (n.id)"
        for spec in schema.KINDS[kind].fields.values():
            for name in spec.key_names:
                made[f"by_{kind}_{name}"] = f"FOR (n:{label}) ON (n.{key_property(name)}, n.id)"
    texts = {name: f"CREATE INDEX {name} IF NOT EXISTS {rest}" for name, rest in made.items()}
    texts[TERMS] = (
        f"CREATE FULLTEXT INDEX {TERMS} IF NOT EXISTS FOR (n:{RECORD}) "
        "ON EACH [n.terms_open, n.terms_private] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
    )
    return texts


if taken := {RECORD, BINNED, LOG, HISTORY, HEAD, STATE, META, BATCH} & set(LABELS.values()):
    message = f"the store needs these labels for itself: {sorted(taken)}"
    raise schema.Contradiction(message)
