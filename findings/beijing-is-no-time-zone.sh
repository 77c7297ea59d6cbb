#!/usr/bin/env bash
# icalendar 7.3.2 (PyPI) and node-ical 0.26.1 (npm), tried 2026-11-30.
#
# Seen: an appointment at 09:30 with TZID=Asia/Beijing, a name that the zone database does not have, is read
#   without error by both. icalendar gives a time without any zone; node-ical takes the zone of the
#   machine it runs on: right by chance in China, 17:30 in Beijing on a server that keeps UTC. With Asia/Shanghai, and with Windows' name China Standard Time, both give 01:30 UTC.
# Expected: whoever knows the Windows names knows this one, or says that the zone is not known.
# Why it matters: hand-made invitations say Asia/Beijing because it is what people think the zone is called.
#   It works on the desk where it is tried and is eight hours off on the server, or the comparison
#   with "now" fails much later.
#   Look whether TZID is one you know before the time is used; write Asia/Shanghai yourself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet icalendar==7.3.2 tzdata==2026.6
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" node-ical@0.26.1 > "$work/npm.log"
"$work/venv/bin/python" - <<'END'
import sys
import icalendar

seen = {}
for zone in ("Asia/Shanghai", "China Standard Time", "Asia/Beijing"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20261130T000000Z",
             f"DTSTART;TZID={zone}:20270206T093000", "SUMMARY:座谈会", "END:VEVENT", "END:VCALENDAR", ""]
    text = "\r\n".join(lines)
    with open(zone.replace("/", "-") + ".ics", "w", newline="") as file:
        file.write(text)
    start = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["DTSTART"].dt
    seen[zone] = str(start.utcoffset())
print("icalendar, offset:", seen)
sys.exit(0 if list(seen.values()) == ["8:00:00", "8:00:00", "None"] else "changed")
END
cat > ask.js <<'END'
const ical = require('node-ical');
const seen = ['Asia-Shanghai', 'China Standard Time', 'Asia-Beijing'].map(name =>
  Object.values(ical.sync.parseFile(name + '.ics')).find(each => each.type === 'VEVENT').start.toISOString().slice(11, 16));
console.log('node-ical on a machine in', process.env.TZ, 'time in UTC:', seen.join(' '));
process.exit(seen.join() === `01:30,01:30,${process.argv[2]}` ? 0 : 1);
END
TZ=UTC node ask.js 09:30
TZ=Asia/Shanghai node ask.js 01:30
