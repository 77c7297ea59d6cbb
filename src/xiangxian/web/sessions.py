"""Server-side sessions: the cookie is a random token, everything else lies in the store."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from xiangxian.store.base import GraphStore, State, Unavailable

REFRESH = timedelta(minutes=1)


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """The session's content; *token* names it, *began* and *seen* are moments in UTC.

    *unreachable* says why the store could not be asked for it.
    """

    def __init__(self, content: dict[str, Any], token: str | None) -> None:
        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(content, changed)
        self.token = token
        self.modified = False
        self.accessed = False
        self.unreachable: Unavailable | None = None

    def renew(self) -> None:
        """A new token for the same content: at log-in, so that no older cookie is ever valid."""
        self.stale_token = self.token
        self.token = None
        self.modified = True

    stale_token: str | None = None


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


class StoreSessions(SessionInterface):
    """Keeps sessions in the store's state: idle ones end after *idle*, all of them after *longest*."""

    def __init__(
        self,
        store: GraphStore,
        clock: Callable[[], datetime],
        *,
        idle: timedelta,
        longest: timedelta,
        secure: bool = False,
    ) -> None:
        self._store = store
        self._clock = clock
        self._idle = idle
        self._longest = longest
        self._secure = secure

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        """The session of the request's cookie; an empty one for an unknown or ended token."""
        token = request.cookies.get(self.get_cookie_name(app))
        if token:
            try:
                content = self._store.state(_key(token))
            except Unavailable as fault:
                # told by `refuse_unreachable`: an error raised here has no page yet
                unread = StoredSession({}, token)
                unread.unreachable = fault
                return unread
            if content is not None:
                return StoredSession(json.loads(content), token)
        return StoredSession({}, None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed; refresh the idle time at most once a minute."""
        assert isinstance(session, StoredSession)  # noqa: S101 - open_session made it
        if session.unreachable is not None:
            return
        try:
            self._save(app, session, response)
        except Unavailable as fault:
            # what the page says happened has happened: only the session's end stays as it was
            app.logger.warning("session not saved: %s", fault)

    def _save(self, app: Flask, session: StoredSession, response: Response) -> None:
        name, path = self.get_cookie_name(app), self.get_cookie_path(app)
        if session.stale_token:
            self._store.state(_key(session.stale_token), lambda _: None)
        if not session:
            if session.token:
                self._store.state(_key(session.token), lambda _: None)
                response.delete_cookie(name, path=path)
            return
        now = self._clock()
        began = datetime.fromisoformat(session["began"]) if "began" in session else now
        seen = datetime.fromisoformat(session["seen"]) if "seen" in session else None
        if session.token and not session.modified and seen and now - seen < REFRESH:
            return
        session["began"], session["seen"] = began.isoformat(), now.isoformat()
        new = session.token is None
        session.token = session.token or secrets.token_urlsafe(32)
        expires = min(now + self._idle, began + self._longest)
        state = State(json.dumps(dict(session)).encode(), expires)
        self._store.state(_key(session.token), lambda _: state)
        if new:
            response.set_cookie(
                name,
                session.token,
                path=path,
                httponly=True,
                samesite="Lax",
                secure=self._secure,
            )


def refuse_unreachable() -> None:
    """Before anything looks at the session: raise why it could not be read."""
    unreachable: Unavailable | None = session.unreachable  # type: ignore[attr-defined]
    if unreachable is not None:
        raise unreachable
