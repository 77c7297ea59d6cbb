"""Whether two records look like one: graded, with the reasons; pure, and never a decision.

Two people of one name are first of all namesakes, and one number may be a secretary's or a
family's: only several facts together make a strong likeness, and facts that contradict one
another weaken it. What is compared stands in three tables, one for each kind of record; nothing
else decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services.duplicates.traits import MOBILE, Traits, alike


class Grade(StrEnum):
    """How much two records look like one."""

    STRONG = "strong"
    PROBABLE = "probable"
    WEAK = "weak"

    @property
    def label(self) -> str:
        """The grade in a word of the screen."""
        return {"strong": "很可能", "probable": "可能", "weak": "也许"}[self.value]


GRADES = tuple(Grade)
"""From the strongest to the weakest."""

_TITLE = re.compile(r"(总|董|工|处|局|书记|主任|老师|教授|医生|经理|董事长|先生|女士|会长)$")
_LONG = 8
"""From so many characters on a project's name is its own."""
_LUNAR_GAP = 60
"""Days that one birthday in both calendars may lie apart."""
_FIRM_PREFIX = 4
_FIRM_CORE = 5
"""A firm named with and without its place: at most so many characters before, at least so many
that stay."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are: *reasons* for it and facts *against* it, as short Chinese words."""

    grade: Grade
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Everything that was said, in one line."""
        return "；".join((*self.reasons, *self.against))


class Names(StrEnum):
    """How the names of two records stand to one another."""

    SAME = "same"
    LONG = "long"
    LEGAL = "legal"
    FORMER = "former"
    SHORT = "short"
    SOUND = "sound"
    TITLE = "title"
    NEAR = "near"
    CORE = "core"
    OTHER = "other"


Holds = Callable[[Traits, Traits, Names], bool]
"""Whether something is so of two records whose names stand to one another in that way."""


@dataclass(frozen=True, slots=True)
class Called:
    """What it says that names stand to one another in a way: the *word* for it, what it *weighs*, and
    the grade it is *good_for* at most, whatever else holds."""

    word: str
    weighs: int
    good_for: Grade = Grade.STRONG


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that two records may have in common: its *word*, whether it *holds*, and what it
    *weighs* beside the names; it *lifts* some above what they are good for."""

    word: str
    holds: Holds
    weighs: Mapping[Names, int]
    lifts: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something that speaks against two records being one, and how many grades it *takes* away."""

    word: str
    holds: Holds
    takes: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How records of one kind are compared. Of the facts those *before* are told ahead of the name,
    those *beside* with it (同名同村), the others behind."""

    names: Callable[[Traits, Traits], Names]
    called: Mapping[Names, Called]
    facts: tuple[Fact, ...]
    contradictions: tuple[Contradiction, ...]
    before: int
    beside: int = 0


LEAST: Mapping[Grade, int] = {Grade.STRONG: 11, Grade.PROBABLE: 7, Grade.WEAK: 4}
"""What all that holds must weigh together.

A name is 4: by itself a hint. What many share (a village) is 3, what few do (a firm, a birthday) is
4: one of them beside the name is probable, two are strong. 7 is what hardly anybody shares by
chance, a number of one's own: beside the name it is strong, beside another name still probable.
"""


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """How alike two records are; None when nothing speaks for their being one."""
    compared = _COMPARISONS.get(one.kind)
    if compared is None or one.kind != other.kind or one.id == other.id:
        return None
    names = compared.names(one, other)
    called = compared.called[names]
    facts = [fact for fact in compared.facts if fact.holds(one, other, names)]
    weight = called.weighs + sum(fact.weighs.get(names, 0) for fact in facts)
    place = next((n for n, grade in enumerate(GRADES) if weight >= LEAST[grade]), None)
    if place is None:
        return None
    if not any(names in fact.lifts for fact in facts):
        place = max(place, GRADES.index(called.good_for))
    against = [each for each in compared.contradictions if each.holds(one, other, names)]
    place += sum(each.takes for each in against)
    if place >= len(GRADES):
        return None
    contrary = tuple(each.word for each in against if each.word)
    return Likeness(GRADES[place], _told(compared, names, facts), contrary)


def _told(compared: Comparison, names: Names, facts: Collection[Fact]) -> tuple[str, ...]:
    """The reasons in the order in which they are read."""
    end = compared.before + compared.beside
    before, beside, behind = (
        [fact.word for fact in part if fact in facts]
        for part in (
            compared.facts[: compared.before],
            compared.facts[compared.before : end],
            compared.facts[end:],
        )
    )
    word = compared.called[names].word
    if word and beside:
        between = "" if names is Names.SAME else "、"
        beside = [f"{word}{between}{beside[0]}", *beside[1:]]
    elif word:
        beside = [word]
    return (*before, *beside, *behind)


def _at(*names: Names, weighs: int) -> dict[Names, int]:
    return dict.fromkeys(names, weighs)


