#!/usr/bin/env bash
# pypinyin 0.55.0, tried 2026-11-30.
#
# Seen: after `load_single_dict` has been told that 曾 is zēng, 曾国强 is "zeng guo qiang", but 曾经理
#   (Manager Zeng) stays "ceng jing li": words found in the text (曾经) go before what one has
#   taught for a character. 单位长, 查处长 and 解放明 are read by their first word as well.
#   A name is also cut across its middle: 王朝阳 is 王朝 + 阳, "chao", though 朝阳 as a given name is zhao.
# Expected: an explicit reading of one's own is the last word.
# Why it matters: the mend that everybody writes for surnames works in the trial with 曾国强 and not for the
#   bearers whose name happens to begin with a word, nor for the surname and title in which
#   offices write people. Cut the surname off and read it apart from the rest.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pypinyin==0.55.0
"$work/venv/bin/python" - <<'END'
import sys
from pypinyin import lazy_pinyin, load_single_dict

load_single_dict({ord("曾"): "zēng", ord("单"): "shàn", ord("查"): "zhā", ord("解"): "xiè"})
was = {"曾国强": "zeng guo qiang", "曾经理": "ceng jing li", "单建国": "shan jian guo", "单位长": "dan wei zhang",
       "查处长": "cha chu zhang", "解放明": "jie fang ming", "王朝阳": "wang chao yang"}
now = {word: " ".join(lazy_pinyin(word)) for word in was}
print(now)
sys.exit(0 if now == was else "changed")
END
