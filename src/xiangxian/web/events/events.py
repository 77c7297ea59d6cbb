"""座谈走访: events, who came, and 「记一笔」."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
from xiangxian.services.people.name_index import GUEST, NEW, SKIP
from xiangxian.services.records import Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.forms import typed_day
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store
from xiangxian.web.records import RecordPages

bp = Blueprint("events", __name__, url_prefix="/events")
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
    """到会名单: typed or pasted; what is not clear is asked first, unknown names are chosen for."""
    item = records.show(store(), id_, viewer=viewer(), kind=Event.kind)
    text = request.form.get("names", "")
    read = _read(text) if text.strip() else None
    listed = read.names if read else ()
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
            saved(change_id, _attended(done))
            return redirect(url_for("events.show", id_=id_), 303)
    elif request.method == "POST" and not text.strip():
        fault = _("请粘贴到会的名单，一行一位。")
    elif request.method == "POST" and not listed:
        fault = _("这些话里没有认出名字，一行写一位就行。")
    return page(
        "events/attendance.html",
        422 if fault else 200,
        item=item,
        text=text,
        read=read,
        listed=sorted(listed, key=_hard_first),
        lines=_lines(listed),
        chosen=request.form,
        fault=fault,
        change_id=sent_act(),
    )


def _attended(done: quick_entry.Attended) -> str:
    words: str = _("已记%(count)s位到会", count=done.added)
    if done.new_people:
        words += _("，其中新记%(count)s位", count=len(done.new_people))
    if done.already:
        words += _("，另有%(count)s位先前就记了", count=done.already)
    if done.left_out:
        words += _("，%(count)s位没有记", count=done.left_out)
    return f"{words}。"


def _hard_first(each: name_index.ListedName) -> int:
    """Names that have to be asked about, then new ones, then the rest."""
    return 0 if not each.usual else 1 if len(each.records) != 1 else 2


def _read(text: str) -> name_index.ListRead:
    """A list, each name with whom it may mean."""
    read = name_index.read_list(store(), text, viewer=viewer())
    return replace(read, names=candidates.with_alike(store(), read.names, viewer=viewer()))


def _lines(listed: Iterable[name_index.ListedName]) -> dict[Id, str]:
    """What tells those apart whom a name may mean, and why they may be meant."""
    named = list(listed)
    ids = [record.id for each in named for record in each.records + each.alike]
    lines = search.told_apart(store(), ids, viewer=viewer())
    why = {id_: words for each in named for id_, words in each.why.items()}
    return {id_: " · ".join(filter(None, (why.get(id_), lines.get(id_)))) for id_ in ids}


@dataclass(slots=True)
class _Typed:
    """Names typed in one line: ids of those known, names of those unknown, of them guests, and
    those that are not clear."""

    ids: list[Id] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    unclear: list[name_index.ListedName] = field(default_factory=list)


def _people(text: str) -> _Typed:
    """Whom a line of names means. A name that looks like another's, or like a form of address, is
    asked about; any other that nobody bears is recorded."""
    typed = _Typed()
    for each in _read(text).names:
        chosen = request.form.get(f"who.{each.name}", "")
        if chosen not in each.choices:
            plain = not each.alike and not each.records and not each.entry.called
            known = each.records[0].id if len(each.records) == 1 else ""
            chosen = known or (NEW if plain else "")
        if not chosen:
            typed.unclear.append(each)
        elif chosen in {NEW, GUEST}:
            typed.new.append(each.name)
            typed.guests += [each.name] if chosen == GUEST else []
        elif chosen != SKIP:
            typed.ids.append(chosen)
    return typed


@notes.route("/new", methods=["GET", "POST"])
@needs(Action.RECORD)
def new() -> ResponseReturnValue:
    """「记一笔」: whom, at which occasion, one line; the occasion chosen stays chosen."""
    faults: dict[str, str] = {}
    unclear: list[name_index.ListedName] = []
    form = request.form
    if request.method == "POST":
        typed = _people(form.get("about", ""))
        ids, unclear = typed.ids, typed.unclear
        ids += [id_ for id_ in form.getlist("about.id") if id_ and id_ not in ids]
        on = typed_day("on", faults)
        promise = _promised(faults)
        if unclear:
            faults["about"] = _("有同名、读音写法相近的，或者只有称呼的，请点选是哪一位。")
        session["occasion"] = form.get("occasion", "")
        if not faults:
            change_id = sent_act()
            try:
                done = quick_entry.note(
                    store(),
                    about=ids,
                    names=typed.new,
                    guests=typed.guests,
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
        unclear=unclear,
        lines=_lines(unclear),
        form=request.form,
        known=known,
        occasions=clerks_page.occasions(store(), viewer=viewer()),
        occasion=request.values.get("occasion", session.get("occasion", "")),
        change_id=sent_act(),
    )


@notes.get("/known")
@needs(Action.RECORD)
def known() -> ResponseReturnValue:
    """Who of the names in the line is in the register and who is not, while they are typed."""
    text = request.args.get("about", "").replace("\n", "、")
    read = _read(text).names if text.strip() else ()
    listed = [each for each in read if len(each.records) == 1]
    return page(
        "events/_known.html",
        listed=listed,
        lines=_lines(listed),
        new=[each.name for each in read if each.usual == NEW],
        form=request.args,
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
