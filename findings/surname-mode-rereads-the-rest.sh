#!/usr/bin/env bash
# pinyin-pro 3.29.4 (npm), tried 2026-11-30.
#
# Seen: with {surname: 'head'}, meant for names, pinyin-pro also reads what follows the surname in another
#   way. 陈重庆 is "chén chóng qìng" without and "chén zhòng qìng" with it; 李行长 goes from "háng zhǎng" to
#   "xíng cháng", though 李 has one reading only: the words behind the surname are no longer seen.
#   With 'all' 重庆 is right again, but 张长乐 becomes "cháng yuè", 乐 taken for a second surname.
# Expected: the option changes the reading of the surname and of nothing else.
# Why it matters: one switches it on to get 曾, 单 and 解 right, tries it with those, and spoils other
#   names and titles. Read the surname with the option and the rest without.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" pinyin-pro@3.29.4 > "$work/npm.log"
cat > ask.js <<'END'
const {pinyin} = require('pinyin-pro');
const was = {
  '曾国强': ['céng guó qiáng', 'zēng guó qiáng', 'zēng guó qiáng'],
  '陈重庆': ['chén chóng qìng', 'chén zhòng qìng', 'chén chóng qìng'],
  '李行长': ['lǐ háng zhǎng', 'lǐ xíng cháng', 'lǐ xíng cháng'],
  '张长乐': ['zhāng cháng lè', 'zhāng cháng lè', 'zhāng cháng yuè'],
};
let same = true;
for (const [name, readings] of Object.entries(was)) {
  const now = ['off', 'head', 'all'].map(surname => pinyin(name, {surname}));
  console.log(name, '| off:', now[0], '| head:', now[1], '| all:', now[2]);
  same = same && now.join() === readings.join();
}
process.exit(same ? 0 : 1);
END
node ask.js
