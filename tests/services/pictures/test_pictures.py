"""关系图: what is reached, left out and cut; nobody hidden in it; saved as it was arranged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from acts import NOW, new_id
from counting import counted
from xiangxian.domain.events import Attendance, Event
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.lists import SavedList
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.pictures import Caption, state_code
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.services import records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.pictures import reaching, saved_pictures
from xiangxian.services.pictures.asking import Asking, asked, of_view
from xiangxian.services.pictures.drawing import Picture, as_data
from xiangxian.services.pictures.opening import opened, ways_on
from xiangxian.services.pictures.reaching import SeenTie
from xiangxian.services.pictures.saved_pictures import Arranged
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)
ELSEWHERE = "another-unit"
IDS = st.sampled_from("abcdefghij")
TIES = st.lists(st.tuples(IDS, IDS), max_size=25).map(
    lambda pairs: [SeenTie(str(n), "INTRODUCED", a, b) for n, (a, b) in enumerate(pairs)]
)


# ---- Pure.


@given(IDS, TIES, st.integers(0, 3))
def test_what_is_reached_is_what_a_naive_walk_reaches(
    start: str, ties: list[SeenTie], steps: int
) -> None:
    """The same records, the nearest first."""
    near = {start: 0}
    for step in range(steps):
        for tie in ties:
            for one, other in ((tie.source, tie.target), (tie.target, tie.source)):
                if near.get(one) == step:
                    near.setdefault(other, step + 1)
    order = reaching.reached([start], ties, steps)
    assert order == sorted(near, key=lambda id_: (near[id_], id_))


@given(st.lists(IDS, unique=True), TIES, st.integers(0, 30))
def test_a_cut_is_the_longest_beginning_that_fits(
    order: list[str], ties: list[SeenTie], most: int
) -> None:
    """No more records and ties than asked for, and one more record would be too many."""
    kept = reaching.cut(order, ties, most)

    def size(count: int) -> int:
        return count + len(reaching.between(order[:count], ties))

    assert kept == order[: len(kept)]
    assert size(len(kept)) <= most
    assert len(kept) == len(order) or size(len(kept) + 1) > most


def test_filters_leave_what_they_say() -> None:
    """Kinds of both ends, states and years; who the picture opens from stays; no date, no year."""
    kinds = {"a": "native", "b": "guest", "f": "organisation"}
    ties = [
        SeenTie("1", "INTRODUCED", "a", "b", "", "open", (2019, 2020)),
        SeenTie("2", "INTRODUCED", "b", "a", "", "confirmed", None),
        SeenTie("3", "EMPLOYED", "a", "f", "{}", "", (1, 2010)),
        SeenTie("4", "EMPLOYED", "b", "f"),
    ]

    def left(**filters: object) -> str:
        return "".join(tie.id for tie in reaching.left_in(ties, kinds, **filters))  # type: ignore[arg-type]

    assert left() == "1234"
    assert left(kinds=["guest", "organisation"]) == "4"
    assert left(kinds=["guest", "organisation"], always=["a"]) == "1234"
    assert left(states=["confirmed"]) == "234"
    assert left(since=2020) == "14"
    assert left(until=2018) == "34"


def test_what_is_opened_up_is_bounded_and_the_rest_is_known() -> None:
    """A hundred with one step, and how many there would be; nothing opens from who is not there."""
    ties = [SeenTie(str(n), "HOME_VILLAGE", f"p{n:03}", "village") for n in range(130)]
    found, beyond = reaching.opened_up(["village"], [("village", ties), ("nobody", ties)])
    assert (len(found), len(beyond)) == (1 + reaching.MOST_OPENED_UP, 30)


ASKED = st.builds(
    Asking,
    steps=st.sampled_from([1, 2]),
    layout=st.sampled_from(["", "layered", "network"]),
    kinds=st.sampled_from([(), ("native",), ("guest", "event")]),
    states=st.sampled_from([(), ("open", "disputed")]),
    since=st.none() | st.integers(1000, 9999),
    until=st.none() | st.integers(1000, 9999),
    more=st.lists(st.tuples(IDS, st.sampled_from(["firms", "village"])), unique=True).map(tuple),
    marked=st.sampled_from(["", "a.near", "b.chain"]),
)


@given(ASKED, st.sampled_from([("all", ""), ("record", "x"), ("list", "y")]))
def test_an_address_draws_what_was_asked(asking: Asking, begins: tuple[str, str]) -> None:
    """Written into an address and read again it is the same question."""
    whole = replace(asking, opens=begins[0], start=begins[1])
    assert asked(MultiDict(whole.arguments())) == whole


def test_an_address_that_says_nonsense_asks_for_the_whole() -> None:
    """Unknown kinds, ways and years are passed over."""
    typed = {
        "kind": "x",
        "more": "a.x",
        "since": "二零",
        "steps": "9",
        "marked": "x",
        "layout": "3",
    }
    assert asked(MultiDict(typed)) == Asking()


# ---- With a store.


@pytest.fixture
def ids(store: GraphStore, clerk: Viewer) -> dict[str, Id]:
    """甲 introduced 乙 (2019, open), 乙 introduced the project (confirmed); firms, an event, a
    village; 丙 of another unit introduced 甲, and an introduction 甲→丁 is another unit's."""
    draft = Draft(new_id(), clerk.unit)
    made = {"王庄": draft.add(Place(name="王庄村"))}
    phone = (Phone(number="13000001234"),)
    made["甲"] = draft.add(Person(name="陈甲", home_village=made["王庄"], phones=phone))
    made["乙"] = draft.add(Person(name="陈乙", native=False))
    made["丁"] = draft.add(Person(name="陈丁", home_village=made["王庄"]))
    made["丙"] = draft.add(Person(name="丙丙"), unit=ELSEWHERE)
    made["项目"] = draft.add(Project(name="项目一", natives=(made["丁"],)))
    made["公司"] = draft.add(Organisation(name="甲公司"))
    made["会"] = draft.add(Event(name="座谈会", on=PartialDate(year=2024)))
    made["报"] = draft.add(Evidence(name="一张报纸"))
    draft.tie(Employment(position="经理"), made["甲"], made["公司"])
    draft.tie(Attendance(), made["甲"], made["会"])
    draft.tie(Attendance(), made["丙"], made["会"])

    def introduce(by: str, of: str, unit: str = clerk.unit, **values: object) -> None:
        record = Introduction.model_validate({"by": made[by], "of": made[of]} | values)
        made[f"{by}{of}"] = draft.add(record, unit=unit)

    introduce("甲", "乙", at=PartialDate(year=2019), evidence=(made["报"],))
    introduce("乙", "项目", state="investor_confirmed")
    introduce("丙", "甲")
    introduce("甲", "丁", ELSEWHERE)
    store.apply(draft.change_set(clerk, NOW, "test"))
    return made


