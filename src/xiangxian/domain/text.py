"""Chinese text made searchable and sortable, the same for every engine (design §6).

A Chinese run gives single characters and pairs as terms, never phrases; a name gives whole pinyin
and initials besides; digits give every ending of a phone number a person would type.
"""

from __future__ import annotations

import functools
import re
import unicodedata

import opencc
import pypinyin

SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "尉迟": "yuchi", "曾": "zeng", "区": "ou", "查": "zha",
    "朴": "piao", "任": "ren", "盖": "ge", "葛": "ge", "乐": "yue", "员": "yun", "笪": "da",
    "翟": "zhai", "缪": "miao", "万俟": "moqi", "折": "she", "黑": "he", "秘": "bi", "冼": "xian",
    "燕": "yan", "华": "hua", "过": "guo", "召": "shao", "繁": "po", "种": "chong", "令狐": "linghu",
    "长孙": "zhangsun", "宓": "mi", "覃": "qin", "逄": "pang", "隗": "wei", "芮": "rui", "卜": "bu",
}  # fmt: skip
"""Readings of surnames that differ from the character's usual one, or that dictionaries miss."""

COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "尉迟", "皇甫", "令狐", "长孙", "慕容", "司徒", "司空", "夏侯",
    "东方", "公孙", "宇文", "端木", "轩辕", "独孤", "南宫", "万俟", "闻人", "澹台", "申屠", "太史",
    "呼延", "钟离", "淳于", "单于", "濮阳", "赫连", "公冶", "宗政",
)  # fmt: skip

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[a-z]+|\d+")
_SIMPLIFIED = opencc.OpenCC("t2s")
_TRADITIONAL_ONLY = re.compile(r"[\u3400-\u9fff]")


@functools.lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """*text* in one spelling: half-width, simplified, lower case, one kind of middle dot."""
    flat = unicodedata.normalize("NFKC", text).lower()
    if _TRADITIONAL_ONLY.search(flat):
        flat = _SIMPLIFIED.convert(flat)
    return re.sub("[•‧・．]", "·", flat)


def surname(name: str) -> str:
    """The surname of a Chinese name: two characters for the compound ones."""
    bare = name.strip()
    return bare[:2] if bare[:2] in COMPOUND_SURNAMES and len(bare) > 2 else bare[:1]


@functools.lru_cache(maxsize=20_000)
def _syllables(text: str) -> tuple[str, ...]:
    """The pinyin of each character of *text*, the surname read as a surname."""
    first = surname(text)
    reading = SURNAME_READINGS.get(first)
    if reading is not None and len(first) == 2:
        cut = 2 if reading in {"yuchi", "moqi"} else len(reading) // 2
        given = {"linghu": ("ling", "hu"), "zhangsun": ("zhang", "sun")}
        head: tuple[str, ...] = given.get(reading, (reading[:cut], reading[cut:]))
    elif reading is not None:
        head = (reading,)
    else:
        head = tuple(pypinyin.lazy_pinyin(first))
    return (*head, *pypinyin.lazy_pinyin(text[len(first) :]))


def _grams(run: str) -> set[str]:
    return set(run) | {run[i : i + 2] for i in range(len(run) - 1)}


def _digits(run: str) -> set[str]:
    """The number itself, and of a long one its beginning and its last four to eight figures."""
    found = {run}
    if len(run) >= 7:
        found |= {run[-length:] for length in range(4, 9)} | {run[:3]}
    return found


@functools.lru_cache(maxsize=20_000)
def _terms(text: str) -> frozenset[str]:
    flat = fold(text)
    found: set[str] = set()
    for run in _HAN.findall(flat):
        found |= _grams(run)
    for word in _WORD.findall(flat):
        found |= _digits(word) if word.isdigit() else {word}
    return frozenset(found)


def terms(text: str) -> frozenset[str]:
    """The terms under which *text* is found."""
    return _terms(text)


@functools.lru_cache(maxsize=20_000)
def name_terms(name: str) -> frozenset[str]:
    """The terms of a name: those of its text, its whole pinyin, its parts and its initials."""
    found = set(terms(name))
    for run in _HAN.findall(fold(name)):
        syllables = _syllables(run)
        found |= {"".join(syllables), "".join(each[:1] for each in syllables), *syllables}
    return frozenset(found)


def query_terms(typed: str) -> frozenset[str]:
    """The terms that a record must all have to answer to what was typed.

    A single character asks for itself, a longer run for its pairs.
    """
    flat = fold(typed)
    found: set[str] = set()
    for run in _HAN.findall(flat):
        found |= {run} if len(run) == 1 else {run[i : i + 2] for i in range(len(run) - 1)}
    found |= set(_WORD.findall(flat))
    return frozenset(found)


@functools.lru_cache(maxsize=20_000)
def pinyin_key(text: str) -> str:
    """An ASCII key that sorts by pinyin: two texts are equal exactly when their keys are.

    The pinyin comes first and the code points after it, so that namesakes by sound stay apart.
    """
    flat = " ".join(fold(text).split())
    parts = []
    for part in re.split(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)", flat):
        if _HAN.fullmatch(part):
            # a character without a known reading sorts after all others
            sounds = (each if each.isascii() else "~" for each in _syllables(part))
            parts.append(" ".join(sounds))
        elif part:
            parts.append(part.encode("ascii", "ignore").decode())
    sound = " ".join(part.strip() for part in parts if part.strip())
    return f"{sound}|{flat.encode('utf-16-be').hex()}"


_LEGAL_FORM = re.compile(r"(股份)?(有限(责任)?公司|集团公司|公司|集团|（有限合伙）|\(有限合伙\))+$")
_BRACKETS = re.compile(r"[（()）\s]")


def party_core(name: str) -> str:
    """A firm's name without its legal form, spaces and brackets: for likeness, never for identity."""
    return _BRACKETS.sub("", _LEGAL_FORM.sub("", fold(name).strip()))


def same_party(one: str, other: str) -> bool:
    """Whether two texts name a firm in the same words, its legal form and brackets aside."""
    return bool(party_core(one)) and party_core(one) == party_core(other)
