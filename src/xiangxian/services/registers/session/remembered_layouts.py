"""How the office wants the sheets of a layout read: chosen once, followed for the next file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.registers import RegisterLayout
from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.drafts import Draft, Loaded, loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing.known import every
from xiangxian.services.registers.reading.columns import ALL_OF_IT, KEEP, LEAVE, known
from xiangxian.services.registers.reading.sheet_kinds import KEY
from xiangxian.services.registers.workbook.model import CheckedSheet
from xiangxian.store.base import All, Id, Op, Query, Where
from xiangxian.store.contract import GraphStore


def choices(store: GraphStore, *, viewer: Viewer) -> Mapping[str, Mapping[str, str]]:
    """What was chosen for the layouts of the viewer's unit, by their signature."""
    held = (item.record for item in every(store, RegisterLayout.kind, viewer, ()))
    return {each.signature: each.columns for each in held if isinstance(each, RegisterLayout)}


def as_read(sheet: CheckedSheet) -> dict[str, str]:
    """What the columns of *sheet* are taken for, by letter, as a clerk's choice of the same would
    say it."""
    if sheet.left:
        return {ALL_OF_IT: LEAVE}
    return {
        column.letter: column.field or (LEAVE if column.left else KEEP)
        for column in sheet.columns
        if not column.dropped
    }


def _held(store: GraphStore, signature: str, viewer: Viewer) -> Loaded | None:
    where = All((gate.scope(viewer), Where("signature", Op.IS, signature)))
    nodes = store.find(Query(RegisterLayout.kind, where, limit=1)).nodes
    return loaded(nodes[0], ()) if nodes else None


@dataclass(frozen=True, slots=True)
class LayoutChoices:
    """What was chosen for sheets like *sheet*, of *kind*: the *columns* by letter."""

    sheet: CheckedSheet
    kind: str
    columns: Mapping[str, str]


def remember(
    store: GraphStore,
    chosen: Sequence[LayoutChoices],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Keep what was *chosen* for several layouts, as one act.

    Raises `Invalid`, by the layout's signature, when two columns shall fill one field, when none
    fills what a row cannot be without, or when a choice is no column of such a sheet; nothing is
    kept then.
    """
    gate.require(viewer, Action.IMPORT)
    faults = {each.sheet.signature: fault for each in chosen if (fault := _fault(each))}
    if faults:
        raise Invalid(faults)
    if store.applied(change_id) is not None:
        return
    draft = Draft(change_id, viewer.unit)
    for each in chosen:
        _keep(store, draft, each, viewer)
    if draft.writes:
        note = "、".join(each.sheet.name for each in chosen)
        store.apply(draft.change_set(viewer, now, "import.layout", note=note))


def _fault(chosen: LayoutChoices) -> str:
    """Why the columns cannot be so, in a sentence; empty when they can."""
    sheet, kind, columns = chosen.sheet, chosen.kind, chosen.columns
    letters = {column.letter for column in sheet.columns if not column.dropped} | {ALL_OF_IT}
    fields = [each for each in columns.values() if each not in {KEEP, LEAVE}]
    if not set(columns) <= letters or not set(fields) <= set(known(kind)):
        return "这一栏不能这样记，请重新选。"
    if columns.get(ALL_OF_IT) == LEAVE:
        return ""
    twice = {each for each in fields if fields.count(each) > 1}
    if twice and not _side_by_side(sheet, twice):
        return "有两栏选成了同一样，请留一栏，另一栏选“照原样留着”。"
    if KEY[kind] not in fields:
        return "要有一栏是姓名（项目名称、拜访单位），不然认不出每一行是谁。"
    return ""


def _keep(store: GraphStore, draft: Draft, chosen: LayoutChoices, viewer: Viewer) -> None:
    sheet = chosen.sheet
    columns = dict(chosen.columns)
    record = RegisterLayout(name=sheet.name, signature=sheet.signature, columns=columns)
    before = _held(store, sheet.signature, viewer)
    if before is None:
        draft.add(record)
    else:
        draft.revise(before, record)


def _side_by_side(sheet: CheckedSheet, fields: set[str]) -> bool:
    """Whether the sheet itself fills each of *fields* from several columns: one per record."""
    filled = [column.field for column in sheet.columns]
    return all(filled.count(field) > 1 for field in fields)
