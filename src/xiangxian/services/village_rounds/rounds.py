"""A round of 村里核对: which village has its sheet, which has given it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.records import Id
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import BEIJING, PartialDate
from xiangxian.domain.village_rounds import VillageRound, VillageSheet
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid, Reference, refer
from xiangxian.services.village_rounds.village_people import PeopleByVillage, VillageCount
from xiangxian.store.base import PAGE, All, Direction, Hop, Linked, Node, Op, Order, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

WAITING, OUT, RETURNED, EXCUSED = "waiting", "out", "returned", "excused"
"""What a village's sheet may be: not handed out yet, out, given back, not asked for."""


@dataclass(frozen=True, slots=True)
class VillageEntry:
    """A village's sheet in a round as it stands: its record, the village, what it is, and the live
    imports it became."""

    item: Loaded
    sheet: VillageSheet
    village: Reference
    state: str
    batches: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One line of the round's page: the village with its people, and its sheet if it has one."""

    count: VillageCount
    entry: VillageEntry | None = None

    @property
    def state(self) -> str:
        """What the village's sheet is in this round."""
        return self.entry.state if self.entry else WAITING


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far an open round is: its record, how many sheets came back, how many are out."""

    id: Id
    name: str
    returned: int
    out: int


def usual_name(now: datetime) -> str:
    """What a round that begins *now* is called: 2026年12月核对."""
    day = now.astimezone(BEIJING)
    return f"{day.year}年{day.month}月核对"


def made(now: datetime) -> VillageRound:
    """A round that begins *now*."""
    return VillageRound(
        name=usual_name(now), begun_on=PartialDate.of(now.astimezone(BEIJING).date())
    )


def rounds(store: GraphStore, *, viewer: Viewer) -> list[tuple[Loaded, VillageRound]]:
    """The rounds of the viewer's units, the latest first."""
    order = Order("begun_on", descending=True)
    found = pages(store, Query(VillageRound.kind, gate.scope(viewer), order, limit=PAGE))
    nodes = (node for page in found for node in page.nodes)
    items = [loaded(node, ()) for node in nodes if gate.visible(viewer, node)]
    return [(item, item.record) for item in items if isinstance(item.record, VillageRound)]


def open_round(store: GraphStore, *, viewer: Viewer) -> tuple[Loaded, VillageRound] | None:
    """The latest round that is not closed."""
    found = rounds(store, viewer=viewer)
    return next(((item, record) for item, record in found if not record.closed), None)


def read_round(store: GraphStore, id_: Id, *, viewer: Viewer) -> tuple[Loaded, VillageRound]:
    """The round *id_*; raises `Missing`."""
    item = records.read(store, id_, viewer=viewer, kind=VillageRound.kind)
    assert isinstance(item.record, VillageRound)  # noqa: S101 - the kind says so
    return item, item.record


def entries(store: GraphStore, round_id: Id, *, viewer: Viewer) -> list[VillageEntry]:
    """The sheets of the round *round_id*, with whether each came back."""
    where = All(
        (
            gate.scope(viewer),
            Linked("OF_ROUND", Direction.OUT, Where("id", Op.IS, round_id)),
        )
    )
    found: list[tuple[Loaded, Node]] = []
    links = ((Hop("OF_ROUND"), Hop("VILLAGE")),)
    for page in pages(store, Query(VillageSheet.kind, where, limit=200, links=links)):
        for node in page.nodes:
            item = loaded(node, page.edges)
            place = page.others.get(getattr(item.record, "village", None) or "")
            if place is not None and gate.visible(viewer, place):
                found.append((item, place))
    wanted = sorted({id_ for item, _ in found for id_ in getattr(item.record, "batches", ())})
    live = {node.id for node in store.get(wanted).nodes} if wanted else set()
    return [_entry(item, place, live) for item, place in found]


def _entry(item: Loaded, place: Node, live: set[Id]) -> VillageEntry:
    sheet = item.record
    assert isinstance(sheet, VillageSheet)  # noqa: S101 - the kind says so
    batches = tuple(id_ for id_ in sheet.batches if id_ in live)
    if sheet.excused:
        state = EXCUSED
    elif sheet.returned_at and (batches or not sheet.batches):
        state = RETURNED
    else:
        state = OUT if sheet.handed_out_at else WAITING
    return VillageEntry(item, sheet, refer(place), state, batches)


