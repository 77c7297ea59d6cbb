"""上级要表: drop the county's own table, see what goes where, take it away filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services.county_forms import filling
from xiangxian.services.county_forms.filling import FormChoices
from xiangxian.services.county_forms.form import CountyForm, FormSheet, read_form
from xiangxian.services.documents import office_files
from xiangxian.services.exports.contact_lists import refuses
from xiangxian.services.people.register_row import Described
from xiangxian.services.records import Invalid
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.web.acts import each_sending_is_an_act, fresh_act, own_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, settings, store
from xiangxian.web.people.people import back_to_the_list, chosen, narrowing, sent
from xiangxian.web.registers import waiting_room

bp = Blueprint("county_forms", __name__, url_prefix="/people/form")


def _people() -> list[Described]:
    people = chosen()
    return filling.people_for(store(), people.where, viewer=viewer(), listed=people.listed)


@bp.errorhandler(Invalid)
def unanswerable(_fault: Invalid) -> ResponseReturnValue:
    """Conditions that cannot be asked together are told on the list they came from."""
    return back_to_the_list()


def _read(path: Path, name: str, people: list[Described]) -> CountyForm:
    return read_form(path, name=name, kept=filling.kept_headers(people))


def _index(fault: str = "") -> ResponseReturnValue:
    people = _people()
    return page(
        "county_forms/form.html",
        422 if fault else 200,
        fault=fault,
        people=len(people),
        only_named=sum(each.only_named for each in people),
        narrowing=narrowing(),
    )


@bp.get("/")
@needs(Action.EXPORT)
def index() -> ResponseReturnValue:
    """Where the county's table is dropped."""
    return _index()


@bp.post("/")
@needs(Action.EXPORT)
def upload() -> ResponseReturnValue:
    """Take the table in and look at it."""
    found = waiting_room.dropped()
    if found is None:
        return _index(_("请选一份Excel文件。"))
    token, path, name = found
    try:
        _read(path, name, [])
    except Unreadable as fault:
        office_files.discard(path)
        return _index(fault.sentence)
    waiting_room.admit(token, name)
    said: dict[str, Any] = narrowing()
    return redirect(url_for("county_forms.look", token=token, **said), 303)


def _decided(form: CountyForm) -> FormChoices:
    """What the form of the page says; as the table proposes where another sheet was just chosen."""
    if request.method == "GET":
        return FormChoices()
    sheet = request.form.get("sheet", "")
    same = sheet == request.form.get("shown", sheet)
    known = next((each for each in form.sheets if each.name == sheet), form.sheets[0])
    return FormChoices(
        sheet,
        {each.letter: request.form.get(f"col.{each.letter}", "") for each in known.columns}
        if same
        else None,
        bool(request.form.get("deceased")),
        bool(request.form.get("refusing")),
        request.form.get("examples", "over") == "over",
    )


@bp.route("/<token>", methods=["GET", "POST"])
@needs(Action.EXPORT)
@each_sending_is_an_act
def look(token: str) -> ResponseReturnValue:
    """Which column gets what, before the file; then the file."""
    path, name = waiting_room.waiting(token)
    people = _people()
    form = _read(path, name, people)
    decided = _decided(form)
    faults: Mapping[str, str] = {}
    if request.method == "POST" and request.form.get("act") == "fill":
        try:
            taken = filling.export(
                store(),
                path,
                form,
                people,
                decided,
                purpose=request.form.get("purpose", ""),
                recipient=request.form.get("recipient", ""),
                example=settings().demo,
                change_id=own_act(),
                viewer=viewer(),
                now=now(),
            )
        except Invalid as invalid:
            faults = invalid.faults
        except Unreadable as fault:
            faults = {"columns": fault.sentence}
        else:
            return sent(taken)
    return _preview(token, form, people, decided, faults)


def _preview(
    token: str,
    form: CountyForm,
    people: list[Described],
    decided: FormChoices,
    faults: Mapping[str, str],
) -> ResponseReturnValue:
    try:
        planned = filling.fill(form, people, decided, viewer=viewer())
    except Invalid as invalid:
        faults = invalid.faults
        planned = filling.fill(form, people, FormChoices(decided.sheet), viewer=viewer())
    lost: tuple[str, ...] = ()
    try:
        lost = filling.lost(waiting_room.waiting(token)[0], form, planned)
    except Unreadable as fault:
        faults = {**faults, "columns": fault.sentence}
    return page(
        "county_forms/form_look.html",
        422 if faults else 200,
        token=token,
        form=form,
        planned=planned,
        lost=lost,
        rows=_rows(planned.sheet, planned),
        choices=filling.choices(viewer(), filling.kept_headers(people)),
        decided=decided,
        deceased=sum(each.person.deceased for each in people),
        refusing=sum(bool(refuses(each.person)) and not each.person.deceased for each in people),
        reasons=Counter(planned.left_out.values()),
        faults=faults,
        typed=request.form,
        narrowing=narrowing(),
        change_id=fresh_act(),
    )


def _rows(sheet: FormSheet, planned: filling.Filling) -> list[dict[str, Any]]:
    """One line per column of the table: its header, what fills it, and two examples."""
    return [
        {
            "column": column,
            "fills": planned.fills[column.letter],
            "examples": [entry.cells.get(column.letter, "") for entry in planned.entries[:2]],
        }
        for column in sheet.columns
    ]
