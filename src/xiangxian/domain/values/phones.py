"""Telephone numbers as registers write them, each with the note that stands beside it."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence

import phonenumbers
import pydantic

from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Reading, is_placeholder
from xiangxian.domain.values.word_lists import read_list

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_WITHIN = re.compile(
    r"(?<![\d.])(?:(?:\+|00)?86[\s-]?)?(?P<mobile>1[\s-]?[3-9](?:[\s-]?\d){9})(?!\d)"
    r"|(?<!\d)[(（]?0\d{2,3}[)）]?[\s-]?\d{7,8}(?!\d)"
    r"|(?:\+|(?<!\d)00)\d[\d\s-]{6,16}\d(?!\d)"
)
"""A number within a sentence, however it is grouped: a mobile one, one with its area, one with a
country."""
_WHOLE = (
    r"(?:(?<!\d)1[3-9]\d(?:[\s-]?\d{4}){2}|(?<!\d)[(]?0\d{2,3}[)]?[\s-]?\d{7,8}"
    r"|(?:\+|(?<!\d)00)\d[\d\s-]{6,16}\d)(?!\d)"
)
"""A number that is whole as it stands: a mobile one, one with its area, one with a country."""
_NOTE = re.compile(r"[（(]([^（()）]*)[)）]|(?<=\d)\s*([\u4e00-\u9fff]{1,8})$")
_BETWEEN = re.compile(
    r"[/、,，;；\n|\\&→]|\s和\s?|及|或|(?<=\d{7})\s+(?=[\u4e00-\u9fff]{0,4}[:：]?\s*"
    r"(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|0\d{2,3}[\s-]?\d{7,8}(?!\d)))"
    r"|(?<=\d{7})(?=[\u4e00-\u9fff]{1,4}[:：]?\s*(?:1[3-9]\d{9}(?!\d)|0\d{2,3}-?\d{7,8}(?!\d)))"
    r"|(?<=(?<!\d)1[3-9]\d{9})\s+(?!转|分机|内线|ext|[x#*])(?=\S*\d)"
    r"|(?<=\d{7})\s*[+~]\s*(?=1[3-9]\d{9}(?!\d))|(?<=\d{7})\s*(?=\+\d)"
)
_PREPARED = (
    (re.compile(r"(?<=^\d{11})\.0+$"), ""),  # a number that a program wrote as text
    (re.compile(r"^(1)\.(\d{10})[eE]\+?10$"), r"\1\2"),  # all of its figures are there
    (re.compile(r"(?<!\d)(0\d{2,3})\s*/\s*(?=\d{7,8}(?!\d))"), r"\1-"),  # 0511/87654321
    (re.compile(r"(?<!\d)[^\w\s+()\-.,:;/*#?'\"|\\&→~\u3000-\u303f]+"), " "),  # ☎ and 📱 beside it,
    (re.compile(r"[^\w\s+()\-.,:;/*#?'\"|\\&→~\u3000-\u303f]+(?!\d)"), " "),  # not 138★★★★0001
    (re.compile(rf"(?:^|(?<=[\s,;、]))[(]?[1-9][)、.:]\s*(?={_WHOLE})"), "、"),  # 1、138…, (2)139…
    (re.compile(rf"(?<=\d)\s*[(]([^()\d]*)({_WHOLE})[)]"), r"、\1\2"),  # 138…（微信139…）
    (
        re.compile(
            rf"(?<=\d)\s*([(][^()]*[\u4e00-\u9fff][^()]*[)])\s*(?=[\u4e00-\u9fff:]{{0,6}}{_WHOLE})"
        ),
        r"\1、",
    ),  # 0511-87654321（办）13800001111（手机）
)
"""What is put right in a cell before it is cut into numbers."""
_RINGED = re.compile(r"[\u2460-\u2473\u2776-\u277f]")
_BRACKETS = str.maketrans("[]{}〔〕【】", "()()()()")
_TRAILING = re.compile(r"\d\s*[\u4e00-\u9fff]{1,8}$")
_LEADING = re.compile(r"^\s*([\u4e00-\u9fff]{1,8})\s*(?=[+\d(])")
_CODE = re.compile(r"[（(]\s*(\+?\d{1,5})\s*[)）][\s-]*(?=\d)")
"""A code in brackets with the number behind it."""
_TRUNK_ZERO = re.compile(r"((?:\+|00)\s*\d{1,3})[\s-]*[（(]\s*0\s*[)）][\s-]*(?=\d)")
"""+44 (0)20: the 0 is dialled at home only (ITU-T E.123)."""
_CHINA = re.compile(r"^(?:\+86|0086|86)[\s-]*")
_TRUNK_MOBILE = re.compile(r"0(1[3-9]\d{9})")
"""A mobile number as it was dialled from another city in the nineties."""
_NEAR_ABROAD = re.compile(r"(?:852|853)[2-9]\d{7}|886(?:9\d{8}|[2-8]\d{7,8})")
"""Hong Kong, Macao and Taiwan as they are written without a plus; at home no number is so long and
begins so."""
_NORTH_AMERICA = re.compile(r"1[2-9]\d\d[2-9]\d{6}")
_AS_AMERICANS = re.compile(r"1[\s.-]+[(]?\d{3}[)]?[\s.-]*\d{3}[\s.-]+\d{4}")
"""Grouped as nobody groups a mobile number of China: 1-408-555-0142."""
_COUNTRY = re.compile(r"([1-9]\d?)[\s-]+\d[\d\s-]+")
"""A country's code of one or two figures with no plus before it; those of three are areas of China,
too, without their 0 (0371 Zhengzhou, +371)."""
_ALSO_AN_AREA = frozenset(("20", "86"))
_AROUND = " \t'\"“”‘’*★.。:：;；,，"
_NO_DIGIT = re.compile(r"[^\d\s+().\-‐‑‒–—/]")
_E164 = phonenumbers.PhoneNumberFormat.E164
_DASHED = re.compile(r"[-—–]\s*(\d{1,6})\s*$")
_BEFORE = re.compile(r"^\s*([\u4e00-\u9fff]{1,8}|[A-Za-z]{1,8}(?=[.:：\s]))\s*[.:：]?\s*(?=[+\d(])")
_EXTENSION = re.compile(
    r"\s*(?:转|分机号?|内线|[-—]?ext\.?|[#x×*])\s*[:：]?\s*(\d{1,6})\s*$", re.IGNORECASE
)
_ANY = frozenset(
    [
        "手机",
        "电话",
        "联系电话",
        "手机号",
        "手机号码",
        "号码",
        "联系方式",
        "移动电话",
        "手机号码为",
        "电话为",
        "tel",
        "mobile",
        "phone",
        "cell",
        "m",
        "t",
        "mp",
    ]
)
"""Words before a number that say nothing about it."""


class Phone(pydantic.BaseModel):
    """A number (digits; abroad with + and the country) and whose it is, when that was said."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    number: str
    note: str | None = None


