"""Columns that hold several ways of reaching somebody (邮箱/微信, 联系方式): which one a cell says is
told by its value, and what a cell of several holds."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xiangxian.domain.values.phones import Phone, is_mobile, read_phones
from xiangxian.domain.values.reading import is_placeholder
from xiangxian.domain.values.word_lists import read_list
from xiangxian.services.registers.reading.headers import flat
from xiangxian.services.registers.workbook.model import Column

_PARTED = re.compile(r"[/、,，;；|\s]|或者?|和|及|与")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WECHAT_SAID = re.compile(
    r"(?:微信|(?<![A-Za-z])(?:wechat|weixin|vx|wx|v信))(?:号码?|id)?\s*[::是为]?\s*"
    r"(?P<id>[A-Za-z0-9][-_A-Za-z0-9]{5,19})(?![-_A-Za-z0-9])",
    re.IGNORECASE,
)
_QQ_SAID = re.compile(
    r"(?<![A-Za-z])(?:qq|扣扣)(?:号码?)?\s*[::是为]?\s*(?P<id>[1-9]\d{4,10})(?!\d)", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:电子)?(?:邮箱|邮件)(?:地址)?\s*[::]?|e-?mail\s*[::]?|(?:联系)?(?:手机|电话)(?:号码?)?\s*[::]?",
    re.IGNORECASE,
)
_WECHAT = re.compile(r"[A-Za-z][-_A-Za-z0-9]{5,19}")
"""A WeChat name as it may be chosen: a letter, then 5 to 19 letters, figures, - and _."""
_TOKENS = re.compile(r"[\s,、;/|。]+")
_NUMBER = re.compile(r"\+?[\d][\d\s()-]{5,19}")
_OTHER_THAN_NUMBERS = re.compile(r"[A-Za-z@]|微信|扣扣|邮箱")


@dataclass(frozen=True, slots=True)
class ContactWays:
    """What a cell gives: numbers, WeChat names, addresses, QQ numbers, and the *rest* that nobody
    can tell."""

    phones: tuple[Phone, ...] = ()
    wechat: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    qq: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("contact_ways")
    return read


@functools.lru_cache(maxsize=1024)
def ways_of(header: str) -> frozenset[str]:
    """Which ways a header of several names (`phone`, `wechat`, `email`, `qq`); empty for a header
    of one way, and of anything else."""
    text = _ASIDE.sub("", unicodedata.normalize("NFKC", header)).strip().lower()
    kinds = ("phone", "wechat", "email", "qq")
    if "".join(text.split()) in _words()["any"]:
        return frozenset(kinds)
    parts = [part for part in _PARTED.split(text) if part]
    found = [next((k for k in kinds if part in _words()[k]), None) for part in parts]
    said = {kind for kind in found if kind}
    return frozenset(said) if None not in found and len(said) > 1 else frozenset()


def is_bare_number(text: str) -> bool:
    """Whether nothing but numbers stands in a cell: the reader of numbers knows more of it."""
    return _OTHER_THAN_NUMBERS.search(unicodedata.normalize("NFKC", text)) is None


def ways_in(text: str, header: str) -> ContactWays:
    """The ways that a cell under *header* gives, each by its shape or by the word before it."""
    may = ways_of(header)
    left = unicodedata.normalize("NFKC", text)
    if not left.strip() or is_placeholder(left.strip()):
        return ContactWays()
    found: dict[str, list[str]] = {"email": [], "wechat": [], "qq": []}
    for kind, pattern in (("email", _EMAIL), ("wechat", _WECHAT_SAID), ("qq", _QQ_SAID)):
        for hit in pattern.finditer(left):
            found[kind].append(hit["id"] if "id" in pattern.groupindex else hit[0])
        left = pattern.sub("\n", left)
    left = _LABEL.sub("\n", left)
    phones: list[Phone] = []
    rest: list[str] = []
    for token in _pieces(left):
        read = read_phones(token) if _NUMBER.fullmatch(token) else None
        if read is not None and read.value and _is_number(token):
            phones += read.value
        elif "wechat" in may and _WECHAT.fullmatch(token):
            found["wechat"].append(token)
        else:
            rest.append(token)
    return ContactWays(
        tuple(phones),
        tuple(dict.fromkeys(found["wechat"])),
        tuple(dict.fromkeys(found["email"])),
        tuple(dict.fromkeys(found["qq"])),
        tuple(rest),
    )


def _pieces(text: str) -> list[str]:
    tokens = (token.strip(":() ") for token in _TOKENS.split(text))
    return [token for token in tokens if token]


def _is_number(token: str) -> bool:
    """Whether a token is plainly a telephone number: a mobile one, or with its code written."""
    figures = re.sub(r"\D", "", token)
    return is_mobile(figures) or bool(re.fullmatch(r"0\d{9,11}", figures)) or token.startswith("+")


_REACHED = frozenset(("phones", "wechat", "email"))


_SAYS_WECHAT = re.compile(r"^(?:微信号?|wechat|wx)[:：]\s*", re.IGNORECASE)


_LINK = re.compile(r"^(?:mailto:|邮箱[:：]|e-?mail[:：])\s*", re.IGNORECASE)


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
