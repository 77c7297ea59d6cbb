"""A header that stands shifted against its values is noticed; nothing goes under the wrong field."""

from __future__ import annotations

from pathlib import Path

from tests.services.registers.test_layout import LAND, sheet_of

from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.reading.columns import KEEP
from xiangxian.services.registers.workbook.model import Cell, Sheet, Workbook

Rows = list[list[object]]


def test_two_columns_that_changed_places_are_held_back(tmp_path: Path) -> None:
    """职务, 职称, 社会职务, 联系电话 over 职务, 电话, 职称, 社会职务: the three are kept as text."""
    rows: Rows = [["登记表"], ["姓名", "工作职务", "职称", "社会职务", "联系电话"]]
    rows += [
        [f"王小{c}", "经理", f"1300000000{n}", "工程师", "甲会理事"]
        for n, c in enumerate("甲乙丙丁")
    ]
    found = sheet_of(tmp_path, rows)
    assert [column.field for column in found.columns] == ["name", "position", None, None, None]
    assert found.records[0].kept == {
        "工作职务": "经理", "职称": "13000000000", "社会职务": "工程师", "联系电话": "甲会理事",
    }  # fmt: skip
    assert [(p.code, p.raw) for p in found.remarks] == [
        ("COLUMNS_SHIFTED", "职称、社会职务、联系电话")
    ]


def test_a_row_of_headers_shifted_by_one_is_held_back(tmp_path: Path) -> None:
    """Without a column for the gender under its header everything after it stands one to the left."""
    rows: Rows = [["姓名", "性别", "出生年月", "籍贯", "手机", "备注"]]
    rows += [
        [f"王小{c}", "1975.08", "王庄村", f"1300000000{n}", "热心"] for n, c in enumerate("甲乙丙")
    ]
    found = sheet_of(tmp_path, rows)
    assert [column.letter for column in found.columns if column.shifted] == ["B", "C", "D", "E"]
    assert [record.values["name"].name for record in found.records] == [
        "王小甲",
        "王小乙",
        "王小丙",
    ]
    assert all(not {"gender", "birth", "phones"} & set(record.values) for record in found.records)


def test_what_the_clerk_says_of_the_columns_counts() -> None:
    """Chosen columns are filled, and the remark is gone."""
    rows: Rows = [["姓名", "性别", "出生年月", "手机"]]
    rows += [[f"王小{c}", "1975.08", f"1300000000{n}", "热心"] for n, c in enumerate("甲乙丙")]
    cells = {
        (r, c): Cell(str(value)) for r, row in enumerate(rows, 1) for c, value in enumerate(row, 1)
    }
    book = Workbook("a.xlsx", "0", (Sheet("表", cells, (), 4, 4),))
    before = check(book, LAND, {}).sheets[0]
    assert before.remarks
    chosen = {before.signature: {"A": "name", "B": "birth", "C": "phones", "D": KEEP}}
    after = check(book, LAND, {}, chosen).sheets[0]
    assert not after.remarks
    assert after.records[0].values["phones"][0].number == "13000000000"
    assert after.records[0].kept == {"手机": "热心"}


def test_landlines_beside_mobile_numbers_are_no_shift(tmp_path: Path) -> None:
    """A second telephone column, and a column with a few odd cells, change nothing."""
    rows: Rows = [["姓名", "电话", "手机", "备注"]]
    rows += [
        [f"王小{c}", f"0511-8700000{n}", f"1300000000{n}", None] for n, c in enumerate("甲乙丙丁")
    ]
    found = sheet_of(tmp_path, rows)
    assert not found.remarks
    assert [column.field for column in found.columns] == ["name", "phones", "phones", "remarks"]
