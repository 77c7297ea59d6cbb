"""What strikes, frames, comments, merged names, mail links and hidden sheets say.

The files lie in `tests/trouble/`; what they do not show is made here. All people are made up.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.reading.contact_ways import ways_in, ways_of
from xiangxian.services.registers.workbook.cell_lines import packed, unpacked
from xiangxian.services.registers.workbook.model import Checked, CheckedSheet, RecordRow
from xiangxian.services.registers.workbook.open_register import read_workbook

TROUBLE = Path(__file__).parents[2] / "trouble"
Make = Callable[[Worksheet], object]


def read(path: Path, *, shown: tuple[str, ...] = ()) -> Checked:
    """A file as an import reads it, kept and taken up again in between."""
    workbook = unpacked(packed(read_workbook(path, name=path.name)))
    return check(workbook, Homeland("句容市后白镇"), {}, shown=shown)


def made(tmp_path: Path, make: Make) -> CheckedSheet:
    """A small register that *make* fills."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    make(sheet)
    workbook.save(tmp_path / "册.xlsx")
    return read(tmp_path / "册.xlsx").sheets[0]


def codes(row: RecordRow) -> set[str]:
    """The points of a row."""
    return {point.code for point in row.points}


def numbers(row: RecordRow) -> list[str]:
    """The telephone numbers of a row."""
    return [phone.number for phone in row.values.get("phones", ())]


def test_a_struck_name_is_asked_about_and_a_struck_number_is_none() -> None:
    """Alone or with its whole row; what was struck within a cell is kept as text."""
    rows = {row.row: row for row in read(TROUBLE / "04_strike.xlsx").sheets[0].records}
    assert [row for row, each in rows.items() if "ROW_STRUCK" in codes(each)] == [3, 4]
    assert "DECEASED" not in codes(rows[3]) | codes(rows[4])
    assert numbers(rows[5]) == ["13800000204"]
    assert rows[5].kept["手机（划掉的）"] == "13900000204"


def test_a_struck_employer_is_a_post_held_before(tmp_path: Path) -> None:
    """The row itself stands."""

    def make(sheet: Worksheet) -> None:
        sheet.append(["姓名", "工作单位及职务", "手机"])
        sheet.append(["方一舟", "江宁某某机电有限公司总经理", "13800000901"])
        for letter in "BC":
            sheet[f"{letter}2"].font = openpyxl.styles.Font(strike=True)

    (row,) = made(tmp_path, make).records
    (post,) = row.values["employments"]
    assert (post.organisation, post.position) == ("江宁某某机电有限公司", "原总经理")
    assert not numbers(row)
    assert row.kept["手机（划掉的）"] == "13800000901"


def test_comments_are_in_the_remarks_with_author_and_place() -> None:
    """A comment that tells a death is asked about as one."""
    first, second = read(TROUBLE / "05_comments.xlsx").sheets[0].records
    said = "单元格批注：手机 13800000301，2024年春节本人来电（村会计，G2）"
    assert first.values["remarks"] == said
    assert "CELL_NOTE" in codes(first)
    assert {"CELL_NOTE", "DECEASED"} <= codes(second)


