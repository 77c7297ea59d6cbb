"""从Excel导入 by its pages."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.conftest import Office, names, post, token

REGISTERS = Path(__file__).parents[2] / "registers"


def upload(client: FlaskClient, content: bytes, name: str) -> str:
    """Drop a file; gives the page that follows."""
    data = {"csrf_token": token(client), "file": (io.BytesIO(content), name)}
    answer = client.post("/imports/", data=data, content_type="multipart/form-data")
    if answer.status_code == 303:
        return answer.headers["Location"]
    return answer.get_data(as_text=True)


def checked(client: FlaskClient, where: str) -> str:
    """The last step's page of the import that an upload led to."""
    return client.get(last(where)).get_data(as_text=True)


def last(where: str) -> str:
    """Where the confirmation of an import is."""
    return "/".join(where.split("/")[:4])


def confirm(client: FlaskClient, where: str, **data: object) -> TestResponse:
    """Send the confirmation as its page has it."""
    seen = checked(client, where).split('name="seen" value="')[1].split('"')[0]
    return post(client, last(where), seen=seen, **data)


def test_import_by_page(office: Office, client: FlaskClient) -> None:
    """See, answer the one question, confirm, look at the points, take back."""
    where = upload(client, (REGISTERS / "01_village_register.xlsx").read_bytes(), "01.xlsx")
    page = checked(client, where)
    assert "现在什么都还没有存" in page
    assert "政治面貌" in page
    assert "中共党员" not in page
    assert names(office) == []
    asked = confirm(client, where)
    assert "请先答一下" in asked.get_data(as_text=True)
    done = confirm(client, where, origin="village").headers["Location"]
    html = client.get(done).get_data(as_text=True)
    assert "新记62位乡贤" in html
    assert "待核对" in html
    assert len(names(office)) == 62
    post(client, f"{done}/undo")
    assert names(office) == []


@pytest.mark.parametrize(("content", "says"), [(b"x", "不是表格"), (b"", "是空文件")])
def test_a_file_that_is_none_says_so(
    office: Office, client: FlaskClient, content: bytes, says: str
) -> None:
    """A plain sentence and nothing changed; a workbook without a register, too."""
    assert says in upload(client, content, "册.xlsx")
    book = openpyxl.Workbook()
    target = io.BytesIO()
    book.save(target)
    assert "没有找到花名册或项目台账" in upload(client, target.getvalue(), "空.xlsx")
    assert names(office) == []
    assert not list((Path(office.app.extensions["xiangxian.settings"].data) / "uploads").iterdir())


def workbook(*rows: list[object], sheets: tuple[str, ...] = ("册",)) -> bytes:
    """A workbook with the same *rows* in every sheet."""
    book = openpyxl.Workbook()
    for number, name in enumerate(sheets):
        page = book.create_sheet(name, number)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


ROWS: tuple[list[object], ...] = (
    ["姓名", "称谓栏", "工作单位", "手机"],
    ["王小明", "王总", "甲公司", "13000000001"],
    ["李小华", "李老师", "乙公司", "13000000002"],
    [None, "赵总", "丙公司", "13000000003"],
)


def layout_of(client: FlaskClient, where: str) -> str:
    """The mark of the first layout on the page of the columns."""
    html = client.get(f"{last(where)}/columns").get_data(as_text=True)
    return html.split('name="signature" value="')[1].split('"')[0]


def choose(client: FlaskClient, where: str, **columns: str) -> str:
    """Say on the page what the columns are; gives the page that follows."""
    where = f"{last(where)}/columns"
    mark = layout_of(client, where)
    given = {f"col.{mark}.{letter}": field for letter, field in columns.items()}
    answer = post(client, where, signature=mark, one=mark, **given)
    if answer.status_code == 303:
        return client.get(answer.headers["Location"]).get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_what_a_column_is_can_be_changed_and_is_remembered(
    office: Office, client: FlaskClient
) -> None:
    """An unknown column filled by the clerk's word is so for the next file of that layout too."""
    where = upload(client, workbook(*ROWS), "一.xlsx")
    page = choose(client, where, A="name", B="salutation", C="leave", D="phones")
    assert "照您选的" in page
    assert "称呼：王总" in checked(client, where)
    again = upload(client, workbook(*ROWS[:2], ["张小强", "张工", "丁公司", None]), "二.xlsx")
    page = checked(client, again)
    assert "称呼：张工" in page
    assert "丁公司" not in page
    done = confirm(client, again, origin="village").headers["Location"]
    assert "新记2位乡贤" in client.get(done).get_data(as_text=True)
    assert names(office) == ["张小强", "王小明"]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"A": "name", "B": "phones", "C": "employer", "D": "phones"}, "有两栏选成了同一样"),
        ({"A": "keep", "B": "keep", "C": "employer", "D": "phones"}, "要有一栏是姓名"),
        ({"A": "name", "B": "password", "C": "employer", "D": "phones"}, "不能这样记"),
    ],
)
def test_choices_that_cannot_be_are_not_kept(
    office: Office, client: FlaskClient, columns: dict[str, str], says: str
) -> None:
    """A sentence, the choices still on the page, nothing remembered."""
    where = upload(client, workbook(*ROWS), "一.xlsx")
    page = choose(client, where, **columns)
    assert says in page
    assert "照您选的" not in client.get(f"{last(where)}/columns").get_data(as_text=True)
    if columns["A"] == "keep":
        assert (
            '<option value="keep" selected>'
            in page.split('.A" aria-label')[1].split("</select>")[0]
        )


