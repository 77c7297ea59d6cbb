"""An import that was taken back: which there are, what went with it, and bringing all of it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.access import accounts
from xiangxian.services.acts import undoing
from xiangxian.services.acts.undoing import Step, Undone
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid, Reference
from xiangxian.store.base import WRITES, Id, Node, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_changes, pages

WHY = "import.restore"
"""Why a ChangeSet was written that brings a taken-back import again."""
_LOG = 1_000
"""Lines of the log with each question."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An import that was taken back: its record, when (UTC) and by whom; None and empty where the
    history does not say any more."""

    id: Id
    batch: ImportBatch
    at: datetime | None = None
    who: str = ""

    @property
    def act(self) -> Id:
        """The first of the ChangeSets that it was written with: what an undo of it names."""
        return self.batch.changes[0] if self.batch.changes else ""


def taken_back(store: GraphStore, *, viewer: Viewer) -> list[TakenBack]:
    """The imports of the viewer's unit that were taken back and can be restored, the newest first.

    One that was broken off before all of it was written never was an import, and is left out.
    """
    if not gate.readable(viewer, ImportBatch.kind):
        return []
    found: list[TakenBack] = []
    for page in pages(store, Query(ImportBatch.kind, gate.scope(viewer), limit=200, binned=True)):
        last = store.last_changes([node.id for node in page.nodes])
        who = accounts.names(store, [change.entry.actor for change in last.values()])
        for node in page.nodes:
            batch = _parsed(node)
            if not all(store.applied(act) for act in batch.changes):
                continue
            change = last.get(node.id)
            at, name = (change.entry.at, who.get(change.entry.actor, "")) if change else (None, "")
            found.append(TakenBack(node.id, batch, at, name))
    return sorted(found, key=lambda each: each.id, reverse=True)


def read_taken_back(store: GraphStore, batch_id: Id, *, viewer: Viewer) -> TakenBack:
    """The import *batch_id* that was taken back; raises `Missing` for any other."""
    for each in taken_back(store, viewer=viewer):
        if each.id == batch_id:
            return each
    raise Missing(batch_id)


def what_went(
    store: GraphStore, taken: TakenBack, *, viewer: Viewer
) -> Mapping[str, list[Reference]]:
    """The records that went when it was taken back and lie in the recycle bin still, by kind."""
    acts = _undo_of(store, taken)
    ids = {
        change.after.id
        for act in acts
        for change in store.change_set(act)
        if isinstance(change.after, Node) and change.after.binned and change.after.id != taken.id
    }
    found: dict[str, list[Reference]] = {}
    for each in store.states(sorted(ids)).values():
        if isinstance(each, Node) and each.binned and gate.visible(viewer, each):
            found.setdefault(each.kind, []).append(records.refer(each))
    return found


def _undo_of(store: GraphStore, taken: TakenBack) -> list[Id]:
    """The ChangeSets that took it back the last time, in order of number."""
    lived = went = 0
    for change in all_changes(store, of=taken.id):
        if isinstance(change.after, Node) and change.after.id == taken.id:
            if not change.after.binned and (change.before is None or change.before.binned):
                lived = change.entry.seq
            went = change.entry.seq
    found: list[tuple[int, Id]] = []
    before = went + 1
    while before > lived:
        lines = store.log(before=before, limit=_LOG)
        found += [(e.seq, e.id) for e in lines if e.seq > lived and e.undoes == taken.act]
        before = lines[-1].seq if lines else lived
    return [id_ for _, id_ in sorted(found)]


def restore(
    store: GraphStore,
    batch_id: Id,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
    most: int = WRITES,
    step: Step = undoing.unseen,
) -> Undone:
    """Bring an import that was taken back again, as *change_id*: all that nobody changed since,
    with the ties that went with it; gives what could not be.

    It comes in ChangeSets of at most *most* writes, the import's own record in the last. Raises
    `Missing`, and `Invalid` where rows of it were imported again since, or others kept changing
    the same records.
    """
    gate.require(viewer, Action.IMPORT)
    taken = read_taken_back(store, batch_id, viewer=viewer)
    if again := _imported_again(store, taken.batch, viewer):
        raise Invalid(
            {
                "act": f"这份表撤回以后又导入过：{undoing.listed(again)}。恢复会记两遍，"
                "没有恢复；要恢复，请先撤回那一次。"
            }
        )
    acts = _undo_of(store, taken)
    if not acts:
        raise Missing(batch_id)
    return undoing.take_back(
        store,
        acts,
        change_id=change_id,
        viewer=viewer,
        now=now,
        note=taken.batch.name,
        why=WHY,
        whatever=(batch_id,),
        most=most,
        step=step,
    )


def _imported_again(store: GraphStore, batch: ImportBatch, viewer: Viewer) -> Sequence[str]:
    """The imports that made other records of rows of *batch*."""
    found = []
    for page in pages(store, Query(ImportBatch.kind, gate.scope(viewer), limit=200)):
        for node in page.nodes:
            other = _parsed(node)
            if any(batch.rows.get(row, id_) != id_ for row, id_ in other.rows.items()):
                found.append(f"《{other.name}》")
    return found


def _parsed(node: Node) -> ImportBatch:
    batch = ImportBatch.parsed(node.values)
    assert isinstance(batch, ImportBatch)  # noqa: S101 - the kind says so
    return batch
