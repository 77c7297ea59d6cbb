"""What the inspector reads: the operation log, the lists that left, and whether all is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.faults import within
from xiangxian.domain.people import Person
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Action
from xiangxian.domain.values.phones import mask_phone
from xiangxian.domain.values.value_types import LINE
from xiangxian.services import gate, records
from xiangxian.services.access import accounts, log_in_refusals
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid, Presented
from xiangxian.store.base import ChangeSet, Direction, Entry, Fault, Id
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood

LINES = 100

WORDS = {
    "records": "记录",
    "create": "新建",
    "revise": "修改",
    "remove": "移出",
    "put_back": "放回",
    "merge": "合并",
    "separate": "分开",
    "distinction.create": "记下不是同一个",
    "distinction.remove": "去掉“不是同一个”",
    "session.login": "登录",
    "session.refused": "登录没有成功",
    "session.leave": "退出",
    "history.undo": "撤回",
    "export.contacts": "导出名单",
    "export.ended": "记名单去向",
    "contact.reveal": "看全号码",
    "record.inspect": "检查时看了一条记录",
    "import.load": "从Excel导入",
    "import.review": "核对导入",
    "import.layout": "记下表的认法",
    "import.undo": "撤回导入",
    "import.restore": "恢复撤回的导入",
    "account.create": "新建账号",
    "account.password": "改口令",
    "account.disable": "停用账号",
    "attendance.list": "记到会名单",
    "note.create": "记一笔",
    "project.stage": "改项目阶段",
    "introduction.state": "改引荐的状态",
    "evidence.create": "加依据",
    "task.finish": "记结果",
    "paper.take": "存成文件带走",
    "recognition_case.create": "办理引荐人认定",
    "recognition_case.close": "没有认定就结掉",
    "recognition_case.reopen": "重新办引荐人认定",
    "recognition_notice.create": "公示拟认定的引荐人",
    "recognition_notice.object": "记一条异议",
    "recognition_notice.answer": "答复异议",
    "recognition_decision.create": "作引荐人认定的决定",
    "saved_list.place": "手工加减名单",
    "bulk.revise": "成批修改",
    "bulk.remove": "成批移出",
    "policy.load": "换认定办法",
    "policy.retire": "停用认定办法",
    "template.replace": "换公文模板",
    "template.reset": "换回原来的公文模板",
    "unit.found": "建名册",
    "register.dump": "写出交换文件",
    "register.backup": "抄备份",
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
class OperationLine:
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

    lines: tuple[OperationLine, ...]
    before: int | None


def log(store: GraphStore, *, viewer: Viewer, before: int | None = None) -> LogPage:
    """A page of the operation log; people are not named in it beyond what the act's note says."""
    gate.require(viewer, Action.INSPECT)
    entries = store.log(before=before, limit=LINES + 1)
    shown = entries[:LINES]
    who = accounts.names(store, [id_ for entry in shown for id_ in actors(entry)])
    lines = tuple(
        OperationLine(
            entry.seq,
            entry.at,
            who.get(entry.actor, "已停用的账号"),
            words_of(entry.why),
            said(entry, who),
            entry.writes,
        )
        for entry in shown
    )
    return LogPage(lines, shown[-1].seq if len(entries) > LINES else None)


def actors(entry: Entry) -> tuple[Id, ...]:
    """The accounts that a line of the log names: who acted, and at whose account a log-in failed."""
    return (entry.actor, *(entry.about if entry.why == log_in_refusals.WHY else ()))


def said(entry: Entry, who: Mapping[Id, str]) -> str:
    """A line's note; *who* are the names of its `actors`."""
    names = "、".join(who.get(id_, "已停用的账号") for id_ in actors(entry)[1:])
    return f"账号：{names}" if names else entry.note


def whole(store: GraphStore, *, viewer: Viewer) -> Sequence[Fault]:
    """Every promise of the store that is broken; none when the log is whole. Raises `Refused`."""
    if not viewer.may(Action.INSPECT) and not viewer.may(Action.ADMINISTER):
        raise gate.Refused(Action.INSPECT)
    return store.verify()


@dataclass(frozen=True, slots=True)
class Masked:
    """Somebody on a list, as an inspector sees them without a reason."""

    id: Id
    name: str
    phones: str


def on_list(store: GraphStore, export: Id, *, viewer: Viewer) -> list[Masked]:
    """The people of one list, masked; raises `Missing`."""
    gate.require(viewer, Action.INSPECT)
    records.read(store, export, viewer=viewer, kind=ContactExport.kind)
    graph = whole_neighbourhood(store, [export], ["OF"], direction=Direction.OUT)
    found = []
    for node in graph.nodes:
        person = schema.KINDS[node.kind].parsed(node.values)
        if isinstance(person, Person) and node.unit in viewer.units:
            phones = "、".join(mask_phone(phone.number) for phone in person.phones)
            found.append(Masked(node.id, gate.masked_name(person.name), phones))
    return found


def full_record(
    store: GraphStore, id_: Id, reason: str, *, change_id: Id, viewer: Viewer, now: datetime
) -> Presented:
    """One person's record in full for a *reason*, which is itself logged.

    Raises `Missing`, and `Invalid` without a reason.
    """
    opened = gate.inspecting(viewer)
    item = records.show(store, id_, viewer=opened, kind=Person.kind)
    if not reason.strip():
        raise Invalid({"reason": "请写一下为什么要看。"})
    why = within("为什么要看", reason.strip(), LINE, "reason")
    store.apply(ChangeSet(change_id, viewer.account, now, "record.inspect", (), why, (id_,)))
    return item
