"""What is not the viewer's to know appears nowhere, and the sums still add up without it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from acts import new_id
from web.conftest import Office
from xiangxian.cli import cli
from xiangxian.domain.events import Event
from xiangxian.domain.evidence import Evidence, StatedTotal
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Founding, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.records import Record
from xiangxian.domain.values.amounts import Money
from xiangxian.domain.values.dates import read_date
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.store.base import Node

ELSEWHERE = "another-unit"
WORDS = (
    "隐甲",
    "隐乙",
    "隐丙公司",
    "隐丁工程",
    "隐戊村",
    "隐己会",
    "隐庚证",
    "隐辛口径",
    "隐壬渠道",
    "隐癸城",
)
"""Every name that only another unit's records have, and 1987年, when their introductions were."""
WAN = 1_000_000


class Written:
    """Two units' records that hang together, and the ids of those that are hidden."""

    def __init__(self, office: Office, now: datetime) -> None:
        local = gate.local_viewer(office.store)
        self.draft = Draft(new_id(), local.unit)
        self.introduce()
        office.store.apply(self.draft.change_set(local, now, "test"))
        self.hidden = [
            write.after.id
            for write in self.draft.writes
            if isinstance(write.after, Node) and write.after.unit == ELSEWHERE
        ]

    def own(self, record: Record) -> str:
        """A record of the township."""
        return self.draft.add(record)

    def other(self, record: Record) -> str:
        """A record of another unit."""
        return self.draft.add(record, unit=ELSEWHERE)

    def introduce(self) -> None:
        """Own projects that came through hidden people, firms, occasions; and a hidden project."""
        village = self.other(Place(name="隐戊村", level="village"))
        a, b = (self.other(Person(name=name, home_village=village)) for name in ("隐甲", "隐乙"))
        firm = self.other(Organisation(name="隐丙公司", city="隐癸城"))
        self.draft.tie(Founding(), a, firm)
        proof = self.other(Evidence(name="隐庚证"))
        meeting = self.other(Event(name="隐己会", on=read_date("1987").value))
        works = self.other(
            Project(name="隐丁工程", agreed=Money(minor=77 * WAN), investors=(firm,))
        )
        self.other(StatedTotal(name="隐辛口径", measure="amount", source="隐辛口径"))
        seen = self.own(Person(name="明一", home_village=village, city="明城"))
        self.known = self.own(
            Project(
                name="明二厂",
                agreed=Money(minor=900 * WAN),
                investors=(firm,),
                enterprise=firm,
                evidence=(proof,),
                stage="negotiating",
            )
        )
        self.returned = self.own(
            Project(
                name="明三厂",
                agreed=Money(minor=50 * WAN),
                investors=(firm,),
                enterprise=firm,
            )
        )
        told = {"state": "recorded", "occasion": meeting, "channel": "隐壬渠道"}
        self.other(Introduction(by=seen, of=b, evidence=(proof,), **told))
        self.other(Introduction(by=b, of=self.known, **told))
        self.other(Introduction(by=b, of=firm, project=works, **told))
        self.own(Introduction(by=seen, of=self.known, state="recorded"))
        self.own(Introduction(by=seen, of=works, state="recorded"))
        self.seen = seen


@pytest.fixture
def written(office: Office, clock: Callable[[], datetime]) -> Written:
    """Both units' records in the office's register."""
    return Written(office, clock())


def addresses(written: Written) -> list[str]:
    """Everything that tells of introductions."""
    lists = [
        f"/network/breakdowns/projects?by={by}&of={of}"
        for by, of in (("village", "all"), ("city", "introduced"), ("introducer", "self_return"))
    ]
    lists += [
        f"/network/breakdowns/projects?by=introducer&group={id_}" for id_ in written.hidden[:2]
    ]
    return [
        "/network/",
        "/network/introducers",
        "/network/introducers?credit=decay&sort=village",
        *(f"/network/breakdowns/?by={by}" for by in ("village", "city", "origin", "chain")),
        *lists,
        "/network/picture/",
        *(f"/network/picture/{what}" for what in ("data.json", f"ways.json?of={written.seen}")),
        f"/network/picture/data.json?from={written.known}&steps=2&more={written.seen}.village",
        f"/projects/{written.known}",
        f"/projects/{written.known}/picture.json",
        f"/projects/{written.returned}",
        f"/people/{written.seen}",
        "/network/table.xlsx",
    ]


def raw(client: FlaskClient, address: str) -> str:
    """All that an answer carries; of a workbook every part of it."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = answer.get_data()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return content.decode("utf-8", "replace")


def no_answer_names_what_is_hidden(client: FlaskClient, written: Written, login: str) -> None:
    """Names, ids, dates, channels, villages, cities of another unit's records are in no byte."""
    for address in addresses(written):
        told = raw(client, address)
        assert not [id_ for id_ in written.hidden if f"hidden-{id_[-6:]}" in told]
        for word in (*WORDS, "1987", *written.hidden):
            assert word not in told, (login, address, word)
    assert "受保护联系人" in raw(client, "/network/introducers")


def test_nothing_names_the_hidden_and_the_sums_add_up(
    office: Office, written: Written, tmp_path: Path, address: str
) -> None:
    """900 and 50 万元 are 950, whoever looks; the hidden 77 are in no sum of anybody's."""
    for login in ("ganshi", "lingdao", "zhudian", "chakan"):
        no_answer_names_what_is_hidden(office.client(login), written, login)
    environment = {"XIANGXIAN_STORE": address}

    def said(*words: str) -> str:
        whole = ["--data", str(tmp_path / "data"), "--as", "chakan", *words, "--json"]
        done = CliRunner().invoke(cli, whole, env=environment)
        assert done.exit_code == 0, done.output
        assert not [word for word in (*WORDS, "1987", *written.hidden) if word in done.output]
        return done.stdout

    told = json.loads(said("introducers"))
    assert [(each["name"], each["minor"] // WAN) for each in told["introducers"]] == [
        ("明一", 450),
        ("受保护联系人", 450),
    ]
    assert {name: minor // WAN for name, minor in told["minor"].items()} == {
        "self_return": 50,
        "none": 0,
        "total": 950,
    }
    for by in ("village", "city", "origin", "chain"):
        broken = json.loads(said("breakdowns", "--by", by))
        assert sum(row["minor"]["total"] for row in broken["rows"]) == 950 * WAN
    chains = json.loads(said("chains", "明二厂"))
    assert chains["shares"] == {"明一": "450万元", "受保护联系人": "450万元"}
    refused = CliRunner().invoke(
        cli,
        ["--data", str(tmp_path / "data"), "--as", "jiancha", "introducers"],
        env=environment,
    )
    assert (refused.exit_code, refused.stdout) == (1, "")
    page = raw(office.client("chakan"), "/network/introducers")
    assert [each in page for each in ("450万元", "50万元", "950万元", "77万元")] == [True] * 3 + [
        False
    ]
