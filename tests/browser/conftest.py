"""A real server with the demo beside it, and a real Chromium that reports every complaint."""

from __future__ import annotations

import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from engines import emptied
from serving import Served, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, engine: str, request: pytest.FixtureRequest
) -> Iterator[Served]:
    """The program as `xiangxian run` starts it, on the engine under test; it ends with its walks,
    because it looks for long work in a database that other tests share."""
    store = "sqlite"
    if engine == "neo4j":
        store = emptied(request.getfixturevalue("server_address"))
    with serving(tmp_path_factory.mktemp("served") / "data", store) as running:
        with urllib.request.urlopen(f"{running.address}/healthz", timeout=10) as answer:  # noqa: S310 - our own
            assert answer.status == 200
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = os.environ.get("XIANGXIAN_CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium on this machine"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Opens a page of a width; at the end nothing may have been complained about but that an answer
    had one of the *expected* statuses."""
    complaints: list[str] = []
    contexts = []

    def opened(width: int = 1280, *, expected: tuple[str, ...] = (), scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            base_url=served.address,
            accept_downloads=True,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()

        def complain(message: ConsoleMessage) -> None:
            known = any(
                f"the server responded with a status of {s}" in message.text for s in expected
            )
            if message.type == "error" and not known:
                complaints.append(message.text)

        page.on("console", complain)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.set_default_timeout(30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
