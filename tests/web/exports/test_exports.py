"""What leaves the office by its pages: lists, cards, the county's table, what became of each."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.county_forms.test_county_forms import county_table
from web.conftest import Office, post, token


def made(client: FlaskClient, **fields: str) -> str:
    """One more person; gives the address of the page."""
    return post(client, "/people/new", **fields).headers["Location"]


def drop(client: FlaskClient, path: Path, at: str = "/people/form/") -> TestResponse:
    """Drop the county's table."""
    data = {"csrf_token": token(client), "file": (io.BytesIO(path.read_bytes()), path.name)}
    return client.post(at, data=data, content_type="multipart/form-data")


def test_the_page_says_who_is_on_it_and_what_is_wrong(client: FlaskClient) -> None:
    """Figures and reasons before the file; a fault keeps what was typed; cards for calls only."""
    made(client, name="甲", phones="13000000001")
    made(client, name="乙", deceased="1")
    made(client, name="丙", phones="13000000003", consent_withdrawn_on="2026年5月")
    page = client.get("/people/export?way=call").get_data(as_text=True)
    assert "<small>1人</small>" in page
    assert "已故1位" in page
    assert "丙（本人撤回了同意）" in page
    assert "1位的联系方式来源说不清" in page
    assert 'value="vcf"' in page
    assert 'value="vcf"' not in client.get("/people/export?way=letter").get_data(as_text=True)
    refused = post(
        client,
        "/people/export",
        way="call",
        purpose="拜年",
        recipient="",
        form="vcf",
        columns="name",
    )
    assert refused.status_code == 422
    html = refused.get_data(as_text=True)
    assert "请写清给谁用" in html
    assert 'value="拜年"' in html
    assert 'value="vcf" checked' in html


def test_the_same_page_sends_a_second_file(office: Office, client: FlaskClient) -> None:
    """It stays open while its file is saved: tapped again, another list leaves, with its own mark."""
    made(client, name="甲", phones="13000000001")
    change = office.act()
    said = {
        "way": "call", "purpose": "拜年", "recipient": "主任", "form": "vcf",
        "columns": ["name", "phones"], "change_id": change,
    }  # fmt: skip
    names = [post(client, "/people/export", **said).headers["Content-Disposition"] for _ in "12"]
    assert len(set(names)) == 2
    assert [entry.why for entry in office.store.log(limit=2)] == ["export.contacts"] * 2
    page = client.get("/people/export?way=call").get_data(as_text=True)
    assert "以前的名单上已附过说明" in page


def test_what_became_of_a_list_is_noted_by_one_tap(
    office: Office, client: FlaskClient, clock: object
) -> None:
    """On the page of lists, the export page and the greetings' page; the inspector only looks."""
    made(client, name="甲")
    post(client, "/people/export", purpose="寄信", recipient="党政办", columns="name")
    for path in ("/exports/", "/people/export", "/greetings/"):
        page = client.get(path).get_data(as_text=True)
        assert "已收回" in page, path
        assert "党政办" in page, path
    found = re.search(
        r'action="(/exports/[0-9a-f-]{36})"', client.get("/exports/").get_data(as_text=True)
    )
    assert found
    inspector = office.client("jiancha")
    seen = inspector.get("/log/exports").get_data(as_text=True)
    assert "在外面" in seen
    assert 'value="returned"' not in seen
    assert post(inspector, found[1], ended="returned").status_code == 403
    bad = post(client, found[1], ended="burnt")
    assert bad.status_code == 422
    assert "只能记" in bad.get_data(as_text=True)
    clock.move(timedelta(days=40))  # type: ignore[attr-defined]
    client = office.client("ganshi")
    assert "出去满30天" in client.get("/exports/").get_data(as_text=True)
    answer = post(client, found[1], ended="destroyed", next="/greetings/")
    assert answer.headers["Location"] == "/greetings/"
    page = client.get("/exports/").get_data(as_text=True)
    assert "已销毁" in page
    assert "出去满30天" not in page
    assert "已销毁" in office.client("jiancha").get("/log/exports").get_data(as_text=True)
    post(client, found[1], ended="", next="//elsewhere.example")
    assert "在外面" in client.get("/exports/").get_data(as_text=True)


def test_the_countys_table_by_its_pages(
    office: Office, client: FlaskClient, tmp_path: Path
) -> None:
    """Dropped, looked at, one column changed, taken away; without a purpose nothing leaves."""
    made(client, name="甲", phones="13000000001", city="南京")
    made(client, name="乙", deceased="1")
    path = county_table(tmp_path / "县里的表.xlsx")
    answer = drop(client, path, "/people/form/?q=")
    where = answer.headers["Location"]
    page = client.get(where).get_data(as_text=True)
    assert "我们从不存的栏空着：政治面貌" in page
    assert "没有可填的栏空着：校友会、荣誉证书编号" in page
    assert "从第5行填起" in page
    assert "已故1位" in page
    choices = dict(re.findall(r'name="col\.([A-I])".*?value="([^"]*)" selected', page))
    assert choices["F"] == "phones"
    form = {f"col.{letter}": code for letter, code in choices.items()} | {
        "col.H": "city", "sheet": "在外乡贤", "shown": "在外乡贤", "examples": "over",
    }  # fmt: skip
    again = post(client, where, act="look", **form).get_data(as_text=True)
    assert re.search(r'name="col\.H".*?value="city" selected', again)
    assert "南京" in again
    before = office.store.revision()
    refused = post(client, where, act="fill", recipient="县里", **form)
    assert refused.status_code == 422
    assert "请写清用途" in refused.get_data(as_text=True)
    assert 'value="县里"' in refused.get_data(as_text=True)
    odd = post(client, where, act="fill", purpose="报", recipient="县里", **{**form, "col.B": "xx"})
    assert odd.status_code == 422
    assert office.store.revision() == before
    taken = post(client, where, act="fill", purpose="报数", recipient="县里", **form)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.data))["在外乡贤"]
    assert [sheet.cell(5, place).value for place in (1, 2, 6, 8)] == [
        1,
        "甲",
        "13000000001",
        "南京",
    ]
    assert "由对方留存" in client.get("/exports/").get_data(as_text=True)


def test_a_table_that_cannot_be_filled_is_refused(client: FlaskClient, tmp_path: Path) -> None:
    """In one sentence; another session's table is nobody's."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook")
    refused = drop(client, path)
    assert refused.status_code == 422
    assert "没有填" in refused.get_data(as_text=True)
    empty = post(client, "/people/form/")
    assert empty.status_code == 422
    assert client.get("/people/form/0123456789abcdef").status_code == 404
