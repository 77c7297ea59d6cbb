"""依据 and 公开口径: what claims rest on with its files, and figures that somebody stated."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.evidence import Evidence, StatedTotal
from xiangxian.domain.files import StoredFile
from xiangxian.domain.places import Place
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.evidence import files
from xiangxian.services.exports import release
from xiangxian.services.records import Invalid
from xiangxian.services.village_rounds import village_people
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.records import PLACES, RecordPages

bp = Blueprint("evidence", __name__, url_prefix="/evidence")
totals = Blueprint("totals", __name__, url_prefix="/totals")
places = Blueprint("places", __name__, url_prefix="/places")

PLACES[StoredFile.kind] = "evidence.file"


@bp.post("/<id_>/files")
@needs(Action.RECORD)
def attach(id_: Id) -> ResponseReturnValue:
    """Keep a file with this piece of evidence."""
    sent = request.files.get("file")
    change_id = sent_act()
    try:
        files.attach(
            store(),
            id_,
            sent.filename or "" if sent else "",
            sent.read() if sent else b"",
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        saved("", next(iter(invalid.faults.values())))
    else:
        saved(change_id, _("文件已存。"))
    return redirect(url_for("evidence.show", id_=id_), 303)


@bp.get("/files/<id_>")
@needs(Action.READ)
def file(id_: Id) -> ResponseReturnValue:
    """A file, always to be saved and never shown by the browser as part of this site."""
    try:
        given = files.give(store(), id_, viewer=viewer())
    except files.Altered:
        return page(
            "sorry.html",
            409,
            title=_("这个文件没有给出"),
            text=_("它和存的时候不一样了（校验码对不上）。请从备份里恢复，或请系统管理员看一看。"),
            again="",
        )
    release.noted(store(), _("依据的文件"), (id_,), viewer=viewer(), now=now())
    return send_file(
        io.BytesIO(given.content),
        "application/octet-stream",
        as_attachment=True,
        download_name=given.name,
    )


def _more(id_: Id) -> Mapping[str, Any]:
    """How many of the village are on the register, for whoever may hand it its sheet."""
    if not viewer().may(Action.EXPORT):
        return {"count": None}
    place = records.refer(records.read(store(), id_, viewer=viewer(), kind=Place.kind).node)
    return {"count": village_people.count_one(store(), place, viewer=viewer())}


def _files(id_: Id) -> Mapping[str, Any]:
    """The files of a piece of evidence, each with its digest, for who sees files."""
    return {"kept": files.kept_with(store(), [id_], viewer=viewer()).get(id_, [])}


RecordPages(bp, Evidence, more=_files, show_template="records/evidence.html").install()
RecordPages(totals, StatedTotal).install()
RecordPages(places, Place, more=_more, show_template="evidence/places/show.html").install()
