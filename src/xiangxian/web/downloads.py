"""Files that a page hands out: their kind, and their name, which says 示例 on the demo."""

from __future__ import annotations

import io
from collections.abc import Sequence

from flask import send_file
from flask.typing import ResponseReturnValue

from xiangxian.services.exports import release
from xiangxian.store.base import Id
from xiangxian.web.guard import viewer
from xiangxian.web.pages import now, settings, store

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_name(title: str) -> str:
    """The name of a file about *title*, without its ending."""
    return f"{'示例-' if settings().demo else ''}{title}"


def handed_out(
    content: bytes, title: str, ending: str, what: str, about: Sequence[Id] = ()
) -> ResponseReturnValue:
    """The file as an answer to be saved, with its line in the operation log: *what* it is, and the
    records it is *about*; the file's own name, which may name somebody, is not in it."""
    release.noted(store(), what, about, viewer=viewer(), now=now())
    return send_file(
        io.BytesIO(content),
        KINDS[ending],
        as_attachment=True,
        download_name=f"{file_name(title)}.{ending}",
    )
