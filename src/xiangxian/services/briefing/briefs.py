"""Briefs: one page on a person, a project or a trip, for whoever goes there.

They say what a manager may see and no telephone number in full; names that are hard to read have
their reading behind them. What does not fit on the page is left out, and how much that was is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from xiangxian.domain.claims import Level
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.cities import bare_city
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.readings import with_readings
from xiangxian.domain.values.stages import IN_PROGRESS
from xiangxian.services import gate
from xiangxian.services.briefing import trips
from xiangxian.services.briefing.figures import day_label
from xiangxian.services.briefing.paper_limits import (
    PaperPart,
    as_leader,
    fitted,
    lines_of,
    without_numbers,
)
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions import party_stories, stories
from xiangxian.services.introductions.network import Snapshot, snapshot, visible_projects
from xiangxian.services.introductions.stories import STAGE_WORDS
from xiangxian.services.lists import browse
from xiangxian.services.people import last_contact, register_row
from xiangxian.services.people.register_row import Described
from xiangxian.services.tasks import promises
from xiangxian.services.tasks.promises import Promise
from xiangxian.store.base import All, Id, Op, Order, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

MOST_MET = 200
"""How many people of a city are listed to choose from."""
_FEW = 3
_NOTED = frozenset(("key", "famous"))


@dataclass(frozen=True, slots=True)
class Brief:
    """One page: its title, the line under it, its parts, and how many paragraphs did not fit."""

    title: str
    under: str
    parts: tuple[PaperPart, ...]
    left_out: int = 0
    left_words: str = "条"


def _made(title: str, under: str, parts: Iterable[PaperPart]) -> Brief:
    said = [
        PaperPart(part.heading, tuple(without_numbers(line) for line in part.lines if line))
        for part in parts
    ]
    kept, left = fitted([part for part in said if part.lines])
    return Brief(title, under, kept, left)


def _promised(found: Sequence[Promise]) -> tuple[str, ...]:
    lines = []
    for each in found:
        said = f"（{each.by}答应的）" if each.by else ""
        lines.append(f"{each.kind_words}：{each.line}{said}。")
    return tuple(lines)


def person_brief(store: GraphStore, id_: Id, today: date, *, viewer: Viewer, measure: str) -> Brief:
    """The brief on a person; raises `Missing`."""
    viewer = as_leader(viewer)
    where = Where("id", Op.IN, (id_,))
    person = next(register_row.chosen_people(store, where, viewer=viewer), None)
    if person is None:
        raise Missing(id_)
    texts = person.texts
    story = party_stories.person_story(store, id_, viewer=viewer, measure=measure)
    last = last_contact.latest(store, [id_], today, viewer=viewer).get(id_)
    moments = browse.timeline(store, id_, viewer=viewer)
    who = [_who(person)]
    if words := "，".join(
        f"{label}{texts[name]}"
        for label, name in (
            ("当面称呼", "salutation"),
            ("专长：", "specialties"),
            ("荣誉：", "honours"),
        )
        if texts.get(name)
    ):
        who.append(f"{words}。")
    if phones := texts.get("phones"):
        who.append(f"手机{phones.replace(chr(10), '、')}（全号在系统里写明原因后看）。")
    state = [
        word
        for flag, word in (
            (person.person.opt_out, "本人不愿被联系"),
            (person.person.deceased, "已故"),
            (person.person.to_ask, "待问清"),
        )
        if flag
    ]
    brought = [line.sentence for line in (*story.own, *story.directly, *story.through_others)]
    met = [f"上次联系：{last.label()}。" if last else "还没有记过联系。"]
    met += [
        f"{moment.when or '日期没记'}，{moment.what}：{moment.line}。" for moment in moments[:_FEW]
    ]
    return _made(
        with_readings(person.person.name),
        f"{day_label(today)}　见面前看",
        (
            PaperPart("是谁", tuple(who + [f"注意：{'，'.join(state)}。"] * bool(state))),
            PaperPart(
                "答应过的和要办的", _promised(promises.about(store, "person", id_, viewer=viewer))
            ),
            PaperPart("牵的线、办的企业", tuple(dict.fromkeys(brought))),
            PaperPart("来往", tuple(met)),
        ),
    )


def _who(person: Described) -> str:
    """后白镇王庄村人，中国林业与环境促进会副秘书长。"""
    texts = person.texts
    home = texts.get("home_village") or ("本地人" if person.person.native else "客商")
    parts = [f"{home}人" if texts.get("home_village") else home]
    parts += [texts[name] for name in ("employments", "social_roles") if texts.get(name)]
    return f"{'，'.join(parts)}。"


def project_brief(
    store: GraphStore, id_: Id, today: date, *, viewer: Viewer, measure: str
) -> Brief:
    """The brief on a project; raises `Missing`."""
    viewer = as_leader(viewer)
    story = stories.project_story(store, id_, viewer=viewer, measure=measure)
    project = snapshot(store).projects[id_]
    parties = dict.fromkeys(
        (*story.natives, *story.investors, *(p for chain in story.chains for p in chain.parties))
    )
    hard = [
        said
        for party in parties
        if party.kind == "person" and (said := with_readings(party.named.name)) != party.named.name
    ]
    facts = [f"{story.stage}；{story.amount}；{story.outcome.label}。"]
    more = [
        f"{spec.label}：{text}"
        for name in ("chain", "block", "origin_city", "land", "liaison_leader")
        if (spec := Project.fields[name]) and (text := project.shown(name))
    ]
    if more:
        facts.append(f"{'；'.join(more)}。")
    if story.evidence:
        facts.append(f"依据：{'、'.join(each.title for each in story.evidence)}。")
    told = tuple(chain.sentence for chain in story.chains) if len(story.chains) > 1 else ()
    return _made(
        project.title(),
        f"{day_label(today)}　项目情况",
        (
            PaperPart(
                "谁牵的线", (story.sentence, *told, *([f"读音：{'；'.join(hard)}。"] * bool(hard)))
            ),
            PaperPart("到哪一步", tuple(facts)),
            PaperPart(
                "答应过的和要办的", _promised(promises.about(store, "project", id_, viewer=viewer))
            ),
            PaperPart("经过", tuple(_steps(project))),
            PaperPart("内容", tuple(filter(None, (project.progress, project.content)))),
        ),
    )


def _steps(project: Project) -> list[str]:
    lines = []
    for step in reversed(project.stages):
        on = step.on.label() if step.on else "日期没记"
        note = f"：{step.note}" if step.note else ""
        lines.append(f"{on}，{STAGE_WORDS.get(step.stage, step.stage)}{note}。")
    return lines


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody to see on a trip: two lines. *open* says that something is open with them, *noted*
    that they are of note, *last* is when there was contact."""

    id: Id
    name: str
    who: str
    matters: str
    open: bool
    noted: bool
    last: PartialDate | None

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines as the paper has them."""
        return f"{self.name}　{self.who}", self.matters


@dataclass(frozen=True, slots=True)
class Trip:
    """A city, whom one may see there, and the projects that come from it. *more* says that there
    are more people than are listed."""

    city: str
    people: tuple[Met, ...]
    projects: tuple[str, ...]
    more: bool


def trip(store: GraphStore, city: str, today: date, *, viewer: Viewer, measure: str) -> Trip:
    """Whom to see in *city*: those with whom something is open first, then those of note, then who
    was not spoken to for longest. Who is there is asked with the viewer's own sight, what is said
    of them with a manager's; in a fixed number of questions."""
    where = trips.people_in(store, city, viewer=viewer)
    leader = as_leader(viewer)
    found = list(islice(register_row.chosen_people(store, where, viewer=leader), MOST_MET + 1))
    people = found[:MOST_MET]
    ids = [each.node.id for each in people]
    last = last_contact.latest(store, ids, today, viewer=leader)
    owed = promises.unfinished(store, viewer=leader)
    network = snapshot(store)
    matters = _matters(network, leader, measure)
    met = [
        _met(each, last.get(each.node.id), matters.get(each.node.id, []), owed) for each in people
    ]
    met.sort(
        key=lambda each: (
            not each.open,
            not each.noted,
            each.last.sort_key() if each.last else 0,
        )
    )
    asked = All((gate.scope(leader), trips.projects_from(store, city, viewer=leader)))
    found_projects = pages(store, Query(Project.kind, asked, Order("name"), limit=200))
    coming = [node for page in found_projects for node in page.nodes]
    projects = tuple(
        f"{project.title()}：{STAGE_WORDS.get(project.stage or '', '阶段未填')}"
        for node in coming
        if node.id in network.projects and not (project := network.projects[node.id]).ended
    )
    return Trip(bare_city(city), tuple(met), projects, len(found) > MOST_MET)


