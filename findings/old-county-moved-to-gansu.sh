#!/usr/bin/env bash
# cpca 0.5.5, tried 2026-11-30.
#
# Seen: a county that no longer exists is moved to wherever its last characters fit. 江宁县 (today a
#   district of Nanjing) becomes 宁县 in Gansu; 溧水县 becomes Chongqing, because the table has an entry 县
#   there; 后白镇朝阳村, a village, becomes the city 朝阳市 in Liaoning with the rest 村. A street is enough:
#   山东路12号 lies in Shandong. Districts made after 2021 (临平区) are not known, and 鼓楼区, of which
#   there are several, is Kaifeng's without a question.
# Expected: an address that the table does not know stays empty; guessing is left to the caller.
# Why it matters: native places are written as they were called when people left, and a table of
#   "our people by province" then has Gansu and Liaoning in it. Nothing in the answer tells a
#   guess from a hit. Take only what begins with a province or a city that is spelled out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet cpca==0.5.5 pandas==3.1.1 pyahocorasick==2.3.1
"$work/venv/bin/python" - <<'END'
import sys
import cpca

was = {
    "江宁县": ("甘肃省", "庆阳市", "宁县", ""),
    "溧水县": ("重庆市", "县", None, ""),
    "后白镇朝阳村": ("辽宁省", "朝阳市", None, "村"),
    "山东路12号": ("山东省", None, None, "路12号"),
    "杭州市临平区": ("浙江省", "杭州市", None, "临平区"),
    "鼓楼区": ("河南省", "开封市", "鼓楼区", ""),
    "襄樊市": (None, None, None, None),
}
now = {}
for text in was:
    row = cpca.transform([text]).astype(object).values.tolist()[0][:4]
    now[text] = tuple(part if isinstance(part, str) else None for part in row)
    print(text, "->", now[text])
sys.exit(0 if now == was else "changed")
END
