"""The steps of an import: what is answered, what waits, what cannot be."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from conftest import Clock
from web.conftest import Office, names, post
from web.registers.test_imports import checked, confirm, last, layout_of, upload, workbook
from xiangxian.domain.people import Person
from xiangxian.domain.registers import ImportBatch, RegisterLayout
from xiangxian.store.base import Query

HEAD: list[object] = ["姓名", "出生年月", "工作单位", "手机"]
CLEAN: tuple[list[object], ...] = (
    HEAD,
    ["王小明", "1970年5月", "甲公司", "13000000001"],
    ["李小华", "1971年6月", "乙公司", "13000000002"],
)
DOUBTFUL: tuple[list[object], ...] = (
    HEAD,
    ["王小明", "55岁", "甲公司", "13000000001"],
    ["李小华", "农历1971年六月初六", "乙公司", "13000000002"],
    [None, "1972年7月", "丙公司", "13000000003"],
)


def people(office: Office) -> dict[str, Person]:
    """Everybody by name."""
    nodes = office.store.find(Query("person", limit=200)).nodes
    records = [Person.parsed(node.values) for node in nodes]
    return {each.name: each for each in records if isinstance(each, Person)}


def room(office: Office) -> list[Path]:
    """The files that wait on disk."""
    folder = Path(office.app.extensions["xiangxian.settings"].data) / "uploads"
    return list(folder.iterdir()) if folder.is_dir() else []


def test_a_clean_file_asks_nothing(office: Office, client: FlaskClient) -> None:
    """It goes straight to the confirmation, and after it nothing waits."""
    where = upload(client, workbook(*CLEAN), "一.xlsx")
    assert where == last(where)
    done = confirm(client, where, origin="village").headers["Location"]
    assert "新记2位乡贤" in client.get(done).get_data(as_text=True)
    assert room(office) == []


def test_a_cell_is_mended_in_place(office: Office, client: FlaskClient) -> None:
    """A mended birth and a mended name come in; the same file again is passed over."""
    content = workbook(*DOUBTFUL)
    where = upload(client, content, "一.xlsx")
    assert where.endswith("/points")
    post(client, where, **{"text.册!B2": "1970年5月"})
    post(client, where, **{"text.册!A4": "赵小刚"})
    done = confirm(client, where, origin="village").headers["Location"]
    assert "新记3位乡贤" in client.get(done).get_data(as_text=True)
    born = people(office)["王小明"].birth
    assert born is not None
    assert born.iso() == "1970-05"
    again = upload(client, content, "一.xlsx")
    post(client, f"{last(again)}/points", **{"text.册!A4": "赵小刚"})
    assert "以前导入过，没有新的内容" in checked(client, again)


def test_hidden_sheets_and_struck_names(office: Office, client: FlaskClient) -> None:
    """A hidden sheet is named and comes in once it is ticked; who is struck is on hold."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(*CLEAN)))
    hidden = book.create_sheet("旧册")
    hidden.sheet_state = "veryHidden"
    for row in (HEAD, ["赵旧舟", "1970年5月", "丙公司", "13000000009"]):
        hidden.append(row)
    hidden["A2"].font = openpyxl.styles.Font(strike=True)
    target = io.BytesIO()
    book.save(target)
    where = upload(client, target.getvalue(), "一.xlsx")
    assert where.endswith("/columns")
    assert 'name="sheet" value="旧册">' in client.get(where).get_data(as_text=True)
    assert "赵旧舟" not in checked(client, where)
    post(client, where, sheet="旧册", next="1")
    assert 'value="旧册" checked' in client.get(where).get_data(as_text=True)
    confirm(client, where, origin="village")
    assert {name: each.to_ask for name, each in people(office).items()} == {
        "王小明": False, "李小华": False, "赵旧舟": True,
    }  # fmt: skip
    assert not people(office)["赵旧舟"].deceased


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"text.册!B2": "差不多五十"}, "还认不出"),
        ({"text.册!A4": "王小明、李小华"}, "还认不出"),
        ({"text.册!B9": "1970年"}, "不在这份表里"),
        ({"text.册!B2": "1" * 501}, "不能这样答"),
        ({"all.DATE_AGE": "blank"}, "不能这样答"),
        ({"answer.册!B2 DATE_AGE": "guess"}, "不能这样答"),
        ({"all.NAME_MISSING": "seen"}, "不能这样答"),
        ({"all.NO_SUCH": "seen"}, "不在这份表里"),
    ],
)
def test_answers_that_cannot_be_are_not_kept(
    office: Office, client: FlaskClient, form: dict[str, str], says: str
) -> None:
    """A sentence, 422, what was typed still there, and nothing kept."""
    where = upload(client, workbook(*DOUBTFUL), "一.xlsx")
    before = client.get(where).get_data(as_text=True)
    answer = post(client, where, **form)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in html
    if says == "还认不出":
        assert f'value="{next(iter(form.values()))}"' in html
    assert _shown(client.get(where).get_data(as_text=True)) == _shown(before)


