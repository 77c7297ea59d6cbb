"""座谈走访: events, who came, and 「记一笔」."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.events import Event, RecordNote
from xiangxian.domain.roles import Action
from xiangxian.domain.tasks import Task
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.domain.values.problems import sentence
from xiangxian.services import records, search
from xiangxian.services.briefing import clerks_page
from xiangxian.services.duplicates import candidates
from xiangxian.services.events import outcomes
from xiangxian.services.people import name_index, quick_entry
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.forms import typed_day
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.records import RecordPages

bp = Blueprint("events", __name__, url_prefix="/events")
NEW = "new"
"""Chosen for a name that means none of those in the register that look alike."""
notes = Blueprint("notes", __name__, url_prefix="/notes")


def _more(id_: Id) -> Mapping[str, Any]:
    return {
        "attendance": quick_entry.attendance(store(), id_, viewer=viewer()),
        "result": outcomes.of_event(store(), id_, viewer=viewer()),
        "opened": request.args.get("open", ""),
    }


@bp.route("/<id_>/attendance", methods=["GET", "POST"])
@needs(Action.RECORD)
def attendance(id_: Id) -> ResponseReturnValue:
    """到会名单: typed or pasted line by line; namesakes are chosen, unknown names are recorded."""
    item = records.show(store(), id_, viewer=viewer(), kind=Event.kind)
    text = request.form.get("names", "")
    listed = _listed(text) if text.strip() else []
    fault = ""
    if request.method == "POST" and request.form.get("step") == "save":
        change_id = sent_act()
        chosen = {
            name.removeprefix("who."): value
            for name, value in request.form.items()
            if name.startswith("who.") and value
        }
        try:
            done = quick_entry.attend(
                store(), id_, listed, chosen, change_id=change_id, viewer=viewer(), now=now()
            )
        except Invalid as invalid:
            fault = next(iter(invalid.faults.values()))
        else:
            words = _("已记%(count)s位到会", count=done.added)
            if done.new_people:
                words += _("，其中新记%(count)s位", count=len(done.new_people))
            saved(change_id, words + "。")
            return redirect(url_for("events.show", id_=id_), 303)
    elif request.method == "POST" and not listed:
        fault = _("请粘贴到会的名单，一行一位。")
    return page(
        "events/attendance.html",
        422 if fault else 200,
        item=item,
        text=text,
        listed=listed,
        lines=_lines(each for each in listed if len(each.records) != 1),
        chosen=request.form,
        fault=fault,
        change_id=sent_act(),
    )


def _listed(text: str) -> list[name_index.ListedName]:
    """The names of a list, each with whom it may mean."""
    read = name_index.read_list(store(), text, viewer=viewer())
    return candidates.with_alike(store(), read, viewer=viewer())


def _lines(listed: Iterable[name_index.ListedName]) -> dict[Id, str]:
    """What tells those apart whom a name may mean, and why they may be meant."""
    named = list(listed)
    ids = [record.id for each in named for record in each.records + each.alike]
    lines = search.told_apart(store(), ids, viewer=viewer())
    why = {id_: words for each in named for id_, words in each.why.items()}
    return {id_: " · ".join(filter(None, (why.get(id_), lines.get(id_)))) for id_ in ids}


def _people(text: str) -> tuple[list[Id], list[str], list[name_index.ListedName]]:
    """Names typed in one line: ids of those known, names of those unknown, and, for those that
    are not clear, whom they may mean: namesakes, or people who look alike."""
    ids: list[Id] = []
    new: list[str] = []
    unclear: list[name_index.ListedName] = []
    for each in _listed(text.replace("\n", "、")):
        chosen = request.form.get(f"who.{each.name}", "")
        if chosen in {record.id for record in each.records + each.alike}:
            ids.append(chosen)
        elif len(each.records) == 1:
            ids.append(each.records[0].id)
        elif (each.records or each.alike) and chosen != NEW:
            unclear.append(each)
        else:
            new.append(each.name)
    return ids, new, unclear


@notes.route("/new", methods=["GET", "POST"])
@needs(Action.RECORD)
def new() -> ResponseReturnValue:
    """「记一笔」: whom, at which occasion, one line; the occasion chosen stays chosen."""
    faults: dict[str, str] = {}
    unclear: list[name_index.ListedName] = []
    form = request.form
    if request.method == "POST":
        ids, names, unclear = _people(form.get("about", ""))
        ids += [id_ for id_ in form.getlist("about.id") if id_ and id_ not in ids]
        on = typed_day("on", faults)
        promise = _promised(faults)
        if unclear:
            faults["about"] = _("有同名或读音、写法相近的，请点选是哪一位。")
        session["occasion"] = form.get("occasion", "")
        if not faults:
            change_id = sent_act()
            try:
                done = quick_entry.note(
                    store(),
                    about=ids,
                    names=names,
                    line=form.get("line", ""),
                    occasion=form.get("occasion") or None,
                    on=on,
                    pasted=form.get("pasted"),
                    promise=promise,
                    change_id=change_id,
                    viewer=viewer(),
                    now=now(),
                )
            except Invalid as invalid:
                faults = invalid.faults
            else:
                words = _("已记下。")
                if done.new_people:
                    words = _("已记下，新记：%(names)s。", names="、".join(done.new_people))
                saved(change_id, words)
                return redirect(url_for("notes.new"), 303)
    return _note_page(faults, unclear)


def _promised(faults: dict[str, str]) -> Task | None:
    """「答应了什么」 of the form, None when nothing was; what cannot be read goes into *faults*."""
    due = request.form.get("promise_due", "")
    what = " ".join(request.form.get("promise", "").split())
    reading = read_date(due)
    if due.strip() and reading.value is None:
        faults["promise"] = sentence(reading.notes[0].code)
    elif due.strip() and not what:
        faults["promise"] = _("请写一下答应了什么。")
    if not what or "promise" in faults:
        return None
    by = " ".join(request.form.get("promised_by", "").split()) or None
    return Task(what=what, promised_by=by, due_on=reading.value)


def _note_page(
    faults: Mapping[str, str], unclear: list[name_index.ListedName]
) -> ResponseReturnValue:
    known = []
    if about := [id_ for id_ in request.values.getlist("about.id") if id_]:
        known = [
            records.refer(node) for node in store().get(about).nodes if node.unit in viewer().units
        ]
    return page(
        "events/note.html",
        422 if faults else 200,
        faults=faults,
        unclear={each.name: each.records or each.alike for each in unclear},
        lines=_lines(unclear),
        form=request.form,
        known=known,
        occasions=clerks_page.occasions(store(), viewer=viewer()),
        occasion=request.values.get("occasion", session.get("occasion", "")),
        change_id=sent_act(),
    )


@notes.post("/paste")
@needs(Action.RECORD)
def paste() -> ResponseReturnValue:
    """A pasted message: its known names underlined, its day and occasion proposed."""
    text = request.form.get("pasted", "")
    today = now().astimezone(BEIJING).date()
    found = name_index.recognise(store(), text, today, viewer=viewer())
    return page(
        "events/paste.html",
        text=text,
        found=found,
        occasions=clerks_page.occasions(store(), viewer=viewer()),
        occasion=(found.occasion.id if found.occasion else session.get("occasion", "")),
        change_id=fresh_act(),
    )


RecordPages(
    bp, Event, more=_more, show_template="events/show.html", list_template="events/list.html"
).install()
RecordPages(notes, RecordNote, add_list=False, add_new=False).install()
