"""Opening a register: what is no workbook is refused with a sentence, the rest read at a distance."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import psutil

from xiangxian.services.registers.comma_text import TooLarge, read_text
from xiangxian.services.registers.packing import sheet_of
from xiangxian.services.registers.sheets import Sheet, Unreadable, Workbook

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMORY = 400 * 1024 * 1024
SECONDS = 20.0
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def _refuse(name: str, content: bytes) -> None:
    """Raise `Unreadable` for what cannot be a workbook, before anything reads into it."""
    if not content:
        raise Unreadable(f"《{name}》是空文件，没有导入。请重新选一份。")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"《{name}》超过20兆，没有导入。请把图片删掉或拆成几份再试。")
    if content.startswith(_OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
            raise Unreadable(
                f"《{name}》设了打开密码，没有导入。请在Excel里去掉密码，另存一份再试。"
            )
        raise Unreadable(
            f"《{name}》是老版本的Excel文件（.xls），没有导入。请在Excel或WPS里“另存为”.xlsx再试。"
        )


def _refuse_bomb(name: str, path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            infos = packed.infolist()
            names = {info.filename for info in infos}
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Unreadable(
            f"《{name}》不完整或已损坏，没有导入。请用Excel打开，另存一份再试。"
        ) from fault
    if sum(info.file_size for info in infos) > MOST_UNPACKED or len(infos) > 5_000:
        raise Unreadable(f"《{name}》展开后太大，没有导入。请只留登记的表，另存一份再试。")
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Unreadable(f"《{name}》不是Excel表格，没有导入。请选 .xlsx、.xlsm 或 .csv 文件。")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"《{name}》是二进制的Excel文件（.xlsb），没有导入。请另存为 .xlsx 再试。")


def _text_sheet(name: str, content: bytes) -> Sheet:
    try:
        sheet = read_text(Path(name).stem, content)
    except TooLarge as fault:
        raise Unreadable(f"《{name}》格子太多，没有导入。请按村或按年份拆成几份再试。") from fault
    if sheet is None:
        raise Unreadable(f"《{name}》不是表格，没有导入。请选 .xlsx、.xlsm 或 .csv 文件。")
    return sheet


def _watch(process: subprocess.Popen[bytes], name: str) -> None:
    """Wait for the reader, and end it when it grows or works too long."""
    started = time.monotonic()
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            large = seen.memory_info().rss > MOST_MEMORY
        except psutil.Error:
            large = False
        if large or time.monotonic() - started > SECONDS:
            process.kill()
            process.wait()
            raise Unreadable(f"《{name}》内容太多，读不完，没有导入。请按村或按年份拆成几份再试。")
        time.sleep(0.02)


def read_workbook(path: Path, *, name: str) -> Workbook:
    """The workbook at *path*, called *name* on the screen; raises `Unreadable`."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Unreadable(f"《{name}》打不开：{fault.strerror}。") from fault
    _refuse(name, content)
    if not content.startswith(_ZIP):
        return Workbook(name, hashlib.sha256(content).hexdigest(), (_text_sheet(name, content),))
    _refuse_bomb(name, path)
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as complaint:
        command = [sys.executable, "-m", "xiangxian.services.registers.child", str(path)]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=complaint
        ) as process:
            _watch(process, name)
        told.seek(0)
        lines = told.read().splitlines()
        if process.returncode == 3:
            raise Unreadable(f"《{name}》格子太多，没有导入。请按村或按年份拆成几份再试。")
        if process.returncode != 0:
            raise Unreadable(f"《{name}》读不出来，没有导入。请用Excel打开，另存一份再试。")
    return Workbook(name, hashlib.sha256(content).hexdigest(), tuple(map(sheet_of, lines)))
