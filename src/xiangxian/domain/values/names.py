"""Names of people as registers write them: 笪　明, 李总（建国）, 吴永福（曾用名：吴小福）."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xiangxian.domain.values.life_words import says_dead, without_death
from xiangxian.domain.values.posts import is_title, person_with_post
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.proxies import read_proxy
from xiangxian.domain.values.reading import Note, Reading, is_placeholder
from xiangxian.domain.values.text import COMPOUND_SURNAMES, HAN, has_common_surname, surname

_FORMER = re.compile(
    r"\((?:曾用名|原名|又名|别名|曾名|本名)[::]?(?P<former>[^()]+)\)"
    rf"|(?<=[{HAN}])[\s,、]*(?:曾用名|原名|又名|别名|曾名)[::]?(?P<named>[{HAN}]{{2,4}})$"
)
_LATIN_BESIDE = re.compile(rf"(?P<name>[{HAN}]{{2,4}})\s*[/\s]\s*(?P<latin>[A-Za-z][A-Za-z .'-]+)")
_TITLES = (
    "总|董|工|处|局|书记|主任|老师|教授|医生|经理|董事长|先生|女士|会长|老板|老总|总经理|厂长|院长|校长|所长|园长|店长"
    "|站长|社长|部长|科长|股长|处长|局长|行长|镇长|乡长|县长|区长|市长|主席|委员|理事长|秘书长|律师|博士|大夫|主编"
)
_TITLED = re.compile(
    rf"(?P<surname>[{HAN}]{{1,2}})(?P<title>{_TITLES})\((?P<given>[{HAN}]{{1,2}})\)"
)
_CALLED = re.compile(
    rf"[{HAN}]{{1,2}}(?:{_TITLES}|姐|哥|嫂|婶)|[小老阿][{HAN}]|[{HAN}]{{2,4}}[之的](?:妻|夫|子|女|父|母|兄|弟|姐|妹|媳|婿)"
)
"""How somebody is called whose name nobody wrote: 王总, 小李, 李明之妻."""
_POSITIONED = re.compile(
    rf"(?P<name>[{HAN}·]{{2,8}}?)\s*(?:\((?P<inside>[^()]+)\)|[\s,:](?P<after>\S.*))"
)
_POLITELY = re.compile(rf"(?P<name>[{HAN}]{{2,4}})(?:先生|女士|老师|同志|小姐|老板|大夫)")
_NAMED_INSIDE = re.compile(
    rf"(?P<called>[A-Za-z][A-Za-z .,'-]+|[阿老小][{HAN}]{{1,2}}|[{HAN}]{{1,2}}(?:{_TITLES}))"
    rf"\s*\((?P<inside>[{HAN}·]{{2,20}})\)"
)
"""How somebody is called, with the name behind it: David Chen(陈大卫), 阿总（依古丽·买买提）."""
_FOR_ANOTHER = re.compile(r"\s*\((?P<said>[^()]*代[^()]*)\)$|^\((?P<before>[^()]*代[^()]*)\)\s*")
_BY_ANOTHER = re.compile(
    rf"\s*(?P<name>[{HAN}]{{2,4}})(?:\s+(?P<said>代\S*)|(?P<act>代[签领填到会]\S*)|(?<=[{HAN}]{{3}})(?P<alone>代))\s*"
)
_THEN_TITLE = re.compile(rf"\s*(?P<name>[{HAN}]{{2,4}})\s+(?:{_TITLES})\s*")
_PAIR = re.compile(rf"[{HAN}]+(?:夫妇|夫妻|父子|父女|母子|母女|兄弟|姐妹|姐弟|兄妹|一家)")
_MARKED = re.compile(rf"(?:[^\w()]|[\d_])*(?P<name>[{HAN}]{{2,4}})(?:[^\w()]|[\d_])*")
"""A name with marks round it: 殷一舟★, ※罗一舟, 毕一舟1, “皮一舟”."""
_OF_DEATH = re.compile(rf"(?P<frame>[■□▇█┃│║◼◾⬛◻]+)[{HAN}]{{2,4}}(?P=frame)|.*[†✝✟☠].*")
"""The black frame that a list puts round a dead person's name, or a cross beside it."""
_BRACKETED = re.compile(rf"\((?P<name>[{HAN}]{{2,4}})\)")
_BEFORE_IT = re.compile(rf"\((?P<aside>[^()]+)\)\s*(?P<name>[{HAN}·]{{2,12}})")
_GENDER = re.compile(rf"(?P<name>[{HAN}]{{2,4}})[\s,、/·-]+[男女]")
_MASKED = re.compile(rf"[{HAN}](?:[*×✕○◯]+|[xX]{{1,3}}|某某?)[{HAN}]?")
"""A name of which somebody showed the surname only: 李某某, 李**, 李×明."""
_UNSHOWN = re.compile(rf"[\ue000-\uf8ff\U000f0000-\U0010fffd□\ufffd]|(?<=[{HAN}])\?(?=[{HAN}])")
"""A character that the file has no picture of, or lost."""
_PLAIN = re.compile(rf"[{HAN}·]+|[{HAN}A-Za-zÀ-ɏ .,'·()-]*[A-Za-zÀ-ɏ][{HAN}A-Za-zÀ-ɏ .,'·()-]*")
"""What names are written with."""
_IN_PARTS = re.compile(
    rf"(?<=[{HAN}])[(\[【][{HAN}]{{2,3}}[)\]】](?=[{HAN}])|[(\[【][{HAN}]{{2}}[)\]】](?=[{HAN}]$)"
)
"""A character that could not be typed, written by its parts: 李[火旺]春."""
_NO_NAME = re.compile(r"\([^()]*\)|[\d\W_]+")
"""A remark alone, a figure, strokes: nobody is called so."""
_DASHED = re.compile(rf"(?P<name>[{HAN}]{{2,4}})\s*[-—–]+\s*(?P<post>[{HAN}]+)")
_ASIDE = re.compile(rf"(?P<name>[{HAN}·]{{2,12}})(?P<asides>(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))+)")
_SEVERAL = re.compile(
    rf"[{HAN}]{{2,4}}\s*(?:[、,/;&|\\]|和|与)\s*[{HAN}]{{2,4}}.*|[{HAN}]{{2,4}}等(?:[\d几多]+|[一二三四五六七八九十]+)?[人位]?"
)
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
    text = _in_one_writing(written)
    notes: list[Note] = []
    if living := without_death(text.strip()):
        text = living
        notes += (note("NAME_WITH_NOTE"), note("DECEASED"))
    if found := _GENDER.fullmatch(text.strip()):
        text = found["name"]
        notes.append(note("NAME_WITH_NOTE"))
    if (found := _BY_ANOTHER.fullmatch(text)) and has_common_surname(found["name"]):
        said = found["said"] or found["act"] or found["alone"]
        if read_proxy(said) is not None:
            text = found["name"]
            notes.append(note("NAME_FOR_ANOTHER"))
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
    if (found := _BRACKETED.fullmatch(text)) and has_common_surname(found["name"]):
        text = found["name"]
        notes.append(note("NAME_WITH_MARK"))
    if not text or is_placeholder(text) or _NO_NAME.fullmatch(text):
        return Reading(None, (), written)
    former: tuple[str, ...] = ()
    if (found := _LATIN_BESIDE.fullmatch(text)) and has_common_surname(found["name"]):
        text, former = found["name"], (found["latin"].strip(),)
        notes.append(note("NAME_ALIAS"))
    if found := _FORMER.search(text):
        said = (found["former"] or found["named"]).strip()
        former = tuple(part for part in re.split("[、,/]", said) if part)
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
    found = _FOR_ANOTHER.search(text)
    beside = (found["said"] or found["before"]) if found else ""
    # 县人大代表 is a post, whatever 李四代表 is
    if found and not beside.endswith("代表") and read_proxy(beside) is not None:
        text = text[: found.start()] + text[found.end() :]
        notes.append(note("NAME_FOR_ANOTHER"))
    if found := _BEFORE_IT.fullmatch(text):
        text = found["name"]
        figure = found["aside"].isdigit()
        notes.append(note("NAME_WITH_MARK" if figure else "NAME_WITH_NOTE"))
        if says_dead(found["aside"]):
            notes.append(note("DECEASED"))
    if _OF_DEATH.fullmatch(text):
        notes += (note("DECEASED"), note("NAME_WITH_MARK"))
        text = text.strip("□")
    if _several(text):
        return Reading(None, (note("NAME_TWO_PEOPLE"),), written)
    if _UNSHOWN.search(text) or _IN_PARTS.search(text) or _MASKED.fullmatch(text):
        notes.append(note("NAME_UNREADABLE"))
        return Reading(PersonName(text, former), tuple(notes), written)
    if (found := _DASHED.fullmatch(text)) and is_title(found["post"]):
        notes.append(note("NAME_WITH_NOTE"))
        return Reading(PersonName(found["name"], former), tuple(notes), written)
    if (found := _MARKED.fullmatch(text)) and found["name"] != text:
        text = found["name"]
        notes.append(note("NAME_WITH_MARK"))
    if found := _ASIDE.fullmatch(text):
        asides = re.findall(r"[(\[]([^()\[\]]*)[)\]]", found["asides"])
        text, asides = _named_of(found["name"], asides)
        notes.append(note("NAME_WITH_NOTE"))
        if any(map(says_dead, asides)):
            notes.append(note("DECEASED"))
    name = _before_title(text)
    if name or _CALLED.fullmatch(text):
        notes.append(note("NAME_WITH_TITLE"))
    if not _PLAIN.fullmatch(name or text):
        notes.append(note("NAME_UNREADABLE"))
    return Reading(PersonName(name or text, former), tuple(dict.fromkeys(notes)), written)


