"""Former townships and villages of the township lead to what they became."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.native_places import Homeland, read_native_place
from xiangxian.services.access.township_data import country

LAND = country("句容市后白镇")
HOME = Homeland("句容市后白镇", frozenset(LAND.villages), dict(LAND.former), LAND.former_towns)


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
