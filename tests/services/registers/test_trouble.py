"""Small registers of the kinds that went wrong elsewhere, each held against what is right.

The files lie in `tests/trouble/`; their people are made up. A further one is added by its file and a
line here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.model import (
    Cell,
    CheckedSheet,
    RecordRow,
    Sheet,
    Workbook,
)
from xiangxian.services.registers.workbook.open_register import read_workbook

TROUBLE = Path(__file__).parents[2] / "trouble"


def read(file: str) -> CheckedSheet:
    """The first sheet of a file, as an import would read it."""
    path = TROUBLE / file
    checked = check(read_workbook(path, name=file), Homeland("句容市后白镇"), {})
    return checked.sheets[0]


def names(file: str) -> list[str]:
    """Who is on it."""
    return [row.values["name"].name for row in read(file).records]


def numbers(row: RecordRow) -> list[str]:
    """Their numbers, with what is noted of them behind."""
    phones = row.values.get("phones", ())
    return [f"{each.number}（{each.note}）" if each.note else each.number for each in phones]


def codes(row: RecordRow) -> set[str]:
    """What somebody should look at, the native place of these made-up sheets aside."""
    return {p.code for p in row.points if p.severity.value == "review"} - {"NATIVE_UNREADABLE"}


@pytest.mark.parametrize(
    ("file", "people"),
    [
        ("06_subtotal_count.xlsx", ["郑一帆", "郑二帆", "郑三帆"]),
        ("06b_table_total.xlsx", ["郑一帆", "郑二帆"]),
        ("06c_footers.xlsx", ["郑一帆", "郑二帆"]),
        ("33b_table_totals.xlsx", ["廉一舟", "廉二舟"]),
        ("12_u2028.csv", ["蒋一帆", "蒋二帆", "蒋三帆"]),
        ("12b_vt.csv", ["蒋四帆", "蒋五帆"]),
        ("12c_us.csv", ["蒋六帆", "蒋七帆"]),
        ("35_x000d.xlsx", ["薛一舟", "薛二舟"]),
    ],
)
def test_only_people_are_people(file: str, people: list[str]) -> None:
    """Rows that Excel reckons, feet and signers are none; a line end inside a cell tears nobody."""
    assert names(file) == people


def test_numbers_with_codes_and_marks() -> None:
    """Abroad, with areas in brackets, with extensions, with marks that nobody sees."""
    found = {row.row: numbers(row) for row in read("01_phones.xlsx").records}
    right = {
        2: ["+14085550142"], 3: ["+14085550142"], 5: ["+85261234567"], 6: ["+85261234567"],
        7: ["+85261234567"], 10: ["+886912345678"], 11: ["+442079460958"], 14: ["051187654321"],
        15: ["051187654321"], 16: ["051187654321"], 19: ["051187654321（转801）"],
        20: ["051187654321（转801）"], 21: ["13800000012"], 22: ["13800000013"], 23: ["13800000014"],
        24: ["13800000015"], 37: [],
    }  # fmt: skip
    assert {row: found[row] for row in right} == right
    unsaid = {
        row.row for row in read("01_phones.xlsx").records if "PHONE_WITHOUT_AREA" in codes(row)
    }
    assert unsaid == {41, 42, 43}


def test_columns_of_one_header_lose_nothing() -> None:
    """Further phones are phones, with their header as note; further remarks are kept by number."""
    first, *_ = read("20_four_phones_same_header.xlsx").records
    assert [each.partition("（")[0] for each in numbers(first)] == [
        "13800000621", "13900000621", "13700000621", "13600000621",
    ]  # fmt: skip
    first, *_ = read("20b_three_remarks.xlsx").records
    assert first.values["remarks"] == "备甲"
    assert dict(first.kept) == {"备注": "备乙", "备注（2）": "备丙"}
    rows = read("08_two_phones.xlsx").records
    assert numbers(rows[0]) == [
        "13800000601", "13900000601（备用手机）", "051187650601（固定电话）",
    ]  # fmt: skip
    assert numbers(rows[2]) == ["13900000603（备用手机）"]


def test_zeros_that_the_format_shows_count() -> None:
    """Of postcodes, landlines and mobile numbers stored as numbers."""
    rows = read("03_number_formats.xlsx").records
    assert [row.values["postcode"] for row in rows] == ["010010", "030001", "212400", "050011"]
    assert [[n.partition("（")[0] for n in numbers(row)] for row in rows] == [
        ["13800000101", "051187654321"], ["13800000102", "01087654322"],
        ["13800000103", "02587654323"], ["13800000104", "051187654324"],
    ]  # fmt: skip


def test_days_that_programs_wrote() -> None:
    """A minute short of midnight, in UTC, as browsers write them."""
    found = {row.row: row.values.get("birth") for row in read("02_dates.xlsx").records}
    days = {row: value.iso() for row, value in found.items() if value is not None}
    assert [days[row] for row in range(2, 10)] == ["1975-05-31"] * 3 + ["1975-06-01"] * 5


def test_characters_of_pdf_files() -> None:
    """Radicals become what they stand for; a character that was lost is a point."""
    rows = read("09_radicals.xlsx").records
    assert [row.values["name"].name for row in rows][:5] == [
        "黄大明",
        "马小云",
        "文革平",
        "齐红",
        "王龙海",
    ]
    assert [row.row for row in rows if "NAME_UNREADABLE" in codes(row)] == [7, 8, 9, 10, 13, 14]


def test_marks_round_names_are_points() -> None:
    """The name is bare, the text is kept, somebody is asked."""
    rows = {row.values["name"].name: row for row in read("38_names.xlsx").records}
    for name in ("殷一舟", "罗一舟", "毕一舟", "于一舟", "皮一舟"):
        assert codes(rows[name]) == {"NAME_WITH_MARK"}, name
        assert name in rows[name].kept["姓名"]
    assert codes(rows["顾一舟"]) == {"NAME_WITH_NOTE"}
    assert rows["顾一舟"].kept["姓名"] == "顾一舟-董事长"
    assert "(故)" not in rows


def test_how_somebody_lives_makes_no_colleagues() -> None:
    """退休 and (跳过) are no employers; what was written is kept."""
    for row in read("51_status_as_employer.xlsx").records:
        assert "employments" not in row.values
        assert row.kept["工作单位"] in {"退休", "个体", "无业", "务工", "自主创业"}
    skipped = [row for row in read("50_wjx_skip.csv").records if "employments" not in row.values]
    assert [row.values["name"].name for row in skipped] == ["朱二帆", "朱三帆", "朱四帆"]


@pytest.mark.parametrize(
    ("file", "code", "rows"),
    [
        ("52_deceased.xlsx", "DECEASED", [2, 3, 4, 5, 6, 9, 10]),
        ("52_deceased.xlsx", "KIN_DECEASED", [8]),
        ("52_deceased.xlsx", "DO_NOT_CONTACT", [7]),
        ("73_kin_deceased.xlsx", "DECEASED", [2]),
        ("73_kin_deceased.xlsx", "KIN_DECEASED", [3, 4, 5]),
    ],
)
def test_who_is_dead_and_whose_family_mourns(file: str, code: str, rows: list[int]) -> None:
    """Each is asked about as what it is."""
    assert [row.row for row in read(file).records if code in codes(row)] == rows


def test_a_death_in_the_family_has_its_month() -> None:
    """Greetings pause from then on."""
    since = {row.row: row.values.get("bereaved_on") for row in read("73_kin_deceased.xlsx").records}
    assert since[3].iso() == "2026-10"
    assert since[4] is None


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        (("王小明", "1970年5月", "13000000001"), ("王小明", None, "13000000001"), True),
        (("王小明", "1970年5月", "13000000001"), ("王小明", "1970年5月", None), True),
        (("王小明", None, "13000000001"), ("王 小明", None, "130 0000 0001"), True),
        (("王小明", "1970年5月", "13000000001"), ("王小明", "1990年5月", "13000000002"), False),
        (("王小明", None, None), ("王小明", None, "13000000002"), False),
        (("王小明", None, "13000000001"), ("李小华", None, "13000000001"), False),
    ],
)
@pytest.mark.parametrize("sheets", [1, 2])
def test_who_stands_in_one_file_twice_is_a_point(
    first: tuple[object, ...], second: tuple[object, ...], twice: bool, sheets: int
) -> None:
    """The same name and a fact more, on one sheet or on two; namesakes alone are two people."""
    head = ("姓名", "出生年月", "手机")
    tables = [[head, first, second]] if sheets == 1 else [[head, first], [head, second]]
    pages = tuple(
        Sheet(
            f"{name}村",
            {(r, c): Cell(text) for r, row in enumerate(table, 1) for c, text in enumerate(row, 1)},
            last_row=len(table),
            last_column=3,
        )
        for name, table in zip("甲乙", tables, strict=False)
    )
    found = check(Workbook("册.xlsx", "0" * 64, pages), Homeland("句容市后白镇"), {})
    codes = [point.code for sheet in found.sheets for point in sheet.points]
    assert codes.count("DUPLICATE_IN_FILE") == twice
    assert sum(len(sheet.records) for sheet in found.sheets) == 2
