"""Chinese text made searchable and sortable, the same for every engine (design §6).

A Chinese run gives single characters and pairs as terms, never phrases; a name gives whole pinyin
and initials besides; digits give every ending of a phone number a person would type.

A name also gives terms with a mark before them, so that what is most relevant can be asked for
first, and no engine has to rank: `^` before the whole of it (written, read, by its initials), `~`
before every part of it that runs to its end. A term asked for with `*` behind it stands for all
terms that begin so.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping

import opencc
from pypinyin_dict.pinyin_data import ktghz2013

from xiangxian.domain.values.pinyin import MOST as MOST_READINGS
from xiangxian.domain.values.pinyin import Syllables, is_standard, name_syllables
from xiangxian.domain.values.word_lists import read_list

TERMS = 5
"""The number of this way to make terms and keys: with another one what is indexed is made anew."""

COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范"
    "汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
    "温康施牛樊葛邢齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申耿兰焦俞左柳甘祝尚符舒阮柯纪梅童凌毕季裴霍涂苗谷盛曲翁冉骆蓝游辛靳"
    "柴蒙鲍喻祁蒲滕屈饶解牟艾尤穆卓古吉缪简芦麦褚娄窦戚岑景费卜冷晏席卫米柏宗瞿桂佟臧闵苟邬卞姬仇栾隋刁巫寇桑郎甄丛仲虞敖"
    "巩佘池查麻苑迟邝笪赖丘练揭湛郁茹宦戈廖庾匡阙沃晁訾阚鞠巢蒯荆竺逯桓宣贲洪诸嵇滑荀芮羿储邴糜隗宓郗仰伊钭厉戎束韶郜蓟薄宿"
    "邰鄂蔺屠胥莘贡逄堵郦雍璩濮扈燕冀郏浦阎慕容"
)
"""Surnames that many bear and that begin no other word of a cell; 党 and 单 are not among them, for
党委书记 and 单位负责人 are nobody's names. Whoever bears another is a person all the same."""
COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "尉迟", "皇甫", "令狐", "长孙", "慕容", "司徒", "司空", "夏侯",
    "东方", "公孙", "宇文", "端木", "轩辕", "独孤", "南宫", "万俟", "闻人", "澹台", "申屠", "太史",
    "呼延", "钟离", "淳于", "单于", "濮阳", "赫连", "公冶", "宗政",
)  # fmt: skip

_LONGEST_READ = 8
"""So many characters of a name are also found by the reading of its later parts."""
_MOST_WRITINGS = 8
"""So many other writings of one name are terms too."""
_TONES = frozenset("\u0304\u0301\u030c\u0300")
_YU = re.compile(r"\b(n)yu|(l)yu")
"""lyu and nyu, as passports have them; within a word n may end the syllable before (南宇 nanyu)."""
_END = 12
"""So many characters of a name's ends are kept as one term."""
HALF_A_NUMBER = 5
"""So many figures are the beginning of a number; fewer are its end, or another number."""

LONGEST_HALF = 48
"""A text of more characters is not taken for the beginning of another: no name is that long."""

HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The Chinese characters, 〇 among them, as a range within a pattern's brackets."""

_HAN = re.compile(f"[{HAN}]+")
_WORD = re.compile(r"[a-z]+|\d+")
_SIMPLIFIED = opencc.OpenCC("t2s")


@functools.lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """*text* in one spelling: half-width, simplified, lower case, one kind of middle dot."""
    flat = unicodedata.normalize("NFKC", text).lower()
    flat = _HAN.sub(lambda run: "".join(map(_simplified, run[0])), flat)
    return re.sub("[•‧・．]", "·", flat)


@functools.lru_cache(maxsize=20_000)
def _simplified(character: str) -> str:
    """*character* as the standard writes it. Those of the standard itself stay: 乾 and 於 are names'
    own characters, and 李乾 is not 李干."""
    return character if is_standard(character) else _SIMPLIFIED.convert(character)


@functools.cache
def _variants() -> Mapping[str, tuple[str, ...]]:
    """Character -> characters that it is written for, or that are for it: 昇 升, 喆 哲."""
    found: dict[str, set[str]] = {}
    pairs = [(chr(code), _SIMPLIFIED.convert(chr(code))) for code in ktghz2013.pinyin_dict]
    pairs += [
        (fold(pair[0]), fold(pair[1])) for pair in read_list("variant_characters")["variants"]
    ]
    for one, other in pairs:
        if other != one and len(other) == 1 and is_standard(other):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {one: tuple(sorted(others)) for one, others in found.items()}


def _written_otherwise(flat: str) -> list[str]:
    """*flat* with one character in its other writing: who types 李升 looks for 李昇, too."""
    return [
        f"{flat[:at]}{other}{flat[at + 1 :]}"
        for at, character in enumerate(flat)
        for other in _variants().get(character, ())
    ][:_MOST_WRITINGS]


def surname(name: str) -> str:
    """The surname of a Chinese name: two characters for the compound ones."""
    bare = name.strip()
    return bare[:2] if bare[:2] in COMPOUND_SURNAMES and len(bare) > 2 else bare[:1]


def has_common_surname(name: str) -> bool:
    """Whether *name* has a name's length and begins with a surname that many bear."""
    if name[:2] in COMPOUND_SURNAMES:
        return re.fullmatch(r"[\u4e00-\u9fff]{3,4}", name) is not None
    return name[:1] in COMMON_SURNAMES and re.fullmatch(r"[\u4e00-\u9fff]{2,3}", name) is not None


