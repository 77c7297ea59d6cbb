"""乡贤名册: people, what they brought, and the list that leaves the office."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from xiangxian.domain.people import Person
from xiangxian.domain.roles import Action
from xiangxian.services import contact_lists, listings, records, saved_lists, stories
from xiangxian.services.contact_ways import WAYS
from xiangxian.services.drafts import new_id
from xiangxian.services.gate import Missing
from xiangxian.services.narrowing import Narrowing
from xiangxian.services.records import Invalid
from xiangxian.store.base import EVERYTHING, Filter, Id
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, settings, store, today
from xiangxian.web.records import record_pages

bp = Blueprint("people", __name__, url_prefix="/people")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _more(id_: Id) -> Mapping[str, Any]:
    story = stories.person_story(store(), id_, viewer=viewer(), measure=settings().measure)
    return {"story": story}


def _chosen() -> tuple[Filter, str, tuple[Id, ...] | None]:
    """The people of the list as it stood when 「导出名单」 was pressed, and its sentence; for a saved
    list (`list`) who is on it, in its order."""
    if saved_list := request.args.get("list"):
        listed = saved_lists.read(store(), saved_list, viewer=viewer())
        if listed.kind is not Person:
            raise Missing(saved_list)
        ids = saved_lists.members(store(), listed, today(), viewer=viewer())
        return EVERYTHING, f"存下的名单「{listed.record.name}」", ids
    wanted = listings.asked(Person, request.args, viewer=viewer())
    sentence = Narrowing(Person, wanted.all_conditions(Person)).sentence(store(), viewer=viewer())
    return listings.narrowed(store(), Person, wanted, today(), viewer=viewer()), sentence, None


@bp.route("/export", methods=["GET", "POST"])
@needs(Action.EXPORT)
def export() -> ResponseReturnValue:
    """「导出名单」: purpose, occasion, for whom, and which columns; then the sheet."""
    code = request.values.get("way", "")
    way = WAYS.get(code)
    columns = contact_lists.allowed(viewer(), way)
    faults: Mapping[str, str] = {}
    try:
        where, sentence, listed = _chosen()
    except Invalid:
        # the list says what cannot be answered so
        return redirect(
            f"{url_for('people.index')}?{request.query_string.decode('ascii', 'replace')}", 303
        )
    if request.method == "POST":
        try:
            taken = contact_lists.export(
                store(),
                where,
                purpose=request.form.get("purpose", ""),
                recipient=request.form.get("recipient", ""),
                occasion=request.form.get("occasion", ""),
                columns=request.form.getlist("columns"),
                way=code,
                form=request.form.get("form", "xlsx"),
                strict=settings().strict_contacts,
                listed=listed,
                signed=bool(request.form.get("signed")),
                example=settings().demo,
                change_id=request.form.get("change_id") or new_id(),
                viewer=viewer(),
                now=now(),
            )
        except Invalid as invalid:
            faults = invalid.faults
        else:
            return send_file(
                io.BytesIO(taken.content),
                XLSX if taken.file.endswith(".xlsx") else "text/csv; charset=utf-8",
                as_attachment=True,
                download_name=taken.file,
            )
    usual = way.columns if way else contact_lists.USUAL
    chosen = request.form.getlist("columns") if request.method == "POST" else usual
    narrowing = request.args.to_dict(flat=False)
    narrowing.pop("way", None)
    preview = contact_lists.gather(
        store(),
        where,
        viewer=viewer(),
        today=today(),
        way=way,
        strict=settings().strict_contacts,
        listed=listed,
    )
    return page(
        "people/export.html",
        422 if faults else 200,
        preview=preview,
        sentence=sentence,
        unknown=sum(line.origin_unknown for line in preview.lines),
        reasons=Counter(preview.left_out.values()),
        ways=WAYS.values(),
        way=way,
        narrowing=narrowing,
        formats=contact_lists.FORMATS,
        columns=columns,
        chosen=chosen,
        faults=faults,
        form=request.form,
        change_id=new_id(),
        back=url_for("saved_lists.show", id_=request.args["list"])
        if "list" in request.args
        else f"{url_for('people.index')}?{request.query_string.decode('ascii', 'replace')}",
    )


@bp.post("/<id_>/reveal")
@needs(Action.REVEAL)
def reveal(id_: Id) -> ResponseReturnValue:
    """The whole number, for a reason that is logged."""
    item = records.show(store(), id_, viewer=viewer(), kind=Person.kind)
    faults: Mapping[str, str] = {}
    shown: Mapping[str, str] = {}
    try:
        shown = records.reveal(
            store(),
            id_,
            request.form.get("reason", ""),
            change_id=request.form.get("change_id") or new_id(),
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        faults = invalid.faults
    return page(
        "people/reveal.html",
        422 if faults else 200,
        item=item,
        shown=shown,
        kind=Person,
        faults=faults,
        change_id=new_id(),
    )


record_pages(
    bp, Person, more=_more, show_template="people/show.html", list_template="people/list.html"
)
