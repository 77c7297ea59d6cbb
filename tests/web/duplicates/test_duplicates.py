"""可能重复 on its pages: look, merge, say that they are two, take apart."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from acts import new_id
from web.conftest import Office, names, post
from web.test_records import made
from xiangxian.domain.people import Person
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.store.contract import GraphStore


@pytest.fixture
def two(client: FlaskClient) -> tuple[str, str]:
    """Two records of one man, with what differs."""
    one = made(
        client, "/people/new", name="王小明", phones="13000000001", city="上海", remarks="老"
    )
    other = made(
        client, "/people/new", name="王晓明", phones="13000000001", city="苏州", tags="商会"
    )
    made(client, "/projects/new", name="一号项目", natives="王晓明")
    return one, other


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    """A page."""
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_pair_is_looked_at_merged_and_taken_apart(
    office: Office, client: FlaskClient, two: tuple[str, str]
) -> None:
    """Queue, preview with a choice, result, the page of the one that went, and 分开."""
    one, other = two
    queue = text(client, "/duplicates/")
    assert "很可能" in queue
    assert "号码相同，读音相同" in queue
    address = f"/duplicates/merge?stays={one}&goes={other}"
    assert address.replace("&", "&amp;") in queue
    html = text(client, address)
    assert "企业项目·乡贤本人 1处" in html
    sent = {
        "stays": one,
        "goes": other,
        "seen": hidden(html, "seen"),
        "take.city": "goes",
        "keep_name": "1",
        "change_id": office.act(),
    }
    again = post(client, "/duplicates/merge", step="look", **sent).get_data(as_text=True)
    assert re.search(r'name="take.city" value="goes" checked', again)
    assert names(office) == ["王小明", "王晓明"]
    answer = post(client, "/duplicates/merge", step="merge", **sent)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/people/{one}")
    shown = text(client, f"/people/{one}")
    for each in ("已合并成一条", "苏州", "商会", "王晓明", "一号项目"):
        assert each in shown, each
    gone = text(client, f"/people/{other}", 404)
    assert "已合并到" in gone
    assert f"/people/{one}" in gone
    assert "分开" in text(client, f"/people/{one}/history")
    link = re.search(r'href="(/duplicates/merged/[^"]+)"', text(client, "/duplicates/merged"))
    assert link
    put_back = post(client, f"/removed/{other}")
    assert put_back.headers["Location"].endswith(link[1])
    preview = text(client, link[1])
    assert "转回去的往来" in preview
    done = post(client, link[1], seen=hidden(preview, "seen"), change_id=office.act())
    assert done.status_code == 303
    assert names(office) == ["王小明", "王晓明"]
    assert "上海" in text(client, f"/people/{one}")
    refused = client.get(link[1])
    assert refused.status_code == 422
    assert "已经分开" in refused.get_data(as_text=True)


def test_a_merge_is_taken_back_by_the_saved_line(
    office: Office, client: FlaskClient, two: tuple[str, str]
) -> None:
    """「已存 · 撤回」 takes the whole merge back."""
    one, other = two
    html = text(client, f"/duplicates/merge?stays={one}&goes={other}")
    change_id = office.act()
    post(
        client,
        "/duplicates/merge",
        step="merge",
        stays=one,
        goes=other,
        seen=hidden(html, "seen"),
        change_id=change_id,
    )
    assert names(office) == ["王小明"]
    post(client, "/undo", undone=change_id, next="/people/")
    assert names(office) == ["王小明", "王晓明"]
    post(client, "/undo", undone=change_id, next="/people/")
    assert "已经分开" in text(client, "/people/")


def test_a_merge_that_was_overtaken_is_shown_again(
    office: Office, client: FlaskClient, two: tuple[str, str]
) -> None:
    """Somebody saved meanwhile: nothing merged, the new state and the choices on the page."""
    one, other = two
    html = text(client, f"/duplicates/merge?stays={one}&goes={other}")
    post(client, f"/people/{other}/edit", rev="1", name="王晓明", city="无锡")
    answer = post(
        client,
        "/duplicates/merge",
        step="merge",
        stays=one,
        goes=other,
        seen=hidden(html, "seen"),
        **{"take.city": "goes"},
    )
    again = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "还没有合并" in again
    assert "无锡" in again
    assert re.search(r'name="take.city" value="goes" checked', again)
    assert names(office) == ["王小明", "王晓明"]
    done = post(
        client,
        "/duplicates/merge",
        step="merge",
        stays=one,
        goes=other,
        seen=hidden(again, "seen"),
        change_id=office.act(),
    )
    assert done.status_code == 303


def test_two_that_are_not_one_are_remembered(
    office: Office, client: FlaskClient, two: tuple[str, str]
) -> None:
    """Out of the queue with 「已存 · 撤回」, in the list of what was said, and back again."""
    one, other = two
    answer = post(
        client, "/duplicates/apart", one=one, other=other, kind="person", change_id=office.act()
    )
    assert answer.status_code == 303
    queue = text(client, "/duplicates/")
    assert "已记住" in queue
    assert "没有看起来重复的" in queue
    assert "王晓明" not in text(client, f"/likely?kind=person&name=王小明&but={one}")
    said = text(client, "/duplicates/said")
    back = re.search(r'action="(/duplicates/said/[^"]+)"', said)
    assert back
    assert post(client, back[1]).status_code == 303
    assert "号码相同" in text(client, "/duplicates/")


def test_bad_requests_are_answered_plainly(
    office: Office, client: FlaskClient, two: tuple[str, str]
) -> None:
    """Itself, another kind, nothing at all: a sentence or 没有找到, and nothing changed."""
    one, _ = two
    firm = made(client, "/organisations/new", name="甲公司")
    before = office.store.revision()
    for goes in (one, firm):
        answer = client.get(f"/duplicates/merge?stays={one}&goes={goes}")
        assert answer.status_code == 422
        assert "同类" in answer.get_data(as_text=True)
    for path in (
        f"/duplicates/merge?stays={one}&goes=x",
        "/duplicates/merged/x",
        "/duplicates/?kind=event",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/duplicates/merge").status_code == 303
    assert client.get("/duplicates/?start=-3&grade=nothing").status_code == 200
    assert post(client, "/duplicates/apart", one=one, other=firm).status_code == 303
    assert "同类" in text(client, "/duplicates/")
    assert post(client, "/duplicates/said/x").status_code == 404
    assert office.store.revision() == before
    for login in ("lingdao", "chakan"):
        assert office.client(login).get("/duplicates/").status_code == 403


def test_a_note_does_not_pass_the_finder_by(office: Office, client: FlaskClient) -> None:
    """A new name that sounds like a known one is asked about once; both answers are taken."""
    known = made(client, "/people/new", name="王晓明")
    asked = post(client, "/notes/new", about="王小明", line="见过")
    html = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "都不是，新记一位" in html
    assert "也许：读音相同" in html
    assert 'value="王小明"' in html
    assert names(office) == ["王晓明"]
    taken = {"about": "王小明", "line": "见过"}
    assert post(client, "/notes/new", **taken, **{"who.王小明": known}).status_code == 303
    assert names(office) == ["王晓明"]
    assert post(client, "/notes/new", **taken, **{"who.王小明": "new"}).status_code == 303
    assert names(office) == ["王小明", "王晓明"]


def test_a_list_of_names_proposes_whom_it_may_mean(office: Office, client: FlaskClient) -> None:
    """Chosen it is that person, unchosen a new one, as the page says."""
    known = made(client, "/people/new", name="王晓明")
    event = made(client, "/events/new", name="座谈会")
    page = post(client, f"/events/{event}/attendance", names="王小明", step="read")
    assert "也许：读音相同" in page.get_data(as_text=True)
    post(
        client, f"/events/{event}/attendance", names="王小明", step="save", **{"who.王小明": known}
    )
    assert names(office) == ["王晓明"]
    assert "王晓明" in text(client, f"/events/{event}")


class _Counting:
    """A store that counts what it is asked."""

    def __init__(self, store: GraphStore) -> None:
        self.store, self.calls = store, 0

    def __getattr__(self, name: str) -> object:
        self.calls += 1
        return getattr(self.store, name)


def test_a_page_of_pairs_asks_the_store_a_fixed_number_of_times(
    office: Office, client: FlaskClient
) -> None:
    """Two pairs or ten, the calls are as many; further pages say where they go on."""
    counts = []
    viewer = gate.local_viewer(office.store)
    for pairs in (2, 10):
        draft = Draft(new_id(), viewer.unit)
        for number in range(pairs):
            for _ in range(2):
                draft.add(Person(name=f"第{pairs}{'甲乙丙丁戊己庚辛壬癸'[number]}"))
        office.store.apply(
            draft.change_set(viewer, office.app.extensions["xiangxian.clock"](), "person.create")
        )
        client.get("/duplicates/")
        counting = _Counting(office.store)
        office.app.extensions["xiangxian.store"] = counting
        html = text(client, "/duplicates/")
        office.app.extensions["xiangxian.store"] = office.store
        counts.append(counting.calls)
    assert counts[0] == counts[1]
    assert "start=10" in html
    assert "start=10" not in text(client, "/duplicates/?start=10")


def test_while_a_name_is_typed_who_has_it_is_told_apart(
    client: FlaskClient, office: Office
) -> None:
    """With village and firm, a way to the record, and 是另一位, which nobody asks about again."""
    made(client, "/people/new", name="陈建国", phones="13000001234", city="杭州")
    hint = client.get("/likely?kind=person&name=陈建国").get_data(as_text=True)
    assert "册里已有" in hint
    assert "尾号1234" in hint
    assert "打开" in hint
    found = re.search(r'name="another" value="([^"]+)"', hint)
    assert found
    assert "checked" in client.get(f"/likely?name=陈建国&another={found[1]}").get_data(as_text=True)
    assert 'name="another"' not in client.get("/likely?name=陈建国&but=x").get_data(as_text=True)
    kept = post(client, "/people/new", name="陈建国", birth="前几年", another=found[1])
    assert kept.status_code == 422
    assert f'value="{found[1]}" checked hidden' in kept.get_data(as_text=True)
    made(client, "/people/new", name="陈建国", phones="13000001234", another=found[1])
    assert len(names(office)) == 2
    assert "陈建国" not in client.get("/duplicates/").get_data(as_text=True)
    made(client, "/people/new", name="陈建国", phones="13000001234")
    assert "陈建国" in client.get("/duplicates/").get_data(as_text=True)
