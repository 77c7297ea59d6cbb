"""What every page shares: rendering, messages, and domain errors turned into plain pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from flask import Flask, current_app, g, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from xiangxian.domain import schema
from xiangxian.domain.roles import Action, Role
from xiangxian.domain.values import value_types
from xiangxian.domain.values.amounts import wan_label
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services.access import accounts
from xiangxian.services.access.operation_log import words_of
from xiangxian.services.gate import Missing, Refused, Viewer
from xiangxian.services.registers.session.shown_rows import read_texts
from xiangxian.settings import Settings
from xiangxian.store.base import Id, Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.web import assets

MENU = (
    ("home.index", "首页"),
    ("people.index", "乡贤名册"),
    ("projects.index", "企业项目"),
    ("events.index", "座谈走访"),
    ("greetings.index", "节日问候"),
    ("network.index", "引荐关系"),
)
STATION_MENU = (
    ("home.index", "首页"),
    ("people.index", "名册"),
    ("projects.index", "项目线索"),
    ("events.index", "拜访"),
)
INSPECTOR_MENU = (
    ("home.index", "首页"),
    ("log.index", "操作记录"),
    ("log.exports", "名单去向"),
)
ADMINISTRATOR_MENU = (("home.index", "首页"), ("accounts.index", "账号"))
MENUS = {
    Role.STATION: STATION_MENU,
    Role.INSPECTOR: INSPECTOR_MENU,
    Role.ADMINISTRATOR: ADMINISTRATOR_MENU,
}

UNDER = {
    "people": ("saved_lists", "bulk", "duplicates", "county_forms", "village_rounds", "organisations"),
    "events": ("notes", "suggestions"),
    "greetings": ("whereabouts",),
    "network": (
        "introductions", "claims", "pictures", "paths", "briefs", "sharing", "reports", "charts",
        "figures", "promises", "recognition", "recognition_papers", "policies",
    ),
}  # fmt: skip
"""The pages that a menu item leads to, so that the menu says where one is."""
SECTIONS = {page: item for item, pages in UNDER.items() for page in pages}


def store() -> GraphStore:
    """The store of this application."""
    return cast("GraphStore", current_app.extensions["xiangxian.store"])


def settings() -> Settings:
    """The settings of this application."""
    return cast("Settings", current_app.extensions["xiangxian.settings"])


def now() -> datetime:
    """This moment in UTC."""
    return cast("datetime", current_app.extensions["xiangxian.clock"]())


def today() -> date:
    """This day in Beijing."""
    return now().astimezone(BEIJING).date()


def asked_for() -> str:
    """The address that was asked for, with its question, as the browser knows it: from the root of
    the site, wherever below it the program is served."""
    return (request.script_root + request.full_path).rstrip("?")


def own_path(path: str) -> str:
    """*path* when it stays on this site, else nothing."""
    odd = any(ord(c) < 33 or c == "\\" for c in path)
    if odd or not path.startswith("/") or path.startswith("//"):
        return ""
    return path.rstrip("?")


def form_page() -> str:
    """The address of the page on which the posted form stood; empty where it cannot be asked for.

    The browser names it; where it does not, the form may stand where it goes to.
    """
    named = request.headers.get("HX-Current-URL") or request.referrer or ""
    here = request.host_url.removesuffix("/")
    places = [
        named.removeprefix(here).partition("#")[0] if named.startswith(f"{here}/") else "",
        asked_for(),
    ]
    return next((place for each in places if (place := own_path(each)) and _shown(place)), "")


def _shown(path: str) -> bool:
    """Whether a GET of *path* is a page of this application, the log-in aside."""
    if not path.startswith(request.script_root):
        return False
    bare = path.partition("?")[0].removeprefix(request.script_root)
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, _arguments = adapter.match(bare, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return not endpoint.startswith("login.") or endpoint == "login.password"


def page(template: str, status: int = 200, /, **context: Any) -> ResponseReturnValue:
    """Render a page; fragments for htmx are templates whose name begins with `_`."""
    response = make_response(render_template(template, **context), status)
    response.headers["Vary"] = "HX-Request"
    return response


def saved(change_id: Id, words: str = "") -> None:
    """Say 「已存 · 撤回」 on the next page for the ChangeSet *change_id*."""
    session["saved"] = {"change": change_id, "words": words}


def install(app: Flask) -> None:
    """Give templates what they need and turn errors into pages."""
    app.jinja_env.globals.update(
        KINDS=schema.KINDS,
        TIES=schema.TIES,
        Action=Action,
        wan=wan_label,
        moment=value_types.Moment().show,
        act_words=words_of,
        read_texts=read_texts,
        demo_roles=[role for _, _, role in accounts.FIRST + accounts.DEMO],
        has_demo=app.extensions.get("xiangxian.demo") is not None,
    )
    app.jinja_env.globals["asset"] = lambda name: app.url_for(
        "static", filename=f"vendor/{name}", v=assets.digest(name)
    )

    @app.context_processor
    def shared() -> dict[str, Any]:
        viewer: Viewer | None = g.get("viewer")
        menu = MENUS.get(viewer.role, MENU) if viewer else ()
        return {
            "viewer": viewer,
            "settings": settings(),
            "here": request.script_root + request.path,
            "menu": menu,
            "section": (part := (request.endpoint or "").partition(".")[0]),
            "menu_part": SECTIONS.get(part, part),
            "just_saved": session.pop("saved", None)
            if viewer and request.method == "GET"
            else None,
            "township": "" if g.get("storeless") else app.extensions["xiangxian.township"](),
        }

    @app.after_request
    def headers(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            "font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response

    def sorry(status: int, title: str, text: str, again: str = "") -> ResponseReturnValue:
        not_done = status == 503  # what was typed is brought back when it works again
        return page("sorry.html", status, title=title, text=text, again=again, not_done=not_done)

    @app.errorhandler(Missing)
    def missing(_fault: Missing) -> ResponseReturnValue:
        return sorry(404, _("没有找到"), _("这条记录不在册，或不归这个账号看。"))

    @app.errorhandler(Refused)
    def refused(_fault: Refused) -> ResponseReturnValue:
        return sorry(403, _("这一步不归这个账号做"), _("需要的话，请找系统管理员调整。"))

    @app.errorhandler(Unavailable)
    def unavailable(fault: Unavailable) -> ResponseReturnValue:
        g.storeless = True
        # a form is sent again from its own page, where what was typed still stands
        again = asked_for() if request.method == "GET" else ""
        return sorry(503, _("暂时打不开"), fault.reason, again)

    @app.errorhandler(HTTPException)
    def plain(fault: HTTPException) -> ResponseReturnValue:
        texts = {
            403: (_("这一步不归这个账号做"), _("需要的话，请找系统管理员调整。")),
            404: (_("没有找到"), _("这条记录不在册，或不归这个账号看。")),
            405: (_("这一步不能这样做"), _("请从页面上的按钮进入。")),
            413: (
                _("内容太多"),
                _("请拆成小一些的再试：单个文件不超过20兆，一处文字不超过20,000个字。"),
            ),
        }
        code = fault.code or 500
        title, text = texts.get(code, (_("没能做成"), _("请返回再试一次。")))
        if code >= 500:
            g.storeless = True  # what broke may be the register itself
            text += _("总是这样的话，请管理员用 xiangxian verify 核对名册。")
        return sorry(code, title, text)
