"""The front-end bundle that the build made from npm: where it lies, and whether it is there."""

from __future__ import annotations

import functools
import hashlib
import mimetypes
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "static" / "vendor"
FILES = ("app.css", "base.js", "graph.js", "charts.js", "sharing.js")


TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What browsers are told a file is, by its ending. Windows asks its registry, which other programs
write to; and a browser that must not guess (nosniff) runs no script that is called a text."""


class NotBuilt(Exception):
    """The bundle is missing; the message says in one sentence what to do."""


def check() -> None:
    """Raise `NotBuilt` unless every file of the bundle is there; say what each kind of file is."""
    for ending, kind in TYPES.items():
        mimetypes.add_type(kind, ending)
    missing = [name for name in FILES if not (VENDOR / name).is_file()]
    if missing:
        raise NotBuilt(
            f"网页部件还没有生成（缺 {'、'.join(missing)}）。请运行 python3 scripts/build_assets.py。"
        )


@functools.cache
def digest(name: str) -> str:
    """The digest of a built file: part of its address, so that a new build is fetched anew."""
    return hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()[:12]
