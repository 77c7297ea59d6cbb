"""Columns with further numbers of the person a row is about: 固定电话, 备用手机, 联系电话 once more."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from xiangxian.domain.phones import Phone
from xiangxian.domain.word_lists import read_list

FIELD = "phones"


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("further_phones")
    return read


def is_further(header: str) -> bool:
    """Whether a column of this header holds further numbers of the person themselves."""
    return header in _words()["headers"]


def is_anothers(header: str) -> bool:
    """Whether a column of this header holds somebody else's number: 联系人手机, 配偶电话."""
    return header.startswith(tuple(_words()["others"]))


def with_further(
    known: Sequence[Phone], further: Sequence[Phone], header: str
) -> tuple[Phone, ...]:
    """*known* and the numbers of a further column, each once; whose it is says the column's header
    where the cell says nothing."""
    numbers = {phone.number for phone in known}
    return (
        *known,
        *(
            Phone(number=phone.number, note=phone.note or header)
            for phone in further
            if phone.number not in numbers
        ),
    )
