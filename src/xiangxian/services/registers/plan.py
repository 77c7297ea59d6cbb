"""What an import will do, worked out before anything is written; `load` writes exactly this."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.dates import BEIJING, PartialDate
from xiangxian.domain.events import Attendance, Event
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.names import PersonName, reads_as_person
from xiangxian.domain.native_places import Homeland, NativePlace
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Employment, Person, SocialRole
from xiangxian.domain.places import Place
from xiangxian.domain.posts import Post, leads, split_post
from xiangxian.domain.projects import ROAD, Project, StageStep
from xiangxian.domain.records import Record
from xiangxian.domain.text import fold
from xiangxian.domain.values import Severity
from xiangxian.services.drafts import Draft
from xiangxian.services.registers.columns import KINDS, PERSONS, PROJECTS, VISITS
from xiangxian.services.registers.holdings import Holdings, Known
from xiangxian.services.registers.sheets import Checked, Point, RecordRow, Referrer
from xiangxian.services.registers.visits import title_of, visit_key, visit_of
from xiangxian.store.base import Id

CONTACTS = ("phones", "wechat", "email", "address")
_MILESTONES = (("signed_on", "signed"), ("registered_on", "registered"), ("started_on", "started"))
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d[\d\s-]{8,10}(?!\d)")


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row: `create`, `update`, `same` (imported before); *title* names it."""

    sheet: str
    row: int
    what: str
    kind: str
    title: str
    id: Id
    namesakes: int = 0


@dataclass(slots=True)
class Plan:
    """The whole import: what becomes of each row, the writes in order, and what is open.

    *reviews* are the points nobody decided, by 「sheet!cell code」. *mentioned* are the people and
    organisations that are recorded because a row names them.
    """

    draft: Draft
    rows: list[RowPlan] = field(default_factory=list)
    reviews: dict[str, dict[str, Any]] = field(default_factory=dict)
    mentioned: list[str] = field(default_factory=list)
    introductions: int = 0
    digests: dict[str, Id] = field(default_factory=dict)

    def count(self, what: str, kind: str | None = None) -> int:
        """How many rows will be created, updated or left as they are."""
        return sum(1 for row in self.rows if row.what == what and kind in (None, row.kind))


def plan(
    checked: Checked,
    held: Holdings,
    land: Homeland,
    draft: Draft,
    *,
    origin: str | None,
    now: datetime,
) -> Plan:
    """What importing *checked* will do to a register that holds *held*."""
    made = _Planner(checked, held, land, Plan(draft), origin, now)
    for sheet in checked.sheets:
        for row in sheet.records:
            made.row(row, sheet.kind)
    return made.plan


