"""谁能引荐: who can introduce us to a person or an organisation."""

from __future__ import annotations

from typing import ClassVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.fields import Privacy, link
from xiangxian.domain.records import Id, Record
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records, search
from xiangxian.services.connections import paths
from xiangxian.services.gate import Missing
from xiangxian.services.records import Invalid
from xiangxian.web.forms import Input
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import page, store, today
from xiangxian.web.records import address

bp = Blueprint("paths", __name__, url_prefix="/paths")

_KINDS = ("person", "organisation")
_LIKE = 8
"""How many are offered where nobody is called exactly what was typed: pinyin, initials, a part."""


class PathQuestion(Record):
    """What is asked: to whom, and from whom when not from us."""

    kind: ClassVar[str] = "path_question"
    label: ClassVar[str] = "谁能引荐"

    to: Id | None = link("想见谁", to=_KINDS, privacy=Privacy.OPEN, help="乡贤、客商或单位。")
    start: Id | None = link(
        "请谁引荐",
        to=("person",),
        privacy=Privacy.OPEN,
        help="不填就从我们自己找起：镇里的联系人，和近两年有联系的乡贤。",
    )


def _read(name: str) -> Input:
    """One of the two fields, as it was typed or chosen; what is wrong with it stands beside it."""
    made = Input(PathQuestion.fields[name], typed=request.args.get(name, "").strip())
    ids = list(dict.fromkeys(id_ for id_ in request.args.getlist(f"{name}.id") if id_))
    nodes = [node for node in store().get(ids).nodes if gate.visible(viewer(), node)]
    made.chosen = [records.refer(node) for node in nodes if node.kind in made.spec.to]
    if ids and not made.chosen and not made.typed:
        made.fault = _("选的那一位已经不在册，请重新写名字。")
    if made.typed and not any(each.title == made.typed for each in made.chosen):
        hits = search.resolve(store(), made.typed, kinds=made.spec.to, viewer=viewer())
        if len(hits) == 1 and not made.chosen:
            made.chosen, made.typed = hits, ""
        elif not hits:
            found = search.find(
                store(), made.typed, viewer=viewer(), kinds=made.spec.to, limit=_LIKE
            )
            alike = [records.Reference(h.record.id, h.record.kind, h.record.title) for h in found]
            made.candidates = [each for each in alike if each.id not in set(ids)]
            made.lines = {hit.record.id: hit.line for hit in found}
            made.fault = (
                _("没有正好叫「%(name)s」的，要找的是不是下面哪一个？请点选。", name=made.typed)
                if made.candidates
                else _("册里没有「%(name)s」，换个写法再找。", name=made.typed)
            )
        elif not made.chosen:
            made.candidates = hits
            made.lines = search.told_apart(store(), [hit.id for hit in hits], viewer=viewer())
            made.fault = _(
                "册里有%(count)s个叫「%(name)s」的，请点选是哪一个。",
                count=len(hits),
                name=made.typed,
            )
        elif made.chosen[0].id in {hit.id for hit in hits}:
            made.typed = ""
    elif made.typed:
        made.typed = ""
    if len({*(each.id for each in made.chosen)}) > 1:
        made.fault = made.fault or _("一次只找一个，请去掉多的。")
    elif made.chosen and made.typed and not made.fault:
        made.fault = _("一次只找一个，请去掉多的。")
    return made


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """The question and its answer: sentences first, the picture and the table below."""
    to, start = _read("to"), _read("start")
    answer = None
    if not to.chosen and not to.fault and (start.chosen or start.typed):
        to.fault = _("请写上想见谁。")
    if to.chosen and not (to.fault or start.fault):
        asked = start.chosen[0].id if start.chosen else None
        try:
            answer = paths.ask(store(), to.chosen[0].id, asked, viewer=viewer(), today=today())
        except Invalid as invalid:
            start.fault = invalid.faults["start"]
    return page(
        "connections/index.html",
        422 if to.fault or start.fault else 200,
        to=to,
        start=start,
        answer=answer,
    )


@bp.get("/picture.json")
@needs(Action.READ)
def picture() -> ResponseReturnValue:
    """The picture's data; empty where nothing is asked or nobody is to be asked.

    Raises `Missing`.
    """
    target, start = request.args.get("to.id", ""), request.args.get("start.id") or None
    if not target:
        return {"nodes": [], "edges": [], "cut": False, "title": "", "summary": ""}
    try:
        answer = paths.ask(store(), target, start, viewer=viewer(), today=today())
    except Invalid as invalid:
        raise Missing(target) from invalid
    return paths.picture(answer, address)
