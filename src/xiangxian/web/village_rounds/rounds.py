"""村里核对: hand the sheets out, see who gave them back, take in what they say."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, redirect, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.domain.village_rounds import VillageRound
from xiangxian.services.acts.undoing import listed
from xiangxian.services.gate import Missing
from xiangxian.services.records import Invalid
from xiangxian.services.registers.workbook.model import Unreadable, Workbook
from xiangxian.services.village_rounds import (
    handing_out,
    parcels,
    rounds,
    taking_in,
    village_people,
)
from xiangxian.services.village_rounds.taking_in import Desk, Looked
from xiangxian.store.base import Id
from xiangxian.web.acts import each_sending_is_an_act, fresh_act, own_act, sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, saved, settings, store
from xiangxian.web.people.people import TYPES
from xiangxian.web.records import RecordPages
from xiangxian.web.registers import waiting_room
from xiangxian.web.registers.opened_files import opened_files
from xiangxian.web.sent_numbers import sent_number

bp = Blueprint("village_rounds", __name__, url_prefix="/village-rounds")
_ZIP = "application/zip"


def _lines(round_id: Id | None) -> Mapping[str, Any]:
    """What the page of a round shows: its villages, and who has no village."""
    counted = village_people.count(store(), viewer=viewer())
    found = rounds.entries(store(), round_id, viewer=viewer()) if round_id else []
    lines = rounds.lines(counted, found)
    return {
        "lines": lines,
        "states": Counter(line.state for line in lines),
        "nowhere": counted.nowhere,
        "waiting_files": len(_waiting(round_id)) if round_id else 0,
        "fault": "",
    }


def _more(id_: Id) -> Mapping[str, Any]:
    record = rounds.read_round(store(), id_, viewer=viewer())[1]
    return {"record": record, "round_id": id_, **_lines(id_)}


def _page(round_id: Id | None, fault: str = "") -> ResponseReturnValue:
    """The page of a round (of none: before the first sheet goes out), with what was wrong."""
    context = _lines(round_id) if round_id is None else _more(round_id)
    return page(
        "village_rounds/show.html",
        422 if fault else 200,
        **{
            "record": None,
            "round_id": None,
            **context,
            "fault": fault,
            "change_id": fresh_act(),
            "past": rounds.rounds(store(), viewer=viewer()),
        },
    )


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """The open round; where none is open, every village as it could be handed its sheet."""
    found = rounds.open_round(store(), viewer=viewer())
    if found is not None:
        return redirect(url_for("village_rounds.show", id_=found[0].id), 303)
    return _page(None)


@bp.post("/hand-out")
@needs(Action.EXPORT)
@each_sending_is_an_act
def hand_out() -> ResponseReturnValue:
    """The sheets of one village (`only`), of those ticked, or of all: one file."""
    round_id = request.form.get("round") or None
    if only := request.form.get("only"):
        villages = [only]
    elif request.form.get("all"):
        counted = village_people.count(store(), viewer=viewer()).villages
        villages = [id_ for id_, each in counted.items() if each.people]
    else:
        villages = request.form.getlist("village")
    if not villages:
        return _page(round_id, _("请先勾选要发的村。"))
    try:
        handed = handing_out.hand_out(
            store(),
            villages,
            round_id=round_id,
            example=settings().demo,
            change_id=own_act(),
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _page(round_id, next(iter(invalid.faults.values())))
    ending = handed.file.rpartition(".")[2]
    return send_file(
        io.BytesIO(handed.content),
        TYPES.get(ending, _ZIP),
        as_attachment=True,
        download_name=handed.file,
    )


@bp.post("/<id_>/excuse")
@needs(Action.RECORD)
def excuse(id_: Id) -> ResponseReturnValue:
    """不用交, with its reason; or that taken back."""
    change_id = sent_act()
    reason = None if request.form.get("withdraw") else request.form.get("reason", "")
    try:
        rounds.excuse(
            store(),
            id_,
            request.form.get("village", ""),
            reason,
            change_id=change_id,
            viewer=viewer(),
            now=now(),
        )
    except Invalid as invalid:
        return _page(id_, next(iter(invalid.faults.values())))
    saved(change_id)
    return redirect(url_for("village_rounds.show", id_=id_), 303)


@bp.post("/<id_>/close")
@needs(Action.RECORD)
def close(id_: Id) -> ResponseReturnValue:
    """结束这次核对, or open it again."""
    change_id = sent_act()
    closed = request.form.get("closed") == "1"
    rounds.close(store(), id_, closed=closed, change_id=change_id, viewer=viewer(), now=now())
    saved(change_id, _("这次核对结束了。") if closed else _("又打开了。"))
    return redirect(url_for("village_rounds.show", id_=id_), 303)


# --- back ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """One village's part of a waiting file on the page: its key in the form, the file's name, what
    it says, and the act that would take it in."""

    key: str
    file: str
    looked: Looked
    act: Id


def _waiting(round_id: Id) -> dict[str, dict[str, Any]]:
    """What of this session waits for the round: by token what was said of its sheets."""
    found: dict[str, dict[str, Any]] = session.get("village_files", {})
    return {token: each for token, each in found.items() if each["round"] == round_id}


def _remember(token: str, said: Mapping[str, Any] | None) -> None:
    """Keep what was said of a waiting file; None forgets it."""
    found = {key: each for key, each in session.get("village_files", {}).items() if key != token}
    session["village_files"] = found if said is None else found | {token: dict(said)}


def _forget(token: str) -> None:
    """A file is thrown away."""
    opened_files().forget(token)
    with contextlib.suppress(Missing):  # it waited too long and is gone already
        waiting_room.dismiss(token)
    _remember(token, None)


def _opened(tokens: list[str], round_id: Id) -> dict[str, Workbook]:
    """The waiting files *tokens*, read; those that cannot be are thrown away and named."""
    places: dict[str, tuple[Path, str]] = {}
    for token in tokens:
        try:
            places[token] = waiting_room.waiting(token)
        except Missing:
            _forget(token)
    found = {}
    for token, workbook in opened_files().read(places).items():
        if isinstance(workbook, Unreadable):
            _blame(round_id, workbook.sentence)
            _forget(token)
        else:
            found[token] = workbook
            for told in workbook.told:
                _blame(round_id, f"《{workbook.file}》：{told}")
    return found


def _blame(round_id: Id, sentence: str) -> None:
    """Keep what is to be said of a file until the next files come."""
    faults = session.get("village_faults", {})
    session["village_faults"] = {
        round_id: list(dict.fromkeys([*faults.get(round_id, ()), sentence]))
    }


@bp.post("/<id_>/files")
@needs(Action.IMPORT)
def files(id_: Id) -> ResponseReturnValue:
    """Take the files in that came back; nothing is written."""
    rounds.read_round(store(), id_, viewer=viewer())
    sent = [each for each in request.files.getlist("file") if each.filename]
    if not sent:
        return _page(id_, _("请选村里交回的表，可以一次选好几份。"))
    session["village_faults"] = {}
    for each in sent:
        name = waiting_room.own_name(each.filename or "")
        content = each.read()
        found = [(name, content)]
        if parcels.is_parcel(name, content):
            try:
                found = parcels.unpacked(name, content)
            except Unreadable as fault:
                _blame(id_, fault.sentence)
                continue
        for own, bytes_ in found:
            token = waiting_room.put(bytes_)
            waiting_room.admit(token, own)
            _remember(token, {"round": id_, "said": {}, "done": []})
    return redirect(url_for("village_rounds.back", id_=id_), 303)


@bp.get("/<id_>/back")
@needs(Action.IMPORT)
def back(id_: Id) -> ResponseReturnValue:
    """What the waiting sheets say otherwise, village by village."""
    return _back(id_)


def _back(id_: Id, fault: str = "") -> ResponseReturnValue:
    desk = taking_in.desk(store(), id_, viewer=viewer())
    cards = _cards(desk)
    return page(
        "village_rounds/back.html",
        422 if fault else 200,
        record=desk.round,
        round_id=id_,
        cards=cards,
        whole=[card for card in cards if card.looked.differences is not None],
        villages=desk.known.villages,
        faults=session.get("village_faults", {}).get(id_, ()),
        fault=fault,
        ticked=lambda key: request.form.getlist(f"take.{key}"),
    )


def _cards(desk: Desk) -> list[Card]:
    """The villages' parts of all waiting files, with what they say."""
    round_id = desk.round_id
    opened = _opened(list(_waiting(round_id)), round_id)
    keys, arrived = [], []
    for token, workbook in opened.items():
        parts = taking_in.parts_of(desk, workbook, **_said(round_id, token))
        if not parts:
            if not _waiting(round_id)[token]["done"]:
                name = workbook.file
                _blame(round_id, _("《%(name)s》里没有找到名单：表头里要有“姓名”一栏。", name=name))
            _forget(token)
        for part in parts:
            keys.append((f"{token}.{part.sheets[0]}", workbook.file))
            arrived.append(part)
    looked = taking_in.look(store(), desk, arrived, viewer=viewer(), now=now())
    return [
        Card(key, file, each, request.form.get(f"act.{key}") or fresh_act())
        for (key, file), each in zip(keys, looked, strict=True)
    ]