_DOTS = re.compile(r"\s*[•‧・．∙⋅ᐧ·]\s*")
_FULL_STOP = re.compile(rf"(?<=[{HAN}]{{2}})[.。](?=[{HAN}]{{2}})")
_BRACKETS = str.maketrans("【】〔〕〖〗「」『』《》{}", "()()()()()()()")


def _in_one_writing(written: str) -> str:
    """A name's cell in one width, with one kind of brackets and of dots within names."""
    text = unicodedata.normalize("NFKC", written.translate(_BRACKETS))
    text = re.sub(rf"(?<=[{HAN}]){_DOTS.pattern}(?=[{HAN}])", "·", text)
    parts = _FULL_STOP.split(text)
    if len(parts) > 1 and not all(has_common_surname(part) for part in parts):
        return "·".join(parts)
    return _DOTS.sub("·", text)


def _named_of(name: str, asides: list[str]) -> tuple[str, list[str]]:
    """The name and what is said beside it, also of 已故（李明）."""
    if len(asides) == 1 and says_dead(name) and re.fullmatch(f"[{HAN}]{{2,4}}", asides[0]):
        return asides[0], [name]
    return name, asides


def _is_full_name(text: str) -> bool:
    """Whether *text* is plainly a whole name: with a common surname, or with middle dots."""
    if "·" in text:
        return reads_as_person(text)
    return has_common_surname(text) and len(text) > len(surname(text))


def _before_title(text: str) -> str | None:
    """The whole name of 饶耀明先生 and 韩伟会长."""
    if (found := _POLITELY.fullmatch(text)) and has_common_surname(found["name"]):
        return found["name"]
    for size in (3, 2):
        title, name = text[:-size].strip(), text[-size:]
        if is_title(title) and has_common_surname(name):
            return name
    both = person_with_post(text)
    return both[0] if both else None


def _several(text: str) -> bool:
    """Whether a mark parts several names, each with its number or without."""
    bare = re.sub(r"\([^()]*\)", "", text)
    return _SEVERAL.fullmatch(_NUMBER.sub("", bare)) is not None


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
