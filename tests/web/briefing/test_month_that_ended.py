"""月报 of the month that ended; what an old ledger brought in is no work of any month."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from acts import new_id
from conftest import REGISTERS
from web.briefing.test_leaders import paper, text_of
from web.conftest import Office
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import StageStep
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.services.lists import counts as tallies
from xiangxian.services.registers.importing.known import homeland
from xiangxian.services.registers.importing.load import load
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import Query

pytestmark = pytest.mark.calendar


def brought_in(office: Office, name: str, now: datetime) -> int:
    """Bring in one of the sample registers; how many introductions it made."""
    local = gate.local_viewer(office.store)
    register = read_workbook(Path(REGISTERS / name), name=name)
    checked = check(register, homeland(office.store, viewer=local), {})
    return load(
        office.store, checked, origin=None, change_id=new_id(), viewer=local, now=now
    ).introductions


def test_an_old_ledger_is_told_beside_the_month(
    office: Office, clock: Callable[[], datetime]
) -> None:
    """Its introductions are counted apart on page, in Word and in Excel; one written by hand in the
    same month is the month's."""
    count = brought_in(office, "03_returning_projects.xlsx", clock())
    assert count > 1
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), local.unit)
    project = draft.add(Project(name="手记的项目"))
    by = draft.add(Person(name="手记的人"))
    draft.add(Introduction(by=by, of=project, project=project, state="recorded"))
    office.store.apply(draft.change_set(local, clock(), "demo.found"))
    client = office.client("lingdao")
    month = f"{clock():%Y-%m}"
    page = text_of(client, f"/reports/?month={month}")
    assert f"另从台账补记{count}条" in page
    assert "登记引荐1条" in page
    word = paper(client.get(f"/reports/monthly.docx?month={month}").get_data())
    assert f"登记引荐1条。另从台账补记{count}条。" in word
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/reports/monthly.xlsx?month={month}").get_data())
    )
    assert f"登记引荐1条。另从台账补记{count}条。" in [row[1] for row in book["汇总"].values]


def test_the_report_opens_the_month_that_ended(office: Office) -> None:
    """The present month and the others are in the list."""
    html = office.client("lingdao").get("/reports/").get_data(as_text=True)
    assert re.findall(r'<option value="([^"]+)" selected', html) == ["2026-10"]
    assert '<option value="2026-11"' in html


def test_what_the_stations_say_is_in_talks_is_counted(
    office: Office, clock: Callable[[], datetime]
) -> None:
    """Their 进度 gives the stage, and the step says so; who was put off is not in talks."""
    brought_in(office, "04_station_weekly.xlsx", clock())
    client = office.client("lingdao")
    counted = re.search(r"还在谈的 (\d+)个", text_of(client, "/network/"))
    local = gate.local_viewer(office.store)
    counts = {row.label: row.number for row in tallies_of(office, local, "stages")}
    assert counted
    assert int(counted[1]) == counts["在谈"] > 1
    assert counts["暂缓"] >= 1
    projects = [
        Project.parsed(node.values) for node in office.store.find(Query("project", limit=200)).nodes
    ]
    steps = [step for each in projects for step in each.stages]
    assert "进度栏写的：首次拜访" in {step.note for step in steps}


def tallies_of(office: Office, viewer: gate.Viewer, code: str) -> tuple[tallies.CountRow, ...]:
    """The rows of one chart."""
    found = tallies.tallies(office.store, viewer=viewer)
    return next(each.rows for each in found if each.code == code)


def test_a_year_that_is_not_written_is_that_of_signing_and_says_so(
    office: Office, clock: Callable[[], datetime]
) -> None:
    """Signing before registration; the chart, the list that it opens and the project's page agree."""
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), local.unit)

    def on(year: int) -> PartialDate:
        return PartialDate(year=year)

    signed, registered = (
        StageStep(stage="signed", on=on(2023)),
        StageStep(stage="registered", on=on(2024)),
    )
    first = draft.add(Project(name="签约的项目", stages=(signed, registered)))
    draft.add(Project(name="注册的项目", stages=(registered,)))
    draft.add(Project(name="写明的项目", year=on(2021), stages=(signed,)))
    draft.add(Project(name="没日子的项目"))
    office.store.apply(draft.change_set(local, clock(), "demo.found"))
    rows = {row.label: row.number for row in tallies_of(office, local, "years")}
    assert rows == {"2021年": 1, "2023年": 1, "2024年": 1, "回归年份没填": 1}
    client = office.client("lingdao")
    assert "2023年（没写，照签约的日子）" in text_of(client, f"/projects/{first}")
    listed = text_of(client, "/projects/?if=year.from.2023年&if=year.to.2023年")
    assert "签约的项目" in listed
    assert "注册的项目" not in listed
    assert "写明的项目" not in listed