def _visible(text: str) -> str:
    """*text* without marks that nobody sees: a number copied out of a chat has some around it."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def mask_phone(number: str) -> str:
    """The number with its middle hidden: 130****0004."""
    if len(number) < 7:
        return "****"
    return f"{number[:3]}****{number[-4:]}"


def _possible(text: str, region: str | None = None) -> phonenumbers.PhoneNumber | None:
    """The number that *text* is by its length; which prefixes are in use today is nobody's table
    to say: new ones come every year."""
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def _number(text: str) -> str | None:
    """The number in *text*: digits as dialled in China, abroad with + and the country; None when
    it has too few or too many."""
    text = text.strip(_AROUND)
    if _NO_DIGIT.search(text):
        return None  # 8765432l and 138****0001: a letter or a star is a figure that nobody knows
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        if _MOBILE.fullmatch(digits) and not _NORTH_AMERICA.fullmatch(digits):
            return None  # +138…: of China or not, nobody can say
        return _international(_possible(text))
    if found := _NEAR_ABROAD.fullmatch(digits):
        return f"+{found[0]}"
    if _AS_AMERICANS.fullmatch(text) and _NORTH_AMERICA.fullmatch(digits):
        return f"+{digits}"
    return _of_china(digits) or _with_country(text)


def _international(parsed: phonenumbers.PhoneNumber | None) -> str | None:
    return str(phonenumbers.format_number(parsed, _E164)) if parsed else None


def _of_china(digits: str) -> str | None:
    if found := _TRUNK_MOBILE.fullmatch(digits):
        return found[1]
    if _MOBILE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return digits
    if digits.startswith("0"):  # an area of three or four figures, a number of seven or eight
        whole = 11 <= len(digits) <= 12
    else:
        whole = digits.startswith(("400", "800")) and len(digits) == 10
    return digits if whole and _possible(digits, "CN") else None


def _with_country(text: str) -> str | None:
    """The number of 61-412345678, where its beginning can only be a country's code."""
    found = _COUNTRY.fullmatch(text)
    if found is None or found[1] in _ALSO_AN_AREA:
        return None
    parsed = _possible(f"+{text}")
    if parsed is None or str(parsed.country_code) != found[1]:
        return None
    return _international(parsed) if phonenumbers.is_valid_number(parsed) else None


