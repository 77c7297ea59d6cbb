"""答应过的事: what was promised, to whom, until when, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xiangxian.domain.accounts import Account
from xiangxian.domain.roles import Action, Role
from xiangxian.domain.tasks import PROMISE, TASK_KINDS, Task
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.text import fold
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Changed, Invalid, Reference, refer
from xiangxian.store.base import (
    All,
    Conflict,
    Direction,
    Filter,
    Hop,
    Id,
    Linked,
    Node,
    Not,
    Op,
    Order,
    Query,
    Where,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

_HOPS = ((Hop("FOR_WHOM"), Hop("OCCASION"), Hop("PROJECT")),)
_ABOUT = {"person": "FOR_WHOM", "organisation": "FOR_WHOM", "event": "OCCASION"}
"""By which link a task belongs to the page of a record of that kind; a project's by its own."""
_KIND_WORDS = {option.code: option.label for option in TASK_KINDS}


@dataclass(frozen=True, slots=True)
class Promise:
    """One task as a list tells it. *mine* says that the viewer promised it, *said* is the day on
    which it was said, the occasion's where none was written."""

    id: Id
    rev: int
    kind: str
    what: str
    to: tuple[Reference, ...]
    by: str
    mine: bool
    due: str
    said: PartialDate | None
    occasion: Reference | None
    project: Reference | None
    done: PartialDate | None
    result: str

    @property
    def kind_words(self) -> str:
        """What kind of task it is, in words."""
        return _KIND_WORDS.get(self.kind, "要办的事")

    @property
    def line(self) -> str:
        """The promise in one line: 答应示例甲：路灯的事，2026年9月10日前."""
        whom = "、".join(each.title for each in self.to)
        head = f"答应{whom}：" if whom and self.kind == PROMISE else f"{whom}：" if whom else ""
        return f"{head}{self.what}" + (f"，{self.due}前" if self.due else "")


@dataclass(frozen=True, slots=True)
class Promised:
    """Open promises, by when they are due, undated last. *own* says that they are only those that
    the viewer promised, because some are; otherwise they are all of the unit's."""

    lines: tuple[Promise, ...]
    own: bool


def _same(one: str | None, other: str) -> bool:
    return bool(one) and "".join(fold(one or "").split()) == "".join(fold(other).split())


def _told(item: Loaded, others: dict[Id, Node], viewer: Viewer) -> Promise:
    record = item.record
    assert isinstance(record, Task)  # noqa: S101 - the query asked for tasks
    seen = {id_: node for id_, node in others.items() if gate.visible(viewer, node)}
    occasion = seen.get(record.occasion or "")
    project = seen.get(record.project or "")
    said = record.said_on
    if said is None and occasion is not None:
        said = getattr(loaded(occasion, ()).record, "on", None)
    return Promise(
        item.id,
        item.rev,
        record.task_kind or PROMISE,
        record.what,
        tuple(refer(seen[id_]) for id_ in record.for_whom if id_ in seen),
        record.promised_by or "",
        _same(record.promised_by, viewer.name),
        record.shown("due_on"),
        said,
        refer(occasion) if occasion else None,
        refer(project) if project else None,
        record.done_on,
        record.result or "",
    )


def _found(
    store: GraphStore, where: Filter, viewer: Viewer, order: Order | None = None
) -> list[Promise]:
    if not gate.readable(viewer, Task.kind):
        return []
    scoped = All((gate.scope(viewer), where))
    lines: list[Promise] = []
    query = Query(Task.kind, scoped, order, limit=200, links=_HOPS)
    for page in pages(store, query):
        others = dict(page.others)
        lines += [_told(loaded(node, page.edges), others, viewer) for node in page.nodes]
    return lines


OPEN = Where("done_on", Op.MISSING)
BY_DUE = Order("due_on")


def unfinished(store: GraphStore, *, viewer: Viewer) -> list[Promise]:
    """Every task that is still open, whatever its kind: by when it is due, undated last."""
    return _found(store, OPEN, viewer, BY_DUE)


def finished(store: GraphStore, *, viewer: Viewer) -> list[Promise]:
    """What was done, the latest first."""
    return _found(store, Not(OPEN), viewer, Order("done_on", descending=True))


def of(found: Sequence[Promise], viewer: Viewer) -> Promised:
    """Of the open tasks *found* the promises; for a manager those that are the manager's own, if
    any are."""
    promised = tuple(each for each in found if each.kind == PROMISE)
    own = tuple(each for each in promised if each.mine)
    if viewer.role is Role.MANAGER and own:
        return Promised(own, True)
    return Promised(promised, False)


def open_promises(store: GraphStore, *, viewer: Viewer) -> Promised:
    """What was promised and is not done yet."""
    return of(unfinished(store, viewer=viewer), viewer)


def about(store: GraphStore, kind: str, id_: Id, *, viewer: Viewer) -> list[Promise]:
    """The open tasks that belong to the page of the record *id_*: for that person or organisation,
    from that event, for that project."""
    edge = _ABOUT.get(kind, "PROJECT")
    here = Linked(edge, Direction.OUT, Where("id", Op.IS, id_))
    return _found(store, All((OPEN, here)), viewer, BY_DUE)


def next_due(store: GraphStore, *, viewer: Viewer) -> Promise | None:
    """The open promise that is due next; None when none has a day."""
    if not gate.readable(viewer, Task.kind):
        return None
    where = All(
        (
            gate.scope(viewer),
            OPEN,
            Where("task_kind", Op.IS, PROMISE),
            Not(Where("due_on", Op.MISSING)),
        )
    )
    page = store.find(Query(Task.kind, where, BY_DUE, None, 1, _HOPS))
    others = dict(page.others)
    return next((_told(loaded(node, page.edges), others, viewer) for node in page.nodes), None)


def who_promises(store: GraphStore, *, viewer: Viewer) -> list[str]:
    """The names of the unit's managers' accounts, as who promises is written; for whoever writes it."""
    if not viewer.may(Action.RECORD):
        return []
    where = All((gate.scope(viewer), Where("role", Op.IS, Role.MANAGER.value)))
    found = pages(store, Query(Account.kind, where, limit=200))
    accounts = [Account.parsed(node.values) for page in found for node in page.nodes]
    return [each.name for each in accounts if not each.disabled]


def finish(
    store: GraphStore,
    id_: Id,
    rev: int,
    result: str,
    on: PartialDate | None,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """记结果: what came of the task *id_*, seen at revision *rev*, and when.

    Raises `Invalid` without a result or a day, `Changed` when somebody saved meanwhile, `Missing`.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    item = records.read(store, id_, viewer=viewer, kind=Task.kind)
    faults = {}
    if not result.strip():
        faults["result"] = "请写一句结果。"
    if on is None:
        faults["done_on"] = "请写办结的日期。"
    if faults:
        raise Invalid(faults)
    done = item.record.model_copy(update={"result": result.strip(), "done_on": on})
    records.check(done)
    if item.rev != rev:
        raise Changed(item, done, [])
    draft = Draft(change_id, item.node.unit)
    draft.revise(item, done)
    try:
        store.apply(draft.change_set(viewer, now, "task.finish"))
    except Conflict as conflict:
        raise Changed(records.read(store, id_, viewer=viewer), done, []) from conflict


def within(day: PartialDate | None, first: date, last: date) -> bool:
    """Whether a day as far as it is known lies wholly between *first* and *last*."""
    interval = day.interval() if day else None
    return interval is not None and first <= interval[0] and interval[1] <= last
