"""Twenty forms as counties send them come back as they came: the sheet's own part is filled, what
stands below it moves, and every other part is the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from services.county_forms.county_parcels import (
    CLOSING,
    EXAMPLE,
    HEAD,
    MAIN,
    OPEN,
    RULED,
    Parcel,
    anchor,
    blank,
    box,
    drawn,
    formula,
    picture,
    unpacked,
)
from services.county_forms.test_county_forms import filled, people
from xiangxian.services.county_forms import filling
from xiangxian.services.county_forms.filling import FormChoices
from xiangxian.services.county_forms.form import read_form
from xiangxian.services.gate import Viewer
from xiangxian.store.base import EVERYTHING
from xiangxian.store.contract import GraphStore

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")
"""The tests look at the outcome with openpyxl, too, which says what it cannot carry."""
SHEET = "xl/worksheets/sheet1.xml"
THREE = ("丙三", "甲一", "乙二")
XM = "http://schemas.microsoft.com/office/excel/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@dataclass(frozen=True)
class Case:
    """One form: how it is made, the rows that people stand in, which parts change beside the
    sheet's, what must be found in which part afterwards, and what must be found nowhere in it."""

    make: Callable[[], Parcel]
    rows: tuple[int, ...] = (4, 5, 6)
    changed: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()


def _with_notes() -> Parcel:
    """Words to choose from, and a note, to the right of the table."""
    made = blank(numbers=False)
    made.cells |= {f"I{row}": word for row, word in enumerate(("选项", "一般", "重点", "特别"), 3)}
    made.cells["H4"] = "照片请用二寸免冠照，不要超过二十兆"
    made.behind.append(
        '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="E4:E5">'
        "<formula1>$I$4:$I$6</formula1></dataValidation></dataValidations>"
    )
    return made


def _with_x14_drop_downs() -> Parcel:
    made = blank()
    made.others["字典"] = '<row r="1"><c r="A1" t="inlineStr"><is><t>青山镇</t></is></c></row>'
    made.behind.append(
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        f'xmlns:x14="{X14}"><x14:dataValidations count="1" xmlns:xm="{XM}">'
        '<x14:dataValidation type="list" allowBlank="1" xr:uid="{0000-1}"><x14:formula1><xm:f>字典!$A$1:$A$3</xm:f>'
        "</x14:formula1><xm:sqref>E4:E5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    return made


def _with_a_stamp() -> Parcel:
    made = blank()
    drawn(made, anchor(7, 9, picture("公章"), edit_as="oneCell"), anchor(1, 2, picture("徽标")))
    return made


def _with_a_box_and_a_code() -> Parcel:
    made = blank()
    drawn(made, anchor(6, 8, box("请于12月5日前报送")), anchor(3, 8, picture("二维码"), column=9))
    return made


def _with_check_boxes() -> Parcel:
    """A control of the old kind: a drawing that is no XML, a part of its properties, an anchor."""
    made = blank()
    made.links += [
        ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    ]
    at = "<from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></from>"
    to = at.replace("from>", "to>").replace(">6<", ">7<")
    made.behind += [
        '<legacyDrawing r:id="rId1"/>',
        (f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><controls>'
        '<control shapeId="1025" r:id="rId2" name="勾选"><controlPr defaultSize="0"><anchor moveWithCells="1" '
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        f"{at}{to}</anchor></controlPr></control></controls></mc:Choice></mc:AlternateContent>"),
    ]  # fmt: skip
    made.parts["xl/drawings/vmlDrawing1.vml"] = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shape id="_x0000_s1025"><v:textbox><div>同意<br></div></v:textbox><x:ClientData ObjectType="Checkbox">'
        "<x:Anchor>\r\n 1, 0, 6, 0, 2, 0, 7, 4</x:Anchor><x:FmlaLink>$H$7</x:FmlaLink></x:ClientData></v:shape></xml>"
    )
    made.parts["xl/ctrlProps/ctrlProp1.xml"] = (
        f'{HEAD}<formControlPr xmlns="{X14}" objectType="CheckBox" fmlaLink="$H$7" lockText="1"/>'
    )
    return made


