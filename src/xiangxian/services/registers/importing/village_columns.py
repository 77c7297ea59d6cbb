"""The columns a village writes its people in, kept when its sheet comes in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.domain.values.register_numbers import COLUMN
from xiangxian.services.registers.reading.columns import field_of, usual_header
from xiangxian.services.registers.reading.sheet_kinds import PERSONS
from xiangxian.services.registers.workbook.model import Checked, CheckedSheet, Column

SAID = "变动情况"
"""The header of the column in which a village says what no other column asks for."""


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """One column of a village's sheet: its header, and the register's column it fills; *field* is
    None for one that is kept under its header."""

    field: str | None
    header: str


def is_village(name: str) -> bool:
    """Whether a sheet of that name is called like a village."""
    return len(name) > 1 and name.endswith(("村", "社区"))


def own_sheets(checked: Checked) -> dict[str, str]:
    """By the name of each village: the columns of the sheet that holds its people, as text.

    A sheet that is called like a village is that village's; of the others each is the sheet of
    the villages its rows name, unless these have one of their own.
    """
    sheets = [sheet for sheet in checked.sheets if sheet.kind == PERSONS and sheet.records]
    found = {s.name.strip(): _packed(s) for s in sheets if is_village(s.name.strip())}
    for sheet in sheets:
        if is_village(sheet.name.strip()):
            continue
        places = (row.values.get("native_place") for row in sheet.records)
        for village in sorted({place.village for place in places if place and place.village}):
            found.setdefault(village, _packed(sheet))
    return found


def unpacked(text: str) -> tuple[OwnColumn, ...]:
    """The columns that `packed` packed."""
    return tuple(OwnColumn(field, header) for field, header in json.loads(text))


def _packed(sheet: CheckedSheet) -> str:
    columns = own_columns(sheet.columns)
    return json.dumps([[each.field, each.header] for each in columns], ensure_ascii=False)


def own_columns(columns: Sequence[Column]) -> tuple[OwnColumn, ...]:
    """What of *columns* goes back to the village: nothing that is never stored or was left out,
    nothing that our own sheets add, and each once, where records stand side by side."""
    found: dict[str, OwnColumn] = {}
    for column in columns:
        if column.dropped or column.left or column.field == COLUMN:
            continue
        if column.kept is not None and column.kept.startswith(SAID):
            continue
        own = OwnColumn(column.field, column.kept or _header(column))
        found.setdefault(own.field or f"={own.header}", own)
    return tuple(found.values())


def _header(column: Column) -> str:
    """The header of a column that fills a field, in one row: the village's own words where they
    alone say which field it is, else the usual ones."""
    last = "".join(column.header_path[-1].split())
    name = column.field or ""
    return last if field_of((last,), PERSONS) == name else usual_header(PERSONS, name)