def test_a_sheet_can_be_left_out_and_taken_in_again(office: Office, client: FlaskClient) -> None:
    """All sheets of its layout with it; its page still offers it."""
    where = upload(client, workbook(*ROWS, sheets=("甲村", "乙村")), "一.xlsx")
    page = _leave(client, where)
    assert "您选了不导入" in page
    assert checked(client, where).count("您选了不导入") == 2
    again = upload(client, workbook(*ROWS, sheets=("甲村",)), "二.xlsx")
    choose(client, again, A="name", B="keep", C="employer", D="phones")
    assert "新记2位乡贤" in checked(client, again)


def _leave(client: FlaskClient, where: str) -> str:
    where = f"{last(where)}/columns"
    mark = layout_of(client, where)
    answer = post(client, where, **{"signature": mark, "one": mark, f"leave.{mark}": "1"})
    return client.get(answer.headers["Location"]).get_data(as_text=True)


def test_rejected_rows_come_back_as_a_workbook(office: Office, client: FlaskClient) -> None:
    """With the reason in the last column; put right and dropped again, they come in."""
    where = upload(client, workbook(*ROWS), "一.xlsx")
    assert "有1行没法导入" in checked(client, where)
    content = client.get(f"{last(where)}/rejected").data
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page is not None
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
    assert lines[0] == ["姓名", "称谓栏", "工作单位", "手机", "错误原因"]
    assert lines[1][1:4] == ["赵总", "丙公司", "13000000003"]
    assert str(lines[1][4]).startswith("第4行：")
    page["A4"] = "赵小刚"
    target = io.BytesIO()
    page.parent.save(target)
    second = upload(client, target.getvalue(), "一-没有导入的行.xlsx")
    html = checked(client, second)
    assert "新记1位乡贤" in html
    assert "错误原因" not in html.split("一行一行看")[-1]


def test_what_is_never_stored_does_not_come_back_with_rejected_rows(
    office: Office, client: FlaskClient
) -> None:
    """Neither the column nor a number shaped like that of an identity card."""
    rows: tuple[list[object], ...] = (
        ["姓名", "政治面貌", "备注", "手机"],
        ["王小明", "群众", None, "13000000001"],
        [None, "群众", "11010519491231002X", "13000000002"],
    )
    where = upload(client, workbook(*rows), "一.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(client.get(f"{last(where)}/rejected").data)).active
    assert page is not None
    texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert "13000000002" in texts
    assert not any("群众" in text or "政治" in text or "1949" in text for text in texts)


def test_suggestions_have_a_list_under_the_events(office: Office, client: FlaskClient) -> None:
    """The list of 座谈走访 leads to the suggestions, and one typed there has its page."""
    assert 'href="/suggestions/"' in client.get("/events/").get_data(as_text=True)
    answer = post(client, "/suggestions/new", suggestion="村口装路灯", handling_unit="城建办")
    assert answer.status_code == 303
    page = client.get("/suggestions/").get_data(as_text=True)
    assert "村口装路灯" in page
    assert "城建办" in page


def test_an_import_that_was_taken_back_stays_in_the_list_and_comes_again(
    office: Office, client: FlaskClient
) -> None:
    """已撤回 with 恢复 in the list, on its page, and as one line of the bin."""
    where = upload(client, (REGISTERS / "01_village_register.xlsx").read_bytes(), "01.xlsx")
    done = confirm(client, where, origin="village").headers["Location"]
    post(client, f"{done}/undo")
    listed = client.get("/imports/").get_data(as_text=True)
    assert "已撤回" in listed
    assert f'action="{done}/restore"' in listed
    removed = client.get("/removed/").get_data(as_text=True)
    assert removed.count("这次导入，已撤回") == 1
    assert "<table" not in removed
    assert removed.count("只放回这一条") == 62
    assert "这次导入已撤回" in client.get(done).get_data(as_text=True)
    again = post(client, f"{done}/restore")
    assert again.headers["Location"] == done
    assert "这次导入已恢复" in client.get(done).get_data(as_text=True)
    assert len(names(office)) == 62
    assert "已撤回" not in client.get("/imports/").get_data(as_text=True)
    assert post(client, f"{done}/restore").status_code == 404
