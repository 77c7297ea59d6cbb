"""A village's sheet as it goes out: its people in its own columns, room for what changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.domain.people import Person
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.values.register_numbers import HEADER, register_number
from xiangxian.services.documents.spreadsheet import LINE, OfficeBook, OfficeSheet, width_of
from xiangxian.services.exports.contact_lists import COLUMNS
from xiangxian.services.exports.list_files import mark_line
from xiangxian.services.people.register_row import Described
from xiangxian.services.registers.importing.village_columns import SAID, OwnColumn

MARK = "核对编号"
"""The word before the mark in the line under the title, by which the sheet is known again."""
EMPTY_ROWS = 10
_WANTED = "phones"
_PALE = "#FFF6D6"
_WIDTHS = {column.name: column.width for column in COLUMNS} | {
    "seq_no": 6,
    "employments": 28,
    "home_contact": 12,
    "gender": 6,
}
_BY_COLUMN = {spec.column: spec for spec in Person.fields.values() if spec.column}
_HOW = (
    "说明：有变动的直接改；人不在了、搬走了的不要删行，写在“变动情况”里；新的人写在空行里。"
    "浅黄的格子缺电话，请补上。"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is written: the village, the round's name, its people in order, the columns, the line
    of the log, whether it is a demo's."""

    village: str
    round: str
    people: Sequence[Described]
    columns: Sequence[OwnColumn]
    record: ContactExport
    example: bool = False


def cell(described: Described, column: OwnColumn) -> str:
    """What stands in a column for somebody: the value, else the text of which none could be made,
    unless it would say something now that it did not say then (1975.1, January or October)."""
    text = described.texts.get(column.field, "") if column.field else ""
    kept = described.person.kept if "kept" in described.texts else {}
    written = "" if text else kept.get(column.header, "")
    spec = _BY_COLUMN.get(column.field or "")
    if written and spec is not None and not spec.type.empty(spec.type.read(written).value):
        return ""
    return text or written


def workbook(page: Page) -> bytes:
    """The finished sheet."""
    office = OfficeBook()
    numbered = any(column.field == "seq_no" for column in page.columns)
    columns = [*([] if numbered else [OwnColumn("seq_no", "序号")]), *page.columns]
    words = f"{page.village}核对表（{page.round}）"
    sheet = office.sheet(
        re.sub(r"[\[\]:*?/\\']", "", page.village)[:31] or MARK,
        f"{words}示例" if page.example else words,
        f"填报单位（盖章）：{page.village}　　填报人：　　　　　联系电话：　　　　　　"
        f"填报时间：　　　　　{MARK} {page.record.mark}",
        [*((column.header, _width(column)) for column in columns), (SAID, 24)],
        hidden=(HEADER, 14),
    )
    pale = office.book.add_format(
        {
            "font_name": "仿宋",
            "font_size": 12,
            "border": 1,
            "bg_color": _PALE,
            "num_format": "@",
            "valign": "vcenter",
            "text_wrap": True,
        }
    )
    first = sheet.row
    for number, each in enumerate(page.people, start=1):
        row = sheet.row
        texts: list[str | int] = [
            number if column.field == "seq_no" else cell(each, column) for column in columns
        ]
        sheet.put([*texts, "", register_number(each.node.id, each.node.rev)])
        for place, text in enumerate(texts):
            if columns[place].field == _WANTED and not each.texts.get(_WANTED):
                sheet.page.write_string(row, place, str(text), pale)
    for _ in range(EMPTY_ROWS):
        sheet.put([""] * (len(columns) + 2))
        sheet.page.set_row(sheet.row - 1, LINE + 6)
    _choices(sheet, columns, first)
    sheet.close_with(f"合计：{len(page.people)}人", _HOW)
    foot = mark_line(page.record, example=page.example).replace("&", "&&")
    sheet.page.set_footer(f"&L{foot}&R第&P页 共&N页")
    office.book.set_properties({"title": words, "comments": f"名单编号 {page.record.mark}"})
    return office.content()


def _width(column: OwnColumn) -> int:
    return max(_WIDTHS.get(column.field or "", 14), width_of(column.header) + 2)


def _choices(sheet: OfficeSheet, columns: Sequence[OwnColumn], first: int) -> None:
    """Lists to choose from, where the register has its own words; others may be typed all the same."""
    for place, column in enumerate(columns):
        spec = _BY_COLUMN.get(column.field or "")
        if spec is None or spec.type.name != "choice":
            continue
        labels = [option.label for option in spec.type.options]  # type: ignore[attr-defined]
        sheet.page.data_validation(
            first,
            place,
            sheet.row - 1,
            place,
            {
                "validate": "list",
                "source": labels,
                "error_type": "information",
                "error_title": column.header[:32],
                "error_message": "不在可选的写法里，照写也行。",
            },
        )
