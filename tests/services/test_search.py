"""The search behind the box: how often it asks the store."""

from __future__ import annotations

import pytest

from acts import NOW, new_id
from counting import counted
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.services import search
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.store.contract import GraphStore


def test_a_search_asks_as_often_for_forty_people_as_for_three(
    store: GraphStore, clerk: Viewer
) -> None:
    """The people of a firm come with it, each once, and no more than were wanted."""
    asked = []
    for number in (3, 40):
        draft = Draft(new_id(), clerk.unit)
        firm = draft.add(Organisation(name=f"第{number}机械公司"))
        for each in range(number):
            draft.tie(Employment(), draft.add(Person(name=f"丙{each}")), firm)
        store.apply(draft.change_set(clerk, NOW, "records.create"))
        asking, count = counted(store)
        hits = search.find(asking, f"第{number}机械", viewer=clerk)
        assert hits[0].record.id == firm
        assert len({hit.record.id for hit in hits}) == len(hits) == min(number + 1, 20)
        asked.append(count.questions)
    assert asked == [7, 7]


@pytest.mark.parametrize("typed", ["张小明", "zhangxiaoming", "zxm"])
def test_the_name_itself_comes_first_however_many_others_there_are(
    store: GraphStore, clerk: Viewer, typed: str
) -> None:
    """300 older records that only mention it, or begin like it, do not hide who is called so."""
    draft = Draft(new_id(), clerk.unit)
    for number in range(150):
        draft.add(Person(name="某某", honours=f"张小明奖{number} zhangxiaoming zxm"))
        draft.add(Person(name=f"张小明{chr(0x4E00 + number)}"))
    wanted = draft.add(Person(name="张小明"))
    store.apply(draft.change_set(clerk, NOW, "records.create"))
    assert search.find(store, typed, viewer=clerk, limit=8)[0].record.id == wanted
    (found,) = search.resolve(store, "张小明", kinds=["person"], viewer=clerk)
    assert found.id == wanted
