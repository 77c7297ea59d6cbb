"""The store's promise, one behaviour each; an engine is put under it without changing a line."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.values import text
from xiangxian.domain.values.amounts import Money
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.store.base import (
    LINKS_PER_RECORD,
    WRITES,
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
    Stream,
    Unavailable,
    Where,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.inversion import invert

UNIT = "unit-1"
AT = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)


def number() -> str:
    """A fresh id that sorts by age."""
    return f"id-{next(_numbers):08d}"


def node(record: Record, id_: str | None = None, unit: str = UNIT) -> Node:
    """The first revision of a record."""
    return Node(id_ or number(), record.kind, unit, 1, record.values())


def apply(
    store: GraphStore, *entries: Node | Edge, id_: str | None = None, why: str = "test"
) -> str:
    """Write entries at their revisions; gives the ChangeSet's id."""
    change = ChangeSet(
        id_ or number(), "tester", AT, why, tuple(Write(e.rev - 1, e) for e in entries)
    )
    store.apply(change)
    return change.id


def people(store: GraphStore, *names: str) -> list[Node]:
    """Records of people with these names."""
    made = [node(Person(name=name)) for name in names]
    apply(store, *made)
    return made


def titles(store: GraphStore, nodes: tuple[Node, ...]) -> list[str]:
    """Their names."""
    return [Person.parsed(each.values).title() for each in nodes]


def test_what_was_written_is_read_in_the_asked_order(store: GraphStore) -> None:
    """get gives the records by the order of their ids in the question, without the missing."""
    one, two = people(store, "甲", "乙")
    assert store.get([two.id, "nobody", one.id]).nodes == (two, one)


def test_the_same_change_twice_is_one_change(store: GraphStore) -> None:
    """A repeated ChangeSet is answered as replayed, whatever its moment."""
    change = ChangeSet("c1", "a", AT, "test", (Write(0, node(Person(name="甲"), "p1")),))
    first = store.apply(change)
    again = store.apply(replace(change, at=AT + timedelta(hours=1)))
    assert (first.replayed, again.replayed, again.seq) == (False, True, first.seq)
    assert store.revision() == first.seq


def test_the_same_id_with_another_content_conflicts(store: GraphStore) -> None:
    """An id is used for one content only."""
    store.apply(ChangeSet("c1", "a", AT, "test"))
    with pytest.raises(Conflict) as fault:
        store.apply(ChangeSet("c1", "b", AT, "test"))
    assert fault.value.ids == ("c1",)


def test_a_stale_revision_conflicts_and_nothing_is_written(store: GraphStore) -> None:
    """All or nothing: the other write of the ChangeSet does not happen either."""
    (one,) = people(store, "甲")
    apply(store, replace(one, rev=2, values=Person(name="甲二").values()))
    stale = replace(one, rev=2, values=Person(name="甲三").values())
    other = node(Person(name="乙"))
    with pytest.raises(Conflict) as fault:
        apply(store, stale, other)
    assert fault.value.ids == (one.id,)
    assert store.get([other.id]).nodes == ()
    assert titles(store, store.get([one.id]).nodes) == ["甲二"]


def test_what_exists_is_not_created_again(store: GraphStore) -> None:
    """Revision 0 says that it must not exist."""
    (one,) = people(store, "甲")
    with pytest.raises(Conflict):
        apply(store, one)


def test_a_tie_needs_both_its_records(store: GraphStore) -> None:
    """A tie into the void is refused; with its record in the same ChangeSet it is not."""
    (one,) = people(store, "甲")
    with pytest.raises(Dangling):
        apply(store, Edge("e1", "KIN", one.id, "nobody", 1))
    two = node(Person(name="乙"))
    apply(store, two, Edge("e1", "KIN", one.id, two.id, 1))
    assert [edge.id for edge in store.edges("KIN")] == ["e1"]


