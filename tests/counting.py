"""A store that counts what it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from xiangxian.store.contract import GraphStore


class Counted:
    """A store that counts what it is asked; each question is a fixed number of statements."""

    def __init__(self, store: GraphStore) -> None:
        self.store, self.questions = store, 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        self.questions += 1
        return cast("Callable[..., Any]", getattr(self.store, name))


def counted(store: GraphStore) -> tuple[GraphStore, Counted]:
    """*store* under a counter: as a store, and as the counter."""
    made = Counted(store)
    return cast("GraphStore", made), made
