"""What a sheet that came back says otherwise than the register, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.records import Id
from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.people.register_row import Described
from xiangxian.services.records import Reference
from xiangxian.services.registers.importing.planner import NEVER_SAID, ImportPlan
from xiangxian.services.registers.importing.village_columns import SAID, OwnColumn, own_columns
from xiangxian.services.registers.reading.sheet_kinds import PERSONS
from xiangxian.services.registers.session.shown_rows import column_labels, read_texts
from xiangxian.services.registers.workbook.model import Checked, RecordRow
from xiangxian.services.village_rounds.arriving import SAYS, said_of
from xiangxian.services.village_rounds.workbook import cell
from xiangxian.store.base import Edge, Node

_LABELS = column_labels(PERSONS)
_POSTS = {Employment.edge: "employments", SocialRole.edge: "social_roles"}


@dataclass(frozen=True, slots=True)
class VillageChange:
    """One field of somebody: its label, what the register says, what the sheet says."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row that says something: where it stands (by `place_of`), who, what changes or (for
    somebody new) what is known, what the village says besides."""

    place: str
    title: str
    id: Id
    changes: tuple[VillageChange, ...] = ()
    said: str = ""
    namesakes: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A point to look at: whose, what stands there, and what about it."""

    title: str
    raw: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All of one village: people who are new, people of whom something changes, how many rows say
    nothing new; people of ours who are not on the sheet, cells that are empty now (nothing is
    taken away by either); points to look at; rows that cannot be brought in, with the reason."""

    new: tuple[ChangedRow, ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    same: int = 0
    missing: tuple[Reference, ...] = ()
    emptied: tuple[ChangedRow, ...] = ()
    remarks: tuple[Remark, ...] = ()
    rejected: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[ChangedRow, ...]:
        """The rows that would change something: each is taken over or not."""
        return (*self.new, *self.changed)

    @property
    def anything(self) -> bool:
        """Whether the sheet says anything that is not as we have it."""
        return bool(
            self.new or self.changed or self.missing or self.emptied or self.remarks
        ) or bool(self.rejected)


def differences(
    checked: Checked,
    plan: ImportPlan,
    ours: Sequence[Described],
    before: Mapping[Id, Node],
    titles: Mapping[Id, str],
    *,
    viewer: Viewer,
) -> Differences:
    """What the *plan* of importing *checked* would change.

    *ours* are the people whom the village's sheet had, *before* the records that the plan changes
    as they stand, *titles* what records are called.
    """
    rows = {(row.sheet, row.row): row for sheet in checked.sheets for row in sheet.records}
    described = {each.node.id: each for each in ours}
    columns = {sheet.name: own_columns(sheet.columns) for sheet in checked.sheets}
    new: list[ChangedRow] = []
    changed: list[ChangedRow] = []
    emptied: list[ChangedRow] = []
    seen: set[Id] = set()
    same = 0
    for fate in plan.rows:
        row = rows[fate.sheet, fate.row]
        place = place_of(row)
        seen.add(fate.id)
        if fate.what == "create":
            facts = tuple(VillageChange(label, "", text) for label, text in _facts(row) if text)
            new.append(ChangedRow(place, fate.title, fate.id, facts, said_of(row), fate.namesakes))
            continue
        mine = described.get(fate.id)
        changes = _changes(plan, fate.id, row, mine, before, titles, viewer)
        if changes or said_of(row):
            changed.append(ChangedRow(place, fate.title, fate.id, tuple(changes), said_of(row)))
        else:
            same += 1
        if mine and (gone := _emptied(row, mine, columns[fate.sheet])):
            emptied.append(ChangedRow(place, fate.title, fate.id, tuple(gone)))
    missing = tuple(
        Reference(each.node.id, Person.kind, each.person.name)
        for each in ours
        if each.node.id not in seen
    )
    remarks = tuple(
        Remark(str(each["title"]), str(each["raw"]), PROBLEMS[str(each["code"])].sentence)
        for each in plan.reviews.values()
        if each["code"] != SAYS
    )
    rejected = tuple(
        f"第{skipped.row}行：{PROBLEMS[skipped.why].sentence}"
        for sheet in checked.sheets
        for skipped in sheet.rejected
    )
    return Differences(tuple(new), tuple(changed), same, missing, tuple(emptied), remarks, rejected)


def place_of(row: RecordRow) -> str:
    """Where a row stands in its file: its sheet and its number."""
    return f"{row.sheet}!{row.row}"


def _facts(row: RecordRow) -> list[tuple[str, str]]:
    """What a row says of somebody new, 变动情况 aside."""
    said = said_of(row)
    return [(label, text) for label, text in read_texts(row) if not (said and text == said)]


def _changes(
    plan: ImportPlan,
    id_: Id,
    row: RecordRow,
    mine: Described | None,
    before: Mapping[Id, Node],
    titles: Mapping[Id, str],
    viewer: Viewer,
) -> list[VillageChange]:
    """The fields that the plan changes of the person *id_*, and the posts."""
    found: list[VillageChange] = []
    links = {spec.edge: spec for spec in Person.fields.values() if spec.is_link}
    made = {
        write.after.id: schema.KINDS[write.after.kind].parsed(write.after.values).title()
        for write in plan.draft.writes
        if isinstance(write.after, Node) and not write.before_rev
    }
    posts: set[str] = set()
    for write in plan.draft.writes:
        after = write.after
        if isinstance(after, Node) and after.id == id_ and id_ in before:
            found += _fields(Person.parsed(before[id_].values), Person.parsed(after.values), viewer)
        elif isinstance(after, Edge) and after.source == id_:
            if after.name in _POSTS:
                posts.add(_POSTS[after.name])
            elif after.name in links and not after.binned:
                title = titles.get(after.target) or made.get(after.target, "")
                found.append(VillageChange(links[after.name].label, "", title))
    for name in sorted(posts):
        was = mine.texts.get(name, "") if mine else ""
        found.append(VillageChange(_LABELS[name], was, _written_posts(row, name)))
    return found


def _written_posts(row: RecordRow, name: str) -> str:
    if row.written.get(name) or name != "employments":
        return row.written.get(name, "")
    return f"{row.written.get('employer', '')} {row.written.get('position', '')}".strip()


def _fields(was: Person, now: Person, viewer: Viewer) -> list[VillageChange]:
    found: list[VillageChange] = []
    for name, spec in Person.fields.items():
        if spec.is_link or name == "kept" or name in NEVER_SAID:
            continue
        texts = [gate.seen_text(viewer, spec, getattr(each, name)) for each in (was, now)]
        if texts[0] != texts[1]:
            found.append(VillageChange(spec.label, *texts))
    if gate.seen_text(viewer, Person.fields["kept"], now.kept):
        found += [
            VillageChange(header, was.kept.get(header, ""), text)
            for header, text in now.kept.items()
            if was.kept.get(header) != text and not header.startswith(SAID)
        ]
    return found


def _emptied(row: RecordRow, mine: Described, columns: Sequence[OwnColumn]) -> list[VillageChange]:
    """The cells that we filled and that came back empty."""
    found = []
    for column in columns:
        if column.field in {"seq_no", "name"}:
            continue
        written = row.written.get(column.field or "") or row.kept.get(column.header)
        if not written and (ours := cell(mine, column)):
            found.append(VillageChange(column.header, ours, ""))
    return found
