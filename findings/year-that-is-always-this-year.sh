#!/usr/bin/env bash
# python-dateutil 2.9.0.post0, tried 2026-11-30.
#
# Seen: with fuzzy=True, the usual advice for "Unknown string format", a Chinese date loses its year in silence:
#   1975年8月3日 is 3 August of the current year, 1975年8月 the 8th of the current MONTH. With more figures
#   in the text the year is taken from elsewhere: 2026年3月5日下午3点 is 2003, 2027年1月15日—20日 is 2020,
#   and 05年12月6日 is 12 May 2006. Without fuzzy all of them are refused.
# Expected: a four-figure number before 年 is a year whatever else is in the text; at worst an error.
# Why it matters: tried with a date of this year (2026年3月5日 in 2026) the result is right, because the
#   missing year is filled in from today. Then every birthday of the register becomes this year's.
#   Take Chinese dates apart with an expression of your own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet python-dateutil==2.9.0.post0
"$work/venv/bin/python" - <<'END'
import datetime
import sys
from dateutil import parser

today = datetime.datetime(2026, 11, 30)  # what is filled in where the text says nothing
was = {
    "2026年3月5日": "2026-03-05", "1975年8月3日": "2026-08-03", "1975年8月": "2026-11-08",
    "2026年3月5日下午3点": "2003-03-05", "2027年1月15日—20日": "2020-01-15", "05年12月6日": "2006-05-12",
}
now = {}
for text in was:
    now[text] = f"{parser.parse(text, fuzzy=True, default=today):%Y-%m-%d}"
    try:
        parser.parse(text, default=today)
        plain = "read"
    except parser.ParserError:
        plain = "refused"
    print(text, "->", now[text], "| without fuzzy:", plain)
sys.exit(0 if now == was else "changed")
END
