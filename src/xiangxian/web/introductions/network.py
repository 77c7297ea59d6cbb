"""引荐关系: the manager's front door, the introducers, the introductions."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.claims import Level
from xiangxian.domain.introductions import Introduction, Told, founded
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Action
from xiangxian.services.briefing import figures, front_page
from xiangxian.services.introductions import board, network, tables
from xiangxian.services.introductions.attribution import Outcome, Rule
from xiangxian.services.records import refer
from xiangxian.store.base import Id
from xiangxian.web.downloads import handed_out
from xiangxian.web.guard import needs, viewer
from xiangxian.web.introductions import breakdowns
from xiangxian.web.introductions.breakdowns import chosen
from xiangxian.web.introductions.claims import introduction_more
from xiangxian.web.pages import now, page, settings, store, today
from xiangxian.web.projects.projects import level
from xiangxian.web.records import AskedBeside, RecordPages, address

bp = Blueprint("network", __name__, url_prefix="/network")
bp.register_blueprint(breakdowns.bp)
introductions = Blueprint("introductions", __name__, url_prefix="/introductions")


FIRST = 10
"""So many projects the board shows before somebody asks for all."""


def _rule() -> Rule:
    return chosen("credit", Rule.EQUAL)


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """谁牵的线: one line per project, what moved last first."""
    measure = settings().measure
    front = front_page.front(store(), today(), viewer=viewer(), measure=measure)
    lines = board.board(store(), viewer=viewer(), level=level(), measure=measure)
    asked = {name: request.args.get(name, "") for name in ("stage", "leader")}
    found = board.narrowed(lines, **asked)
    whole = request.args.get("all") == "1"
    return page(
        "introductions/index.html",
        lines=lines,
        found=found,
        shown=found if whole else found[:FIRST],
        asked=asked,
        stages=board.stage_choices(lines),
        leaders=board.leader_choices(lines),
        kept={"level": level().value} | {name: each for name, each in asked.items() if each},
        stated=front.stated,
        recorded=front.recorded,
        level=level(),
        front=front,
        quiet_list=[each.packed() for each in figures.QUIET],
    )


@bp.get("/introducers")
@needs(Action.READ)
def introducers() -> ResponseReturnValue:
    """引荐人: everybody who is part of a chain, with their projects and share; no ranking."""
    sort, measure = chosen("sort", network.IntroducerOrder.NAME), settings().measure
    found = network.introducers(
        store(), viewer=viewer(), level=level(), rule=_rule(), measure=measure, sort=sort
    )
    return page(
        "introductions/introducers.html",
        found=found,
        counts={outcome.value: found.counts.get(outcome, 0) for outcome in Outcome},
        known={outcome.value: found.known.get(outcome, 0) for outcome in Outcome},
        asked={"level": found.level.value, "credit": found.rule.value, "sort": sort.value},
        rules=list(Rule),
        levels=list(Level),
        sort=sort,
        sorts=list(network.IntroducerOrder),
        measure=Project.fields[measure].label,
        address=address,
    )


@bp.get("/table.xlsx")
@needs(Action.READ)
def table() -> ResponseReturnValue:
    """The board and the introducers as a workbook, the same figures as on the page."""
    content = tables.network_workbook(
        store(),
        viewer=viewer(),
        level=level(),
        rule=_rule(),
        measure=settings().measure,
        example=settings().demo,
        now=now(),
    )
    return handed_out(content, "引荐关系", "xlsx", _("引荐关系"))


@introductions.get("/", endpoint="index")
@needs(Action.READ)
def introductions_index() -> ResponseReturnValue:
    """The introductions are read on the network's pages."""
    return redirect(url_for("network.index"), 303)


def _preset() -> dict[str, str]:
    """A new introduction begun on a project's page is for that project."""
    project: Id = request.args.get("for", "")
    found = store().get([project]).nodes if project else ()
    if not found or found[0].unit not in viewer().units:
        return {}
    title = refer(found[0]).title
    return {"of": title, "project": title}


RecordPages(
    introductions,
    Introduction,
    beside=AskedBeside(Told, founds=lambda record, told: founded(record, told, now())),
    more=introduction_more,
    preset=_preset,
    show_template="introductions/introduction.html",
    add_list=False,
).install()
