"""Telephone numbers as registers write them, each with the note that stands beside it."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
import pydantic

from xiangxian.domain.problems import note
from xiangxian.domain.values import Note, Reading, is_placeholder

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_NOTE = re.compile(r"[（(]([^（()）]*)[)）]|(?<=\d)\s*([\u4e00-\u9fff]{1,8})$")
_BETWEEN = re.compile(
    r"[/、,，;；\n]|\s和\s|或|(?<=\d{7})\s+(?=[\u4e00-\u9fff]{0,4}[:：]?\s*"
    r"(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|0\d{2,3}[\s-]?\d{7,8}(?!\d)))"
    r"|(?<=\d{7})(?=[\u4e00-\u9fff]{1,4}[:：]?\s*(?:1[3-9]\d{9}(?!\d)|0\d{2,3}-?\d{7,8}(?!\d)))"
)
_CODE = re.compile(r"[（(]\s*(\+?\d{1,5})\s*[)）][\s-]*(?=\d)")
"""A code in brackets with the number behind it."""
_TRUNK_ZERO = re.compile(r"((?:\+|00)\s*\d{1,3})[\s-]*[（(]\s*0\s*[)）][\s-]*(?=\d)")
"""+44 (0)20: the 0 is dialled at home only (ITU-T E.123)."""
_CHINA = re.compile(r"^(?:\+86|0086|86)[\s-]*")
_TRUNK_MOBILE = re.compile(r"0(1[3-9]\d{9})")
"""A mobile number as it was dialled from another city in the nineties."""
_NEAR_ABROAD = re.compile(r"(?:852|853)[2-9]\d{7}|8869\d{8}")
"""Hong Kong, Macao and Taiwan as they are written without a plus; at home no number is so long and
begins so."""
_AROUND = " \t'\"“”‘’*★.。:：;；,，"
_NO_DIGIT = re.compile(r"[^\d\s+().\-‐‑‒–—/]")
_E164 = phonenumbers.PhoneNumberFormat.E164
_DASHED = re.compile(r"[-—–]\s*(\d{1,6})\s*$")
_BEFORE = re.compile(r"^\s*([\u4e00-\u9fff]{1,8})\s*[:：]?\s*(?=[+\d])")
_EXTENSION = re.compile(r"\s*(?:转|分机|[-—]?ext\.?|[#x×*])\s*(\d{1,6})\s*$", re.IGNORECASE)
_ANY = frozenset(("手机", "电话", "联系电话", "手机号", "手机号码", "号码", "联系方式", "移动电话"))
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
        parsed = _possible(text)
        return str(phonenumbers.format_number(parsed, _E164)) if parsed else None
    if found := _NEAR_ABROAD.fullmatch(digits):
        return f"+{found[0]}"
    if found := _TRUNK_MOBILE.fullmatch(digits):
        return found[1]
    if _MOBILE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return digits
    if digits.startswith(("0", "400", "800")) and 10 <= len(digits) <= 12:
        return digits if _possible(digits, "CN") else None
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
    return re.sub(r"^\s*00(?=[1-9])", "+", piece)


def _without_word(piece: str) -> tuple[str, list[str]]:
    """*piece* without a word before the number, and the word where it says something of it."""
    found = _BEFORE.search(piece)
    if found is None:
        return piece, []
    return _joined(piece[found.end() :]), [] if found[1] in _ANY else [found[1]]


def _extension(text: str) -> tuple[str, str | None]:
    """The number and the extension behind it: 转801, ext 801, or -801 behind a whole number."""
    if found := _EXTENSION.search(text):
        return text[: found.start()], found[1]
    found = _DASHED.search(text)
    if found and _number(text) is None and _number(text[: found.start()]) is not None:
        return text[: found.start()], found[1]
    return text, None


def _one(piece: str) -> tuple[Phone | None, list[Note]]:
    notes: list[Note] = []
    about: list[str] = []
    piece, before = _without_word(_joined(piece))
    about += before
    if found := _NOTE.search(piece):
        about.append(found[1] or found[2])
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
    if number is None:
        return None, [note("PHONE_BAD_LENGTH")]
    if _LOCAL.fullmatch(number):
        notes.append(note("PHONE_WITHOUT_AREA"))
    return Phone(number=number, note="，".join(filter(None, about)) or None), notes


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
        text = _visible(unicodedata.normalize("NFKC", written)).strip()
        text = re.sub(r"(?<=^\d{11})\.0$", "", text)  # a number that a program wrote as text
        if re.search(r"[０-９]", written):
            notes.append(note("PHONE_FULLWIDTH"))
    if not text:
        return Reading((), (), written)
    if is_placeholder(text):
        return Reading((), (note("PLACEHOLDER"),), written)
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()]
    found: dict[str, Phone] = {}
    bad: list[Note] = []
    for piece in pieces:
        phone, said = _one(piece)
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
