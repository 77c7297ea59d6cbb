"""A checked register as plain data: what `import --check --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiangxian.domain.values.amounts import CNY, CURRENCY_NAMES, Land, Money
from xiangxian.domain.values.names import Contact, PersonName
from xiangxian.domain.values.native_places import NativePlace
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.posts import Post
from xiangxian.domain.values.reading import Severity
from xiangxian.services.registers.workbook.model import Checked, CheckedSheet, RecordRow, Referrer


def number(value: Any) -> int | float:
    """A decimal as JSON has it: whole numbers without a point."""
    return int(value) if value == int(value) else float(value)


def canonical(value: Any) -> Any:
    """A value as the report writes it."""
    if isinstance(value, PartialDate):
        iso = value.iso()
        return {"value": iso, "precision": value.precision} if iso else {"value": None}
    if isinstance(value, Money):
        amount = number(value.wan)
        if value.currency == CNY:
            return amount
        unit = f"万{CURRENCY_NAMES.get(value.currency, value.currency)}"
        return {"amount": amount, "unit": unit}
    if isinstance(value, Land):
        land: dict[str, Any] = {"value": number(value.value), "unit": value.unit}
        return land | ({"mode": "lease"} if value.lease else {})
    if isinstance(value, NativePlace):
        place: dict[str, Any] = {"town": value.town, "village": value.village}
        place |= {"group": value.group} if value.group else {}
        return place | ({"note": value.note} if value.note else {})
    if isinstance(value, Post):
        return {"org": value.organisation} | (
            {"position": value.position} if value.position else {}
        )
    if isinstance(value, Phone):
        return value.number
    if isinstance(value, PersonName | Contact):
        return value.name
    if isinstance(value, Referrer):
        said: dict[str, Any] = {"type": value.type, "name": value.name}
        said |= {"phone": value.phone} if value.phone else {}
        return said | ({"first": value.first} if value.type in {"person", "org"} else {})
    if isinstance(value, tuple):
        return [canonical(each) for each in value]
    return value


def _record(record: RecordRow) -> dict[str, Any]:
    said: dict[str, Any] = {"row": record.row}
    said |= {name: canonical(value) for name, value in record.values.items()}
    met = record.values.get("interviewee")
    if isinstance(met, Contact):
        said["interviewee"] = {"name": met.name} | (
            {"position": met.position} if met.position else {}
        )
    for point in record.points:
        # a date that says something, of which no date could be made
        unread = point.code.startswith("DATE_") and point.raw is not None
        if unread and point.field and point.field not in record.values:
            said[point.field] = {"value": None}
    return said


def _raw(value: Any) -> Any:
    return value.date().isoformat() if hasattr(value, "isoformat") else value


def _expected(code: str, field: str | None, value: Any) -> Any:
    if value is None and code.startswith("DATE_") and code != "DATE_MISSING":
        return {"value": None}
    if value is None and field in {"phones", "contact_phones", "employments", "referrers"}:
        return []
    return canonical(value)


def _sheet(sheet: CheckedSheet) -> dict[str, Any]:
    title, depth = sheet.title_rows, sheet.header_rows
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "title_rows": list(range(1, title + 1)),
        "header_rows": list(range(title + 1, title + depth + 1)),
        "columns": [
            {"col": column.letter, "header_path": list(column.header_path), "field": column.field}
            for column in sheet.columns
        ],
        "records": [_record(record) for record in sheet.records],
        "problems": [
            {
                "row": point.row,
                "col": point.letter or None,
                "field": point.field,
                "code": point.code,
                "severity": point.severity.value,
                "raw": _raw(point.raw),
                "expected": _expected(point.code, point.field, point.expected),
            }
            for point in sheet.points
        ],
        "skipped_rows": [
            {"row": skipped.row, "why": skipped.why, "text": skipped.text}
            for skipped in sheet.skipped
        ],
    }


def report(checked: Checked) -> Mapping[str, Any]:
    """The whole workbook as it was understood, before anything is written."""
    records = [record for sheet in checked.sheets for record in sheet.records]
    open_points = [
        record
        for record in records
        if any(point.severity is Severity.REVIEW for point in record.points)
    ]
    skipped = sum(len(sheet.skipped) for sheet in checked.sheets)
    return {
        "file": checked.file,
        "sheets": [_sheet(sheet) for sheet in checked.sheets],
        "dropped": list(checked.dropped),
        "hidden_sheets": [sheet.name for sheet in checked.sheets if sheet.hidden],
        "told": list(checked.told),
        "totals": {
            "records": len(records),
            "ok": len(records) - len(open_points),
            "needs_review": len(open_points),
            "skipped_rows": skipped,
        },
    }
