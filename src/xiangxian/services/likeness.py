"""Whether two records look like one: graded, with the reasons; pure, and never a decision.

Two people of one name are first of all namesakes, and one number may be a secretary's or a
family's: only several facts together make a strong likeness, and facts that contradict one
another weaken it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from xiangxian.domain import text as texts
from xiangxian.domain.dates import PartialDate
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Id
from xiangxian.domain.status_words import names_nobody
from xiangxian.domain.value_types import TITLE


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

_MOBILE = re.compile(r"1[3-9]\d{9}|\+.*")
_TITLE = re.compile(r"(总|董|工|处|局|书记|主任|老师|教授|医生|经理|董事长|先生|女士|会长)$")
ALIKE = 3
"""So many characters in a row, beside the words that every project bears, make names alike."""
_COMMON = re.compile(r"项目|基地|生产|产业园|园区|有限公司|公司|集团|[（(].*?[)）]")
_COMPARED = TITLE
"""So many characters of a name that stands from before are compared; the work grows with their
product."""
_LUNAR_GAP = 60
"""Days that one birthday in both calendars may lie apart."""
_FIRM_PREFIX = 4
_FIRM_CORE = 5
"""A firm named with and without its place: at most so many characters before, at least so many
that stay."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a record is compared by; blank where nothing is known.

    *name* and *former* are folded texts without spaces, *cores* the names of an organisation or a
    project without legal form, *sound* the name's pinyin. *numbers* are a record's own mobile
    numbers (digits), *shared_numbers* those that stand with a note (秘书, 爱人) and landlines.
    *accounts* are WeChat and e-mail, folded. *village* is a village's folded name. *parties* are
    the cores of the names of whom the record is tied to: a person's firms, an organisation's
    people, a project's investors and natives.
    """

    id: Id
    kind: str
    name: str
    former: frozenset[str] = frozenset()
    cores: frozenset[str] = frozenset()
    sound: str = ""
    salutation: str = ""
    numbers: frozenset[str] = frozenset()
    shared_numbers: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    village: str = ""
    parties: frozenset[str] = frozenset()
    birth: PartialDate | None = None
    gender: str | None = None
    credit_code: str = ""
    city: str = ""


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


def traits_of(
    record: Person | Organisation | Project,
    id_: Id,
    *,
    village: str = "",
    parties: Iterable[str] = (),
) -> Traits:
    """The traits of *record*; *village* and *parties* are names as they are written."""
    named = (each for each in parties if not names_nobody(each))
    cores = frozenset(core for each in named if (core := texts.party_core(each)))
    if isinstance(record, Person):
        return _person_traits(record, id_, texts.fold(village).strip(), cores)
    code = texts.fold(record.credit_code or "").strip()
    name = _flat(record.name)
    if isinstance(record, Organisation):
        called = {texts.party_core(each) for each in (record.name, *record.short_names)}
        return Traits(
            id_,
            record.kind,
            name,
            former=frozenset(map(_flat, record.short_names)),
            cores=frozenset(filter(None, called)),
            parties=cores,
            credit_code=code,
            city=texts.fold(record.city or "").strip(),
        )
    return Traits(
        id_,
        record.kind,
        name,
        cores=frozenset(filter(None, {project_core(record.name)})),
        numbers=frozenset(phone.number for phone in record.contact_phones),
        parties=cores,
        credit_code=code,
    )


def _person_traits(person: Person, id_: Id, village: str, firms: frozenset[str]) -> Traits:
    own = {each.number for each in person.phones if not each.note and _MOBILE.match(each.number)}
    return Traits(
        id_,
        person.kind,
        _flat(person.name),
        former=frozenset(map(_flat, person.former_names)),
        sound=sound_of(person.name),
        salutation=_flat(person.salutation or ""),
        numbers=frozenset(own),
        shared_numbers=frozenset(each.number for each in person.phones) - own,
        accounts=frozenset(_flat(each) for each in (person.wechat, person.email) if each),
        village=village,
        parties=firms,
        birth=person.birth,
        gender=person.gender,
    )


def _flat(name: str) -> str:
    return "".join(texts.fold(name).split())


def sound_of(name: str) -> str:
    """The pinyin of a name, blank when one of its characters has no known reading."""
    sound = texts.pinyin_key(_flat(name)).partition("|")[0]
    return "" if "~" in sound else sound


def project_core(name: str) -> str:
    """A project's name without brackets and without the words that every project bears."""
    return "".join(_COMMON.sub("", texts.fold(name)).split())