def lines(counted: PeopleByVillage, found: Sequence[VillageEntry]) -> list[VillageLine]:
    """Every village that has people or a sheet, those first whose sheet is still out."""
    by_village = {entry.village.id: entry for entry in found}
    counts = dict(counted.villages)
    for id_, entry in by_village.items():
        counts.setdefault(id_, VillageCount(entry.village))
    order = (OUT, WAITING, RETURNED, EXCUSED)
    all_ = [VillageLine(each, by_village.get(id_)) for id_, each in counts.items()]
    shown = [line for line in all_ if line.count.people or line.entry]
    return sorted(shown, key=lambda line: order.index(line.state))


def progress(store: GraphStore, *, viewer: Viewer) -> RoundProgress | None:
    """How far the open round is; None when no round is open."""
    found = open_round(store, viewer=viewer)
    if found is None:
        return None
    item, record = found
    states = [entry.state for entry in entries(store, item.id, viewer=viewer)]
    return RoundProgress(item.id, record.name, states.count(RETURNED), states.count(OUT))


def excuse(
    store: GraphStore,
    round_id: Id,
    village_id: Id,
    reason: str | None,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Note that a village need not give its sheet back, and why; None takes that back.

    Raises `Missing`, and `Invalid` without a reason.
    """
    gate.require(viewer, Action.RECORD)
    if reason is not None and not reason.strip():
        raise Invalid({"excused": "请写一句为什么不用交，例如：村里没有在外的人。"})
    _, record = read_round(store, round_id, viewer=viewer)
    place = records.read(store, village_id, viewer=viewer, kind="place")
    if store.applied(change_id) is not None:
        return
    found = entries(store, round_id, viewer=viewer)
    entry = next((each for each in found if each.village.id == village_id), None)
    draft = Draft(change_id, viewer.unit)
    said = reason.strip() if reason else None
    if entry is not None:
        draft.revise(entry.item, entry.sheet.model_copy(update={"excused": said}))
    elif said:
        draft.add(
            VillageSheet(
                name=place.record.title(), of_round=round_id, village=village_id, excused=said
            )
        )
    if draft.writes:
        note = f"{record.name}：{place.record.title()}"
        store.apply(draft.change_set(viewer, now, "village_sheet.revise", note=note))


def close(
    store: GraphStore,
    round_id: Id,
    *,
    closed: bool,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """End the round, or open it again."""
    gate.require(viewer, Action.RECORD)
    item, record = read_round(store, round_id, viewer=viewer)
    if store.applied(change_id) is not None:
        return
    draft = Draft(change_id, item.node.unit)
    if draft.revise(item, record.model_copy(update={"closed": closed})):
        store.apply(draft.change_set(viewer, now, "village_round.revise", note=record.name))


def note_return(
    store: GraphStore,
    round_id: Id,
    village: Reference,
    batch: Id | None,
    *,
    missing: Sequence[str] = (),
    emptied: Sequence[str] = (),
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Note that the sheet of *village* came back, as the import *batch* (None: nothing was new),
    who was *missing* on it, and what was *emptied*."""
    if store.applied(change_id) is not None:
        return
    _, record = read_round(store, round_id, viewer=viewer)
    found = entries(store, round_id, viewer=viewer)
    entry = next((each for each in found if each.village.id == village.id), None)
    draft = Draft(change_id, viewer.unit)
    added = (batch,) if batch else ()
    if entry is None:
        draft.add(
            VillageSheet(
                name=village.title,
                of_round=round_id,
                village=village.id,
                returned_at=now,
                batches=added,
                missing=tuple(missing),
                emptied=tuple(emptied),
            )
        )
    else:
        batches = (*entry.batches, *(id_ for id_ in added if id_ not in entry.batches))
        update = {
            "returned_at": now,
            "batches": batches,
            "missing": tuple(missing),
            "emptied": tuple(emptied),
            "excused": None,
        }
        draft.revise(entry.item, entry.sheet.model_copy(update=update))
    if draft.writes:
        note = f"{record.name}：收到{village.title}的核对表"
        store.apply(draft.change_set(viewer, now, "village_sheet.revise", note=note))
