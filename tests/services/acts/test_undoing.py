"""What an undo takes back, what it keeps and tells; what lies in the bin is still named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from acts import NOW, new_id
from engines import asked
from naive_undoing import drawn
from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.events import Event
from xiangxian.domain.introductions import DrawnIntroduction, Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import records
from xiangxian.services.acts import undoing
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.history import changes, recycle_bin
from xiangxian.services.introductions import claims, network
from xiangxian.services.lists import bulk_edit
from xiangxian.store.base import Edge, Id, Stream
from xiangxian.store.contract import GraphStore
from xiangxian.store.sqlite.engine import SqliteStore


def office(store: GraphStore, viewer: Viewer) -> tuple[Id, Id, Id]:
    """Somebody who introduces, somebody who is introduced, and a project."""
    draft = Draft(new_id(), viewer.unit)
    ids = [
        draft.add(each)
        for each in (Person(name="张甲"), Person(name="李乙"), Project(name="一号项目"))
    ]
    store.apply(draft.change_set(viewer, NOW, "test"))
    return ids[0], ids[1], ids[2]


def add(store: GraphStore, viewer: Viewer, record: Record) -> tuple[Id, Id]:
    """One more record, and the act that made it."""
    act = new_id()
    return records.create(store, record, change_id=act, viewer=viewer, now=NOW), act


def edit(store: GraphStore, viewer: Viewer, id_: Id, **content: object) -> Id:
    """Change a record; gives the act."""
    item, act = records.read(store, id_, viewer=viewer), new_id()
    record = item.record.model_copy(update=content)
    records.revise(store, id_, item.rev, record, change_id=act, viewer=viewer, now=NOW)
    return act


def remove(store: GraphStore, viewer: Viewer, id_: Id) -> Id:
    """Move a record out; gives the act."""
    act, rev = new_id(), records.read(store, id_, viewer=viewer).rev
    records.remove(store, id_, rev, change_id=act, viewer=viewer, now=NOW)
    return act


def undo(store: GraphStore, viewer: Viewer, act: Id) -> undoing.Undone:
    """Take an act back."""
    return changes.undo(store, act, change_id=new_id(), viewer=viewer, now=NOW)


def named(store: GraphStore) -> list[tuple[Id | None, bool]]:
    """What the drawn introductions name, and whether it lies in the bin."""
    return list(drawn(store).values())


def test_an_introduction_that_was_edited_is_kept_with_its_introducer(
    store: GraphStore, clerk: Viewer
) -> None:
    """And with whom it introduced, and with its credit; what is kept is named."""
    by, _, project = office(store, clerk)
    claim, act = add(store, clerk, Introduction(by=by, of=project, project=project))
    edit(store, clerk, claim, channel="同乡会上")
    undone = undo(store, clerk, act)
    assert [(each.id, each.title) for each in undone.kept] == [(claim, "同乡会上")]
    record = records.read(store, claim, viewer=clerk).record
    assert record.links() | {"by": (by,), "of": (project,), "project": (project,)} == record.links()
    found = network.snapshot(store).attributions(Level.RECORDED, "agreed")[project]
    assert found.introducers == (by,)
    assert store.verify() == []


def test_who_was_made_with_a_kept_record_stays_with_it(store: GraphStore, clerk: Viewer) -> None:
    """A new introducer of an introduction that was edited since; one that nothing names goes."""
    _, of, _ = office(store, clerk)
    act = new_id()
    draft = Draft(act, clerk.unit)
    by, alone = draft.add(Person(name="新人")), draft.add(Person(name="另一位"))
    claim = draft.add(Introduction(by=by, of=of))
    store.apply(draft.change_set(clerk, NOW, "test"))
    edit(store, clerk, claim, channel="同乡会上")
    undone = undo(store, clerk, act)
    assert {each.id for each in undone.kept} == {claim, by}
    assert [node.id for node in store.get([by, alone]).nodes] == [by]
    assert len(named(store)) == 1


def test_a_village_that_was_edited_does_not_keep_its_people(
    store: GraphStore, clerk: Viewer
) -> None:
    """Whoever only leads to a kept record goes, its link with it."""
    act = new_id()
    draft = Draft(act, clerk.unit)
    village = draft.add(Place(name="东村"))
    person = draft.add(Person(name="张甲", home_village=village))
    store.apply(draft.change_set(clerk, NOW, "test"))
    edit(store, clerk, village, remarks="改过")
    assert [each.id for each in undo(store, clerk, act).kept] == [village]
    assert store.get([person]).nodes == ()


def test_a_tie_that_was_only_added_goes(store: GraphStore, clerk: Viewer) -> None:
    """Between records that were there before, also where one was edited since: the edit stays."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of))
    act = edit(store, clerk, claim, project=project)
    edit(store, clerk, claim, channel="同乡会上")
    undone = undo(store, clerk, act)
    assert (undone.kept, named(store)) == ((), [(None, False)])
    assert records.read(store, claim, viewer=clerk).record.title() == "同乡会上"


