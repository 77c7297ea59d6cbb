"""What the store gives in bounded pieces is read to its end, however small the pieces are."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.values import text
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.store.base import Change, Direction
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import (
    all_changes,
    all_edges,
    all_found,
    newest_acts,
    whole_neighbourhood,
)


@pytest.fixture
def crowd(store: GraphStore, local: Viewer) -> list[str]:
    """Forty namesakes in four acts of uneven size, tied to one another at random."""
    dice = random.Random(7)  # noqa: S311  the same each time
    ids: list[str] = []
    for many in (1, 25, 2, 12):
        draft = Draft(new_id(), local.unit)
        ids += [draft.add(Person(name="王小明")) for _ in range(many)]
        for _ in range(2 * many):
            one, other = dice.choice(ids), dice.choice(ids)
            if one != other:
                draft.tie(Employment(position="员工"), one, other)
        store.apply(draft.change_set(local, NOW, "person.create"))
    return ids


def told(changes: Sequence[Change]) -> list[tuple[int, str]]:
    """Acts and what they wrote."""
    return [(each.entry.seq, each.after.id) for each in changes if each.after is not None]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_size_of_the_pieces_changes_no_answer(
    store: GraphStore, crowd: list[str], size: int
) -> None:
    """Ties, neighbourhoods, searches and histories: the same as in one piece."""
    edges = store.edges(Employment.edge, limit=10_000)
    assert tuple(all_edges(store, Employment.edge, chunk=size)) == edges
    whole = store.expand(crowd[:3], [Employment.edge], depth=2, limit=10_000)
    assert not whole.cut
    found = whole_neighbourhood(store, crowd[:3], [Employment.edge], depth=2, first=size)
    assert found == whole
    out = store.expand(crowd, [Employment.edge], direction=Direction.OUT, limit=10_000)
    assert (
        whole_neighbourhood(store, crowd, [Employment.edge], direction=Direction.OUT, first=size)
        == out
    )
    term = text.whole_term("王小明")
    assert all_found(store, [term], kinds=["person"], first=size) == crowd
    for of in (None, crowd[1]):
        every = store.changes(of=of, limit=10_000)
        assert told(list(all_changes(store, of=of, chunk=size))) == told(every)
        assert told(list(all_changes(store, of=of, after=2, chunk=size))) == [
            each for each in told(every) if each[0] > 2
        ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_the_newest_come_first_in_whole_acts(
    store: GraphStore, crowd: list[str], size: int
) -> None:
    """Page after page backwards: every act once and whole, and the last page says that it is."""
    for of in (None, crowd[1]):
        every = told(store.changes(of=of, limit=10_000))
        backwards: list[tuple[int, str]] = []
        before = None
        while True:
            page, before = newest_acts(store, before=before, of=of, chunk=size)
            acts = {each.entry.seq for each in page}
            assert not acts & {act for act, _ in backwards}
            backwards += told(page)
            if before is None:
                break
            assert min(acts) == before
        assert backwards == every[::-1]
