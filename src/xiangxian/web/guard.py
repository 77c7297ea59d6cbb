"""Every view declares what it needs; the application does not start otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from xiangxian.domain.roles import Action
from xiangxian.services.gate import Viewer
from xiangxian.web.pages import asked_for

View = TypeVar("View", bound=Callable[..., object])

NEEDS = "needs_action"
AFTER = "after_password"
"""The session's word for the page that was asked for before the own password had to be chosen."""


class Undeclared(Exception):
    """Views without a permission; the message names them."""


def needs(action: Action) -> Callable[[View], View]:
    """Declare what a view needs; `Action.ANYONE` for what is open before log-in."""

    def mark(view: View) -> View:
        setattr(view, NEEDS, action)
        return view

    return mark


def declared(app: Flask) -> dict[str, Action]:
    """Endpoint -> the action it needs; raises `Undeclared` for those that say nothing."""
    actions = {}
    silent = []
    for endpoint, view in app.view_functions.items():
        action = getattr(view, NEEDS, None)
        if endpoint == "static":
            action = Action.ANYONE
        if action is None:
            silent.append(endpoint)
        else:
            actions[endpoint] = action
    if silent:
        raise Undeclared(f"views without a permission: {', '.join(sorted(silent))}")
    return actions


def viewer() -> Viewer:
    """Who is looking at this page."""
    return g.viewer  # type: ignore[no-any-return]


def install(app: Flask) -> None:
    """Check every view now, and every request later."""
    actions = declared(app)

    @app.before_request
    def enforce() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        action = actions[request.endpoint]
        if action is Action.ANYONE:
            return None
        if not current_user.is_authenticated:
            unauthorized: ResponseReturnValue = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            return unauthorized
        g.viewer = current_user.viewer
        if current_user.must_change and request.endpoint not in {"login.password", "login.leave"}:
            if request.method == "GET" and "HX-Request" not in request.headers:
                session[AFTER] = asked_for()
            return redirect(url_for("login.password"), 303)
        if not g.viewer.may(action):
            abort(403)
        return None
