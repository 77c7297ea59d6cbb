#!/usr/bin/env bash
# openpyxl 3.1.5 and python-calamine 0.9.1, tried 2026-11-30.
#
# Seen: of one cell (1 June 1975) openpyxl gives the number 27546 and calamine the date, when its format is
#   one of those that Excel's file format keeps for East Asia and that need not be written out:
#   27 to 36 and 50 to 58, such as 31 (1975年6月1日) and 27 (1975年6月). openpyxl calls them
#   "General". With a format that shows the day of the week (aaaa: 星期日) both give the number.
# Expected: both know a date when they see one, or neither does; a "built-in" format is known to all.
# Why it matters: 出生年月 in Chinese registers is just these formats. Whoever trusts the type has a
#   column of dates with numbers among them, according to the program that saved the file; and whoever
#   changes the reader for speed gets other data from the same file.
#   Look at the number of the format (and for "aaa") before believing in a number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet openpyxl==3.1.5 python-calamine==0.9.1
cd "$work"
"$work/venv/bin/python" - <<'END'
import datetime
import re
import sys
import zipfile
import openpyxl
from python_calamine import CalamineWorkbook

book = openpyxl.Workbook()
formats = ["14", "27", "31", "58", "[$-804]aaaa;@"]
for row, code in enumerate(formats, 1):
    cell = book.active.cell(row, 1, 27546)
    cell.number_format = code if code.startswith("[") else f'0"{code}"'
book.save("own.xlsx")

# the same workbook, with the built-in numbers in the place of 0"14", 0"27" ...
with zipfile.ZipFile("own.xlsx") as old, zipfile.ZipFile("list.xlsx", "w") as new:
    for name in old.namelist():
        data = old.read(name).decode()
        if name == "xl/styles.xml":
            for own, built_in in re.findall(r'<numFmt numFmtId="(\d+)" formatCode="0&quot;(\d+)&quot;" ?/>', data):
                data = data.replace(f'<xf numFmtId="{own}"', f'<xf numFmtId="{built_in}"')
        new.writestr(name, data)

by_openpyxl = [row[0].value for row in openpyxl.load_workbook("list.xlsx").active.iter_rows()]
by_calamine = [row[0] for row in CalamineWorkbook.from_path("list.xlsx").get_sheet_by_index(0).to_python()]
for line in zip(formats, by_openpyxl, by_calamine):
    print(*line, sep=" | ")
dates = [[isinstance(value, datetime.date) for value in column] for column in (by_openpyxl, by_calamine)]
sys.exit(0 if dates == [[True, False, False, False, False], [True, True, True, True, False]] else "changed")
END
