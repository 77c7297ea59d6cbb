"""Names of people as registers write them: 笪　明, 李总（建国）, 吴永福（曾用名：吴小福）."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xiangxian.domain.life_words import says_dead, without_death
from xiangxian.domain.posts import is_title, person_with_post
from xiangxian.domain.problems import note
from xiangxian.domain.text import COMPOUND_SURNAMES, HAN, has_common_surname, surname
from xiangxian.domain.values import Note, Reading, is_placeholder

_FORMER = re.compile(r"\((?:曾用名|原名|又名|别名|曾名)[::]?(?P<former>[^()]+)\)")
_TITLES = (
    "总|董|工|处|局|书记|主任|老师|教授|医生|经理|董事长|先生|女士|会长|老板|老总|总经理|厂长|院长|校长|所长|园长|店长"
    "|站长|社长|部长|科长|股长|处长|局长|行长|镇长|乡长|县长|区长|市长|主席|委员|理事长|秘书长|律师|博士|大夫|主编"
)
_TITLED = re.compile(
    rf"(?P<surname>[{HAN}]{{1,2}})(?P<title>{_TITLES})\((?P<given>[{HAN}]{{1,2}})\)"
)
_CALLED = re.compile(rf"[{HAN}]{{1,2}}(?:{_TITLES})")
_POSITIONED = re.compile(
    rf"(?P<name>[{HAN}·]{{2,8}}?)\s*(?:\((?P<inside>[^()]+)\)|[\s,:](?P<after>\S.*))"
)
_POLITELY = re.compile(rf"(?P<name>[{HAN}]{{2,4}})(?:先生|女士|老师|同志|小姐|老板|大夫)")
_NAMED_INSIDE = re.compile(
    rf"(?P<called>[A-Za-z][A-Za-z .,'-]+|[阿老小][{HAN}]{{1,2}}|[{HAN}]{{1,2}}(?:{_TITLES}))"
    rf"\s*\((?P<inside>[{HAN}·]{{2,20}})\)"
)
"""How somebody is called, with the name behind it: David Chen(陈大卫), 阿总（依古丽·买买提）."""
_FOR_ANOTHER = re.compile(r"\((?:代|代签|代领|代会|代填)\)$")
_THEN_TITLE = re.compile(rf"\s*(?P<name>[{HAN}]{{2,4}})\s+(?:{_TITLES})\s*")
_PAIR = re.compile(rf"[{HAN}]+(?:夫妇|夫妻|父子|父女|母子|母女|兄弟|姐妹|姐弟|兄妹|一家)")
_MARKS = r"★☆※*#●○◆◇■▲△▼√✓✔✗^~!?@&+=|<>_.,;:·。，、；：？！"
_MARKED = re.compile(
    rf"[{_MARKS}\d\s\[\]【】〖〗]*(?P<name>[{HAN}]{{2,4}})[{_MARKS}\d\s\[\]【】〖〗]*"
)
"""A name with marks round it: 殷一舟★, ※罗一舟, 毕一舟1, [皮一舟]."""
_UNSHOWN = re.compile(rf"[\ue000-\uf8ff\U000f0000-\U0010fffd□\ufffd]|(?<=[{HAN}])\?(?=[{HAN}])")
"""A character that the file has no picture of, or lost."""
_IN_PARTS = re.compile(
    rf"(?<=[{HAN}])[(\[【][{HAN}]{{2,3}}[)\]】](?=[{HAN}])|[(\[【][{HAN}]{{2}}[)\]】](?=[{HAN}]$)"
)
"""A character that could not be typed, written by its parts: 李[火旺]春."""
_NO_NAME = re.compile(r"\([^()]*\)|[\d\W_]+")
"""A remark alone, a figure, strokes: nobody is called so."""
_DASHED = re.compile(rf"(?P<name>[{HAN}]{{2,4}})\s*[-—–]+\s*(?P<post>[{HAN}]+)")
_ASIDE = re.compile(rf"(?P<name>[{HAN}·]{{2,12}})\((?P<aside>[^()]*)\)")
_SEVERAL = re.compile(rf"[{HAN}]{{2,4}}(?:[、,/;&]|和|与)[{HAN}]{{2,4}}.*")
_NUMBER = re.compile(r"[\s:(]{0,3}\d[\d-]{6,20}\)?")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name, the names borne before, and how the person is spoken to where the cell says so."""

    name: str
    former: tuple[str, ...] = ()
    salutation: str | None = None


