#!/usr/bin/env bash
# python-stdnum 2.2 (stdnum.cn.ric), tried 2026-11-30.
#
# Seen: a resident identity number with a right check digit is called invalid when its county code
#   is younger than the person. The library's table gives most codes the years in which they were in
#   use (321123 句容县 from 1983), and `validate` asks whether the code was in use in the year of BIRTH. For
#   somebody born in 1960 six of ten codes are refused, among them nearly all of Jiangsu (句容县 and
#   today's 句容市 too), Zhejiang and Guangdong. Permits of Hong Kong, Macao and Taiwan residents
#   (81, 82, 83) are refused as well. The same digits with a birthday of 1984 pass.
# Expected: the code names the county in which a number was given out, often decades after birth;
#   a right length, date and check digit make a valid number.
# Why it matters: the people of such a register are mostly between 50 and 80. A program that finds
#   identity numbers by `is_valid`, to keep them out of its lists, lets most of them through.
#   Look at the shape (18 characters, a date within) and the check digit instead.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet python-stdnum==2.2
"$work/venv/bin/python" - <<'END'
import sys
from stdnum.cn import ric

def made_up(county, born):
    number = f"{county}{born}001"
    return number + ric.calc_check_digit(number + "0")

cases = [
    ("321123", "19600101", False), ("321123", "19840101", True),    # 句容县
    ("321183", "19600101", False), ("321183", "19960101", True),    # 句容市
    ("330102", "19600101", False), ("440301", "19600101", False),   # 杭州, 深圳
    ("110105", "19600101", True),                                   # 北京朝阳
    ("810000", "19900101", False), ("830000", "19900101", False),   # 香港, 台湾居民
]
changed = False
for county, born, seen in cases:
    now = ric.is_valid(made_up(county, born))
    print(county, "born", born, "-> valid" if now else "-> invalid")
    changed |= now != seen
sys.exit("changed" if changed else 0)
END
