"""A recognition case from its first claim to a newer decision, as the office walks it."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient

from acts import NOW, new_id
from counting import counted
from web.conftest import Office, post, token
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import StageStep
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.services.duplicates import merging
from xiangxian.services.duplicates.merging import Wishes
from xiangxian.services.history import changes
from xiangxian.services.introductions import network
from xiangxian.services.introductions.network import snapshot
from xiangxian.services.introductions.stories import decision_of
from xiangxian.services.recognition import case_file as recognition_file


def filled(office: Office, clock: object) -> dict[str, str]:
    """A project that two people say they brought, and a third who is of another unit."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    ids = {name: draft.add(Person(name=name)) for name in ("甲", "乙")}
    signed = StageStep(stage="signed", on=PartialDate(year=2026, month=6, day=1))
    ids["项目"] = draft.add(Project(name="示例项目", stage="signed", stages=(signed,)))
    for name, month in (("甲", 3), ("乙", 4)):
        claim = Introduction(
            by=ids[name],
            of=ids["项目"],
            project=ids["项目"],
            at=PartialDate(year=2026, month=month),
            state="recorded",
        )
        ids[f"{name}说"] = draft.add(claim)
    office.store.apply(draft.change_set(viewer, clock(), "demo.found"))  # type: ignore[operator]
    return ids


