"""What a header asks by the headers beside it: 出面人手机 beside 企业出面人, 对接人 beside 招商专员."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xiangxian.services.registers.reading.headers import flat

Readings = tuple[str, ...]

_NUMBER = re.compile(
    r"(?P<whose>.{2,}?)的?(?:联系|联络)?(?:电话|手机|移动电话|号码|方式)(?:号码|号)?"
)
_THEIR_NUMBER = {
    "contact_name": "contact_phones",
    "interviewee": "contact_phones",
    "name": "phones",
}
"""Whose number a column holds, by who is named in the column that it goes with."""
_EITHER_SIDE = re.compile(r"(?:项目)?(?:对接|接洽|洽谈|沟通|商务)(?:人|人员|代表|联系人)(?:姓名)?")
"""Somebody of whom the header alone does not say whether they are of our side."""
_POST_THERE = re.compile(r"[^及和与、/,]+(?:职务|职位|岗位|职务职称)")
"""企业职务 asks only for the post where the firm has a column of its own."""
_OF_OURS = re.compile(
    r"(?:招商|驻点|跟踪|责任|经办|跟进|服务|项目)(?:专员|人|人员|责任人|专班|干部|员|管家|秘书)"
    r"|首[报谈].*|我方.*|镇.*对接人.*|(?:挂钩|包联|包保|联系|牵头|服务)(?:县|市|区|镇)?领导"
)


def by_neighbours(
    said: Mapping[int, Readings], paths: Mapping[int, tuple[str, ...]], theirs: str | None
) -> dict[int, Readings]:
    """The readings of columns that nothing but the columns beside them tells, by number.

    *theirs* is the column of their side that somebody of either side fills, where our own side has
    a column of its own; None on sheets that have none.
    """
    headers = {number: _plain(path[-1]) for number, path in paths.items()}
    found: dict[int, Readings] = {}
    filled = {name for names in said.values() if len(names) == 1 for name in names}
    ours = any(_OF_OURS.fullmatch(header) for header in headers.values())
    doubtful = [n for n in said if not said[n] and _EITHER_SIDE.fullmatch(headers[n])]
    if theirs and theirs not in filled and ours and len(doubtful) == 1:
        found[doubtful[0]] = (theirs,)
    if "employer" in filled:
        found |= {
            n: ("position",)
            for n in said
            if said[n] == ("employments",) and _POST_THERE.fullmatch(headers[n])
        }
    people = {number: names[0] for number, names in {**said, **found}.items() if len(names) == 1}
    for number, names in said.items():
        if names or not (number_of := _NUMBER.fullmatch(headers[number])):
            continue
        whose = [
            name
            for other, name in people.items()
            if name in _THEIR_NUMBER and headers[other].endswith(number_of["whose"])
        ]
        if len(whose) == 1 and _THEIR_NUMBER[whose[0]] not in filled:
            found[number] = (_THEIR_NUMBER[whose[0]],)
    return found


def _plain(text: str) -> str:
    return re.sub(r"\([^()]*\)|姓名$", "", flat(text))
