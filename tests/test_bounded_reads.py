"""Whoever reads a bounded piece of the store reads on, or stands here with the reason why not."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "xiangxian"
BOUNDED = frozenset(("expand", "edges", "search", "changes", "log", "find"))

PIECES = {
    "services/access/accounts.py:accounts": "a page that leads to the next",
    "services/access/accounts.py:by_login": "a log-in name is one account's",
    "services/access/accounts.py:unit_of": "the unit that was founded first",
    "services/connections/bridges.py:_alone": "with more than a page nothing is claimed",
    "services/connections/neighbourhood.py:_expand": "a bounded search of ways, which says where it was cut",
    "services/duplicates/not_the_same.py:said_apart": "a page that leads to the next",
    "services/evidence/files.py:give": "the pieces of one file, whose size is bounded",
    "services/access/operation_log.py:log": "a page that leads to the next",
    "services/lists/browse.py:found_ids": "the page says that there are more",
    "services/duplicates/merging.py:_around": "a merge of more is refused",
    "services/duplicates/merging.py:merged_into": "a record became one other",
    "services/duplicates/merging.py:changed_since": "asks only whether there is one",
    "services/lists/filters.py:_found": "more are refused, with the advice to write more",
    "services/briefing/clerks_page.py:occasions": "the latest to choose from; any other can be typed",
    "services/briefing/clerks_page.py:open_reviews": "the latest few, as the heading says",
    "services/briefing/clerks_page.py:recent": "the latest few, as the heading says",
    "services/pictures/reading.py:onward": "a picture says that it was cut",
    "services/people/name_index.py:_called": "as many as can be told apart; the page asks for the whole name",
    "services/people/register_row.py:chosen_people": "as many people as were asked for, in pieces",
    "services/tasks/promises.py:next_due": "the next one",
    "services/history/recycle_bin.py:moved_out": "a page that leads to the next",
    "services/introductions/network.py:_read": "the unit that was founded first",
    "services/records.py:listing": "a page that leads to the next",
    "services/registers/session/remembered_layouts.py:_held": "one layout of a signature",
    "services/registers/session/import_restoring.py:_undo_of": "a loop that reads on to where the batch came in",
    "services/lists/saved_lists.py:opened": "a page that leads to the next",
    "services/search.py:_people_of": "the page says that there are more",
    "services/search.py:find": "the page says that there are more",
    "services/duplicates/unmerging.py:merges": "a page that leads to the next",
    "services/exports/export_log.py:lists": "a page that leads to the next",
}
"""File and function -> why a piece is enough there."""


class Reads(ast.NodeVisitor):
    """Finds the functions in which the store is asked for a bounded piece."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.found: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Remember the innermost named function."""
        self.inside.append(node.name)
        self.generic_visit(node)
        self.inside.pop()

    def visit_Call(self, node: ast.Call) -> None:
        """A call of one of the store's reads."""
        asked = node.func
        if isinstance(asked, ast.Attribute) and asked.attr in BOUNDED:
            of = ast.unparse(asked.value)
            if of in {"store", "self.store", "self._store", "store()"}:
                self.found.add(self.inside[-1] if self.inside else "")
        self.generic_visit(node)


def test_every_bounded_read_is_read_on_or_has_its_reason() -> None:
    """`store.paging` reads to the end; nothing is left out in silence because there is much of it."""
    found = set()
    for path in [*SOURCE.glob("*.py"), *SOURCE.glob("services/**/*.py"), *SOURCE.glob("web/*.py")]:
        reads = Reads()
        reads.visit(ast.parse(path.read_text("utf-8")))
        found |= {f"{path.relative_to(SOURCE).as_posix()}:{name}" for name in reads.found}
    assert sorted(found - set(PIECES)) == []
    assert sorted(set(PIECES) - found) == []
