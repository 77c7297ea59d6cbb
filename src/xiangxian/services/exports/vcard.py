"""vCard 3.0 (RFC 2426) as Chinese telephones read it: UTF-8, many cards in one file.

Version 3.0 and not 4.0: the address books of Android makers, iOS, and those who import through
QQ's and WeChat's assistants read it without question, 4.0 not everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xiangxian.domain.values.phones import is_mobile
from xiangxian.domain.values.text import HAN, surname

_LINE = 75
"""The most octets of a line before it is folded (RFC 2426, 2.6)."""
_HAN_ONLY = re.compile(f"[{HAN}]+")
_NUMBER = re.compile(r"([+\d][\d -]*\d)(?:（(.*)）)?")


@dataclass(frozen=True, slots=True)
class Card:
    """One card. *phones* are as a list shows them: a number, and whose it is in brackets."""

    uid: str
    name: str
    organisation: str = ""
    position: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    address: str = ""
    postcode: str = ""
    salutation: str = ""
    note: str = ""
    categories: tuple[str, ...] = ()


def name_parts(name: str) -> tuple[str, str]:
    """Family name and given name; a name that is not plainly Chinese is all given name."""
    bare = name.strip()
    if not _HAN_ONLY.fullmatch(bare):
        return "", bare
    family = surname(bare)
    return family, bare[len(family) :]


def written(cards: Iterable[Card]) -> bytes:
    """The *cards* as one file."""
    lines = (line for card in cards for line in _lines(card))
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _lines(card: Card) -> Iterator[str]:
    family, given = name_parts(card.name)
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"N:{_escaped(family)};{_escaped(given)};;;"
    yield f"FN:{_escaped(card.name)}"
    if card.salutation:
        yield f"NICKNAME:{_escaped(card.salutation)}"
    if card.organisation:
        yield f"ORG:{_escaped(card.organisation)}"
    if card.position:
        yield f"TITLE:{_escaped(card.position)}"
    whose = []
    for phone in card.phones:
        found = _NUMBER.fullmatch(phone)
        number = found[1] if found else phone
        sort = "CELL" if is_mobile(number) else "VOICE"
        yield f"TEL;TYPE={sort}:{_escaped(number)}"
        if found and found[2]:
            whose.append(f"{number}：{found[2]}")
    if card.email:
        yield f"EMAIL;TYPE=INTERNET:{_escaped(card.email)}"
    if card.address:
        yield f"ADR;TYPE=WORK:;;{_escaped(card.address)};;;{_escaped(card.postcode)};中国"
    if note := "\n".join((*whose, *filter(None, [card.note]))):
        yield f"NOTE:{_escaped(note)}"
    if card.categories:
        yield f"CATEGORIES:{','.join(map(_escaped, card.categories))}"
    yield f"UID:{card.uid}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    """A text as a value: what separates values is marked, a line break written as two letters."""
    marked = re.sub(r"([\\;,])", r"\\\1", text)
    broken = re.sub(r"\r\n|[\r\n]", r"\\n", marked)
    return "".join(c for c in broken if c == "\t" or c >= " ")


def _folded(line: str) -> str:
    """*line* in pieces of at most 75 octets, none of them cut inside a character."""
    pieces, size, start = [], 0, 0
    for at, character in enumerate(line):
        width = len(character.encode())
        if size + width > _LINE:
            pieces.append(line[start:at])
            start, size = at, 1  # the blank that begins a further piece counts
        size += width
    return "\r\n ".join((*pieces, line[start:]))
