"""What remarks and names say of death, of mourning and of wanting no contact.

A word of death is the native's own only where the clause names nobody of the family; a single
character (故, 亡) only where it stands alone, for 事故, 故乡 and 因故未到 say nothing of anybody.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.text import has_common_surname
from xiangxian.domain.values.word_lists import read_list

_CLAUSE = re.compile(r"[，。；！、,;!\n]+")
_DATED = re.compile(r"(?:农历)?\d{4}(?:年|[.\-/])(?:\d{1,2}(?:月|[.\-/])?(?:\d{1,2}[日号]?)?)?")
_BARE_DATE = re.compile(rf"(?:{_DATED.pattern}|\d{{4}}年?|去年|前年|今年)")
_BEFORE_ALONE = r"(?:本人|此人|该人|其|人|现)?(?:已经?|于|现已)*"
_LEFT_ALONE = re.compile(
    r"(?:不再|不愿意?|不想|不希望|不要|不用|不便|不必|不宜|不喜欢?|不需要?|无需|请勿|请不要|拒绝|谢绝|婉拒|勿|别|暂不|暂勿|不同意|不接受|不方便)"
    r"(?:再|被|受|接受|给(?:他|她|其|本人)|[向和跟与](?:他|她|其|本人)|与?(?:镇里|村里|家乡|我们|政府))*"
    r"(?:联系|联络|打扰|扰|打电话|来电|致电|走访|拜访|回访|来访|探访|看望|慰问|登门|上门|介入|公开联系|寄|发)"
)
"""What somebody says who wants to be left alone: 不愿被打扰, 请勿联系, 谢绝来访."""
_SAID_NO = re.compile(
    r"(?:本人|其|家属|已|均|明确|婉言|当场|多次|表示)*(?:拒绝|婉拒|谢绝|回绝|拒)(?:了|过)?"
)
"""That and nothing else: 已婉拒, 明确拒绝."""


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("life_words")
    return read


@functools.cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True)))


@functools.cache
def _alone() -> re.Pattern[str]:
    """A word of death with a day, and nothing else; `who` is who of the family it tells it of."""
    words = "|".join(map(re.escape, (*_words()["deaths_alone"], *_words()["deaths"])))
    kin, day = "|".join(map(re.escape, _words()["kin"])), _BARE_DATE.pattern
    return re.compile(
        rf"(?:{day})?(?P<who>其?(?:{kin}){{1,2}}(?:亲|均)?)?{_BEFORE_ALONE}(?:{day})?(?:{day})?(?:因病|不幸|突然|已经?)?"
        rf"(?:{words})(?:[于在]?(?:{day}))?"
    )


@functools.cache
def _own() -> re.Pattern[str]:
    """A word of death that none of `other_words` goes on, 牺牲 where nothing is given up, an age at
    death."""
    words = "|".join(sorted(map(re.escape, _words()["deaths"]), key=len, reverse=True))
    others = "|".join(map(re.escape, _words()["other_words"]))
    return re.compile(
        rf"(?:{words})(?!{others})|牺牲(?=$|[于在时后(（])|[享终]年\d|已故(?=的|亲|老|村民|校友)"
    )


@dataclass(frozen=True, slots=True)
class LifeWords:
    """What a text says: the native's own *death*, a death in the family (*mourning*) and since when,
    where a year and a month stand beside it, and that no contact is wanted (*refusal*)."""

    death: bool = False
    mourning: bool = False
    since: PartialDate | None = None
    refusal: bool = False


def life_words(text: str, name: str = "") -> LifeWords:
    """What the remark *text* says of life and death; *name* is whose remark it is, for a name may
    hold a word of the family (李祖明)."""
    death = mourning = False
    since: PartialDate | None = None
    before = ""
    bare = "".join(text.split())
    for clause in _CLAUSE.split(bare.replace(name, "") if len(name) > 1 else bare):
        said = _in_clause(clause)
        death |= said == "own"
        if said == "kin":
            mourning = True
            since = since or _month_of(clause) or _month_of(before)
        before = clause if _BARE_DATE.fullmatch(clause) else ""
    return LifeWords(death, mourning, since, _refuses(bare))


def _month_of(clause: str) -> PartialDate | None:
    found = _DATED.search(clause)
    day = read_date(found[0].rstrip(".-/")).value if found else None
    return day if day is not None and day.month else None


def _refuses(bare: str) -> bool:
    """Whether somebody wants no contact at all; not at some hour, on one way or to one address."""
    said = re.sub("|".join(_words()["only_so"]), "", bare)
    if _LEFT_ALONE.search(said) or _any("refusals").search(said):
        return True
    return any(_SAID_NO.fullmatch(clause) for clause in _CLAUSE.split(bare))


def _in_clause(clause: str) -> str | None:
    """Whose death a clause tells: `own`, `kin`, or None."""
    if _any("bereavements").search(clause):
        return "kin"
    if found := _alone().fullmatch(re.sub(r"[()（）\[\]【】〔〕]", "", clause)):
        return "kin" if found["who"] else "own"
    found = _own().search(clause)
    if found is None:
        return None
    ahead, behind = clause[: found.start()], clause[found.end() :]
    ahead = re.split(f"(?:{_any('tellers').pattern})", ahead)[-1]
    ahead = re.sub(r"(?:经|据|由)(?:其)?(?:家属|家人|亲属|子女|村里).{0,2}$", "", ahead)
    if _any("kin").search(ahead):
        return "kin"
    if _any("others").search(ahead):
        return None
    if found[0] == "已故" and re.match(r"[\u4e00-\u9fff]", behind) and behind[0] not in "于多":
        # 已故老支书之子, 已故父亲: who is dead stands behind the word
        return "kin" if _any("kin").match(behind) else None
    return "own"


_YEARS_OF_LIFE = re.compile(r"1[89]\d\d年?[-—–~至]+(?:19|20)\d\d年?")


def says_dead(aside: str) -> bool:
    """Whether what stands in brackets beside a name says that its bearer is dead: （故）, （2023年病逝）,
    （1930—2019）."""
    bare = "".join(aside.split())
    return _in_clause(bare) == "own" or _YEARS_OF_LIFE.fullmatch(bare) is not None


def of_family(header: str) -> bool:
    """Whether a column's header names somebody of the family: 配偶情况, 父亲姓名."""
    return _any("kin").match(header) is not None


def without_death(name: str) -> str | None:
    """The name of 已故傅九舟, 傅九舟已故 and 傅九舟，故; None where no word of death stands beside it."""
    found = re.fullmatch("(已故|故|亡)([\u3400-\u9fff]{2,4})", name)
    if found is not None and (found[1] == "已故" or has_common_surname(found[2])):
        return found[2]
    behind = _death_behind().fullmatch(name)
    return behind["name"] if behind else None


@functools.cache
def _death_behind() -> re.Pattern[str]:
    """A name with a word of death behind it; a single character only behind a mark or a blank."""
    words = "|".join(map(re.escape, _words()["deaths"]))
    alone = "|".join(map(re.escape, _words()["deaths_alone"]))
    day = rf"(?:已|{_BARE_DATE.pattern})*"
    return re.compile(
        rf"(?P<name>[\u3400-\u9fff]{{2,4}}?)(?:[\s,，、/·—–-]*{day}(?:{words})|[\s,，、/·—–-]+{day}(?:{alone}))"
    )
