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
from xiangxian.domain.problems import PROBLEMS
from xiangxian.domain.roles import Action
from xiangxian.services.gate import Missing
from xiangxian.services.likeness import GRADES, Grade
from xiangxian.services.records import Invalid
from xiangxian.services.registers import bringing, layouts, matched, sentences
from xiangxian.services.registers import load as loading
from xiangxian.services.registers.answers import BLANK, LONGEST, SEEN, still_wrong
from xiangxian.services.registers.bringing import Busy, Moved
from xiangxian.services.registers.check import Choices
from xiangxian.services.registers.columns import ALL_OF_IT, KEEP, LEAVE, kind_of
from xiangxian.services.registers.decisions import Decision, What
from xiangxian.services.registers.rejected import rejected_workbook
from xiangxian.services.registers.sheets import Checked
from xiangxian.services.registers.showing import column_labels, examples
from xiangxian.services.registers.waiting import Answers
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.waiting import (
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


@bp.post("/<token>/next")
@needs(Action.IMPORT)
def onward(token: str) -> ResponseReturnValue:
    """Leave a step as it is and go to the next that asks something."""
    stands, step = waiting(token), request.form.get("step", "")
    if step not in {COLUMNS, POINTS, KNOWN}:
        raise Missing(step)
    order = [name for name, _label in STEPS]
    passed = tuple(order[: order.index(step) + 1])
    return _to(file_of(room().answer(stands, now(), passed=passed)).next_step(), token)


# --- 1: sheets and columns ---------------------------------------------------------------------


@bp.get("/<token>/columns")
@needs(Action.IMPORT)
def columns(token: str) -> ResponseReturnValue:
    """What every sheet and column is taken for."""
    return _columns(file_of(waiting(token)))


def _columns(file: File, fault: str = "", chosen: Choices | None = None) -> ResponseReturnValue:
    choosers = _choosers(file.understood.checked)
    return _step(
        COLUMNS,
        "imports/columns.html",
        file,
        fault,
        sheets=file.understood.checked.sheets,
        choosers=choosers,
        chosen=chosen or {},
    )


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
    """Take the clerk's word for what the columns of a sheet are; the next such file knows."""
    file = file_of(waiting(token))
    signature = request.form.get("signature", "")
    sheets = file.understood.checked.sheets
    sheet = next((each for each in sheets if each.signature == signature), None)
    if sheet is None:
        raise Missing(signature)
    letters = [column.letter for column in sheet.columns if not column.dropped]
    chosen = {each: request.form.get(f"col.{each}", KEEP) for each in letters}
    if request.form.get("leave"):
        chosen = {ALL_OF_IT: LEAVE}
    change_id = sent_act()
    try:
        layouts.remember(
            store(), sheet, kind_of(sheet), chosen, change_id=change_id, viewer=viewer(), now=now()
        )
    except Invalid as invalid:
        fault = next(iter(invalid.faults.values()))
        return _columns(file, fault, {signature: chosen})
    saved(change_id, _("记住了，以后这样的表都照这样认。"))
    return _to(COLUMNS, token)


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
    typed: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    found = file.kinds()
    return _step(
        POINTS,
        "imports/points.html",
        file,
        fault,
        kinds=found,
        left=sum(kind.open for kind in found),
        faults=faults or {},
        typed=typed or {},
        most=MOST,
        rejected=any(kind.rejected for kind in found),
    )


@bp.post("/<token>/points")
@needs(Action.IMPORT)
def answer(token: str) -> ResponseReturnValue:
    """Keep what was answered for one kind: for all of it, or what was mended and chosen one by one."""
    file = file_of(waiting(token))
    kind = next((each for each in file.kinds() if each.code == request.form.get("code")), None)
    unknown = _("这一处不在这份表里，或者不能这样答；什么也没有改。")
    if kind is None:
        return _points(file, unknown)
    everything = request.form.get("all")
    if everything is not None:
        allowed = {"", SEEN, BLANK} if kind.may_blank else {"", SEEN}
        if everything not in allowed or kind.rejected:
            return _points(file, unknown)
        room().answer(file.waiting, now(), kinds={kind.code: everything})
        return _to(POINTS, token)
    texts = _given("text.")
    answers = _given("answer.")
    items = {item.place: item for item in kind.items}
    keys = {item.key: item for item in kind.items}
    edits = {
        place: text for place, text in texts.items() if place in items and text != items[place].raw
    }
    wrong = [place for place in texts if place not in items or not items[place].editable]
    wrong += [
        key
        for key, said in answers.items()
        if key not in keys
        or said not in {"", SEEN, BLANK}
        or (said == BLANK and not keys[key].may_blank)
    ]
    if wrong or any(len(text) > LONGEST for text in edits.values()):
        return _points(file, unknown, typed=texts)
    if edits:
        answered = {place: text.strip() for place, text in edits.items()}
        trial = bringing.understood(
            store(),
            file.understood.workbook,
            _with_edits(file, answered),
            viewer=viewer(),
        )
        faults = still_wrong(trial.checked, answered)
        if faults:
            return _points(file, _("有改过的还认不出，请再看一下；什么也没有改。"), faults, texts)
        room().answer(file.waiting, now(), edits=answered, points=answers)
    else:
        room().answer(file.waiting, now(), points=answers)
    return _to(POINTS, token)


def _with_edits(file: File, edits: Mapping[str, str]) -> Answers:
    return replace(file.answers, edits={**file.answers.edits, **edits})


def _given(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): value
        for name, value in request.form.items()
        if name.startswith(prefix)
    }


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
        KNOWN, "imports/known.html", file, fault, grades=grades, whats=list(What), most=MOST
    )


