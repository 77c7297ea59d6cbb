"""关系图: introductions as a picture and as a table, from one record, a list, or all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.pictures import (
    DRAWN_KINDS,
    LAYOUTS,
    MOST_CAPTIONS,
    STATE_WORDS,
    SavedView,
)
from xiangxian.domain.roles import Action
from xiangxian.services import records
from xiangxian.services.pictures import saved_pictures
from xiangxian.services.pictures.asking import Asking, asked
from xiangxian.services.pictures.drawing import Picture, as_data
from xiangxian.services.pictures.opening import opened, ways_on
from xiangxian.services.pictures.reading import BY_CODE
from xiangxian.services.pictures.saved_pictures import Arranged, View
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Id
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, store, today
from xiangxian.web.records import PLACES, address

bp = Blueprint("pictures", __name__, url_prefix="/network/picture")
PLACES[SavedView.kind] = "pictures.show"

NOTHING = Arranged({}, ())


def _drawn(asking: Asking) -> Picture:
    return opened(store(), asking, today(), viewer=viewer())


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """The picture that the address asks for."""
    return _shown(asked(request.args))


@bp.get("/data.json")
@needs(Action.READ)
def data() -> ResponseReturnValue:
    """The same as data, for the page's script."""
    asking = asked(request.args)
    try:
        drawn = _drawn(asking)
    except Invalid as invalid:
        return {"fault": "".join(invalid.faults.values())}, 422
    return as_data(drawn, address)


@bp.get("/ways.json")
@needs(Action.READ)
def ways() -> ResponseReturnValue:
    """Where a record of the picture leads, by kind."""
    of = request.args.get("of", "")
    found = ways_on(store(), of, viewer=viewer()) if of else []
    return {"ways": [{"code": way.code, "label": way.label, "ids": way.ids} for way in found]}


@bp.get("/views/")
@needs(Action.READ)
def views() -> ResponseReturnValue:
    """Every saved picture this viewer can open."""
    return page(
        "pictures/views.html",
        section="network",
        found=saved_pictures.saved(store(), viewer=viewer()),
    )


@bp.post("/views/new")
@needs(Action.RECORD)
def keep() -> ResponseReturnValue:
    """「存下这张图」: what is drawn, with its places and captions, under a name."""
    asking = asked(request.form)
    change_id = sent_act()
    try:
        _drawn(asking)
        id_ = saved_pictures.keep(
            store(),
            request.form.get("name", ""),
            asking,
            saved_pictures.typed(request.form.get("spots", ""), request.form.get("captions", "")),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _shown(asking, faults=invalid.faults)
    saved(change_id)
    return redirect(url_for("pictures.show", id_=id_), 303)


@bp.get("/views/<id_>")
@needs(Action.READ)
def show(id_: Id) -> ResponseReturnValue:
    """A saved picture; with `asked` in the address it is looked at otherwise, and not changed."""
    view = saved_pictures.read(store(), id_, viewer=viewer())
    return _shown(asked(request.args) if "asked" in request.args else view.asking, view)


@bp.post("/views/<id_>/save")
@needs(Action.RECORD)
def change(id_: Id) -> ResponseReturnValue:
    """The saved picture as it is arranged now."""
    view = saved_pictures.read(store(), id_, viewer=viewer())
    asking = asked(request.form)
    change_id = sent_act()
    try:
        saved_pictures.change(
            store(),
            view,
            request.form.get("rev", 0, int),
            request.form.get("name", ""),
            asking,
            saved_pictures.typed(request.form.get("spots", ""), request.form.get("captions", "")),
            _drawn(asking).named,
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _shown(asking, view, faults=invalid.faults)
    except Changed:
        fault = _("这张图刚被别人改过，请打开新的一份看一眼再存。")
        return _shown(asking, view, faults={"name": fault})
    saved(change_id)
    return redirect(url_for("pictures.show", id_=id_), 303)


@bp.post("/views/<id_>/remove")
@needs(Action.RECORD)
def remove(id_: Id) -> ResponseReturnValue:
    """The saved picture goes to the bin; the records on it stay."""
    view = saved_pictures.read(store(), id_, viewer=viewer())
    change_id = sent_act()
    rev = request.form.get("rev", 0, int)
    try:
        records.remove(store(), view.item.id, rev, change_id=change_id, viewer=viewer(), now=now())
    except Changed:
        return redirect(url_for("pictures.show", id_=id_), 303)
    saved(change_id, _("图移出了，册里的记录都在。"))
    return redirect(url_for("pictures.views"), 303)


def _shown(
    asking: Asking, view: View | None = None, faults: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """The page of a picture: the same tools, picture and table whatever it opens from."""
    faults = _misread(asking) | dict(faults or {})
    try:
        drawn = _drawn(asking)
    except Invalid as invalid:
        faults |= {"start": "".join(invalid.faults.values())}
        drawn = Picture("", (), (), 0, 0)
    arranged = saved_pictures.arranged(view, drawn.named) if view else NOTHING
    if request.method == "POST":
        kept = request.form.get("spots", ""), request.form.get("captions", "")
    else:
        kept = (
            json.dumps(dict(arranged.spots)),
            json.dumps([each.model_dump() for each in arranged.captions], ensure_ascii=False),
        )
    return page(
        "pictures/show.html",
        422 if faults else 200,
        section="network",
        asking=asking,
        drawn=drawn,
        named=drawn.named,
        view=view,
        title=request.form.get("name") or (view.record.name if view else drawn.title),
        opened_up=_opened_up(asking, drawn, view),
        otherwise=_otherwise,
        kinds=DRAWN_KINDS,
        states=STATE_WORDS,
        layouts=LAYOUTS,
        most_captions=MOST_CAPTIONS,
        state_word=lambda state: ClaimState(state).screen_word if state else "",
        captions=arranged.captions,
        spots_text=kept[0],
        captions_text=kept[1],
        faults=faults,
    )


def _misread(asking: Asking) -> dict[str, str]:
    """What was typed into the filters and is no year."""
    typed = {name: request.args.get(name, "").strip() for name in ("since", "until")}
    if any(text and getattr(asking, name) is None for name, text in typed.items()):
        return {"years": _("年份请写四位数字，例如 2019。")}
    return {}


def _otherwise(asking: Asking, view: View | None, **other: Any) -> str:
    """The address of the same picture, asked otherwise in *other* (fields of the question)."""
    values = {name: getattr(asking, name) for name in Asking.__slots__}
    arguments = cast("dict[str, Any]", Asking(**(values | other)).arguments())
    if view is not None:
        return url_for("pictures.show", id_=view.item.id, asked=1, **arguments)
    return url_for("pictures.index", **arguments)


def _opened_up(
    asking: Asking, drawn: Picture, view: View | None
) -> list[tuple[str, str, str, str]]:
    """What was opened up: its key, its record and way in words, and the address without it."""
    found = []
    for id_, code in asking.more:
        if id_ not in drawn.named:
            continue
        rest = tuple(pair for pair in asking.more if pair != (id_, code))
        words = f"{drawn.named[id_].label} · {BY_CODE[code].label}"
        found.append((id_, code, words, _otherwise(asking, view, more=rest)))
    return found
