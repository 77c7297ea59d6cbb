"""The board that a leader opens: tools first, ten projects, narrowed by stage and leader, and every
sentence with what was decided."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient

from acts import new_id
from web.conftest import TOWNSHIP, Office, post
from web.recognition.test_recognition import send
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.amounts import read_money
from xiangxian.services import gate
from xiangxian.services.briefing.fact_sheets import board_sheet, project_sheet
from xiangxian.services.drafts import Draft
from xiangxian.services.pictures.project import project_picture

pytestmark = pytest.mark.calendar


def main_of(client: FlaskClient, path: str) -> str:
    """The main part of a page."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True).split("<main")[1].split("</main>")[0]


def said(html: str) -> str:
    """What a part of a page says."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def filled(office: Office, clock: object, count: int = 12, amount: str = "") -> dict[str, str]:
    """So many projects that 笪建国 introduced, by turns of two leaders and at two stages; the first
    has two pieces of evidence, the second one, the third no leader."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    ids = {"甲": draft.add(Person(name="笪建国"))}
    for number in range(count):
        pieces = tuple(
            draft.add(Evidence(name=f"合同{number}之{each}", evidence_kind="other"))
            for each in range(max(2 - number, 0))
        )
        ids[f"project{number}"] = project = draft.add(
            Project(
                name=f"苏城项目{number}",
                stage=("signed", "negotiating")[number % 2],
                liaison_leader=None if number == 2 else ("王镇长", "王镇长、李书记")[number % 2],
                agreed=read_money(amount).value if amount and number == 0 else None,
                evidence=pieces,
            )
        )
        claim = Introduction(by=ids["甲"], of=project, project=project, state="recorded")
        ids[f"claim{number}"] = draft.add(claim)
    office.store.apply(draft.change_set(viewer, clock(), "demo.found"))  # type: ignore[operator]
    return ids


def test_the_board_shows_ten_after_its_tools_and_then_all(office: Office, clock: object) -> None:
    """The tools stand before the first project; the button opens the rest."""
    filled(office, clock)
    client = office.client("lingdao")
    html = main_of(client, "/network/")
    assert html.index("data-tools") < html.index('class="board"')
    assert html.count('class="board-title"') == 10
    assert "全部12个项目" in said(html)
    assert main_of(client, "/network/?all=1").count('class="board-title"') == 12


def test_the_board_is_narrowed_by_stage_and_leader(office: Office, clock: object) -> None:
    """Each of two leaders in one cell is found; who has none is a choice; 全部 keeps the choice."""
    filled(office, clock, 30)
    client = office.client("lingdao")
    html = main_of(client, "/network/")
    assert re.findall(r'<option value="[^"]*">([^<]+（\d+）)', html) == [
        "在谈（15）",
        "签约（15）",
        "李书记（15）",
        "王镇长（29）",
        "没写挂钩领导（1）",
    ]
    both = main_of(client, "/network/?stage=negotiating&leader=李书记")
    assert "全部15个项目" in said(both)
    assert "stage=negotiating&amp;leader=" in both
    assert "苏城项目2 签约" in said(main_of(client, "/network/?leader=-"))
    assert "这样筛没有项目" in said(main_of(client, "/network/?stage=negotiating&leader=-"))


def test_a_line_says_its_project_once_and_leads_to_its_evidence(
    office: Office, clock: object
) -> None:
    """One piece opens itself, several the list on the project's page."""
    ids = filled(office, clock, 2)
    client = office.client("lingdao")
    html = main_of(client, "/network/")
    for line in re.findall(r'<li[^>]*>\s*<div class="board-line".*?</li>', html, re.S):
        assert said(line).count("苏城项目") == 1
        assert said(line).count("笪建国") == 1
    assert f'href="/projects/{ids["project0"]}#proofs"' in html
    proofs = main_of(client, f"/projects/{ids['project0']}").split('id="proofs"')[1]
    assert {"合同0之0", "合同0之1"} <= set(re.findall(r"合同\d之\d", proofs.split("</section>")[0]))
    (only,) = re.findall(r'<a class="proof" href="([^"]+)" title="合同1之0"', html)
    assert "合同1之0" in said(main_of(client, only))


