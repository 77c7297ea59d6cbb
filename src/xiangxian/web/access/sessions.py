"""Server-side sessions: the cookie is a random token, everything else lies in the store.

Whoever is not logged in has none: nothing is kept for a visitor.
"""

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

from xiangxian.store.base import State, Unavailable
from xiangxian.store.contract import GraphStore

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
        self.read = dict(content)
        self.modified = False
        self.accessed = False
        self.unreachable: Unavailable | None = None
        self.stale_token: str | None = None
        self.follows = False

    def renew(self, *, follows: bool = False) -> None:
        """A new token: at log-in, so that no older cookie is ever valid.

        A session that *follows* the one before, as after a change of password, comes to nothing
        when that one has ended meanwhile.
        """
        self.stale_token, self.token = self.token, None
        self.follows = follows
        self.modified = True

    def merged(self, stands: dict[str, Any]) -> dict[str, Any]:
        """What *stands* in the store with what this request changed, and nothing else."""
        kept = {key: value for key, value in stands.items() if key in self or key not in self.read}
        new = {
            key: self[key] for key in self if key not in self.read or self.read[key] != self[key]
        }
        return kept | new


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
        if session.stale_token and not self._end(session.stale_token) and session.follows:
            return
        if not session:
            if session.token:
                self._end(session.token)
                response.delete_cookie(name, path=path)
            return
        now = self._clock()
        began = datetime.fromisoformat(session["began"]) if "began" in session else now
        seen = datetime.fromisoformat(session["seen"]) if "seen" in session else None
        if session.token and not session.modified and seen and now - seen < REFRESH:
            return
        session["began"], session["seen"] = began.isoformat(), now.isoformat()
        expires = min(now + self._idle, began + self._longest)

        def kept(text: bytes | None) -> State | None:
            # what ended meanwhile, by log-out or by time, is not revived by whoever was slow
            if text is None:
                return None
            return State(json.dumps(session.merged(json.loads(text))).encode(), expires)

        if session.token:
            self._store.state(_key(session.token), kept)
            return
        session.token = secrets.token_urlsafe(32)
        begun = State(json.dumps(dict(session)).encode(), expires)
        self._store.state(_key(session.token), lambda _: begun)
        response.set_cookie(
            name,
            session.token,
            path=path,
            httponly=True,
            samesite="Lax",
            secure=self._secure,
        )

    def _end(self, token: str) -> bool:
        """End the session *token*; says whether it still stood."""
        stood = False

        def gone(text: bytes | None) -> None:
            nonlocal stood
            stood = text is not None

        self._store.state(_key(token), gone)
        return stood


def refuse_unreachable() -> None:
    """Before anything looks at the session: raise why it could not be read."""
    unreachable: Unavailable | None = session.unreachable  # type: ignore[attr-defined]
    if unreachable is not None:
        raise unreachable
