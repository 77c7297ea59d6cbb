"""公文模板: the office's own versions of the Word templates."""

from __future__ import annotations

import io

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services.documents import office_templates
from xiangxian.services.documents.letter_templates import BadTemplate
from xiangxian.services.recognition.paper_samples import KINDS
from xiangxian.web.acts import each_sending_is_an_act, own_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, settings, store

bp = Blueprint("paper_templates", __name__, url_prefix="/paper-templates")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _page(fault: str = "", about: str = "") -> ResponseReturnValue:
    """The list, with what was wrong with the version sent in for *about*."""
    return page(
        "documents/index.html",
        422 if fault else 200,
        entries=office_templates.entries(KINDS, settings().data),
        fault=fault,
        about=about,
    )


def _file(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), WORD, as_attachment=True, download_name=f"{name}.docx")


@bp.get("/")
@needs(Action.RECORD)
def index() -> ResponseReturnValue:
    """Every template and whose version is in use."""
    return _page()


@bp.get("/<name>")
@needs(Action.RECORD)
def take(name: str) -> ResponseReturnValue:
    """The version in use, to be edited."""
    content = office_templates.take(KINDS, settings().data, name)
    return _file(content, f"{KINDS[name].label}模板")


@bp.get("/<name>/look")
@needs(Action.RECORD)
def look(name: str) -> ResponseReturnValue:
    """The version in use, filled in with made-up values."""
    content = office_templates.take(KINDS, settings().data, name)
    try:
        tried = office_templates.tried(KINDS, name, content)
    except BadTemplate as fault:
        return _page(str(fault), name)
    return _file(tried, f"{KINDS[name].label}样子")


@bp.post("/<name>")
@needs(Action.RECORD)
@each_sending_is_an_act
def put(name: str) -> ResponseReturnValue:
    """The office's version, put in use when it can be filled in."""
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    if not content:
        return _page(_("请先选改好的模板。"), name)
    try:
        office_templates.put(
            store(),
            KINDS,
            settings().data,
            name,
            content,
            change_id=own_act(),
            viewer=viewer(),
            now=now(),
        )
    except BadTemplate as fault:
        return _page(str(fault), name)
    saved("", _("以后就用这份模板。"))
    return redirect(url_for("paper_templates.index"), 303)


@bp.post("/<name>/give-up")
@needs(Action.RECORD)
@each_sending_is_an_act
def give_up(name: str) -> ResponseReturnValue:
    """Ours again."""
    office_templates.give_up(
        store(),
        KINDS,
        settings().data,
        name,
        change_id=own_act(),
        viewer=viewer(),
        now=now(),
    )
    saved("", _("换回原来的模板了，改过的那份还留着。"))
    return redirect(url_for("paper_templates.index"), 303)
