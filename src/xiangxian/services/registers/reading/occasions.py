"""Which event a sign-in sheet, a list of replies or of suggestions is about, by what its title says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiangxian.domain.values.partial_date import PartialDate

_LISTS = (
    r"(?:人员|嘉宾|乡贤|代表)*(?:签到|报到|到会|参会|与会|出席|报名|回执)(?:人员|情况|汇总|统计|登记|反馈|信息|收集|确认|数据|结果|导出|一览)*"
    r"(?:回执)?(?:汇总)?(?:表|册|簿|单|名单|名册|登记表|信息表|统计表)?"
)
_SUGGESTIONS = (
    r"(?:征集|收集|所提)?的?(?:意见|建议)[、和]?(?:建议|意见)?(?:征集|收集|交办|办理|汇总|落实|反馈)*"
    r"(?:情况)?(?:表|单|清单|一览表|登记表|汇总表)?"
)
_TITLE = re.compile(rf"(?P<name>.{{2,60}}?)(?:{_LISTS}|{_SUGGESTIONS})(?:[(].*[)])?")
_NAMED = re.compile(r"(?:会议|活动)名称:(?P<name>[^\s,;。]{2,60})")
_EVENT = re.compile(r"会|考察|活动|论坛|联谊|仪式|沙龙|茶叙|团拜|对接|家乡行|恳谈|座谈")
_DAY = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_ABOUT_A_LIST = re.compile(r"签到|报到|到会|参会|与会|出席|报名|回执")


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event as a sheet names it; *on* is None where no one day is named."""

    name: str
    on: PartialDate | None = None


def occasion_of(titles: Sequence[str], sheet: str) -> Occasion | None:
    """The event that the lines above the table, or else the *sheet*'s name, are about.

    None when none of them names something that people come to: a list of people with a column
    for signatures is no event.
    """
    lines = ["".join(unicodedata.normalize("NFKC", each).split()) for each in (*titles, sheet)]
    day = _day(lines)
    for line in lines:
        found = _NAMED.search(line) or _TITLE.fullmatch(line)
        if found and _EVENT.search(found["name"]):
            return Occasion(found["name"], day)
    return None


def is_list_of_comers(titles: Sequence[str], sheet: str) -> bool:
    """Whether the lines above the table or the sheet's name speak of signing in or of replies."""
    return any(_ABOUT_A_LIST.search("".join(each.split())) for each in (*titles, sheet))


def _day(lines: Sequence[str]) -> PartialDate | None:
    """The one day that the lines name; when the list was filled in is not the event's day."""
    days = set()
    for line in lines:
        for found in _DAY.finditer(re.sub(r"填[报表]时间:?\S*", "", line)):
            year, month, day = map(int, found.groups())
            try:
                days.add(date(year, month, day))
            except ValueError:
                continue
    return PartialDate.of(days.pop()) if len(days) == 1 else None
