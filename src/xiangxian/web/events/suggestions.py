"""意见建议: what natives proposed, under 座谈走访."""

from __future__ import annotations

from flask import Blueprint

from xiangxian.domain.suggestions import Suggestion
from xiangxian.web.records import RecordPages

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")

RecordPages(bp, Suggestion).install()
