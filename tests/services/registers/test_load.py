"""Bringing the samples in: what is made, matched, left open, repeated and taken back."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from acts import NOW, new_id
from xiangxian.domain.events import Event
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.services import gate, records
from xiangxian.services.gate import Refused, Viewer
from xiangxian.services.introductions import network, totals
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.importing.load import ImportOutcome
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session import open_points
from xiangxian.services.registers.session.import_sentences import dropped_sentence, outcome_sentence
from xiangxian.services.registers.workbook.model import Checked
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import Applied, ChangeSet, Hop, Op, Query, Unavailable, Where
from xiangxian.store.contract import GraphStore

REGISTERS = Path(__file__).parents[2] / "registers"
VILLAGES, PROJECTS = "01_village_register.xlsx", "03_returning_projects.xlsx"
WEEKLY = "04_station_weekly.xlsx"


def checked(store: GraphStore, viewer: Viewer, path: Path) -> Checked:
    """A file as the register understands it now."""
    workbook = read_workbook(path, name=path.name)
    return check(workbook, homeland(store, viewer=viewer), known_people(store, viewer=viewer))


def bring(
    store: GraphStore, viewer: Viewer, path: Path, change_id: str | None = None
) -> ImportOutcome:
    """Import a file; its contacts came from the villages."""
    found = checked(store, viewer, path)
    return loading.load(
        store, found, origin="village", viewer=viewer, now=NOW, change_id=change_id or new_id()
    )


def counts(store: GraphStore) -> Counter[str]:
    """How many live records of each kind."""
    kinds = ("person", "organisation", "project", "introduction", "place", "evidence")
    return Counter({kind: sum(g.count for g in store.count(kind)) for kind in kinds})


def everybody(store: GraphStore) -> list[Person]:
    """Every person."""
    nodes = store.find(Query("person", limit=200)).nodes
    return [p for p in (Person.parsed(node.values) for node in nodes) if isinstance(p, Person)]


def test_both_samples_come_in_whole(store: GraphStore, clerk: Viewer) -> None:
    """62 people, 36 projects, an introduction for every introducer that can be told."""
    first = bring(store, clerk, REGISTERS / VILLAGES)
    assert (first.people, first.projects, first.namesakes) == (62, 0, ("张伟",))
    second = bring(store, clerk, REGISTERS / PROJECTS)
    truth = json.loads((REGISTERS / "03_returning_projects.expected.json").read_text("utf-8"))
    named = [
        referrer
        for record in truth["sheets"][0]["records"]
        for referrer in record.get("referrers", ())
        if referrer["type"] != "self" and referrer["name"] != "张伟"
    ]
    assert (second.projects, second.introductions) == (36, len(named))
    assert counts(store)["introduction"] == len(named)
    assert store.verify() == []


def test_contacts_say_where_they_came_from(store: GraphStore, clerk: Viewer) -> None:
    """Origin and day are stored with everybody who got a contact from the file."""
    bring(store, clerk, REGISTERS / VILLAGES)
    for person in everybody(store):
        has = bool(person.phones or person.wechat)
        assert (person.contact_origin == "village") is has
        assert (person.contact_origin_on is not None) is has


def test_namesakes_are_never_merged(store: GraphStore, clerk: Viewer) -> None:
    """Two 张伟 stay two, and nobody is guessed to be the introducer."""
    bring(store, clerk, REGISTERS / VILLAGES)
    done = bring(store, clerk, REGISTERS / PROJECTS)
    assert sum(person.name == "张伟" for person in everybody(store)) == 2
    assert done.batch is not None
    found = {group.code: group for group in open_points.groups(store, done.batch, viewer=clerk)}
    unclear = found["REFERRER_AMBIGUOUS_NAME"]
    assert unclear.choosing
    assert [len(item.candidates) for item in unclear.items] == [2, 2, 2, 2]


def test_an_answer_makes_the_introduction(store: GraphStore, clerk: Viewer) -> None:
    """Choosing a person closes the point and draws the line, with the cell as evidence."""
    bring(store, clerk, REGISTERS / VILLAGES)
    done = bring(store, clerk, REGISTERS / PROJECTS)
    assert done.batch is not None
    groups = open_points.groups(store, done.batch, viewer=clerk)
    unclear = next(group for group in groups if group.choosing)
    item = unclear.items[0]
    before = counts(store)
    closed = open_points.answer(
        store,
        done.batch,
        unclear.code,
        {item.key: item.candidates[1].id},
        change_id=new_id(),
        viewer=clerk,
        now=NOW,
    )
    after = counts(store)
    assert closed == 1
    assert (after["introduction"], after["evidence"]) == (
        before["introduction"] + 1,
        before["evidence"] + 1,
    )
    assert item.record is not None
    claims = network.snapshot(store).claims.values()
    assert any(c.by == item.candidates[1].id and c.of == item.record.id for c in claims)
    left = open_points.groups(store, done.batch, viewer=clerk)
    assert len(next(g for g in left if g.code == unclear.code).items) == 3


def test_a_whole_kind_is_closed_at_once(store: GraphStore, clerk: Viewer) -> None:
    """Looked at once per kind; nothing else changes."""
    done = bring(store, clerk, REGISTERS / VILLAGES)
    assert done.batch is not None
    before = counts(store)
    kinds = [group.code for group in open_points.groups(store, done.batch, viewer=clerk)]
    for code in kinds:
        open_points.answer(store, done.batch, code, {}, change_id=new_id(), viewer=clerk, now=NOW)
    assert open_points.groups(store, done.batch, viewer=clerk) == []
    assert counts(store) == before


def test_the_same_file_again_changes_nothing(store: GraphStore, clerk: Viewer) -> None:
    """And says so; also when a record was changed in between."""
    bring(store, clerk, REGISTERS / VILLAGES)
    node = store.find(Query("person", limit=1)).nodes[0]
    item = records.read(store, node.id, viewer=clerk)
    changed = item.record.model_copy(update={"city": "拉萨"})
    records.revise(store, node.id, item.rev, changed, change_id=new_id(), viewer=clerk, now=NOW)
    revision = store.revision()
    again = bring(store, clerk, REGISTERS / VILLAGES)
    assert store.revision() == revision
    assert (again.batch, again.same) == (None, 62)
    assert "什么也没有改" in outcome_sentence(VILLAGES, again)


def test_the_same_confirmation_twice_is_one_import(store: GraphStore, clerk: Viewer) -> None:
    """A double click makes one batch."""
    change = new_id()
    bring(store, clerk, REGISTERS / VILLAGES, change)
    revision = store.revision()
    bring(store, clerk, REGISTERS / VILLAGES, change)
    assert store.revision() == revision


def test_a_batch_is_taken_back_whole(store: GraphStore, clerk: Viewer) -> None:
    """Both imports undone leave what was there before; then they can come again."""
    before = counts(store)
    first = bring(store, clerk, REGISTERS / VILLAGES)
    middle = counts(store)
    second = bring(store, clerk, REGISTERS / PROJECTS)
    assert first.batch is not None
    assert second.batch is not None
    assert list(loading.take_back(store, second.batch, viewer=clerk, now=NOW)) == []
    assert counts(store) == middle
    assert list(loading.take_back(store, first.batch, viewer=clerk, now=NOW)) == []
    assert counts(store) == before
    assert store.verify() == []
    assert bring(store, clerk, REGISTERS / VILLAGES).people == 62


def test_a_large_file_is_one_batch_of_several_changes(
    store: GraphStore, clerk: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written in parts, it is the same import, and it is taken back whole."""
    monkeypatch.setattr(loading, "WRITES", 120)
    before = counts(store)
    done = bring(store, clerk, REGISTERS / VILLAGES)
    assert (done.people, counts(store)["person"], store.verify()) == (62, 62, [])
    assert store.revision() > 3  # the founding, and more parts than one
    assert done.batch is not None
    assert list(loading.take_back(store, done.batch, viewer=clerk, now=NOW)) == []
    assert counts(store) == before