def names(picture: Picture) -> str:
    """Whom a picture shows, the last character of each name, sorted."""
    return "".join(sorted(node.label[-1] for node in picture.nodes))


def test_from_a_record_step_by_step(store: GraphStore, clerk: Viewer, ids: dict[str, Id]) -> None:
    """One step, two, opened up by kind, narrowed; each tie with its sentence and evidence; what is
    hidden is neither drawn nor counted, nor reached over a tie that is hidden."""

    def drawn(**asking: object) -> Picture:
        question = replace(Asking("record", ids["甲"]), **asking)  # type: ignore[arg-type]
        return opened(store, question, TODAY, viewer=clerk)

    one = drawn()
    assert (names(one), one.shown) == ("乙司甲", "显示 3 / 共 3，关系 2 / 共 2")
    (said,) = (tie for tie in one.ties if tie.state)
    assert said.sentence == "2019年，陈甲（王庄村人）介绍陈乙（待证实）。"
    assert [each.id for each in said.evidence] == [ids["报"]]
    assert names(drawn(steps=2)) == "一乙司甲"
    assert names(drawn(more=((ids["甲"], "symposia"),))) == "乙会司甲"
    assert names(drawn(more=((ids["甲"], "village"), (ids["王庄"], "village")))) == "丁乙司村甲"
    assert names(drawn(kinds=("organisation",))) == "司甲"
    assert names(drawn(states=("confirmed",))) == "司甲"
    assert (names(drawn(since=2020)), drawn(steps=2, since=2000).undated) == ("司甲", 1)
    ways = {way.code: set(way.ids) for way in ways_on(store, ids["甲"], viewer=clerk)}
    assert ways == {
        "introductions": {ids["乙"]},
        "firms": {ids["公司"]},
        "symposia": {ids["会"]},
        "village": {ids["王庄"]},
    }
    everything = drawn(steps=2, more=tuple((ids["甲"], way) for way in ways))
    told = str(as_data(everything, lambda kind, id_: f"/{kind}/{id_}"))
    assert "丙丙" not in told
    assert "1300000" not in told
    assert "chenjia" in told
    for hidden in (ids["丙"], new_id()):
        with pytest.raises(Missing):
            opened(store, Asking("record", hidden), TODAY, viewer=clerk)


