"""Two web processes on one server are one program; and one whose server is away says so."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest

from loopback_proxy import Proxy
from serving import Served, Visitor, serving
from xiangxian.store.contract import GraphStore

PASSWORD = "Yitian-2026x"
SOON = 20.0
"""Seconds: four times what is wanted of an idle machine."""

pytestmark = pytest.mark.neo4j


def entered(visitor: Visitor, served: Served) -> None:
    """Log the first account in with its one-time password and choose another."""
    at = served.address
    login, password = next(iter(served.passwords.items()))
    status, _ = visitor.post(f"{at}/login", f"{at}/login", login=login, password=password)
    assert status == 200
    page = f"{at}/password"
    status, html = visitor.post(page, page, old=password, new=PASSWORD, again=PASSWORD)
    assert status == 200, html[:300]


def test_who_logs_in_on_one_works_on_the_other(address: str, tmp_path: Path) -> None:
    """Session, record, search, log-out and lock-out are those of the store, not of a process."""
    with (
        serving(tmp_path / "one", address) as one,
        serving(tmp_path / "two", address) as two,
    ):
        assert one.passwords
        assert two.passwords == {}  # the first has founded the township
        visitor = Visitor()
        entered(visitor, one)
        status, html = visitor.get(f"{two.address}/")
        assert status == 200
        assert "退出" in html
        status, html = visitor.post(
            f"{two.address}/people/new", f"{two.address}/people/new", name="戴两处"
        )
        assert status == 200, html[:500]
        assert "戴两处" in visitor.get(f"{one.address}/people/")[1]
        assert "在本单位的服务器上" in visitor.get(f"{two.address}/about")[1]
        visitor.post(f"{two.address}/leave", f"{two.address}/")
        assert "戴两处" not in visitor.get(f"{one.address}/people/")[1]


def test_a_server_that_is_away_at_the_start(
    address: str, store: GraphStore, tmp_path: Path
) -> None:
    """The program starts and soon says so on a page; when the server comes back it
    works, and founds the township, without a restart."""
    assert store.revision() == 0
    proxy = Proxy(address)
    proxy.closed = True
    try:
        with serving(tmp_path / "data", proxy.address) as served:
            visitor = Visitor()
            began = time.monotonic()
            status, html = visitor.get(f"{served.address}/people/")
            assert time.monotonic() - began < SOON
            assert status in {200, 503}
            status, html = visitor.get(f"{served.address}/healthz")
            assert status == 503
            proxy.closed = False
            for _ in range(300):
                if served.passwords:
                    break
                time.sleep(0.1)
            assert served.passwords
            at = served.address
            entered(visitor, served)
            proxy.closed = True
            began = time.monotonic()
            status, html = visitor.get(f"{at}/")
            assert (status, "现在连不上" in html, "再试一次" in html) == (503, True, True)
            assert time.monotonic() - began < SOON
            assert "放得太久" not in html
            proxy.closed = False
            for _ in range(300):
                status, html = visitor.get(f"{at}/password")
                if status == 200:
                    break
                time.sleep(0.1)
            assert re.search("口令", html)
            assert status == 200
    finally:
        proxy.stop()


def test_other_pages_live_while_the_server_is_slow(address: str, tmp_path: Path) -> None:
    """Pages that wait for a slow server hold up neither each other nor what needs no server."""
    proxy = Proxy(address)
    try:
        with serving(tmp_path / "data", proxy.address) as served:
            proxy.delay = 2.0
            waiting = [
                threading.Thread(target=Visitor().get, args=(f"{served.address}/login",))
                for _ in range(3)
            ]
            for each in waiting:
                each.start()
            status, _ = Visitor().get(f"{served.address}/demo/static/vendor/stamp.json")
            assert status in {200, 404}
            assert all(each.is_alive() for each in waiting)
            proxy.delay = 0.0
            for each in waiting:
                each.join(120)
                assert not each.is_alive()
    finally:
        proxy.stop()
