"""The engine for a county or a city: Neo4j on a server, on a cluster or in Aura.

It and `driver` alone know the driver. What is asked and how it is written stands in `reads`
and `writes`; here are the connections, the transactions, and what to do when they fail.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import ConfigurationError, DriverError, IncompleteCommit, Neo4jError

from xiangxian.store import ddl
from xiangxian.store.base import (
    EVERYTHING,
    WRITES,
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
    NewerSchema,
    Node,
    Page,
    Query,
    State,
    Stream,
    Subgraph,
    Unavailable,
)
from xiangxian.store.digests import Carried, Noted, unnoted
from xiangxian.store.exchange import write_dump
from xiangxian.store.heads import HeadFile, server_file
from xiangxian.store.neo4j import loading, reads, streams
from xiangxian.store.neo4j.driver import (
    AWAY,
    UNKNOWN,
    Doubled,
    parts,
    patience_with,
    running,
    sentence_for,
)
from xiangxian.store.neo4j.migrate import migrate
from xiangxian.store.neo4j.reads import Row, Running
from xiangxian.store.neo4j.times import CONNECT, IDLE, UNREACHABLE, USUAL, Times
from xiangxian.store.neo4j.verify import faults
from xiangxian.store.neo4j.writes import LOCK_HEAD, apply
from xiangxian.store.terms import asked
from xiangxian.store.verification import GARBLED, collected

T = TypeVar("T")

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # told by `Unavailable`, not twice

_PURGE_EVERY = 200
_DOUBLED = 3


class Neo4jStore:
    """The contract of `GraphStore` on the server at *address*; *clock* gives this moment in UTC.

    One driver and one bookmark manager for the whole process: what one thread wrote, every other
    thread of it reads, on a cluster too. Nothing is asked of the server before the first use, so
    that a program can start while its server is away. The end of the log is also kept in the
    directory *data* of this process, if it has one.
    """

    def __init__(
        self,
        address: str,
        clock: Callable[[], datetime],
        data: Path | None = None,
        times: Times = USUAL,
    ) -> None:
        self._times = times
        uri, user, self._database = parts(address)
        self._clock = clock
        place = f"{uri.partition('://')[2]}/{self._database or ''}"
        self._head = HeadFile(server_file(data, place) if data else None)
        self._ready = False
        self._arriving = threading.local()
        self._away_until = 0.0
        self._states = 0
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        try:
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=user,
                user_agent="xiangxian",
                connection_timeout=CONNECT,
                connection_acquisition_timeout=2 * CONNECT,
                liveness_check_timeout=IDLE,
                max_connection_pool_size=32,
                keep_alive=True,
                notifications_min_severity="OFF",
            )
        except (ConfigurationError, ValueError) as fault:
            reason = f"Neo4j 的地址用不了（{fault}），请检查 XIANGXIAN_STORE。"
            raise Unavailable(reason) from fault

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
            max_transaction_retry_time=0,
        )

    def _once(self, work: Callable[[Running], T], size: int, *, write: bool) -> T:
        """One managed transaction; whether to repeat it is decided by `_managed`."""
        within = neo4j.unit_of_work(timeout=self._times.of(size, write=write))

        def unit(transaction: neo4j.ManagedTransaction) -> T:
            return work(running(transaction))

        access = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        with self._session(access) as session:
            execute = session.execute_write if write else session.execute_read
            return execute(within(unit))

    def _managed(self, work: Callable[[Running], T], size: int = 0, *, write: bool) -> T:
        """Do *work* in a transaction, again where that helps; raises `Unavailable` with a sentence.

        *size* is how many records and ties it is about: the server gives it time accordingly.

        *work* must bear being repeated after a commit whose outcome is unknown: a ChangeSet is,
        because its id is looked up first.
        """
        self._arrive()
        began = time.monotonic()
        if began < self._away_until:
            raise Unavailable(AWAY)
        unknown = False
        for turn in range(1_000_000):
            try:
                return self._once(work, size, write=write)
            except Doubled:
                if turn >= _DOUBLED:
                    raise  # else it is a replay or a plain conflict when it is looked at again
            except (Neo4jError, DriverError) as fault:
                patience = patience_with(fault)
                unknown = unknown or isinstance(fault, IncompleteCommit)
                if time.monotonic() - began >= patience:
                    if patience == UNREACHABLE:
                        self._away_until = time.monotonic() + self._times.away
                    raise Unavailable(UNKNOWN if unknown else sentence_for(fault)) from fault
            time.sleep(min(0.02 * 2**turn, 1.0) * random.uniform(0.5, 1.0))  # noqa: S311 - a wait
        raise AssertionError

    def _arrive(self) -> None:
        """Bring the server to this program's schema when it is reached for the first time."""
        if self._ready or getattr(self._arriving, "now", False):
            return
        try:
            self.migrate()
        except NewerSchema as fault:
            raise Unavailable("这份名册是用更新版本的程序写的，请用新版本打开。") from fault

    def _read(self, work: Callable[[Running], T], size: int = 0) -> T:
        return self._managed(work, size, write=False)

    def _rows(self, text: str, **values: Any) -> list[Row]:
        """The rows of one statement in a read transaction of its own."""
        return self._read(lambda run: run(text, **values))

    def migrate(self) -> int:
        """Bring the server to this program's schema; see `GraphStore`. Raises `Damage` for a register that is not whole."""
        was, self._arriving.now = getattr(self._arriving, "now", False), True
        try:
            number = migrate(self._rows, partial(self._managed, write=True))
            self._ready = True
        except GARBLED as fault:
            raise Damage("有一条记录的内容") from fault
        finally:
            self._arriving.now = was
        return number

    def revision(self) -> int:
        """Number of the last ChangeSet."""
        rows = self._rows(f"MATCH (h:{ddl.HEAD}) RETURN h.seq")
        return int(rows[0][0]) if rows else 0

    def apply(self, changes: ChangeSet) -> Applied:
        """Write *changes* whole, or raise and write nothing; see `GraphStore`.

        After a commit that nobody answered it asks again: the ChangeSet's id tells what became of
        it, and what is still under way is waited for behind its locks.
        """
        try:
            size = len(changes.writes)
            applied, step = self._managed(lambda run: apply(run, changes), size, write=True)
        except Doubled as fault:
            raise Conflict(
                [write.after.id for write in changes.writes if not write.before_rev]
            ) from fault
        if step is not None:
            self._head.follow(step, self._chain_now)
        return applied

    def _chain_now(self, seq: int) -> str | None:
        """The chain of entry *seq* as it is known now, or nothing where it cannot be asked."""
        try:
            return streams.chain_at(self._rows, seq)
        except Unavailable:
            return None

    def applied(self, change_id: Id) -> Entry | None:
        """The log's entry of a ChangeSet."""
        found = self._read(lambda run: reads.applied(run, change_id))
        return found[0] if found else None

    def get(self, ids: Sequence[Id], links: Links = (), *, binned: bool = False) -> Page:
        """The records *ids* in that order."""
        if not ids:
            return Page(())

        def work(run: Running) -> Page:
            return reads.with_links(run, reads.get(run, ids, binned=binned), links, None)

        return self._read(work)

    def find(self, query: Query) -> Page:
        """One page of records."""

        def work(run: Running) -> Page:
            nodes, following = reads.page(run, query)
            return reads.with_links(run, nodes, query.links, following)

        return self._read(work)

    def count(
        self,
        kind: Kind,
        where: Filter = EVERYTHING,
        *,
        by: FieldName | None = None,
        total: FieldName | None = None,
    ) -> list[Group]:
        """How many live records; grouped by one key, with the sum of another."""
        return self._read(lambda run: reads.count(run, kind, where, by, total))

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
        words = asked(terms)
        return self._read(
            lambda run: reads.search(run, words, kinds, where, private=private, limit=limit)
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
        if not start:
            return Subgraph((), ())
        return self._read(
            lambda run: reads.expand(run, start, edges, direction, depth, limit, where)
        )

    def states(self, ids: Sequence[Id]) -> Mapping[Id, Node | Edge]:
        """The records and ties *ids* as they stand, whether or not a reader sees them."""
        return self._read(lambda run: reads.states(run, ids, ids), len(ids))

    def edges(self, name: EdgeName, *, after: Id = "", limit: int = 10_000) -> tuple[Edge, ...]:
        """The live ties of one name in id order."""
        return self._read(lambda run: reads.edges_of(run, name, after, limit), limit)

    def changes(
        self,
        *,
        after: int = 0,
        before: int | None = None,
        of: Id | None = None,
        limit: int = 1000,
    ) -> list[Change]:
        """History in order of number: of everything, or of one record and its own ties."""
        return self._read(lambda run: reads.changes(run, after, before, of, limit), limit)

    def last_changes(self, ids: Sequence[Id]) -> Mapping[Id, Change]:
        """The newest change of each record itself."""
        return self._read(lambda run: reads.last_changes(run, ids), len(ids))

    def change_set(self, change_id: Id) -> list[Change]:
        """Everything one ChangeSet did."""
        return self._read(lambda run: reads.change_set(run, change_id), WRITES)

    def log(self, *, before: int | None = None, limit: int = 100) -> list[Entry]:
        """The operation log, newest first."""
        return self._read(lambda run: reads.newest(run, before, limit))

    def incomplete(self) -> frozenset[Id]:
        """The batches that were begun and not completed."""
        return self._read(reads.incomplete)

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nobody writes within: the log's head is held, and writers wait or are told to. Raises `Unavailable`."""
        try:
            # no time limit: whoever copies a register may need minutes
            with (
                self._session(neo4j.WRITE_ACCESS) as session,
                session.begin_transaction(timeout=0) as transaction,
            ):
                transaction.run(LOCK_HEAD).consume()
                yield
        except (Neo4jError, DriverError) as fault:
            raise Unavailable(sentence_for(fault)) from fault

    def stream(self, what: Stream) -> Iterator[Line]:
        """Everything of one sort, a chunk in each transaction."""
        return streams.streamed(self._rows, what)

    def loading(self) -> Loading | None:
        """How far an unfinished load came."""
        return self._read(loading.stands)

    def load(self, lines: Sequence[Line], *, was: Loading | None, now: Loading | None) -> None:
        """Put streamed *lines* into an empty store; see `GraphStore`. Raises `ValueError` for lines out of their order."""

        try:
            size = len(lines)
            self._managed(lambda run: loading.put(run, lines, was, now), size, write=True)
        except Doubled as fault:
            message = "something stands in the lines twice"
            raise ValueError(message) from fault
        if now is None:
            self._head.put(self._read(streams.head))

    def discard(self) -> None:
        """Take out what an unfinished load has put in, a part in each transaction; see
        `GraphStore`."""

        self._managed(loading.begin_clearing, write=True)
        for label in loading.LABELS:
            part = partial(loading.clear_part, label=label)
            while self._managed(part, WRITES, write=True):
                pass
        self._managed(loading.end_clearing, write=True)

    def verify(self) -> list[Fault]:
        """Compare everything with what it should be; see `GraphStore`.

        What others write between two of its questions looks like a fault: what is found is looked
        for again while nobody writes.
        """
        found = self._verified()
        if found:
            with self.still():
                found = self._verified()
        return found

    def _verified(self) -> list[Fault]:
        noted = self._head.noted()  # before the log is read: it goes on meanwhile

        def end() -> Iterator[Fault]:
            # asked of the one who writes: another member of a cluster may be behind
            work = partial(self._managed, write=True)
            yield from noted(lambda seq: work(lambda run: streams.chain_at(run, seq)))

        return [*faults(self._rows), *collected([end])]

    def state(
        self, key: str, change: Callable[[bytes | None], State | None] | None = None
    ) -> bytes | None:
        """Read, or compare and set, one small value; see `GraphStore`."""
        now = self._clock().timestamp()

        def read(run: Running) -> bytes | None:
            rows = run(
                f"MATCH (s:{ddl.STATE} {{key: $key}}) WHERE s.expires > $now RETURN s.value",
                key=key,
                now=now,
            )
            return bytes(rows[0][0]) if rows else None

        if change is None:
            return self._read(read)

        def work(run: Running) -> bytes | None:
            run(f"MERGE (s:{ddl.STATE} {{key: $key}}) SET s:{ddl.STATE}", key=key)
            made = change(read(run))
            if made is None or made.expires.timestamp() <= now:
                run(f"MATCH (s:{ddl.STATE} {{key: $key}}) DELETE s", key=key)
                return None
            run(
                f"MATCH (s:{ddl.STATE} {{key: $key}}) SET s.value = $value, s.expires = $expires",
                key=key,
                value=made.value,
                expires=made.expires.timestamp(),
            )
            return made.value

        kept = self._managed(work, write=True)
        self._states += 1
        if self._states % _PURGE_EVERY == 1:
            text = f"MATCH (s:{ddl.STATE}) WHERE s.expires <= $now DELETE s"
            self._managed(lambda run: run(text, now=now), write=True)
        return kept

    def backup(self, path: str, noted: Noted = unnoted) -> Carried:
        """Write everything in the exchange format to a new file at *path*; writers wait."""
        return write_dump(self, Path(path), noted=noted)

    def close(self) -> None:
        """Let go of every connection."""
        self._driver.close()
