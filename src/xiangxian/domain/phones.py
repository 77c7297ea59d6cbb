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
_NOTE = re.compile(r"[（(]([^（()）]*)[)）]|(?<=\d)([\u4e00-\u9fff]{1,8})$")
_BETWEEN = re.compile(
    r"[/、,，;；\n]|\s和\s|或|(?<=\d{7})\s+(?=[\u4e00-\u9fff]{0,4}[:：]?\s*"
    r"(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|0\d{2,3}[\s-]?\d{7,8}(?!\d)))"
    r"|(?<=\d{7})(?=[\u4e00-\u9fff]{1,4}[:：]?\s*(?:1[3-9]\d{9}(?!\d)|0\d{2,3}-?\d{7,8}(?!\d)))"
)
_AREA = re.compile(r"^\s*[（(](0\d{2,3})[)）]\s*(?=\d)")
_BEFORE = re.compile(r"^\s*([\u4e00-\u9fff]{1,8})\s*[:：]?\s*(?=[+\d])")
_EXTENSION = re.compile(r"\s*(?:转|分机|[-—]?ext\.?)\s*(\d{1,6})\s*$", re.IGNORECASE)
_ANY = frozenset(("手机", "电话", "联系电话", "手机号", "手机号码", "号码", "联系方式", "移动电话"))
"""Words before a number that say nothing about it."""


class Phone(pydantic.BaseModel):
    """A number (digits; abroad with + and the country) and whose it is, when that was said."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    number: str
    note: str | None = None


def mask_phone(number: str) -> str:
    """The number with its middle hidden: 130****0004."""
    if len(number) < 7:
        return "****"
    return f"{number[:3]}****{number[-4:]}"


def _number(text: str) -> str | None:
    """The number in *text*, digits only; None when it is none that China's plan knows."""
    if text.startswith("+") and not text.startswith("+86"):
        try:
            parsed = phonenumbers.parse(text)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_possible_number(parsed):
            return None
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    digits = re.sub(r"\D", "", text)
    if _MOBILE.fullmatch(digits) or _LOCAL.fullmatch(digits):
        return digits
    if digits.startswith(("0", "400", "800")) and 10 <= len(digits) <= 12:
        try:
            parsed = phonenumbers.parse(digits, "CN")
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_possible_number(parsed):
            return digits
    return None


def _one(piece: str) -> tuple[Phone | None, list[Note]]:
    notes: list[Note] = []
    about: list[str] = []
    piece = _AREA.sub(r"\1-", piece)
    if found := _BEFORE.search(piece):
        piece = piece[found.end() :]
        if found[1] not in _ANY:
            about.append(found[1])
    if found := _NOTE.search(piece):
        about.append(found[1] or found[2])
        piece = piece[: found.start()] + piece[found.end() :]
    if found := _EXTENSION.search(piece):
        about.append(f"转{found[1]}")
        piece = piece[: found.start()]
    if about:
        notes.append(note("PHONE_WITH_NOTE"))
    text = piece.strip()
    if text.startswith(("+86", "86", "0086")) and len(re.sub(r"\D", "", text)) > 11:
        text = re.sub(r"^(\+86|0086|86)[\s-]*", "", text)
        notes.append(note("PHONE_PREFIX_86"))
    if re.search(r"\d[\s\-—–.]+\d", text):
        notes.append(note("PHONE_SEPARATORS"))
    number = _number(text)
    if number is None:
        return None, [note("PHONE_BAD_LENGTH")]
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
        text = unicodedata.normalize("NFKC", written).strip()
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
