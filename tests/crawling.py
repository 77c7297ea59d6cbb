"""Walks the application as somebody with a mouse does: from page to page, and gathers its forms."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

TYPED = frozenset(("text", "search", "tel", "email", "url", "number", "date", "textarea"))
"""Sorts of inputs into which somebody types."""
_TURNS = 3
"""So many pages of one sort are opened."""


@dataclass
class Form:
    """One form: where it stands, where it goes, what it sends as it stands, what may be typed."""

    page: str
    method: str
    action: str
    sends: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """The links and forms of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._named: dict[str, Form] = {}
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a link, a form, or an input of the form that is open."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.page, given["href"]))
        elif tag == "form":
            action = urljoin(self.page, given.get("action") or self.page)
            self._open = Form(self.page, given.get("method", "get").lower(), action)
            self.forms.append(self._open)
            if "id" in given:
                self._named[given["id"]] = self._open
        elif "name" in given and (form := self._named.get(given.get("form", ""), self._open)):
            self._input(tag, given, form)

    def _input(self, tag: str, given: dict[str, str], form: Form) -> None:
        sort = "textarea" if tag == "textarea" else given.get("type", "text")
        if tag == "input" and sort in {"checkbox", "radio"}:
            if "checked" in given:
                form.sends.append((given["name"], given.get("value", "on")))
        elif (tag == "input" and sort not in {"file", "submit", "password"}) or (
            tag == "button" and given.get("type", "submit") == "submit"
        ):
            form.sends.append((given["name"], given.get("value", "")))
        if tag in {"input", "textarea"} and sort in TYPED:
            form.typed.append(given["name"])
        if tag == "textarea":
            self._area, self._text = given["name"], ""

    def handle_data(self, data: str) -> None:
        """Take the text of the textarea that is open."""
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Close a textarea or a form."""
        if tag == "textarea" and self._area is not None and self._open is not None:
            self._open.sends.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "form":
            self._open = None


def read(page: str, html: str) -> list[Form]:
    """The forms of one page."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


def forms(app: Flask, client: FlaskClient, *starts: str) -> Iterator[Form]:
    """Every form on the pages that links lead to from *starts*, a few pages of each sort."""
    routes = app.url_map.bind("localhost")
    turns: Counter[str] = Counter()
    seen: set[str] = set()
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        split = urlsplit(address)
        if split.netloc or address in seen or not split.path.startswith("/"):
            continue
        seen.add(address)
        try:
            endpoint, _ = routes.match(split.path, method="GET")
        except HTTPException:
            continue
        turns[endpoint] += 1
        if turns[endpoint] > _TURNS or endpoint == "static":
            continue
        answer = client.get(address, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        reader = _Reader(address)
        reader.feed(answer.get_data(as_text=True))
        waiting.extend(reader.links)
        yield from reader.forms
