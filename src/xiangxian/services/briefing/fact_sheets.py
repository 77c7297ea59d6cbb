"""发给领导: one sheet with sentences, figures with how they count, source and date.

It is sent on by telephone, so it says what everybody in the office may see and no number at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from xiangxian.services.briefing import figures
from xiangxian.services.briefing.figures import HOW, day_label
from xiangxian.services.briefing.paper_limits import as_leader, height, without_numbers
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import stories, totals
from xiangxian.services.introductions.board import BoardLine, board
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

MOST = 6
"""So many projects stand on the sheet; the others are counted."""


@dataclass(frozen=True, slots=True)
class SheetPiece:
    """One piece of a sheet: what it is (`heading`, `figure`, `sentence`, `how`), and its text."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A sheet: its title, its pieces from top to bottom, and where it comes from and when."""

    title: str
    pieces: tuple[SheetPiece, ...]
    foot: str
    more: int = 0

    @property
    def more_said(self) -> str:
        """How many projects did not find room; empty for none."""
        return f"另有{self.more}个项目没列。" if self.more else ""

    def shorter(self, lines: int, across: int) -> FactSheet:
        """The sheet with as many of its sentences as fit on so many lines of a page; the last
        ones go first, and are counted among those that did not find room."""
        kept = list(self.pieces)
        dropped = 0
        while sum(height(each.text, across) for each in kept) > lines and len(kept) > 1:
            last = max((n for n, each in enumerate(kept) if each.what == "sentence"), default=0)
            if last == 0:
                break
            del kept[last]
            dropped += 1
        return replace(self, pieces=tuple(kept), more=self.more + dropped)


def _sheet(title: str, pieces: list[SheetPiece], foot: str, more: int = 0) -> FactSheet:
    said = tuple(SheetPiece(each.what, without_numbers(each.text)) for each in pieces if each.text)
    return FactSheet(without_numbers(title), said, without_numbers(foot), more)


def board_sheet(
    store: GraphStore, township: str, today: date, *, viewer: Viewer, measure: str
) -> FactSheet:
    """The board as one sheet: the totals, and who connected the projects that moved last."""
    viewer = as_leader(viewer)
    stated = totals.stated(store, viewer=viewer)
    recorded = totals.recorded(store, viewer=viewer, measure=measure)
    lines = [line for line in board(store, viewer=viewer, measure=measure) if not line.ended]
    pieces = [
        SheetPiece("figure", figures.stated_sentence(stated)),
        SheetPiece("figure", figures.recorded_sentence(recorded, today)),
        SheetPiece("how", f"怎么算：{HOW['enterprises']}"),
    ]
    if lines:
        pieces.append(SheetPiece("heading", "谁牵的线（最近有进展的在前）"))
        pieces += [SheetPiece("sentence", _named(line)) for line in lines[:MOST]]
    more = max(len(lines) - MOST, 0)
    sources = list(dict.fromkeys(each.source for each in stated if each.source))
    return _sheet(f"{township}乡贤项目", pieces, _foot(township, sources, today), more)


def _named(line: BoardLine) -> str:
    """The line's sentence with how well founded it is; the project's name before one that does not
    say it."""
    name = "" if line.title in line.sentence else f"{line.title}："
    return f"{name}{line.passed_on}"


def project_sheet(
    store: GraphStore, id_: Id, township: str, today: date, *, viewer: Viewer, measure: str
) -> FactSheet:
    """One project as one sheet; raises `Missing`."""
    viewer = as_leader(viewer)
    story = stories.project_story(store, id_, viewer=viewer, measure=measure)
    pieces = [
        SheetPiece("sentence", story.passed_on),
        SheetPiece("figure", f"{story.stage}　{story.amount}"),
        SheetPiece(
            "how",
            f"怎么算：金额是登记的协议投资；{story.outcome.label}。"
            if story.amount != stories.UNFILLED
            else "",
        ),
    ]
    if len(story.chains) > 1:
        pieces.append(SheetPiece("heading", "牵线经过"))
        pieces += [SheetPiece("sentence", chain.sentence) for chain in story.chains[:MOST]]
    sources = [each.title for each in story.evidence]
    return _sheet(story.title, pieces, _foot(township, sources, today))


def _foot(township: str, sources: list[str], today: date) -> str:
    basis = f"；依据：{'、'.join(sources)}" if sources else ""
    return f"来源：{township}乡贤名册登记{basis}。{day_label(today)}"