def test_a_tied_record_is_binned_with_its_ties_only(store: GraphStore) -> None:
    """Binning tears no tie."""
    one, two = people(store, "甲", "乙")
    tie = Edge("e1", "KIN", one.id, two.id, 1)
    apply(store, tie)
    gone = replace(one, rev=2, binned=True)
    with pytest.raises(StillTied) as fault:
        apply(store, gone)
    assert fault.value.ids == (one.id,)
    apply(store, gone, replace(tie, rev=2, binned=True))
    assert store.get([one.id]).nodes == ()
    assert store.get([one.id], binned=True).nodes == (gone,)
    assert store.states(["e1"])["e1"].binned


def test_unknown_kinds_and_moving_ties_are_refused(store: GraphStore) -> None:
    """The vocabulary is all there is; a tie never moves, a record never changes its kind."""
    one, two, three = people(store, "甲", "乙", "丙")
    apply(store, Edge("e1", "KIN", one.id, two.id, 1))
    for entry in (
        Node(number(), "dragon", UNIT, 1, "{}"),
        Edge(number(), "LOVES", one.id, two.id, 1),
        Edge("e1", "KIN", one.id, three.id, 2),
        Node(one.id, "place", UNIT, 2, one.values),
    ):
        with pytest.raises(ValueError, match=r"kind|moves|tie"):
            apply(store, entry)


def test_a_change_holds_a_bounded_number_of_writes(store: GraphStore) -> None:
    """One above the limit is refused before anything is looked at."""
    many = tuple(Write(0, Node(f"x{n}", "person", UNIT, 1, "{}")) for n in range(WRITES + 1))
    with pytest.raises(ValueError, match="at most"):
        store.apply(ChangeSet("big", "a", AT, "test", many))


def test_lists_are_in_order_and_paged(store: GraphStore) -> None:
    """By pinyin, the nameless key last both ways; page after page gives everybody once."""
    people(store, *(f"{surname}{given}" for surname in "王李赵" for given in "一二三四"))
    for descending in (False, True):
        seen: list[str] = []
        query = Query("person", order=Order("name", descending), limit=5)
        while True:
            page = store.find(query)
            seen += titles(store, page.nodes)
            if page.next is None:
                break
            query = replace(query, after=page.next)
        expected = sorted(seen, key=text.pinyin_key, reverse=descending)
        assert (seen, len(set(seen))) == (expected, 12)


def test_records_without_a_key_come_last(store: GraphStore) -> None:
    """Whichever way the order goes, and page by page."""
    rows = [("甲", 3), ("乙", None), ("丙", 1), ("丁", None), ("戊", 2)]
    made = [node(Project(name=n, agreed=Money(minor=m) if m else None)) for n, m in rows]
    apply(store, *made)
    for descending, expected in ((False, "丙戊甲乙丁"), (True, "甲戊丙乙丁")):
        seen, after = "", None
        for _ in range(10):
            page = store.find(
                Query("project", order=Order("agreed", descending), after=after, limit=2)
            )
            seen += "".join(Project.parsed(each.values).title() for each in page.nodes)
            after = page.next
            if after is None:
                break
        assert seen == expected