def test_from_a_list_and_of_all(store: GraphStore, clerk: Viewer, ids: dict[str, Id]) -> None:
    """The people of a list with their introductions, alone or not; all introductions with whose
    investment the project is; opened up they become one picture."""
    record = SavedList(name="两位", conditions=("name.has.陈",))
    list_ = records.create(store, record, change_id=new_id(), viewer=clerk, now=NOW)
    listed = opened(store, Asking("list", list_), TODAY, viewer=clerk)
    assert (names(listed), listed.title) == ("一丁乙甲", "两位")
    whole = opened(store, Asking(), TODAY, viewer=clerk)
    assert names(whole) == "一丁乙甲"
    assert whole.shown == "显示 4 / 共 4，关系 3 / 共 3"
    assert [tie.label for tie in whole.ties] == ["引荐", "引荐", "本人投资"]
    more = Asking(more=((ids["丁"], "projects"), (ids["甲"], "firms")))
    again = opened(store, more, TODAY, viewer=clerk)
    assert (names(again), len(again.ties)) == ("一丁乙司甲", 4)


def test_a_large_picture_is_cut_said_and_asks_no_more_often(
    store: GraphStore, clerk: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 200 it shows as many as fit and says of how many; 20 ask the store as often as 200."""
    monkeypatch.setattr(reaching, "MOST_NODES", 50)
    asked_for = []
    for count in (20, 200):
        draft = Draft(new_id(), clerk.unit)
        centre = draft.add(Person(name=f"中{count}"))
        for number in range(count):
            other = draft.add(Person(name=f"旁{number}"))
            draft.add(Introduction(by=centre, of=other, at=PartialDate(year=2020)))
        store.apply(draft.change_set(clerk, NOW, "test"))
        asking, questions = counted(store)
        opened(asking, Asking(), TODAY, viewer=clerk)  # the network is read once per revision
        questions.questions = 0
        question = Asking("record", centre, more=((centre, "firms"),))
        found = opened(asking, question, TODAY, viewer=clerk)
        asked_for.append(questions.questions)
    assert asked_for[0] == asked_for[1] <= 12
    assert found.shown == "显示 50 / 共 201，关系 49 / 共 200"
    large = opened(store, replace(question, large=True), TODAY, viewer=clerk)
    assert len(large.nodes) == 201


def caption(text: str, node: Id | None = None) -> Caption:
    """A caption somewhere."""
    return Caption(text=text, x=3, y=-4, node=node)


def test_a_view_is_kept_as_arranged(
    store: GraphStore, clerk: Viewer, manager: Viewer, ids: dict[str, Id]
) -> None:
    """Question, places and captions come back; each viewer gets what is drawn for him, and what he
    does not see stays when he saves; the ninth caption and a missing name are refused."""
    asking = Asking("record", ids["甲"], 2, "network", ("native", "guest"), since=2018)
    lines = (caption("从这里开始", ids["甲"]), caption("后来不见了", ids["丁"]), caption("图上"))
    spots = {ids["甲"]: (1, 2), ids["丁"]: (5, 6)}
    kept = {"change_id": new_id(), "viewer": clerk, "now": NOW}
    id_ = saved_pictures.keep(store, " 怎么 来的 ", asking, Arranged(spots, lines), **kept)  # type: ignore[arg-type]
    view = saved_pictures.read(store, id_, viewer=manager)
    assert (view.record.name, of_view(view.record)) == ("怎么 来的", asking)
    drawn = opened(store, view.asking, TODAY, viewer=manager).named
    arranged = saved_pictures.arranged(view, drawn)
    assert arranged.spots == {ids["甲"]: (1, 2)}
    assert [each.text for each in arranged.captions] == ["从这里开始", "图上"]
    assert [each.title for each, _ in saved_pictures.saved(store, viewer=manager)] == ["怎么 来的"]

    def change(arranged_: Arranged, name: str = "乙") -> None:
        now = saved_pictures.read(store, id_, viewer=clerk)
        change: Callable[..., None] = saved_pictures.change
        more = {"change_id": new_id(), "viewer": clerk, "now": NOW}
        change(store, now, now.item.rev, name, asking, arranged_, drawn, **more)

    change(Arranged({ids["甲"]: (9, 9)}, (caption("只这一条"),)))
    view = saved_pictures.read(store, id_, viewer=clerk)
    assert view.record.spots == {ids["甲"]: (9, 9), ids["丁"]: (5, 6)}
    assert [each.text for each in view.record.captions] == ["只这一条", "后来不见了"]
    for arranged_, name in (
        (Arranged({}, tuple(caption(str(number)) for number in range(9))), "九条"),
        (Arranged({}, (caption(" "),)), "空的"),
        (Arranged({}, (caption("电话 138 0000 1234"),)), "有电话的"),
        (Arranged({}, ()), " "),
    ):
        with pytest.raises(Invalid):
            change(arranged_, name)
    item = records.read(store, ids["甲"], viewer=clerk)
    rev = item.rev
    records.remove(store, ids["甲"], rev, change_id=new_id(), viewer=clerk, now=NOW)
    assert saved_pictures.saved(store, viewer=clerk) == []
    with pytest.raises(Missing):
        saved_pictures.read(store, id_, viewer=clerk)


@pytest.mark.parametrize(
    ("spots", "captions"),
    [
        ("[1]", ""),
        ("[[[[1]]]]", ""),
        ('{"a": [1]}', ""),
        ("", '[{"text": 1}]'),
        ("{", ""),
        ('{"a": [9e9, 1]}', ""),
    ],
)
def test_what_no_page_sends_is_refused(spots: str, captions: str) -> None:
    """A form that was tampered with is one sentence and nothing else."""
    with pytest.raises(Invalid, match="刷新"):
        saved_pictures.typed(spots, captions)


def test_how_deep_a_text_may_lie_is_an_argument() -> None:
    """Brackets in quotes are none; beyond the depth nothing is read."""
    told = '{"a": [1, 2]}', '[{"text": "[[[[(甲", "x": 1, "y": 2}]'
    assert saved_pictures.typed(*told, deepest=2).spots == {"a": (1, 2)}
    with pytest.raises(Invalid):
        saved_pictures.typed(*told, deepest=1)


def test_every_state_has_its_word() -> None:
    """The filter has a code for each screen word."""
    assert {state_code(state) for state in ("declared", "published", "disputed", "withdrawn")} == {
        "open",
        "confirmed",
        "disputed",
        "withdrawn",
    }
