"""Rows that look like known records, side by side with what is held, as one viewer sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.services import gate
from xiangxian.services.drafts import Loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.decisions import Candidate, Decision, Match, What
from xiangxian.services.registers.showing import read_texts


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may become of a row: the form's text, the words for it, whether it holds."""

    text: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Known:
    """One record, or row, that the row may be: what it says, and what may be done with it."""

    candidate: Candidate
    texts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A row, what it says, what it may be, and what may become of it otherwise."""

    match: Match
    texts: tuple[tuple[str, str], ...]
    known: tuple[Known, ...]
    choices: tuple[Choice, ...]


def shown(matches: Sequence[Match], *, viewer: Viewer) -> list[Beside]:
    """*matches* with what both sides say."""
    return [_beside(match, viewer) for match in matches]


def _beside(match: Match, viewer: Viewer) -> Beside:
    def choice(decision: Decision) -> Choice:
        return Choice(decision.text, decision.what.label, decision == match.decided)

    known = tuple(
        Known(
            each,
            _held(each.item, viewer) if each.item else (),
            tuple(choice(Decision(what, each.id)) for what in (What.FILL, What.UPDATE))
            if each.item
            else (),
        )
        for each in match.candidates
    )
    return Beside(
        match,
        tuple(read_texts(match.row)),
        known,
        tuple(choice(Decision(what)) for what in (What.CREATE, What.SKIP)),
    )


def _held(item: Loaded, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    labels = item.record.fields
    texts = gate.shown(viewer, item.record)
    hidden = {"name", "contact_origin", "contact_origin_on", "legal_basis"}
    return tuple((labels[name].label, text) for name, text in texts.items() if name not in hidden)
