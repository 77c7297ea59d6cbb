#!/usr/bin/env bash
# Babel 2.19.0 and arrow 1.4.0, tried 2026-11-30.
#
# Seen: Babel's `parse_time("下午3:05", locale="zh_CN")` is 03:05, five past three at night: 下午 is ignored. In
#   English "3:05 PM" is 15:05. Babel's own Chinese output does not come back either: 15:05 written with
#   `Bh:mm` is 下午3:05, and read again it is 03:05. arrow loses it on the way out: "A h:mm" of
#   15:05 in zh_cn is " 3:05", with nothing where 下午 should be, though its English is "PM 3:05".
# Expected: a function that takes a locale knows that locale's word for the afternoon, or refuses.
# Why it matters: invitations to a meeting say 下午2:30. The appointment goes into everybody's
#   calendar at half past two at night, with no error on the way.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet Babel==2.19.0 arrow==1.4.0
"$work/venv/bin/python" - <<'END'
import datetime
import sys
import arrow
from babel.dates import format_time, parse_time

noon = datetime.time(15, 5)
english = parse_time("3:05 PM", locale="en_US")
written = format_time(noon, "Bh:mm", locale="zh_CN")
chinese = parse_time(written, locale="zh_CN")
print("Babel: 3:05 PM ->", english, "|", written, "->", chinese)
moment = arrow.get(2026, 3, 5, 15, 5)
by_arrow = [moment.format("A h:mm", locale=locale) for locale in ("en_us", "zh_cn")]
print("arrow, 15:05 in English and in Chinese:", by_arrow)
same = (english, chinese, by_arrow) == (noon, datetime.time(3, 5), ["PM 3:05", " 3:05"])
sys.exit(0 if same else "changed")
END