def read_name(cell: object) -> Reading[PersonName]:
    """The name in a cell; 李总（建国） is put together and marked for a look.

    张三 李四 and 张三夫妇 are two people, 张 三 and 欧阳 小明 are one. What stands in brackets behind
    a name (已故, 会长, 女) is no part of it and marked.
    """
    if cell is None:
        return Reading(None)
    written = str(cell)
    text = unicodedata.normalize("NFKC", written)
    text = re.sub("[•‧・．]", "·", text)
    notes: list[Note] = []
    if _two_in_a_row(text) or _PAIR.fullmatch("".join(text.split())):
        return Reading(None, (note("NAME_TWO_PEOPLE"),), written)
    if found := _THEN_TITLE.fullmatch(text):
        text = found["name"]
        notes.append(note("NAME_WITH_TITLE"))
    if re.search(rf"^\s|\s$|(?<=[{HAN}])\s+(?=[{HAN}])", text):
        stripped = re.sub(rf"(?<=[{HAN}])\s+(?=[{HAN}])", "", text.strip())
        if stripped != text.strip() or text != text.strip():
            notes.append(note("NAME_INNER_SPACE"))
        text = stripped
    if not text or is_placeholder(text) or _NO_NAME.fullmatch(text):
        return Reading(None, (), written)
    former: tuple[str, ...] = ()
    if found := _FORMER.search(text):
        former = tuple(part for part in re.split("[、,/]", found["former"].strip()) if part)
        text = (text[: found.start()] + text[found.end() :]).strip()
        notes.append(note("NAME_ALIAS"))
    if found := _TITLED.fullmatch(text):
        name = found["surname"] + found["given"]
        notes.append(note("NAME_WITH_TITLE"))
        salutation = found["surname"] + found["title"]
        return Reading(PersonName(name, former, salutation), tuple(notes), written)
    if (found := _NAMED_INSIDE.fullmatch(text)) and _is_full_name(found["inside"]):
        called = found["called"].strip()
        latin = called.isascii()
        notes.append(note("NAME_ALIAS" if latin else "NAME_WITH_TITLE"))
        also = (*former, called) if latin else former
        name = PersonName(found["inside"], also, None if latin else called)
        return Reading(name, tuple(notes), written)
    if found := _FOR_ANOTHER.search(text):
        text = text[: found.start()]
        notes.append(note("NAME_FOR_ANOTHER"))
    if living := without_death(text):
        text = living
        notes.append(note("DECEASED"))
    if _several(text):
        return Reading(None, (note("NAME_TWO_PEOPLE"),), written)
    if _UNSHOWN.search(text) or _IN_PARTS.search(text):
        notes.append(note("NAME_UNREADABLE"))
        return Reading(PersonName(text, former), tuple(notes), written)
    if (found := _DASHED.fullmatch(text)) and is_title(found["post"]):
        notes.append(note("NAME_WITH_NOTE"))
        return Reading(PersonName(found["name"], former), tuple(notes), written)
    if (found := _MARKED.fullmatch(text)) and found["name"] != text:
        text = found["name"]
        notes.append(note("NAME_WITH_MARK"))
    if found := _ASIDE.fullmatch(text):
        text = found["name"]
        notes.append(note("NAME_WITH_NOTE"))
        if says_dead(found["aside"]):
            notes.append(note("DECEASED"))
    name = _before_title(text)
    if name or _CALLED.fullmatch(text):
        notes.append(note("NAME_WITH_TITLE"))
    return Reading(PersonName(name or text, former), tuple(notes), written)


def _is_full_name(text: str) -> bool:
    """Whether *text* is plainly a whole name: with a common surname, or with middle dots."""
    if "·" in text:
        return reads_as_person(text)
    return has_common_surname(text) and len(text) > len(surname(text))


def _before_title(text: str) -> str | None:
    """The whole name of 饶耀明先生 and 韩伟会长."""
    if (found := _POLITELY.fullmatch(text)) and has_common_surname(found["name"]):
        return found["name"]
    both = person_with_post(text)
    return both[0] if both else None


def _several(text: str) -> bool:
    """Whether a mark parts several names, each with its number or without."""
    return _SEVERAL.fullmatch(_NUMBER.sub("", text)) is not None


def _two_in_a_row(text: str) -> bool:
    """Whether spaces part whole names: 张三丰 李四; 欧阳 娜娜, 张 三丰 and 李 四 are one."""
    parts = text.split()
    if len(parts) < 2 or not all(re.fullmatch(rf"[{HAN}]{{2,4}}", part) for part in parts):
        return False
    if len(parts) == 2 and parts[0] in COMPOUND_SURNAMES:
        return False
    return not any(re.fullmatch(_TITLES, part) for part in parts)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to talk to at a firm: the name as far as it is known, and the position."""

    name: str
    position: str | None = None

    def label(self) -> str:
        """As one writes it down: 黄玉梅（法定代表人）."""
        return f"{self.name}（{self.position}）" if self.position else self.name


def read_contact(cell: object) -> Reading[Contact]:
    """The person in a cell like 黄玉梅（法定代表人）, 王世民 工程师, 胡立平董事长 or 王总; whoever is only 王总 is
    kept so and marked for a look."""
    if cell is None:
        return Reading(None)
    written = str(cell)
    text = unicodedata.normalize("NFKC", written).strip()
    if not text or is_placeholder(text):
        return Reading(None, (note("PLACEHOLDER"),) if text else (), written)
    if both := person_with_post(text):
        return Reading(Contact(*both), (), written)
    if found := _CALLED.fullmatch(text):
        return Reading(Contact(found[0]), (note("NAME_WITH_TITLE"),), written)
    found = _POSITIONED.fullmatch(text)
    if found is None:
        several = (note("NAME_TWO_PEOPLE"),) if _several(text) else ()
        return Reading(None if several else Contact(text), several, written)
    name = read_name(found["name"])
    if name.value is None:
        return Reading(None, name.notes, written)
    position = (found["inside"] or found["after"]).strip()
    return Reading(Contact(name.value.name, position), name.notes, written)


def reads_as_called(text: str) -> bool:
    """Whether *text* is a surname with a title and no name: 王总."""
    return _CALLED.fullmatch(text) is not None and person_with_post(text) is None


def reads_as_person(text: str) -> bool:
    """Whether *text* has the form of one Chinese person's name (two to four characters, or a
    longer one with middle dots)."""
    bare = text.strip()
    if "·" in bare:
        return bool(re.fullmatch(rf"[{HAN}·]{{3,20}}", bare))
    length = 4 if len(surname(bare)) == 2 else 3
    return bool(re.fullmatch(rf"[{HAN}]{{2,{length}}}", bare)) or bool(
        re.fullmatch(rf"[{HAN}]{{4}}", bare)
    )
