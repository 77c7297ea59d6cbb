"""公示: whom the office means to recognise is told to everybody, and what is said against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.recognition.cases import (
    Objection,
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
    after_working_days,
)
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft, Loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.recognition.case_file import CaseFile, members, read
from xiangxian.services.recognition.cases import revise_part
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

CLOSED = "这件认定已经结了，要办请先点“重新办”。"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice as it was typed; with no *last_day* it ends after *working_days*."""

    proposed: tuple[Id, ...]
    first_day: PartialDate | None
    last_day: PartialDate | None
    working_days: int | None
    place: str = ""
    contact: str = ""
    phone: str = ""


def _span(
    first: PartialDate | None, last: PartialDate | None, working: int | None
) -> tuple[PartialDate, PartialDate]:
    """First and last day of a notice, both to the day; raises `Invalid`."""
    faults = {}
    if first is None or first.precision != "day" or first.interval() is None:
        faults["first_day"] = "请写清楚从哪一天开始公示，写到日。"
    if last is not None and last.precision != "day":
        faults["last_day"] = "请写清楚公示到哪一天，写到日。"
    if last is None and not working:
        faults["working_days"] = "请写公示几个工作日，或写到哪一天。"
    if faults or first is None:
        raise Invalid(faults)
    begins = first.interval()
    assert begins is not None  # noqa: S101 - to the day
    if last is None:
        return first, PartialDate.of(after_working_days(begins[0], working or 1))
    ends = last.interval()
    assert ends is not None  # noqa: S101 - to the day
    if ends[0] < begins[0]:
        raise Invalid({"last_day": "公示结束的日子不能在开始之前。"})
    return first, last


def publish(
    store: GraphStore,
    case: CaseFile,
    seen: Id,
    typed: NewNotice,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Id:
    """One more notice of *case*; those before stay. *seen* is the newest part the clerk saw.

    Raises `Invalid` when nobody, or nobody who claims, is proposed, and `Changed`.
    """
    gate.require(viewer, Action.RECOGNISE)
    draft = Draft(change_id, case.item.node.unit)
    if store.applied(change_id) is not None:
        return draft.next_id()
    going_on(case, seen)
    claiming = {each.party for each in case.rivals.claimants if each.standing_claims}
    if not typed.proposed or not set(typed.proposed) <= claiming:
        raise Invalid({"proposed": "请选拟认定谁；没有列出来的，请先补记他的引荐。"})
    one_or_team(case, len(typed.proposed), "proposed")
    first, last = _span(typed.first_day, typed.last_day, typed.working_days)
    id_ = draft.add(
        RecognitionNotice(
            of_case=case.id,
            proposed=typed.proposed,
            first_day=first,
            last_day=last,
            working_days=typed.working_days,
            place=typed.place.strip() or None,
            contact=typed.contact.strip() or None,
            phone=typed.phone.strip() or None,
        )
    )
    store.apply(draft.change_set(viewer, now, "recognition_notice.create"))
    return id_


def going_on(case: CaseFile, seen: Id) -> None:
    """Raise unless the case goes on as the clerk saw it."""
    if case.record.closed_on is not None:
        raise Invalid({"case": CLOSED})
    if seen != case.newest:
        raise Changed(case.item, case.record, [])


def one_or_team(case: CaseFile, count: int, field: str) -> None:
    """Raise when several are named and the chosen rule recognises one."""
    if count > 1 and case.policy is not None and case.policy.team_allowed is False:
        raise Invalid({field: f"“{case.policy.title}”只认定一个引荐人，请只选一个。"})


def notice_of(store: GraphStore, id_: Id, *, viewer: Viewer) -> Loaded:
    """The notice *id_*; raises `Missing`."""
    gate.require(viewer, Action.RECOGNISE)
    return records.read(store, id_, viewer=viewer, kind=RecognitionNotice.kind)


def _still_open(store: GraphStore, notice: Loaded, field: str, *, viewer: Viewer) -> None:
    """Raise, under *field*, when the notice's case was closed or decided since: what a decision
    rests on stays as it was."""
    item, page = read(store, record_of(notice).of_case or "", viewer=viewer)
    assert isinstance(item.record, RecognitionCase)  # noqa: S101 - the kind says so
    if item.record.closed_on is not None:
        raise Invalid({field: CLOSED})
    if any(node.id > notice.id for node in members(page, RecognitionDecision.kind)):
        raise Invalid({field: "这次公示以后已经作过决定，不能再改；要变，请再公示一次。"})


def move_end(
    store: GraphStore,
    id_: Id,
    rev: int,
    last_day: PartialDate | None,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Another last day, for holidays and days worked instead; raises `Invalid`, `Changed`."""
    item = notice_of(store, id_, viewer=viewer)
    if store.applied(change_id) is not None:
        return
    if last_day is None:
        raise Invalid({"last_day": "请写清楚公示到哪一天，写到日。"})
    _still_open(store, item, "last_day", viewer=viewer)
    notice = record_of(item)
    _first, last = _span(notice.first_day, last_day, None)
    revise_part(
        store,
        item,
        rev,
        {"last_day": last},
        last.label(),
        change_id=change_id,
        viewer=viewer,
        now=now,
    )


def record_of(item: Loaded) -> RecognitionNotice:
    """The notice that *item* is."""
    assert isinstance(item.record, RecognitionNotice)  # noqa: S101 - the kind says so
    return item.record


def object_to(
    store: GraphStore,
    id_: Id,
    rev: int,
    objection: Objection,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Somebody objects; raises `Invalid` without a name or a text, `Changed`, `Missing`."""
    item = notice_of(store, id_, viewer=viewer)
    if store.applied(change_id) is not None:
        return
    faults = {}
    if not objection.by.strip():
        faults["by"] = "请写谁提的；不愿留名的写“匿名”。"
    if not objection.text.strip():
        faults["text"] = "请写他怎么说。"
    if faults:
        raise Invalid(faults)
    _still_open(store, item, "by", viewer=viewer)
    objections = (*record_of(item).objections, objection.model_copy(update={"at": now}))
    revise_part(
        store,
        item,
        rev,
        {"objections": objections},
        act="object",
        change_id=change_id,
        viewer=viewer,
        now=now,
    )


def answer(
    store: GraphStore,
    id_: Id,
    rev: int,
    number: int,
    text: str,
    on: PartialDate | None,
    *,
    upheld: bool | None,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Answer the objection *number* (from 0), and say whether it holds.

    Raises `Invalid` without an answer or a verdict, `Changed`, `Missing`.
    """
    item = notice_of(store, id_, viewer=viewer)
    if store.applied(change_id) is not None:
        return
    standing = record_of(item).objections
    if not 0 <= number < len(standing):
        raise gate.Missing(str(number))
    faults = {}
    if upheld is None:
        faults["upheld"] = "请选这条异议成立还是不成立。"
    if not text.strip():
        faults["answer"] = "请写怎么答复的。"
    if faults:
        raise Invalid(faults)
    _still_open(store, item, "answer", viewer=viewer)
    answered = standing[number].model_copy(
        update={"answer": text.strip(), "answered_on": on, "upheld": upheld}
    )
    objections = (*standing[:number], answered, *standing[number + 1 :])
    revise_part(
        store,
        item,
        rev,
        {"objections": objections},
        act="answer",
        change_id=change_id,
        viewer=viewer,
        now=now,
    )