def breaking(store: GraphStore, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Let the store be full after *room* changes, once."""
    left = [room]
    apply = store.apply

    def applied(changes: ChangeSet) -> Applied:
        left[0] -= 1
        if left[0] == 0:
            raise Unavailable("硬盘满了，没有存进去。")
        return apply(changes)

    monkeypatch.setattr(store, "apply", applied)


@pytest.mark.parametrize("room", [2, 3, 4])
def test_an_import_that_breaks_off_leaves_nothing(
    store: GraphStore, clerk: Viewer, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """The parts that were written are taken back, and the file can come again."""
    monkeypatch.setattr(loading, "WRITES", 80)
    before = counts(store)
    breaking(store, monkeypatch, room)
    with pytest.raises(Unavailable):
        bring(store, clerk, REGISTERS / VILLAGES)
    assert (counts(store), store.incomplete(), store.verify()) == (before, frozenset(), [])
    assert bring(store, clerk, REGISTERS / VILLAGES).people == 62


def test_a_large_import_is_unseen_until_it_is_complete(
    store: GraphStore, clerk: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its parts nobody sees anything of it; a process that dies leaves a batch to undo."""
    monkeypatch.setattr(loading, "WRITES", 80)
    before = counts(store)
    apply, seen = store.apply, []

    def applied(changes: ChangeSet) -> Applied:
        seen.append(counts(store)["person"])
        if len(seen) == 4:
            raise KeyboardInterrupt  # as a kill would, nothing is taken back
        return apply(changes)

    with monkeypatch.context() as patch:
        patch.setattr(store, "apply", applied)
        with pytest.raises(KeyboardInterrupt):
            bring(store, clerk, REGISTERS / VILLAGES)
    assert set(seen) == {0}
    (batch,) = store.incomplete()
    loading.take_back(store, batch, viewer=clerk, now=NOW)
    assert (counts(store), store.incomplete(), store.verify()) == (before, frozenset(), [])
    assert bring(store, clerk, REGISTERS / VILLAGES).people == 62


def test_what_moved_on_is_kept_and_named(store: GraphStore, clerk: Viewer) -> None:
    """A record that was edited since the import stays when the batch goes."""
    done = bring(store, clerk, REGISTERS / VILLAGES)
    item = records.read(store, store.find(Query("person", limit=1)).nodes[0].id, viewer=clerk)
    changed = item.record.model_copy(update={"city": "拉萨"})
    records.revise(store, item.id, item.rev, changed, change_id=new_id(), viewer=clerk, now=NOW)
    assert done.batch is not None
    kept = loading.take_back(store, done.batch, viewer=clerk, now=NOW)
    assert item.id in {each.id for each in kept}
    assert [node.id for node in store.find(Query("person")).nodes] == [item.id]


def test_the_plan_is_what_happens(store: GraphStore, clerk: Viewer) -> None:
    """What the page foretells is what the import does; foretelling writes nothing."""
    for name in (VILLAGES, PROJECTS):
        found = checked(store, clerk, REGISTERS / name)
        revision = store.revision()
        foreseen = loading.outcome(
            loading.foresee(store, found, origin="village", viewer=clerk, now=NOW), found
        )
        assert store.revision() == revision
        done = bring(store, clerk, REGISTERS / name)
        for part in (
            "people",
            "projects",
            "updated",
            "same",
            "introductions",
            "mentioned",
            "reviews",
        ):
            assert getattr(foreseen, part) == getattr(done, part)


def test_what_is_never_stored_is_nowhere(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """Neither record nor history nor log holds a word of it; the sentence says what was dropped."""
    done = bring(store, clerk, REGISTERS / VILLAGES)
    assert dropped_sentence(VILLAGES, done.dropped).startswith(
        f"《{VILLAGES}》里的“政治面貌”没有存"
    )
    copy = tmp_path / "copy.sqlite3"
    store.backup(str(copy))
    content = copy.read_bytes()
    for word in ("中共党员", "民盟盟员", "无党派人士"):
        assert word.encode() not in content


def register(path: Path, *rows: tuple[object, ...]) -> Path:
    """A small register of people."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


HEAD = ("姓名", "手机", "所在城市", "爱好")


def test_the_same_person_is_filled_in_not_overwritten(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """Same name and number: blanks are filled, differences listed, unknown columns kept."""
    bring(
        store, clerk, register(tmp_path / "a.xlsx", HEAD, ("王小明", "13000000001", "上海", None))
    )
    second = register(
        tmp_path / "b.xlsx",
        (*HEAD, "邮箱"),
        ("王小明", "13000000001", "北京", "钓鱼", "a@example.org"),
    )
    done = bring(store, clerk, second)
    assert (done.people, done.updated) == (0, 1)
    (person,) = everybody(store)
    assert (person.city, person.email, person.kept) == ("上海", "a@example.org", {"爱好": "钓鱼"})
    assert done.batch is not None
    assert [g.code for g in open_points.groups(store, done.batch, viewer=clerk)] == [
        "VALUE_DIFFERS"
    ]


def test_another_number_is_another_person(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """A name alone never merges."""
    bring(store, clerk, register(tmp_path / "a.xlsx", HEAD, ("王小明", "13000000001", None, None)))
    done = bring(
        store, clerk, register(tmp_path / "b.xlsx", HEAD, ("王小明", "13000000002", None, None))
    )
    assert (done.people, done.namesakes) == (1, ("王小明",))


def test_identity_numbers_are_dropped_wherever_they_stand(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """In a column of their own, in remarks, in an unknown column."""
    number = "11010519491231002X"
    rows = (
        ("姓名", "身份证号", "备注", "爱好"),
        ("王小明", number, f"证件{number}", f"钓鱼 {number}"),
    )
    bring(store, clerk, register(tmp_path / "a.xlsx", *rows))
    copy = tmp_path / "copy.sqlite3"
    store.backup(str(copy))
    assert number.encode() not in copy.read_bytes()


def test_only_who_may_imports(store: GraphStore, clerk: Viewer, manager: Viewer) -> None:
    """A manager is refused before anything is read."""
    found = checked(store, clerk, REGISTERS / VILLAGES)
    with pytest.raises(Refused):
        loading.load(store, found, origin=None, viewer=manager, now=NOW, change_id=new_id())
    assert counts(store)["person"] == 0


def test_sums_add_up_after_the_import(store: GraphStore, clerk: Viewer) -> None:
    """Credits, self-returns and none make the whole, to the 分."""
    bring(store, clerk, REGISTERS / VILLAGES)
    bring(store, clerk, REGISTERS / PROJECTS)
    viewer = gate.local_viewer(store)
    sums = network.introducers(store, viewer=viewer).sums
    assert sum(sums.credits.values()) + sums.self_return + sums.none == sums.total > 0
    assert sums.ended == 2
    recorded = totals.recorded(store, viewer=viewer, measure="agreed")
    landed = store.count(
        "project",
        Where(
            "stage",
            Op.IN,
            ("registered", "started", "building", "completed", "in_production", "full_capacity"),
        ),
    )
    assert recorded.enterprises == sum(group.count for group in landed)


def test_a_stations_weekly_comes_in(store: GraphStore, clerk: Viewer) -> None:
    """Leads with their contacts, visits with whom they led to; known natives are tied by their
    number, nobody is recorded because a report names them, and nothing comes twice."""
    bring(store, clerk, REGISTERS / VILLAGES)
    people = counts(store)["person"]
    done = bring(store, clerk, REGISTERS / WEEKLY)
    assert (done.people, done.projects, done.visits) == (0, 32, 20)
    assert counts(store)["person"] == people
    assert outcome_sentence(WEEKLY, done) == f"《{WEEKLY}》：新记32个项目，新记20次拜访。"
    events = store.find(Query("event", limit=200, links=((Hop("VISITED"),),)))
    first = min(
        (Event.parsed(node.values) for node in events.nodes), key=lambda each: str(each.title())
    )
    assert isinstance(first, Event)
    assert first.staff == ("招商员甲", "招商员丁")
    firms = {node.values for node in events.others.values()}
    assert any('"organisation_kind":"alumni"' in values for values in firms)
    projects = [Project.parsed(n.values) for n in store.find(Query("project", limit=200)).nodes]
    contacts = {each.contact for each in projects if isinstance(each, Project)}
    assert {"黄玉梅（法定代表人）", "王总"} <= contacts
    again = bring(store, clerk, REGISTERS / WEEKLY)
    assert not again.anything
    assert done.batch is not None
    assert list(loading.take_back(store, done.batch, viewer=clerk, now=NOW)) == []
    assert (counts(store)["person"], counts(store)["project"]) == (people, 0)
    assert store.verify() == []


def test_a_house_in_the_column_of_cities_is_the_address(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """A city stays one; what leads to a door goes to the address, beside one that stands there."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "所在城市", "通讯地址"])
    sheet.append(["甲明", "上海", ""])
    sheet.append(["乙明", "上海市浦东新区张江路1号", ""])
    sheet.append(["丙明", "南京市中山路2号", "南京市玄武区北京东路3号"])
    book.save(tmp_path / "册.xlsx")
    bring(store, clerk, tmp_path / "册.xlsx")
    found = {person.name: person for person in everybody(store)}
    assert (found["甲明"].city, found["甲明"].address) == ("上海", None)
    assert (found["乙明"].city, found["乙明"].address) == (None, "上海市浦东新区张江路1号")
    assert found["丙明"].address == "南京市玄武区北京东路3号"
    assert found["丙明"].kept == {"所在城市": "南京市中山路2号"}
