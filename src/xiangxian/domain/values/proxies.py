"""Who signed, or came, for somebody: 李四代签, 代：李四, 委托李四参加, （代）."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence

from xiangxian.domain.values.text import HAN
from xiangxian.domain.values.word_lists import read_list

SOMEBODY = "代签"
"""What stands for whoever signed, where nobody wrote who."""


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    read: Mapping[str, Sequence[str]] = read_list("proxies")

    def either(name: str) -> str:
        return f"(?:{'|'.join(sorted(map(re.escape, read[name]), key=len, reverse=True))})"

    by, acts = rf"(?P<by>[{HAN}·]{{2,8}}?)", either("acts")
    sent = rf"{either('senders')}?"
    return (
        re.compile(rf"\(?{acts}\)?"),
        re.compile(rf"\(?{acts}(?:人|者)?\s*(?::|\(|\s)\s*{by}\)?\)?"),
        re.compile(rf"\(?{sent}{by}\s*\(?{acts}(?P<whom>[{HAN}·]{{2,8}})?\)?"),
        re.compile(rf"\(?{either('senders')}{by}{acts}?{either('comes')}?\)?"),
    )


def read_proxy(cell: str, own: str = "") -> str | None:
    """Who signed or came for *own*, the person of the row, as the cell of the signature says it;
    `SOMEBODY` where it does not say who, None where nobody else did."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text or text == own:
        return None
    for pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        by = found.groupdict().get("by") or ""
        whom = found.groupdict().get("whom") or ""
        if whom and whom != own:
            continue
        return SOMEBODY if by in {"", own} else by
    return None
