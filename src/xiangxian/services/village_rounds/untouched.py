"""Cells that a village left as they went out, although the register moved on since."""

from __future__ import annotations

from dataclasses import replace

from xiangxian.domain import schema
from xiangxian.domain.people import Person
from xiangxian.domain.records import Id
from xiangxian.domain.values.register_numbers import COLUMN
from xiangxian.services.registers.importing.known import Holdings
from xiangxian.services.registers.reading.columns import declared
from xiangxian.services.registers.workbook.model import Checked, RecordRow
from xiangxian.store.base import Node
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_changes


def left_out(store: GraphStore, checked: Checked, held: Holdings) -> Checked:
    """*checked* without the values that say what the record said when the sheet was made from it.

    Where the record still stands so, nothing has to be left out: the values are the same.
    """
    sheets = tuple(
        replace(sheet, records=tuple(_changed(store, row, held) for row in sheet.records))
        for sheet in checked.sheets
    )
    return replace(checked, sheets=sheets)


def _changed(store: GraphStore, row: RecordRow, held: Holdings) -> RecordRow:
    number = row.values.get(COLUMN)
    item = held.numbered.get(number.tail) if number else None
    if number is None or item is None or number.rev == item.rev or item.record.kind != Person.kind:
        return row
    was = _as_listed(store, item.id, number.rev)
    if was is None:
        return row
    same = {name for name in declared(Person, row.values) if _says(was, row, name)}
    columns = {Person.fields[name].column for name in same} - {"name"}
    values = {name: value for name, value in row.values.items() if name not in columns}
    kept = {header: text for header, text in row.kept.items() if was.kept.get(header) != text}
    points = tuple(point for point in row.points if point.field not in columns)
    return replace(row, values=values, kept=kept, points=points)


def _says(was: Person, row: RecordRow, name: str) -> bool:
    """Whether the row says of the field *name* what the person said."""
    spec = Person.fields[name]
    said = row.values.get(spec.column or "")
    return not spec.is_link and spec.type.show(said) == spec.type.show(getattr(was, name))


def _as_listed(store: GraphStore, id_: Id, rev: int) -> Person | None:
    """The person *id_* at the revision *rev*; None where the history does not say any more."""
    for change in all_changes(store, of=id_):
        after = change.after
        if isinstance(after, Node) and after.id == id_ and after.rev == rev:
            found = schema.KINDS[after.kind].parsed(after.values)
            return found if isinstance(found, Person) else None
    return None
