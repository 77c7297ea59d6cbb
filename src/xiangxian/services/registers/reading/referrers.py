"""Introducers as ledgers write them: 本人; a chamber; 镇经发局（干部推荐）; 杨桂兰（第一引荐人）、高志强."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from xiangxian.domain.values.names import reads_as_called, reads_as_person
from xiangxian.domain.values.phones import first_mobile
from xiangxian.domain.values.posts import is_post, is_title
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Reading, is_placeholder
from xiangxian.domain.values.text import has_common_surname
from xiangxian.services.registers.workbook.model import Referrer

_SELF = frozenset(("本人", "自己", "本人投资", "自主投资", "乡贤本人", "投资人本人"))
_ON_ONES_OWN = re.compile(
    r"(?:乡贤|投资人|投资者|客商|业主|企业)?(?:本人|自己|自身|自主|自行)(?:自主|自行|主动|直接|回乡|返乡|回归|回家乡|来镇|回村)*"
    r"(?:投资|创业|办厂|兴办|对接|兴业|建厂|经营|联系|洽谈|找上门|上门)*(?:项目)?"
)
"""Nobody introduced whoever came by himself: 本人回乡投资, 自主创业."""
_FIRST = re.compile(r"[(（]?(?:第一引荐人|第一介绍人|首位引荐人|首引荐)[)）]?")
_STAFF_NOTE = re.compile(r"干部|机关|在职|公职")
_OFFICE = re.compile(
    r".*(?:局|办|办公室|政府|委员会|党委|人大|政协|统战部|组织部|招商中心|招商组|服务中心|街道|镇|乡|村委会|村民委员会|部门|站|[县镇市区乡村]领导|[县镇市区乡村]干部)$"
)
_ORGANISATION = re.compile(
    r".*(?:商会|协会|联谊会|促进会|校友会|同乡会|学会|联合会|基金会|公司|集团|平台|银行|大学|学院|学校|事务所|工作室|俱乐部|中心|厂|社|会)$"
)
_BROUGHT = re.compile(r"(?<=..)(?:介绍|引荐|推荐|牵线|引见)$")
_SOMEBODY = re.compile(
    "朋友圈?|熟人|老乡|同乡|同学|亲[戚友属]|战友|同事|客户|网络|网上|[他别]人|中间人|中介|媒体|群众|合作伙伴|业内人士|生意伙伴"
    r"|(?:自主|自行|网上|线上|以商|以情|委托|驻点|上门|小分队)(?:招商|对接|联系|引荐|介绍)|.*(?:乡贤|乡友|朋友|人士|客商|企业家|老板|群众|家属|等人)|[多几数若].{0,2}[位名人].*"
)
"""Words of whom nobody can say who it was."""
_THROUGH = re.compile(r"^(?:由|经|通过)(?=..)")
_AND_OTHERS = re.compile(r"(.{2,3})等")
_FOUR = 4
"""So many characters are no name of ours without a surname of two: 自主招商, 网上对接."""
_BETWEEN = re.compile(r"[、,，;；/\n]|\s和\s|(?<=[\u4e00-\u9fff）)])\s+(?=[\u4e00-\u9fff])")


def read_referrers(
    cell: object, native: str | None, known_people: Mapping[str, int]
) -> Reading[tuple[Referrer, ...]]:
    """The introducers in a cell.

    *native* is whose project it is (for 本人), *known_people* how many of each name the register
    holds. Who is first is taken from the words 第一引荐人 and never from the order.
    """
    written = "" if cell is None else str(cell)
    text = unicodedata.normalize("NFKC", written).replace("(", "（").replace(")", "）").strip()
    if not text:
        return Reading((), (note("REFERRER_MISSING"),), written)
    if is_placeholder(text):
        return Reading((), (note("PLACEHOLDER"), note("REFERRER_MISSING")), written)
    if "".join(text.split()) in _SELF or _ON_ONES_OWN.fullmatch("".join(text.split())):
        return Reading((Referrer("self", native or ""),), (note("REFERRER_SELF"),), written)
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()]
    pieces = [p for n, p in enumerate(pieces) if not n or not (is_title(p) or is_post(p))]
    notes: list[Note] = []
    found: list[Referrer] = []
    marked = [bool(_FIRST.search(piece)) for piece in pieces]
    for piece, first in zip(pieces, marked, strict=True):
        alone = len(pieces) == 1
        said = True if first or alone else (False if any(marked) else None)
        referrer, notes_here = _one(piece, said, known_people)
        notes += notes_here
        if referrer is not None:
            found.append(referrer)
    if len(found) > 1:
        notes.append(note("REFERRER_MULTI"))
        if not any(marked):
            notes.append(note("REFERRER_FIRST_UNCLEAR"))
    return Reading(tuple(found), tuple(dict.fromkeys(notes)), written)


def _behind_their_office(text: str) -> str | None:
    """The name in 苏州商会会长王小明; None where it may begin in two places."""
    names = [text[-size:] for size in (2, 3) if has_common_surname(text[-size:])]
    fitting = [
        name
        for name in names
        if (head := text[: -len(name)])
        and (_OFFICE.fullmatch(head) or _ORGANISATION.fullmatch(head) or is_post(head))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _one(
    piece: str, first: bool | None, known_people: Mapping[str, int]
) -> tuple[Referrer | None, list[Note]]:
    text = _FIRST.sub("", piece).strip()
    notes: list[Note] = []
    phone = None
    if found_number := first_mobile(text):
        phone, text = found_number[0], found_number[1].strip(" 　:：")
        notes.append(note("REFERRER_WITH_PHONE"))
    about = ""
    if found := re.search(r"（([^（）]*)）\s*$", text):
        about = found[1]
        text = text[: found.start()].strip()
    name = _BROUGHT.sub("", _THROUGH.sub("", "".join(text.split())))
    if found := _AND_OTHERS.fullmatch(name):
        name, first = found[1], None
        notes.append(note("REFERRER_UNCLEAR"))
    if _SOMEBODY.fullmatch(name):
        return None, [note("REFERRER_UNCLEAR")]
    a_name = has_common_surname(name)
    if _STAFF_NOTE.search(about) or (_OFFICE.fullmatch(name) and not a_name):
        return Referrer("staff", name, phone), [*notes, note("REFERRER_STAFF")]
    if _ORGANISATION.fullmatch(name) and not a_name:
        return Referrer("org", name, phone, first), [*notes, note("REFERRER_ORG")]
    if not a_name and (of_one := _behind_their_office(name)):
        name, a_name = of_one, True
    if reads_as_called(name):
        notes.append(note("NAME_WITH_TITLE"))
    elif not (a_name or (reads_as_person(name) and (len(name) < _FOUR or "·" in name))):
        return None, [note("REFERRER_UNCLEAR")]
    if known_people.get(name, 0) > 1 and phone is None:
        notes.append(note("REFERRER_AMBIGUOUS_NAME"))
    return Referrer("person", name, phone, first), notes
