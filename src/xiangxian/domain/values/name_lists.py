"""Lists of names as they are copied from a chat: numbered by the app, by hand, or by nobody.

What is above the first number is title or example; an empty number is nobody. Nothing becomes a
name that does not stand where a name stands, and every line is told as what it was taken for.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xiangxian.domain.values.names import read_name, reads_as_called, reads_as_person
from xiangxian.domain.values.numerals import read_numeral
from xiangxian.domain.values.text import COMPOUND_SURNAMES, HAN, has_common_surname
from xiangxian.domain.values.word_lists import read_list

_BLANKS = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufeff]")
_KEYCAP = re.compile("(\\d)\ufe0f?\u20e3")
_FIGURES = "一二三四五六七八九十"
_PARTED = re.compile(r"[、,，;；]")
_CLOCK = re.compile(
    r"^\s*\[?(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[/月]\d{1,2}日?)?\s*\d{1,2}:\d{2}(?::\d{2})?\]?\s*|"
    r"\s+(?:\d{2,4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+)?\d{1,2}:\d{2}(?::\d{2})?\s*$"
)
"""The moment that a chat puts before or behind who speaks."""
_MORE = re.compile(
    r"[+＋]\s*(\d{1,2})(?!\d)|(\d{1,2}|[一二两三四五六七八九十])\s*(?:个?人|位)(?![\u4e00-\u9fff])"
)
_NAME = re.compile(rf"[{HAN}·]{{2,12}}|[A-Za-z][A-Za-z .'-]*[A-Za-z]")


class Coming(StrEnum):
    """What somebody answered; `UNSAID` where the name stands alone."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name of a list: what stands behind it (firm, post, number) as *rest*, whether the person
    comes, and with whom (as it is written: +1, 携夫人).

    *called* says that only a form of address is written (李总), which is no name. *sure* says that it
    stands where the list has names, and reads like one.
    """

    name: str
    rest: str = ""
    coming: Coming = Coming.UNSAID
    companions: str = ""
    called: bool = False
    sure: bool = True
    salutation: str = ""


@dataclass(frozen=True, slots=True)
class NameList:
    """A list: what is above it, its names each once, lines that were not taken for names, how many
    places are empty, and who stands in it twice."""

    head: tuple[str, ...]
    entries: tuple[NameEntry, ...]
    left: tuple[str, ...] = ()
    empty: int = 0
    twice: tuple[str, ...] = ()


@functools.cache
def _words(what: str) -> tuple[str, ...]:
    read: Mapping[str, Sequence[str]] = read_list("name_lists")
    return tuple(sorted((str(each) for each in read[what]), key=len, reverse=True))


@functools.cache
def _any_of(*what: str) -> re.Pattern[str]:
    words = sorted((word for each in what for word in _words(each)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def is_measure(behind: str) -> bool:
    """Whether what stands *behind* a figure makes it a measure: 小时, 公里, 位."""
    return _any_of("measures").match(behind.lstrip()) is not None


# --- numbers in front ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number in front of a place of the list: where it begins and ends, and what it counts."""

    begin: int
    end: int
    number: int
    leads: bool
    plain: bool
    chinese: bool = False


_MARK = re.compile(
    r"(?P<open>[(（\[【])? *(?:第)?"
    rf"(?P<figures>(?<![\d.．/-])(?<!\d[:：])\d{{1,3}}|(?<![{HAN}])[{_FIGURES}]{{1,3}}) *"
    r"(?P<close>[)）\]】] *[.、．:：]?|[.．、:：,，](?!\d)|[位号] *[.、．:：])?"
)


def _marks(text: str) -> Iterator[_Mark]:
    """Every number that may stand in front of a place, from the first."""
    for found in _MARK.finditer(text):
        begin, end = found.start(), found.end()
        line = text.rfind("\n", 0, begin) + 1
        leads = not text[line:begin].strip(" #@*·-")
        chinese = not found["figures"].isdecimal()
        close = found["close"] or ""
        if found["open"] and not close.startswith((")", "）", "]", "】")):
            begin = found.start("figures")
        if chinese and not close:
            continue
        if not close and (
            not leads
            or is_measure(text[end:])
            or (text[end : end + 1].isascii() and text[end : end + 1].strip())
        ):
            continue
        if close in {",", "，", ":", "："} and not leads:
            continue
        number = read_numeral(found["figures"])
        if number:
            yield _Mark(begin, end, number, leads, plain=not close, chinese=chinese)


