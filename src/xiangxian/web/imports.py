"""从Excel导入: drop the file, see cell by cell what will happen, confirm; take it back."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

from flask import Blueprint, redirect, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.people import CONTACT_ORIGINS
from xiangxian.domain.problems import PROBLEMS
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.drafts import new_id
from xiangxian.services.gate import Missing
from xiangxian.services.records import Invalid
from xiangxian.services.registers import layouts, sentences
from xiangxian.services.registers import load as loading
from xiangxian.services.registers import review as reviewing
from xiangxian.services.registers.check import Choices, check
from xiangxian.services.registers.columns import ALL_OF_IT, KEEP, KEY, LEAVE, known
from xiangxian.services.registers.holdings import homeland, known_people
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.rejected import rejected_workbook
from xiangxian.services.registers.sheets import Checked, CheckedSheet, Unreadable, Workbook
from xiangxian.services.registers.showing import column_labels, examples
from xiangxian.store.base import Id, Order
from xiangxian.web import waiting_room
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.records import PLACES

bp = Blueprint("imports", __name__, url_prefix="/imports")
PLACES[ImportBatch.kind] = "imports.show"


def _checked(path: Path, name: str) -> Checked:
    return _understood(read_workbook(path, name=name))


def _understood(workbook: Workbook) -> Checked:
    land = homeland(store(), viewer=viewer())
    wanted = layouts.choices(store(), viewer=viewer())
    return check(workbook, land, known_people(store(), viewer=viewer()), wanted)


def _index(fault: str = "") -> ResponseReturnValue:
    found = records.listing(
        store(), ImportBatch.kind, viewer=viewer(), order=Order("at", descending=True)
    )
    return page("imports/index.html", 422 if fault else 200, found=found, fault=fault)


@bp.get("/")
@needs(Action.IMPORT)
def index() -> ResponseReturnValue:
    """Where a file is dropped, and what was brought in before."""
    return _index()


@bp.post("/")
@needs(Action.IMPORT)
def upload() -> ResponseReturnValue:
    """Take a file in and look at it; nothing is written."""
    found = waiting_room.dropped()
    if found is None:
        return _index(_("请选一份Excel文件。"))
    token, path, name = found
    try:
        checked = _checked(path, name)
    except Unreadable as fault:
        path.unlink(missing_ok=True)
        return _index(fault.sentence)
    if not any(s.records or s.left or s.rejected for s in checked.sheets):
        path.unlink(missing_ok=True)
        return _index(
            _(
                "《%(name)s》里没有找到花名册或项目台账：表头里要有“姓名”或“项目名称”一栏。什么也没有改。",
                name=name,
            )
        )
    waiting_room.admit(token, name)
    return redirect(url_for("imports.preview", token=token), 303)


@bp.route("/check/<token>", methods=["GET", "POST"])
@needs(Action.IMPORT)
def preview(token: str) -> ResponseReturnValue:
    """What will happen, sheet by sheet and cell by cell; confirmed, it happens."""
    path, name = waiting_room.waiting(token)
    checked = _checked(path, name)
    codes = {option.code for option in CONTACT_ORIGINS}
    origin = request.form.get("origin") or None
    has_contacts = checked.has_contacts
    fault = ""
    if request.method == "POST":
        if has_contacts and origin not in codes:
            fault = _("请先答一下：这些联系方式是怎么来的。")
        else:
            done = loading.load(
                store(),
                checked,
                origin=origin if has_contacts else None,
                viewer=viewer(),
                now=now(),
                change_id=request.form.get("change_id") or new_id(),
            )
            waiting_room.dismiss(token)
            session["imported"] = [
                each
                for each in (
                    sentences.outcome_sentence(name, done),
                    sentences.mentioned_sentence(done),
                    sentences.namesake_sentence(done),
                )
                if each
            ]
            if done.batch is None:
                return redirect(url_for("imports.index"), 303)
            return redirect(url_for("imports.show", id_=done.batch), 303)
    return _preview(token, name, checked, origin=origin, fault=fault)


def _preview(
    token: str,
    name: str,
    checked: Checked,
    *,
    origin: str | None = None,
    fault: str = "",
    chosen: Choices | None = None,
) -> ResponseReturnValue:
    """The page that says what will happen; *chosen* are choices that could not be kept."""
    foreseen = loading.foresee(store(), checked, origin=origin, viewer=viewer(), now=now())
    done = loading.outcome(foreseen, checked)
    choosers = _choosers(checked)
    fates = iter(foreseen.rows)
    sheets = [(sheet, list(zip(sheet.records, fates, strict=False))) for sheet in checked.sheets]
    points = Counter(point.code for sheet in checked.sheets for point in sheet.points)
    return page(
        "imports/check.html",
        422 if fault else 200,
        sheets=sheets,
        done=done,
        name=name,
        sentence=sentences.outcome_sentence(name, done),
        dropped=sentences.dropped_sentence(name, done.dropped),
        mentioned=sentences.mentioned_sentence(done),
        namesakes=sentences.namesake_sentence(done),
        points=[(PROBLEMS[code], count) for code, count in points.most_common()],
        problems=PROBLEMS,
        origins=CONTACT_ORIGINS if checked.has_contacts else (),
        choosers=choosers,
        column_change_ids=[new_id() for _each in choosers],
        chosen=chosen or {},
        rejected=sum(len(sheet.rejected) for sheet in checked.sheets),
        origin=origin,
        fault=fault,
        change_id=request.form.get("change_id") or new_id(),
        token=token,
    )


def _kind_of(sheet: CheckedSheet) -> str:
    """The kind of a register's sheet, also of one that is left out."""
    if sheet.kind in KEY:
        return sheet.kind
    fields = {column.field for column in sheet.columns if column.field}
    return next(
        kind for kind, key in reversed(KEY.items()) if key in fields and fields <= set(known(kind))
    )


