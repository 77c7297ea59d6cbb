"""The front doors of each role, the search box, and taking back what was just saved."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import calendar
from xiangxian.domain.events import FESTIVALS
from xiangxian.domain.roles import Action, Role
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.domain.values.phones import read_phones
from xiangxian.services import search
from xiangxian.services.acts.undoing import listed
from xiangxian.services.briefing import clerks_page
from xiangxian.services.duplicates import candidates
from xiangxian.services.history import changes, recent
from xiangxian.services.lists import only_named
from xiangxian.services.records import Invalid
from xiangxian.services.upkeep import demo
from xiangxian.services.village_rounds import rounds
from xiangxian.web.acts import sent_act
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, own_path, page, saved, settings, store
from xiangxian.web.records import address

bp = Blueprint("home", __name__)

FOUND = 60
"""How many records the page of a search lists; that there are more is said."""

FESTIVAL_WORDS = {option.code: option.label for option in FESTIVALS}


@bp.get("/")
@needs(Action.ENTER)
def index() -> ResponseReturnValue:
    """The role's own front door."""
    role = viewer().role
    if role is Role.MANAGER:
        return redirect(url_for("network.index"), 303)
    if role is Role.INSPECTOR:
        return redirect(url_for("log.index"), 303)
    if role is Role.ADMINISTRATOR:
        return redirect(url_for("accounts.index"), 303)
    today = now().astimezone(BEIJING).date()
    counts = clerks_page.counts(store(), viewer=viewer())
    coming = [
        (FESTIVAL_WORDS[code], day, (day - today).days) for code, day in calendar.coming(today)
    ]
    return page(
        "home/index.html",
        counts=counts,
        only_named=only_named.only_named(store(), today, viewer=viewer()),
        only_named_list=[each.packed() for each in only_named.ONLY_NAMED],
        coming=coming,
        recent=clerks_page.recent(store(), viewer=viewer()),
        opened=recent.recent(store(), viewer=viewer()),
        village_round=rounds.progress(store(), viewer=viewer())
        if viewer().may(Action.EXPORT)
        else None,
        reviews=clerks_page.open_reviews(store(), viewer=viewer()),
        occasions=clerks_page.occasions(store(), viewer=viewer()),
        occasion=session.get("occasion", ""),
    )


@bp.get("/find")
@needs(Action.READ)
def find() -> ResponseReturnValue:
    """Everything that the words name or describe."""
    typed = request.args.get("q", "").strip()
    hits = search.find(store(), typed, viewer=viewer(), limit=FOUND + 1) if typed else []
    more = len(hits) > FOUND
    return page("home/find.html", typed=typed, hits=hits[:FOUND], more=more, address=address)


@bp.get("/find/quick")
@needs(Action.READ)
def quick_find() -> ResponseReturnValue:
    """The same while it is being typed; before the first character what was opened last."""
    typed = request.args.get("q", "").strip()
    hits = search.find(store(), typed, viewer=viewer(), limit=8) if typed else []
    last = [] if typed else recent.recent(store(), viewer=viewer())
    return page("home/_found.html", typed=typed, hits=hits, last=last)


@bp.get("/suggest")
@needs(Action.READ)
def suggest() -> ResponseReturnValue:
    """Names that begin or contain what was typed, for a link field."""
    field = request.args.get("field", "")
    kinds = [kind for kind in request.args.get("kinds", "").split(",") if kind]
    typed = request.args.get("q") or request.args.get(field, "")
    last = typed.replace("，", "、").split("、")[-1].strip()
    hits = search.find(store(), last, viewer=viewer(), kinds=kinds, limit=8) if last else []
    return page("home/_suggest.html", hits=hits, field=field)


@bp.get("/likely")
@needs(Action.RECORD)
def likely() -> ResponseReturnValue:
    """Who may already be in the register, while a name is being typed."""
    kind = request.args.get("kind", "person")
    numbers = [phone.number for phone in read_phones(request.args.get("phones", "")).value or ()]
    found = candidates.likely(
        store(),
        kind,
        request.args.get("name", ""),
        numbers,
        viewer=viewer(),
        but=request.args.get("but", ""),
    )
    return page(
        "home/_likely.html",
        found=found,
        address=address,
        lines=search.told_apart(store(), [each.record.id for each in found], viewer=viewer()),
        another=set(request.args.getlist("another")),
        new=not request.args.get("but"),
    )


@bp.post("/undo")
@needs(Action.RECORD)
def undo() -> ResponseReturnValue:
    """Take back one act: what nobody changed since."""
    undone = request.form.get("undone", "")
    change_id = sent_act()
    try:
        result = changes.undo(store(), undone, change_id=change_id, viewer=viewer(), now=now())
    except Invalid as invalid:
        saved("", "".join(invalid.faults.values()))
    else:
        words = _("已撤回。") if result.taken_back else _("没有什么要撤回的了。")
        if result.kept:
            names = listed([each.title for each in result.kept])
            words = _("已撤回；后来改过或用着的留下了：%(names)s。", names=names)
            if not result.taken_back:
                words = _("没有撤回：后来改过或用着的都留着：%(names)s。", names=names)
        if result.without:
            names = listed([each.title for each in result.without])
            words += _("还在外面的没有连上：%(names)s。", names=names)
        saved(change_id if result.taken_back else "", words)
    return redirect(own_path(request.form.get("next", "")) or url_for("home.index"), 303)


@bp.get("/healthz")
@needs(Action.ANYONE)
def healthz() -> ResponseReturnValue:
    """Whether the store answers; nothing else."""
    store().revision()
    return Response("ok\n", mimetype="text/plain")


@bp.get("/about")
@needs(Action.ENTER)
def about() -> ResponseReturnValue:
    """说明: what is kept, who sees it, and how to reach the program."""
    return page("home/about.html", data=settings().data, demo_found=demo.HOUBAI)
