"""可能重复: pairs that look alike, merging them, saying that they are two, taking either back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import schema
from xiangxian.domain.duplicates import COMPARED
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.duplicates import (
    candidates,
    comparison,
    field_merge,
    merging,
    not_the_same,
    unmerging,
)
from xiangxian.services.duplicates.field_merge import Take
from xiangxian.services.duplicates.matching import GRADES, Grade
from xiangxian.services.duplicates.merging import MergePlan, Overtaken, Wishes
from xiangxian.services.records import Invalid
from xiangxian.store import paging
from xiangxian.store.base import Conflict, Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.records import address
from xiangxian.web.sent_numbers import sent_number

bp = Blueprint("duplicates", __name__, url_prefix="/duplicates")

AT_ONCE = 10
"""Pairs on one page."""


@bp.get("/")
@needs(Action.RECORD)
def index() -> ResponseReturnValue:
    """The pairs of one kind, the strongest first."""
    kind = request.args.get("kind", "person")
    grade = next((each for each in GRADES if each.value == request.args.get("grade")), None)
    found = candidates.queue(store(), kind, viewer=viewer())
    pairs = [pair for pair in found.pairs if grade is None or pair.like.grade is grade]
    start = max(0, request.args.get("start", 0, int))
    shown = comparison.compare(store(), pairs[start : start + AT_ONCE], viewer=viewer())
    return page(
        "duplicates/index.html",
        kind=kind,
        kinds=[(each, schema.KINDS[each].label) for each in COMPARED],
        grade=grade,
        counts=found.counts(),
        crowds=found.crowds,
        shown=shown,
        start=start,
        total=len(pairs),
        at_once=AT_ONCE,
    )


@bp.post("/apart")
@needs(Action.RECORD)
def say_apart() -> ResponseReturnValue:
    """「不是同一个」: remembered."""
    change_id = sent_act()
    back = _queue_address()
    try:
        not_the_same.say_apart(
            store(),
            request.form.get("one", ""),
            request.form.get("other", ""),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        saved("", "".join(invalid.faults.values()))
    else:
        saved(change_id, _("已记住不是同一个，以后不再提示。"))
    return redirect(back, 303)


def _queue_address() -> str:
    """The page of the queue that a form was sent from."""
    kind, grade = request.form.get("kind", ""), request.form.get("grade", "")
    start = request.form.get("start", 0, int)
    return url_for(
        "duplicates.index",
        kind=kind if kind in COMPARED else None,
        grade=grade if grade in list(Grade) else None,
        start=start or None,
    )


@bp.get("/said")
@needs(Action.RECORD)
def said() -> ResponseReturnValue:
    """What was said to be two."""
    after = paging.unpacked(request.args.get("after", ""))
    rows, following = not_the_same.said_apart(store(), viewer=viewer(), after=after)
    return page(
        "duplicates/said.html",
        rows=rows,
        following=paging.packed(following) if following else None,
    )


@bp.post("/said/<id_>")
@needs(Action.RECORD)
def take_back(id_: Id) -> ResponseReturnValue:
    """They may be one after all."""
    change_id = sent_act()
    not_the_same.take_back(store(), id_, change_id=change_id, viewer=viewer(), now=now())
    saved(change_id, _("已去掉，这两条会重新列出来。"))
    return redirect(url_for("duplicates.said"), 303)


def _wishes(arguments: Any) -> Wishes:
    """What was chosen on the preview."""
    takes = {
        name.removeprefix("take."): Take(value)
        for name, value in arguments.items()
        if name.startswith("take.") and value in list(Take)
    }
    return Wishes(
        arguments.get("stays", ""),
        arguments.get("goes", ""),
        takes,
        keep_name=bool(arguments.get("keep_name")),
    )


@bp.route("/merge", methods=["GET", "POST"])
@needs(Action.RECORD)
def merge() -> ResponseReturnValue:
    """「是同一个，合并」: what will be, the choices, and then the merge itself."""
    wishes = _wishes(request.values)
    if not (wishes.stays and wishes.goes):
        return redirect(url_for("duplicates.index"), 303)
    change_id = sent_act()
    seen = sent_number(request.form.get("seen", ""))
    asked = request.method == "POST" and request.form.get("step") == "merge"
    if asked and seen is not None:
        try:
            merging.merge(
                store(), wishes, seen=seen, change_id=change_id, viewer=viewer(), now=now()
            )
        except Overtaken as overtaken:
            return _merge_page(overtaken.plan, wishes, fresh_act(), overtaken=True)
        except Invalid as invalid:
            return _refused(wishes, invalid)
        item = records.read(store(), wishes.stays, viewer=viewer())
        saved(change_id, _("已合并成一条。"))
        return redirect(address(item.record.kind, wishes.stays), 303)
    try:
        plan = merging.plan_merge(store(), wishes, change_id=change_id, viewer=viewer(), now=now())
    except Invalid as invalid:
        return _refused(wishes, invalid)
    return _merge_page(plan, wishes, change_id)


def _refused(wishes: Wishes, invalid: Invalid) -> ResponseReturnValue:
    return page(
        "duplicates/refused.html",
        422,
        title=_("没有合并"),
        text="".join(invalid.faults.values()),
        back=url_for("duplicates.index"),
        wishes=wishes,
    )


def _merge_page(
    plan: MergePlan, wishes: Wishes, change_id: Id, *, overtaken: bool = False
) -> ResponseReturnValue:
    me = viewer()
    return page(
        "duplicates/merge.html",
        409 if overtaken else 200,
        overtaken=overtaken,
        stays=records.refer(plan.stays.node),
        goes=records.refer(plan.goes.node),
        kind=plan.record.kind,
        like=candidates.like_now(store(), wishes.stays, wishes.goes),
        choices=comparison.choices(plan.rows, plan.nodes, me),
        other_name=field_merge.ALSO_CALLED.get(plan.record.kind)
        and schema.KINDS[plan.record.kind].fields[field_merge.ALSO_CALLED[plan.record.kind]].label,
        wishes=wishes,
        moved=plan.counted(plan.moved, me),
        twice=plan.counted(plan.twice, me),
        looped=plan.counted(plan.looped, me),
        private=plan.counted(plan.private, me),
        ended=[schema.KINDS[node.kind].label for node in plan.ended],
        seen=plan.seen,
        change_id=change_id,
    )


@bp.get("/merged")
@needs(Action.RECORD)
def merged() -> ResponseReturnValue:
    """The merges that stand."""
    after = paging.unpacked(request.args.get("after", ""))
    rows, following = unmerging.merges(store(), viewer=viewer(), after=after)
    return page(
        "duplicates/merged.html",
        rows=rows,
        following=paging.packed(following) if following else None,
    )


@bp.route("/merged/<act>", methods=["GET", "POST"])
@needs(Action.RECORD)
def separate(act: Id) -> ResponseReturnValue:
    """「分开」: what goes back, what stays because it was changed since; then the act itself."""
    change_id = sent_act()
    seen = sent_number(request.form.get("seen", ""))
    overtaken = False
    try:
        if request.method == "POST" and seen is not None:
            try:
                done = unmerging.separate(
                    store(), act, seen=seen, change_id=change_id, viewer=viewer(), now=now()
                )
            except Conflict:
                overtaken, change_id = True, fresh_act()
            else:
                saved(change_id, _("已分开，两条都在册里了。"))
                if done is None:
                    return redirect(url_for("duplicates.merged"), 303)
                return redirect(address(done.goes.kind, done.goes.id), 303)
        plan = unmerging.plan_separation(store(), act, change_id=change_id, viewer=viewer())
    except Invalid as invalid:
        return page(
            "duplicates/refused.html",
            422,
            title=_("没有分开"),
            text="".join(invalid.faults.values()),
            back=url_for("duplicates.merged"),
        )
    return page(
        "duplicates/separate.html",
        409 if overtaken else 200,
        plan=plan,
        overtaken=overtaken,
        change_id=change_id,
    )
