"""The demo township: exactly the facts of one newspaper page, each with the page as its evidence.

Nothing is added to a real person that the page does not say. People marked 示例 are made up, so
that a screen which needs more has something to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.events import Attendance, Event, RecordNote
from xiangxian.domain.evidence import Evidence, StatedTotal
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Founding, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.tasks import Task
from xiangxian.domain.values.amounts import read_money, read_number
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.stages import StageStep
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.services.access.township_data import Country, country
from xiangxian.services.drafts import Draft, new_id
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

TOWNSHIP = "句容市后白镇"
NEWSPAPER = "镇江日报"
HOUBAI = "14家“归巢”企业投资24亿元 后白镇乡村振兴群“贤”毕至"
STATIONS = "驻点招商，让商机更近一步"
EXAMPLE = "示例"


@dataclass(slots=True)
class _Page:
    """The draft of the demo, with what has been recorded so far by name."""

    draft: Draft
    ids: dict[str, Id] = field(default_factory=dict)

    def add(self, key: str, record: Any) -> Id:
        """A new record that later ones link to by *key*."""
        self.ids[key] = self.draft.add(record)
        return self.ids[key]


def _date(text: str) -> PartialDate | None:
    return read_date(text).value


def found_demo(store: GraphStore, *, now: datetime) -> list[accounts.OpenedAccount]:
    """Fill the empty *store* with the demo township; gives its accounts."""
    unit, opened = accounts.found_unit(store, TOWNSHIP, now=now)
    founder = gate.local_viewer(store)
    for login, name, role in accounts.DEMO:
        opened.append(
            accounts.open_account(
                store, login=login, name=name, role=role, unit=unit, viewer=founder, now=now
            )
        )
    page = _Page(Draft(new_id(now), unit))
    _places(page, country(TOWNSHIP))
    _evidence(page)
    _returned(page)
    _introduced(page)
    _occasions(page)
    _stations(page)
    _totals(page)
    _examples(page)
    store.apply(page.draft.change_set(founder, now, "demo.found", note=HOUBAI))
    return opened


def _places(page: _Page, land: Country) -> None:
    county = page.add("county", Place(name=land.county, level="county"))
    town = page.add(
        "town",
        Place(name=land.town, level="township", within=county, former_names=land.former_towns),
    )
    for village in land.villages:
        former = tuple(old for old, new in land.former.items() if new == village)
        page.add(village, Place(name=village, level="village", within=town, former_names=former))


def _evidence(page: _Page) -> None:
    page.add(
        "houbai",
        Evidence(
            name=f"《{HOUBAI}》",
            evidence_kind="article",
            on=_date("今年"),
            source=NEWSPAPER,
            excerpt="2020年以来，后白镇“归巢”企业14家，拉动产业投资24亿元。",
        ),
    )
    page.add(
        "stations",
        Evidence(
            name=f"《{STATIONS}》",
            evidence_kind="article",
            on=_date("今年"),
            source=NEWSPAPER,
            excerpt="自去年5月起，在北京、上海、深圳、南京、苏州驻点招商，每个点两个人。",
        ),
    )


def _returned(page: _Page) -> None:
    """吴春, who moved home; 周孝俊, who builds; and the two firms that are only named."""
    proof = (page.ids["houbai"],)
    wu = page.add("吴春", Person(name="吴春", native_place_written="后白镇"))
    firm = page.add(
        "臻上",
        Organisation(
            name="臻上精密机械（江苏）有限公司",
            short_names=("臻上精密",),
            organisation_kind="enterprise",
            equipment=read_number("100台以上").value,
            output=read_money("7000万元以上").value,
        ),
    )
    page.draft.tie(Founding(), wu, firm)
    invitation = page.add(
        "邀请吴春",
        Event(name="邀请吴春回乡", event_kind="invitation", on=_date("2020年"), evidence=proof),
    )
    page.draft.tie(Attendance(), wu, invitation)
    page.add(
        "臻上精密",
        Project(
            name="臻上精密",
            project_kind="relocation",
            natives=(wu,),
            investors=(firm,),
            enterprise=firm,
            stage="in_production",
            stages=(StageStep(stage="in_production", on=_date("2021年")),),
            equipment=read_number("100台以上").value,
            output=read_money("7000万元以上").value,
            landed_at=page.ids["town"],
            outside_before=True,
            invited_at=(invitation,),
            evidence=proof,
        ),
    )
    zhou = page.add("周孝俊", Person(name="周孝俊", home_village=page.ids["王庄村"]))
    fagao = page.add(
        "法高",
        Organisation(name="江苏法高智能科技有限公司", organisation_kind="enterprise"),
    )
    page.add(
        "法高智能",
        Project(
            name="法高智能",
            project_kind="own",
            natives=(zhou,),
            investors=(fagao,),
            enterprise=fagao,
            stage="building",
            stages=(StageStep(stage="building", note="报道时预计两个月后竣工投产"),),
            landed_at=page.ids["town"],
            quote="离南京近，交通好，地段好，对家乡有感情。（报道转述）",
            evidence=proof,
        ),
    )
    for key, firm_name in (
        ("曜铭生物", "江苏曜铭生物科技有限公司"),
        ("大美天第", "江苏大美天第文化产业有限公司"),
    ):
        named = page.add(firm_name, Organisation(name=firm_name, organisation_kind="enterprise"))
        page.add(key, Project(name=key, enterprise=named, investors=(named,), evidence=proof))


def _introduced(page: _Page) -> None:
    """朱泓宇 and the project from 深圳."""
    proof = (page.ids["houbai"],)
    zhu = page.add("朱泓宇", Person(name="朱泓宇", home_village=page.ids["王庄村"]))
    society = page.add(
        "中国林业与环境促进会",
        Organisation(name="中国林业与环境促进会", organisation_kind="association"),
    )
    page.draft.tie(Employment(position="副秘书长"), zhu, society)
    project = page.add(
        "深圳一项目",
        Project(
            name="深圳一项目",
            project_kind="introduced",
            stage="negotiating",
            stages=(StageStep(stage="negotiating", note="项目名称、投资额报道未说明"),),
            origin_city="深圳",
            lead_source="乡贤引荐",
            evidence=proof,
        ),
    )
    page.add(
        "朱泓宇引荐",
        Introduction(
            by=zhu,
            of=project,
            project=project,
            channel="牵线搭桥",
            role="information",
            state=ClaimState.RECORDED.value,
            evidence=proof,
        ),
    )


def _occasions(page: _Page) -> None:
    """The symposia of 「今年」, and who the page says was there."""
    proof = (page.ids["houbai"],)
    talk = page.add(
        "恳谈会",
        Event(name="乡贤恳谈会", event_kind="symposium", on=_date("今年"), evidence=proof),
    )
    page.draft.tie(Attendance(role="guest"), page.ids["朱泓宇"], talk)
    tour = page.add(
        "看在建项目",
        Event(name="看在建项目", event_kind="inspection", on=_date("今年"), evidence=proof),
    )
    page.draft.tie(Attendance(role="guest"), page.ids["朱泓宇"], tour)
    for festival, name in (
        ("spring", "春节前后乡贤座谈"),
        ("qingming", "清明前后乡贤座谈"),
        ("labour", "劳动节前后乡贤座谈"),
    ):
        page.add(
            name,
            Event(
                name=name,
                event_kind="symposium",
                on=_date("今年"),
                festival=festival,
                evidence=proof,
            ),
        )


def _stations(page: _Page) -> None:
    """刘斌 in 上海: a lead from a platform, and what went to the blocks."""
    proof = (page.ids["stations"],)
    centre = page.add(
        "市招商中心", Organisation(name="镇江市招商中心", organisation_kind="office", city="镇江")
    )
    liu = page.add("刘斌", Person(name="刘斌", native=False, city="上海"))
    page.draft.tie(Employment(position="驻上海招商"), liu, centre)
    bureau = page.add(
        "市商务局", Organisation(name="镇江市商务局", organisation_kind="office", city="镇江")
    )
    yu = page.add("虞军", Person(name="虞军", native=False))
    page.draft.tie(Employment(position="党委委员"), yu, bureau)
    platform = page.add(
        "一家合作平台",
        Organisation(name="一家合作平台", organisation_kind="platform"),
    )
    zone = page.add(
        "镇江经开区",
        Organisation(name="镇江经开区", short_names=("镇江新区",), organisation_kind="office"),
    )
    project = page.add(
        "平台线索项目",
        Project(
            name="平台线索项目",
            stage="negotiating",
            stages=(StageStep(stage="negotiating", note="项目名称、投资额报道未说明"),),
            lead_source="平台",
            block="镇江经开区",
            first_report="市招商中心驻上海",
            evidence=proof,
        ),
    )
    for key, by, of, channel in (
        ("平台引荐", platform, liu, "合作平台提供线索"),
        ("刘斌引荐", liu, project, "约访、跟进，陪投资人到镇江经开区看现场"),
    ):
        page.add(
            key,
            Introduction(
                by=by,
                of=of,
                project=project,
                channel=channel,
                state=ClaimState.RECORDED.value,
                introducer_status="station_officer" if by == liu else None,
                evidence=proof,
            ),
        )
    page.draft.add(
        RecordNote(
            about=(project, zone),
            line="刘斌还为镇江经开区、丹徒区等引荐过几个合本地产业的项目，报道没有具名。",
        )
    )


def _totals(page: _Page) -> None:
    """公开口径: 14家, 24亿元; two of the fourteen are named outright."""
    proof = (page.ids["houbai"],)
    named = (page.ids["曜铭生物"], page.ids["大美天第"])
    since = _date("2020年")
    source = NEWSPAPER
    page.draft.add(
        StatedTotal(
            name="“归巢”企业14家",
            measure="enterprises",
            number=read_number("14家").value,
            since=since,
            as_of=_date("今年"),
            source=source,
            evidence=proof,
            includes=named,
        )
    )
    page.draft.add(
        StatedTotal(
            name="拉动产业投资24亿元",
            measure="investment",
            amount=read_money("24亿元").value,
            since=since,
            as_of=_date("今年"),
            source=source,
            evidence=proof,
        )
    )


def _examples(page: _Page) -> None:
    """Made-up people, named so, for the screens that need a phone, a festival list, a namesake."""
    rows = (
        ("示例甲", "西城村", "business", "13000010001", "张三路1号（示例）"),
        ("示例乙", "曹村村", "academia", "13000010002", "李四路2号（示例）"),
        ("示例丙", "古村村", "medical", None, None),
    )
    for name, village, category, number, address in rows:
        page.add(
            name,
            Person(
                name=name,
                home_village=page.ids[village],
                category=category,
                phones=(Phone(number=number),) if number else (),
                address=address,
                contact_origin="given" if number else None,
                tags=(EXAMPLE,),
            ),
        )
    page.draft.add(
        Task(
            what="问清村口路灯什么时候装（示例）",
            for_whom=(page.ids["示例甲"],),
            promised_by="镇领导",
            occasion=page.ids["春节前后乡贤座谈"],
        )
    )
