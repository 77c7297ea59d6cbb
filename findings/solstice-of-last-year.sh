#!/usr/bin/env bash
# lunar_python 1.4.8, tried 2026-11-30.
#
# Seen: `Solar.fromYmd(2026, 12, 1).getLunar().getJieQiTable()["冬至"]` is 21 December 2025, nearly a year
#   before the day asked about. The table has 31 entries, from the December before to the March after; where a
#   term comes twice, one of the two has a name in Latin letters (DONG_ZHI, LI_CHUN, DA_XUE ...). For
#   every term the Chinese name is the one within the year asked about, but not for 冬至: that is
#   the year's own only as DONG_ZHI. 清明, which everybody tries first, is right.
# Expected: the year's own terms, all 24, under their names.
# Why it matters: 冬至 is a day on which families meet and graves are swept. A plan for it that is made
#   in December lies a year back, and is right in no month of the year; all other days of the plan are.
#   Ask the day itself for its term (getJieQi), or check the year of what comes back.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet lunar_python==1.4.8
"$work/venv/bin/python" - <<'END'
import sys
from lunar_python import Solar

TERMS = "冬至 小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪".split()
seen = []
for day in ((2026, 1, 10), (2026, 6, 1), (2026, 12, 1), (2026, 12, 31)):
    table = Solar.fromYmd(*day).getLunar().getJieQiTable()
    elsewhere = [f"{name} {table[name].toYmd()}" for name in TERMS if table[name].getYear() != 2026]
    print(day, "not of 2026:", elsewhere, "DONG_ZHI:", table["DONG_ZHI"].toYmd(), "of", len(table))
    seen.append((elsewhere, table["DONG_ZHI"].toYmd(), len(table)))
sys.exit(0 if seen == [(["冬至 2025-12-21"], "2026-12-22", 31)] * 4 else "changed")
END
