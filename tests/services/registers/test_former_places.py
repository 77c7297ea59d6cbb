"""Former townships and villages of the township lead to what they became."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.native_places import Homeland, read_native_place
from xiangxian.services.access.township_data import country

LAND = country("句容市后白镇")
HOME = Homeland(
    "句容市后白镇",
    frozenset(LAND.villages),
    dict(LAND.former),
    LAND.former_towns,
    LAND.former_counties,
)


@pytest.mark.parametrize(
    ("written", "village"),
    [
        ("后村", "西城村"),
        ("后村村", "西城村"),
        ("二圣后村", "西城村"),
        ("曲巷", "泗庄村"),
        ("阙巷村", "泗庄村"),
        ("三岔乡杜家村3组", "泗庄村"),
        ("句容市二圣镇西城村", "西城村"),
        ("曹村", "曹村村"),
        ("曹村村", "曹村村"),
        ("古村", "古村村"),
        ("句容二圣古村村", "古村村"),
        ("句容二圣镇", None),
        ("句容市三岔乡", None),
    ],
)
def test_a_former_name_is_the_township_of_today(written: str, village: str | None) -> None:
    """The village it became, or the township alone; the text itself is kept by the reading."""
    reading = read_native_place(written, HOME)
    assert reading.value is not None
    assert (reading.value.town, reading.value.village) == ("句容市后白镇", village)
    assert reading.written == written


@pytest.mark.parametrize(
    ("written", "village", "group"),
    [
        ("句容县后白镇王庄村", "王庄村", None),
        ("后白乡王庄", "王庄村", None),
        ("后白公社王庄大队", "王庄村", None),
        ("句容市后白乡王庄村", "王庄村", None),
        ("句容县后白公社王庄大队第3生产队", "王庄村", 3),
        ("江苏省句容县后白人民公社王庄生产大队五队", "王庄村", 5),
        ("镇江地区句容县后白公社王庄", "王庄村", None),
        ("王庄大队", "王庄村", None),
        ("后白镇王庄行政村", "王庄村", None),
        ("二圣公社西城大队", "西城村", None),
        ("三岔公社杜家大队", "泗庄村", None),
        ("句容县后白乡", None, None),
        ("后白公社", None, None),
    ],
)
def test_names_of_other_years_are_this_township(
    written: str, village: str | None, group: int | None
) -> None:
    """County, commune, brigade and production team, as they were written when people left."""
    reading = read_native_place(written, HOME)
    assert reading.value is not None
    assert (reading.value.town, reading.value.village) == ("句容市后白镇", village)
    assert reading.value.group == group


@pytest.mark.parametrize(
    "written",
    [
        "丹阳县后白乡王庄村",
        "句容县天王乡",
        "新疆和康县",
        "和康县",
        "上海市王庄村",
        "天王公社王庄大队",
        "句容县天王公社王庄大队",
    ],
)
def test_the_same_names_elsewhere_are_not(written: str) -> None:
    """Another county, another commune, a county newer than any list of divisions."""
    reading = read_native_place(written, HOME)
    assert reading.value is None or reading.value.village is None
    assert reading.value is None or reading.value.town is None


def test_a_county_that_exists_beside_its_city_is_not_taken_for_it() -> None:
    """临夏县 is not what 临夏市 was called, unless the township stands behind it."""
    home = Homeland("临夏市枹罕镇", frozenset({"王坪村"}))
    far = read_native_place("临夏县土桥镇", home).value
    assert far is not None
    assert far.town is None
    near = read_native_place("临夏县枹罕乡王坪大队", home).value
    assert near is not None
    assert near.village == "王坪村"


def test_a_village_called_like_its_township_is_found() -> None:
    """后白村 of 后白镇, by its full name."""
    home = Homeland("句容市后白镇", frozenset({"后白村", "王庄村"}))
    reading = read_native_place("后白村", home).value
    assert reading is not None
    assert reading.village == "后白村"
