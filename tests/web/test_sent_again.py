"""Forms that are sent again, and what a page tells of the first time."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from conftest import Clock
from web.conftest import Office, names, post, token
from xiangxian.app import create_app
from xiangxian.settings import Settings
from xiangxian.store.base import Query, Unavailable
from xiangxian.store.contract import GraphStore


def test_in_the_demo_the_question_page_stays_in_the_demo(
    office: Office, store: GraphStore, clock: Clock, tmp_path: Path
) -> None:
    """The button of the page for a strange act leads to where the form went, under /demo."""
    shown = create_app(Settings(tmp_path / "data").for_demo(), store, clock=clock)
    shown.testing = True
    client = shown.test_client()
    root = {"SCRIPT_NAME": "/demo"}
    client.get("/people/", environ_overrides=root)
    page = client.get("/people/", environ_overrides=root).get_data(as_text=True)
    mark = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert mark
    client.post("/as", data={"csrf_token": mark[1], "role": "clerk"}, environ_overrides=root)
    page = client.get("/people/new", environ_overrides=root).get_data(as_text=True)
    mark = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert mark
    sent = {"csrf_token": mark[1], "name": "甲", "change_id": "x"}
    answer = client.post("/people/new", data=sent, environ_overrides=root)
    assert answer.status_code == 400
    html = answer.get_data(as_text=True)
    action = re.search(r'<form method="post" action="([^"]+)" data-act-was', html)
    assert action
    assert action[1] == "/demo/people/new"


def test_undo_pressed_twice_gives_the_first_answer(office: Office, client: FlaskClient) -> None:
    """The same act again must not say that somebody changed what was just taken back."""
    act = office.act()
    post(client, "/people/new", name="甲", change_id=act)
    sent = {"undone": act, "change_id": office.act(), "next": "/people/"}
    form = token(client)
    first = client.post("/undo", data={"csrf_token": form, **sent})
    again = client.post("/undo", data={"csrf_token": form, **sent})
    assert first.status_code == again.status_code == 303
    assert names(office) == []
    html = client.get("/people/").get_data(as_text=True)
    assert "已撤回" in html
    assert "后来改过或用着的留下了" not in html


def test_a_number_entered_since_is_not_seen_without_a_line(office: Office) -> None:
    """Each look at a whole number is in the log, also by the same form a week later."""
    clerk, manager = office.client("ganshi"), office.client("lingdao")
    at = post(clerk, "/people/new", name="甲", phones="13000001234").headers["Location"]
    act = office.act()
    sent = {"reason": "约见面", "change_id": act}
    assert "13000001234" in post(manager, f"{at}/reveal", **sent).get_data(as_text=True)
    html = clerk.get(f"{at}/edit").get_data(as_text=True)
    rev = re.search(r'name="rev" value="(\d+)"', html)
    assert rev
    post(clerk, f"{at}/edit", name="甲", phones="13900005678", rev=rev[1])
    before = office.store.revision()
    html = post(manager, f"{at}/reveal", **sent).get_data(as_text=True)
    assert "13900005678" not in html or office.store.revision() > before


def test_a_removal_sent_twice_gives_the_first_answer(office: Office, client: FlaskClient) -> None:
    """A second press, or a lost answer: the same page as the first time, not 没有找到."""
    at = post(client, "/people/new", name="甲").headers["Location"]
    sent = {"rev": "1", "change_id": office.act()}
    first, again = (post(client, f"{at}/remove", **sent) for _ in range(2))
    assert first.status_code == 303
    assert (again.status_code, again.headers.get("Location")) == (303, first.headers["Location"])


def test_a_tie_taken_away_twice_gives_the_first_answer(office: Office, client: FlaskClient) -> None:
    """The same for a tie."""
    at = post(client, "/people/new", name="甲").headers["Location"]
    post(client, "/organisations/new", name="某公司")
    made = post(client, f"{at}/ties/EMPLOYED/new", other="某公司", change_id=office.act())
    assert made.status_code == 303, made.get_data(as_text=True)[:600]
    path = re.search(r'action="([^"]+/ties/[^"]+/remove)"', client.get(at).get_data(as_text=True))
    assert path
    sent = {"change_id": office.act()}
    first, again = (post(client, path[1], **sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)


def test_a_file_sent_twice_from_its_page_is_one(office: Office, client: FlaskClient) -> None:
    """The form on the page of a piece of evidence carries an act like every other."""
    at = post(client, "/evidence/new", name="合同").headers["Location"]
    html = client.get(at).get_data(as_text=True)
    form = html.split(f'action="{at}/files"')[1].split("</form>")[0]
    act = re.search(r'name="change_id" value="([^"]*)"', form)
    assert act
    for _ in range(2):
        data = {"csrf_token": token(client), "change_id": act[1], "file": (io.BytesIO(b"x"), "a")}
        client.post(f"{at}/files", data=data, content_type="multipart/form-data")
    assert office.store.count("file")[0].count == 1


def test_a_note_can_be_removed(office: Office, client: FlaskClient) -> None:
    """Its page has the button; what follows it is a page and no fault of ours."""
    office.app.testing = False
    office.app.config["PROPAGATE_EXCEPTIONS"] = False
    post(client, "/notes/new", about="甲", line="一句", change_id=office.act())
    (note,) = office.store.find(Query("note")).nodes
    id_ = note.id
    html = client.get(f"/notes/{id_}").get_data(as_text=True)
    assert f"/notes/{id_}/remove" in html
    assert post(client, f"/notes/{id_}/remove", rev="1").status_code == 303


class Leaving:
    """A store whose disk is full from a certain act on: nothing can be written any more."""

    def __init__(self, store: GraphStore) -> None:
        self.store, self.full, self.armed = store, False, False

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.store, name)

        def asked(*args: Any, **words: Any) -> Any:
            if name == "apply" and self.armed:
                self.full = True
            if self.full and (name == "apply" or (name == "state" and len(args) > 1)):
                raise Unavailable("硬盘满了，没有存进去。请腾出空间再存一次。")
            return real(*args, **words)

        return asked if callable(real) else real


def test_a_disk_that_fills_in_the_middle_is_said(
    office: Office, store: GraphStore, clock: Clock, tmp_path: Path
) -> None:
    """The sentence of the store reaches the clerk, and not 「没能做成」 with a call for verify."""
    leaving = Leaving(store)
    app = create_app(Settings(tmp_path / "data"), leaving, clock=clock)  # type: ignore[arg-type]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    there = Office(app, store, office.passwords)
    client = there.client("ganshi")
    form = token(client)
    leaving.armed = True
    data = {"csrf_token": form, "name": "甲", "change_id": there.act()}
    answer = client.post("/people/new", data=data)
    assert answer.status_code == 503
    assert "硬盘满了" in answer.get_data(as_text=True)
    assert "data-not-done" in answer.get_data(as_text=True)


def test_who_may_not_see_files_learns_no_name_of_one(office: Office, client: FlaskClient) -> None:
    """The page with both texts shows of another's act what this role may see, no more."""
    at = post(client, "/evidence/new", name="合同").headers["Location"]
    person = post(client, "/people/new", name="甲", phones="13000001234").headers["Location"]
    act = office.act()
    data = {"csrf_token": token(client), "change_id": act, "file": (io.BytesIO(b"x"), "密.pdf")}
    client.post(f"{at}/files", data=data, content_type="multipart/form-data")
    manager = office.client("lingdao")
    assert "密.pdf" not in manager.get(at).get_data(as_text=True)
    answer = post(manager, f"{person}/reveal", reason="约见面", change_id=act)
    assert "密.pdf" not in answer.get_data(as_text=True)


