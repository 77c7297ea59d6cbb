"""The program as `xiangxian run` starts it, in a process of its own, and a plain browser for it."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Served:
    """A running program: where, what it told on the terminal, and the data's directory."""

    address: str
    log: Path
    data: Path
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def passwords(self) -> dict[str, str]:
        """The passwords by log-in name: the one-time ones that it told, or those in *chosen*."""
        told = dict(re.findall(r"登录名 (\w+)　口令 (\S+)", self.log.read_text("utf-8")))
        return told | self.chosen


@contextlib.contextmanager
def serving(data: Path, store: str = "sqlite") -> Iterator[Served]:
    """The program on a free port of this machine, with its register in *store*."""
    data.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-u", "-m", "xiangxian.cli", "--data", str(data)]
    words += ["run", "--port", "0", "--no-browser"]
    log = data.parent / f"{data.name}.log"
    environment = os.environ | {"XIANGXIAN_STORE": store}
    with (
        log.open("wb") as told,
        subprocess.Popen(words, stdout=told, stderr=told, env=environment) as process,
    ):
        try:
            for _ in range(900):
                said = log.read_text("utf-8")
                if found := re.search(r"http://[\d.]+:\d+/", said):
                    break
                assert process.poll() is None, said
                time.sleep(0.1)
            assert found, log.read_text("utf-8")
            yield Served(found[0].rstrip("/"), log, data)
        finally:
            process.terminate()
            process.wait(timeout=120)
    assert "名册已停，存过的都在" in log.read_text("utf-8")


class Visitor:
    """A browser without scripts: it keeps its cookies, whichever process answers."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, url: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._open(urllib.request.Request(url))  # noqa: S310 - our own

    def post(self, url: str, form: str, **fields: str) -> tuple[int, str]:
        """Send the form of the page *form*, its hidden fields as they are, with *fields*."""
        html = self.get(form)[1]
        kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
        found = re.search(r'name="csrf-token" content="([^"]+)"', html)
        assert found, html[:500]
        kept |= {"csrf_token": found[1], **fields}
        data = urllib.parse.urlencode(kept).encode()
        return self._open(urllib.request.Request(url, data=data))  # noqa: S310 - our own

    def send(self, url: str, form: str, name: str, content: bytes) -> tuple[int, str]:
        """Send the file *content*, called *name*, with the token of the page *form*."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.get(form)[1])
        assert found
        mark = "----reader-of-registers"
        token = f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{found[1]}'
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        data = b"\r\n".join((token.encode(), head.encode() + content, f"--{mark}--\r\n".encode()))
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._open(urllib.request.Request(url, data=data, headers=kind))  # noqa: S310 - our own

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._opener.open(request, timeout=300) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as fault:
            return fault.code, fault.read().decode()
