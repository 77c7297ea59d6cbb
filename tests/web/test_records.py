"""By hand: new, changed by two, half filled in, undone; 记一笔; attendance; lists; exports."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

from web.conftest import Office, names, post, token
from xiangxian.domain.people import Person
from xiangxian.store.base import Query


def made(client: FlaskClient, path: str, **data: object) -> str:
    """Send a form that is saved; gives the new record's id."""
    answer = post(client, path, **data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].rpartition("/")[2]


def everybody(office: Office) -> list[Person]:
    """Every person of the register."""
    found = office.store.find(Query("person")).nodes
    return [Person.parsed(node.values) for node in found]


def test_a_name_is_enough(office: Office, client: FlaskClient) -> None:
    """A person, a firm and a project are valid with a name alone."""
    for path in ("/people/new", "/organisations/new", "/projects/new"):
        made(client, path, name="甲")
    assert names(office) == ["甲"]


def test_a_half_filled_form_comes_back_filled(office: Office, client: FlaskClient) -> None:
    """With the sentence beside the field, and nothing saved."""
    answer = post(client, "/people/new", name="", city="上海", birth="前几年", phones="123")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请填写姓名。" in html
    assert "日期看不懂" in html
    assert 'value="上海"' in html
    assert 'value="前几年"' in html
    assert names(office) == []


@pytest.mark.parametrize("typed", ["139001", "电话问老王", "1390000000x", "13000000001、12345"])
def test_no_number_is_dropped_behind_a_record_that_was_saved(
    office: Office, client: FlaskClient, typed: str
) -> None:
    """One that cannot be read, alone or beside others, is refused with what was typed still there;
    a new record and one that stands."""
    answer = post(client, "/people/new", name="甲", phones=typed)
    assert answer.status_code == 422
    assert "有一个号码位数不对，没有存" in answer.get_data(as_text=True)
    assert typed in answer.get_data(as_text=True)
    assert names(office) == []
    id_ = made(client, "/people/new", name="乙", phones="13000000002")
    answer = post(client, f"/people/{id_}/edit", rev="1", name="乙", phones=typed)
    assert answer.status_code == 422
    assert typed in answer.get_data(as_text=True)


def test_an_amount_that_is_not_settled_is_left_open_with_a_word(
    office: Office, client: FlaskClient
) -> None:
    """待定 is no number: the project is saved, and the page says what became of the word."""
    answer = post(client, "/projects/new", name="甲项目", agreed="待定")
    html = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "还没有定，就空着" in html


def test_a_form_sent_twice_is_one_record(office: Office, client: FlaskClient) -> None:
    """The same form is answered twice and saved once."""
    change = office.act()
    for _ in range(2):
        made(client, "/people/new", name="甲", change_id=change)
    assert names(office) == ["甲"]


def test_two_editors_choose(office: Office, client: FlaskClient) -> None:
    """The second sees both versions and nothing of what was typed is lost."""
    id_ = made(client, "/people/new", name="甲", city="南京")
    post(client, f"/people/{id_}/edit", rev="1", name="甲", city="上海")
    late = post(client, f"/people/{id_}/edit", rev="1", name="甲", city="北京")
    html = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "上海" in html
    assert 'value="北京"' in html
    chosen = post(client, f"/people/{id_}/edit", rev="2", name="甲", city="北京")
    assert chosen.status_code == 303
    assert "北京" in client.get(f"/people/{id_}").get_data(as_text=True)


def test_saved_can_be_taken_back(office: Office, client: FlaskClient) -> None:
    """「已存 · 撤回」 on the next page."""
    id_ = made(client, "/people/new", name="甲")
    html = client.get(f"/people/{id_}").get_data(as_text=True)
    found = re.search(r'name="undone" value="([^"]+)"', html)
    assert found
    post(client, "/undo", undone=found[1], next="/people/")
    assert names(office) == []


def test_links_are_found_asked_or_made(office: Office, client: FlaskClient) -> None:
    """One of the name: linked; two: asked; none: offered as new."""
    made(client, "/people/new", name="甲")
    id_ = made(client, "/projects/new", name="项目一", natives="甲")
    assert "甲" in client.get(f"/projects/{id_}").get_data(as_text=True)
    made(client, "/people/new", name="甲")
    asked = post(client, "/projects/new", name="项目二", natives="甲")
    assert "册里有2位叫「甲」" in asked.get_data(as_text=True)
    unknown = post(client, "/projects/new", name="项目三", natives="乙")
    assert "册里没有「乙」" in unknown.get_data(as_text=True)
    made(client, "/projects/new", **{"name": "项目三", "natives": "乙", "natives.new": "person"})
    assert "乙" in names(office)


