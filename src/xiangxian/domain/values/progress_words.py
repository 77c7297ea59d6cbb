"""What a sheet of leads says of a project's stage where only its 进度 is written."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from xiangxian.domain.values.word_lists import read_list

_CLAUSE = re.compile(r"[，。；！、,;!\n（）()]+")


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("progress_words")
    return read


def _says(text: str, name: str) -> bool:
    """Whether a clause has one of the words, and nothing before it there that takes it back."""
    for clause in _CLAUSE.split("".join(text.split())):
        for word in _words()[name]:
            before, found, _ = clause.partition(word)
            if found and not any(each in before for each in _words()["not_yet"]):
                return True
    return False


def stage_in_progress(text: str) -> str | None:
    """`negotiating` or `paused` as *text* says; None where it says neither, or both."""
    talks, stopped = _says(text, "talks"), _says(text, "stopped")
    if talks == stopped:
        return None
    return "negotiating" if talks else "paused"
