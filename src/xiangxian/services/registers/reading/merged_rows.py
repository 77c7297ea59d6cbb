"""One name over several rows: one person with several posts and numbers, never one made of two."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xiangxian.domain.values.native_places import NativePlace
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.value_types import LINE, LONG
from xiangxian.services.registers.reading.layout import text_of
from xiangxian.services.registers.reading.sheet_kinds import KEY
from xiangxian.services.registers.workbook.model import Column, Point, RecordRow, Sheet

_OWN = ("gender", "birth", "native_place")
"""What one person has one of: where two rows differ in it they are not about the same."""
_JOINED = frozenset(("employments", "social_roles", "phones"))
_QUIET = frozenset(("MERGED_VALUE", "PHONE_MISSING", "GENDER_MISSING", "DATE_MISSING"))
"""Points about the rows below the first that say nothing of the person."""


def groups(
    sheet: Sheet, rows: Sequence[int], columns: Sequence[tuple[Column, int]], kind: str
) -> dict[int, int]:
    """Row -> the first row of the cell that holds its name, for the rows below that one.

    A merged number (序号) says so too, where the rows below have no name of their own.
    """
    key = next((number for column, number in columns if column.field == KEY[kind]), 0)
    counted = next((number for column, number in columns if column.field == "seq_no"), 0)
    of_records = set(rows)
    found: dict[int, int] = {}
    for top, left, bottom, _ in sheet.merged:
        if bottom == top or left not in (key, counted) or not left or top not in of_records:
            continue
        for row in range(top + 1, min(bottom, sheet.last_row) + 1):
            if row in of_records and not text_of(sheet.cells.get((row, key))):
                found.setdefault(row, top)
    return found


def together(first: RecordRow, other: RecordRow, columns: Sequence[Column]) -> RecordRow:
    """*first* with what the row *other* under the same name says more; where it says another
    birthday, sex or native place, its text is kept and nothing of it is taken."""
    digest = hashlib.sha256(f"{first.digest}\n{other.digest}".encode()).hexdigest()
    joined = replace(first, digest=digest)
    headers = {c.field: c.header_path[-1].strip() for c in columns if c.field and c.header_path}
    said = _said(other, headers)
    if differing := _differing(first.values, other.values):
        letter = first.letters.get(differing, "")
        point = _point(other, letter, "MERGED_ROW_DIFFERS", said)
        kept = _with(first.kept, f"第{other.row}行", said)
        return replace(joined, kept=kept, points=(*first.points, point))
    values, kept = dict(first.values), dict(first.kept)
    for name, value in other.values.items():
        stands = values.get(name)
        if stands is None or stands == ():
            values[name] = value
        elif name in _JOINED:
            values[name] = _union(name, stands, value)
        elif stands != value and name != "seq_no":
            header = headers.get(name, name)
            kept = _with(kept, f"{header}（第{other.row}行）", other.written.get(name, str(value)))
    for header, text in other.kept.items():
        if kept.get(header) != text:
            kept = _with(
                kept, header if header not in kept else f"{header}（第{other.row}行）", text
            )
    points = [each for each in other.points if each.code not in _QUIET]
    points.append(_point(other, first.letters.get("name", ""), "MERGED_ROWS", said))
    return replace(joined, values=values, kept=kept, points=(*first.points, *points))


def _union(name: str, stands: Sequence[Any], more: Sequence[Any]) -> tuple[Any, ...]:
    if name == "phones":
        numbers = {phone.number for phone in stands}
        return (*stands, *(phone for phone in more if phone.number not in numbers))
    return (*stands, *(each for each in more if each not in stands))


def _differing(first: Mapping[str, Any], other: Mapping[str, Any]) -> str | None:
    for name in _OWN:
        one, two = first.get(name), other.get(name)
        if one is not None and two is not None and _plain(one) != _plain(two):
            return name
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, NativePlace):
        return value.town, value.village, value.group
    return value.iso() if hasattr(value, "iso") else value


def _said(row: RecordRow, headers: Mapping[str, str]) -> str:
    texts = [
        f"{headers.get(name, name)}：{text}"
        for name, text in row.written.items()
        if text and name not in {"name", "seq_no"}
    ]
    texts += [f"{header}：{text}" for header, text in row.kept.items()]
    return "，".join(texts)


def _point(row: RecordRow, letter: str, code: str, raw: str) -> Point:
    return Point(row.row, letter, None, code, note(code).severity, raw)


def _with(kept: Mapping[str, str], header: str, text: str) -> dict[str, str]:
    fits = len(header) <= LINE and len(text) <= LONG
    return {**kept, **({header: text} if fits else {})}
