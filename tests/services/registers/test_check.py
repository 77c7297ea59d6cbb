"""The sample registers are read exactly as their truth says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.access.township_data import country
from xiangxian.services.duplicates.traits import alike
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.reading.titles import period_of
from xiangxian.services.registers.session.report import report
from xiangxian.services.registers.workbook.open_register import read_workbook

REGISTERS = Path(__file__).parents[2] / "registers"
TOWNSHIP = "句容市后白镇"


def homeland() -> Homeland:
    """The township as the list of places knows it."""
    land = country(TOWNSHIP)
    return Homeland(TOWNSHIP, frozenset(land.villages), land.former, land.former_towns)


def truth(name: str) -> dict[str, Any]:
    """What the sample is meant to say."""
    content: dict[str, Any] = json.loads((REGISTERS / f"{name}.expected.json").read_text("utf-8"))
    return content


def known_people() -> dict[str, int]:
    """The names of the village register, as after its import."""
    sheets = truth("01_village_register")["sheets"]
    return Counter(
        record["name"]
        for sheet in sheets
        if sheet["kind"] == "persons"
        for record in sheet["records"]
    )


def checked(name: str) -> dict[str, Any]:
    """What the program reads in the sample (03 and 04 with 01 imported)."""
    workbook = read_workbook(REGISTERS / f"{name}.xlsx", name=f"{name}.xlsx")
    known = {} if name.startswith("01") else known_people()
    return json.loads(json.dumps(report(check(workbook, homeland(), known))))  # type: ignore[no-any-return]


def records(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """A sheet's records without what only the truth knows."""
    return [
        {key: value for key, value in record.items() if key not in {"truth_id", "status"}}
        for record in sheet["records"]
    ]


def problems(sheet: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    """A sheet's points, each with the value that was understood."""
    return Counter(
        (
            p["row"],
            p["col"],
            p["code"],
            p["severity"],
            json.dumps(p.get("expected"), sort_keys=True),
        )
        for p in sheet["problems"]
    )


@pytest.mark.parametrize(
    "name", ["01_village_register", "03_returning_projects", "04_station_weekly"]
)
def test_a_register_is_read_as_its_truth_says(name: str) -> None:
    """Columns, records, points and skipped rows of every sheet are those of the truth."""
    expected, found = truth(name), checked(name)
    assert [sheet["name"] for sheet in found["sheets"]] == [s["name"] for s in expected["sheets"]]
    for mine, theirs in zip(found["sheets"], expected["sheets"], strict=True):
        for part in ("kind", "title_rows", "header_rows", "columns", "skipped_rows"):
            assert mine[part] == theirs[part], (mine["name"], part)
        assert records(mine) == records(theirs), mine["name"]
        assert problems(mine) == problems(theirs), mine["name"]
    for key in ("records", "ok", "needs_review", "skipped_rows"):
        assert found["totals"][key] == expected["totals"][key]


def test_what_is_never_stored_is_not_repeated_either() -> None:
    """The report says that 政治面貌 was there and nothing of what stood in it."""
    found = checked("01_village_register")
    assert found["dropped"] == ["政治面貌"]
    text = json.dumps(found, ensure_ascii=False)
    assert not any(word in text for word in ("中共党员", "民盟盟员", "无党派人士"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("新材料功能膜项目", "高端功能膜生产基地项目", True),
        ("生物科技项目", "（洽谈期名称）深圳朗岳农业科技", False),
        ("智能装备项目", "智能装备", True),
        ("项目", "项目", False),
    ],
)
def test_names_are_alike_by_what_is_their_own(one: str, other: str, *, same: bool) -> None:
    """The words that every project bears make no two of them one."""
    assert alike(one, other) is same


@pytest.mark.parametrize(
    ("titles", "days"),
    [
        (["周报", "组别：一组　2025年12月8日-2025年12月12日"], ("2025-12-08", "2025-12-12")),
        (["2025.12.29—2026.1.4"], ("2025-12-29", "2026-01-04")),
        (["填报时间：2025年12月12日"], None),
        (["2025年13月8日-2025年12月12日"], None),
    ],
)
def test_a_period_is_two_days(titles: list[str], days: tuple[str, str] | None) -> None:
    """One day is when the report was made, not what it is about."""
    found = period_of(titles)
    assert (tuple(day.isoformat() for day in found) if found else None) == days
