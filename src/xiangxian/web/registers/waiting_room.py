"""Where the county's tables and the villages' sheets wait, out of sight, until they are used."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import request, session

from xiangxian.services.documents import office_files
from xiangxian.services.gate import Missing
from xiangxian.web.pages import settings

WAITING = 24 * 3600
"""How long, in seconds, a file waits before it is thrown away."""


def _room() -> Path:
    """Where files wait; what waited too long is thrown away."""
    room = settings().data / "dropped"
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in office_files.older(room, WAITING):
        office_files.discard(old)
    return room


def dropped() -> tuple[str, Path, str] | None:
    """The file of this request, from now on waiting: the token that this session knows once it is
    `admit`ted, where the file lies, and its own name without folders. None when there is none."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    token = put(file.read())
    return token, _room() / f"{token}.xlsx", own_name(file.filename)


def own_name(name: str) -> str:
    """A file's name without folders, whatever the browser sent."""
    return name.replace("\\", "/").rpartition("/")[2][:120]


def put(content: bytes) -> str:
    """Let a file wait; gives its token, which the session knows once it is `admit`ted."""
    token = secrets.token_hex(16)
    office_files.laid_down(_room() / f"{token}.xlsx", content)
    return token


def admit(token: str, name: str) -> None:
    """This session may ask for the file that waits under *token*."""
    session["uploads"] = {**session.get("uploads", {}), token: name}


def waiting(token: str) -> tuple[Path, str]:
    """The file that waits under *token* in this session, and its name; raises `Missing`."""
    known = session.get("uploads", {})
    if token not in known or not token.isalnum():
        raise Missing(token)
    path = _room() / f"{token}.xlsx"
    if not path.is_file():
        raise Missing(token)
    return path, str(known[token])


def dismiss(token: str) -> None:
    """The file that waits under *token* is thrown away."""
    path, _name = waiting(token)
    office_files.discard(path)
    session["uploads"] = {key: name for key, name in session["uploads"].items() if key != token}
