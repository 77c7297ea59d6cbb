"""A step between two who know each other, as a sentence: what ties them, since when, on what record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState, Level, reaches
from xiangxian.domain.events import Attendance
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Founding, Investment
from xiangxian.domain.person_ties import Employment, Kinship, SocialRole
from xiangxian.domain.records import Tie
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services.connections.graph import Step, Strand
from xiangxian.services.connections.neighbourhood import INTRODUCED, face_to_face, joined
from xiangxian.services.connections.posts_held import period
from xiangxian.services.introductions.story_sentences import Named
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Edge, Id, Node


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step in words: between whom, *what* ties them (同场, 任职 …), when, and the record that
    tells of it."""

    one: Reference
    other: Reference
    sentence: str
    what: str
    when: str
    record: Reference


class Teller:
    """Tells steps; *nodes* has everybody and everything they speak of, *ties* the ties themselves,
    *homes* the villages of natives by id. Who is named the first time is named with the village."""

    def __init__(
        self, nodes: Mapping[Id, Node], ties: Mapping[Id, Edge], homes: Mapping[Id, str]
    ) -> None:
        self._nodes, self._ties, self._homes = nodes, ties, homes
        self._named: set[Id] = set()

    def name(self, id_: Id) -> str:
        """How a party is called here: with the village the first time."""
        title = refer(self._nodes[id_]).title
        if id_ in self._named:
            return title
        self._named.add(id_)
        return Named(title, self._homes.get(id_, "")).introduced()

    def tell(self, step: Step) -> ToldStep:
        """The step in words, without a full stop."""
        strand = step.strands[0]
        if step.place is not None and step.place[0] == "event":
            words = self._together_at_event(step)
        elif step.place is not None:
            words = self._together(step)
        elif strand.edge == INTRODUCED:
            words = self._introduced(strand)
        elif strand.member:
            words = self._post(strand)
        else:
            words = self._kin_or_classmates(step)
        sentence, what, when = words
        return ToldStep(
            refer(self._nodes[step.one]),
            refer(self._nodes[step.other]),
            sentence,
            what,
            when,
            refer(self._nodes[strand.record]),
        )

    def _introduced(self, strand: Strand) -> tuple[str, str, str]:
        edge = self._ties[strand.id]
        record = Introduction.parsed(self._nodes[strand.record].values)
        when = record.at.label() if record.at else ""
        sure = reaches(ClaimState(record.state), Level.CONFIRMED)
        by, of = self.name(edge.source), self.name(edge.target)
        tail = "" if sure else f"（{ClaimState(record.state).screen_word}）"
        return f"{by}{when}介绍过{of}{tail}", "引荐", when

    def _kin_or_classmates(self, step: Step) -> tuple[str, str, str]:
        strand = step.strands[0]
        one, other = self.name(step.one), self.name(step.other)
        tie = self._tie(strand)
        if strand.edge == Kinship.edge:
            said = getattr(tie, "relation", None)
            return f"{one}和{other}是亲属{f'（{said}）' if said else ''}", "亲属", ""
        said = getattr(tie, "school", None)
        return f"{one}和{other}是同学{f'（{said}）' if said else ''}", "同学", ""

    def _together_at_event(self, step: Step) -> tuple[str, str, str]:
        node = self._nodes[step.strands[0].record]
        event = schema.KINDS["event"].parsed(node.values)
        on: PartialDate | None = getattr(event, "on", None)
        title = event.title()
        when = on.label() if on else ""
        said = when if on is None or on.year is None or str(on.year) not in title else ""
        visited = next((s for s in step.strands if s.edge != Attendance.edge), None)
        if visited is not None:
            person = next(s.party for s in step.strands if s is not visited)
            return (
                f"{self.name(person)}{said}在“{title}”到过{self.name(visited.party)}",
                "走访",
                when,
            )
        one, other = self.name(step.one), self.name(step.other)
        if face_to_face(event):
            return f"{one}{said}在“{title}”见过{other}", "见面", when
        return f"{one}{said}在“{title}”和{other}同场", "同场", when

    def _together(self, step: Step) -> tuple[str, str, str]:
        assert step.place is not None  # noqa: S101 - the caller asked
        firm = self.name(step.place[1])
        mine, theirs = step.strands
        one, other = self.name(step.one), self.name(step.other)
        if step.place[0] == "school":
            return f"{one}和{other}都是{firm}毕业的", "校友", ""
        over = any(getattr(self._tie(strand), "until", None) for strand in step.strands)
        both = {strand.edge for strand in step.strands}
        verb = "任过职" if over else "任职" if both == {Employment.edge} else ""
        details = [
            f"{refer(self._nodes[strand.party]).title}{said}"
            for strand in (mine, theirs)
            if (said := self._short(strand))
        ]
        tail = f"（{'，'.join(details)}）" if details else ""
        if both == {SocialRole.edge} or joined(self._nodes[step.place[1]]):
            return f"{one}和{other}都在{firm}{verb}{tail}，未必相识", "同会", ""
        return f"{one}和{other}都在{firm}{verb}{tail}", "同单位", ""

    def _short(self, strand: Strand) -> str:
        """What somebody is at a place they share, and when: 任会长，2015年至2020年."""
        tie = self._tie(strand)
        if strand.edge == Founding.edge:
            return "是创办人"
        if strand.edge == Investment.edge:
            return "是投资方"
        position = getattr(tie, "position", None) or getattr(tie, "role", None)
        when = period(tie)
        parts = [f"任{position}" if position else "", when]
        return "，".join(part for part in parts if part)

    def _post(self, strand: Strand) -> tuple[str, str, str]:
        person, firm = self.name(strand.party), self.name(strand.record)
        tie = self._tie(strand)
        when = period(tie)
        over = "过" if getattr(tie, "until", None) else ""
        if strand.edge == Founding.edge:
            return f"{person}{when}创办了{firm}", "创办", when
        if strand.edge == Investment.edge:
            return f"{person}{when}投资{over or '了'}{firm}", "投资", when
        if strand.edge == SocialRole.edge:
            role = getattr(tie, "role", None)
            said = f"任{over}{role}" if role else "兼职"
            return f"{person}{when}在{firm}{said}", "兼职", when
        if strand.edge != Employment.edge:
            return f"{person}是{firm}毕业的", "毕业学校", ""
        position = getattr(tie, "position", None)
        if not position and getattr(tie, "leads", False):
            return f"{person}{when}是{firm}的主要负责人", "任职", when
        said = f"任{over}{position}" if position else f"任{over}职" if over else "任职"
        return f"{person}{when}在{firm}{said}", "任职", when

    def _tie(self, strand: Strand) -> Tie | None:
        kind = schema.TIES.get(strand.edge)
        return kind.parsed(self._ties[strand.id].values) if kind else None
