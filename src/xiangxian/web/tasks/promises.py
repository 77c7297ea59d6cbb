"""答应过的事: the list, one more in one line, and what came of each."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.domain.tasks import PROMISE, Task
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import records
from xiangxian.services.records import Changed, Invalid
from xiangxian.services.tasks import promises
from xiangxian.services.tasks.promises import Promise
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.forms import typed_day
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store, today
from xiangxian.web.records import RecordPages

bp = Blueprint("promises", __name__, url_prefix="/promises")

LINE = ("what", "for_whom", "promised_by", "due_on", "said_on", "occasion", "project", "task_kind")
"""What is asked when a task is written down; what came of it is asked later."""


@bp.app_template_global("promises_of")
def promises_of(kind: str, id_: Id) -> list[Promise]:
    """The open tasks of a record, for its page."""
    return promises.about(store(), kind, id_, viewer=viewer())


@bp.app_template_global("who_promises")
def who_promises() -> list[str]:
    """Names to choose from for who promised."""
    return promises.who_promises(store(), viewer=viewer())


@bp.app_template_global("next_promise")
def next_promise() -> Promise | None:
    """The promise that is due next, for the clerk's front door."""
    return promises.next_due(store(), viewer=viewer())


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """What was promised: the open ones by when they are due, then what else is to be done."""
    found = promises.unfinished(store(), viewer=viewer())
    promised = promises.of(found, viewer())
    everybody = request.args.get("whose") == "all"
    lines = [each for each in found if each.kind == PROMISE] if everybody else promised.lines
    return page(
        "tasks/index.html",
        lines=lines,
        own=promised.own and not everybody,
        others=promised.own,
        rest=[each for each in found if each.kind != PROMISE],
        done=promises.finished(store(), viewer=viewer()),
    )


@bp.route("/<id_>/result", methods=["GET", "POST"])
@needs(Action.RECORD)
def result(id_: Id) -> ResponseReturnValue:
    """记结果: one sentence and the day."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        done_on = typed_day("done_on", faults)
        if not faults:
            change_id = sent_act()
            try:
                promises.finish(
                    store(),
                    id_,
                    request.form.get("rev", 0, int),
                    request.form.get("result", ""),
                    done_on,
                    change_id=change_id,
                    viewer=viewer(),
                    now=now(),
                )
            except Invalid as invalid:
                faults = invalid.faults
            except Changed:
                faults["result"] = _("别人刚改过这一条，请看一眼再存。")
            else:
                saved(change_id)
                return redirect(url_for(".index"), 303)
    item = records.show(store(), id_, viewer=viewer(), kind=Task.kind)
    return page(
        "tasks/result.html",
        422 if faults else 200,
        item=item,
        faults=faults,
        form=request.form,
        day=PartialDate.of(today()).label(),
        change_id=sent_act(),
    )


RecordPages(bp, Task, asked_first=LINE, add_list=False, show_template="tasks/show.html").install()
