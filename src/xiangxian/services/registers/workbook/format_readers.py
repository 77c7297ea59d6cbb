"""The readers of files that are no plain workbooks, by kind; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from xiangxian.services.registers.workbook.bounds import Bounds
from xiangxian.services.registers.workbook.model import Sheet

Reader = Callable[[Path, str, Bounds], Sequence[Sheet]]


def _old() -> Reader:
    from xiangxian.services.registers.workbook.old_formats import read_old

    return read_old


def _web() -> Reader:
    from xiangxian.services.registers.workbook.web_tables import read_web

    return read_web


def _xml() -> Reader:
    from xiangxian.services.registers.workbook.spreadsheet_xml import read_spreadsheet_xml

    return read_spreadsheet_xml


def _cards() -> Reader:
    from xiangxian.services.registers.workbook.address_cards import read_cards

    return read_cards


READERS: Mapping[str, Callable[[], Reader]] = MappingProxyType(
    {
        "old": _old,
        "binary": _old,
        "open": _old,
        "mended": _old,
        "web": _web,
        "xml": _xml,
        "cards": _cards,
    }
)
"""What gives the reader of a kind of file (`file_kinds.FileKind`)."""