def test_an_introduction_by_hand(office: Office, client: FlaskClient) -> None:
    """It is told on the project's page, on the person's, and nobody introduces themselves."""
    person = made(client, "/people/new", name="甲", native="1")
    project = made(client, "/projects/new", name="项目一", agreed="1000")
    made(
        client,
        "/introductions/new",
        by="甲",
        of="项目一",
        project="项目一",
        at="2024年5月",
        state="declared",
    )
    page = client.get(f"/projects/{project}").get_data(as_text=True)
    assert "经甲牵线" in page
    assert "1,000万元" in page
    assert "直接牵线" in client.get(f"/people/{person}").get_data(as_text=True)
    own = post(client, "/introductions/new", by="甲", of="甲", state="declared")
    assert own.status_code == 422
    assert "不能是同一方" in own.get_data(as_text=True)


def test_an_introduction_of_one_project_names_no_other(office: Office, client: FlaskClient) -> None:
    """Neither a new one nor one that is edited: one sentence, and what was typed is still there."""
    for name in ("项目一", "项目二"):
        made(client, "/projects/new", name=name)
    made(client, "/people/new", name="甲")
    typed = {"by": "甲", "of": "项目一", "project": "项目二", "channel": "座谈时说起"}
    refused = "引荐的本身是一个项目，“为哪个项目”只能写同一个，或者空着。"
    asked = post(client, "/introductions/new", **typed, state="declared")
    assert (asked.status_code, refused in asked.text) == (422, True)
    for kept in (
        "<span>甲</span>",
        "<span>项目一</span>",
        "<span>项目二</span>",
        'value="座谈时说起"',
    ):
        assert kept in asked.text, kept
    assert office.store.find(Query("introduction")).nodes == ()
    id_ = made(client, "/introductions/new", **typed | {"project": ""}, state="declared")
    edited = post(client, f"/introductions/{id_}/edit", **typed, rev="1", state="declared")
    assert (edited.status_code, refused in edited.text) == (422, True)
    assert "<span>项目二</span>" in edited.text
    assert not office.store.edges("PROJECT")
    same = post(
        client,
        f"/introductions/{id_}/edit",
        **typed | {"project": "项目一"},
        rev="1",
        state="declared",
    )
    assert same.status_code == 303


def test_ties_are_added_and_taken_away(office: Office, client: FlaskClient) -> None:
    """A post at a firm that is recorded with it."""
    id_ = made(client, "/people/new", name="甲")
    made(
        client,
        f"/people/{id_}/ties/EMPLOYED/new",
        **{"other": "示例公司", "other.new": "organisation", "position": "经理"},
    )
    html = client.get(f"/people/{id_}").get_data(as_text=True)
    assert "示例公司" in html
    found = re.search(rf"/people/{id_}/ties/([^/]+)/remove", html)
    assert found
    post(client, f"/people/{id_}/ties/{found[1]}/remove")
    assert (
        "示例公司" not in client.get(f"/people/{id_}").get_data(as_text=True).split("改动经过")[1]
    )


def test_kin_of_people_in_office_is_not_kept(office: Office, client: FlaskClient) -> None:
    """Neither with somebody known nor with somebody new."""
    id_ = made(client, "/people/new", name="甲", public_office="1")
    made(client, "/people/new", name="乙")
    for sent in ({"other": "乙"}, {"other": "丙", "other.new": "person"}):
        answer = post(client, f"/people/{id_}/ties/KIN/new", **sent)
        assert answer.status_code == 422
        assert "亲属关系不记" in answer.get_data(as_text=True)
    assert office.store.edges("KIN") == ()
    assert "丙" not in names(office)


def test_likely_duplicates_are_shown_while_typing(office: Office, client: FlaskClient) -> None:
    """Same number, same name, same sound."""
    made(client, "/people/new", name="王晓明", phones="13000001234")
    for asked in ("name=王小明", "name=张三&phones=13000001234"):
        assert "王晓明" in client.get(f"/likely?kind=person&{asked}").get_data(as_text=True)
    assert client.get("/likely?kind=person&name=李四").get_data(as_text=True).strip() == ""


