"""The same random operations on two engines; every answer, order and digest must be equal."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.values import text
from xiangxian.domain.values.amounts import Money
from xiangxian.store import exchange
from xiangxian.store.base import (
    All,
    AnyOf,
    ChangeSet,
    Conflict,
    Dangling,
    Derived,
    Direction,
    Edge,
    Filter,
    Hop,
    Linked,
    Node,
    Not,
    Op,
    Order,
    Query,
    State,
    StillTied,
    Where,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.inversion import invert

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
UNITS = ("u1", "u2")
SURNAMES, GIVEN = "王李单仇解欧𠮷䶮", "一伟芳国强Aa"
TIES = ("KIN", "BY", "OF", "OCCASION", "PROJECT", "NATIVES", "EMPLOYED")
ORDERS = {"person": ("name",), "project": ("name", "agreed", "stage"), "event": ("name", "on")}
KINDS = ("person", "project", "event", "introduction")


class Difference(AssertionError):
    """The engines disagree; the message says about what."""


class Twins:
    """Two stores that are asked the same; *seed* decides what."""

    def __init__(self, one: GraphStore, other: GraphStore, seed: int) -> None:
        self.one, self.other = one, other
        self.pick = random.Random(seed)  # noqa: S311 - no secret
        self.nodes: dict[str, Node] = {}
        self.edges: dict[str, Edge] = {}
        self.done: list[ChangeSet] = []
        self.number = 0
        self.batch: str | None = None

    def same(self, what: str, ask: Callable[[GraphStore], Any]) -> Any:
        """The answer of both; raises `Difference` where there are two."""
        answers = []
        for store in (self.one, self.other):
            try:
                answers.append(ask(store))
            except (Conflict, Dangling, StillTied) as fault:
                answers.append((type(fault).__name__, sorted(fault.ids)))
            except (Derived, ValueError) as fault:
                answers.append((type(fault).__name__, str(fault)))
        if answers[0] != answers[1]:
            raise Difference(f"{what}:\n{answers[0]!r}\n{answers[1]!r}")
        return answers[0]

    def step(self) -> None:
        """One random operation."""
        chosen = self.pick.choices(
            (self.write, self.find, self.look, self.walk, self.undo, self.small, self.large),
            (40, 22, 14, 10, 6, 6, 2),
        )[0]
        chosen()

    def fresh(self) -> str:
        """A new id, which sorts by age half of the time."""
        self.number += 1
        mark = "z" if self.pick.random() < 0.5 else self.pick.choice("aZ")
        return f"{mark}{self.number:06d}"

    def record(self) -> Record:
        """A random record."""
        name = self.pick.choice(SURNAMES) + self.pick.choice(GIVEN) + self.pick.choice(GIVEN + " ")
        what = self.pick.random()
        if what < 0.5:
            phones = [{"number": f"1300000{self.pick.randint(0, 30):04d}"}]
            given = {"name": name, "phones": phones if self.pick.random() < 0.5 else []}
            return Person.model_validate(given)
        if what < 0.7:
            amount = Money(minor=self.pick.choice((1, 10, 10, 500))) if what < 0.65 else None
            stage = self.pick.choice(("lead", "signed", "built", None))
            return Project(name=name, agreed=amount, stage=stage)
        if what < 0.85:
            on = {"year": self.pick.randint(2019, 2024)} if what < 0.8 else None
            return Event.model_validate({"name": name, "on": on})
        return Introduction()

    def entries(self) -> list[Node | Edge]:
        """What one random ChangeSet writes."""
        made: list[Node | Edge] = []
        taken: set[str] = set()
        for _ in range(self.pick.choice((1, 1, 1, 2, 4))):
            entry = self.entry(made)
            if entry is not None and (entry.id not in taken or self.pick.random() < 0.02):
                taken.add(entry.id)
                made.append(entry)
        return made

    def entry(self, made: list[Node | Edge]) -> Node | Edge | None:
        """One write over what stands; a few are wrong on purpose."""
        what = self.pick.random()
        ids = sorted(self.nodes) + [each.id for each in made if isinstance(each, Node)]
        if what < 0.4 or len(ids) < 4:
            record = self.record()
            return Node(self.fresh(), record.kind, self.pick.choice(UNITS), 1, record.values())
        if what < 0.72:
            one, two = self.pick.choice(ids), self.pick.choice(ids)
            name = self.pick.choice(TIES) if self.pick.random() < 0.97 else "INTRODUCED"
            return Edge(self.fresh(), name, one, two if self.pick.random() < 0.98 else "nobody", 1)
        if what < 0.86 and self.nodes:
            node = self.nodes[self.pick.choice(sorted(self.nodes))]
            rev = node.rev + self.pick.choice((1, 1, 1, 1, 1, 1, 0, 2))
            if self.pick.random() < 0.3:
                return replace(node, rev=max(rev, 1), binned=not node.binned)
            record = self.record()
            kind = node.kind if self.pick.random() < 0.97 else record.kind
            values = record.values() if record.kind == node.kind else node.values
            return Node(node.id, kind, node.unit, max(rev, 1), values, node.binned)
        if self.edges:
            edge = self.edges[self.pick.choice(sorted(self.edges))]
            target = edge.target if self.pick.random() < 0.97 else self.pick.choice(ids)
            return replace(edge, rev=edge.rev + 1, binned=not edge.binned, target=target)
        return None

    def write(self) -> None:
        """Apply a ChangeSet, a repeated one now and then, or a part of a batch."""
        if self.done and self.pick.random() < 0.05:
            change = self.pick.choice(self.done)
        else:
            writes = tuple(Write(each.rev - 1, each) for each in self.entries())
            batch, complete = self.batch, True
            if self.batch is None and self.pick.random() < 0.05:
                self.batch = batch = self.fresh()
                complete = False
            elif self.batch is not None:
                complete = self.pick.random() < 0.3
            change = ChangeSet(
                self.fresh(), "a", AT, "t", writes, "说明", ("x",), batch=batch, complete=complete
            )
            if complete:
                self.batch = None
        answer = self.same(f"apply {change}", lambda store: store.apply(change))
        if isinstance(answer, tuple):
            return
        if not answer.replayed:
            self.done.append(change)
            for write in change.writes:
                kept = self.nodes if isinstance(write.after, Node) else self.edges
                kept[write.after.id] = write.after  # type: ignore[index,assignment]

    def filter(self, depth: int = 2) -> Filter:
        """A random filter."""
        what = self.pick.random()
        if depth and what < 0.45:
            parts = tuple(self.filter(depth - 1) for _ in range(self.pick.randint(0, 2)))
            return self.pick.choice((All(parts), AnyOf(parts), Not(self.filter(depth - 1))))
        if depth and what < 0.6:
            return Linked(self.pick.choice(TIES), self.pick.choice(list(Direction)), self.filter(0))
        if what < 0.7:
            return Where("unit", self.pick.choice((Op.IS, Op.ABOVE)), self.pick.choice(UNITS))
        if what < 0.75:
            return Where("id", Op.IN, tuple(self.pick.sample(sorted(self.nodes) or ["x"], 1)))
        if what < 0.85:
            op = self.pick.choice((Op.IS, Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST))
            return Where("agreed", op, self.pick.choice((1, 10, 499)))
        if what < 0.92:
            return Where(self.pick.choice(("agreed", "stage", "on", "name", "odd")), Op.MISSING)
        op = self.pick.choice((Op.IS, Op.STARTS, Op.IN))
        value: Any = self.pick.choice(("lead", "si", "signed"))
        return Where("stage", op, (value, "built") if op is Op.IN else value)

    def links(self) -> Any:
        """Up to two random steps."""
        hops = tuple(
            Hop(self.pick.choice((*TIES, "INTRODUCED")), self.pick.choice(list(Direction)))
            for _ in range(2)
        )
        return self.pick.choice(((), (hops,), (hops[:1], hops[1:])))

    def find(self) -> None:
        """Page through a random list; count it too."""
        kind = self.pick.choice(KINDS)
        order = None
        if kind in ORDERS and self.pick.random() < 0.8:
            order = Order(self.pick.choice(ORDERS[kind]), self.pick.random() < 0.5)
        query = Query(
            kind,
            self.filter(),
            order,
            limit=self.pick.choice((1, 3, 50)),
            links=self.links(),
            binned=self.pick.random() < 0.15,
        )
        for _ in range(4):
            page = self.same(f"find {query}", lambda store, q=query: store.find(q))
            if page.next is None:
                break
            query = replace(query, after=page.next)
        by, total = self.pick.choice(((None, None), ("stage", "agreed"), ("agreed", None)))
        self.same(
            f"count {query}", lambda store: store.count(kind, query.where, by=by, total=total)
        )

    def look(self) -> None:
        """Search, read by id, and ask what stands."""
        typed = self.pick.choice(
            (*SURNAMES, "wang", "sha", "王一", "0012", "1300000", "单伟", "a", "shanw")
        )
        terms = self.pick.choice(text.relevance(typed))
        where, private = self.filter(1), self.pick.random() < 0.5
        kinds = self.pick.sample(KINDS, 2)
        self.same(
            f"search {typed} {where}",
            lambda store: store.search(terms, kinds=kinds, where=where, private=private, limit=20),
        )
        known = sorted(self.nodes) + sorted(self.edges) + ["nobody"]
        ids = self.pick.choices(known, k=5)
        links, binned = self.links(), self.pick.random() < 0.2
        self.same(f"get {ids}", lambda store: store.get(ids, links, binned=binned))
        self.same(f"states {ids}", lambda store: dict(store.states(ids)))
        self.same(f"changes {ids[0]}", lambda store: history(store, ids[0]))

    def walk(self) -> None:
        """Expand from random records; read one tie's whole network."""
        start = self.pick.choices(sorted(self.nodes) or ["x"], k=2)
        names = self.pick.sample((*TIES, "INTRODUCED"), 3)
        way, where = self.pick.choice(list(Direction)), self.filter(1)
        depth, limit = self.pick.randint(1, 3), self.pick.choice((3, 100))
        self.same(
            f"expand {start} {names} {way} {where}",
            lambda store: store.expand(
                start, names, direction=way, depth=depth, limit=limit, where=where
            ),
        )
        name, after = self.pick.choice((*TIES, "INTRODUCED")), self.pick.choice(("", "m"))
        self.same(f"edges {name}", lambda store: told(store.edges(name, after=after, limit=7)))

    def undo(self) -> None:
        """Take an earlier ChangeSet back where nothing stands against it."""
        if not self.done:
            return
        undone = self.pick.choice(self.done)
        changes = self.same("change_set", lambda store: bare(store.change_set(undone.id)))
        writes, _ = invert(self.one.change_set(undone.id), {**self.nodes, **self.edges})
        assert len(changes) == len(undone.writes)
        change = ChangeSet(self.fresh(), "b", AT, "undo", writes, undoes=undone.id)
        if isinstance(self.same(f"undo {change}", lambda store: store.apply(change)), tuple):
            return
        self.done.append(change)
        for write in writes:
            kept = self.nodes if isinstance(write.after, Node) else self.edges
            kept[write.after.id] = write.after  # type: ignore[index,assignment]

    def small(self) -> None:
        """State is compared and set."""
        key, add = self.pick.choice("kl"), str(self.pick.randint(0, 9)).encode()
        ends = AT + timedelta(days=self.pick.choice((-1, 1)))
        keep = self.pick.random() < 0.8
        self.same(
            f"state {key}",
            lambda store: store.state(
                key, lambda old: State((old or b"")[-20:] + add, ends) if keep else None
            ),
        )
        self.same("state", lambda store: store.state(key))

    def large(self) -> None:
        """Everything is what it should be, and the same."""
        self.same("verify", lambda store: store.verify())
        self.same("revision", lambda store: store.revision())
        self.same("incomplete", lambda store: store.incomplete())
        self.same("log", lambda store: [replace(each, chain="") for each in store.log(limit=9)])

    def finish(self) -> None:
        """The content of both is the same to the last byte, but for the salts of the history."""
        self.large()
        self.same("content", lambda store: content(store))


def bare(changes: list[Any]) -> list[Any]:
    """Changes without the salted chain, which differs between two stores."""
    return [(c.entry.seq, c.entry.id, c.before, c.after) for c in changes]


def history(store: GraphStore, of: str) -> list[Any]:
    """A record's history."""
    return bare(store.changes(of=of, limit=30))


def told(edges: tuple[Edge, ...]) -> list[Any]:
    """Ties with their values as objects."""
    return [(e.id, e.name, e.source, e.target, e.rev, json.loads(e.values)) for e in edges]


def content(store: GraphStore) -> list[Any]:
    """All lines of the exchange file without salts, digests and chain."""
    lines = []
    for line in exchange.lines_of(store):
        parts = json.loads(line)
        lines.append({k: v for k, v in parts.items() if k not in {"salt", "digest", "chain"}})
    return lines
