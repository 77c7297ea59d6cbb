"""Dates as offices write them: a year, a month or a day, solar or lunar, or only words (今年).

A `PartialDate` never says more than was said. Office dates are days of Asia/Shanghai.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TypeGuard
from zoneinfo import ZoneInfo

from xiangxian.domain.values.number_formats import UNSEEN, precision_of
from xiangxian.domain.values.numerals import FIGURES, read_numeral
from xiangxian.domain.values.partial_date import FIRST_YEAR, LAST_YEAR, VAGUE, PartialDate
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Reading, is_placeholder

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119; 7508 is rather 1975-08 than a day of 1920
DAYS_TO_1904 = 1462
"""The days between the two days from which Excel counts: old Macs counted from 1904."""


def _lunar_month(text: str) -> int | None:
    if text in {"冬", "腊"}:
        return 11 if text == "冬" else 12
    return 1 if text == "正" else read_numeral(text)


_LUNAR = re.compile(
    r"(?P<year>\d{4}|[〇零一二三四五六七八九]{4})年?(?:农历|阴历)?"
    r"(?:(?P<leap>闰)?(?P<month>[正冬腊]|十[一二]?|[一二三四五六七八九]|\d{1,2})月"
    r"(?P<day>初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|\d{1,2})?[日号]?)?"
)
_CHINESE = re.compile(
    r"(?P<year>\d{4}|\d{2})年(?:[./-]?(?P<month>\d{1,2})[月.](?:份)?(?:(?P<day>\d{1,2})[日号]?)?)?"
)
_MARKED = re.compile(
    r"(?P<year>\d{4}|\d{2})[./\\\-—–]+(?P<month>\d{1,2})(?:[./\\\-—–]+(?P<day>\d{1,2}))?[./]?"
)
_ENGLISH = re.compile(
    r"(?:(?P<month>[A-Z][a-z]{2})[a-z]*\.?(?P<day>\d{1,2})(?:st|nd|rd|th)?,|(?P<day2>\d{1,2})-?(?P<month2>[A-Z][a-z]{2})[a-z]*-?)(?P<year>\d{4})"
)
_ENGLISH_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_HOUR = re.compile(
    r"(?<=\d|日|号)(?:\s+|\s*(?=[上下中凌晚早傍]|t\d))t?(?:上午|下午|中午|晚上?|早上|凌晨|傍晚)?\s*"
    r"(?:\d{1,2}(?::\d{1,2}){1,2}(?:\.\d+)?|\d{1,2}[时点](?:\d{1,2}分?|半)?)?$",
    re.IGNORECASE,
)
"""A time of day behind a day, which dates nothing: 2023-07-13 10:32:05, 3月5日上午."""
_MOMENT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[Tt ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?"
    r"\s*([Zz]|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)"
)
"""A moment with its offset (RFC 3339)."""
_BROWSER = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ([A-Z][a-z]{2} \d{2} \d{4} \d{2}:\d{2}:\d{2} GMT[+-]\d{4})(?: \(.*\))?"
)
"""What a browser writes of a moment (ECMA-262, Date.prototype.toString)."""
AROUND_MIDNIGHT = timedelta(minutes=1)
"""How far from midnight a moment stands that is meant as a day."""
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEKDAY = re.compile(r"(?<=[\d日号])\s*[(]?(?:星期|周|礼拜)[一二三四五六日天末][)]?$")
_AGE = re.compile(r"(?:虚岁|周岁)?\d{1,3}(?:周岁|虚岁|岁)(?:左右)?")


def _made(
    year: int, month: int | None, day: int | None, written: str, *codes: str
) -> Reading[PartialDate]:
    try:
        value = PartialDate(year=year, month=month, day=day)
    except ValueError:
        return Reading(None, (note("DATE_INVALID"),), written)
    return Reading(value, tuple(note(code) for code in codes), written)


def _full_year(text: str, century: int) -> int:
    return int(text) if len(text) == 4 else century * 100 + int(text)


def _read_number(cell: float) -> Reading[PartialDate]:
    """A number in a date's column: a year, 197508, 1975.8, or Excel's serial of a day."""
    written = str(int(cell)) if float(cell).is_integer() else repr(cell)
    if float(cell).is_integer():
        number = int(cell)
        if FIRST_YEAR <= number <= LAST_YEAR:
            return _made(number, None, None, written, "DATE_YEAR_ONLY")
        if len(written) in (6, 8):
            return _run_together(written)
        if number in _SERIALS:
            return Reading(
                PartialDate.of(_EXCEL_EPOCH + timedelta(days=number)),
                (note("DATE_SERIAL"),),
                written,
            )
        return Reading(None, (note("DATE_INVALID"),), written)
    whole, _, fraction = written.partition(".")
    if int(cell) in _SERIALS:  # a serial with a time of day
        midnight = datetime.combine(_EXCEL_EPOCH, time())
        day = nearest_day(midnight + timedelta(days=cell))
        return Reading(PartialDate.of(day), (note("DATE_SERIAL"),), written)
    if len(whole) != 4 or len(fraction) > 2:
        return Reading(None, (note("DATE_INVALID"),), written)
    if fraction == "1":  # 1975.1 and 1975.10 are one number
        return Reading(None, (note("DATE_FLOAT_AMBIGUOUS"),), written)
    return _made(int(whole), int(fraction), None, written, "DATE_FLOAT_MONTH")


def is_serial(value: object) -> TypeGuard[int | float]:
    """Whether a bare number in a date's column is a day as Excel counts them."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return int(value) in _SERIALS


