"""The readers of files that are no plain workbooks, by kind; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from xiangxian.services.registers.bounds import Bounds
from xiangxian.services.registers.sheets import Sheet

Reader = Callable[[Path, str, Bounds], Sequence[Sheet]]


def _old() -> Reader:
    from xiangxian.services.registers.old_formats import read_old

    return read_old


def _web() -> Reader:
    from xiangxian.services.registers.web_tables import read_web

    return read_web


def _xml() -> Reader:
    from xiangxian.services.registers.spreadsheet_xml import read_spreadsheet_xml

    return read_spreadsheet_xml


def _cards() -> Reader:
    from xiangxian.services.registers.address_cards import read_cards

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
