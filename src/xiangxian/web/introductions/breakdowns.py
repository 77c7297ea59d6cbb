"""按村、按城市、按项目原所在地、按产业链: the introducers' total broken down, each figure with its list."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from xiangxian.domain.claims import Level
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Action
from xiangxian.services.introductions import breakdowns
from xiangxian.services.introductions.attribution import Rule
from xiangxian.services.introductions.breakdowns import (
    BREAKDOWNS,
    BreakdownColumn,
    BreakdownOrder,
    By,
)
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import page, settings, store

bp = Blueprint("breakdowns", __name__, url_prefix="/breakdowns")

Choice = TypeVar("Choice", bound=StrEnum)


def chosen(name: str, default: Choice) -> Choice:
    """What the address says under *name*; *default* where it says nothing that there is."""
    kind = type(default)
    asked = request.args.get(name, default.value)
    return kind(asked) if asked in set(kind) else default


@bp.get("/")
@needs(Action.READ)
def show() -> ResponseReturnValue:
    """One breakdown, in the order that the viewer chose."""
    by = chosen("by", By.VILLAGE)
    sort, rule, level = (
        chosen("sort", BreakdownOrder.NAME),
        chosen("credit", Rule.EQUAL),
        chosen("level", Level.RECORDED),
    )
    measure = settings().measure
    found = breakdowns.breakdown(
        store(),
        by=by if by in BREAKDOWNS else By.VILLAGE,
        viewer=viewer(),
        level=level,
        rule=rule,
        measure=measure,
        sort=sort,
    )
    return page(
        "introductions/breakdowns/show.html",
        found=found,
        asked={
            "by": found.by.value,
            "sort": sort.value,
            "credit": rule.value,
            "level": level.value,
        },
        sort=sort,
        sorts=list(BreakdownOrder),
        # where a project counts once, how it is shared makes no difference
        rules=() if found.by in {By.ORIGIN, By.CHAIN} else list(Rule),
        levels=list(Level),
        columns=(BreakdownColumn.INTRODUCED, BreakdownColumn.SELF_RETURN, BreakdownColumn.NONE),
        Column=BreakdownColumn,
        measure=Project.fields[measure].label,
    )


@bp.get("/projects")
@needs(Action.READ)
def projects() -> ResponseReturnValue:
    """The projects behind one figure."""
    by, column = chosen("by", By.VILLAGE), chosen("of", BreakdownColumn.ALL)
    rule, level = chosen("credit", Rule.EQUAL), chosen("level", Level.RECORDED)
    found = breakdowns.behind(
        store(),
        by=by,
        group=request.args.get("group", ""),
        column=column,
        viewer=viewer(),
        level=level,
        rule=rule,
        measure=settings().measure,
    )
    return page(
        "introductions/breakdowns/projects.html",
        found=found,
        by=by,
        column=column,
        Column=BreakdownColumn,
        back={"credit": rule.value, "level": level.value},
        rule=rule,
        level=level,
    )
