"""The acts that forms begin: each has an id, and a form that is sent twice is one act."""

from __future__ import annotations

from flask import request

from xiangxian.services.drafts import new_id
from xiangxian.store.base import Id
from xiangxian.web.pages import now


def fresh_act() -> Id:
    """The id of an act that a form is about to begin."""
    return new_id(now())


def sent_act() -> Id:
    """The id of the act that the posted form began; a fresh one where the form named none."""
    return request.form.get("change_id") or fresh_act()
