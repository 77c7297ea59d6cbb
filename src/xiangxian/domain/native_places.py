"""Native places: 王庄, 句容后白王庄村, 王庄村第3村民小组, 句容二圣; by the township's own villages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from xiangxian.domain.problems import note
from xiangxian.domain.values import Reading, is_placeholder

COUNTY_ONLY = "只到县级市"
TOWN_ONLY = "只到乡镇"
_GROUP = re.compile(
    r"第?(?P<group>\d{1,3}|[一二三四五六七八九十]{1,3})(?:村民小组|村民组|小组|组)$"
)
_FIGURES = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True)
class Homeland:
    """The township and its villages.

    *township* is its full name (句容市后白镇), *villages* their full names (王庄村, 曹村村),
    *former* leads from a name that is no longer used to the village it became, *former_towns*
    are the names the township had.
    """

    township: str
    villages: frozenset[str] = frozenset()
    former: Mapping[str, str] = field(default_factory=dict)
    former_towns: tuple[str, ...] = ()

    @property
    def county(self) -> str:
        """The county's name within the township's: 句容市."""
        found = re.match(r".+?[市县区旗](?=.)", self.township)
        return found[0] if found else ""

    @property
    def town(self) -> str:
        """The township's own name: 后白镇."""
        return self.township.removeprefix(self.county)

    def village(self, written: str) -> str | None:
        """The village that *written* names: in full, without its 村, or by a former name."""
        for name in (written, f"{written}村", f"{written}社区"):
            if name in self.villages:
                return name
        for name in (written, f"{written}村", written.removesuffix("村")):
            if name in self.former:
                return self.former[name]
        return None


@dataclass(frozen=True, slots=True)
class NativePlace:
    """What a native place says: township, village and group as far as they are known."""

    town: str | None = None
    village: str | None = None
    group: int | None = None
    note: str | None = None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    head, mark, tail = text.partition("十")
    if not mark:
        return _FIGURES[text]
    return (_FIGURES.get(head, 1)) * 10 + _FIGURES.get(tail, 0)


def _shorter(name: str) -> tuple[str, ...]:
    """A name with and without its last character (句容市, 句容)."""
    return (name, name[:-1]) if len(name) > 2 else (name,)


def _cut(text: str, names: tuple[str, ...]) -> tuple[str, bool]:
    for name in names:
        if name and text.startswith(name):
            return text[len(name) :], True
    return text, False


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
        group = _number(found["group"])
        text = text[: found.start()]
    full = text
    text, province = _cut(text, ("江苏省", "江苏"))
    text, _city = _cut(text, ("镇江市", "镇江"))
    text, county = _cut(text, _shorter(homeland.county))
    towns = (
        *_shorter(homeland.town),
        *(name for town in homeland.former_towns for name in _shorter(town)),
    )
    rest, town = _cut(text, towns)
    village = homeland.village(rest) or homeland.village(text)
    complete = province and county and town and rest == village
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
    if re.match(r"[^村]{2,}(?:省|市|县|区)", full) and not county:
        return Reading(
            NativePlace(note=f"外地：{written.strip()}"), (note("NATIVE_ELSEWHERE"),), written
        )
    return Reading(
        NativePlace(note=f"认不出：{written.strip()}"), (note("NATIVE_UNREADABLE"),), written
    )
