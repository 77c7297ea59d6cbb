"""操作记录 and 名单去向: the inspector's door."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from xiangxian.domain.people import Person
from xiangxian.domain.roles import ACTIONS, SIGHTS, Action, Role
from xiangxian.services.access import operation_log
from xiangxian.services.exports import export_log
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import each_sending_is_an_act, own_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, store

bp = Blueprint("log", __name__, url_prefix="/log")


@bp.get("/")
@needs(Action.INSPECT)
def index() -> ResponseReturnValue:
    """The operation log, newest first, and whether its chain is whole."""
    before = request.args.get("before", type=int)
    return page(
        "access/operation_log/index.html",
        found=operation_log.log(store(), viewer=viewer(), before=before),
        whole=operation_log.whole(store(), viewer=viewer()) if before is None else None,
        at=now(),
    )


@bp.get("/exports")
@needs(Action.INSPECT)
def exports() -> ResponseReturnValue:
    """Every list that left: when, for what, for whom; found by the mark on its foot."""
    mark = request.args.get("mark", "").strip().upper()
    return page(
        "access/operation_log/exports.html",
        found=export_log.lists(
            store(), viewer=viewer(), now=now(), mark=mark, after=request.args.get("after", "")
        ),
        long_out=export_log.long_out(store(), viewer=viewer(), now=now()),
        mark=mark,
        search="log.exports",
    )


@bp.get("/exports/<id_>")
@needs(Action.INSPECT)
def export(id_: Id) -> ResponseReturnValue:
    """Who was on a list that left, masked; one record in full for a reason."""
    return page(
        "access/operation_log/export.html",
        people=operation_log.on_list(store(), id_, viewer=viewer()),
    )


@bp.post("/people/<id_>")
@needs(Action.INSPECT)
@each_sending_is_an_act
def person(id_: Id) -> ResponseReturnValue:
    """One record in full, for a reason that is logged."""
    try:
        item = operation_log.full_record(
            store(),
            id_,
            request.form.get("reason", ""),
            change_id=own_act(),
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return page(
            "access/operation_log/person.html",
            422,
            item=None,
            kind=Person,
            fault=invalid.faults["reason"],
        )
    return page("access/operation_log/person.html", item=item, kind=Person, fault="")


@bp.get("/rights")
@needs(Action.INSPECT)
def rights() -> ResponseReturnValue:
    """权限: what each role may do and see."""
    return page(
        "access/operation_log/rights.html", roles=list(Role), actions=ACTIONS, sights=SIGHTS
    )
