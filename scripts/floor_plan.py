"""
Count the rooms of the program and the arrows between them, and walk two of its longest roads.

`.venv/bin/python scripts/floor_plan.py [--walks] [--json]` reads the installed package with `grimp`.
A room is what a layer has directly below it: a folder with all that is in it, or a file. For each
layer it prints its rooms, files, lines, arrows between rooms and the circles among them; with
`--walks` it founds the demo township in a temporary folder, looks at a register, brings it in, and
tells a project's story by the command line, and counts how often each of them goes from one room
into another (stays), how many rooms it enters, and how often it climbs into a room that stands above.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

import grimp
import networkx as nx

import xiangxian
from xiangxian.cli import cli

PACKAGE = Path(xiangxian.__file__).parent
PROJECT = "平台线索项目"
"""A project of the demo township that two introducers brought."""
LAYERS = ("domain", "store", "services", "services.registers", "web")
REGISTER = PACKAGE.parents[1] / "tests" / "registers" / "01_village_register.xlsx"


@dataclass(frozen=True, slots=True)
class Floor:
    """What one layer is made of; *circles* are rooms that need one another."""

    name: str
    rooms: int
    files: int
    lines: int
    arrows: int
    circles: tuple[tuple[str, ...], ...]
    loose: int
    longest: int

    def line(self) -> str:
        """Return the line of the table."""
        circles = "; ".join(" ↔ ".join(each) for each in self.circles) or "none"
        return (
            f"{self.name:20}{self.rooms:7}{self.loose:7}{self.files:7}{self.lines:8}"
            f"{self.arrows:8}{self.longest:9}  {circles}"
        )


@dataclass(slots=True)
class Walk:
    """How a call went through the rooms: each *stay* is a room that is entered from another one."""

    name: str
    stays: int = 0
    climbs: int = 0
    rooms: set[str] = field(default_factory=set)


def room_of(module: str, layer: str) -> str | None:
    """The room of *module* within *layer*; None where it lies elsewhere, or is the layer itself."""
    inside = module.removeprefix(f"xiangxian.{layer}.")
    return inside.partition(".")[0] if inside != module else None


def floor(graph: grimp.ImportGraph, layer: str) -> Floor:
    """Count *layer*."""
    modules = [each for each in graph.modules if room_of(each, layer)]
    arrows = nx.DiGraph()
    for module in modules:
        room = room_of(module, layer)
        arrows.add_node(room)
        for other in graph.find_modules_directly_imported_by(module):
            if (to := room_of(other, layer)) and to != room:
                arrows.add_edge(room, to)
    folder = PACKAGE.joinpath(*layer.split("."))
    files = [each for each in folder.rglob("*.py") if each.name != "__init__.py"]
    lines = [len(each.read_text("utf-8").splitlines()) for each in files]
    circles = [sorted(each) for each in nx.strongly_connected_components(arrows) if len(each) > 1]
    return Floor(
        layer,
        arrows.number_of_nodes(),
        len(files),
        sum(lines),
        arrows.number_of_edges(),
        tuple(tuple(each) for each in sorted(circles)),
        sum(each.parent == folder for each in files),
        max(lines, default=0),
    )


def rooms_above(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """For each room of the program the rooms that use it, directly or not."""
    arrows = nx.DiGraph()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            arrows.add_edge(_room(module), _room(other))
    return {room: nx.ancestors(arrows, room) for room in arrows}


def _room(module: str) -> str:
    return ".".join(module.split(".")[1:3]) or module


@contextmanager
def walked(name: str, above: dict[str, set[str]]) -> Iterator[Walk]:
    """Follow what runs within: the rooms of the services that are called, one after the other."""
    walk = Walk(name)
    here = [""]

    def follow(frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call" or frame.f_code.co_name.startswith("<"):
            return
        module = frame.f_globals.get("__name__", "")
        if not module.startswith("xiangxian.services."):
            return
        room = _room(module)
        if room != here[0]:
            walk.stays += 1
            walk.climbs += room in above.get(here[0], ())
            walk.rooms.add(room)
            here[0] = room

    sys.setprofile(follow)
    try:
        yield walk
    finally:
        sys.setprofile(None)


def walks(graph: grimp.ImportGraph) -> list[Walk]:
    """Walk the roads on the demo township."""
    above = rooms_above(graph)
    with tempfile.TemporaryDirectory() as folder:
        data = ["--data", folder]
        with redirect_stdout(StringIO()) as told:
            cli.main(args=[*data, "--json", "demo"], standalone_mode=False)
        data = ["--data", json.loads(told.getvalue())["data"]]
        roads = {
            "look at a register": [*data, "import", "--check", str(REGISTER)],
            "bring a register in": [*data, "import", "--origin", "village", str(REGISTER)],
            "tell a project's story": [*data, "chains", PROJECT],
        }
        done = []
        for name, words in roads.items():
            with redirect_stdout(StringIO()), walked(name, above) as walk:
                cli.main(args=words, standalone_mode=False)
            done.append(walk)
    return done


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    asked.add_argument("--walks", action="store_true")
    asked.add_argument("--json", action="store_true")
    wanted = asked.parse_args()
    graph = grimp.build_graph("xiangxian")
    floors = [
        floor(graph, layer) for layer in LAYERS if (PACKAGE / layer.replace(".", "/")).is_dir()
    ]
    roads = walks(graph) if wanted.walks else []
    if wanted.json:
        rows = [asdict(each) | {"rooms": sorted(each.rooms)} for each in roads]
        print(
            json.dumps(
                {"floors": [asdict(each) for each in floors], "walks": rows}, ensure_ascii=False
            )
        )
        return
    print(
        f"{'layer':20}{'rooms':>7}{'loose':>7}{'files':>7}{'lines':>8}{'arrows':>8}{'longest':>9}  circles"
    )
    for each in floors:
        print(each.line())
    for walk in roads:
        print(f"{walk.name}: {walk.stays} stays in {len(walk.rooms)} rooms, {walk.climbs} climbs")


if __name__ == "__main__":
    main()
