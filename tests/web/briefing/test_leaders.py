"""The manager's door: every number opens its list, and every paper says the same numbers."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient

from acts import new_id
from counting import counted
from web.conftest import Office, post
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.projects import Project
from xiangxian.domain.values.amounts import read_money
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.stages import StageStep
from xiangxian.services import gate
from xiangxian.services.briefing import front_page
from xiangxian.services.drafts import Draft
from xiangxian.services.lists import counts

pytestmark = pytest.mark.calendar


def text_of(client: FlaskClient, path: str) -> str:
    """What a page says, without its tags."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    main = answer.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main)))


def paper(content: bytes) -> str:
    """Everything that a Word file says."""
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def filled(office: Office, clock: object, more: int = 0) -> dict[str, str]:
    """A township with a signed project that 笪建国 in 上海 introduced, and *more* like it."""
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    ids = {}
    ids["firm"] = draft.add(Organisation(name="甲公司", city="上海市"))
    ids["person"] = draft.add(
        Person(name="笪建国", tier="key", phones=(Phone(number="13000001234"),), city="上海")
    )
    draft.tie(Employment(position="经理"), ids["person"], ids["firm"])
    for number in range(more + 1):
        ids[f"project{number}"] = draft.add(
            Project(
                name=f"项目{number}",
                stage="signed",
                enterprise=draft.add(Organisation(name=f"企业{number}")),
                agreed=read_money("1000万元").value,
                stages=(
                    StageStep(
                        stage="signed",
                        on=read_date("2026年11月3日").value,
                        note="联系13000009999",
                    ),
                    StageStep(stage="registered", on=read_date("2026年11月20日").value),
                ),
            ).moved_to("registered", None)
        )
        draft.add(
            Introduction(
                by=ids["person"],
                of=ids[f"project{number}"],
                project=ids[f"project{number}"],
                state="recorded",
            )
        )
    foreign = draft.add(Person(name="别处的人"), unit="another-unit")
    draft.add(
        Introduction(by=foreign, of=ids["project0"], project=ids["project0"], state="recorded")
    )
    office.store.apply(draft.change_set(viewer, clock(), "project.create"))  # type: ignore[operator]
    return ids


def test_what_was_promised_is_written_in_one_line_and_answered(
    office: Office, clock: object
) -> None:
    """From 记一笔, a person's page and an event's; the manager reads it, the clerk notes the
    result; what cannot be read is asked again with everything still there."""
    ids = filled(office, clock)
    clerk = office.client("ganshi")
    where = f"/people/{ids['person']}"
    refused = post(
        clerk, "/notes/new", about="笪建国", line="见了面", promise="路灯", promise_due="快了"
    )
    assert refused.status_code == 422
    assert 'value="路灯"' in refused.get_data(as_text=True)
    post(
        clerk,
        "/notes/new",
        about="笪建国",
        line="见了面",
        on="2026年11月20日",
        promise="路灯",
        promise_due="2026年12月10日",
        promised_by="镇领导",
    )
    event = post(clerk, "/events/new", name="座谈", on="2026年11月21日").headers["Location"]
    sent = {"what": "修桥", "task_kind": "promise", "promised_by": "王书记", "next": event}
    done = post(
        clerk, "/promises/new", **sent, **{"occasion.id": event.rsplit("/", 1)[1], "for_whom": ""}
    )
    assert done.headers["Location"] == event
    assert "修桥" in text_of(clerk, event)
    assert "答应笪建国：路灯" in text_of(clerk, where).replace(" ", "")
    assert "路灯，2026年12月10日前" in text_of(clerk, "/")
    assert post(clerk, "/promises/new", what="").status_code == 422
    manager = office.client("lingdao")
    assert "我答应过的事 1" in text_of(manager, "/network/")
    own = text_of(manager, "/promises/")
    assert "路灯" in own
    assert "修桥" not in own
    everybody = text_of(manager, "/promises/?whose=all")
    assert everybody.index("路灯") < everybody.index("修桥")  # undated last
    html = clerk.get("/promises/").get_data(as_text=True)
    address = re.search(r'href="(/promises/[^"]+/result)"', html)
    assert address
    hidden = dict(
        re.findall(
            r'name="(rev|change_id)" value="([^"]*)"', clerk.get(address[1]).get_data(as_text=True)
        )
    )
    assert post(clerk, address[1], **hidden, result="", done_on="2026").status_code == 422
    vague = post(clerk, address[1], **hidden, result="装好了", done_on="今年")
    assert vague.status_code == 422
    assert 'value="装好了"' in vague.get_data(as_text=True)
    post(clerk, address[1], **hidden, result="装好了", done_on="2026年11月24日")
    assert "装好了" in text_of(clerk, "/promises/")
    assert "答应过的事 1" in text_of(manager, "/network/")  # none is his own any more: all are
    report = text_of(manager, "/reports/?month=2026-11")
    assert "答应2件事；办结1件事" in report
    # whoever plans a trip finds those who live there, whom a firm, a chamber or a role puts there
    viewer = gate.local_viewer(office.store)
    draft = Draft(new_id(), viewer.unit)
    draft.add(Person(name="住在南京的", city="南京市"))
    draft.add(Person(name="走了的", city="南京", opt_out=True))
    office.store.apply(draft.change_set(viewer, clock(), "person.create"))  # type: ignore[operator]
    found = text_of(clerk, "/briefs/trip?city=南京")
    assert "住在南京的" in found
    assert "走了的" not in found
    assert "南京" in text_of(manager, "/network/")
    assert "住在南京的" in text_of(manager, "/briefs/trip?city=南京")


