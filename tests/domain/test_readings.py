"""How names are read, and cities written: said where it is needed, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.values.cities import bare_city, said_by
from xiangxian.domain.values.pinyin import surname_readings, surname_syllables
from xiangxian.domain.values.readings import hard_readings, with_readings
from xiangxian.domain.values.text import COMPOUND_SURNAMES, fold, pinyin_key


@pytest.mark.parametrize(
    ("name", "hard"),
    [
        ("笪建国", (("笪", "Dá"),)),
        ("单雄", (("单", "Shàn"),)),
        ("仇明", (("仇", "Qiú"),)),
        ("尉迟敬", (("尉迟", "Yùchí"),)),
        ("刘䶮", (("䶮", "Yǎn"),)),
        ("翟祎", (("翟", "Zhái或Dí"), ("祎", "Yī"))),
        ("张晟", (("晟", "Chéng或Shèng"),)),
        ("王珩", (("珩", "Héng"),)),
        ("李玚", (("玚", "Yáng"),)),
        ("阚明", (("阚", "Kàn"),)),
        ("王建国", ()),
        ("李明", ()),
        ("欧阳修", ()),
        ("任正", ()),
        ("张单", ()),
        ("Smith", ()),
        ("", ()),
    ],
)
def test_only_what_is_hard_has_its_reading(name: str, hard: tuple[tuple[str, str], ...]) -> None:
    """A rare surname or character has it, 王 and 李 have none; two in use are both said."""
    assert hard_readings(name) == hard


def test_a_name_keeps_its_writing() -> None:
    """The reading stands behind the name and changes nothing of it."""
    assert with_readings("笪建国") == "笪建国（笪 Dá）"
    assert with_readings("王建国") == "王建国"


def test_surnames_are_listed_in_one_form() -> None:
    """Each reading has its tones, a syllable for each character, and compound ones are known."""
    for name, listed in surname_readings().items():
        assert len(set(listed)) == len(listed), name
        for each in listed:
            assert len(each.split()) == len(name), name
            assert not each.isascii(), name
            assert each[0].isupper(), name
        assert len(name) == 1 or name in COMPOUND_SURNAMES, name
        assert all("".join(each).isascii() for each in surname_syllables(name)), name


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("上海市", "上海"),
        ("上海", "上海"),
        ("江苏省镇江市", "镇江"),
        ("沙市", "沙市"),
        ("香港", "香港"),
        (" 深 圳 ", "深圳"),
    ],
)
def test_a_city_is_one_however_it_is_written(written: str, bare: str) -> None:
    """上海 and 上海市 are one place to travel to."""
    assert bare_city(written) == bare
    assert bare_city(bare) == bare


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12))
def test_a_key_says_what_it_was_made_of(text: str) -> None:
    """The text behind a sort key comes back, in its folded spelling."""
    assert said_by(pinyin_key(text)) == " ".join(fold(text).split())
    assert said_by(text.replace("|", "")) == ""
