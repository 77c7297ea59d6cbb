"""名单去向 as the clerk sees it: who has which list, and what became of it."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services.exports import export_log
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, own_path, page, saved, store

bp = Blueprint("whereabouts", __name__, url_prefix="/exports")


def _index(fault: str = "") -> ResponseReturnValue:
    mark = request.args.get("mark", "").strip().upper()
    return page(
        "access/operation_log/exports.html",
        422 if fault else 200,
        found=export_log.lists(
            store(), viewer=viewer(), now=now(), mark=mark, after=request.args.get("after", "")
        ),
        long_out=export_log.long_out(store(), viewer=viewer(), now=now()),
        mark=mark,
        search="whereabouts.index",
        fault=fault,
    )


@bp.get("/")
@needs(Action.EXPORT)
def index() -> ResponseReturnValue:
    """Every list that left, those that have been out for long first."""
    return _index()


@bp.post("/<id_>")
@needs(Action.EXPORT)
def note_end(id_: Id) -> ResponseReturnValue:
    """已收回, 已销毁, or that taken back: by one tap."""
    try:
        after = export_log.note_end(
            store(),
            id_,
            request.form.get("ended", ""),
            change_id=sent_act(),
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _index(next(iter(invalid.faults.values())))
    words = {"returned": _("记下了：已收回。"), "destroyed": _("记下了：已销毁。")}
    saved("", words.get(after.ended or "", _("撤回了，名单还在外面。")))
    return redirect(own_path(request.form.get("next", "")) or url_for("whereabouts.index"), 303)
