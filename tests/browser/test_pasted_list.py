"""A 接龙 out of a chat becomes the attendance of an event, with the mouse."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.test_walk import as_clerk
from serving import Served

pytestmark = pytest.mark.browser

LIST = (
    "#接龙\n12.6乡贤座谈会报名，姓名+人数\n例 张三 1人\n\n1. 朱泓宇\n2. 朱总\n3. {guest} 两位\n4. 朱红宇\n"
    "5. 孙敏（请假）\n6. \n7. 示例公司\n8. 曾明亮 待定"
)


@pytest.mark.parametrize(("width", "guest"), [(1280, "毛建国"), (375, "毛为民")])
def test_a_pasted_list_is_asked_about_and_saved(
    open_page: Callable[..., Page], served: Served, width: int, guest: str
) -> None:
    """What is not clear comes first and keeps the list from being saved; then the counts agree."""
    assert served.address
    pasted = LIST.format(guest=guest)
    page = open_page(width, expected=("422",))
    as_clerk(page)
    page.goto("/demo/events/new")
    page.fill("main [name=name]", f"接龙座谈{width}")
    with page.expect_navigation():
        page.click("main .btn-primary")
    with page.expect_navigation():
        page.click("a:has-text('到会名单'), a:has-text('记到会')")
    page.fill("#names", pasted)
    with page.expect_navigation():
        page.click("button:has-text('认一认')")
    rows = page.locator(".names-read > li").all_inner_texts()
    assert "朱总" in rows[0]
    assert "张三" not in "".join(rows)
    assert "册里有" in rows[-1]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("XIANGXIAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"pasted-{width}.png", full_page=True)
    with page.expect_navigation():
        page.click("button:has-text('记下这')")
    assert "请先点选" in page.inner_text("[role=alert]")
    assert page.input_value("#names") == pasted
    for name in ("朱总", "示例公司", "曾明亮"):
        page.check(f"input[name='who.{name}'][value=skip]")
    page.check(f"input[name='who.{guest}'][value=guest]")
    page.locator("input[name='who.朱红宇']").first.check()
    with page.expect_navigation():
        page.click("button:has-text('记下这')")
    assert "已记2位到会，其中新记1位" in page.inner_text("body")
    assert guest in page.inner_text("main")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_name_that_is_known_is_told_while_it_is_typed(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """册里已有, what tells him apart, 打开 and 是另一位; the tick stays while typing goes on."""
    assert served.address
    page = open_page(width)
    as_clerk(page)
    page.goto("/demo/people/new")
    page.type("#f-name", "朱泓宇")
    page.wait_for_selector(".likely:has-text('册里已有')")
    assert "王庄村" in page.inner_text(".likely")
    page.check(".likely input[name=another]")
    page.type("#f-phones", "13000001234")
    page.wait_for_timeout(900)
    assert page.is_checked(".likely input[name=another]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("XIANGXIAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"known-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_note_tells_who_is_known(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """While the names of 记一笔 are typed; the tick stays while typing goes on."""
    assert served.address
    page = open_page(width)
    as_clerk(page)
    page.goto("/demo/notes/new")
    page.type("#about", "朱泓宇")
    page.wait_for_selector("#about-known:has-text('册里已有')")
    page.check("#about-known input")
    page.press("#about", "End")
    page.type("#about", "、刘斌")
    page.wait_for_selector("#about-known:has-text('刘斌')")
    assert page.locator("#about-known input").first.is_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("XIANGXIAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"note-{width}.png", full_page=True)