class _Planner:
    """Works through the rows; what it makes is known to the rows after it."""

    def __init__(
        self,
        checked: Checked,
        held: Holdings,
        land: Homeland,
        made: Plan,
        origin: str | None,
        now: datetime,
    ) -> None:
        self.file, self.held, self.land, self.plan = checked.file, held, land, made
        self.origin = origin
        self.today = PartialDate.of(now.astimezone(BEIJING).date())
        self.ledgers: dict[str, Id] = {}

    def row(self, row: RecordRow, sort: str) -> None:
        """Plan one row of a sheet of *sort*, unless it was imported before."""
        kind = KINDS[sort].kind
        makers = {PERSONS: self._person, PROJECTS: self._project, VISITS: self._visit}
        key: str
        if sort == PERSONS:
            key = row.values["name"].name
        else:
            key = title_of(row) if sort == VISITS else row.values["project_name"]
        before = self.held.rows.get(row.digest) or self.plan.digests.get(row.digest)
        if before is not None:
            self.plan.rows.append(RowPlan(row.sheet, row.row, "same", kind, key, before))
            return
        id_ = makers[sort](row)
        self.plan.digests[row.digest] = id_
        for point in row.points:
            if point.severity is Severity.REVIEW and point.code != "REFERRER_AMBIGUOUS_NAME":
                self._review(row, point, {"record": id_, "title": key, "kind": kind})

    def _review(self, row: RecordRow, point: Point, said: Mapping[str, Any]) -> None:
        raw = "" if point.raw is None else str(point.raw)
        place = f"{row.sheet}!{point.letter}{point.row}"
        self.plan.reviews[f"{place} {point.code}"] = {
            "code": point.code, "place": place, "raw": raw, **said,
        }  # fmt: skip

    # --- people ----------------------------------------------------------------------------

    def _person(self, row: RecordRow) -> Id:
        values = row.values
        name: PersonName = values["name"]
        numbers = frozenset(phone.number for phone in values.get("phones", ()))
        namesakes = self.held.people.get(fold(name.name), [])
        same = [known for known in namesakes if numbers and known.numbers & numbers]
        person = self._person_of(row)
        if len(same) == 1 and same[0].item is not None:
            return self._update(row, same[0].item, person, Person.kind, name.name)
        if same:
            point = Point(
                row.row,
                row.letters.get("name", "A"),
                "name",
                "SAME_PERSON_IN_FILE",
                Severity.REVIEW,
                name.name,
            )
            self._review(
                row, point, {"record": same[0].id, "title": name.name, "kind": Person.kind}
            )
        id_ = self.plan.draft.add(person)
        self._posts(id_, values.get("employments", ()), values.get("social_roles", ()))
        firms = frozenset(fold(post.organisation) for post in values.get("employments", ()))
        self.held.people.setdefault(fold(name.name), []).append(
            Known(id_, name.name, numbers, firms)
        )
        self.plan.rows.append(
            RowPlan(row.sheet, row.row, "create", Person.kind, name.name, id_, len(namesakes))
        )
        return id_

    def _person_of(self, row: RecordRow) -> Person:
        values = row.values
        name: PersonName = values["name"]
        given: dict[str, Any] = _declared(Person, values) | {
            "name": name.name,
            "former_names": name.former,
            "salutation": name.salutation or values.get("salutation"),
            "kept": dict(row.kept),
        }
        for role in values.get("social_roles", ()):
            post = split_post(role)
            if post is None or post.position is None:
                given["kept"]["社会兼职"] = "、".join(values["social_roles"])
        place: NativePlace | None = values.get("native_place")
        if place is not None:
            given["native_place_written"] = row.written.get("native_place")
            given["home_group"] = place.group
            given["home_village"] = self._village(place.village) if place.village else None
        written = row.written.get("category")
        if written and written != Person.fields["category"].type.show(given.get("category")):
            given["category_written"] = written
        codes = {point.code for point in row.points}
        given["deceased"] = "DECEASED" in codes
        given["opt_out"] = "DO_NOT_CONTACT" in codes
        if self.origin and any(values.get(each) for each in CONTACTS):
            given["contact_origin"] = self.origin
            given["contact_origin_on"] = self.today
        return Person.model_validate(
            {name: each for name, each in given.items() if each is not None}
        )

    def _village(self, name: str) -> Id:
        known = self.held.places.get(fold(name))
        if known:
            return known[0].id
        town = self.held.places.get(fold(self.land.town))
        if not town:
            id_ = self.plan.draft.add(Place(name=self.land.town, level="township"))
            town = self.held.places[fold(self.land.town)] = [Known(id_, self.land.town)]
        id_ = self.plan.draft.add(Place(name=name, level="village", within=town[0].id))
        self.held.places[fold(name)] = [Known(id_, name)]
        return id_

    def _posts(self, person: Id, posts: Sequence[Post], roles: Sequence[str]) -> None:
        held = set()
        for post in posts:
            tie = Employment(position=post.position, leads=leads(post.position))
            self.plan.draft.tie(tie, person, self._organisation(post.organisation))
            held.add((fold(post.organisation), post.position))
        for role in roles:
            found = split_post(role)
            if found is None or found.position is None:
                continue
            if (fold(found.organisation), found.position) not in held:
                tie_ = SocialRole(role=found.position)
                self.plan.draft.tie(tie_, person, self._organisation(found.organisation))

    def _organisation(self, name: str, kind: str | None = None) -> Id:
        known = self.held.organisations.get(fold(name))
        if known:
            return known[0].id
        id_ = self.plan.draft.add(Organisation(name=name, organisation_kind=kind))
        self.held.organisations[fold(name)] = [Known(id_, name)]
        return id_

    # --- projects --------------------------------------------------------------------------

    def _project(self, row: RecordRow) -> Id:
        values = row.values
        title: str = values["project_name"]
        investor: str | None = values.get("investor")
        project = self._project_of(row)
        for known in self.held.projects.get(fold(title), []):
            same = not known.firms or (investor is not None and fold(investor) in known.firms)
            if same and known.item is not None:
                id_ = self._update(row, known.item, project, Project.kind, title)
                break
        else:
            id_ = self.plan.draft.add(project)
            firms = frozenset((fold(investor),)) if investor else frozenset()
            self.held.projects.setdefault(fold(title), []).append(Known(id_, title, firms=firms))
            self.plan.rows.append(RowPlan(row.sheet, row.row, "create", Project.kind, title, id_))
        self._native_unclear(row, id_, title)
        for referrer in values.get("referrers", ()):
            self._introduce(row, id_, title, referrer)
        return id_

    def _project_of(self, row: RecordRow) -> Project:
        values = row.values
        given: dict[str, Any] = _declared(Project, values) | {
            "name": values["project_name"],
            "kept": dict(row.kept),
            "first_reported": values.get("first_reported_at"),
            "evidence": (self._ledger(row.sheet),),
        }
        given["stage"], given["stages"] = _stages(values)
        if contact := values.get("contact_name"):
            given["contact"] = contact.label()
        if investor := values.get("investor"):
            party = self._meant_investor(investor)
            given["investors"] = (party,)
        native: PersonName | None = values.get("native_name")
        if native is not None:
            meant = self._meant(native.name, None, values.get("investor"))
            if meant:
                given["natives"] = (meant,)
            else:
                given["kept"]["乡贤姓名"] = native.name
        return Project.model_validate(
            {name: each for name, each in given.items() if each is not None}
        )

    def _ledger(self, sheet: str) -> Id:
        """The sheet itself as the evidence of what its rows say."""
        if sheet not in self.ledgers:
            self.ledgers[sheet] = self.plan.draft.add(
                Evidence(
                    name=f"《{self.file}》{sheet}",
                    evidence_kind="ledger",
                    on=self.today,
                    file=self.file,
                    sheet=sheet,
                )
            )
        return self.ledgers[sheet]

    def _meant_investor(self, name: str) -> Id:
        if reads_as_person(name) and fold(name) in self.held.people:
            people = self.held.people[fold(name)]
            if len(people) == 1:
                return people[0].id
        return self._organisation(name)

    def _meant(self, name: str, phone: str | None, firm: str | None) -> Id | None:
        """The one person of that name: by the number or the firm when there are several; a new
        one-line person when there is none; None when nobody can tell."""
        people = self.held.people.get(fold(name), [])
        hits: list[Known] = []
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
        self.held.people[fold(name)] = [Known(id_, name)]
        self.plan.mentioned.append(name)
        return id_

    def _native_unclear(self, row: RecordRow, project: Id, title: str) -> None:
        native: PersonName | None = row.values.get("native_name")
        if native is None or self._meant(native.name, None, row.values.get("investor")):
            return
        point = Point(
            row.row,
            row.letters["native_name"],
            "native_name",
            "NATIVE_AMBIGUOUS_NAME",
            Severity.REVIEW,
            native.name,
        )
        candidates = [known.id for known in self.held.people[fold(native.name)]]
        self._review(
            row,
            point,
            {"record": project, "title": title, "kind": Project.kind, "candidates": candidates},
        )

    def _introduce(self, row: RecordRow, project: Id, title: str, referrer: Referrer) -> None:
        if referrer.type == "self" or not referrer.name:
            return
        written = row.written.get("referrers", "")
        first = referrer.first is True and "第一" in written
        if referrer.type == "person":
            by = self._meant(referrer.name, referrer.phone, None)
            if by is None:
                point = Point(
                    row.row,
                    row.letters["referrers"],
                    "referrers",
                    "REFERRER_AMBIGUOUS_NAME",
                    Severity.REVIEW,
                    referrer.name,
                )
                candidates = [known.id for known in self.held.people[fold(referrer.name)]]
                said = {
                    "record": project,
                    "title": title,
                    "kind": Project.kind,
                    "candidates": candidates,
                    "first": first,
                }
                self._review(row, point, said)
                return
        else:
            by = self._organisation(referrer.name, "office" if referrer.type == "staff" else None)
        if (by, project) in self.held.introduced:
            return
        self.held.introduced.add((by, project))
        place = f"{row.letters['referrers']}{row.row}"
        introduce(
            self.plan.draft,
            by,
            project,
            (self.file, row.sheet, place, written),
            first=first,
            staff=referrer.type == "staff",
        )
        self.plan.introductions += 1

    # --- visits ------------------------------------------------------------------------------

    def _visit(self, row: RecordRow) -> Id:
        """The visit of a row; who was met is tied to it where name and number are those of one
        person on the register, and nobody is recorded because a report names them."""
        event = visit_of(row, self._organisation)
        key = visit_key(event.name, event.on)
        known = self.held.events.get(key)
        if known is not None and known.item is not None:
            return self._update(row, known.item, event, Event.kind, event.name)
        id_ = self.plan.draft.add(event)
        self.held.events[key] = Known(id_, event.name)
        met = row.values.get("interviewee")
        numbers = {phone.number for phone in event.contact_phones}
        meant = [
            each
            for each in self.held.people.get(fold(met.name) if met else "", [])
            if each.numbers & numbers
        ]
        if len(meant) == 1:
            self.plan.draft.tie(Attendance(role="guest"), meant[0].id, id_)
        self.plan.rows.append(RowPlan(row.sheet, row.row, "create", Event.kind, event.name, id_))
        return id_

    # --- what is there already ---------------------------------------------------------------

    def _update(self, row: RecordRow, item: Any, new: Record, kind: str, title: str) -> Id:
        """Fill in what the register does not say yet; what differs is listed and left."""
        update: dict[str, Any] = {}
        for name, spec in new.fields.items():
            stands, said = getattr(item.record, name), getattr(new, name)
            if spec.type.empty(said) or said == stands or name in {"name", "kept", "evidence"}:
                continue
            if spec.type.empty(stands):
                update[name] = said
            elif (
                not spec.is_link
                and spec.type.show(said) != spec.type.show(stands)
                and name != "stages"
            ):
                letter = row.letters.get(spec.column or "", "")
                point = Point(
                    row.row,
                    letter,
                    name,
                    "VALUE_DIFFERS",
                    Severity.REVIEW,
                    f"{spec.label}：{spec.type.show(said)}",
                )
                self._review(row, point, {"record": item.id, "title": title, "kind": kind})
        kept = {**getattr(new, "kept", {}), **getattr(item.record, "kept", {})}
        if kept != getattr(item.record, "kept", {}):
            update["kept"] = kept
        what = "same"
        if update and self.plan.draft.revise(item, item.record.model_copy(update=update)):
            what = "update"
        self.plan.rows.append(RowPlan(row.sheet, row.row, what, kind, title, item.id))
        return str(item.id)