def test_a_note_keeps_its_occasion(office: Office, client: FlaskClient) -> None:
    """Whom, where, one line; the occasion stays chosen; the person attended it; new names are made."""
    event = made(client, "/events/new", name="端午座谈", on="2026年6月19日", event_kind="symposium")
    person = made(client, "/people/new", name="甲")
    post(
        client, "/notes/new", about="甲、乙", occasion=event, line="想回来看看厂房", on="2026.6.19"
    )
    page = client.get("/notes/new").get_data(as_text=True)
    assert re.search(rf'value="{event}" selected', page)
    assert names(office) == ["甲", "乙"] or names(office) == ["乙", "甲"]
    told = client.get(f"/people/{person}").get_data(as_text=True)
    assert "想回来看看厂房" in told
    assert "端午座谈" in told
    attended = client.get(f"/events/{event}").get_data(as_text=True)
    assert "2人" in attended
    empty = post(client, "/notes/new", about="", line="")
    assert empty.status_code == 422
    assert "请写上见了谁" in empty.get_data(as_text=True)


def test_a_pasted_message_is_recognised(office: Office, client: FlaskClient) -> None:
    """Known names are offered to be tapped, the date is proposed."""
    id_ = made(client, "/people/new", name="王小明")
    answer = post(client, "/notes/paste", pasted="6月19日座谈会上见到王小明，说想回来")
    html = answer.get_data(as_text=True)
    assert f'value="{id_}"' in html
    assert "2026年6月19日" in html


def test_a_list_becomes_the_attendance(office: Office, client: FlaskClient) -> None:
    """Line by line; namesakes are asked for, unknown names become people, natives or guests."""
    event = made(client, "/events/new", name="恳谈会")
    first = made(client, "/people/new", name="王建国")
    made(client, "/people/new", name="李红梅")
    twin = made(client, "/people/new", name="李红梅")
    text = "#接龙\n例 张三 1人\n1. 王建国 示例公司\n2、李红梅\n3. 赵敏　上海\n4. 陈志强 +2\n5. "
    path = f"/events/{event}/attendance"
    read = post(client, path, names=text, step="read").get_data(as_text=True)
    assert "有同名" in read
    assert "册里没有" in read
    assert "空着的序号1个" in read
    assert "who.张三" not in read
    assert read.index("who.李红梅") < read.index("who.赵敏") < read.index("册里有 ·")
    open_ = post(client, path, names=text, step="save")
    assert open_.status_code == 422
    assert "李红梅" in open_.get_data(as_text=True)
    assert len(names(office)) == 3
    chosen = {"who.李红梅": twin, "who.陈志强": "guest"}
    saved = post(client, path, **{"names": text, "step": "save"} | chosen)
    assert saved.status_code == 303
    html = client.get(f"/events/{event}").get_data(as_text=True)
    assert "4人" in html
    assert first in html
    assert twin in html
    assert sorted(names(office)) == sorted(["王建国", "李红梅", "李红梅", "赵敏", "陈志强"])
    people = {p.name: p for p in everybody(office)}
    assert (people["赵敏"].native, people["陈志强"].native) == (True, False)
    assert people["赵敏"].remarks == "上海"


def test_nobody_becomes_a_person_unasked(office: Office, client: FlaskClient) -> None:
    """A form of address, a name like another's, and whoever said not to come are asked about."""
    event = made(client, "/events/new", name="恳谈会")
    called = made(client, "/people/new", name="李建国", salutation="李总")
    alike = made(client, "/people/new", name="王晓明")
    path = f"/events/{event}/attendance"
    text = "1. 李总\n2. 王小明\n3. 赵敏 请假\n4. 示例公司"
    answer = post(client, path, names=text, step="save")
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "李总、王小明、示例公司" in html
    assert "只有称呼，不是姓名" in html
    assert f'value="{called}"' in html
    assert f'value="{alike}"' in html
    assert 'name="who.李总" value="new"' not in html
    assert "说不来" in html
    assert sorted(names(office)) == ["李建国", "王晓明"]
    chosen = {"who.李总": called, "who.王小明": alike, "who.示例公司": "skip"}
    post(client, path, **{"names": text, "step": "save"} | chosen)
    assert "2人" in client.get(f"/events/{event}").get_data(as_text=True)
    assert sorted(names(office)) == ["李建国", "王晓明"]


