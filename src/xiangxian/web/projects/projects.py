"""企业项目: the projects, who connected them, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.claims import Level
from xiangxian.domain.introductions import Brought
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Action
from xiangxian.domain.values.stages import STAGES
from xiangxian.services.drafts import Draft
from xiangxian.services.introductions import claims, stories
from xiangxian.services.introductions.attribution import Rule
from xiangxian.services.pictures.project import project_picture
from xiangxian.services.projects import stages
from xiangxian.services.recognition import cases as recognition
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.forms import typed_day
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, settings, store
from xiangxian.web.records import AskedBeside, RecordPages, address
from xiangxian.web.sent_numbers import sent_number

bp = Blueprint("projects", __name__, url_prefix="/projects")


def level() -> Level:
    """The level that the address asks for; 凡有记录的 when it asks for none."""
    return Level.CONFIRMED if request.args.get("level") == "confirmed" else Level.RECORDED


def _more(id_: Id) -> Mapping[str, Any]:
    story = stories.project_story(
        store(), id_, viewer=viewer(), level=level(), measure=settings().measure
    )
    return {
        "story": story,
        "level": level(),
        "rules": (Rule.EQUAL, Rule.FIRST),
        "stages": STAGES,
        "case": recognition.case_of(store(), id_, viewer=viewer()),
    }


@bp.get("/<id_>/picture.json")
@needs(Action.READ)
def graph(id_: Id) -> ResponseReturnValue:
    """The layered picture of the project's introductions."""
    return project_picture(store(), id_, viewer=viewer(), address=address, level=level())


@bp.route("/<id_>/stage", methods=["GET", "POST"])
@needs(Action.RECORD)
def stage(id_: Id) -> ResponseReturnValue:
    """One more step of the project's stage; the steps before stay."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        on = typed_day("on", faults)
        if not faults:
            change_id = sent_act()
            try:
                stages.move(
                    store(),
                    id_,
                    sent_number(request.form.get("rev", "")) or 0,
                    request.form.get("stage", ""),
                    on,
                    request.form.get("note", ""),
                    change_id=change_id,
                    viewer=viewer(),
                    now=now(),
                )
            except Invalid as invalid:
                faults = invalid.faults
            except Changed:
                faults["stage"] = _("别人刚改过这个项目，请看一眼再存。")
            else:
                saved(change_id)
                return redirect(url_for("projects.show", id_=id_), 303)
    item = stages.read(store(), id_, viewer=viewer())
    return page(
        "projects/stage.html",
        422 if faults else 200,
        item=item,
        stages=STAGES,
        faults=faults,
        form=request.form,
        change_id=fresh_act(),
    )


def _introduced(draft: Draft, id_: Id, record: Project, brought: Brought) -> None:
    claims.introduce(draft, store(), id_, record, brought, viewer=viewer(), now=now())


RecordPages(
    bp,
    Project,
    first=("name", "natives", "investors"),
    beside=AskedBeside(Brought, adds=_introduced),
    more=_more,
    show_template="projects/show.html",
    list_template="projects/list.html",
).install()
