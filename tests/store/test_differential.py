"""Two engines, one promise: the same random operations, equal answers, order and content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from differential import AT, Difference, Twins
from xiangxian.store.base import ChangeSet
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import open_store

OPERATIONS = 2000


@pytest.fixture
def beside(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[GraphStore]:
    """An empty store of the embedded engine."""
    made = open_store("sqlite", tmp_path / "beside", clock)
    yield made
    made.close()


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(4))
def test_both_engines_answer_alike(beside: GraphStore, store: GraphStore, seed: int) -> None:
    """Writes, wrong writes, lists, filters, searches, paths, undo, batches and state."""
    twins = Twins(beside, store, seed)
    for _ in range(OPERATIONS // 4):
        twins.step()
    twins.finish()
    assert len(twins.done) > OPERATIONS / 40


def test_a_difference_is_noticed(beside: GraphStore, store: GraphStore) -> None:
    """Where one of the stores holds something else, the comparison says so."""
    twins = Twins(beside, store, 1)
    store.apply(ChangeSet("only here", "a", AT, "t"))
    with pytest.raises(Difference, match="revision"):
        twins.finish()
