"""The store's contract: nodes, edges and queries; one way to write.

Two engines keep this promise (SQLite in one file, Neo4j on a server); nothing here knows either,
and nothing here knows a screen. What a record means stands in `xiangxian.domain`: an engine asks
`domain.schema` for the keys and search terms of a record and for the ties that are derived from
one, so that two engines give the same answers in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from xiangxian.store.digests import act_digest
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

Id = str
Kind = str
EdgeName = str
FieldName = str
Key = str | int

PAGE = 200
"""The most records one `find` gives."""
LINKS_PER_RECORD = 50
"""The most links of one record that come with a page; what lies beyond is said in `Page.cut`."""
WRITES = 20_000
"""The most writes of one ChangeSet."""


@dataclass(frozen=True, slots=True)
class Node:
    """One record: *values* is its canonical JSON text, *rev* counts its revisions from 1."""

    id: Id
    kind: Kind
    unit: Id
    rev: int
    values: str
    binned: bool = False

    def text(self) -> str:
        """The one text that digests and history are made of; `entry_of` reads it."""
        return _text("node", self.id, self.kind, self.unit, self.rev, self.binned, self.values)


@dataclass(frozen=True, slots=True)
class Edge:
    """One tie from *source* to *target*; several of one name between two records are allowed."""

    id: Id
    name: EdgeName
    source: Id
    target: Id
    rev: int
    values: str = "{}"
    binned: bool = False

    def text(self) -> str:
        """The one text that digests and history are made of; `entry_of` reads it."""
        return _text(
            "edge", self.id, self.name, self.source, self.target, self.rev, self.binned, self.values
        )


def _text(*parts: str | int) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Write:
    """Put *after* where revision *before_rev* stands; 0 says that it must not exist yet."""

    before_rev: int
    after: Node | Edge


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Everything one act changes, all or nothing.

    *id* makes it idempotent, so it is made where the act begins (the form carries it). *at* is a
    moment in UTC. *why* names the act (`records.create`, `session.login`), *note* is its reason
    or subject in the user's words, *about* names records it concerns without changing them.
    *undoes* is the id of the ChangeSet it takes back. No writes at all makes an entry of the
    operation log and nothing else.

    An act of more than `WRITES` writes is several ChangeSets of one *batch*. What those with
    *complete* False create (they create and change nothing) no reader sees before the one with
    *complete* True is applied.
    """

    id: Id
    actor: Id
    at: datetime
    why: str
    writes: tuple[Write, ...] = ()
    note: str = ""
    about: tuple[Id, ...] = ()
    undoes: Id | None = None
    batch: Id | None = None
    complete: bool = True

    def digest(self) -> str:
        """A digest of what it says: the same id with another digest is a conflict.

        The moment is left out, because a caller who lost the reply asks again later.
        """
        head = (self.actor, self.why, self.note, *self.about, self.undoes or "")
        part = None if self.batch is None else (self.batch, self.complete)
        writes = (f"{write.before_rev} {write.after.text()}" for write in self.writes)
        return act_digest(head, part, writes)


@dataclass(frozen=True, slots=True)
class Applied:
    """What `apply` answers: the ChangeSet's number, and whether it had been applied before."""

    seq: int
    replayed: bool = False


class Op(StrEnum):
    """How a filter compares a key."""

    IS = "is"
    IN = "in"
    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"
    STARTS = "starts"
    MISSING = "missing"


class Direction(StrEnum):
    """Which way a tie is followed."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Where:
    """The key of *field* compares so with *value*; `id` and `unit` are fields of every record."""

    field: FieldName
    op: Op
    value: Key | tuple[Key, ...] | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no part, everything."""

    parts: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; with no part, nothing."""

    parts: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Filter


@dataclass(frozen=True, slots=True)
class Linked:
    """A live tie *edge* leads to a live record for which *where* holds; one step, never nested."""

    edge: EdgeName
    direction: Direction
    where: Filter = All()


Filter = Where | All | AnyOf | Not | Linked
EVERYTHING = All()


@dataclass(frozen=True, slots=True)
class Hop:
    """Ties to bring along with a page."""

    edge: EdgeName
    direction: Direction = Direction.OUT


Links = tuple[tuple[Hop, ...], ...]
"""At most two steps; each is the ties to follow from what the step before reached."""


@dataclass(frozen=True, slots=True)
class Order:
    """By the key of *field*; records without one come last, whichever way; ties are cut by id."""

    field: FieldName
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One page of live records of a kind.

    *after* is the (key, id) of the last record of the page before, the key None where it has none.
    The order is by id (that is, by age) when none is given, and *after* is then (id, id).
    """

    kind: Kind
    where: Filter = EVERYTHING
    order: Order | None = None
    after: tuple[Key | None, Id] | None = None
    limit: int = 50
    links: Links = ()
    binned: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Records in order, their ties, and the records at the ties' other ends.

    *next* is the `after` of the page that follows, None on the last one. *cut* names the records
    that have more ties than `LINKS_PER_RECORD`.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    others: Mapping[Id, Node] = field(default_factory=dict)
    cut: frozenset[Id] = frozenset()
    next: tuple[Key | None, Id] | None = None


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A bounded neighbourhood; *cut* says that there was more."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a count: the key's value (None: missing, or no grouping asked), how many, and
    the sum of the totalled key over those that have it."""

    key: Key | None
    count: int
    total: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the operation log: a ChangeSet without its writes, and its place in the chain."""

    seq: int
    id: Id
    actor: Id
    at: datetime
    why: str
    note: str
    about: tuple[Id, ...]
    undoes: Id | None
    writes: int
    chain: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one ChangeSet did to one record or tie; both texts are empty after an erasure."""

    entry: Entry
    before: Node | Edge | None
    after: Node | Edge | None


class Stream(StrEnum):
    """What `stream` can give: records and ties by id, the log and its history by number."""

    NODES = "nodes"
    EDGES = "edges"
    LOG = "log"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the operation log as it is carried from store to store."""

    entry: Entry
    digest: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a ChangeSet as it is carried: the texts before and after, their salt and digest."""

    seq: int
    pos: int
    before: str
    after: str
    salt: str
    digest: str


Line = Node | Edge | LogLine | HistoryLine


@dataclass(frozen=True, slots=True)
class Loading:
    """How far a load came that is not finished: so many lines, whose digest is *digest*."""

    lines: int
    digest: str


@dataclass(frozen=True, slots=True)
class State:
    """A small keyed value that ends: *expires* is a moment in UTC."""

    value: bytes
    expires: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Something `verify` found: which promise, where, in one plain sentence."""

    promise: str
    where: str
    sentence: str
