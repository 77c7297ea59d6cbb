"""Sessions end once and for all; what was typed meanwhile, and the pages that stood open, go on."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from conftest import Clock
from web.conftest import PASSWORD, Office, names, post, token
from xiangxian.app import create_app
from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.settings import Settings
from xiangxian.store.contract import GraphStore
from xiangxian.web.access.sessions import StoredSession, StoreSessions
from xiangxian.web.guard import declared

COOKIE = "xiangxian"


def opened(app: Flask, cookie: str) -> tuple[StoreSessions, StoredSession]:
    """The session of a request that has just begun, and what saves it."""
    interface = app.session_interface
    assert isinstance(interface, StoreSessions)
    with app.test_request_context(headers={"Cookie": f"{COOKIE}={cookie}"}) as context:
        return interface, interface.open_session(app, context.request)


def cookie_of(client: FlaskClient) -> str:
    """The session's token."""
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def again(office: Office, cookie: str) -> FlaskClient:
    """A browser with that cookie."""
    client = office.client()
    client.set_cookie(COOKIE, cookie)
    return client


def where(answer: TestResponse) -> str:
    """Where the page 「请重新登录」 leads after the log-in."""
    html = answer.get_data(as_text=True)
    link = re.search(r'class="btn btn-primary" href="([^"]+)"', html)
    assert link, html
    return parse_qs(urlsplit(link[1].replace("&amp;", "&")).query).get("next", [""])[0]


def test_a_slow_request_does_not_bring_a_session_back(office: Office) -> None:
    """What was read before the log-out is not written after it, whatever the request changed."""
    client = office.client("ganshi")
    cookie = cookie_of(client)
    slow = [opened(office.app, cookie) for _ in range(2)]
    post(client, "/leave")
    for interface, session in slow:
        session["saved"] = {"change": "", "words": "存了"}
        interface.save_session(office.app, session, Response())
    assert again(office, cookie).get("/people/").status_code == 303
    assert again(office, cookie_of(office.client("ganshi"))).get("/people/").status_code == 200


def test_a_slow_change_of_password_does_not_either(office: Office) -> None:
    """A session that follows another comes to nothing when that one was ended meanwhile."""
    client = office.client("ganshi")
    cookie = cookie_of(client)
    interface, session = opened(office.app, cookie)
    kept = dict(session)
    post(client, "/leave")
    session.clear()
    session.renew(follows=True)
    session.update(kept)
    answer = Response()
    interface.save_session(office.app, session, answer)
    assert "Set-Cookie" not in answer.headers


def test_two_requests_at_once_keep_what_each_changed(office: Office) -> None:
    """Neither undoes the other, and what one took away stays away."""
    cookie = cookie_of(office.client("ganshi"))
    interface, session = opened(office.app, cookie)
    session |= {"first": 1, "gone": 1}
    interface.save_session(office.app, session, Response())
    _, one = opened(office.app, cookie)
    _, two = opened(office.app, cookie)
    del one["gone"]
    one["first"] = 2
    two["second"] = 3
    interface.save_session(office.app, one, Response())
    interface.save_session(office.app, two, Response())
    _, stands = opened(office.app, cookie)
    assert (stands["first"], stands["second"], "gone" in stands) == (2, 3, False)


def test_a_log_out_among_many_requests_is_one(
    office: Office, reopened: Callable[[], GraphStore], clock: Clock, tmp_path: Path
) -> None:
    """Eight pages of two processes are on their way while somebody logs out: nobody is in after."""
    client = office.client("ganshi")
    cookie = cookie_of(client)
    other = create_app(Settings(tmp_path / "data"), reopened(), clock=clock)
    clock.move(timedelta(minutes=2))  # so that each of them writes
    begin = threading.Barrier(9)

    def look(app: Flask) -> None:
        browser = app.test_client()
        browser.set_cookie(COOKIE, cookie)
        begin.wait(30)
        for _ in range(4):
            browser.get("/about")

    apps = [office.app, other] * 4
    threads = [threading.Thread(target=look, args=(app,)) for app in apps]
    for each in threads:
        each.start()
    sent = {"csrf_token": token(client, "/about")}
    begin.wait(30)
    client.post("/leave", data=sent)
    for each in threads:
        each.join(120)
    for app in (office.app, other):
        browser = app.test_client()
        browser.set_cookie(COOKIE, cookie)
        assert browser.get("/about").status_code == 303


