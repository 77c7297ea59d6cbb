"""Briefs on a person, a project, a trip: a page that prints, and the same as a Word file."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services.briefing import briefs, leader_papers
from xiangxian.services.briefing.briefs import Brief, Trip
from xiangxian.services.briefing.trips import cities
from xiangxian.store.base import Id
from xiangxian.web.downloads import handed_out
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, settings, store, today

bp = Blueprint("briefs", __name__, url_prefix="/briefs")


def _page(brief: Brief, word: str, back: str) -> ResponseReturnValue:
    left = leader_papers.left_out(brief) if brief.left_out else ""
    return page("briefing/briefs/show.html", brief=brief, word=word, back=back, left=left)


def _file(brief: Brief, what: str, *about: Id) -> ResponseReturnValue:
    content = leader_papers.brief_paper(brief, example=settings().demo, made=now())
    return handed_out(content, brief.title, "docx", what, about)


def _person(id_: Id) -> Brief:
    return briefs.person_brief(store(), id_, today(), viewer=viewer(), measure=settings().measure)


def _project(id_: Id) -> Brief:
    return briefs.project_brief(store(), id_, today(), viewer=viewer(), measure=settings().measure)


@bp.get("/people/<id_>")
@needs(Action.READ)
def person(id_: Id) -> ResponseReturnValue:
    """The brief on a person."""
    back = url_for("people.show", id_=id_)
    return _page(_person(id_), url_for(".person_word", id_=id_), back)


@bp.get("/people/<id_>.docx")
@needs(Action.READ)
def person_word(id_: Id) -> ResponseReturnValue:
    """The same as a Word file."""
    return _file(_person(id_), _("见面前看一页"), id_)


@bp.get("/projects/<id_>")
@needs(Action.READ)
def project(id_: Id) -> ResponseReturnValue:
    """The brief on a project."""
    back = url_for("projects.show", id_=id_)
    return _page(_project(id_), url_for(".project_word", id_=id_), back)


@bp.get("/projects/<id_>.docx")
@needs(Action.READ)
def project_word(id_: Id) -> ResponseReturnValue:
    """The same as a Word file."""
    return _file(_project(id_), _("项目一页"), id_)


def _trip() -> Trip | None:
    """The trip that the address asks for, None without a city."""
    city = request.args.get("city", "").strip()
    if not city:
        return None
    return briefs.trip(store(), city, today(), viewer=viewer(), measure=settings().measure)


def _trip_brief(found: Trip) -> Brief:
    chosen = request.args.getlist("who")
    return briefs.trip_brief(found, chosen, request.args.get("when", ""), today())


@bp.get("/trip")
@needs(Action.READ)
def trip() -> ResponseReturnValue:
    """出差见谁: a city, when, and whom of those who are there."""
    found = _trip()
    fits = {each.heading for each in _trip_brief(found).parts} if found else set()
    return page(
        "briefing/briefs/trip.html",
        found=found,
        cities=cities(store(), viewer=viewer()),
        when=request.args.get("when", ""),
        chosen={each.id for each in found.people if each.lines[0] in fits} if found else set(),
    )


@bp.get("/trip/page")
@needs(Action.READ)
def trip_page() -> ResponseReturnValue:
    """The trip on one page; without a city, the question where to."""
    found = _trip()
    if found is None:
        return trip()
    arguments = {name: request.args.getlist(name) for name in ("city", "when", "who")}
    word = url_for(".trip_word", **arguments)  # type: ignore[arg-type]
    return _page(_trip_brief(found), word, url_for(".trip", city=found.city))


@bp.get("/trip.docx")
@needs(Action.READ)
def trip_word() -> ResponseReturnValue:
    """The same as a Word file."""
    found = _trip()
    return trip() if found is None else _file(_trip_brief(found), _("出差见谁"))
