"""What looks like one record and what does not, and why."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.organisations import Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.services.duplicates.matching import Grade, Likeness, likeness
from xiangxian.services.duplicates.traits import Traits, traits_of

REGISTERS = Path(__file__).parents[2] / "registers"
STRONG, PROBABLE, WEAK = Grade.STRONG, Grade.PROBABLE, Grade.WEAK


def person(id_: str, name: str, *numbers: str, **facts: Any) -> Traits:
    """A person's traits; a number may carry its note after a colon."""
    phones = tuple(
        Phone(number=n, note=note or None) for n, _, note in (x.partition(":") for x in numbers)
    )
    village, firms = facts.pop("village", ""), facts.pop("firms", ())
    if "birth" in facts:
        year, month = facts["birth"]
        facts["birth"] = PartialDate(year=year, month=month, written=f"{year}.{month}")
    record = Person(name=name, phones=phones, **facts)
    return traits_of(record, id_, village=village, parties=firms)


A, B = "13000000001", "13000000002"


@pytest.mark.parametrize(
    ("one", "other", "grade", "reason"),
    [
        ({"name": "王小明", "n": [A]}, {"name": "王小明", "n": [A]}, STRONG, "号码相同"),
        ({"name": "王小明"}, {"name": "王 小明"}, WEAK, "同名"),
        ({"name": "王小明", "village": "王庄村"}, {"name": "王小明", "village": "王庄村"}, PROBABLE, "同名同村"),
        ({"name": "王小明", "firms": ["甲科技有限公司"]}, {"name": "王小明", "firms": ["甲科技公司"]}, PROBABLE, "同名同单位"),
        ({"name": "王小明", "village": "王庄村", "birth": (1970, 5)}, {"name": "王小明", "village": "王庄村", "birth": (1970, 5)}, STRONG, "出生年月相同"),
        ({"name": "王晓明", "village": "王庄村"}, {"name": "王小明", "village": "王庄村"}, PROBABLE, "读音相同、同村"),
        ({"name": "王晓明"}, {"name": "王小明"}, WEAK, "读音相同"),
        ({"name": "王晓明", "n": [A]}, {"name": "王小明", "n": [B]}, None, ""),
        ({"name": "王小明", "n": [A]}, {"name": "李大力", "n": [A]}, PROBABLE, "姓名不同"),
        ({"name": "王小明", "n": [A + ":秘书"]}, {"name": "李大力", "n": [A]}, WEAK, "姓名不同"),
        ({"name": "王小明", "n": [A], "gender": "男"}, {"name": "李大力", "n": [A], "gender": "女"}, WEAK, "性别不同"),
        ({"name": "王小明", "n": ["051187654321"]}, {"name": "李大力", "n": ["051187654321"]}, None, ""),
        ({"name": "王小明", "n": [A], "village": "王庄村"}, {"name": "王小明", "n": [B], "village": "金塘村"}, None, ""),
        ({"name": "王小明", "n": [A], "village": "王庄村"}, {"name": "王小明", "n": [B]}, WEAK, "号码不同"),
        ({"name": "王小明", "village": "王庄村", "birth": (1970, 5)}, {"name": "王小明", "village": "王庄村", "birth": (1992, 1)}, WEAK, "出生年月不同"),
        ({"name": "王小明", "village": "王庄村", "birth": (1970, 5)}, {"name": "王小明", "village": "王庄村", "birth": (1970, 6)}, PROBABLE, "同名同村"),
        ({"name": "王小明", "former_names": ("王狗子",)}, {"name": "王狗子"}, WEAK, "曾用名相同"),
        ({"name": "张总", "firms": ["甲科技有限公司"]}, {"name": "张建国", "firms": ["甲科技有限公司"]}, PROBABLE, "称呼对得上、同单位"),
        ({"name": "王建国", "firms": ["甲科技有限公司"]}, {"name": "王建军", "firms": ["甲科技有限公司"]}, WEAK, "姓名相近、同单位"),
        ({"name": "王小明", "firms": ["退休"]}, {"name": "王小明", "firms": ["退休"]}, WEAK, "同名"),
        ({"name": "王建国", "firms": ["个体"]}, {"name": "王建军", "firms": ["个体"]}, None, ""),
        ({"name": "王建国", "village": "王庄村"}, {"name": "王建军", "village": "王庄村"}, None, ""),
        ({"name": "王小明"}, {"name": "李大力"}, None, ""),
    ],
)  # fmt: skip
def test_people(
    one: dict[str, Any], other: dict[str, Any], grade: Grade | None, reason: str
) -> None:
    """A number or several facts are strong, one fact beside the name probable, a name alone weak;
    a contradiction lowers, and what a secretary's or an office's number shares is nothing."""
    made = [
        person(
            id_,
            said["name"],
            *said.get("n", ()),
            **{k: v for k, v in said.items() if k not in {"name", "n"}},
        )
        for id_, said in (("a", one), ("b", other))
    ]
    found = likeness(made[0], made[1])
    assert (found.grade if found else None) == grade
    assert reason in (found.why if found else "")
    assert likeness(made[1], made[0]) == found


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        ({"name": "臻上精密机械（江苏）有限公司"}, {"name": "臻上精密机械(江苏)有限公司"}, STRONG),
        ({"name": "甲科技有限公司"}, {"name": "甲科技"}, PROBABLE),
        ({"name": "甲科技有限公司", "credit_code": "91321183MA0000001X"}, {"name": "乙公司", "credit_code": "91321183ma0000001x"}, STRONG),
        ({"name": "甲科技有限公司", "credit_code": "1"}, {"name": "甲科技有限公司", "credit_code": "2"}, WEAK),
        ({"name": "甲科技有限公司", "credit_code": "1"}, {"name": "甲科技", "credit_code": "2"}, None),
        ({"name": "第一中学", "city": "上海"}, {"name": "第一中学", "city": "苏州"}, PROBABLE),
        ({"name": "句容臻上精密机械有限公司"}, {"name": "臻上精密机械公司"}, WEAK),
        ({"name": "示例大学", "short_names": ("示大",)}, {"name": "示大"}, PROBABLE),
        ({"name": "甲公司"}, {"name": "乙公司"}, None),
    ],
)  # fmt: skip
def test_organisations(one: dict[str, Any], other: dict[str, Any], grade: Grade | None) -> None:
    """A credit code or the whole name is strong, the name without its legal form probable."""
    made = [traits_of(Organisation(**said), id_) for id_, said in (("a", one), ("b", other))]
    found = likeness(made[0], made[1])
    assert (found.grade if found else None) == grade
    assert likeness(made[1], made[0]) == found


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        (("精密机械项目", ["甲公司"]), ("精密机械项目", ["甲有限公司"]), STRONG),
        (("北京精密机械项目", ["甲公司"]), ("精密机械项目", ["甲公司"]), PROBABLE),
        (("文旅项目", ["甲公司"]), ("精密机械项目", ["甲公司"]), WEAK),
        (("精密机械项目", ["甲公司"]), ("精密机械项目", ["乙公司"]), None),
        (("精密机械项目", []), ("精密机械项目", []), WEAK),
        (("深圳朗岳农业科技项目", []), ("（洽谈期名称）深圳朗岳农业科技", []), PROBABLE),
        (("文旅项目", []), ("精密机械项目", []), None),
    ],
)
def test_projects(
    one: tuple[str, list[str]], other: tuple[str, list[str]], grade: Grade | None
) -> None:
    """Name and investor are strong; the investor alone, or a name that many bear, is weak."""
    made = [
        traits_of(Project(name=name), id_, parties=parties)
        for id_, (name, parties) in (("a", one), ("b", other))
    ]
    found = likeness(made[0], made[1])
    assert (found.grade if found else None) == grade
    assert likeness(made[1], made[0]) == found


