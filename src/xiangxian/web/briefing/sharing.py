"""发给领导: one sheet for the telephone, as a picture made by the browser, and as a Word file."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services.access import accounts
from xiangxian.services.briefing import fact_sheets, leader_papers
from xiangxian.services.briefing.fact_sheets import FactSheet
from xiangxian.store.base import Id
from xiangxian.web.downloads import file_name, handed_out
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, settings, store, today

bp = Blueprint("sharing", __name__, url_prefix="/share")


def _page(sheet: FactSheet, word: str, back: str) -> ResponseReturnValue:
    return page(
        "briefing/briefs/sheet.html", sheet=sheet, word=word, back=back, name=file_name(sheet.title)
    )


def _file(sheet: FactSheet, *about: Id) -> ResponseReturnValue:
    content = leader_papers.sheet_paper(sheet, example=settings().demo, made=now())
    return handed_out(content, sheet.title, "docx", _("发给领导"), about)


def _board() -> FactSheet:
    return fact_sheets.board_sheet(
        store(),
        accounts.township(store()),
        today(),
        viewer=viewer(),
        measure=settings().measure,
    )


def _project(id_: Id) -> FactSheet:
    return fact_sheets.project_sheet(
        store(),
        id_,
        accounts.township(store()),
        today(),
        viewer=viewer(),
        measure=settings().measure,
    )


@bp.get("/board")
@needs(Action.READ)
def board() -> ResponseReturnValue:
    """The board as one sheet."""
    return _page(_board(), url_for(".board_word"), url_for("network.index"))


@bp.get("/board.docx")
@needs(Action.READ)
def board_word() -> ResponseReturnValue:
    """The same as a Word file."""
    return _file(_board())


@bp.get("/projects/<id_>")
@needs(Action.READ)
def project(id_: Id) -> ResponseReturnValue:
    """One project as one sheet."""
    word = url_for(".project_word", id_=id_)
    return _page(_project(id_), word, url_for("projects.show", id_=id_))


@bp.get("/projects/<id_>.docx")
@needs(Action.READ)
def project_word(id_: Id) -> ResponseReturnValue:
    """The same as a Word file."""
    return _file(_project(id_), id_)