def _shown(html: str) -> str:
    """A page without its tokens."""
    return re.sub(r'(csrf_token"|csrf-token") (value|content)="[^"]+"', "", html)


def test_one_answer_for_all_of_a_kind(office: Office, client: FlaskClient) -> None:
    """What was looked at is not asked again after the import; what was left is."""
    where = upload(client, workbook(*DOUBTFUL), "一.xlsx")
    post(client, where, **{"all.DATE_AGE": "seen"})
    done = confirm(client, where, origin="village").headers["Location"]
    html = client.get(done).get_data(as_text=True)
    assert "填的是年龄" not in html
    assert "农历日期" in html


def test_the_result_gives_the_rejected_rows_back(office: Office, client: FlaskClient) -> None:
    """For a day; the file itself waits no longer."""
    where = upload(client, workbook(*DOUBTFUL), "一.xlsx")
    done = confirm(client, where, origin="village").headers["Location"]
    assert "有1行没有导入" in client.get(done).get_data(as_text=True)
    assert client.get(f"{last(where)}/rejected").status_code == 200
    assert "还没导完的" not in client.get("/imports/").get_data(as_text=True)


def test_a_value_can_be_left_blank(office: Office, client: FlaskClient) -> None:
    """What was read of a doubtful cell is not stored; its text is."""
    rows: list[list[object]] = [HEAD, ["王小明", "1970年5月", "甲公司董事长兼乙商会", "123456789"]]
    where = upload(client, workbook(*rows), "一.xlsx")
    html = client.get(f"{last(where)}/points").get_data(as_text=True)
    for code in dict.fromkeys(re.findall(r'name="all\.(\w+)"', html)):
        post(client, f"{last(where)}/points", **{f"all.{code}": "seen"})
    blank = post(client, f"{last(where)}/points", **{"all.EMPLOYER_POSITION_UNCLEAR": "blank"})
    assert blank.status_code in (303, 422)
    confirm(client, where, origin="village")
    assert people(office)["王小明"].phones == ()
    assert "123456789" in people(office)["王小明"].kept.values()


def test_leaving_loses_nothing_and_cancelling_leaves_nothing(
    office: Office, client: FlaskClient, clock: Clock
) -> None:
    """Another browser of the same account goes on where the first stopped; nobody else sees it."""
    where = upload(client, workbook(*DOUBTFUL), "一.xlsx")
    post(client, where, **{"text.册!B2": "1970年5月"})
    clock.move(timedelta(days=3))
    other = office.client("ganshi")
    html = other.get("/imports/").get_data(as_text=True)
    assert "还没导完的" in html
    token = last(where).rpartition("/")[2]
    assert other.get(f"/imports/open/{token}").status_code == 303
    assert "1970年5月" in checked(other, where)
    assert [path.stat().st_mode & 0o777 for path in room(office)] == [0o600]
    post(other, f"{last(where)}/drop")
    assert room(office) == []
    assert office.store.state(f"import:{token}") is None
    assert "还没导完的" not in other.get("/imports/").get_data(as_text=True)
    assert other.get(where).status_code == 404
    assert post(other, f"{last(where)}/drop").status_code == 404


def test_a_file_waits_for_two_weeks(office: Office, client: FlaskClient, clock: Clock) -> None:
    """Then it is gone with its answers, whatever page asks for it."""
    where = upload(client, workbook(*CLEAN), "一.xlsx")
    clock.move(timedelta(days=14, minutes=1))
    client = office.client("ganshi")
    for path in ("", "/columns", "/points", "/known", "/rejected"):
        assert client.get(f"{last(where)}{path}").status_code == 404
    for path in ("", "/columns", "/points", "/known", "/drop"):
        assert post(client, f"{last(where)}{path}").status_code == 404
    assert "还没导完的" not in client.get("/imports/").get_data(as_text=True)


def test_another_account_sees_nothing_of_it(office: Office, client: FlaskClient) -> None:
    """A token that was given away opens nothing."""
    where = upload(client, workbook(*CLEAN), "一.xlsx")
    other = office.client("zhudian")
    assert other.get(where).status_code in (403, 404)
    assert post(other, f"{last(where)}/drop").status_code in (403, 404)
    assert len(room(office)) == 1