def introduce(
    draft: Draft,
    by: Id,
    project: Id,
    source: tuple[str, str, str, str],
    *,
    first: bool,
    staff: bool = False,
) -> Id:
    """An introduction as a ledger's cell states it: 记录, with the cell (file, sheet, place, text)
    as its evidence; numbers in the text are left out."""
    file, sheet, place, text = source
    proof = draft.add(
        Evidence(
            name=f"《{file}》{sheet} {place}",
            evidence_kind="ledger",
            file=file,
            sheet=sheet,
            cell=place,
            excerpt=_PHONE.sub("", text).strip() or None,
        )
    )
    return draft.add(
        Introduction(
            by=by,
            of=project,
            project=project,
            channel="台账登记的引荐人",
            state=ClaimState.RECORDED.value,
            noted_first=first,
            introducer_status="public_servant" if staff else None,
            evidence=(proof,),
        )
    )


def _declared(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a column fills by its declaration alone."""
    return {
        name: values[spec.column]
        for name, spec in kind.fields.items()
        if spec.column and spec.column in values and not spec.is_link
    }


def _stages(values: Mapping[str, Any]) -> tuple[str | None, tuple[StageStep, ...]]:
    """The stage and its history: the dated milestones in their order, then the stage as written."""
    stage: str | None = values.get("stage")
    steps = [StageStep(stage=code, on=values[name]) for name, code in _MILESTONES if name in values]
    if "production_on" in values:
        done = "completed" if stage == "completed" else "in_production"
        steps.append(StageStep(stage=done, on=values["production_on"]))
    if stage is not None and (not steps or steps[-1].stage != stage):
        steps.append(StageStep(stage=stage))
    if stage is None and steps:
        stage = max((step.stage for step in steps), key=ROAD.index)
    return stage, tuple(steps)


def packed(review: Mapping[str, Any]) -> str:
    """A review point as the batch keeps it."""
    return json.dumps(dict(review), ensure_ascii=False, sort_keys=True)