def test_changed_and_changed_back_is_unchanged(store: GraphStore, clerk: Viewer) -> None:
    """A value, a link, a tie: what says the same as the act left goes, whatever its revision."""
    by, of, _ = office(store, clerk)
    village, other = (add(store, clerk, Place(name=name))[0] for name in ("东村", "西村"))
    person, act = add(store, clerk, Person(name="王丙", home_village=village, city="苏州"))
    edit(store, clerk, person, home_village=other, city="南京")
    edit(store, clerk, person, home_village=village, city="苏州")
    assert undo(store, clerk, act).kept == ()
    assert store.get([person]).nodes == ()
    made = new_id()
    tie = records.tie(store, Kinship(), by, of, change_id=made, viewer=clerk, now=NOW)
    records.untie(store, by, tie, change_id=new_id(), viewer=clerk, now=NOW)
    records.tie(store, Kinship(), by, of, change_id=new_id(), viewer=clerk, now=NOW)
    assert undo(store, clerk, made).kept == ()
    assert records.ties(store, by, viewer=clerk) == []


def test_an_older_tie_that_says_the_same_is_left_alone(store: GraphStore, clerk: Viewer) -> None:
    """Only what was said again after the act counts as what the act said."""
    by, of, _ = office(store, clerk)
    made = new_id()
    old, new = (
        records.tie(store, Kinship(), by, of, change_id=act, viewer=clerk, now=NOW)
        for act in (new_id(), made)
    )
    records.untie(store, by, new, change_id=new_id(), viewer=clerk, now=NOW)
    undo(store, clerk, made)
    assert [tie.id for tie in records.ties(store, by, viewer=clerk)] == [old]


def test_ties_that_say_the_same_come_back_one_by_one(store: GraphStore, clerk: Viewer) -> None:
    """All that went with a record, and one that was taken away beside another; of what was said
    again since there is no second one."""
    by, of, _ = office(store, clerk)
    ties = [
        records.tie(store, Kinship(), by, of, change_id=new_id(), viewer=clerk, now=NOW)
        for _ in range(3)
    ]

    def untied(tie: Id) -> Id:
        act = new_id()
        records.untie(store, by, tie, change_id=act, viewer=clerk, now=NOW)
        return act

    undo(store, clerk, untied(ties[0]))
    assert len(records.ties(store, by, viewer=clerk)) == 3
    undo(store, clerk, remove(store, clerk, of))
    assert len(records.ties(store, by, viewer=clerk)) == 3
    act = untied(ties[0])
    records.tie(store, Kinship(), by, of, change_id=new_id(), viewer=clerk, now=NOW)
    undo(store, clerk, act)
    assert len(records.ties(store, by, viewer=clerk)) == 3


