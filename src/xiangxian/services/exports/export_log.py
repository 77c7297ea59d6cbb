"""名单去向: which lists left, who has them, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiangxian.domain.registers import LIST_ENDS, REPORTED, ContactExport
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid
from xiangxian.store.base import PAGE, All, Filter, Id, Op, Order, Page, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import packed, pages, unpacked

LONG = timedelta(days=30)
"""After this long a list that is still out is asked about."""
ENDS = {option.code: option.label for option in LIST_ENDS}


@dataclass(frozen=True, slots=True)
class Left:
    """One list that left: its record, and whether it has been out for long."""

    id: Id
    rev: int
    record: ContactExport
    long_out: bool = False

    @property
    def reported(self) -> bool:
        """Whether it was filled into another office's table, and stays there."""
        return self.record.form == REPORTED

    @property
    def became(self) -> str:
        """What became of it; empty while nobody said."""
        return ENDS.get(self.record.ended or "", "")


@dataclass(frozen=True, slots=True)
class LeftPage:
    """Some of the lists that left; *following* leads to the next ones, empty where there are none."""

    rows: tuple[Left, ...]
    following: str


def _left(id_: Id, rev: int, record: ContactExport, now: datetime) -> Left:
    out = record.form != REPORTED and not record.ended
    return Left(id_, rev, record, out and record.at is not None and now - record.at > LONG)


def lists(
    store: GraphStore,
    *,
    viewer: Viewer,
    now: datetime,
    mark: str = "",
    after: str = "",
    limit: int = PAGE,
) -> LeftPage:
    """A page of the lists that left, newest first, from where *after* (a page's `following`) leads;
    with *mark* the one whose foot bears it. Raises `Refused`."""
    if not gate.readable(viewer, ContactExport.kind):
        raise gate.Refused(Action.EXPORT)
    where: Filter = gate.scope(viewer)
    if mark:
        key = ContactExport.fields["mark"].type.key(mark)
        where = All((where, Where("mark", Op.IS, key)))
    newest = Order("at", descending=True)
    page = store.find(Query(ContactExport.kind, where, newest, unpacked(after), limit))
    rows = tuple(_lefts(page, now))
    return LeftPage(rows, packed(page.next) if page.next else "")


def _lefts(page: Page, now: datetime) -> Iterator[Left]:
    for node in page.nodes:
        yield _left(node.id, node.rev, ContactExport.parsed(node.values), now)


def long_out(store: GraphStore, *, viewer: Viewer, now: datetime) -> list[Left]:
    """The lists that have been out for long, the oldest first. Raises `Refused`."""
    if not gate.readable(viewer, ContactExport.kind):
        raise gate.Refused(Action.EXPORT)
    before = ContactExport.fields["at"].type.key(now - LONG)
    where = All((gate.scope(viewer), Where("ended", Op.MISSING), Where("at", Op.BELOW, before)))
    found = pages(store, Query(ContactExport.kind, where, Order("at"), limit=PAGE))
    return [each for page in found for each in _lefts(page, now) if each.long_out]


def note_end(
    store: GraphStore, id_: Id, ended: str, *, change_id: Id, viewer: Viewer, now: datetime
) -> ContactExport:
    """Write down what became of a list: one of `ENDS`, or nothing to take that back.

    Gives the record as it is then. Raises `Missing`, and `Invalid` for any other word.
    """
    gate.require(viewer, Action.EXPORT)
    if ended and ended not in ENDS:
        raise Invalid({"ended": "只能记“已收回”或“已销毁”。"})
    item = records.read(store, id_, viewer=viewer, kind=ContactExport.kind)
    before = item.record
    assert isinstance(before, ContactExport)  # noqa: S101 - the kind says so
    if store.applied(change_id) is not None or (before.ended or "") == ended:
        return before
    said = {"ended": ended, "ended_at": now, "ended_by": viewer.name} if ended else {}
    update = {"ended": None, "ended_at": None, "ended_by": None} | said
    after = before.model_copy(update=update)
    draft = Draft(change_id, item.node.unit)
    draft.revise(item, after)
    words = ENDS.get(ended, "撤回去向")
    note = f"{before.name}；给{before.recipient}；编号{before.mark}：{words}"
    store.apply(draft.change_set(viewer, now, "export.ended", note=note))
    return after