def test_filters_compare_keys_and_ties(store: GraphStore) -> None:
    """Every operator, negation, alternatives, and one step over a tie."""
    made = [
        node(Project(name=name, agreed=Money(minor=minor) if minor else None, stage=stage))
        for name, minor, stage in (
            ("一", 10, "lead"),
            ("二", 20, "signed"),
            ("三", 30, None),
            ("四", None, "lead"),
        )
    ]
    native = node(Person(name="甲"))
    apply(store, native, *made, Edge("e1", "NATIVES", made[1].id, native.id, 1))

    def names(where: object) -> str:
        page = store.find(Query("project", where, limit=50))  # type: ignore[arg-type]
        return "".join(Project.parsed(each.values).title() for each in page.nodes)

    assert names(Where("stage", Op.IS, "lead")) == "一四"
    assert names(Where("agreed", Op.AT_LEAST, 20)) == "二三"
    assert names(Where("agreed", Op.BELOW, 20)) == "一"
    assert names(Where("agreed", Op.MISSING)) == "四"
    assert names(Not(Where("agreed", Op.MISSING))) == "一二三"
    assert names(Where("stage", Op.IN, ("lead", "signed"))) == "一二四"
    assert names(Where("stage", Op.STARTS, "si")) == "二"
    assert names(All((Where("stage", Op.IS, "lead"), Where("agreed", Op.AT_MOST, 10)))) == "一"
    assert names(AnyOf((Where("agreed", Op.ABOVE, 25), Where("stage", Op.IS, "signed")))) == "二三"
    assert names(AnyOf()) == ""
    assert names(Linked("NATIVES", Direction.OUT, Where("id", Op.IS, native.id))) == "二"
    assert names(Not(Linked("NATIVES", Direction.OUT))) == "一三四"
    assert names(Where("unit", Op.IN, ("elsewhere",))) == ""


def test_links_come_with_the_page_and_are_cut(store: GraphStore) -> None:
    """Two steps of links; beyond the limit the page says whose were cut."""
    (hub,) = people(store, "中心")
    many = [node(Person(name=f"人{n}")) for n in range(LINKS_PER_RECORD + 3)]
    apply(store, *many, *(Edge(number(), "KIN", hub.id, each.id, 1) for each in many))
    page = store.get([hub.id], ((Hop("KIN"),), (Hop("KIN", Direction.IN),)))
    assert page.cut == {hub.id}
    assert len([edge for edge in page.edges if edge.source == hub.id]) == LINKS_PER_RECORD
    assert hub.id in page.others


def test_search_needs_every_term_and_keeps_private_ones(store: GraphStore) -> None:
    """By name, initials and phone suffix; private terms only for those who may."""
    person = Person.model_validate({"name": "尉迟恭", "phones": [{"number": "13000001234"}]})
    (made,) = (node(person),)
    apply(store, made, node(Person(name="尉迟敬")))

    def found(typed: str, *, private: bool = False) -> list[str]:
        return store.search(sorted(text.query_terms(typed)), kinds=["person"], private=private)

    assert found("尉迟恭") == [made.id]
    assert found("ycg") == [made.id]
    assert found("1234") == []
    assert found("1234", private=True) == [made.id]
    assert found("尉迟 1234", private=True) == [made.id]
    apply(store, replace(made, rev=2, values=Person(name="秦琼").values()))
    assert found("尉迟恭") == []


def test_counts_are_grouped_and_summed(store: GraphStore) -> None:
    """By stage with the sum of amounts; the missing group last; nothing counted, no group."""
    assert store.count("project") == []
    rows = [("lead", 10), ("lead", None), ("signed", 30), (None, 5)]
    apply(
        store,
        *(node(Project(name="项", stage=s, agreed=Money(minor=m) if m else None)) for s, m in rows),
    )
    groups = store.count("project", by="stage", total="agreed")
    assert [(g.key, g.count, g.total) for g in groups] == [
        ("lead", 2, 10),
        ("signed", 1, 30),
        (None, 1, 5),
    ]


def test_expand_keeps_the_nearest(store: GraphStore) -> None:
    """Breadth first, bounded, through records that pass."""
    a, b, c, d = people(store, "甲", "乙", "丙", "丁")
    ties = [("x1", a, b), ("x2", b, c), ("x3", c, d)]
    apply(store, *(Edge(id_, "KIN", s.id, t.id, 1) for id_, s, t in ties))
    two = store.expand([a.id], ["KIN"], depth=2)
    assert ([n.id for n in two.nodes], [e.id for e in two.edges], two.cut) == (
        [a.id, b.id, c.id],
        ["x1", "x2"],
        False,
    )
    small = store.expand([a.id], ["KIN"], depth=3, limit=2)
    assert ([n.id for n in small.nodes], small.cut) == ([a.id, b.id], True)
    barred = store.expand([a.id], ["KIN"], depth=3, where=Not(Where("id", Op.IS, b.id)))
    assert [n.id for n in barred.nodes] == [a.id]
    back = store.expand([d.id], ["KIN"], direction=Direction.OUT, depth=3)
    assert [n.id for n in back.nodes] == [d.id]