def _run_together(text: str) -> Reading[PartialDate]:
    day = int(text[6:]) if len(text) == 8 else None
    return _made(int(text[:4]), int(text[4:6]), day, text, "DATE_YYYYMM")


def nearest_day(moment: datetime) -> date:
    """The day of a cell's moment. Programs that count days in UTC write one that is a minute short
    of midnight or past it: Shanghai's own time was 8:05:43 until 1901."""
    return (moment + AROUND_MIDNIGHT).date()


def _beijing_day(moment: datetime) -> date:
    """The day of *moment* (with its offset) in Beijing, with the summer times of 1986 to 1991."""
    return nearest_day(moment.astimezone(_SHANGHAI).replace(tzinfo=None))


def _cell_date(day: date, number_format: str) -> Reading[PartialDate]:
    """A true date cell; a format without a day, or a month, shows that it was never meant."""
    if number_format == UNSEEN and day.day == 1:
        # 1975年 and 1975年5月 are stored as the first day of what they say
        month = None if day.month == 1 else day.month
        return _made(day.year, month, None, day.isoformat(), "DATE_FORMAT_UNSEEN")
    precision = precision_of(number_format)
    if precision == "year":
        return _made(day.year, None, None, day.isoformat(), "DATE_YEAR_ONLY")
    if precision == "month":
        return _made(day.year, day.month, None, day.isoformat(), "DATE_CELL_MONTH")
    return Reading(PartialDate.of(day), (note("DATE_CELL_DAY"),), day.isoformat())


def _with_offset(text: str) -> datetime | None:
    """The moment of a text that says its offset: 1975-05-31T16:00:00.000Z, or as browsers write
    it, Sun Jun 01 1975 00:00:00 GMT+0800 (中国标准时间)."""
    if found := _MOMENT.fullmatch(text):
        year, month, day, clock, offset = found.groups()
        if offset[0] in "+-":
            hours, minutes = (
                offset[1:].replace(":", "").zfill(2)[:2],
                offset[1:].replace(":", "")[2:],
            )
            offset = f"{offset[0]}{hours}:{minutes or '00'}"
        else:
            offset = "+00:00"
        try:
            return datetime.fromisoformat(
                f"{year}-{int(month):02d}-{int(day):02d}T{clock.zfill(len(clock) + (clock[1] == ':'))}{offset}"
            )
        except ValueError:
            return None
    if found := _BROWSER.fullmatch(text):
        try:
            return datetime.strptime(found[1], "%b %d %Y %H:%M:%S GMT%z")
        except ValueError:
            return None
    return None


def _read_lunar(text: str, written: str) -> Reading[PartialDate]:
    bare = re.sub(r"农历|阴历|旧历|农|[（()）]", "", text)
    bare = re.sub(r"^(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?$", r"\1年\2月\3", bare)
    found = _LUNAR.fullmatch(bare)
    if found is None:
        return Reading(None, (note("DATE_LUNAR"),), written)
    year = found["year"]
    number = int(year) if year.isdigit() else int("".join(str(FIGURES[c]) for c in year))
    month = _lunar_month(found["month"]) if found["month"] else None
    day = read_numeral(found["day"]) if found["day"] else None
    try:
        value = PartialDate(
            year=number, month=month, day=day, lunar=True, leap=bool(found["leap"]), written=written
        )
    except ValueError:
        return Reading(None, (note("DATE_INVALID"),), written)
    return Reading(value, (note("DATE_LUNAR"),), written)


