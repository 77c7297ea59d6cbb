"""The command line: everything the pages tell, for those who sit at the machine itself.

Exit codes: 0 done, 1 refused with a reason, 2 wrong call. With `--json` one JSON document goes to
standard output and nothing else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import webbrowser
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from xiangxian import settings as setting
from xiangxian.app import beijing_clock
from xiangxian.commands import introductions, paths, upkeep
from xiangxian.domain.people import CONTACT_ORIGINS
from xiangxian.domain.roles import Action, Role
from xiangxian.services import gate, search
from xiangxian.services.access import accounts
from xiangxian.services.drafts import new_id
from xiangxian.services.exports import contact_lists
from xiangxian.services.exports.purposes import WAYS
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import holdings, homeland, known_people
from xiangxian.services.registers.importing.links import links
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session import import_sentences
from xiangxian.services.registers.session.remembered_layouts import choices
from xiangxian.services.registers.session.report import report
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.arriving import arriving
from xiangxian.store.base import EVERYTHING, Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import late_store
from xiangxian.terminal import Session, command, refuse


@click.group()
@click.option("--data", type=click.Path(path_type=Path), default=None, help="名册所在的文件夹")
@click.option("--as", "acting_as", default=None, help="按这个账号的权限做")
@click.option("--json", "as_json", is_flag=True, help="只输出一份JSON")
@click.pass_context
def cli(context: click.Context, data: Path | None, acting_as: str | None, as_json: bool) -> None:
    """乡贤名册：谁牵的线、经过谁、凭什么。"""
    directory = data or Path(os.environ.get("XIANGXIAN_DATA") or "数据")
    try:
        read = setting.read(directory, environment=os.environ)
    except setting.BadSetting as fault:
        refuse(str(fault))
    context.obj = Session(read, as_json, acting_as)


def _found(session: Session, township: str | None) -> list[accounts.OpenedAccount]:
    name = township or session.settings.township
    return accounts.found_unit(session.store(), name, now=beijing_clock())[1]


def _passwords(opened: list[accounts.OpenedAccount]) -> list[str]:
    lines = ["一次性口令只显示这一次，第一次登录要换成自己的："]
    return lines + [f"  {each.name}　登录名 {each.login}　口令 {each.password}" for each in opened]


@command(cli, "init")
@click.option("--township", default=None, help="全名，例如 句容市后白镇")
def init(session: Session, township: str | None) -> None:
    """建一份名册，给出第一批账号的一次性口令。"""
    session.refuse_account()
    opened = _found(session, township)
    document = [
        {"login": each.login, "role": each.role.value, "password": each.password} for each in opened
    ]
    session.tell(document, lambda: _passwords(opened))


def _opened(session: Session, stopped: threading.Event) -> GraphStore:
    """The township's store, founded where it is new.

    A server that is away is no reason not to start: the pages say so, and work once it is back.
    """
    try:
        store = session.store()
        if not store.count("unit"):
            for line in _passwords(_found(session, None)):
                click.echo(line)
    except Unavailable as fault:
        if session.settings.store == "sqlite":
            raise
        click.echo(f"{fault.reason}网页照样打开，连上了就能用。", err=True)
        session.opened = store = late_store(
            session.settings.store, beijing_clock, session.settings.data
        )
        threading.Thread(target=_found_late, args=(session, stopped), daemon=True).start()
    return store


def _found_late(session: Session, stopped: threading.Event) -> None:
    """Found the township as soon as its server answers, if nobody has yet."""
    while not stopped.wait(2):
        with contextlib.suppress(Unavailable):
            if not session.store().count("unit"):
                for line in _passwords(_found(session, None)):
                    click.echo(line)
            click.echo("名册所在的服务器连上了。")
            return


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """Treat a request to end like Ctrl-C."""
    raise KeyboardInterrupt


@command(cli, "run")
@click.option("--port", type=int, default=None)
@click.option("--demo", is_flag=True, help="只开示例")
@click.option("--lan", is_flag=True, help="办公室局域网（这个版本还没有）")
@click.option("--no-browser", is_flag=True)
def run(session: Session, port: int | None, *, demo: bool, lan: bool, no_browser: bool) -> None:
    """打开名册，在浏览器里用。"""
    from xiangxian import server as serving
    from xiangxian.web.assets import NotBuilt

    session.refuse_account()
    if lan:
        refuse("局域网的用法这个版本还没有；口令不能明着在网上走，所以没有打开。")
    given = {"port": port, "demo": demo or None, "open_browser": False if no_browser else None}
    session.settings = setting.read(session.settings.data, given, os.environ)
    own, waiting = None, threading.Event()
    if not session.settings.demo:
        session.share(session.settings.data)  # who holds it alone is no server that is away
        own = _opened(session, waiting)
    session.share(session.settings.demo_data)
    demo_store = serving.open_demo(session.settings)
    try:
        app = serving.application(session.settings, own, demo_store)
        server = serving.server(app, session.settings)
    except NotBuilt as fault:
        refuse(str(fault))
    except OSError as fault:
        refuse(
            f"{session.settings.port} 号端口被占用了，请加 --port 换一个号。（{fault.strerror}）"
        )
    address = f"http://{session.settings.host}:{server.bind_addr[1]}/"
    signal.signal(signal.SIGTERM, _stop)
    click.echo(f"名册已打开：{address}　关掉这个窗口或按 Ctrl-C 就停。")
    if session.settings.open_browser:
        webbrowser.open(address)
    works = serving.works(app)
    try:
        for work in works:
            work.begin()
        server.serve()
    except (KeyboardInterrupt, SystemExit):
        click.echo("名册已停，存过的都在。")
    finally:
        waiting.set()
        server.stop()
        for work in works:
            work.end()
        demo_store.close()


@command(cli, "demo")
def demo_(session: Session) -> None:
    """准备好示例名册，说出它在哪里。"""
    from xiangxian.server import open_demo

    session.refuse_account()
    session.share(session.settings.demo_data)
    open_demo(session.settings).close()
    where = str(session.settings.demo_data)
    session.tell({"data": where}, lambda: [f"示例名册在 {where}，和本镇的不会混。"])


@command(cli, "import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="只看不存")
@click.option(
    "--origin",
    type=click.Choice([option.code for option in CONTACT_ORIGINS]),
    default=None,
    help="这些联系方式是怎么来的：" + "，".join(f"{o.code} {o.label}" for o in CONTACT_ORIGINS),
)
@click.option("--hidden-sheet", "shown", multiple=True, help="隐藏的表也要：表名，可以写几次")
def import_(
    session: Session, file: Path, *, only_check: bool, origin: str | None, shown: tuple[str, ...]
) -> None:
    """从Excel导入；--check 只看会怎样。"""
    store, viewer = session.founded(), session.viewer()
    gate.require(viewer, Action.IMPORT)  # a report tells who is on the register already
    workbook = read_workbook(file, name=file.name)
    land = homeland(store, viewer=viewer)
    if missing := set(shown) - {sheet.name for sheet in workbook.sheets}:
        refuse(f"《{file.name}》里没有这张表：{'、'.join(sorted(missing))}。")
    checked = check(
        workbook,
        land,
        known_people(store, viewer=viewer),
        choices(store, viewer=viewer),
        shown=shown,
    )
    hidden = import_sentences.hidden_sentence([each.name for each in checked.sheets if each.hidden])
    if not checked.anything:
        refuse(import_sentences.nothing_sentence(checked) + hidden)
    if only_check:
        held = holdings(store, viewer=viewer)
        document = {**report(checked), **links(checked, held)}
        totals = document["totals"]
        session.tell(
            document,
            lambda: [
                f"《{file.name}》：{totals['records']}行，{totals['needs_review']}行有请看一眼的。什么也没有存。",
                *checked.told,
                *filter(None, [hidden]),
            ],
        )
        return
    if checked.has_contacts and origin is None:
        refuse("请用 --origin 说明这些联系方式是怎么来的，例如 --origin village。")
    now = beijing_clock()
    done = loading.load(
        store, checked, origin=origin, viewer=viewer, now=now, change_id=new_id(now)
    )
    said = [
        import_sentences.outcome_sentence(file.name, done),
        *checked.told,
        import_sentences.mentioned_sentence(done),
        import_sentences.namesake_sentence(done),
        import_sentences.dropped_sentence(file.name, done.dropped),
        hidden,
    ]
    document = {
        "batch": done.batch,
        "people": done.people,
        "projects": done.projects,
        "visits": done.visits,
        "suggestions": done.suggestions,
        "attended": done.attended,
        "updated": done.updated,
        "same": done.same,
        "introductions": done.introductions,
        "reviews": done.reviews,
        "dropped": list(done.dropped),
        "told": list(checked.told),
    }
    session.tell(document, lambda: [each for each in said if each])


@command(cli, "find")
@click.argument("text")
def find(session: Session, text: str) -> None:
    """查姓名、拼音、单位、手机后四位。"""
    store, viewer, limit = session.founded(), session.viewer(), 200
    while len(hits := search.find(store, text, viewer=viewer, limit=limit)) == limit:
        limit *= 4
    document = [
        {"id": hit.record.id, "kind": hit.record.kind, "title": hit.record.title, "line": hit.line}
        for hit in hits
    ]
    session.tell(
        document,
        lambda: [f"{hit.record.title}　{hit.line}" for hit in hits] or ["没有找到。"],
    )


@cli.group()
def export() -> None:
    """导出。"""


@command(export, "contacts")
@click.option("--purpose", required=True, help="用途")
@click.option("--for", "recipient", required=True, help="给谁用")
@click.option("--occasion", default="", help="场合，例如 春节")
@click.option("--way", type=click.Choice(list(WAYS)), default=None, help="怎么用；只带用得着的栏")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True)
def contacts(
    session: Session, purpose: str, recipient: str, occasion: str, way: str | None, target: Path
) -> None:
    """导出名单（.xlsx、.csv；打电话、发短信的也可以是 .vcf）；操作记录里记一行。"""
    form = target.suffix.lower().removeprefix(".")
    now = beijing_clock()
    with arriving(target) as unnamed:
        taken = contact_lists.export(
            session.founded(),
            EVERYTHING,
            contact_lists.ListOrder(
                purpose=purpose,
                recipient=recipient,
                occasion=occasion,
                columns=WAYS[way].columns if way else contact_lists.USUAL,
                way=way or "",
                form=form if form in contact_lists.FORMATS else "xlsx",
                strict=session.settings.strict_contacts,
            ),
            change_id=new_id(now),
            viewer=session.viewer(),
            now=now,
        )
        unnamed.write_bytes(taken.content)
    document = {
        "file": str(target),
        "people": taken.people,
        "mark": taken.mark,
        "sha256": taken.digest,
        "left_out": dict(taken.left_out),
    }
    session.tell(
        document,
        lambda: [
            f"{taken.people}人，编号 {taken.mark}，写到 {target}。没有列入 {len(taken.left_out)}人。"
        ],
    )


@cli.group()
def account() -> None:
    """账号。"""


@command(account, "add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def account_add(session: Session, login: str, name: str, role: str) -> None:
    """新建账号，给出一次性口令。"""
    viewer = session.viewer()
    opened = accounts.open_account(
        session.founded(),
        login=login,
        name=name,
        role=Role(role),
        unit=viewer.unit,
        viewer=viewer,
        now=beijing_clock(),
    )
    session.tell({"login": opened.login, "password": opened.password}, lambda: _passwords([opened]))


@command(account, "disable")
@click.argument("login")
def account_disable(session: Session, login: str) -> None:
    """停用账号。"""
    accounts.disable(session.founded(), login, viewer=session.viewer(), now=beijing_clock())
    session.tell({"login": login, "disabled": True}, lambda: [f"{login} 已停用。"])


@command(account, "password")
@click.argument("login")
def account_password(session: Session, login: str) -> None:
    """重设口令，给出一次性口令。"""
    password = accounts.reset_password(
        session.founded(), login, viewer=session.viewer(), now=beijing_clock()
    )
    session.tell(
        {"login": login, "password": password}, lambda: [f"{login} 的一次性口令：{password}"]
    )


introductions.install(cli)
paths.install(cli)
upkeep.install(cli)


def main() -> None:
    """The entry point of `xiangxian`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="xiangxian")


if __name__ == "__main__":
    main()
