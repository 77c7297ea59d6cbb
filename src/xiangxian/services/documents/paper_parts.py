"""What the paragraphs, tables and forms of a paper are made of, before they are a Word file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line that looks different: in another face, or bold."""

    text: str
    face: str = ""
    bold: bool = False


Line = str | Run | Sequence[str | Run]
"""What a paragraph or a cell says: a text, or pieces of it that look different."""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One column of a table: its header and its width in mm; *centred* for short words."""

    header: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of a form: what it says, over how many columns, and how its text stands.

    *lines* are paragraphs; *foot* are those that stand at the right below, as for seal and date.
    """

    lines: Sequence[Line] = ()
    span: int = 1
    label: bool = False
    centred: bool = False
    foot: Sequence[Line] = ()
