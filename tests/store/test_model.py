"""The store against a dictionary: random ChangeSets, conflicts, replays, undo, several openings."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from engines import emptied
from xiangxian.domain.people import Person
from xiangxian.domain.values.text import pinyin_key
from xiangxian.store.base import (
    ChangeSet,
    Conflict,
    Dangling,
    Direction,
    Edge,
    Hop,
    Node,
    Op,
    Order,
    Query,
    StillTied,
    Where,
    Write,
)
from xiangxian.store.inversion import invert
from xiangxian.store.opening import open_store

AT = datetime(2026, 1, 1, tzinfo=UTC)


def told(entry: Node | Edge) -> tuple[str, bool]:
    """What a record or a tie says, whatever its revision."""
    return entry.values, entry.binned


NAMES = st.sampled_from(["王一", "李二", "赵三", "单四", "仇五", "欧阳六"])


class StoreAgainstDictionary(RuleBasedStateMachine):
    """Whatever is done to the store is done to two dictionaries, and both must agree."""

    address = "sqlite"

    people = Bundle("people")
    ties = Bundle("ties")
    done = Bundle("done")

    @initialize()
    def open(self) -> None:
        """Two openings of one empty place."""
        if self.address != "sqlite":
            emptied(self.address)
        self.directory = Path(tempfile.mkdtemp())
        self.stores = [open_store(self.address, self.directory, lambda: AT) for _ in range(2)]
        self.turn = itertools.cycle(self.stores)
        self.number = itertools.count(1)
        self.nodes: dict[str, Node] = {}
        self.edges: dict[str, Edge] = {}
        self.seq = 0

    def teardown(self) -> None:
        """Close and forget the file."""
        for store in getattr(self, "stores", []):
            store.close()
        shutil.rmtree(getattr(self, "directory", "/nonexistent"), ignore_errors=True)

    def fresh(self) -> str:
        """An id that sorts by age."""
        return f"id{next(self.number):06d}"

    def apply(self, *entries: Node | Edge, writes: tuple[Write, ...] = ()) -> ChangeSet:
        """Write entries over their present revision, in the store and in the model."""
        made = writes or tuple(Write(entry.rev - 1, entry) for entry in entries)
        change = ChangeSet(self.fresh(), "tester", AT, "test", made)
        applied = next(self.turn).apply(change)
        self.seq += 1
        assert applied.seq == self.seq
        for write in made:
            if isinstance(write.after, Node):
                self.nodes[write.after.id] = write.after
            else:
                self.edges[write.after.id] = write.after
        return change

    @rule(target=people, name=NAMES)
    def create(self, name: str) -> str:
        """A new person."""
        node = Node(self.fresh(), "person", "u", 1, Person(name=name).values())
        self.apply(node)
        return node.id

    @rule(target=done, id_=people, name=NAMES)
    def rename(self, id_: str, name: str) -> ChangeSet | None:
        """Change a person that is not binned."""
        node = self.nodes[id_]
        if node.binned:
            return None
        return self.apply(replace(node, rev=node.rev + 1, values=Person(name=name).values()))

    @rule(id_=people, name=NAMES, behind=st.integers(1, 3))
    def stale(self, id_: str, name: str, behind: int) -> None:
        """A change over an old revision is refused and changes nothing."""
        node = self.nodes[id_]
        base = max(node.rev - behind, 0)
        after = replace(node, rev=base + 1, values=Person(name=name).values())
        with pytest.raises(Conflict) as conflict:
            next(self.turn).apply(ChangeSet(self.fresh(), "t", AT, "t", (Write(base, after),)))
        assert conflict.value.ids == (id_,)

    @rule(target=ties, one=people, other=people)
    def tie(self, one: str, other: str) -> str | None:
        """A tie between two people; refused when one of them is gone."""
        edge = Edge(self.fresh(), "KIN", one, other, 1)
        if self.nodes[one].binned or self.nodes[other].binned:
            try:
                next(self.turn).apply(ChangeSet(self.fresh(), "t", AT, "t", (Write(0, edge),)))
            except Dangling:
                return None
            raise AssertionError("a tie hangs in the air")
        self.apply(edge)
        return edge.id

    @rule(tie=consumes(ties))
    def untie(self, tie: str | None) -> None:
        """A live tie is taken away."""
        if tie is not None and not self.edges[tie].binned:
            edge = self.edges[tie]
            self.apply(replace(edge, rev=edge.rev + 1, binned=True))

    @rule(target=done, id_=people)
    def bin_(self, id_: str) -> ChangeSet | None:
        """A person goes with all ties; alone it is refused while tied."""
        node = self.nodes[id_]
        if node.binned:
            return None
        gone = replace(node, rev=node.rev + 1, binned=True)
        live = [e for e in self.edges.values() if not e.binned and id_ in (e.source, e.target)]
        if live:
            try:
                next(self.turn).apply(
                    ChangeSet(self.fresh(), "t", AT, "t", (Write(node.rev, gone),))
                )
            except StillTied:
                pass
            else:
                raise AssertionError("a tied record went alone")
        return self.apply(gone, *(replace(e, rev=e.rev + 1, binned=True) for e in live))

    @rule(change=done)
    def replay(self, change: ChangeSet | None) -> None:
        """The same ChangeSet again is answered and changes nothing."""
        if change is not None:
            assert next(self.turn).apply(change).replayed

    @rule(change=done)
    def undo(self, change: ChangeSet | None) -> None:
        """Taking an act back gives the values before it, but for what moved on."""
        if change is None:
            return
        store = next(self.turn)
        changes = store.change_set(change.id)
        current: dict[str, Node | Edge] = {**self.nodes, **self.edges}
        writes, kept = invert(changes, current)
        said = {
            c.after.id for c in changes if c.after and told(current[c.after.id]) == told(c.after)
        }
        assert {write.after.id for write in writes} <= said
        assert not said & set(kept)
        if writes:
            ends = [w.after for w in writes if isinstance(w.after, Edge) and not w.after.binned]
            back = {w.after.id for w in writes if isinstance(w.after, Node) and not w.after.binned}
            alive = back | {n.id for n in self.nodes.values() if not n.binned}
            if all(e.source in alive and e.target in alive for e in ends):
                self.apply(writes=writes)

    @invariant()
    def lists_agree(self) -> None:
        """List, count, filter and ties are those of the dictionaries, in order."""
        if not getattr(self, "stores", None):
            return
        store = next(self.turn)
        live = [node for node in self.nodes.values() if not node.binned]
        names = {node.id: Person.parsed(node.values).title() for node in live}
        expected = sorted(names, key=lambda id_: (pinyin_key(names[id_]), id_))
        page = store.find(
            Query("person", order=Order("name"), limit=200, links=((Hop("KIN", Direction.BOTH),),))
        )
        assert [node.id for node in page.nodes] == expected[:200]
        ties = {edge.id for edge in self.edges.values() if not edge.binned}
        assert {edge.id for edge in page.edges} == ties
        assert sum(group.count for group in store.count("person")) == len(live)
        wanted = pinyin_key("单四")
        found = store.find(Query("person", Where("name", Op.IS, wanted), limit=200)).nodes
        assert {node.id for node in found} == {id_ for id_, name in names.items() if name == "单四"}
        assert store.revision() == self.seq

    @invariant()
    def promises_hold(self) -> None:
        """The chain, the index and the ties verify after every step."""
        if getattr(self, "stores", None):
            assert next(self.turn).verify() == []


def test_the_store_is_the_dictionaries(address: str) -> None:
    """Whatever happens, in whatever order, through whichever opening."""
    machine = type("Machine", (StoreAgainstDictionary,), {"address": address})
    few = 25 if address == "sqlite" else 5
    run_state_machine_as_test(
        machine, settings=settings(max_examples=few, stateful_step_count=25, deadline=None)
    )
