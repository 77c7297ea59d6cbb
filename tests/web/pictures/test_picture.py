"""关系图 on its pages: the table without scripts, a saved picture, what is refused and kept."""

from __future__ import annotations

import json
import re

from flask.testing import FlaskClient

from web.conftest import Office, post


def text(lines: list[dict[str, object]]) -> str:
    """Captions as the page sends them."""
    return json.dumps(lines, ensure_ascii=False)


def test_the_picture_as_a_table_and_kept(office: Office, client: FlaskClient) -> None:
    """The table has what the data has; a picture is kept, refused with what was typed still there,
    looked at otherwise by its link, changed, moved out."""
    for name in ("陈甲", "陈乙"):
        post(client, "/people/new", name=name)
    ids = re.findall(r'href="/people/([0-9a-f-]{36})"', client.get("/people/").text)
    new = client.get("/introductions/new").text
    change = re.search(r'name="change_id" value="([^"]+)"', new)
    assert change
    sent = {"by.id": ids[0], "of.id": ids[1], "state": "declared", "change_id": change[1]}
    assert post(client, "/introductions/new", **sent).status_code == 303
    html = client.get(f"/network/picture/?from={ids[0]}").text
    assert "显示 2 / 共 2，关系 1 / 共 1" in html
    table = html.split("data-picture-table")[1]
    assert table.count("<tr>") == 2
    assert "待证实" in table
    drawn = client.get(f"/network/picture/data.json?from={ids[0]}").get_json()
    assert {node["label"] for node in drawn["nodes"]} == {"陈甲", "陈乙"}
    assert client.get(f"/network/picture/ways.json?of={ids[0]}").get_json()["ways"]
    narrowed = client.get(f"/network/picture/?from={ids[0]}&state=confirmed").text
    assert "照现在的筛选没有关系可画" in narrowed
    asked = {"from": ids[0], "layout": "network", "spots": json.dumps({ids[0]: [1, 2]})}
    nine = [{"text": f"第{n}条", "x": n, "y": 0, "node": None} for n in range(9)]
    for name, lines, words in (("甲的图", nine, "最多8条说明"), ("", nine[:2], "请填写图的名称")):
        refused = post(
            client, "/network/picture/views/new", name=name, captions=text(lines), **asked
        )
        assert refused.status_code == 422
        assert words in refused.text
        assert "第1条" in refused.text
        assert f'value="{name}"' in refused.text
    kept = post(
        client, "/network/picture/views/new", name="甲的图", captions=text(nine[:8]), **asked
    )
    where = kept.headers["Location"]
    html = client.get(where).text
    assert "甲的图" in html
    assert "第7条" in html
    assert "甲的图" in client.get("/network/picture/views/").text
    otherwise = client.get(f"{where}?asked=1&from={ids[0]}&state=confirmed").text
    assert "照现在的筛选没有关系可画" in otherwise
    other = office.client("lingdao")
    assert "甲的图" in other.get(where).text
    assert "存下这张图</button>" not in other.get(where).text
    changed = post(client, f"{where}/save", name="乙的图", rev="1", captions="[]", **asked)
    assert changed.status_code == 303
    stale = post(client, f"{where}/save", name="丙的图", rev="1", captions="[]", **asked)
    assert stale.status_code == 422
    assert "刚被别人改过" in stale.text
    assert post(client, f"{where}/remove", rev="2").status_code == 303
    assert client.get(where).status_code == 404
    assert "乙的图" in client.get("/removed/?kind=saved_view").text
