"""What a user does, in a real Chromium, without one error on the console or one refused source."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from services.county_forms.test_county_forms import county_table
from serving import Served

pytestmark = pytest.mark.browser
REGISTERS = Path(__file__).parents[1] / "registers"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "Yitian-2026x"


def enter(page: Page, served: Served, login: str) -> None:
    """Log in; the first time the one-time password is replaced."""
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", served.passwords[login])
    page.click("main .btn-primary")
    if served.passwords[login] != PASSWORD:
        page.fill("#old", served.passwords[login])
        page.fill("#new", PASSWORD)
        page.fill("#again", PASSWORD)
        page.click("main .btn-primary")
        served.chosen[login] = PASSWORD
    page.wait_for_selector("nav.menu")


def to_the_last_step(page: Page) -> None:
    """From a file that was chosen to the end of an import's steps; each page is there before it is
    looked at, on a busy machine as well."""
    with page.expect_navigation():
        page.click("text=先看看")
    while page.locator("text=下一步").count():
        with page.expect_navigation():
            page.click("text=下一步 >> nth=0")


def as_clerk(page: Page) -> None:
    """The demo, as its clerk sees it."""
    page.goto("/demo/")
    page.select_option("#demo-role", "clerk")
    page.click(".demo-roles button")


def faults_by_axe(page: Page) -> list[tuple[str, list[str]]]:
    """Serious faults of accessibility: which, and where."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "axe.run().then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact)))"
    )
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


@pytest.mark.both_engines
def test_from_the_ledger_to_who_connected_which(
    open_page: Callable[..., Page], served: Served, tmp_path: Path
) -> None:
    """Log in, import 03, open a project, read its sentence, follow it, take the picture along."""
    page = open_page()
    enter(page, served, "ganshi")
    page.goto("/imports/")
    page.set_input_files("#file", REGISTERS / "03_returning_projects.xlsx")
    to_the_last_step(page)
    assert "现在什么都还没有存" in page.inner_text("main")
    with page.expect_navigation():
        page.click("text=就这样导入")
    assert "新记36个项目" in page.inner_text("main")
    page.goto("/network/")
    page.click("a:has-text('全部')")
    page.click("a.board-title:has-text('苏州润庭智能装备项目') >> nth=0")
    sentence = page.inner_text("[data-sentence]")
    assert "牵线" in sentence
    page.wait_for_selector("[data-graph][data-ready]")
    with page.expect_download() as taken:
        page.click("[data-graph-export=png]")
    picture = tmp_path / "picture.png"
    taken.value.save_as(picture)
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert width > 300
    assert height > 100
    with page.expect_download() as drawn:
        page.click("[data-graph-export=svg]")
    drawing = tmp_path / "picture.svg"
    drawn.value.save_as(drawing)
    assert "苏州润庭智能装备项目" in drawing.read_text("utf-8")
    first = page.locator("[data-claims] tbody tr td a").first
    name = first.inner_text()
    first.click()
    assert name in page.inner_text("h1")
    assert "直接牵线" in page.inner_text("main")
    page.goto("/charts/")
    page.wait_for_selector("#stages [data-chart] svg")
    page.click("#stages tbody a >> nth=0")
    assert "/projects/?stage=" in page.url
    page.goto("/share/board")
    page.click("[data-make-picture]")
    with page.expect_download() as sheet:
        page.click("[data-picture] a")
    sheet.value.save_as(picture)
    assert struct.unpack(">I", picture.read_bytes()[16:20]) == (1440,)
    page.goto("/figures/enterprises")
    page.click("[data-copy-button]")
    page.wait_for_selector("[data-copy-said]:has-text('复制')")


def test_the_two_doors_lead_to_the_demo(open_page: Callable[..., Page]) -> None:
    """「看示例」 opens the demo in one click; every page of it says 示例."""
    page = open_page()
    page.goto("/")
    page.click("text=看示例 >> nth=-1")
    page.wait_for_selector(".board")
    assert "公开口径" in page.inner_text("main")
    assert "14家" in page.inner_text("main")
    page.click("text=深圳一项目")
    page.wait_for_selector("[data-ready]")
    assert "经朱泓宇（王庄村人）牵线" in page.inner_text("[data-sentence]")
    assert "示例" in page.inner_text(".demo-band")
    page.click("[data-claims] a:has-text('14家') >> nth=0")
    assert "镇江日报" in page.inner_text("main")


