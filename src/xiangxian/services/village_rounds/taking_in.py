"""Sheets that came back: what each says, and taking one in as an import of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xiangxian.domain.records import Id
from xiangxian.domain.roles import Action
from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.village_rounds import VillageRound
from xiangxian.services import gate
from xiangxian.services.drafts import Draft, new_id, numbered_id
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid, Reference
from xiangxian.services.registers.importing.known import Holdings, holdings, homeland, known_people
from xiangxian.services.registers.importing.load import ImportOutcome, load
from xiangxian.services.registers.importing.plan import plan
from xiangxian.services.registers.reading.checked import Choices, check
from xiangxian.services.registers.session import remembered_layouts
from xiangxian.services.registers.workbook.model import Checked, Workbook
from xiangxian.services.village_rounds import rounds, untouched, village_people
from xiangxian.services.village_rounds.arriving import (
    KnownVillages,
    VillagePart,
    as_the_villages,
    parts,
)
from xiangxian.services.village_rounds.differences import Differences, differences, place_of
from xiangxian.services.village_rounds.handing_out import VillagePeople, people_of
from xiangxian.store.base import Node
from xiangxian.store.contract import GraphStore

ORIGIN = "village"
"""Where contacts are from that a village writes down."""
_NOTED = 900_000
"""The number of the act that notes the return, in the act that takes a sheet in."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What must be known to look at sheets that came back, read once for all of them."""

    round_id: Id
    round: VillageRound
    known: KnownVillages
    land: Homeland
    people: Mapping[str, int]
    choices: Choices

    @property
    def held(self) -> Holdings:
        """What the register holds."""
        return self.known.held


@dataclass(frozen=True, slots=True)
class Looked:
    """One village's part of a file, with what it says otherwise; None where the village is asked."""

    part: VillagePart
    differences: Differences | None = None


def desk(store: GraphStore, round_id: Id, *, viewer: Viewer) -> Desk:
    """Everything that sheets of the round *round_id* are looked at with."""
    gate.require(viewer, Action.IMPORT)
    _, record = rounds.read_round(store, round_id, viewer=viewer)
    known = KnownVillages(
        village_people.villages(store, viewer=viewer),
        rounds.entries(store, round_id, viewer=viewer),
        holdings(store, viewer=viewer),
    )
    return Desk(
        round_id,
        record,
        known,
        homeland(store, viewer=viewer),
        known_people(store, viewer=viewer),
        remembered_layouts.choices(store, viewer=viewer),
    )


def parts_of(
    found: Desk,
    workbook: Workbook,
    *,
    said: Mapping[int, Id] | None = None,
    done: frozenset[int] = frozenset(),
) -> list[VillagePart]:
    """What of *workbook* is which village's (`arriving.parts`)."""
    checked = check(workbook, found.land, found.people, found.choices)
    return parts(workbook, checked, found.known, said=said or {}, done=done)


def look(
    store: GraphStore, found: Desk, arrived: Sequence[VillagePart], *, viewer: Viewer, now: datetime
) -> list[Looked]:
    """What each of the parts that *arrived* says otherwise than the register; nothing is written.

    Later parts are looked at as if those before them were taken in.
    """
    ids = list(dict.fromkeys(part.village.id for part in arrived if part.village))
    ours = people_of(store, ids, viewer=viewer) if ids else {}
    planned = {}
    for number, part in enumerate(arrived):
        if part.village is not None:
            checked = untouched.left_out(store, _meant(found, part), found.held)
            draft = Draft(new_id(now), viewer.unit)
            foreseen = plan(checked, found.held, found.land, draft, origin=ORIGIN, now=now)
            planned[number] = (checked, foreseen)
    changed = {
        write.after.id
        for _, each in planned.values()
        for write in each.draft.writes
        if isinstance(write.after, Node) and write.before_rev
    }
    before = {node.id: node for node in store.get(sorted(changed)).nodes} if changed else {}
    result = []
    for number, part in enumerate(arrived):
        if part.village is None:
            result.append(Looked(part))
            continue
        checked, foreseen = planned[number]
        mine = ours.get(part.village.id, VillagePeople()).people
        said = differences(checked, foreseen, mine, before, found.held.titles, viewer=viewer)
        result.append(Looked(part, said))
    return result


def _meant(found: Desk, part: VillagePart) -> Checked:
    return as_the_villages(part, found.round.name, found.land.town)


def _without(checked: Checked, places: Collection[str]) -> Checked:
    """*checked* without the rows at *places*."""
    sheets = tuple(
        replace(sheet, records=tuple(r for r in sheet.records if place_of(r) not in places))
        for sheet in checked.sheets
    )
    return replace(checked, sheets=sheets)


def noted(change_id: Id) -> Id:
    """The act that notes the return of what *change_id* takes in."""
    return numbered_id(change_id, _NOTED)


def take_in(
    store: GraphStore,
    found: Desk,
    part: VillagePart,
    *,
    rows: Collection[str] | None = None,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> ImportOutcome:
    """Bring one village's part in, as an import that can be taken back, and note its return: of the
    lines that would change something only *rows*, by their places (None: all of them).

    The same *change_id* again changes nothing. Raises `Invalid` when nobody knows whose it is, or
    the round is closed.
    """
    gate.require(viewer, Action.IMPORT)
    if part.village is None:
        raise Invalid({"village": "请先选这是哪个村的表。"})
    if found.round.closed:
        raise Invalid({"round": "这次核对已经结束了。要再收，请先点“再打开”。"})
    village: Reference = part.village
    (seen,) = look(store, found, [part], viewer=viewer, now=now)
    said = seen.differences or Differences()
    left = {row.place for row in said.lines} - set(rows) if rows is not None else set()
    done = load(
        store,
        _without(untouched.left_out(store, _meant(found, part), found.held), left),
        origin=ORIGIN,
        viewer=viewer,
        now=now,
        change_id=change_id,
    )
    rounds.note_return(
        store,
        found.round_id,
        village,
        done.batch,
        missing=[each.title for each in said.missing],
        emptied=[f"{row.title}的{change.label}" for row in said.emptied for change in row.changes],
        change_id=noted(change_id),
        viewer=viewer,
        now=now,
    )
    return done
