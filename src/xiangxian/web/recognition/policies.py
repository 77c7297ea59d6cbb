"""外地做法 and 本单位办法: recognition rules to be read, the unit's own to be loaded and tried."""

from __future__ import annotations

import io

from flask import Blueprint, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.recognition.policies import BadPolicy, Policy
from xiangxian.domain.roles import Action
from xiangxian.domain.values.amounts import Money, read_money
from xiangxian.services.recognition import policies as recognition_policies
from xiangxian.services.recognition import rewards
from xiangxian.web.acts import each_sending_is_an_act, fresh_act, own_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.limits import measured_by_its_form
from xiangxian.web.pages import now, page, saved, settings, store
from xiangxian.web.sent_numbers import sent_number

bp = Blueprint("policies", __name__, url_prefix="/policies")
BLANK_FILE = "认定办法空白样张.yaml"


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """Other places' rules, and the way to the unit's own."""
    own = recognition_policies.own_rules(settings().data)
    return page(
        "recognition/policies/index.html", elsewhere=recognition_policies.elsewhere(), own=own
    )


@bp.get("/<key>")
@needs(Action.READ)
def show(key: str) -> ResponseReturnValue:
    """One other place's rule in plain words."""
    rule = next((each for each in recognition_policies.elsewhere() if each.key == key), None)
    if rule is None:
        abort(404)
    return page("recognition/policies/show.html", rule=rule)


@bp.get("/own")
@needs(Action.READ)
def own() -> ResponseReturnValue:
    """The unit's own rules, with a reckoner for the one that holds."""
    rules = recognition_policies.own_rules(settings().data)
    typed = request.args.get("amount", "").strip()
    estimate, fault = None, ""
    if typed and rules.current is not None:
        amount, fault = _amount(typed)
        chosen = request.args.get("schedule", "0")
        schedules = rules.current.rewards
        at = sent_number(chosen) or 0
        if amount is not None and at < len(schedules):
            estimate = rewards.reckoned(schedules[at], amount)
    return page(
        "recognition/policies/own.html",
        422 if fault else 200,
        own=rules,
        typed=typed,
        fault=fault,
        estimate=estimate,
        change_id=fresh_act(),
    )


def _amount(typed: str) -> tuple[Money | None, str]:
    """The amount that was typed for the reckoner, or what to type instead."""
    money = read_money(typed).value
    if money is None:
        return None, _("“%(typed)s”看不懂，可以写 5000（万元）、1.2亿元。", typed=typed[:30])
    return money, ""


@bp.get("/own/blank")
@needs(Action.RECORD)
def blank() -> ResponseReturnValue:
    """The commented file to start from."""
    return send_file(
        io.BytesIO(recognition_policies.blank_rule().encode("utf-8-sig")),
        "text/plain",
        as_attachment=True,
        download_name=BLANK_FILE,
    )


@bp.get("/own/edit")
@needs(Action.RECORD)
def edit() -> ResponseReturnValue:
    """The unit's rule as text; the blank one where there is none."""
    text = recognition_policies.text_of(settings().data, request.args.get("key", ""))
    return _desk(text or recognition_policies.blank_rule())


def _desk(
    text: str, *, faults: tuple[str, ...] = (), read: Policy | None = None
) -> ResponseReturnValue:
    return page(
        "recognition/policies/edit.html",
        422 if faults else 200,
        text=text,
        faults=faults,
        rule=read,
        change_id=fresh_act(),
    )


@bp.post("/own")
@needs(Action.RECORD)
@each_sending_is_an_act
@measured_by_its_form
def load() -> ResponseReturnValue:
    """Show how the text, or the file, is understood; load it with `use`."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        text = recognition_policies.decoded(sent.read()).replace("\r\n", "\n")
    try:
        if not request.form.get("use"):
            return _desk(text, read=recognition_policies.read_rule(text))
        rule = recognition_policies.load(
            store(),
            settings().data,
            text,
            change_id=own_act(),
            viewer=viewer(),
            now=now(),
        )
    except BadPolicy as fault:
        return _desk(text, faults=fault.sentences)
    saved("", _("已用上“%(title)s”。", title=rule.title))
    return redirect(url_for("policies.own"), 303)


@bp.post("/own/<key>/retire")
@needs(Action.RECORD)
@each_sending_is_an_act
def retire(key: str) -> ResponseReturnValue:
    """The unit's rule holds no longer."""
    recognition_policies.retire(
        store(),
        settings().data,
        key,
        change_id=own_act(),
        viewer=viewer(),
        now=now(),
    )
    saved("", _("已停用，文件还留着。"))
    return redirect(url_for("policies.own"), 303)