def test_a_history_that_is_cut_says_so(office: Office, client: FlaskClient) -> None:
    """A record changed more than 200 times: its first act stands on the page, or that more do."""
    at = post(client, "/people/new", name="甲", change_id=office.act()).headers["Location"]
    form = token(client)
    for number in range(1, 206):
        data = {"csrf_token": form, "name": "甲", "remarks": f"第{number}句", "rev": str(number)}
        assert client.post(f"{at}/edit", data=data).status_code == 303
    html = client.get(f"{at}/history").get_data(as_text=True)
    newest, oldest = "第205句" in html, "第1句" in html
    assert newest
    assert oldest or "更早" in html or "没有列出" in html


def test_every_file_that_was_chosen_is_named(office: Office, client: FlaskClient) -> None:
    """Files are not carried over: the page names all of them, not the first."""
    round_ = f"/village-rounds/{'0' * 8}/files"
    files = [(io.BytesIO(b"x"), f"第{number}村.xlsx") for number in range(3)]
    data = {"csrf_token": token(client), "change_id": "x", "file": files}
    answer = client.post(round_, data=data, content_type="multipart/form-data")
    assert answer.status_code == 400
    for number in range(3):
        assert f"第{number}村.xlsx" in answer.get_data(as_text=True)


def test_what_is_put_back_twice_gives_the_first_answer(office: Office, client: FlaskClient) -> None:
    """放回, pressed twice."""
    at = post(client, "/people/new", name="甲").headers["Location"]
    post(client, f"{at}/remove", rev="1")
    html = client.get("/removed/").get_data(as_text=True)
    path = re.search(rf'action="([^"]*{at.rpartition("/")[2]}[^"]*)"', html)
    assert path
    sent = {"change_id": office.act()}
    first, again = (post(client, path[1], **sent) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (
        again.status_code,
        again.headers.get("Location"),
    )


def test_a_value_restored_twice_gives_the_first_answer(office: Office, client: FlaskClient) -> None:
    """恢复, pressed twice, says 已存 both times."""
    at = post(client, "/people/new", name="甲", remarks="一句").headers["Location"]
    post(client, f"{at}/edit", name="甲", remarks="二句", rev="1")
    seq = re.search(
        r'name="seq" value="(\d+)"><input type="hidden" name="field" value="remarks"',
        client.get(f"{at}/history").get_data(as_text=True),
    )
    assert seq
    sent = {"seq": seq[1], "field": "remarks", "change_id": office.act()}
    form = token(client)
    for _ in range(2):
        assert client.post(f"{at}/restore", data={"csrf_token": form, **sent}).status_code == 303
    assert "没有改" not in client.get(at).get_data(as_text=True)