def truth(name: str) -> dict[str, Any]:
    """What the sample is meant to say."""
    content: dict[str, Any] = json.loads((REGISTERS / f"{name}.expected.json").read_text("utf-8"))
    return content


def villagers() -> dict[tuple[str, int], tuple[str, Traits]]:
    """The people of the village register by sheet and row, each with the truth of who it is."""
    found = {}
    for sheet in truth("01_village_register")["sheets"]:
        for row in sheet["records"] if sheet["kind"] == "persons" else ():
            birth = (row.get("birth") or {}).get("value")
            year, _, month = (birth or "").partition("-")
            facts: dict[str, Any] = {"gender": row.get("gender")}
            if birth and len(year) == 4:
                facts["birth"] = (int(year), int(month[:2]) if month else None)
            place = row.get("native_place") or {}
            firms = [post["org"] for post in row.get("employments", ())]
            made = person(
                f"{sheet['name']} {row['row']}",
                row["name"],
                *row.get("phones", ()),
                village=place.get("village") or "",
                firms=firms,
                **facts,
            )
            found[sheet["name"], row["row"]] = (row["truth_id"], made)
    return found


def test_the_village_register_doubles_nobody() -> None:
    """In the sample register nobody is taken for somebody else, least of all the namesakes that
    must not be merged; and whoever is there twice would be found."""
    people = villagers()
    known = [(truth_id, made) for truth_id, made in people.values()]
    for (who, one), (who2, other) in itertools.combinations(known, 2):
        found = likeness(one, other)
        assert (who == who2) == (found is not None and found.grade is not WEAK), (who, who2, found)
    pairs = truth("01_village_register")["must_not_merge"]
    assert pairs
    for pair in pairs:
        here = people[pair["here"]["sheet"], pair["here"]["row"]][1]
        other = people[pair["other"]["sheet"], pair["other"]["row"]][1]
        assert likeness(here, other) is None


