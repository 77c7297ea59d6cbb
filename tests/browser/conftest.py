"""A real server with the demo beside it, and a real Chromium that reports every complaint."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Served:
    """A running program: where, its one-time passwords, and the data's directory."""

    address: str
    passwords: dict[str, str]
    data: Path
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The program as `xiangxian run` starts it, on a free port of this machine."""
    data = tmp_path_factory.mktemp("data")
    command = [
        sys.executable,
        "-u",
        "-m",
        "xiangxian.cli",
        "--data",
        str(data),
        "run",
        "--port",
        "0",
        "--no-browser",
    ]
    log = data.parent / "run.log"
    with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told) as process:
        address = ""
        for _ in range(900):
            said = log.read_text("utf-8")
            if found := re.search(r"http://[\d.]+:\d+/", said):
                address = found[0].rstrip("/")
                break
            assert process.poll() is None, said
            time.sleep(0.1)
        assert address, log.read_text("utf-8")
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:  # noqa: S310 - our own
            assert answer.status == 200
        passwords = dict(re.findall(r"登录名 (\w+)　口令 (\S+)", log.read_text("utf-8")))
        yield Served(address, passwords, data)
        process.terminate()
        process.wait(timeout=20)
    assert "名册已停，存过的都在" in log.read_text("utf-8")


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
def open_page(chromium: Browser, served: Served) -> Iterator[Callable[[int], Page]]:
    """Opens a page of a width; at the end nothing may have been complained about."""
    complaints: list[str] = []
    contexts = []

    def opened(width: int = 1280) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            base_url=served.address,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.set_default_timeout(30_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
