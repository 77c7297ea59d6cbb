"""村里核对 by its pages: sheets out by one click, many files back, one of them broken."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.test import TestResponse

from web.conftest import Office, names, post, token
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.store.base import Query
from xiangxian.web.registers.opened_files import OpenedFiles

pytestmark = pytest.mark.calendar


def village(client: FlaskClient, name: str, *people: str) -> str:
    """A village with people, the first without a number; gives its id."""
    where = post(client, "/places/new", name=name, level="village").headers["Location"]
    id_ = where.rpartition("/")[2]
    for number, person in enumerate(people):
        phones = f"1300000{number:04}" if number else ""
        post(client, "/people/new", **{"name": person, "home_village.id": id_, "phones": phones})
    return id_


def give(client: FlaskClient, **data: object) -> TestResponse:
    """Press a button of the page that hands out."""
    return post(client, "/village-rounds/hand-out", **data)


def round_of(client: FlaskClient) -> str:
    """The address of the open round."""
    return client.get("/village-rounds/").headers["Location"]


def changed(content: bytes, row: int, header: str, text: str) -> bytes:
    """A sheet with one cell changed by the village."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    column = next(cell.column for cell in sheet[3] if cell.value == header)
    sheet.cell(row, int(column)).value = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(client: FlaskClient, at: str, *files: tuple[str, bytes]) -> TestResponse:
    """Drop several files at once."""
    sent = [(io.BytesIO(content), name) for name, content in files]
    data = {"csrf_token": token(client), "file": sent}
    return client.post(f"{at}/files", data=data, content_type="multipart/form-data")


def buttons(html: str, name: str) -> list[str]:
    """The values of the buttons of a name."""
    return re.findall(rf'name="{name}" value="([^"]+)"', html)


def acts(html: str) -> dict[str, str]:
    """The acts that the page would take sheets in by."""
    return dict(re.findall(r'name="(act\.[^"]+)" value="([^"]+)"', html))


def ticks(html: str, *, everything: bool = True) -> dict[str, list[str]]:
    """The lines that the page offers, as its form sends them; all ticked, or none."""
    found: dict[str, list[str]] = {}
    for name, place in re.findall(r'name="(lines\.[^"]+)" value="([^"]+)"', html):
        found.setdefault(name, []).append(place)
        if everything:
            found.setdefault(name.replace("lines.", "take."), []).append(place)
    return found


def test_a_village_gets_its_sheet_by_one_click(client: FlaskClient) -> None:
    """On its own page: how many, how many without a number, and the sheet."""
    id_ = village(client, "王庄村", "王甲", "王乙")
    html = client.get(f"/places/{id_}").get_data(as_text=True)
    assert "王庄村 2人，1位缺电话" in html
    assert "给王庄村的核对表" in html
    answer = give(client, only=id_)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(".xlsx")
    home = client.get("/").get_data(as_text=True)
    assert "村里核对表：0个已交，1个未交" in home
    assert "王庄村" in client.get("/exports/").get_data(as_text=True)
    assert "王庄村" in client.get(round_of(client)).get_data(as_text=True)


def test_nothing_chosen_is_said_and_nothing_leaves(client: FlaskClient) -> None:
    """No village ticked, an empty one, a record that is none: a sentence or not found."""
    empty = village(client, "空村")
    refused = give(client)
    assert refused.status_code == 422
    assert "请先勾选要发的村" in refused.get_data(as_text=True)
    refused = give(client, village=[empty])
    assert refused.status_code == 422
    assert "还没有在册的人" in refused.get_data(as_text=True)
    assert give(client, village=["nobody"]).status_code == 404
    assert client.get("/village-rounds/").status_code == 200


