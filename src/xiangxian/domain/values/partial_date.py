"""A date as far as it is known: a year, a month or a day, solar or lunar, or only words."""

from __future__ import annotations

import calendar as solar_calendar
import functools
from datetime import date, timedelta, timezone
from typing import Self

import pydantic
from lunar_python import Lunar, LunarMonth, Solar

from xiangxian.domain.values.numerals import numeral

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one offset since 1992; moments that the program keeps are all later."""


_MONTH_NAMES = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")


VAGUE = frozenset(
    ("今年", "去年", "前年", "年初", "年内", "年底", "近日", "近期", "近年", "上半年", "下半年")
)
"""What a page may say instead of a date; it is kept as said and dates nothing."""


class PartialDate(pydantic.BaseModel):
    """A date as far as it is known; *lunar* ones count in the farmers' calendar, *leap* months too.

    With no *year* there are only the words in *written*.
    """

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar: bool = False
    leap: bool = False
    written: str | None = None

    @pydantic.model_validator(mode="after")
    def _exists(self) -> Self:
        if self.year is None:
            if self.month or self.day or self.lunar or self.leap or not self.written:
                raise ValueError("a date needs a year, or the words that stand for it")
            return self
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError("year out of range")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        if self.leap and not self.lunar:
            raise ValueError("only lunar months are leap months")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("no such month")
        if self.lunar and self.month is not None:
            month = LunarMonth.fromYm(self.year, -self.month if self.leap else self.month)
            if month is None or (self.day or 1) > month.getDayCount() or (self.day or 1) < 1:
                raise ValueError("no such lunar month or day")
        elif self.day is not None:
            date(self.year, self.month or 1, self.day)
        return self

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The date of one solar day."""
        return cls(year=day.year, month=day.month, day=day.day)

    @property
    def precision(self) -> str:
        """`day`, `month`, `year`, or `words` when nothing is dated."""
        if self.year is None:
            return "words"
        return "day" if self.day else "month" if self.month else "year"

    def interval(self) -> tuple[date, date] | None:
        """First and last solar day it may mean, both included; None when only words are known."""
        if self.year is None:
            return None
        if self.lunar:
            return self._lunar_interval(self.year)
        first = date(self.year, self.month or 1, self.day or 1)
        if self.day:
            return first, first
        if self.month:
            return first, date(
                self.year, self.month, solar_calendar.monthrange(self.year, self.month)[1]
            )
        return first, date(self.year, 12, 31)

    def _lunar_interval(self, year: int) -> tuple[date, date]:
        if self.month is None:
            return _solar(year, 1, 1), _solar(year + 1, 1, 1) - timedelta(days=1)
        month = -self.month if self.leap else self.month
        if self.day:
            day = _solar(year, month, self.day)
            return day, day
        return _solar(year, month, 1), _solar(
            year, month, LunarMonth.fromYm(year, month).getDayCount()
        )

    def sort_key(self) -> int:
        """Number of its first day, coarser dates before finer ones of that day; 0 for words."""
        interval = self.interval()
        if interval is None:
            return 0
        rank = {"year": 0, "month": 1, "day": 2}[self.precision]
        return interval[0].toordinal() * 4 + rank

    @staticmethod
    def keys_of(day: date) -> tuple[int, int]:
        """The least and the greatest sort key of a date that begins on *day*."""
        return day.toordinal() * 4, day.toordinal() * 4 + 3

    def label(self) -> str:
        """As a screen writes it: 2026年3月5日, 农历1991年八月初三, 今年."""
        if self.year is None:
            return self.written or ""
        if self.lunar:
            return self._lunar_label()
        parts = [f"{self.year}年"]
        if self.month:
            parts.append(f"{self.month}月")
        if self.day:
            parts.append(f"{self.day}日")
        return "".join(parts)

    def _lunar_label(self) -> str:
        text = f"农历{self.year}年"
        if self.month:
            text += f"{'闰' if self.leap else ''}{_MONTH_NAMES[self.month - 1]}月"
        if self.day:
            text += _day_name(self.day)
        return text

    def iso(self) -> str | None:
        """`1960-09` and the like; None for lunar dates and words, which ISO 8601 cannot say."""
        if self.year is None or self.lunar:
            return None
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)


@functools.lru_cache(maxsize=4096)
def _solar(year: int, month: int, day: int) -> date:
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def lunar_of(day: date) -> PartialDate:
    """The lunar date of a solar day."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month = lunar.getMonth()
    return PartialDate(
        year=lunar.getYear(), month=abs(month), day=lunar.getDay(), lunar=True, leap=month < 0
    )


def _day_name(day: int) -> str:
    if day <= 10:
        return f"初{numeral(day)}"
    return f"廿{numeral(day % 10)}" if 20 < day < 30 else numeral(day)


FIRST_YEAR, LAST_YEAR = 1800, 2200
