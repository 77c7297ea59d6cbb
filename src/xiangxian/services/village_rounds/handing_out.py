"""Sheets that go down to the villages: whose, in which columns, and the lines of the log."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.records import Id
from xiangxian.domain.registers import ContactExport, ImportBatch
from xiangxian.domain.roles import Action, Sight
from xiangxian.domain.values.text import fold
from xiangxian.domain.village_rounds import VillageRound, VillageSheet
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded, numbered_id
from xiangxian.services.exports import release
from xiangxian.services.exports.contact_lists import may_take_kept, unique
from xiangxian.services.gate import Viewer
from xiangxian.services.people.register_row import Described, chosen_people
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing.village_columns import SAID, OwnColumn, unpacked
from xiangxian.services.registers.reading.columns import usual_header
from xiangxian.services.registers.reading.sheet_kinds import PERSONS
from xiangxian.services.village_rounds import rounds
from xiangxian.services.village_rounds.village_people import kept_back, of_villages
from xiangxian.services.village_rounds.workbook import Page, workbook
from xiangxian.store.base import Order, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

PURPOSE = "村里核对"
_USUAL = (
    "seq_no", "name", "gender", "birth", "native_place", "employments", "city", "social_roles",
    "phones", "wechat", "category", "home_contact", "remarks",
)  # fmt: skip
"""The columns for a village that never sent a sheet of its own."""
_SAME_CLASS = {"native_place": "native_place_written"}
_LOG = 1_000
"""Where the numbers of the log lines of one act begin."""


@dataclass(slots=True)
class VillagePeople:
    """The people of one village's sheet, by pinyin, and who is not on it and why."""

    people: list[Described] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed out: the file (a workbook, or a ZIP of them), its name, the round, and how
    many villages and people."""

    content: bytes
    file: str
    round_id: Id
    villages: int
    people: int


def people_of(
    store: GraphStore, villages: Sequence[Id], *, viewer: Viewer
) -> dict[Id, VillagePeople]:
    """The people of *villages*, by village."""
    found = {id_: VillagePeople() for id_ in villages}
    for each in chosen_people(store, of_villages(tuple(villages)), viewer=viewer):
        home = next(
            id_ for edge, _, id_ in each.ties if edge.name == "HOME_VILLAGE" and id_ in found
        )
        if why := kept_back(each.person):
            found[home].left_out[unique(found[home].left_out, each.person.name)] = why
        else:
            found[home].people.append(each)
    return found


def columns_of(
    store: GraphStore, places: Sequence[Place], *, viewer: Viewer
) -> dict[str, tuple[OwnColumn, ...]]:
    """By the name of each of *places*: the columns of the sheet it came in with last, else the
    usual ones; only those that the viewer may take out, and always one for the number."""
    wanted = {fold(name): each.name for each in places for name in (*each.former_names, each.name)}
    found: dict[str, tuple[OwnColumn, ...]] = {}
    latest = Order("at", descending=True)
    query = Query(ImportBatch.kind, gate.scope(viewer), latest, limit=200)
    for page in pages(store, query) if places and gate.readable(viewer, ImportBatch.kind) else ():
        for node in page.nodes:
            batch = ImportBatch.parsed(node.values)
            for name, packed in batch.sheets.items():
                if fold(name) in wanted:
                    found.setdefault(wanted[fold(name)], unpacked(packed))
        if len(found) == len(places):
            break
    usual = tuple(OwnColumn(name, usual_header(PERSONS, name)) for name in _USUAL)
    return {each.name: _takeable(found.get(each.name, usual), viewer) for each in places}


def _takeable(columns: Sequence[OwnColumn], viewer: Viewer) -> tuple[OwnColumn, ...]:
    number = OwnColumn("phones", usual_header(PERSONS, "phones"))
    wanted = [*columns, *([] if any(c.field == "phones" for c in columns) else [number])]
    return tuple(column for column in wanted if _may_take(column, viewer))


def _may_take(column: OwnColumn, viewer: Viewer) -> bool:
    """Whether the viewer sees the whole of what stands in *column*."""
    if column.field is None:
        return may_take_kept(viewer)
    specs = {spec.column: spec for spec in Person.fields.values() if spec.column}
    name = _SAME_CLASS.get(column.field, "name")
    return gate.sight(viewer, specs.get(column.field, Person.fields[name])) is Sight.FULL


def hand_out(
    store: GraphStore,
    villages: Sequence[Id],
    *,
    round_id: Id | None = None,
    example: bool = False,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Handed:
    """Write the sheets of *villages*, each with its line in the operation log, and note in the
    round that they are out: in *round_id*, else in the one that is open, else in a new one.

    Villages of whom nobody is on the register are passed over. Raises `Missing`, and `Invalid`
    when there is nobody at all or the round is closed.
    """
    gate.require(viewer, Action.EXPORT)
    gate.require(viewer, Action.RECORD)
    draft = Draft(change_id, viewer.unit)
    round_, record = _round(store, round_id, draft, viewer, now)
    if record.closed:
        raise Invalid({"round": "这次核对已经结束了。要再发，请先点“再打开”。"})
    chosen = records.read_many(store, list(dict.fromkeys(villages)), viewer=viewer, kind="place")
    people = people_of(store, [item.id for item in chosen], viewer=viewer)
    items = [item for item in chosen if people[item.id].people]
    if not items:
        raise Invalid({"villages": "选的村还没有在册的人，没有表可发。"})
    places = [item.record for item in items if isinstance(item.record, Place)]
    columns = columns_of(store, places, viewer=viewer)
    files: dict[str, bytes] = {}
    out: dict[Id, ContactExport] = {}
    for number, (item, place) in enumerate(zip(items, places, strict=True)):
        act = numbered_id(change_id, _LOG + number)
        out[item.id] = _export(record, place, people[item.id], columns[place.name], act, now)
        page = Page(
            place.name, record.name, people[item.id].people, columns[place.name], out[item.id],
            example,
        )  # fmt: skip
        sheet = workbook(page)
        files[_file_name(place.name, record.name, files, example=example)] = sheet
        release.left(store, out[item.id], sheet, change_id=act, viewer=viewer, now=now)
    _note(store, round_, items, out, draft, viewer, now)
    store.apply(draft.change_set(viewer, now, "village_sheet.revise", note=f"{record.name}：发出"))
    total = sum(each.people or 0 for each in out.values())
    if len(files) == 1:
        ((name, content),) = files.items()
    else:
        content = _zipped(files)
        name = f"{'示例-' if example else ''}核对表-{_short(record.name)}.zip"
    return Handed(content, name, round_, len(files), total)


def _round(
    store: GraphStore, round_id: Id | None, draft: Draft, viewer: Viewer, now: datetime
) -> tuple[Id, VillageRound]:
    """The round that is meant, a new one in *draft* where none is open."""
    if round_id is not None:
        item, record = rounds.read_round(store, round_id, viewer=viewer)
        return item.id, record
    if found := rounds.open_round(store, viewer=viewer):
        return found[0].id, found[1]
    record = rounds.made(now)
    return draft.add(record), record


def _export(
    record: VillageRound,
    place: Place,
    who: VillagePeople,
    columns: Sequence[OwnColumn],
    act: Id,
    now: datetime,
) -> ContactExport:
    return ContactExport(
        name=PURPOSE,
        occasion=record.name,
        recipient=place.name,
        mark=release.mark_of(act),
        at=now,
        people=len(who.people),
        left_out=dict(who.left_out),
        columns=(*(column.header for column in columns), SAID),
        of=tuple(each.node.id for each in who.people),
        form="xlsx",
    )


def _note(
    store: GraphStore,
    round_id: Id,
    items: Sequence[Loaded],
    out: Mapping[Id, ContactExport],
    draft: Draft,
    viewer: Viewer,
    now: datetime,
) -> None:
    """The entries of the round: these sheets are out."""
    held = {each.village.id: each for each in rounds.entries(store, round_id, viewer=viewer)}
    for item in items:
        said = {"handed_out_at": now, "mark": out[item.id].mark, "people": out[item.id].people}
        if entry := held.get(item.id):
            update = said | {"excused": None}
            draft.revise(entry.item, entry.sheet.model_copy(update=update))
        else:
            made = {"name": item.record.title(), "of_round": round_id, "village": item.id}
            draft.add(VillageSheet.model_validate(made | said))


def _short(name: str) -> str:
    """The month a round is named after, else its name."""
    found = re.search(r"\d{4}年(?:\d{1,2}月)?", name)
    return "".join(c for c in (found[0] if found else name) if c not in '\\/:*?"<>|')[:30]


def _file_name(village: str, name: str, taken: Mapping[str, bytes], *, example: bool) -> str:
    """王庄村-核对表-2026年12月.xlsx; villages of one name are counted."""
    clean = "".join(c for c in village if c not in '\\/:*?"<>|' and c.isprintable())[:30]
    stem = f"{'示例-' if example else ''}{clean}-核对表-{_short(name)}"
    same = sum(1 for each in taken if each.startswith(stem))
    return f"{stem}{f'（{same + 1}）' if same else ''}.xlsx"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()
