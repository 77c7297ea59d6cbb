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
from xiangxian.services.people.name_index import GUEST, NEW, SKIP, ListedName
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
    guests: Sequence[str] = (),
    line: str,
    occasion: Id | None,
    on: PartialDate | None,
    pasted: str | None,
    promise: Task | None = None,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Noted:
    """One line about people: those *about* are in the register, *names* are recorded with it, of
    them *guests* as no natives.

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
    ids = [
        *dict.fromkeys(about),
        *(draft.add(Person(name=name, native=name not in guests)) for name in dict.fromkeys(names)),
    ]
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
    """What a list of names became: how many came, who of them is new, how many were there before,
    how many were left out."""

    added: int
    new_people: tuple[str, ...]
    already: int
    left_out: int = 0


def attend(
    store: GraphStore,
    event: Id,
    listed: Sequence[ListedName],
    chosen: Mapping[str, str],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Attended:
    """Make a list of names the attendance of *event*.

    *chosen* says, by name, what becomes of it: the id of somebody who bears it or looks alike, `NEW`,
    `GUEST` or `SKIP`; else its `usual`. Raises `Invalid` naming those that have none: nobody becomes
    a person unasked whose name may be another's, or is none.
    """
    gate.require(viewer, Action.RECORD)
    item = records.read(store, event, viewer=viewer, kind=Event.kind)
    if not listed:
        raise Invalid({"names": "请粘贴到会的名单，一行一位。"})
    becomes = {
        each.name: meant if (meant := chosen.get(each.name, "")) in each.choices else each.usual
        for each in listed
    }
    if unclear := [name for name, what in becomes.items() if not what]:
        raise Invalid({"names": f"请先点选是哪一位，或者不记：{'、'.join(unclear)}。"})
    if store.applied(change_id) is not None:
        return Attended(0, (), len(listed))
    there = _attending(store, event)
    draft = Draft(change_id, item.node.unit)
    new_people, added, already = [], 0, 0
    coming = [each for each in listed if becomes[each.name] != SKIP]
    for order, each in enumerate(coming, start=1):
        person = becomes[each.name]
        if person in {NEW, GUEST}:
            called = each.entry.salutation or None
            person = draft.add(
                Person(
                    name=each.name,
                    native=person == NEW,
                    salutation=called,
                    remarks=each.rest or None,
                )
            )
            new_people.append(each.name)
        if person in there:
            already += 1
            continue
        there.add(person)
        companions = each.entry.companions or None
        tie = Attendance(role="guest", signed_in=True, order=order, companions=companions)
        draft.tie(tie, person, event)
        added += 1
    if draft.writes:
        store.apply(draft.change_set(viewer, now, "attendance.list", note=item.record.title()))
    return Attended(added, tuple(new_people), already, len(listed) - len(coming))


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
