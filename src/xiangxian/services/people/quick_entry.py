"""「记一笔」 and the attendance of an event: what a clerk writes in under a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.people import Person
from xiangxian.domain.roles import Action
from xiangxian.domain.tasks import Task
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.people.name_index import ListedName
from xiangxian.services.records import Invalid
from xiangxian.store.base import Direction, Id
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import whole_neighbourhood


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written: the note, and the people recorded for the first time with it."""

    id: Id
    new_people: tuple[str, ...]


def note(
    store: GraphStore,
    *,
    about: Sequence[Id],
    names: Sequence[str],
    line: str,
    occasion: Id | None,
    on: PartialDate | None,
    pasted: str | None,
    promise: Task | None = None,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Noted:
    """One line about people: those *about* are in the register, *names* are recorded with it.

    Whoever was met at an event also attended it. What was promised to them is recorded with the
    line. Raises `Invalid`.
    """
    gate.require(viewer, Action.RECORD)
    faults = {}
    if not about and not names:
        faults["about"] = "请写上见了谁。"
    if not line.strip():
        faults["line"] = "请写一句话。"
    if faults:
        raise Invalid(faults)
    targets = [*about, *([occasion] if occasion else [])]
    seen = {item.id: item for item in records.read_many(store, targets, viewer=viewer)}
    if store.applied(change_id) is not None:
        return Noted("", ())
    draft = Draft(change_id, viewer.unit)
    ids = [*dict.fromkeys(about), *(draft.add(Person(name=name)) for name in dict.fromkeys(names))]
    id_ = draft.add(
        RecordNote(
            about=tuple(ids), occasion=occasion, on=on, line=line.strip(), pasted=pasted or None
        )
    )
    at_event = occasion is not None and seen[occasion].record.kind == "event"
    if promise is not None:
        kinds = {each: seen[each].record.kind if each in seen else Person.kind for each in ids}
        projects = [each for each in ids if kinds[each] == "project"]
        to = {
            "for_whom": tuple(each for each in ids if kinds[each] != "project"),
            "project": projects[0] if len(projects) == 1 else None,
            "occasion": occasion if at_event else None,
            "said_on": on,
        }
        draft.add(promise.model_copy(update=to))
    if occasion is not None and at_event:
        there = _attending(store, occasion)
        people = [each for each in ids if each not in seen or seen[each].record.kind == "person"]
        for person in people:
            if person not in there:
                draft.tie(Attendance(role="guest"), person, occasion)
    store.apply(draft.change_set(viewer, now, "note.create"))
    return Noted(id_, tuple(dict.fromkeys(names)))


def _attending(store: GraphStore, event: Id) -> set[Id]:
    graph = whole_neighbourhood(store, [event], [Attendance.edge], direction=Direction.IN)
    return {edge.source for edge in graph.edges}


@dataclass(frozen=True, slots=True)
class Attended:
    """What a list of names became: how many came, how many of them are new, who was there before."""

    added: int
    new_people: tuple[str, ...]
    already: int


def attend(
    store: GraphStore,
    event: Id,
    listed: Sequence[ListedName],
    chosen: Mapping[str, Id],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Attended:
    """Make a list of names the attendance of *event*: unknown names become one-line people.

    *chosen* says, by name, which of several namesakes, or of those that look alike, is meant. Raises `Invalid` naming those
    that nobody chose for.
    """
    gate.require(viewer, Action.RECORD)
    item = records.read(store, event, viewer=viewer, kind=Event.kind)
    if not listed:
        raise Invalid({"names": "请粘贴到会的名单，一行一位。"})
    open_names = [
        each.name
        for each in listed
        if len(each.records) > 1 and chosen.get(each.name) not in {r.id for r in each.records}
    ]
    if open_names:
        raise Invalid({"names": f"有同名，请点选是哪一位：{'、'.join(open_names)}。"})
    if store.applied(change_id) is not None:
        return Attended(0, (), len(listed))
    there = _attending(store, event)
    draft = Draft(change_id, item.node.unit)
    new_people, added, already = [], 0, 0
    for order, each in enumerate(listed, start=1):
        meant = chosen.get(each.name, "")
        if each.records:
            person = meant or each.records[0].id
        elif meant in {record.id for record in each.alike}:
            person = meant
        else:
            person = draft.add(Person(name=each.name, remarks=each.rest or None))
            new_people.append(each.name)
        if person in there:
            already += 1
            continue
        draft.tie(Attendance(role="guest", signed_in=True, order=order), person, event)
        added += 1
    if draft.writes:
        store.apply(draft.change_set(viewer, now, "attendance.list", note=item.record.title()))
    return Attended(added, tuple(new_people), already)


def attendance(store: GraphStore, event: Id, *, viewer: Viewer) -> list[records.ShownTie]:
    """Who was at an event, in the list's order."""
    records.read(store, event, viewer=viewer, kind=Event.kind)
    graph = whole_neighbourhood(store, [event], [Attendance.edge], direction=Direction.IN)
    nodes = {node.id: node for node in graph.nodes}
    found = []
    for edge in graph.edges:
        other = nodes.get(edge.source)
        if other is None or not gate.visible(viewer, other):
            continue
        tie = Attendance.parsed(edge.values)
        values = gate.shown(viewer, tie)
        shown = records.ShownTie(
            edge.id, edge.name, Attendance.backward, records.refer(other), values, edge.rev
        )
        found.append((getattr(tie, "order", None) or 10**6, edge.id, shown))
    return [shown for _, _, shown in sorted(found, key=lambda each: each[:2])]
