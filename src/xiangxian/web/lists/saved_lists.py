"""存下的名单: keep one, open it, change its name, conditions, columns and order, put people on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import schema
from xiangxian.domain.lists import BY_HAND, SavedList
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Action
from xiangxian.services import records, search
from xiangxian.services.gate import Missing
from xiangxian.services.lists import browse, list_columns, saved_lists
from xiangxian.services.lists.conditions import WORDS, unpacked
from xiangxian.services.lists.filters import Narrowing
from xiangxian.services.lists.saved_lists import SavedListView
from xiangxian.services.records import Changed, Invalid, Reference
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store, today
from xiangxian.web.records import PLACES, list_address
from xiangxian.web.sent_numbers import sent_number

bp = Blueprint("saved_lists", __name__, url_prefix="/lists")
PLACES[SavedList.kind] = "saved_lists.show"

SECTIONS = {
    "person": "people",
    "organisation": "organisations",
    "project": "projects",
    "event": "events",
}
"""Kind -> the blueprint of its list."""


def _kind(name: str) -> type[Record]:
    if name not in SECTIONS:
        raise Missing(name)
    return schema.KINDS[name]


def _orders(kind: type[Record]) -> list[tuple[str, str]]:
    """The orders a list can have: codes with their words."""
    found = []
    for code, label in browse.orders(viewer(), kind):
        found += [(code, label), (f"-{code}", f"{label}{_('倒排')}")]
    return [*found, (BY_HAND, _("手工排"))]


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """Every list this viewer can open."""
    found = saved_lists.saved(store(), viewer=viewer())
    return page("lists/saved_lists/index.html", found=found)


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.RECORD)
def new() -> ResponseReturnValue:
    """「存为名单」: the list that was looked at, under a name."""
    kind = _kind(request.args.get("of", "person"))
    asked = browse.asked(kind, request.args, viewer=viewer())
    conditions = asked.all_conditions(kind)
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        change_id = sent_act()
        record = SavedList(
            name=" ".join(request.form.get("name", "").split()),
            of=kind.kind,
            hand_only=bool(request.form.get("hand_only")),
            conditions=tuple(each.packed() for each in conditions),
            order=asked.order or None,
        )
        try:
            id_ = saved_lists.create(
                store(), record, change_id=change_id, viewer=viewer(), now=now()
            )
        except Invalid as invalid:
            faults = invalid.faults
        else:
            saved(change_id)
            return redirect(url_for("saved_lists.show", id_=id_), 303)
    return page(
        "lists/saved_lists/new.html",
        422 if faults else 200,
        kind=kind,
        sentence=Narrowing(kind, conditions).sentence(store(), viewer=viewer()),
        faults=faults,
        change_id=sent_act(),
    )


@bp.get("/<id_>")
@needs(Action.READ)
def show(id_: Id) -> ResponseReturnValue:
    """The list, asked anew."""
    return _shown(saved_lists.read(store(), id_, viewer=viewer()))


def _shown(
    listed: SavedListView, fault: str = "", candidates: tuple[Reference, ...] = (), typed: str = ""
) -> ResponseReturnValue:
    after = request.args.get("after", "")
    try:
        found = saved_lists.opened(store(), listed, today(), viewer=viewer(), after=after)
    except Invalid as invalid:
        found = saved_lists.SavedListPage((), (), 0, 1, "")
        fault = fault or "".join(invalid.faults.values())
    section = SECTIONS[listed.record.of]
    conditions = [each for each in listed.conditions if each.about != WORDS]
    words = " ".join(each.value for each in listed.conditions if each.about == WORDS)
    arguments: dict[str, str | list[str]] = {"if": [each.packed() for each in conditions]}
    if words:
        arguments["q"] = words
    lines = search.told_apart(store(), [each.id for each in candidates], viewer=viewer())
    return page(
        "lists/saved_lists/show.html",
        422 if fault else 200,
        listed=listed,
        found=found,
        sentence=listed.narrowing.sentence(store(), viewer=viewer()),
        by_hand=saved_lists.by_hand(store(), listed, viewer=viewer()),
        order_words=dict(_orders(listed.kind)).get(listed.record.order or "", ""),
        hand_order=listed.record.order == BY_HAND,
        asking=list_address(section, arguments | {"saving": f"{listed.item.id}.{listed.item.rev}"}),
        fault=fault,
        candidates=candidates,
        lines=lines,
        typed=typed,
        after=after,
    )


@bp.route("/<id_>/edit", methods=["GET", "POST"])
@needs(Action.RECORD)
def edit(id_: Id) -> ResponseReturnValue:
    """Name, columns and order."""
    listed = saved_lists.read(store(), id_, viewer=viewer())
    try:
        headers = saved_lists.kept_headers(store(), listed, today(), viewer=viewer())
    except Invalid:
        headers = []
    known = list_columns.available(viewer(), listed.kind, headers)
    usual = list_columns.chosen(viewer(), listed.kind, listed.record.columns)
    picked = [column.code for column in usual]
    faults: Mapping[str, str] = {}
    form: Mapping[str, Any] = {
        "name": listed.record.name,
        "order": listed.record.order or "",
        "hand_only": listed.record.hand_only,
    }
    if request.method == "POST":
        form = request.form
        picked = [code for code in request.form.getlist("columns") if code in known]
        picked.sort(key=lambda code: request.form.get(f"at.{code}", 99, int))
        update = {
            "name": " ".join(request.form.get("name", "").split()),
            "hand_only": bool(request.form.get("hand_only")),
            "columns": tuple(picked),
            "order": request.form.get("order") or None,
        }
        record = listed.record.model_copy(update=update)
        faults = _change(listed, record)
        if not faults:
            return redirect(url_for("saved_lists.show", id_=id_), 303)
    places = {code: number for number, code in enumerate(picked, start=1)}
    return page(
        "lists/saved_lists/edit.html",
        422 if faults else 200,
        listed=listed,
        known=sorted(known.values(), key=lambda column: places.get(column.code, len(places) + 1)),
        places=places,
        orders=_orders(listed.kind),
        form=form,
        faults=faults,
        change_id=fresh_act(),
        rev=request.form.get("rev", listed.item.rev, int),
    )


def _change(listed: SavedListView, record: SavedList) -> dict[str, str]:
    """Save the list as it was posted; gives what is wrong."""
    change_id = sent_act()
    rev = request.form.get("rev", 0, int)
    try:
        saved_lists.change(
            store(), listed, rev, record, change_id=change_id, viewer=viewer(), now=now()
        )
    except Invalid as invalid:
        return invalid.faults
    except Changed:
        return {"name": _("这份名单刚被别人改过，请回去看一眼再改。")}
    saved(change_id)
    return {}


@bp.post("/<id_>/conditions")
@needs(Action.RECORD)
def conditions(id_: Id) -> ResponseReturnValue:
    """The conditions that the list is asked with from now on."""
    listed = saved_lists.read(store(), id_, viewer=viewer())
    asked = browse.asked(listed.kind, request.args, viewer=viewer())
    wanted = [each.packed() for each in asked.all_conditions(listed.kind)]
    kept = tuple(dict.fromkeys(text for text in wanted if unpacked(text) is not None))
    record = listed.record.model_copy(update={"conditions": kept})
    faults = _change(listed, record)
    if faults:
        saved("", "".join(faults.values()))
    return redirect(url_for("saved_lists.show", id_=id_), 303)


@bp.post("/<id_>/move")
@needs(Action.RECORD)
def move(id_: Id) -> ResponseReturnValue:
    """Somebody goes to another number of the list."""
    listed = saved_lists.read(store(), id_, viewer=viewer())
    change_id = sent_act()
    typed = request.form.get("to") or request.form.get("place", "")
    to = sent_number(typed)
    if to is None:
        return _shown(listed, _("请写要排到第几位，例如 3。"))
    try:
        saved_lists.move(
            store(),
            listed,
            request.form.get("id", ""),
            to,
            today(),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _shown(listed, "".join(invalid.faults.values()))
    except Changed:
        return _shown(
            saved_lists.read(store(), id_, viewer=viewer()), _("这份名单刚被别人改过，请再排一次。")
        )
    saved(change_id)
    after = request.form.get("after") or None
    return redirect(url_for("saved_lists.show", id_=id_, after=after), 303)


@bp.post("/<id_>/place")
@needs(Action.RECORD)
def place(id_: Id) -> ResponseReturnValue:
    """Put people on the list by hand, take them off it, or leave them to its conditions again."""
    listed = saved_lists.read(store(), id_, viewer=viewer())
    change_id = sent_act()
    placing = request.form.get("placing", "")
    ids = [each for each in request.form.getlist("value.id") if each]
    typed = request.form.get("value", "").strip()
    for name in filter(None, (part.strip() for part in typed.replace("，", "、").split("、"))):
        hits = search.resolve(store(), name, kinds=[listed.record.of], viewer=viewer())
        known = {hit.id for hit in hits}
        if len(hits) == 1:
            ids.append(hits[0].id)
        elif not hits:
            return _shown(listed, _("册里没有「%(name)s」。", name=name), (), typed)
        elif not known & set(ids):
            words = _("册里有%(count)s位叫「%(name)s」，请点选。", count=len(hits), name=name)
            return _shown(listed, words, tuple(hits), typed)
    if not ids:
        return _shown(listed, _("请写名字。"))
    try:
        changed = saved_lists.place_by_hand(
            store(), listed, ids, placing, change_id=change_id, viewer=viewer(), now=now()
        )
    except Invalid as invalid:
        return _shown(listed, "".join(invalid.faults.values()))
    if changed:
        saved(change_id)
    else:
        saved("", _("本来就是这样，没有改。"))
    return redirect(url_for("saved_lists.show", id_=id_), 303)


@bp.post("/<id_>/remove")
@needs(Action.RECORD)
def remove(id_: Id) -> ResponseReturnValue:
    """The list goes to the bin; those on it stay in the register."""
    listed = saved_lists.read(store(), id_, viewer=viewer())
    change_id = sent_act()
    rev = request.form.get("rev", 0, int)
    try:
        records.remove(
            store(), listed.item.id, rev, change_id=change_id, viewer=viewer(), now=now()
        )
    except Changed:
        return redirect(url_for("saved_lists.show", id_=id_), 303)
    saved(change_id, _("名单移出了，册里的人都在。"))
    return redirect(url_for("saved_lists.index"), 303)