def test_a_link_that_moved_on_is_told_by_its_two_ends(store: GraphStore, clerk: Viewer) -> None:
    """It does not come back beside the new one."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of, channel="饭桌上"))
    second, third = (add(store, clerk, Person(name=name))[0] for name in ("王丙", "赵丁"))
    act = edit(store, clerk, claim, by=second, project=project)
    edit(store, clerk, claim, by=third)
    undone = undo(store, clerk, act)
    assert [each.title for each in undone.kept] == ["饭桌上的引荐人：赵丁"]
    links = records.read(store, claim, viewer=clerk).record.links()
    assert (links["by"], links["project"]) == ((third,), ())
    ends = [e for e in store.stream(Stream.EDGES) if e.name == "BY" and not e.binned]  # type: ignore[union-attr]
    assert len(ends) == 1


def test_a_post_that_was_changed_since_is_told_by_its_two_ends(
    store: GraphStore, clerk: Viewer
) -> None:
    """It keeps what it ties, and is listed beside it."""
    by, _, _ = office(store, clerk)
    act = new_id()
    draft = Draft(act, clerk.unit)
    firm = draft.add(Organisation(name="甲公司"))
    tie = draft.tie(Employment(position="经理"), by, firm)
    store.apply(draft.change_set(clerk, NOW, "test"))
    edge = store.states([tie])[tie]
    assert isinstance(edge, Edge)
    draft = Draft(new_id(), clerk.unit)
    draft.retie(edge, Employment(position="董事长"))
    store.apply(draft.change_set(clerk, NOW, "test"))
    undone = undo(store, clerk, act)
    assert [each.title for each in undone.kept] == ["甲公司", "张甲的任职单位：甲公司"]
    assert undone.taken_back == 0


def test_a_record_that_moved_on_keeps_its_links_and_what_was_moved_out_gets_its_own(
    store: GraphStore, clerk: Viewer
) -> None:
    """One act changed a person, took their village away and moved out who looked after them;
    the person was edited since: without the village, but with the other one again."""
    by, _, _ = office(store, clerk)
    village, _ = add(store, clerk, Place(name="东村"))
    edit(store, clerk, by, home_village=village)
    leader, _ = add(store, clerk, Person(name="赵丁"))
    edit(store, clerk, by, liaison_leader=leader)
    item, act = records.read(store, by, viewer=clerk), new_id()
    draft = Draft(act, clerk.unit)
    changed = {"city": "苏州", "home_village": None, "liaison_leader": None}
    draft.revise(item, item.record.model_copy(update=changed))
    gone = records.read(store, leader, viewer=clerk)
    draft.bin(gone.node, records.live_edges(store, [leader]))
    store.apply(draft.change_set(clerk, NOW, "test"))
    edit(store, clerk, by, city="南京")
    assert [each.id for each in undo(store, clerk, act).kept] == [by]
    links = records.read(store, by, viewer=clerk).record.links()
    assert (links["home_village"], links["liaison_leader"]) == ((), (leader,))


def test_a_removal_comes_back_with_the_links_of_records_that_were_edited_since(
    store: GraphStore, clerk: Viewer
) -> None:
    """Several moved out at once and one of their neighbours changed: each link is there again."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of, project=project))
    act = remove(store, clerk, project)
    edit(store, clerk, claim, channel="同乡会上")
    assert undo(store, clerk, act).kept == ()
    assert named(store) == [(project, False)]


def test_what_an_undo_took_away_does_not_come_back_with_its_end(
    store: GraphStore, clerk: Viewer
) -> None:
    """Naming a project is taken back while it lies in the bin; put back, it is not named."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of))
    act = edit(store, clerk, claim, project=project)
    remove(store, clerk, project)
    assert named(store) == [(project, True)]
    undo(store, clerk, act)
    assert named(store) == [(None, False)]
    recycle_bin.put_back(store, project, change_id=new_id(), viewer=clerk, now=NOW)
    assert named(store) == [(None, False)]


def test_undone_twice_nothing_is_left_to_do(store: GraphStore, clerk: Viewer) -> None:
    """The second time writes nothing and says so; the same form sent twice is one undo."""
    office(store, clerk)
    _, act = add(store, clerk, Person(name="王丙"))
    sent = new_id()
    first = changes.undo(store, act, change_id=sent, viewer=clerk, now=NOW)
    assert first.taken_back == 1
    revision = store.revision()
    assert changes.undo(store, act, change_id=sent, viewer=clerk, now=NOW) == first
    assert (undo(store, clerk, act).taken_back, store.revision()) == (0, revision)


# --- what lies in the bin is still named -------------------------------------------------------


def test_a_project_in_the_bin_is_still_named(store: GraphStore, clerk: Viewer) -> None:
    """However it went there: its introducers never count for another project meanwhile."""
    by, native, project = office(store, clerk)
    other, _ = add(store, clerk, Project(name="二号项目", natives=(native,)))
    claim, _ = add(store, clerk, Introduction(by=by, of=native, project=project))

    def credited() -> dict[Id, tuple[Id, ...]]:
        found = network.snapshot(store).attributions(Level.RECORDED, "agreed")
        return {id_: each.introducers for id_, each in found.items() if each.introducers}

    assert credited() == {project: (by,)}
    act = remove(store, clerk, project)
    assert (credited(), named(store)) == ({}, [(project, True)])
    edit(store, clerk, claim, channel="同乡会上")
    assert (credited(), named(store)) == ({}, [(project, True)])
    gone = remove(store, clerk, claim)
    undo(store, clerk, act)
    undo(store, clerk, gone)
    assert (credited(), named(store)) == ({project: (by,)}, [(project, False)])
    bulk_edit.remove(
        store,
        [project],
        Project,
        seen=store.revision(),
        change_id=new_id(),
        viewer=clerk,
        now=NOW,
    )
    assert named(store) == [(project, True)]
    remove(store, clerk, claim)
    recycle_bin.put_back(store, claim, change_id=new_id(), viewer=clerk, now=NOW)
    assert (credited(), named(store)) == ({}, [(project, True)])
    edit(store, clerk, claim, project=other)
    assert named(store) == [(other, False)]
    assert [
        each.id
        for each in recycle_bin.put_back(
            store, project, change_id=new_id(), viewer=clerk, now=NOW
        ).otherwise
    ] == [claim]
    assert (credited(), named(store)) == ({other: (by,)}, [(other, False)])
    assert store.verify() == []


def test_a_link_that_was_taken_away_names_nothing(store: GraphStore, clerk: Viewer) -> None:
    """Also when what it led to went into the bin later, and when it was merged before."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of, project=project))
    edit(store, clerk, claim, project=None)
    remove(store, clerk, project)
    assert named(store) == [(None, False)]
    other, _ = add(store, clerk, Project(name="二号项目"))
    edit(store, clerk, claim, project=other)
    remove(store, clerk, other)
    assert named(store) == [(other, True)]
    third, _ = add(store, clerk, Project(name="三号项目"))
    edit(store, clerk, claim, project=third)
    edit(store, clerk, claim, project=None)
    assert named(store) == [(None, False)]
    recycle_bin.put_back(store, other, change_id=new_id(), viewer=clerk, now=NOW)
    assert named(store) == [(None, False)]


