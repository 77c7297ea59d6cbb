#!/usr/bin/env bash
# chinese-days 1.5.7 (npm) and chinese_calendar 1.11.0 (PyPI), tried 2026-11-30.
#
# Seen: the npm package says that 1 October 2027, the national day, is a working day, and that 1 January 2027
#   is one: where it has no list of a year yet, it goes by the day of the week and does not say so. The
#   Python package, with the same purpose and the same last year, raises NotImplementedError.
# Expected: "not known yet", or at least the holidays whose day is in the law.
# Why it matters: the list of a year is announced in the November before; until then every date limit
#   ("within five working days") that reaches into January is counted wrong, in good faith.
#   Ask first how far the data goes, and say "provisional" beyond.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet chinese_calendar==1.11.0
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" chinese-days@1.5.7 > "$work/npm.log"
cat > ask.js <<'END'
const days = require('chinese-days').default || require('chinese-days');
const seen = ['2026-10-01', '2027-01-01', '2027-10-01'].map(day => days.isWorkday(day));
console.log('chinese-days, working day on 2026-10-01, 2027-01-01, 2027-10-01:', seen.join(' '));
process.exit(seen.join() === 'false,true,true' ? 0 : 1);
END
node ask.js
"$work/venv/bin/python" - <<'END'
import datetime
import sys
import chinese_calendar

seen = []
for year in (2026, 2027):
    try:
        seen.append(chinese_calendar.is_workday(datetime.date(year, 10, 1)))
    except NotImplementedError as error:
        seen.append("not known")
print("chinese_calendar, working day on 2026-10-01, 2027-10-01:", seen)
sys.exit(0 if seen == [False, "not known"] else "changed")
END
