"""What stands for no employer: 退休, 个体, 务工, (跳过) (`lists/status_words.yaml`)."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from xiangxian.domain.word_lists import read_list

_MARKS = re.compile(r"[\s()（）\[\]【】〔〕「」“”\"'。.，,、;；:：-]+")


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_list("status_words").items()}


def _bare(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def is_status(text: str) -> bool:
    """Whether *text* says how somebody lives and names no employer; a name that only begins or ends
    so (个体劳动者协会) is none of these words."""
    return _bare(text) in _words()["statuses"]


def names_nobody(text: str) -> bool:
    """Whether *text*, where an organisation's name belongs, names none: 退休, 无业, (跳过).

    A register that was kept elsewhere may bring such an organisation; whoever is tied to it has
    nothing in common with the others.
    """
    return is_status(text) or is_passed_over(text)


def is_passed_over(text: str) -> bool:
    """Whether *text* is what a questionnaire writes for a question that was not answered."""
    return _bare(text) in _words()["nothing"]