def _known_to_differ(one: str, other: str) -> bool:
    """Whether both are known, and are not the same."""
    return bool(one and other) and one != other


# --- people ------------------------------------------------------------------------------------


def _person_names(one: Traits, other: Traits) -> Names:
    if one.name == other.name:
        return Names.SAME
    if {one.name, *one.former} & {other.name, *other.former}:
        return Names.FORMER
    if one.sound and one.sound == other.sound:
        return Names.SOUND
    for titled, named in ((one, other), (other, one)):
        if (title := _TITLE.search(titled.name)) and (
            titled.name == named.salutation
            or titled.name[: -len(title[0])] == texts.surname(named.name)
        ):
            return Names.TITLE
    length = len(one.name)
    if length >= 3 and length == len(other.name) and one.name[0] == other.name[0]:
        same = sum(a == b for a, b in zip(one.name, other.name, strict=True))
        if same == length - 1:
            return Names.NEAR
    return Names.OTHER


def _lent(one: Traits, other: Traits, names: Names) -> bool:
    """Whether one number reaches both that is not the own of both. An office's landline is
    everybody's there: between people of other names only mobiles count."""
    common = (one.numbers | one.shared_numbers) & (other.numbers | other.shared_numbers)
    if names is Names.OTHER:
        common = frozenset(number for number in common if MOBILE.match(number))
    return bool(common) and not one.numbers & other.numbers


def _born(one: PartialDate | None, other: PartialDate | None) -> bool | None:
    """Whether two births are one (to the month at least), contradict one another (False), or say
    nothing."""
    spans = [each.interval() for each in (one, other) if each is not None]
    if len(spans) < 2 or spans[0] is None or spans[1] is None:
        return None
    (lo, hi), (lo2, hi2) = spans[0], spans[1]
    if max((lo2 - hi).days, (lo - hi2).days) > _LUNAR_GAP:
        return False
    overlap = lo <= hi2 and lo2 <= hi
    narrow = (hi - lo).days < 32 and (hi2 - lo2).days < 32
    return True if overlap and narrow else None


def _numbers_differ(one: Traits, other: Traits, _names: Names) -> bool:
    return bool(one.numbers and other.numbers) and not one.numbers & other.numbers


def _villages_differ(one: Traits, other: Traits, _names: Names) -> bool:
    return _known_to_differ(one.village, other.village)


def _live_apart(one: Traits, other: Traits, names: Names) -> bool:
    """People change their numbers, and villages are written by merged names: only both say much."""
    return _numbers_differ(one, other, names) and _villages_differ(one, other, names)


def _only_sound_alike(one: Traits, other: Traits, names: Names) -> bool:
    """王明 and 王鸣 are worth a hint while typing, and nothing once a number or a village differs."""
    return (
        names is Names.SOUND
        and (_numbers_differ(one, other, names) or _villages_differ(one, other, names))
        and not any(fact.holds(one, other, names) for fact in _PEOPLE.facts)
    )


_NAMED = (Names.SAME, Names.FORMER, Names.SOUND)
_PEOPLE = Comparison(
    names=_person_names,
    called={
        Names.SAME: Called("同名", 4),
        Names.FORMER: Called("曾用名相同", 4),
        # many names sound alike: only a number makes more than a probability of that
        Names.SOUND: Called("读音相同", 4, Grade.PROBABLE),
        # 张总 may be anybody of that name, 王建军 may be 王建国's brother
        Names.TITLE: Called("称呼对得上", 0, Grade.PROBABLE),
        Names.NEAR: Called("姓名相近", 0, Grade.PROBABLE),
        Names.OTHER: Called("", 0, Grade.PROBABLE),
    },
    facts=(
        Fact("号码相同", lambda one, other, _: bool(one.numbers & other.numbers), _at(*Names, weighs=7), (Names.SOUND,)),
        Fact("微信或邮箱相同", lambda one, other, _: bool(one.accounts & other.accounts), _at(*Names, weighs=7), (Names.SOUND,)),
        Fact("留的是同一个号码（秘书、家人或单位的）", _lent, _at(*Names, weighs=4)),
        # brothers are of one village, and so are half of those who have their family's character
        Fact("同村", lambda one, other, _: bool(one.village) and one.village == other.village, _at(*_NAMED, Names.NEAR, weighs=3)),
        # whoever is called by a title is known by the firm
        Fact("同单位", lambda one, other, _: bool(one.parties & other.parties), _at(*_NAMED, Names.NEAR, weighs=4) | _at(Names.TITLE, weighs=7)),
        Fact("出生年月相同", lambda one, other, _: _born(one.birth, other.birth) is True, _at(*_NAMED, Names.NEAR, weighs=4)),
    ),
    contradictions=(
        Contradiction("姓名不同", lambda _one, _other, names: names is Names.OTHER, 0),
        Contradiction("出生年月不同", lambda one, other, _: _born(one.birth, other.birth) is False, 1),
        Contradiction("性别不同", lambda one, other, _: _known_to_differ(one.gender or "", other.gender or ""), 1),
        Contradiction("号码不同", _numbers_differ, 0),
        Contradiction("不同村", _villages_differ, 0),
        Contradiction("", _live_apart, 1),
        Contradiction("", _only_sound_alike, 1),
    ),
    before=3,
    beside=2,
)  # fmt: skip


