"""The text of a foreign file's cell without what nobody sees and nobody meant."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from xiangxian.domain.values.word_lists import read_list

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How Excel files write what XML cannot hold (ECMA-376 Part 1, 22.4.2.4 bstr): _x000D_."""
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
_JOINERS = re.compile("[\u200c\u200d](?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[\u200c\u200d]")
_SEPARATORS = re.compile("[\x1c-\x1f\x7f]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@functools.cache
def _radicals() -> Mapping[int, str]:
    listed: Mapping[str, str] = read_list("radicals")["radicals"]
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return kangxi | {ord(radical): character for radical, character in listed.items()}


def cleaned(text: str) -> str:
    """*text* with line ends as \\n, radicals as the characters they stand for, and without marks
    that nobody sees: those of other scripts' direction, zero-width blanks, old separators."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    text = _LINE_ENDS.sub("\n", text)
    text = _SEPARATORS.sub("", _JOINERS.sub("", _UNSEEN.sub("", text)))
    return text.translate(_radicals())
