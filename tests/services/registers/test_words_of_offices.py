"""Words that offices write in cells: who brought whom, how far a project is, where somebody is from."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.cells import Place, read_cell
from xiangxian.services.registers.reading.referrers import read_referrers
from xiangxian.services.registers.workbook.model import Cell

HOMELAND = Homeland("句容市后白镇", frozenset(("王庄村", "曹村村", "后白社区")))


@pytest.mark.parametrize(
    ("cell", "said", "codes"),
    [
        ("王小明", [("person", "王小明")], set()),
        ("贝小明", [("person", "贝小明")], set()),
        ("阿不都拉·买买提", [("person", "阿不都拉·买买提")], set()),
        ("由王小明介绍", [("person", "王小明")], set()),
        ("苏州商会会长王小明", [("person", "王小明")], set()),
        ("王小明 商会会长", [("person", "王小明")], set()),
        ("县商会", [("org", "县商会")], {"REFERRER_ORG"}),
        ("老乡会", [("org", "老乡会")], {"REFERRER_ORG"}),
        ("镇政府", [("staff", "镇政府")], {"REFERRER_STAFF"}),
        ("县招商局", [("staff", "县招商局")], {"REFERRER_STAFF"}),
        ("镇领导", [("staff", "镇领导")], {"REFERRER_STAFF"}),
        ("王总", [("person", "王总")], {"NAME_WITH_TITLE"}),
        ("王小明等", [("person", "王小明")], {"REFERRER_UNCLEAR"}),
        ("朋友介绍", [], {"REFERRER_UNCLEAR"}),
        ("热心乡贤", [], {"REFERRER_UNCLEAR"}),
        ("自主招商", [], {"REFERRER_UNCLEAR"}),
        ("网上对接", [], {"REFERRER_UNCLEAR"}),
    ],
)
def test_nobody_is_made_an_introducer_by_a_word(
    cell: str, said: list[tuple[str, str]], codes: set[str]
) -> None:
    """An office, a way of finding firms or 朋友 is no person; a name behind its office is one."""
    reading = read_referrers(cell, None, {})
    assert [(each.type, each.name) for each in reading.value or ()] == said
    assert {each.code for each in reading.notes} == codes


@pytest.mark.parametrize(
    ("cell", "stage"),
    [
        ("初步洽谈", "negotiating"),
        ("建成投产", "in_production"),
        ("签约并开工", "started"),
        ("停工", "paused"),
        ("签约在谈", None),
        ("注册签约", None),
        ("拟签约", None),
        ("正常", None),
    ],
)
def test_a_stage_is_what_was_reached(cell: str, stage: str | None) -> None:
    """Of two in their order the later one; two that contradict each other are none."""
    assert read_cell("stage", Cell(cell), Place("projects", None, HOMELAND)).value == stage


@pytest.mark.parametrize(
    ("cell", "sheet_of", "village", "code"),
    [
        ("后白", None, None, "NATIVE_SHORT"),
        ("本镇", None, None, "NATIVE_SHORT"),
        ("后白社区", None, "后白社区", "NATIVE_SHORT"),
        ("3组", "王庄村", "王庄村", "NATIVE_SHORT"),
        ("3组", None, None, "NATIVE_UNREADABLE"),
        ("后白镇王庄村西湾自然村", None, "王庄村", "NATIVE_SHORT"),
        ("句容市茅山镇", None, None, "NATIVE_ELSEWHERE"),
        ("湖南长沙", None, None, "NATIVE_ELSEWHERE"),
        ("后白镇李家湾", None, None, "NATIVE_UNREADABLE"),
    ],
)
def test_a_native_place_is_no_village_by_likeness(
    cell: str, sheet_of: str | None, village: str | None, code: str
) -> None:
    """The town's own name is not its community; a group belongs to the village of its sheet."""
    land = Homeland(HOMELAND.township, HOMELAND.villages, sheet_of=sheet_of)
    reading = read_cell("native_place", Cell(cell), Place("persons", None, land))
    assert reading.value is not None
    assert reading.value.village == village
    assert [each.code for each in reading.notes] == [code]


@pytest.mark.parametrize(
    ("cell", "said", "code"),
    [
        ("二〇二三年十二月二十一日", "2023-12-21", "DATE_CN"),
        ("二零二三年五月", "2023-05", "DATE_CN"),
        ("年底", None, "DATE_UNREADABLE"),
        ("11月底", None, "DATE_UNREADABLE"),
    ],
)
def test_a_day_is_read_in_characters_and_never_out_of_a_word(
    cell: str, said: str | None, code: str
) -> None:
    """年底 stays as it is written, to be looked at."""
    reading = read_cell("signed_on", Cell(cell), Place("projects", None, HOMELAND))
    assert (reading.value.iso() if reading.value else None) == said
    assert [each.code for each in reading.notes] == [code]


def test_blanks_part_names_and_not_an_office_from_its_name() -> None:
    """慰问人 is several people, each with an office or without."""
    place = Place("greetings", None, HOMELAND)
    assert read_cell("greeted_by", Cell("温秋萍 廖志文"), place).value == ("温秋萍", "廖志文")
    assert read_cell("greeted_by", Cell("镇长 王小明，李小华"), place).value == (
        "镇长 王小明",
        "李小华",
    )


def test_a_bare_age_is_no_year_of_birth() -> None:
    """47 is an age or a year, nobody can say."""
    reading = read_cell("birth", Cell(47), Place("persons", None, HOMELAND))
    assert reading.value is None
    assert [each.code for each in reading.notes] == ["DATE_AGE"]
