"""The network's pages as a workbook: the same lines and figures, each with how it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from xiangxian.domain.claims import Level
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services.documents.spreadsheet import Column as Head
from xiangxian.services.documents.spreadsheet import OfficeBook, OfficeSheet
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.attribution import Outcome, Rule
from xiangxian.services.introductions.board import BoardLine, board
from xiangxian.services.introductions.breakdowns import (
    BREAKDOWNS,
    Breakdown,
    BreakdownColumn,
    Figures,
    breakdown,
)
from xiangxian.services.introductions.network import introducers
from xiangxian.services.introductions.stories import UNFILLED
from xiangxian.services.introductions.story_sentences import apart
from xiangxian.store.contract import GraphStore

Cells = Sequence[str | int | Decimal]


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
    """Who connected which project, the introducers with their shares, and the same total by
    village, by city, by where projects came from and by chain: a sheet each."""
    lines = board(store, viewer=viewer, level=level, measure=measure)
    found = introducers(store, viewer=viewer, level=level, rule=rule, measure=measure)
    office = OfficeBook()
    day = now.astimezone(BEIJING)
    money = Project.fields[measure].label
    said = f"口径：{level.label}，{rule.label}；金额是{money}；{day.year}年{day.month}月{day.day}日"
    mark = "（示例）" if example else ""
    first = _table(
        office,
        "谁牵的线",
        f"谁牵的线{mark}",
        said,
        (("项目", 22), ("阶段", 10), ("金额", 16), ("谁牵的线", 70), ("依据", 40)),
        [
            (x.title, x.stage, x.amount if x.amount != UNFILLED else "", x.passed_on, proofs(x))
            for x in lines
        ],
    )
    if without := [line.title for line in lines if line.amount == UNFILLED]:
        first.close_with(f"金额没填的{len(without)}个：{'、'.join(without)}。")
    sums = found.sums
    rows: list[Cells] = [
        (
            line.name.introduced(),
            len(line.projects),
            "、".join(found.titles[project] for project in line.projects),
            line.unfilled,
            wan(line.credit) if line.unfilled < len(line.projects) else "",
        )
        for line in found.lines
    ]
    for outcome, minor in ((Outcome.SELF_RETURN, sums.self_return), (Outcome.NONE, sums.none)):
        count, known = found.counts.get(outcome, 0), found.known.get(outcome, 0)
        rows.append((outcome.label, count, "", count - known, wan(minor) if known else ""))
    count, known = sum(found.counts.values()), sum(found.known.values())
    rows.append(("合计", count, "", sums.without_amount, wan(sums.total) if known else ""))
    sheet = _table(
        office,
        "引荐人",
        f"引荐人{mark}",
        said,
        (("引荐人", 26), ("项目数", 8), ("项目", 54), ("金额没填的", 11), ("份额（万元）", 18)),
        rows,
    )
    sheet.close_with(rule.said, *apart(0, sums.ended, sums.cut))
    for by in BREAKDOWNS:
        broken = breakdown(store, by=by, viewer=viewer, level=level, rule=rule, measure=measure)
        _broken_down(office, broken, f"{by.label}{mark}", said)
    return office.content()


def proofs(line: BoardLine) -> str:
    """What the line rests on, by name."""
    return "；".join(piece.title for piece in line.evidence)


def wan(minor: int) -> Decimal:
    """分 as a number of 万元."""
    return Decimal(minor) / 1_000_000


def _broken_down(office: OfficeBook, found: Breakdown, title: str, said: str) -> None:
    columns = (
        BreakdownColumn.ALL,
        BreakdownColumn.INTRODUCED,
        BreakdownColumn.SELF_RETURN,
        BreakdownColumn.NONE,
        BreakdownColumn.UNFILLED,
    )
    outcomes = (BreakdownColumn.INTRODUCED, BreakdownColumn.SELF_RETURN, BreakdownColumn.NONE)

    def cells(label: str, figures: Figures) -> Cells:
        counted = [figures.counts[column] for column in columns]
        # where no amount is known there is no sum, and none is 0
        amounts = [wan(figures.sums[each]) for each in (*outcomes, BreakdownColumn.ALL)]
        return (label, *counted, *(amounts if figures.filled else [""] * len(amounts)))

    heads = (
        (found.by.head, 22),
        *(("项目", 8), ("有人牵线", 10), ("本人回乡投资", 14), ("没有登记引荐人", 16)),
        *(("金额没填的", 12), ("牵线的金额（万元）", 20), ("本人回乡的（万元）", 20)),
        *(("没有登记的（万元）", 20), ("合计（万元）", 20)),
    )
    rows = [cells(row.group.label, row.figures) for row in found.rows]
    sheet = _table(office, found.by.label, title, said, heads, [*rows, cells("合计", found.total)])
    sheet.close_with(*found.by.said.splitlines(), *apart(0, found.ended, found.cut))


def _table(
    office: OfficeBook,
    name: str,
    title: str,
    said: str,
    columns: Sequence[Head],
    rows: Sequence[Cells],
) -> OfficeSheet:
    sheet = office.sheet(name, title, said, columns)
    for row in rows:
        sheet.put(row)
    return sheet
