"""A service that no page and no command reaches is dead code that looks alive."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "xiangxian"
Place = tuple[str, str]
"""A module's dotted name, and a name defined at its top; "" is the module's own lines."""
_DEFINED = ast.FunctionDef | ast.ClassDef


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {_name(path): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}


def _imported(tree: ast.AST) -> dict[str, Place]:
    """What each imported name of a module stands for: a name elsewhere, or a whole module."""
    found: dict[str, Place] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xiangxian"):
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                place = (whole, "*") if whole in TREES else (node.module or "", each.name)
                found[each.asname or each.name] = place
    return found


def _assigned(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [
        each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
    ]


def _used(node: ast.AST, imported: dict[str, Place], own: dict[str, Place]) -> Iterator[Place]:
    """The names that *node* speaks of, each as the place where it is defined."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            if each.id in imported and imported[each.id][1] != "*":
                yield imported[each.id]
            elif each.id in own:
                yield own[each.id]
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            module, what = imported.get(each.value.id, ("", ""))
            if what == "*":
                yield module, each.attr


def _graph() -> dict[Place, set[Place]]:
    """Which names each name speaks of; a module's own lines count as spoken of by all in it."""
    graph: dict[Place, set[Place]] = {}
    for module, tree in TREES.items():
        imported = _imported(tree)
        names = {node.name: node for node in tree.body if isinstance(node, _DEFINED)}
        values = {name: node for node in tree.body for name in _assigned(node)}
        own = {name: (module, name) for name in (*names, *values)}
        graph[module, ""] = set()
        for node in tree.body:
            used = set(_used(node, imported, own))
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                graph[module, node.name] = {*used, (module, "")}
            elif assigned := _assigned(node):
                for name in assigned:
                    graph[module, name] = {*used, (module, "")}
            else:
                graph[module, ""] |= used
        for name, place in imported.items():  # a name that is passed on
            graph.setdefault((module, name), {place})
    return graph


def _is_door(module: str) -> bool:
    """Whether a module is a page, a command, or what starts either."""
    return module.split(".")[1:2] != [] and module.split(".")[1] not in {
        "domain",
        "store",
        "services",
    }


def _reached(graph: dict[Place, set[Place]]) -> set[Place]:
    left = [place for place in graph if _is_door(place[0]) or "__main__" in _strings(place[0])]
    seen = set(left)
    while left:
        for place in graph.get(left.pop(), ()):
            if place not in seen:
                seen.add(place)
                left.append(place)
    return seen


def _strings(module: str) -> set[str]:
    tree = TREES[module]
    found = [node for node in tree.body if isinstance(node, ast.If)]
    return {
        each.value
        for node in found
        for each in ast.walk(node.test)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def test_every_public_service_is_reached_from_a_page_or_a_command() -> None:
    """By the names that the code speaks of, from the pages, the commands and the programs inwards."""
    reached = _reached(_graph())
    unreached = [
        f"{module}.{node.name}"
        for module, tree in sorted(TREES.items())
        if module.startswith("xiangxian.services")
        for node in tree.body
        if isinstance(node, _DEFINED) and not node.name.startswith("_")
        if (module, node.name) not in reached
    ]
    assert unreached == []
