"""What a paper for a leader may say, and how much of it fits on its page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xiangxian.domain.roles import SIGHTS, Role, Sight
from xiangxian.domain.values.phones import leave_out_numbers
from xiangxian.services.documents.spreadsheet import width_of
from xiangxian.services.gate import Viewer

_ORDER = (Sight.NONE, Sight.MASKED, Sight.FULL)

LINES, ACROSS = 18, 28
"""Lines of a page under its title, and characters of a line (GB/T 9704: 22 lines of 28)."""


def as_leader(viewer: Viewer) -> Viewer:
    """*viewer* with no more sight than a manager has: a paper goes into other hands."""
    least = SIGHTS[Role.MANAGER]
    sights = {
        name: min(sight, least.get(name, Sight.NONE), key=_ORDER.index)
        for name, sight in viewer.sights.items()
    }
    return replace(viewer, sights=sights)


def without_numbers(text: str) -> str:
    """*text* with telephone numbers left out, which somebody may have typed into a sentence."""
    return leave_out_numbers(text, "（号码略）")


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A heading and what stands under it, a paragraph each."""

    heading: str
    lines: tuple[str, ...]


def height(text: str, across: int) -> int:
    """How many lines a paragraph takes, its first two characters in."""
    return max(1, math.ceil((width_of(text) + 4) / (2 * across)))


def lines_of(parts: Sequence[PaperPart], across: int = ACROSS) -> int:
    """How many lines *parts* take together."""
    return sum(height(line, across) for part in parts for line in (part.heading, *part.lines))


def fitted(
    parts: Sequence[PaperPart], *, lines: int = LINES, across: int = ACROSS
) -> tuple[tuple[PaperPart, ...], int]:
    """Of *parts* what fits on a page, in their order, and how many paragraphs were left out.

    What does not fit is left out whole; one line is kept for saying so.
    """
    room = lines
    kept: list[PaperPart] = []
    left = 0
    if lines_of(parts, across) > lines:
        room -= 1
    for part in parts:
        taken: list[str] = []
        need = height(part.heading, across)
        for line in part.lines:
            taller = height(line, across)
            if left or need + taller > room:
                left += 1
                continue
            need += taller
            taken.append(line)
        if taken:
            kept.append(PaperPart(part.heading, tuple(taken)))
            room -= need
    return tuple(kept), left
