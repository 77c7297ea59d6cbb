"""A project with whoever brought it is one form: one change, or none."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from web.conftest import Office, names, post
from web.test_records import made
from xiangxian.domain.introductions import Introduction
from xiangxian.store.base import Query


def claims(office: Office) -> list[Introduction]:
    """Every introduction of the register."""
    return [Introduction.parsed(n.values) for n in office.store.find(Query("introduction")).nodes]


def sentence(client: FlaskClient, project: str) -> str:
    """How the project's page tells who connected it."""
    html = client.get(f"/projects/{project}").get_data(as_text=True)
    found = re.search(r"data-sentence>([^<]*)", html)
    assert found
    return found[1].strip()


WHOLE = {
    "name": "精密机械项目",
    "natives": "陈建国",
    "investors": "嘉穗公司",
    "investors.new": "organisation",
    "by": "王小明、李红梅",
    "at": "2025年5月",
    "told_by": "investor",
    "told_name": "嘉穗公司 周经理",
    "proof": "座谈会签到表",
    "proof.new": "evidence",
}


@pytest.fixture
def people(client: FlaskClient) -> None:
    """Three who are in the register."""
    for name in ("陈建国", "王小明", "李红梅"):
        made(client, "/people/new", name=name)


@pytest.mark.usefixtures("people")
def test_everything_is_one_form_and_one_change(office: Office, client: FlaskClient) -> None:
    """Native, investor, introducers, day, whose words and evidence; taken back in one step."""
    before = office.store.revision()
    project = made(client, "/projects/new", **WHOLE)
    assert office.store.revision() == before + 1
    found = claims(office)
    assert len(found) == 2
    for claim in found:
        assert claim.at is not None
        assert claim.at.label() == "2025年5月"
        assert [each.by.value for each in claim.confirmations] == ["investor"]
        assert claim.confirmations[0].name == "嘉穗公司 周经理"
        assert claim.standing.value == "investor_confirmed"
    told = sentence(client, project)
    assert "王小明" in told
    assert "李红梅" in told
    html = client.get(f"/projects/{project}").get_data(as_text=True)
    assert "陈建国" in html
    assert "嘉穗公司" in html


@pytest.mark.usefixtures("people")
def test_the_story_is_that_of_the_same_facts_on_their_own_pages(client: FlaskClient) -> None:
    """Project and introductions one after the other give the same sentence and the same credit."""
    at_once = made(client, "/projects/new", **WHOLE)
    alone = {key: WHOLE[key] for key in ("name", "natives", "investors")}
    apart = made(client, "/projects/new", **alone | {"name": "精密机械二项目"})
    for by in ("王小明", "李红梅"):
        said = {key: WHOLE[key] for key in ("at", "told_by", "told_name")}
        link = {"of.id": apart, "project.id": apart}
        made(client, "/introductions/new", by=by, evidence="座谈会签到表", **said, **link)
    assert sentence(client, at_once) == sentence(client, apart).replace("二项目", "项目")
    shares = [
        re.findall(r"(王小明|李红梅|陈建国)[^<]*</a>", client.get(f"/projects/{p}").text)
        for p in (at_once, apart)
    ]
    assert shares[0] == shares[1]


@pytest.mark.parametrize(
    ("told_by", "proof", "state"),
    [
        ("", "", "declared"),
        ("introducer", "", "declared"),
        ("introducer", "来信", "recorded"),
        ("office", "", "recorded"),
        ("", "来信", "recorded"),
        ("investor", "", "investor_confirmed"),
        ("destination_unit", "", "recorded"),
    ],
)
@pytest.mark.usefixtures("people")
def test_the_state_follows_from_whose_words_it_is(
    office: Office, client: FlaskClient, told_by: str, proof: str, state: str
) -> None:
    """The introducer's own word is weakest; evidence or the office's own knowledge makes it more."""
    new = {"proof.new": "evidence"} if proof else {}
    sent = {"name": "项目一", "by": "王小明", "told_by": told_by, "proof": proof}
    made(client, "/projects/new", **sent, **new)
    (claim,) = claims(office)
    assert claim.standing.value == state
    page = client.get("/introductions/new").get_data(as_text=True)
    assert 'name="state"' not in page
    assert "谁说的" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at": "前几年"}, "日期看不懂"),
        ({"by": "赵没有"}, "册里没有「赵没有」"),
        ({"by": "陈建国"}, "自己回来的只写在乡贤本人里"),
        ({"by": ""}, "请写上引荐人"),
        ({"told_name": "王" * 2_001}, "最多"),
        ({"told_by": "nobody"}, "请从列表里选"),
        ({"name": ""}, "请填写项目名称"),
    ],
)
@pytest.mark.usefixtures("people")
def test_what_is_wrong_is_said_and_nothing_is_written(
    office: Office, client: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    """One sentence, nobody made, and what was typed still there."""
    before = office.store.revision()
    answer = post(client, "/projects/new", **WHOLE | wrong)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert said in html
    assert 'value="嘉穗公司' in html or "嘉穗公司" in html
    assert "座谈会签到表" in html
    assert office.store.revision() == before
    assert sorted(names(office)) == sorted(["陈建国", "王小明", "李红梅"])
    assert claims(office) == []


@pytest.mark.usefixtures("people")
def test_an_introducer_written_twice_is_one(office: Office, client: FlaskClient) -> None:
    """王小明、王小明 is one introduction."""
    made(client, "/projects/new", name="项目一", by="王小明、王小明")
    assert len(claims(office)) == 1


def test_a_project_without_introducer_is_as_before(office: Office, client: FlaskClient) -> None:
    """A name is enough, and nobody is said to have brought it."""
    made(client, "/projects/new", name="项目一")
    assert claims(office) == []
