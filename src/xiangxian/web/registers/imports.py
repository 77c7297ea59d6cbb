"""从Excel导入: drop the file, see cell by cell what will happen, confirm; take it back."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.documents import office_files
from xiangxian.services.gate import Missing
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.session import confirm, import_restoring, import_sentences
from xiangxian.services.registers.session import open_points as reviewing
from xiangxian.services.registers.session.import_restoring import TakenBack
from xiangxian.services.registers.session.waiting_files import Answers
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.services.upkeep.jobs import Stage
from xiangxian.store.base import Id, Query
from xiangxian.store.paging import pages
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.records import PLACES
from xiangxian.web.registers import waiting_room
from xiangxian.web.registers.waiting_file import File, at_work, file_of, jobs, room, waiting

bp = Blueprint("imports", __name__, url_prefix="/imports")
PLACES[ImportBatch.kind] = "imports.show"
_MOST = 200
"""So many records of a kind are named on the page of an import that was taken back."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One import in the list: as it stands, or as it was taken back."""

    id: Id
    batch: ImportBatch
    taken: TakenBack | None = None


def _lines() -> list[_Line]:
    """Every import, the newest first, those too that were taken back."""
    begun = store().incomplete()  # being written, or left so by a server that was killed
    query = Query(ImportBatch.kind, gate.scope(viewer()), limit=200)
    nodes = (node for found in pages(store(), query) for node in found.nodes)
    live = [(node.id, ImportBatch.parsed(node.values)) for node in nodes if node.id not in begun]
    lines = [_Line(id_, batch) for id_, batch in live if isinstance(batch, ImportBatch)]
    lines += [
        _Line(each.id, each.batch, each)
        for each in import_restoring.taken_back(store(), viewer=viewer())
    ]
    return sorted(lines, key=lambda line: line.id, reverse=True)


def _index(fault: str = "") -> ResponseReturnValue:
    return page(
        "registers/index.html",
        422 if fault else 200,
        imports=_lines(),
        fault=fault,
        open_imports=[(each, at_work(each)) for each in room().all(viewer=viewer())],
    )


@bp.get("/")
@needs(Action.IMPORT)
def index() -> ResponseReturnValue:
    """Where a file is dropped, and what was brought in before."""
    return _index()