def text_of(client: FlaskClient, path: str) -> str:
    """The page's text."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def send(client: FlaskClient, path: str, **typed: object) -> tuple[int, str]:
    """Fill in the form of *path* and send it: status and, where it led on, the page behind."""
    html = text_of(client, path)
    kept = {name: hidden(html, name) for name in ("rev", "seen") if f'name="{name}" value' in html}
    kept["change_id"] = re.findall(r'name="change_id" value="([^"]*)"', html)[-1]
    found = re.search(r'name="csrf-token" content="([^"]+)"', html)
    assert found
    answer = client.post(path, data={"csrf_token": found[1], **kept, **typed})
    if answer.status_code == 303:
        return 303, text_of(client, answer.headers["Location"])
    return answer.status_code, answer.get_data(as_text=True)


def test_a_case_from_two_claims_to_a_newer_decision(office: Office, clock: object) -> None:
    """Claims, evidence, confirmations, notice, objection, decision, another decision; nothing of
    what stood is lost, and credit never moves."""
    ids = filled(office, clock)
    client = office.client("ganshi")
    project = f"/projects/{ids['项目']}"
    assert "登记了几条引荐" in text_of(client, project)
    opened = post(client, "/recognition/open", project=ids["项目"], change_id=office.act())
    case = opened.headers["Location"]
    assert post(client, "/recognition/open", project=ids["项目"]).headers["Location"] == case
    html = text_of(client, case)
    assert "2方都说是自己牵的线" in html
    assert "第一引荐人待定" in html
    assert html.index("甲</a>") < html.index("乙</a>")
    credit = network.introducers(office.store, viewer=gate.local_viewer(office.store)).lines

    status, html = send(client, f"{case}/policy", policy="")
    assert "本单位还没有办法" in html
    claim = f"/introductions/{ids['甲说']}"
    data = {
        "csrf_token": token(client),
        "change_id": office.act(),
        "evidence_kind": "chat",
        "name": "微信记录",
        "on": "2026年3月2日",
        "file": (io.BytesIO(b"picture"), "a.png"),
    }
    client.post(f"{claim}/evidence/new", data=data, content_type="multipart/form-data")
    html = text_of(client, claim)
    assert "微信记录" in html
    assert "a.png" in html
    for side in ("investor", "carrier_unit", "destination_unit"):
        status, html = send(
            client, f"{claim}/state", move="confirm", by=side, name="丙经理", on="2026年10月8日"
        )
        assert status == 303
    assert "三方确认" in html
    assert "还没有投资方" in text_of(client, case)  # the other one's
    assert send(client, f"{claim}/state", move="confirm", by="")[0] == 422
    assert send(client, f"{claim}/state", move="disputed", note="")[0] == 422

    early = {"decided_by": "镇党政办公会", "on": "2026年11月24日", "reason": "材料齐"}
    status, html = send(client, f"{case}/decision", winner=ids["甲"], **early)
    assert status == 422
    assert "还没有公示" in html
    status, html = send(client, f"{case}/notice", first_day="2026年11月20日", working_days="5")
    assert status == 422
    assert "请选拟认定谁" in html
    typed = {"proposed": ids["甲"], "first_day": "2026年11月16日", "working_days": "5"}
    status, html = send(client, f"{case}/notice", last_day="", phone="87700000", **typed)
    assert "2026年11月20日已满，没有异议" in html
    (notice,) = set(re.findall(r"/notice/([^/]+)/objection", html))
    status, html = send(client, f"{case}/notice/{notice}/objection", by="乙", text="是我先说的")
    assert "有异议还没有答复" in html
    answered = f"{case}/notice/{notice}/objections/0"
    assert send(client, answered, answer="查过聊天记录")[0] == 422
    status, html = send(client, answered, answer="查过聊天记录", upheld="no")
    assert "1条异议都不成立" in html

    status, html = send(client, f"{case}/decision", winner=ids["甲"], **early)
    assert status == 303
    assert "第一引荐人是甲" in html
    assert "公示" in text_of(client, claim)
    assert "第一引荐人：甲（2026年11月认定）" in text_of(client, project)
    manager, reader = office.client("lingdao"), office.client("chakan")
    for other in (manager, reader):
        assert "第一引荐人：甲（2026年11月认定）" in text_of(other, "/network/")
    assert network.introducers(office.store, viewer=gate.local_viewer(office.store)).lines == credit

    team = {
        "winner": [ids["甲"], ids["乙"]],
        f"share-{ids['甲']}": "60",
        f"share-{ids['乙']}": "30",
    }
    again = {**early, "reason": "两人一起", "acknowledged": "1"}
    status, html = send(client, f"{case}/decision", **team, **again)
    assert "现在是90%" in html
    team[f"share-{ids['乙']}"] = "40％"
    assert "请选一位代表" in send(client, f"{case}/decision", **team, **again)[1]
    status, html = send(client, f"{case}/decision", **team, delegate=ids["乙"], **again)
    assert "第一引荐人是一个团队，乙 40%、甲 60%，乙为代表" in html
    assert "以前的决定" in html
    assert "材料齐" in html
    assert "决定时还没有齐的" in html
    assert office.store.verify() == []
    assert "甲 60%" in text_of(manager, case)
    assert "材料齐" not in text_of(reader, project)
    assert reader.get(case).status_code == 403
    filing, told = re.findall(r'href="(/recognition/[^"]+/papers/(?:filing|letter)/[^"]+)"', html)[
        ::2
    ]
    for paper in (filing, told):
        assert manager.get(paper).get_data()[:2] == b"PK"


def test_a_case_is_closed_with_its_reason_and_taken_up_again(office: Office, clock: object) -> None:
    """Nothing happens to a closed case; a form of a page that is old says so; the bin knows it."""
    ids = filled(office, clock)
    client = office.client("ganshi")
    case = post(client, "/recognition/open", project=ids["项目"]).headers["Location"]
    status, html = send(client, f"{case}/close", because=" ", rev="7")
    assert (status, hidden(html, "rev")) == (422, "7")  # what the form was made from stays
    stale = send(client, f"{case}/close", because="甲撤回了", rev="7")
    assert stale[0] == 422
    assert "别人刚动过" in stale[1]
    assert hidden(stale[1], "rev") == "1"
    status, html = send(client, f"{case}/close", because="甲撤回了")
    assert "没有认定就结了：甲撤回了" in html
    typed = {"proposed": ids["甲"], "first_day": "2026年11月16日", "working_days": "5"}
    status, html = send(client, f"{case}/notice", last_day="", **typed)
    assert status == 422
    assert "已经结了" in html
    rev = hidden(text_of(client, case), "rev")
    post(client, f"{case}/again", rev=rev)
    assert "正在核对" in text_of(client, case)
    assert "甲撤回了" in text_of(client, f"{case}/history")

    typed["proposed"] = ids["乙"]
    status, html = send(client, f"{case}/notice", last_day="2026年11月30日", **typed)
    assert "正在公示：拟认定乙，到2026年11月30日为止，还有5个工作日" in html
    (notice,) = set(re.findall(r"/notice/([^/]+)/end", html))
    status, html = send(client, f"{case}/notice/{notice}/end", last_day="2026年11月1日")
    assert "不能在开始之前" in html
    status, html = send(client, f"{case}/notice/{notice}/end", last_day="2026年12月1日")
    assert "到2026年12月1日为止" in html
    send(client, f"{case}/close", because="乙也撤回了")
    assert _what_a_notice_no_longer_takes(client, case, notice) == ["已经结了", "已经结了"]
    post(client, f"{case}/again", rev=hidden(text_of(client, case), "rev"))
    status, html = send(
        client,
        f"{case}/decision",
        nobody="1",
        decided_by="镇党政办公会",
        on="2026年11月24日",
        reason="都不合条件",
        acknowledged="1",
    )
    assert "不认定第一引荐人" in html
    assert "没有认定（2026年11月决定）" in text_of(client, f"/projects/{ids['项目']}")
    assert _what_a_notice_no_longer_takes(client, case, notice) == ["已经作过决定", "已经作过决定"]


def _what_a_notice_no_longer_takes(client: FlaskClient, case: str, notice: str) -> list[str]:
    """Why an objection and another last day are refused, with what was typed still there."""
    objected = send(client, f"{case}/notice/{notice}/objection", by="甲", text="日子不对")
    moved = send(client, f"{case}/notice/{notice}/end", last_day="2026年12月2日")
    assert "日子不对" in objected[1]
    assert "2026年12月2日" in moved[1]
    told = []
    for status, html in (objected, moved):
        assert status == 422
        told += re.findall("已经结了|已经作过决定", html)[:1]
    return told


def test_recognition_is_told_without_telling_of_the_hidden(office: Office, clock: object) -> None:
    """Somebody of another unit is 受保护联系人; a case reads a fixed number of times."""
    ids = filled(office, clock)
    local = gate.local_viewer(office.store)
    draft = Draft(new_id(), "another-unit")
    stranger = draft.add(Person(name="别处的人"))
    draft.add(Introduction(by=stranger, of=ids["项目"], project=ids["项目"], state="recorded"))
    office.store.apply(draft.change_set(local, clock(), "demo.found"))  # type: ignore[operator]
    client = office.client("ganshi")
    case = post(client, "/recognition/open", project=ids["项目"]).headers["Location"]
    html = text_of(client, case)
    assert "别处的人" not in html
    assert "另有 1 条说法来自受保护联系人" in html
    store, counter = counted(office.store)
    asked = []
    for name in ("丙", "丁"):
        before = counter.questions
        file = recognition_file.case_file(store, case.rpartition("/")[2], {}, viewer=local, now=NOW)
        asked.append(counter.questions - before)
        draft = Draft(new_id(), local.unit)
        by = draft.add(Person(name=name))
        draft.add(Introduction(by=by, of=ids["项目"], project=ids["项目"], state="recorded"))
        office.store.apply(draft.change_set(local, NOW, "demo.found"))
    assert asked[0] == asked[1]
    assert len(file.rivals.claims) == 3
    assert decision_of(snapshot(office.store), ids["项目"], local) == ""


def test_a_decision_is_neither_taken_back_nor_taken_apart(office: Office, clock: object) -> None:
    """No undo, no tie taken away by hand; who became another record is recognised as that one."""
    ids = filled(office, clock)
    client = office.client("ganshi")
    case = post(client, "/recognition/open", project=ids["项目"]).headers["Location"]
    change = office.act()
    typed = {"decided_by": "办公会", "on": "2026年11月24日", "reason": "一致", "acknowledged": "1"}
    send(client, f"{case}/decision", winner=ids["乙"], **typed, change_id=change)
    assert post(client, "/undo", undone=change).status_code == 404
    local = gate.local_viewer(office.store)
    with pytest.raises(gate.Missing):
        changes.undo(office.store, change, change_id=new_id(), viewer=local, now=clock())  # type: ignore[operator]
    html = text_of(client, f"/people/{ids['乙']}")
    (tie,) = (edge for edge in office.store.edges("RECOGNISED") if edge.target == ids["乙"])
    assert f"/ties/{tie.id}/remove" not in html
    assert post(client, f"/people/{ids['乙']}/ties/{tie.id}/remove").status_code == 404
    merging.merge(
        office.store,
        Wishes(ids["甲"], ids["乙"]),
        seen=office.store.revision(),
        change_id=new_id(),
        viewer=local,
        now=clock(),  # type: ignore[operator]
    )
    told = decision_of(snapshot(office.store), ids["项目"], local)
    assert told == "第一引荐人：甲（2026年11月认定）"
    assert "第一引荐人是甲" in text_of(client, case)
    assert office.store.verify() == []
