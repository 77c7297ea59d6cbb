"""上级要表: the county's own table is filled in, and everything else about it stays."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.services import records
from xiangxian.services.county_forms import filling
from xiangxian.services.county_forms.filling import FormChoices
from xiangxian.services.county_forms.form import read_form
from xiangxian.services.county_forms.form_package import Package
from xiangxian.services.county_forms.grid import Grid
from xiangxian.services.county_forms.room import Gap, make_room, moved_formula
from xiangxian.services.drafts import Draft
from xiangxian.services.exports import contact_lists, export_log
from xiangxian.services.exports.release import ReleasedList
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.store.base import EVERYTHING
from xiangxian.store.contract import GraphStore

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def county_table(path: Path, *, drawn: int = 3, example: bool = True, total: bool = True) -> Path:
    """A blank table as a county sends it: title, two header rows, an example, drawn rows, a total,
    a foot, all that an office sets up for printing, and a second sheet that looks at the first."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "在外乡贤"
    sheet["A1"] = "在外乡贤情况统计表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=20, bold=True)
    sheet.merge_cells("A1:I1")
    sheet["A2"] = "填报单位（盖章）：　　　　填报时间："
    sheet.merge_cells("A2:I2")
    heads = (
        "序号",
        "姓名",
        "出生年月",
        "政治面貌",
        "工作单位及职务",
        "联系方式",
        "",
        "校友会",
        "荣誉证书编号",
    )
    for place, head in enumerate(heads, start=1):
        if head:
            sheet.cell(3, place, head)
        if place not in {6, 7}:
            sheet.merge_cells(start_row=3, end_row=4, start_column=place, end_column=place)
    sheet.merge_cells("F3:G3")
    sheet["F4"], sheet["G4"] = "手机", "微信"
    row = 5
    if example:
        for place, text in enumerate(
            ("例", "张三", "1970年1月", "群众", "某公司经理", "13000000000"), 1
        ):
            sheet.cell(5, place, text).font = Font(name="楷体", italic=True, size=11)
        row = 6
    for number in range(drawn):
        sheet.cell(row + number, 1, number + 1 + example)
        sheet.cell(row + number, 9, f"=ROW()-{row - 1}")
    last = row + drawn
    for each in range(3, last + total):
        for place in range(1, 10):
            sheet.cell(each, place).border = BOX
        sheet.row_dimensions[each].height = 31.5
    for number in range(drawn):
        for place in range(1, 10):
            sheet.cell(row + number, place).font = Font(name="仿宋", size=12)
    if total:
        sheet.cell(last, 1, "合计")
        sheet.merge_cells(start_row=last, end_row=last, start_column=1, end_column=2)
        sheet.cell(last, 3, f"=COUNTA(B5:B{last - 1})").fill = PatternFill("solid", "FFEEEEEE")
        sheet.row_dimensions[last].height = 40
        sheet.cell(last + 1, 1, "填表人：　　　　审核人：　　　　联系电话：")
        sheet.merge_cells(start_row=last + 1, end_row=last + 1, start_column=1, end_column=9)
        sheet.cell(last + 1, 1).alignment = Alignment(horizontal="right")
    for letter, width in zip("ABCDEFGHI", (6, 11, 13, 9, 34, 15, 14, 13, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows, sheet.print_area = "3:4", f"A1:I{last + 1}"
    sheet.freeze_panes = "A5"
    sheet.oddFooter.left.text = "县委统战部制"
    gender = DataValidation("list", formula1='"群众,其他"', sqref=f"D5:D{max(last - 1, 5)}")
    sheet.add_data_validation(gender)
    red = FormulaRule(formula=[f"$C${last}=0"], font=Font(color="FFFF0000"))
    sheet.conditional_formatting.add(f"B5:B{max(last - 1, 5)}", red)
    other = book.create_sheet("汇总")
    other["A1"], other["B1"] = "人数", f"=在外乡贤!C{last}"
    book.defined_names["人数"] = DefinedName("人数", attr_text=f"在外乡贤!$C${last}")
    book.save(path)
    return path


def people(store: GraphStore, clerk: Viewer) -> None:
    """Six people: one who died, one who wants no contact, one with a kept column."""
    draft = Draft(new_id(), clerk.unit)
    for number, (name, more) in enumerate(
        (
            ("甲一", {"birth": PartialDate(year=1971, month=3), "kept": {"校友会": "理事"}}),
            ("乙二", {"wechat": "=1+1"}),
            ("丙三", {}),
            ("丁四", {"opt_out": True}),
            ("戊五", {"deceased": True}),
            ("己六", {"consent_withdrawn_on": PartialDate(year=2026)}),
        )
    ):
        given_: dict[str, Any] = {"phones": (Phone(number=f"1300000000{number}"),), **more}
        id_ = draft.add(Person.model_validate({"name": name, **given_}))
        if number < 2:
            firm = draft.add(
                records.schema.KINDS["organisation"].model_validate({"name": f"{name}公司"})
            )
            draft.tie(Employment(position="董事长"), id_, firm)
    store.apply(draft.change_set(clerk, NOW, "person.create"))


def filled(
    store: GraphStore, clerk: Viewer, path: Path, chosen: FormChoices | None = None
) -> tuple[Any, ReleasedList]:
    """The table filled with everybody, opened again."""
    found = filling.people_for(store, EVERYTHING, viewer=clerk)
    form = read_form(path, name="县里的表.xlsx", kept=filling.kept_headers(found))
    taken = filling.export(
        store, path, form, found, chosen or FormChoices(),
        purpose="报乡贤情况", recipient="县委统战部", change_id=new_id(), viewer=clerk, now=NOW,
    )  # fmt: skip
    return openpyxl.load_workbook(io.BytesIO(taken.content)), taken


def test_a_table_is_understood(tmp_path: Path) -> None:
    """Two header rows, the example, where entries begin and end; what is never kept is known."""
    form = read_form(county_table(tmp_path / "x.xlsx"), name="x.xlsx", kept=["校友会"])
    (sheet,) = form.sheets
    fills = {column.header: column.fills for column in sheet.columns}
    assert fills == {
        "序号": "seq_no", "姓名": "name", "出生年月": "birth", "政治面貌": "",
        "工作单位及职务": "employments", "联系方式·手机": "phones", "联系方式·微信": "wechat",
        "校友会": "kept:校友会", "荣誉证书编号": "",
    }  # fmt: skip
    assert [column.header for column in sheet.columns if column.never] == ["政治面貌"]
    assert (sheet.head, sheet.start, sheet.stop, sheet.examples) == (4, 5, 9, (5,))


def test_people_are_written_in_and_the_rest_moves_down(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """More people than drawn rows: total, foot, merged cells, heights, formulas of both sheets,
    names, validation, formats and print area move; entries look like the drawn rows."""
    people(store, clerk)
    path = county_table(tmp_path / "x.xlsx", drawn=1, example=False)
    before = openpyxl.load_workbook(path)["在外乡贤"]
    book, taken = filled(store, clerk, path)
    sheet = book["在外乡贤"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=7)]
    assert [row[:8] for row in rows] == [
        [1, "丙三", None, None, None, "13000000002", None, None],
        [2, "甲一", "1971年3月", None, "甲一公司董事长", "13000000000", None, "理事"],
        [3, "乙二", None, None, "乙二公司董事长", "13000000001", "=1+1", None],
    ]
    assert sheet["G7"].data_type == "s"
    assert [row[8] for row in rows] == ["=ROW()-4"] * 3
    assert sheet["F5"].data_type == "s"
    assert (sheet["A8"].value, sheet["C8"].value) == ("合计", "=COUNTA(B5:B7)")
    assert sheet["A9"].value == before["A7"].value
    assert sheet["A9"].alignment.horizontal == "right"
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A8:B8", "A9:I9", "A1:I1", "F3:G3", "A3:A4"} <= merged
    assert len(merged) == len(before.merged_cells.ranges)
    heights = [sheet.row_dimensions[row].height for row in range(5, 9)]
    assert heights == [31.5, 31.5, 31.5, 40]
    for row in (6, 7):
        assert sheet.cell(row, 2).font.name == "仿宋"
        assert sheet.cell(row, 9).border.bottom.style == "thin"
    assert sheet["C8"].fill.fgColor.rgb == "FFEEEEEE"
    assert book["汇总"]["B1"].value == "=在外乡贤!C8"
    assert book.defined_names["人数"].attr_text == "在外乡贤!$C$8"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D5:D7"
    (rule,) = sheet.conditional_formatting
    assert (str(rule.sqref), rule.rules[0].formula) == ("B5:B7", ["$C$8=0"])
    assert sheet.print_area == "'在外乡贤'!$A$1:$I$9"
    assert sheet.print_title_rows == "$3:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.freeze_panes == "A5"
    widths = {letter: d.width for letter, d in sheet.column_dimensions.items()}
    assert widths == {letter: d.width for letter, d in before.column_dimensions.items()}
    assert sheet["A1"].font.size == 20
    assert (
        sheet.oddFooter.left.text
        == f"县委统战部制　名单编号 {taken.mark}　用途：报乡贤情况　给：县委统战部"
    )
    assert (taken.people, taken.file) == (3, f"县里的表-20261124-{taken.mark}.xlsx")
    assert taken.left_out == {"丁四": "本人不再联系", "戊五": "已故", "己六": "本人撤回了同意"}


def test_fewer_people_leave_the_drawn_rows(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """Nothing moves; the example gives way, or stays with entries below it."""
    people(store, clerk)
    path = county_table(tmp_path / "x.xlsx", drawn=5)
    sheet = filled(store, clerk, path)[0]["在外乡贤"]
    assert [sheet.cell(row, 2).value for row in range(5, 11)] == [
        "丙三",
        "甲一",
        "乙二",
        None,
        None,
        None,
    ]
    assert sheet["D5"].value is None
    assert (sheet["B5"].font.name, sheet["B5"].font.italic) == ("仿宋", False)
    assert (sheet["A11"].value, sheet["C11"].value) == ("合计", "=COUNTA(B5:B10)")
    kept = filled(store, clerk, path, FormChoices(over_examples=False))[0]["在外乡贤"]
    assert [kept.cell(row, 2).value for row in range(5, 9)] == ["张三", "丙三", "甲一", "乙二"]


@pytest.mark.parametrize("example", [True, False])
def test_a_table_without_drawn_rows_or_foot_is_filled_too(
    store: GraphStore, clerk: Viewer, tmp_path: Path, example: bool
) -> None:
    """Entries stand right below the header, with its borders."""
    people(store, clerk)
    path = county_table(tmp_path / "x.xlsx", drawn=0, example=example, total=False)
    sheet = filled(store, clerk, path)[0]["在外乡贤"]
    assert [sheet.cell(row, 2).value for row in range(5, 9)] == ["丙三", "甲一", "乙二", None]
    assert sheet["B7"].border.left.style == "thin"


def test_a_text_that_is_too_wide_breaks(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """In a row that is high enough; what fits is left as the county drew it."""
    phones = tuple(Phone(number=f"1300000000{number}") for number in range(4))
    records.create(
        store, Person(name="甲", phones=phones), change_id=new_id(), viewer=clerk, now=NOW
    )
    sheet = filled(store, clerk, county_table(tmp_path / "x.xlsx"))[0]["在外乡贤"]
    assert sheet["F5"].alignment.wrap_text
    assert sheet.row_dimensions[5].height > 31.5
    assert not sheet["B5"].alignment.wrap_text
    assert sheet.row_dimensions[6].height == 31.5


def test_a_form_reports_who_a_list_leaves_out_when_asked(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """The deceased and the refusing by choice; who wants no contact has none in the table."""
    people(store, clerk)
    path = county_table(tmp_path / "x.xlsx", drawn=1)
    book, taken = filled(store, clerk, path, FormChoices(deceased=True, refusing=True))
    sheet = book["在外乡贤"]
    by_name = {sheet.cell(row, 2).value: sheet.cell(row, 6).value for row in range(5, 11)}
    assert by_name == {
        "丙三": "13000000002", "丁四": None, "己六": None, "甲一": "13000000000",
        "乙二": "13000000001", "戊五": "13000000004",
    }  # fmt: skip
    assert (taken.people, dict(taken.left_out)) == (6, {})


def test_a_choice_is_followed_or_refused(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """A column by the clerk's choice; what is never kept cannot be chosen; nothing leaves."""
    people(store, clerk)
    path = county_table(tmp_path / "x.xlsx")
    wanted = {"B": "name", "H": "phones"}
    sheet = filled(store, clerk, path, FormChoices(fills=wanted))[0]["在外乡贤"]
    assert (sheet["B5"].value, sheet["H5"].value, sheet["F5"].value) == (
        "丙三",
        "13000000002",
        None,
    )
    before = store.revision()
    for bad in ({"B": "name", "D": "name"}, {"B": "no_such"}, {}):
        with pytest.raises(Invalid):
            filled(store, clerk, path, FormChoices(fills=bad))
    assert store.revision() == before


def test_a_filled_table_is_a_list_that_left(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """With purpose, people and mark; it stays with the county and is never asked back."""
    people(store, clerk)
    taken = filled(store, clerk, county_table(tmp_path / "x.xlsx"))[1]
    later = datetime(2027, 3, 1, tzinfo=UTC)
    (left,) = export_log.lists(store, viewer=clerk, now=later, mark=taken.mark).rows
    assert isinstance(left.record, ContactExport)
    assert left.reported
    assert (left.record.recipient, left.record.people) == ("县委统战部", 3)
    assert left.record.columns == (
        "姓名",
        "出生年月",
        "工作单位及职务",
        "联系方式·手机",
        "联系方式·微信",
        "校友会",
    )
    assert export_log.long_out(store, viewer=clerk, now=later) == []
    assert store.log(limit=1)[0].why == "export.contacts"


def test_the_order_of_the_given_list_is_kept(store: GraphStore, clerk: Viewer) -> None:
    """Listed people come in their order, and only those that are chosen."""
    people(store, clerk)
    everybody = filling.people_for(store, EVERYTHING, viewer=clerk)
    turned = [each.node.id for each in reversed(everybody)]
    found = filling.people_for(store, EVERYTHING, viewer=clerk, listed=[*turned, new_id()])
    assert [each.node.id for each in found] == turned
    today = NOW.date()
    lines = contact_lists.gather(store, EVERYTHING, viewer=clerk, today=today, listed=turned).lines
    assert [line.id for line in lines] == [id_ for id_ in turned if id_ in {x.id for x in lines}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "老版本"),
        ("姓名,手机\n".encode(), "不是Excel"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """In one sentence that says what to do."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as fault:
        read_form(path, name="x.xlsx")
    assert words in fault.value.sentence
    assert "导入" not in fault.value.sentence


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    """There must be a header that is known."""
    book = openpyxl.Workbook()
    book.active["A1"] = "项目"  # type: ignore[index]
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(Unreadable, match="姓名"):
        read_form(tmp_path / "x.xlsx", name="x.xlsx")


@pytest.mark.parametrize(
    ("formula", "below", "expected"),
    [
        ("=SUM(C5:C9)", True, "=SUM(C5:C12)"),
        ("=SUM(C9:C9)", True, "=SUM(C9:C12)"),
        ("=SUM(C9:E9)", False, "=SUM(C9:E9)"),
        ("=SUM($C$5:$C$9)+C10", True, "=SUM($C$5:$C$12)+C13"),
        ('=表一!B10&"C10"', True, '=表一!B13&"C10"'),
        ("='别的 表'!B10", True, "='别的 表'!B10"),
        ("=SUM(C:C)+5", True, "=SUM(C:C)+5"),
        ("=COUNTA(10:11)", True, "=COUNTA(13:14)"),
    ],
)
def test_formulas_follow_as_excel_moves_them(formula: str, below: bool, expected: str) -> None:
    """Three rows below row 9 of 表一."""
    gap = Gap("表一", 9, 3)
    assert moved_formula(formula, gap, here=True, below=below) == expected


@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 40))
def test_room_moves_each_cell_by_the_same_and_loses_none(after: int, count: int, row: int) -> None:
    """What stands above stays, what stands below moves by the gap, nothing else happens."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(row, 2, "甲")
    sheet.row_dimensions[row].height = 22
    target = io.BytesIO()
    book.save(target)
    package = Package(target)
    (name, part), *_ = package.sheets().items()
    make_room(package, Grid(package, part), Gap(name, after, count))
    moved = openpyxl.load_workbook(io.BytesIO(package.packed())).active
    to = row + count if row > after else row
    texts = {key: cell.value for key, cell in moved._cells.items() if cell.value}
    assert texts == {(to, 2): "甲"}
    assert moved.cell(to, 2).coordinate == f"B{to}"
    assert moved.row_dimensions[to].height == 22


def test_merged_entries_and_macros(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """A column that is two columns wide stays so in every new row; macros do not go along, which is
    said before; a picture does."""
    people(store, clerk)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for place, text in ((1, "姓名"), (3, "手机"), (4, "备注")):
        sheet.cell(1, place, text).border = BOX
        sheet.cell(2, place).border = BOX
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:B2")
    sheet["A3"], sheet["C3"] = "合计", "=COUNTA(C2:C2)"
    plain = tmp_path / "plain.xlsx"
    book.save(plain)
    path = tmp_path / "x.xlsm"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                    b"ms-excel.sheet.macroEnabled.main",
                )
            new.writestr(name, content)
        new.writestr("xl/vbaProject.bin", b"macro")
        new.writestr("xl/media/image1.png", b"picture")
    form = read_form(path, name="x.xlsm")
    plan = filling.fill(
        form, filling.people_for(store, EVERYTHING, viewer=clerk), FormChoices(), viewer=clerk
    )
    assert filling.lost(path, form, plan) == ("宏去掉了，存成没有宏的.xlsx",)
    filled_book, taken = filled(store, clerk, path)
    done = filled_book.active
    merged = {str(each) for each in done.merged_cells.ranges}
    assert merged == {"A1:B1", "A2:B2", "A3:B3", "A4:B4"}
    assert [done.cell(row, 1).value for row in range(2, 6)] == ["丙三", "甲一", "乙二", "合计"]
    assert done["C5"].value == "=COUNTA(C2:C4)"
    assert taken.file.endswith(".xlsx")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as packed:
        assert "xl/vbaProject.bin" not in packed.namelist()
        assert packed.read("xl/media/image1.png") == b"picture"
        assert b"macro" not in packed.read("[Content_Types].xml")
