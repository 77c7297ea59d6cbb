"""看图表: the tallies as pictures with their tables; a picture is made of its table by the browser."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from xiangxian.domain.roles import Action
from xiangxian.services.briefing.figures import day_label
from xiangxian.services.lists import counts
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import page, store, today

bp = Blueprint("charts", __name__, url_prefix="/charts")


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """Every tally, its picture from ten records on, and under it the table."""
    made = counts.tallies(store(), viewer=viewer())
    return page("lists/charts/index.html", tallies=made, day=day_label(today()), least=counts.FROM)
