"""The demo holds exactly the page's facts, and page, table, export and sums change together."""

from __future__ import annotations

import io

import openpyxl
import pytest

from acts import NOW, new_id
from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.projects import Project
from xiangxian.domain.values.amounts import read_money
from xiangxian.services import gate, records
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import board, network, stories, tables, totals
from xiangxian.services.introductions.attribution import Rule
from xiangxian.services.upkeep import demo
from xiangxian.store.base import Query
from xiangxian.store.contract import GraphStore

pytestmark = pytest.mark.calendar


@pytest.fixture
def viewer(store: GraphStore) -> Viewer:
    """Whoever looks at the demo."""
    demo.found_demo(store, now=NOW)
    return gate.local_viewer(store)


def line(
    store: GraphStore, viewer: Viewer, title: str, level: Level = Level.RECORDED
) -> board.BoardLine:
    """A project's line on the board."""
    return next(
        each for each in board.board(store, viewer=viewer, level=level) if each.title == title
    )


def project(store: GraphStore, viewer: Viewer, title: str) -> str:
    """A project's id."""
    ((id_, _),) = stories.find_projects(store, title, viewer=viewer)
    return id_


def test_the_sentences_of_the_page(store: GraphStore, viewer: Viewer) -> None:
    """Three relations, three sentences, each resting on the article."""
    assert line(store, viewer, "臻上精密").sentence == (
        "吴春（后白镇人）本人回乡投资臻上精密机械（江苏）有限公司：2020年镇里邀请，第二年投产。"
    )
    assert line(store, viewer, "法高智能").sentence == (
        "周孝俊（王庄村人）本人回乡投资江苏法高智能科技有限公司，在建；报道时预计两个月后竣工投产。"
    )
    talks = line(store, viewer, "深圳一项目")
    assert talks.sentence == (
        "经朱泓宇（王庄村人）牵线，深圳一项目来后白考察洽谈；项目名称、投资额报道未说明，不计入14家、24亿元。"
    )
    assert talks.line == "经 朱泓宇（王庄村）牵线 · 待证实"
    assert all(each.evidence for each in board.board(store, viewer=viewer))


def test_the_platform_stands_at_the_head_of_its_chain(store: GraphStore, viewer: Viewer) -> None:
    """platform → 刘斌 → the project."""
    story = stories.project_story(store, project(store, viewer, "平台线索项目"), viewer=viewer)
    (chain,) = story.chains
    assert [each.named.name for each in chain.parties] == ["一家合作平台", "刘斌", "平台线索项目"]


def test_stated_and_recorded_stand_side_by_side(store: GraphStore, viewer: Viewer) -> None:
    """14 and 24亿元 as said; four enterprises recorded, amounts for none."""
    assert [each.figure for each in totals.stated(store, viewer=viewer)] == ["14家", "24亿元"]
    recorded = totals.recorded(store, viewer=viewer, measure="agreed")
    assert (recorded.enterprises, recorded.with_amount, recorded.in_progress) == (4, 0, 2)


def test_a_stated_total_that_goes_takes_its_words_along(store: GraphStore, viewer: Viewer) -> None:
    """No such number stands in a template or in a sentence of its own."""
    for node in store.find(Query("stated_total")).nodes:
        records.remove(store, node.id, node.rev, change_id=new_id(), viewer=viewer, now=NOW)
    assert totals.stated(store, viewer=viewer) == []
    assert "14家" not in line(store, viewer, "深圳一项目").sentence


def test_no_phone_amount_or_date_is_added_to_a_real_person(
    store: GraphStore, viewer: Viewer
) -> None:
    """What the page does not say of a person is not there."""
    assert viewer.units
    for node in store.find(Query("person", limit=200)).nodes:
        values = node.values
        if "示例" not in values:
            assert not any(word in values for word in ("phones", "address", "birth", "gender"))
    for node in store.find(Query("project", limit=200)).nodes:
        assert "agreed" not in node.values


def exported(store: GraphStore, viewer: Viewer) -> str:
    """The text of the exported workbook."""
    content = tables.network_workbook(
        store,
        viewer=viewer,
        level=Level.RECORDED,
        rule=Rule.EQUAL,
        measure="agreed",
        example=True,
        now=NOW,
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_one_change_moves_everything(store: GraphStore, viewer: Viewer) -> None:
    """An amount, a dispute, a deletion: board, story, introducers and export move together."""
    id_ = project(store, viewer, "深圳一项目")
    item = records.read(store, id_, viewer=viewer)
    assert isinstance(item.record, Project)
    rich = item.record.model_copy(update={"agreed": read_money("3000万元").value})
    records.revise(store, id_, item.rev, rich, change_id=new_id(), viewer=viewer, now=NOW)
    found = network.introducers(store, viewer=viewer)
    assert {each.name.name: each.credit for each in found.lines}["朱泓宇"] == 3000 * 1_000_000
    assert line(store, viewer, "深圳一项目").amount == "3,000万元"
    assert "3,000万元" in exported(store, viewer)

    introduction = next(
        claim.id for claim in stories.project_story(store, id_, viewer=viewer).claims
    )
    claim = records.read(store, introduction, viewer=viewer)
    assert isinstance(claim.record, Introduction)
    disputed = claim.record.model_copy(update={"state": ClaimState.DISPUTED.value})
    records.revise(
        store, introduction, claim.rev, disputed, change_id=new_id(), viewer=viewer, now=NOW
    )
    assert line(store, viewer, "深圳一项目").line == "说法不一"
    assert "朱泓宇" not in {
        each.name.name for each in network.introducers(store, viewer=viewer).lines
    }
    assert network.introducers(store, viewer=viewer).sums.none == 3000 * 1_000_000

    rev = records.read(store, introduction, viewer=viewer).rev
    records.remove(store, introduction, rev, change_id=new_id(), viewer=viewer, now=NOW)
    assert line(store, viewer, "深圳一项目").sentence == "还没有登记是谁引荐的。"
    assert "朱泓宇" not in exported(store, viewer)
    assert store.verify() == []


def test_confirmed_level_seeks_anew(store: GraphStore, viewer: Viewer) -> None:
    """Nothing of the page is confirmed, so nobody is an introducer there, with the reason."""
    assert network.introducers(store, viewer=viewer, level=Level.CONFIRMED).lines == ()
    story = stories.project_story(
        store, project(store, viewer, "深圳一项目"), viewer=viewer, level=Level.CONFIRMED
    )
    assert [claim.reason for claim in story.claims] == ["还没有证实"]
