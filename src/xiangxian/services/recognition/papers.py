"""The papers of a case, filled from its file: 备案表 of a claim, 公示 of a notice, 认定书 of a decision.

What the file does not say stays a blank on the paper, to be filled in by hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiangxian.domain.recognition.cases import RecognitionNotice, held, share_words
from xiangxian.domain.recognition.confirmations import Confirmer
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services.gate import Missing
from xiangxian.services.introductions.stories import Party
from xiangxian.services.recognition.case_file import CaseFile
from xiangxian.services.recognition.paper_forms import (
    FilingForm,
    Introducer,
    PublicNotice,
    RecognitionLetter,
    filing_form,
    public_notice,
    recognition_letter,
)
from xiangxian.services.recognition.rivals import RivalClaim
from xiangxian.store.base import Id


@dataclass(frozen=True, slots=True)
class Paper:
    """A Word file and what it is called."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues the papers: the township in full; *letters* is the folder of its own templates."""

    township: str
    letters: Path | None = None
    example: bool = False

    @property
    def bodies(self) -> tuple[str, ...]:
        """The two bodies that sign, Party first."""
        return (f"中共{self.township}委员会", f"{self.township}人民政府")


def _day(on: PartialDate | None) -> date | None:
    """The one day that *on* means; None where it means more than one."""
    interval = on.interval() if on else None
    return interval[0] if interval and interval[0] == interval[1] else None


def _joined(texts: Collection[str]) -> str:
    return "；".join(dict.fromkeys(text for text in texts if text))


def _introduced(case: CaseFile, claims: Collection[RivalClaim]) -> str:
    """Whom *claims* introduced. The project stands on the paper by itself: for one that leads
    straight to it, its investors are named, as far as they are known."""
    named: list[Party] = []
    for claim in claims:
        named += case.investors if claim.of.key == case.project.id else (claim.of,)
    names = [each.named.name for each in named]
    return _joined([name for name in names if name != case.project.title])


def _confirmed_by(case: CaseFile, parties: Collection[Id]) -> tuple[str, ...]:
    """Who vouches for every one of *parties*."""
    own = [each.vouching for each in case.rivals.claimants if each.party in parties]
    return tuple(side.label for side in Confirmer if own and all(side in each for each in own))


def filing_paper(case: CaseFile, claim_id: Id, office: Office) -> Paper:
    """备案表 of one claim; raises `Missing`."""
    claim = next((each for each in case.rivals.claims if each.id == claim_id), None)
    if claim is None:
        raise Missing(claim_id)
    form = FilingForm(
        office=office.township,
        filed_on=_day(claim.filed_on),
        introducer=claim.by.named.name,
        status=claim.status,
        introduced=_introduced(case, [claim]),
        relation=claim.relation,
        project=case.project.title,
        content=case.project_record.content or "",
        introduced_at=claim.on,
        course=claim.channel,
        evidence=tuple(piece.title for piece in claim.evidence),
        example=office.example,
    )
    name = f"{case.project.title}引荐人备案表（{claim.by.named.name}）.docx"
    return Paper(name, filing_form(form, office.letters))


def notice_paper(case: CaseFile, notice_id: Id, office: Office) -> Paper:
    """公示 of one notice; raises `Missing`."""
    notice = next((each for each in case.notices if each.id == notice_id), None)
    if notice is None:
        raise Missing(notice_id)
    proposed = {party.key for party in notice.proposed}
    claims = [claim for claim in case.rivals.claims if claim.by.key in proposed]
    record = notice.record
    paper = PublicNotice(
        project=case.project.title,
        rule=case.policy.title if case.policy else "",
        confirmed_by=_confirmed_by(case, proposed),
        introducers=tuple(Introducer(name=party.named.name) for party in notice.proposed),
        introduced=_introduced(case, claims),
        course=_joined([claim.channel for claim in claims]),
        first_day=record.begins,
        last_day=record.ends,
        working_days=record.working_days,
        contact_unit=office.bodies[1],
        contact_person=record.contact or "",
        contact_phone=record.phone or "",
        bodies=office.bodies,
        signed_on=record.begins,
        example=office.example,
    )
    return Paper(
        f"关于{case.project.title}引荐人认定的公示.docx", public_notice(paper, office.letters)
    )


def letter_paper(case: CaseFile, decision_id: Id, office: Office) -> Paper:
    """认定书 of one decision; raises `Missing`, also where it recognises nobody."""
    decision = next((each for each in case.decisions if each.id == decision_id), None)
    if decision is None or not decision.winners:
        raise Missing(decision_id)
    winners = {winner.party.key for winner in decision.winners}
    claims = [claim for claim in case.rivals.claims if claim.by.key in winners]
    several = len(decision.winners) > 1
    before = [each for each in case.notices if each.id < decision.id]
    named = {party.key for party in before[-1].proposed} if before else set()
    day = _day(decision.record.on)
    letter = RecognitionLetter(
        project=case.project.title,
        rule=case.policy.title if case.policy else "",
        confirmed_by=_confirmed_by(case, winners),
        notice=_noticed(before[-1].record, day) if before and winners <= named else "",
        introducers=tuple(
            Introducer(
                name=winner.party.named.name,
                part=_joined([c.role for c in claims if c.by.key == winner.party.key]),
                share=share_words(winner.share) if several else "",
                delegate=winner.delegate and several,
            )
            for winner in decision.winners
        ),
        introduced=_introduced(case, claims),
        introduced_at=_joined([claim.on for claim in claims]),
        bodies=office.bodies,
        signed_on=day,
        example=office.example,
    )
    return Paper(
        f"{case.project.title}引荐人认定书.docx", recognition_letter(letter, office.letters)
    )


def _noticed(notice: RecognitionNotice, decided: date | None) -> str:
    """What became of the notice, as a clause; empty where it was not over when it was decided."""
    if decided is None or not held(notice, decided) or not notice.first_day or not notice.last_day:
        return ""
    span = f"{notice.first_day.label()}至{notice.last_day.label()}公示"
    return f"{span}，异议不成立" if notice.objections else f"{span}无异议"
