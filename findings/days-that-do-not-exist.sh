#!/usr/bin/env bash
# sxtwl 2.0.7 and lunar_python 1.4.8, tried 2026-11-30.
#
# Seen: sxtwl turns lunar days that do not exist into others, silently. The leap fifth month of 2027 (there is
#   none) becomes the plain fifth month; the 30th of a twelfth month of 29 days becomes New Year's Day.
#   lunar_python refuses both, but its other half takes 30 February: Solar.fromYmd(2026, 2, 30) stands, is
#   printed as 2026-02-30 and has a lunar day, that of 2 March.
# Expected: zhdate, borax and LunarCalendar refuse such days, and so does Python's own date.
# Why it matters: birthdays come from people's mouths: "年三十", "闰五月初五", "二月三十". A leap month that is
#   really in another year means that the year is wrong: worth a question, not a silent other day.
#   Turn the result back and compare before it is kept.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet sxtwl==2.0.7 lunar_python==1.4.8
"$work/venv/bin/python" - <<'END'
import sys
import sxtwl
from lunar_python import Lunar, Solar

def by_sxtwl(*lunar):
    day = sxtwl.fromLunar(*lunar)
    return f"{day.getSolarYear()}-{day.getSolarMonth()}-{day.getSolarDay()}"

def by_lunar_python(*lunar):
    try:
        return Lunar.fromYmd(*lunar).getSolar().toYmd()
    except Exception:
        return "refused"

seen = [
    by_sxtwl(2027, 5, 5, True), by_sxtwl(2027, 5, 5), by_lunar_python(2027, -5, 5),
    by_sxtwl(2026, 12, 30), by_lunar_python(2026, 12, 30),
    Solar.fromYmd(2026, 2, 30).toYmd(),
    Solar.fromYmd(2026, 2, 30).getLunar().toString() == Solar.fromYmd(2026, 3, 2).getLunar().toString(),
]
print(seen)
was = ["2027-6-9", "2027-6-9", "refused", "2027-2-6", "refused", "2026-02-30", True]
sys.exit(0 if seen == was else "changed")
END
