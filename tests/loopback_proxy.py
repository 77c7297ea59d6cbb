"""A proxy on loopback between the program and Bolt that breaks the connection on purpose."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

from xiangxian.domain.people import Person
from xiangxian.store.base import ChangeSet, Edge, Node, Unavailable, Write
from xiangxian.store.contract import GraphStore

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""Bolt's COMMIT message: an empty structure with the signature 0x12, in one chunk."""
FAULTS = ("cut_at_once", "cut_in_reply", "before_commit", "during_commit", "after_commit")


class Proxy:
    """Passes bytes on to the server at *address* until a fault is armed.

    *fault* is one of `FAULTS`; it happens once and disarms itself. *delay* is how many seconds
    every answer waits. *stays_away* lets nobody through after the fault. *closed* refuses connections and cuts those that stand; *tried* counts
    all that were asked for.
    """

    def __init__(self, address: str) -> None:
        self._server = urlsplit(address)
        self.fault: str | None = None
        self.delay = 0.0
        self.fired = self.tried = 0
        self.stays_away = False
        self._closed = False
        self._over = False
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        user = f"{self._server.username}:{self._server.password}"
        self.address = f"bolt://{user}@127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def closed(self) -> bool:
        """Whether nobody gets through."""
        return self._closed

    @closed.setter
    def closed(self, value: bool) -> None:
        self._closed = value
        if value:
            self.cut()

    def cut(self) -> None:
        """End all connections that stand."""
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            _end(*pair)

    def stop(self) -> None:
        """End everything."""
        self._over = True
        _end(self._listener)
        self.cut()

    def _accept(self) -> None:
        while not self._over:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.tried += 1
            if self._closed:
                _end(client)
                continue
            try:
                server = socket.create_connection(
                    (self._server.hostname or "", self._server.port or 7687), timeout=5
                )
            except OSError:
                _end(client)
                continue
            server.settimeout(None)
            pair = (client, server)
            with self._lock:
                self._pairs.add(pair)
            for source, target in (pair, pair[::-1]):
                threading.Thread(
                    target=self._pump, args=(source, target, pair), daemon=True
                ).start()

    def _pump(
        self, source: socket.socket, target: socket.socket, pair: tuple[socket.socket, ...]
    ) -> None:
        asking = source is pair[0]
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not asking and self.delay:
                    time.sleep(self.delay)
                if self._breaks(data, target, asking=asking):
                    break
                target.sendall(data)
        _end(*pair)

    def _breaks(self, data: bytes, target: socket.socket, *, asking: bool) -> bool:
        """Let the armed fault happen if this is its moment."""
        fault = self.fault
        commits = asking and COMMIT in data
        if fault == "cut_at_once" and asking:
            self._fire()
            return True
        if fault == "cut_in_reply" and not asking:
            self._fire()
            target.sendall(data[: len(data) // 2])
            return True
        if fault == "before_commit" and commits:
            self._fire()
            return True
        if fault == "during_commit" and commits:
            self._fire()
            target.sendall(data)
            return True
        if fault == "after_commit" and commits:
            self.fault = "cut_in_reply"  # the commit's own reply is what is lost
        return False

    def _fire(self) -> None:
        self.fault = None
        self._closed = self._closed or self.stays_away
        self.fired += 1


def write_through(
    direct: GraphStore, proxied: GraphStore, proxy: Proxy, fault: str, number: int
) -> bool:
    """Apply a ChangeSet while *fault* happens and check that it happened once or not at all, that
    what was told is true, and that asking again makes it happen once. Says whether it was told
    as done. *number* makes its ids."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    ids = [f"f{number}-{n}" for n in range(5)]
    entries: list[Node | Edge] = [
        Node(id_, "person", "u", 1, Person(name=f"王{number}").values()) for id_ in ids
    ]
    entries.append(Edge(f"t{number}", "KIN", ids[0], ids[1], 1))
    made = ChangeSet(f"c{number}", "t", at, "t", tuple(Write(0, each) for each in entries))
    revision, fired = direct.revision(), proxy.fired
    proxy.fault = fault
    told = None
    try:
        told = proxied.apply(made)
    except Unavailable as refusal:
        assert refusal.reason.endswith("。")  # noqa: PT017
    proxy.fault = None
    assert proxy.fired > fired, "the fault did not happen"
    # a commit that was cut may still be on its way: the server ends it, or undoes it, soon
    again = proxied.apply(made)
    assert (again.seq, direct.revision()) == (revision + 1, revision + 1)
    assert again.replayed or told is None
    assert told is None or told.seq == revision + 1
    assert len(direct.get(ids).nodes) == len(ids)
    assert len(direct.edges("KIN", after=f"t{number}"[:-1], limit=100_000)) > 0
    assert len(direct.change_set(made.id)) == len(entries)
    return told is not None


def _end(*sockets: socket.socket) -> None:
    for each in sockets:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            each.close()
