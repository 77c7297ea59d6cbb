"""What a field says when two records become one, and two again."""

from __future__ import annotations

from typing import Any

import pytest

from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.stages import StageStep
from xiangxian.services.duplicates.field_merge import Take, taken_back, unite


def united(stays: Any, goes: Any, takes: dict[str, Take] | None = None, keep: bool = False) -> Any:
    """The record that is left."""
    ids = frozenset(("a", "b"))
    return unite(stays, goes, ids=ids, takes=takes or {}, keep_name=keep)[0]


@pytest.mark.parametrize(
    ("one", "other", "take", "after"),
    [
        ({"city": "上海"}, {"city": "苏州"}, None, {"city": "上海"}),
        ({"city": "上海"}, {"city": "苏州"}, Take.GOES, {"city": "苏州"}),
        ({"city": "上海"}, {"city": "苏州"}, Take.BOTH, {"city": "上海"}),
        ({}, {"city": "苏州"}, Take.STAYS, {"city": "苏州"}),
        ({"remarks": "一"}, {"remarks": "二"}, Take.BOTH, {"remarks": "一\n二"}),
        ({"remarks": "一\n二"}, {"remarks": "二\n三"}, None, {"remarks": "一\n二\n三"}),
        ({"remarks": "一"}, {"remarks": "二"}, Take.STAYS, {"remarks": "一"}),
        ({}, {"deceased": True, "opt_out": True}, None, {"deceased": True, "opt_out": True}),
        ({"native": False}, {}, None, {"native": False}),
        ({"native": False}, {}, Take.GOES, {"native": True}),
        ({"home_contact": "b"}, {"home_contact": "c"}, None, {"home_contact": "c"}),
        ({"home_contact": "c"}, {"home_contact": "a"}, None, {"home_contact": "c"}),
        ({"schools": ("x", "y")}, {"schools": ("y", "z")}, None, {"schools": ("x", "y", "z")}),
        (
            {"phones": (Phone(number="1"), Phone(number="2"))},
            {"phones": (Phone(number="2", note="秘书"), Phone(number="3"))},
            None,
            {"phones": (Phone(number="1"), Phone(number="2", note="秘书"), Phone(number="3"))},
        ),
        (
            {"phones": (Phone(number="1", note="本人"),)},
            {"phones": (Phone(number="1", note="爱人"),)},
            None,
            {"phones": (Phone(number="1", note="本人，爱人"),)},
        ),
        ({"kept": {"栏": "不愿意联系"}}, {"kept": {"栏": "愿意联系"}}, None, {"kept": {"栏": "不愿意联系；愿意联系"}}),
        ({"kept": {"栏": "一；二"}}, {"kept": {"栏": "二"}}, None, {"kept": {"栏": "一；二"}}),
        ({"kept": {"栏": "一"}}, {"kept": {"栏": "二", "乙": "三"}}, None, {"kept": {"栏": "一；二", "乙": "三"}}),
    ],
)  # fmt: skip
def test_a_field_of_two(
    one: dict[str, Any], other: dict[str, Any], take: Take | None, after: dict[str, Any]
) -> None:
    """The staying one's, unless it is blank or the clerk says otherwise; lists are united."""
    takes = dict.fromkeys(after, take) if take else {}
    made = united(Person(name="甲", **one), Person(name="甲", **other), takes)  # type: ignore[arg-type]
    assert made == Person(name="甲", **after)


def test_the_name_that_goes_is_kept_when_asked() -> None:
    """Once, and never the name that stays."""
    stays, goes = Person(name="甲", former_names=("乙",)), Person(name="乙", former_names=("甲",))
    assert united(stays, goes).former_names == ("乙",)
    assert united(stays, goes, {"name": Take.GOES}, keep=True) == Person(
        name="乙", former_names=("甲",)
    )
    assert united(stays, goes, keep=True) == Person(name="甲", former_names=("乙",))


def test_stages_of_two_projects_are_one_history() -> None:
    """By their days where each has one; without days those of the one that stays come first."""

    def step(stage: str, year: int | None) -> StageStep:
        return StageStep(
            stage=stage, on=PartialDate(year=year, written=str(year)) if year else None
        )

    stays = Project(name="甲", stage="signed", stages=(step("lead", 2019), step("signed", 2021)))
    goes = Project(name="甲", stage="intent", stages=(step("intent", 2020), step("signed", 2021)))
    made = united(stays, goes)
    assert [each.stage for each in made.stages] == ["lead", "intent", "signed"]
    assert made.stage == "signed"
    undated = Project(name="甲", stages=(step("intent", None),))
    assert [each.stage for each in united(stays, undated).stages] == ["lead", "signed", "intent"]


@pytest.mark.parametrize(
    ("field", "before", "merged", "now", "after", "changed"),
    [
        ("city", "上海", "苏州", "苏州", "上海", False),
        ("city", "上海", "苏州", "无锡", "无锡", True),
        ("city", "上海", "上海", "无锡", "无锡", True),
        ("tags", ("一",), ("一", "二"), ("一", "二", "三"), ("一", "三"), True),
        ("tags", ("一",), ("一", "二"), ("二",), (), True),
        ("kept", {"甲": "一"}, {"甲": "一；二", "乙": "三"}, {"甲": "一；二", "乙": "四"}, {"甲": "一", "乙": "四"}, True),
    ],
)  # fmt: skip
def test_a_field_taken_back(
    field: str, before: Any, merged: Any, now: Any, after: Any, changed: bool
) -> None:
    """Only what the merge brought goes again; what somebody did since stays, and is told."""
    assert taken_back(Person.fields[field], before, merged, now) == (after, changed)