def introduction(store: GraphStore) -> tuple[Node, Node, Node, Node]:
    """A introduced B, at an event; gives introduction, A, B and event."""
    a, b = people(store, "甲", "乙")
    event = node(Event(name="座谈", on=PartialDate(year=2024)))
    made = node(Introduction(by=a.id, of=b.id))
    apply(
        store,
        event,
        made,
        Edge(number(), "BY", made.id, a.id, 1),
        Edge(number(), "OF", made.id, b.id, 1),
        Edge(number(), "OCCASION", made.id, event.id, 1),
    )
    return made, a, b, event


def test_introductions_draw_their_own_tie(store: GraphStore) -> None:
    """INTRODUCED follows the record and its occasion, and nobody else writes it."""
    made, a, b, event = introduction(store)
    (drawn,) = store.edges("INTRODUCED")
    assert (drawn.id, drawn.source, drawn.target) == (made.id, a.id, b.id)
    assert f'"at_lo":{datetime(2024, 1, 1).toordinal()}' in drawn.values  # noqa: DTZ001 - a day
    apply(
        store, replace(event, rev=2, values=Event(name="座谈", on=PartialDate(year=2023)).values())
    )
    (moved,) = store.edges("INTRODUCED")
    assert f'"at_lo":{datetime(2023, 1, 1).toordinal()}' in moved.values  # noqa: DTZ001 - a day
    with pytest.raises(Derived):
        apply(store, Edge(number(), "INTRODUCED", a.id, b.id, 1))
    links = store.expand([made.id], ["BY", "OF", "OCCASION"], depth=1).edges
    apply(
        store, *(replace(e, rev=2, binned=True) for e in links), replace(made, rev=2, binned=True)
    )
    assert store.edges("INTRODUCED") == ()
    assert store.verify() == []


def test_people_come_by_the_strokes_of_their_names(store: GraphStore) -> None:
    """按姓氏笔画 is an order like others: paged by its key, falling as well, and verified."""
    people(store, "周甲", "丁甲", "王小洪", "王勇", "刘甲", "付甲", "朱甲")
    wanted = ["丁甲", "王勇", "王小洪", "付甲", "朱甲", "刘甲", "周甲"]

    def names(*, falling: bool) -> list[str]:
        found: list[str] = []
        after = None
        while True:
            page = store.find(
                Query("person", order=Order("name_strokes", falling), after=after, limit=2)
            )
            found += [Person.parsed(each.values).name for each in page.nodes]
            if page.next is None:
                return found
            after = page.next

    assert names(falling=False) == wanted
    assert names(falling=True) == wanted[::-1]
    assert store.verify() == []


def test_whether_something_is_filled_in_is_a_key(store: GraphStore) -> None:
    """Tags and telephone numbers are asked by how many there are, a text of any length by its key."""
    long = "很" * 3000
    made = [
        node(Person(name="甲", tags=("重点", "在沪"), address=long)),
        node(Person(name="乙", address=f"{long}长")),
        node(Person(name="丙")),
    ]
    apply(store, *made)

    def found(where: Filter) -> list[str]:
        nodes = store.find(Query("person", where)).nodes
        return [Person.parsed(each.values).name for each in nodes]

    assert found(Where("tags", Op.AT_LEAST, 2)) == ["甲"]
    assert found(Where("tags", Op.MISSING)) == ["乙", "丙"]
    assert found(Where("phones", Op.MISSING)) == ["甲", "乙", "丙"]
    assert found(Where("address", Op.MISSING)) == ["丙"]
    key = Person.fields["address"].keys(long)["address"]
    assert found(Where("address", Op.IS, key)) == ["甲"]


