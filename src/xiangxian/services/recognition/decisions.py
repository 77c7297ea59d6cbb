"""The decision: who is recognised. It is only added to; what stood before stays to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.introductions import Introduction
from xiangxian.domain.recognition.cases import (
    WHOLE,
    Recognised,
    RecognitionDecision,
    held,
    share_words,
)
from xiangxian.domain.recognition.checks import Lack, What, lacks_of, needed_confirmers
from xiangxian.domain.roles import Action
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.recognition.case_file import CaseFile
from xiangxian.services.recognition.case_sentences import nameless
from xiangxian.services.recognition.notices import going_on, one_or_team
from xiangxian.services.records import Changed, Invalid
from xiangxian.store.base import Conflict, Id
from xiangxian.store.contract import GraphStore

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision as it was typed: shares by party in hundredths of a percent, who is the delegate.

    *acknowledged* says that whoever decides has seen what is still missing.
    """

    shares: Mapping[Id, int]
    delegate: Id = ""
    nobody: bool = False
    on: PartialDate | None = None
    decided_by: str = ""
    reason: str = ""
    number: str = ""
    acknowledged: bool = False


def still_missing(case: CaseFile, parties: Iterable[Id]) -> list[Lack]:
    """What is missing for a decision that recognises *parties*, whether or not a notice named them;
    for one that recognises nobody, only the notice."""
    wanted = set(parties)
    whole = [lack for lack in case.lacks if lack.party is None]
    if not wanted:
        return [lack for lack in whole if lack.what is What.NOTICE]
    needed = needed_confirmers(case.policy)
    named = {party.key for party in case.notice.proposed} if case.notice else wanted
    for claimant in case.rivals.claimants:
        if claimant.party in wanted:
            whole += lacks_of(claimant, needed)
            if claimant.party not in named:
                whole.append(Lack(What.UNNAMED, claimant.party))
    return whole


def _checked(case: CaseFile, typed: NewDecision) -> tuple[Lack, ...]:
    """What a decision is made in spite of; raises `Invalid` for one that cannot be recorded."""
    faults = {}
    if typed.on is None or typed.on.interval() is None:
        faults["on"] = "请写哪一天决定的。"
    if not typed.decided_by.strip():
        faults["decided_by"] = "请写谁决定的，例如党政办公会。"
    if not typed.reason.strip():
        faults["reason"] = "请写理由。"
    claiming = {each.party for each in case.rivals.claimants if each.standing_claims}
    if typed.nobody:
        if typed.shares:
            faults["winners"] = "选了“都不认定”，就不要再勾人。"
    elif not typed.shares or not set(typed.shares) <= claiming:
        faults["winners"] = "请勾选认定谁；都不认定的，请选“都不认定”。"
    elif sum(typed.shares.values()) != WHOLE:
        total = share_words(sum(typed.shares.values()))
        faults["winners"] = f"份额加起来要是100%，现在是{total}。"
    elif len(typed.shares) > 1 and typed.delegate not in typed.shares:
        faults["winners"] = "几个人一起的，请选一位代表。"
    if faults:
        raise Invalid(faults)
    one_or_team(case, len(typed.shares), "winners")
    missing = tuple(still_missing(case, typed.shares))
    if missing and not typed.acknowledged:
        raise Invalid({"acknowledged": "还有下面这些没有齐。看过了仍要这样决定，请打勾再存。"})
    return missing


def decide(
    store: GraphStore,
    case: CaseFile,
    seen: Id,
    typed: NewDecision,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Record one more decision of *case*; *seen* is the newest part whoever decides saw.

    The claims of those it recognises become 公示 where the notice named them and was over before
    the day of the decision; those of whom it recognises no more fall back to what their
    confirmations say. Raises `Invalid`, `Changed`.
    """
    gate.require(viewer, Action.RECOGNISE)
    if store.applied(change_id) is not None:
        return
    going_on(case, seen)
    missing = _checked(case, typed)
    draft = Draft(change_id, case.item.node.unit)
    decision = draft.add(
        RecognitionDecision(
            of_case=case.id,
            outcome=NOBODY if typed.nobody else "recognised",
            on=typed.on,
            decided_by=typed.decided_by.strip(),
            reason=typed.reason.strip(),
            number=typed.number.strip() or None,
            despite=nameless(missing, case.standing),
            at=now,
        )
    )
    several = len(typed.shares) > 1
    for party, share in typed.shares.items():
        part = "delegate" if party == typed.delegate else "member"
        draft.tie(Recognised(share=share, part=part if several else None), decision, party)
    _publish_claims(store, case, typed, draft, viewer)
    try:
        store.apply(
            draft.change_set(
                viewer, now, "recognition_decision.create", note=typed.decided_by.strip()
            )
        )
    except Conflict as conflict:
        raise Changed(case.item, case.record, []) from conflict


def _publish_claims(
    store: GraphStore, case: CaseFile, typed: NewDecision, draft: Draft, viewer: Viewer
) -> None:
    """Claims whose notice was over become 公示, the others of this case are so no more."""
    notice = case.notice
    decided = typed.on.interval() if typed.on else None
    over = notice is not None and decided is not None and held(notice.record, decided[0])
    named = {party.key for party in notice.proposed} if notice and over else set()
    ids = [claim.id for claim in case.rivals.claims]
    for item in records.read_many(store, ids, viewer=viewer, kind=Introduction.kind):
        record = item.record
        assert isinstance(record, Introduction)  # noqa: S101 - the kind says so
        mine = record.by in typed.shares and record.by in named
        until = notice.record.last_day if mine and notice else None
        if record.published != until:
            draft.revise(item, record.model_copy(update={"published": until}))