def _matters(network: Snapshot, viewer: Viewer, measure: str) -> dict[Id, list[str]]:
    """The projects under way by who is part of them: investors, natives, introducers."""
    attributions = network.attributions(Level.RECORDED, measure)
    found: dict[Id, list[str]] = {}
    for id_ in visible_projects(network, viewer):
        project = network.projects[id_]
        if project.stage not in IN_PROGRESS:
            continue
        line = f"{project.title()}{STAGE_WORDS[project.stage or '']}"
        parties = (
            *network.linked("NATIVES", id_),
            *network.linked("INVESTORS", id_),
            *(side.party for side in network.sides.get(id_, ())),
            *attributions[id_].introducers,
        )
        for party in dict.fromkeys(parties):
            found.setdefault(party, []).append(line)
    return found


def _met(
    person: Described,
    last: PartialDate | None,
    projects: Sequence[str],
    owed: Sequence[Promise],
) -> Met:
    id_ = person.node.id
    own = [each for each in owed if id_ in {whom.id for whom in each.to}]
    parts = [f"上次联系{last.label()}" if last else "没有记过联系"]
    if projects:
        parts.append(f"手上：{'、'.join(projects[:_FEW])}")
    parts += [
        f"{each.kind_words}：{each.what}" + (f"（{each.due}前）" if each.due else "")
        for each in own[:_FEW]
    ]
    record: Person = person.person
    return Met(
        id_,
        with_readings(record.name),
        _who(person),
        without_numbers(f"{'；'.join(parts)}。"),
        bool(own or projects),
        record.tier in _NOTED,
        last,
    )


TRIP_LINES, TRIP_ACROSS = 28, 36
"""A trip is a table in 小四: so many lines under its title, so many characters across."""


def trip_brief(found: Trip, chosen: Sequence[Id], when: str, today: date) -> Brief:
    """The page of a trip: those *chosen* (all, if none are), as far as the page goes."""
    wanted = [each for each in found.people if each.id in set(chosen)] or list(found.people)
    parts = [PaperPart(*_table_row(each)) for each in wanted]
    kept, left = fitted(parts, lines=TRIP_LINES, across=TRIP_ACROSS)
    missing = len(wanted) - len(kept)
    when = f"{when.strip()}　" if when.strip() else ""
    if found.projects and not left:
        coming = PaperPart("从这里来的项目", (without_numbers("；".join(found.projects)) + "。",))
        if lines_of((*kept, coming), TRIP_ACROSS) <= TRIP_LINES:
            kept = (*kept, coming)
    return Brief(f"去{found.city}见谁", f"{when}{day_label(today)}整理", kept, missing, "位")


def _table_row(met: Met) -> tuple[str, tuple[str, ...]]:
    return met.lines[0], (met.lines[1],)
