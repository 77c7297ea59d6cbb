"""Native places: 王庄, 句容后白王庄村, 王庄村第3村民小组, 句容二圣; by the township's own villages."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xiangxian.domain.values.numerals import read_numeral
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Reading, is_placeholder
from xiangxian.domain.values.word_lists import read_list

COUNTY_ONLY = "只到县级市"
TOWN_ONLY = "只到乡镇"
_GROUP = re.compile(
    r"第?(?P<group>\d{1,3}|[一二三四五六七八九十]{1,3})(?:村民小组|村民组|小组|组|生产小?队|小队|队)$"
)

_PREFECTURE = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:地区|专区|盟|自治州)(?=[\u4e00-\u9fff]{2})")
_HAMLET = re.compile(r"[\u4e00-\u9fff]{1,6}(?:自然村|屯|湾|庄|寨|坝|沟|营|组|队)")
"""What stands behind a village's full name and is a part of it: 王庄村西湾自然村."""
_ELSEWHERE = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:镇|乡|街道)(?!村|社区)")
"""Another township of the same county."""
_COMMITTEE = re.compile(
    r"(?P<name>.+?)(?P<of>村(?:民)?委(?:员会|会)?|村(?:党)?支部|村部|(?:居|社区)(?:民)?委(?:员会|会)?)"
)
_TOWNSHIP = re.compile(r"((?:.+?省)?(?:.+?市)?)(.+?[市县区旗])(.+)")


@functools.cache
def _divisions() -> Mapping[str, Any]:
    read: Mapping[str, Any] = read_list("divisions")
    return read


@functools.cache
def _province() -> re.Pattern[str]:
    names = "|".join(_divisions()["provinces"])
    return re.compile(rf"(?:{names})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?")


@functools.cache
def _endings(of: str) -> tuple[str, ...]:
    """What stood behind the names of towns, villages or counties in some year, the longest first."""
    return tuple(sorted((each["ending"] for each in _divisions()[of]), key=len, reverse=True))


def divide(township: str) -> tuple[str, str, str]:
    """A township's full name in three: what stands above the county, the county, the town.

    句容市后白镇 is "", 句容市, 后白镇; without a county the whole name is the town's.
    """
    found = _TOWNSHIP.fullmatch(township)
    return (found[1], found[2], found[3]) if found else ("", "", township)


@dataclass(frozen=True, slots=True)
class Homeland:
    """The township and its villages.

    *township* is its full name (句容市后白镇), *villages* their full names (王庄村, 曹村村),
    *former* leads from a name that is no longer used to the village it became, *former_towns*
    and *former_counties* are the names that the township and its county had; *sheet_of* is the village that the sheet being read is of,
    where it says so.
    """

    township: str
    villages: frozenset[str] = frozenset()
    former: Mapping[str, str] = field(default_factory=dict)
    former_towns: tuple[str, ...] = ()
    former_counties: tuple[str, ...] = ()
    sheet_of: str | None = None

    @property
    def county(self) -> str:
        """The county's name within the township's: 句容市."""
        return divide(self.township)[1]

    @property
    def town(self) -> str:
        """The township's own name: 后白镇."""
        return divide(self.township)[2]

    def village(self, written: str) -> str | None:
        """The village that *written* names: in full, without its 村, or by a former name."""
        stem = _without(written, _endings("villages"))
        for name in (written, f"{written}村", f"{written}社区", f"{stem}村", f"{stem}社区", stem):
            if name in self.villages:
                return name
        for name in (written, f"{written}村", written.removesuffix("村"), stem):
            if name in self.former:
                return self.former[name]
        return self._within(written)

    def _within(self, written: str) -> str | None:
        """The village that *written* names twice: 西城后村, 泗庄杜家, a former village behind it."""
        for village in self.villages:
            for name in (village, village.removesuffix("村")):
                rest = written[len(name) :]
                if name and rest and written.startswith(name):
                    former = self.former.get(rest) or self.former.get(rest.removesuffix("村"))
                    if former == village or (name == village and _HAMLET.fullmatch(rest)):
                        return village
        return None


@dataclass(frozen=True, slots=True)
class NativePlace:
    """What a native place says: township, village and group as far as they are known."""

    town: str | None = None
    village: str | None = None
    group: int | None = None
    note: str | None = None


def _without(name: str, endings: tuple[str, ...]) -> str:
    """*name* without one of *endings*, where something is left of it."""
    found = next((each for each in endings if len(name) > len(each) and name.endswith(each)), "")
    return name.removesuffix(found) if found else name


def _ever(name: str, of: str) -> tuple[str, ...]:
    """A town's or county's name with what stood behind it in any year, and alone at last: 后白人民公社, 后白."""
    stem = _shorter(name)[-1]
    return (*(f"{stem}{ending}" for ending in _endings(of)), *_shorter(name))


