"""One act says one thing: what becomes of a form that is sent again, too late, or from elsewhere."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from acts import NOW, new_id
from conftest import Clock
from web.conftest import Office, names, post, token
from xiangxian.app import create_app
from xiangxian.domain.roles import Role
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.settings import Settings
from xiangxian.store.contract import GraphStore


def carried(answer: TestResponse) -> dict[str, str]:
    """The fields that the page offers to send as an act of their own."""
    html = answer.get_data(as_text=True)
    form = html.split("data-act-was")[1].split("</form>")[0]
    found = re.findall(r'<textarea hidden name="([^"]+)">\n?(.*?)</textarea>', form, re.DOTALL)
    return {name: unescape(text) for name, text in found}


STRANGE = ("x", "01a20cd0-0000-7000-8000-000000000001", "ffffffff-ffff-7fff-bfff-ffffffffffff")


@pytest.mark.parametrize("id_", [*STRANGE, "fresh"])
def test_an_id_that_no_page_gave_is_refused_with_what_was_typed(
    office: Office, client: FlaskClient, id_: str
) -> None:
    """Nothing is stored and nothing breaks; one press stores it as an act of its own."""
    sent = new_id() if id_ == "fresh" else id_
    before = office.store.revision()
    answer = post(client, "/people/new", name="甲", remarks="一句\n二句", change_id=sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert office.store.revision() == before
    assert "还没有存" in html
    assert "<dt>姓名</dt><dd" in html.replace("\n", "")
    kept = carried(answer)
    assert kept["name"] == "甲"
    assert kept["remarks"] == "一句\n二句"
    assert post(client, "/people/new", **kept).status_code == 303
    assert names(office) == ["甲"]


def test_a_form_that_waited_a_month_is_asked_once_more(
    office: Office, client: FlaskClient, clock: Clock
) -> None:
    """Twenty-nine days are well; after more the words are shown and stored by one press."""
    early, late = office.act(), office.act()
    clock.move(timedelta(days=29))
    assert (
        post(office.client("ganshi"), "/people/new", name="甲", change_id=early).status_code == 303
    )
    clock.move(timedelta(days=2))
    client = office.client("ganshi")
    answer = post(client, "/people/new", name="乙", change_id=late)
    assert answer.status_code == 400
    assert "三十天" in answer.get_data(as_text=True)
    assert post(client, "/people/new", **carried(answer)).status_code == 303
    assert names(office) == ["乙", "甲"] or names(office) == ["甲", "乙"]


def test_every_form_refuses_a_strange_id(office: Office, client: FlaskClient) -> None:
    """Whatever view the form belongs to: no stored thing, no page of a fault of ours."""
    before = office.store.revision()
    tried = 0
    for rule in office.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint.startswith("login."):
            continue
        path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", "x", rule.rule)
        for id_ in STRANGE[1:]:
            answer = post(client, path, change_id=id_, name="甲")
            assert answer.status_code in (400, 403), (path, answer.status_code)
            tried += 1
    assert tried > 50
    assert office.store.revision() == before


def test_several_acts_of_one_form_are_looked_at_too(client: FlaskClient) -> None:
    """The villages' sheets carry an act each."""
    sent = {"act.甲.1": STRANGE[1], "part": "甲.1"}
    assert post(client, f"/village-rounds/{new_id()}/back", **sent).status_code == 400


