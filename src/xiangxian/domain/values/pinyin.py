"""How the characters of names are read: every reading that a name may have, the likeliest first.

A character of the 8,105 of 通用规范汉字表 has the readings of 通用规范汉字字典 (`pypinyin_dict`'s ktghz2013);
which of several comes first, and the readings that names have beside them, are pypinyin's. Surnames
have a list of their own (`lists/surname_readings.yaml`).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence

import pypinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin_dict.pinyin_data import ktghz2013

from xiangxian.domain.values.word_lists import read_list

MOST = 16
"""So many readings of one name are told, the likeliest."""
_EXTRA = 2
"""So many readings of a character that only pypinyin has are taken: the frequent ones come first."""
_READ_AS = {"𠮷": "吉", "〇": "零"}
"""Characters of names that no dictionary of readings has, by one that is read alike."""

Syllables = tuple[str, ...]
"""Plain pinyin, a syllable each, ü written v: ("lv", "bu", "wei")."""


@functools.cache
def _lists() -> Mapping[str, Mapping[str, Sequence[str]]]:
    read: Mapping[str, Mapping[str, Sequence[str]]] = read_list("surname_readings")
    return read


def surname_readings() -> Mapping[str, Sequence[str]]:
    """Surname -> its readings with tones, syllables parted by blanks; only those worth telling."""
    return _lists()["surnames"]


def known_surnames() -> Mapping[str, Sequence[str]]:
    """Surnames read otherwise than the character alone, which everybody knows all the same."""
    return _lists()["known"]


def given_readings() -> Mapping[str, Sequence[str]]:
    """Characters of given names of which two readings are in use, with tones."""
    return _lists()["given"]


def is_standard(character: str) -> bool:
    """Whether *character* is one of the 8,105 of 通用规范汉字表 (2013), by which names are written."""
    return ord(character) in ktghz2013.pinyin_dict


@functools.lru_cache(maxsize=10_000)
def toned(character: str) -> tuple[str, ...]:
    """The readings of a Chinese character with tones, the likeliest first; none where nobody knows."""
    character = _READ_AS.get(character, character)
    usual = pypinyin.pinyin(character, errors="ignore")
    first = usual[0][0] if usual and usual[0] else ""
    others = pypinyin.pinyin(character, heteronym=True, errors="ignore")
    every = others[0] if others else []
    standard = ktghz2013.pinyin_dict.get(ord(character), "")
    table = standard.split(",") if standard else []
    if not table:
        return tuple(dict.fromkeys([*([first] if first else []), *every[:_EXTRA]]))
    table.sort(key=lambda each: each != first)
    extra = [each for each in every if each not in table][:_EXTRA]
    return (*table, *extra)


@functools.lru_cache(maxsize=10_000)
def plain(reading: str) -> str:
    """A toned syllable without its tone, ü as v: lǚ -> lv."""
    return str(to_normal(reading.lower(), v_to_u=False))


@functools.lru_cache(maxsize=10_000)
def _plain_readings(character: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(plain(each) for each in toned(character)))
    return found or (character,)


@functools.lru_cache(maxsize=2_000)
def surname_syllables(surname: str) -> tuple[Syllables, ...]:
    """The readings of a surname, the likeliest first: its own, then those of its characters, by which
    it is typed (单 shan, dan)."""
    listed = surname_readings().get(surname) or known_surnames().get(surname) or ()
    own = [tuple(plain(part) for part in each.split()) for each in listed]
    typed = _combined([[(each,) for each in _plain_readings(c)] for c in surname])
    return tuple(dict.fromkeys([*own, *typed]))


def name_syllables(surname: str, given: str) -> Iterator[Syllables]:
    """Every reading of a name, the likeliest first, at most `MOST`: *surname* read as a surname."""
    parts: list[Sequence[Syllables]] = [surname_syllables(surname)] if surname else []
    parts += map(_given_syllables, given)
    yield from itertools.islice(_combined(parts), MOST)


@functools.lru_cache(maxsize=10_000)
def _given_syllables(character: str) -> Sequence[Syllables]:
    own = map(plain, given_readings().get(character, ()))
    return [(each,) for each in dict.fromkeys([*own, *_plain_readings(character)])]


def _combined(parts: Sequence[Sequence[Syllables]]) -> Iterator[Syllables]:
    """One reading of each part, put together: first the usual ones, then with one part read
    otherwise, then with two."""
    open_ = [at for at, choices in enumerate(parts) if len(choices) > 1]
    for many in range(len(open_) + 1):
        for places in itertools.combinations(open_, many):
            for others in itertools.product(*(range(1, len(parts[at])) for at in places)):
                chosen = dict(zip(places, others, strict=True))
                read = (choices[chosen.get(at, 0)] for at, choices in enumerate(parts))
                yield tuple(itertools.chain.from_iterable(read))
