"""What the rows of every kind of sheet share while an import is planned: names that are meant,
records that are there already, points that stay open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from xiangxian.domain.evidence import Evidence
from xiangxian.domain.fields import Field
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.places import Place
from xiangxian.domain.records import Record
from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.values.partial_date import BEIJING, PartialDate
from xiangxian.domain.values.reading import Severity
from xiangxian.domain.values.register_numbers import COLUMN
from xiangxian.domain.values.text import fold
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.duplicates.candidates import CROWD, block_keys
from xiangxian.services.duplicates.matching import Grade, Likeness
from xiangxian.services.duplicates.traits import Traits
from xiangxian.services.registers.importing.known import Holdings, KnownRecord
from xiangxian.services.registers.importing.matches import (
    Candidate,
    Decisions,
    Match,
    Meeting,
    RowDecision,
    What,
)
from xiangxian.services.registers.reading.row_traits import place_of
from xiangxian.services.registers.workbook.model import Checked, Point, RecordRow
from xiangxian.store.base import Edge, Id

_NEVER_OVERWRITTEN = frozenset(("name", "kept", "evidence", "stages"))
"""Fields that a row adds to, or names the record by."""
NOTHING_DECIDED = Decisions()
NEVER_SAID = frozenset(("contact_origin", "contact_origin_on"))
"""Fields that no cell of a row says: they follow the file."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row: `create`, `update`, `same` (imported before, or nothing new) or
    `skip` (the clerk's word); *title* names it."""

    sheet: str
    row: int
    what: str
    kind: str
    title: str
    id: Id
    namesakes: int = 0


@dataclass(slots=True)
class ImportPlan:
    """The whole import: what becomes of each row, the writes in order, and what is open.

    *reviews* are the points nobody decided, by 「sheet!cell code」. *mentioned* are the people and
    organisations that are recorded because a row names them. *matches* are the rows that look like
    something known.
    """

    draft: Draft
    rows: list[RowPlan] = field(default_factory=list)
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    mentioned: list[str] = field(default_factory=list)
    introductions: int = 0
    coming: int = 0
    digests: dict[str, Id] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)

    def count(self, what: str, kind: str | None = None) -> int:
        """How many rows will be created, updated or left as they are."""
        return sum(1 for row in self.rows if row.what == what and kind in (None, row.kind))


