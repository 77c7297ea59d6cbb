"""What a header means that no field declares, by the nouns it is made of.

The declared headers are taken apart too, so that each noun is known by the columns whose headers
hold it. A header of the same nouns asks for the same column, whatever stands round them; one whose
parts are nouns of two columns asks for both, and only what stands below `_TOGETHER` and `_BEHIND`
says which column holds two answers. Everything else is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from xiangxian.services.registers.reading.headers import (
    NEUTRAL,
    Header,
    Nouns,
    bracketed_within,
    ends_in_form,
    says_how,
    taken_apart,
)

_TOGETHER: Mapping[frozenset[str], str] = {
    frozenset(("employer", "position")): "employments",
    frozenset(("employer", "position", "specialties")): "employments",
    frozenset(("employer", "specialties")): "employments",
    frozenset(("employments", "position")): "employments",
    frozenset(("employments", "specialties")): "employments",
    frozenset(("position", "specialties")): "position",
    frozenset(("contact_name", "contact_phones")): "contact_name",
    frozenset(("interviewee", "contact_phones")): "interviewee",
    frozenset(("name", "phones")): "name",
}
"""Columns that one header asks for at once, and the one column that holds both answers: a name
gives the number that stands with it to the column of numbers (`cells.NUMBERS_OF`)."""
_BEHIND: Mapping[tuple[str, str], str] = {
    ("employer", "position"): "employments",
    ("specialties", "position"): "position",
    ("contact_name", "contact_phones"): "contact_phones",
    ("interviewee", "contact_phones"): "contact_phones",
    ("investor", "contact_phones"): "contact_phones",
    ("investor", "contact_name"): "contact_name",
    ("investor", "origin_city"): "origin_city",
    ("org_name", "interviewee"): "interviewee",
}
"""What two nouns ask for behind each other: 企业负责人 is somebody, 企业负责人电话 is a number."""
_OF: Mapping[tuple[str, str], str] = {
    ("investor", "单位"): "investor",
    ("investor", "简介"): "investor_intro",
    ("investor", "情况"): "investor_intro",
    ("investor", "地"): "origin_city",
    ("investor", "城市"): "origin_city",
    ("investor", "负责人"): "contact_name",
    ("investor", "对接人"): "contact_name",
}
"""What is asked of somebody by a noun that asks nothing by itself: 客商简介, 客商所在地."""
_WITH_THEIR_POST = frozenset(("contact_name", "interviewee", "greeted_by", "referrers"))
"""Columns of somebody with the post that goes with the name: 联系人及职务."""
_ACCOUNTS = frozenset(("summary",))
"""Columns that hold all that was told, also what was wished for: 企业诉求及交流要点."""
_WISHED = frozenset(("诉求", "企业诉求", "需求", "企业需求", "困难", "问题", "企业困难", "建议", "意向", "主要诉求", "对方诉求", "反映问题", "存在问题", "感受"))  # fmt: skip
_OPEN_WORDED = frozenset(("remarks",))
"""Columns whose brackets only say what may be written there: 备注（特殊情况）."""

_ALONE = frozenset(
    (
        (),
        *(
            (noun,)
            for noun in (
                "单位",
                "情况",
                "简介",
                "时间",
                "人",
                "内容",
                "类别",
                "方式",
                "地",
                "地址",
                "电话",
                "职务",
                "信息",
                "层次",
                "领导",
                "姓名",
                "名称",
                "企业",
                "公司",
                "日期",
                "人员",
                "对象",
                "成员",
            )
        ),
    )
)
"""Nouns that ask nothing without the act they belong to."""
_ABOUT_IT: Nouns = ("情况",)
_POST: Nouns = ("职务",)


class Composition:
    """What the nouns of the headers ask for that are declared for one kind of sheet.

    *asked* are those headers with their column names, *own* the words for what a row is about, *key*
    the column without which a row is none. *folded* takes words that ask the same for one noun.
    *made* are headers of acts and roles (`header_acts`), which count where *asked* says nothing of the nouns.
    """

    def __init__(
        self,
        asked: Iterable[tuple[str, str]],
        own: frozenset[str],
        key: str,
        *,
        of_people: bool,
        folded: bool,
        made: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.own, self.key, self.of_people, self.folded = own, key, of_people, folded
        self.known: dict[frozenset[Nouns], set[str]] = {}
        plainest = sorted(asked, key=lambda each: ends_in_form(each[0]))
        plainly: set[frozenset[Nouns]] = set()
        for header, name in plainest:
            whole = taken_apart(header, self.own, folded=folded)
            if whole.asides or self._only_so(whole, name):
                continue
            if not ends_in_form(header):
                plainly.add(whole.whole())
            elif whole.whole() in plainly:
                continue  # 投资商 is who invests, though 投资商姓名 is whom to talk to
            self.known.setdefault(whole.whole(), set()).add(name)
        for header, name in made.items():
            nouns = taken_apart(header, own, folded=folded).whole()
            if not _asks_nothing(nouns):
                self.known.setdefault(nouns, {name})

    def _only_so(self, header: Header, name: str) -> bool:
        """Whether a header is declared for *name* in just these words and no others: 情况 alone says
        nothing, 企业名称 is a project's only in ledgers, 联系人手机 is the person's own as an exception."""
        (first, *others) = header.parts
        if others:
            return False
        bare = self.folded and len(first) == 1 and name == self.key
        another = self.folded and self.of_people and "联系人" in first[:-1]
        return first == _ABOUT_IT or bare or another

    def said(self, text: str) -> set[str]:
        """The columns that *text* may mean."""
        found = self._said(text)
        if not found and (inner := bracketed_within(text)) is not None:
            return self._said_within(*inner)
        return found

    def _said(self, text: str) -> set[str]:
        header = taken_apart(text, self.own, folded=self.folded)
        beside = frozenset(part for aside in header.asides for part in aside.parts)
        if beside and (both := self.known.get(header.whole() | beside)):
            return set(both)
        found = self._parts(header)
        for aside in header.asides:
            inner = self._parts(aside)
            if found & _OPEN_WORDED or _within(aside, header):
                continue
            if found & inner:
                found &= inner
            elif inner and found:
                joined = _TOGETHER.get(frozenset(found | inner))
                found = {joined} if joined else found | inner
            elif not NEUTRAL.fullmatch("".join(map("".join, aside.parts))):
                return set()
        return found

    def _said_within(self, before: str, aside: str, behind: str) -> set[str]:
        """What a header asks whose brackets stand before its last words: 走访对象（企业）名称,
        研究（专业）方向. Without them and with them in the place of the words before, it must not
        ask for two things; brackets that ask another thing leave it unknown."""
        plainly = self.said(before + behind)
        instead = self.said(aside + behind) | self.said(before + aside + behind)
        if plainly and instead:
            return plainly & instead
        mild = NEUTRAL.fullmatch(aside) is not None or says_how(aside)
        return plainly if mild else set()

    def _parts(self, header: Header) -> set[str]:
        parts = header.parts
        alone = len(parts) == 1
        for asked in (parts,) if alone else (parts, tuple(map(_without_about, parts))):
            if known := self.known.get(frozenset(asked)):
                return set(known)
        asked_of = [part for part in parts if part != _ABOUT_IT]
        each = [self._one(part) for part in asked_of]
        theirs = [found for part, found in zip(asked_of, each, strict=True) if part != _POST]
        if len(parts) == 2 and len(theirs) == 1 and theirs[0] and theirs[0] <= _WITH_THEIR_POST:
            return theirs[0]
        if not each or not all(each):
            told = [found for found in each if found]
            wished = all(
                part[-1] in _WISHED for part, found in zip(asked_of, each, strict=True) if not found
            )
            return told[0] if len(told) == 1 and told[0] <= _ACCOUNTS and wished else set()
        together: set[str] = set().union(*each)
        if joined := _TOGETHER.get(frozenset(together)):
            return {joined}
        return together if len(together) == 1 or header.either else set()

    def _one(self, nouns: Nouns) -> set[str]:
        """What one part asks for: a known noun, or two of them behind each other."""
        if known := self.known.get(frozenset((nouns,))):
            return set(known)
        before = self.known.get(frozenset((nouns[:-1],)), set())
        if len(before) == 1 and (*before, nouns[-1]) in _OF:
            return {_OF[next(iter(before)), nouns[-1]]}
        if known := self.known.get(frozenset((_without_about(nouns),))):
            return set(known)
        for at in range(1, len(nouns)):
            first = self.known.get(frozenset((nouns[:at],)), set())
            rest = self.known.get(frozenset((nouns[at:],)), set())
            if len(first & rest) == 1:
                return first & rest
            if len(first) != 1:
                continue
            (one,) = first
            if len(rest) == 1 and (one, *rest) in _BEHIND:
                return {_BEHIND[one, next(iter(rest))]}
        return set()


def _asks_nothing(whole: frozenset[Nouns]) -> bool:
    """Whether nothing is left of a header but 单位, 情况 or 时间, which ask something of anybody."""
    return all(len(part) < 2 and part[:1] in _ALONE for part in whole)


def _within(aside: Header, header: Header) -> bool:
    """Whether brackets only repeat what stands before them: 邮寄地址（收件）."""
    said = {noun for part in header.parts for noun in part}
    return all(noun in said for part in aside.parts for noun in part)


def _without_about(nouns: Nouns) -> Nouns:
    return nouns[:-1] if len(nouns) > 1 and nouns[-1] == "情况" else nouns