def test_what_a_case_decided_stands_in_every_sentence(office: Office, clock: object) -> None:
    """Board, project, picture, the sheets for leaders, and the workbook say it; the state is said of
    the story, before the decision."""
    ids = filled(office, clock, 1)
    clerk = office.client("ganshi")
    case = post(clerk, "/recognition/open", project=ids["project0"]).headers["Location"]
    typed = {"decided_by": "办公会", "on": "2026年11月24日", "reason": "一致", "acknowledged": "1"}
    assert send(clerk, f"{case}/decision", winner=ids["甲"], **typed)[0] == 303
    words = "第一引荐人：笪建国（2026年11月认定）。"
    client = office.client("lingdao")
    for path in ("/network/", f"/projects/{ids['project0']}", f"/people/{ids['甲']}"):
        assert said(main_of(client, path)).count(words) == 1, path
    viewer, day = gate.local_viewer(office.store), date(2026, 11, 30)
    given = {"viewer": viewer, "measure": "agreed"}
    for sheet in (
        board_sheet(office.store, TOWNSHIP, day, **given),
        project_sheet(office.store, ids["project0"], TOWNSHIP, day, **given),
    ):
        assert f"。待证实。{words}" in "".join(piece.text for piece in sheet.pieces)
    picture = project_picture(
        office.store, ids["project0"], viewer=viewer, address=lambda kind, id_: f"/{kind}/{id_}"
    )
    assert picture["summary"].endswith(words)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/network/table.xlsx").data))
    assert any(words in str(row) for row in book["谁牵的线"].values)


def test_no_table_is_full_of_amounts_that_are_not_there(office: Office, clock: object) -> None:
    """Without any amount there is no column of them, and one line leads to the projects; with one,
    the others are named in a line."""
    ids = filled(office, clock, 3)
    client = office.client("lingdao")
    for path in (
        "/network/introducers",
        "/network/breakdowns/?by=village",
        "/figures/in_progress",
        f"/projects/{ids['project0']}",
    ):
        html = main_of(client, path)
        assert 'class="amount"' not in html, path
        for table in re.findall(r"<table.*?</table>", html.replace("老家村没填", ""), re.S):
            assert re.search("[没未]填", table) is None, path
        assert html.count("data-unfilled") == 1, path


def test_the_unfilled_are_named_beside_those_with_an_amount(office: Office, clock: object) -> None:
    """Page and workbook name them in one line."""
    filled(office, clock, 3, "1000万元")
    client = office.client("lingdao")
    html = main_of(client, "/network/introducers")
    assert "金额没填的2个：苏城项目1、苏城项目2" in said(html)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/network/table.xlsx").data))
    rows = [[cell for cell in row if cell] for row in book["谁牵的线"].values]
    assert any("金额没填的2个" in str(row) and "苏城项目1" in str(row) for row in rows)
    assert not any(cell == "金额未填" for row in rows for cell in row)


def test_the_filing_form_says_the_project_once(office: Office, clock: object) -> None:
    """Whom a claim on the project itself introduced is its investor, and nobody where none is
    known; no label of the form is broken into two lines."""
    ids = filled(office, clock, 1)
    clerk = office.client("ganshi")
    case = post(clerk, "/recognition/open", project=ids["project0"]).headers["Location"]
    (filing,) = set(re.findall(r'href="([^"]+)"[^>]*>[^<]*备案表', main_of(clerk, case)))
    document = docx.Document(io.BytesIO(clerk.get(unescape(filing)).data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cells.count("苏城项目0") == 3  # one cell over three columns
    assert cells[cells.index("被引荐方") + 1] == ""
    assert "与投资方关系" in cells
