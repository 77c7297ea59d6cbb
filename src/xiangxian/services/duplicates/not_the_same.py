"""不是同一个: what somebody said to be two is remembered, told by whom, and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.duplicates import COMPARED, Distinction
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, loaded
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid, Reference
from xiangxian.store.base import Hop, Id, Key, Query
from xiangxian.store.contract import GraphStore

_APART = ((Hop(Distinction.fields["apart"].edge),),)


@dataclass(frozen=True, slots=True)
class SaidToDiffer:
    """Two records that somebody said to differ; one that is no more, or not the viewer's, is left
    out of *apart*."""

    id: Id
    rev: int
    apart: tuple[Reference, ...]
    who: str
    at: datetime | None


def say_apart(
    store: GraphStore, one: Id, other: Id, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """Remember that two records the viewer sees are not the same.

    Raises `Missing`, and `Invalid` for two that are never compared.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    items = records.read_many(store, [one, other], viewer=viewer)
    kinds = {item.record.kind for item in items}
    if one == other or len(kinds) > 1 or not kinds <= set(COMPARED):
        raise Invalid({"apart": "请选两条同类的记录。"})
    draft = Draft(change_id, items[0].node.unit)
    draft.add(Distinction(apart=(one, other), who=viewer.name, at=now))
    store.apply(draft.change_set(viewer, now, "distinction.create"))


def said_apart(
    store: GraphStore, *, viewer: Viewer, after: tuple[Key | None, Id] | None = None
) -> tuple[list[SaidToDiffer], tuple[Key | None, Id] | None]:
    """A page of what was said to differ, and where the next page begins."""
    gate.require(viewer, Action.RECORD)
    page = store.find(
        Query(Distinction.kind, gate.scope(viewer), after=after, limit=50, links=_APART)
    )
    found = []
    for node in page.nodes:
        record = loaded(node, page.edges).record
        assert isinstance(record, Distinction)  # noqa: S101 - the kind says so
        ends = (page.others[id_] for id_ in record.apart if id_ in page.others)
        seen = tuple(records.refer(end) for end in ends if gate.visible(viewer, end))
        found.append(SaidToDiffer(node.id, node.rev, seen, record.who or "", record.at))
    return found, page.next


def take_back(store: GraphStore, id_: Id, *, change_id: Id, viewer: Viewer, now: datetime) -> None:
    """Two that were said to differ may be one after all: they are asked about again.

    Raises `Missing`.
    """
    gate.require(viewer, Action.RECORD)
    if store.applied(change_id) is not None:
        return
    page = store.get([id_])
    node = page.nodes[0] if page.nodes else None
    if node is None or node.kind != Distinction.kind or not gate.visible(viewer, node):
        raise Missing(id_)
    records.remove(store, id_, node.rev, change_id=change_id, viewer=viewer, now=now)
