#!/usr/bin/env bash
# cnlunar 0.2.5, tried 2026-11-30; lunar_python 1.4.8 beside it.
#
# Seen: in 2028, which has a fifth month twice, cnlunar calls both 28 May and 27 June 端午节, a legal holiday.
#   And 除夕 of that year is no holiday with it, although it has been one by law again since 2025.
# Expected: the festival falls in the plain month; a leap month has none of its own.
# Why it matters: a plan of greetings made from it writes to everybody twice in one summer, and misses
#   the eve on which people are home. Try 2028 and 2031 (third month twice) before trusting a calendar.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet cnlunar==0.2.5 lunar_python==1.4.8
"$work/venv/bin/python" - <<'END'
import datetime
import sys
import cnlunar
from lunar_python import Solar

start = datetime.datetime(2028, 1, 1, 10)
year = [start + datetime.timedelta(days=count) for count in range(366)]
named = {day: cnlunar.Lunar(day).get_legalHolidays() for day in year}
by_cnlunar = [f"{day:%m-%d}" for day, name in named.items() if "端午" in name]
eve = [day for day, name in named.items() if "除夕" in name]
beside = [
    f"{day:%m-%d}" for day in year
    if "端午节" in Solar.fromYmd(day.year, day.month, day.day).getLunar().getFestivals()
]
print("端午节 2028 by cnlunar:", by_cnlunar, "by lunar_python:", beside, "除夕 by cnlunar:", eve)
sys.exit(0 if (by_cnlunar, beside, eve) == (["05-28", "06-27"], ["05-28"], []) else "changed")
END
