"""The steps of an import: what the columns are, points by kind, likely duplicates, confirmation."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.people import CONTACT_ORIGINS
from xiangxian.domain.roles import Action
from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.services.duplicates.matching import GRADES, Grade
from xiangxian.services.gate import Missing
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.matches import RowDecision, What
from xiangxian.services.registers.reading.checked import Choices
from xiangxian.services.registers.reading.columns import ALL_OF_IT, KEEP, LEAVE, kind_of
from xiangxian.services.registers.session import (
    confirm,
    import_sentences,
    matched,
    remembered_layouts,
)
from xiangxian.services.registers.session.answers import still_wrong
from xiangxian.services.registers.session.confirm import Busy, RegisterMoved
from xiangxian.services.registers.session.rejected import rejected_workbook
from xiangxian.services.registers.session.shown_rows import column_labels, examples
from xiangxian.services.registers.workbook.model import Checked, CheckedSheet
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.registers.import_answers import SentAnswers, given, sent_answers
from xiangxian.web.registers.waiting_file import (
    COLUMNS,
    CONFIRM,
    KNOWN,
    POINTS,
    STEPS,
    File,
    at_work,
    file_of,
    jobs,
    room,
    waiting,
)

bp = Blueprint("import_steps", __name__, url_prefix="/imports/check")
MOST = 200
"""So many points of one kind, and likely duplicates of one grade, stand on the page at once."""


def _step(
    name: str, template: str, file: File, fault: str = "", **said: Any
) -> ResponseReturnValue:
    return page(
        template,
        422 if fault else 200,
        token=file.waiting.token,
        name=file.waiting.name,
        steps=STEPS,
        step=name,
        fault=fault,
        told=file.understood.checked.told,
        problems=PROBLEMS,
        **said,
    )


def _to(step: str, token: str) -> ResponseReturnValue:
    return redirect(url_for(f"import_steps.{step}", token=token), 303)


def _onward(file: File, step: str) -> ResponseReturnValue:
    """Leave *step* as it is and go to the next that asks something; where 下一步 was not what was
    pressed, stay."""
    token = file.waiting.token
    if not request.form.get("next"):
        return _to(step, token)
    order = [name for name, _label in STEPS]
    passed = tuple(order[: order.index(step) + 1])
    return _to(file_of(room().answer(file.waiting, now(), passed=passed)).next_step(), token)


# --- 1: sheets and columns ---------------------------------------------------------------------


@bp.get("/<token>/columns")
@needs(Action.IMPORT)
def columns(token: str) -> ResponseReturnValue:
    """What every sheet and column is taken for."""
    return _columns(file_of(waiting(token)))


def _columns(
    file: File, faults: Mapping[str, str] | None = None, chosen: Choices | None = None
) -> ResponseReturnValue:
    return _step(
        COLUMNS,
        "registers/columns.html",
        file,
        _("这一步还没有存，请看标红的表。") if faults else "",
        sheets=file.understood.checked.sheets,
        choosers=_choosers(file.understood.checked),
        faults=faults or {},
        chosen=chosen or {},
        stands=remembered_layouts.as_read,
        hidden=_hidden(file),
    )


def _hidden(file: File) -> list[dict[str, Any]]:
    """The hidden sheets: whether each is wanted, whether it is a register at all."""
    concealed = {sheet.name for sheet in file.understood.workbook.sheets if sheet.hidden}
    return [
        {"name": each.name, "wanted": not each.hidden, "register": each.left or not each.hidden}
        for each in file.understood.checked.sheets
        if each.name in concealed
    ]


def _take_sheets(file: File) -> bool:
    """Take the hidden sheets that are ticked, the others stay out; whether that changed anything."""
    ticked = set(request.form.getlist("sheet"))
    asked = [each for each in _hidden(file) if each["register"]]
    if all((each["name"] in ticked) == each["wanted"] for each in asked):
        return False
    said = {each["name"]: "take" if each["name"] in ticked else "" for each in asked}
    room().answer(file.waiting, now(), sheets=said)
    return True


def _choosers(checked: Checked) -> list[dict[str, Any]]:
    """What the clerk may choose, once for all sheets of one layout."""
    found: dict[str, dict[str, Any]] = {}
    for sheet in checked.sheets:
        if not sheet.signature or not sheet.columns:
            continue
        mine = found.setdefault(
            sheet.signature, {"sheet": sheet, "names": [], "examples": examples(sheet)}
        )
        mine["names"].append(sheet.name)
        mine["labels"] = column_labels(kind_of(sheet))
    return list(found.values())


@bp.post("/<token>/columns")
@needs(Action.IMPORT)
def choose(token: str) -> ResponseReturnValue:
    """Take the clerk's word for what columns are, of every sheet where it differs from what is
    read and of the one whose own button was pressed (`one`); the next such file knows.

    Raises `Missing`.
    """
    file = file_of(waiting(token))
    sheets = {each.signature: each for each in _chosen_sheets(file)}
    asked = request.form.get("one")
    if asked is not None and asked not in sheets:
        raise Missing(asked)
    typed = {each: _typed_columns(sheet) for each, sheet in sheets.items()}
    wanted = {
        each: typed[each]
        for each, sheet in sheets.items()
        if each == asked or typed[each] != remembered_layouts.as_read(sheet)
    }
    chosen = [
        remembered_layouts.LayoutChoices(sheets[each], kind_of(sheets[each]), c)
        for each, c in wanted.items()
    ]
    change_id = sent_act()
    try:
        remembered_layouts.remember(
            store(), chosen, change_id=change_id, viewer=viewer(), now=now()
        )
    except Invalid as invalid:
        return _columns(file, invalid.faults, typed)
    if chosen:
        saved(change_id, _("记住了，以后这样的表都照这样认。"))
    if _take_sheets(file):
        return _to(COLUMNS, token)  # what was ticked is looked at before the next step
    return _onward(file, COLUMNS)


def _chosen_sheets(file: File) -> list[CheckedSheet]:
    """One sheet of each layout that the form tells of."""
    sent = set(request.form.getlist("signature"))
    return [
        each["sheet"]
        for each in _choosers(file.understood.checked)
        if each["sheet"].signature in sent
    ]


def _typed_columns(sheet: CheckedSheet) -> dict[str, str]:
    """What the form says of the columns of *sheet*, by letter."""
    mark = sheet.signature
    if request.form.get(f"leave.{mark}"):
        return {ALL_OF_IT: LEAVE}
    letters = [column.letter for column in sheet.columns if not column.dropped]
    return {each: request.form.get(f"col.{mark}.{each}", KEEP) for each in letters}


# --- 2: points by kind -------------------------------------------------------------------------


@bp.get("/<token>/points")
@needs(Action.IMPORT)
def points(token: str) -> ResponseReturnValue:
    """Points grouped by kind: one answer for all, one by one, or mended in place."""
    return _points(file_of(waiting(token)))


def _points(
    file: File,
    fault: str = "",
    faults: Mapping[str, str] | None = None,
    sent: SentAnswers | None = None,
) -> ResponseReturnValue:
    found = file.kinds()
    return _step(
        POINTS,
        "registers/points.html",
        file,
        fault,
        kinds=found,
        left=sum(kind.open for kind in found),
        faults=faults or {},
        typed=sent.typed if sent else {},
        answered=sent.points if sent else {},
        most=MOST,
        rejected=any(kind.rejected for kind in found),
    )


@bp.post("/<token>/points")
@needs(Action.IMPORT)
def answer(token: str) -> ResponseReturnValue:
    """Keep what was answered, for whole kinds and one by one, and the cells that were mended."""
    file = file_of(waiting(token))
    sent = sent_answers(request.form, file.kinds())
    if not sent.possible:
        fault = _("这一处不在这份表里，或者不能这样答；什么也没有改。")
        return _points(file, fault, sent=sent)
    if sent.edits:
        edited = replace(file.answers, edits={**file.answers.edits, **sent.edits})
        trial = confirm.understood(store(), file.understood.workbook, edited, viewer=viewer())
        if faults := still_wrong(trial.checked, sent.edits):
            fault = _("有改过的还认不出，请再看一下；什么也没有改。")
            return _points(file, fault, faults, sent)
    said = {"kinds": sent.kinds, "points": sent.points, "edits": sent.edits}
    stands = room().answer(file.waiting, now(), **{name: dict(each) for name, each in said.items()})
    return _onward(file_of(stands), POINTS)


# --- 3: likely duplicates ----------------------------------------------------------------------


@bp.get("/<token>/known")
@needs(Action.IMPORT)
def known(token: str) -> ResponseReturnValue:
    """Rows that look like records of the register, or like one another."""
    return _known(file_of(waiting(token)))


def _known(file: File, fault: str = "") -> ResponseReturnValue:
    matches = file.foreseen().matches
    grades = []
    for grade in GRADES:
        mine = [match for match in matches if match.grade is grade]
        mine.sort(key=lambda match: (not file.asks(match), match.place))
        if mine:
            grades.append(
                {
                    "grade": grade,
                    "count": len(mine),
                    "asked": sum(file.asks(match) for match in mine),
                    "held": sum(bool(match.of) for match in mine),
                    "said": file.answers.grades.get(grade.value, ""),
                    "matches": matched.shown(mine[:MOST], viewer=viewer()),
                }
            )
    return _step(
        KNOWN, "registers/known.html", file, fault, grades=grades, whats=list(What), most=MOST
    )


@bp.post("/<token>/known")
@needs(Action.IMPORT)
def decide(token: str) -> ResponseReturnValue:
    """Keep what shall become of rows: of all of a grade, and of each."""
    file = file_of(waiting(token))
    whole, chosen = given(request.form, "all."), given(request.form, "row.")
    matches = {match.place: match for match in file.foreseen().matches}
    rows: dict[str, str] = {}
    possible = set(whole) <= set(Grade) and set(whole.values()) <= {"", *What}
    for place, text in chosen.items():
        decision, match = RowDecision.read(text), matches.get(place)
        if match is None or decision is None or not match.allows(decision):
            possible = False
        elif decision != match.decided or place in file.answers.rows:
            rows[place] = text
    if not possible:
        return _known(file, _("没有这样的选法，什么也没有改。"))
    stands = room().answer(file.waiting, now(), grades=whole, rows=rows)
    return _onward(file_of(stands), KNOWN)


# --- 4: confirmation ---------------------------------------------------------------------------


@bp.route("/<token>", methods=["GET", "POST"])
@needs(Action.IMPORT)
def preview(token: str) -> ResponseReturnValue:
    """What will happen, sheet by sheet and cell by cell; confirmed, it happens."""
    stands = waiting(token)
    if stands.batch:
        return _result(stands.batch)
    if at_work(stands):
        return redirect(url_for("imports.progress", id_=stands.job), 303)
    origin = request.form.get("origin")
    codes = {option.code for option in CONTACT_ORIGINS}
    if origin in codes and origin != stands.answers.origin:
        stands = room().answer(stands, now(), origin=origin)
    file = file_of(stands)
    if request.method == "GET":
        return _preview(file)
    if file.understood.settled.has_contacts and stands.answers.origin not in codes:
        return _preview(file, _("请先答一下：这些联系方式是怎么来的。"))
    seen = confirm.digest(file.foreseen())
    # sent twice at once, the other may have written it just now: then it is led to the result
    if seen != request.form.get("seen") and store().applied(stands.change_id) is None:
        return _preview(file, _("名册刚刚有变动，请再看一眼，再点一次。"))
    rows = sum(len(sheet.records) for sheet in file.understood.checked.sheets)
    if rows > confirm.LARGE:
        return _behind(file, seen)
    try:
        done = confirm.bring_in(store(), room(), stands, seen=seen, viewer=viewer(), now=now())
    except RegisterMoved:
        return _preview(file_of(stands), _("名册刚刚有变动，请再看一眼，再点一次。"))
    except Busy:
        return _preview(file, _("另一份表正在导入，请过一会儿再点一次。"))
    session["imported"] = confirm.said(stands.name, done)
    session["import_rest"] = {"batch": done.batch, "token": token}
    return _result(done.batch or "-")


def _result(batch: Id) -> ResponseReturnValue:
    if batch == "-":  # nothing in it was new
        return redirect(url_for("imports.index"), 303)
    return redirect(url_for("imports.show", id_=batch), 303)


def _behind(file: File, seen: str) -> ResponseReturnValue:
    """Bring a large file in behind the page, once however often the form is sent."""
    job = jobs().start(confirm.IMPORT, {"token": file.waiting.token, "seen": seen}, viewer=viewer())
    kept = room().change(
        file.waiting, now(), lambda each: each if at_work(each) else replace(each, job=job.id)
    )
    if kept.job != job.id:
        jobs().stop(job.id, viewer=viewer())
    return redirect(url_for("imports.progress", id_=kept.job), 303)


def _preview(file: File, fault: str = "") -> ResponseReturnValue:
    """The page that says what will happen."""
    checked, name = file.understood.checked, file.waiting.name
    foreseen = file.foreseen()
    done = loading.outcome(foreseen, checked)
    fates = iter(foreseen.rows)
    sheets = [(sheet, list(zip(sheet.records, fates, strict=False))) for sheet in checked.sheets]
    counted = Counter(point.code for sheet in checked.sheets for point in sheet.points)
    return _step(
        CONFIRM,
        "registers/check.html",
        file,
        fault,
        sheets=sheets,
        done=done,
        sentence=import_sentences.outcome_sentence(name, done),
        dropped=import_sentences.dropped_sentence(name, done.dropped),
        mentioned=import_sentences.mentioned_sentence(done),
        namesakes=import_sentences.namesake_sentence(done),
        points=[(PROBLEMS[code], count) for code, count in counted.most_common()],
        origins=CONTACT_ORIGINS if file.understood.settled.has_contacts and done.anything else (),
        rejected=confirm.rejected(file.understood),
        origin=file.answers.origin,
        seen=confirm.digest(foreseen),
    )


@bp.get("/<token>/rejected")
@needs(Action.IMPORT)
def rejected(token: str) -> ResponseReturnValue:
    """The rows that cannot be brought in, as a workbook with the reason of each.

    Raises `Missing`.
    """
    file = file_of(waiting(token))
    checked, name = file.understood.checked, file.waiting.name
    if not any(sheet.rejected for sheet in checked.sheets):
        raise Missing(token)
    stem = name.rpartition(".")[0] or name
    return send_file(
        io.BytesIO(rejected_workbook(file.understood.workbook, checked)),
        as_attachment=True,
        download_name=f"{stem}-没有导入的行.xlsx",
    )


@bp.post("/<token>/drop")
@needs(Action.IMPORT)
def drop(token: str) -> ResponseReturnValue:
    """不要了: neither the file nor an answer remains."""
    stands = waiting(token)
    if at_work(stands):
        return redirect(url_for("imports.progress", id_=stands.job), 303)
    room().drop(stands, now())
    saved("", _("《%(name)s》不导入了，什么也没有留下。", name=stands.name))
    return redirect(url_for("imports.index"), 303)
