"""Who may open what: every view of the application, for every role."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from acts import new_id
from web.conftest import PASSWORD, Office, post, token
from xiangxian.domain.people import Person
from xiangxian.domain.roles import ACTIONS, Action, Role
from xiangxian.domain.values.phones import Phone
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.web.guard import Undeclared, declared, install

LOGINS = {
    Role.CLERK: "ganshi",
    Role.MANAGER: "lingdao",
    Role.ADMINISTRATOR: "guanli",
    Role.INSPECTOR: "jiancha",
    Role.STATION: "zhudian",
    Role.VIEWER: "chakan",
}


def person(office: Office, clock: object, **values: object) -> str:
    """A person with a phone, a birth and remarks."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    id_ = draft.add(
        Person.model_validate(
            {
                "name": "王小明",
                "phones": (Phone(number="13000001234"),),
                "gender": "男",
                "remarks": "不外传",
                **values,
            }
        )
    )
    office.store.apply(draft.change_set(viewer, clock(), "person.create"))  # type: ignore[operator]
    return id_


def test_a_view_without_a_permission_stops_the_program() -> None:
    """Nothing starts with a view that says nothing."""
    app = Flask("x", static_folder=None)
    app.add_url_rule("/", "silent", lambda: "x")
    with pytest.raises(Undeclared, match="silent"):
        install(app)


@pytest.mark.parametrize("role", list(LOGINS))
def test_every_page_answers_by_the_roles_actions(office: Office, role: Role) -> None:
    """GET of every address without a record in it: allowed by the role's actions, else 403."""
    client = office.client(LOGINS[role])
    needed = declared(office.app)
    for rule in office.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments or rule.endpoint == "static":
            continue
        action = needed[rule.endpoint]
        allowed = action is Action.ANYONE or action in ACTIONS[role]
        status = client.get(rule.rule).status_code
        assert (status in {200, 303}) if allowed else status == 403, (rule.rule, status)


@pytest.mark.parametrize("role", list(LOGINS))
def test_no_form_is_taken_from_who_may_not(office: Office, role: Role) -> None:
    """POST of every address that the role's actions do not cover is refused."""
    client = office.client(LOGINS[role])
    needed = declared(office.app)
    sent = {"csrf_token": token(client, "/password")}
    for rule in office.app.url_map.iter_rules():
        action = needed[rule.endpoint]
        if "POST" not in (rule.methods or ()) or action is Action.ANYONE or action in ACTIONS[role]:
            continue
        address = rule.rule
        for argument in rule.arguments:
            address = address.replace(f"<{argument}>", "x")
        assert client.post(address, data=sent).status_code == 403, address


def test_before_log_in_there_is_only_the_door(office: Office) -> None:
    """Every page leads to the log-in; the health check says ok and nothing else."""
    client = office.client()
    for rule in office.app.url_map.iter_rules():
        if (
            "GET" in (rule.methods or ())
            and not rule.arguments
            and rule.endpoint not in {"login.enter", "home.healthz"}
        ):
            assert client.get(rule.rule).status_code in {303, 404}, rule.rule
    assert client.get("/healthz").get_data() == b"ok\n"


def test_each_role_sees_its_classes(office: Office, clock: object) -> None:
    """Clerk all, manager the ends of the number, viewer neither, inspector no record at all."""
    id_ = person(office, clock)
    seen = {
        role: office.client(LOGINS[role]).get(f"/people/{id_}").get_data(as_text=True)
        for role in (Role.CLERK, Role.MANAGER, Role.VIEWER)
    }
    assert "13000001234" in seen[Role.CLERK]
    assert "不外传" in seen[Role.CLERK]
    assert "130****1234" in seen[Role.MANAGER]
    for role in (Role.MANAGER, Role.VIEWER):
        assert "13000001234" not in seen[role]
        assert "不外传" not in seen[role]
    assert "1234" not in seen[Role.VIEWER]
    assert office.client("jiancha").get(f"/people/{id_}").status_code == 403
    found = office.client("lingdao").get("/find?q=1234").get_data(as_text=True)
    assert "王小明" not in found


