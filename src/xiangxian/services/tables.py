"""The network's pages as a workbook: the same lines and figures, each with how it counts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from xiangxian.domain.amounts import wan_label
from xiangxian.domain.claims import Level
from xiangxian.domain.dates import BEIJING
from xiangxian.services.attribution import Rule
from xiangxian.services.board import board
from xiangxian.services.gate import Viewer
from xiangxian.services.network import introducers
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
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    day = now.astimezone(BEIJING)
    said = f"口径：{level.label}，{rule.label}；{day.year}年{day.month}月{day.day}日"
    mark = "（示例）" if example else ""
    _sheet(
        book,
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
    _sheet(
        book, "引荐人", f"引荐人{mark}", said, (("引荐人", 26), ("项目", 70), ("份额", 18)), rows
    )
    book.close()
    return target.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    title: str,
    said: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
) -> None:
    sheet = book.add_worksheet(name)
    plain = {"font_name": "仿宋", "font_size": 12, "valign": "vcenter", "text_wrap": True}
    big = book.add_format({"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"})
    head = book.add_format({**plain, "bold": True, "border": 1, "align": "center"})
    cell = book.add_format({**plain, "border": 1})
    note = book.add_format(plain)
    last = len(columns) - 1
    sheet.merge_range(0, 0, 0, last, title, big)
    sheet.merge_range(1, 0, 1, last, said, note)
    sheet.set_row(0, 32)
    for place, (header, width) in enumerate(columns):
        sheet.write_string(2, place, header, head)
        sheet.set_column(place, place, width)
    for number, row in enumerate(rows, start=3):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text, cell)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
