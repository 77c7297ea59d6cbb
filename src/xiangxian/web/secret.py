"""The installation's own secret: what forms are signed with, the same for every process and after
every restart."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, request

from xiangxian.store.base import State, Unavailable
from xiangxian.store.contract import GraphStore

KEY = "secret"
SIZE = 32
LASTS = timedelta(days=400)
"""How long the secret stands when nobody uses the program."""
RENEWED = timedelta(days=1)
"""How often a process that uses it puts its end off."""


class Secret:
    """32 random bytes in the store's state: made once by whoever needs them first, never in a dump.

    They are read when they are first needed, because the store may be away when the program
    starts, and then held; once in `RENEWED` the store is asked again, so that they never end while
    somebody uses them.
    """

    def __init__(self, store: GraphStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._held: tuple[bytes, datetime] | None = None

    def derived(self, purpose: str) -> bytes:
        """The key (32 bytes) for *purpose*: each purpose has its own, and none tells another.

        Raises `Unavailable` when the store is away and was never asked before.
        """
        return hmac.digest(self._read(), purpose.encode(), hashlib.sha256)

    def _read(self) -> bytes:
        now = self._clock()
        held = self._held
        if held is not None and abs(now - held[1]) < RENEWED:
            return held[0]
        made = secrets.token_bytes(SIZE)

        def renewed(stands: bytes | None) -> State:
            return State(stands or (held[0] if held else made), now + LASTS)

        try:
            read = self._store.state(KEY, renewed)
        except Unavailable:
            if held is None:
                raise
            return held[0]
        assert read is not None  # noqa: S101 - it ends in `LASTS`
        self._held = read, now
        return read


def derived(purpose: str) -> bytes:
    """The key for *purpose* of the application that answers this request; see `Secret.derived`."""
    return cast("Secret", current_app.extensions["xiangxian.secret"]).derived(purpose)


def install(app: Flask, store: GraphStore, clock: Callable[[], datetime]) -> None:
    """Let *app* sign its forms with the secret kept in *store*.

    Flask-WTF reads the key of the configuration with every form: it is put there before anything
    looks at one. Until the store was reached for the first time there is a key that fits nothing,
    so that the page which says so can be made.
    """
    app.extensions["xiangxian.secret"] = Secret(store, clock)
    app.config["SECRET_KEY"] = secrets.token_bytes(SIZE)

    @app.before_request
    def sign() -> None:
        if request.endpoint != "static":
            app.config["SECRET_KEY"] = derived("csrf")
