"""Rows of sign-in sheets, replies and greeting lists: somebody we know or not yet, and the event."""

from __future__ import annotations

import re
from typing import Any

from xiangxian.domain.events import EVENT_KINDS, FESTIVALS, Attendance, Event, Reply
from xiangxian.domain.people import Person
from xiangxian.domain.records import Tie
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.proxies import SOMEBODY, read_proxy
from xiangxian.domain.values.reading import Choices
from xiangxian.domain.values.register_numbers import COLUMN
from xiangxian.domain.values.text import fold
from xiangxian.services.registers.importing import people_rows
from xiangxian.services.registers.importing.known import KnownRecord, visit_key
from xiangxian.services.registers.importing.planner import Planner
from xiangxian.services.registers.workbook.model import RecordRow
from xiangxian.store.base import Id

AMBIGUOUS = "PERSON_AMBIGUOUS_NAME"
"""The point that asks which of several people a row means; it carries the tie to be made."""
_NOT_THERE = re.compile(r"未到|没到|缺席|请假|未签|未参|不参加|否|×|^x$", re.IGNORECASE)
_PLANS = (
    ("arrival_way", "到达方式"),
    ("arrival_by", "车次"),
    ("arrival_time", "到达时间"),
    ("lodging", "住宿"),
)
_WAYS = (
    ("call", re.compile(r"电话|通话|视频")),
    ("letter", re.compile(r"短信|微信|信函|书信|寄信|邮寄|贺卡|家书|来信")),
    ("visit_out", re.compile(r"上门|登门|走访|入户|家访|看望")),
    ("meeting", re.compile(r"见面|返乡|来访")),
)


def plan_attendance(planner: Planner, row: RecordRow) -> Id | None:
    """Plan the person of *row* and what the row says of coming to the event: a signature, a proxy,
    an answer to the invitation. Gives the id of the person, or of the event where nobody can tell
    which person is meant; None where the clerk leaves the row out."""
    event = event_named(planner, row.values["event_name"], row.values.get("event_on"))
    return _tied(planner, row, event, _said(row), row.values["event_name"])


def plan_greeting(planner: Planner, row: RecordRow) -> Id | None:
    """Plan the person of *row* and the contact that the row reports: an event of that day, by
    those people, in that way. Without a day nothing is known to have happened."""
    on: PartialDate | None = row.values.get("greeted_on")
    if on is None:
        return people_rows.plan_person(planner, row)
    who: tuple[str, ...] = row.values.get("greeted_by", ())
    written = row.values.get("greeting_way", "")
    way = next((code for code, words in _WAYS if words.search(written)), "other")
    festival = _named_in(FESTIVALS, f"{row.sheet}{row.values.get('list_title', '')}")
    label = next(each.label for each in EVENT_KINDS if each.code == way)
    season = next((each.label for each in FESTIVALS if each.code == festival), "")
    manner = "" if way == "other" else f"（{label}）"
    name = f"{'、'.join(who)}{season}问候{manner}"
    today = planner.today.interval()
    until = on.interval()
    ahead = bool(today and until and until[0] > today[0])
    given = Event(
        name=name, event_kind=way, on=on, festival=festival, staff=who, planned=ahead,
        kept={"方式": written} if written and way == "other" else {},
    )  # fmt: skip
    event = _event(planner, given)
    return _tied(planner, row, event, [] if ahead else [Attendance(role="guest")], name)


def _named_in(choices: Choices, text: str) -> str | None:
    """The one of *choices* that *text* names."""
    hits = {
        each.code
        for each in choices
        for word in (each.label, *each.synonyms)
        if len(word) > 1 and word in text
    }
    return hits.pop() if len(hits) == 1 else None


def event_named(planner: Planner, name: str, on: PartialDate | None) -> Id:
    """The event of that name and day, a new one when there is none. A sheet that names no day
    means the only event of that name."""
    if on is None:
        same = [each for each in planner.held.events.values() if fold(each.name) == fold(name)]
        if len(same) == 1:
            return same[0].id
    kind = "symposium" if re.search("座谈|恳谈|茶话|团拜|联谊", name) else "other"
    kind = "inspection" if "考察" in name and kind == "other" else kind
    festival = _named_in(FESTIVALS, name)
    return _event(planner, Event(name=name, event_kind=kind, on=on, festival=festival))


