"""A page of a register that is damaged is a sentence, never a trace."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from acts import NOW
from conftest import TOWNSHIP, Clock
from held_township import fill, finish, overwritten
from web.conftest import Office
from xiangxian.app import create_app
from xiangxian.services.access import accounts
from xiangxian.settings import Settings
from xiangxian.store.base import Unavailable
from xiangxian.store.opening import FILE, open_store

PAGES = (
    "/", "/people/", "/people/p1", "/projects/", "/projects/x1", "/events/", "/greetings/",
    "/network/", "/recycle_bin/", "/imports/", "/search?q=王甲", "/login", "/about", "/healthz",
)  # fmt: skip


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A register that nobody has open, and the cookie of a clerk who is logged in."""
    directory = tmp_path_factory.mktemp("left")
    clock = Clock()
    store = open_store("sqlite", directory, clock)
    _, opened = accounts.found_unit(store, TOWNSHIP, now=NOW)
    fill(store)
    finish(store)
    app = create_app(Settings(directory), store, clock=clock)
    client = Office(app, store, {each.login: each.password for each in opened}).client("ganshi")
    assert client.get("/people/").status_code == 200
    cookie = client.get_cookie("xiangxian")
    assert cookie is not None
    store.close()
    return directory, cookie.value


@pytest.mark.sqlite
@pytest.mark.parametrize("number", range(12))
def test_a_damaged_file_is_told_on_the_page(
    left: tuple[Path, str], tmp_path: Path, number: int
) -> None:
    """Whatever page is asked for, and wherever the damage is."""
    shutil.copytree(left[0], tmp_path / "data")
    spoilt, _ = overwritten((left[0] / FILE).read_bytes(), number)
    (tmp_path / "data" / FILE).write_bytes(spoilt)
    try:
        store = open_store("sqlite", tmp_path / "data", Clock())
    except Unavailable:
        return  # the server does not start; `tests/test_upkeep.py` sees what it says
    app = create_app(Settings(tmp_path / "data"), store, clock=Clock())
    client = app.test_client()
    client.set_cookie("xiangxian", left[1])
    for path in PAGES:
        answer = client.get(path)
        html = answer.get_data(as_text=True)
        assert "Traceback" not in html
        if answer.status_code >= 500:
            assert re.search(r"(名册有损坏|没能做成|打不开)", html), (path, html[:500])
    store.close()
