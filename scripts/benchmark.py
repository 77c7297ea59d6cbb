"""
Measure the program at growing sizes, as ratios side by side in one run.

`.venv/bin/python scripts/benchmark.py [--neo4j] [people …]` founds a place of each size, a township
of 2,000 and a county of 20,000 unless other sizes are given, in a
directory that is thrown away (and on a Neo4j that it starts and stops), and prints what one question
of each kind costs. A figure means something beside the other figures of the same run, on the same
machine.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from xiangxian.domain.claims import Level
from xiangxian.domain.people import Person
from xiangxian.services import gate, search
from xiangxian.services.access import accounts
from xiangxian.services.drafts import Draft, new_id
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import board, breakdowns, network, stories, tables
from xiangxian.services.introductions.attribution import Rule, attribute
from xiangxian.services.introductions.breakdowns import By
from xiangxian.services.lists import browse
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent
TURNS = 9


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
    draft = Draft(new_id(NOW), viewer.unit)
    draft.add(Person(name="新来的"))
    store.apply(draft.change_set(viewer, NOW, "touch"))


def measures(store: GraphStore, viewer: Viewer) -> dict[str, float]:
    """What each kind of question costs, in milliseconds."""
    asked = browse.asked(Person, {}, viewer=viewer)
    first = next(iter(network.snapshot(store).projects))

    def reread() -> None:
        touched(store, viewer)
        network.introducers(store, viewer=viewer)

    def attributed() -> None:
        kept = network.snapshot(store)
        for level in Level:
            for id_ in kept.projects:
                attribute(kept.graph, kept.case(id_, "agreed"), level)

    def workbook() -> None:
        how = {"level": Level.RECORDED, "rule": Rule.EQUAL, "measure": "agreed"}
        tables.network_workbook(store, viewer=viewer, example=False, now=NOW, **how)

    by_village = {"by": By.VILLAGE, "viewer": viewer}
    return {
        "save one person": median(lambda: touched(store, viewer)),
        "a page of the list": median(
            lambda: browse.browse(store, Person, asked, viewer=viewer, today=NOW.date())
        ),
        "find by two characters": median(lambda: search.find(store, "王伟", viewer=viewer)),
        "find by a phone's end": median(lambda: search.find(store, "0042", viewer=viewer)),
        "a project's story": median(lambda: stories.project_story(store, first, viewer=viewer)),
        "the board": median(lambda: board.board(store, viewer=viewer)),
        "introducers after a change": median(reread),
        "all attributions, two levels": median(attributed),
        "the total by village": median(lambda: breakdowns.breakdown(store, **by_village)),
        "the network's workbook": median(workbook),
    }


def measured(address: str, size: int) -> dict[str, float]:
    """What each question costs in a township of *size* people kept at *address*, an empty place."""
    sys.path.insert(0, str(ROOT / "tests"))  # the made-up places are the tests'
    from townships import fill

    with tempfile.TemporaryDirectory() as directory:
        store = open_store(address, Path(directory), lambda: NOW)
        accounts.found_unit(store, "句容市后白镇", now=NOW)
        viewer = gate.local_viewer(store)
        fill(store, viewer, size, NOW)
        found = measures(store, viewer)
        store.close()
    return found


def table(columns: dict[str, dict[str, float]]) -> None:
    """Print one row for each question, one column for each place, and the last over the first."""
    print(f"{'milliseconds':32}" + "".join(f"{name:>16}" for name in columns) + f"{'ratio':>10}")
    for question in next(iter(columns.values())):
        row = [column[question] for column in columns.values()]
        cells = "".join(f"{value:16.2f}" for value in row)
        print(f"{question:32}{cells}{row[-1] / row[0]:10.1f}", flush=True)


def main(arguments: list[str]) -> int:
    """Measure each size, on SQLite alone or on both engines."""
    both = "--neo4j" in arguments
    sizes = [int(word) for word in arguments if word != "--neo4j"] or [2000, 20_000]
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
