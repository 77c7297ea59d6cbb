"""Columns with further numbers of the person a row is about (固定电话, 备用手机, 联系电话 once more), and
columns that are about somebody else: 驾驶员 over 电话, 联系电话 behind 爱人姓名."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence

from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.word_lists import read_list
from xiangxian.services.registers.reading.headers import flat, speaks_of_another

FIELD = "phones"
_NAMED = frozenset(("姓名", "名字", "称呼"))
_AROUND = frozenset(("name", "seq_no", "remarks"))
"""Columns that a header over them makes nobody else's."""

Path = tuple[str, ...]


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("further_phones")
    return read


def _any(name: str) -> str:
    return "|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True))


@functools.cache
def _composed() -> re.Pattern[str]:
    which, numbers = _any("which"), _any("numbers")
    count = r"(?:\d|[一二三四])?"
    forms = r"(?:号码|号)?"
    return re.compile(
        rf"(?:{_any('alone')})(?:电话)?{forms}(?:\((?:{which}|区号\+?号码|含区号)\))?"
        rf"|(?:{which}){{1,2}}(?:{numbers})(?:电话)?{forms}{count}(?:\((?:{which}|座机|固话)\))?"
        rf"|(?:{numbers}){forms}\((?:(?:{which}){{1,2}}(?:{numbers})?|固话|座机|第?[二三四2-4]|备选)\)"
    )


def is_further(path: Sequence[str]) -> bool:
    """Whether a column of this header path holds further numbers of the person themselves: 办公座机, or
    办公 below 电话."""
    last = flat(path[-1])
    below = last + flat(path[-2]) if len(path) > 1 else last
    return any(_composed().fullmatch(each) for each in (last, below))


def is_anothers(header: str) -> bool:
    """Whether a column of this header is about somebody else: 联系人手机, 配偶电话, 驾驶员."""
    return header.startswith(tuple(_words()["others"]))


def of_others(
    paths: Mapping[int, Path],
    said: Mapping[int, tuple[str, ...]],
    read: Callable[[Path], tuple[str, ...]],
) -> set[int]:
    """The columns that somebody else's header or place makes theirs, though their own last header
    alone asks it of the person the row is about; *read* tells what a header path alone asks."""
    under = {
        n
        for n in said
        if len(paths[n]) > 1
        and said[n]
        and not set(said[n]) & _AROUND
        and said[n] == read(paths[n][-1:])
        and _of_anothers_group(n, paths, said)
    }
    return under | _behind_another(paths, {n: () if n in under else s for n, s in said.items()})


def _of_anothers_group(
    number: int, paths: Mapping[int, Path], said: Mapping[int, tuple[str, ...]]
) -> bool:
    """Whether a header over the column names somebody else, or stands over a 姓名 that is not the
    first of the row."""
    first = min((n for n in said if "name" in said[n]), default=0)
    path = paths[number]
    for depth in range(1, len(path)):
        group = [n for n in paths if paths[n][:depth] == path[:depth]]
        if first in group:
            continue
        if is_anothers(flat(path[depth - 1])):
            return True
        if any(flat(paths[n][-1]) in _NAMED for n in group):
            return True
    return False


def _behind_another(paths: Mapping[int, Path], said: Mapping[int, tuple[str, ...]]) -> set[int]:
    """A second column of numbers right behind the name of somebody else: 手机 … 爱人姓名, 联系电话."""
    found: set[int] = set()
    numbered = False
    for number in sorted(paths):
        if said.get(number) != (FIELD,):
            continue
        before = paths.get(number - 1)
        if numbered and before and len(paths[number]) == 1 and _names_another(before[-1]):
            found.add(number)
        numbered = True
    return found


def _names_another(header: str) -> bool:
    bare = re.sub(r"(?:姓名|名字|名单)$", "", flat(header))
    about = is_anothers(bare) or speaks_of_another(bare)
    return about and re.search(r"单位|职务|电话|手机|方式|地址|关系|备注", bare) is None


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
