"""The acts that forms begin: each has an id of the server's, so that a form sent twice is one act.

What a posted id is worth is looked at in `act_guard`, before a view sees the form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import request

from xiangxian.services.acts.act_ids import marked_id
from xiangxian.store.base import Id
from xiangxian.web.pages import now, store
from xiangxian.web.secret import derived

FIELD = "change_id"
"""The field in which a form carries the id of its act."""
ANEW = "each_sending_is_an_act"
PURPOSE = "acts"
"""What the key of the marks is derived for."""

View = TypeVar("View", bound=Callable[..., object])


def fresh_act() -> Id:
    """The id of an act that a form is about to begin."""
    return marked_id(derived(PURPOSE), now())


def sent_act() -> Id:
    """The id of the act that the posted form began; a fresh one where the form named none."""
    return request.form.get(FIELD) or fresh_act()


def own_act() -> Id:
    """The id of the act that the posted form began; a fresh one where that act is done: a page from
    which a list leaves stays when its file is saved, and each file has a mark of its own."""
    id_ = request.form.get(FIELD)
    return id_ if id_ and store().applied(id_) is None else fresh_act()


def each_sending_is_an_act(view: View) -> View:
    """Declare that the form of *view* may be sent again with other words: see `own_act`."""
    setattr(view, ANEW, True)
    return view
