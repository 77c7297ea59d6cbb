"""移出的记录: look, and put back."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import schema
from xiangxian.domain.roles import Action
from xiangxian.services.acts.undoing import listed
from xiangxian.services.duplicates import merging
from xiangxian.services.history import recycle_bin
from xiangxian.store import paging
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store

_MOST = 100
"""So many records of one import are listed under its line."""

bp = Blueprint("recycle_bin", __name__, url_prefix="/removed")


@bp.get("/")
@needs(Action.RECORD)
def index() -> ResponseReturnValue:
    """What was moved out, one kind at a time."""
    kind = request.args.get("kind", "person")
    after = paging.unpacked(request.args.get("after", ""))
    found = recycle_bin.moved_out(store(), kind, viewer=viewer(), after=after)
    return page(
        "history/index.html",
        kind=kind,
        kinds=[(each, schema.KINDS[each].label) for each in recycle_bin.KINDS],
        found=found,
        most=_MOST,
        following=paging.packed(found.next) if found.next else None,
    )


@bp.post("/<id_>")
@needs(Action.RECORD)
def put_back(id_: Id) -> ResponseReturnValue:
    """放回: the record and the ties that went with it."""
    change_id = sent_act()
    kind = request.form.get("kind", "person")
    if became := merging.merged_into(store(), id_, viewer=viewer()):
        return redirect(url_for("duplicates.separate", act=became[1]), 303)
    if store().applied(change_id) is None:
        done = recycle_bin.put_back(store(), id_, change_id=change_id, viewer=viewer(), now=now())
        words = _(
            "“%(name)s”放回去了，连着的%(ties)s处关系一起。", name=done.record.title, ties=done.ties
        )
        if done.without:
            names = listed([each.title for each in done.without])
            words += _("还在外面的没有连上：%(names)s。", names=names)
        if done.otherwise:
            names = listed([each.title for each in done.otherwise])
            words += _("已经另填了别的，没有改：%(names)s。", names=names)
        saved(change_id, words)
    return redirect(url_for("recycle_bin.index", kind=kind), 303)