def alike(one: str, other: str) -> bool:
    """Whether two project names have a distinctive part in common."""
    first, second = project_core(one)[:_COMPARED], project_core(other)[:_COMPARED]
    found = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    return found.size >= ALIKE


def likeness(one: Traits, other: Traits) -> Likeness | None:
    """How alike two records are; None when nothing speaks for their being one."""
    if one.kind != other.kind or one.id == other.id:
        return None
    compare = {
        Person.kind: _people,
        Organisation.kind: _organisations,
        Project.kind: _projects,
    }.get(one.kind)
    return compare(one, other) if compare else None


def _graded(
    grade: Grade | None, reasons: Collection[str], against: Collection[str], lowered: int
) -> Likeness | None:
    if grade is None:
        return None
    place = GRADES.index(grade) + lowered
    return Likeness(GRADES[place], tuple(reasons), tuple(against)) if place < len(GRADES) else None


# --- people ------------------------------------------------------------------------------------


class _Names(StrEnum):
    SAME = "同名"
    FORMER = "曾用名相同"
    SOUND = "读音相同"
    TITLE = "称呼对得上"
    NEAR = "姓名相近"
    OTHER = "姓名不同"


def _names(one: Traits, other: Traits) -> _Names:
    if one.name == other.name:
        return _Names.SAME
    if {one.name, *one.former} & {other.name, *other.former}:
        return _Names.FORMER
    if one.sound and one.sound == other.sound:
        return _Names.SOUND
    for titled, named in ((one, other), (other, one)):
        if _TITLE.search(titled.name) and (
            titled.name == named.salutation
            or titled.name[: -len(_titled(titled.name))] == texts.surname(named.name)
        ):
            return _Names.TITLE
    length = len(one.name)
    if length >= 3 and length == len(other.name) and one.name[0] == other.name[0]:
        same = sum(a == b for a, b in zip(one.name, other.name, strict=True))
        if same == length - 1:
            return _Names.NEAR
    return _Names.OTHER


def _titled(name: str) -> str:
    found = _TITLE.search(name)
    return found[0] if found else ""


def _people(one: Traits, other: Traits) -> Likeness | None:
    names = _names(one, other)
    own = bool(one.numbers & other.numbers)
    account = bool(one.accounts & other.accounts)
    common = (one.numbers | one.shared_numbers) & (other.numbers | other.shared_numbers)
    if names is _Names.OTHER:  # an office's landline is everybody's there
        common = frozenset(number for number in common if _MOBILE.match(number))
    lent = bool(common) and not own
    village = bool(one.village) and one.village == other.village
    firm = bool(one.parties & other.parties)
    born = _born(one.birth, other.birth)
    against, lowered = _against(one, other, born)

    grade = _person_grade(names, own or account, lent, village, firm, born is True)
    if grade is Grade.WEAK and names is _Names.SOUND and not (lent or village or firm):
        # 王明 and 王鸣: worth a hint while typing, nothing once the facts differ
        lowered += _differ(one.numbers, other.numbers) or _differ(
            {one.village} - {""}, {other.village} - {""}
        )
    reasons = ["号码相同"] if own else []
    reasons += ["微信或邮箱相同"] if account else []
    reasons += ["留的是同一个号码（秘书、家人或单位的）"] if lent else []
    beside = [word for word, holds in (("同村", village), ("同单位", firm)) if holds]
    if names is _Names.OTHER:
        against = (names.value, *against)
        reasons += beside
    else:
        between = "" if names is _Names.SAME else "、"
        reasons.append(names.value + between + beside[0] if beside else names.value)
        reasons += beside[1:]
    reasons += ["出生年月相同"] if born is True else []
    return _graded(grade, reasons, against, lowered)


