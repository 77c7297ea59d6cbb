"""The session ends while somebody types: nothing that was typed is lost, and nobody else sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.test_walk import PASSWORD, enter, faults_by_axe
from serving import Served

pytestmark = pytest.mark.browser


def left_elsewhere(page: Page) -> None:
    """Log out in another tab of the same browser."""
    other = page.context.new_page()
    other.goto("/about")
    other.click("details.me summary")
    other.click("details.me button")
    other.wait_for_selector("#password")
    other.close()


def log_in(page: Page, served: Served, login: str) -> None:
    """From the log-in page that stands open."""
    page.fill("#login", login)
    page.fill("#password", served.passwords[login])
    page.click("main .btn-primary")


def kept_in(page: Page) -> str:
    """Everything that the tab keeps."""
    return str(page.evaluate("JSON.stringify(Object.entries(sessionStorage))"))


@pytest.mark.parametrize(
    ("address", "field"), [("/people/new", "name"), ("/lists/new?of=person", "name")]
)
def test_what_was_sent_too_late_is_there_after_the_log_in(
    open_page: Callable[..., Page], served: Served, address: str, field: str
) -> None:
    """The page says so, leads to the log-in and from there back to the form, which is filled; once
    it is saved nothing is kept of it."""
    page = open_page(expected=("401",))
    enter(page, served, "ganshi")
    page.goto(address)
    typed = f"晚一步{len(address)}"
    page.fill(f"main [name={field}]", typed)
    left_elsewhere(page)
    page.click("main .submit .btn-primary")
    expect(page.locator("h1")).to_have_text("请重新登录，填的都在")
    page.click("main .btn-primary")
    log_in(page, served, "ganshi")
    page.wait_for_url(f"**{address}")
    assert page.input_value(f"main [name={field}]") == typed
    page.click("main .submit .btn-primary")
    page.wait_for_selector(f"main h1:has-text('{typed}')")
    page.goto(address)
    assert page.input_value(f"main [name={field}]") == ""
    assert typed not in kept_in(page)


@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_can_be_read_by_everybody(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """It fits a telephone and has no fault of accessibility."""
    page = open_page(width, expected=("401",))
    enter(page, served, "ganshi")
    page.goto("/notes/new")
    page.fill("#line", "说想回来看看厂房")
    page.context.clear_cookies()
    page.click("main .btn-primary")
    expect(page.locator("h1")).to_have_text("请重新登录，填的都在")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_by_axe(page) == []
    if where := os.environ.get("XIANGXIAN_SHOTS"):
        page.screenshot(path=f"{where}/ended-{width}.png")


def test_another_account_does_not_see_it(open_page: Callable[..., Page], served: Served) -> None:
    """Somebody else logs in on the same PC: the form is empty, and the tab keeps nothing."""
    page = open_page(expected=("401", "403"))
    enter(page, served, "lingdao")
    left_elsewhere(page)
    enter(page, served, "ganshi")
    page.goto("/people/new")
    page.fill("main [name=name]", "不给别人看")
    left_elsewhere(page)
    page.click("main .submit .btn-primary")
    page.click("main .btn-primary")
    assert "不给别人看" in kept_in(page)
    assert "不给别人看" not in page.content()
    log_in(page, served, "lingdao")
    page.wait_for_selector("nav.menu")
    assert "不给别人看" not in kept_in(page)
    page.go_back()
    assert "不给别人看" not in page.content()


def test_a_reset_password_comes_between(open_page: Callable[..., Page], served: Served) -> None:
    """The administrator resets it meanwhile: one-time password, own password, and the form."""
    page = open_page(expected=("401",))
    enter(page, served, "ganshi")
    page.goto("/notes/new")
    page.fill("#line", "口令改过以后还在")
    words = [sys.executable, "-m", "xiangxian.cli", "--json", "--data", str(served.data)]
    done = subprocess.run(
        [*words, "account", "password", "ganshi"], capture_output=True, text=True, check=True
    )
    served.chosen["ganshi"] = json.loads(done.stdout)["password"]
    page.click("main .btn-primary")
    expect(page.locator("h1")).to_have_text("请重新登录，填的都在")
    page.click("main .btn-primary")
    log_in(page, served, "ganshi")
    page.fill("#old", served.passwords["ganshi"])
    page.fill("#new", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("main .btn-primary")
    served.chosen["ganshi"] = PASSWORD
    page.wait_for_url("**/notes/new")
    assert page.input_value("#line") == "口令改过以后还在"


def test_without_scripts_it_is_sent_once_more(
    open_page: Callable[..., Page], served: Served
) -> None:
    """Log in in another window, then the browser's 刷新: what was typed is saved."""
    page = open_page(expected=("401",), scripts=False)
    enter(page, served, "ganshi")
    page.goto("/people/new")
    page.fill("main [name=name]", "没脚本")
    left_elsewhere(page)
    page.click("main .submit .btn-primary")
    expect(page.locator("h1")).to_have_text("请重新登录，填的都在")
    with page.context.expect_page() as opened:
        page.click("noscript a")
    log_in(opened.value, served, "ganshi")
    opened.value.wait_for_selector("nav.menu")
    page.reload()
    expect(page.locator("main h1")).to_contain_text("没脚本")