def test_what_was_named_before_an_act_is_named_after_its_undo(
    store: GraphStore, clerk: Viewer
) -> None:
    """The act made a project and named it: the undo takes both away, and with them the naming; put
    back alone, the project is not named."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of))

    def named_new() -> tuple[Id, Id]:
        item, act = records.read(store, claim, viewer=clerk), new_id()
        draft = Draft(act, clerk.unit)
        made = draft.add(Project(name="二号项目"))
        draft.revise(item, item.record.model_copy(update={"project": made}))
        store.apply(draft.change_set(clerk, NOW, "test"))
        return made, act

    made, act = named_new()
    undone = new_id()
    changes.undo(store, act, change_id=undone, viewer=clerk, now=NOW)
    assert named(store) == [(None, False)]
    undo(store, clerk, undone)
    assert named(store) == [(made, False)]
    gone = remove(store, clerk, made)
    assert named(store) == [(made, True)]
    undo(store, clerk, gone)
    undo(store, clerk, act)
    recycle_bin.put_back(store, made, change_id=new_id(), viewer=clerk, now=NOW)
    assert named(store) == [(None, False)]
    edit(store, clerk, claim, project=project)
    remove(store, clerk, project)
    made, act = named_new()
    assert named(store) == [(made, False)]
    undo(store, clerk, act)
    assert named(store) == [(project, True)]
    recycle_bin.put_back(store, made, change_id=new_id(), viewer=clerk, now=NOW)
    assert named(store) == [(project, True)]
    recycle_bin.put_back(store, project, change_id=new_id(), viewer=clerk, now=NOW)
    assert named(store) == [(project, False)]
    assert store.verify() == []


def test_a_link_that_an_undo_could_not_bring_back_comes_with_its_end(
    store: GraphStore, clerk: Viewer
) -> None:
    """The project lay in the bin when its naming was brought back: it is named there, and here."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of, project=project))
    item, act = records.read(store, claim, viewer=clerk), new_id()
    draft = Draft(act, clerk.unit)
    made = draft.add(Project(name="二号项目"))
    draft.revise(item, item.record.model_copy(update={"project": made}))
    store.apply(draft.change_set(clerk, NOW, "test"))
    remove(store, clerk, project)
    assert [each.id for each in undo(store, clerk, act).without] == [project]
    assert named(store) == [(project, True)]
    recycle_bin.put_back(store, project, change_id=new_id(), viewer=clerk, now=NOW)
    assert named(store) == [(project, False)]