@functools.cache
def _regions() -> Mapping[str, str]:
    read: Mapping[str, str] = read_list("dialling_regions")["regions"]
    return read


def _there(text: str, about: Sequence[str]) -> str | None:
    """The number as it is dialled in the country that a word beside it names: 香港61234567."""
    for word in about:
        region = next((r for name, r in _regions().items() if word.startswith(name)), None)
        parsed = _possible(text, region) if region else None
        if parsed is not None and phonenumbers.is_valid_number(parsed):
            return _international(parsed)
    return None


def _home(text: str) -> str:
    """*text* without the code of China before it; an area code without its 0 gets it back."""
    bare = _CHINA.sub("", text)
    digits = re.sub(r"\D", "", bare)
    if _MOBILE.match(digits) or digits.startswith(("0", "400", "800")):
        return bare
    return f"0{bare.lstrip()}"


def _joined(piece: str) -> str:
    """*piece* with the codes in brackets as part of the number: +1 (408) 555, (852) 6123."""
    piece = _TRUNK_ZERO.sub(r"\1 ", piece)
    piece = _CODE.sub(r"\1-", piece)
    return re.sub(r"^\s*00[\s-]?(?=[1-9])", "+", piece)


def _without_word(piece: str) -> tuple[str, list[str]]:
    """*piece* without a word before the number, and the word where it says something of it."""
    found = _BEFORE.search(piece)
    if found is None:
        return piece, []
    return _joined(piece[found.end() :]), [] if found[1].lower() in _ANY else [found[1]]


def _extension(text: str) -> tuple[str, str | None]:
    """The number and the extension behind it: 转801, ext 801, or -801 behind a whole number."""
    if found := _EXTENSION.search(text):
        return text[: found.start()], found[1]
    found = _DASHED.search(text)
    if found and _number(text) is None and _number(text[: found.start()]) is not None:
        return text[: found.start()], found[1]
    return text, None


def _one(piece: str, words: Sequence[str] = ()) -> tuple[Phone | None, list[Note]]:
    """The number of one piece of a cell; *words* are said of it in the pieces beside it."""
    notes: list[Note] = []
    about: list[str] = [word for word in words if word.lower() not in _ANY]
    piece, before = _without_word(_joined(piece))
    about += before
    if found := _NOTE.search(piece):
        about += [word for word in found.groups() if word]
        piece, before = _without_word(piece[: found.start()] + piece[found.end() :])
        about += before
    text = piece.strip()
    if _CHINA.match(text) and len(re.sub(r"\D", "", text)) > 11:
        text = _home(text)
        notes.append(note("PHONE_PREFIX_86"))
    text, extension = _extension(text)
    if extension:
        about.append(f"转{extension}")
    if about:
        notes.append(note("PHONE_WITH_NOTE"))
    if re.search(r"\d[\s\-—–.]+\d", text):
        notes.append(note("PHONE_SEPARATORS"))
    number = _number(text.strip())
    if number is None or _LOCAL.fullmatch(number):
        number = _there(text.strip(), about) or number
    if number is None:
        return None, [note("PHONE_BAD_LENGTH")]
    if _LOCAL.fullmatch(number):
        notes.append(note("PHONE_WITHOUT_AREA"))
    return Phone(number=number, note="，".join(filter(None, about)) or None), notes


