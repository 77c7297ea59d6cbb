"""What the inspector reads: the operation log, the lists that left, and whether all is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Action
from xiangxian.services import accounts, gate
from xiangxian.services.gate import Viewer
from xiangxian.store.base import All, Fault, Filter, GraphStore, Op, Order, Query, Where

LINES = 100

WORDS = {
    "records": "记录",
    "create": "新建",
    "revise": "修改",
    "remove": "移出",
    "session.login": "登录",
    "session.refused": "登录没有成功",
    "session.leave": "退出",
    "history.undo": "撤回",
    "export.contacts": "导出名单",
    "contact.reveal": "看全号码",
    "import.load": "从Excel导入",
    "import.review": "核对导入",
    "import.undo": "撤回导入",
    "account.create": "新建账号",
    "account.password": "改口令",
    "account.disable": "停用账号",
    "attendance.list": "记到会名单",
    "note.create": "记一笔",
    "project.stage": "改项目阶段",
    "unit.found": "建名册",
    "demo.found": "建示例",
}


def words_of(why: str) -> str:
    """What an act is called on a screen."""
    if why in WORDS:
        return WORDS[why]
    what, _, act = why.partition(".")
    label = schema.KINDS[what].label if what in schema.KINDS else ""
    for edge, tie in schema.TIES.items():
        if edge.lower() == what:
            label = tie.label
    return f"{WORDS.get(act, act)}{label}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: when (UTC), who, what, its note, how many writes it made."""

    seq: int
    at: datetime
    who: str
    what: str
    note: str
    writes: int


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first; *before* leads to the next one."""

    lines: tuple[Line, ...]
    before: int | None


def log(store: GraphStore, *, viewer: Viewer, before: int | None = None) -> LogPage:
    """A page of the operation log; people are not named in it beyond what the act's note says."""
    gate.require(viewer, Action.INSPECT)
    entries = store.log(before=before, limit=LINES + 1)
    shown = entries[:LINES]
    who = accounts.names(store, [entry.actor for entry in shown])
    lines = tuple(
        Line(
            entry.seq,
            entry.at,
            who.get(entry.actor, "已停用的账号"),
            words_of(entry.why),
            entry.note,
            entry.writes,
        )
        for entry in shown
    )
    return LogPage(lines, shown[-1].seq if len(entries) > LINES else None)


def whole(store: GraphStore, *, viewer: Viewer) -> Sequence[Fault]:
    """Every promise of the store that is broken; none when the log is whole."""
    if not viewer.may(Action.INSPECT) and not viewer.may(Action.ADMINISTER):
        raise gate.Refused(Action.INSPECT)
    return store.verify()


def exports(store: GraphStore, *, viewer: Viewer, mark: str = "") -> list[ContactExport]:
    """The lists that left, newest first; with *mark* the one whose foot bears it."""
    gate.require(viewer, Action.INSPECT)
    where: Filter = gate.scope(viewer)
    if mark:
        key = ContactExport.fields["mark"].type.key(mark)
        where = All((where, Where("mark", Op.IS, key)))
    page = store.find(Query(ContactExport.kind, where, Order("at", descending=True), limit=200))
    found = [ContactExport.parsed(node.values) for node in page.nodes]
    return [each for each in found if isinstance(each, ContactExport)]
