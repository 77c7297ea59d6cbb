"""How a name is read aloud, said only where somebody who greets a guest might stumble.

A surname that is read otherwise than its character, a surname few people know, and a character
outside the common set (GB 2312, and some of its rarer ones). Where two readings are both in use
both are said: which one a family uses only the family knows.
"""

from __future__ import annotations

import re

from xiangxian.domain.values.pinyin import given_readings, known_surnames, surname_readings, toned
from xiangxian.domain.values.text import HAN, surname

_RARER = frozenset("彧昱晟翀昶旻颢甯劼俣偲旸祎赟頔燚堃垚犇骉淼焱皛晔烨暄罡翾霁骞謇濬瀚琬珩瑗")
"""Characters of given names at which people stop although many of them are in the common set."""

_HAN = re.compile(f"[{HAN}]")


def _common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _read(character: str) -> str:
    """The reading of one character, capitalised; empty where no dictionary has it."""
    if listed := given_readings().get(character):
        return "或".join(listed)
    found = toned(character)
    return found[0][:1].upper() + found[0][1:] if found else ""


def hard_readings(name: str) -> tuple[tuple[str, str], ...]:
    """The parts of *name* at which a reader may stumble, each with its reading: 笪 Dá, 䶮 Yǎn.

    Empty for a name that everybody reads, and for one that is not Chinese.
    """
    bare = name.strip()
    if not bare or not all(_HAN.fullmatch(character) for character in bare):
        return ()
    first = surname(bare)
    found: list[tuple[str, str]] = []
    if listed := surname_readings().get(first):
        found.append((first, "或".join(each.replace(" ", "") for each in listed)))
    elif first not in known_surnames():
        found += _rare(first)
    found += _rare(bare[len(first) :])
    return tuple(dict.fromkeys(found))


def _rare(text: str) -> list[tuple[str, str]]:
    return [
        (character, reading)
        for character in text
        if (not _common(character) or character in _RARER) and (reading := _read(character))
    ]


def with_readings(name: str) -> str:
    """The name with what is hard about it behind it: 笪建国（笪 Dá）; others as they are."""
    hard = hard_readings(name)
    if not hard:
        return name
    return f"{name}（{'，'.join(f'{part} {reading}' for part, reading in hard)}）"
