"""A city is open to whoever reads the register; an address is not."""

from __future__ import annotations

import pytest

from xiangxian.domain.people import Person
from xiangxian.domain.values.cities import reads_as_address


@pytest.mark.parametrize(
    "written",
    [
        "上海",
        "上海市",
        "江苏省南京市",
        "上海浦东新区",
        "北京朝阳",
        "香港",
        "美国旧金山",
        "苏州工业园区",
    ],
)
def test_a_city_or_a_district_is_no_address(written: str) -> None:
    """What says no more than the city or the district stays in the field."""
    assert not reads_as_address(written)
    assert Person(name="甲", city=written).contradictions() == {}


@pytest.mark.parametrize(
    "written",
    [
        "上海市浦东新区张江路",
        "南京鼓楼区１２号",
        "苏州某某花园",
        "北京海淀中关村大街5号",
        "深圳湾公寓3栋",
    ],
)
def test_a_street_or_a_house_is_an_address(written: str) -> None:
    """What leads to somebody's door is refused as a city, with where it belongs."""
    assert reads_as_address(written)
    assert "通讯地址" in Person(name="甲", city=written).contradictions()["city"]
