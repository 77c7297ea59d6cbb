"""A project with its native, its introducers, the day and whose words it is: one form, with the mouse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.test_walk import as_clerk
from serving import Served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 375])
def test_a_project_is_recorded_with_who_brought_it(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """Names are suggested while they are typed; the page then says who connected it."""
    assert served.address
    page = open_page(width, expected=("422",))
    as_clerk(page)
    page.goto("/demo/projects/new")
    labels = page.locator("main .field label").all_inner_texts()
    assert [each.partition("*")[0] for each in labels[:2]] == ["项目名称", "乡贤本人"]
    page.fill("#f-name", f"一张表项目{width}")
    page.type("#f-by", "朱泓")
    page.click("[data-suggest=by] .suggestion:has-text('朱泓宇')")
    page.fill("#f-at", "前几年")
    page.select_option("#f-told_by", "investor")
    page.fill("#f-told_name", "周经理")
    if folder := os.environ.get("XIANGXIAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"form-{width}.png", full_page=True)
    with page.expect_navigation():
        page.click("main .btn-primary")
    assert "日期看不懂" in page.inner_text("main")
    assert page.input_value("#f-told_name") == "周经理"
    assert page.is_checked("input[name='by.id']")
    page.fill("#f-at", "2025年5月")
    with page.expect_navigation():
        page.click("main .btn-primary")
    page.wait_for_selector("[data-sentence]")
    assert "经朱泓宇（王庄村人）牵线" in page.inner_text("[data-sentence]")
    assert "已证实" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
