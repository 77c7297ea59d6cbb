"""What the house agreed on and a machine can check."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from xiangxian.store import contract

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "xiangxian"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
HAN = re.compile(r"[\u4e00-\u9fff]")


def tracked() -> list[Path]:
    """Every file that is part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_public_names_say_what_they_are_for(path: Path) -> None:
    """Modules, classes and functions have docstrings; names are in English."""
    if path.name == "__init__.py" and not path.read_text("utf-8").strip():
        return
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.arg):
            assert not HAN.search(getattr(node, "id", "") or getattr(node, "arg", ""))
    holders: list[ast.Module | ast.ClassDef] = [tree]
    holders += [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for holder in holders:
        for node in holder.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                inherited = isinstance(holder, ast.ClassDef) and holder.bases
                assert ast.get_docstring(node) or inherited, node.name


def test_names_tell_what_is_inside() -> None:
    """No drawer for everything; modules of one subject and a readable length."""
    for path in SOURCES:
        assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "misc", "common"}
        assert len(path.read_text("utf-8").splitlines()) <= 450, path.name


def test_engines_are_known_in_one_place() -> None:
    """Neo4j's driver is imported by two modules, SQLite's by those of its folder."""
    importers: dict[str, set[Path]] = {"neo4j": set(), "apsw": set()}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if (top := name.partition(".")[0]) in importers:
                    importers[top].add(path.relative_to(PACKAGE))
    assert importers["neo4j"] == {Path("store/neo4j/engine.py"), Path("store/neo4j/driver.py")}
    assert {path.parent for path in importers["apsw"]} == {Path("store/sqlite")}


def test_templates_hold_nothing_inline() -> None:
    """No inline script, style or handler; nothing marked as safe."""
    assert TEMPLATES
    for path in TEMPLATES:
        html = path.read_text("utf-8")
        assert "|safe" not in html.replace(" ", ""), path.name
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), path.name
        html = re.sub(r"\{[{%].*?[%}]\}", "", html, flags=re.DOTALL)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html), path.name


def test_screens_use_the_offices_words() -> None:
    """Words that offices asked to keep off their screens."""
    avoided = (
        "成功人士",
        "打卡",
        "排名",
        "积分",
        "沉睡",
        "中心度",
        "脱敏",
        "审计",
        "黑名单",
        "驾驶舱",
        "确定要执行",
    )
    for path in [*TEMPLATES, *SOURCES]:
        text = path.read_text("utf-8")
        for word in avoided:
            assert word not in text, (path.name, word)


def test_no_machine_and_no_registry_is_named() -> None:
    """What lands speaks of the project alone."""
    for path in tracked():
        if path.name == Path(__file__).name:
            continue
        content = path.read_bytes()
        for word in (b"/work" + b"/", b"registry.npmjs", b'"resolved"', b"pythonhosted"):
            assert word not in content, (path.name, word)


def test_nothing_that_lands_harms_other_software() -> None:
    """Bounds are tried on harmless files with the bound lowered: no test and no script declares
    entities, names a sheet's last corner, or repeats a text a hundred thousand times."""
    marks = re.compile("<!" + "ENTITY" + r"|XFD\d")
    for path in (each for each in tracked() if each.suffix == ".py"):
        if path.relative_to(ROOT).parts[0] not in {"tests", "scripts"}:
            continue
        source = path.read_text("utf-8")
        assert not marks.search(source), path.name
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                sides = [getattr(side, "value", None) for side in (node.left, node.right)]
                long = any(isinstance(side, int) and side >= 100_000 for side in sides)
                text = any(isinstance(side, str | bytes) for side in sides)
                assert not (long and text), (path.name, node.lineno)


def test_nothing_built_or_foreign_is_kept() -> None:
    """No bundle, no packages, no lock of another tool."""
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert not [
        name
        for name in names
        if "node_modules/" in name or "static/vendor/" in name or name == "uv.lock"
    ]


def test_the_stores_contract_is_read_at_a_glance() -> None:
    """Three protocols of nine methods at most, together the promise of every engine."""
    parts = (contract.Records, contract.History, contract.Upkeep)
    assert set(parts) <= set(contract.GraphStore.__mro__)
    methods = [
        {name for name in vars(part) if callable(getattr(part, name)) and name[0] != "_"}
        for part in parts
    ]
    assert all(3 <= len(each) <= 9 for each in methods), methods
    assert sum(map(len, methods)) == len(set.union(*methods))


