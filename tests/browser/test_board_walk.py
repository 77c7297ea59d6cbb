"""What the leader opens, and what the villages give back: walked with the mouse at both widths."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from browser.test_walk import enter, to_the_last_step
from serving import Served

pytestmark = pytest.mark.browser
REGISTERS = Path(__file__).parents[1] / "registers"
WIDTHS = pytest.mark.parametrize("width", [1280, 375])


def bring_in(page: Page, name: str) -> None:
    """Import one of the sample registers to its end; once for all walks of this file."""
    page.goto("/imports/")
    page.set_input_files("#file", REGISTERS / name)
    to_the_last_step(page)
    if page.locator("text=就这样导入").count():
        if page.locator("input[name=origin]").count():
            page.locator("input[name=origin]").first.check()
        with page.expect_navigation():
            page.click("text=就这样导入")


def fits(page: Page) -> bool:
    """Whether nothing sticks out to the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody asked for pictures."""
    if folder := os.environ.get("XIANGXIAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@WIDTHS
def test_the_board_as_a_leader_walks_it(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """Tools first, ten projects, all of them, one stage, back; the evidence opens; then the month."""
    page = open_page(width)
    enter(page, served, "ganshi")
    bring_in(page, "03_returning_projects.xlsx")
    page.goto("/network/")
    assert page.locator(".board-title").count() == 10
    tools, first = page.locator("[data-tools]"), page.locator(".board-title").first
    upper, lower = tools.bounding_box(), first.bounding_box()
    assert upper is not None
    assert lower is not None
    assert upper["y"] < lower["y"]
    assert fits(page)
    picture(page, f"board-{width}")
    with page.expect_navigation():
        page.click("[data-all]")
    whole = page.locator(".board-title").count()
    assert whole > 10
    choice = page.locator("select[name=stage] option").nth(1)
    words, value = choice.inner_text(), choice.get_attribute("value")
    page.select_option("select[name=stage]", value)
    with page.expect_navigation():
        page.click("[data-narrow] button")
    found = re.search(r"（(\d+)）", words)
    assert found
    assert f"{found[1]}个项目" in page.inner_text("[data-narrow]")
    with page.expect_navigation():
        page.click("text=不筛了")
    with page.expect_navigation():
        page.locator("a.proof").first.click()
    assert page.locator("h1").count() == 1
    page.goto("/reports/")
    assert page.inner_text("h1").endswith("月报")
    shown = page.input_value("select[name=month]")
    offered = page.eval_on_selector_all("select[name=month] option", "all => all.map(o => o.value)")
    assert (
        offered.index(shown) == 1
    )  # the month that runs is offered first and is not the one shown
    page.select_option("select[name=month]", offered[0])
    with page.expect_navigation():
        page.click("form.filters button")
    assert "另从台账补记" in page.inner_text("main")
    assert fits(page)
    picture(page, f"month-{width}")


@WIDTHS
def test_a_villages_sheet_goes_out_and_comes_back(
    open_page: Callable[..., Page], served: Served, tmp_path: Path, width: int
) -> None:
    """One button for all villages; what one changed is shown line by line, ticked, taken in."""
    page = open_page(width)
    enter(page, served, "ganshi")
    bring_in(page, "01_village_register.xlsx")
    page.goto("/village-rounds/")
    with page.expect_download() as download:
        page.click("text=给所有村的核对表")
    packed = tmp_path / "all.zip"
    download.value.save_as(packed)
    with zipfile.ZipFile(packed) as parcel:
        name = next(each for each in parcel.namelist() if "东" in each or "王庄" in each)
        book = openpyxl.load_workbook(io.BytesIO(parcel.read(name)))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    heads = next(row for row in rows if any(cell.value == "姓名" for cell in row))
    headers = {str(cell.value): cell.column for cell in heads if cell.value}
    remarks = next(column for header, column in headers.items() if "备注" in header)
    first = heads[0].row + 1
    person = str(sheet.cell(first, headers["姓名"]).value)
    sheet.cell(first, remarks).value = f"今年回来过{width}"
    back = tmp_path / f"{width}.xlsx"
    book.save(back)
    page.goto("/village-rounds/")
    page.set_input_files("#file", back)
    with page.expect_navigation():
        page.click("text=先看看")
    assert person in page.inner_text("main")
    assert f"今年回来过{width}" in page.inner_text("main")
    ticks = page.locator("main input[name^='take.']")
    assert ticks.count() == 1
    ticks.first.check()
    assert fits(page)
    picture(page, f"village-{width}")
    with page.expect_navigation():
        page.click("button[name=part]")
    assert "1个已交" in page.inner_text("main")
