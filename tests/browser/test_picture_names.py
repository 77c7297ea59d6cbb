"""The names of a relation picture in a real Chromium: none on another, none cut, the wanted ones there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from browser.test_picture import READY
from browser.test_walk import enter, faults_by_axe
from pictured import Pictured, grow
from serving import Served
from xiangxian.services import gate
from xiangxian.store.opening import open_store

pytestmark = pytest.mark.browser
COUNTED = Path(__file__).with_name("names_on_picture.js").read_text("utf-8")
SIZES, WIDTHS = (12, 98, 300), (1280, 375)
WRONG = ("lapping", "cut", "empty", "crossed")
VIEW = "document.querySelector('.graph')._cyreg.cy"


def beijing() -> datetime:
    """Now, where the township is."""
    return datetime.now(ZoneInfo("Asia/Shanghai"))


class Township:
    """The register of a running program, whose picture grows from outside."""

    def __init__(self, served: Served) -> None:
        self.served, self.made = served, Pictured()

    def to(self, count: int) -> None:
        """So many records in the picture of all introductions."""
        store = open_store("sqlite", self.served.data, beijing)
        grow(self.made, count, store, gate.local_viewer(store), beijing())
        store.close()


@pytest.fixture(scope="module")
def township(served: Served) -> Township:
    """One township for the walks of this module: it only grows."""
    return Township(served)


def look(page: Page, width: int, asked: str = "") -> None:
    """The picture at a width of the window."""
    page.set_viewport_size({"width": width, "height": 820})
    page.goto(f"/network/picture/{asked}")
    page.wait_for_selector(READY)


def wrong(page: Page) -> dict[str, Any]:
    """What is wrong with the names, after the picture has come to rest."""
    page.wait_for_timeout(250)
    counted = page.evaluate(COUNTED)
    assert counted["names"] > 10
    return {name: counted[name] for name in WRONG if counted[name]}


def spots(page: Page) -> dict[str, list[float]]:
    """Where every record stands."""
    return dict(json.loads(page.input_value("[data-picture-spots]")))


def furthest(before: dict[str, list[float]], after: dict[str, list[float]]) -> float:
    """How far the one who moved most has moved."""
    return max(
        max(abs(a - b) for a, b in zip(before[id_], after[id_], strict=True)) for id_ in before
    )


def test_names_are_whole_at_every_size_and_one_more_person_moves_nobody(
    open_page: Callable[..., Page], served: Served, township: Township
) -> None:
    """12, 98 and 300 records at 1280 and 375 px: no name on another, cut, or struck by a line."""
    page = open_page()
    enter(page, served, "ganshi")
    for size in SIZES:
        township.to(size)
        before = {}
        for width in WIDTHS:
            look(page, width)
            assert f"显示 {size} / 共 {size}" in page.inner_text("[data-picture-shown]")
            assert wrong(page) == {}, (size, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            before[width] = spots(page)
        township.to(size + 1)
        for width in WIDTHS:
            look(page, width)
            after = spots(page)
            assert len(after) == size + 1
            assert furthest(before[width], after) < 1, (size, width)
            assert wrong(page) == {}, (size + 1, width)
    look(page, 1280)
    hidden = page.evaluate(f"{VIEW}.nodes().not('.named').map(n => [n.id(), n.data('label')])")
    assert len(hidden) > 100
    assert "没有写名字" in page.inner_text("[data-picture-unnamed]")
    for id_, label in hidden[::40]:
        page.fill("[data-picture-find]", label)
        assert wrong(page) == {}, label
        hits = page.evaluate(f"{VIEW}.nodes('.hit').map(n => [n.id(), n.style('label')])")
        assert id_ in dict(hits)
        assert all(name.replace("\n", "") == label for _, name in hits), hits
        page.fill("[data-picture-find]", "")
        page.evaluate(f"void {VIEW}.getElementById('{id_}').emit('tap')")
        assert wrong(page) == {}, label
        shown = page.evaluate(f"{VIEW}.getElementById('{id_}').style('label')")
        assert shown.replace("\n", "") == label
        page.keyboard.press("Escape")
    page.click("[data-graph-zoom='1.25']", click_count=3)
    assert wrong(page) == {}
    page.focus("[data-picture-graph]")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        assert wrong(page) == {}
    look(page, 1280, "?layout=network")
    assert wrong(page) == {}
    assert faults_by_axe(page) == []


def test_chains_run_from_left_to_right_into_their_project(
    open_page: Callable[..., Page], served: Served, township: Township
) -> None:
    """Nobody stands right of whom they introduced."""
    page = open_page()
    enter(page, served, "ganshi")
    township.to(40)
    look(page, 1280, "?layout=layered")
    steps = page.evaluate(
        f"{VIEW}.edges().map(e => e.target().position('x') - e.source().position('x'))"
    )
    assert len(steps) > 20
    assert min(steps) > 0
    assert not page.is_visible("[data-picture-table]")
    page.click("[data-picture-rows] > summary")
    assert page.is_visible("[data-picture-table]")


def test_every_picture_has_the_same_legend(
    open_page: Callable[..., Page], served: Served, township: Township
) -> None:
    """待证实 is dashed on a project's own page as it is on the picture of all."""
    page = open_page()
    enter(page, served, "ganshi")
    township.to(12)
    look(page, 1280)
    drawn = "e => [e.data('id'), e.style('line-style')]"
    everywhere = dict(page.evaluate(f"{VIEW}.edges().map({drawn})"))
    page.click("[data-picture-rows] > summary")
    page.click("[data-picture-table] a[href*='/projects/'] >> nth=0")
    page.wait_for_selector("[data-graph][data-ready]")
    own = page.evaluate(f"{VIEW}.edges().map({drawn})")
    assert own
    for id_, style in own:
        assert everywhere[id_] == style
    legend = page.inner_text(".graph-legend")
    assert "粗框是项目" in legend
    words = {"dashed": "虚线是待证实", "solid": "实线是已证实", "dotted": "点线是说法不一"}
    assert all(words[style] in legend for _, style in own)
