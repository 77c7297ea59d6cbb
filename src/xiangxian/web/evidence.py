"""依据 and 公开口径: what claims rest on, and figures that somebody stated."""

from __future__ import annotations

from flask import Blueprint

from xiangxian.domain.evidence import Evidence, StatedTotal
from xiangxian.domain.places import Place
from xiangxian.web.records import record_pages

bp = Blueprint("evidence", __name__, url_prefix="/evidence")
totals = Blueprint("totals", __name__, url_prefix="/totals")
places = Blueprint("places", __name__, url_prefix="/places")

record_pages(bp, Evidence)
record_pages(totals, StatedTotal)
record_pages(places, Place)
