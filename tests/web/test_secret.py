"""The secret that forms are signed with belongs to the register, not to a process."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import Clock
from loopback_proxy import Proxy
from web.conftest import Office, token
from xiangxian.app import create_app
from xiangxian.settings import Settings
from xiangxian.store.base import Stream, Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.store.exchange import write_dump
from xiangxian.store.opening import late_store
from xiangxian.web.secret import KEY, LASTS, Secret

Reopened = Callable[[], GraphStore]


def test_every_process_has_the_same_secret(reopened: Reopened, clock: Clock) -> None:
    """Whoever needs it first makes it, also when many do at once; each purpose has a key of its own."""
    stores = [reopened() for _ in range(4)]
    begin = threading.Barrier(len(stores))
    keys: list[bytes] = []

    def ask(store: GraphStore) -> None:
        begin.wait(20)
        keys.append(Secret(store, clock).derived("acts"))

    threads = [threading.Thread(target=ask, args=(store,)) for store in stores]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(keys) == len(stores)
    assert len(set(keys)) == 1
    assert Secret(reopened(), clock).derived("acts") == keys[0]
    assert len({Secret(reopened(), clock).derived(name) for name in ("acts", "csrf")}) == 2
    assert all(len(key) == 32 for key in keys)


def test_a_secret_in_use_does_not_end(reopened: Reopened, clock: Clock) -> None:
    """A process that runs for years and one that starts then still agree; an unused one ends."""
    running = Secret(reopened(), clock)
    first = running.derived("acts")
    for _ in range(4):
        clock.move(LASTS - timedelta(days=1))
        assert running.derived("acts") == first
    assert Secret(reopened(), clock).derived("acts") == first
    clock.move(LASTS + timedelta(days=1))
    assert Secret(reopened(), clock).derived("acts") != first


@pytest.mark.neo4j
def test_a_store_that_is_away_is_asked_again(address: str, store: GraphStore, clock: Clock) -> None:
    """At the start there is no secret without it; once read, the secret is held without it."""
    assert store.revision() == 0
    proxy = Proxy(address)
    proxy.closed = True
    late = late_store(proxy.address, clock)
    try:
        secret = Secret(late, clock)
        with pytest.raises(Unavailable):
            secret.derived("acts")
        proxy.closed = False
        deadline = time.monotonic() + 30
        first = b""
        while not first and time.monotonic() < deadline:
            with contextlib.suppress(Unavailable):  # the driver waits before it tries again
                first = secret.derived("acts")
            time.sleep(0.1)
        assert first == Secret(store, clock).derived("acts")
        proxy.closed = True
        clock.move(timedelta(days=3))
        assert secret.derived("acts") == first
    finally:
        late.close()
        proxy.stop()


def test_no_dump_holds_it(store: GraphStore, clock: Clock, township: str, tmp_path: Path) -> None:
    """The exchange format carries no state."""
    assert township
    Secret(store, clock).derived("acts")
    kept = store.state(KEY)
    assert kept is not None
    path = tmp_path / "dump.jsonl"
    write_dump(store, path)
    content = path.read_bytes()
    assert kept not in content
    assert kept.hex().encode() not in content
    assert all(KEY not in repr(line) for line in store.stream(Stream.LOG))


def test_a_form_is_taken_by_another_process(
    office: Office, reopened: Reopened, clock: Clock, tmp_path: Path
) -> None:
    """What was opened before a restart, or comes from another process, is saved at the first try."""
    client = office.client("ganshi")
    form = token(client, "/people/new")
    cookie = client.get_cookie("xiangxian")
    assert cookie is not None
    other = create_app(Settings(tmp_path / "data"), reopened(), clock=clock).test_client()
    other.set_cookie("xiangxian", cookie.value)
    answer = other.post("/people/new", data={"csrf_token": form, "name": "甲"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
