"""单位: firms, chambers, platforms, schools, offices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from xiangxian.domain.organisations import Organisation
from xiangxian.services.connections import members
from xiangxian.services.introductions import party_stories
from xiangxian.store.base import Id
from xiangxian.web.guard import viewer
from xiangxian.web.pages import settings, store
from xiangxian.web.records import RecordPages

bp = Blueprint("organisations", __name__, url_prefix="/organisations")


def _more(id_: Id) -> Mapping[str, Any]:
    story = party_stories.person_story(store(), id_, viewer=viewer(), measure=settings().measure)
    return {"story": story, "natives": members.natives_of(store(), id_, viewer=viewer())}


RecordPages(bp, Organisation, more=_more, show_template="people/organisations/show.html").install()