def _shorter(name: str) -> tuple[str, ...]:
    """A name with and without its last character (句容市, 句容)."""
    return (name, name[:-1]) if len(name) > 2 else (name,)


def _cut(text: str, names: tuple[str, ...]) -> tuple[str, bool]:
    for name in names:
        if name and text.startswith(name):
            return text[len(name) :], True
    return text, False


def _without_city(text: str, homeland: Homeland) -> str:
    """*text* without the city that stands before the county or the town."""
    prefecture = _PREFECTURE.match(text)
    if prefecture is not None:
        return text[prefecture.end() :]
    names = (*_shorter(homeland.county), *_shorter(homeland.town))
    for name in names:
        before, found, _ = text.partition(name) if name else ("", "", "")
        if found and 2 <= len(before) <= 4 and not before.endswith(("县", "区")):
            return text[len(before) :]
    return text


def _without_county(text: str, homeland: Homeland, towns: tuple[str, ...]) -> tuple[str, bool]:
    """*text* without the county before it, and whether it was there; by a name that a county of that
    kind may have had only where the township stands behind it."""
    known = [name for county in homeland.former_counties for name in (county,)]
    rest, found = _cut(text, (*known, *_shorter(homeland.county)[:1]))
    if found:
        return rest, True
    once, was = _cut(text, tuple(_ever(homeland.county, "counties")) if homeland.county else ())
    if was and any(once.startswith(town) for town in towns):
        return once, True
    return _cut(text, _shorter(homeland.county)[1:])


def _without_committee(text: str) -> str:
    """*text* without the committee that stands for its village: 石桥村委会, 东湾社区居委会."""
    found = _COMMITTEE.fullmatch(text)
    if found is None:
        return text
    return found["name"] + ("村" if found["of"].startswith("村") else "")


def read_native_place(cell: object, homeland: Homeland) -> Reading[NativePlace]:
    """The native place in a cell, completed from the township's own villages.

    Whatever cannot be placed keeps its text and says so in a note.
    """
    if cell is None:
        return Reading(None)
    written = str(cell)
    text = "".join(unicodedata.normalize("NFKC", written).split())
    if not text:
        return Reading(None, (), written)
    if is_placeholder(text):
        return Reading(None, (note("PLACEHOLDER"),), written)
    group = None
    if found := _GROUP.search(text):
        group = read_numeral(found["group"])
        text = text[: found.start()]
    if group and not text and homeland.sheet_of:
        value = NativePlace(homeland.township, homeland.sheet_of, group)
        return Reading(value, (note("NATIVE_SHORT"),), written)
    bare = re.sub(r"\((?:原|今|现|曾|旧|已并入|合并前)[^()]*\)", "", text)
    text = bare or text
    full = text
    head = _province().match(text)
    text = text[head.end() :] if head else text
    towns = tuple(
        name for town in (homeland.town, *homeland.former_towns) for name in _ever(town, "towns")
    )
    text, county = _without_county(_without_city(text, homeland), homeland, towns)
    rest, town = _cut(_without_committee(text), towns)
    village = homeland.village(rest) or homeland.village(_without_committee(text))
    if town and rest in {"村", "社区", "行政村"} and not village:
        rest = text  # a village that is called like its township, and is not on the list
    if head is not None and not county and not town:
        village = None  # 上海市王庄村 is no village of ours
    if text in _ever(homeland.town, "towns") or text in {"本镇", "本乡", "本街道"}:
        town, rest, village = True, "", None  # 柳桥 may be 柳桥镇 and 柳桥社区
    complete = head is not None and county and town and rest == village
    notes = () if complete else (note("NATIVE_SHORT"),)
    if village:
        return Reading(NativePlace(homeland.township, village, group), notes, written)
    if town and not rest:
        value = NativePlace(homeland.township, None, group, TOWN_ONLY)
        return Reading(value, notes, written)
    if county and not text:
        return Reading(NativePlace(note=COUNTY_ONLY), notes, written)
    if town:
        value = NativePlace(homeland.township, None, group, f"村名认不出：{rest}")
        return Reading(value, (note("NATIVE_UNREADABLE"),), written)
    far = (head is not None and bool(text)) or (county and _ELSEWHERE.match(text))
    county = county and not far
    if not county and (far or re.match(r"[^村]{2,}(?:省|市|县|区)", full)):
        return Reading(
            NativePlace(note=f"外地：{written.strip()}"), (note("NATIVE_ELSEWHERE"),), written
        )
    return Reading(
        NativePlace(note=f"认不出：{written.strip()}"), (note("NATIVE_UNREADABLE"),), written
    )
