"""Files that come back together: one by one, or packed into a ZIP."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from xiangxian.services.registers.workbook.bounds import USUAL, Bounds
from xiangxian.services.registers.workbook.model import DAMAGED_ZIP, Unreadable

MOST_FILES = 200
_TABLES = (".xlsx", ".xlsm", ".csv", ".xlsb", ".ods", ".xls", ".et")
_LEFTOVERS = ("~$", ".")
_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
"""What Excel and the operating system leave in a folder, and nobody sent."""
_UTF8 = 0x800
"""The flag of a ZIP's member whose name is in UTF-8."""


def is_parcel(name: str, content: bytes) -> bool:
    """Whether a file is a ZIP that holds files, and not itself a workbook (which is a ZIP too)."""
    if name.lower().endswith(_TABLES):
        return False
    return zipfile.is_zipfile(io.BytesIO(content))


def unpacked(name: str, content: bytes, bounds: Bounds = USUAL) -> list[tuple[str, bytes]]:
    """The files in the parcel *name*, each with its own name without folders; what is no table
    among them says so when it is read.

    Raises `Unreadable` for a broken one, one beyond *bounds*, and an empty one.
    """
    broken = f"《{name}》不完整或已损坏，没有收。请重新打包，或直接把里面的表拖进来。"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [info for info in packed.infolist() if not info.is_dir()]
            large = sum(info.file_size for info in members) > bounds.unpacked
            if large or len(members) > MOST_FILES:
                raise Unreadable(f"《{name}》里的文件太多或太大，没有收。请分几次拖进来。")
            found = []
            for info in members:
                own = _own_name(info)
                if own.startswith(_LEFTOVERS) or own.lower() in _SYSTEMS:
                    continue
                with packed.open(info) as member:
                    found.append((own, member.read(bounds.file + 1)))
    except DAMAGED_ZIP as fault:
        raise Unreadable(broken) from fault
    if not found:
        raise Unreadable(f"《{name}》里是空的，没有收。请把村里交回的表放进去。")
    return found


def _own_name(info: zipfile.ZipInfo) -> str:
    """A member's name without folders; Windows in China writes it in GBK and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return PurePosixPath(name.replace("\\", "/")).name[:120]