class Planner:
    """Works through the rows of a file; what it makes is known to the rows after it."""

    def __init__(
        self,
        checked: Checked,
        held: Holdings,
        land: Homeland,
        made: ImportPlan,
        origin: str | None,
        now: datetime,
        decisions: Decisions = NOTHING_DECIDED,
    ) -> None:
        self.decisions = decisions
        self.file, self.held, self.land, self.plan = checked.file, held, land, made
        self.origin = origin
        self.today = PartialDate.of(now.astimezone(BEIJING).date())
        self._ledgers: dict[str, Id] = {}
        self._numbers: set[str] = set()
        self._meeting = Meeting(held.traits, held.blocks)
        self._places: dict[Id, tuple[str, str, RecordRow]] = {}
        self._written: dict[Id, int] = {}
        self.posted: dict[Id, set[tuple[str, str | None]]] = {}

    def point(self, row: RecordRow, column: str, code: str, raw: str) -> Point:
        """A point on the cell of *row* in *column* that the plan itself makes."""
        return Point(row.row, row.letters.get(column, ""), column, code, Severity.REVIEW, raw)

    def review(self, row: RecordRow, point: Point, said: Mapping[str, Any]) -> None:
        """Keep *point* open; *said* is the record it is about and what answering it needs. What was
        said of it first counts."""
        raw = "" if point.raw is None else str(point.raw)
        place = f"{row.sheet}!{point.letter}{point.row}"
        if f"{place} {point.code}" in self.decisions.closed:
            return
        self.plan.reviews.setdefault(
            f"{place} {point.code}", {"code": point.code, "place": place, "raw": raw, **said}
        )

    def becomes(
        self, row: RecordRow, what: str, kind: str, title: str, id_: Id, *, namesakes: int = 0
    ) -> None:
        """Say what becomes of *row*."""
        self.plan.rows.append(RowPlan(row.sheet, row.row, what, kind, title, id_, namesakes))

    # --- what a name means -----------------------------------------------------------------

    def organisation(self, name: str, kind: str | None = None) -> Id:
        """The organisation of that name, a new one when there is none."""
        known = self.held.organisations.get(fold(name))
        if known:
            return known[0].id
        id_ = self.plan.draft.add(Organisation(name=name, organisation_kind=kind))
        self.held.organisations[fold(name)] = [KnownRecord(id_, name)]
        return id_

    def village(self, name: str) -> Id:
        """The village of that name, a new one of the township when there is none."""
        known = self.held.places.get(fold(name))
        if known:
            return known[0].id
        town = self.held.places.get(fold(self.land.town))
        if not town:
            id_ = self.plan.draft.add(Place(name=self.land.town, level="township"))
            town = self.held.places[fold(self.land.town)] = [KnownRecord(id_, self.land.town)]
        id_ = self.plan.draft.add(Place(name=name, level="village", within=town[0].id))
        self.held.places[fold(name)] = [KnownRecord(id_, name)]
        return id_

    def meant(self, name: str, phone: str | None, firm: str | None) -> Id | None:
        """The one person of that name: by the number or the firm when there are several; a new
        one-line person when there is none; None when nobody can tell."""
        people = self.held.people.get(fold(name), [])
        hits: list[KnownRecord] = []
        if phone is not None:
            hits = [known for known in people if phone in known.numbers]
        elif len(people) > 1 and firm:
            hits = [known for known in people if fold(firm) in known.firms]
        people = hits or people
        if len(people) == 1:
            return people[0].id
        if people:
            return None
        id_ = self.plan.draft.add(Person(name=name))
        self.held.people[fold(name)] = [KnownRecord(id_, name)]
        self.plan.mentioned.append(name)
        return id_

    def candidates(self, name: str) -> list[Id]:
        """Everybody of that name."""
        return [known.id for known in self.held.people.get(fold(name), [])]

    def ledger(self, sheet: str) -> Id:
        """The sheet itself as the evidence of what its rows say."""
        if sheet not in self._ledgers:
            self._ledgers[sheet] = self.plan.draft.add(
                Evidence(
                    name=f"《{self.file}》{sheet}",
                    evidence_kind="ledger",
                    on=self.today,
                    file=self.file,
                    sheet=sheet,
                )
            )
        return self._ledgers[sheet]

    # --- what is there already -------------------------------------------------------------

    def numbered(self, row: RecordRow, kind: str, title: str) -> Loaded | None:
        """The record of *kind* that the row's 名册编号 names, None when it names none.

        A number under another name is not followed: rows are copied to add somebody. Nor is one
        that a row before bore.
        """
        number = row.values.get(COLUMN)
        if number is None:
            return None
        found = self.held.numbered.get(number.tail)
        names = (found.record.title(), *getattr(found.record, "former_names", ())) if found else ()
        same = fold(title) in map(fold, names)
        if found and same and found.record.kind == kind and number.tail not in self._numbers:
            self._numbers.add(number.tail)
            return found
        about = {"record": found.id if found else "", "title": title, "kind": kind}
        self.review(row, self.point(row, COLUMN, "REGISTER_NUMBER_OTHER", number.label()), about)
        return None

    def decide(
        self, row: RecordRow, key: str, title: str, traits: Traits, usual: RowDecision
    ) -> RowDecision:
        """What becomes of *row*: the clerk's word for it, or for all of its grade, else *usual*.

        *traits* are what it is compared by; what looks like it is listed in the plan.
        """
        candidates = [
            self._candidate(id_, like)
            for id_, like in self._meeting.alike(traits, block_keys(traits), CROWD)
            if id_ in self.held.items or id_ in self._places
        ]
        if usual.of and usual.of not in {each.id for each in candidates if each.item}:
            like = Likeness(Grade.STRONG, ("名册编号相同" if COLUMN in row.values else "同名",))
            candidates.append(self._candidate(usual.of, like))
        candidates.sort(key=lambda each: (each.id != usual.of, each.item is None))
        if not candidates:
            return usual
        place = place_of(row, key)
        shown = tuple(candidates[: Meeting.MOST])
        match = Match(row, place, traits.kind, title, shown, usual, usual)
        decided = self._decided(match)
        self.plan.matches.append(replace(match, decided=decided))
        return decided

    def _candidate(self, id_: Id, like: Likeness) -> Candidate:
        """The record *id_* of the register, or the row of this file that becomes it."""
        item = self.held.items.get(id_)
        if item is None:
            place, title, row = self._places[id_]
            return Candidate(id_, title, like, place=place, row=row)
        titles = {
            name: "、".join(self.held.titles[each] for each in ids if each in self.held.titles)
            for name, ids in item.record.links().items()
        }
        posts = (
            post for edge, post in self.held.posts.get(id_, ()) if edge.name == Employment.edge
        )
        held = "、".join(f"{post.organisation} {post.position or ''}".strip() for post in posts)
        links = {name: text for name, text in titles.items() if text}
        return Candidate(id_, item.record.title(), like, item, links=links, posts=held)

    def _decided(self, match: Match) -> RowDecision:
        own = self.decisions.rows.get(match.place)
        if own is not None:
            return own if match.allows(own) else match.usual
        what = self.decisions.grades.get(match.grade)
        if what is None:
            return match.usual
        if what in (What.CREATE, What.SKIP):
            return RowDecision(what)
        return RowDecision(what, match.of) if match.of else match.usual

    def meet(self, id_: Id, traits: Traits, row: RecordRow, place: str, title: str) -> None:
        """Let the rows that follow meet the record *id_* that *row* at *place* becomes."""
        self._places[id_] = (place, title, row)
        self._meeting.add(id_, traits, block_keys(traits))

    def unmoved(self, row: RecordRow, item: Loaded) -> bool:
        """Whether *item* still stands as it did when the list was made that *row* came from."""
        number = row.values.get(COLUMN)
        return number is not None and number.rev == item.rev

    def revised(
        self, row: RecordRow, item: Loaded, new: Record, title: str, *, overwrite: bool = False
    ) -> bool:
        """Let a row say more about a record that is there; gives whether the record changes.

        What the register does not say yet is filled in. What differs is listed and left, or, with
        *overwrite*, put in its place; an empty cell takes nothing away.
        """
        item = self.held.items.get(item.id, item)
        overwrite = overwrite and item.id not in self._written  # a later row only adds to it
        update: dict[str, Any] = {}
        for name in sorted(new.model_fields_set - _NEVER_OVERWRITTEN):
            spec, stands, said = new.fields[name], getattr(item.record, name), getattr(new, name)
            if spec.type.empty(said) or said == stands:
                continue
            if spec.type.empty(stands):
                update[name] = said
            elif name in NEVER_SAID or (spec.many and set(said) <= set(stands)):
                continue
            elif not spec.is_link and spec.type.show(said) == spec.type.show(stands):
                continue  # a list says a value as it is shown, which is not always as it was typed
            elif overwrite:
                update[name] = (
                    (*stands, *(i for i in said if i not in stands)) if spec.many else said
                )
            elif (shown := self._shown(spec, said)) != self._shown(spec, stands):
                point = self.point(
                    row, spec.column or name, "VALUE_DIFFERS", f"{spec.label}：{shown}"
                )
                about = {"record": item.id, "title": title, "kind": item.record.kind}
                self.review(row, point, about)
        standing: dict[str, str] = getattr(item.record, "kept", {})
        brought: dict[str, str] = getattr(new, "kept", {})
        kept = {**standing, **brought} if overwrite else {**brought, **standing}
        if kept != standing:
            update["kept"] = kept
        if COLUMN in row.values and set(update) <= NEVER_SAID:
            update = {}  # a list of ours that brings nothing new tells of no other origin either
        return bool(update) and self._revise(item, item.record.model_copy(update=update))

    def _revise(self, item: Loaded, record: Record) -> bool:
        """Write *item* as *record*: once, however many rows say something about it."""
        writes = self.plan.draft.writes
        start = len(writes)
        if not self.plan.draft.revise(item, record):
            return False
        edges = {edge.id: edge for edge in item.edges}
        for write in writes[start + 1 :]:
            if isinstance(write.after, Edge):
                edges[write.after.id] = write.after
        stands = tuple(edge for edge in edges.values() if not edge.binned)
        node = replace(item.node, values=record.values())
        self.held.items[item.id] = Loaded(node, record, stands)
        before = self._written.get(item.id)
        if before is None:
            self._written[item.id] = start
        else:
            writes[before] = writes[start]
            del writes[start]
        return True

    def _shown(self, spec: Field, value: Any) -> str:
        if not spec.is_link:
            return spec.type.show(value)
        ids = value if spec.many else (value,)
        return "、".join(self.held.titles.get(id_, "") for id_ in ids)


def packed(review: Mapping[str, Any]) -> str:
    """A review point as the batch keeps it."""
    return json.dumps(dict(review), ensure_ascii=False, sort_keys=True)