def test_confirmed_twice_is_one_import(office: Office, client: FlaskClient) -> None:
    """Also when both are sent at once; the second leads to the same result."""
    where = upload(client, workbook(*CLEAN), "一.xlsx")
    seen = checked(client, where).split('name="seen" value="')[1].split('"')[0]
    clients = [client, office.client("ganshi")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda each: post(each, last(where), seen=seen, origin="village"), clients)
        )
    assert {answer.status_code for answer in answers} <= {303, 404}
    assert names(office) == ["李小华", "王小明"]
    assert len(office.store.find(Query(ImportBatch.kind)).nodes) == 1
    assert post(client, last(where), seen=seen, origin="village").status_code == 303


def test_two_imports_of_one_file_make_nobody_twice(office: Office, client: FlaskClient) -> None:
    """Whoever confirms second is shown what changed, and nothing new is written."""
    content = workbook(*CLEAN)
    first, second = upload(client, content, "一.xlsx"), upload(client, content, "一.xlsx")
    seen = checked(client, second).split('name="seen" value="')[1].split('"')[0]
    confirm(client, first, origin="village")
    late = post(client, last(second), seen=seen, origin="village")
    assert late.status_code == 422
    assert "名册刚刚有变动" in late.get_data(as_text=True)
    confirm(client, second, origin="village")
    assert names(office) == ["李小华", "王小明"]


def test_likely_duplicates_are_decided(office: Office, client: FlaskClient) -> None:
    """Same number under another name: asked; the row's word is put in place of what is held."""
    confirm(client, upload(client, workbook(*CLEAN), "一.xlsx"), origin="village")
    rows: list[list[object]] = [HEAD, ["王晓明", "1980年1月", "丁公司", "13000000001"]]
    where = upload(client, workbook(*rows), "二.xlsx")
    assert where.endswith("/known")
    html = client.get(where).get_data(as_text=True)
    assert "号码相同" in html
    choice = re.findall(r'name="row\.(册!A2)" value="(update:[^"]+)"', html)
    post(client, where, **{f"row.{choice[0][0]}": choice[0][1]})
    done = confirm(client, where, origin="village").headers["Location"]
    assert "补全1条" in client.get(done).get_data(as_text=True)
    born = people(office)["王小明"].birth
    assert born is not None
    assert born.iso() == "1980-01"
    assert names(office) == ["李小华", "王小明"]


def test_all_of_a_grade_can_be_left_out(office: Office, client: FlaskClient) -> None:
    """Rows that are passed over are counted, and come up again with the same file."""
    confirm(client, upload(client, workbook(*CLEAN), "一.xlsx"), origin="village")
    rows: list[list[object]] = [
        HEAD,
        ["王晓明", None, None, "13000000001"],
        ["钱多", None, None, None],
    ]
    where = upload(client, workbook(*rows), "二.xlsx")
    grade = re.findall(r'name="all\.(\w+)"', client.get(where).get_data(as_text=True))
    post(client, where, **{f"all.{grade[0]}": "skip"})
    assert "1行照您说的跳过了" in checked(client, where)
    confirm(client, where, origin="village")
    assert names(office) == ["李小华", "王小明", "钱多"]


@pytest.mark.parametrize(
    "form",
    [
        {"all.strong": "merge"},
        {"all.certain": "fill"},
        {"row.册!A2": "update:nobody"},
        {"row.册!A9": "create"},
        {"row.册!A2": "guess"},
        {"row.册!A2": "update"},
    ],
)
def test_decisions_that_cannot_be_are_not_kept(
    office: Office, client: FlaskClient, form: dict[str, str]
) -> None:
    """A sentence, and the step as it was."""
    confirm(client, upload(client, workbook(*CLEAN), "一.xlsx"), origin="village")
    rows: list[list[object]] = [HEAD, ["王晓明", None, None, "13000000001"]]
    where = upload(client, workbook(*rows), "二.xlsx")
    before = _shown(client.get(where).get_data(as_text=True))
    answer = post(client, where, **form)
    assert answer.status_code == 422
    assert "没有这样的选法" in answer.get_data(as_text=True)
    assert _shown(client.get(where).get_data(as_text=True)) == before


def large(client: FlaskClient) -> str:
    """Confirm a file of 301 rows; gives where its progress is told."""
    rows: list[list[object]] = [["姓名", "手机"]]
    rows += [[f"王{chr(0x4E00 + n)}{chr(0x5000 + n)}", f"13{n:09d}"] for n in range(301)]
    where = upload(client, workbook(*rows), "大.xlsx")
    return confirm(client, where, origin="village").headers["Location"]


