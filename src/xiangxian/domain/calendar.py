"""The festivals of a year: when the office writes and calls (design §1, domain notes §5)."""

from __future__ import annotations

from datetime import date, timedelta

from lunar_python import Lunar, LunarYear

from xiangxian.domain.values.partial_date import PartialDate


def _day(year: int, month: int, day: int) -> date:
    interval = PartialDate(year=year, month=month, day=day, lunar=True).interval()
    assert interval is not None  # noqa: S101 - a lunar day always has a solar one
    return interval[0]


def _qingming(year: int) -> date:
    """清明 is a solar term: the only one of these days that the moon does not decide."""
    solar = Lunar.fromYmd(year, 2, 1).getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def festivals(year: int) -> dict[str, date]:
    """The festivals of a solar *year*, by the codes of `domain.events.FESTIVALS`, and their days
    in Beijing; `eve` is 除夕 and `lantern` 元宵."""
    spring = _day(year, 1, 1)
    return {
        "eve": spring - timedelta(days=1),
        "spring": spring,
        "lantern": _day(year, 1, 15),
        "qingming": _qingming(year),
        "labour": date(year, 5, 1),
        "dragon_boat": _day(year, 5, 5),
        "mid_autumn": _day(year, 8, 15),
        "national": date(year, 10, 1),
        "double_ninth": _day(year, 9, 9),
    }


def leap_month(year: int) -> int:
    """The lunar month that is doubled in the lunar *year*, 0 for none."""
    return int(LunarYear.fromYear(year).getLeapMonth())


def coming(
    today: date, codes: tuple[str, ...] = ("spring", "qingming", "mid_autumn")
) -> list[tuple[str, date]]:
    """The next day of each festival in *codes* from *today* on, the nearest first."""
    found = []
    for code in codes:
        days = (festivals(year)[code] for year in (today.year, today.year + 1))
        found.append((code, next(day for day in days if day >= today)))
    return sorted(found, key=lambda pair: pair[1])
