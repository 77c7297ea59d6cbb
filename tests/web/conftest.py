"""The application over a real store, and browsers that are logged in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from xiangxian.app import create_app
from xiangxian.domain.roles import Role
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.settings import Settings
from xiangxian.store.base import Query
from xiangxian.store.contract import GraphStore
from xiangxian.web.acts import fresh_act

PASSWORD = "Yitian-2026x"
TOWNSHIP = "句容市后白镇"


class Office:
    """The application, its accounts with their passwords, and a client for each."""

    def __init__(self, app: Flask, store: GraphStore, passwords: dict[str, str]) -> None:
        self.app, self.store, self.passwords = app, store, passwords

    def act(self) -> str:
        """The id of an act as a page of this application puts it into a form."""
        with self.app.app_context():
            return fresh_act()

    def client(self, login: str | None = None) -> FlaskClient:
        """A browser, logged in as *login* with a password of its own already chosen."""
        client = self.app.test_client()
        if login is None:
            return client
        if self.passwords[login] != PASSWORD:
            post(client, "/login", login=login, password=self.passwords[login])
            post(client, "/password", old=self.passwords[login], new=PASSWORD, again=PASSWORD)
            self.passwords[login] = PASSWORD
        else:
            post(client, "/login", login=login, password=PASSWORD)
        return client


def token(client: FlaskClient, path: str = "/login") -> str:
    """The form token of a page."""
    html = client.get(path, follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf-token" content="([^"]+)"', html)
    assert found, html[:500]
    return found[1]


def post(client: FlaskClient, path: str, **data: object) -> TestResponse:
    """Send a form with its token."""
    return client.post(path, data={"csrf_token": token(client), **data})


@pytest.fixture
def office(store: GraphStore, clock: Callable[[], object], tmp_path: Path) -> Office:
    """A founded township with one account of each role."""
    now = clock()
    unit, opened = accounts.found_unit(store, TOWNSHIP, now=now)  # type: ignore[arg-type]
    local = gate.local_viewer(store)
    for login, role in (("zhudian", Role.STATION), ("chakan", Role.VIEWER)):
        opened.append(
            accounts.open_account(
                store,
                login=login,
                name=role.label,
                role=role,
                unit=unit,
                viewer=local,
                now=now,  # type: ignore[arg-type]
            )
        )
    app = create_app(Settings(tmp_path / "data"), store, clock=clock)  # type: ignore[arg-type]
    app.testing = True
    return Office(app, store, {each.login: each.password for each in opened})


@pytest.fixture
def client(office: Office) -> FlaskClient:
    """The clerk's browser."""
    return office.client("ganshi")


def names(office: Office, kind: str = "person") -> list[str]:
    """Names of all live records of a kind."""
    nodes = office.store.find(Query(kind, limit=200)).nodes
    return sorted(re.findall(r'"name":"([^"]+)"', " ".join(node.values for node in nodes)))


MINUTES = timedelta(minutes=1)
