"""What every command of the command line has: its session, its answers, its refusals."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import update_wrapper
from pathlib import Path
from typing import Any, NoReturn

import click

from xiangxian import settings as setting
from xiangxian.app import beijing_clock
from xiangxian.domain.faults import Invalid, TooLong
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.services.gate import Missing, Refused, Viewer
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.store import holding
from xiangxian.store.base import Unavailable
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import open_store


@dataclass(slots=True)
class Session:
    """What every command has: the settings, whether JSON is asked for, and as whom it acts."""

    settings: setting.Settings
    as_json: bool
    acting_as: str | None
    opened: GraphStore | None = None
    held: ExitStack = field(default_factory=ExitStack)

    def store(self) -> GraphStore:
        """The store, opened once; its directory is held with whoever else works in it."""
        if self.opened is None:
            self.share(self.settings.data)
            self.opened = open_store(self.settings.store, self.settings.data, beijing_clock)
        return self.opened

    def share(self, directory: Path) -> None:
        """Hold *directory* until the command ends, as everybody does who works in it."""
        self.held.enter_context(holding.held(directory, alone=False))

    def alone(self) -> None:
        """Hold the data directory until the command ends, with nobody else in it; a store that was
        opened to see who asks is closed."""
        self.close()
        self.held.enter_context(holding.held(self.settings.data, alone=True))

    def close(self) -> None:
        """Let go of the store and of the directory."""
        if self.opened is not None:
            self.opened.close()
            self.opened = None
        self.held.close()

    def store_for_load(self) -> GraphStore:
        """The store into which a register is to be loaded."""
        self.opened = open_store(
            self.settings.store, self.settings.data, beijing_clock, for_load=True
        )
        return self.opened

    def refuse_account(self) -> None:
        """For commands that are before all accounts, or beside them."""
        if self.acting_as is not None:
            refuse("这个命令不按账号做，请去掉 --as。")

    def founded(self) -> GraphStore:
        """The store of a township that was founded."""
        store = self.store()
        if not store.count("unit"):
            refuse(f"{self.settings.data} 里还没有名册，请先运行 xiangxian init。")
        return store

    def viewer(self) -> Viewer:
        """As whom the command acts: an account, or whoever can read the data directory."""
        if self.acting_as is None:
            return gate.local_viewer(self.founded())
        account = accounts.by_login(self.founded(), self.acting_as)
        if account is None:
            refuse(f"没有登录名 {self.acting_as}。")
        if accounts.disabled(account):
            refuse(f"账号 {self.acting_as} 已停用。")
        return accounts.viewer(self.founded(), account)

    def tell(self, document: Any, lines: Callable[[], list[str]]) -> None:
        """Print *document* as JSON, or *lines* for people."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            for line in lines():
                click.echo(line)


def refuse(sentence: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


def _refuse_damaged(session: Session) -> None:
    """Where a command failed because the register is damaged, say that."""
    try:
        faults = session.opened.verify() if session.opened is not None else []
    except Unavailable as fault:
        refuse(fault.reason)
    if faults:
        refuse(
            "名册有损坏，这一步没有做成。请用 xiangxian verify 核对，从备份恢复。"
            f"（{faults[0].sentence}{faults[0].where}）"
        )


def command(group: click.Group, *names: str, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A command whose refusals are sentences; every command takes `--json` as well."""

    def made(work: Callable[..., Any]) -> Any:
        def run(as_json: bool, **given: Any) -> None:
            session: Session = click.get_current_context().obj
            session.as_json = session.as_json or as_json
            try:
                work(session, **given)
            except Unavailable as fault:
                refuse(fault.reason)
            except Unreadable as fault:
                refuse(fault.sentence)
            except Invalid as fault:
                refuse("；".join(fault.faults.values()))
            except TooLong as fault:
                refuse(str(fault))
            except Refused:
                refuse("这一步不归这个账号做。")
            except Missing as fault:
                refuse(f"没有找到「{fault}」。")
            except Exception:
                _refuse_damaged(session)
                raise
            finally:
                session.close()

        update_wrapper(run, work)
        flag = click.option("--json", "as_json", is_flag=True, help="只输出一份JSON")
        return group.command(*names, **options)(flag(run))

    return made
