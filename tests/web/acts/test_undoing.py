"""撤回 says what it kept; an introduction's page says what of it lies among the records moved out."""

from __future__ import annotations

import html

from flask.testing import FlaskClient
from tests.web.conftest import Office, post

from acts import NOW, new_id
from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft


def introduced(office: Office) -> tuple[str, dict[str, str]]:
    """An introduction for a project, at a symposium; the act, and the records' ids."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    ids = {
        "by": draft.add(Person(name="张甲")),
        "of": draft.add(Person(name="李乙")),
        "project": draft.add(Project(name="示例项目")),
        "occasion": draft.add(
            Event.model_validate({"name": "春节座谈会", "on": {"year": 2021, "month": 2}})
        ),
    }
    ends = dict(ids)
    ids["claim"] = draft.add(Introduction.model_validate({**ends, "channel": "饭桌上"}))
    office.store.apply(draft.change_set(viewer, NOW, "test"))
    return draft.change_id, ids


def remove(office: Office, id_: str) -> None:
    """Move a record out."""
    viewer = gate.local_viewer(office.store)
    rev = records.read(office.store, id_, viewer=viewer).rev
    records.remove(office.store, id_, rev, change_id=new_id(), viewer=viewer, now=NOW)


def said(client: FlaskClient, path: str) -> str:
    """A page's text."""
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def test_the_page_says_what_of_an_introduction_was_moved_out(
    office: Office, client: FlaskClient
) -> None:
    """The project it goes on naming, the occasion that still dates it, and who made it."""
    _, ids = introduced(office)
    page = f"/introductions/{ids['claim']}"
    assert "已移出" not in said(client, page)
    for what in ("project", "occasion", "by"):
        remove(office, ids[what])
    told = said(client, page)
    assert "（为示例项目，已移出）" in told
    assert "示例项目已移出，这条引荐仍然只算它的" in told
    assert "春节座谈会已移出，日期仍按它算。" in told
    assert "张甲（已移出）" in told
    assert "受保护联系人" not in told


def test_what_an_undo_kept_is_listed(office: Office, client: FlaskClient) -> None:
    """Records by name and ties by their ends; a second undo says that there is nothing left."""
    act, ids = introduced(office)
    item = records.read(office.store, ids["claim"], viewer=gate.local_viewer(office.store))
    post(
        client,
        f"/introductions/{ids['claim']}/edit",
        rev=str(item.rev),
        by="张甲",
        of="李乙",
        channel="同乡会上",
    )
    post(client, "/undo", undone=act, next="/people/")
    told = said(client, "/people/")
    assert "后来改过或用着的留下了" in told
    for name in ("同乡会上", "张甲", "李乙"):
        assert name in told
    viewer = gate.local_viewer(office.store)
    alone = records.create(
        office.store, Person(name="王丙"), change_id=(made := new_id()), viewer=viewer, now=NOW
    )
    assert alone
    post(client, "/undo", undone=made, next="/people/")
    assert "已撤回。" in said(client, "/people/")
    post(client, "/undo", undone=made, next="/people/")
    assert "没有什么要撤回的了。" in said(client, "/people/")
