"""Texts that are too long: one page with the sentence, and everything that was typed still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.faults import TooLong
from xiangxian.domain.values.value_types import LINE, LONG
from xiangxian.web.pages import asked_for, page

PACKED = frozenset(("ids", "spots", "captions"))
"""Inputs that our pages fill and nobody types; those who read them bound them."""
MEASURED = "measured_by_its_form"
SECRET = frozenset(("password", "old", "new", "again"))
View = TypeVar("View", bound=Callable[..., object])
_SHOWN = 60
"""From so many characters on, what was typed is shown to be shortened."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One text of a form or an address: under what name, the text, and whether it is shown."""

    name: str
    text: str
    shown: bool


def measured_by_its_form(view: View) -> View:
    """Declare that the form of *view* says itself what is too long: it has a longer text than others,
    or lets stand what stood so before."""
    setattr(view, MEASURED, True)
    return view


def refuse_long_texts() -> ResponseReturnValue | None:
    """Answer what no form of ours takes: a posted text, or one in an address, beyond its limit."""
    view = current_app.view_functions.get(request.endpoint or "")
    for name, texts in () if getattr(view, MEASURED, False) else request.form.lists():
        if name not in PACKED and any(len(_counted(text)) > LONG for text in texts):
            return _page([_("一处最多写%(n)s个字，写得太长了，请写短一些再存。", n=f"{LONG:,}")])
    for _name, texts in request.args.lists():
        if any(len(text) > LINE for text in texts):
            return _page([_("这里最多写%(n)s个字，写得太长了，请写短一些再试。", n=f"{LINE:,}")])
    return None


def _counted(text: str) -> str:
    """A text as it is stored: a line's end is one character, what is blank round it none."""
    return text.replace("\r\n", "\n").strip()


def _page(sentences: list[str]) -> ResponseReturnValue:
    posted = request.method == "POST"
    source = request.form if posted else request.args
    longest = max((len(text) for _n, each in source.lists() for text in each), default=0)
    sent = [
        Sent(name, text, name not in PACKED and len(text) > min(_SHOWN, longest - 1))
        for name, texts in source.lists()
        if name not in SECRET and name != "csrf_token"
        for text in texts
    ]
    return page(
        "too_long.html",
        422,
        sentences=sentences,
        sent=sent,
        posted=posted,
        address=asked_for() if posted else request.script_root + request.path,
    )


def install(app: Flask) -> None:
    """Refuse long texts before any view, and those that a service finds behind it."""
    app.before_request(refuse_long_texts)

    @app.errorhandler(TooLong)
    def too_long(fault: TooLong) -> ResponseReturnValue:
        return _page(list(dict.fromkeys(fault.faults.values())))
