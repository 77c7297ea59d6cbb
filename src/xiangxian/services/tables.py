"""The network's pages as a workbook: the same lines and figures, each with how it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xiangxian.domain.amounts import wan_label
from xiangxian.domain.claims import Level
from xiangxian.domain.dates import BEIJING
from xiangxian.services.attribution import Rule
from xiangxian.services.board import board
from xiangxian.services.gate import Viewer
from xiangxian.services.network import introducers
from xiangxian.services.office_sheets import Column, OfficeBook
from xiangxian.store.base import GraphStore


def network_workbook(
    store: GraphStore,
    *,
    viewer: Viewer,
    level: Level,
    rule: Rule,
    measure: str,
    example: bool,
    now: datetime,
) -> bytes:
    """Two sheets: who connected which project, and the introducers with their shares."""
    lines = board(store, viewer=viewer, level=level, measure=measure)
    found = introducers(store, viewer=viewer, level=level, rule=rule, measure=measure)
    names = {line.id: line.title for line in lines}
    office = OfficeBook()
    day = now.astimezone(BEIJING)
    said = f"口径：{level.label}，{rule.label}；{day.year}年{day.month}月{day.day}日"
    mark = "（示例）" if example else ""
    _table(
        office,
        "谁牵的线",
        f"谁牵的线{mark}",
        said,
        (("项目", 22), ("阶段", 10), ("金额", 16), ("谁牵的线", 70), ("依据", 8)),
        [(x.title, x.stage, x.amount, x.sentence, str(x.evidence)) for x in lines],
    )
    sums = found.sums
    rows = [
        (
            line.name.introduced(),
            "、".join(names.get(project, "") for project in line.projects),
            wan_label(line.credit),
        )
        for line in found.lines
    ]
    rows += [
        ("本人回乡投资", "", wan_label(sums.self_return)),
        ("没有登记引荐人", "", wan_label(sums.none)),
        ("合计", f"另有{sums.without_amount}个项目金额未填", wan_label(sums.total)),
    ]
    _table(
        office, "引荐人", f"引荐人{mark}", said, (("引荐人", 26), ("项目", 70), ("份额", 18)), rows
    )
    return office.content()


def _table(
    office: OfficeBook,
    name: str,
    title: str,
    said: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
) -> None:
    sheet = office.sheet(name, title, said, columns)
    for row in rows:
        sheet.put(row)