def test_a_note_is_told_to_who_may_read_it(office: Office) -> None:
    """The clerk's timeline has it, the manager's has no empty line in its place."""
    clerk = office.client("ganshi")
    where = post(clerk, "/people/new", name="甲").headers["Location"]
    post(clerk, "/notes/new", about="甲", line="想回来看看厂房")
    assert "想回来看看厂房" in clerk.get(where).get_data(as_text=True)
    html = office.client("lingdao").get(where).get_data(as_text=True)
    assert "想回来看看厂房" not in html
    assert "记一笔" not in html.split("<main")[1]


def test_a_whole_number_needs_a_reason(office: Office, clock: object) -> None:
    """The manager gives one, and the inspector reads it."""
    id_ = person(office, clock)
    client = office.client("lingdao")
    refused = post(client, f"/people/{id_}/reveal", reason=" ")
    assert refused.status_code == 422
    assert "13000001234" not in refused.get_data(as_text=True)
    shown = post(client, f"/people/{id_}/reveal", reason="约周四见面").get_data(as_text=True)
    assert "13000001234" in shown
    log = office.client("jiancha").get("/log/").get_data(as_text=True)
    assert "看全号码" in log
    assert "约周四见面" in log
    assert "13000001234" not in log


def test_the_inspector_opens_one_record_for_a_reason(office: Office, clock: object) -> None:
    """Lists show people masked; the full record is logged with why; nothing without."""
    id_ = person(office, clock)
    clerk = office.client("ganshi")
    post(clerk, "/people/export", purpose="寄信", recipient="党政办", columns="name")
    inspector = office.client("jiancha")
    found = re.search(
        r'href="(/log/exports/[^"]+)"', inspector.get("/log/exports").get_data(as_text=True)
    )
    assert found
    masked = inspector.get(found[1]).get_data(as_text=True)
    assert "王＊＊" in masked
    assert "130****1234" in masked
    assert "王小明" not in masked
    refused = post(inspector, f"/log/people/{id_}", reason="")
    assert refused.status_code == 422
    assert "王小明" not in refused.get_data(as_text=True)
    shown = post(inspector, f"/log/people/{id_}", reason="抽查来源").get_data(as_text=True)
    assert "13000001234" in shown
    log = inspector.get("/log/").get_data(as_text=True)
    assert "检查时看了一条记录" in log
    assert "抽查来源" in log
    assert post(inspector, f"/log/people/{new_id()}", reason="抽查").status_code == 404


