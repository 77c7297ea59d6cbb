"""成批修改 from a list: which records, which field, what becomes of it, a look, and then once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import schema
from xiangxian.domain.fields import Field
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Action
from xiangxian.services.gate import Missing
from xiangxian.services.lists import browse, bulk_edit, saved_lists
from xiangxian.services.lists.bulk_edit import BulkChange, Mode
from xiangxian.services.records import Invalid, Reference, refer
from xiangxian.store.base import Id
from xiangxian.web.acts import fresh_act, sent_act
from xiangxian.web.forms import DeclaredForm
from xiangxian.web.guard import needs, viewer
from xiangxian.web.lists.saved_lists import SECTIONS
from xiangxian.web.pages import now, page, saved, store, today
from xiangxian.web.records import list_address

bp = Blueprint("bulk", __name__, url_prefix="/bulk")

NAMED = 30
"""How many names a page or a message gives before it says how many more."""


def _kind(name: str) -> type[Record]:
    if name not in SECTIONS:
        raise Missing(name)
    return schema.KINDS[name]


def _back(kind: type[Record]) -> str:
    """The list that everything began on, as it was asked."""
    if saved_list := request.args.get("list"):
        return url_for("saved_lists.show", id_=saved_list)
    asked = browse.asked(kind, request.args, viewer=viewer())
    return list_address(SECTIONS[kind.kind], asked.arguments())


def _sorry(kind: type[Record], invalid: Invalid) -> ResponseReturnValue:
    saved("", "".join(invalid.faults.values()))
    return redirect(_back(kind), 303)


def _ids(kind: type[Record]) -> list[Id]:
    """The records that were ticked, or all that the list was asked for."""
    if "ids" in request.form:
        return bulk_edit.unpacked(request.form["ids"])
    if request.form.get("step") == "all" and (saved_list := request.args.get("list")):
        listed = saved_lists.read(store(), saved_list, viewer=viewer())
        return list(saved_lists.members(store(), listed, today(), viewer=viewer()))
    if request.form.get("step") == "all":
        asked = browse.asked(kind, request.args, viewer=viewer())
        where = browse.narrowed(store(), kind, asked, today(), viewer=viewer())
        return browse.ids_of(store(), kind, where, viewer=viewer(), limit=bulk_edit.MOST + 1)
    return list(dict.fromkeys(request.form.getlist("id")))


def _spec(kind: type[Record]) -> Field:
    name = request.form.get("field", "")
    for spec in bulk_edit.fields(viewer(), kind):
        if spec.name == name:
            return spec
    raise Invalid({"field": _("请选要改哪一栏。")})


@bp.post("/<kind>")
@needs(Action.RECORD)
def start(kind: str) -> ResponseReturnValue:
    """Which field of those that were ticked; or move them out."""
    declared = _kind(kind)
    try:
        items = bulk_edit.read(store(), _ids(declared), declared, viewer=viewer())
    except Invalid as invalid:
        return _sorry(declared, invalid)
    return page(
        "lists/bulk_edit/field.html",
        kind=declared,
        items=items,
        ids=bulk_edit.packed([item.id for item in items]),
        fields=bulk_edit.fields(viewer(), declared),
        lists=[
            reference
            for reference, record in saved_lists.saved(store(), viewer=viewer())
            if record.of == declared.kind
        ],
        named=NAMED,
        seen=store().revision(),
        change_id=fresh_act(),
        list_change_id=fresh_act(),
        back=_back(declared),
    )


@bp.post("/<kind>/value")
@needs(Action.RECORD)
def value(kind: str) -> ResponseReturnValue:
    """What becomes of the field."""
    declared = _kind(kind)
    try:
        spec = _spec(declared)
        ids = bulk_edit.unpacked(request.form.get("ids", ""))
    except Invalid as invalid:
        return _sorry(declared, invalid)
    form = DeclaredForm(declared, viewer(), only=(spec.name,), preset={spec.name: ""})
    return _asking(declared, spec, ids, form)


def _asking(
    kind: type[Record],
    spec: Field,
    ids: Sequence[Id],
    form: DeclaredForm,
    fault: str = "",
) -> ResponseReturnValue:
    modes = bulk_edit.modes(spec)
    chosen = request.form.get("mode", "")
    return page(
        "lists/bulk_edit/value.html",
        422 if fault or form.faults else 200,
        kind=kind,
        spec=spec,
        ids=bulk_edit.packed(ids),
        count=len(ids),
        form=form,
        modes=modes,
        mode=chosen if chosen in {mode.value for mode in modes} else modes[0].value,
        fault=fault,
        back=_back(kind),
    )


def _change(spec: Field, form: DeclaredForm) -> BulkChange:
    """The change that the form asks for; raises `Invalid` with one sentence."""
    mode = next(
        (each for each in bulk_edit.modes(spec) if each.value == request.form.get("mode")), None
    )
    if mode is None:
        raise Invalid({"mode": _("请选怎么改。")})
    wanted: object
    if spec.is_link:
        if form.news:
            raise Invalid({"value": _("册里没有的请先新记，再来成批改。")})
        found = form.links.get(spec.name, ())
        wanted = found if spec.many else (found[0] if found else None)
    else:
        wanted = form.values.get(spec.name)
    empty = not wanted and wanted is not False
    if empty and mode is not Mode.REPLACE:
        raise Invalid({"value": _("请填写%(label)s。", label=spec.label)})
    return BulkChange(spec, mode, wanted)


def _read(kind: type[Record]) -> tuple[list[Id], BulkChange] | Response:
    """The records and the change that were posted, or the page that says what is wrong."""
    try:
        spec = _spec(kind)
        ids = bulk_edit.unpacked(request.form.get("ids", ""))
    except Invalid as invalid:
        return make_response(_sorry(kind, invalid))
    form = DeclaredForm(kind, viewer(), posted=request.form, only=(spec.name,))
    if not form.accept(store()):
        return make_response(_asking(kind, spec, ids, form))
    try:
        return ids, _change(spec, form)
    except Invalid as invalid:
        return make_response(_asking(kind, spec, ids, form, "".join(invalid.faults.values())))


@bp.post("/<kind>/preview")
@needs(Action.RECORD)
def preview(kind: str) -> ResponseReturnValue:
    """For how many it changes, and who keeps another value."""
    declared = _kind(kind)
    read = _read(declared)
    if not isinstance(read, tuple):
        return read
    ids, change = read
    seen = store().revision()
    try:
        plan = bulk_edit.plan(store(), ids, declared, change, viewer=viewer())
    except Invalid as invalid:
        return _sorry(declared, invalid)
    typed = [
        (name, each)
        for name, several in request.form.lists()
        for each in several
        if name in {"field", "mode", "ids", change.spec.name, f"{change.spec.name}.id"}
    ]
    return page(
        "lists/bulk_edit/preview.html",
        kind=declared,
        spec=change.spec,
        plan=plan,
        mode=change.mode,
        shown=_shown(change),
        typed=typed,
        seen=seen,
        named=NAMED,
        change_id=fresh_act(),
        back=_back(declared),
    )


def _shown(change: BulkChange) -> str:
    """The value of a change in words."""
    spec = change.spec
    if spec.is_link:
        several = change.value if isinstance(change.value, tuple) else (change.value,)
        nodes = store().get([str(each) for each in several if each]).nodes
        return "、".join(refer(node).title for node in nodes)
    if spec.type.name == "flag":
        return "是" if change.value else "不是"
    return str(spec.type.show(change.value))


@bp.post("/<kind>/apply")
@needs(Action.RECORD)
def apply(kind: str) -> ResponseReturnValue:
    """Once, for all of them; 「撤回」 takes all back."""
    declared = _kind(kind)
    read = _read(declared)
    if not isinstance(read, tuple):
        return read
    ids, change = read
    change_id = sent_act()
    try:
        done = bulk_edit.apply(
            store(),
            ids,
            declared,
            change,
            seen=request.form.get("seen", 0, int),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _sorry(declared, invalid)
    words = _("改好了%(count)s个。", count=len(done.changed)) if done.changed else ""
    saved(change_id if done.changed else "", (words or _("没有要改的。")) + _left(done.moved_on))
    return redirect(_back(declared), 303)


def _left(moved_on: Sequence[Reference]) -> str:
    if not moved_on:
        return ""
    names = "、".join(each.title for each in moved_on[:NAMED])
    more = _("等%(count)s个", count=len(moved_on)) if len(moved_on) > NAMED else ""
    return str(_("刚被别人改过，没有动的：%(names)s%(more)s。", names=names, more=more))


@bp.post("/<kind>/list")
@needs(Action.RECORD)
def put_on_list(kind: str) -> ResponseReturnValue:
    """Put all of them on a saved list by hand. Raises `Missing`."""
    declared = _kind(kind)
    listed = saved_lists.read(store(), request.form.get("saved_list", ""), viewer=viewer())
    change_id = sent_act()
    if listed.kind is not declared:
        raise Missing(listed.item.id)
    try:
        changed = saved_lists.place_by_hand(
            store(),
            listed,
            bulk_edit.unpacked(request.form.get("ids", "")),
            "added",
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _sorry(declared, invalid)
    if changed:
        saved(change_id, _("加进名单%(count)s个。", count=changed))
    else:
        saved("", _("本来就在名单上，没有改。"))
    return redirect(url_for("saved_lists.show", id_=listed.item.id), 303)


@bp.post("/<kind>/remove")
@needs(Action.RECORD)
def remove(kind: str) -> ResponseReturnValue:
    """Move all of them out, with their ties; 「撤回」 brings all back."""
    declared = _kind(kind)
    change_id = sent_act()
    try:
        done = bulk_edit.remove(
            store(),
            bulk_edit.unpacked(request.form.get("ids", "")),
            declared,
            seen=request.form.get("seen", 0, int),
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _sorry(declared, invalid)
    except Missing:
        return _sorry(declared, Invalid({"ids": _("刚都被别人改过，没有移出。")}))
    saved(change_id, _("移出了%(count)s个。", count=done.gone) + _left(done.moved_on))
    return redirect(_back(declared), 303)
