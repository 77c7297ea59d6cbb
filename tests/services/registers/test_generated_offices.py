"""Unseen registers of other offices against their truth: rows, fields, points, and nothing sensitive."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from tests.registers_of_offices import SECRETS, VILLAGES, Register, make

from xiangxian.domain.native_places import Homeland
from xiangxian.domain.values import Severity
from xiangxian.services.registers.check import check
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.report import canonical
from xiangxian.services.registers.sheets import Checked, RecordRow

LAND = Homeland("句容市后白镇", frozenset(VILLAGES))
SEEDS = 60


def plainly(record: RecordRow) -> dict[str, Any]:
    """A record as the truth writes it."""
    found: dict[str, Any] = {}
    for name, value in record.values.items():
        if name == "native_place":
            found |= {"village": value.village, "group": value.group}
        elif name == "employments":
            found["post"] = [value[0].organisation, value[0].position]
        elif name == "birth":
            found["birth"] = value.iso()
        elif name == "total_investment_wan":
            found["amount"] = canonical(value)
        elif name == "referrers":
            found["referrers"] = [each.name for each in value]
        else:
            found[name] = canonical(value)
    return {name: value for name, value in found.items() if value is not None}


def stored(checked: Checked) -> str:
    """Everything of a file that an import could store, or a report could say."""
    return json.dumps(
        [
            [
                [canonical(v) for v in record.values.values()],
                record.kept,
                record.written,
                [str(point.raw) for point in record.points],
            ]
            for sheet in checked.sheets
            for record in sheet.records
        ],
        ensure_ascii=False,
        default=str,
    )


def compared(made: Register, checked: Checked) -> tuple[Counter[str], list[str]]:
    """How many rows, fields and points are right of how many, and what is wrong."""
    key = "name" if made.kind == "persons" else "project_name"
    read = {plainly(each)[key]: each for sheet in checked.sheets for each in sheet.records}
    count: Counter[str] = Counter(rows=len(made.rows), rows_right=0)
    faults = []
    if extra := set(read) - {row.values[key] for row in made.rows}:
        faults.append(f"{made.path.name}: no record {extra}")
    for row in made.rows:
        record = read.get(row.values[key])
        if record is None:
            faults.append(f"{made.path.name}: lost {row.values[key]}")
            continue
        count["rows_right"] += 1
        said = plainly(record)
        for name, value in row.values.items():
            count["fields"] += 1
            if said.get(name) == value:
                count["fields_right"] += 1
            else:
                faults.append(
                    f"{made.path.name}: {name} {value!r} read as {said.get(name)!r} from {record.written}"
                )
        review = {point.code for point in record.points if point.severity is Severity.REVIEW}
        count["points"] += len(row.points | review)
        count["points_right"] += len(row.points & review)
        faults += [f"{made.path.name}: point {code}" for code in row.points ^ review]
    return count, faults


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], list[str], str]:
    """All seeds read once."""
    directory = tmp_path_factory.mktemp("offices")
    total: Counter[str] = Counter()
    faults: list[str] = []
    texts = []
    for seed in range(SEEDS):
        made = make(directory, seed)
        checked = check(read_workbook(made.path, name=made.path.name), LAND, {})
        count, wrong = compared(made, checked)
        total += count
        faults += wrong
        texts.append(stored(checked))
    return total, faults, "\n".join(texts)


def test_nobody_is_lost_and_nobody_invented(
    results: tuple[Counter[str], list[str], str],
) -> None:
    """Every row that was written is a record, and nothing else is."""
    count, faults, _ = results
    assert count["rows"] == count["rows_right"], faults
    assert not [fault for fault in faults if "no record" in fault]


def test_fields_are_read_as_they_were_meant(results: tuple[Counter[str], list[str], str]) -> None:
    """At least 98 of 100."""
    count, faults, _ = results
    assert count["fields"] > 1_500
    assert count["fields_right"] >= 0.98 * count["fields"], faults


def test_doubtful_cells_are_pointed_at(results: tuple[Counter[str], list[str], str]) -> None:
    """At least 95 of 100 points, those made and those due together."""
    count, faults, _ = results
    assert count["points"] > 50
    assert count["points_right"] >= 0.95 * count["points"], faults


def test_nothing_sensitive_is_stored(results: tuple[Counter[str], list[str], str]) -> None:
    """Nowhere: no value, no kept column, no text of a cell."""
    _, _, text = results
    assert not [each for each in SECRETS if each in text]
