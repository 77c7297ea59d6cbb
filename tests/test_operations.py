"""What the manual for operators says is true: every question in it is asked of real data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import neo4j
import pytest

from acts import new_id
from conftest import REGISTERS
from xiangxian.domain.introductions import Introduction
from xiangxian.services import gate
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.services.upkeep import demo
from xiangxian.store.base import ChangeSet, Direction, Edge, Linked, Node, Query, Write
from xiangxian.store.contract import GraphStore
from xiangxian.store.neo4j.driver import parts

MANUAL = Path(__file__).parents[1] / "docs" / "operations.md"
QUESTIONS = re.findall(
    r"^([^\n]+)：\n\n```cypher\n(.*?)```", MANUAL.read_text("utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.fixture
def county(store: GraphStore, clock: Callable[[], datetime]) -> GraphStore:
    """The demo with both sample registers in it, and an introduction without evidence."""
    now = clock()
    demo.found_demo(store, now=now)
    viewer = gate.local_viewer(store)
    for name in ("01_village_register.xlsx", "03_returning_projects.xlsx"):
        workbook = read_workbook(REGISTERS / name, name=name)
        checked = check(
            workbook, homeland(store, viewer=viewer), known_people(store, viewer=viewer)
        )
        loading.load(store, checked, origin="village", viewer=viewer, now=now, change_id=new_id())
    unit = store.find(Query("unit")).nodes[0].id
    one, other = store.find(Query("person", limit=2)).nodes
    told = Node(new_id(), "introduction", unit, 1, Introduction().values())
    ends = (("BY", one.id), ("OF", other.id))
    links = tuple(Edge(new_id(), name, told.id, end, 1) for name, end in ends)
    store.apply(
        ChangeSet(new_id(), "t", now, "t", tuple(Write(0, each) for each in (told, *links)))
    )
    return store


@pytest.mark.neo4j
def test_every_question_of_the_manual_has_its_answer(county: GraphStore, address: str) -> None:
    """Ten of them, each with rows, and those that the program answers too with the same figures."""
    assert len(QUESTIONS) == 10
    uri, user, database = parts(address)
    answers: dict[str, list[dict[str, object]]] = {}
    with neo4j.GraphDatabase.driver(uri, auth=user) as driver:
        for question, text in QUESTIONS:
            rows, summary, _ = driver.execute_query(text, database_=database, routing_="r")
            answers[question] = [row.data() for row in rows]
            assert rows, question
            assert not summary.gql_status_objects[0].is_notification, question
    (chains,) = (rows for question, rows in answers.items() if "牵的线" in question)
    assert {"项目": "深圳一项目", "怎样连到的": ["朱泓宇", "深圳一项目"]} in chains
    (stages,) = (rows for question, rows in answers.items() if "按进展" in question)
    (counted,) = county.count("project", total="agreed")
    assert sum(int(str(row["项目数"])) for row in stages) == counted.count
    assert sum(float(str(row["协议万元"])) for row in stages) == counted.total / 1_000_000 > 0
    (villages,) = (rows for question, rows in answers.items() if "各村" in question)
    (from_here,) = county.count("person", Linked("HOME_VILLAGE", Direction.OUT))
    assert sum(int(str(row["人数"])) for row in villages) == from_here.count > 50


def test_every_link_of_the_manual_leads_somewhere() -> None:
    """Within the documentation."""
    for target in re.findall(r"\]\(([^)#]+)\)", MANUAL.read_text("utf-8")):
        assert (MANUAL.parent / target).exists(), target
