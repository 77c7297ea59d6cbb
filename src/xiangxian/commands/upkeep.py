"""Commands for the register as a whole: verify, backup, restore, dump, load, audit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from xiangxian.app import beijing_clock
from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.access import accounts, operation_log
from xiangxian.services.upkeep import copies
from xiangxian.store import exchange, opening
from xiangxian.store.base import Conflict, Fault
from xiangxian.store.digests import Carried
from xiangxian.terminal import Session, command, refuse


@contextmanager
def _counted(words: str, size: int | None = None) -> Iterator[exchange.Progress]:
    """Shows how far it came, of *size* bytes where that is known, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[lines]}行"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as shown:
        task = shown.add_task(words, total=size, lines=0)
        yield lambda lines, read: shown.update(task, completed=read, lines=lines)


def verify(session: Session) -> None:
    """核对名册：操作记录、历史、索引、联系是不是完整。"""
    store = session.store()
    faults = store.verify() if session.acting_as is None else _inspected(session)
    document = [{"promise": f.promise, "where": f.where, "sentence": f.sentence} for f in faults]
    session.tell(
        document,
        lambda: [f"{f.sentence}（{f.where}）" for f in faults] or ["完整，没有对不上的地方。"],
    )
    if faults:
        sys.exit(1)


def _inspected(session: Session) -> Sequence[Fault]:
    """The faults, for the account that asks."""
    return operation_log.whole(session.founded(), viewer=session.viewer())


@click.argument("target", type=click.Path(path_type=Path))
def backup(session: Session, target: Path) -> None:
    """把名册完整地抄一份。"""
    store, viewer = session.founded(), session.viewer()
    done = copies.backup(store, target, viewer=viewer, now=beijing_clock())
    session.tell(
        {"file": str(target), "lines": done.lines, "sha256": done.digest},
        lambda: [
            f"已抄到 {target}：{done.lines}行，核对码 {done.digest}。里面是全部内容，请收好。"
        ],
    )


@click.argument("source", type=click.Path(path_type=Path))
def restore(session: Session, source: Path) -> None:
    """用备份换下现在的名册（先停网页）；现在的另存一个名字。"""
    if session.acting_as is not None:
        gate.require(session.viewer(), Action.ADMINISTER)
    session.alone()
    settings = session.settings
    done = opening.restore(source, settings.store, settings.data, beijing_clock)
    kept = f"原来的名册留在 {done.kept}。" if done.kept else ""
    session.tell(
        {
            "lines": done.carried.lines,
            "sha256": done.carried.digest,
            "kept": str(done.kept) if done.kept else None,
        },
        lambda: [f"恢复好了：{done.carried.lines}行，核对码 {done.carried.digest}。{kept}"],
    )


@click.option("--verify", "whole", is_flag=True, help="同时核对是不是连续完整")
@click.option("--limit", type=int, default=100)
def audit(session: Session, *, whole: bool, limit: int) -> None:
    """操作记录，新的在前。"""
    store, viewer = session.founded(), session.viewer()
    gate.require(viewer, Action.INSPECT)
    entries = store.log(limit=limit)
    who = accounts.names(store, [id_ for entry in entries for id_ in operation_log.actors(entry)])
    faults = store.verify() if whole else []

    def when(moment: datetime) -> str:
        return moment.isoformat(timespec="seconds")

    document = {
        "entries": [
            {
                "seq": e.seq,
                "at": when(e.at),
                "who": who.get(e.actor, ""),
                "why": e.why,
                "note": operation_log.said(e, who),
                "writes": e.writes,
            }
            for e in entries
        ],
        "faults": [fault.sentence for fault in faults],
    }
    session.tell(
        document,
        lambda: [
            *(
                f"{e.seq}　{when(e.at)}　{who.get(e.actor, '')}　{operation_log.words_of(e.why)}　{operation_log.said(e, who)}"
                for e in entries
            ),
            *([f.sentence for f in faults] or (["操作记录连续完整。"] if whole else [])),
        ],
    )
    if faults:
        sys.exit(1)


@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
def dump(session: Session, target: Path) -> None:
    """把名册写成交换文件（- 是标准输出），可以装进别的地方。"""
    store, viewer, now = session.founded(), session.viewer(), beijing_clock()
    copies.require_everything(viewer)
    if str(target) == "-":
        if session.as_json:
            refuse("写到标准输出时不能再加 --json。")
        try:
            done = copies.pour(store, sys.stdout.buffer, viewer=viewer, now=now)
        except OSError as fault:
            with suppress(OSError, ValueError):  # whoever read is gone: nobody is to write to them
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            refuse(f"没有写完：{fault.strerror}")
        click.echo(f"{done.lines}行，核对码 {done.digest}", err=True)
        return
    with _counted("写出") as progress:
        done = copies.dump(store, target, progress, viewer=viewer, now=now)
    session.tell(
        {"file": str(target), "lines": done.lines, "sha256": done.digest},
        lambda: [f"写到 {target}：{done.lines}行，核对码 {done.digest}。里面是全部内容，请收好。"],
    )


@click.argument("source", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--afresh", is_flag=True, help="上次没有装完的不要了，从头装这一个")
def load(session: Session, source: Path, *, afresh: bool) -> None:
    """把交换文件装进一个空的地方；中断了就再运行一次，接着装。"""
    session.refuse_account()
    if str(source) == "-":
        done = _loaded(session, sys.stdin.buffer, afresh=afresh)
    else:
        try:
            with source.open("rb") as content:
                done = _loaded(session, content, source.stat().st_size, afresh=afresh)
        except OSError as fault:
            refuse(f"{source} 打不开：{fault.strerror}")
    session.tell(
        {"lines": done.lines, "sha256": done.digest},
        lambda: [f"装好了：{done.lines}行，装进去的和文件一致，核对码 {done.digest}。"],
    )


def _loaded(
    session: Session, content: BinaryIO, size: int | None = None, *, afresh: bool
) -> Carried:
    session.alone()
    store = session.store_for_load()
    try:
        with _counted("装入", size) as progress:
            return exchange.load(store, content, progress, afresh=afresh)
    except exchange.Damaged as fault:
        refuse(fault.sentence)
    except Conflict:
        refuse("这里已经有名册了，交换文件只能装进空的地方。")


def install(group: click.Group) -> None:
    """Put the commands into *group*."""
    command(group, "verify")(verify)
    command(group, "backup")(backup)
    command(group, "restore")(restore)
    command(group, "dump")(dump)
    command(group, "load")(load)
    command(group, "audit")(audit)