def _with_threaded_comments() -> Parcel:
    made = blank()
    made.links += [
        ("comments", "../comments1.xml"),
        ("http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
         "../threadedComments/threadedComment1.xml"),
        ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
    ]  # fmt: skip
    made.behind.append('<legacyDrawing r:id="rId3"/>')
    made.book_links.append(
        ("http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml")
    )
    threaded = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    made.parts |= {
        "xl/comments1.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>县里</author></authors><commentList>'
        '<comment ref="B3" authorId="0"><text><t>写身份证上的名字</t></text></comment>'
        '<comment ref="B6" authorId="0"><text><t>自动数</t></text></comment></commentList></comments>',
        "xl/threadedComments/threadedComment1.xml": f'{HEAD}<ThreadedComments xmlns="{threaded}">'
        '<threadedComment ref="B6" personId="{1}" id="{2}"><text>自动数</text></threadedComment></ThreadedComments>',
        "xl/persons/person.xml": f'{HEAD}<personList xmlns="{threaded}"><person displayName="县里" id="{{1}}"/></personList>',
        "xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape><x:ClientData ObjectType="Note"><x:Anchor>'
        "2, 15, 4, 10, 4, 31, 8, 9</x:Anchor><x:Row>5</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>",
    }
    return made


def _example(made: Parcel) -> Parcel:
    """An example in row 4, in front of one drawn row."""
    made.cells |= {"A4": "例", "B4": "张三", "C4": "13000000009", "E4": "青山镇"}
    made.looks |= {f"{letter}4": EXAMPLE for letter in "ABCDEF"}
    made.cells["A5"] = 1
    return made


def _with_wps_pictures() -> Parcel:
    """A photograph in the example's cell as WPS keeps it, one of the county's own below."""
    made = _example(blank())
    made.cells["F4"] = formula('_xlfn.DISPIMG("ID_0A",1)', '=DISPIMG("ID_0A",1)', 't="str"')
    made.cells["F7"] = formula('_xlfn.DISPIMG("ID_0B",1)', '=DISPIMG("ID_0B",1)', 't="str"')
    made.merged = [each for each in made.merged if not each.startswith("A7")]
    made.book_links.append(
        ("http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
    )
    made.types["xl/cellimages.xml"] = "application/vnd.wps-officedocument.cellimage+xml"
    made.parts["xl/cellimages.xml"] = (
        f'{HEAD}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
    )
    return made


def _with_pictures_in_cells() -> Parcel:
    """Excel's own picture in a cell is a value of an unknown kind; an address hides behind a text."""
    made = _example(blank())
    made.cells["F4"] = '|t="e" vm="1"|<v>#VALUE!</v>'
    made.links.append(("hyperlink", "mailto:example@county.example"))
    made.behind.append('<hyperlinks><hyperlink ref="C4" location="名单!A7"/></hyperlinks>')
    made.links.clear()
    made.parts["xl/metadata.xml"] = f'{HEAD}<metadata xmlns="{MAIN}"/>'
    return made


def _with_a_floating_photograph() -> Parcel:
    made = _example(blank())
    drawn(made, anchor(4, 4, picture("张三"), column=5), anchor(7, 8, picture("公章")))
    return made


def _with_an_order_of_reckoning() -> Parcel:
    made = _example(blank())
    made.cells["F4"] = formula('_xlfn.DISPIMG("ID_0A",1)', "x", 't="str"')
    made.book_links.append(("calcChain", "calcChain.xml"))
    made.parts["xl/calcChain.xml"] = (
        f'{HEAD}<calcChain xmlns="{MAIN}"><c r="F4" i="1"/><c r="B6"/></calcChain>'
    )
    return made


def _with_shared_formulas() -> Parcel:
    """序号 and an age are reckoned, by a formula that two rows share."""
    made = blank()
    made.cells["A4"] = '|t="n"|<f t="shared" ref="A4:A5" si="0">ROW()-3</f><v>1</v>'
    made.cells["A5"] = '|t="n"|<f t="shared" si="0"/><v>2</v>'
    return made


def _as_a_table() -> Parcel:
    made = blank(foot=False)
    made.links.append(("table", "../tables/table1.xml"))
    made.behind.append('<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')
    columns = "".join(
        f'<tableColumn id="{at}" name="{head}"/>'
        for at, head in enumerate(("序号", "姓名", "手机", "工作单位及职务", "推荐单位", "照片"), 1)
    )
    made.parts["xl/tables/table1.xml"] = (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A3:F5"><autoFilter ref="A3:F5"/>'
        f'<tableColumns count="6">{columns}</tableColumns></table>'
    )
    return made


def _with_conditions() -> Parcel:
    made = blank()
    made.behind.append(
        '<conditionalFormatting sqref="C4:C5"><cfRule type="expression" priority="1"><formula>LEN(C4)&lt;$B$6'
        "</formula></cfRule></conditionalFormatting>"
    )
    made.behind.append(
        f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}">'
        f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="expression">'
        "<xm:f>$B$6&gt;9</xm:f></x14:cfRule><xm:sqref>B4:B5</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst>"
    )
    return made