def test_no_visitor_leaves_anything(office: Office) -> None:
    """Whoever only looks at the door gets no session."""
    client = office.client()
    for path in ("/login", "/people/", "/nowhere", "/healthz"):
        client.get(path)
    post(client, "/login", login="ganshi", password="wrong")
    assert client.get_cookie(COOKIE) is None


def form_token(client: FlaskClient) -> str:
    """The token of the log-in page as it stands in this browser."""
    found = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get("/login").get_data(as_text=True)
    )
    assert found
    return found[1]


@pytest.mark.parametrize("meanwhile", ["night", "restart", "other_tab"])
def test_an_old_log_in_page_is_taken_at_the_first_try(
    office: Office,
    reopened: Callable[[], GraphStore],
    clock: Clock,
    tmp_path: Path,
    meanwhile: str,
) -> None:
    """It stood open over night, over a restart, or while somebody came and went in another tab."""
    office.client("ganshi")
    client = office.client()
    sent = {"csrf_token": form_token(client), "login": "ganshi", "password": PASSWORD}
    if meanwhile == "night":
        clock.move(timedelta(hours=14))
    elif meanwhile == "restart":
        app = create_app(Settings(tmp_path / "data"), reopened(), clock=clock)
        cookies = client.get_cookie(f"{COOKIE}_form")
        assert cookies is not None
        client = app.test_client()
        client.set_cookie(cookies.key, cookies.value)
    else:
        post(client, "/login", login="ganshi", password=PASSWORD)
        post(client, "/leave")
    answer = client.post("/login", data=sent)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/")
    assert client.get("/people/").status_code == 200


def test_another_site_cannot_log_anybody_in(office: Office) -> None:
    """A form without the cookie of this browser, or with another's token, is no try at all."""
    office.client("ganshi")
    sent = {"login": "ganshi", "password": PASSWORD}
    stranger = form_token(office.client())
    client = office.client()
    for wrong in ({}, {"csrf_token": stranger}):
        answer = client.post("/login", data={**sent, **wrong})
        assert answer.status_code == 422
        assert "这一页放得太久了" in answer.get_data(as_text=True)
        assert 'value="ganshi"' in answer.get_data(as_text=True)
    assert office.app.extensions["csrf"]._exempt_views == {"xiangxian.web.access.login.enter"}


def test_who_logs_in_at_an_old_page_is_who_is_in(office: Office) -> None:
    """A colleague logs in at a log-in page that stood open: the one before is out."""
    for login in ("ganshi", "lingdao"):
        office.client(login)
    client = office.client()
    sent = {"csrf_token": form_token(client), "login": "lingdao", "password": PASSWORD}
    post(client, "/login", login="ganshi", password=PASSWORD)
    cookie = cookie_of(client)
    assert client.post("/login", data=sent).status_code == 303
    assert "镇领导" in client.get("/about").get_data(as_text=True)
    assert again(office, cookie).get("/people/").status_code == 303


def test_every_form_that_comes_too_late_says_so(office: Office) -> None:
    """POST of every address without a session: 401, nothing is done, and 退出 is done anyway."""
    client = office.client("ganshi")
    sent = {"csrf_token": token(client, "/people/new"), "name": "甲"}
    post(client, "/leave")
    before = office.store.revision()
    needed = declared(office.app)
    for rule in office.app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or needed[rule.endpoint] is Action.ANYONE:
            continue
        address = rule.rule
        for argument in rule.arguments:
            address = address.replace(f"<{argument}>", "x")
        answer = client.post(address, data=sent)
        if rule.endpoint == "login.leave":
            assert answer.headers["Location"] == "/login"
            continue
        assert answer.status_code == 401, address
        assert "请重新登录" in answer.get_data(as_text=True)
        assert "甲" not in answer.get_data(as_text=True).split("<main")[1]
    assert office.store.revision() == before


