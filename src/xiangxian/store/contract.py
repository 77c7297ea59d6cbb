"""What every store promises: records, history, upkeep, in three protocols."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from xiangxian.store.base import (
    EVERYTHING,
    Applied,
    Change,
    ChangeSet,
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
from xiangxian.store.refusals import (
    Conflict as Conflict,
)
from xiangxian.store.refusals import (
    Damage as Damage,
)
from xiangxian.store.refusals import (
    Dangling as Dangling,
)
from xiangxian.store.refusals import (
    Derived as Derived,
)
from xiangxian.store.refusals import (
    NewerSchema as NewerSchema,
)
from xiangxian.store.refusals import (
    StillTied as StillTied,
)
from xiangxian.store.refusals import (
    Unavailable as Unavailable,
)


class Records(Protocol):
    """Writing acts, and asking for what stands now."""

    def revision(self) -> int:
        """Number of the last ChangeSet; cheap, and sees what other processes wrote."""

    def apply(self, changes: ChangeSet) -> Applied:
        """Write *changes* whole, or raise and write nothing.

        Applying one ChangeSet twice is applying it once. Raises `Conflict`, `Dangling`,
        `StillTied`, `Derived`, and `ValueError` above `WRITES` writes.
        """

    def get(self, ids: Sequence[Id], links: Links = (), *, binned: bool = False) -> Page:
        """The records *ids* in that order, without those that are missing (or binned)."""

    def find(self, query: Query) -> Page:
        """One page of records."""

    def count(
        self,
        kind: Kind,
        where: Filter = EVERYTHING,
        *,
        by: FieldName | None = None,
        total: FieldName | None = None,
    ) -> list[Group]:
        """How many live records; grouped by one key, with the sum of another."""

    def search(
        self,
        terms: Sequence[str],
        *,
        kinds: Sequence[Kind],
        where: Filter = EVERYTHING,
        private: bool = False,
        limit: int = 50,
    ) -> list[Id]:
        """Live records that have every one of *terms* (one that ends in `*`: any that begins so);
        private terms only when *private*.

        In order of id: what is most relevant is decided in `domain`, never by an engine.
        """

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
        """What can be reached over live *edges* in *depth* steps through records that *where*
        lets pass, at most *limit* records (the nearest first, then by id)."""

    def edges(self, name: EdgeName, *, after: Id = "", limit: int = 10_000) -> tuple[Edge, ...]:
        """The live ties of one name in id order: for reading the whole network once."""

    def state(
        self, key: str, change: Callable[[bytes | None], State | None] | None = None
    ) -> bytes | None:
        """Read the value of *key*; or change it, atomically, to what *change* makes of it.

        *change* may be called more than once and gets None where nothing (or only something
        expired) stands; when it gives None the key is deleted. The answer is what stands after.
        """


class History(Protocol):
    """What was done, and how everything came to stand as it does."""

    def applied(self, change_id: Id) -> Entry | None:
        """The log's entry of a ChangeSet, None when it never happened."""

    def states(self, ids: Sequence[Id]) -> Mapping[Id, Node | Edge]:
        """The records and ties *ids* as they stand, those binned and those of an incomplete batch
        too; those that never were are left out. For undo, not for a screen."""

    def changes(
        self,
        *,
        after: int = 0,
        before: int | None = None,
        of: Id | None = None,
        limit: int = 1000,
    ) -> list[Change]:
        """History in order of number: of everything, or of one record and its own ties.

        With *before*, what was before that number, the newest first. The last act of what is given
        may be cut; `store.paging` reads whole acts.
        """

    def last_changes(self, ids: Sequence[Id]) -> Mapping[Id, Change]:
        """The newest change of each of the records *ids* itself, its ties aside; those of whom the
        history says nothing any more are left out."""

    def change_set(self, change_id: Id) -> list[Change]:
        """Everything one ChangeSet did, derived ties left out."""

    def log(self, *, before: int | None = None, limit: int = 100) -> list[Entry]:
        """The operation log, newest first."""

    def incomplete(self) -> frozenset[Id]:
        """The batches that were begun and not completed."""


class Upkeep(Protocol):
    """Carrying the whole of it: schema, dump and load, checking, copies."""

    def migrate(self) -> int:
        """Bring the data to this program's schema; returns its number, raises `NewerSchema`."""

    def still(self) -> AbstractContextManager[None]:
        """What this thread reads within it does not change meanwhile."""

    def stream(self, what: Stream) -> Iterator[Line]:
        """Everything but derived ties, the binned too, without holding it in memory."""

    def loading(self) -> Loading | None:
        """How far an unfinished load came; None where nothing is being loaded."""

    def load(self, lines: Sequence[Line], *, was: Loading | None, now: Loading | None) -> None:
        """Put streamed *lines* into an empty store, all or nothing; *now* None ends the load.

        Records come before their ties, the log before its history. Raises `Conflict` when the
        store is not empty or the load does not stand at *was*.
        """

    def discard(self) -> None:
        """Empty the place of what an unfinished load has put in; may be repeated after a break.
        Raises `Conflict` where nothing is being loaded."""

    def verify(self) -> list[Fault]:
        """Compare everything with what it should be by the log, the history and the vocabulary,
        and the log's end with what is kept outside; every difference is a fault."""

    def backup(self, path: str, noted: Noted = unnoted) -> Carried:
        """Write a consistent copy of everything, with the number of its lines and their digest,
        to a new file at *path* while others work; *noted* is told them before it has that name."""

    def close(self) -> None:
        """Let go of files and connections."""


class GraphStore(Records, History, Upkeep, Protocol):
    """The promise of every engine."""
