"""One introduction's road: 「改状态」, one step at a time, and 「加依据」 in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.evidence import Evidence
from xiangxian.domain.recognition.confirmations import CONFIRMERS
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.evidence import files
from xiangxian.services.gate import Missing
from xiangxian.services.introductions import claims
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.forms import DeclaredForm, typed_day
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.sent_numbers import sent_number

bp = Blueprint("claims", __name__, url_prefix="/introductions")

EVIDENCE_FIELDS = ("evidence_kind", "name", "on", "excerpt")
"""What the one form of a new piece asks, beside the file."""


def mark(name: str, current: object) -> str:
    """What a form says it was made from: what was sent stays when the form comes back for another
    fault, so that a change meanwhile is still noticed; after it was noticed, what stands now."""
    return str(current) if g.get("overtaken") else request.form.get(name, str(current))


def introduction_more(id_: Id) -> Mapping[str, Any]:
    """What an introduction's page shows beside its fields: where it stands, its road, its files."""
    item = claims.read(store(), id_, viewer=viewer())
    record = claims.introduction_of(item)
    shown = records.show(store(), id_, viewer=viewer())
    pieces = [reference.id for reference in shown.links.get("evidence", ())]
    return {
        "standing": record.standing,
        "road": claims.told_road(record, shown),
        "confirmations": record.confirmations,
        "gone": claims.moved_out(store(), item, viewer=viewer()),
        "kept": files.kept_with(store(), pieces, viewer=viewer()),
    }


def _back(id_: Id) -> ResponseReturnValue:
    """To the case the step was begun on, else to the introduction."""
    if case := request.args.get("case", ""):
        return redirect(url_for("recognition.show", id_=case), 303)
    return redirect(url_for("introductions.show", id_=id_), 303)


@bp.route("/<id_>/state", methods=["GET", "POST"])
@needs(Action.RECORD)
def state(id_: Id) -> ResponseReturnValue:
    """改状态: who says what about this introduction, when, on what."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        on = typed_day("on", faults)
        change_id = sent_act()
        said = claims.SaidStep(
            request.form.get("move", ""),
            request.form.get("by", ""),
            request.form.get("name", ""),
            on,
            request.form.get("note", ""),
            request.form.get("evidence", ""),
        )
        if not faults:
            try:
                claims.move(
                    store(),
                    id_,
                    request.form.get("rev", 0, int),
                    said,
                    change_id=change_id,
                    viewer=viewer(),
                    now=now(),
                )
            except Invalid as invalid:
                faults = invalid.faults
            except Changed:
                g.overtaken = True
                faults["move"] = _("别人刚改过这条引荐，请看一眼再存。")
            else:
                saved(change_id)
                return _back(id_)
    item = claims.read(store(), id_, viewer=viewer())
    shown = records.show(store(), id_, viewer=viewer())
    record = claims.introduction_of(item)
    return page(
        "introductions/state.html",
        422 if faults else 200,
        rev=mark("rev", item.rev),
        item=shown,
        standing=record.standing,
        road=claims.told_road(record, shown),
        moves=claims.MOVES,
        confirmers=CONFIRMERS,
        faults=faults,
        typed=request.form if request.method == "POST" else request.args,
        change_id=fresh_act(),
    )


def typed_number(text: str) -> int:
    """A place in a list as an address has it; raises `Missing` for what is none."""
    number = sent_number(text)
    if number is None:
        raise Missing(text)
    return number


@bp.post("/<id_>/confirmations/<number>/remove")
@needs(Action.RECORD)
def remove_confirmation(id_: Id, number: str) -> ResponseReturnValue:
    """Strike out a confirmation that was typed by mistake."""
    change_id = sent_act()
    try:
        claims.take_back_confirmation(
            store(),
            id_,
            request.form.get("rev", 0, int),
            typed_number(number),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Changed:
        saved("", _("别人刚改过这条引荐，没有去掉，请看一眼。"))
    else:
        saved(change_id)
    return redirect(url_for("introductions.show", id_=id_), 303)


@bp.route("/<id_>/evidence/new", methods=["GET", "POST"])
@needs(Action.RECORD)
def evidence(id_: Id) -> ResponseReturnValue:
    """加依据: a piece with its file, linked straight away."""
    posted = request.form if request.method == "POST" else None
    form = DeclaredForm(Evidence, viewer(), posted=posted, only=EVIDENCE_FIELDS)
    fault = ""
    if posted is not None and form.accept(store()):
        sent = request.files.get("file")
        try:
            claims.add_evidence(
                store(),
                id_,
                Evidence.model_validate(form.content()),
                file_name=(sent.filename or "") if sent else "",
                content=sent.read() if sent else b"",
                change_id=form.change_id,
                viewer=viewer(),
                now=now(),
            )
        except Invalid as invalid:
            fault = invalid.faults.pop("file", "")
            form.blame(invalid.faults)
        else:
            saved(form.change_id, _("依据已存。"))
            return _back(id_)
    item = records.show(store(), id_, viewer=viewer(), kind="introduction")
    return page(
        "introductions/evidence.html",
        422 if form.faults or fault else 200,
        item=item,
        form=form,
        fault=fault,
    )
