"""Two records become one with all that hangs on them, and two again as long as nothing says no."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acts import NOW, new_id
from xiangxian.domain import schema
from xiangxian.domain.duplicates import Distinction
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record, Tie
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.values.phones import Phone
from xiangxian.services import records
from xiangxian.services.drafts import Draft
from xiangxian.services.duplicates.field_merge import Take
from xiangxian.services.duplicates.merging import (
    MergePlan,
    Overtaken,
    Wishes,
    merge,
    merged_into,
    plan_merge,
)
from xiangxian.services.duplicates.unmerging import merges, plan_separation, separate
from xiangxian.services.gate import Missing, Refused, Viewer
from xiangxian.services.history import changes, recycle_bin
from xiangxian.services.records import Invalid
from xiangxian.store.base import Conflict, Node, Query
from xiangxian.store.contract import GraphStore

WRITABLE = sorted(name for name, what in schema.edge_names().items() if what != "drawn")
State = tuple[dict[str, str], Counter[tuple[str, str, str, str]]]


def apply(store: GraphStore, viewer: Viewer, draft: Draft) -> str:
    """Write a draft; gives its act."""
    store.apply(draft.change_set(viewer, NOW, "person.create"))
    return draft.change_id


def add(store: GraphStore, viewer: Viewer, record: Record) -> str:
    """One more record."""
    draft = Draft(new_id(), viewer.unit)
    id_ = draft.add(record)
    apply(store, viewer, draft)
    return id_


def tied(store: GraphStore, viewer: Viewer, tie: Tie, source: str, target: str) -> str:
    """One more tie."""
    draft = Draft(new_id(), viewer.unit)
    id_ = draft.tie(tie, source, target)
    apply(store, viewer, draft)
    return id_


def live(store: GraphStore) -> State:
    """Everything there is: values by record, and ties by what they say."""
    nodes = {}
    for kind in schema.KINDS:
        after = None
        while True:
            page = store.find(Query(kind, limit=200, after=after))
            nodes |= {node.id: node.values for node in page.nodes}
            if page.next is None:
                break
            after = page.next
    edges = Counter(
        (edge.name, edge.source, edge.target, edge.values)
        for name in (*WRITABLE, "INTRODUCED")
        for edge in store.edges(name)
    )
    return nodes, edges


def plan(store: GraphStore, viewer: Viewer, wishes: Wishes) -> MergePlan:
    """The preview."""
    return plan_merge(store, wishes, change_id=new_id(), viewer=viewer, now=NOW)


def merged(store: GraphStore, viewer: Viewer, stays: str, goes: str, **wishes: Any) -> str:
    """Merge two; gives the act."""
    change_id = new_id()
    merge(
        store,
        Wishes(stays, goes, **wishes),
        seen=store.revision(),
        change_id=change_id,
        viewer=viewer,
        now=NOW,
    )
    return change_id


def apart(store: GraphStore, viewer: Viewer, act: str) -> Any:
    """Take a merge back."""
    seen, change_id = store.revision(), new_id()
    return separate(store, act, seen=seen, change_id=change_id, viewer=viewer, now=NOW)


class Office:
    """Two people with everything that can hang on them."""

    def __init__(self, store: GraphStore, viewer: Viewer) -> None:
        draft = Draft(new_id(), viewer.unit)
        number = Phone(number="13000000001")
        self.village, self.other_village = (
            draft.add(Place(name=name, level="village")) for name in ("王庄村", "金塘村")
        )
        self.firm = draft.add(Organisation(name="甲公司"))
        self.friend = draft.add(Person(name="丙"))
        self.one = draft.add(
            Person(name="王小明", phones=(number,), home_village=self.village, kept={"编号": "1"})
        )
        self.two = draft.add(
            Person(
                name="王晓明",
                phones=(number, Phone(number="13000000002")),
                city="上海",
                home_village=self.other_village,
                home_contact=self.one,
                tags=("商会",),
                deceased=True,
                kept={"编号": "2", "组": "三"},
            )
        )
        self.event = draft.add(Event(name="春节座谈会"))
        self.project = draft.add(Project(name="一号项目", natives=(self.two,)))
        self.note = draft.add(RecordNote(about=(self.one, self.two), line="见过"))
        self.export = draft.add(
            ContactExport(name="春节名单", recipient="镇长", mark="A1", of=(self.one, self.two))
        )
        self.claim = draft.add(Introduction(by=self.two, of=self.project))
        self.rival = draft.add(Introduction(by=self.one, of=self.project))
        self.self_claim = draft.add(Introduction(by=self.one, of=self.two))
        self.said = draft.add(Distinction(apart=(self.two, self.friend)))
        draft.tie(Employment(position="经理"), self.one, self.firm)
        draft.tie(Employment(position="经理"), self.two, self.firm)
        draft.tie(Employment(position="董事"), self.two, self.firm)
        draft.tie(Kinship(relation="兄弟"), self.friend, self.two)
        draft.tie(Kinship(relation="兄弟"), self.one, self.two)
        draft.tie(Attendance(role="guest"), self.one, self.event)
        draft.tie(Attendance(role="guest", signed_in=True, order=3), self.two, self.event)
        apply(store, viewer, draft)


def test_the_preview_is_what_the_merge_does(store: GraphStore, clerk: Viewer) -> None:
    """Fields, ties and counts of the preview are those of the store afterwards, none lost."""
    office = Office(store, clerk)
    wishes = Wishes(office.one, office.two, {"home_village": Take.GOES}, keep_name=True)
    preview = plan(store, clerk, wishes)
    before = [store.expand([id_], WRITABLE, depth=1).edges for id_ in (office.one, office.two)]
    around = {
        edge.id
        for edges in before
        for edge in edges
        if {edge.source, edge.target} & {office.one, office.two}
    }
    merged(store, clerk, office.one, office.two, takes=wishes.takes, keep_name=True)
    item = records.read(store, office.one, viewer=clerk)
    assert item.record == preview.record
    assert [phone.number for phone in item.record.phones] == ["13000000001", "13000000002"]
    assert item.record.city == "上海"
    assert item.record.deceased
    assert item.record.former_names == ("王晓明",)
    assert item.record.home_village == office.other_village
    assert item.record.home_contact is None
    assert item.record.kept == {"编号": "1；2", "组": "三"}
    nodes, edges = live(store)
    assert office.two not in nodes
    assert office.self_claim not in nodes
    assert not [edge for edge in edges if office.two in edge]
    for edge in preview.moved:
        # an attendance that was there already was filled, never doubled
        assert edges[edge.name, edge.source, edge.target, edge.values] == 1, edge
    after = [
        edge
        for edge in store.expand([office.one], WRITABLE, depth=1).edges
        if office.one in (edge.source, edge.target)
    ]
    went = Counter(edge.name for edge in (*preview.twice, *preview.looped))
    assert went == {"EMPLOYED": 1, "ATTENDED": 1, "ABOUT": 1, "OF": 1, "KIN": 1, "HOME_CONTACT": 1}
    assert [node.id for node in preview.ended] == [office.self_claim]
    own, claims, new = 1, 2, 1  # one of two villages; the claim's two ends; the merge's own link
    assert len(after) == len(around) - sum(went.values()) - own - claims + new
    attended = [edge for edge in edges if edge[0] == "ATTENDED"]
    assert attended == [
        (
            "ATTENDED",
            office.one,
            office.event,
            Attendance(role="guest", signed_in=True, order=3).values(),
        )
    ]


def test_introductions_follow_and_rivals_stay_two(store: GraphStore, clerk: Viewer) -> None:
    """INTRODUCED leads from the record that stays; two claims of one introduction remain two."""
    office = Office(store, clerk)
    merged(store, clerk, office.one, office.two)
    drawn = {edge.id: (edge.source, edge.target) for edge in store.edges("INTRODUCED")}
    assert drawn == {
        office.claim: (office.one, office.project),
        office.rival: (office.one, office.project),
    }
    assert not store.verify()


def test_taking_apart_restores_everything(store: GraphStore, clerk: Viewer) -> None:
    """By 分开 and by 撤回 alike: every value and every tie as before."""
    office = Office(store, clerk)
    before = live(store)
    for stays, goes in ((office.one, office.two), (office.two, office.one)):
        act = merged(store, clerk, stays, goes, keep_name=True, takes={"name": Take.GOES})
        assert live(store) != before
        assert merged_into(store, goes, viewer=clerk) is not None
        done = apart(store, clerk, act)
        assert done.kept == ()
        assert live(store) == before
        assert merged_into(store, goes, viewer=clerk) is None
        act = merged(store, clerk, stays, goes)
        undone = changes.undo(store, act, change_id=new_id(), viewer=clerk, now=NOW)
        assert undone.kept == ()
        assert live(store) == before
    assert not store.verify()


def test_taking_apart_can_itself_be_undone_and_done_again(store: GraphStore, clerk: Viewer) -> None:
    """撤回 of a 分开 is the merge again; and that comes apart again."""
    office = Office(store, clerk)
    before = live(store)
    act = merged(store, clerk, office.one, office.two)
    together = live(store)
    change_id = new_id()
    separate(store, act, seen=store.revision(), change_id=change_id, viewer=clerk, now=NOW)
    changes.undo(store, change_id, change_id=new_id(), viewer=clerk, now=NOW)
    assert live(store) == together
    apart(store, clerk, act)
    assert live(store) == before


def test_what_happened_since_stays_and_is_told_before(store: GraphStore, clerk: Viewer) -> None:
    """An edited field, an edited tie, a tie that was ended, a record that was moved out, new ties:
    each stays as it is now, and the preview of 分开 says so."""
    office = Office(store, clerk)
    act = merged(store, clerk, office.one, office.two)
    item = records.read(store, office.one, viewer=clerk)
    edited = item.record.model_copy(
        update={"city": "苏州", "phones": (*item.record.phones, Phone(number="13000000009"))}
    )
    records.revise(store, office.one, item.rev, edited, change_id=new_id(), viewer=clerk, now=NOW)
    director = next(e for e in store.edges("EMPLOYED") if "董事" in e.values)
    draft = Draft(new_id(), clerk.unit)
    draft.retie(director, Employment(position="董事长"))
    apply(store, clerk, draft)
    kin = next(e for e in store.edges("KIN"))
    records.untie(store, office.one, kin.id, change_id=new_id(), viewer=clerk, now=NOW)
    project = records.read(store, office.project, viewer=clerk)
    records.remove(store, office.project, project.rev, change_id=new_id(), viewer=clerk, now=NOW)
    newer = add(store, clerk, Organisation(name="乙公司"))
    tied(store, clerk, Employment(position="顾问"), office.one, newer)

    preview = plan_separation(store, act, change_id=new_id(), viewer=clerk)
    told = {(each.what, each.why) for each in preview.kept}
    assert ("所在城市", "合并后改过，照现在的留着") in told
    assert ("手机", "合并后改过，照现在的留着") in told
    assert ("任职", "合并后改过，照现在的留着") in told
    assert ("亲属", "合并后去掉了") in told
    assert ("企业项目·乡贤本人", "合并后去掉了") in told
    assert [(each.words, each.count) for each in preview.since] == [("任职", 1)]
    done = apart(store, clerk, act)
    assert done.kept == preview.kept
    one, two = (records.read(store, id_, viewer=clerk).record for id_ in (office.one, office.two))
    assert one.city == "苏州"
    assert [phone.number for phone in one.phones] == ["13000000001", "13000000009"]
    assert two.city == "上海"
    employed = {(e.source, e.target, e.values) for e in store.edges("EMPLOYED")}
    assert (office.one, office.firm, Employment(position="董事长").values()) in employed
    assert (office.one, newer, Employment(position="顾问").values()) in employed
    assert (office.two, office.firm, Employment(position="经理").values()) in employed
    assert len(employed) == 4
    assert not store.verify()


def test_a_record_merged_on_comes_apart_last_first(store: GraphStore, clerk: Viewer) -> None:
    """A into B, B into C: A leads to C; the first merge comes apart only after the second."""
    one, two, three = (add(store, clerk, Person(name="甲")) for _ in range(3))
    before = live(store)
    first = merged(store, clerk, two, one)
    second = merged(store, clerk, three, two)
    found = merged_into(store, one, viewer=clerk)
    assert found is not None
    assert found[0].id == three
    with pytest.raises(Invalid):
        plan_separation(store, first, change_id=new_id(), viewer=clerk)
    done, _ = merges(store, viewer=clerk)
    assert [
        (each.into.id if each.into else "", each.gone.id if each.gone else "") for each in done
    ] == [(three, one), (three, two)]
    apart(store, clerk, second)
    apart(store, clerk, first)
    assert live(store) == before
    with pytest.raises(Invalid):
        plan_separation(store, first, change_id=new_id(), viewer=clerk)


def test_what_changed_since_the_preview_is_shown_again(store: GraphStore, clerk: Viewer) -> None:
    """A field or a tie that somebody changed meanwhile stops the merge; sent twice it is one."""
    one, two, firm = (
        add(store, clerk, record)
        for record in (Person(name="甲"), Person(name="甲"), Organisation(name="甲公司"))
    )
    seen = store.revision()
    tied(store, clerk, Employment(), two, firm)
    before = live(store)
    change_id = new_id()
    with pytest.raises(Overtaken) as caught:
        merge(store, Wishes(one, two), seen=seen, change_id=change_id, viewer=clerk, now=NOW)
    assert len(caught.value.plan.moved) == 1
    assert live(store) == before
    for _ in range(2):
        merge(
            store,
            Wishes(one, two),
            seen=caught.value.plan.seen,
            change_id=change_id,
            viewer=clerk,
            now=NOW,
        )
    revision = store.revision()
    tied(store, clerk, Employment(position="顾问"), one, firm)
    with pytest.raises(Conflict):
        separate(store, change_id, seen=revision, change_id=new_id(), viewer=clerk, now=NOW)


def test_what_cannot_be_merged_is_refused(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """Itself, another kind, what is not there, by who only reads; and nothing is written."""
    one, two, firm = (
        add(store, clerk, record)
        for record in (Person(name="甲"), Person(name="甲"), Organisation(name="甲"))
    )
    revision = store.revision()
    for other, fault in ((one, Invalid), (firm, Invalid), (new_id(), Missing)):
        with pytest.raises(fault):
            merged(store, clerk, one, other)
    with pytest.raises(Refused):
        merged(store, manager, one, two)
    with pytest.raises(Missing):
        apart(store, clerk, new_id())
    assert store.revision() == revision
    act = merged(store, clerk, one, two)
    with pytest.raises(Missing):
        recycle_bin.put_back(store, two, change_id=new_id(), viewer=clerk, now=NOW)
    with pytest.raises(Refused):
        apart(store, manager, act)
    assert merged_into(store, two, viewer=clerk) is not None


def test_kin_of_somebody_in_public_office_is_not_carried_over(
    store: GraphStore, clerk: Viewer
) -> None:
    """Such ties are not stored, also not by a merge; taken apart they are there again."""
    one, two, kin = (
        add(store, clerk, record)
        for record in (Person(name="甲", public_office=True), Person(name="甲"), Person(name="乙"))
    )
    tied(store, clerk, Kinship(relation="父子"), two, kin)
    before = live(store)
    preview = plan(store, clerk, Wishes(one, two))
    assert len(preview.private) == 1
    act = merged(store, clerk, one, two)
    assert store.edges("KIN") == ()
    apart(store, clerk, act)
    assert live(store) == before


def test_said_to_be_two_ends_with_the_merge(store: GraphStore, clerk: Viewer) -> None:
    """Whoever merges two that were said to differ takes that back; apart, it stands again."""
    one, two = (add(store, clerk, Person(name="甲")) for _ in range(2))
    said = add(store, clerk, Distinction(apart=(one, two)))
    act = merged(store, clerk, one, two)
    assert said not in live(store)[0]
    apart(store, clerk, act)
    assert said in live(store)[0]


@pytest.mark.parametrize("kind", [Organisation, Project])
def test_firms_and_projects_merge_alike(
    store: GraphStore, clerk: Viewer, kind: type[Organisation | Project]
) -> None:
    """The same plan for every kind; a firm's other name is kept as a short one when asked."""
    person = add(store, clerk, Person(name="甲"))
    one, two = (
        add(store, clerk, kind(name=name, remarks=name)) for name in ("甲科技", "甲科技公司")
    )
    add(store, clerk, Introduction(by=person, of=two))
    before = live(store)
    act = merged(store, clerk, one, two, keep_name=True, takes={"remarks": Take.BOTH})
    record = records.read(store, one, viewer=clerk).record
    assert record.remarks == "甲科技\n甲科技公司"
    if isinstance(record, Organisation):
        assert record.short_names == ("甲科技公司",)
    assert [edge.target for edge in store.edges("INTRODUCED")] == [one]
    apart(store, clerk, act)
    assert live(store) == before


