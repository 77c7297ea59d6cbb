"""成批修改: one field of many records at once, shown before it is done, taken back in one step."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from xiangxian.domain import schema
from xiangxian.domain.fields import Field, Privacy
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid, Reference, refer
from xiangxian.store.base import WRITES, Conflict, Edge, Id, Node
from xiangxian.store.base import Change as Written
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_changes

MOST = 6_000
"""How many records one act changes at most: three writes each (a link put in another's place)
stay within one ChangeSet."""
_PAGE = 200


class Mode(StrEnum):
    """What becomes of a value that stands."""

    FILL = "fill"
    REPLACE = "replace"
    ADD = "add"
    TAKE = "take"

    @property
    def label(self) -> str:
        """The mode's screen words."""
        return _MODES[self]


_MODES = {
    Mode.FILL: "只填空的",
    Mode.REPLACE: "都改成这个",
    Mode.ADD: "加上",
    Mode.TAKE: "去掉",
}


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What is to become of one field: the mode, and the value (a link's: its ids)."""

    spec: Field
    mode: Mode
    value: object


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a change does: the records it changes, those that keep another value, how many have it
    so already, and those that somebody changed since they were looked at."""

    changed: tuple[Loaded, ...]
    kept: tuple[tuple[Reference, str], ...]
    same: int
    moved_on: tuple[Reference, ...] = ()
    refused: tuple[tuple[Reference, str], ...] = ()


@dataclass(slots=True)
class _Weighed:
    """A plan in the making."""

    changed: list[tuple[Loaded, Record]] = field(default_factory=list)
    kept: list[tuple[Reference, str]] = field(default_factory=list)
    refused: list[tuple[Reference, str]] = field(default_factory=list)
    same: int = 0


def fields(viewer: Viewer, kind: type[Record]) -> list[Field]:
    """The fields that make sense for many: no names, no contacts, no original wording."""
    return [
        spec
        for spec in kind.fields.values()
        if spec.form
        and not spec.required
        and gate.sight(viewer, spec) is Sight.FULL
        and spec.privacy is not Privacy.CONTACT
        and not spec.name.endswith("_written")
        and spec.name != "stage"
        and (spec.is_link or spec.type.name in {"choice", "flag", "date", "words", "text", "count"})
    ]


def modes(spec: Field) -> tuple[Mode, ...]:
    """What can be done to a field of many."""
    if spec.many or spec.type.name == "words":
        return (Mode.ADD, Mode.TAKE, Mode.FILL, Mode.REPLACE)
    if spec.type.name == "flag" and not spec.is_link:
        return (Mode.REPLACE,)
    return (Mode.FILL, Mode.REPLACE, Mode.TAKE)


def packed(ids: Sequence[Id]) -> str:
    """Ids as one short text for a form."""
    return base64.urlsafe_b64encode(b"".join(uuid.UUID(id_).bytes for id_ in ids)).decode()


def unpacked(text: str) -> list[Id]:
    """What `packed` made, each id once; raises `Invalid` for anything else."""
    try:
        raw = base64.urlsafe_b64decode(text.encode())
    except (ValueError, binascii.Error) as fault:
        raise Invalid({"ids": "勾选的没有传过来，请回名册重新勾选。"}) from fault
    if len(raw) % 16:
        raise Invalid({"ids": "勾选的没有传过来，请回名册重新勾选。"})
    found = (str(uuid.UUID(bytes=raw[at : at + 16])) for at in range(0, len(raw), 16))
    return list(dict.fromkeys(found))


def read(
    store: GraphStore, ids: Sequence[Id], kind: type[Record], *, viewer: Viewer
) -> list[Loaded]:
    """The records *ids* of *kind* that are there and the viewer's, with their links; two hundred
    come with each question. Raises `Invalid` for none and for too many."""
    gate.require(viewer, Action.RECORD)
    if not ids:
        raise Invalid({"ids": "还没有勾选。请回去勾选要改的。"})
    if len(ids) > MOST:
        raise Invalid({"ids": f"一次最多改{MOST}个，请先用条件缩小。"})
    hops = gate.hops(viewer, kind)
    found = []
    for start in range(0, len(ids), _PAGE):
        page = store.get(list(ids[start : start + _PAGE]), (hops,) if hops else ())
        for node in page.nodes:
            if node.kind != kind.kind or not gate.visible(viewer, node):
                continue
            found.append(loaded(node, records.links_of(store, node, page)))
    return found


def plan(
    store: GraphStore,
    ids: Sequence[Id],
    kind: type[Record],
    change: BulkChange,
    *,
    viewer: Viewer,
) -> BulkPlan:
    """What *change* would do to the records *ids*; nothing is written."""
    weighed = _weighed(store, read(store, ids, kind, viewer=viewer), change, viewer)
    return BulkPlan(
        tuple(item for item, _ in weighed.changed),
        tuple(weighed.kept),
        weighed.same,
        refused=tuple(weighed.refused),
    )


def _weighed(
    store: GraphStore, items: Sequence[Loaded], change: BulkChange, viewer: Viewer
) -> _Weighed:
    weighed = _Weighed()
    spec = change.spec
    kinds = _kinds(store, items, change) if spec.is_link else {}
    others: list[tuple[Loaded, object]] = []
    for item in items:
        stands = getattr(item.record, spec.name)
        wanted = _value(change, stands)
        if wanted == stands:
            if change.mode is Mode.FILL and not _empty(spec, stands) and stands != change.value:
                others.append((item, stands))
            else:
                weighed.same += 1
            continue
        record = item.record.model_copy(update={spec.name: wanted})
        if faults := record.contradictions() or record.at_odds(kinds):
            weighed.refused.append((refer(item.node), "".join(faults.values())))
        elif spec.is_link and item.id in _ids(wanted):
            weighed.refused.append((refer(item.node), "不能连到自己。"))
        else:
            weighed.changed.append((item, record))
    titles = _titles(store, others, viewer) if spec.is_link else {}
    for item, stands in others:
        shown = (
            "、".join(titles.get(id_, "") for id_ in _ids(stands))
            if spec.is_link
            else spec.type.show(stands)
        )
        weighed.kept.append((refer(item.node), shown))
    return weighed


def _kinds(store: GraphStore, items: Sequence[Loaded], change: BulkChange) -> dict[Id, str]:
    """What the records are that *items* are linked to, or would be."""
    linked = {id_ for item in items for ids in item.record.links().values() for id_ in ids}
    nodes = store.get(sorted(linked | set(_ids(change.value)))).nodes
    return {node.id: node.kind for node in nodes}


def _titles(
    store: GraphStore, others: Sequence[tuple[Loaded, object]], viewer: Viewer
) -> dict[Id, str]:
    ids = list(dict.fromkeys(id_ for _, stands in others for id_ in _ids(stands)))
    nodes = store.get(ids).nodes if ids else ()
    return {node.id: refer(node).title for node in nodes if gate.visible(viewer, node)}


def _ids(value: object) -> tuple[Id, ...]:
    if isinstance(value, tuple):
        return tuple(str(each) for each in value)
    return (str(value),) if value else ()


def _empty(spec: Field, value: object) -> bool:
    if spec.is_link:
        return not _ids(value)
    return spec.type.empty(value)


def _value(change: BulkChange, stands: object) -> object:
    """The value of the field after the change."""
    if change.mode is Mode.FILL:
        return change.value if _empty(change.spec, stands) else stands
    if change.mode is Mode.REPLACE:
        return change.value
    if isinstance(stands, tuple) and isinstance(change.value, tuple):
        if change.mode is Mode.ADD:
            return (*stands, *(each for each in change.value if each not in stands))
        return tuple(each for each in stands if each not in change.value)
    # of a single value: only those that have just this one lose it
    return None if stands == change.value else stands


def apply(
    store: GraphStore,
    ids: Sequence[Id],
    kind: type[Record],
    change: BulkChange,
    *,
    seen: int,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> BulkPlan:
    """Do it in one change; *seen* is the store's revision when the plan was shown. What somebody
    else changed since is named and stays. Raises `Invalid` above `WRITES` writes."""
    items = read(store, ids, kind, viewer=viewer)
    if store.applied(change_id) is not None:
        return BulkPlan((), (), len(items))
    moved_on = _changed_since(store, {item.id for item in items}, seen)
    while True:
        free = [item for item in items if item.id not in moved_on]
        weighed = _weighed(store, free, change, viewer)
        draft = Draft(change_id, viewer.unit)
        for item, record in weighed.changed:
            draft.revise(item, record)
        if len(draft.writes) > WRITES:
            raise Invalid({"ids": "一次改得太多，请分几次做。"})
        if not draft.writes:
            break
        note = f"{change.spec.label}，{change.mode.label}；{len(weighed.changed)}个"
        try:
            store.apply(draft.change_set(viewer, now, "bulk.revise", note=note))
        except Conflict as conflict:
            again = _owners(free, conflict.ids)
            if not again:
                raise
            moved_on |= again  # changed between the reading and the writing
        else:
            break
    return BulkPlan(
        tuple(item for item, _ in weighed.changed),
        tuple(weighed.kept),
        weighed.same,
        tuple(refer(item.node) for item in items if item.id in moved_on),
        tuple(weighed.refused),
    )


def _owners(items: Sequence[Loaded], ids: Sequence[Id]) -> set[Id]:
    """The records of *items* that a conflict about *ids* (records or links) concerns."""
    wanted = set(ids)
    return {
        item.id
        for item in items
        if item.id in wanted or any(edge.id in wanted for edge in item.edges)
    }


def _changed_since(store: GraphStore, ids: set[Id], seen: int) -> set[Id]:
    """Those of *ids* that were written after the store's revision *seen*."""
    return _concerned(all_changes(store, after=seen)) & ids


def _concerned(changes: Iterable[Written]) -> set[Id]:
    """The records that these changes wrote, themselves or their links."""
    found = set()
    for each in changes:
        if isinstance(each.after, Node):
            found.add(each.after.id)
        elif isinstance(each.after, Edge) and each.after.name not in schema.TIES:
            found.add(each.after.source)
    return found


@dataclass(frozen=True, slots=True)
class BulkBinned:
    """What was moved out, and what stays because somebody changed it since it was looked at."""

    gone: int
    moved_on: tuple[Reference, ...]


def remove(
    store: GraphStore,
    ids: Sequence[Id],
    kind: type[Record],
    *,
    seen: int,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> BulkBinned:
    """Put records into the bin with their ties, in one change that can be taken back.

    Raises `Invalid` for none and too many, `Missing` for what is not there.
    """
    items = read(store, ids, kind, viewer=viewer)
    if store.applied(change_id) is not None:
        return BulkBinned(len(items), ())
    moved_on = _changed_since(store, {item.id for item in items}, seen)
    going = [item for item in items if item.id not in moved_on]
    if not going:
        raise Missing("nobody is left to be moved out")
    draft = Draft(change_id, viewer.unit)
    for edge in records.live_edges(store, [item.id for item in going]):
        draft.unlink(edge)
    for item in going:
        draft.bin(item.node, ())
    if len(draft.writes) > WRITES:
        raise Invalid({"ids": "一次移出得太多，请分几次做。"})
    note = f"{kind.label}{len(going)}个"
    try:
        store.apply(draft.change_set(viewer, now, "bulk.remove", note=note))
    except Conflict as conflict:
        raise Invalid({"ids": "刚有人改过其中的记录，请回去再看一眼。"}) from conflict
    return BulkBinned(len(going), tuple(refer(item.node) for item in items if item.id in moved_on))
