"""A foreign workbook is opened in a process of its own, which is watched and ended in time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

import psutil

from xiangxian.services.registers.workbook.bounds import USUAL, Bounds
from xiangxian.services.registers.workbook.model import Unreadable

TOO_MANY_CELLS = "《{}》格子太多，没有导入。请按村或按年份拆成几份再试。"
LOCKED_FILE = "《{}》设了打开密码，没有导入。请在Excel里去掉密码，另存一份再试。"
PART_LOST = "《{}》里的工作表“{}”缺了内容或已损坏，没有导入。请用Excel打开，看看这张表还在不在，另存一份再试。"
TOO_MANY, LOCKED, LOST = 3, 4, 5
"""The exit codes by which such a process says that a sheet has too many cells, that the file asks
for a password, and that a sheet of which it tells the name is not there."""


class SandboxFailed(Unreadable):
    """The process could not read the file, and does not say why."""


def run_apart(
    name: str,
    module: str,
    arguments: Sequence[str],
    said: bytes = b"",
    *,
    bounds: Bounds = USUAL,
) -> bytes:
    """What the program *module* of ours writes to standard output when it gets *said*.

    *name* is what the file is called on the screen; raises `Unreadable` when the process grows or
    works beyond *bounds*, `Failed` when it cannot read the file.
    """
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as told,
        tempfile.TemporaryFile() as complaint,
    ):
        given.write(said)
        given.seek(0)
        command = [sys.executable, "-m", module, *arguments]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=given, stdout=told, stderr=complaint
        ) as process:
            _watch(process, name, bounds)
        told.seek(0)
        content = told.read()
    if process.returncode != 0:
        raise _fault(name, process.returncode, content)
    return content


def _fault(name: str, code: int, content: bytes) -> Unreadable:
    """What is said of a file whose reader ended with *code*, having written *content*."""
    if code == TOO_MANY:
        return Unreadable(TOO_MANY_CELLS.format(name))
    if code == LOCKED:
        return Unreadable(LOCKED_FILE.format(name))
    if code == LOST:
        return Unreadable(PART_LOST.format(name, json.loads(content.splitlines()[-1])))
    return SandboxFailed(f"《{name}》读不出来，没有导入。请用Excel打开，另存一份再试。")


def _watch(process: subprocess.Popen[bytes], name: str, bounds: Bounds) -> None:
    """Wait for the reader, and end it when it grows or works too long: by the processor's time that
    it took, so that a busy machine refuses nothing, and in the end by the clock."""
    started = time.monotonic()
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            spent = seen.cpu_times()
            worked = spent.user + spent.system > bounds.seconds
            large = seen.memory_info().rss > bounds.resident
        except psutil.Error:
            large = worked = False
        late = time.monotonic() - started > bounds.clock
        if large or worked or late:
            process.kill()
            process.wait()
            raise Unreadable(f"《{name}》内容太多，读不完，没有导入。请按村或按年份拆成几份再试。")
        time.sleep(0.02)