def test_sheets_come_back_together_and_one_of_them_is_broken(
    office: Office, client: FlaskClient
) -> None:
    """The broken one is named with its sentence; the others are shown, taken in, and taken back."""
    village(client, "甲村", "王甲", "王乙")
    village(client, "乙村", "李丙")
    packed = give(client, all="1")
    assert packed.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.data)) as parcel:
        files = {name.partition("-")[0]: parcel.read(name) for name in parcel.namelist()}
    assert set(files) == {"甲村", "乙村"}
    at = round_of(client)
    first = changed(files["甲村"], 4, "手机", "13911112222")
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as parcel:
        parcel.writestr("乙村.xlsx", files["乙村"])
    broken = files["甲村"][:300]
    sent = send(client, at, ("甲.xlsx", first), ("坏.xlsx", broken), ("其他.zip", again.getvalue()))
    assert sent.status_code == 303
    html = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert "《坏.xlsx》不完整或已损坏" in html
    assert "→" not in html.split("王甲")[0]
    assert "手机 13911112222" in html
    assert "和册里一样，没有要改的" in html
    assert "1个已交" not in client.get(at).get_data(as_text=True)
    keys = buttons(html, "part")
    assert len(keys) == 2
    done = post(client, f"{at}/back", **acts(html), **ticks(html))
    assert done.headers["Location"] == at
    html = client.get(at).get_data(as_text=True)
    assert "2个已交，0个未交" in html
    assert "收下了甲村、乙村的核对表" in html or "收下了乙村、甲村的核对表" in html
    batch = re.search(r'href="(/imports/[^"]+)">看改了什么', html)
    assert batch
    post(client, f"{batch[1]}/undo")
    assert "1个已交，1个未交" in client.get(at).get_data(as_text=True)
    assert names(office) == ["李丙", "王乙", "王甲"]


def test_a_return_without_changes_is_taken_back_too(client: FlaskClient) -> None:
    """撤回 behind 「收下了」 makes the village 未交 again."""
    id_ = village(client, "甲村", "王甲")
    sheet = give(client, only=id_).data
    at = round_of(client)
    html = client.get(send(client, at, ("甲.xlsx", sheet)).headers["Location"]).get_data(
        as_text=True
    )
    (key,) = buttons(html, "part")
    post(client, f"{at}/back", part=key, **acts(html), **ticks(html))
    html = client.get(at).get_data(as_text=True)
    assert "1个已交，0个未交" in html
    act = re.search(r'name="undone" value="([^"]+)"', html)
    assert act
    post(client, "/undo", undone=act[1])
    assert "0个已交，1个未交" in client.get(at).get_data(as_text=True)


def test_whose_sheet_it_is_is_asked(office: Office, client: FlaskClient) -> None:
    """A file that names no village: the clerk says whose, or throws it away."""
    id_ = village(client, "甲村", "王甲")
    give(client, only=id_)
    at = round_of(client)
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["姓名", "手机"])
    sheet.append(["王新", "13000001234"])
    target = io.BytesIO()
    book.save(target)
    back = send(client, at, ("表.xlsx", target.getvalue())).headers["Location"]
    html = client.get(back).get_data(as_text=True)
    assert "看不出这是哪个村的表" in html
    (key,) = buttons(html, "whose")
    refused = post(client, f"{at}/whose", whose=key)
    assert refused.status_code == 422
    assert "请先选这是哪个村的表" in refused.get_data(as_text=True)
    assert post(client, f"{at}/back", part=key).status_code == 422
    post(client, f"{at}/whose", whose=key, **{f"village.{key}": id_})
    html = client.get(back).get_data(as_text=True)
    assert "新的人" in html
    post(client, f"{at}/back", part=key, **acts(html), **ticks(html))
    again = post(client, f"{at}/back", part=key, **acts(html), **ticks(html))
    assert again.headers["Location"] == at
    assert names(office) == ["王新", "王甲"]
    back = send(client, at, ("表.xlsx", target.getvalue())).headers["Location"]
    (key,) = buttons(client.get(back).get_data(as_text=True), "drop")
    post(client, f"{at}/whose", drop=key)
    assert "没有等着看的表" in client.get(back).get_data(as_text=True)


def test_what_is_no_list_and_no_file_is_said(client: FlaskClient) -> None:
    """Nothing chosen, a sheet without names, a ZIP without tables: one sentence each."""
    id_ = village(client, "甲村", "王甲")
    give(client, only=id_)
    at = round_of(client)
    assert send(client, at).status_code == 422
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["天气", "晴"])
    target = io.BytesIO()
    book.save(target)
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w") as packed:
        packed.writestr("村表/", b"")
    files = (("天气.xlsx", target.getvalue()), ("空.zip", parcel.getvalue()))
    html = client.get(send(client, at, *files).headers["Location"]).get_data(as_text=True)
    assert "《天气.xlsx》里没有找到名单" in html
    assert "《空.zip》里是空的" in html


