"""按姓氏笔画为序: known orders, and what holds for every name."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.values.stroke_order import stroke_key

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param("丁甲 王甲 付甲 朱甲 刘甲 吴甲 周甲", id="strokes, then the first stroke"),
        pytest.param("于甲 万甲 马甲 王甲 方甲 龙甲 卢甲 叶甲 史甲 付甲", id="横竖撇点折"),
        pytest.param("林甲 欧甲 欧阳甲 周甲", id="a compound surname by its first character"),
        pytest.param("黄甲 尉迟甲 韩甲", id="尉迟 has the eleven strokes of 尉"),
        pytest.param("王勇 王浩 王强 王毅 王小洪 王文涛 王正谱", id="one character before two"),
        pytest.param("高富 高大富", id="单名在前 even where its character has more strokes"),
        pytest.param("李一鸣 李大鸣", id="the given name's strokes"),
        pytest.param("张一 张二 张三 张一一 张二三", id="the last character decides"),
        pytest.param("马甲 马甲木", id="a name before the one it begins"),
        pytest.param("魏甲 𠮷甲 \U0002a700甲", id="what no table has, last"),
        pytest.param("魏甲 John", id="another script, last"),
    ],
)
def test_official_lists_stand_in_this_order(names: str) -> None:
    """Names come in the order that printed lists have."""
    keys = [stroke_key(name) for name in names.split()]
    assert all(one < other for one, other in itertools.pairwise(keys))


# the characters of two to six strokes at the head of the 通用规范汉字表, as it prints them
PRINTED = "二十丁厂七卜八人入儿匕几九刁了刀力乃又三干于亏工土士才下寸大丈与万上小口山巾千乞川亿个夕久么勺凡丸及广亡门丫义之尸己已巳弓子卫也女刃飞习叉马乡丰王开井天夫元无云专丐扎艺木五支厅不犬太区历歹友尤匹车巨牙屯戈比互切瓦止少曰日中贝冈内水见"


def test_the_table_is_the_national_one() -> None:
    """Characters stand as the 通用规范汉字表 prints them."""
    keys = [stroke_key(char) for char in PRINTED]
    assert all(one < other for one, other in itertools.pairwise(keys))


@given(st.lists(HAN, min_size=2, max_size=8))
def test_an_order_holds_for_every_name(names: list[str]) -> None:
    """Keys are ASCII, blanks in a name change nothing, and different names have different keys."""
    for name in names:
        assert stroke_key(name).isascii()
        assert stroke_key(f" {name[:1]} {name[1:]}") == stroke_key(name)
    assert len({stroke_key(name) for name in names}) == len(set(names))
