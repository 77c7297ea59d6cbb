"""Opening a register: what is no table is refused with a sentence, the rest read at a distance."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from xiangxian.services.registers.workbook.bounds import USUAL, Bounds
from xiangxian.services.registers.workbook.cell_lines import sheet_of
from xiangxian.services.registers.workbook.csv_files import TooLarge, read_text
from xiangxian.services.registers.workbook.file_kinds import (
    FileKind,
    kind_of_file,
    kind_of_zip,
    told_of,
)
from xiangxian.services.registers.workbook.model import DAMAGED_ZIP, Sheet, Unreadable, Workbook
from xiangxian.services.registers.workbook.package import values_in
from xiangxian.services.registers.workbook.sandbox import TOO_MANY_CELLS, SandboxFailed, run_apart

_CHUNK = 1024 * 1024
_READER = "xiangxian.services.registers.workbook.worker"
_BROKEN = "《{}》不完整或已损坏，没有导入。请用Excel打开，另存一份再试。"
_OLD = "《{}》是老版本的Excel文件（.xls），读不出来，没有导入。请在Excel或WPS里“另存为”.xlsx再试。"
_DOCTYPE = b"<!DOCTYPE"
"""What begins a declaration of entities; no office program writes one into a workbook."""


def _refuse(name: str, content: bytes, bounds: Bounds) -> None:
    """Raise `Unreadable` for what is no file to read, before anything reads into it."""
    if not content:
        raise Unreadable(f"《{name}》是空文件，没有导入。请重新选一份。")
    if len(content) > bounds.file:
        megabytes = bounds.file // (1024 * 1024)
        raise Unreadable(f"《{name}》超过{megabytes}兆，没有导入。请把图片删掉或拆成几份再试。")


def _kind_of_zip(name: str, path: Path, bounds: Bounds) -> FileKind:
    """Which reader opens the zip file; what declares more than a register is refused before any of
    it is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            infos = packed.infolist()
            if sum(info.file_size for info in infos) > bounds.unpacked or len(infos) > bounds.parts:
                raise Unreadable(f"《{name}》展开后太大，没有导入。请只留登记的表，另存一份再试。")
            return kind_of_zip(name, packed)
    except DAMAGED_ZIP as fault:
        raise Unreadable(_BROKEN.format(name)) from fault


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
    """Whether a workbook holds far more than a register: the marks of values and of merged ranges
    are counted, which takes a fraction of the time that parsing does. A cell without a value, of a
    frame that somebody drew, does not count."""
    cells = merged = 0
    for info in packed.infolist():
        part = info.filename.replace("\\", "/").lstrip("/").lower()
        if part == "xl/sharedstrings.xml" and info.file_size > bounds.shared:
            return True
        if not part.startswith("xl/worksheets/"):
            continue
        with packed.open(info) as sheet:
            while chunk := sheet.read(_CHUNK):
                # a mark cut in two by the chunk's end is one of hundreds of thousands
                cells += values_in(chunk)
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
        raise Unreadable(f"《{name}》不是表格，没有导入。请选Excel表格或 .csv 文件。")
    return sheet


def read_workbook(path: Path, *, name: str, bounds: Bounds = USUAL) -> Workbook:
    """The workbook at *path*, called *name* on the screen; raises `Unreadable` for what is none and
    for what is beyond *bounds*. What it is its content says, whatever it is called."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise Unreadable(f"《{name}》打不开：{fault.strerror}。") from fault
    _refuse(name, content, bounds)
    kind = kind_of_file(name, content)
    digest = hashlib.sha256(content).hexdigest()
    if kind is FileKind.TEXT:
        return Workbook(name, digest, (_text_sheet(name, content, bounds),))
    if kind is FileKind.WORKBOOK:
        kind = _kind_of_zip(name, path, bounds)
        _refuse_crowded(name, path, bounds)
    kind, lines = _lines(name, path, kind, bounds)
    told = told_of(kind)
    return Workbook(name, digest, tuple(map(sheet_of, lines)), (told,) if told else ())


def _lines(name: str, path: Path, kind: FileKind, bounds: Bounds) -> tuple[FileKind, list[bytes]]:
    """What the reader of *kind* tells of a file, one line for each sheet. A workbook that its own
    reader cannot read is read for its values alone."""
    told = [str(path), bounds.told(), kind.value, Path(name).stem]
    try:
        return kind, run_apart(name, _READER, told, bounds=bounds).splitlines()
    except SandboxFailed as fault:
        if kind is FileKind.OLD:
            raise Unreadable(_OLD.format(name)) from fault
        if kind is not FileKind.WORKBOOK:
            raise
        return _lines(name, path, FileKind.MENDED, bounds)