def _places(text: str) -> list[_Mark]:
    """The numbers that stand in front of places: they count on, from one or from a line's beginning."""
    marks = list(_marks(text))
    for chinese in (False, True):
        taken: list[_Mark] = []
        last = 0
        for mark in marks:
            if mark.chinese is not chinese or (taken and mark.begin < taken[-1].end):
                continue
            follows = mark.number == last + 1
            begins = mark.number == 1
            leads = mark.leads and not mark.plain and mark.number >= last
            first = not taken and mark.leads and not mark.plain
            if follows or begins or leads or first:
                taken.append(mark)
                last = mark.number
        told = [mark for mark in taken if not _is_heading(text[mark.end :])]
        if len(told) > 1 or (told and told[0].number == 1 and not told[0].plain):
            return [mark for mark in taken if not _of_an_example(text, mark)]
    return []


def _of_an_example(text: str, mark: _Mark) -> bool:
    """Whether the number stands in a line that shows how to fill in the list."""
    before = text[text.rfind("\n", 0, mark.begin) + 1 : mark.begin]
    behind = text[mark.end :].partition("\n")[0]
    begins = re.match(
        rf"[ :：（(【\[]*{_either('examples')}(?:$|[\s:：）)】\]\d,，.、+＋])", behind
    )
    return _example_in(before) or begins is not None or _said_beside(behind)


def _said_beside(line: str) -> bool:
    """Whether a name is said to be an example: 张三（示例）."""
    return re.search(rf"[（(【\[]\s*{_either('examples')}\s*[)）】\]]", line) is not None


def _example_in(line: str) -> bool:
    found = re.search(
        rf"(?:^|[\s#（(【\[,，。;；:：]){_either('examples')}(?:$|[\s:：）)】\]\d,，.、+＋])", line
    )
    return found is not None


@functools.cache
def _either(what: str) -> str:
    return f"(?:{'|'.join(map(re.escape, _words(what)))})"


def _is_heading(behind: str) -> bool:
    """Whether a numbered line tells about the meeting: 时间：12月6日."""
    line = behind.partition("\n")[0].strip()
    return re.match(rf"{_either('headings')}\s*(?:[:：]|$)", line) is not None


# --- what stands at a place ------------------------------------------------------------------------


def _entries(text: str, *, sure: bool) -> list[NameEntry]:
    """The names at one place of a list: usually one; none where nothing is written."""
    text = " ".join(text.split()).strip(" .、,，;；:：@*★-—_")
    if not text or not re.search(rf"[{HAN}A-Za-z]", text):
        return []
    parts = [
        part.strip()
        for part in re.split(
            r"[、,，;；]|(?<=[\u4e00-\u9fff])(?:和|与|及)(?=[\u4e00-\u9fff])", text
        )
    ]
    if len(parts) > 1 and all(map(_plainly_a_name, parts)):
        return [NameEntry(part, sure=sure) for part in parts]
    entry = _entry(text, sure=sure)
    return [entry] if entry.name else []


def _plainly_a_name(text: str) -> bool:
    return reads_as_person(text) and has_common_surname(text) and not reads_as_called(text)


def _entry(text: str, *, sure: bool) -> NameEntry:
    piece, rest = _first(text)
    companions = ""
    if found := _MORE.search(rest):
        companions = found[0].strip()
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    elif found := _any_of("companions").search(rest):
        companions = found[0]
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    coming, rest = _answer(rest)
    rest = re.sub(r"^[\s,，;；:：+＋/|、.—-]+|[\s,，;；:：+＋/|、—-]+$", "", " ".join(rest.split()))
    rest = re.sub(r"[（(]\s*[)）]", "", rest).strip()
    read = read_name(piece).value
    name, salutation = (read.name, read.salutation or "") if read else (piece, "")
    called = reads_as_called(name)
    reads = bool(_NAME.fullmatch(name)) and (_plainly_a_name(name) or "·" in name or name.isascii())
    return NameEntry(
        name, rest, coming, companions, called, sure and reads and not called, salutation
    )


