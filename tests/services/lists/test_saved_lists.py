"""Saved lists: asked anew, in an order by hand or by strokes, with people put on and taken off."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts import NOW, new_id
from counting import counted
from xiangxian.domain.events import RecordNote
from xiangxian.domain.lists import BY_HAND, SavedList
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import records
from xiangxian.services.drafts import Draft
from xiangxian.services.exports import contact_lists
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.history import changes, recycle_bin
from xiangxian.services.lists import saved_lists
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import EVERYTHING, Id
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)
KEY = "tier.is.key"


def people(store: GraphStore, viewer: Viewer, *names: str, tier: str = "key") -> dict[str, Id]:
    """People of a tier, by name."""
    draft = Draft(new_id(), viewer.unit)
    made = {name: draft.add(Person(name=name, tier=tier)) for name in names}
    store.apply(draft.change_set(viewer, NOW, "records.create"))
    return made


def keep(store: GraphStore, viewer: Viewer, **values: object) -> Id:
    """A saved list of the key people."""
    record = SavedList.model_validate({"name": "重点", "conditions": (KEY,)} | values)
    return saved_lists.create(store, record, change_id=new_id(), viewer=viewer, now=NOW)


def names(store: GraphStore, viewer: Viewer, id_: Id) -> str:
    """Who is on the list, in order, the last character of each name."""
    listed = saved_lists.read(store, id_, viewer=viewer)
    opened = saved_lists.opened(store, listed, TODAY, viewer=viewer)
    ids = saved_lists.members(store, listed, TODAY, viewer=viewer)
    assert [row.record.id for row in opened.rows] == list(ids)
    assert opened.total == len(ids)
    return "".join(row.record.title[-1] for row in opened.rows)


def set_tier(store: GraphStore, viewer: Viewer, id_: Id, tier: str) -> None:
    """Somebody gets another tier."""
    item = records.read(store, id_, viewer=viewer)
    records.revise(
        store,
        id_,
        item.rev,
        item.record.model_copy(update={"tier": tier}),
        change_id=new_id(),
        viewer=viewer,
        now=NOW,
    )


def move(store: GraphStore, viewer: Viewer, list_: Id, id_: Id, place: int) -> None:
    """Somebody goes to another number."""
    listed = saved_lists.read(store, list_, viewer=viewer)
    saved_lists.move(store, listed, id_, place, TODAY, change_id=new_id(), viewer=viewer, now=NOW)


def test_a_list_is_asked_anew_and_keeps_places(store: GraphStore, clerk: Viewer) -> None:
    """Who comes to match stands at the end, who no longer does falls out and keeps the place."""
    made = people(store, clerk, "王甲", "王乙", "王丙")
    list_ = keep(store, clerk)
    move(store, clerk, list_, made["王丙"], 1)
    move(store, clerk, list_, made["王甲"], 2)
    assert names(store, clerk, list_) == "丙甲乙"
    set_tier(store, clerk, made["王甲"], "normal")
    people(store, clerk, "安丁")
    assert names(store, clerk, list_) == "丙乙丁"
    move(store, clerk, list_, made["王乙"], 1)
    set_tier(store, clerk, made["王甲"], "key")
    assert names(store, clerk, list_) == "乙丙甲丁"


def test_hands_put_people_on_and_take_them_off(store: GraphStore, clerk: Viewer) -> None:
    """Somebody added stays whatever the conditions say, somebody taken off does not come back by
    them; who did it is said, and it can be left to the conditions again."""
    made = people(store, clerk, "王甲", "王乙") | people(store, clerk, "王丙", tier="normal")
    list_ = keep(store, clerk)

    def place(name: str, placing: str) -> int:
        listed = saved_lists.read(store, list_, viewer=clerk)
        return saved_lists.place_by_hand(
            store, listed, [made[name]], placing, change_id=new_id(), viewer=clerk, now=NOW
        )

    assert (place("王丙", "added"), place("王甲", "taken"), place("王甲", "taken")) == (1, 1, 0)
    assert names(store, clerk, list_) == "丙乙"
    listed = saved_lists.read(store, list_, viewer=clerk)
    hands = saved_lists.by_hand(store, listed, viewer=clerk)
    assert [(each.record.title, each.placing, each.at) for each in hands] == [
        ("王丙", "added", NOW),
        ("王甲", "taken", NOW),
    ]
    assert all("by" not in tie.values for tie in records.ties(store, made["王丙"], viewer=clerk))
    assert (place("王甲", "added"), place("王丙", "")) == (1, 1)
    assert names(store, clerk, list_) == "甲乙"


def test_an_order_by_strokes_and_columns(store: GraphStore, clerk: Viewer) -> None:
    """丁 before 王 before 刘 before 周; post, last contact and kept columns are columns."""
    made = people(store, clerk, "周甲", "刘甲", "王甲甲", "丁甲", "王乙")
    draft = Draft(new_id(), clerk.unit)
    firm = draft.add(Organisation(name="甲公司"))
    draft.tie(Employment(position="经理"), made["丁甲"], firm)
    draft.add(RecordNote(line="电话", about=(made["丁甲"],), on=PartialDate(year=2026, month=5)))
    draft.add(Person(name="于甲", tier="key", kept={"备用号": "八号"}))
    store.apply(draft.change_set(clerk, NOW, "records.create"))
    columns = ("name", "employer", "position", "last_contact", "kept:备用号", "tier")
    list_ = keep(store, clerk, order="name_strokes", columns=columns)
    listed = saved_lists.read(store, list_, viewer=clerk)
    opened = saved_lists.opened(store, listed, TODAY, viewer=clerk)
    assert [row.record.title for row in opened.rows] == [
        "丁甲",
        "于甲",
        "王乙",
        "王甲甲",
        "刘甲",
        "周甲",
    ]
    assert [column.label for column in opened.columns] == [
        "姓名",
        "单位",
        "职务",
        "上次联系",
        "备用号",
        "层次",
    ]
    first, second = opened.rows[0].cells, opened.rows[1].cells
    assert first[1].references[0].id == firm
    assert [cell.text for cell in first] == ["丁甲", "", "经理", "2026年5月", "", "重点"]
    assert second[4].text == "八号"
    assert saved_lists.kept_headers(store, listed, TODAY, viewer=clerk) == ["备用号"]


def test_an_export_has_the_lists_people_in_its_order(store: GraphStore, clerk: Viewer) -> None:
    """Who is on the list and in which order is the list's; who is left out is named as ever."""
    made = people(store, clerk, "王甲", "王乙", "王丙")
    list_ = keep(store, clerk)
    move(store, clerk, list_, made["王丙"], 1)
    people(store, clerk, "王丁", tier="normal")
    listed = saved_lists.read(store, list_, viewer=clerk)
    ids = saved_lists.members(store, listed, TODAY, viewer=clerk)
    found = contact_lists.gather(store, EVERYTHING, viewer=clerk, today=TODAY, listed=ids)
    assert [line.cells["name"] for line in found.lines] == ["王丙", "王甲", "王乙"]