def test_a_text_without_names_says_so(office: Office, client: FlaskClient) -> None:
    """What was pasted is still there."""
    event = made(client, "/events/new", name="恳谈会")
    answer = post(client, f"/events/{event}/attendance", names="#接龙\n周六活动", step="read")
    assert answer.status_code == 422
    assert "没有认出名字" in answer.get_data(as_text=True)
    assert "周六活动" in answer.get_data(as_text=True)


def test_a_form_of_address_in_a_note_is_asked_about(office: Office, client: FlaskClient) -> None:
    """记一笔 makes nobody of 李总; it offers who is called so."""
    called = made(client, "/people/new", name="李建国", salutation="李总")
    answer = post(client, "/notes/new", about="李总", line="谈了回乡的事")
    assert answer.status_code == 422
    assert f'value="{called}"' in answer.get_data(as_text=True)
    assert "谈了回乡的事" in answer.get_data(as_text=True)
    sent = {"about": "李总", "line": "谈了回乡的事", "who.李总": called}
    assert post(client, "/notes/new", **sent).status_code == 303
    assert names(office) == ["李建国"]


def test_a_note_says_who_is_known_and_may_mean_another(office: Office, client: FlaskClient) -> None:
    """册里已有 with a way to the record; 是另一位 makes a new person, without it nobody is made."""
    made(client, "/people/new", name="王建国", phones="13000001234")
    hint = client.get("/notes/known?about=王建国、赵没有").get_data(as_text=True)
    assert "册里已有" in hint
    assert "尾号1234" in hint
    assert "册里没有：赵没有" in hint
    assert 'name="who.王建国" value="new"' in hint
    assert post(client, "/notes/new", about="王建国", line="见过").status_code == 303
    assert names(office) == ["王建国"]
    sent = {"about": "王建国", "line": "是另一位", "who.王建国": "new"}
    assert post(client, "/notes/new", **sent).status_code == 303
    assert names(office) == ["王建国", "王建国"]
    assert client.get("/notes/known?about=").get_data(as_text=True).strip() == ""


@pytest.mark.parametrize(
    ("said", "day"),
    [("12.6见了王建国", "12月6日"), ("谈了1.5小时，11.3再去", "11月3日"), ("走了3.5公里", "")],
)
def test_a_duration_is_no_day(office: Office, client: FlaskClient, said: str, day: str) -> None:
    """In a pasted message 12.6 is a day, 1.5小时 is none."""
    html = post(client, "/notes/paste", pasted=said).get_data(as_text=True)
    found = re.search(r'name="on" value="([^"]*)"', html)
    assert found
    assert found[1].endswith(day) if day else found[1] == ""


def test_lists_are_narrowed_and_paged(office: Office, client: FlaskClient) -> None:
    """Words, filters and the next page."""
    for number in range(55):
        made(
            client, "/people/new", name=f"人{number}", category="business" if number % 2 else "tech"
        )
    first = client.get("/people/").get_data(as_text=True)
    found = re.search(r'href="(/people/\?[^"]+)">下一页', first)
    assert found
    second = client.get(found[1].replace("&amp;", "&")).get_data(as_text=True)
    rows = re.findall(r'<td data-label="姓名">', first + second)
    assert len(rows) == 55
    tech = client.get("/people/?category=tech").get_data(as_text=True)
    assert "<small>28</small>" in tech
    assert "没有找到" in client.get("/people/?q=无此人").get_data(as_text=True)


def test_the_list_that_leaves(office: Office, client: FlaskClient) -> None:
    """No cell a formula, the deceased left out, a line in the log, a mark that is found again."""
    made(client, "/people/new", name="=1+1", phones="13000001234")
    made(client, "/people/new", name="已故者", deceased="1")
    refused = post(client, "/people/export", purpose="", recipient="")
    assert refused.status_code == 422
    answer = client.post(
        "/people/export",
        data={
            "csrf_token": token(client),
            "purpose": "寄春节问候信",
            "recipient": "镇党政办",
            "occasion": "春节",
            "columns": ["name", "phones"],
        },
    )
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert all(cell.data_type != "f" for cell in cells)
    texts = [str(cell.value) for cell in cells if cell.value is not None]
    assert "=1+1" in texts
    assert "13000001234" in texts
    assert "已故者" not in texts
    exported = office.store.log(limit=1)[0].id
    assert post(client, "/undo", undone=exported).status_code == 404
    log = office.client("jiancha")
    assert "寄春节问候信" in log.get("/log/").get_data(as_text=True)
    mark = re.search(r"编号([0-9A-F]{8})", log.get("/log/").get_data(as_text=True))
    assert mark
    assert "镇党政办" in log.get(f"/log/exports?mark={mark[1]}").get_data(as_text=True)
    assert "没有这个编号" in log.get("/log/exports?mark=00000000").get_data(as_text=True)