_END = re.compile(r"[\s,，;；:：/|+＋—\d]|(?<=[\u4e00-\u9fff])-")


def _first(text: str) -> tuple[str, str]:
    """The name that *text* begins with, and what stands behind it."""
    found = re.match(rf"([{HAN}])\s+([{HAN}]{{1,2}})(?![{HAN}])", text)
    if found is None:
        found = re.match(rf"([{HAN}]{{2}})\s+([{HAN}]{{1,2}})(?![{HAN}])", text)
        found = found if found and found[1] in COMPOUND_SURNAMES else None
    if found and has_common_surname(found[1] + found[2]):  # 王 明, 欧阳 小明
        return found[1] + found[2], text[found.end() :]
    if found := re.match(r"[A-Za-z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}", text):
        return found[0], text[found.end() :]
    end = next((at.start() for at in [_END.search(text)] if at), len(text))
    bracket = re.match(rf"([{HAN}·]+)\s*[（(]([^（()）]*)[)）]", text[:40])
    if bracket and bracket.end(1) <= end:
        inside = bracket[2]
        if (
            read_name(bracket[0]).value
            and read_name(bracket[0]).value != read_name(bracket[1]).value
        ):
            return bracket[0], text[bracket.end() :]
        return _cut(bracket[1], f" {inside} {text[bracket.end() :]}")
    return _cut(text[:end], text[end:])


def _cut(piece: str, rest: str) -> tuple[str, str]:
    """*piece* without the answer that was typed right behind the name: 王建国参加, 王建国两位."""
    answers = re.compile(
        rf"{_either('absent')}|{_either('undecided')}|{_either('coming')}|{_either('companions')}"
        r"|[一二两三四五六七八九十](?:个?人|位)$"
    )
    for at in range(2, len(piece)):
        found = answers.match(piece, at)
        if found is None or (len(found[0]) < 2 and found.end() != len(piece)):
            continue
        if has_common_surname(piece[:at]) and (
            at > 2 or found.end() == len(piece) or len(found[0]) > 1
        ):
            if (
                len(found[0]) < 2 and at < 3
            ):  # 王来 and 陈可以到 are names as far as anybody can say
                continue
            return piece[:at], f"{piece[at:]} {rest}"
    return piece, rest


def _answer(rest: str) -> tuple[Coming, str]:
    """What is said of coming in what stands behind a name, and the rest without it."""
    for coming, words in ((Coming.NO, "absent"), (Coming.UNDECIDED, "undecided")):
        if _any_of(words).search(rest):
            return coming, rest
    said = re.search(
        rf"(?:^|[\s,，;；:：（(]){_either('coming')}(?:$|[\s,，;；。.!！）)])", rest, re.IGNORECASE
    )
    if said:
        return Coming.YES, f"{rest[: said.start()]} {rest[said.end() :]}"
    if re.fullmatch(r"\s*[:：]?\s*[+＋]?1\s*", rest):
        return Coming.YES, ""
    return Coming.UNSAID, rest


# --- the list --------------------------------------------------------------------------------------


