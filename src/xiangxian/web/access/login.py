"""Log-in, log-out, the own password; in the demo, the doors of the roles."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import Blueprint, Flask, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError

from xiangxian.domain.accounts import Account
from xiangxian.domain.roles import Action, Role
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services.access import accounts
from xiangxian.services.access.log_in_tries import Limit, LockedOut, TakenTry
from xiangxian.services.drafts import Loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid
from xiangxian.web.access import log_in_form
from xiangxian.web.guard import AFTER, needs, viewer
from xiangxian.web.pages import asked_for, form_page, now, own_path, page, settings, store, today
from xiangxian.web.secret import derived

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
            got = request.method == "GET"
            return redirect(asked_for() if got else url_for("home.index"), 303)
        if request.method not in {"GET", "HEAD"}:
            return _ended()
        return redirect(url_for("login.enter", next=own_path(asked_for())), 303)

    @app.errorhandler(CSRFError)
    def not_of_this_session(_fault: CSRFError) -> ResponseReturnValue:
        if not current_user.is_authenticated and not settings().demo:
            return _ended()
        if current_user.is_authenticated:
            g.viewer = current_user.viewer
        return page("access/login/stale.html", 400, back=form_page())


def _ended() -> ResponseReturnValue:
    """The answer to a form that was sent when the session had ended: nothing was done, and how to
    come back to what was typed."""
    if request.endpoint == "login.leave":
        return redirect(url_for("login.enter"), 303)
    files = any(file.filename for file in request.files.values())
    return page("access/login/ended.html", 401, back=form_page(), files=files)


def _begin(account: Loaded, *, follows: bool = False) -> None:
    session.clear()
    session.renew(follows=follows)  # type: ignore[attr-defined]
    seen_by = accounts.viewer(store(), account)
    user = LoggedIn(account, seen_by)
    # of the account and not of the session: a form that stood open over a log-out is taken once the
    # same account has logged in again, and never when another has
    marked = hmac.digest(derived("forms of an account"), user.get_id().encode(), hashlib.sha256)
    session["csrf_token"] = marked.hex()
    login_user(user)
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
    target = own_path(request.values.get("next", ""))
    if current_user.is_authenticated and request.method != "POST":
        return redirect(target or url_for("home.index"), 303)
    fault = ""
    if request.method == "POST" and not log_in_form.fits():
        fault = _("这一页放得太久了，请再登录一次。")
    elif request.method == "POST":
        try:
            account = accounts.log_in(
                store(),
                request.form.get("login", ""),
                request.form.get("password", ""),
                now=now(),
                limit=_limit(),
            )
        except LockedOut as locked:
            fault = _locked(locked.until)
        except accounts.WrongLogin as wrong:
            fault = _wrong(wrong.taken)
        else:
            _begin(account)
            return redirect(target or url_for("home.index"), 303)
    shown = page(
        "access/login/enter.html",
        422 if fault else 200,
        fault=fault,
        login=request.form.get("login", ""),
        next=target,
        form_token=log_in_form.token(),
    )
    return log_in_form.keep(make_response(shown))


def _limit() -> Limit:
    return Limit(settings().tries, timedelta(minutes=settings().lock_minutes))


def _time(moment: datetime) -> str:
    """When it is in Beijing: the time, and the day where it is not today's."""
    local = moment.astimezone(BEIJING)
    return (
        f"{local:%H:%M}"
        if local.date() == today()
        else f"{local.month}月{local.day}日{local:%H:%M}"
    )


def _locked(until: datetime) -> str:
    return str(_("试的次数多了，请到%(time)s以后再登录。", time=_time(until)))


def _wrong(taken: TakenTry) -> str:
    """The same words for every name, whether or not somebody has it."""
    if not taken.left:
        return str(_("登录名或口令不对。")) + _locked(taken.until)
    left = _("登录名或口令不对，还能试%(left)s次。忘了口令，请找系统管理员重设。", left=taken.left)
    return str(left)


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
                    limit=_limit(),
                )
            except Invalid as invalid:
                faults = invalid.faults
            except LockedOut as locked:
                faults["old"] = _("试的次数多了，请到%(time)s以后再试。", time=_time(locked.until))
            else:
                account = accounts.by_id(store(), viewer().account)
                before = own_path(session.get(AFTER, ""))
                if account is not None:
                    _begin(account, follows=True)
                return redirect(before or url_for("home.index"), 303)
    return page(
        "access/login/password.html",
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
