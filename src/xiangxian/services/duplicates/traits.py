"""What a record is compared by when it may be one with another: folded texts, numbers, names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Id
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.status_words import names_nobody
from xiangxian.domain.values.value_types import TITLE

MOBILE = re.compile(r"1[3-9]\d{9}|\+.*")
"""A number that is somebody's own: a Chinese mobile number, or one from abroad."""
ALIKE = 3
"""So many characters in a row, beside the words that every project bears, make names alike."""
_COMMON = re.compile(r"项目|基地|生产|产业园|园区|有限公司|公司|集团|[（(].*?[)）]")
_COMPARED = TITLE
"""So many characters of a name that stands from before are compared; the work grows with their
product."""


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
    own = {each.number for each in person.phones if not each.note and MOBILE.match(each.number)}
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
