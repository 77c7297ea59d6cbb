"""Which rows of a county's form are there to be filled, told as a clerk would tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from services.county_forms.test_county_forms import BOX
from xiangxian.services.county_forms.form import FormSheet, read_form

HEADS = ("序号", "姓名", "手机", "职务", "推荐单位", "备注")
TEN = range(4, 14)


@dataclass(frozen=True)
class Blank:
    """A form: its headers in row 3, the texts of rows, the rows with lines, texts elsewhere."""

    rows: Mapping[int, Sequence[str | int | None]] = field(default_factory=dict)
    ruled: Sequence[int] = TEN
    heads: Sequence[str] = HEADS
    beside: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[str] = ()

    def read(self, folder: Path) -> FormSheet:
        """The form as it is understood."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A1"] = "推荐表"
        for row, texts in {3: self.heads, **self.rows}.items():
            for column, text in enumerate(texts, start=1):
                sheet.cell(row, column).value = text  # type: ignore[union-attr]
        for row in (3, *self.ruled) if self.ruled else ():
            for column in range(1, len(self.heads) + 1):
                sheet.cell(row, column).border = BOX
        for place, text in self.beside.items():
            sheet[place] = text
        for span in self.merged:
            sheet.merge_cells(span)
        book.save(folder / "form.xlsx")
        return read_form(folder / "form.xlsx", name="form.xlsx").sheets[0]


TOTAL = {14: ["合计"]}
UNIT = [None, None, None, None, "青山镇"]
SHAPES: dict[str, tuple[Blank, Sequence[int]]] = {
    "one row with 推荐单位": (Blank({4: UNIT, **TOTAL}), TEN),
    "one word in the middle": (Blank({7: [None] * 5 + ["候补"], **TOTAL}), TEN),
    "all rows with two words": (Blank({r: [r - 3, *UNIT[1:], "推荐"] for r in TEN} | TOTAL), TEN),
    "a note beside": (Blank(TOTAL, beside={"G6": "注意：照片另报"}), TEN),
    "words to choose from, longer than the table": (
        Blank(beside={f"H{row}": f"词{row}" for row in range(3, 40)}), TEN),
    "the first column filled in": (
        Blank({r: ["青山镇"] for r in TEN}, heads=("推荐单位", "姓名", "手机")), TEN),
    "the first column filled in once": (Blank({4: ["青山镇"]}, heads=("推荐单位", "姓名", "手机")), TEN),
    "one cell beside all rows": (
        Blank({4: ["青山镇"]}, heads=("推荐单位", "姓名", "手机"), merged=("A4:A13",)), TEN),
    "people stand there": (Blank({4: [1, "王小明"], 5: [2, "周文"], 6: [3, *UNIT[1:]], **TOTAL}), range(6, 14)),
    "somebody's number stands there": (Blank({4: [1, None, "13000000007"], **TOTAL}), range(5, 14)),
    "an example in front": (Blank({4: ["例", "张三"], 5: UNIT, **TOTAL}), range(5, 14)),
    "who signs, within the lines": (Blank({14: ["填表人："], 15: ["县委意见"]}, range(4, 16)), TEN),
    "a field for the stamp": (Blank({14: ["县委意见"], 16: ["年  月  日"]}, merged=("A14:F15",)), TEN),
    "a long remark within the lines": (
        Blank({14: ["请各镇于本月底前把电子版和盖章的纸质版一并报到县委统战部"]}, range(4, 15)), TEN),
    "numbers and no lines": (Blank({r: [r - 3] for r in TEN} | {15: ["制表人：王"]}, ()), TEN),
    "numbers with brackets": (Blank({r: [f"（{r - 3}）"] for r in TEN} | TOTAL, ()), TEN),
    "reckoned numbers": (Blank({r: ["=ROW()-3"] for r in TEN} | TOTAL), TEN),
    "only a day below, no lines": (Blank({10: [None] * 4 + ["2026年12月1日"]}, ()), range(4, 10)),
    "words that ask": (
        Blank({r: [r - 3, "请填写姓名", "请选择"] for r in TEN}, heads=("序号", "姓名", "性别", "手机")), TEN),
    "a header on the second page": (Blank({8: HEADS, **TOTAL}), [*range(4, 8), *range(9, 14)]),
    "a line across below the header": (
        Blank({4: ["一、在外人士"], **TOTAL}, merged=("A4:F4",)), range(5, 14)),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_rows_to_fill_are_found(shape: str, tmp_path: Path) -> None:
    """Lines, numbers or words in some columns make a row one to fill; sums and feet end it."""
    blank, rows = SHAPES[shape]
    sheet = blank.read(tmp_path)
    assert sheet.entries.rows == tuple(rows)
    assert sheet.begins(over_examples=False) == rows[0]


def test_what_the_county_filled_in_stays_unless_chosen(tmp_path: Path) -> None:
    """A column that most rows hold is not filled by itself; one word in it leaves it to be filled."""
    heads = ("序号", "姓名", "籍贯", "职务")
    often = {row: [row - 3, None, "江苏句容"] for row in TEN}
    sheet = Blank(often, heads=heads).read(tmp_path)
    assert [(each.fills, each.given) for each in sheet.columns[2:]] == [
        ("", "江苏句容"),
        ("position", ""),
    ]
    once = Blank({4: [1, None, "江苏句容"]}, heads=heads).read(tmp_path)
    assert once.columns[2].fills == "native_place"
    assert once.entries.words == ((4, 3),)


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ({4: ["例", "张三"], 5: [1], 6: [2]}, 1),
        ({4: [1, "张三"], 5: [2], 6: [3]}, 1),
        ({4: [1, "王小明"], 5: [2, "周文"], 6: [3]}, 3),
        ({4: [7, "王小明"], 5: [8, "周文"]}, 9),
        ({row: [row + 7] for row in TEN}, 11),
    ],
)
def test_numbers_go_on_as_the_table_counts(
    rows: Mapping[int, Sequence[str | int]], first: int, tmp_path: Path
) -> None:
    """No number stands twice: behind those who stand there, in the example's place, from the
    table's own first number."""
    sheet = Blank({**rows, 15: ["合计"]}).read(tmp_path)
    assert sheet.first_number(over_examples=bool(sheet.examples)) == first
