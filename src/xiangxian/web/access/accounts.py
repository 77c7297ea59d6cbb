"""账号: who may log in; passwords are shown once and kept nowhere."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from xiangxian.domain.roles import Action, Role
from xiangxian.services.access import accounts
from xiangxian.services.records import Invalid
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, store

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


def _list(
    status: int = 200,
    *,
    faults: dict[str, str] | None = None,
    shown: tuple[str, str] | None = None,
) -> ResponseReturnValue:
    """The accounts; *shown* is a log-in name with its one-time password."""
    found = accounts.accounts(store(), viewer=viewer(), after=request.args.get("after", ""))
    return page(
        "access/accounts/index.html",
        status,
        found=found,
        faults=faults or {},
        shown=shown,
        roles=list(Role),
        form=request.form,
    )


@bp.get("/")
@needs(Action.ADMINISTER)
def index() -> ResponseReturnValue:
    """Every account of the unit."""
    return _list()


@bp.post("/")
@needs(Action.ADMINISTER)
def add() -> ResponseReturnValue:
    """A new account with a one-time password."""
    role = request.form.get("role", "")
    if role not in set(Role):
        return _list(422, faults={"role": "请选角色。"})
    try:
        opened = accounts.open_account(
            store(),
            login=request.form.get("login", ""),
            name=request.form.get("name", ""),
            role=Role(role),
            unit=viewer().unit,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _list(422, faults=invalid.faults)
    return _list(shown=(opened.login, opened.password))


@bp.post("/township")
@needs(Action.ADMINISTER)
def township() -> ResponseReturnValue:
    """The township's full name, as every page and list shows it."""
    change_id = sent_act()
    try:
        accounts.rename_township(
            store(),
            request.form.get("township", ""),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _list(422, faults=invalid.faults)
    return _list()


@bp.post("/password")
@needs(Action.ADMINISTER)
def reset() -> ResponseReturnValue:
    """A new one-time password; the account's sessions end."""
    login = request.form.get("login", "")
    password = accounts.reset_password(store(), login, viewer=viewer(), now=now())
    return _list(shown=(login, password))


@bp.post("/disable")
@needs(Action.ADMINISTER)
def disable() -> ResponseReturnValue:
    """Nobody logs in with it any more."""
    accounts.disable(store(), request.form.get("login", ""), viewer=viewer(), now=now())
    return _list()
