"""Lines of a table that are nobody's record though they stand where names do: totals, pages, labels
for signers, legends (`lists/sheet_feet.yaml`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from xiangxian.domain.values.word_lists import read_list

_PAGE = re.compile(
    r"[-—–第(]*\d+[-—–页)]*(?:[,，/]?共?\d+页?)?|共\d+页|page\d+(?:of\d+)?|end|\(?此?[本此]?[页表]?以下.*|\(?此页无正文\)?",
    re.IGNORECASE,
)
_LEGEND = re.compile(
    r"[※★☆*△▲●◆■注](?:号|标)?(?:为|表示|的为|是|指).*|[带标注]有?.{0,3}(?:的)?[为是].+"
)
_DAY = re.compile(
    r"(?:截[至止])?(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})年(?:.{1,3}月(?:.{1,3}日)?)?"
)
_OFFICE = re.compile(
    r".{2,}(?:人民政府|政府|委员会|村委会|居委会|党委|党支部|总支|办公室|派出所|统战办)"
)
_COUNT = r"(?:[\d.]+|[一二三四五六七八九十百]+)?(?:人|名|位|户|家|个|条|项)?"


@functools.cache
def _words() -> Mapping[str, Sequence[str]]:
    read: Mapping[str, Sequence[str]] = read_list("sheet_feet")
    return read


def _any(name: str) -> str:
    return "|".join(sorted(map(re.escape, _words()[name]), key=len, reverse=True))


@functools.cache
def _total() -> re.Pattern[str]:
    kind = f"(?:{_any('totals')})(?:人数|人|户数)?"
    before = f"(?:{_any('before_totals')}|.{{1,8}}[村组镇乡社区市县])?"
    sign = r"[(（]?(?:人|户|名)?[)）]?[:：]?"
    return re.compile(
        rf"{before}{kind}(?:/(?:{kind}))?{sign}{_COUNT}[。.]?|以上(?:共|合计|总计)?{_COUNT}|Σ|∑"
        rf"|(?:其中[:：]?)?(?:[男女]性?[:：]?{_COUNT}[,，、；;]?){{1,2}}"
    )


@functools.cache
def _label() -> re.Pattern[str]:
    what = f"(?:{_any('labels')})(?:{_any('label_ends')})?(?:[(（][^()（）]*[)）])?"
    return re.compile(
        rf"{what}[:：].*|(?:{_any('labels')})(?:{_any('label_ends')})|(?:{_any('ends')})[:：]?"
    )


def is_total(text: str) -> bool:
    """Whether *text* is the name of a sum and nobody's: 东桥村小计, 总人数：2, 以上共2人."""
    bare = "".join(text.split())
    return _total().fullmatch(bare) is not None and re.fullmatch("[男女]", bare) is None


def is_foot(text: str) -> bool:
    """Whether *text*, alone in its row, is no name: 审批人：, 第1页 共3页, ※为重点乡贤, a day."""
    bare = "".join(text.split()).strip("-—–.。")
    return any(
        pattern.fullmatch(bare) is not None
        for pattern in (_PAGE, _LEGEND, _DAY, _OFFICE, _label(), _total())
    )
