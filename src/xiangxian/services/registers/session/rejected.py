"""The rows that could not be brought in, as a workbook to be put right and dropped again."""

from __future__ import annotations

from datetime import datetime

from openpyxl.utils import column_index_from_string

from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.services.documents.spreadsheet import OfficeBook, width_of
from xiangxian.services.registers.reading.columns import REASON
from xiangxian.services.registers.reading.identity_numbers import without_identity
from xiangxian.services.registers.reading.layout import text_of
from xiangxian.services.registers.workbook.model import Cell, Checked, Workbook


def _text(cell: Cell | None) -> str:
    if cell is not None and isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d}"
    return text_of(cell)


def rejected_workbook(workbook: Workbook, checked: Checked) -> bytes:
    """One sheet per sheet with rejected rows: its own columns (those never stored left out), the
    rows as they stand, and the reason in a last column."""
    office = OfficeBook()
    cells = {sheet.name: sheet.cells for sheet in workbook.sheets}
    for sheet in checked.sheets:
        if not sheet.rejected:
            continue
        columns = [column for column in sheet.columns if not column.dropped]
        headers = ["".join(column.header_path[-1].split()) for column in columns]
        page = office.sheet(
            sheet.name,
            f"{sheet.name}：没有导入的行",
            "把这些行改好，再把这份表拖进来就行；最后一栏不用删。",
            [*((each, max(width_of(each) + 2, 12)) for each in headers), (REASON, 36)],
        )
        for row in sheet.rejected:
            numbers = (column_index_from_string(column.letter) for column in columns)
            texts = (_text(cells[sheet.name].get((row.row, number))) for number in numbers)
            reason = f"第{row.row}行：{PROBLEMS[row.why].sentence}"
            page.put([*(without_identity(text)[0] for text in texts), reason])
    return office.content()