def _protected() -> Parcel:
    made = blank()
    made.looks |= {f"{letter}{row}": OPEN for letter in "BCD" for row in (4, 5)}
    made.behind.append('<sheetProtection password="CC1A" sheet="1" objects="1"/>')
    return made


def _with_hidden_rows() -> Parcel:
    """Nobody is entered out of sight."""
    made = blank(drawn_rows=3)
    made.rows[5] = made.rows[6] = 'hidden="1"'
    return made


def _of_two_rows_each() -> Parcel:
    """Every entry is two rows high."""
    made = blank(numbers=False)
    made.cells.pop("E5")
    made.merged += [f"{letter}4:{letter}5" for letter in "ABDEF"]
    return made


def _with_a_word() -> Parcel:
    """One cell of a column that is filled holds a word of the county's."""
    made = blank()
    made.cells["D5"] = "由县里填"
    return made


def _without_lines() -> Parcel:
    made = blank(numbers=False)
    made.looks.clear()
    return made


def _in_sections() -> Parcel:
    """A line across the table right below its header, and numbers in circles."""
    made = blank(drawn_rows=3)
    made.cells |= {"A4": "一、在外人士", "A5": "①", "A6": "②"}
    made.cells.pop("E4")
    made.merged.append("A4:F4")
    return made


def _merged_down() -> Parcel:
    """推荐单位 is one cell beside all rows, and the table is closed by a thick line."""
    made = blank(numbers=False)
    made.cells.pop("E5")
    made.merged.append("E4:E5")
    made.looks |= {f"{letter}5": CLOSING for letter in "ABCDEF"}
    return made


def _with_names_and_sheets() -> Parcel:
    """Names, a print area, a header on every page, and another sheet that looks at the total."""
    made = blank()
    made.names = (
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">名单!$A$1:$F$7</definedName>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">名单!$3:$3</definedName>'
        '<definedName name="人数">名单!$B$6</definedName></definedNames>'
    )
    made.others["汇总"] = (
        '<row r="1"><c r="A1"><f>名单!B6*2</f><v>0</v></c><c r="B1"><f>TODAY()</f><v>46000</v></c></row>'
    )
    return made


def _with_a_formula_beyond_us() -> Parcel:
    """A total that this program does not reckon is left to Excel, without an old value."""
    made = blank()
    made.cells["D6"] = formula('SUMPRODUCT((C4:C5<>"")*1)', "0")
    made.cells["E6"] = formula("PI()", "3.14")
    return made


def _with_feet_of_all_kinds() -> Parcel:
    made = blank()
    made.before = ""
    made.behind.append(
        '<headerFooter differentFirst="1"><oddFooter>&amp;C第&amp;P页</oddFooter></headerFooter>'
    )
    made.parts["_xmlsignatures/sig1.xml"] = "<Signature/>"
    return made


def _total_above() -> Parcel:
    """合计 stands right under the header, and nothing below the table."""
    made = blank(foot=False, drawn_rows=3)
    made.cells |= {"A4": "合计", "B4": formula("SUBTOTAL(103,B5:B6)", "0"), "A5": 1, "A6": 2}
    made.cells.pop("E4")
    made.cells |= {f"H{row}": f"说明{row}" for row in range(4, 12)}
    return made


