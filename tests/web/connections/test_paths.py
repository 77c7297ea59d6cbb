"""谁能引荐 as a page, and what the pages of a person, an organisation and an event say more."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from acts import new_id
from conftest import Clock
from web.conftest import Office
from xiangxian.app import beijing_clock
from xiangxian.cli import cli
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import BEIJING, PartialDate
from xiangxian.services import gate
from xiangxian.services.drafts import Draft

pytestmark = pytest.mark.calendar


def test_the_page_answers_in_sentences(
    office: Office, clock: Clock, tmp_path: Path, address: str
) -> None:
    """A name or a choice is asked for; namesakes are told apart, an unknown name stays typed; the
    pages of whom it is about lead there; an event's figure opens its list; and the command line
    says the same."""
    clock.now = beijing_clock()  # the command line has the machine's clock: so have the pages
    year = clock.now.astimezone(BEIJING).year
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    first = draft.add(Person(name="甲"))
    guest = draft.add(Person(name="乙", native=False))
    twins = [draft.add(Person(name="同名")) for _ in range(2)]
    firm = draft.add(Organisation(name="丁公司", city="深圳"))
    draft.tie(Employment(position="副总"), guest, firm)
    draft.tie(Employment(position="经理"), twins[0], firm)
    event = draft.add(Event(name="座谈", on=PartialDate(year=year)))
    draft.tie(Attendance(), first, event)
    project = draft.add(Project(name="项目", stage="lead", origin_city="深圳"))
    draft.add(Introduction(by=first, of=guest, project=project, occasion=event, state="recorded"))
    draft.add(RecordNote(about=(guest, project), line="愿意再谈"))
    near = [draft.add(Person(name=f"苏州{number}", city="苏州")) for number in range(3)]
    draft.add(Person(name="苏州客", city="苏州", native=False))
    draft.add(RecordNote(about=(near[0],), line="见过", on=PartialDate(year=year, month=1)))
    office.store.apply(draft.change_set(viewer, clock(), "test"))
    client = office.client("ganshi")

    def read(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, address
        return answer.get_data(as_text=True).split("<main")[1]

    assert "data-way" not in read("/paths/")
    page = read("/paths/?to=乙")
    known = f"甲和我们有联系（上次：{year}年）；"
    assert f"{known}甲介绍过乙（待证实）。" in page
    assert f"{known}甲介绍过乙（待证实）；乙在丁公司任副总。" in read(f"/paths/?to.id={firm}")
    drawn = client.get(f"/paths/picture.json?to.id={firm}").get_json()
    assert [node["label"] for node in drawn["nodes"]] == ["甲", "乙", "丁公司"]
    unknown = read("/paths/?to=没这人&start=乙", 422)
    assert "册里没有「没这人」" in unknown
    assert 'value="没这人"' in unknown
    namesakes = read("/paths/?to=同名", 422)
    assert "册里有2个叫「同名」的" in namesakes
    assert all(twin in namesakes for twin in twins)
    assert "同一位" in read(f"/paths/?to.id={first}&start.id={first}", 422)
    assert "请写上想见谁" in read("/paths/?start=甲", 422)
    assert client.get(f"/paths/?to.id={new_id()}").status_code == 422

    only = read(f"/people/{near[0]}")
    assert "苏州3位乡友里唯一相识的人。" in only
    there = re.search(r'data-standing>.*?href="([^"]+)"', only)
    assert there is not None
    listed = read(html.unescape(there[1]))
    assert [each in listed for each in (*near, "苏州客")] == [True, True, True, False]
    assert 'href="/people/' + first not in listed
    person = read(f"/people/{guest}")
    assert f"/paths/?to.id={guest}" in person
    assert "谁引荐来的" in person
    assert "记着：“愿意再谈”" in person
    assert "愿意再谈" not in office.client("lingdao").get(f"/people/{guest}").get_data(as_text=True)
    assert "这里的本地乡友" in read(f"/organisations/{firm}")
    shown = read(f"/events/{event}")
    opened = re.search(rf'href="(/events/{event}\?open=introduction)#', shown)
    assert opened is not None
    assert "甲介绍乙" in read(opened[1]).split("opened-list")[1]

    def told(*words: str) -> Result:
        line = ["--data", str(tmp_path / "data"), "path", *words]
        return CliRunner().invoke(cli, line, env={"XIANGXIAN_STORE": address})

    document = json.loads(told("我们", firm, "--json").stdout)
    assert f'<p class="sentence" data-way>{document["paths"][0]["sentence"]}</p>' in read(
        f"/paths/?to.id={firm}"
    )
    assert document["paths"][0]["parties"] == ["甲", "乙", "丁公司"]
    assert f"{known}甲介绍过乙（待证实）。" in told("我们", "乙").stdout
    for words, sentence in (("同名", "请用编号"), ("没这人", "没有找到「没这人」")):
        refused = told("我们", words)
        assert refused.exit_code == 1
        assert sentence in refused.stderr


def test_whoever_is_meant_is_found_as_by_the_search(office: Office, clock: object) -> None:
    """Pinyin, initials, another writing or a part of the name: who may be meant is offered, and
    nobody is chosen for the user."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    ids = {
        name: draft.add(Person(name=name)) for name in ("覃长行", "李昇", "吕布韦", "阿总·买买提")
    }
    office.store.apply(draft.change_set(viewer, clock(), "test"))  # type: ignore[operator]
    client = office.client("ganshi")
    asked = {
        "tanchangxing": "覃长行", "qzx": "覃长行", "李升": "李昇", "lubuwei": "吕布韦", "lv": "吕布韦",
        "布韦": "吕布韦", "maimaiti": "阿总·买买提",
    }  # fmt: skip
    for typed, name in asked.items():
        answer = client.get(f"/paths/?to={typed}")
        html = answer.get_data(as_text=True).split("<main")[1]
        assert answer.status_code == 422, typed
        assert "要找的是不是" in html, typed
        assert f'value="{ids[name]}"' in html, typed
        assert "data-way" not in html
    assert client.get("/paths/?to=阿总买买提").status_code == 200
    assert "册里没有" in client.get("/paths/?to=zzz").get_data(as_text=True)
