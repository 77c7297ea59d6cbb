"""Files that a page hands out: their kind, and their name, which says 示例 on the demo."""

from __future__ import annotations

import io

from flask import send_file
from flask.typing import ResponseReturnValue

from xiangxian.web.pages import settings

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_name(title: str) -> str:
    """The name of a file about *title*, without its ending."""
    return f"{'示例-' if settings().demo else ''}{title}"


def handed_out(content: bytes, title: str, ending: str) -> ResponseReturnValue:
    """The file as an answer to be saved."""
    return send_file(
        io.BytesIO(content),
        KINDS[ending],
        as_attachment=True,
        download_name=f"{file_name(title)}.{ending}",
    )