def test_history_says_who_changed_what(office: Office, client: FlaskClient) -> None:
    """Before and after, with the account's name."""
    id_ = made(client, "/people/new", name="甲", city="南京")
    post(client, f"/people/{id_}/edit", rev="1", name="甲", city="上海")
    html = client.get(f"/people/{id_}/history").get_data(as_text=True)
    assert "统战干事" in html
    assert "<del>南京</del>" in html


def test_a_single_value_is_restored_from_the_history(office: Office, client: FlaskClient) -> None:
    """What was changed since stays; the same form twice is one change; the present has no button."""
    id_ = made(client, "/people/new", name="甲", city="南京", phones="13000000001")
    post(client, f"/people/{id_}/edit", rev="1", name="甲", city="上海", phones="13000000001")
    post(client, f"/people/{id_}/edit", rev="2", name="甲乙", city="上海", phones="13000000002")
    html = client.get(f"/people/{id_}/history").get_data(as_text=True)
    assert "恢复成“南京”" in html
    assert "恢复成“上海”" not in html
    seq = (
        html.split('name="field" value="city"')[0].rpartition('name="seq" value="')[2].split('"')[0]
    )
    given = {"seq": seq, "field": "city", "change_id": office.act()}
    for _ in range(2):
        assert post(client, f"/people/{id_}/restore", **given).status_code == 303
    html = client.get(f"/people/{id_}").get_data(as_text=True)
    assert "南京" in html
    assert "甲乙" in html
    assert "13000000002" in html
    assert "恢复成“南京”" not in client.get(f"/people/{id_}/history").get_data(as_text=True)


@pytest.mark.parametrize(
    "given", [{"field": "nothing"}, {"field": "stages"}, {"seq": "999999"}, {"seq": "x"}]
)
def test_what_never_was_is_not_restored(
    office: Office, client: FlaskClient, given: dict[str, str]
) -> None:
    """No such field, no such act: nothing changes."""
    id_ = made(client, "/people/new", name="甲", city="南京")
    post(client, f"/people/{id_}/edit", rev="1", name="甲", city="上海")
    before = office.store.revision()
    answer = post(client, f"/people/{id_}/restore", **{"field": "city", "seq": "2", **given})
    assert answer.status_code == 404
    assert office.store.revision() == before


def test_only_who_records_restores(office: Office, client: FlaskClient) -> None:
    """A manager sees the history without the button, and the address refuses him."""
    id_ = made(client, "/people/new", name="甲", specialties="机械")
    post(client, f"/people/{id_}/edit", rev="1", name="甲", specialties="电子")
    boss = office.client("lingdao")
    html = boss.get(f"/people/{id_}/history").get_data(as_text=True)
    assert "机械" in html
    assert "恢复成" not in html
    assert post(boss, f"/people/{id_}/restore", field="specialties", seq="1").status_code == 403


def test_what_was_moved_out_is_put_back_by_its_page(office: Office, client: FlaskClient) -> None:
    """Listed by kind, put back once however often the form is sent."""
    id_ = made(client, "/people/new", name="甲")
    post(client, f"/people/{id_}/remove", rev="1")
    assert client.get(f"/people/{id_}").status_code == 404
    assert "放回" in client.get("/removed/").get_data(as_text=True)
    assert "没有移出过的" in client.get("/removed/?kind=project").get_data(as_text=True)
    assert client.get("/removed/?kind=account").status_code == 404
    change_id = office.act()
    for _ in range(2):
        assert post(client, f"/removed/{id_}", change_id=change_id).status_code == 303
    assert client.get(f"/people/{id_}").status_code == 200
    assert office.client("lingdao").get("/removed/").status_code == 403


def test_a_person_reads_as_declared(office: Office, client: FlaskClient) -> None:
    """Every field of the form is one of the vocabulary's, with its label."""
    html = client.get("/people/new").get_data(as_text=True)
    for spec in Person.fields.values():
        if spec.form:
            assert f'name="{spec.name}"' in html
            assert spec.label in html
