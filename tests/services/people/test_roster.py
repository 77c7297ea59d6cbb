"""Known names in a pasted text: found as a search through all lengths would find them."""

from __future__ import annotations

import random

import pytest

from acts import NOW, new_id
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.values import text as texts
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.people import name_index
from xiangxian.store.contract import GraphStore

CHARACTERS = "王小明李大力乾干隆贸易國国公司ABab（）()·・ 1"


def naive(known: name_index.Roster, text: str) -> list[str]:
    """The names in *text*: at each place the longest that is known, of every length there may be."""
    found, at = [], 0
    while at < len(text):
        for length in range(len(text) - at, 1, -1):
            piece = text[at : at + length]
            if texts.fold(piece) in known.names:
                found.append(piece)
                at += length
                break
        else:
            at += 1
    return found


@pytest.mark.parametrize("seed", range(12))
def test_names_are_found_as_by_trying_every_length(
    store: GraphStore, clerk: Viewer, seed: int
) -> None:
    """Of people and firms, with names within names, in whatever width and script."""
    dice = random.Random(seed)  # noqa: S311 - no secret

    def word(longest: int) -> str:
        return "".join(dice.choice(CHARACTERS) for _ in range(dice.randrange(1, longest)))

    draft = Draft(new_id(), clerk.unit)
    called = [name for name in (word(8).strip() for _ in range(12)) if name]
    for name in called:
        kind = dice.choice((Person, Organisation))
        draft.add(kind(name=name))
    store.apply(draft.change_set(clerk, NOW, "test"))
    known = name_index.roster(store)
    for _ in range(20):
        text = "".join(dice.choice((word(4), dice.choice(called))) for _ in range(8))
        read = name_index.recognise(store, text, NOW.date(), viewer=clerk)
        assert "".join(span.text for span in read.spans) == text
        found = [span.text for span in read.spans if span.records]
        assert found == naive(known, text), text