SERVICES = PACKAGE / "services"
HALL = {"gate", "drafts", "records", "revisions", "search"}
MAP = ROOT / "docs" / "architecture.md"


def folders(place: Path) -> list[Path]:
    """The folders below *place* that hold something of ours, from top to bottom."""
    return [
        each
        for each in sorted(place.rglob("*"))
        if each.is_dir() and each.name != "__pycache__" and any(each.glob("*.[ph][yt]*"))
    ]


def subjects() -> set[str]:
    """The closed list: the folders of the services."""
    return {each.name for each in SERVICES.iterdir() if each in folders(SERVICES)}


def test_the_services_have_a_hall_of_five_files() -> None:
    """What every subject stands on lies in the root; all else belongs to a subject."""
    assert {path.stem for path in SERVICES.glob("*.py")} - {"__init__"} == HALL


def test_the_map_is_the_tree() -> None:
    """Each folder of the services has a docstring of one line, which is its row of the map."""
    rows = [line for line in MAP.read_text("utf-8").splitlines() if line.startswith("| `")]
    told = []
    for folder in folders(SERVICES):
        words = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
        assert words, folder.name
        assert "\n" not in words, folder.name
        told.append(f"| `{folder.relative_to(SERVICES).as_posix()}/` | {words} |")
    assert set(told) <= set(rows)
    named = [row for row in rows if re.match(r"\| `[a-z_/]+/` \| ", row)]
    assert set(named) - set(told) == {
        row for row in named if row.split("`")[1] in {"domain/", "store/", "services/", "web/"}
    }


def test_the_map_names_only_what_is_there() -> None:
    """Each file that the map names is one."""
    there = {path.relative_to(PACKAGE).as_posix() for path in SOURCES}
    there |= {path.relative_to(ROOT).as_posix() for path in tracked()}
    for named in re.findall(r"`([a-z_/]+\.py)`", MAP.read_text("utf-8")):
        assert any(path == named or path.endswith(f"/{named}") for path in there), named


@pytest.mark.parametrize("layer", ["web", "templates", "tests/services", "tests/web"])
def test_every_layer_has_the_same_subjects(layer: str) -> None:
    """An address is a layer and a subject: no layer has a folder of another name."""
    place = PACKAGE / layer if layer == "web" else ROOT / layer
    shared = {"home", "records"} if layer == "templates" else set()
    tops = {each.relative_to(place).parts[0] for each in folders(place)}
    assert tops
    assert tops - shared <= subjects()


@pytest.mark.parametrize("layer", ["domain", "store", "services", "web"])
def test_no_two_modules_of_a_layer_share_a_name(layer: str) -> None:
    """Who is told a module's name finds it; the two engines mirror one another in their folders."""
    place = PACKAGE / layer
    names = [path.stem for path in place.rglob("*.py") if path.stem != "__init__"]
    if layer == "store":
        mirrored = {path.stem for path in (place / "sqlite").glob("*.py")}
        mirrored &= {path.stem for path in (place / "neo4j").glob("*.py")}
        names = [name for name in names if name not in mirrored]
    assert sorted(names) == sorted(set(names))


def test_no_two_classes_of_the_services_share_a_name() -> None:
    """A class is known by its name alone, wherever it is imported."""
    found: dict[str, list[str]] = {}
    for path in sorted(SERVICES.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(path.stem)
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def raised(function: ast.FunctionDef) -> set[str]:
    """The exceptions that *function* raises by name, but for what can never be."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(made.id if isinstance(made, ast.Name) else getattr(made, "attr", ""))
    return found - {"AssertionError"}


@pytest.mark.parametrize("layer", ["domain", "store", "services", "web"])
def test_who_raises_says_what(layer: str) -> None:
    """Each public function that raises something has a word of it in its docstring."""
    silent = []
    for path in sorted((PACKAGE / layer).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        for node in (each for holder in (tree, *classes) for each in holder.body):
            if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and raised(node):
                words = (ast.get_docstring(node) or "").lower()
                if words and "raise" not in words and "refuse" not in words:
                    silent.append(f"{path.name}: {node.name}")
    assert silent == []
