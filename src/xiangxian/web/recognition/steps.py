"""The steps of a recognition case: notice, objections and their answers, decision."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.recognition.cases import NOTICE_DAYS, WHOLE, Objection, read_share
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate
from xiangxian.services.recognition.case_file import Notice
from xiangxian.services.recognition.case_sentences import missing_words
from xiangxian.services.recognition.decisions import NewDecision, decide, still_missing
from xiangxian.services.recognition.notices import NewNotice, move_end, object_to, publish
from xiangxian.services.recognition.notices import answer as answer_objection
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act
from xiangxian.web.forms import typed_day
from xiangxian.web.guard import needs
from xiangxian.web.introductions.claims import mark, typed_number
from xiangxian.web.pages import page, today
from xiangxian.web.recognition.cases import bp as bp
from xiangxian.web.recognition.cases import done, the_case, typed_rev
from xiangxian.web.sent_numbers import sent_number

VERDICTS = {"yes": True, "no": False}


def _typed_notice(faults: dict[str, str]) -> NewNotice:
    first, last = typed_day("first_day", faults), typed_day("last_day", faults)
    typed = request.form.get("working_days", "").strip()
    days = sent_number(typed)
    if typed and not 0 < (days or 0) <= 60:
        faults["working_days"] = _("请写1到60之间的天数。")
    return NewNotice(
        tuple(request.form.getlist("proposed")),
        first,
        last,
        days,
        request.form.get("place", ""),
        request.form.get("contact", ""),
        request.form.get("phone", ""),
    )


@bp.route("/<id_>/notice", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def notice(id_: Id) -> ResponseReturnValue:
    """公示: whom, from when, for how long, whom to ring."""
    case = the_case(id_)
    faults: dict[str, str] = {}
    if request.method == "POST":
        typed = (case, request.form.get("seen", ""), _typed_notice(faults))
        if answered := done(id_, faults, "case", publish, *typed):
            return answered
        case = the_case(id_)
    rule_days = case.policy.notice_working_days if case.policy else None
    return page(
        "recognition/notice.html",
        422 if faults else 200,
        case=case,
        seen=mark("seen", case.newest),
        faults=faults,
        typed=request.form,
        chosen=request.form.getlist("proposed"),
        days=rule_days or NOTICE_DAYS,
        by_rule=rule_days is not None,
        day=PartialDate.of(today()).label(),
        change_id=fresh_act(),
    )


def _notice(id_: Id, notice_id: Id) -> Notice:
    """The notice *notice_id* of the case *id_*; raises `Missing`."""
    found = next((each for each in the_case(id_).notices if each.id == notice_id), None)
    if found is None:
        raise gate.Missing(notice_id)
    return found


def _notice_page(
    id_: Id, notice_id: Id, template: str, faults: dict[str, str], **more: Any
) -> ResponseReturnValue:
    case = the_case(id_)
    notice_ = next(each for each in case.notices if each.id == notice_id)
    return page(
        template,
        422 if faults else 200,
        case=case,
        notice=notice_,
        rev=mark("rev", notice_.rev),
        faults=faults,
        typed=request.form,
        change_id=fresh_act(),
        **more,
    )


@bp.route("/<id_>/notice/<notice_id>/end", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def end(id_: Id, notice_id: Id) -> ResponseReturnValue:
    """Another last day, for holidays and days worked instead."""
    _notice(id_, notice_id)
    faults: dict[str, str] = {}
    if request.method == "POST":
        last = typed_day("last_day", faults)
        if answered := done(id_, faults, "last_day", move_end, notice_id, typed_rev(), last):
            return answered
    return _notice_page(id_, notice_id, "recognition/end.html", faults)


@bp.route("/<id_>/notice/<notice_id>/objection", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def objection(id_: Id, notice_id: Id) -> ResponseReturnValue:
    """Somebody objects."""
    _notice(id_, notice_id)
    faults: dict[str, str] = {}
    if request.method == "POST":
        on = typed_day("on", faults)
        by, text = (request.form.get(name, "").strip() for name in ("by", "text"))
        typed = (notice_id, typed_rev(), Objection(by=by, on=on, text=text))
        if answered := done(id_, faults, "by", object_to, *typed):
            return answered
    return _notice_page(id_, notice_id, "recognition/objection.html", faults)


@bp.route("/<id_>/notice/<notice_id>/objections/<number>", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def answer(id_: Id, notice_id: Id, number: str) -> ResponseReturnValue:
    """An objection is answered, and whether it holds. Raises `Missing`."""
    at = typed_number(number)
    if at >= len(_notice(id_, notice_id).record.objections):
        raise gate.Missing(number)
    faults: dict[str, str] = {}
    if request.method == "POST":
        on = typed_day("answered_on", faults)
        typed = (notice_id, typed_rev(), at, request.form.get("answer", ""), on)
        upheld = VERDICTS.get(request.form.get("upheld", ""))
        if answered := done(id_, faults, "answer", answer_objection, *typed, upheld=upheld):
            return answered
    return _notice_page(id_, notice_id, "recognition/answer.html", faults, number=at)


def _shares(faults: dict[str, str]) -> dict[Id, int]:
    """Whom the form ticks, with the shares; one alone has the whole."""
    ticked = list(dict.fromkeys(request.form.getlist("winner")))
    if len(ticked) == 1 and not request.form.get(f"share-{ticked[0]}", "").strip():
        return {ticked[0]: WHOLE}
    shares = {}
    for party in ticked:
        share = read_share(request.form.get(f"share-{party}", ""))
        if share is None:
            faults["winners"] = _("几个人一起的，请给每个人写上份额，例如60%。")
            continue
        shares[party] = share
    return shares


@bp.route("/<id_>/decision", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def decision(id_: Id) -> ResponseReturnValue:
    """One more decision; those before stay."""
    case = the_case(id_)
    faults: dict[str, str] = {}
    shares: dict[Id, int] = {}
    if request.method == "POST":
        on, shares = typed_day("on", faults), _shares(faults)
        typed = NewDecision(
            shares,
            request.form.get("delegate", ""),
            nobody="nobody" in request.form,
            on=on,
            decided_by=request.form.get("decided_by", ""),
            reason=request.form.get("reason", ""),
            number=request.form.get("number", ""),
            acknowledged="acknowledged" in request.form,
        )
        # a decision is not taken back but changed by a newer one
        words, seen = _("决定已记下。"), request.form.get("seen", "")
        if answered := done(
            id_, faults, "case", decide, case, seen, typed, words=words, undoable=False
        ):
            return answered
        case = the_case(id_)
    missing = still_missing(case, shares) if "acknowledged" in faults else []
    return page(
        "recognition/decision.html",
        422 if faults else 200,
        case=case,
        seen=mark("seen", case.newest),
        faults=faults,
        typed=request.form,
        ticked=request.form.getlist("winner"),
        missing=[
            (case.rivals.parties.get(lack.party or ""), missing_words(lack, case.standing))
            for lack in missing
        ],
        day=PartialDate.of(today()).label(),
        change_id=fresh_act(),
    )
