"""One act says one thing: the ids of acts that posted forms carry, looked at before a view is.

A form carries the id of the act that it begins (`acts`), so that a form sent twice is one act:

- an id that is not ours, or older than a draft may be, is refused (400): what was typed is shown,
  with a button that sends it as an act of its own;
- a form that comes again with other words after its act was done, or while it is being done, is
  told so (409) with both texts. The first answer would say 「已存」 and drop the later words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain import schema
from xiangxian.domain.fields import Field
from xiangxian.domain.records import Declared
from xiangxian.domain.values.value_types import Choice
from xiangxian.services import records
from xiangxian.services.acts.act_ids import ActIdStanding, standing
from xiangxian.services.gate import Missing
from xiangxian.services.history.acts_done import wrote
from xiangxian.store.base import Id, State, Unavailable
from xiangxian.web.acts import ANEW, FIELD, PURPOSE, fresh_act
from xiangxian.web.guard import viewer
from xiangxian.web.pages import asked_for, now, page, store
from xiangxian.web.records import PLACES
from xiangxian.web.secret import derived

SEVERAL = "act."
"""How the fields begin in which a form of several acts carries their ids."""
BUSY = timedelta(minutes=10)
"""How long an act whose process ended in the middle keeps other words from its id."""
_KEPT = timedelta(days=31)
"""How long it is known what an act's form said: longer than the form may be sent again."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the form of an act said, as a digest; until *until* it is being worked on."""

    content: str
    until: datetime
    answer: tuple[str, dict[str, str]] | None = None
    """Where the first answer led, once the act was done, and what the page there said of it."""

    def state(self, moment: datetime) -> State:
        """The claim as it is kept."""
        text = json.dumps([self.content, self.until.isoformat(), self.answer])
        return State(text.encode(), moment + _KEPT)


def _claim_of(text: bytes | None) -> _Claim | None:
    if text is None:
        return None
    content, until, answer = json.loads(text)
    return _Claim(content, datetime.fromisoformat(until), tuple(answer) if answer else None)


def install(app: Flask) -> None:
    """Look at the act of each posted form; after `guard.install`, which says who sends it."""
    app.jinja_env.globals["fresh_act"] = fresh_act

    @app.before_request
    def heed() -> ResponseReturnValue | None:
        if request.method != "POST" or g.get("viewer") is None:
            return None
        named = [request.form[name] for name in request.form if _names_act(name)]
        stands = [standing(derived(PURPOSE), id_, now()) for id_ in named if id_]
        if any(each is not ActIdStanding.OURS for each in stands):
            return _again(400, old=ActIdStanding.STRANGE not in stands)
        act = request.form.get(FIELD)
        if not act or getattr(current_app.view_functions[request.endpoint or ""], ANEW, False):
            return None
        mine = _claimed(act)
        if mine is None:
            return _again(409, act=act)
        if mine.answer is None:
            return None
        where, session["saved"] = mine.answer
        return redirect(where, 303)

    @app.after_request
    def let_go(response: Response) -> Response:
        act: Id | None = g.pop("act_in_work", None)
        if act is not None:
            try:
                _answered(act, response)
            except Unavailable as fault:
                # the page tells already what became of it; the claim ends by itself
                app.logger.warning("act not let go: %s", fault)
        return response


def _answered(act: Id, response: Response) -> None:
    """Remember where the first answer to a done act led, for whoever sends the form again; what was
    asked for something first is let go, for the next words are as good as these."""
    moment = now()
    done = store().applied(act) is not None
    led = response.location if done and response.status_code == 303 else None

    def changed(text: bytes | None) -> State | None:
        stands = _claim_of(text)
        if not done or stands is None:
            return None
        answer = (led, dict(session.get("saved") or {})) if led else stands.answer
        return replace(stands, answer=answer).state(moment)

    store().state(_key(act), changed)


def _names_act(name: str) -> bool:
    return name == FIELD or name.startswith(SEVERAL)


def _key(act: Id) -> str:
    return f"act:{act}"


def _claimed(act: Id) -> _Claim | None:
    """The claim of the words just sent to *act*: the first ones, or the same ones again; None for
    other words."""
    moment, content = now(), _digest()
    done = store().applied(act) is not None

    def claim(text: bytes | None) -> State:
        stands = _claim_of(text)
        others = stands is not None and stands.content != content
        if stands is not None and others and (done or stands.until > moment):
            return stands.state(moment)
        answer = stands.answer if stands is not None and not others and done else None
        return _Claim(content, moment + BUSY, answer).state(moment)

    stands = _claim_of(store().state(_key(act), claim))
    if stands is None or stands.content != content:
        return None
    if stands.answer is None:
        g.act_in_work = act
    return stands


def _digest() -> str:
    """A digest of who sends the form, where it goes and everything it says, its files too."""
    found = hashlib.sha256(f"{viewer().account} {request.full_path}".encode())
    for name, text in sorted(_sent()):
        found.update(json.dumps([name, text]).encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda each: each[0]):
        content = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
        file.stream.seek(0)
        found.update(json.dumps([name, file.filename, content]).encode())
    return found.hexdigest()


def _sent() -> Iterator[tuple[str, str]]:
    for name, text in request.form.items(multi=True):
        if name != "csrf_token" and not _names_act(name):
            yield name, text


def _again(status: int, *, act: Id | None = None, old: bool = False) -> ResponseReturnValue:
    """The page that keeps what was typed and offers to send it as an act of its own."""
    fields = [*_sent(), *((name, fresh_act()) for name in request.form if _names_act(name))]
    return page(
        "again.html",
        status,
        old=old,
        act=act,
        wrote=wrote(store(), act, viewer=viewer(), kinds=PLACES) if act else [],
        action=asked_for(),
        typed=_typed(),
        fields=fields,
        was=request.form.get(FIELD, ""),
        files=[file.filename for _name, file in request.files.items(multi=True) if file.filename],
    )


def _typed() -> list[tuple[str, str]]:
    """What somebody typed or chose, as the form shows it: (label, text). What is no field and has
    no letter beyond ASCII was put into the form by the program and is not shown."""
    fields = _fields()
    shown = []
    for name, text in _sent():
        spec = fields.get(name.removesuffix(".id"))
        if spec is not None:
            shown.append(
                (spec.label, _title(text) if name.endswith(".id") else _as_chosen(spec, text))
            )
        elif not text.isascii():
            shown.append(("", text))
    return [(label, text) for label, text in shown if text]


def _as_chosen(spec: Field, text: str) -> str:
    if spec.is_link:
        return text
    if spec.type.widget == "checkbox":
        return str(_("是"))
    if isinstance(spec.type, Choice):
        return next((each.label for each in spec.type.offered(text) if each.code == text), text)
    return text


def _title(id_: Id) -> str:
    try:
        return records.show(store(), id_, viewer=viewer()).title
    except Missing:
        return ""


def _fields() -> dict[str, Field]:
    """Field by name; where kinds differ, that of the pages that the form belongs to."""
    here = {kind for kind, place in PLACES.items() if place.partition(".")[0] == request.blueprint}
    kinds: list[type[Declared]] = [*schema.KINDS.values(), *schema.TIES.values()]
    kinds.sort(key=lambda kind: getattr(kind, "kind", "") in here)
    return {name: spec for kind in kinds for name, spec in kind.fields.items()}