@bp.post("/")
@needs(Action.IMPORT)
def upload() -> ResponseReturnValue:
    """Take a file in and look at it; nothing is written."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _index(_("请选一份Excel文件。"))
    name = waiting_room.own_name(file.filename)
    path = room().open() / f"{secrets.token_hex(16)}.upload"
    try:
        workbook = read_workbook(office_files.laid_down(path, file.read()), name=name)
    except Unreadable as fault:
        return _index(fault.sentence)
    finally:
        office_files.discard(path)
    found = confirm.understood(store(), workbook, Answers(), viewer=viewer())
    if not found.checked.anything:
        return _index(import_sentences.nothing_sentence(found.checked))
    stands = room().take(workbook, viewer=viewer(), now=now())
    return _onward(File(stands, found))


def _onward(file: File) -> ResponseReturnValue:
    return redirect(url_for(f"import_steps.{file.next_step()}", token=file.waiting.token), 303)


@bp.get("/open/<token>")
@needs(Action.IMPORT)
def resume(token: str) -> ResponseReturnValue:
    """接着做: where the import was left."""
    stands = waiting(token)
    if stands.batch or at_work(stands):
        return redirect(url_for("import_steps.preview", token=token), 303)
    return _onward(file_of(stands))


@bp.get("/jobs/<id_>")
@needs(Action.IMPORT)
def progress(id_: Id) -> ResponseReturnValue:
    """How far long work is; once it is over, its result."""
    job = jobs().get(id_, viewer=viewer())
    token = job.about.get("token", "")
    if job.stage is Stage.DONE:
        to = url_for("imports.index")
        if job.kind == confirm.IMPORT:
            session["imported"] = job.said.splitlines()
            session["import_rest"] = {"batch": job.result, "token": token}
            to = url_for("imports.show", id_=job.result) if job.result else to
        else:
            saved("", job.said)
            to = url_for("imports.show", id_=job.result) if job.result else to
        if "HX-Request" in request.headers:
            return "", 200, {"HX-Redirect": to}
        return redirect(to, 303)
    fragment = "HX-Request" in request.headers
    template = "registers/_progress.html" if fragment else "registers/progress.html"
    return page(
        template,
        job=job,
        token=token,
        undoing=job.kind == confirm.UNDO,
        restoring=job.kind == confirm.RESTORE,
    )


@bp.post("/jobs/<id_>/stop")
@needs(Action.IMPORT)
def stop(id_: Id) -> ResponseReturnValue:
    """停下: what was written so far is taken back."""
    job = jobs().stop(id_, viewer=viewer())
    if job.stage is Stage.STOPPED and "token" in job.about:
        stands = waiting(job.about["token"])
        room().change(stands, now(), lambda each: replace(each, job=""))
    return redirect(url_for("imports.progress", id_=id_), 303)


@bp.get("/<id_>")
@needs(Action.IMPORT)
def show(id_: Id) -> ResponseReturnValue:
    """One import: what it did, what was not stored, and the points it left open; of one that was
    taken back, what went with it."""
    with contextlib.suppress(Missing):
        return _taken_back(import_restoring.read_taken_back(store(), id_, viewer=viewer()))
    item = records.show(store(), id_, viewer=viewer(), kind=ImportBatch.kind)
    batch = records.read(store(), id_, viewer=viewer(), kind=ImportBatch.kind).record
    token, left = _left_over(id_)
    return page(
        "registers/show.html",
        item=item,
        said=session.pop("imported", []),
        dropped=import_sentences.dropped_sentence(item.title, getattr(batch, "dropped", ())),
        token=token,
        left=left,
        groups=reviewing.groups(store(), id_, viewer=viewer()),
    )


def _taken_back(taken: TakenBack) -> ResponseReturnValue:
    went = import_restoring.what_went(store(), taken, viewer=viewer())
    return page("registers/taken_back.html", taken=taken, went=went, most=_MOST)


def _left_over(batch: Id) -> tuple[str, int]:
    """Where the rows of an import that could not come in are had, and how many they are."""
    rest = session.get("import_rest") or {}
    if rest.get("batch") != batch:
        return "", 0
    try:
        count = confirm.rejected(file_of(waiting(rest["token"])).understood)
    except Missing:  # there were none, or the day is over
        return "", 0
    return str(rest["token"]), count


@bp.post("/<id_>/review")
@needs(Action.IMPORT)
def review(id_: Id) -> ResponseReturnValue:
    """Close one kind of points."""
    chosen = {
        name.removeprefix("who."): value
        for name, value in request.form.items()
        if name.startswith("who.") and value
    }
    change_id = sent_act()
    count = reviewing.answer(
        store(),
        id_,
        request.form.get("code", ""),
        chosen,
        change_id=change_id,
        viewer=viewer(),
        now=now(),
    )
    if count:
        saved(change_id, _("已记下%(count)s处。", count=count))
    return redirect(url_for("imports.show", id_=id_), 303)


@bp.post("/<id_>/undo")
@needs(Action.IMPORT)
def take_back(id_: Id) -> ResponseReturnValue:
    """撤回这次导入: everything that nobody changed since."""
    batch = records.read(store(), id_, viewer=viewer(), kind=ImportBatch.kind).record
    written = getattr(batch, "created", 0) or 0, getattr(batch, "updated", 0) or 0
    if sum(written) > confirm.LARGE:
        job = jobs().start(confirm.UNDO, {"batch": id_}, viewer=viewer())
        return redirect(url_for("imports.progress", id_=job.id), 303)
    try:
        kept = loading.take_back(store(), id_, viewer=viewer(), now=now())
    except Invalid as invalid:
        saved("", "".join(invalid.faults.values()))
    else:
        saved("", import_sentences.taken_back_sentence([each.title for each in kept]))
    return redirect(url_for("imports.index"), 303)


@bp.post("/<id_>/restore")
@needs(Action.IMPORT)
def restore(id_: Id) -> ResponseReturnValue:
    """恢复: an import that was taken back comes again, with its ties."""
    change_id = sent_act()
    taken = import_restoring.read_taken_back(store(), id_, viewer=viewer())
    if (taken.batch.created or 0) + (taken.batch.updated or 0) > confirm.LARGE:
        job = jobs().start(confirm.RESTORE, {"batch": id_}, viewer=viewer())
        return redirect(url_for("imports.progress", id_=job.id), 303)
    try:
        done = import_restoring.restore(
            store(), id_, change_id=change_id, viewer=viewer(), now=now()
        )
    except Invalid as invalid:
        saved("", "".join(invalid.faults.values()))
        return redirect(url_for("imports.index"), 303)
    saved("", import_sentences.restored_sentence(done))
    return redirect(url_for("imports.show", id_=id_), 303)
