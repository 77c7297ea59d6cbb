"""How a name is read aloud, said only where somebody who greets a guest might stumble.

A surname that is read otherwise than its character, a surname few people know, and a character
outside the common set (GB 2312, and some of its rarer ones). Where two readings are both in use
both are said: which one a family uses only the family knows.
"""

from __future__ import annotations

import re

import pypinyin

from xiangxian.domain.text import surname

SURNAMES = {
    "单": "Shàn", "仇": "Qiú", "解": "Xiè", "尉迟": "Yùchí", "区": "Ōu", "查": "Zhā", "朴": "Piáo",
    "盖": "Gě或Gài", "乐": "Yuè或Lè", "员": "Yùn", "笪": "Dá", "翟": "Zhái或Dí", "缪": "Miào",
    "万俟": "Mòqí", "折": "Shé", "黑": "Hè或Hēi", "秘": "Bì或Mì", "冼": "Xiǎn", "燕": "Yān",
    "华": "Huà", "过": "Guō", "召": "Shào", "繁": "Pó", "种": "Chóng", "令狐": "Línghú",
    "长孙": "Zhǎngsūn", "宓": "Mì或Fú", "覃": "Qín或Tán", "逄": "Páng", "隗": "Wěi或Kuí", "芮": "Ruì",
    "卜": "Bǔ", "訾": "Zī", "郗": "Xī或Chī", "郜": "Gào", "邰": "Tái", "亓": "Qí", "乜": "Niè",
    "佘": "Shé", "厍": "Shè", "阚": "Kàn", "阙": "Quē", "昝": "Zǎn", "晁": "Cháo", "郄": "Qiè或Xì",
    "邸": "Dǐ", "郦": "Lì", "郇": "Xún或Huán", "蒯": "Kuǎi", "綦": "Qí", "逯": "Lù", "靳": "Jìn",
    "殳": "Shū", "妫": "Guī", "仉": "Zhǎng", "谌": "Chén或Shèn", "亢": "Kàng", "澹台": "Tántái",
    "濮阳": "Púyáng", "宗政": "Zōngzhèng", "禚": "Zhuó", "酆": "Fēng", "邬": "Wū", "郏": "Jiá",
    "眭": "Suī", "戢": "Jí", "钭": "Tǒu", "褚": "Chǔ", "晏": "Yàn", "谯": "Qiáo", "牟": "Mù或Móu",
}  # fmt: skip
"""Surnames with the reading they have as surnames."""

_KNOWN = frozenset("曾任葛")
"""Surnames read otherwise than a dictionary says first, which everybody knows all the same."""

_RARER = frozenset("彧昱晟翀昶旻颢甯劼俣偲旸祎赟頔燚堃垚犇骉淼焱皛晔烨暄罡翾霁骞謇濬瀚琬珩瑗")
"""Characters of given names at which people stop although many of them are in the common set."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_READ = {"晟": "Chéng或Shèng", "甯": "Níng或Nìng"}
"""Characters of given names of which two readings are in use."""


def _common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _read(character: str) -> str:
    """The reading of one character, capitalised; empty where no dictionary has it."""
    if character in _READ:
        return _READ[character]
    found = pypinyin.pinyin(character, errors="ignore")
    reading = found[0][0] if found and found[0] else ""
    return reading[:1].upper() + reading[1:]


def hard_readings(name: str) -> tuple[tuple[str, str], ...]:
    """The parts of *name* at which a reader may stumble, each with its reading: 笪 Dá, 䶮 Yǎn.

    Empty for a name that everybody reads, and for one that is not Chinese.
    """
    bare = name.strip()
    if not bare or not all(_HAN.fullmatch(character) for character in bare):
        return ()
    first = surname(bare)
    found: list[tuple[str, str]] = []
    if first in SURNAMES:
        found.append((first, SURNAMES[first]))
    elif first not in _KNOWN:
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
