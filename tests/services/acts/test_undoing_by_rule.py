"""What an undo takes back and what it keeps: random acts against a second statement of the rule."""

from __future__ import annotations

import io
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acts import NOW, new_id
from conftest import made_viewer
from engines import emptied
from naive_undoing import Watched, drawn, expected
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Role
from xiangxian.services import records
from xiangxian.services.access import accounts
from xiangxian.services.acts import undoing
from xiangxian.services.drafts import Draft
from xiangxian.services.history import changes as history
from xiangxian.services.history import recycle_bin
from xiangxian.store import exchange
from xiangxian.store.base import Id, Node, Write
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import open_store

WORDS = (None, "甲", "乙")


class Office:
    """Acts of one clerk, chosen by numbers; each is watched, each undo foretold."""

    def __init__(self, store: GraphStore) -> None:
        unit, _ = accounts.found_unit(store, "示例镇", now=NOW)
        self.store, self.viewer = store, made_viewer(unit, Role.CLERK)
        self.watched = Watched(store)
        self.watched.look()
        self.founded = set(self.watched.nodes)
        self.acts: list[list[Id]] = []
        self.focus: set[Id] = set()
        draft = self.draft()
        for record in (Place(name="东村"), Person(name="张甲"), Organisation(name="甲公司")):
            draft.add(record)
        draft.add(Project(name="一号"))
        self.done(draft)

    def draft(self) -> Draft:
        """A new act."""
        return Draft(new_id(), self.viewer.unit)

    def done(self, *drafts: Draft) -> None:
        """Write an act of one ChangeSet or of several."""
        written = [draft for draft in drafts if draft.writes]
        for draft in written:
            self.store.apply(draft.change_set(self.viewer, NOW, "test"))
        if written:
            self.acts.append([draft.change_id for draft in written])
        self.watched.look()

    def live(self, *kinds: str) -> list[Id]:
        """The live records of *kinds*, or all."""
        nodes = self.watched.nodes.values()
        return sorted(
            n.id
            for n in nodes
            if not n.binned and n.id not in self.founded and (not kinds or n.kind in kinds)
        )

    def look_at(self, acts: list[Id]) -> None:
        """What follows happens mostly around what these ChangeSets did."""
        self.focus = set()
        for act in acts:
            for change in self.store.change_set(act):
                after = change.after
                assert after is not None
                ends = (after.id,) if isinstance(after, Node) else (after.source, after.target)
                self.focus.update(ends)

    def picked(self, number: int, *kinds: str) -> Id | None:
        """One of them, or none."""
        ids = self.live(*kinds)
        if number % 4:
            ids = [id_ for id_ in ids if id_ in self.focus] or ids
        number //= 4
        place = number % (len(ids) + 1)
        return ids[place] if place < len(ids) else None

    # --- acts ---

    def record(self, a: int, b: int, c: int, draft: Draft) -> Record:
        """A record of any kind; now and then what it names is made in the same act."""
        if a % 4 == 0:
            made = draft.add(Place(name="西村")) if b % 3 == 0 else None
            return Person(
                name="李乙", city=WORDS[c % 3], home_village=made or self.picked(c, "place")
            )
        if a % 4 == 1:
            native = draft.add(Person(name="新人")) if b % 3 == 0 else self.picked(c, "person")
            return Project(name="二号", natives=(native,) if native else (), block=WORDS[c % 3])
        made = draft.add(Person(name="新人")) if b % 3 == 0 else None
        by = made or self.picked(b, "person", "organisation")
        of = self.picked(c, "person", "organisation", "project")
        return Introduction(
            by=by,
            of=of if of != by else None,
            project=self.picked(b + c, "project"),
            channel=WORDS[c % 3],
        )

    def create(self, a: int, b: int, c: int) -> None:
        """A record, with what it names."""
        draft = self.draft()
        draft.add(self.record(a, b, c, draft))
        self.done(draft)

    def changed(self, id_: Id, b: int, c: int, draft: Draft) -> Record:
        """A record as somebody else writes it."""
        now = records.read(self.store, id_, viewer=self.viewer).record
        word, content = WORDS[c % 3], {}
        if isinstance(now, Person):
            content = {"city": word}
            if b % 2:
                new = draft.add(Place(name="南村")) if c % 4 == 0 else None
                content = {"home_village": new or self.picked(c, "place")}
        elif isinstance(now, Project):
            content = {"block": word}
            if b % 2:
                natives = {self.picked(b, "person"), self.picked(c, "person")}
                content = {"natives": tuple(sorted(each for each in natives if each))}
        elif isinstance(now, Introduction):
            content = {"channel": word}
            if b % 2:
                content = {"project": self.picked(c, "project")}
            if b % 5 == 0:
                content["by"] = (
                    draft.add(Person(name="又一位")) if c % 2 else self.picked(b, "person")
                )
        else:
            content = {"remarks": word}
        return now.model_copy(update=content)

    def revise(self, a: int, b: int, c: int) -> None:
        """One field or one link, often back to what it was."""
        if id_ := self.picked(a):
            draft = self.draft()
            record = self.changed(id_, b, c, draft)
            draft.revise(records.read(self.store, id_, viewer=self.viewer), record)
            self.done(draft)

    def tie(self, a: int, b: int, c: int) -> None:
        """A post or kin."""
        one, two = self.picked(a, "person"), self.picked(b, "person", "organisation")
        if one is None or two is None or one == two:
            return
        draft = self.draft()
        if self.watched.nodes[two].kind == "person":
            draft.tie(Kinship(), one, two)
        else:
            draft.tie(Employment(position=WORDS[c % 3]), one, two)
        self.done(draft)

    def _tie(self, number: int) -> str | None:
        found = [e for e in self.watched.living() if e.name in ("EMPLOYED", "KIN")]
        near = [e for e in found if {e.source, e.target} & self.focus]
        ties = sorted(e.id for e in near or found)
        return ties[number % len(ties)] if ties else None

    def again(self, a: int, _b: int, _c: int) -> None:
        """A tie that lies in the bin, and whose ends are there, is said once more."""
        live = set(self.live())
        gone = [
            e
            for e in self.watched.edges.values()
            if e.binned and e.name in ("EMPLOYED", "KIN") and {e.source, e.target} <= live
        ]
        if gone:
            edge = sorted(gone, key=lambda e: e.id)[a % len(gone)]
            draft = self.draft()
            draft.writes.append(Write(0, replace(edge, id=draft.next_id(), rev=1, binned=False)))
            self.done(draft)

    def untie(self, a: int, _b: int, _c: int) -> None:
        """A tie is taken away."""
        if tie := self._tie(a):
            draft = self.draft()
            draft.unlink(self.watched.edges[tie])
            self.done(draft)

    def retie(self, a: int, _b: int, c: int) -> None:
        """A post under another name."""
        tie = self._tie(a)
        if tie and self.watched.edges[tie].name == "EMPLOYED":
            draft = self.draft()
            draft.retie(self.watched.edges[tie], Employment(position=WORDS[c % 3]))
            self.done(draft)

    def remove(self, a: int, b: int, _c: int) -> None:
        """One record, or several at once, into the bin."""
        ids = {id_ for id_ in (self.picked(a), self.picked(b) if b % 2 else None) if id_}
        if ids:
            draft = self.draft()
            for edge in records.live_edges(self.store, sorted(ids)):
                draft.unlink(edge)
            for id_ in sorted(ids):
                draft.bin(self.watched.nodes[id_], ())
            self.done(draft)

    def put_back(self, a: int, _b: int, _c: int) -> None:
        """A record comes back."""
        binned = sorted(n.id for n in self.watched.nodes.values() if n.binned)
        binned = [id_ for id_ in binned if id_ in self.focus] or binned
        if binned:
            act = new_id()
            recycle_bin.put_back(
                self.store, binned[a % len(binned)], change_id=act, viewer=self.viewer, now=NOW
            )
            self.acts.append([act])
            self.watched.look()

    def batch(self, a: int, b: int, c: int) -> None:
        """An act of three ChangeSets: new records, a tie between them, a change of one."""
        first, second, third = self.draft(), self.draft(), self.draft()
        made = first.add(self.record(a, b, c, first))
        person, firm = first.add(Person(name="批甲")), second.add(Organisation(name="批公司"))
        second.tie(Employment(position="经理"), person, firm)
        if id_ := self.picked(b):
            third.revise(
                records.read(self.store, id_, viewer=self.viewer), self.changed(id_, b, c, third)
            )
        assert made
        self.done(first, second, third)

    def undo(self, a: int, _b: int, c: int) -> None:
        """Any act, an undo as well, is taken back; the outcome is foretold."""
        acts = self.acts[a % len(self.acts)]
        nodes, ties, kept = expected(self.watched, [self.store.change_set(act) for act in acts])
        stood, before = self.watched.records(), self.watched.ties()
        if len(acts) == 1:
            change_id = new_id()
            undone = history.undo(
                self.store, acts[0], change_id=change_id, viewer=self.viewer, now=NOW
            )
        else:
            undone = undoing.take_back(
                self.store,
                acts,
                change_id=new_id(),
                viewer=self.viewer,
                now=NOW,
                note="test",
                most=(3, 7, 1000)[c % 3],
            )
        entries = self.store.changes(after=self.watched.seen)
        written = list(dict.fromkeys(change.entry.id for change in entries))
        self.watched.look()
        assert self.watched.records() == nodes
        assert self.watched.ties() == ties
        told = {each.id for each in undone.kept}
        assert kept <= told
        # what is said to be kept is there, and lost no tie whose other end is there
        for said, number in (before - self.watched.ties()).items():
            assert number
            assert not {said[1], said[2]} & kept or not {said[1], said[2]} <= set(nodes)
        # half is never undone without a word
        if self.half(acts, stood):
            assert undone.kept or undone.without
        if written:
            self.acts.append(written)

    def half(self, acts: list[Id], stood: dict[Id, str]) -> bool:
        """Whether a record that the act made is still there."""
        changes = [change for act in acts for change in self.store.change_set(act)]
        made = {c.after.id for c in changes if isinstance(c.after, Node) and c.before is None}
        return bool(made & set(stood) & set(self.watched.records()))

    def step(self, name: str, pick: random.Random) -> None:
        """One act by its name."""
        getattr(self, name)(*(pick.randint(0, 60) for _ in range(3)))
        self.holds()

    # --- what always holds ---

    def holds(self) -> None:
        """The watched is the store; no field holds two; who names what is drawn."""
        assert self.watched.alike()
        single: set[tuple[str, str]] = set()
        for edge in self.watched.living():
            if edge.name in ("BY", "OF", "PROJECT", "HOME_VILLAGE"):
                assert (edge.source, edge.name) not in single
                single.add((edge.source, edge.name))
        assert drawn(self.store) == self.named()

    def named(self) -> dict[Id, tuple[Id | None, bool]]:
        """By introduction that leads from somebody to somebody: the project, and whether it is
        in the bin."""
        sources = {(e.source, e.name) for e in self.watched.living()}
        return {
            id_: (named, self.binned(named))
            for id_ in self.live("introduction")
            for named in (self.watched.names.get((id_, "PROJECT")),)
            if {(id_, "BY"), (id_, "OF")} <= sources
        }

    def binned(self, id_: Id | None) -> bool:
        """Whether that is a record in the bin."""
        return id_ is not None and self.watched.nodes[id_].binned