def _prepared(written: str) -> str:
    """A cell's text in one width, without marks and numbering, its numbers parted."""
    text = unicodedata.normalize("NFKC", _RINGED.sub("、", written))
    text = _visible(text).translate(_BRACKETS).strip()
    for pattern, instead in _PREPARED:
        text = pattern.sub(instead, text)
    return text.strip()


def _pieces(text: str) -> list[tuple[str, list[str]]]:
    """The pieces of a cell with a number each, and the words that belong to it though they stand in
    a piece of their own: 微信/手机：138…, or behind it (138… 张三 139… 李四)."""
    pieces = [piece.strip(" \t.。") for piece in _BETWEEN.split(text) if piece.strip(" \t.。")]
    if len(pieces) > 1 and not _LEADING.match(pieces[0]) and _TRAILING.search(pieces[-1]):
        pieces = [part for piece in pieces for part in _LEADING.sub(r"\1\n", piece).split("\n")]
    numbered = [bool(re.search(r"\d", piece)) for piece in pieces]
    found: list[tuple[str, list[str]]] = []
    waiting: list[str] = []
    for piece, has in zip(pieces, numbered, strict=True):
        if has:
            found.append((piece, waiting))
            waiting = []
        elif is_placeholder(piece) and any(numbered):
            continue
        elif numbered[0] and found:
            found[-1][1].append(piece)
        else:
            waiting.append(piece.strip(":："))
    return found if found else [(text, [])]


def is_mobile(text: str) -> bool:
    """Whether *text* is one mobile number and nothing else, with or without the code of China."""
    flat = re.sub(r"[\s\-－—]", "", unicodedata.normalize("NFKC", text))
    found = _WITHIN.fullmatch(flat)
    return found is not None and found["mobile"] is not None


def has_number(text: str) -> bool:
    """Whether somebody wrote a telephone number into *text*."""
    return _WITHIN.search(unicodedata.normalize("NFKC", text)) is not None


def leave_out_numbers(text: str, instead: str = "") -> str:
    """*text* with *instead* in the place of each telephone number in it."""
    return _WITHIN.sub(instead, text)


def first_mobile(text: str) -> tuple[str, str] | None:
    """The figures of the first mobile number in *text*, and the text without it; None without one."""
    found = next((each for each in _WITHIN.finditer(text) if each["mobile"]), None)
    if found is None:
        return None
    return re.sub(r"\D", "", found["mobile"]), text[: found.start()] + text[found.end() :]


def read_phones(cell: object, *, number_format: str = "") -> Reading[tuple[Phone, ...]]:
    """The numbers in a cell or a form, in order and each once.

    A number with too few or too many digits is neither filled up nor cut: it is left out and
    marked `PHONE_BAD_LENGTH`.
    """
    if cell is None or isinstance(cell, bool):
        return Reading(())
    notes: list[Note] = []
    if isinstance(cell, int | float):
        written = str(int(cell)) if float(cell).is_integer() else repr(cell)
        shown = isinstance(cell, float) or "E+" in number_format.upper()
        notes.append(note("PHONE_AS_FLOAT_SCI" if shown else "PHONE_AS_NUMBER"))
        text = written
    else:
        written = str(cell)
        text = _prepared(written)
        if re.search(r"[０-９]", written):
            notes.append(note("PHONE_FULLWIDTH"))
    if not text:
        return Reading((), (), written)
    if is_placeholder(text):
        return Reading((), (note("PLACEHOLDER"),), written)
    found: dict[str, Phone] = {}
    bad: list[Note] = []
    for piece, words in _pieces(text):
        phone, said = _one(piece, words)
        if phone is None:
            bad += said
        else:
            notes += said
            found.setdefault(phone.number, phone)
    if len(found) > 1:
        notes.append(note("TWO_PHONES"))
        if "\n" in text:
            notes.append(note("NEWLINE_IN_CELL"))
    return Reading(tuple(found.values()), tuple(dict.fromkeys([*notes, *bad])), written)
