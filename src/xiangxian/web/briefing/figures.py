"""The lists that figures open, each with how it counts and the sentence that can be copied."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from xiangxian.domain.roles import Action
from xiangxian.services.briefing import figures
from xiangxian.services.briefing.to_thank import thanks as due_thanks
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import page, settings, store, today

bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("/thanks")
@needs(Action.READ)
def thanks() -> ResponseReturnValue:
    """该道谢的: introducers whose project got further since they were last spoken to."""
    due = due_thanks(store(), today(), viewer=viewer(), measure=settings().measure)
    return page("briefing/figures/thanks.html", due=due, how=figures.HOW["thanks"])


@bp.get("/<code>")
@needs(Action.READ)
def show(code: str) -> ResponseReturnValue:
    """The projects behind one figure."""
    listed = figures.behind(store(), code, today(), viewer=viewer(), measure=settings().measure)
    return page("briefing/figures/show.html", listed=listed)