def _in_one_writing(text: str) -> str:
    """*text* with one kind of blanks and figures; ringed numbers stand as numbers with a dot."""
    text = _KEYCAP.sub(r"\1. ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _UNSEEN.sub("", _BLANKS.sub(" ", text))
    text = re.sub(r"\bno\.? *(?=\d)", "", text, flags=re.IGNORECASE)
    made = []
    for character in text:
        if character.isdecimal():
            made.append(str(unicodedata.decimal(character)))
        elif (
            unicodedata.category(character) == "No"
            and (n := unicodedata.numeric(character)) % 1 == 0
        ):
            made.append(f" {int(n)}. ")
        elif "\u3220" <= character <= "\u3229":  # ㈠
            made.append(f"({unicodedata.normalize('NFKC', character)[1]})")
        else:
            made.append(character)
    return "".join(made)


def read_name_list(text: str) -> NameList:
    """The names of a pasted or typed list.

    Where places are numbered, what stands above the first number is title or example, in the same
    line too, and only what stands behind a number is surely a name. Where nobody numbered, each line
    begins with a name, or a single line has several; titles, examples and calls (@所有人) are none.
    """
    text = _in_one_writing(text)
    places = _places(text)
    return _once(_numbered(text, places) if places else _unnumbered(text))


def _numbered(text: str, places: Sequence[_Mark]) -> NameList:
    head = tuple(filter(None, map(str.strip, text[: places[0].begin].splitlines())))
    entries: list[NameEntry] = []
    left: list[str] = []
    empty = 0
    for place, following in zip(places, [*places[1:], None], strict=True):
        whole = text[place.end : following.begin if following else len(text)]
        first, *more = whole.split("\n")
        found = _entries(first, sure=True)
        if _is_heading(first) or (_is_title(first) and not any(each.sure for each in found)):
            left.append(first.strip())
        elif found:
            entries += found
        elif first.strip(" .、,，;；:：-—_"):
            left.append(first.strip())
        else:
            empty += 1
        for line in filter(None, map(str.rstrip, more)):
            if line.startswith(" ") and found and not found[-1].rest:
                entries[-1] = replace(entries[-1], rest=line.strip())
                continue
            line = line.strip()
            beside = _beside(line)
            entries += beside
            left += [] if beside else [line]
    return NameList(head, tuple(entries), tuple(left), empty)


def _beside(line: str) -> list[NameEntry]:
    """Names in a line that nobody numbered: asked about, for they may be anything."""
    return (
        []
        if _is_title(line)
        else [
            replace(each, sure=False)
            for each in _entries(line, sure=False)
            if _plainly_a_name(each.name) or each.called
        ]
    )


def _is_title(line: str) -> bool:
    bare = line.strip()
    return (
        bare.startswith(("#", "@", "＠", "【", "—", "="))
        or _example_in(bare)
        or bare.endswith((":", "：", "。", "！", "!", "？"))
        or _is_heading(bare)
        or _any_of("titles").search(bare) is not None
    )


def _unnumbered(text: str) -> NameList:
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) == 1 and not _is_title(lines[0].partition(" ")[0]):
        lines = [part.strip() for part in _PARTED.split(lines[0]) if part.strip()]
    head: list[str] = []
    left: list[str] = []
    entries: list[NameEntry] = []
    for line in lines:
        spoken = _CLOCK.sub("", line)
        if entries and _only_an_answer(spoken):
            coming, _rest = _answer(f" {spoken} ")
            entries[-1] = replace(entries[-1], coming=coming)
        elif _is_title(line):
            (left if entries else head).append(line)
        elif found := _entries(spoken, sure=True):
            entries += found
        else:
            (left if entries else head).append(line)
    return NameList(tuple(head), tuple(entries), tuple(left))


def _only_an_answer(line: str) -> bool:
    found = re.fullmatch(
        rf"(?:{_either('coming')}|{_either('absent')}|{_either('undecided')}|[+＋]?1|[了啊吧的,，。.!！ ])+",
        line.strip(),
        re.IGNORECASE,
    )
    return found is not None


def _once(read: NameList) -> NameList:
    """Each name once; whoever stands in the list twice is told."""
    kept: dict[str, NameEntry] = {}
    twice: list[str] = []
    for each in read.entries:
        if each.name in kept:
            twice.append(each.name)
            before = kept[each.name]
            kept[each.name] = replace(
                each if before.coming is Coming.UNSAID else before,
                rest=before.rest or each.rest,
                companions=each.companions or before.companions,
                coming=each.coming if each.coming is not Coming.UNSAID else before.coming,
                sure=before.sure or each.sure,
            )
        else:
            kept[each.name] = each
    return replace(read, entries=tuple(kept.values()), twice=tuple(dict.fromkeys(twice)))
