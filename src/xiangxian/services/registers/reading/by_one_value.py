"""Columns that hold several ways to reach somebody: which one a cell says is told by its value."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from xiangxian.services.registers.reading.headers import flat
from xiangxian.services.registers.workbook.model import Column

_REACHED = frozenset(("phones", "wechat", "email"))
_SAYS_WECHAT = re.compile(r"^(?:微信号?|wechat|wx)[:：]\s*", re.IGNORECASE)
_LINK = re.compile(r"^(?:mailto:|邮箱[:：]|e-?mail[:：])\s*", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_WECHAT = re.compile(r"[A-Za-z][\w-]{4,19}")


def told_by_value(column: Column, text: str) -> tuple[Column, str]:
    """The column that a cell of *column* belongs to, and its text without the word that says so:
    an address of mail is one under 微信/邮箱 and 联系方式, too."""
    if column.field not in _REACHED or column.further:
        return column, text
    bare = unicodedata.normalize("NFKC", text).strip()
    if _EMAIL.fullmatch(_LINK.sub("", bare)):
        return replace(column, field="email"), _LINK.sub("", bare)
    if _SAYS_WECHAT.match(bare):
        return replace(column, field="wechat"), _SAYS_WECHAT.sub("", bare)
    header = flat(column.header_path[-1]) if column.header_path else ""
    if "微信" in header and column.field != "wechat" and _WECHAT.fullmatch(bare):
        return replace(column, field="wechat"), bare
    return column, text


def is_no_email(column: Column, text: str) -> bool:
    """Whether a cell of the column of mail holds no address: 发邮件, a word."""
    return column.field == "email" and bool(text) and "@" not in unicodedata.normalize("NFKC", text)