THREAD = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def with_thread(path: Path, ref: str, author: str, *said: str) -> None:
    """Put a conversation of today's Excel at *ref* of the first sheet: the parts that it writes."""
    comments = "".join(
        f'<threadedComment ref="{ref}" dT="2024-02-10T10:00:00.00" personId="{{P}}" id="{{C{n}}}">'
        f"<text>{text}</text></threadedComment>"
        for n, text in enumerate(said)
    )
    parts = {
        "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="{THREAD}">{comments}</ThreadedComments>',
        "xl/persons/person.xml": f'<personList xmlns="{THREAD}"><person displayName="{author}" id="{{P}}" userId="u" providerId="None"/></personList>',
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{RELATED}"><Relationship Id="rIdThread" Type="{KIND}" Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "a") as packed:
        for name, text in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')


def test_a_conversation_beside_a_cell_is_in_the_remarks(tmp_path: Path) -> None:
    """Threaded comments, each with who wrote it; one that tells a death is asked about as one."""
    made(tmp_path, lambda sheet: [sheet.append(row) for row in (["姓名", "手机"], ["方一舟", "13800000901"], ["冯二川", "13800000902"])])  # fmt: skip
    path = tmp_path / "册.xlsx"
    with_thread(path, "A2", "村会计", "2024年春节来过电话", "号码没有换")
    first, second = read(path).sheets[0].records
    assert "2024年春节来过电话" in first.values["remarks"]
    assert "号码没有换" in first.values["remarks"]
    assert "村会计" in first.values["remarks"]
    assert "CELL_NOTE" in codes(first)
    assert "remarks" not in second.values
    made(tmp_path, lambda sheet: [sheet.append(row) for row in (["姓名", "手机"], ["方一舟", "13800000901"])])  # fmt: skip
    with_thread(path, "A2", "村会计", "去年已去世")
    (dead,) = read(path).sheets[0].records
    assert "DECEASED" in codes(dead)


def test_comments_beside_the_records_are_counted(tmp_path: Path) -> None:
    """On a header; what is never stored is not stored out of a comment either."""

    def make(sheet: Worksheet) -> None:
        sheet.append(["姓名", "手机"])
        sheet.append(["方一舟", "13800000901"])
        sheet["A1"].comment = openpyxl.comments.Comment("按村排", "村会计")
        sheet["A2"].comment = openpyxl.comments.Comment("党员", "村会计")

    sheet = made(tmp_path, make)
    assert [(p.code, p.raw) for p in sheet.remarks] == [("NOTES_ELSEWHERE", "1条：A1")]
    assert "remarks" not in sheet.records[0].values


def test_a_name_over_several_rows_is_one_person() -> None:
    """With the posts and numbers of all of them."""
    first, second = read(TROUBLE / "07_merged_name.xlsx").sheets[0].records
    assert [each.organisation for each in first.values["employments"]] == [
        "某某机电有限公司", "江苏某某商会",
    ]  # fmt: skip
    assert numbers(first) == ["13800000501", "13900000501"]
    assert second.values["name"].name == "冯二川"


def test_a_second_number_alone_below_a_merged_name_is_no_foot(tmp_path: Path) -> None:
    """And a village that is merged over two people leaves them two."""

    def make(sheet: Worksheet) -> None:
        sheet.append(["姓名", "籍贯", "手机"])
        sheet.append(["方一舟", "东湾村", "13800000901"])
        sheet.append([None, None, "13900000901"])
        sheet.append(["方二舟", None, "13800000902"])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B4")

    first, second = made(tmp_path, make).records
    assert numbers(first) == ["13800000901", "13900000901"]
    assert second.values["name"].name == "方二舟"


def test_never_one_person_made_of_two(tmp_path: Path) -> None:
    """Another birthday under one merged name: nothing of the row is taken, all of it is kept."""

    def make(sheet: Worksheet) -> None:
        sheet.append(["姓名", "出生年月", "手机"])
        sheet.append(["方一舟", "1975.06", "13800000901"])
        sheet.append([None, "1999.03", "13900000901"])
        sheet.merge_cells("A2:A3")

    (row,) = made(tmp_path, make).records
    assert numbers(row) == ["13800000901"]
    assert "13900000901" in row.kept["第3行"]
    assert "MERGED_ROW_DIFFERS" in codes(row)


@pytest.mark.parametrize(("framed", "asked"), [((3,), [3]), ((2, 3, 4), [])])
def test_a_black_frame_unlike_the_column_is_asked_about(
    tmp_path: Path, framed: tuple[int, ...], asked: list[int]
) -> None:
    """A table that frames all its names says nothing."""
    line = Side(style="thick", color="FF000000")

    def make(sheet: Worksheet) -> None:
        sheet.append(["姓名", "手机"])
        for number in (1, 2, 3):
            sheet.append([f"方{'一二三'[number - 1]}舟", f"1380000090{number}"])
        for row in framed:
            sheet[f"A{row}"].border = Border(left=line, right=line, top=line, bottom=line)

    rows = made(tmp_path, make).records
    assert [row.row for row in rows if "NAME_FRAMED" in codes(row)] == asked
    assert not any("DECEASED" in codes(row) for row in rows)


def test_the_address_of_a_mail_link_counts() -> None:
    """What the cell says otherwise is kept."""
    first, second = read(TROUBLE / "10_mailto.xlsx").sheets[0].records
    assert first.values["email"] == "chu1@example.com"
    assert first.kept["邮箱"] == "发邮件"
    assert (second.values["email"], second.kept["邮箱"]) == (
        "other@example.com",
        "chu2@example.com",
    )
    assert "MAIL_DIFFERS" in codes(second)


def test_hidden_sheets_are_left_out_unless_asked_for() -> None:
    """And named."""
    path = TROUBLE / "33a_veryhidden.xlsx"
    first, second = read(path).sheets
    assert (len(first.records), second.hidden, second.left, second.records) == (2, True, True, ())
    assert len(read(path, shown=("旧册",)).sheets[1].records) == 1


def test_hidden_rows_come_in_and_are_pointed_at(tmp_path: Path) -> None:
    """A filter hides people, it does not take them off."""

    def make(sheet: Worksheet) -> None:
        sheet.append(["姓名", "手机"])
        sheet.append(["方一舟", "13800000901"])
        sheet.append(["方二舟", "13800000902"])
        sheet.row_dimensions[3].hidden = True

    first, second = made(tmp_path, make).records
    assert ("ROW_HIDDEN" in codes(first), "ROW_HIDDEN" in codes(second)) == (False, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a1@example.com", ((), (), ("a1@example.com",), (), ())),
        ("fang_2026", ((), ("fang_2026",), (), (), ())),
        ("微信：fang2026，QQ 12345678", ((), ("fang2026",), (), ("12345678",), ())),
        ("13800000901 b2@example.com", (("13800000901",), (), ("b2@example.com",), (), ())),
        ("12345678", ((), (), (), (), ("12345678",))),
    ],
)
def test_several_ways_in_one_column_are_told_by_their_values(
    text: str, found: tuple[tuple[str, ...], ...]
) -> None:
    """What nobody can tell stays text."""
    ways = ways_in(text, "邮箱/微信")
    phones = tuple(phone.number for phone in ways.phones)
    assert (phones, ways.wechat, ways.email, ways.qq, ways.rest) == found


def test_a_column_of_one_way_is_read_as_before() -> None:
    """邮箱 is no column of several ways."""
    assert not ways_of("邮箱")
    assert not ways_of("家属联系方式")
    assert ways_of("微信/QQ") == {"wechat", "qq"}
