"""The token of the log-in form: it hangs on a cookie of its own and on no session, so that a page
which stood open over night, a restart or somebody's log-out is taken at the first try."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import current_app, g, request
from flask.wrappers import Response

from xiangxian.web.secret import derived


def token() -> str:
    """What the form carries; `keep` puts the cookie that goes with it into the answer."""
    if "log_in_cookie" not in g:
        g.log_in_cookie = request.cookies.get(_name()) or secrets.token_urlsafe(32)
    return _token(g.log_in_cookie)


def fits() -> bool:
    """Whether the posted form is one of this program's pages, shown in this browser."""
    cookie = request.cookies.get(_name(), "")
    sent = request.form.get("csrf_token", "")
    return bool(cookie) and hmac.compare_digest(sent.encode(), _token(cookie).encode())


def keep(response: Response) -> Response:
    """*response* with the cookie of the form that it shows."""
    if "log_in_cookie" in g and g.log_in_cookie != request.cookies.get(_name()):
        path = current_app.session_interface.get_cookie_path(current_app)
        response.set_cookie(_name(), g.log_in_cookie, path=path, httponly=True, samesite="Lax")
    return response


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_form"


def _token(cookie: str) -> str:
    return hmac.new(derived("log-in form"), cookie.encode(), hashlib.sha256).hexdigest()
