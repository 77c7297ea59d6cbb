"""引荐人认定: the cases, each as one page, and the steps that bring one to its decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.recognition.cases import (
    RecognitionCase,
    RecognitionDecision,
    Standing,
    share_words,
    upheld_word,
)
from xiangxian.domain.recognition.checks import Lack, What, needed_confirmers
from xiangxian.domain.recognition.confirmations import Confirmer
from xiangxian.domain.recognition.policies import EXCLUSIONS, Policy
from xiangxian.domain.recognition.rewards import label_of
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.access import accounts
from xiangxian.services.recognition import case_file as recognition_file
from xiangxian.services.recognition import cases as recognition
from xiangxian.services.recognition import policies as recognition_policies
from xiangxian.services.recognition import rewards
from xiangxian.services.recognition.case_file import CaseFile
from xiangxian.services.recognition.case_sentences import missing_words, where_it_stands
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.introductions.claims import mark
from xiangxian.web.pages import now, page, saved, settings, store, today
from xiangxian.web.records import PLACES

bp = Blueprint("recognition", __name__, url_prefix="/recognition")

PLACES[RecognitionCase.kind] = "recognition.show"
PLACES[RecognitionDecision.kind] = "recognition.decided"

STANDINGS = {
    Standing.GATHERING: "正在核对",
    Standing.NOTICE_COMING: "就要公示",
    Standing.NOTICE_RUNNING: "公示中",
    Standing.OBJECTED: "有异议没答复",
    Standing.UPHELD: "异议成立",
    Standing.NOTICE_OVER: "公示已满",
    Standing.DECIDED: "已作决定",
    Standing.CLOSED: "没有认定就结了",
}


def policies() -> Mapping[str, Policy]:
    """The rules a case may be judged by, by their keys: the office's own first."""
    own = recognition_policies.own_rules(settings().data).policies
    return {each.key: each for each in (*recognition_policies.elsewhere(), *own)}


def own_keys() -> frozenset[str]:
    """The keys of the office's own rules."""
    return frozenset(each.key for each in recognition_policies.own_rules(settings().data).policies)


def the_case(id_: Id) -> CaseFile:
    """The case *id_* as this viewer reads it now."""
    return recognition_file.case_file(store(), id_, policies(), viewer=viewer(), now=now())


def done(
    id_: Id,
    faults: dict[str, str],
    blame: str,
    act: Callable[..., Any],
    *arguments: Any,
    words: str = "",
    undoable: bool = True,
    **more: Any,
) -> ResponseReturnValue | None:
    """Do one step of the case *id_*, unless *faults* says already what is wrong.

    Leads back to the case when it is done; otherwise *faults* says why not, under *blame* when
    somebody else was first.
    """
    if faults:
        return None
    change_id = sent_act()
    try:
        act(store(), *arguments, **more, change_id=change_id, viewer=viewer(), now=now())
    except Invalid as invalid:
        faults.update(invalid.faults)
    except Changed:
        g.overtaken = True
        faults[blame] = _("别人刚动过这件认定，请看一眼再存。")
    else:
        saved(change_id if undoable else "", words)
        return redirect(url_for("recognition.show", id_=id_), 303)
    return None


def typed_rev() -> int:
    """The revision that the form was made from."""
    return request.form.get("rev", 0, int)


@bp.get("/")
@needs(Action.RECOGNISE)
def index() -> ResponseReturnValue:
    """Every case, the newest first."""
    found = recognition.cases(store(), viewer=viewer(), now=now())
    return page("recognition/index.html", found=found, words=STANDINGS)


@bp.post("/open")
@needs(Action.RECOGNISE)
def open_case() -> ResponseReturnValue:
    """办理引荐人认定: a case for a project, or the one there is."""
    change_id = sent_act()
    id_ = recognition.open_case(
        store(), request.form.get("project", ""), change_id=change_id, viewer=viewer(), now=now()
    )
    return redirect(url_for("recognition.show", id_=id_), 303)


@bp.get("/decisions/<id_>")
@needs(Action.RECOGNISE)
def decided(id_: Id) -> ResponseReturnValue:
    """A decision is read on its case's page."""
    case = recognition.case_of_decision(store(), id_, viewer=viewer())
    return redirect(url_for("recognition.show", id_=case), 303)


def sentence_of(case: CaseFile) -> str:
    """Where the case stands, in one sentence."""
    notice, decision = case.notice, case.decision
    return where_it_stands(
        case.standing,
        case.record,
        sum(1 for each in case.rivals.claimants if each.standing_claims),
        len(case.lacks) if any(lack.what is not What.NOTICE for lack in case.lacks) else 0,
        (notice.record, [party.named.name for party in notice.proposed]) if notice else None,
        (decision.record, [(each.party.named.name, each.share) for each in decision.winners])
        if decision
        else None,
        today(),
    )


def _mend(case: CaseFile, lack: Lack) -> tuple[str, str] | None:
    """The button that mends a lack: its words and its address; None where there is none."""
    may = viewer().may(Action.RECORD)
    project = case.project.id
    for_project: dict[str, Any] = {"for": project}
    if lack.what is What.POLICY:
        return _("选办法"), f"{url_for('recognition.policy', id_=case.id)}"
    if lack.what is What.NOTICE:
        return _mend_notice(case)
    if not may:
        return None
    if lack.party is None:
        return {
            What.CLAIMS: (_("补记引荐"), url_for("introductions.new", **for_project)),
            What.CONTRACT: (_("改阶段"), url_for("projects.stage", id_=project)),
            What.AMOUNT: (_("补填金额"), url_for("projects.edit", id_=project)),
        }.get(lack.what)
    own = next(each for each in case.rivals.claimants if each.party == lack.party)
    claim = own.standing_claims[0].id
    edit = url_for("introductions.edit", id_=claim)
    if lack.what is What.CONFIRMATIONS:
        by = lack.codes[0]
        return _("记一个证实"), url_for(
            "claims.state", id_=claim, move="confirm", by=by, case=case.id
        )
    if lack.what is What.EVIDENCE:
        return _("加依据"), url_for("claims.evidence", id_=claim, case=case.id)
    if lack.what is What.DISPUTED:
        return _("改状态"), url_for("claims.state", id_=claim, move="recorded", case=case.id)
    return (_("补填"), edit) if lack.what in {What.UNKNOWN, What.FILING} else None