def _event(planner: Planner, event: Event) -> Id:
    key = visit_key(event.name, event.on)
    known = planner.held.events.get(key)
    if known is None:
        id_ = planner.plan.draft.add(event)
        known = planner.held.events[key] = KnownRecord(id_, event.name)
    return known.id


def _said(row: RecordRow) -> list[Tie]:
    """What the row says of coming: nothing where the place for the signature is empty."""
    values = dict(row.values)
    own = people_rows.title_of(row)
    if any(point.code == "NAME_FOR_ANOTHER" for point in row.points):
        beside = str(row.written.get("name") or "").replace(own, "", 1)
        values.setdefault("proxy", read_proxy(beside, own) or SOMEBODY)
    order = values.get("seq_no")
    ties: list[Tie] = []
    plans = [f"{label}：{values[name]}" for name, label in _PLANS if values.get(name)]
    answered = row.written.get("reply")
    is_reply = "reply" in row.letters or any(name in row.letters for name, _ in _PLANS)
    if is_reply and (answered or plans):
        written = answered if answered and "reply" not in values else None
        ties.append(
            Reply(answer=values.get("reply"), written=written, arrival="；".join(plans) or None)
        )
    if "signed_in" in row.letters:
        text = str(values.get("signed_in") or "")
        proxy = values.get("proxy")
        if text and not _NOT_THERE.search(text):
            ties.append(_came(order, proxy or read_proxy(text, own)))
        elif proxy:
            ties.append(_came(order, proxy))
        elif text:
            ties.append(Reply(answer="not_coming", written=text))
    elif not is_reply:
        ties.append(_came(order, values.get("proxy")))
    return ties


def _came(order: int | None, proxy: str | None) -> Attendance:
    return Attendance(role="guest", signed_in=proxy is None, proxy=proxy, order=order)


def _tied(planner: Planner, row: RecordRow, event: Id, ties: list[Tie], title: str) -> Id | None:
    """The person of *row* tied to *event*, or a point with everybody who may be meant."""
    name = people_rows.title_of(row)
    try:
        person = _who(planner, row)
    except _NobodyCanTell:
        point = planner.point(row, "name", AMBIGUOUS, _described(row))
        about: dict[str, Any] = {"record": event, "title": title, "kind": Event.kind}
        about["ties"] = [[tie.edge, tie.values()] for tie in ties]
        planner.review(row, point, about | {"candidates": planner.candidates(name)})
        planner.becomes(row, "same", Event.kind, name, event)
        return event
    if person is None:
        return None
    for tie in ties:
        if (tie.edge, person, event) not in planner.held.tied:
            planner.held.tied.add((tie.edge, person, event))
            planner.plan.draft.tie(tie, person, event)
            planner.plan.coming += 1
    return person


def _described(row: RecordRow) -> str:
    """The name with the firm or village that the row gives, for whoever chooses."""
    post = next(iter(row.values.get("employments", ())), None)
    place = row.written.get("native_place")
    more = post.organisation if post else place
    name = people_rows.title_of(row)
    return f"{name}（{more}）" if more else name


class _NobodyCanTell(Exception):
    """Several people bear the name, and nothing in the row says which of them is meant."""


def _who(planner: Planner, row: RecordRow) -> Id | None:
    """The person a row means: by the number, else by firm or village, else the only one of that
    name unless the row says another number; a new one where nobody has that name; None where the
    clerk leaves the row out. Raises `_NobodyCanTell`."""
    name = row.values["name"].name
    people = planner.held.people.get(fold(name), [])
    if not people or COLUMN in row.values:
        return people_rows.plan_person(planner, row)
    numbers = {phone.number for phone in row.values.get("phones", ())}
    firms = {fold(post.organisation) for post in row.values.get("employments", ())}
    place = row.values.get("native_place")
    village = place.village if place is not None else None
    meant = [each for each in people if each.numbers & numbers]
    if not meant:
        meant = [
            each
            for each in people
            if each.firms & firms or (village and _from(planner, each) == village)
        ]
    if not meant and len(people) == 1 and not (numbers and people[0].numbers):
        meant = people
    if len(meant) != 1:
        raise _NobodyCanTell
    known = meant[0]
    if known.item is not None:
        return people_rows.say_more(planner, row, known.item)
    planner.becomes(row, "same", Person.kind, name, known.id)
    return known.id


def _from(planner: Planner, known: KnownRecord) -> str | None:
    person = known.item.record if known.item is not None else None
    home = person.home_village if isinstance(person, Person) else None
    return planner.held.titles.get(home) if home else None
