"""What the pages of an import share: the file that waits, as it is understood with its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from xiangxian.services.duplicates.matching import Grade
from xiangxian.services.gate import Missing
from xiangxian.services.registers.importing.matches import CREATE, Match
from xiangxian.services.registers.importing.planner import ImportPlan
from xiangxian.services.registers.session import confirm
from xiangxian.services.registers.session.answers import Kind, kinds
from xiangxian.services.registers.session.confirm import Understood
from xiangxian.services.registers.session.waiting_files import Answers, Waiting, WaitingRoom
from xiangxian.services.upkeep.jobs import Jobs, Stage
from xiangxian.web.guard import viewer
from xiangxian.web.pages import now, settings, store

COLUMNS, POINTS, KNOWN, CONFIRM = "columns", "points", "known", "preview"
STEPS = ((COLUMNS, "表和栏"), (POINTS, "写法请看一眼"), (KNOWN, "可能已在册"), (CONFIRM, "确认"))
"""The steps of an import by the name of their page."""


def room() -> WaitingRoom:
    """Where imports wait."""
    return WaitingRoom(store(), settings().data / "uploads")


def jobs() -> Jobs:
    """The long work of this application."""
    return cast("Jobs", current_app.extensions["xiangxian.jobs"])


@dataclass(frozen=True, slots=True)
class File:
    """A waiting file and how it is understood."""

    waiting: Waiting
    understood: Understood

    @property
    def answers(self) -> Answers:
        """What was said so far."""
        return self.waiting.answers

    def kinds(self) -> list[Kind]:
        """Its points by kind."""
        return kinds(self.understood.workbook, self.understood.checked, self.answers)

    def foreseen(self) -> ImportPlan:
        """What confirming it writes."""
        return confirm.foresee(store(), self.waiting, self.understood, viewer=viewer(), now=now())

    def next_step(self) -> str:
        """The first step that has something to ask."""
        passed = self.answers.passed
        if COLUMNS not in passed and self.columns_asked():
            return COLUMNS
        if POINTS not in passed and any(kind.open for kind in self.kinds()):
            return POINTS
        if KNOWN not in passed and any(self.asks(match) for match in self.foreseen().matches):
            return KNOWN
        return CONFIRM

    def columns_asked(self) -> bool:
        """Whether a column is not known, and nobody has said yet what it is; or a hidden sheet is
        a register."""
        hidden = any(each.hidden and each.left for each in self.understood.checked.sheets)
        return hidden or any(
            column.kept
            for sheet in self.understood.checked.sheets
            if not sheet.chosen
            for column in sheet.columns
        )

    def asks(self, match: Match) -> bool:
        """Whether somebody should look at a likeness: namesakes alone are two people."""
        answered = match.place in self.answers.rows or match.grade.value in self.answers.grades
        return match.usual == CREATE and match.grade is not Grade.WEAK and not answered


def file_of(waiting: Waiting) -> File:
    """The waiting file, read with its answers."""
    workbook = room().workbook(waiting)
    return File(
        waiting,
        confirm.understood(store(), workbook, waiting.answers, viewer=viewer()),
    )


def waiting(token: str) -> Waiting:
    """What waits under *token* for whoever looks."""
    return room().get(token, viewer=viewer())


def at_work(stands: Waiting) -> bool:
    """Whether the import is being written, or was and its result is still to be told."""
    if not stands.job:
        return False
    try:
        stage = jobs().get(stands.job, viewer=viewer()).stage
    except Missing:  # told long ago
        return False
    return not stage.over or stage is Stage.DONE
