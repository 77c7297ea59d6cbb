"""Conditions, saved lists and bulk edit in the browser, without JavaScript."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from acts import NOW, new_id
from web.conftest import Office, post
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.services.lists import saved_lists
from xiangxian.store.base import Query

pytestmark = pytest.mark.calendar


def filled(office: Office) -> dict[str, str]:
    """Two villages and three people, by name."""
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), local.unit)
    made = {name: draft.add(Place(name=name, level="village")) for name in ("王庄村", "西城村")}
    for name, village in (("周甲", "王庄村"), ("丁乙", "王庄村"), ("王丙", "西城村")):
        made[name] = draft.add(Person(name=name, home_village=made[village], tags=("重点",)))
    office.store.apply(draft.change_set(local, NOW, "records.create"))
    return made


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    """A page's HTML."""
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def people(html: str) -> str:
    """The last characters of the names of a list's rows, in order."""
    return "".join(re.findall(r'href="/people/[0-9a-f-]{36}">[^<]*(\w)</a>', html))


def test_conditions_are_added_one_by_one(office: Office, client: FlaskClient) -> None:
    """About what, how and with what; each is a chip that can be taken away; the export agrees."""
    made = filled(office)
    asking = text(client, "/people/?about=home_village")
    assert "加一个条件：老家村" in asking
    village = f"/people/?about=home_village&how=is&chosen={made['王庄村']}"
    found = client.get(village)
    assert found.status_code == 303
    html = text(client, found.location)
    assert "老家村是王庄村" in html
    assert people(html) == "乙甲"
    tag = client.get(f"{found.location}&about=tags&how=has&value=重点&order=name_strokes")
    html = text(client, tag.location)
    assert "标签有“重点”" in html
    assert people(html) == "乙甲"
    without = re.search(r'href="([^"]+)" aria-label="去掉条件：老家村是王庄村"', html)
    assert without
    assert people(text(client, without[1].replace("&amp;", "&"))) == "乙丙甲"
    query = urlsplit(tag.location).query
    export = text(client, f"/people/export?{query}")
    assert "老家村是王庄村，标签有“重点”" in export
    assert "2人" in export


def test_what_cannot_be_asked_is_said(office: Office, client: FlaskClient) -> None:
    """One sentence, what was typed still there, and the list as it was."""
    made = filled(office)
    html = text(client, "/people/?about=birth&how=from&value=那年", 422)
    assert "日期看不懂" in html
    assert 'value="那年"' in html
    html = text(client, "/people/?about=EMPLOYED-out&how=is&value=没有这家", 422)
    assert "册里没有「没有这家」" in html
    assert "请填写" in text(client, "/people/?about=tags&how=has&value=", 422)
    assert people(text(client, f"/people/?if=birth.from.那年&if=x&home_village={made['西城村']}"))
    assert text(office.client("lingdao"), "/people/?about=gender&how=filled")


