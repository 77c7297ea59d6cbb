"""A draft of one act: what is created, revised, tied and binned, made into one ChangeSet.

Forms, imports, the demo and undo all write through a draft, so that a record's values, its link
edges and its ties are put together in one place.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from xiangxian.domain import schema
from xiangxian.domain.faults import measure
from xiangxian.domain.records import Declared, Record, Tie
from xiangxian.services.gate import Viewer
from xiangxian.store.base import ChangeSet, Edge, Id, Node, Write


def new_id(now: datetime) -> Id:
    """A new id of the moment *now* (UTC): UUIDv7 text (RFC 9562), so that ids sort by age.

    The clock that governs an act gives its ids their moment too: what is counted by the day of an
    id is counted by the day of the act.
    """
    return id_at(int(now.timestamp() * 1000), secrets.randbits(74))


def id_at(millis: int, rest: int) -> Id:
    """The UUIDv7 text of *millis* milliseconds since 1970 (UTC) and 74 bits of one's own."""
    value = millis << 80 | 7 << 76 | (rest >> 62) << 64 | 2 << 62 | rest & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def moment_of(id_: Id) -> datetime | None:
    """The moment (UTC) that the id *id_* carries; None where it carries none that a calendar has."""
    try:
        millis = uuid.UUID(id_).int >> 80
        return datetime.fromtimestamp(millis / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def numbered_id(change_id: Id, number: int) -> Id:
    """The *number*-th id of an act: the same each time the act is repeated, so that a form sent
    twice is one change. It has the act's moment, sorts by number, and is valid UUIDv7 text."""
    millis = uuid.UUID(change_id).int >> 80
    noise = int.from_bytes(hashlib.sha256(f"{change_id} {number}".encode()).digest()[:8]) >> 10
    return id_at(millis, (number & 0xFFFFF) << 54 | noise)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record as the store holds it: its node, its values and links, and its link edges."""

    node: Node
    record: Record
    edges: tuple[Edge, ...] = ()

    @property
    def id(self) -> Id:
        """The record's id."""
        return self.node.id

    @property
    def rev(self) -> int:
        """The record's revision."""
        return self.node.rev


def loaded(node: Node, edges: Sequence[Edge]) -> Loaded:
    """The record of *node*; *edges* are the live edges that came with it, others' are ignored."""
    kind = schema.KINDS[node.kind]
    names = {spec.edge: name for name, spec in kind.fields.items() if spec.is_link}
    own = tuple(
        sorted(
            (edge for edge in edges if edge.source == node.id and edge.name in names),
            key=lambda edge: edge.id,
        )
    )
    links: dict[str, tuple[Id, ...]] = dict.fromkeys(names.values(), ())
    for edge in own:
        links[names[edge.name]] += (edge.target,)
    return Loaded(node, kind.parsed(node.values, links), own)


@dataclass(slots=True)
class Draft:
    """Writes in the making, for records of one *unit*; *change_id* names the act.

    What is longer than its field bears raises `TooLong`; *stood* says that all it writes stood on
    the register before, where a text may be as long as it was.
    """

    change_id: Id
    unit: Id
    writes: list[Write] = field(default_factory=list)
    about: list[Id] = field(default_factory=list)
    stood: bool = False
    _number: int = 0

    def next_id(self) -> Id:
        """The act's next id."""
        self._number += 1
        return numbered_id(self.change_id, self._number)

    def add(self, record: Record, *, id_: Id | None = None, unit: Id | None = None) -> Id:
        """A new record with its links; gives its id."""
        self._measure(record)
        id_ = id_ or self.next_id()
        self.writes.append(Write(0, Node(id_, record.kind, unit or self.unit, 1, record.values())))
        for name, targets in record.links().items():
            for target in targets:
                self._link(record.fields[name].edge, id_, target)
        return id_

    def _measure(self, record: Declared, before: Declared | None = None) -> None:
        if not self.stood:
            measure(record, before)

    def revise(self, before: Loaded, record: Record, *, rev: int | None = None) -> bool:
        """*before* becomes *record*; gives whether anything changes.

        *rev* is the revision the editor saw: the store refuses when it moved on.
        """
        self._measure(record, before.record)
        base = before.rev if rev is None else rev
        dropped, added = self._link_changes(before, record.links(), record)
        if not dropped and not added and record.values() == before.node.values:
            return False
        self.writes.append(
            Write(base, Node(before.id, record.kind, before.node.unit, base + 1, record.values()))
        )
        for edge in dropped:
            self.unlink(edge)
        for name, target in added:
            self._link(name, before.id, target)
        return True

    def _link_changes(
        self, before: Loaded, links: Mapping[str, tuple[Id, ...]], record: Record
    ) -> tuple[list[Edge], list[tuple[str, Id]]]:
        wanted = {
            (record.fields[name].edge, target) for name, ids in links.items() for target in ids
        }
        standing = {(edge.name, edge.target): edge for edge in before.edges}
        dropped = [edge for key, edge in standing.items() if key not in wanted]
        return dropped, sorted(wanted - set(standing))

    def _link(self, name: str, source: Id, target: Id) -> None:
        self.writes.append(Write(0, Edge(self.next_id(), name, source, target, 1)))

    def tie(self, tie: Tie, source: Id, target: Id, *, id_: Id | None = None) -> Id:
        """A new tie from *source* to *target*; gives its id."""
        self._measure(tie)
        id_ = id_ or self.next_id()
        self.writes.append(Write(0, Edge(id_, tie.edge, source, target, 1, tie.values())))
        return id_

    def retie(self, edge: Edge, tie: Tie) -> None:
        """A tie's values change."""
        self._measure(tie, type(tie).parsed(edge.values))
        self.writes.append(
            Write(
                edge.rev,
                Edge(edge.id, edge.name, edge.source, edge.target, edge.rev + 1, tie.values()),
            )
        )

    def move(self, edge: Edge, source: Id, target: Id) -> Edge:
        """What *edge* says, said between *source* and *target* by a new one: a tie never moves.

        The old one is taken away by whoever takes its record away.
        """
        new = Edge(self.next_id(), edge.name, source, target, 1, edge.values)
        self.writes.append(Write(0, new))
        return new

    def unlink(self, edge: Edge) -> None:
        """A tie or a link goes to the recycle bin."""
        self.writes.append(
            Write(
                edge.rev,
                Edge(
                    edge.id,
                    edge.name,
                    edge.source,
                    edge.target,
                    edge.rev + 1,
                    edge.values,
                    binned=True,
                ),
            )
        )

    def bin(self, node: Node, edges: Sequence[Edge]) -> None:
        """A record goes to the recycle bin with its live ties *edges* (both directions), those
        aside that this draft writes already."""
        written = {write.after.id for write in self.writes}
        for edge in edges:
            if edge.id not in written:
                self.unlink(edge)
        self.writes.append(
            Write(
                node.rev,
                Node(node.id, node.kind, node.unit, node.rev + 1, node.values, binned=True),
            )
        )

    def unbin(self, node: Node) -> None:
        """A record comes back from the recycle bin."""
        self.writes.append(
            Write(node.rev, Node(node.id, node.kind, node.unit, node.rev + 1, node.values))
        )

    def change_set(
        self,
        viewer: Viewer,
        now: datetime,
        why: str,
        *,
        note: str = "",
        undoes: Id | None = None,
    ) -> ChangeSet:
        """The draft as one ChangeSet of *viewer* at *now* (UTC)."""
        return ChangeSet(
            id=self.change_id,
            actor=viewer.account,
            at=now,
            why=why,
            writes=tuple(self.writes),
            note=note,
            about=tuple(self.about),
            undoes=undoes,
        )


@dataclass(frozen=True, slots=True)
class NewName:
    """A record that a form makes besides its own, from its name alone, for its link *field*."""

    field: str
    kind: str
    name: str


def add_named(draft: Draft, news: Sequence[NewName]) -> Mapping[tuple[str, str], Id]:
    """The ids of the names that are mentioned for the first time, by (field, name)."""
    ids: dict[tuple[str, str], Id] = {}
    for new in news:
        if (new.field, new.name) not in ids:
            ids[new.field, new.name] = draft.add(
                schema.KINDS[new.kind].model_validate({"name": new.name})
            )
    return ids
