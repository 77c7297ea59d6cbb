"""
Take the pictures of the clerk's guide from the running program.

Needs the environment of scripts/test.py and a Chromium: `.venv/bin/python scripts/screenshots.py`.
"""

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

from xiangxian.services import gate
from xiangxian.store.opening import open_store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from pictured import Pictured, grow  # noqa: E402 - a made-up township, which only tests have besides

PICTURES = ROOT / "docs" / "guide.zh-CN"
REGISTERS = ROOT / "tests" / "registers"
PASSWORD = "Yitian-2026x"  # noqa: S105 - of an account that lives for a minute
DESK, TELEPHONE = {"width": 1280, "height": 820}, {"width": 375, "height": 812}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def served(data: Path) -> tuple[subprocess.Popen[bytes], str, dict[str, str]]:
    """Start the program over *data*; return the process, its address and its passwords."""
    log = data / "run.log"
    command = [
        sys.executable,
        "-u",
        "-m",
        "xiangxian.cli",
        "--data",
        str(data / "d"),
        "run",
        "--port",
        "0",
        "--no-browser",
    ]
    process = subprocess.Popen(command, stdout=log.open("wb"))
    while not (found := re.search(r"http://\S+:\d+", log.read_text("utf-8"))):
        if process.poll() is not None:
            raise RuntimeError(log.read_text("utf-8"))
        time.sleep(0.1)
    return process, found[0], dict(re.findall(r"登录名 (\w+)　口令 (\S+)", log.read_text("utf-8")))


def shot(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    page.screenshot(path=str(PICTURES / f"{name}.png"))


def both(page: Page, name: str) -> None:
    """Keep what the page shows on a desk and on a telephone."""
    shot(page, name)
    page.set_viewport_size(TELEPHONE)
    page.reload()
    if page.locator("[data-graph], [data-picture]").count():
        page.wait_for_selector("[data-ready]")
    shot(page, f"{name}-手机")
    page.set_viewport_size(DESK)
    page.reload()


def beijing() -> datetime:
    """Now, where the township is."""
    return datetime.now(ZoneInfo("Asia/Shanghai"))


def enter(page: Page, address: str, password: str) -> None:
    """Log in for the first time, as the clerk."""
    page.goto(address)
    page.fill("#login", "ganshi")
    page.fill("#password", password)
    page.click("main .btn-primary")
    for field, text in (("#old", password), ("#new", PASSWORD), ("#again", PASSWORD)):
        page.fill(field, text)
    page.click("main .btn-primary")


def smaller(page: Page, png: bytes) -> bytes:
    """The same picture as WebP, made by the browser itself."""
    text = page.evaluate(
        """async (text) => {
            const picture = new Image();
            picture.src = `data:image/png;base64,${text}`;
            await picture.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [picture.width, picture.height];
            canvas.getContext("2d").drawImage(picture, 0, 0);
            return canvas.toDataURL("image/webp", 0.8).split(",")[1];
        }""",
        base64.b64encode(png).decode(),
    )
    return base64.b64decode(text)


def sizes(page: Page, address: str, password: str, data: Path) -> None:
    """The relation picture of 12, 98 and 300 records, the frame alone."""
    enter(page, address, password)
    made = Pictured()
    for count in (12, 98, 300):
        store = open_store("sqlite", data, beijing)
        grow(made, count, store, gate.local_viewer(store), beijing())
        store.close()
        for size, where in ((DESK, ""), (TELEPHONE, "-手机")):
            page.set_viewport_size(size)
            page.goto(f"{address}/network/picture/")
            page.wait_for_selector("[data-ready]")
            page.wait_for_timeout(500)  # names are written when the picture has come to rest
            taken = page.locator(".picture-frame").screenshot()
            (PICTURES / f"17-关系图-{count}个{where}.webp").write_bytes(smaller(page, taken))


def walk(page: Page, address: str, password: str) -> None:
    """Do what the guide tells, one picture for each of its steps."""
    page.goto(address)
    shot(page, "01-登录")
    enter(page, address, password)
    shot(page, "02-第一天")
    for number, name in enumerate(("01_village_register.xlsx", "03_returning_projects.xlsx")):
        page.goto(f"{address}/imports/")
        page.set_input_files("#file", REGISTERS / name)
        page.click("text=先看看")
        if number == 0:
            shot(page, "12-写法请看一眼")
        while page.locator("text=下一步").count():
            page.click("text=下一步")
        if number == 0:
            page.check("input[value=village]")
            shot(page, "03-先看看")
        page.click("text=就这样导入")
    shot(page, "04-待核对")
    page.goto(address)
    shot(page, "05-首页")
    page.goto(f"{address}/network/")
    both(page, "06-谁牵的线")
    page.click("a.board-title >> nth=1")
    page.wait_for_selector("[data-ready]")
    both(page, "07-项目")
    network(page, address)
    page.goto(f"{address}/people/export?occasion=春节")
    shot(page, "08-导出名单")
    page.goto(f"{address}/people/")
    page.select_option("select[name=home_village]", label="王庄村")
    page.click(".filters button")
    page.click("text=存为名单")
    page.fill("#name", "王庄村的")
    page.click("main .btn-primary")
    shot(page, "09-存下的名单")
    for field, text in (("#f-name", "笪宏亮"), ("#f-phones", "13000000001")):
        if page.url != f"{address}/people/new":
            page.goto(f"{address}/people/new")
        page.fill(field, text)
    page.click(".record-form .btn-primary")
    page.goto(f"{address}/duplicates/")
    shot(page, "10-可能重复")
    page.goto(f"{address}/village-rounds/")
    shot(page, "11-村里核对")


def network(page: Page, address: str) -> None:
    """Who can introduce us, the picture of all introductions, a trip, a case."""
    page.goto(f"{address}/notes/new")
    page.fill("[name=about]", "吴永福")
    page.fill("[name=line]", "电话里说端午前后回来一趟。")
    page.click("main .btn-primary")
    page.goto(f"{address}/paths/?to=常州嘉穗软件技术有限公司")
    both(page, "13-谁能引荐")
    page.goto(f"{address}/network/picture/")
    page.wait_for_selector("[data-ready]")
    both(page, "14-关系图")
    page.goto(f"{address}/briefs/trip?city=上海&when=11月26日")
    both(page, "15-出差见谁")
    page.goto(f"{address}/network/")
    page.click("a.board-title >> nth=3")
    page.click("text=办理引荐人认定")
    page.wait_for_url("**/recognition/**")
    shot(page, "16-引荐人认定")


def on_a_new_register(browser: Browser, take: Callable[[Page, str, str, Path], None]) -> None:
    """Start the program over an empty register and let *take* use it."""
    with tempfile.TemporaryDirectory() as directory:
        process, address, passwords = served(Path(directory))
        page = browser.new_page(viewport=DESK, locale="zh-CN")
        try:
            take(page, address, passwords["ganshi"], Path(directory) / "d")
        finally:
            page.close()
            process.terminate()
            process.wait()


def main() -> int:
    """Take every picture anew; with `--sizes` only those of the relation picture's sizes."""
    chromium = os.environ.get("XIANGXIAN_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        if "--sizes" not in sys.argv:
            on_a_new_register(browser, lambda page, address, word, _: walk(page, address, word))
        on_a_new_register(browser, sizes)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
