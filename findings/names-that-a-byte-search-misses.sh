#!/usr/bin/env bash
# openpyxl 3.1.5 with lxml 6.1.3, tried 2026-12-01.
#
# Seen: as soon as lxml is installed (python-docx brings it), openpyxl writes its sheets otherwise: no
#   Chinese character stands as itself in them. 陈建国 is &#38472;&#24314;&#22269;, and a formula that
#   looks at the sheet 名单 reads &#21517;&#21333;!A1; in xl/workbook.xml of the same file the sheet's
#   name is plain UTF-8. Without lxml the same program writes UTF-8 everywhere, as XlsxWriter does.
# Expected: the same file, whatever else is installed; UTF-8 in every part.
# Why it matters: whoever unpacks a workbook and searches its bytes for a name, to prove that a list
#   holds nobody who was left out, or for a sheet's name, to find the formulas that look at it, finds
#   nothing and believes it. Such a search has to parse the part first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet openpyxl==3.1.5 xlsxwriter==3.3.1
cat > "$work/seen.py" <<'END'
import io
import sys
import zipfile

import openpyxl
import xlsxwriter

book = openpyxl.Workbook()
book.active.title = "名单"
book.active["A1"], book.active["B1"] = "陈建国", "=名单!A1"
target = io.BytesIO()
book.save(target)

other = io.BytesIO()
with xlsxwriter.Workbook(other) as made:
    made.add_worksheet("名单").write_formula("B1", "=名单!A1")


def holds(content, word):
    packed = zipfile.ZipFile(content)
    return sorted(name for name in packed.namelist() if word.encode() in packed.read(name))


seen = (holds(target, "陈建国"), holds(target, "名单"), holds(other, "名单"))
print(seen)
sheet, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
plain = ([sheet], [book, sheet], ["docProps/app.xml", book, sheet])
was = ([], [book], plain[2]) if "lxml" in sys.argv else plain
sys.exit(0 if seen == was else "changed")
END
"$work/venv/bin/python" "$work/seen.py"
"$work/venv/bin/pip" install --quiet lxml==6.1.3
"$work/venv/bin/python" "$work/seen.py" lxml
