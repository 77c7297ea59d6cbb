"""A messy register of 2,000 rows, from the drop to its result, by mouse alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from browser.test_walk import enter
from serving import Served

pytestmark = pytest.mark.browser
ROWS = 2000
BIRTHS = ("1975年3月", "1968.10", 1975.1, "55岁", "农历1970年八月十五", "1970年13月", "不详", None)
POSTS = ("{n}号公司 总经理", "{n}号公司", "{n}号公司董事长兼{n}号商会会长", "退休", None)


def messy(path: Path) -> Path:
    """The register: every kind of doubtful cell, rows without a name, people written twice."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["后白镇在外人员花名册"])
    sheet.append(
        ["序号", "姓名", "性别", "出生年月", "现工作单位及职务", "手机", "政治面貌", "爱好", "备注"]
    )
    for n in range(ROWS):
        name: str | None = f"王{chr(0x4E00 + n * 7)}{chr(0x4E00 + n * 3)}"
        phone: object = f"13{n:09d}"
        if n % 211 == 5:
            name = None
        elif n % 307 == 7:
            name = f"王{chr(0x4E10 + n)}总"
        elif n % 401 == 9:
            name = f"{name}、李{chr(0x4E20 + n)}"
        elif n % 503 == 11:
            name, phone = (
                f"王{chr(0x4E00 + (n - 1) * 7)}{chr(0x4E00 + (n - 1) * 3)}",
                f"13{n - 1:09d}",
            )
        if n % 97 == 3:
            phone = str(phone)[:8]
        post = POSTS[n % len(POSTS)]
        remark = {13: "已去世", 17: "不愿联系"}.get(n % 191)
        sheet.append(
            [n + 1, name, "男", BIRTHS[n % len(BIRTHS)], post and post.format(n=n), phone,
             "群众", "钓鱼", remark]
        )  # fmt: skip
    book.save(path)
    return path


class Mouse:
    """Clicks, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, words: str, role: str = "button") -> None:
        """Click what says so: a button or a link, the first of them."""
        self.page.get_by_role(role, name=words).first.click()  # type: ignore[arg-type]
        self.clicks += 1


def test_two_thousand_rows_in_thirty_clicks(
    open_page: Callable[..., Page], served: Served, tmp_path: Path
) -> None:
    """Every kind answered, one cell mended, the page left in the middle and come back to."""
    page = open_page(1280)
    enter(page, served, "ganshi")
    mouse = Mouse(page)
    page.goto("/imports/")
    page.set_input_files("#file", messy(tmp_path / "大册.xlsx"))
    mouse.clicks += 2  # the field, and the file in the system's window
    mouse.click("先看看")
    expect(page.get_by_role("listitem").filter(has_text="表和栏")).to_be_visible()
    mouse.click("下一步")
    expect(page.get_by_text("处写法请看一眼")).to_be_visible()
    mended = page.locator("#NAME_MISSING input.form-control").first
    mended.fill("王补全")
    page.locator("#NAME_MISSING").get_by_role("button", name="存改好的").click()
    mouse.clicks += 2
    mouse.click("这一类看过了，照这样记")
    page.goto("about:blank")
    page.context.clear_cookies()
    enter(page, served, "ganshi")
    page.goto("/imports/")
    mouse.click("接着做", "link")
    while page.get_by_role("button", name="这一类看过了，照这样记").count():
        mouse.click("这一类看过了，照这样记")
    mouse.click("下一步")
    if page.url.endswith("/known"):
        mouse.click("新记一条")
        mouse.click("下一步")
    page.get_by_label("村里报上来").or_(page.locator("input[name=origin]")).first.check()
    mouse.clicks += 1
    mouse.click("就这样导入")
    expect(page.get_by_role("button", name="撤回这次导入")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("位乡贤").first).to_be_visible()
    assert mouse.clicks <= 30, mouse.clicks
    page.get_by_role("button", name="撤回这次导入").click()
    expect(page.get_by_text("这次导入已撤回")).to_be_visible(timeout=120_000)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_small_register_is_taken_back_and_restored(
    open_page: Callable[..., Page], served: Served, tmp_path: Path, width: int
) -> None:
    """What was chosen goes along with 下一步; 已撤回 · 恢复 brings it again; nothing runs sideways."""
    page = open_page(width)
    enter(page, served, "ganshi")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    odd = f"没见过的栏{width}"  # what is chosen for a header is remembered
    sheet.append(["姓名", "手机", odd])
    sheet.append(
        [f"赵{width}".replace("1280", "大宽").replace("375", "小窄"), f"1300000{width:04}", "x"]
    )
    book.save(tmp_path / f"小册{width}.xlsx")
    page.goto("/imports/")
    page.set_input_files("#file", tmp_path / f"小册{width}.xlsx")
    page.get_by_role("button", name="先看看").click()
    page.get_by_label(f"C {odd}").select_option("leave")
    page.get_by_role("button", name="下一步").last.click()
    expect(page.get_by_text(f"{odd}（不要）")).to_be_visible()
    page.locator("input[name=origin]").first.check()
    page.get_by_role("button", name="就这样导入").click()
    page.get_by_role("button", name="撤回这次导入").click()
    batch = page.get_by_role("listitem").filter(has_text=f"小册{width}.xlsx")
    expect(batch.get_by_text("已撤回", exact=True)).to_be_visible()
    page.goto("/removed/")
    expect(page.get_by_text("这次导入，已撤回").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="恢复").first.click()
    expect(page.get_by_text("这次导入已恢复")).to_be_visible()