def test_only_by_hand(store: GraphStore, clerk: Viewer) -> None:
    """A list without conditions may have nobody but those who were added."""
    made = people(store, clerk, "王甲", "王乙")
    list_ = keep(store, clerk, conditions=(), hand_only=True)
    assert names(store, clerk, list_) == ""
    listed = saved_lists.read(store, list_, viewer=clerk)
    saved_lists.place_by_hand(
        store, listed, [made["王乙"]], "added", change_id=new_id(), viewer=clerk, now=NOW
    )
    assert names(store, clerk, list_) == "乙"


def test_a_list_that_asks_what_one_does_not_see_is_not_there(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """A condition on a hidden field would tell it: the list is neither named nor opened."""
    open_ = keep(store, clerk)
    hidden = keep(store, clerk, name="女性", conditions=("gender.is.女",))
    assert [ref.id for ref, _ in saved_lists.saved(store, viewer=manager)] == [open_]
    assert len(saved_lists.saved(store, viewer=clerk)) == 2
    with pytest.raises(Missing):
        saved_lists.read(store, hidden, viewer=manager)


def test_what_cannot_be_is_refused(store: GraphStore, clerk: Viewer) -> None:
    """No name, an order or a condition that nobody knows, a move over somebody else's."""
    for values in ({"name": ""}, {"order": "phones"}, {"conditions": ("secret.is.1",)}):
        with pytest.raises(Invalid):
            keep(store, clerk, **values)
    made = people(store, clerk, "王甲", "王乙")
    list_ = keep(store, clerk)
    stale = saved_lists.read(store, list_, viewer=clerk)
    move(store, clerk, list_, made["王乙"], 1)
    with pytest.raises(Changed):
        saved_lists.move(
            store, stale, made["王乙"], 2, TODAY, change_id=new_id(), viewer=clerk, now=NOW
        )
    with pytest.raises(Missing):
        move(store, clerk, list_, list_, 1)


def test_a_list_goes_to_the_bin_and_back(store: GraphStore, clerk: Viewer) -> None:
    """With those whom a hand put on it; a move is taken back like any act."""
    made = people(store, clerk, "王甲", "王乙") | people(store, clerk, "王丙", tier="normal")
    list_ = keep(store, clerk)
    listed = saved_lists.read(store, list_, viewer=clerk)
    saved_lists.place_by_hand(
        store, listed, [made["王丙"]], "added", change_id=new_id(), viewer=clerk, now=NOW
    )
    records.remove(store, list_, 1, change_id=new_id(), viewer=clerk, now=NOW)
    assert saved_lists.saved(store, viewer=clerk) == []
    recycle_bin.put_back(store, list_, change_id=new_id(), viewer=clerk, now=NOW)
    assert names(store, clerk, list_) == "丙甲乙"
    act = new_id()
    listed = saved_lists.read(store, list_, viewer=clerk)
    saved_lists.move(store, listed, made["王乙"], 1, TODAY, change_id=act, viewer=clerk, now=NOW)
    assert names(store, clerk, list_) == "乙丙甲"
    changes.undo(store, act, change_id=new_id(), viewer=clerk, now=NOW)
    assert names(store, clerk, list_) == "丙甲乙"


def test_a_list_asks_as_often_for_200_as_for_20(store: GraphStore, clerk: Viewer) -> None:
    """Opening a list with every sort of column is a fixed number of questions, in any order."""
    columns = ("name", "home_village", "employer", "last_contact")
    asked = []
    for number in (20, 180):
        people(store, clerk, *(f"王{each}" for each in range(number)))
        for order in ("name_strokes", BY_HAND):
            list_ = keep(store, clerk, order=order, columns=columns)
            asking, count = counted(store)
            listed = saved_lists.read(asking, list_, viewer=clerk)
            opened = saved_lists.opened(asking, listed, TODAY, viewer=clerk)
            assert opened.total == (20 if number == 20 else 200)
            asked.append(count.questions)
    assert asked[:2] == asked[2:]


SEEN = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)


@given(SEEN, SEEN, st.integers(-2, 12), st.data())
def test_a_move_moves_one(
    sequence: list[str], seen: list[str], place: int, data: st.DataObject
) -> None:
    """One goes to the place asked; the others keep their order, also those not seen."""
    id_ = data.draw(st.sampled_from(seen))
    rank = {each: number for number, each in enumerate(sequence)}
    shown = sorted(seen, key=lambda each: rank.get(each, len(rank)))
    after = saved_lists.moved(tuple(sequence), shown, id_, place)
    assert sorted(after) == sorted({*sequence, *seen})
    now = [each for each in after if each in seen]
    assert now.index(id_) == min(max(place, 1), len(shown)) - 1
    assert [each for each in now if each != id_] == [each for each in shown if each != id_]
    assert [each for each in after if each in sequence and each != id_] == [
        each for each in sequence if each != id_
    ]