def _said(round_id: Id, token: str) -> dict[str, Any]:
    """What was said of the sheets of a waiting file, as `taking_in.parts_of` takes it."""
    known = _waiting(round_id)[token]
    said = {int(number): id_ for number, id_ in known["said"].items()}
    return {"said": said, "done": frozenset(known["done"])}


@bp.post("/<id_>/whose")
@needs(Action.IMPORT)
def whose(id_: Id) -> ResponseReturnValue:
    """The clerk says which village's sheet it is; or that a file is not taken in."""
    key = request.form.get("whose") or request.form.get("drop", "")
    token, _dot, number = key.partition(".")
    known = _waiting(id_).get(token)
    if known is None or sent_number(number) is None:  # pressed twice: it is gone already
        return redirect(url_for("village_rounds.back", id_=id_), 303)
    if request.form.get("drop"):
        _forget(token)
    else:
        village = request.form.get(f"village.{key}", "")
        if not village:
            return _back(id_, _("请先选这是哪个村的表。"))
        _remember(token, known | {"said": known["said"] | {number: village}})
    return redirect(url_for("village_rounds.back", id_=id_), 303)


@bp.post("/<id_>/back")
@needs(Action.IMPORT)
def take_in(id_: Id) -> ResponseReturnValue:
    """Take in one village's sheet (`part`), or all of whom the village is known."""
    wanted = request.form.get("part") or request.form.get("none", "")
    desk = taking_in.desk(store(), id_, viewer=viewer())
    tokens = [token for token in _waiting(id_) if not wanted or token == wanted.partition(".")[0]]
    if not tokens:  # pressed twice: it was taken in the first time
        return redirect(url_for("village_rounds.show", id_=id_), 303)
    taken: list[str] = []
    untold: list[str] = []
    act = ""
    for token, workbook in _opened(tokens, id_).items():
        for part in taking_in.parts_of(desk, workbook, **_said(id_, token)):
            key = f"{token}.{part.sheets[0]}"
            if (wanted and key != wanted) or (not wanted and part.village is None):
                continue
            rows = _ticked(key)
            if rows is not None and not rows and wanted:
                return _back(id_, _("还没有勾：要收的请勾上；一条都不收，点「都不收，只记已交」。"))
            if rows is not None and not rows:
                untold.append(part.village.title if part.village else "")
                continue
            act = request.form.get(f"act.{key}") or fresh_act()
            try:
                done = taking_in.take_in(
                    store(), desk, part, rows=rows, change_id=act, viewer=viewer(), now=now()
                )
            except Invalid as invalid:
                return _back(id_, next(iter(invalid.faults.values())))
            known = _waiting(id_)[token]
            _remember(token, known | {"done": [*known["done"], *part.sheets]})
            taken.append(part.village.title if part.village else "")
            act = act if done.batch else taking_in.noted(act)
        if not taking_in.parts_of(desk, workbook, **_said(id_, token)):
            _forget(token)
    if taken:
        one = len(taken) == 1
        names = "、".join(taken[:8])
        words = _("收下了%(names)s的核对表。", names=names)
        if len(taken) > 8:
            words = _("收下了%(count)s个村的核对表。", count=len(taken))
        saved(act if one and not untold else "", words + _untold(untold))
    elif untold:
        return _back(id_, _untold(untold))
    left = "village_rounds.back" if _waiting(id_) else "village_rounds.show"
    return redirect(url_for(left, id_=id_), 303)


def _ticked(key: str) -> set[str] | None:
    """The lines that shall be taken over from one village's part; None where there are none to
    choose from. Blank ticks are 都不收: nothing of it."""
    if f"lines.{key}" not in request.form:
        return None
    offered = request.form.getlist(f"lines.{key}")
    if request.form.get("none") == key:
        return {""}
    if request.form.get(f"all.{key}"):
        return set(offered)
    return set(request.form.getlist(f"take.{key}"))


def _untold(villages: list[str]) -> str:
    """That of these villages nothing was ticked yet, and therefore nothing was taken in."""
    if not villages:
        return ""
    return str(_("还没有勾的没有收：%(names)s。", names=listed(villages)))


RecordPages(
    bp,
    VillageRound,
    more=_more,
    show_template="village_rounds/show.html",
    add_list=False,
    preset=lambda: {"name": rounds.usual_name(now())},
).install()
