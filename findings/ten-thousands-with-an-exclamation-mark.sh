#!/usr/bin/env bash
# xlsx (SheetJS) 0.18.5 (npm), tried 2026-11-30.
#
# Seen: for the text of a cell SheetJS does not know ! as the sign that the next character is only shown. With
#   0!.0,"万", the format by which Chinese tutorials show yuan in ten thousands, 85000 becomes 85!.0万; with
#   \ in the place of ! it becomes .85万. Meant, and shown by the spreadsheet, is 8.5万: ten times
#   less than the first, ten times more than the second. A day of the week ([$-804]aaaa) becomes "$aaaa", a
#   number in characters ([DBNum2][$-804]General) "$105". The date formats are right.
# Expected: the formatted text is what the office sees in its own spreadsheet, or else the plain number.
# Why it matters: amounts of investment are kept in just this format. Whoever reads "what is shown"
#   (raw: false), to be true to the sheet, is off by ten. Read the number; the format is for eyes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" xlsx@0.18.5 > "$work/npm.log"
cat > ask.js <<'END'
const XLSX = require('xlsx');
const cases = [
  [85000, '0!.0,"万"', '85!.0万'],
  [85000, '0\\.0,"万"', '.85万'],
  [46356, '[$-804]aaaa', '$aaaa'],
  [105, '[DBNum2][$-804]General', '$105'],
  [46356, 'yyyy"年"m"月"d"日"', '2026年11月30日'],
];
const sheet = XLSX.utils.aoa_to_sheet([cases.map(each => each[0])]);
cases.forEach((each, column) => { sheet[XLSX.utils.encode_cell({r: 0, c: column})].z = each[1]; });
const file = XLSX.write({SheetNames: ['台账'], Sheets: {'台账': sheet}}, {type: 'buffer', bookType: 'xlsx'});
const read = XLSX.read(file, {cellNF: true}).Sheets['台账'];
const [shown] = XLSX.utils.sheet_to_json(read, {header: 1, raw: false});
cases.forEach((each, column) => console.log(each[0], each[1], '->', shown[column]));
process.exit(cases.every((each, column) => shown[column] === each[2]) ? 0 : 1);
END
node ask.js
