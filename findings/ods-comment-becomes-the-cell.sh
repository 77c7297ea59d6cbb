#!/usr/bin/env bash
# tablib 3.10.0 (with odfpy 1.4.1), tried 2026-11-30.
#
# Seen: reading an .ods sheet, a cell that bears a comment becomes the name of whoever wrote the
#   comment: 张三 with a note by 王会计 is read as 王会计. Of a cell with two paragraphs only the first
#   is read (the second telephone number is gone), and a cell or a row that the file stores once with
#   "repeated 2 times" is read once: two households of the same kind become one, and the
#   columns behind slide to the left, under the wrong headers.
# Expected: what the sheet shows; python-calamine (shown beside) gives it.
# Why it matters: offices on domestic Linux desktops keep their registers in .ods. Spreadsheet
#   programs store equal neighbours as repeats by themselves, so nobody sees it coming.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet tablib==3.10.0 odfpy==1.4.1 python-calamine==0.9.1
cd "$work"
"$work/venv/bin/python" - <<'END'
import sys
import tablib
from odf import dc, office, opendocument, table, text
from python_calamine import CalamineWorkbook

def cell(*lines, comment=None, **more):
    made = table.TableCell(valuetype="string", **more)
    if comment:
        note = office.Annotation()
        note.addElement(dc.Creator(text=comment[0]))
        note.addElement(text.P(text=comment[1]))
        made.addElement(note)
    for line in lines:
        made.addElement(text.P(text=line))
    return made

book = opendocument.OpenDocumentSpreadsheet()
sheet = table.Table(name="名册")
for cells, more in (
    ([cell("张三", comment=("王会计", "已核对")), cell("13800000001", "13900000002")], {}),
    ([cell("后白", numbercolumnsrepeated=2), cell("农户")], {}),
    ([cell("李四"), cell("务工")], {"numberrowsrepeated": 2}),
):
    row = table.TableRow(**more)
    for each in cells:
        row.addElement(each)
    sheet.addElement(row)
book.spreadsheet.addElement(sheet)
book.save("list.ods")

with open("list.ods", "rb") as file:
    seen = [tuple(row) for row in tablib.Dataset().load(file, format="ods", headers=False)]
print("tablib:  ", seen)
print("calamine:", CalamineWorkbook.from_path("list.ods").get_sheet_by_index(0).to_python())
was = [("王会计", "13800000001", ""), ("后白", "农户", ""), ("李四", "务工", "")]
sys.exit(0 if [tuple(str(v or "") for v in row) + ("",) * (3 - len(row)) for row in seen] == was else "changed")
END
