"""乡贤名册: people, what they brought, and the list that leaves the office."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from xiangxian.domain.people import Person
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.connections import asks, bridges
from xiangxian.services.exports import contact_lists, export_log, list_files
from xiangxian.services.exports.purposes import WAYS, Purpose
from xiangxian.services.exports.release import ReleasedList
from xiangxian.services.gate import Missing
from xiangxian.services.introductions import party_stories
from xiangxian.services.lists import browse, saved_lists
from xiangxian.services.lists.filters import Narrowing
from xiangxian.services.records import Invalid
from xiangxian.store.base import EVERYTHING, Filter, Id
from xiangxian.web.acts import each_sending_is_an_act, fresh_act, own_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, settings, store, today
from xiangxian.web.records import RecordPages

bp = Blueprint("people", __name__, url_prefix="/people")

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
}


def _more(id_: Id) -> Mapping[str, Any]:
    story = party_stories.person_story(store(), id_, viewer=viewer(), measure=settings().measure)
    return {
        "story": story,
        "standing": bridges.standing(store(), id_, story, viewer=viewer(), today=today()),
        "asks": asks.asks(store(), id_, viewer=viewer(), today=today()),
    }


@dataclass(frozen=True, slots=True)
class ChosenPeople:
    """Who a list that leaves is of: a filter, what it says in words, and for a saved list who is on
    it, in its order."""

    where: Filter
    sentence: str
    listed: tuple[Id, ...] | None = None


def chosen() -> ChosenPeople:
    """The people of the list as it stood when 「导出名单」 was pressed, or of a saved list (`list`).

    Raises `Invalid` for conditions that cannot be asked together.
    """
    if saved_list := request.args.get("list"):
        listed = saved_lists.read(store(), saved_list, viewer=viewer())
        if listed.kind is not Person:
            raise Missing(saved_list)
        ids = saved_lists.members(store(), listed, today(), viewer=viewer())
        return ChosenPeople(EVERYTHING, f"存下的名单「{listed.record.name}」", ids)
    wanted = browse.asked(Person, request.args, viewer=viewer())
    sentence = Narrowing(Person, wanted.all_conditions(Person)).sentence(store(), viewer=viewer())
    where = browse.narrowed(store(), Person, wanted, today(), viewer=viewer())
    return ChosenPeople(where, sentence)


def narrowing() -> dict[str, list[str]]:
    """What the address says of who is chosen."""
    said = request.args.to_dict(flat=False)
    said.pop("way", None)
    return said


def back_to_the_list() -> ResponseReturnValue:
    """To the list, which says what cannot be asked so."""
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{url_for('people.index')}?{query}", 303)


@bp.route("/export", methods=["GET", "POST"])
@needs(Action.EXPORT)
@each_sending_is_an_act
def export() -> ResponseReturnValue:
    """「导出名单」: purpose, occasion, for whom, and which columns; then the sheet."""
    code = request.values.get("way", "")
    way = WAYS.get(code)
    faults: Mapping[str, str] = {}
    try:
        people = chosen()
    except Invalid:
        return back_to_the_list()
    if request.method == "POST":
        try:
            taken = contact_lists.export(
                store(),
                people.where,
                contact_lists.ListOrder(
                    purpose=request.form.get("purpose", ""),
                    recipient=request.form.get("recipient", ""),
                    occasion=request.form.get("occasion", ""),
                    columns=request.form.getlist("columns"),
                    kept=request.form.getlist("kept"),
                    way=code,
                    form=request.form.get("form", "xlsx"),
                    strict=settings().strict_contacts,
                    again=bool(request.form.get("again")),
                    listed=people.listed,
                    signed=bool(request.form.get("signed")),
                    numbered=bool(request.form.get("numbered")),
                    example=settings().demo,
                ),
                change_id=own_act(),
                viewer=viewer(),
                now=now(),
            )
        except Invalid as invalid:
            faults = invalid.faults
        else:
            return sent(taken)
    return _export_page(people, way, faults)


def sent(taken: ReleasedList) -> ResponseReturnValue:
    """The file of a list that left."""
    return send_file(
        io.BytesIO(taken.content),
        TYPES[taken.file.rpartition(".")[2]],
        as_attachment=True,
        download_name=taken.file,
    )


def _export_page(
    people: ChosenPeople, way: Purpose | None, faults: Mapping[str, str]
) -> ResponseReturnValue:
    usual = way.columns if way else contact_lists.USUAL
    asked = request.form if request.method == "POST" else None
    preview = contact_lists.gather(
        store(),
        people.where,
        viewer=viewer(),
        today=today(),
        way=way,
        strict=settings().strict_contacts,
        again=bool(asked and asked.get("again")),
        listed=people.listed,
    )
    unknown = [line for line in preview.lines if line.origin_unknown]
    return page(
        "people/export.html",
        422 if faults else 200,
        preview=preview,
        counted=list_files.counted(preview.lines),
        sentence=people.sentence,
        notice=sum(line.notice for line in unknown),
        told=sum(not line.notice for line in unknown),
        strict=settings().strict_contacts,
        reasons=Counter(preview.left_out.values()),
        ways=WAYS.values(),
        way=way,
        narrowing=narrowing(),
        formats=contact_lists.formats(way),
        columns=contact_lists.allowed(viewer(), way),
        chosen=asked.getlist("columns") if asked else usual,
        kept=preview.kept_headers if contact_lists.may_take_kept(viewer(), way) else (),
        kept_chosen=asked.getlist("kept") if asked else (),
        faults=faults,
        form=request.form,
        change_id=fresh_act(),
        left=export_log.lists(store(), viewer=viewer(), now=now(), limit=3).rows,
        back=url_for("saved_lists.show", id_=request.args["list"])
        if "list" in request.args
        else f"{url_for('people.index')}?{request.query_string.decode('ascii', 'replace')}",
    )


@bp.post("/<id_>/reveal")
@needs(Action.REVEAL)
@each_sending_is_an_act
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
            change_id=own_act(),
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
    )


RecordPages(
    bp, Person, more=_more, show_template="people/show.html", list_template="people/list.html"
).install()
