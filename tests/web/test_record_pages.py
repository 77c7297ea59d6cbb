"""Every kind of record that has pages of its own: they open for whoever may read it, and tell no
more than that."""

from __future__ import annotations

from acts import new_id
from web.conftest import Office, post
from xiangxian.domain.events import Event, RecordNote
from xiangxian.domain.evidence import Evidence, StatedTotal
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.tasks import Task
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.services.evidence import files

SECRET = "想回来看看厂房"


def one_of_each(office: Office, clock: object) -> dict[str, str]:
    """A record of each kind that has pages: the beginning of its addresses, and its id."""
    draft = Draft(new_id(), gate.local_viewer(office.store).unit)
    person = draft.add(Person(name="甲"))
    firm = draft.add(Organisation(name="乙公司"))
    project = draft.add(Project(name="示例项目"))
    found = {
        "people": person,
        "organisations": firm,
        "projects": project,
        "introductions": draft.add(Introduction(by=person, of=firm, project=project)),
        "events": draft.add(Event(name="座谈会")),
        "notes": draft.add(RecordNote(about=(person,), line=SECRET)),
        "promises": draft.add(Task(what="找厂房")),
        "evidence": draft.add(Evidence(name="签到表")),
        "totals": draft.add(StatedTotal(name="引进项目若干", measure="enterprises")),
        "places": draft.add(Place(name="曹村村", level="village")),
    }
    viewer = gate.local_viewer(office.store)
    office.store.apply(draft.change_set(viewer, clock(), "demo.found"))  # type: ignore[operator]
    return found


def test_every_record_opens(office: Office, clock: object) -> None:
    """Its page, its form and its history, for the clerk and for the manager; a note's line is told
    to the clerk alone, wherever the note is named."""
    found = one_of_each(office, clock)
    clerk, manager = office.client("ganshi"), office.client("lingdao")
    for place, id_ in found.items():
        for path in ("", "/edit", "/history"):
            answer = clerk.get(f"/{place}/{id_}{path}")
            assert answer.status_code == 200, (place, path)
        for path in ("", "/history"):
            answer = manager.get(f"/{place}/{id_}{path}")
            assert answer.status_code == 200, (place, path)
            assert SECRET not in answer.text, (place, path)
    for path in (f"/people/{found['people']}/history", f"/notes/{found['notes']}"):
        assert SECRET in clerk.get(path).text
    assert post(clerk, f"/promises/{found['promises']}/edit", what="").status_code == 422


def test_a_file_of_evidence_that_leaves_is_a_line_in_the_log(office: Office, clock: object) -> None:
    """The inspector sees that one was taken; its name, which may be somebody's, is not told."""
    found = one_of_each(office, clock)
    file = files.attach(
        office.store,
        found["evidence"],
        "王小明.png",
        b"x",
        change_id=new_id(),
        viewer=gate.local_viewer(office.store),
        now=clock(),  # type: ignore[operator]
    )
    assert office.client("ganshi").get(f"/evidence/files/{file}").get_data() == b"x"
    (line,) = office.store.log(limit=1)
    assert (line.note, line.writes) == ("依据的文件", 0)
    assert office.client("lingdao").get(f"/evidence/files/{file}").status_code == 404


def test_numbers_that_no_page_sends_change_nothing(office: Office, clock: object) -> None:
    """A revision that is none or in raised figures, a number that no page sends, places too deep."""
    found = one_of_each(office, clock)
    clerk = office.client("ganshi")
    task, claim = found["promises"], found["introductions"]
    before = office.store.log(limit=1)[0].seq
    assert post(clerk, f"/promises/{task}/result", rev="x", result="找到了").status_code == 422
    assert post(clerk, f"/promises/{task}/remove", rev="9" * 30).status_code == 303
    far = f"/introductions/{claim}/confirmations/{'9' * 30}/remove"
    assert post(clerk, far, rev="1").status_code == 404
    kept = post(clerk, "/network/picture/views/new", name="图", spots="[[[[1]]]]")
    assert kept.status_code == 422
    for rev in ("²", "9" * 30, "-1", "x"):
        stage = post(clerk, f"/projects/{found['projects']}/stage", rev=rev, stage="signed")
        assert stage.status_code == 422, rev
        form = post(clerk, "/duplicates/merge", step="merge", seen=rev, stays="a", goes="b")
        assert form.status_code < 500, rev
    assert office.store.log(limit=1)[0].seq == before