def test_an_introduction_comes_back_with_what_it_named_last(
    store: GraphStore, clerk: Viewer
) -> None:
    """Two projects went into the bin and came back while it lay there itself: it names one."""
    by, of, project = office(store, clerk)
    claim, _ = add(store, clerk, Introduction(by=by, of=of, project=project))
    remove(store, clerk, project)
    other, _ = add(store, clerk, Project(name="二号项目"))
    edit(store, clerk, claim, project=other)
    gone = remove(store, clerk, claim)
    recycle_bin.put_back(store, project, change_id=new_id(), viewer=clerk, now=NOW)
    undo(store, clerk, gone)
    assert named(store) == [(other, False)]
    remove(store, clerk, claim)
    recycle_bin.put_back(store, claim, change_id=new_id(), viewer=clerk, now=NOW)
    links = [e for e in store.stream(Stream.EDGES) if e.name == "PROJECT" and not e.binned]  # type: ignore[union-attr]
    assert [link.target for link in links] == [other]  # type: ignore[union-attr]


def test_an_occasion_in_the_bin_still_dates_its_introductions(
    store: GraphStore, clerk: Viewer
) -> None:
    """As a project in the bin is still named; the introduction's own date goes before."""
    by, of, _ = office(store, clerk)
    event, _ = add(store, clerk, Event.model_validate({"name": "座谈会", "on": {"year": 2021}}))
    claim, _ = add(store, clerk, Introduction(by=by, of=of, occasion=event))

    def days() -> list[tuple[int | None, bool]]:
        values = [
            DrawnIntroduction.model_validate_json(edge.values) for edge in store.edges("INTRODUCED")
        ]
        return [(each.at_lo, each.dated) for each in values]

    stood = days()
    assert stood == [(date(2021, 1, 1).toordinal(), True)]
    remove(store, clerk, event)
    assert days() == stood
    item = records.read(store, claim, viewer=clerk)
    assert claims.moved_out(store, item, viewer=clerk) == claims.BinnedParties(
        {"occasion": "座谈会"}, dates=True
    )
    edit(store, clerk, claim, at=PartialDate(year=2020))
    assert days() == [(date(2020, 1, 1).toordinal(), True)]
    item = records.read(store, claim, viewer=clerk)
    assert not claims.moved_out(store, item, viewer=clerk).dates


def forget(address: str, store: GraphStore, values: str) -> None:
    """Let the derived ties be what an older program drew."""
    if isinstance(store, SqliteStore):
        connection = store._connection()
        connection.execute("UPDATE edge SET vals = ? WHERE name = 'INTRODUCED'", (values,))
        connection.execute("UPDATE meta SET val = 'other' WHERE name = 'vocabulary'")
    else:
        asked(
            address,
            f"MATCH ()-[e:INTRODUCED]->() SET e.values = '{values}'",
            "MATCH (m:Meta {name: 'vocabulary'}) SET m.value = 'other'",
        )


def test_an_older_register_is_drawn_anew(
    address: str, store: GraphStore, clerk: Viewer, reopened: Callable[[], GraphStore]
) -> None:
    """One that was drawn when a project in the bin counted as none is right after it was opened."""
    by, of, project = office(store, clerk)
    add(store, clerk, Introduction(by=by, of=of, project=project))
    remove(store, clerk, project)
    values = DrawnIntroduction(state=ClaimState.DECLARED.value, unit=clerk.unit)
    forget(address, store, values.model_dump_json(exclude_none=True))
    assert "drawn" in {fault.promise for fault in store.verify()}
    again = reopened()
    assert (named(again), again.verify()) == ([(project, True)], [])


def test_a_village_that_comes_back_takes_nobody_a_second_time(
    store: GraphStore, clerk: Viewer
) -> None:
    """Its link went with it by an undo that gave the former village back: the person keeps one."""
    old, _ = add(store, clerk, Place(name="东村"))
    person, _ = add(store, clerk, Person(name="甲", home_village=old))
    act = new_id()
    draft = Draft(act, clerk.unit)
    new = draft.add(Place(name="西村"))
    item = records.read(store, person, viewer=clerk)
    draft.revise(item, item.record.model_copy(update={"home_village": new}))
    store.apply(draft.change_set(clerk, NOW, "person.revise"))
    changes.undo(store, act, change_id=new_id(), viewer=clerk, now=NOW)
    recycle_bin.put_back(store, new, change_id=new_id(), viewer=clerk, now=NOW)
    homes = [edge.target for edge in store.edges("HOME_VILLAGE") if edge.source == person]
    assert homes == [old]