def _person_grade(
    names: _Names, number: bool, lent: bool, village: bool, firm: bool, born: bool
) -> Grade | None:
    facts = village + firm + born + lent
    if names in (_Names.SAME, _Names.FORMER):
        if number or facts >= 2:
            return Grade.STRONG
        return Grade.PROBABLE if facts else Grade.WEAK
    if names is _Names.SOUND:
        if number:
            return Grade.STRONG
        return Grade.PROBABLE if facts else Grade.WEAK
    if names is _Names.TITLE:
        return Grade.PROBABLE if number or firm else Grade.WEAK if lent else None
    if names is _Names.NEAR:
        if number or facts >= 2:
            return Grade.PROBABLE
        return Grade.WEAK if firm or lent or born else None
    if number:
        return Grade.PROBABLE
    return Grade.WEAK if lent else None


def _differ(one: Collection[str], other: Collection[str]) -> bool:
    return bool(one and other) and not set(one) & set(other)


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


def _against(one: Traits, other: Traits, born: bool | None) -> tuple[tuple[str, ...], int]:
    """What speaks against two people being one, and how many grades it takes away."""
    said = []
    if born is False:
        said.append("出生年月不同")
    if one.gender and other.gender and one.gender != other.gender:
        said.append("性别不同")
    lowered = len(said)
    numbers = _differ(one.numbers, other.numbers)
    villages = _differ({one.village} - {""}, {other.village} - {""})
    said += ["号码不同"] if numbers else []
    said += ["不同村"] if villages else []
    return tuple(said), lowered + (numbers and villages)


# --- organisations -----------------------------------------------------------------------------


def _codes(one: Traits, other: Traits) -> bool | None:
    """Whether two credit codes are one; None where one is missing."""
    if not (one.credit_code and other.credit_code):
        return None
    return one.credit_code == other.credit_code


def _organisations(one: Traits, other: Traits) -> Likeness | None:
    code = _codes(one, other)
    people = bool(one.parties & other.parties)
    grade: Grade | None = None
    reasons: list[str] = []
    if one.name == other.name:
        grade, reasons = Grade.STRONG, ["名称相同"]
    elif texts.same_party(one.name, other.name):
        grade, reasons = Grade.PROBABLE, ["名称相同，只差“有限公司”等字样"]
    elif one.name in other.former or other.name in one.former or one.former & other.former:
        grade, reasons = Grade.PROBABLE, ["简称相同"]
    elif one.cores & other.cores:
        grade, reasons = Grade.WEAK, ["简称相近"]
    elif _with_place(one.name, other.name):
        grade, reasons = Grade.WEAK, ["名称相近"]
    if people and grade is not None:
        grade = GRADES[max(0, GRADES.index(grade) - 1)]
        reasons.append("有相同的人")
    if code:
        grade, reasons = Grade.STRONG, ["信用代码相同", *reasons]
    against = ["信用代码不同"] if code is False else []
    cities = not code and _differ({one.city} - {""}, {other.city} - {""})
    against += ["不在同一城市"] if cities else []
    return _graded(grade, reasons, against, 2 * (code is False) + cities)


def _with_place(one: str, other: str) -> bool:
    """Whether one name is the other with a place before it: 句容臻上精密机械, 臻上精密机械."""
    short, long = sorted(map(texts.party_core, (one, other)), key=len)
    return (
        len(short) >= _FIRM_CORE
        and 0 < len(long) - len(short) <= _FIRM_PREFIX
        and long.endswith(short)
    )


# --- projects ----------------------------------------------------------------------------------


def _projects(one: Traits, other: Traits) -> Likeness | None:
    code = _codes(one, other)
    party = bool(one.parties & other.parties)
    number = bool(one.numbers & other.numbers)
    same = one.name == other.name or bool(one.cores & other.cores)
    near = not same and (party or number) and alike(one.name, other.name)
    grade: Grade | None = None
    if party and (same or number):
        grade = Grade.STRONG
    elif (party and near) or (same and number):
        grade = Grade.PROBABLE
    elif same:
        grade = Grade.PROBABLE if len(one.name) >= 8 else Grade.WEAK
    elif party or (near and number):
        grade = Grade.WEAK
    reasons = ["信用代码相同"] if code else []
    reasons += [
        word
        for word, holds in (
            ("项目名称相同", same),
            ("项目名称相近", near),
            ("投资方或乡贤本人相同", party),
            ("联系电话相同", number),
        )
        if holds
    ]
    if code:
        grade = Grade.STRONG
    against = ["信用代码不同"] if code is False else []
    others = not code and not party and bool(one.parties and other.parties)
    against += ["投资方不同"] if others else []
    return _graded(grade, reasons, against, 2 * (code is False) + others)
