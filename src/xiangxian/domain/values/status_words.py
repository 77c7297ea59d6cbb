"""What stands for no employer: 退休, 个体, 务工, (跳过) (`lists/status_words.yaml`)."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from xiangxian.domain.values.word_lists import read_list

LONGEST = 40
"""A longer text is a story, and no status."""

_MARKS = re.compile(r"[\s()（）\[\]【】〔〕「」<>〈〉{}“”\"'。.，,、;；:：-]+")
_PARTS = re.compile(r"[\s/／、,，;；.。|或和及]+")
_HAN = "[\u4e00-\u9fff]"
_ASIDE = re.compile(r"(.+?)[(（][^()（）]*[)）]")


@functools.cache
def _words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_list("status_words").items()}


@functools.cache
def _states() -> re.Pattern[str]:
    """Whatever these words make: a state, a doing (somewhere), a trade, an occupation, no work at all."""

    def of(name: str) -> str:
        return "|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True))

    before, after = f"(?:{of('before')})*", f"(?:{of('after')})*"
    return re.compile(
        rf"{before}(?:{of('states')}){after}"
        rf"|{before}(?:[在于]?{_HAN}{{1,8}})?(?:{of('doings')}){after}"
        rf"|{before}(?:做点?|搞|干|跑|从事|经营)?(?:{of('trades')})(?:生意|行业|业|工作|买卖)?"
        rf"|(?:{of('of_occupations')})*村?(?:{of('occupations')})"
        rf"|{before}(?:无|没有?|尚无)(?:固定|正式|稳定)?(?:工作单位|工作|单位|职业)"
        rf"|退休前.+|[在于]{_HAN}{{1,6}}(?:工作|生活|居住|定居)"
        rf"|{of('unsaid')}"
    )


def _bare(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def is_status(text: str) -> bool:
    """Whether *text* says how somebody lives and names no employer: 退休, 在上海务工, 退休/务农, 个体（服装）; a
    name that only begins or ends so (个体劳动者协会) is none of these."""
    bare = _bare(text)
    if not bare or len(bare) > LONGEST:
        return False
    if _states().fullmatch(bare):
        return True
    if aside := _ASIDE.fullmatch(text.strip()):
        return _states().fullmatch(_bare(aside[1])) is not None
    parts = [_bare(part) for part in _PARTS.split(text) if _bare(part)]
    return len(parts) > 1 and all(_states().fullmatch(part) for part in parts)


def names_nobody(text: str) -> bool:
    """Whether *text*, where an organisation's name belongs, names none: 退休, 无业, (跳过).

    A register that was kept elsewhere may bring such an organisation; whoever is tied to it has
    nothing in common with the others.
    """
    return is_status(text) or is_passed_over(text)


def is_passed_over(text: str) -> bool:
    """Whether *text* is what a questionnaire writes for a question that was not answered."""
    return _bare(text) in _words()["nothing"]
