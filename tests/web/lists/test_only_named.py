"""People of whom there is only a name are counted apart, and no sentence says where they are from."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from acts import new_id
from web.briefing.test_leaders import text_of
from web.conftest import Office, post
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.values.native_places import Homeland
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.services.introductions.attribution import Outcome
from xiangxian.services.introductions.stories import project_story
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.open_register import read_workbook

pytestmark = pytest.mark.calendar


def filled(office: Office, now: datetime) -> dict[str, str]:
    """Two of whom there is a name alone, and four of whom there is more; one returns, one brings."""
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), local.unit)
    village = draft.add(Place(name="王庄村", level="village"))
    ids = {
        "甲": draft.add(Person(name="示例甲")),
        "乙": draft.add(Person(name="示例乙")),
        "丙": draft.add(Person(name="示例丙", home_village=village)),
        "丁": draft.add(Person(name="示例丁")),
        "戊": draft.add(Person(name="示例戊", native_place_written="句容后白")),
        "己": draft.add(Person(name="示例己", native=False)),
    }
    draft.tie(Employment(), ids["丁"], draft.add(Organisation(name="示例公司")))
    ids["回"] = draft.add(Project(name="回来的项目", natives=(ids["甲"],)))
    for name in ("乙", "戊"):
        ids[f"{name}的"] = project = draft.add(Project(name=f"{name}的项目"))
        draft.add(Introduction(by=ids[name], of=project, project=project, state="recorded"))
    office.store.apply(draft.change_set(local, now, "demo.found"))
    return ids


def test_the_home_page_counts_them_apart_and_opens_them(
    office: Office, clock: Callable[[], datetime]
) -> None:
    """A village, an employer, a native place or being a guest is more than a name; the list that
    the figure opens has as many, and each list says the same."""
    filled(office, clock())
    client = office.client("ganshi")
    assert "册里4位，另有2位只有姓名" in text_of(client, "/")
    assert "册里4位，另有2位只有姓名" in text_of(client, "/people/")
    (path,) = re.findall(r'href="([^"]*)">另有', client.get("/").get_data(as_text=True))
    listed = text_of(client, unescape(path))
    assert "2位，都只有姓名" in listed
    assert "示例甲" in listed
    assert "示例丙" not in listed
    assert "示例丁" not in listed


def test_a_sentence_says_the_township_only_where_it_is_recorded(
    office: Office, clock: Callable[[], datetime]
) -> None:
    """Who is only named is from nowhere; self-return and introducers stay what they were."""
    ids = filled(office, clock())
    local = gate.local_viewer(office.store)
    told = {
        name: project_story(office.store, ids[name], viewer=local)
        for name in ("回", "乙的", "戊的")
    }
    assert told["回"].outcome is Outcome.SELF_RETURN
    assert told["回"].sentence.startswith("示例甲本人回乡投资")
    assert told["乙的"].outcome is Outcome.INTRODUCED
    assert told["乙的"].sentence.startswith("经示例乙牵线")
    assert told["戊的"].sentence.startswith("经示例戊（后白镇人）牵线")
    assert told["回"].natives[0].native


def test_the_totals_of_lists_that_leave_tell_them_apart(
    office: Office, clock: Callable[[], datetime], tmp_path: Path
) -> None:
    """On the page, below the sheet, and on the page of the county's form; the sheet comes back."""
    filled(office, clock())
    client = office.client("ganshi")
    assert "位只有姓名" in client.get("/people/export").get_data(as_text=True)
    assert "位只有姓名" in client.get("/people/form/").get_data(as_text=True)
    sent = {"purpose": "核对名单", "recipient": "党政办", "columns": "name"}
    answer = post(client, "/people/export", **sent)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    last = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(re.fullmatch(r"合计：\d+人（其中\d+位只有姓名）", each) for each in last)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(answer.data)
    read = check(read_workbook(path, name=path.name), Homeland("句容市后白镇"), {})
    people = [row for each in read.sheets for row in each.records]
    assert len(people) == sum("示例" in each for each in last)
