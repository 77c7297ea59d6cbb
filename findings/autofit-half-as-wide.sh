#!/usr/bin/env bash
# xlsxwriter 3.3.1, tried 2026-11-30.
#
# Seen: `worksheet.autofit()` makes a column of Chinese text about half as wide as the text. Twelve
#   Chinese characters get a narrower column (14.7) than sixteen Latin letters (16), though they
#   need 24. The table of widths ends with ASCII; every other character counts as one
#   narrow letter, full-width figures and brackets too.
# Expected: autofit fits the text, or the manual says that it is for Latin letters only.
# Why it matters: lists handed to the county are printed as they come. Addresses are cut at the next
#   cell, and a full-width number in a column that is too narrow looks whole when it is not.
#   Count two for each wide character (unicodedata.east_asian_width) and set the width yourself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet xlsxwriter==3.3.1 openpyxl==3.1.5
cd "$work"
"$work/venv/bin/python" - <<'END'
import sys
import unicodedata
import openpyxl
import xlsxwriter

texts = ["江苏省句容市后白镇王庄村", "０５１１８７６５４３２１", "Zhenjiang Jurong"]
book = xlsxwriter.Workbook("list.xlsx")
sheet = book.add_worksheet()
for column, text in enumerate(texts):
    sheet.write(0, column, text)
sheet.autofit()
book.close()

columns = openpyxl.load_workbook("list.xlsx").active.column_dimensions
widths = [columns[letter].width for letter in "ABC"]
needs = [sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text) for text in texts]
for text, width, need in zip(texts, widths, needs):
    print(f"{text}: {width:.1f} wide, needs about {need}")
narrow = [width / need < 0.7 for width, need in zip(widths, needs)]
sys.exit(0 if narrow == [True, True, False] else "changed")
END