# --- organisations -----------------------------------------------------------------------------


def _same_code(one: Traits, other: Traits, _names: Names) -> bool:
    return bool(one.credit_code) and one.credit_code == other.credit_code


def _codes_differ(one: Traits, other: Traits, _names: Names) -> bool:
    return _known_to_differ(one.credit_code, other.credit_code)


def _same_party(one: Traits, other: Traits, _names: Names) -> bool:
    return bool(one.parties & other.parties)


def _organisation_names(one: Traits, other: Traits) -> Names:
    if one.name == other.name:
        return Names.SAME
    if texts.same_party(one.name, other.name):
        return Names.LEGAL
    if one.name in other.former or other.name in one.former or one.former & other.former:
        return Names.SHORT
    if one.cores & other.cores:
        return Names.CORE
    return Names.NEAR if _with_place(one.name, other.name) else Names.OTHER


def _with_place(one: str, other: str) -> bool:
    """Whether one name is the other with a place before it: 句容臻上精密机械, 臻上精密机械."""
    short, long = sorted(map(texts.party_core, (one, other)), key=len)
    return (
        len(short) >= _FIRM_CORE
        and 0 < len(long) - len(short) <= _FIRM_PREFIX
        and long.endswith(short)
    )


def _in_other_cities(one: Traits, other: Traits, names: Names) -> bool:
    return _known_to_differ(one.city, other.city) and not _same_code(one, other, names)


_CODE = Fact("信用代码相同", _same_code, _at(*Names, weighs=11))
_OTHER_CODE = Contradiction("信用代码不同", _codes_differ, 2)
_ORGANISATIONS = Comparison(
    names=_organisation_names,
    called={
        # the whole name is registered once in a province
        Names.SAME: Called("名称相同", 11),
        Names.LEGAL: Called("名称相同，只差“有限公司”等字样", 7),
        Names.SHORT: Called("简称相同", 7),
        Names.CORE: Called("简称相近", 4),
        Names.NEAR: Called("名称相近", 4),
        Names.OTHER: Called("", 0),
    },
    facts=(
        _CODE,
        # whoever works for both names makes one grade more of them, and nothing of other names
        Fact("有相同的人", _same_party, _at(Names.LEGAL, Names.SHORT, weighs=4) | _at(Names.CORE, Names.NEAR, weighs=3)),
    ),
    contradictions=(
        _OTHER_CODE,
        # 第一中学 is in every city
        Contradiction("不在同一城市", _in_other_cities, 1),
    ),
    before=1,
)  # fmt: skip


# --- projects ----------------------------------------------------------------------------------


def _project_names(one: Traits, other: Traits) -> Names:
    if one.name == other.name or one.cores & other.cores:
        return Names.LONG if min(len(one.name), len(other.name)) >= _LONG else Names.SAME
    beside = one.parties & other.parties or one.numbers & other.numbers
    return Names.NEAR if beside and alike(one.name, other.name) else Names.OTHER


def _same_project_number(one: Traits, other: Traits, names: Names) -> bool:
    """Whether both have one number; it may be the station's, so by itself it says nothing."""
    same = bool(one.numbers & other.numbers)
    return same and (names is not Names.OTHER or bool(one.parties & other.parties))


def _other_parties(one: Traits, other: Traits, names: Names) -> bool:
    differ = bool(one.parties and other.parties) and not one.parties & other.parties
    return differ and not _same_code(one, other, names)


_PROJECTS = Comparison(
    names=_project_names,
    called={
        # 精密机械项目 is what many are called, a long name is its own
        Names.LONG: Called("项目名称相同", 7),
        Names.SAME: Called("项目名称相同", 4),
        Names.NEAR: Called("项目名称相近", 0),
        Names.OTHER: Called("", 0),
    },
    facts=(
        _CODE,
        # an investor may have several projects: strong only with the name or the number
        Fact("投资方或乡贤本人相同", _same_party, _at(Names.SAME, Names.NEAR, weighs=7) | _at(Names.LONG, Names.OTHER, weighs=4)),
        Fact("联系电话相同", _same_project_number, _at(Names.SAME, weighs=3) | _at(Names.NEAR, weighs=4) | _at(Names.OTHER, weighs=7)),
    ),
    contradictions=(_OTHER_CODE, Contradiction("投资方不同", _other_parties, 1)),
    before=1,
)  # fmt: skip

_COMPARISONS: Mapping[str, Comparison] = {
    Person.kind: _PEOPLE,
    Organisation.kind: _ORGANISATIONS,
    Project.kind: _PROJECTS,
}
