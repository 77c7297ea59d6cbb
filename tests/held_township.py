"""A small register with something of everything, for tests that change it behind the program's back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from acts import NOW
from xiangxian.domain.accounts import Unit
from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.store.base import ChangeSet, Edge, Node, Write
from xiangxian.store.contract import GraphStore

UNIT = "u1"


def node(id_: str, record: object, rev: int = 1, *, binned: bool = False) -> Node:
    """A record of the township."""
    return Node(id_, record.kind, UNIT, rev, record.values(), binned)  # type: ignore[attr-defined]


def act(store: GraphStore, id_: str, *entries: Node | Edge, **more: object) -> None:
    """One act over the revisions before those of *entries*."""
    at = NOW + timedelta(seconds=store.revision())
    writes = tuple(Write(each.rev - 1, each) for each in entries)
    given = {"why": "records.create", "note": f"第{id_}步", "about": ("p1",)} | more
    store.apply(ChangeSet(id_, "account", at, writes=writes, **given))  # type: ignore[arg-type]


def fill(store: GraphStore) -> None:
    """People, a project introduced at a symposium, ties, changes, a bin, an undone act, and an
    import that is not finished."""
    phones = [{"number": "13000000001"}]
    people = [
        node("p1", Person.model_validate({"name": "王甲", "phones": phones, "remarks": "试"})),
        node("p2", Person(name="李乙")),
        node("p3", Person(name="赵丙")),
        node("p4", Person(name="周丁")),
    ]
    act(store, "c1", node(UNIT, Unit(name="句容市测试镇", level="township")), *people)
    event = node("e1", Event.model_validate({"name": "座谈", "on": {"year": 2023}}))
    project = node("x1", Project.model_validate({"name": "测试项目", "stage": "signed"}))
    made = node("i1", Introduction())
    links = [
        Edge("l1", "BY", "i1", "p1", 1),
        Edge("l2", "OF", "i1", "p2", 1),
        Edge("l3", "PROJECT", "i1", "x1", 1),
        Edge("l4", "OCCASION", "i1", "e1", 1),
        Edge("l5", "NATIVES", "x1", "p2", 1),
    ]
    act(store, "c2", event, project, made, *links)
    act(store, "c3", Edge("k1", "KIN", "p1", "p3", 1), Edge("k2", "KIN", "p2", "p3", 1))
    act(store, "c4", replace(people[1], rev=2, values=Person(name="李乙乙").values()))
    act(
        store,
        "c5",
        Edge("k2", "KIN", "p2", "p3", 2, binned=True),
        replace(people[3], rev=2, binned=True),
    )
    act(store, "c6", node("p5", Person(name="吴戊")))
    act(
        store,
        "c7",
        node("p5", Person(name="吴戊"), 2, binned=True),
        undoes="c6",
        why="history.undo",
    )
    unseen = [
        node("h1", Person(name="郑己")),
        node("h2", Introduction()),
        Edge("h3", "BY", "h2", "h1", 1),
        Edge("h4", "OF", "h2", "p1", 1),
    ]
    act(store, "c8", *unseen, batch="b1", complete=False)
    act(store, "c9", note="只有一行记录")


def finish(store: GraphStore) -> None:
    """Complete the import that `fill` left open."""
    act(store, "c10", batch="b1")


def overwritten(register: bytes, number: int) -> tuple[bytes, int]:
    """A file of which a piece in the middle is something else, and how many bytes that is."""
    size = (64, 512, 4096, 40_000)[number % 4]
    begin = len(register) * (number + 1) // 14
    other = bytes((number * 37 + n * 11) % 256 for n in range(size))
    return register[:begin] + other[: len(register) - begin] + register[begin + size :], size