def test_the_same_words_again_get_the_first_answer(office: Office, client: FlaskClient) -> None:
    """The answer was lost and the form sent again: one record, the same page."""
    sent = {"name": "甲", "change_id": office.act()}
    first, again = (post(client, "/people/new", **sent) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    assert names(office) == ["甲"]


def test_other_words_under_a_done_act_are_never_dropped(
    office: Office, client: FlaskClient
) -> None:
    """Both texts on one page; nothing stored until it is asked for, then as an act of its own."""
    act = office.act()
    post(client, "/people/new", name="甲", city="南京", change_id=act)
    before = office.store.revision()
    answer = post(client, "/people/new", name="乙", city="上海", change_id=act)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert office.store.revision() == before
    for text in ("甲", "南京", "乙", "上海", "先前存的", "现在填的"):
        assert text in html
    assert "data-saved" not in html
    kept = carried(answer)
    assert kept["change_id"] != act
    assert post(client, "/people/new", **kept).status_code == 303
    assert names(office) == ["乙", "甲"] or names(office) == ["甲", "乙"]


def test_a_note_with_other_words_is_not_called_saved(office: Office, client: FlaskClient) -> None:
    """记一笔, sent twice with different sentences."""
    person = post(client, "/people/new", name="甲").headers["Location"]
    act = office.act()
    sent = {"about": "甲", "on": "2026年11月20日", "change_id": act}
    assert post(client, "/notes/new", line="第一句", **sent).status_code == 303
    answer = post(client, "/notes/new", line="第二句", **sent)
    assert answer.status_code == 409
    assert "第一句" in answer.get_data(as_text=True)
    assert "第二句" in answer.get_data(as_text=True)
    assert post(client, "/notes/new", **carried(answer)).status_code == 303
    html = client.get(person).get_data(as_text=True)
    assert "第一句" in html
    assert "第二句" in html


def test_another_form_under_a_done_act_is_told_apart(office: Office, client: FlaskClient) -> None:
    """Back in the browser, another button of the same old page: not silently the first act."""
    id_ = post(client, "/people/new", name="甲").headers["Location"]
    act = office.act()
    post(client, f"{id_}/edit", name="甲", city="南京", rev="1", change_id=act)
    answer = post(client, f"{id_}/remove", rev="2", change_id=act)
    assert answer.status_code == 409
    assert client.get(id_).status_code == 200
    assert post(client, f"{id_}/remove", **carried(answer)).status_code == 303
    assert client.get(id_).status_code == 404


def test_another_accounts_act_gives_no_answer_of_its_own(
    office: Office, client: FlaskClient
) -> None:
    """The same words under another account's act: a question, not what that account was told."""
    opened = accounts.open_account(
        office.store,
        login="ganshi2",
        name="另一位干事",
        role=Role.CLERK,
        unit=gate.local_viewer(office.store).unit,
        viewer=gate.local_viewer(office.store),
        now=NOW,
    )
    office.passwords["ganshi2"] = opened.password
    sent = {"name": "甲", "change_id": office.act()}
    assert post(client, "/people/new", **sent).status_code == 303
    answer = post(office.client("ganshi2"), "/people/new", **sent)
    assert answer.status_code == 409
    assert names(office) == ["甲"]


def test_what_was_asked_back_may_be_mended_under_the_same_act(
    office: Office, client: FlaskClient
) -> None:
    """A form answered with a question is not done: other words are expected."""
    act = office.act()
    assert post(client, "/people/new", name="", city="南京", change_id=act).status_code == 422
    assert post(client, "/people/new", name="甲", city="南京", change_id=act).status_code == 303
    assert names(office) == ["甲"]


def test_a_file_with_the_same_words_and_another_content_is_other(
    office: Office, client: FlaskClient
) -> None:
    """Evidence sent twice under one act: the second file is not silently the first."""
    ends = [post(client, "/people/new", name=name).headers["Location"] for name in ("甲", "乙")]
    by, of = (each.rpartition("/")[2] for each in ends)
    sent = {"by.id": by, "of.id": of, "state": "recorded"}
    at = post(client, "/introductions/new", **sent).headers["Location"]
    act = office.act()

    def attach(content: bytes) -> TestResponse:
        data = {
            "csrf_token": token(client), "change_id": act, "evidence_kind": "chat",
            "name": "聊天记录", "file": (io.BytesIO(content), "a.txt"),
        }  # fmt: skip
        path = f"{at}/evidence/new"
        return client.post(path, data=data, content_type="multipart/form-data")

    assert attach(b"one").status_code == 303
    assert attach(b"one").status_code == 303
    answer = attach(b"other")
    assert answer.status_code == 409
    assert "a.txt" in answer.get_data(as_text=True)


def test_a_list_may_leave_again_with_other_columns(office: Office, client: FlaskClient) -> None:
    """The page stays when its file is saved; each file that leaves is an act of its own."""
    post(client, "/people/new", name="甲", phones="13000001234")
    sent = {"purpose": "寄信", "recipient": "党政办", "change_id": office.act()}
    before = office.store.revision()
    for columns in (["name"], ["name", "phones"]):
        answer = post(client, "/people/export", columns=columns, **sent)
        assert answer.status_code == 200
        assert answer.mimetype.endswith("sheet")
    assert office.store.revision() == before + 2


def test_two_at_once_with_other_words_are_one_and_a_question(office: Office) -> None:
    """However they meet: one is stored, the other is shown its words again; none is dropped."""
    browsers = [office.client("ganshi") for _ in range(4)]
    tokens = [token(each) for each in browsers]
    for turn in range(5):
        act = office.act()
        start = threading.Barrier(len(browsers))
        answers: dict[int, TestResponse] = {}

        def send(
            number: int,
            act: str = act,
            turn: int = turn,
            start: threading.Barrier = start,
            answers: dict[int, TestResponse] = answers,
        ) -> None:
            start.wait()
            data = {"csrf_token": tokens[number], "name": f"第{turn}{number}位", "change_id": act}
            answers[number] = browsers[number].post("/people/new", data=data)

        threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        stored = [number for number, answer in answers.items() if answer.status_code == 303]
        asked = [number for number, answer in answers.items() if answer.status_code == 409]
        assert len(stored) == 1
        assert len(asked) == 3
        assert [name for name in names(office) if name.startswith(f"第{turn}")] == [
            f"第{turn}{stored[0]}位"
        ]
        for number in asked:
            assert f"第{turn}{number}位" in answers[number].get_data(as_text=True)


def test_another_process_knows_the_act(
    office: Office,
    reopened: Callable[[], GraphStore],
    clock: Clock,
    tmp_path: Path,
) -> None:
    """A form from one process, sent to another, and again with other words to the first."""
    other = create_app(Settings(tmp_path / "data"), reopened(), clock=clock)
    other.testing = True
    there = Office(other, office.store, office.passwords)
    act = office.act()
    assert post(there.client("ganshi"), "/people/new", name="甲", change_id=act).status_code == 303
    answer = post(office.client("ganshi"), "/people/new", name="乙", change_id=act)
    assert answer.status_code == 409
    assert names(office) == ["甲"]


def test_an_undo_pressed_twice_is_one_undo(office: Office, client: FlaskClient) -> None:
    """The second press answers as the first did."""
    act = office.act()
    post(client, "/people/new", name="甲", change_id=act)
    sent = {"undone": act, "change_id": office.act(), "next": "/people/"}
    for _ in range(2):
        assert post(client, "/undo", **sent).status_code == 303
        assert "已撤回。" in client.get("/people/").get_data(as_text=True)
    assert names(office) == []
