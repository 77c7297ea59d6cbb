"""Unseen registers of other offices are held against the truth that was written with them."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from held_registers import said
from registers_by_other_hands import SECRET, Office, Register, Truth, as_text
from xiangxian.domain.native_places import Homeland
from xiangxian.domain.values import Severity
from xiangxian.services.registers.check import check
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.sheets import CheckedSheet, RecordRow

LAND = Homeland(
    "句容市后白镇",
    frozenset(("王庄村", "西城村", "泗庄村", "曹村村", "古村村", "东湾村")),
)
SEEDS = range(64)
TEXTS = range(100, 116)
_SAID_ELSEWHERE = frozenset(
    ("REFERRER_FIRST_UNCLEAR", "SAME_PROJECT_TWO_STATIONS", "STAGE_CONFLICT")
)
"""Points that several cells make together."""


class Score:
    """Rows, fields and points: how many there should be and how many are; *wrong* tells them."""

    def __init__(self) -> None:
        self.rows, self.fields, self.points = [0, 0], [0, 0], [0, 0]
        self.wrong: list[str] = []

    def of(self, sheet: CheckedSheet, made: Register, where: str) -> None:
        """Hold a sheet against what was written."""
        found = Counter(record.row for record in sheet.records)
        meant = Counter(truth.row for truth in made.records)
        self.rows[0] += sum(meant.values())
        self.rows[1] += sum((found & meant).values()) - sum((found - meant).values())
        if found != meant or sheet.kind != made.kind:
            self.wrong.append(f"{where}: {sheet.kind}, rows {found - meant} {meant - found}")
        for record, truth in zip(sheet.records, made.records, strict=False):
            self._record(record, truth, where)

    def _record(self, record: RecordRow, truth: Truth, where: str) -> None:
        for name, wanted in truth.says.items():
            self.fields[0] += 1
            got = said(record, name)
            if got == wanted:
                self.fields[1] += 1
            else:
                written = record.written.get(name)
                self.wrong.append(
                    f"{where} {record.row} {name}: {got!r}, not {wanted!r} ({written!r})"
                )
        for header, text in truth.kept.items():
            self.fields[0] += 1
            kept = {"".join(each.split()): value for each, value in record.kept.items()}
            if any(each.endswith(header) and value == text for each, value in kept.items()):
                self.fields[1] += 1
            else:
                self.wrong.append(f"{where} {record.row} kept {header}: {record.kept}")
        points = {
            (point.field or "", point.code)
            for point in record.points
            if point.severity is Severity.REVIEW and point.code not in _SAID_ELSEWHERE
        }
        self.points[0] += len(points | truth.points)
        self.points[1] += len(points & truth.points)
        self.wrong += [f"{where} {record.row} point {each}" for each in points ^ truth.points]


def nothing_sensitive(sheet: CheckedSheet, made: Register) -> None:
    """No planted secret is in any value, kept text or written text."""
    for record in sheet.records:
        stored = json.dumps(
            [record.values, record.kept, record.written], ensure_ascii=False, default=str
        )
        for secret in (*made.secrets, *SECRET):
            assert secret not in stored, (record.row, secret)
        assert "321183" not in stored


def book(folder: Path, seeds: range) -> tuple[Path, list[Register]]:
    """A workbook with a sheet for each seed; its <dimension> is not true."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    registers = [Office(seed).write(made.create_sheet(f"表{seed}")) for seed in seeds]
    path = folder / f"{seeds.start}.xlsx"
    made.save(path)
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            if name.startswith("xl/worksheets/sheet"):
                head, _, tail = content.partition(b'<dimension ref="')
                content = head + b'<dimension ref="A1:B2"' + tail.partition(b'"')[2]
            packed.writestr(name, content)
    return path, registers


def held(score: Score) -> None:
    """The bounds: rows all, fields 98 of a hundred, points 95."""
    told = "\n".join(score.wrong[:60])
    assert score.rows[0] == score.rows[1], told
    assert score.fields[1] >= 0.98 * score.fields[0], f"{score.fields}\n{told}"
    assert score.points[1] >= 0.95 * score.points[0], f"{score.points}\n{told}"


def test_workbooks_of_other_offices_are_read_as_they_were_written(tmp_path: Path) -> None:
    """Sixty-four layouts: every row, at least 98 of a hundred fields, 95 of a hundred points."""
    score = Score()
    for start in range(0, len(SEEDS), 16):
        path, registers = book(tmp_path, range(start, start + 16))
        checked = check(read_workbook(path, name=path.name), LAND, {})
        for sheet, made in zip(checked.sheets, registers, strict=True):
            score.of(sheet, made, sheet.name)
            nothing_sensitive(sheet, made)
    held(score)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_text_files_of_other_offices_are_read_as_they_were_written(
    tmp_path: Path, encoding: str
) -> None:
    """The same registers as text, of one header line, with commas or tabs."""
    score = Score()
    for seed in TEXTS:
        office = Office(seed)
        office.levels = 1
        made = office.write(None)
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(as_text(made, ",\t"[seed % 2]).encode(encoding))
        (sheet,) = check(read_workbook(path, name=path.name), LAND, {}).sheets
        score.of(sheet, made, path.name)
        nothing_sensitive(sheet, made)
    held(score)
