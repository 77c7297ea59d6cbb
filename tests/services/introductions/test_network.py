"""What a viewer may not know is hidden after the sums are made, so that they still add up."""

from __future__ import annotations

import json

import pytest

from acts import NOW, new_id
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.amounts import Money
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions import network, stories
from xiangxian.services.pictures.project import project_picture
from xiangxian.store.contract import GraphStore

ELSEWHERE = "another-unit"


@pytest.fixture
def project(store: GraphStore, clerk: Viewer) -> str:
    """A project of 900 分 with three introducers, two of whom are another unit's."""
    draft = Draft(new_id(), clerk.unit)
    own = draft.add(Person(name="甲"))
    hidden = [draft.add(Person(name=name), unit=ELSEWHERE) for name in ("乙乙", "丙丙")]
    made = draft.add(Project(name="项目一", agreed=Money(minor=900)))
    for by in (own, *hidden):
        unit = clerk.unit if by == own else ELSEWHERE
        draft.add(Introduction(by=by, of=made, project=made, state="recorded"), unit=unit)
    store.apply(draft.change_set(clerk, NOW, "test"))
    return made


def test_hidden_introducers_are_one_line_with_their_sum(
    store: GraphStore, clerk: Viewer, project: str
) -> None:
    """受保护联系人 has what they have together; the whole is the whole."""
    found = network.introducers(store, viewer=clerk)
    assert [(line.name.name, line.id is None, line.credit) for line in found.lines] == [
        ("甲", False, 300),
        ("受保护联系人", True, 600),
    ]
    assert sum(line.credit for line in found.lines) == found.sums.total == 900


def test_no_page_or_picture_names_the_hidden(
    store: GraphStore, clerk: Viewer, project: str
) -> None:
    """Neither in the sentence, nor in the table, nor in the picture's data."""
    story = stories.project_story(store, project, viewer=clerk)
    drawn = project_picture(
        store, project, viewer=clerk, address=lambda kind, id_: f"/{kind}/{id_}"
    )
    told = story.sentence + repr(story) + json.dumps(drawn, ensure_ascii=False)
    assert "甲" in story.sentence
    assert "受保护联系人" in story.sentence
    for name in ("乙乙", "丙丙"):
        assert name not in told


def test_a_hidden_project_is_nowhere(store: GraphStore, clerk: Viewer, project: str) -> None:
    """Another unit's project has neither story nor share here."""
    draft = Draft(new_id(), ELSEWHERE)
    foreign = draft.add(Project(name="别处项目", agreed=Money(minor=5)))
    store.apply(draft.change_set(clerk, NOW, "test"))
    assert network.introducers(store, viewer=clerk).sums.total == 900
    with pytest.raises(Missing):
        stories.project_story(store, foreign, viewer=clerk)
    assert stories.find_projects(store, "别处项目", viewer=clerk) == []


def test_the_network_is_read_once_per_revision(
    store: GraphStore, clerk: Viewer, project: str
) -> None:
    """Asked twice it is the same snapshot; after a change another one."""
    first = network.snapshot(store)
    assert network.snapshot(store) is first
    draft = Draft(new_id(), clerk.unit)
    draft.add(Person(name="丁"))
    store.apply(draft.change_set(clerk, NOW, "test"))
    assert network.snapshot(store) is not first