CASES = {
    "words to choose from beside the table": Case(_with_notes, found=(
        (SHEET, 'sqref="E4:E6"'), (SHEET, "<formula1>$I$4:$I$7</formula1>"))),
    "drop-downs of the newer kind": Case(_with_x14_drop_downs, found=(
        (SHEET, "<xm:sqref>E4:E6</xm:sqref>"), (SHEET, "<xm:f>字典!$A$1:$A$3</xm:f>"),
        (SHEET, 'mc:Ignorable="x14ac xr xr2"'), (SHEET, "xmlns:x14ac="), (SHEET, "x14ac:dyDescent"))),
    "a stamp": Case(_with_a_stamp, changed=("xl/drawings/drawing1.xml",), found=(
        ("xl/drawings/drawing1.xml", "<xdr:row>7</xdr:row>"), ("xl/drawings/drawing1.xml", "<xdr:row>9</xdr:row>"),
        ("xl/drawings/drawing1.xml", "<xdr:row>0</xdr:row>"))),
    "a box with words and a code": Case(_with_a_box_and_a_code, changed=("xl/drawings/drawing1.xml",), found=(
        ("xl/drawings/drawing1.xml", "请于12月5日前报送"), ("xl/drawings/drawing1.xml", "<xdr:row>8</xdr:row>"))),
    "check boxes": Case(_with_check_boxes,
        changed=("xl/drawings/vmlDrawing1.vml", "xl/ctrlProps/ctrlProp1.xml"), found=(
        ("xl/drawings/vmlDrawing1.vml", " 1, 0, 7, 0, 2, 0, 8, 4"), ("xl/drawings/vmlDrawing1.vml", "$H$8"),
        ("xl/ctrlProps/ctrlProp1.xml", 'fmlaLink="$H$8"'), (SHEET, "<xdr:row>7</xdr:row>"))),
    "threaded comments": Case(_with_threaded_comments, changed=(
        "xl/comments1.xml", "xl/threadedComments/threadedComment1.xml", "xl/drawings/vmlDrawing1.vml"), found=(
        ("xl/comments1.xml", 'ref="B3"'), ("xl/comments1.xml", 'ref="B7"'),
        ("xl/threadedComments/threadedComment1.xml", 'ref="B7"'),
        ("xl/drawings/vmlDrawing1.vml", "<x:Row>6</x:Row>"))),
    "pictures of WPS in cells": Case(_with_wps_pictures, found=((SHEET, "ID_0B"),), gone=((SHEET, "ID_0A"),)),
    "pictures of Excel in cells": Case(_with_pictures_in_cells, gone=(
        (SHEET, "vm="), (SHEET, "#VALUE!"), (SHEET, "hyperlink"))),
    "a photograph that floats over the example": Case(_with_a_floating_photograph,
        changed=("xl/drawings/drawing1.xml",), found=(("xl/drawings/drawing1.xml", "公章"),),
        gone=(("xl/drawings/drawing1.xml", "张三"),), lost=("第4行示例的照片去掉了",)),
    "an order of reckoning": Case(_with_an_order_of_reckoning, changed=("xl/calcChain.xml",),
        found=(("xl/calcChain.xml", 'r="B7"'),), gone=(("xl/calcChain.xml", "F4"), (SHEET, "DISPIMG"))),
    "a formula that rows share": Case(_with_shared_formulas, found=((SHEET, "<f>ROW()-3</f><v>3</v>"),)),
    "a table of Excel's": Case(_as_a_table, changed=("xl/tables/table1.xml",), found=(
        ("xl/tables/table1.xml", 'ref="A3:F6"><autoFilter ref="A3:F6"'),)),
    "conditions": Case(_with_conditions, found=(
        (SHEET, 'sqref="C4:C6"'), (SHEET, "LEN(C4)&lt;$B$7"), (SHEET, "<xm:f>$B$7&gt;9</xm:f>"),
        (SHEET, "<xm:sqref>B4:B6</xm:sqref>"))),
    "cells that are locked": Case(_protected, changed=("xl/styles.xml",), found=(
        ("xl/styles.xml", '<alignment wrapText="1"/><protection locked="0"/>'),
        (SHEET, '<sheetProtection password="CC1A" sheet="1" objects="1"/>'), (SHEET, f'<c r="B6" s="{OPEN}"'))),
    "rows that are hidden": Case(_with_hidden_rows, gone=((SHEET, "hidden"),)),
    "entries of two rows": Case(_of_two_rows_each, rows=(4, 6, 8), found=(
        (SHEET, '<mergeCell ref="B6:B7"/>'), (SHEET, '<mergeCell ref="B8:B9"/>'))),
    "a word of the county's": Case(_with_a_word, lost=("D5里对方已经写了字，留着，没有填",)),
    "no lines at all": Case(_without_lines),
    "a line across and numbers in circles": Case(_in_sections, rows=(5, 6, 7)),
    "one cell beside all rows": Case(_merged_down, changed=("xl/styles.xml",), found=(
        (SHEET, '<mergeCell ref="E4:E6"/>'), (SHEET, f'r="B5" s="{RULED}"'), (SHEET, f'r="B6" s="{CLOSING}"'))),
    "names and other sheets": Case(_with_names_and_sheets,
        changed=("xl/workbook.xml", "xl/worksheets/sheet2.xml"), found=(
        ("xl/workbook.xml", "名单!$A$1:$F$8"), ("xl/workbook.xml", "名单!$3:$3"), ("xl/workbook.xml", "名单!$B$7"),
        ("xl/worksheets/sheet2.xml", "<f>名单!B7*2</f><v>6</v>"), ("xl/worksheets/sheet2.xml", "<v>46000</v>"))),
    "a total beyond us": Case(_with_a_formula_beyond_us, changed=("xl/workbook.xml",), found=(
        (SHEET, '<f>SUMPRODUCT((C4:C6&lt;&gt;"")*1)</f></c>'), (SHEET, "<v>3.14</v>"),
        ("xl/workbook.xml", 'fullCalcOnLoad="1"')),
        lost=("D7的公式，用Excel或WPS打开时才算出来，手机预览里先空着",)),
    "a foot on every page": Case(_with_feet_of_all_kinds, found=(
        (SHEET, "<firstFooter>&amp;L名单编号"), (SHEET, "&amp;C第&amp;P页")), lost=("电子签名失效，填了字就对不上了",)),
    "a total above": Case(_total_above, rows=(5, 6, 7), found=(
        (SHEET, "<f>SUBTOTAL(103,B5:B7)</f><v>3</v>"), (SHEET, 'r="H11"'))),
}  # fmt: skip
"""Beside the sheet's own part nothing changes but what is named."""


