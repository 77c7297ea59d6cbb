"""Registers saved as text: every encoding and separator that offices use gives the same rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.csv_files import read_text
from xiangxian.services.registers.workbook.model import Checked
from xiangxian.services.registers.workbook.open_register import read_workbook

ROWS = [
    ["后白镇乡贤名册", "", "", ""],
    ["序号", "姓名", "工作单位及职务", "手机号码"],
    ["1", "戴秀英", "上海甲公司,总经理", '="13000000001"'],
    ["2", "笪学军", "南京乙\n公司 董事长", "13000000002"],
    ["3", "王𠮷", "", "130-0000-0003"],
]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


def written(separator: str, encoding: str) -> bytes:
    """The register as a program saves it."""
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(ROWS)
    return target.getvalue().encode(encoding)


def understood(tmp_path: Path, content: bytes) -> Checked:
    """What the importer understands of a file."""
    path = tmp_path / "册.csv"
    path.write_bytes(content)
    return check(read_workbook(path, name="册.csv"), Homeland("句容市后白镇", frozenset()), {})


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_encoding_and_separator_is_read(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    """Header under a title, quoted separators and line ends, numbers kept as text."""
    (sheet,) = understood(tmp_path, written(separator, encoding)).sheets
    assert (sheet.name, sheet.kind, sheet.title_rows) == ("册", "persons", 1)
    names = [record.values["name"].name for record in sheet.records]
    assert names == ["戴秀英", "笪学军", "王𠮷"]
    phones = [record.values["phones"][0].number for record in sheet.records]
    assert phones == ["13000000001", "13000000002", "13000000003"]
    assert sheet.records[0].values["employments"][0].organisation == "上海甲公司"
    assert not sheet.skipped


def test_a_single_row_of_text_is_no_table() -> None:
    """A letter is not taken for a register."""
    assert read_text("信", "各位乡贤：\n新春好。\n此致".encode()) is None
    assert read_text("信", "\ufeff".encode("utf-16")) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing that is dropped on the page breaks the reader."""
    sheet = read_text("册", content)
    assert sheet is None or all(cell.value for cell in sheet.cells.values())


@given(st.lists(st.lists(st.sampled_from('甲乙,"\n 1'), min_size=2, max_size=4), min_size=1))
def test_cells_come_back_as_they_were_written(rows: list[list[str]]) -> None:
    """What a CSV writer quotes, the reader gives back, place by place."""
    target = io.StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL).writerows(rows)
    sheet = read_text("册", target.getvalue().encode())
    assert sheet is not None
    expected = {
        (r, c): value.strip()
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if value.strip()
    }
    assert {place: cell.value for place, cell in sheet.cells.items()} == expected


def test_a_text_kept_from_being_a_formula_is_read_as_it_was(tmp_path: Path) -> None:
    """What our own lists, and other programs, put before = and + is no part of the text."""
    sheet = read_text("册", "姓名,备注\n王小明,'=HYPERLINK(1)\n李小华,'90年来镇\n".encode())
    assert sheet is not None
    assert sheet.cells[2, 2].value == "=HYPERLINK(1)"
    assert sheet.cells[3, 2].value == "'90年来镇"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('张一,138,"a', "a"),
        ('张一,138,a"', 'a"'),
        ('张一,"138,a', "a"),
        ('张一,138,他说"好', '他说"好'),
    ],
)
def test_a_quotation_mark_that_never_closes_swallows_nobody(row: str, said: str) -> None:
    """The people behind it are people."""
    text = f'姓名,手机,备注\n{row}\n张二,139,b\n张三,137,"c\nd"\n'
    sheet = read_text("表", text.encode())
    assert sheet is not None
    assert [sheet.cells[n, 1].value for n in range(2, 5)] == ["张一", "张二", "张三"]
    assert sheet.cells[2, 3].value == said
    assert sheet.cells[4, 3].value == "c\nd"
