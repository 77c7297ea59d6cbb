#!/usr/bin/env bash
# OpenCC 1.4.2 (configuration t2s), tried 2026-11-30.
#
# Seen: text that is simplified already does not stay as it is. 16 of the 6763 characters of
#   GB 2312 (the mainland's own set) are changed, among them 乾, 徵 and 於: 陈乾 becomes 陈干,
#   and the county 乾县 becomes 干县. 昇, which mainland names may have again since 2013, becomes 升.
#   Words that the dictionary knows are spared (王乾坤, 魏徵), so that one bearer of a character
#   keeps it and the next does not.
# Expected: only simplified to traditional is a matter of guessing (范 or 範); the other way is safe,
#   and a second time it does nothing.
# Why it matters: registers mix both scripts, so "make all simplified when they come in" is tempting.
#   It renames people on their own letters, and lets 陈乾 and 陈干 be taken for one person.
#   Good for finding and comparing, never for what is stored or printed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet OpenCC==1.4.2
"$work/venv/bin/python" - <<'END'
import sys
import opencc

convert = opencc.OpenCC("t2s").convert
points = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
simplified = [text for text in (point.decode("gb2312", "ignore") for point in points) if text]
changed = {text: convert(text) for text in simplified if convert(text) != text}
print(len(changed), "of", len(simplified), "simplified characters:", changed)
names = {name: convert(name) for name in ("陈乾", "乾县", "王乾坤", "徐徵", "魏徵", "刘昇")}
print(names)
right = {"陈乾": "陈干", "乾县": "干县", "王乾坤": "王乾坤", "徐徵": "徐征", "魏徵": "魏徵", "刘昇": "刘升"}
sys.exit(0 if len(changed) == 16 and names == right else "changed")
END