@pytest.mark.parametrize("name", CASES)
def test_a_form_goes_back_as_it_came(
    store: GraphStore, clerk: Viewer, tmp_path: Path, name: str
) -> None:
    """Its rows are filled and one is added; parts that are not concerned are the same bytes."""
    case = CASES[name]
    people(store, clerk)
    path = case.make().save(tmp_path / "form.xlsx")
    found = filling.people_for(store, EVERYTHING, viewer=clerk)
    form = read_form(path, name="form.xlsx")
    plan = filling.fill(form, found, FormChoices(), viewer=clerk)
    assert filling.lost(path, form, plan) == case.lost
    book, taken = filled(store, clerk, path)
    sheet = book["名单"]
    assert tuple(sheet.cell(row, 2).value for row in case.rows) == THREE
    assert sheet.cell(case.rows[0], 3).value == "13000000002"
    before, after = unpacked(path.read_bytes()), unpacked(taken.content)
    assert list(before) == list(after)
    assert {each for each in before if before[each] != after[each]} == {SHEET, *case.changed}
    for part, words in case.found:
        assert words in after[part].decode(), (part, words)
    for part, words in case.gone:
        assert words in before[part].decode(), (part, words)
        assert words not in after[part].decode(), (part, words)


@pytest.mark.parametrize("name", [name for name in CASES if name not in {"a total above"}])
def test_what_stands_below_moves_and_counts_everybody(
    store: GraphStore, clerk: Viewer, tmp_path: Path, name: str
) -> None:
    """合计 counts the three, by formula and by its stored value; each has a number of their own."""
    people(store, clerk)
    path = CASES[name].make().save(tmp_path / "form.xlsx")
    taken = filled(store, clerk, path)[1]
    formulas = openpyxl.load_workbook(io.BytesIO(taken.content))["名单"]
    values = openpyxl.load_workbook(io.BytesIO(taken.content), data_only=True)["名单"]
    rows = CASES[name].rows
    total = next((row for row in range(1, 15) if formulas.cell(row, 1).value == "合计"), None)
    if total is not None:
        first = int(str(formulas.cell(total, 2).value).partition("B")[2].partition(":")[0])
        assert str(formulas.cell(total, 2).value) == f"=COUNTA(B{first}:B{total - 1})"
        assert first <= rows[0]
        assert rows[-1] < total
        assert values.cell(total, 2).value == 3
    assert [values.cell(row, 1).value for row in rows] == [1, 2, 3]