def _choosers(checked: Checked) -> list[dict[str, Any]]:
    """What the clerk may choose, once for all sheets of one layout."""
    found: dict[str, dict[str, Any]] = {}
    for sheet in checked.sheets:
        if not sheet.signature or not sheet.columns:
            continue
        known = found.setdefault(
            sheet.signature, {"sheet": sheet, "names": [], "examples": examples(sheet)}
        )
        known["names"].append(sheet.name)
        known["labels"] = column_labels(_kind_of(sheet))
    return list(found.values())


@bp.post("/check/<token>/columns")
@needs(Action.IMPORT)
def choose(token: str) -> ResponseReturnValue:
    """Take the clerk's word for what the columns of a sheet are; the next such file knows."""
    path, name = waiting_room.waiting(token)
    checked = _checked(path, name)
    signature = request.form.get("signature", "")
    sheet = next((each for each in checked.sheets if each.signature == signature), None)
    if sheet is None:
        raise Missing(signature)
    letters = [column.letter for column in sheet.columns if not column.dropped]
    chosen = {each: request.form.get(f"col.{each}", KEEP) for each in letters}
    if request.form.get("leave"):
        chosen = {ALL_OF_IT: LEAVE}
    change_id = request.form.get("change_id") or new_id()
    try:
        layouts.remember(
            store(), sheet, _kind_of(sheet), chosen, change_id=change_id, viewer=viewer(), now=now()
        )
    except Invalid as invalid:
        fault = next(iter(invalid.faults.values()))
        return _preview(token, name, checked, fault=fault, chosen={signature: chosen})
    saved(change_id, _("记住了，以后这样的表都照这样认。"))
    return redirect(url_for("imports.preview", token=token), 303)


@bp.get("/check/<token>/rejected")
@needs(Action.IMPORT)
def rejected(token: str) -> ResponseReturnValue:
    """The rows that cannot be brought in, as a workbook with the reason of each."""
    path, name = waiting_room.waiting(token)
    workbook = read_workbook(path, name=name)
    checked = _understood(workbook)
    if not any(sheet.rejected for sheet in checked.sheets):
        raise Missing(token)
    stem = name.rpartition(".")[0] or name
    return send_file(
        io.BytesIO(rejected_workbook(workbook, checked)),
        as_attachment=True,
        download_name=f"{stem}-没有导入的行.xlsx",
    )


@bp.get("/<id_>")
@needs(Action.IMPORT)
def show(id_: Id) -> ResponseReturnValue:
    """One import: what it did, what was not stored, and the points it left open."""
    item = records.show(store(), id_, viewer=viewer(), kind=ImportBatch.kind)
    batch = records.read(store(), id_, viewer=viewer(), kind=ImportBatch.kind).record
    return page(
        "imports/show.html",
        item=item,
        said=session.pop("imported", []),
        dropped=sentences.dropped_sentence(item.title, getattr(batch, "dropped", ())),
        groups=reviewing.groups(store(), id_, viewer=viewer()),
        change_id=new_id(),
    )


@bp.post("/<id_>/review")
@needs(Action.IMPORT)
def review(id_: Id) -> ResponseReturnValue:
    """Close one kind of points."""
    chosen = {
        name.removeprefix("who."): value
        for name, value in request.form.items()
        if name.startswith("who.") and value
    }
    change_id = request.form.get("change_id") or new_id()
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
    kept = loading.take_back(store(), id_, viewer=viewer(), now=now())
    words = _("这次导入已撤回。")
    if kept:
        names = "、".join(each.title for each in kept[:8])
        words = _(
            "这次导入已撤回；后来改过或用着的%(count)s条留下了：%(names)s。",
            count=len(kept),
            names=names,
        )
    saved("", words)
    return redirect(url_for("imports.index"), 303)
