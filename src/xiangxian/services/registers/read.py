"""Opening a register: what is no workbook is refused with a sentence, the rest read at a distance."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from xiangxian.services.registers.apart import TOO_MANY_CELLS, run_apart
from xiangxian.services.registers.bounds import USUAL, Bounds
from xiangxian.services.registers.comma_text import TooLarge, read_text
from xiangxian.services.registers.packing import sheet_of
from xiangxian.services.registers.sheets import DAMAGED_ZIP, Sheet, Unreadable, Workbook

_CHUNK = 1024 * 1024
_BROKEN = "《{}》不完整或已损坏，没有导入。请用Excel打开，另存一份再试。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_DOCTYPE = b"<!DOCTYPE"
"""What begins a declaration of entities; no office program writes one into a workbook."""


def _refuse(name: str, content: bytes, bounds: Bounds) -> None:
    """Raise `Unreadable` for what cannot be a workbook, before anything reads into it."""
    if not content:
        raise Unreadable(f"《{name}》是空文件，没有导入。请重新选一份。")
    if len(content) > bounds.file:
        megabytes = bounds.file // (1024 * 1024)
        raise Unreadable(f"《{name}》超过{megabytes}兆，没有导入。请把图片删掉或拆成几份再试。")
    if content.startswith(_OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
            raise Unreadable(
                f"《{name}》设了打开密码，没有导入。请在Excel里去掉密码，另存一份再试。"
            )
        raise Unreadable(
            f"《{name}》是老版本的Excel文件（.xls），没有导入。请在Excel或WPS里“另存为”.xlsx再试。"
        )


def _refuse_swelling(name: str, path: Path, bounds: Bounds) -> None:
    """Refuse what declares more than a register, before any of it is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            infos = packed.infolist()
            names = {info.filename for info in infos}
    except DAMAGED_ZIP as fault:
        raise Unreadable(_BROKEN.format(name)) from fault
    if sum(info.file_size for info in infos) > bounds.unpacked or len(infos) > bounds.parts:
        raise Unreadable(f"《{name}》展开后太大，没有导入。请只留登记的表，另存一份再试。")
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Unreadable(f"《{name}》不是Excel表格，没有导入。请选 .xlsx、.xlsm 或 .csv 文件。")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"《{name}》是二进制的Excel文件（.xlsb），没有导入。请另存为 .xlsx 再试。")


def _refuse_crowded(name: str, path: Path, bounds: Bounds) -> None:
    """Refuse what is far more than a register, and what declares its own words, before it is
    parsed."""
    try:
        with zipfile.ZipFile(path) as packed:
            declares = any(_declares(packed, info) for info in packed.infolist())
            crowded = not declares and _crowded(packed, bounds)
    except DAMAGED_ZIP as fault:
        raise Unreadable(_BROKEN.format(name)) from fault
    if declares:
        raise Unreadable(_BROKEN.format(name))
    if crowded:
        raise Unreadable(TOO_MANY_CELLS.format(name))


def _declares(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a part of a workbook begins with a document type of its own."""
    if not info.filename.lower().endswith((".xml", ".rels", ".vml")):
        return False
    with packed.open(info) as part:
        return _DOCTYPE in part.read(_CHUNK).replace(b"\0", b"").upper()


def _crowded(packed: zipfile.ZipFile, bounds: Bounds) -> bool:
    """Whether a workbook holds far more than a register: the marks of cells and of merged ranges
    are counted, which takes a fraction of the time that parsing does."""
    cells = merged = 0
    for info in packed.infolist():
        if info.filename == "xl/sharedStrings.xml" and info.file_size > bounds.shared:
            return True
        if not info.filename.startswith("xl/worksheets/"):
            continue
        with packed.open(info) as sheet:
            while chunk := sheet.read(_CHUNK):
                # a mark cut in two by the chunk's end is one of hundreds of thousands
                cells += chunk.count(b"<c ")
                merged += chunk.count(b"<mergeCell ")
                if cells > bounds.cells or merged > bounds.merged:
                    return True
    return False


def _text_sheet(name: str, content: bytes, bounds: Bounds) -> Sheet:
    try:
        sheet = read_text(Path(name).stem, content, bounds)
    except TooLarge as fault:
        raise Unreadable(TOO_MANY_CELLS.format(name)) from fault
    if sheet is None:
        raise Unreadable(f"《{name}》不是表格，没有导入。请选 .xlsx、.xlsm 或 .csv 文件。")
    return sheet


def read_workbook(path: Path, *, name: str, bounds: Bounds = USUAL) -> Workbook:
    """The workbook at *path*, called *name* on the screen; raises `Unreadable` for what is none and
    for what is beyond *bounds*."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Unreadable(f"《{name}》打不开：{fault.strerror}。") from fault
    _refuse(name, content, bounds)
    if not content.startswith(_ZIP):
        sheet = _text_sheet(name, content, bounds)
        return Workbook(name, hashlib.sha256(content).hexdigest(), (sheet,))
    _refuse_swelling(name, path, bounds)
    _refuse_crowded(name, path, bounds)
    told = [str(path), bounds.told()]
    lines = run_apart(name, "xiangxian.services.registers.child", told, bounds=bounds).splitlines()
    return Workbook(name, hashlib.sha256(content).hexdigest(), tuple(map(sheet_of, lines)))