@bp.post("/<token>/known")
@needs(Action.IMPORT)
def decide(token: str) -> ResponseReturnValue:
    """Keep what shall become of rows: of all of a grade, or of each."""
    file = file_of(waiting(token))
    unknown = _("没有这样的选法，什么也没有改。")
    grade, everything = request.form.get("grade", ""), request.form.get("all")
    if everything is not None:
        if grade not in set(Grade) or everything not in {"", *What}:
            return _known(file, unknown)
        room().answer(file.waiting, now(), grades={grade: everything})
        return _to(KNOWN, token)
    matches = {match.place: match for match in file.foreseen().matches}
    rows: dict[str, str] = {}
    for place, text in _given("row.").items():
        decision, match = Decision.read(text), matches.get(place)
        if match is None or decision is None or not match.allows(decision):
            return _known(file, unknown)
        if decision != match.decided or place in file.answers.rows:
            rows[place] = text
    room().answer(file.waiting, now(), rows=rows)
    return _to(KNOWN, token)


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
    seen = bringing.digest(file.foreseen())
    # sent twice at once, the other may have written it just now: then it is led to the result
    if seen != request.form.get("seen") and store().applied(stands.change_id) is None:
        return _preview(file, _("名册刚刚有变动，请再看一眼，再点一次。"))
    rows = sum(len(sheet.records) for sheet in file.understood.checked.sheets)
    if rows > bringing.LARGE:
        return _behind(file, seen)
    try:
        done = bringing.bring_in(store(), room(), stands, seen=seen, viewer=viewer(), now=now())
    except Moved:
        return _preview(file_of(stands), _("名册刚刚有变动，请再看一眼，再点一次。"))
    except Busy:
        return _preview(file, _("另一份表正在导入，请过一会儿再点一次。"))
    session["imported"] = bringing.said(stands.name, done)
    session["import_rest"] = {"batch": done.batch, "token": token}
    return _result(done.batch or "-")


def _result(batch: Id) -> ResponseReturnValue:
    if batch == "-":  # nothing in it was new
        return redirect(url_for("imports.index"), 303)
    return redirect(url_for("imports.show", id_=batch), 303)


def _behind(file: File, seen: str) -> ResponseReturnValue:
    """Bring a large file in behind the page, once however often the form is sent."""
    job = jobs().start(
        bringing.IMPORT, {"token": file.waiting.token, "seen": seen}, viewer=viewer()
    )
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
        "imports/check.html",
        file,
        fault,
        sheets=sheets,
        done=done,
        sentence=sentences.outcome_sentence(name, done),
        dropped=sentences.dropped_sentence(name, done.dropped),
        mentioned=sentences.mentioned_sentence(done),
        namesakes=sentences.namesake_sentence(done),
        points=[(PROBLEMS[code], count) for code, count in counted.most_common()],
        origins=CONTACT_ORIGINS if file.understood.settled.has_contacts and done.anything else (),
        rejected=bringing.rejected(file.understood),
        origin=file.answers.origin,
        seen=bringing.digest(foreseen),
    )


@bp.get("/<token>/rejected")
@needs(Action.IMPORT)
def rejected(token: str) -> ResponseReturnValue:
    """The rows that cannot be brought in, as a workbook with the reason of each."""
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