def test_a_large_file_comes_in_behind_the_page(office: Office, client: FlaskClient) -> None:
    """Its page tells how far it is, then leads to the result; the undo likewise."""
    progress = large(client)
    assert "正在准备导入" in client.get(progress).get_data(as_text=True)
    assert "看进度" in client.get("/imports/").get_data(as_text=True)
    assert office.client("zhudian").get(progress).status_code in (403, 404)
    jobs = office.app.extensions["xiangxian.jobs"]
    jobs.run_due()
    told = client.get(progress, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    html = client.get(told).get_data(as_text=True)
    assert "新记301位乡贤" in html
    undo = post(client, f"{told}/undo").headers["Location"]
    assert "正在撤回" in client.get(undo).get_data(as_text=True)
    jobs.run_due()
    assert client.get(undo).status_code == 303
    assert names(office) == []


def test_what_has_not_begun_can_be_stopped(office: Office, client: FlaskClient) -> None:
    """Nothing comes in, and the file waits as it was; then it can be thrown away."""
    progress = large(client)
    post(client, f"{progress}/stop")
    office.app.extensions["xiangxian.jobs"].run_due()
    html = client.get(progress).get_data(as_text=True)
    assert "停下了，什么也没有留下" in html
    assert names(office) == []
    listed = client.get("/imports/").get_data(as_text=True)
    assert "接着做" in listed
    token = re.findall(r"/imports/open/(\w+)", listed)[0]
    post(client, f"/imports/check/{token}/drop")
    assert room(office) == []
    assert post(client, "/imports/jobs/nothing/stop").status_code == 404


def words(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def columns_as_shown(client: FlaskClient, where: str) -> dict[str, str]:
    """The form of the columns as its page has it."""
    html = client.get(f"{last(where)}/columns").get_data(as_text=True)
    stands = re.findall(r'name="(col\.\w+\.\w+)".*?value="(\w+)" selected', html, re.DOTALL)
    return dict(stands) | {"signature": layout_of(client, where)}


def test_the_next_step_keeps_what_was_changed_on_the_columns(
    office: Office, client: FlaskClient
) -> None:
    """Of every layout of the file, without its own button; what was not changed is not kept."""
    book = workbook(["姓名", "称谓栏", "手机"], ["王小明", "王总", "13000000001"])
    where = upload(client, book, "一.xlsx")
    stands = columns_as_shown(client, where)
    post(client, f"{last(where)}/columns", **stands, next="1")
    assert not office.store.find(Query(RegisterLayout.kind)).nodes
    changed = stands | {f"col.{layout_of(client, where)}.C": "salutation"}
    changed[f"col.{layout_of(client, where)}.B"] = "keep"
    onward = post(client, f"{last(where)}/columns", **changed, next="1")
    assert not onward.headers["Location"].endswith("/columns")
    assert "称呼：13000000001" in checked(client, where)
    again = upload(client, book, "二.xlsx")
    assert "称呼：13000000001" in checked(client, again)


def test_a_next_step_that_cannot_be_kept_stays(client: FlaskClient) -> None:
    """The sheet that is wrong is named, the choices still stand, and nothing is passed."""
    where = upload(client, workbook(["姓名", "称谓栏"], ["王小明", "王总"]), "一.xlsx")
    mark = layout_of(client, where)
    sent = {f"col.{mark}.A": "keep", f"col.{mark}.B": "salutation"}
    answer = post(client, f"{last(where)}/columns", **sent, signature=mark, next="1")
    assert answer.status_code == 422
    assert "要有一栏是姓名" in answer.get_data(as_text=True)
    assert '"salutation" selected' in answer.get_data(as_text=True)


def test_a_further_number_stays_one_when_another_column_is_changed(
    office: Office, client: FlaskClient
) -> None:
    """The choice of all columns says no more of the untouched ones than they said."""
    rows: list[list[object]] = [
        ["姓名", "称谓栏", "手机", "备用手机"],
        ["王小明", "王总", "13000000001", "13000000002"],
    ]
    where = upload(client, workbook(*rows), "一.xlsx")
    sent = columns_as_shown(client, where) | {f"col.{layout_of(client, where)}.B": "salutation"}
    assert post(client, f"{last(where)}/columns", **sent, next="1").status_code == 303
    confirm(client, where, origin="village")
    found = people(office)["王小明"]
    assert [phone.number for phone in found.phones] == ["13000000001", "13000000002"]
    assert found.salutation == "王总"


def test_the_next_step_keeps_what_was_mended_and_answered(
    office: Office, client: FlaskClient
) -> None:
    """All kinds of the page at once; what still cannot be read keeps it here."""
    where = upload(client, workbook(*DOUBTFUL), "一.xlsx")
    sent = {"text.册!B2": "1970年5月", "answer.册!B3 DATE_LUNAR": "seen", "next": "1"}
    wrong = post(client, where, **(sent | {"text.册!B2": "差不多五十"}))
    assert wrong.status_code == 422
    assert '"seen" selected' in wrong.get_data(as_text=True)
    onward = post(client, where, **sent)
    assert onward.headers["Location"] == last(where)
    done = confirm(client, where, origin="village").headers["Location"]
    assert "农历日期" not in client.get(done).get_data(as_text=True)
    assert people(office)["王小明"].birth is not None


def test_a_cell_that_nobody_touched_is_not_mended(office: Office, client: FlaskClient) -> None:
    """A browser's field loses the line breaks of a cell; that is no change of it."""
    rows: list[list[object]] = [HEAD, ["王小明", "55岁\n（虚岁）", "甲公司", "13000000001"]]
    where = upload(client, workbook(*rows), "一.xlsx")
    html = client.get(f"{last(where)}/points").get_data(as_text=True)
    fields = dict(re.findall(r'name="text\.([^"]+)" value="([^"]+)"', html))
    assert fields
    sent = {f"text.{place}": "".join(text.splitlines()) for place, text in fields.items()}
    post(client, f"{last(where)}/points", **sent, next="1")
    token = last(where).rpartition("/")[2]
    assert b'"edits": {}' in (office.store.state(f"import:{token}") or b"")


def test_two_ways_to_mend_one_cell_are_refused(client: FlaskClient) -> None:
    """A cell that two kinds ask about is mended once."""
    where = upload(client, workbook(*DOUBTFUL), "一.xlsx")
    answer = post(client, where, **{"text.册!B2": ["1970年5月", "1971年"]})
    assert answer.status_code == 422


def test_a_kind_shows_two_examples_and_each_value_that_is_stored(client: FlaskClient) -> None:
    """As they are written and as they will be, with sheet and row; a blank says that it is one."""
    rows: list[list[object]] = [
        HEAD,
        ["李总（建国）", "55岁", "甲公司", "13000000001"],
        ["王董（卫东）", "56岁", "乙公司", "13000000002"],
        ["赵处（立新）", "56岁", "丙公司", "13000000003"],
    ]
    where = upload(client, workbook(*rows, sheets=("东桥村",)), "一.xlsx")
    html = client.get(f"{last(where)}/points").get_data(as_text=True)
    said = words(html)
    assert "李总（建国） → 李建国 ； 王董（卫东） → 王卫东 " in said
    assert "赵处（立新） → 赵立新" not in said
    assert "55岁 → （空着，原文留着）" in said
    assert "东桥村 第3行" in said
    assert "东桥村!A3" not in said
    assert '<td data-label="会记成">赵立新</td>' in html


def test_a_likely_duplicate_stands_field_by_field(office: Office, client: FlaskClient) -> None:
    """One table of both, what differs marked in words, the reason above it."""
    confirm(client, upload(client, workbook(*CLEAN), "一.xlsx"), origin="village")
    rows: list[list[object]] = [HEAD, ["王小明", "1980年1月", "丁公司", "13000000001"]]
    where = upload(client, workbook(*rows, sheets=("东桥村",)), "二.xlsx")
    html = client.get(f"{last(where)}/known").get_data(as_text=True)
    said = words(html)
    assert "王小明 东桥村 第2行" in said
    assert "号码相同；同名" in said
    assert "出生年月 ≠不同 1980年1月 1970年5月" in said
    assert "任职 ≠不同 丁公司 甲公司" in said
    assert "手机 13000000001 13000000001" in said


def test_the_next_step_keeps_the_rows_that_were_decided(
    office: Office, client: FlaskClient
) -> None:
    """Without the button below them."""
    confirm(client, upload(client, workbook(*CLEAN), "一.xlsx"), origin="village")
    rows: list[list[object]] = [HEAD, ["王晓明", "1980年1月", "丁公司", "13000000001"]]
    where = upload(client, workbook(*rows), "二.xlsx")
    onward = post(client, where, **{"row.册!A2": "skip", "next": "1"})
    assert onward.headers["Location"] == last(where)
    assert "1行照您说的跳过了" in checked(client, where)
    assert names(office) == ["李小华", "王小明"]