def test_a_list_is_kept_changed_and_put_in_order(office: Office, client: FlaskClient) -> None:
    """存为名单, rename, other conditions, an order by hand, somebody added and taken off, export."""
    made = filled(office)
    new = f"/lists/new?of=person&if=home_village.is.{made['王庄村']}"
    assert "老家村是王庄村" in text(client, new)
    refused = post(client, new, name=" ")
    assert refused.status_code == 422
    answer = post(client, new, name="王庄的", change_id=office.act())
    assert answer.status_code == 303
    path = answer.location
    assert people(text(client, path)) == "乙甲"
    assert "王庄的" in text(client, "/lists/")

    edit = text(client, f"{path}/edit")
    rev = re.search(r'name="rev" value="(\d+)"', edit)
    assert rev
    data = {"rev": rev[1], "name": "王庄名单", "order": "name_strokes", "columns": ["tags", "name"]}
    assert (
        post(client, f"{path}/edit", **data, **{"at.tags": "2", "at.name": "1"}).status_code == 303
    )
    html = text(client, path)
    assert html.index(">姓名</th>") < html.index(">标签</th>")
    assert post(client, f"{path}/edit", **data).status_code == 422  # saved from an older look

    assert post(client, f"{path}/move", id=made["周甲"], to="1").status_code == 303
    assert people(text(client, path)) == "甲乙"
    assert post(client, f"{path}/move", id=made["周甲"], place="很前").status_code == 422
    assert post(client, f"{path}/place", placing="added", value="王丙").status_code == 303
    assert post(client, f"{path}/place", placing="added", value="没有的人").status_code == 422
    taken = post(client, f"{path}/place", **{"placing": "taken", "value.id": made["丁乙"]})
    assert taken.status_code == 303
    html = text(client, path)
    assert people(html.split("手工动过的")[0]) == "甲丙"
    assert "加进来" in html
    assert "拿下去" in html
    export = text(client, f"/people/export?list={path.rsplit('/', 1)[-1]}")
    assert "2人" in export

    change = re.search(r'href="([^"]+)">改条件', html)
    assert change
    there = text(client, change[1].replace("&amp;", "&"))
    assert "存回名单" in there
    rev = re.search(r'name="rev" value="(\d+)"', there)
    assert rev
    other = f"{path}/conditions?if=home_village.is.{made['西城村']}"
    assert post(client, other, rev=rev[1]).status_code == 303
    assert "老家村是西城村" in text(client, path)
    assert post(client, f"{path}/remove", rev="99").status_code == 303
    assert "王庄名单" in text(client, "/lists/")


def test_a_reader_opens_lists_and_changes_nothing(office: Office, client: FlaskClient) -> None:
    """Opening is for who reads; keeping, moving and bulk edit for who records."""
    filled(office)
    path = post(client, "/lists/new?of=person", name="全部", change_id=office.act()).location
    reader = office.client("lingdao")
    assert people(text(reader, path)) == "乙丙甲"
    assert "拿下" not in text(reader, path)
    assert "成批修改" not in text(reader, "/people/")
    for address in ("/lists/new", f"{path}/edit"):
        assert reader.get(address).status_code == 403
    for address in (f"{path}/move", f"{path}/place", "/bulk/person", "/bulk/person/apply"):
        assert post(reader, address).status_code == 403
    assert client.get("/lists/nobody").status_code == 404