def test_missing_and_foreign_records_answer_alike(office: Office, clock: object) -> None:
    """The same page for a record that is not there and one of another unit."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), "another-unit")
    foreign = draft.add(Person(name="别处的人"))
    office.store.apply(draft.change_set(viewer, clock(), "person.create"))  # type: ignore[operator]
    client = office.client("ganshi")
    pages = [client.get(f"/people/{id_}") for id_ in (foreign, new_id())]
    assert [page.status_code for page in pages] == [404, 404]
    strip = [page.get_data(as_text=True).split("<main")[1] for page in pages]
    assert strip[0] == strip[1]
    assert "别处的人" not in client.get("/find?q=别处").get_data(as_text=True)


def test_the_first_log_in_changes_the_password(office: Office) -> None:
    """With a one-time password nothing else opens."""
    client = office.client()
    post(client, "/login", login="ganshi", password=office.passwords["ganshi"])
    assert client.get("/people/").headers["Location"].endswith("/password")
    weak = post(client, "/password", old=office.passwords["ganshi"], new="short", again="short")
    assert weak.status_code == 422
    assert "至少8位" in weak.get_data(as_text=True)


def test_too_many_tries_lock_and_a_right_one_after_it_waits(office: Office, clock: object) -> None:
    """Five wrong passwords lock the account; wrong name and wrong password read the same."""
    office.client("ganshi")
    client = office.client()
    texts = set()
    for login in ("ganshi", "nobody"):
        answer = post(client, "/login", login=login, password="wrong")
        texts.add(answer.get_data(as_text=True).split('role="alert">')[1][:40])
    assert len(texts) == 1
    for _ in range(4):
        post(client, "/login", login="ganshi", password="wrong")
    locked = post(client, "/login", login="ganshi", password=PASSWORD)
    assert "以后再登录" in locked.get_data(as_text=True)
    clock.move(timedelta(minutes=11))  # type: ignore[attr-defined]
    assert post(client, "/login", login="ganshi", password=PASSWORD).status_code == 303


def test_a_name_that_nobody_has_is_answered_alike(office: Office) -> None:
    """Known and unknown names, however they are spelled: the same status and words at every try,
    and tries at unknown ones keep nobody out."""
    client = office.client()
    known = ("ganshi", "GANSHI", " ganshi", "ｇａｎｓｈｉ", "Ganshi", "ganshi")
    unknown = ("nobody", "NOBODY", "nobody ", "ｎｏｂｏｄｙ", "Nobody", "nobody")
    said = []
    for names in (known, unknown):
        answers = [post(client, "/login", login=name, password="wrong") for name in names]
        texts = [answer.get_data(as_text=True).split('role="alert">')[1] for answer in answers]
        said.append([(a.status_code, t.split("<")[0]) for a, t in zip(answers, texts, strict=True)])
    assert said[0] == said[1]
    assert [words for _, words in said[0]][:2] == [
        f"登录名或口令不对，还能试{left}次。忘了口令，请找系统管理员重设。" for left in (4, 3)
    ]
    assert said[0][4][1] == "登录名或口令不对。试的次数多了，请到09:10以后再登录。"
    assert said[0][5][1] == "试的次数多了，请到09:10以后再登录。"
    for number in range(40):
        post(client, "/login", login=f"nobody{number}", password="wrong")
    answer = post(client, "/login", login="lingdao", password=office.passwords["lingdao"])
    assert answer.status_code == 303


def test_sessions_end(office: Office, clock: object) -> None:
    """Idle ones after half an hour; all of an account with its password; the cookie is opaque."""
    client = office.client("ganshi")
    cookie = client.get_cookie("xiangxian")
    assert cookie is not None
    assert len(cookie.value) > 40
    assert cookie.http_only
    clock.move(timedelta(minutes=31))  # type: ignore[attr-defined]
    assert client.get("/people/").status_code == 303
    other = office.client("ganshi")
    admin = office.client("guanli")
    post(admin, "/accounts/password", login="ganshi")
    assert other.get("/people/").status_code == 303


def test_the_township_gets_its_name(office: Office) -> None:
    """By the administrator, in full; every page shows it."""
    admin = office.client("guanli")
    refused = post(admin, "/accounts/township", township="后白")
    assert refused.status_code == 422
    assert "请写全名" in refused.get_data(as_text=True)
    post(admin, "/accounts/township", township="丹阳市 示例镇")
    assert "丹阳市示例镇" in office.client("ganshi").get("/").get_data(as_text=True)


def test_a_form_without_its_token_is_refused(office: Office) -> None:
    """Another site cannot send one."""
    client = office.client("ganshi")
    assert client.post("/people/new", data={"name": "甲"}).status_code == 400


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/%0d%0aX", "//[evil"]
)
def test_the_door_leads_nowhere_else(office: Office, target: str) -> None:
    """After log-in only paths of this site are followed."""
    office.client("ganshi")
    client = office.client()
    answer = post(client, "/login", login="ganshi", password=PASSWORD, next=target)
    assert "evil" not in answer.headers["Location"]


def test_headers_allow_nothing_inline(office: Office) -> None:
    """A strict content policy on every answer, and nothing kept by caches."""
    answer = office.client("ganshi").get("/people/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
