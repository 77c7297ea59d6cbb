"""Cities as offices write them: 上海 and 上海市 are one place to travel to."""

from __future__ import annotations

import re
import unicodedata

from xiangxian.domain.values.text import fold

_STREET = re.compile(r"\d|[路街巷弄]|大道|胡同|小区|花园|公寓|大厦|[栋幢室]|单元|号楼")


def bare_city(written: str) -> str:
    """The city's name as people say it: without 省 before it and 市 behind it.

    Only the one ending is taken off: 沙市 keeps a name of two characters, 海门区 and 香港 stay.
    """
    flat = "".join(fold(written).split())
    _, mark, behind = flat.rpartition("省")
    if mark and behind:
        flat = behind
    return flat.removesuffix("市") if len(flat) > 2 else flat


def reads_as_address(written: str) -> bool:
    """Whether a text goes further than a city or a district: it has a street, a house, a number.

    The city somebody lives in is open to who reads the register, the address is not.
    """
    return _STREET.search(unicodedata.normalize("NFKC", written)) is not None


def said_by(key: str) -> str:
    """The folded text of which `domain.values.text.pinyin_key` made *key*; empty for anything else."""
    _, mark, code = key.rpartition("|")
    try:
        return bytes.fromhex(code).decode("utf-16-be") if mark else ""
    except ValueError:
        return ""