@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_of_the_demo_fits(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """At both widths nothing sticks out to the side, for each role's own pages."""
    page = open_page(width)
    page.goto("/demo/")
    for role in ("clerk", "manager", "station", "inspector", "administrator"):
        page.select_option("#demo-role", role)
        page.click(".demo-roles button")
        page.wait_for_load_state("networkidle")
        links = page.eval_on_selector_all(
            "nav.menu a, .me-menu a", "all => all.map(a => a.getAttribute('href'))"
        )
        for link in dict.fromkeys(links):
            page.goto(link)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (role, link, wide)


def test_names_are_suggested_and_kept_as_chips(open_page: Callable[..., Page]) -> None:
    """A few letters find the person; the choice is a chip that the form sends."""
    page = open_page()
    as_clerk(page)
    page.goto("/demo/introductions/new")
    page.locator("#f-by").press_sequentially("zhy")
    page.click(".suggestion:has-text('朱泓宇')")
    assert "朱泓宇" in page.inner_text("#field-by .chip")


@pytest.mark.both_engines
def test_pages_are_accessible(open_page: Callable[..., Page]) -> None:
    """No serious fault by axe on the demo's main pages."""
    page = open_page()
    as_clerk(page)
    for path in (
        "/demo/",
        "/demo/network/",
        "/demo/people/",
        "/demo/people/?about=last_contact",
        "/demo/people/?about=EMPLOYED-out&if=last_contact.never.",
        "/demo/lists/new?of=person",
        "/demo/removed/",
        "/demo/projects/",
        "/demo/network/introducers",
        "/demo/network/breakdowns/?by=city",
        "/demo/network/breakdowns/projects",
        "/demo/people/new",
        "/demo/introductions/new",
        "/demo/people/export",
        "/demo/people/form/",
        "/demo/exports/",
        "/demo/imports/",
        "/demo/notes/new",
        "/demo/promises/",
        "/demo/charts/",
        "/demo/share/board",
        "/demo/briefs/trip?city=镇江",
        "/demo/find?q=吴",
    ):
        page.goto(path)
        assert faults_by_axe(page) == [], path


@pytest.mark.parametrize("width", [1280, 375])
def test_the_countys_table_is_looked_at_and_taken_away(
    open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    """Dropped, nothing wider than the screen, nothing hidden from a reader; then the file."""
    page = open_page(width)
    as_clerk(page)
    page.goto("/demo/people/form/")
    page.set_input_files("#file", county_table(tmp_path / "县里的表.xlsx"))
    page.click("text=先看看")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_by_axe(page) == []
    page.fill("#purpose", "报乡贤情况")
    page.fill("#recipient", "县委统战部")
    with page.expect_download() as download:
        page.click("text=填好，拿走")
    assert download.value.suggested_filename.startswith("示例-县里的表-")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_list_is_kept_and_put_in_order(open_page: Callable[..., Page], width: int) -> None:
    """A condition, 存为名单, an order by hand, one step up; nothing sticks out, no fault by axe."""
    page = open_page(width)
    as_clerk(page)
    page.goto("/demo/people/")
    page.select_option("#about", "native")
    page.click(".adding button")
    page.click(".adding button.btn-primary")
    assert "本地籍" in page.inner_text(".chip.on")
    page.click("text=存为名单")
    page.fill("#name", f"本地籍的{width}")
    page.click("main .btn-primary")
    page.click("text=改名称、栏目、次序")
    page.select_option("#order", "hand")
    page.check("[name=columns][value=last_contact]")
    page.click("main .btn-primary")
    rows = "tbody tr td:nth-child(2)"
    first, second = page.locator(rows).all_inner_texts()[:2]
    page.click("tbody tr:nth-child(2) button[name=to] >> nth=0")
    assert page.locator(rows).all_inner_texts()[:2] == [second, first]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults_by_axe(page) == []


@pytest.mark.both_engines
def test_what_was_typed_survives_a_log_out(open_page: Callable[..., Page], served: Served) -> None:
    """The form is filled again after the session ended in the middle."""
    page = open_page()
    enter(page, served, "ganshi")
    page.goto("/notes/new")
    page.fill("#line", "说想回来看看厂房")
    page.context.clear_cookies()
    page.reload()
    enter(page, served, "ganshi")
    page.goto("/notes/new")
    assert page.input_value("#line") == "说想回来看看厂房"


@pytest.mark.parametrize("width", [1280, 375])
def test_the_search_box_answers_while_it_is_typed_in(
    open_page: Callable[..., Page], served: Served, width: int
) -> None:
    """Ctrl+K, a few letters, arrow down, Enter: the record; Esc closes; then it was opened last."""
    page = open_page(width)
    enter(page, served, "ganshi")
    page.goto("/people/new")
    page.fill("[name=name]", f"寻得到{width}")
    page.click("main .record-form .btn-primary")
    page.wait_for_selector("h1:has-text('寻得到')")
    page.goto("/network/")
    page.keyboard.press("Control+k")
    page.keyboard.type("寻得到")
    page.wait_for_selector("#found a.suggestion:has-text('看全部结果')")
    page.keyboard.press("Escape")
    assert page.locator("#found a").count() == 0
    page.keyboard.type(str(width))
    page.wait_for_selector(f"#found a[href*='{width}']:has-text('看全部结果')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('寻得到{width}')")
    page.goto("/")
    page.focus(".find input")
    page.wait_for_selector(f"#found a.suggestion:has-text('寻得到{width}')")
    page.mouse.click(4, 880)  # beside everything
    assert page.locator("#found a").count() == 0