def _readings(run: str) -> list[Syllables]:
    """The readings of a run of Chinese characters, its surname read as one, the likeliest first."""
    first = surname(run)
    return list(name_syllables(first, run[len(first) :]))


@functools.lru_cache(maxsize=20_000)
def _syllables(text: str) -> Syllables:
    """The likeliest reading of *text*, which is also the one it is sorted by."""
    first = surname(text)
    return next(name_syllables(first, text[len(first) :]))


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
    """The terms of a name: those of its text, of its pinyin from any character on and of its
    initials, in every reading that it may have, and the marked ones of its whole and of its ends."""
    flat = whole_term(name)[1:]
    found = set(terms(name)) | set(terms(flat)) | {f"^{flat}"} if flat else set()
    runs = [part for part in re.split(f"({_HAN.pattern})", flat) if part]
    read = [_readings(run) if _HAN.fullmatch(run) else [(run,)] for run in runs]
    for at, run in enumerate(runs):
        if _HAN.fullmatch(run):
            for syllables in read[at]:
                found |= _sounds(syllables)
    for whole in itertools.islice(itertools.product(*read), MOST_READINGS):
        sound = "".join("".join(part) for part in whole)
        short = "".join(
            "".join(each[:1] for each in part) if _HAN.fullmatch(run) else run
            for run, part in zip(runs, whole, strict=True)
        )
        found |= {f"^{each}" for each in (*_spellings(sound), short)}
    found |= {f"~{flat[at : at + _END]}" for at in range(1, len(flat))}
    for other in _written_otherwise(flat):
        found |= terms(other) | {f"^{other}"}
        found |= {f"~{other[at : at + _END]}" for at in range(1, len(other))}
    return frozenset(found)


def _sounds(syllables: Syllables) -> set[str]:
    """The terms of one reading: its initials, each syllable, and the whole from any syllable on."""
    ends = {"".join(syllables[at:]) for at in range(min(len(syllables), _LONGEST_READ))}
    found = {"".join(each[:1] for each in syllables), *syllables, *ends}
    found |= {f"~{end[:_END]}" for end in ends}
    return {spelt for each in found for spelt in _spellings(each)}


def _spellings(sound: str) -> tuple[str, ...]:
    """A sound with its ü as v and as u: both are typed."""
    return (sound, sound.replace("v", "u")) if "v" in sound else (sound,)


def _typed_latin(flat: str) -> str:
    """Typed letters as the readings have them: lü, lyu and lv are one."""
    bare = "".join(c for c in unicodedata.normalize("NFD", flat) if c not in _TONES)
    bare = unicodedata.normalize("NFC", bare).replace("ü", "v")
    return _YU.sub(lambda found: f"{found[1] or found[2]}v", bare)


def query_terms(typed: str) -> frozenset[str]:
    """The terms that a record must all have to answer to what was typed.

    A single character asks for itself, a longer run for its pairs; the last word in letters, and
    a number of `HALF_A_NUMBER` figures, may be typed half.
    """
    flat = _typed_latin(fold(typed).replace("·", ""))
    found: set[str] = set()
    for run in _HAN.findall(flat):
        found |= {run} if len(run) == 1 else {run[i : i + 2] for i in range(len(run) - 1)}
    words = _WORD.findall(flat)
    found |= set(words[:-1])
    for last in words[-1:]:
        half = len(last) <= LONGEST_HALF and (not last.isdigit() or len(last) >= HALF_A_NUMBER)
        found.add(f"{last}*" if half else last)
    return frozenset(found)


def whole_term(name: str) -> str:
    """The term of everything that is called exactly *name*, by writing, pinyin or initials."""
    return f"^{_typed_latin(''.join(fold(name).replace('*', '').replace('·', '').split()))}"


def relevance(typed: str) -> tuple[tuple[str, ...], ...]:
    """What to ask one after the other for the most relevant records first: those that are called
    so, those whose name begins so, those in whose name it stands, and all others."""
    whole = whole_term(typed)
    others = tuple(sorted(query_terms(typed)))
    if not others:
        return ()
    begins = ((f"{whole}*",),) if len(whole) <= LONGEST_HALF + 1 else ()
    inside = ((f"~{whole[1:]}*",),) if len(whole) <= _END + 1 else ()
    return ((whole,), *begins, *inside, others)


def grade(names: Iterable[str], typed: str) -> int:
    """How well what is called *names* answers to what was typed: 0 called so, 1 the name begins
    so, 2 it stands in the name, 3 in something else; writing, pinyin and initials alike."""
    whole = whole_term(typed)
    inside = f"~{whole[1:]}"
    marked = [term for name in names for term in name_terms(name) if term[:1] in "^~"]
    if whole in marked:
        return 0
    if any(term.startswith(whole) for term in marked):
        return 1
    return 2 if any(term.startswith(inside) for term in marked) else 3


@functools.lru_cache(maxsize=20_000)
def pinyin_key(text: str) -> str:
    """An ASCII key that sorts by pinyin: two texts are equal exactly when their keys are.

    The pinyin comes first and the code points after it, so that namesakes by sound stay apart.
    """
    flat = " ".join(fold(text).split())
    parts = []
    for part in re.split(f"([{HAN}]+)", flat):
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