def test_the_last_change_of_a_record_is_its_own(store: GraphStore) -> None:
    """The newest change of the record itself is given, whatever its ties did since."""
    one, other, third = people(store, "甲", "乙", "丙")
    apply(store, replace(one, rev=2, values=Person(name="甲甲").values()), why="person.revise")
    apply(store, Edge(number(), "SCHOOLMATE", one.id, other.id, 1), why="tie")
    apply(store, replace(third, rev=2, binned=True), why="person.remove")
    last = store.last_changes([one.id, third.id, "nobody", one.id])
    assert {id_: change.entry.why for id_, change in last.items()} == {
        one.id: "person.revise",
        third.id: "person.remove",
    }
    before, after = last[one.id].before, last[one.id].after
    assert isinstance(after, Node)
    assert (before, after.rev) == (one, 2)
    assert store.last_changes([]) == {}


def test_history_tells_what_happened_to_a_record(store: GraphStore) -> None:
    """Its own changes and those of its ties, in order, with before and after."""
    one, two = people(store, "甲", "乙")
    apply(store, replace(one, rev=2, values=Person(name="甲二").values()))
    apply(store, Edge("e1", "KIN", two.id, one.id, 1))
    changes = store.changes(of=one.id)
    assert [type(change.after).__name__ for change in changes] == ["Node", "Node", "Edge"]
    assert isinstance(changes[1].before, Node)
    assert changes[1].before.values == one.values
    assert [entry.seq for entry in store.log()] == [3, 2, 1]
    assert store.log(before=2)[0].seq == 1
    assert len(store.changes(after=1)) == 2


def test_an_act_can_be_taken_back(store: GraphStore) -> None:
    """invert bins what was created, gives back what was changed, and keeps what moved on."""
    one, two = people(store, "甲", "乙")
    change = apply(
        store,
        replace(one, rev=2, values=Person(name="甲二").values()),
        replace(two, rev=2, values=Person(name="乙二").values()),
        node(Person(name="新"), "new"),
    )
    apply(store, replace(two, rev=3, values=Person(name="乙三").values()))
    changes = store.change_set(change)
    current: dict[str, Node | Edge] = {n.id: n for n in store.get([one.id, two.id, "new"]).nodes}
    writes, kept = invert(changes, current)
    store.apply(ChangeSet(number(), "a", AT, "undo", writes, undoes=change))
    assert kept == (two.id,)
    assert titles(store, store.get([one.id, two.id, "new"]).nodes) == ["甲", "乙三"]


def test_state_is_compared_and_set_and_ends(store: GraphStore, clock: object) -> None:
    """A small value lives until it expires or is taken away."""
    until = clock() + timedelta(minutes=5)  # type: ignore[operator]
    assert store.state("k") is None
    assert store.state("k", lambda old: State(b"1", until) if old is None else None) == b"1"
    assert store.state("k", lambda old: State((old or b"") + b"2", until)) == b"12"
    clock.move(timedelta(minutes=6))  # type: ignore[attr-defined]
    assert store.state("k") is None
    assert store.state("k", lambda old: None if old is None else State(old, until)) is None


def test_another_opening_sees_what_was_written(
    store: GraphStore, reopened: Callable[[], GraphStore]
) -> None:
    """Revision, records and log are those of the data, not of the process."""
    other = reopened()
    (one,) = people(store, "甲")
    assert other.revision() == store.revision() == 1
    assert other.get([one.id]).nodes == (one,)