@pytest.mark.parametrize("ended", ["idle", "day", "reset", "left"])
def test_what_was_sent_too_late_leads_back_to_its_page(
    office: Office, clock: Clock, ended: str
) -> None:
    """After idle time, a whole day, a reset password or a log-out elsewhere; after the log-in the
    very page opens, also when an own password must be chosen first."""
    client = office.client("ganshi")
    sent = {"csrf_token": token(client, "/people/new"), "name": "甲"}
    if ended == "idle":
        clock.move(timedelta(minutes=31))
    elif ended == "day":
        for _ in range(33):
            clock.move(timedelta(minutes=15))
            client.get("/people/")
    elif ended == "reset":
        local = gate.local_viewer(office.store)
        office.passwords["ganshi"] = accounts.reset_password(
            office.store, "ganshi", viewer=local, now=clock()
        )
    else:
        post(again(office, cookie_of(client)), "/leave")
    answer = client.post("/people/new?for=x", data=sent)
    assert answer.status_code == 401
    assert "请重新登录，填的都在" in answer.get_data(as_text=True)
    assert names(office) == []
    target = where(answer)
    assert target == "/people/new?for=x"
    answer = post(
        client, "/login", login="ganshi", password=office.passwords["ganshi"], next=target
    )
    if ended == "reset":
        assert client.get(answer.headers["Location"]).headers["Location"] == "/password"
        old = office.passwords["ganshi"]
        chosen = {"old": old, "new": PASSWORD, "again": PASSWORD}
        chosen["csrf_token"] = token(client, "/password")
        answer = client.post("/password", data=chosen)
    assert answer.headers["Location"] == target
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(
    ("headers", "target"),
    [
        ({}, ""),
        ({"Referer": "http://localhost/people/abc?tab=1"}, "/people/abc?tab=1"),
        ({"HX-Current-URL": "http://localhost/notes/new#x"}, "/notes/new"),
        ({"Referer": "http://evil.example/people/abc"}, ""),
        ({"Referer": "http://localhost/login?next=/"}, ""),
        ({"Referer": "http://localhost/people/abc/reveal"}, ""),
        ({"Referer": "http://localhost//evil.example"}, ""),
        ({"Referer": "http://[::1/"}, ""),
    ],
)
def test_a_form_knows_the_page_it_stood_on(
    office: Office, headers: dict[str, str], target: str
) -> None:
    """The page that the browser names, when it is one of ours that can be opened."""
    answer = office.client().post("/people/abc/reveal", data={"reason": "x"}, headers=headers)
    assert answer.status_code == 401
    assert where(answer) == target
    assert ("填的都在" in answer.get_data(as_text=True)) == bool(target)


def test_a_form_is_the_accounts_and_nobody_elses(office: Office) -> None:
    """It is taken when the same account has logged in again, and refused when another has."""
    client = office.client("ganshi")
    sent = {"csrf_token": token(client, "/people/new"), "name": "甲"}
    post(client, "/leave")
    post(client, "/login", login="ganshi", password=PASSWORD)
    assert client.post("/people/new", data=sent).status_code == 303
    sent = {"csrf_token": token(client, "/people/new"), "name": "乙"}
    post(client, "/leave")
    office.client("lingdao")
    post(client, "/login", login="lingdao", password=PASSWORD)
    answer = client.post("/people/new", data=sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "请再存一次" in html
    assert "乙" not in html.split("<main")[1]
    assert "data-who=" in html  # so that the browser forgets what the other had typed
    assert names(office) == ["甲"]


def test_the_log_in_of_who_is_in_leads_on(office: Office) -> None:
    """〔登录〕 after a log-in in another tab: the page itself, without a second log-in."""
    client = office.client("ganshi")
    assert client.get("/login?next=/people/new").headers["Location"] == "/people/new"
    assert client.get("/login?next=//evil.example").headers["Location"] == "/"


def test_under_a_prefix_the_log_in_leads_back_under_it(office: Office) -> None:
    """A program that is served below a path of its site remembers whole addresses, through the
    log-in and the choice of a password."""
    root = {"SCRIPT_NAME": "/xiangxian"}
    client = office.client()

    def get(path: str) -> TestResponse:
        return client.get(path, environ_overrides=root)

    def send(path: str, **data: str) -> TestResponse:
        found = re.search(r'name="csrf-token" content="([^"]+)"', get(path).text)
        assert found
        sent = {"csrf_token": found[1], **data}
        return client.post(path, data=sent, environ_overrides=root)

    target = "/xiangxian/people/new?for=x"
    door = urlsplit(get("/people/new?for=x").headers["Location"])
    assert door.path == "/xiangxian/login"
    assert parse_qs(door.query) == {"next": [target]}
    first = office.passwords["ganshi"]
    answer = send("/login", login="ganshi", password=first, next=target)
    assert answer.headers["Location"] == target
    assert get("/people/new?for=x").headers["Location"] == "/xiangxian/password"
    answer = send("/password", old=first, new=PASSWORD, again=PASSWORD)
    assert answer.headers["Location"] == target