def hidden(html: str, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def test_one_field_of_many_in_four_pages(office: Office, client: FlaskClient) -> None:
    """Ticked, field, value, a look, saved; 「撤回」 takes all back; all that match as well."""
    made = filled(office)
    assert post(client, "/bulk/person").status_code == 303
    assert "还没有勾选" in text(client, "/people/")
    ticked = post(client, "/bulk/person", step="field", id=[made["周甲"], made["丁乙"]])
    assert ticked.status_code == 200
    ids = hidden(ticked.get_data(as_text=True), "ids")
    value = post(client, "/bulk/person/value", ids=ids, field="tier").get_data(as_text=True)
    assert "只填空的" in value
    bad = post(client, "/bulk/person/preview", ids=ids, field="tier", mode="fill", tier="")
    assert bad.status_code == 422
    wanted = {"ids": ids, "field": "tier", "mode": "fill", "tier": "key"}
    look = post(client, "/bulk/person/preview", **wanted).get_data(as_text=True)
    assert "会改2个" in look
    act = hidden(look, "change_id")
    sent = {**wanted, "seen": hidden(look, "seen"), "change_id": act}
    assert post(client, "/bulk/person/apply", **sent).status_code == 303
    html = text(client, "/people/?tier=key")
    assert "改好了2个" in html
    assert people(html) == "乙甲"
    assert post(client, "/undo", undone=act).status_code == 303
    assert people(text(client, "/people/?tier=key")) == ""

    everybody = post(client, f"/bulk/person?home_village={made['王庄村']}", step="all")
    html = everybody.get_data(as_text=True)
    ids = hidden(html, "ids")
    village = {"ids": ids, "field": "home_village", "mode": "replace", "home_village": "西城村"}
    look = post(client, "/bulk/person/preview", **village).get_data(as_text=True)
    assert "都改成这个「西城村」" in look
    sent = {**village, "seen": hidden(look, "seen"), "change_id": office.act()}
    assert post(client, "/bulk/person/apply", **sent).status_code == 303
    assert people(text(client, f"/people/?home_village={made['西城村']}")) == "乙丙甲"
    unknown = {**village, "home_village": "没有的村"}
    refused = post(client, "/bulk/person/preview", **unknown)
    assert refused.status_code == 422
    assert "没有的村" in refused.get_data(as_text=True)


def test_numbers_are_changed_one_by_one(office: Office, client: FlaskClient) -> None:
    """Many people never get one number: the field is not offered, and a made-up form is refused."""
    made = filled(office)
    ticked = post(client, "/bulk/person", step="field", id=[made["周甲"], made["丁乙"]])
    html = ticked.get_data(as_text=True)
    assert 'value="tier"' in html
    assert 'value="phones"' not in html
    before = office.store.revision()
    sent = {"ids": hidden(html, "ids"), "field": "phones", "mode": "replace", "phones": "138000"}
    assert post(client, "/bulk/person/preview", **sent).status_code == 303
    post(client, "/bulk/person/apply", **sent, seen="0")
    assert office.store.revision() == before


def test_many_are_moved_out(office: Office, client: FlaskClient) -> None:
    """Moved out with one button, and the bin says who did it."""
    made = filled(office)
    ticked = post(client, "/bulk/person", id=[made["周甲"], made["丁乙"]]).get_data(as_text=True)
    sent = {name: hidden(ticked, name) for name in ("ids", "seen", "change_id")}
    assert post(client, "/bulk/person/remove", **sent).status_code == 303
    assert "移出了2个" in text(client, "/people/")
    bin_ = text(client, "/removed/")
    assert "成批移出" in bin_
    assert "统战干事" in bin_
    assert len(office.store.find(Query("person")).nodes) == 1
    for wrong in ({"ids": "x"}, {"ids": ""}):
        assert post(client, "/bulk/person/remove", **wrong).status_code == 303
    assert saved_lists.saved(office.store, viewer=gate.local_viewer(office.store)) == []
    assert post(client, "/bulk/account").status_code == 404


def test_ticked_people_go_on_a_list_and_a_list_is_changed_whole(
    office: Office, client: FlaskClient
) -> None:
    """Ticked rows are put on a saved list; everybody on a list gets a tag in one act."""
    made = filled(office)
    new = post(client, "/lists/new?of=person", name="来宾", hand_only="1", change_id=office.act())
    path = new.location
    ticked = post(client, "/bulk/person", id=[made["周甲"], made["王丙"]]).get_data(as_text=True)
    sent = {"ids": hidden(ticked, "ids"), "saved_list": path.rsplit("/", 1)[-1]}
    assert post(client, "/bulk/person/list", **sent, change_id=office.act()).location == path
    assert people(text(client, path).split("手工动过的")[0]) == "丙甲"
    assert "本来就在名单上" in text(client, post(client, "/bulk/person/list", **sent).location)
    assert post(client, "/bulk/event/list", **sent).status_code == 404
    whole = f"/bulk/person?list={sent['saved_list']}"
    everybody = post(client, whole, step="all").get_data(as_text=True)
    tag = {"ids": hidden(everybody, "ids"), "field": "tags", "mode": "add", "tags": "来宾"}
    done = post(client, whole.replace("?", "/apply?"), **tag, seen=str(office.store.revision()))
    assert done.location == path
    assert people(text(client, "/people/?if=tags.has.来宾")) == "丙甲"
