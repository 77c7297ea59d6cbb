"""节日问候: the festivals ahead, and the list that each of them needs."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from xiangxian.domain import calendar
from xiangxian.domain.events import FESTIVALS
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services.exports import contact_lists, export_log
from xiangxian.store.base import EVERYTHING
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, store

bp = Blueprint("greetings", __name__, url_prefix="/greetings")

WORDS = {option.code: option.label for option in FESTIVALS}


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """The festivals ahead with their days, and how many people each list would hold."""
    today = now().astimezone(BEIJING).date()
    codes = (
        "spring",
        "qingming",
        "labour",
        "dragon_boat",
        "mid_autumn",
        "national",
        "double_ninth",
    )
    ahead = [(WORDS[code], day, (day - today).days) for code, day in calendar.coming(today, codes)]
    found = None
    left: tuple[export_log.Left, ...] = ()
    if viewer().may(Action.EXPORT):
        found = contact_lists.gather(store(), EVERYTHING, viewer=viewer(), today=today)
        left = export_log.lists(store(), viewer=viewer(), now=now(), limit=3).rows
    return page("lists/greetings/index.html", ahead=ahead, found=found, left=left)
