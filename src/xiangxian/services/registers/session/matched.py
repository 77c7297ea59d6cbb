"""Rows that look like known records, side by side with what is held, as one viewer sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.domain.person_ties import Employment
from xiangxian.domain.roles import Sight
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing.matches import Candidate, Match, RowDecision, What
from xiangxian.services.registers.session.shown_rows import read_texts


@dataclass(frozen=True, slots=True)
class MatchChoice:
    """One thing that may become of a row: the form's text, the words for it, whether it holds."""

    text: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PossibleMatch:
    """One record, or row, that the row may be, and what may be done with it."""

    candidate: Candidate
    choices: tuple[MatchChoice, ...]


@dataclass(frozen=True, slots=True)
class MatchCell:
    """What one side says in a field; *differs* where the row says something, and not the same."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class MatchLine:
    """One field: its label, what the row says, what each that it may be says."""

    label: str
    said: str
    known: tuple[MatchCell, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A row beside what it may be, field by field, and what may become of it otherwise."""

    match: Match
    lines: tuple[MatchLine, ...]
    known: tuple[PossibleMatch, ...]
    choices: tuple[MatchChoice, ...]


NAME = "姓名或名称"
_SAID_AS = {"home_village": "籍贯", "investors": "投资方", "natives": "乡贤"}
"""Links that a row says under another label."""
_WITHIN = frozenset(("native_place_written", "home_group"))
"""Fields that 籍贯 tells as well."""
_HIDDEN = frozenset(("name", "kept", "contact_origin", "contact_origin_on", "legal_basis"))


def shown(matches: Sequence[Match], *, viewer: Viewer) -> list[Beside]:
    """*matches* with what both sides say."""
    return [_beside(match, viewer) for match in matches]


def _beside(match: Match, viewer: Viewer) -> Beside:
    def choice(decision: RowDecision) -> MatchChoice:
        return MatchChoice(decision.text, decision.what.label, decision == match.decided)

    known = tuple(
        PossibleMatch(
            each,
            tuple(choice(RowDecision(what, each.id)) for what in (What.FILL, What.UPDATE))
            if each.item
            else (),
        )
        for each in match.candidates
    )
    return Beside(
        match,
        _lines(match, viewer),
        known,
        tuple(choice(RowDecision(what)) for what in (What.CREATE, What.SKIP)),
    )


def _lines(match: Match, viewer: Viewer) -> tuple[MatchLine, ...]:
    """Every field that one side says something in, those of the row first."""
    said = {NAME: match.title} | dict(read_texts(match.row))
    known = [{NAME: each.title} | _texts(each, viewer) for each in match.candidates]
    labels = dict.fromkeys((*said, *(label for each in known for label in each)))
    return tuple(
        MatchLine(
            label,
            mine := said.get(label, ""),
            tuple(
                MatchCell(text := each.get(label, ""), bool(mine and text and mine != text))
                for each in known
            ),
        )
        for label in labels
    )


def _texts(candidate: Candidate, viewer: Viewer) -> dict[str, str]:
    """What a candidate says, by the labels that a row has."""
    if candidate.row is not None:
        return dict(read_texts(candidate.row))
    if candidate.item is None:
        return {}
    record = candidate.item.record
    texts = gate.shown(viewer, record)
    found = {
        _SAID_AS.get(name, record.fields[name].label): text
        for name, text in candidate.links.items()
        if gate.sight(viewer, record.fields[name]) is Sight.FULL
    }
    place = _SAID_AS["home_village"]
    if place in found:
        found[place] += f"{texts['home_group']}组" if texts.get("home_group") else ""
    elif written := texts.get("native_place_written"):
        found[place] = written
    if candidate.posts and gate.sees_tie(viewer, Employment):
        found["任职"] = candidate.posts
    found |= {
        record.fields[name].label: text
        for name, text in texts.items()
        if name not in _HIDDEN | _WITHIN
    }
    return found | (dict(getattr(record, "kept", {})) if "kept" in texts else {})
