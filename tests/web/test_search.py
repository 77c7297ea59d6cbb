"""The search box: what it finds while it is being typed, for whom, and what was opened last."""

from __future__ import annotations

from flask.testing import FlaskClient

from web.conftest import Office, post

NAMES = (
    ("单雄信", "shanxiongxin"), ("仇英", "qiuying"), ("解缙", "xj"), ("曾巩", "zenggong"),
    ("查良镛", "zhaliangyong"), ("盖叫天", "gejiaotian"), ("区寄", "ouji"), ("朴正", "piaozheng"),
    ("尉迟恭", "yuchigong"), ("万俟雅", "moqiya"), ("任小华", "rxh"), ("缪小芳", "miaoxiaofang"),
    ("翟小刚", "zhaixiaogang"), ("𠮷小明", "𠮷"), ("䶮小明", "䶮"), ("王小明", "小明"),
    ("尉迟恭", "yuchi"), ("李欣怡", "lixin"), ("𠮷小明", "jixiaoming"), ("王小明", "xiaom"),
)  # fmt: skip
"""Names, and what is typed to find them."""


def made(client: FlaskClient, path: str, **data: object) -> str:
    """Send a form that is saved; gives the new record's id."""
    return post(client, path, **data).headers["Location"].rpartition("/")[2]


def quick(client: FlaskClient, typed: str) -> str:
    """What the box shows under it."""
    return client.get("/find/quick", query_string={"q": typed}).get_data(as_text=True)


def test_a_name_is_found_as_it_is_read(office: Office, client: FlaskClient) -> None:
    """Surnames by their own reading, rare characters, parts and initials, pinyin typed half."""
    for name in {name for name, _ in NAMES}:
        made(client, "/people/new", name=name)
    for name, typed in NAMES:
        assert name in quick(client, typed), typed


def test_the_people_of_a_firm_and_of_a_village_are_found(
    office: Office, client: FlaskClient
) -> None:
    """After what bears the name itself; each once."""
    village = made(client, "/places/new", name="王庄村", level="village")
    person = made(client, "/people/new", **{"name": "甲某", "home_village.id": village})
    firm = made(client, "/organisations/new", name="示例机械公司")
    post(client, f"/people/{person}/ties/EMPLOYED/new", **{"other.id": firm, "position": "经理"})
    for typed in ("示例机械", "王庄"):
        html = quick(client, typed)
        assert html.count(f"/people/{person}") == 1, typed
    assert quick(client, "示例机械").index(firm) < quick(client, "示例机械").index(person)


def test_a_number_is_found_only_by_who_sees_it(office: Office, client: FlaskClient) -> None:
    """The clerk by the last four digits, the manager not; nothing is called so plainly."""
    made(client, "/people/new", name="甲某", phones="13000001234")
    assert "甲某" in quick(client, "1234")
    manager = office.client("lingdao")
    assert "甲某" not in quick(manager, "1234")
    assert "没有找到" in quick(manager, "1234")
    assert office.client("jiancha").get("/find/quick?q=1234").status_code == 403


def test_what_was_opened_last_comes_first_and_is_the_accounts_own(
    office: Office, client: FlaskClient
) -> None:
    """Eight at most, each once, without what was moved out; another account sees its own."""
    ids = [made(client, "/people/new", name=f"甲{number}") for number in range(10)]
    for id_ in (*ids, ids[3]):
        client.get(f"/people/{id_}")
    post(client, f"/people/{ids[9]}/remove", rev="1")
    html = quick(client, "")
    order = [html.index(id_) for id_ in (ids[3], ids[8], ids[7], ids[6])]
    assert order == sorted(order)
    assert html.count('class="suggestion"') == 7
    assert ids[9] not in html
    assert ids[0] not in html
    assert "最近打开" in client.get("/").get_data(as_text=True)
    assert "最近打开" not in quick(office.client("lingdao"), "")


def test_odd_texts_are_a_search_that_finds_nothing(office: Office, client: FlaskClient) -> None:
    """Signs, spaces, a zero byte and very long texts."""
    made(client, "/people/new", name="甲某")
    for typed in ("'\"%_*", "   ", "x" * 500, "\x00", "OR 1=1", "张" * 48, "张" * 49, "*", "张*"):
        assert client.get("/find/quick", query_string={"q": typed}).status_code == 200