def test_people_of_other_registers_are_found_in_the_village_register() -> None:
    """Whom the ledger and the weekly sheets name is strong by number, probable by firm; an
    ambiguous name is never more than weak."""
    people = villagers()
    seen = {"phone": 0, "firm": 0, "ambiguous": 0}
    for register in ("03_returning_projects", "04_station_weekly"):
        content = truth(register)
        rows = {
            (sheet["name"], row["row"]): row
            for sheet in content["sheets"]
            for row in sheet.get("records", ())
        }
        for link in content["person_links"]:
            row = rows[link["sheet"], link["row"]]
            for register_row in link["register_rows"]:
                held = people[register_row["sheet"], register_row["row"]][1]
                said: dict[str, Any] = next(
                    (r for r in row.get("referrers", ()) if r["name"] == link["name"]), {}
                )
                numbers = [said["phone"]] if "phone" in said else row.get("contact_phones", ())
                named = person(
                    "row", link["name"], *(numbers if register_row["same_phone"] else ())
                )
                found = likeness(named, held)
                assert found is not None
                if register_row["same_phone"]:
                    assert found.grade is STRONG
                    seen["phone"] += 1
                elif link["ambiguous"]:
                    assert found.grade is WEAK
                    seen["ambiguous"] += 1
                else:
                    firm = person("row", link["name"], firms=held.parties)
                    again = likeness(firm, held)
                    assert again is not None
                    assert again.grade is (PROBABLE if held.parties else WEAK)
                    seen["firm"] += 1
    assert all(seen.values()), seen


NAMES = st.sampled_from(["王小明", "王晓明", "王小民", "李大力", "张总", "张伟"])
PEOPLE = st.builds(
    person,
    st.sampled_from(["a", "b", "c"]),
    NAMES,
    st.sampled_from([A, B, A + ":爱人", "051187654321"]),
    village=st.sampled_from(["", "王庄村", "金塘村"]),
    firms=st.sampled_from([(), ("甲公司",), ("乙公司",)]),
    gender=st.sampled_from([None, "男", "女"]),
    birth=st.tuples(st.integers(1950, 1953), st.sampled_from([None, 1, 12])),
)


@given(PEOPLE, PEOPLE)
def test_likeness_knows_no_order(one: Traits, other: Traits) -> None:
    """Who is compared with whom changes nothing, and a likeness always has a reason."""
    found: Likeness | None = likeness(one, other)
    assert found == likeness(other, one)
    if found is not None:
        assert found.reasons
        assert one.id != other.id
