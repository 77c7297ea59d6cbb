"""Sign-in sheets, replies, greeting lists, suggestions and introductions become what they are."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from tests.services.registers.test_load import NOW, bring, checked, everybody

from acts import new_id
from xiangxian.domain import schema
from xiangxian.domain.events import Attendance, Event, Reply
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.suggestions import Suggestion
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.reading.occasions import occasion_of
from xiangxian.services.registers.session import open_points
from xiangxian.services.registers.session.report import report
from xiangxian.store.base import Query
from xiangxian.store.contract import GraphStore

Rows = list[list[object]]


def book(tmp_path: Path, rows: Rows, name: str = "表.xlsx") -> Path:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = tmp_path / name
    made.save(path)
    return path


def add(store: GraphStore, clerk: Viewer, *records: Person | Event) -> list[str]:
    """Records that the register holds already."""
    draft = Draft(new_id(), clerk.unit)
    ids = [draft.add(record) for record in records]
    store.apply(draft.change_set(clerk, NOW, "test"))
    return ids


def events(store: GraphStore) -> dict[str, Event]:
    """Every event by its id."""
    nodes = store.find(Query("event", limit=200)).nodes
    parsed = {node.id: Event.parsed(node.values) for node in nodes}
    return {id_: event for id_, event in parsed.items() if isinstance(event, Event)}


SIGN_IN: Rows = [
    ["2027年春节乡贤座谈会签到表"],
    ["时间：2027年1月20日"],
    ["序号", "姓名", "工作单位", "联系电话", "签到"],
    [1, "王小甲", "甲公司", "13000000001", "王小甲"],
    [2, "李小乙", "乙公司", "13000000002", "王小甲代签"],
    [3, "赵小丙", "丙公司", None, None],
    [4, "钱小丁", None, None, "请假"],
]


def test_a_sign_in_sheet_is_who_came_to_its_event(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """The event of the title; who signed is there, by proxy said so, nobody else; once only."""
    bring(store, clerk, book(tmp_path, SIGN_IN))
    ((event, record),) = events(store).items()
    assert (record.name, record.event_kind, record.festival) == (
        "2027年春节乡贤座谈会", "symposium", "spring",
    )  # fmt: skip
    assert record.on is not None
    assert record.on.iso() == "2027-01-20"
    people = {
        node.id: Person.parsed(node.values).title()
        for node in store.find(Query("person", limit=50)).nodes
    }
    assert sorted(people.values()) == ["李小乙", "王小甲", "赵小丙", "钱小丁"]
    came = {people[e.source]: Attendance.parsed(e.values) for e in store.edges(Attendance.edge)}
    assert set(came) == {"王小甲", "李小乙"}
    assert came["王小甲"] == Attendance(role="guest", signed_in=True, order=1)
    assert came["李小乙"] == Attendance(role="guest", proxy="王小甲", order=2)
    replies = {people[e.source]: Reply.parsed(e.values) for e in store.edges(Reply.edge)}
    assert replies == {"钱小丁": Reply(answer="not_coming", written="请假")}
    assert all(edge.target == event for edge in store.edges(Attendance.edge))
    again = bring(store, clerk, book(tmp_path, SIGN_IN, "again.xlsx"))
    assert not again.anything
    assert len(store.edges(Attendance.edge)) == 2


def test_a_sheet_nobody_signed_says_nothing_of_coming(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """A printed form whose signatures are on paper: people are recorded, the sheet is a point."""
    rows: Rows = [[*row[:4], None] if n > 2 else row for n, row in enumerate(SIGN_IN)]
    path = book(tmp_path, rows)
    assert [point.code for point in checked(store, clerk, path).sheets[0].remarks] == [
        "SIGN_IN_BLANK"
    ]
    assert bring(store, clerk, path).people == 4
    assert not store.edges(Attendance.edge)


def test_namesakes_on_a_sign_in_sheet_are_chosen(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """Two of that name, neither number nor firm: a point with both; choosing ties the chosen."""
    one, other = add(store, clerk, Person(name="王小甲"), Person(name="王小甲"))
    done = bring(store, clerk, book(tmp_path, SIGN_IN[:4]))
    assert (done.people, done.reviews) == (0, 1)
    assert done.batch is not None
    (group,) = open_points.groups(store, done.batch, viewer=clerk)
    assert group.choosing
    (point,) = group.items
    assert {each.id for each in point.candidates} == {one, other}
    open_points.answer(
        store, done.batch, group.code, {point.key: other},
        change_id=new_id(), viewer=clerk, now=NOW,
    )  # fmt: skip
    assert [edge.source for edge in store.edges(Attendance.edge)] == [other]
    assert len(everybody(store)) == 2


def test_an_existing_event_and_person_are_used(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """The event of that name and the only person of that name are not made a second time."""
    person, event = add(store, clerk, Person(name="王小甲"), Event(name="2027年春节乡贤座谈会"))
    bring(store, clerk, book(tmp_path, [SIGN_IN[0], *SIGN_IN[2:4]]))
    assert [(e.source, e.target) for e in store.edges(Attendance.edge)] == [(person, event)]
    assert (len(everybody(store)), len(events(store))) == (1, 1)


def test_replies_are_no_attendance(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """Coming, not coming, undecided with the arrival; nobody has been there yet."""
    rows: Rows = [
        ["后白镇乡贤恳谈会参会回执"],
        ["单位名称", "姓名", "手机号码", "是否参加", "到达方式", "到达车次", "到达时间"],
        ["甲公司", "王小甲", "13000000001", "参加", "高铁", "G7001", "1月19日"],
        ["乙公司", "李小乙", "13000000002", "不参加", None, None, None],
        ["丙公司", "赵小丙", "13000000003", "看情况", None, None, None],
    ]
    done = bring(store, clerk, book(tmp_path, rows))
    assert (done.people, done.reviews) == (3, 1)
    assert not store.edges(Attendance.edge)
    replies = {
        (r.answer, r.written, r.arrival)
        for r in (Reply.parsed(edge.values) for edge in store.edges(Reply.edge))
        if isinstance(r, Reply)
    }
    assert replies == {
        ("coming", None, "到达方式：高铁；车次：G7001；到达时间：1月19日"),
        ("not_coming", None, None),
        (None, "看情况", None),
    }


def test_a_greeting_list_is_contacts(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """Who was greeted on which day by whom is an event; gifts stay text; no day, no event."""
    rows: Rows = [
        ["春节慰问乡贤情况表"],
        ["姓名", "手机号码", "慰问品及信息", "慰问人", "慰问方式", "慰问时间"],
        ["王小甲", "13000000001", "春联一副", "孙镇长", "上门", "2026.2.10"],
        ["李小乙", "13000000002", None, "孙镇长", "上门", "2026.2.10"],
        ["赵小丙", "13000000003", None, None, None, None],
        ["钱小丁", "13000000004", None, "孙镇长", "电话", "2027.1.30"],
    ]
    bring(store, clerk, book(tmp_path, rows))
    found = {e.event_kind: e for e in events(store).values()}
    assert {kind: (e.name, e.planned) for kind, e in found.items()} == {
        "visit_out": ("孙镇长春节问候（外出拜访）", False),
        "call": ("孙镇长春节问候（电话）", True),
    }
    assert len(store.edges(Attendance.edge)) == 2
    people = {person.name: person for person in everybody(store)}
    assert len(people) == 4
    assert people["王小甲"].kept == {"慰问品及信息": "春联一副"}
    assert "慰问" not in "".join(event.name for event in found.values())


def test_suggestions_have_who_proposed_them_and_where(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """P12: each a record with its people and event; a deadline that is no day is kept as written."""
    rows: Rows = [
        ["乡贤恳谈会意见建议办理表"],
        ["序号", "提出人", "意见建议内容", "类别", "责任领导", "承办单位", "办理期限", "办理情况", "反馈及满意度"],
        [1, "王小甲、李小乙", "村口装路灯", "民生", "孙镇长", "城建办", "2027.3.1", "已装", "满意"],
        [2, "赵小丙", "办一次招聘会", "就业", None, "人社所", "30日内", None, None],
        [3, "钱小丁", None, None, None, None, None, None, None],
    ]  # fmt: skip
    done = bring(store, clerk, book(tmp_path, rows))
    assert (done.suggestions, done.people) == (2, 0)
    nodes = store.find(Query("suggestion", limit=50)).nodes
    found = {
        s.suggestion: s
        for s in (Suggestion.parsed(n.values) for n in nodes)
        if isinstance(s, Suggestion)
    }
    lamp, fair = found["村口装路灯"], found["办一次招聘会"]
    assert (lamp.leader, lamp.handling_unit, lamp.reply) == ("孙镇长", "城建办", "满意")
    assert lamp.due_on is not None
    assert lamp.due_on.iso() == "2027-03-01"
    assert fair.due_on is None
    assert fair.kept == {"办理期限": "30日内"}
    assert len(store.edges("PROPOSERS")) == 3
    ((event, record),) = events(store).items()
    assert record.name == "乡贤恳谈会"
    assert {edge.target for edge in store.edges("OCCASION")} == {event}
    assert not bring(store, clerk, book(tmp_path, rows, "again.xlsx")).anything


def test_a_register_of_introductions(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """Each introducer an introduction with its day and cell; of two, neither is the first."""
    rows: Rows = [
        ["项目引荐登记表"],
        ["序号", "引荐人", "被引荐方", "引荐项目", "引荐时间", "引荐依据"],
        [1, "王小甲、李小乙", "甲新材料有限公司", "甲新材料项目", "2025.3.5", "投资方证明"],
        [2, "赵小丙", "乙食品有限公司", None, "2025年", None],
        [3, "朋友介绍", "丙机械有限公司", "丙机械项目", "2025.4", "电话记录"],
        [4, "县商会", "丁服饰有限公司", None, "2025.5", None],
    ]
    done = bring(store, clerk, book(tmp_path, rows))
    assert done.introductions == 4
    nodes = store.find(Query("introduction", limit=50)).nodes
    found = [
        i for i in (Introduction.parsed(n.values) for n in nodes) if isinstance(i, Introduction)
    ]
    days = sorted(i.at.iso() or "" for i in found if i.at)
    assert days == ["2025", "2025-03-05", "2025-03-05", "2025-05"]
    assert not any(i.noted_first for i in found)
    assert sorted(i.quote or "" for i in found) == ["", "", "依据：投资方证明", "依据：投资方证明"]
    assert len(store.find(Query("project", limit=50)).nodes) == 2
    people = [Person.parsed(node.values) for node in store.find(Query("person", limit=50)).nodes]
    assert {str(getattr(each, "name", "")) for each in people} == {"王小甲", "李小乙", "赵小丙"}
    # who introduced 丙机械项目 nobody can name: the project is there, the row's own words stay open
    (batch,) = store.find(Query("import_batch", limit=5)).nodes
    made = ImportBatch.parsed(batch.values)
    assert isinstance(made, ImportBatch)
    (kept,) = [json.loads(text) for text in made.review.values() if "朋友介绍" in text]
    assert (kept["code"], kept["title"]) == ("REFERRER_UNCLEAR", "丙机械项目")
    assert kept["raw"] == "依据：电话记录；引荐人：朋友介绍"
    assert store.verify() == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2027年春节乡贤座谈会签到表", "2027年春节乡贤座谈会"),
        ("乡贤恳谈会 参会人员名单", "乡贤恳谈会"),
        ("乡贤家乡行活动报名表", "乡贤家乡行活动"),
        ("乡贤恳谈会意见建议办理表", "乡贤恳谈会"),
        ("在外乡贤花名册", None),
        ("签到表", None),
        ("王庄村在外人员信息表", None),
    ],
)
def test_the_title_names_the_event(title: str, name: str | None) -> None:
    """A title that names nothing people come to names no event."""
    found = occasion_of([title], "Sheet1")
    assert (found.name if found else None) == name


def test_the_report_of_a_sign_in_sheet_is_plain_data(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """`import --check --json` prints it."""
    said = report(checked(store, clerk, book(tmp_path, SIGN_IN)))
    assert json.loads(json.dumps(said))["sheets"][0]["kind"] == "attendance"


def test_a_row_of_one_project_for_another_is_a_point(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """What was introduced is a project and the row names another one: no firm and no project is
    made of it and nobody's introduction, its words stay open; a firm that a project is called by
    is a firm."""
    draft = Draft(new_id(), clerk.unit)
    for name in ("甲项目", "乙食品有限公司"):
        draft.add(Project(name=name))
    draft.add(Organisation(name="乙食品有限公司"))
    store.apply(draft.change_set(clerk, NOW, "test"))
    rows: Rows = [
        ["项目引荐登记表"],
        ["序号", "引荐人", "被引荐方", "引荐项目", "引荐时间"],
        [1, "王小甲", "甲项目", "丙项目", "2025.3.5"],
        [2, "赵小丙", "乙食品有限公司", "乙食品二期", "2025年"],
    ]
    done = bring(store, clerk, book(tmp_path, rows))
    assert done.introductions == 1
    titles = [
        schema.KINDS[kind].parsed(node.values).title()
        for kind in ("project", "organisation")
        for node in store.find(Query(kind, limit=50)).nodes
    ]
    assert sorted(titles) == ["乙食品二期", "乙食品有限公司", "乙食品有限公司", "甲项目"]
    (batch,) = store.find(Query("import_batch", limit=5)).nodes
    made = ImportBatch.parsed(batch.values)
    assert isinstance(made, ImportBatch)
    points = [json.loads(text) for text in made.review.values()]
    (kept,) = [each for each in points if each["code"] == "INTRODUCED_TWO_PROJECTS"]
    assert kept["raw"] == "甲项目；丙项目；王小甲"
    assert not bring(store, clerk, book(tmp_path, rows, "again.xlsx")).anything
