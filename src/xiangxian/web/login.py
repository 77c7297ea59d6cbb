"""Log-in, log-out, the own password; in the demo, the doors of the roles."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from xiangxian.domain.accounts import Account
from xiangxian.domain.dates import BEIJING
from xiangxian.domain.roles import Action, Role
from xiangxian.services import accounts
from xiangxian.services.drafts import Loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, own_path, page, settings, store

bp = Blueprint("login", __name__)


class LoggedIn(UserMixin):  # type: ignore[misc]
    """The account behind a session, as Flask-Login wants it."""

    def __init__(self, account: Loaded, seen_by: Viewer) -> None:
        record = account.record
        assert isinstance(record, Account)  # noqa: S101 - accounts gives accounts only
        self.account = account
        self.record = record
        self.viewer = seen_by
        self.must_change = record.must_change and not settings().demo

    def get_id(self) -> str:
        """The account and its epoch: a new epoch ends every session of the account."""
        return f"{self.account.id}:{self.record.epoch}"


def _load(user_id: str) -> LoggedIn | None:
    if g.get("storeless"):
        return None  # a page that says what is wrong with the store asks it nothing
    id_, _mark, epoch = user_id.rpartition(":")
    account = accounts.by_id(store(), id_)
    if account is None or not isinstance(account.record, Account):
        return None
    if account.record.disabled or str(account.record.epoch) != epoch:
        return None
    return LoggedIn(account, accounts.viewer(store(), account))


def install(app: Flask) -> None:
    """Set Flask-Login up for this application."""
    manager = LoginManager(app)
    manager.session_protection = None  # the token is 256 random bits and lives in the store
    manager.user_loader(_load)

    @manager.unauthorized_handler  # type: ignore[untyped-decorator]
    def to_the_door() -> ResponseReturnValue:
        if settings().demo:
            _enter(Role.MANAGER)
            again = request.script_root + request.full_path
            return redirect(again if request.method == "GET" else url_for("home.index"), 303)
        return redirect(url_for("login.enter", next=own_path(request.full_path)), 303)


def _begin(account: Loaded) -> None:
    session.clear()
    session.renew()  # type: ignore[attr-defined]
    seen_by = accounts.viewer(store(), account)
    login_user(LoggedIn(account, seen_by))
    g.viewer = seen_by


def _enter(role: Role) -> None:
    for login, _name, each in accounts.FIRST + accounts.DEMO:
        if each is role and (account := accounts.by_login(store(), login)):
            _begin(account)


@bp.route("/login", methods=["GET", "POST"])
@needs(Action.ANYONE)
def enter() -> ResponseReturnValue:
    """Log in; the first page of a new installation has its two doors here."""
    if settings().demo:
        return redirect(url_for("home.index"), 303)
    if current_user.is_authenticated:
        return redirect(url_for("home.index"), 303)
    fault = ""
    if request.method == "POST":
        try:
            account = accounts.log_in(
                store(),
                request.form.get("login", ""),
                request.form.get("password", ""),
                source=request.remote_addr or "",
                now=now(),
                tries=settings().tries,
                lock=timedelta(minutes=settings().lock_minutes),
            )
        except accounts.Locked as locked:
            until = locked.until.astimezone(BEIJING)
            fault = _("试的次数多了，请到%(time)s以后再登录。", time=f"{until:%H:%M}")
        except accounts.WrongLogin:
            fault = _("登录名或口令不对。忘了口令，请找系统管理员重设。")
        else:
            _begin(account)
            target = own_path(request.form.get("next", ""))
            return redirect(target or url_for("home.index"), 303)
    return page(
        "login/enter.html",
        422 if fault else 200,
        fault=fault,
        login=request.form.get("login", ""),
        next=own_path(request.values.get("next", "")),
    )


@bp.post("/leave")
@needs(Action.ENTER)
def leave() -> ResponseReturnValue:
    """Log out; the session is gone from the store."""
    logout_user()
    session.clear()
    return redirect(url_for("login.enter"), 303)


@bp.route("/password", methods=["GET", "POST"])
@needs(Action.ENTER)
def password() -> ResponseReturnValue:
    """The own password; after a one-time password it comes before everything else."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        new = request.form.get("new", "")
        if new != request.form.get("again", ""):
            faults["again"] = _("两次输入的新口令不一样。")
        else:
            try:
                accounts.change_password(
                    store(),
                    viewer().account,
                    request.form.get("old", ""),
                    new,
                    viewer=viewer(),
                    now=now(),
                )
            except Invalid as invalid:
                faults = invalid.faults
            else:
                account = accounts.by_id(store(), viewer().account)
                if account is not None:
                    _begin(account)
                return redirect(url_for("home.index"), 303)
    return page(
        "login/password.html",
        422 if faults else 200,
        faults=faults,
        first=current_user.must_change,
    )


@bp.post("/as")
@needs(Action.ENTER)
def change_role() -> ResponseReturnValue:
    """In the demo: look at it as somebody else."""
    if settings().demo:
        _enter(Role(request.form.get("role", Role.MANAGER.value)))
    return redirect(url_for("home.index"), 303)
