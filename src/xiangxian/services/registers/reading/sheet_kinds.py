"""The kinds of register that are understood, and the column without which each has no row."""

from __future__ import annotations

from collections.abc import Mapping

from xiangxian.domain.events import Event
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.suggestions import Suggestion

PERSONS, PROJECTS, VISITS = "persons", "projects", "visits"


ATTENDANCE, GREETINGS = "attendance", "greetings"


SUGGESTIONS, INTRODUCTIONS = "suggestions", "introductions"


KINDS: Mapping[str, type[Record]] = {
    ATTENDANCE: Person,
    GREETINGS: Person,
    PERSONS: Person,
    PROJECTS: Project,
    VISITS: Event,
    SUGGESTIONS: Suggestion,
    INTRODUCTIONS: Introduction,
}
"""What the rows of a kind of sheet become."""


KEY = {
    ATTENDANCE: "name",
    GREETINGS: "name",
    PERSONS: "name",
    PROJECTS: "project_name",
    VISITS: "org_name",
    SUGGESTIONS: "suggestion",
    INTRODUCTIONS: "referrers",
}
"""The column without which a sheet is no register of that kind."""


PEOPLE = frozenset((PERSONS, ATTENDANCE, GREETINGS))
"""Kinds of sheets of which every row is about one person."""
