"""Nothing is left out because there is much of it: what is read in pieces is read to its end."""

from __future__ import annotations

from datetime import timedelta

from acts import NOW, new_id
from xiangxian.domain.accounts import Unit
from xiangxian.domain.events import Attendance, Event
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Role
from xiangxian.services import gate, records, search
from xiangxian.services.briefing import clerks_page
from xiangxian.services.drafts import Draft
from xiangxian.services.exports import export_log
from xiangxian.services.gate import Viewer
from xiangxian.services.history import changes
from xiangxian.services.lists import browse
from xiangxian.services.people import quick_entry
from xiangxian.store.contract import GraphStore

MANY = 230
"""More than any page of the store holds."""


def test_whoever_reads_the_directory_sees_every_unit(store: GraphStore, local: Viewer) -> None:
    """A county of more than two hundred units: nobody's register is left out."""
    draft = Draft(new_id(), local.unit)
    units = {draft.add(Unit(name=f"第{number}乡")) for number in range(MANY)}
    store.apply(draft.change_set(local, NOW, "unit.create"))
    assert units | {local.unit} == gate.local_viewer(store).units


def test_a_manager_sees_every_unit_below(store: GraphStore, local: Viewer) -> None:
    """All that lie within the manager's own, over several levels."""
    draft = Draft(new_id(), local.unit)
    county = draft.add(Unit(name="示例县", level="county", within=local.unit))
    below = {draft.add(Unit(name=f"第{n}乡", within=county)) for n in range(MANY)}
    store.apply(draft.change_set(local, NOW, "unit.create"))
    (node,) = store.get([local.unit]).nodes
    made = gate.viewer_of(store, node, name="县领导", role=Role.MANAGER, unit=local.unit)
    assert below | {county, local.unit} == made.units


def test_every_namesake_is_asked_about(store: GraphStore, clerk: Viewer) -> None:
    """A name that hundreds bear: all of them are who may be meant."""
    draft = Draft(new_id(), clerk.unit)
    ids = [draft.add(Person(name="张伟")) for _ in range(MANY)]
    store.apply(draft.change_set(clerk, NOW, "person.create"))
    found = search.resolve(store, "张伟", kinds=["person"], viewer=clerk)
    assert [each.id for each in found] == ids


def test_every_village_can_be_chosen(store: GraphStore, clerk: Viewer) -> None:
    """A county's lists are narrowed by any of its villages."""
    draft = Draft(new_id(), clerk.unit)
    ids = {draft.add(Place(name=f"第{n}村", level="village")) for n in range(MANY)}
    store.apply(draft.change_set(clerk, NOW, "place.create"))
    assert {id_ for id_, _ in browse.villages(store, viewer=clerk)} == ids


def test_a_record_with_many_links_is_read_whole(store: GraphStore, clerk: Viewer) -> None:
    """Changing one word of it neither doubles nor drops one of its links."""
    draft = Draft(new_id(), clerk.unit)
    people = tuple(draft.add(Person(name=f"甲{n}")) for n in range(80))
    id_ = draft.add(Project(name="众人项目", natives=people))
    store.apply(draft.change_set(clerk, NOW, "project.create"))
    item = records.read(store, id_, viewer=clerk)
    assert item.record.links()["natives"] == people
    changed = item.record.model_copy(update={"name": "众人的项目"})
    records.revise(store, id_, item.rev, changed, change_id=new_id(), viewer=clerk, now=NOW)
    assert sorted(edge.target for edge in store.edges("NATIVES")) == sorted(people)


def test_what_was_changed_last_is_first_behind_a_large_import(
    store: GraphStore, clerk: Viewer
) -> None:
    """Hundreds of records in one act do not hide the one that was changed after them."""
    draft = Draft(new_id(), clerk.unit)
    for n in range(500):
        draft.add(Person(name=f"甲{n}"))
    store.apply(draft.change_set(clerk, NOW, "import.batch"))
    id_ = records.create(store, Person(name="乙"), change_id=new_id(), viewer=clerk, now=NOW)
    assert clerks_page.recent(store, viewer=clerk)[0].id == id_


def test_every_list_that_left_can_be_paged_to(store: GraphStore, clerk: Viewer) -> None:
    """More lists than one page: the earlier ones follow, and all that are long out are told."""
    draft = Draft(new_id(), clerk.unit)
    for n in range(MANY):
        at = NOW - timedelta(days=100, minutes=n)
        draft.add(
            ContactExport(
                name=f"第{n}份", recipient="党政办", people=1, at=at, form="xlsx", mark=f"{n:08X}"
            )
        )
    store.apply(draft.change_set(clerk, NOW, "export.contacts"))
    first = export_log.lists(store, viewer=clerk, now=NOW)
    rest = export_log.lists(store, viewer=clerk, now=NOW, after=first.following)
    names = [each.record.name for each in (*first.rows, *rest.rows)]
    assert names == [f"第{n}份" for n in range(MANY)]
    assert rest.following == ""
    assert len(export_log.long_out(store, viewer=clerk, now=NOW)) == MANY


def test_who_was_there_is_told_to_the_last(store: GraphStore, clerk: Viewer) -> None:
    """A symposium of thousands."""
    draft = Draft(new_id(), clerk.unit)
    event = draft.add(Event(name="大会"))
    for n in range(2_100):
        draft.tie(Attendance(role="guest", order=n + 1), draft.add(Person(name=f"甲{n}")), event)
    store.apply(draft.change_set(clerk, NOW, "attendance.list"))
    found = quick_entry.attendance(store, event, viewer=clerk)
    assert len(found) == 2_100


def test_a_records_history_begins_with_what_was_last(store: GraphStore, clerk: Viewer) -> None:
    """However much happened to it: the newest acts first, and page after page the earlier ones."""
    draft = Draft(new_id(), clerk.unit)
    village = draft.add(Place(name="甲村", level="village"))
    store.apply(draft.change_set(clerk, NOW, "place.create"))
    for number in range(3):
        draft = Draft(new_id(), clerk.unit)
        for n in range(150):
            draft.add(Person(name=f"甲{number}{n}", home_village=village))
        store.apply(draft.change_set(clerk, NOW, "import.batch"))
    item = records.read(store, village, viewer=clerk)
    named = item.record.model_copy(update={"name": "乙村"})
    act = new_id()
    records.revise(store, village, item.rev, named, change_id=act, viewer=clerk, now=NOW)
    past = changes.of(store, village, viewer=clerk)
    assert past.acts[0].change_id == act
    found, before = [each.seq for each in past.acts], past.before
    while before is not None:
        past = changes.of(store, village, viewer=clerk, before=before)
        found, before = [*found, *(each.seq for each in past.acts)], past.before
    last = store.revision()
    assert found == list(range(last, last - 5, -1))