def test_a_round_is_named_closed_and_a_village_excused(client: FlaskClient) -> None:
    """The round is a record like every other; 不用交 needs a reason; closed, nothing goes out."""
    id_ = village(client, "甲村", "王甲")
    give(client, only=id_)
    at = round_of(client)
    refused = post(client, f"{at}/excuse", village=id_, reason=" ")
    assert refused.status_code == 422
    assert "为什么不用交" in refused.get_data(as_text=True)
    post(client, f"{at}/excuse", village=id_, reason="并村")
    assert "1个不用交" in client.get(at).get_data(as_text=True)
    post(client, f"{at}/excuse", village=id_, withdraw="1")
    assert "1个未交" in client.get(at).get_data(as_text=True)
    assert client.get(f"{at}/history").status_code == 200
    assert client.get(f"{at}/edit").status_code == 200
    post(client, f"{at}/close", closed="1")
    assert "已结束" in client.get(at).get_data(as_text=True)
    assert give(client, only=id_, round=at.rpartition("/")[2]).status_code == 422
    assert "村里核对表" not in client.get("/").get_data(as_text=True)
    html = client.get("/village-rounds/").get_data(as_text=True)
    assert "以前的核对" in html


def test_a_waiting_file_is_read_once_and_forgotten_with_it(tmp_path: Path) -> None:
    """A page that is looked at again does not read the file again; thrown away, it is gone."""
    path = tmp_path / "表.csv"
    path.write_text("姓名,手机\n王甲,13000001234\n", "utf-8")
    waiting = {"token": (path, "表.csv")}
    opened = OpenedFiles()
    first = opened.read(waiting)["token"]
    path.write_text("", "utf-8")
    assert opened.read(waiting)["token"] is first
    opened.forget("token")
    fault = opened.read(waiting)["token"]
    assert isinstance(fault, Unreadable)
    assert "空文件" in fault.sentence


def test_each_line_of_a_village_is_taken_over_or_not(office: Office, client: FlaskClient) -> None:
    """Without a tick nothing is applied and nothing is noted; of two lines one comes in."""
    id_ = village(client, "甲村", "王甲", "王乙", "王丙")
    sheet = give(client, only=id_).data
    at = round_of(client)
    sheet = changed(changed(sheet, 4, "手机", "13911112222"), 5, "手机", "13933334444")
    back = send(client, at, ("甲.xlsx", sheet)).headers["Location"]
    html = client.get(back).get_data(as_text=True)
    offered = ticks(html, everything=False)
    ((name, places),) = offered.items()
    assert len(places) == 2
    assert "王乙" not in html
    assert "联系方式是怎么来的" not in html
    (key,) = buttons(html, "part")
    refused = post(client, f"{at}/back", part=key, **acts(html), **offered)
    assert refused.status_code == 422
    assert "还没有勾" in refused.get_data(as_text=True)
    assert "还没有勾的没有收：甲村" in post(client, f"{at}/back", **acts(html), **offered).get_data(
        as_text=True
    )
    assert "0个已交" in client.get(at).get_data(as_text=True)
    one = {name.replace("lines.", "take."): places[:1]}
    post(client, f"{at}/back", part=key, **acts(html), **offered, **one)
    found = " ".join(node.values for node in office.store.find(Query("person")).nodes)
    assert ("13911112222" in found) is not ("13933334444" in found)
    assert "1个已交" in client.get(at).get_data(as_text=True)


def test_a_sheet_may_be_noted_with_none_of_its_lines(office: Office, client: FlaskClient) -> None:
    """都不收: the village has given its sheet back, the register stays."""
    id_ = village(client, "甲村", "王甲")
    sheet = changed(give(client, only=id_).data, 4, "手机", "13911112222")
    at = round_of(client)
    html = client.get(send(client, at, ("甲.xlsx", sheet)).headers["Location"]).get_data(
        as_text=True
    )
    (key,) = buttons(html, "none")
    post(client, f"{at}/back", none=key, **acts(html), **ticks(html, everything=False))
    assert "1个已交" in client.get(at).get_data(as_text=True)
    assert "13911112222" not in office.store.find(Query("person")).nodes[0].values


def test_a_cell_that_the_village_left_is_not_listed(office: Office, client: FlaskClient) -> None:
    """The register moved on since the sheet went out: what the village did not touch is no line."""
    id_ = village(client, "甲村", "王甲", "王乙")
    sheet = give(client, only=id_).data
    at = round_of(client)
    (person,) = [n for n in office.store.find(Query("person")).nodes if "王乙" in n.values]
    form = client.get(f"/people/{person.id}/edit").get_data(as_text=True)
    rev = re.search(r'name="rev" value="(\d+)"', form)
    assert rev
    post(
        client,
        f"/people/{person.id}/edit",
        **{"name": "王乙", "phones": "13955556666", "home_village.id": id_, "rev": rev[1]},
    )
    html = client.get(send(client, at, ("甲.xlsx", sheet)).headers["Location"]).get_data(
        as_text=True
    )
    assert "和册里一样，没有要改的" in html
    assert "13000000001" not in html