def _mend_notice(case: CaseFile) -> tuple[str, str] | None:
    if case.standing is Standing.GATHERING:
        return _("公示"), url_for("recognition.notice", id_=case.id)
    if case.standing is Standing.OBJECTED and case.notice:
        address = url_for(
            "recognition.answer", id_=case.id, notice_id=case.notice.id, number=unanswered(case)
        )
        return _("答复异议"), address
    if case.standing is Standing.UPHELD:
        return _("再公示一次"), url_for("recognition.notice", id_=case.id)
    return None


def unanswered(case: CaseFile) -> int:
    """The number of the first objection to the newest notice that waits for its answer."""
    objections = case.notice.record.objections if case.notice else ()
    waiting = (at for at, each in enumerate(objections) if each.upheld is None)
    return next(waiting, 0)


def _lacks(case: CaseFile) -> list[dict[str, Any]]:
    parties = case.rivals.parties
    return [
        {
            "who": parties[lack.party] if lack.party else None,
            "words": missing_words(lack, case.standing),
            "mend": _mend(case, lack),
        }
        for lack in case.lacks
    ]


@bp.get("/<id_>")
@needs(Action.RECOGNISE)
def show(id_: Id) -> ResponseReturnValue:
    """One case: where it stands, what is missing, the claims, the notice, the decision."""
    case, own = the_case(id_), recognition_policies.own_rules(settings().data)
    open_ = case.standing not in {Standing.DECIDED, Standing.CLOSED}
    return page(
        "recognition/show.html",
        case=case,
        claims={claim.id: claim for claim in case.rivals.claims},
        sentence=sentence_of(case),
        lacks=_lacks(case) if open_ else [],
        open_=open_,
        sides=needed_sides(case),
        by_side=_by_side(case),
        unanswered=unanswered(case),
        exclusion=lambda code: label_of(EXCLUSIONS, code),
        share_words=share_words,
        upheld_word=upheld_word,
        Standing=Standing,
        own={each.key for each in own.policies},
        estimate=rewards.for_project(own, case.project_record),
    )


def needed_sides(case: CaseFile) -> list[Confirmer]:
    """The columns of the table of confirmations: who has to confirm, then whoever else did."""
    needed = list(needed_confirmers(case.policy))
    said = {word.by for claim in case.rivals.claims for word in claim.words}
    return [*needed, *(side for side in Confirmer if side in said and side not in needed)]


def _by_side(case: CaseFile) -> dict[Id, dict[Confirmer, Any]]:
    """What each side says of each claimant now, the later claim's words over the earlier's."""
    found: dict[Id, dict[Confirmer, Any]] = {}
    for claim in case.rivals.claims:
        found.setdefault(claim.by.key, {}).update({word.by: word for word in claim.words})
    return found


@bp.get("/<id_>/history")
@needs(Action.RECOGNISE)
def history_(id_: Id) -> ResponseReturnValue:
    """Everything that was done to the case."""
    acts = recognition.acts(store(), id_, viewer=viewer())
    item = records.show(store(), id_, viewer=viewer(), kind=RecognitionCase.kind)
    return page(
        "records/history.html",
        kind=RecognitionCase,
        item=item,
        acts=acts,
        who=accounts.names(store(), [act.actor for act in acts]),
        restoring=None,
    )


@bp.route("/<id_>/policy", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def policy(id_: Id) -> ResponseReturnValue:
    """By which rule the case is judged."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        chosen = (id_, typed_rev(), request.form.get("policy", ""), policies())
        if answered := done(id_, faults, "policy", recognition.choose_policy, *chosen):
            return answered
    case = the_case(id_)
    return page(
        "recognition/policy.html",
        422 if faults else 200,
        case=case,
        rev=mark("rev", case.item.rev),
        policies=policies(),
        own=own_keys(),
        faults=faults,
        change_id=fresh_act(),
    )


@bp.route("/<id_>/close", methods=["GET", "POST"])
@needs(Action.RECOGNISE)
def close(id_: Id) -> ResponseReturnValue:
    """The case ends without a decision; why is kept."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        because = request.form.get("because", "")
        if answered := done(id_, faults, "because", recognition.close, id_, typed_rev(), because):
            return answered
    case = the_case(id_)
    return page(
        "recognition/close.html",
        422 if faults else 200,
        case=case,
        rev=mark("rev", case.item.rev),
        faults=faults,
        typed=request.form,
        change_id=fresh_act(),
    )


@bp.post("/<id_>/again")
@needs(Action.RECOGNISE)
def again(id_: Id) -> ResponseReturnValue:
    """A closed case goes on."""
    faults: dict[str, str] = {}
    answered = done(id_, faults, "case", recognition.take_up_again, id_, typed_rev())
    if answered is None:
        saved("", next(iter(faults.values())))
    return answered or redirect(url_for("recognition.show", id_=id_), 303)