def read_date(cell: object, *, century: int = 20, number_format: str = "") -> Reading[PartialDate]:
    """The date in a cell or a form.

    *century* is what a year of two figures belongs to (19 for births, 20 for business);
    *number_format* is the cell's, which tells a month from a day. A lunar date is a value of its
    own calendar, marked `DATE_LUNAR`.
    """
    if cell is None or cell is False or cell is True:
        return Reading(None)
    if isinstance(cell, datetime):
        day = nearest_day(cell) if cell.tzinfo is None else _beijing_day(cell)
        return _cell_date(day, number_format)
    if isinstance(cell, date):
        return _cell_date(cell, number_format)
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return Reading(None, (note("DATE_INVALID"),), str(cell))
        return _read_number(cell)
    written = str(cell)
    if moment := _with_offset(unicodedata.normalize("NFKC", written).strip()):
        return Reading(PartialDate.of(_beijing_day(moment)), (note("DATE_CELL_DAY"),), written)
    said = _HOUR.sub("", _WEEKDAY.sub("", unicodedata.normalize("NFKC", written).strip()))
    said = _BLANKS.sub(r"\1.\2.\3", said.strip(" '\"‘’“”"))
    text = _in_figures(_SOLAR.sub("", "".join(said.split())))
    if not text:
        return Reading(None, (), written)
    if is_placeholder(text):
        return Reading(None, (note("PLACEHOLDER"),), written)
    return _read_text(text, written, century)


_BLANKS = re.compile(r"^(\d{4})\s+(\d{1,2})\s+(\d{1,2})$")
"""1975 1 1, which run together would be 197511."""
_UNIT_BEHIND = re.compile(r"^(\d{4}[./-]\d{1,2})月$|^(\d{4}(?:[./-]\d{1,2}){2})[日号]$")
_SOLAR = re.compile(
    r"公元|公历|阳历|新历|[(](?:公元|公历|阳历|新历|公|阳)[)]|出生$|(?<=[年月日号\d])生$|^生于|^出生于?"
)
"""Words round a date that say of which calendar it is, the usual one, and of what."""
_IN_CHARACTERS = re.compile(
    r"(?P<year>(?:[一二][〇零○0一二三四五六七八九]{3}|[三四五六七八九][〇零○0一二三四五六七八九]))年(?:(?P<month>[一二三四五六七八九十]{1,2})月(?:(?P<day>[一二三四五六七八九十]{1,3})[日号])?)?"
)


def _in_figures(text: str) -> str:
    """二〇二三年五月一日 as 2023年5月1日; anything else as it is."""
    found = _IN_CHARACTERS.fullmatch(text)
    if found is None:
        return text
    figures = {**FIGURES, "○": 0, "0": 0}
    said = "".join(str(figures[each]) for each in found["year"]) + "年"
    for part, unit in ((found["month"], "月"), (found["day"], "日")):
        if part:
            number = read_numeral(part)
            if number is None:
                return text
            said += f"{number}{unit}"
    return said


def _read_text(text: str, written: str, century: int) -> Reading[PartialDate]:
    if text in VAGUE:
        return Reading(PartialDate(written=text), (), written)
    if _AGE.fullmatch(text):
        return Reading(None, (note("DATE_AGE"),), written)
    text = _UNIT_BEHIND.sub(r"\1\2", re.sub("(?<=年)元月", "1月", text))
    if re.search("农历|阴历|旧历|[正冬腊闰]|初[一二三四五六七八九十]|[(]农[)]|^农", text):
        return _read_lunar(text, written)
    if text.isdigit() and text.isascii():
        if len(text) == 4:
            return _made(int(text), None, None, written, "DATE_YEAR_ONLY")
        if len(text) in (6, 8):
            reading = _run_together(text)
            return Reading(reading.value, reading.notes, written)
    for pattern, code in ((_CHINESE, "DATE_CN"), (_MARKED, "DATE_TEXT_DOT")):
        if found := pattern.fullmatch(text):
            short = len(found["year"]) == 2
            month = int(found["month"]) if found["month"] else None
            day = int(found["day"]) if found["day"] else None
            if month is None and not short:
                code = "DATE_YEAR_ONLY"
            year = _full_year(found["year"], century)
            return _made(year, month, day, written, "DATE_CN_2DIGIT" if short else code)
    if (found := _ENGLISH.fullmatch(text)) and (
        found["month"] or found["month2"]
    ) in _ENGLISH_MONTHS:
        month = _ENGLISH_MONTHS.index(found["month"] or found["month2"]) + 1
        return _made(
            int(found["year"]), month, int(found["day"] or found["day2"]), written, "DATE_TEXT_DOT"
        )
    return Reading(None, (note("DATE_UNREADABLE"),), written)


__all__ = ["read_date"]