def carried(store: GraphStore, folder: Path) -> dict[Id, tuple[Id | None, bool]]:
    """What they say after the whole register was dumped and loaded elsewhere."""
    out = io.BytesIO()
    exchange.dump(store, out)
    out.seek(0)
    other = open_store("sqlite", folder / "other", lambda: NOW, for_load=True)
    try:
        exchange.load(other, out)
        assert other.verify() == []
        return drawn(other)
    finally:
        other.close()


SINCE = ("revise",) * 5 + (
    "create",
    "tie",
    "again",
    "untie",
    "retie",
    "remove",
    "remove",
    "put_back",
)
ACTS = (*SINCE, "create", "batch", "undo")


def test_an_undo_does_what_its_rule_says(address: str) -> None:
    """Random acts, edits around them and undos in any order, against the rule stated a second
    time; what an introduction names is drawn, also after a dump and a load."""
    few = 60 if address == "sqlite" else 3

    @settings(max_examples=few, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.integers(0, 2**32))
    def run(seed: int) -> None:
        pick = random.Random(seed)  # noqa: S311 - no secret
        if address != "sqlite":
            emptied(address)
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(address, Path(folder) / "data", lambda: NOW)
            try:
                office = Office(store)
                for _ in range(12):
                    office.step(pick.choice(ACTS), pick)
                    place = len(office.acts) - 1
                    office.look_at(office.acts[place])
                    for _ in range(pick.randint(0, 5)):
                        office.step(pick.choice(SINCE), pick)
                    office.undo(place, 0, pick.randint(0, 2))
                    office.holds()
                assert store.verify() == []
                assert carried(store, Path(folder)) == office.named()
            finally:
                store.close()

    run()
