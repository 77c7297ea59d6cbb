"""A name is found by every reading that it may have, and by no reading that no dictionary knows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pypinyin_dict.pinyin_data import ktghz2013

from xiangxian.domain.values import text
from xiangxian.domain.values.pinyin import (
    MOST,
    is_standard,
    name_syllables,
    plain,
    surname_syllables,
    toned,
)

STANDARD = [chr(code) for code in ktghz2013.pinyin_dict]


def finds(typed: str, name: str) -> bool:
    """Whether somebody who types this meets the name."""
    kept = text.name_terms(name)
    return all(
        any(term.startswith(asked[:-1]) for term in kept) if asked.endswith("*") else asked in kept
        for asked in text.query_terms(typed)
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(("覃明", each) for each in ("qinming", "tanming", "qm", "tm")),
        *(("乐茜", each) for each in ("yueqian", "lexi", "yuexi", "leqian")),
        *(("盖琢", each) for each in ("gezhuo", "gaizuo")),
        *(("翟长行", each) for each in ("zhaichangxing", "dizhanghang", "zhaizhangxing")),
        *(("黑焘", each) for each in ("heitao", "hedao")),
        *(("牟隽", each) for each in ("mujun", "moujuan")),
        *(("谌珲", each) for each in ("chenhun", "shenhui")),
        *(("隗靓", each) for each in ("weiliang", "kuijing")),
        *(("郗晟", each) for each in ("xisheng", "chicheng")),
        *(("郄莘", each) for each in ("qiexin", "xishen")),
        *(("宓重", each) for each in ("mizhong", "fuchong")),
        *(("郇朝", each) for each in ("xunchao", "huanzhao")),
        *(("秘乐", each) for each in ("bile", "miyue")),
        *(
            ("吕布韦", each)
            for each in ("lvbuwei", "lubuwei", "lyubuwei", "lübuwei", "LÜBUWEI", "lbw")
        ),
        *(("王女娲", each) for each in ("wangnvwa", "wangnuwa", "nüwa", "nyuwa")),
        *(
            ("阿总·买买提", each)
            for each in ("阿总买买提", "阿总·买买提", "阿总•买买提", "azongmaimaiti")
        ),
        *(("单雄", each) for each in ("shanxiong", "danxiong", "sx")),
        *(("尉迟恭", each) for each in ("yuchigong", "weichigong", "尉迟")),
        *(("单于明", each) for each in ("chanyuming", "shanyuming")),
        *(("曾国", each) for each in ("zengguo", "cengguo")),
        *(("洗明", each) for each in ("xianming", "ximing")),
        *(("那英", "naying"), ("藏明", "zangming"), ("句明", "gouming"), ("祭明", "zhaiming")),
        *(("李琢", each) for each in ("lizhuo", "lizuo")),
        *(
            ("李" + one, "李" + other)
            for one, other in (
                "喆哲",
                "哲喆",
                "堃坤",
                "锺钟",
                "钟锺",
                "甦苏",
                "祕秘",
                "濬浚",
                "峯峰",
                "燿耀",
                "祐佑",
            )
        ),
        ("阿总买买提", "阿总·买买提"),
        ("李〇明", "lilingming"),
        ("李昇", "李升"),
        ("李升", "李昇"),
        ("王昇平", "王升"),
        ("於琳", "於"),
        ("於琳", "于琳"),
        ("张乾元", "张乾"),
        ("张乾元", "zhangqianyuan"),
        ("李乾", "liqian"),
        ("阚明", "kanming"),
        ("王珩", "wangheng"),
        ("南宇", "nanyu"),
    ],
)
def test_a_name_is_found(name: str, typed: str) -> None:
    """By each reading, with ü as v, u, yu and ü, with its dot and without, in its other writing."""
    assert finds(typed, name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("李乾", "liganx"),
        ("王明", "wangning"),
        ("李干", "liqian"),
        ("李慧", "李惠"),
        ("李晰", "李皙"),
    ],
)
def test_a_name_is_not_found_by_what_it_is_not(name: str, typed: str) -> None:
    """More readings are not any reading."""
    assert not finds(typed, name)


@given(some.lists(some.sampled_from(STANDARD), min_size=2, max_size=4).map("".join), some.data())
def test_every_reading_that_is_told_finds_the_name(name: str, data: some.DataObject) -> None:
    """Whole and half, by its initials; they are told once each, the usual one first, at most 16."""
    first = text.surname(name)
    told = list(name_syllables(first, name[len(first) :]))
    assert 1 <= len(told) <= MOST
    assert len(set(told)) == len(told)
    every = [surname_syllables(first)] + [
        tuple((plain(each),) for each in toned(character)) for character in name[len(first) :]
    ]
    naive = {tuple(itertools.chain.from_iterable(parts)) for parts in itertools.product(*every)}
    if len(naive) <= MOST:
        assert naive <= set(told)
    syllables = data.draw(some.sampled_from(told))
    assert finds("".join(syllables), name)
    assert finds("".join(each[0] for each in syllables), name)


@given(some.lists(some.sampled_from(STANDARD), min_size=1, max_size=4).map("".join))
def test_no_standard_character_is_taken_for_another(name: str) -> None:
    """The key of namesakes and the sort key keep each of the 8,105 apart."""
    assert text.fold(name) == name
    assert all(is_standard(character) for character in name)


@given(some.sampled_from(STANDARD))
def test_a_standard_character_has_the_readings_of_its_dictionary(character: str) -> None:
    """All of them, before any other."""
    table = ktghz2013.pinyin_dict[ord(character)].split(",")
    assert sorted(toned(character)[: len(table)]) == sorted(table)
    assert all(plain(each).isascii() and plain(each).isalpha() for each in toned(character))


def test_other_writings_still_fold() -> None:
    """What the standard does not have is written as it writes it: 張偉 is 张伟."""
    assert text.fold("張偉") == "张伟"
    assert text.fold("陳國強") == "陈国强"
