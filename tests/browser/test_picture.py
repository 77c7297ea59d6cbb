"""关系图 in a real Chromium: opened up, narrowed, written on, kept, reopened, taken away."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser.test_walk import as_clerk, faults_by_axe

pytestmark = pytest.mark.browser
READY = "[data-picture-graph][data-ready]"


def from_somebody(page: Page, name: str = "朱泓宇") -> str:
    """The picture that opens from *name*; gives the record's id."""
    as_clerk(page)
    page.goto("/demo/network/picture")
    page.wait_for_selector(READY)
    page.click("[data-picture-rows] > summary")
    page.click(f"[data-picture-table] a:has-text('{name}')")
    page.click("text=在关系图里看")
    page.wait_for_selector(READY)
    page.click("[data-picture-rows] > summary")
    found = re.search(r"from=([^&]+)", page.url)
    assert found
    return found[1]


def open_up(page: Page, what: str, times: int) -> None:
    """Press 「展开」 in the panel and wait for the answer."""
    page.click(f"text=展开{what}")
    page.wait_for_selector(f"[data-drawn='{times}']")


def test_opened_up_narrowed_and_reopened_by_its_link(open_page: Callable[..., Page]) -> None:
    """By keyboard to a person, symposia opened up, the table alike; the address draws the same."""
    page = open_page()
    from_somebody(page)
    shown = page.inner_text("[data-picture-shown]")
    assert re.match(r"显示 \d+ / 共 \d+", shown)
    rows = page.locator("[data-picture-table] tbody tr")
    before = rows.count()
    page.focus("[data-picture-graph]")
    page.keyboard.press("n")
    open_up(page, "座谈", 1)
    assert rows.count() > before
    page.click("[data-picture-table] button >> nth=0")
    assert page.locator("[data-picture-table] tr.on").count() == 1
    assert page.inner_text("[data-picture-panel] h3")
    page.click(".picture-narrow summary")
    page.uncheck("[name=kind][value=organisation]")
    page.wait_for_selector("[data-drawn='2']")
    assert "中国林业与环境促进会" not in page.inner_text("[data-picture-table]")
    page.fill("[data-picture-find]", "zhy")
    assert page.inner_text("[data-picture-found]") == "找到 1 项"
    now = page.inner_text("[data-picture-shown]"), rows.all_inner_texts()
    again = page.context.new_page()
    again.goto(page.url)
    again.wait_for_selector(READY)
    again.click("[data-picture-rows] > summary")
    assert again.inner_text("[data-picture-shown]") == now[0]
    assert again.locator("[data-picture-table] tbody tr").all_inner_texts() == now[1]
    assert faults_by_axe(again) == []
    again.click("[data-picture-opened] button >> nth=0")
    again.wait_for_selector("[data-drawn='1']")
    assert "more=" not in again.url


def test_captions_are_kept_moved_and_printed_on_what_leaves(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Eight by keyboard, the ninth refused; kept and reopened; title and legend in both files."""
    page = open_page()
    from_somebody(page)
    page.click(".picture-arrange summary")
    for number in range(8):
        page.focus("[data-caption-add]")
        page.keyboard.press("Enter")
        page.keyboard.type(f"第{number + 1}条<说明>")
    page.click("[data-caption-add]")
    assert "最多8条说明" in page.inner_text("[data-caption-fault]")
    page.locator("[data-picture-captions] button:has-text('去掉') >> nth=7").press("Enter")
    page.select_option("[data-picture-captions] select >> nth=0", label="跟着朱泓宇")
    placed = page.input_value("[data-picture-lines]")
    page.locator("[aria-label=说明右移] >> nth=0").press("Enter")
    assert page.input_value("[data-picture-lines]") != placed
    kept = page.input_value("[data-picture-lines]"), page.input_value("[data-picture-spots]")
    page.fill("#picture-name", "朱泓宇牵线图")
    page.click("button:has-text('存下这张图')")
    page.wait_for_selector(READY)
    assert page.inner_text("h1").startswith("朱泓宇牵线图")
    assert page.input_value("[data-picture-lines]") == kept[0]
    assert page.input_value("[data-picture-spots]") == kept[1]
    assert faults_by_axe(page) == []
    for kind in ("svg", "png"):
        with page.expect_download() as taken:
            page.click(f"[data-graph-export={kind}]")
        assert re.match(
            rf"朱泓宇牵线图　\d+年\d+月\d+日　示例\.{kind}", taken.value.suggested_filename
        )
        taken.value.save_as(tmp_path / kind)
    drawing = (tmp_path / "svg").read_text("utf-8")
    for words in ("朱泓宇牵线图", "示例", "蓝圈是乡贤", "第7条&#60;说明&#62;", "显示"):
        assert words in drawing, words
    assert "第8条" not in drawing
    width, height = struct.unpack(">II", (tmp_path / "png").read_bytes()[16:24])
    assert width > 500 < height * 3
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".graph-sheet svg").bounding_box()
    assert not page.locator("[data-picture-graph]").is_visible()


def test_the_table_stands_without_scripts_and_a_phone_has_room(
    open_page: Callable[..., Page],
) -> None:
    """The same ties as links; at 375 px nothing sticks out and one finger is the page's."""
    page = open_page(375)
    from_somebody(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert faults_by_axe(page) == []
    touch = page.evaluate("getComputedStyle(document.querySelector('.graph canvas')).touchAction")
    assert touch == "pan-x pan-y"
    rows = page.locator("[data-picture-table] tbody tr")
    with_script = [text.split("图上")[0].strip() for text in rows.all_inner_texts()]
    plain = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    bare = plain.new_page()
    bare.goto(page.url)
    assert bare.locator("[data-picture-table] tbody tr").count() == len(with_script) > 0
    assert bare.is_visible("text=看 >> nth=0")
    assert not bare.is_visible("[data-picture-panel]")
    plain.close()
