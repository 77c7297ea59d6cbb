"""The papers of a recognition case as Word files that the office edits, prints and stamps."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.services.documents.letter_templates import BadTemplate
from xiangxian.services.documents.office_templates import FOLDER
from xiangxian.services.recognition.papers import (
    Office,
    filing_paper,
    letter_paper,
    notice_paper,
)
from xiangxian.store.base import Id
from xiangxian.web.downloads import handed_out
from xiangxian.web.guard import needs
from xiangxian.web.pages import saved, settings, store
from xiangxian.web.recognition.cases import the_case

bp = Blueprint("recognition_papers", __name__, url_prefix="/recognition")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS = {"filing": filing_paper, "notice": notice_paper, "letter": letter_paper}


@bp.get("/<id_>/papers/<what>/<about>.docx")
@needs(Action.RECOGNISE)
def paper(id_: Id, what: str, about: Id) -> ResponseReturnValue:
    """One paper: of a claim, a notice or a decision of the case. Raises `Missing`."""
    case = the_case(id_)
    if what not in PAPERS:
        raise gate.Missing(what)
    office = Office(accounts.township(store()), settings().data / FOLDER, settings().demo)
    try:
        made = PAPERS[what](case, about, office)
    except BadTemplate as fault:
        saved("", str(fault))
        return redirect(url_for("recognition.show", id_=id_), 303)
    title = made.name.removesuffix(".docx")
    return handed_out(made.content, title, "docx", _("引荐人认定的材料"), (case.project.id,))
