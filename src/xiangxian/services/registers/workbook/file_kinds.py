"""What a dropped file is, by its content alone: which reader opens it, or why none does."""

from __future__ import annotations

import functools
import re
import zipfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from xiangxian.domain.values.word_lists import read_list
from xiangxian.services.registers.workbook.csv_files import decoded
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.services.registers.workbook.sandbox import LOCKED_FILE

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENTRY = 128
"""Bytes of one entry in the directory of an old Office file ([MS-CFB] 2.6)."""
_OF_WORD = bytes.fromhex("0609020000000000c000000000000046")
"""The class of a Word document ({00020906-0000-0000-C000-000000000046}) as its root entry says it."""
_LOOKED_AT = 8_192
_TYPES = 1024 * 1024
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div|center|font)\b",
    re.S,
)
_MARKED_UP = re.compile(r"\s*<(?:\?xml|!--|[a-z][\w:.-]*[\s>])")
_SHEETS_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


class FileKind(StrEnum):
    """Which reader opens a file."""

    WORKBOOK = "workbook"
    OLD = "old"
    BINARY = "binary"
    OPEN = "open"
    MENDED = "mended"
    WEB = "web"
    XML = "xml"
    CARDS = "cards"
    TEXT = "text"

    @property
    def packed(self) -> bool:
        """Whether it is a zip file, of which the declared sizes are looked at first."""
        return self in {FileKind.WORKBOOK, FileKind.BINARY, FileKind.OPEN, FileKind.MENDED}


@functools.cache
def _known() -> Mapping[str, Any]:
    read: Mapping[str, Any] = read_list("file_formats")
    return read


def told_of(kind: str) -> str:
    """What is said of every file of *kind* that was read; empty for nothing."""
    return str(_known()["told"].get(kind, ""))


def _no_table(name: str, found: Mapping[str, str]) -> Unreadable:
    return Unreadable(
        f"《{name}》是{found['is']}，不是表格，没有导入。{_known()['advice'][found['advice']]}"
    )


def kind_of_file(name: str, content: bytes) -> FileKind:
    """What *content* is, of a file called *name* on the screen, unless it is a zip file; raises
    `Unreadable` for what is no table."""
    for each in _known()["refused"]:
        at = each.get("at", 0)
        if content.startswith(bytes.fromhex(each["starts"]), at):
            raise _no_table(name, each)
    if content.startswith(OLE):
        return _old_office(name, content)
    return FileKind.WORKBOOK if content.startswith(_ZIP) else _text(name, content)


def _entries(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The entries of an old Office file's directory: what each is called, and its class.

    They are looked for where entries can lie, so that a broken chain of sectors hides none.
    """
    for at in range(512, len(content) - _ENTRY + 1, _ENTRY):
        length = int.from_bytes(content[at + 64 : at + 66], "little")
        if not 4 <= length <= 64 or length % 2 or not 1 <= content[at + 66] <= 5:
            continue
        if content[at + 67] > 1 or content[at + length - 2 : at + length] != b"\0\0":
            continue
        yield (
            content[at : at + length - 2].decode("utf-16-le", "replace"),
            content[at + 80 : at + 96],
        )


def _old_office(name: str, content: bytes) -> FileKind:
    entries = list(_entries(content))
    names = {each for each, _ in entries}
    if "EncryptedPackage" in names or b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
        raise Unreadable(LOCKED_FILE.format(name))
    of_word = any(each == "Root Entry" and class_ == _OF_WORD for each, class_ in entries)
    if names & {"Workbook", "Book"} and not of_word:
        return FileKind.OLD
    for each in _known()["streams"]:
        if each["stream"] in names:
            raise _no_table(name, each)
    return FileKind.OLD


def kind_of_zip(name: str, packed: zipfile.ZipFile) -> FileKind:
    """Which reader opens a zip file; raises `Unreadable` for one that holds no table."""
    parts = {
        each.filename.replace("\\", "/").lstrip("/").lower(): each for each in packed.infolist()
    }
    if "mimetype" in parts:
        return _open_document(name, packed, parts["mimetype"])
    if "[content_types].xml" in parts:
        types = _beginning(packed, parts["[content_types].xml"], _TYPES).lower()
        if b"ms-excel.sheet.binary" in types:
            return FileKind.BINARY
        if b"spreadsheetml.sheet.main" in types or b"spreadsheetml.template.main" in types:
            return FileKind.WORKBOOK
        if b"ms-excel.sheet.macroenabled" in types or b"ms-excel.template.macro" in types:
            return FileKind.WORKBOOK
    if "xl/workbook.bin" in parts:
        return FileKind.BINARY
    if "xl/workbook.xml" in parts:
        return FileKind.WORKBOOK
    for each in _known()["parts"]:
        if each["part"] in parts:
            raise _no_table(name, each)
    raise Unreadable(f"《{name}》不是Excel表格，是压缩包，没有导入。{_known()['advice']['unpack']}")


def _open_document(name: str, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> FileKind:
    said = _beginning(packed, part, 200).decode("ascii", "replace").strip()
    sort = said.partition("opendocument.")[2]
    if sort.startswith("spreadsheet"):
        return FileKind.OPEN
    for each in _known()["documents"]:
        if sort.startswith(each["mimetype"]):
            raise _no_table(name, each)
    raise Unreadable(f"《{name}》不是Excel表格，没有导入。{_known()['advice']['table']}")


def _beginning(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    with packed.open(part) as opened:
        return opened.read(most)


def _text(name: str, content: bytes) -> FileKind:
    head = (decoded(content) or _latin(content))[:_LOOKED_AT].lstrip("\ufeff")
    said = head.lstrip().lower()
    if said.startswith("begin:vcard"):
        return FileKind.CARDS
    for each in _known()["texts"]:
        if said.startswith(each["begins"]):
            raise _no_table(name, each)
    if _SHEETS_2003 in said and re.search(r"<(?:\w+:)?workbook\b", said):
        return FileKind.XML
    if _MARKUP.match(said):
        return FileKind.WEB
    if _MARKED_UP.match(said):
        raise _no_table(name, {"is": "XML或网页的文本", "advice": "save"})
    return FileKind.TEXT


def _latin(content: bytes) -> str:
    """The beginning of a text that says its own encoding (a web page does), sign by sign."""
    return content[:_LOOKED_AT].decode("latin-1")
