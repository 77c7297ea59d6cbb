"""The embedded engine: one SQLite file, written and read by threads and processes at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import apsw

from xiangxian.store.base import (
    EVERYTHING,
    Applied,
    Change,
    ChangeSet,
    Conflict,
    Damage,
    Direction,
    Edge,
    EdgeName,
    Entry,
    Fault,
    FieldName,
    Filter,
    Group,
    Id,
    Kind,
    Line,
    Links,
    Loading,
    Node,
    Page,
    Query,
    State,
    Stream,
    Subgraph,
)
from xiangxian.store.digests import Carried, Noted, unnoted
from xiangxian.store.heads import HeadFile
from xiangxian.store.history import entry_of
from xiangxian.store.sqlite import reads
from xiangxian.store.sqlite.backup import write_backup
from xiangxian.store.sqlite.file import opened, told
from xiangxian.store.sqlite.migrate import migrate
from xiangxian.store.sqlite.reads import chain_at
from xiangxian.store.sqlite.verify import faults
from xiangxian.store.sqlite.writes import (
    EDGE,
    NODE,
    apply,
    edge_of,
    empty,
    node_of,
    put_loaded,
    states,
)
from xiangxian.store.terms import asked
from xiangxian.store.verification import GARBLED, collected

_PURGE_EVERY = 200
_LOADING = "loading"


class SqliteStore:
    """The contract of `GraphStore` on the file *path*; *clock* gives this moment in UTC.

    Each thread has its own connection. A write begins with the writer's lock, so that what it
    compares is what it changes.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._clock = clock
        self._local = threading.local()
        self._connections: list[apsw.Connection] = []
        self._lock = threading.Lock()
        self._states = 0
        self._head = HeadFile(path.with_name(f"{path.name}.head"))
        self._connection()

    def _connection(self) -> apsw.Connection:
        found: apsw.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = opened(self._path)
            self._local.connection = found
            with self._lock:
                self._connections.append(found)
        return found

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        """One consistent view of the data, however many statements read it."""
        connection = self._connection()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")  # nothing was written, and this never fails

    @contextmanager
    def _writing(self) -> Iterator[apsw.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except apsw.ConstraintError as fault:
            raise Damage(str(fault)) from fault  # what was compared before cannot stand twice
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def migrate(self) -> int:
        """Bring the file to this program's schema; see `GraphStore`.

        Raises `Damage` for a file that is not whole.
        """
        try:
            with told():
                return migrate(self._connection(), self._path)
        except GARBLED as fault:
            raise Damage("有一条记录的内容") from fault

    def revision(self) -> int:
        """Number of the last ChangeSet."""
        row = self._connection().execute("SELECT max(seq) FROM log").fetchone()
        return int(row[0] or 0) if row else 0

    def apply(self, changes: ChangeSet) -> Applied:
        """Write *changes* whole, or raise and write nothing; see `GraphStore`."""
        with self._writing() as connection:
            applied, step = apply(connection, changes)
        if step is not None:
            self._head.follow(step, lambda seq: chain_at(connection, seq))
        return applied

    def applied(self, change_id: Id) -> Entry | None:
        """The log's entry of a ChangeSet."""
        query = f"SELECT {reads.ENTRY} FROM log l WHERE l.id = ?"  # noqa: S608
        row = self._connection().execute(query, (change_id,)).fetchone()
        return reads.entry(row) if row else None

    def get(self, ids: Sequence[Id], links: Links = (), *, binned: bool = False) -> Page:
        """The records *ids* in that order."""
        query = (
            f"SELECT {NODE} FROM json_each(?) i JOIN seen_node n ON n.id = i.value "  # noqa: S608
            "WHERE n.binned = ? ORDER BY i.key"
        )
        with self._reading() as connection:
            rows = connection.execute(query, (json.dumps(list(ids)), int(binned)))
            nodes = tuple(map(node_of, rows))
            return reads.with_links(connection, nodes, links, None)

    def find(self, query: Query) -> Page:
        """One page of records."""
        with self._reading() as connection:
            nodes, following = reads.page(connection, query)
            return reads.with_links(connection, nodes, query.links, following)

    def count(
        self,
        kind: Kind,
        where: Filter = EVERYTHING,
        *,
        by: FieldName | None = None,
        total: FieldName | None = None,
    ) -> list[Group]:
        """How many live records; grouped by one key, with the sum of another."""
        return reads.count(self._connection(), kind, where, by, total)

    def search(
        self,
        terms: Sequence[str],
        *,
        kinds: Sequence[Kind],
        where: Filter = EVERYTHING,
        private: bool = False,
        limit: int = 50,
    ) -> list[Id]:
        """Live records that have every one of *terms*, in order of id."""
        if not terms or not kinds:
            return []
        return reads.search(
            self._connection(), asked(terms), kinds, where, private=private, limit=limit
        )

    def expand(
        self,
        start: Collection[Id],
        edges: Sequence[EdgeName],
        *,
        direction: Direction = Direction.BOTH,
        depth: int = 1,
        limit: int = 2000,
        where: Filter = EVERYTHING,
    ) -> Subgraph:
        """A bounded neighbourhood; see `GraphStore`."""
        with self._reading() as connection:
            return reads.expand(connection, start, edges, direction, depth, limit, where)

    def states(self, ids: Sequence[Id]) -> Mapping[Id, Node | Edge]:
        """The records and ties *ids* as they stand, whether or not a reader sees them."""
        with self._reading() as connection:
            return states(connection, list(ids), list(ids))

    def edges(self, name: EdgeName, *, after: Id = "", limit: int = 10_000) -> tuple[Edge, ...]:
        """The live ties of one name in id order."""
        query = (
            f"SELECT {EDGE} FROM seen_edge e WHERE e.name = ? AND e.id > ? AND e.binned = 0 "  # noqa: S608
            "ORDER BY e.id LIMIT ?"
        )
        return tuple(map(edge_of, self._connection().execute(query, (name, after, limit))))

    def changes(
        self,
        *,
        after: int = 0,
        before: int | None = None,
        of: Id | None = None,
        limit: int = 1000,
    ) -> list[Change]:
        """History in order of number: of everything, or of one record and its own ties."""
        if of is None:
            source, seq, pos = "history h", "h.seq", "h.pos"
        else:
            source = (
                "concerns c JOIN history h ON h.seq = c.seq AND h.pos = c.pos AND c.record = :of"
            )
            seq, pos = "c.seq", "c.pos"
        below, way = ("", "ASC") if before is None else (f"AND {seq} < :before ", "DESC")
        query = (
            f"SELECT h.before, h.after, {reads.ENTRY} FROM {source} JOIN log l ON l.seq = h.seq "  # noqa: S608
            f"WHERE {seq} > :after {below}ORDER BY {seq} {way}, {pos} {way} LIMIT :limit"
        )
        asked = {"after": after, "before": before, "of": of, "limit": limit}
        rows = self._connection().execute(query, asked)
        return [Change(reads.entry(rest), entry_of(a), entry_of(b)) for a, b, *rest in rows]

    def last_changes(self, ids: Sequence[Id]) -> Mapping[Id, Change]:
        """The newest change of each record itself."""
        newest = (
            "SELECT c.seq, c.pos FROM concerns c JOIN history x ON x.seq = c.seq AND x.pos = c.pos "
            "WHERE c.record = i.value AND substr(x.after, 1, 7) = '[\"node\"' "
            "ORDER BY c.seq DESC, c.pos DESC LIMIT 1"
        )
        query = (
            f"SELECT i.value, h.before, h.after, {reads.ENTRY} FROM json_each(?) i "  # noqa: S608
            f"JOIN history h ON (h.seq, h.pos) = ({newest}) JOIN log l ON l.seq = h.seq"
        )
        rows = self._connection().execute(query, (json.dumps(list(ids)),))
        return {
            str(id_): Change(reads.entry(rest), entry_of(a), entry_of(b))
            for id_, a, b, *rest in rows
        }

    def change_set(self, change_id: Id) -> list[Change]:
        """Everything one ChangeSet did."""
        query = (
            f"SELECT h.before, h.after, {reads.ENTRY} FROM log l JOIN history h ON h.seq = l.seq "  # noqa: S608
            "WHERE l.id = ? ORDER BY h.pos"
        )
        rows = self._connection().execute(query, (change_id,))
        return [Change(reads.entry(rest), entry_of(a), entry_of(b)) for a, b, *rest in rows]

    def log(self, *, before: int | None = None, limit: int = 100) -> list[Entry]:
        """The operation log, newest first."""
        query = (
            f"SELECT {reads.ENTRY} FROM log l WHERE ?1 IS NULL OR l.seq < ?1 "  # noqa: S608
            "ORDER BY l.seq DESC LIMIT ?2"
        )
        return [reads.entry(row) for row in self._connection().execute(query, (before, limit))]

    def incomplete(self) -> frozenset[Id]:
        """The batches that were begun and not completed."""
        rows = self._connection().execute("SELECT batch FROM incomplete")
        return frozenset(str(row[0]) for row in rows)

    @contextmanager
    def still(self) -> Iterator[None]:
        """One view of the data for whatever this thread reads within."""
        with self._reading():
            yield

    def stream(self, what: Stream) -> Iterator[Line]:
        """Everything of one sort, a chunk at a time."""
        return reads.streamed(self._connection(), what)

    def loading(self) -> Loading | None:
        """How far an unfinished load came."""
        return _loading(self._connection())

    def load(self, lines: Sequence[Line], *, was: Loading | None, now: Loading | None) -> None:
        """Put streamed *lines* into an empty store; see `GraphStore`.

        Raises `Conflict`, and `ValueError` for lines out of their order.
        """
        with self._writing() as connection:
            stands = _loading(connection)
            query = "SELECT EXISTS (SELECT 1 FROM node) OR EXISTS (SELECT 1 FROM log)"
            begun = bool(connection.execute(query).fetchall()[0][0])
            if stands != was or (was is None and begun):
                raise Conflict(["load"])
            try:
                put_loaded(connection, lines)
            except apsw.ConstraintError as fault:
                message = "something stands in the lines twice"
                raise ValueError(message) from fault
            connection.execute("DELETE FROM meta WHERE name = ?", (_LOADING,))
            if now is not None:
                mark = json.dumps([now.lines, now.digest])
                connection.execute("INSERT INTO meta VALUES (?, ?)", (_LOADING, mark))
        if now is None:
            self._head.put(reads.head(self._connection()))

    def discard(self) -> None:
        """Take out what an unfinished load has put in; see `GraphStore`.

        Raises `Conflict` where no load was begun.
        """
        with self._writing() as connection:
            if _loading(connection) is None:
                raise Conflict(["load"])
            empty(connection)
            connection.execute("DELETE FROM meta WHERE name = ?", (_LOADING,))

    def verify(self) -> list[Fault]:
        """Compare everything with what it should be; see `GraphStore`."""
        noted = self._head.noted()  # before the view begins: the log goes on meanwhile
        # a connection of its own: FTS5 checks with the structure that its connection saw last, and
        # takes what others wrote since for damage
        connection = opened(self._path)
        try:
            connection.execute("BEGIN")
            return [
                *faults(connection),
                *collected([lambda: noted(lambda seq: chain_at(connection, seq))]),
            ]
        except Damage as fault:
            return [Fault("file", fault.where, fault.reason)]
        finally:
            connection.close()

    def state(
        self, key: str, change: Callable[[bytes | None], State | None] | None = None
    ) -> bytes | None:
        """Read, or compare and set, one small value; see `GraphStore`."""
        now = self._clock().timestamp()
        query = "SELECT val FROM state WHERE key = ? AND expires > ?"
        if change is None:
            row = self._connection().execute(query, (key, now)).fetchone()
            return bytes(row[0]) if row else None
        with self._writing() as connection:
            row = connection.execute(query, (key, now)).fetchone()
            made = change(bytes(row[0]) if row else None)
            if made is None or made.expires.timestamp() <= now:
                connection.execute("DELETE FROM state WHERE key = ?", (key,))
                made = None
            else:
                connection.execute(
                    "INSERT INTO state VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE "
                    "SET val = excluded.val, expires = excluded.expires",
                    (key, made.value, made.expires.timestamp()),
                )
            self._states += 1
            if self._states % _PURGE_EVERY == 1:
                connection.execute("DELETE FROM state WHERE expires <= ?", (now,))
        return made.value if made else None

    def backup(self, path: str, noted: Noted = unnoted) -> Carried:
        """Write a consistent copy to a new file at *path* while others work; see `GraphStore`."""
        return write_backup(self._connection(), Path(path), noted)

    def close(self) -> None:
        """Let go of every connection; threads that still read get an error."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()


def _loading(connection: apsw.Connection) -> Loading | None:
    row = connection.execute("SELECT val FROM meta WHERE name = ?", (_LOADING,)).fetchone()
    if row is None:
        return None
    try:
        lines, digest = json.loads(str(row[0]))
    except (ValueError, TypeError) as fault:
        raise Damage(_LOADING) from fault
    return Loading(lines, digest)


def utc_now() -> datetime:
    """This moment in UTC, for whoever opens a store outside the program."""
    return datetime.now(UTC)