def test_everything_streams_in_order(store: GraphStore) -> None:
    """Also the binned, without holding it in memory."""
    made = people(store, *(f"人{n}" for n in range(1200)))
    apply(store, replace(made[0], rev=2, binned=True))
    ids = [each.id for each in store.stream(Stream.NODES)]
    assert ids == sorted(ids)
    assert len(ids) == 1200


def test_a_backup_is_whole(store: GraphStore, tmp_path: Path) -> None:
    """It is a new file, never one that exists."""
    people(store, "甲")
    target = tmp_path / "copy.sqlite3"
    store.backup(str(target))
    assert target.stat().st_size > 0
    with pytest.raises(Unavailable):
        store.backup(str(target))


def test_an_untouched_store_verifies(store: GraphStore) -> None:
    """No fault where nothing was tampered with."""
    introduction(store)
    assert store.verify() == []


def test_an_incomplete_batch_is_unseen(store: GraphStore) -> None:
    """Not in a list, a count, a search, a link, a path or a network; complete, it is there whole."""
    one, two = people(store, "甲", "乙")
    made = [node(Person(name="丙")), node(Introduction(by=one.id, of=two.id))]
    ties = [
        Edge(number(), "KIN", made[0].id, one.id, 1),
        Edge(number(), "BY", made[1].id, one.id, 1),
        Edge(number(), "OF", made[1].id, two.id, 1),
    ]
    writes = tuple(Write(0, each) for each in (*made, *ties))
    store.apply(ChangeSet("part", "a", AT, "t", writes, batch="b", complete=False))

    def visible() -> list[object]:
        both = Hop("KIN", Direction.BOTH)
        found = text.query_terms("丙")
        return [
            titles(store, store.find(Query("person", order=Order("name"))).nodes),
            sum(group.count for group in store.count("person")),
            store.search(sorted(found), kinds=["person"]),
            len(store.get([one.id], ((both,),)).edges),
            len(store.expand([one.id], ["KIN", "INTRODUCED"], depth=1).edges),
            len(store.edges("INTRODUCED")) + len(store.edges("KIN")),
            len(store.get([made[0].id]).nodes),
            len(store.find(Query("person", Linked("KIN", Direction.BOTH))).nodes),
        ]

    assert visible() == [["甲", "乙"], 2, [], 0, 0, 0, 0, 0]
    assert store.incomplete() == {"b"}
    assert len(store.states([made[0].id, ties[0].id])) == 2
    assert store.verify() == []
    store.apply(ChangeSet("last", "a", AT, "t", batch="b"))
    assert visible()[1:] == [3, [made[0].id], 1, 2, 2, 1, 2]
    assert (store.incomplete(), store.verify()) == (frozenset(), [])


def test_an_unseen_part_changes_nothing_seen(store: GraphStore) -> None:
    """It creates; what stood before is changed with the part that completes the batch."""
    one, two = people(store, "甲", "乙")
    made = node(Introduction(by=one.id, of=two.id))
    apply(store, made)
    for entry in (
        replace(one, rev=2, values=Person(name="别").values()),
        Edge(number(), "BY", made.id, one.id, 1),
    ):
        part = (Write(entry.rev - 1, entry),)
        with pytest.raises(ValueError, match="incomplete batch"):
            store.apply(ChangeSet(number(), "a", AT, "t", part, batch="b", complete=False))
    assert store.incomplete() == frozenset()


def test_nobody_writes_where_it_is_still(store: GraphStore) -> None:
    """What is read within `still` is one state, whatever others want to write."""
    people(store, "甲")
    began, revisions = threading.Event(), []

    def write() -> None:
        began.set()
        people(store, "乙")

    with store.still():
        revisions.append(store.revision())
        writer = threading.Thread(target=write)
        writer.start()
        assert began.wait(60)
        time.sleep(0.2)
        revisions.append(store.revision())
        names = [each.id for each in store.stream(Stream.NODES)]
    writer.join(120)
    assert (revisions, len(names)) == ([1, 1], 1)
    assert store.revision() == 2
