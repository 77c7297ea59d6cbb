"""
Measure the program at growing sizes, as ratios side by side in one run.

`.venv/bin/python scripts/benchmark.py [--neo4j] [people …]` founds a township of each size in a
directory that is thrown away (and on a Neo4j that it starts and stops), and prints what one question
of each kind costs. A figure means something beside the other figures of the same run, on the same
machine.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from xiangxian.domain.amounts import Money
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.phones import Phone
from xiangxian.domain.projects import Project
from xiangxian.services import accounts, board, gate, listings, network, search, stories
from xiangxian.services.drafts import Draft, new_id
from xiangxian.services.gate import Viewer
from xiangxian.store.base import GraphStore
from xiangxian.store.opening import open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志新春"
TURNS = 9


def fill(store: GraphStore, viewer: Viewer, people: int) -> None:
    """So many people, a twentieth as many projects, a tenth as many introductions."""
    dice = random.Random(20260101)  # noqa: S311 - the same township each time
    ids: list[str] = []
    for start in range(0, people, 2000):
        draft = Draft(new_id(), viewer.unit)
        for number in range(start, min(start + 2000, people)):
            name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
            phone = Phone(number=f"13{number:09d}")
            ids.append(draft.add(Person(name=name, phones=(phone,), city="上海")))
        store.apply(draft.change_set(viewer, NOW, "fill"))
    projects: list[str] = []
    draft = Draft(new_id(), viewer.unit)
    for number in range(people // 20):
        money = Money(minor=dice.randrange(1, 10**10))
        projects.append(draft.add(Project(name=f"项目{number}", agreed=money, stage="signed")))
    store.apply(draft.change_set(viewer, NOW, "fill"))
    for start in range(0, people // 10, 2000):
        draft = Draft(new_id(), viewer.unit)
        for _ in range(start, min(start + 2000, people // 10)):
            by, other = dice.sample(ids, 2)
            of = dice.choice(projects) if dice.random() < 0.5 else other
            draft.add(Introduction(by=by, of=of, state="recorded"))
        store.apply(draft.change_set(viewer, NOW, "fill"))


def median(work: Callable[[], object]) -> float:
    """The median of several turns in milliseconds, after one that warms up."""
    work()
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def touched(store: GraphStore, viewer: Viewer) -> None:
    """One small change, so that the network is read anew."""
    draft = Draft(new_id(), viewer.unit)
    draft.add(Person(name="新来的"))
    store.apply(draft.change_set(viewer, NOW, "touch"))


def measures(store: GraphStore, viewer: Viewer) -> dict[str, float]:
    """What each kind of question costs, in milliseconds."""
    asked = listings.asked(Person, {}, viewer=viewer)
    first = next(iter(network.snapshot(store).projects))

    def reread() -> None:
        touched(store, viewer)
        network.introducers(store, viewer=viewer)

    return {
        "save one person": median(lambda: touched(store, viewer)),
        "a page of the list": median(lambda: listings.browse(store, Person, asked, viewer=viewer)),
        "find by two characters": median(lambda: search.find(store, "王伟", viewer=viewer)),
        "find by a phone's end": median(lambda: search.find(store, "0042", viewer=viewer)),
        "a project's story": median(lambda: stories.project_story(store, first, viewer=viewer)),
        "the board": median(lambda: board.board(store, viewer=viewer)),
        "introducers after a change": median(reread),
    }


def measured(address: str, size: int) -> dict[str, float]:
    """What each question costs in a township of *size* people kept at *address*, an empty place."""
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(address, Path(directory), lambda: NOW)
        accounts.found_unit(store, "句容市后白镇", now=NOW)
        viewer = gate.local_viewer(store)
        fill(store, viewer, size)
        found = measures(store, viewer)
        store.close()
    return found


def table(columns: dict[str, dict[str, float]]) -> None:
    """Print one row for each question, one column for each place, and the last over the first."""
    print(f"{'milliseconds':28}" + "".join(f"{name:>16}" for name in columns) + f"{'ratio':>10}")
    for question in next(iter(columns.values())):
        row = [column[question] for column in columns.values()]
        cells = "".join(f"{value:16.2f}" for value in row)
        print(f"{question:28}{cells}{row[-1] / row[0]:10.1f}", flush=True)


def main(arguments: list[str]) -> int:
    """Measure each size, on SQLite alone or on both engines."""
    both = "--neo4j" in arguments
    sizes = [int(word) for word in arguments if word != "--neo4j"] or [500, 2000, 8000]
    columns: dict[str, dict[str, float]] = {}
    for size in sizes:
        columns[f"SQLite {size:,}"] = measured("sqlite", size)
        if both:
            # a server of its own for each size: the one before leaves nothing behind
            from neo4j_server import running

            with running() as server:
                columns[f"Neo4j {size:,}"] = measured(server.address, size)
    table(columns)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
