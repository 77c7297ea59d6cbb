"""What reading a cell or a form gives: a value, notes on how it was understood, the text itself.

A reader never guesses: what cannot be understood gives no value, a note that asks for a look, and
the text as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from xiangxian.domain.values.status_words import is_passed_over

Value = TypeVar("Value")


class Severity(StrEnum):
    """What becomes of a point (the registers' own words)."""

    AUTO = "auto"
    REVIEW = "review"
    REJECT = "reject"
    DROP_VALUE = "drop_value"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark of a reader: *code* is a key of `domain.values.problems.PROBLEMS`."""

    code: str
    severity: Severity = Severity.AUTO


@dataclass(frozen=True, slots=True)
class Reading(Generic[Value]):
    """*value* is None where nothing was written or nothing can be made of it (then *notes* say so)."""

    value: Value | None
    notes: tuple[Note, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a declared table: the code that is stored, the screen word, other spellings."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()


Choices = tuple[Choice, ...]

PLACEHOLDERS = frozenset(
    (
        "无", "没有", "暂无", "不详", "未知", "不明", "不清楚", "暂缺", "缺", "未填", "空", "〇",
        "n/a", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "null", "none",
    )
)  # fmt: skip
"""What people, and Excel, write where nothing was said (small letters)."""
_STROKES = re.compile(r"[-—–－/／\\_*＊.…]+")


def is_placeholder(text: str) -> bool:
    """Whether *text* only fills an empty cell: a word for nothing, strokes, an error of Excel's."""
    bare = text.strip().strip("()（）[]【】").strip()
    named = bare.lower() in PLACEHOLDERS or _STROKES.fullmatch(bare) is not None
    return named or is_passed_over(bare)


def read_choice(written: str, choices: Choices) -> Reading[str]:
    """The code of what was written, by label or synonym; `CHOICE_SYNONYM` when by synonym."""
    bare = "".join(written.split())
    head, mark, rest = bare.partition("-")
    if mark and head.isdigit():  # code lists write 「1-男」
        bare = rest
    if not bare:
        return Reading(None, (), written)
    for choice in choices:
        if bare == choice.label:
            return Reading(choice.code, (), written)
        if bare in choice.synonyms:
            return Reading(choice.code, (Note("CHOICE_SYNONYM"),), written)
    return Reading(None, (Note("CHOICE_UNKNOWN", Severity.REVIEW),), written)
