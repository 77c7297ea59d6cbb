"""Totals beside new entries are right or empty, and formulas that do not concern them stay."""

from __future__ import annotations

import io

import openpyxl
import pytest

from xiangxian.services.county_forms.entering import sign
from xiangxian.services.county_forms.form_package import Package, child_of
from xiangxian.services.county_forms.grid import Grid, put
from xiangxian.services.county_forms.reckoning import Area, Reckoner

AREA = Area("表", 2, 1, 4, 3)
"""Where entries were written: three people, their sums and their kinds."""


def workbook(formula: str, *, hidden: bool = False) -> Package:
    """A workbook with *formula* below three entries, and what it last came to."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    rows = (("姓名", "金额", "类别"), ("甲", 2, "一般"), ("乙", 3.5, "重点"), ("丙", None, "一般"))
    for row in rows:
        sheet.append(row)
    sheet["D1"], sheet["A6"], sheet["B6"] = 9, formula, "=A6"
    sheet.row_dimensions[3].hidden = hidden
    target = io.BytesIO()
    book.save(target)
    return Package(target)


def came_to(formula: str, *, hidden: bool = False) -> object:
    """What is stored beside the formula afterwards; «none» where nothing is."""
    package = workbook(formula, hidden=hidden)
    grid = Grid(package, package.sheets()["表"])
    child_of(grid.get(6, 1), "v").text = "77"
    package.changed(grid.name)
    left = Reckoner(package, {"表": grid}, AREA).run()
    value = openpyxl.load_workbook(io.BytesIO(package.packed()), data_only=True)["表"]["A6"].value
    assert (value is None) == (("表", 6, 1) in left)
    return "none" if value is None else value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=COUNTA(A2:A4)", 3),
        ("=SUM(B2:B4)", 5.5),
        ("=COUNT(B2:B4)+1", 3),
        ("=COUNTBLANK(B2:B4)", 1),
        ('=COUNTIF(C2:C4,"一般")', 2),
        ("=COUNTIF(C2:C4,C3)", 1),
        ("=SUBTOTAL(9,B2:B4)", 5.5),
        ("=MAX(B2:B4)*2-MIN(B2:B4)", 5),
        ("=AVERAGE(B2:B4)", 2.75),
        ('="共"&COUNTA(A2:A4)&"人"', "共3人"),
        ('=IF(A2="","",ROW()-5)', 1),
        ("=-SUM(B2:B4)/(1+1)", -2.75),
        ("=IF(COUNTA(A2:A4)>=3,B2,B3)", 2),
        ("=$D$1*2", 77),
        ("=TODAY()", 77),
        ("=VLOOKUP(A2,A2:B4,2,0)", "none"),
        ('=COUNTIF(C2:C4,"一*")', "none"),
        ('=COUNTIF(B2:B4,">2")', "none"),
        ("=SUM(B:B)", "none"),
        ("=B2^2", "none"),
        ("=SUM(B2:B4)/B4", "none"),
        ("=SUM(金额)", "none"),
        ("=SUM(B2:B4)+B6", "none"),
    ],
)
def test_a_formula_comes_to_what_excel_makes_of_it_or_to_nothing(
    formula: str, value: object
) -> None:
    """One that rests on no entry keeps what it came to; one beyond us has no value."""
    assert came_to(formula) == value


def test_partial_sums_over_hidden_rows_are_left_to_excel() -> None:
    """It reckons them by rules of their own."""
    assert came_to("=SUBTOTAL(109,B2:B4)", hidden=True) == "none"


@pytest.mark.parametrize(
    ("footer", "expected"),
    [
        ("", "&L名单"),
        ("第&P页", "&L名单&C第&P页"),
        ("&C第&P页&R县委", "&L名单&C第&P页&R县委"),
        ("&L县委&&Left&C页", "&L县委&&Left　名单&C页"),
        ("&L" + "长" * 251, "&L" + "长" * 251),
    ],
)
def test_the_mark_is_put_beside_what_the_county_prints(footer: str, expected: str) -> None:
    """In the left part of the foot, and never more than a footer may hold."""
    package = workbook("=1")
    grid = Grid(package, package.sheets()["表"])
    sign(grid, "")
    element = next(each for each in grid.root.iter() if str(each.tag).endswith("oddFooter"))
    element.text = footer
    sign(grid, "名单")
    assert element.text == expected
    assert len(element.text) <= 255


def test_a_text_is_a_text_and_holds_what_xml_may() -> None:
    """A formula's sign, blanks at its ends and line breaks stay; what XML cannot hold goes."""
    package = workbook("=1")
    grid = Grid(package, package.sheets()["表"])
    for row, text in enumerate(("=1+1", " 甲 ", "甲\n乙", "甲\x02乙", "0013000000001"), start=10):
        put(grid, grid.cell(row, 1), text)
    package.changed(grid.name)
    sheet = openpyxl.load_workbook(io.BytesIO(package.packed()))["表"]
    assert [sheet.cell(row, 1).value for row in range(10, 15)] == [
        "=1+1", " 甲 ", "甲\n乙", "甲乙", "0013000000001",
    ]  # fmt: skip
    assert {sheet.cell(row, 1).data_type for row in range(10, 15)} == {"s"}
