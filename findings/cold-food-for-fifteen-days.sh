#!/usr/bin/env bash
# chinese-days 1.5.7 (npm), tried 2026-11-30.
#
# Seen: getLunarFestivals of a year has 寒食节 fifteen or sixteen times, day after day from the eve of 清明 on, and
#   清明节 itself not once; on 5 April 2026 the only festival is 寒食节. The list of solar terms
#   (getSolarTermsInRange) gives every day of a term, not its first: 清明 stands there from 5 to 19 April.
# Expected: 寒食 once, on the day before; 清明 among the festivals; one day for each term.
# Why it matters: 清明 is one of the three times at which people come home. A calendar made from
#   this list leaves it out, and half of April is a feast of which nobody has heard.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" chinese-days@1.5.7 > "$work/npm.log"
cat > ask.js <<'END'
const days = require('chinese-days').default || require('chinese-days');
const festivals = year => days.getLunarFestivals(`${year}-01-01`, `${year}-12-31`);
const on = (year, name) => festivals(year).filter(each => each.name.includes(name)).map(each => each.date);
const cold = on(2026, '寒食节');
console.log('寒食节 in 2026:', cold.length, 'times,', cold[0], 'to', cold[cold.length - 1]);
console.log('清明节 in 2026, 2027, 2028:', [2026, 2027, 2028].map(year => on(year, '清明').length).join(' '));
const term = days.getSolarTermsInRange('2026-04-01', '2026-04-30').filter(each => each.name === '清明').length;
console.log('清明 among the terms of April 2026:', term, 'times');
const same = cold.length === 15 && cold[0] === '2026-04-04' && term === 15 && [2026, 2027, 2028].every(year => on(year, '清明').length === 0);
process.exit(same ? 0 : 1);
END
node ask.js
