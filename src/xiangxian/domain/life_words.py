"""What remarks and names say of death, of mourning and of wanting no contact.

A word of death is the native's own only where the clause names nobody of the family; a single
character (故, 亡) only where it stands alone, for 事故, 故乡 and 因故未到 say nothing of anybody.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiangxian.domain.dates import PartialDate, read_date
from xiangxian.domain.text import has_common_surname
from xiangxian.domain.word_lists import read_list

_CLAUSE = re.compile(r"[，。；！、,;!\n]+")
_DATED = re.compile(r"(?:农历)?\d{4}(?:年|[.\-/])(?:\d{1,2}(?:月|[.\-/])?(?:\d{1,2}[日号]?)?)?")
_BEFORE_ALONE = r"(?:本人|其|现)?(?:已|于)?"
_LEFT_ALONE = re.compile(
    r"(?:不再|不愿意?|不想|不希望|不要|不用|不便|不必|不宜|无需|请勿|请不要|拒绝|谢绝|婉拒|勿|别|暂不|暂勿|不同意|不接受|不方便)"
    r"(?:再|被|受|与?(?:镇里|村里|家乡|我们|政府))*(?:联系|联络|打扰|扰|打电话|来电|致电|走访|拜访|回访|来访|登门|上门|介入|公开联系|寄|发)"
)
"""What somebody says who wants to be left alone: 不愿被打扰, 请勿联系, 谢绝来访."""


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("life_words")
    return read


@functools.cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True)))


@functools.cache
def _alone() -> re.Pattern[str]:
    words = "|".join(map(re.escape, (*_words()["deaths_alone"], *_words()["deaths"])))
    return re.compile(rf"{_BEFORE_ALONE}(?:{_DATED.pattern})?(?:因病|不幸|突然)?(?:{words})")


@dataclass(frozen=True, slots=True)
class LifeWords:
    """What a text says: the native's own *death*, a death in the family (*mourning*) and since when,
    where a year and a month stand beside it, and that no contact is wanted (*refusal*)."""

    death: bool = False
    mourning: bool = False
    since: PartialDate | None = None
    refusal: bool = False


def life_words(text: str) -> LifeWords:
    """What the remark *text* says of life and death."""
    death = mourning = False
    since: PartialDate | None = None
    for clause in _CLAUSE.split("".join(text.split(" "))):
        said = _in_clause("".join(clause.split()))
        death |= said == "own"
        if said == "kin":
            mourning = True
            found = _DATED.search(clause)
            day = read_date(found[0].rstrip(".-/")).value if found else None
            since = since or (day if day is not None and day.month else None)
    bare = "".join(text.split())
    refusal = bool(_LEFT_ALONE.search(bare) or _any("refusals").search(bare))
    return LifeWords(death, mourning, since, refusal)


def _in_clause(clause: str) -> str | None:
    """Whose death a clause tells: `own`, `kin`, or None."""
    if _any("bereavements").search(clause):
        return "kin"
    if _alone().fullmatch(clause):
        return "own"
    found = _any("deaths").search(clause)
    if found is None:
        return None
    ahead, behind = clause[: found.start()], clause[found.end() :]
    if _any("kin").search(ahead):
        return "kin"
    if found[0] == "已故" and re.match(r"[\u4e00-\u9fff]", behind) and behind[0] not in "于多":
        # 已故老支书之子, 已故父亲: who is dead stands behind the word
        return "kin" if _any("kin").match(behind) else None
    return "own"


def says_dead(aside: str) -> bool:
    """Whether what stands in brackets beside a name says that its bearer is dead: （故）, （2023年病逝）."""
    return _in_clause("".join(aside.split())) == "own"


def without_death(name: str) -> str | None:
    """The name of 已故傅九舟; None where no word of death stands before it."""
    found = re.fullmatch("(已故|故|亡)([\u3400-\u9fff]{2,4})", name)
    if found is None or (found[1] != "已故" and not has_common_surname(found[2])):
        return None
    return found[2]