def test_every_number_opens_its_list_and_every_paper_says_it(office: Office, clock: object) -> None:
    """Door, list, picture's sheet, Word and Excel agree; no number and nobody hidden on them."""
    ids = filled(office, clock, more=11)
    manager = office.client("lingdao")
    front = text_of(manager, "/network/")
    assert "本系统已录 12家，金额已录 12家，合计12,000万元" in front
    sentence = "截至2026年11月24日，本系统已录12家，金额已录12家，合计12,000万元。"
    for path in ("/network/", "/figures/enterprises", "/share/board", "/reports/"):
        assert sentence in text_of(manager, path), path
    listed = manager.get("/figures/enterprises").get_data(as_text=True)
    assert len(set(re.findall(r"/projects/[0-9a-f-]{36}", listed))) == 12
    assert "该道谢的 1" in front
    assert "笪建国" in text_of(manager, "/figures/thanks")
    assert "近一年没联系的重点乡贤 1" in front
    quiet = re.search(
        r'href="(/people/\?if=[^"]+)"', manager.get("/network/").get_data(as_text=True)
    )
    assert quiet
    assert "乡贤名册 1" in text_of(manager, unescape(quiet[1]))
    charts = manager.get("/charts/").get_data(as_text=True)
    links = re.findall(r'<td class="amount"><a href="([^"]+)">(\d+)</a>', charts)
    assert links
    for address, number in links:
        heading = re.search(
            r"<h1>[^<]*<small>(\d+)</small>", manager.get(unescape(address)).get_data(as_text=True)
        )
        assert heading, address
        assert heading[1] == number, address
    page = text_of(manager, "/reports/?month=2026-11")
    assert "12个项目有进展；登记引荐13条" in page
    word = paper(manager.get("/reports/monthly.docx?month=2026-11").get_data())
    book = openpyxl.load_workbook(
        io.BytesIO(manager.get("/reports/monthly.xlsx?month=2026-11").get_data())
    )
    cells = "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    for said in ("12个项目有进展；登记引荐13条", sentence, "11月3日签约，11月20日注册"):
        assert said in word, said
        assert said in cells, said
    assert "没有登记新的情况" in text_of(manager, "/reports/?month=2026-01")
    pages = (
        "/share/board",
        f"/share/projects/{ids['project0']}",
        f"/briefs/projects/{ids['project0']}",
        f"/briefs/people/{ids['person']}",
        "/briefs/trip/page?city=上海&when=11月26日",
    )
    files = (
        "/share/board.docx",
        f"/share/projects/{ids['project0']}.docx",
        f"/briefs/projects/{ids['project0']}.docx",
        f"/briefs/people/{ids['person']}.docx",
        "/briefs/trip.docx?city=上海市",
    )
    everything = [word, cells]
    everything += [text_of(manager, path) for path in pages]
    everything += [paper(manager.get(path).get_data()) for path in files]
    left = [each for each in office.store.log(limit=7) if each.why == "paper.take"]
    assert len(left) == len(files) + 2  # each file that left is a line of the operation log
    assert (ids["person"],) in [each.about for each in left]
    for said in everything:
        assert "13000009999" not in said
        assert "13000001234" not in said
        assert "别处的人" not in said
    assert "受保护联系人" in everything[3]
    for said in (everything[5], everything[-2]):
        assert "笪建国（笪 Dá）" in said
        assert "130****1234" in said
    for said in (everything[6], everything[-1]):
        assert "去上海见谁" in said
        assert "笪建国（笪 Dá）" in said
    assert "1234" not in text_of(office.client("chakan"), f"/briefs/people/{ids['person']}")
    # no question for each promise, project, introducer or city
    viewer = gate.local_viewer(office.store)
    asked = []
    for more in (0, 25):
        if more:
            filled(office, clock, more=more)
        store, counter = counted(office.store)
        for _ in range(2):  # the first reads the network, which is kept
            counter.questions = 0
            front_page.front(store, date(2026, 11, 24), viewer=viewer, measure="agreed")
            counts.tallies(store, viewer=viewer)
        asked.append(counter.questions)
    assert asked[0] == asked[1]