def test_the_bound_is_said_plainly(
    store: GraphStore, clerk: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More ties than one act may write: one sentence, nothing changed."""
    office = Office(store, clerk)
    before = live(store)
    monkeypatch.setattr("xiangxian.services.duplicates.merging.WRITES", 10)
    with pytest.raises(Invalid) as caught:
        merged(store, clerk, office.one, office.two)
    assert "没有合并" in caught.value.faults["goes"]
    assert live(store) == before


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["employ", "kin", "claim", "note", "meet"]),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    max_size=8,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["甲", "乙"]),
        "city": st.sampled_from(["上海", "苏州"]),
        "tags": st.lists(st.sampled_from(["一", "二", "三"]), unique=True).map(tuple),
        "former_names": st.lists(st.sampled_from(["甲", "丙"]), unique=True).map(tuple),
        "phones": st.lists(
            st.builds(
                Phone,
                number=st.sampled_from(["13000000001", "13000000002"]),
                note=st.sampled_from([None, "秘书"]),
            ),
            max_size=2,
            unique_by=lambda phone: phone.number,
        ).map(tuple),
        "native": st.booleans(),
        "kept": st.dictionaries(st.sampled_from(["栏一", "栏二"]), st.sampled_from(["是", "否"])),
    },
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(FACTS, min_size=4, max_size=4),
    STEPS,
    st.lists(st.permutations(range(4)), min_size=1, max_size=2),
    st.booleans(),
)
def test_any_merges_come_apart_again(
    store: GraphStore,
    clerk: Viewer,
    facts: list[dict[str, Any]],
    steps: list[tuple[str, int, int]],
    orders: list[list[int]],
    keep_name: bool,
) -> None:
    """Whatever hangs on whom and whoever is merged: taken apart in reverse, all is as before."""
    draft = Draft(new_id(), clerk.unit)
    people = [draft.add(Person(**{"name": "甲", **said})) for said in facts]
    firm, event = draft.add(Organisation(name="甲公司")), draft.add(Event(name="会"))
    for what, one, other in steps:
        if what == "employ":
            draft.tie(Employment(position=str(other % 2)), people[one], firm)
        elif what == "meet":
            draft.tie(Attendance(order=other or None), people[one], event)
        elif what == "note":
            draft.add(RecordNote(about=tuple({people[one], people[other]}), line="一"))
        elif one != other and what == "kin":
            draft.tie(Kinship(), people[one], people[other])
        elif one != other:
            draft.add(Introduction(by=people[one], of=people[other]))
    apply(store, clerk, draft)
    states, acts = [], []
    for order in orders:
        stays, goes = (people[place] for place in order[:2])
        if any(isinstance(e, Node) and e.binned for e in store.states([stays, goes]).values()):
            continue
        states.append(live(store))
        acts.append(merged(store, clerk, stays, goes, keep_name=keep_name))
    while acts:
        assert apart(store, clerk, acts.pop()).kept == ()
        assert live(store) == states.pop()
    assert not store.verify()


REMOVALS = st.lists(st.tuples(st.sampled_from(["remove", "undo"]), st.integers(0, 2)), max_size=10)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REMOVALS)
def test_removing_and_undoing_in_any_order_ends_with_everything(
    store: GraphStore, clerk: Viewer, steps: list[tuple[str, int]]
) -> None:
    """A tie whose other end is still out waits for it; when all are back, all ties are."""
    draft = Draft(new_id(), clerk.unit)
    ids = [
        draft.add(record)
        for record in (Person(name="甲"), Organisation(name="甲公司"), Person(name="乙"))
    ]
    draft.tie(Employment(position="经理"), ids[0], ids[1])
    draft.tie(Employment(), ids[2], ids[1])
    draft.tie(Kinship(), ids[0], ids[2])
    draft.add(Introduction(by=ids[0], of=ids[1]))
    apply(store, clerk, draft)
    before = live(store)
    out: dict[str, str] = {}

    def undo(id_: str) -> None:
        undone = changes.undo(store, out.pop(id_), change_id=new_id(), viewer=clerk, now=NOW)
        assert {each.id for each in undone.without} <= set(out)

    for what, place in steps:
        id_ = ids[place]
        if what == "undo" and id_ in out:
            undo(id_)
        elif what == "remove" and id_ not in out:
            rev = records.read(store, id_, viewer=clerk).rev
            out[id_] = new_id()
            records.remove(store, id_, rev, change_id=out[id_], viewer=clerk, now=NOW)
    for id_ in list(out):
        undo(id_)
    assert live(store) == before
    assert not store.verify()


SINCE = st.lists(
    st.tuples(
        st.sampled_from(["edit", "untie", "retie", "tie", "remove", "merge", "export"]),
        st.integers(0, 5),
    ),
    max_size=5,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SINCE)
def test_whatever_happened_since_both_are_there_again(
    store: GraphStore, clerk: Viewer, steps: list[tuple[str, int]]
) -> None:
    """Edits, ended and changed ties, neighbours moved out or merged: taking apart never fails, the
    store stays sound, and the preview tells exactly what the act keeps."""
    office = Office(store, clerk)
    twin = add(store, clerk, Organisation(name="甲公司"))
    act = merged(store, clerk, office.one, office.two)
    for what, number in steps:
        ties = [
            edge
            for edge in store.expand([office.one], sorted(schema.TIES), depth=1).edges
            if office.one in (edge.source, edge.target)
        ]
        ties.sort(key=lambda edge: edge.id)
        neighbours = [
            office.firm,
            office.friend,
            office.event,
            office.project,
            office.claim,
            office.note,
        ]
        draft = Draft(new_id(), clerk.unit)
        if what == "edit":
            item = records.read(store, office.one, viewer=clerk)
            draft.revise(item, item.record.model_copy(update={"city": f"城{number}"}))
        elif what == "tie":
            draft.tie(
                Kinship(relation=str(number)), office.one, add(store, clerk, Person(name="丁"))
            )
        elif what == "export":
            draft.add(
                ContactExport(name="名单", recipient="甲", mark=str(number), of=(office.one,))
            )
        elif ties and what in {"untie", "retie"}:
            edge = ties[number % len(ties)]
            if what == "untie":
                draft.unlink(edge)
            else:
                tie = schema.TIES[edge.name]
                draft.retie(edge, tie.model_validate({next(iter(tie.fields)): f"guest{number}"}))
        elif what == "remove":
            page = store.get([neighbours[number]]).nodes
            if page:
                records.remove(
                    store, page[0].id, page[0].rev, change_id=new_id(), viewer=clerk, now=NOW
                )
        elif what == "merge" and len(store.get([office.firm, twin]).nodes) == 2:
            merged(store, clerk, twin, office.firm)
        if draft.writes:
            apply(store, clerk, draft)
    preview = plan_separation(store, act, change_id=new_id(), viewer=clerk)
    done = apart(store, clerk, act)
    assert done.kept == preview.kept
    assert done.since == preview.since
    assert len(store.get([office.one, office.two]).nodes) == 2
    if any(what in {"edit", "tie"} for what, _ in steps):
        assert done.kept or done.since
    if not steps:
        assert not done.kept
        assert not done.since
    assert not store.verify()
