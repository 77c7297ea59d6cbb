"""Recognition rules: what a file may say, and what a schedule gives, to the 分."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.recognition.policies import BadPolicy, Policy, read_policy
from xiangxian.domain.recognition.rewards import Schedule, reward, sum_label
from xiangxian.services.recognition.policies import elsewhere

WAN, YI = 1_000_000, 10_000_000_000
"""1万元 and 1亿元 in 分."""


def rule(**entries: Any) -> Policy:
    """A rule with these entries beside the needed ones."""
    return read_policy({"代号": "a", "地方": "某镇", "名称": "办法", **entries})


def schedule(tiers: list[dict[str, Any]], **entries: Any) -> Schedule:
    """A schedule with these tiers."""
    return rule(奖励=[{"档次": tiers, **entries}]).rewards[0]


def place(key: str) -> Policy:
    """One of the shipped rules."""
    return next(each for each in elsewhere() if each.key == key)


# Two of the shipped rules on both sides of every tier. The sums are reckoned by hand.

PARK = [
    # ≤1000万 3‰, the part to 1亿 4‰, the part above 5‰, at most 100万
    (0, 0),
    (1_000 * WAN - 1, Fraction(3 * (1_000 * WAN - 1), 1000)),  # 2,999,999.997 分
    (1_000 * WAN, 3 * WAN),  # 1000万 × 3‰ = 3万
    (1_000 * WAN + 1, 3 * WAN + Fraction(4, 1000)),
    (1_000 * WAN + 100, 3 * WAN + Fraction(4, 10)),  # 1元 above: 0.4分 more
    (2_000 * WAN, 7 * WAN),  # 3万 + 1000万 × 4‰ = 3万 + 4万
    (YI - 1, 39 * WAN - Fraction(4, 1000)),
    (YI, 39 * WAN),  # 3万 + 9000万 × 4‰ = 3万 + 36万
    (YI + 1, 39 * WAN + Fraction(5, 1000)),
    (2 * YI, 89 * WAN),  # 39万 + 1亿 × 5‰ = 39万 + 50万
    (2 * YI + 2_200 * WAN - 1, 100 * WAN - Fraction(5, 1000)),
    (2 * YI + 2_200 * WAN, 100 * WAN),  # 39万 + 1.22亿 × 5‰ = 39万 + 61万
    (2 * YI + 2_200 * WAN + 1, 100 * WAN),  # the most
    (90 * YI, 100 * WAN),
]

HUAINAN = [
    # 每1亿元奖1万元 from 2亿 on, at most 100万; what is no full 1亿 is not said
    (0, None),
    (2 * YI - 1, None),
    (2 * YI, 2 * WAN),
    (2 * YI + 1, None),
    (3 * YI, 3 * WAN),
    (5 * YI - 1, None),
    (5 * YI, 5 * WAN),
    (5 * YI + 1, None),
    (9 * YI, 9 * WAN),
    (10 * YI - 1, None),
    (10 * YI, 10 * WAN),
    (10 * YI + 1, None),
    (100 * YI, 100 * WAN),
    (101 * YI, 100 * WAN),
]

XINJIANG_AS_WHOLE = [
    # ≤1000万 3‰, 1001–2000万 3.2‰, 2001–3000万 3.6‰, >3000万 4‰
    (1_000 * WAN - 1, Fraction(3 * (1_000 * WAN - 1), 1000)),
    (1_000 * WAN, 3 * WAN),
    (1_000 * WAN + 1, None),  # between 1000万 and 1001万 nothing is written
    (1_001 * WAN - 1, None),
    (1_001 * WAN, 3_203_200),  # 1001万 × 3.2‰ = 32,032元
    (2_000 * WAN, 6_400_000),  # 2000万 × 3.2‰ = 64,000元
    (2_000 * WAN + 1, None),
    (2_001 * WAN, 7_203_600),  # 2001万 × 3.6‰ = 72,036元
    (3_000 * WAN, 10_800_000),  # 3000万 × 3.6‰ = 108,000元
    (3_000 * WAN + 1, 12 * WAN + Fraction(4, 1000)),
    (3_000 * WAN + 100, 12 * WAN + Fraction(4, 10)),
    (YI, 40 * WAN),
]


@pytest.mark.parametrize(("base", "gives"), PARK)
def test_parks_tiers_add_up(base: int, gives: Fraction | int) -> None:
    """某产业园: each part by its own rate, cut at the most."""
    found = reward(place("industrial-park").rewards[0], base)
    assert found.exact == gives
    assert found.mode == "marginal"
    assert found.capped == (base > 2 * YI + 2_200 * WAN)


@pytest.mark.parametrize(("base", "gives"), HUAINAN)
def test_huainans_rewards_count_full_hundred_millions(base: int, gives: int | None) -> None:
    """淮南市: 1万 for each full 1亿; silent where the rule is."""
    found = reward(place("huainan-2022").rewards[0], base)
    assert found.exact == gives
    assert bool(found.silence) == (gives is None)


@pytest.mark.parametrize(("base", "gives"), XINJIANG_AS_WHOLE)
def test_a_counties_four_tiers_read_as_whole(base: int, gives: Fraction | int | None) -> None:
    """新疆某县, read as one tier for the whole amount, which its text does not say."""
    tiers = place("xinjiang-2011").rewards[0]
    assert reward(tiers, base, mode="whole").exact == gives
    said = reward(tiers, base)
    assert said.exact == (gives if base <= 1_000 * WAN else None), (
        "as its text says: only the first"
    )


def test_shipped_rules_state_only_what_was_seen() -> None:
    """Five places; tiers that were cut off are absent, and so is every number of 公示 days."""
    assert {each.key for each in elsewhere()} == {
        "huainan-2022", "xiuning-2022", "huangshan-2023", "xinjiang-2011", "industrial-park",
    }  # fmt: skip
    assert all(each.notice_working_days is None for each in elsewhere())
    other = place("xiuning-2022").rewards[1]
    assert reward(other, YI - 1).silence == "不到第一档"
    grant = place("huangshan-2023").rewards[1]
    assert reward(grant, 3 * YI, mode="whole").silence == "超出最后一档，再往上没有写明"
    assert "恰好1亿元" in reward(grant, YI, mode="whole").silence
    assert [each.dated_place for each in elsewhere()][-1] == "某产业园（年份未见）"
    assert place("huainan-2022").excludes(relation=None, status="state_firm") == ("state_firm",)
    assert place("huangshan-2023").excludes(relation="investor_self", status="retired") == (
        "investor",
    )


def test_floor_cap_and_threshold_hold_at_their_bounds() -> None:
    """起奖线 is reached by itself, 最低 lifts what is less, 最高 cuts what is more."""
    tiers = schedule(
        [{"到": "1亿元", "千分之": 1}, {"从": "超过1亿元", "千分之": 2}],
        怎么算="全额按一档", 起奖线="500万元", 最低="1万元", 最高="15万元",
    )  # fmt: skip
    assert reward(tiers, 500 * WAN - 1).silence == "不到起奖线500万元"
    least = reward(tiers, 500 * WAN)
    assert (least.exact, least.raised, least.capped) == (WAN, True, False)
    assert (reward(tiers, 1_000 * WAN).exact, reward(tiers, 1_000 * WAN).raised) == (WAN, False)
    assert reward(tiers, YI).exact == 10 * WAN
    most = reward(tiers, YI + 1)
    assert (most.exact, most.raised, most.capped) == (15 * WAN, False, True)


def test_reading_that_is_not_said_gives_nothing_unless_both_agree() -> None:
    """Without 怎么算 only what both readings give alike is given."""
    tiers = schedule([{"到": "1亿元", "千分之": 1}, {"从": "超过1亿元", "千分之": 2}])
    assert reward(tiers, YI).exact == 10 * WAN
    assert "没有写明是分段累加还是全额按一档" in reward(tiers, YI + 1).silence
    assert reward(tiers, 2 * YI, mode="marginal").exact == 30 * WAN
    assert reward(tiers, 2 * YI, mode="whole").exact == 40 * WAN
    prorata = schedule([{"从": "1亿元", "每": "1亿元", "奖": "1万元", "零头": "按比例"}])
    assert reward(prorata, YI + YI // 2).exact == Fraction(3, 2) * WAN
    whole = schedule([{"从": "1亿元", "每": "1亿元", "奖": "1万元", "零头": "不计"}])
    assert reward(whole, 2 * YI - 1).exact == WAN
    with pytest.raises(ValueError, match="never negative"):
        reward(whole, -1)


bounds = st.lists(st.integers(1, 10**13), min_size=1, max_size=6, unique=True).map(sorted)


@given(bounds, st.data())
def test_marginal_reward_is_the_sum_over_every_amount_below(
    ends: list[int], data: st.DataObject
) -> None:
    """A naive reckoning, from tier to tier in fractions, gives the same; it never falls."""
    rates = [data.draw(st.integers(1, 9_999)) for _ in range(len(ends) + 1)]
    tiers = []
    for at, rate in enumerate(rates):
        tier: dict[str, Any] = {"千分之": rate / 10}
        if at:
            tier["从"] = f"超过{ends[at - 1]}元"
        if at < len(ends):
            tier["到"] = f"{ends[at]}元"
        tiers.append(tier)
    table = schedule(tiers, 怎么算="分段累加")
    base = data.draw(st.integers(0, 2 * 10**15))
    edges = [0, *(end * 100 for end in ends), 10**16]
    naive = sum(
        Fraction(rate, 10_000) * max(0, min(base, upper) - lower)
        for rate, lower, upper in zip(rates, edges[:-1], edges[1:], strict=True)
    )
    assert reward(table, base).exact == naive
    assert reward(table, base + 1).exact > naive
    assert reward(table, base).minor == int(naive + Fraction(1, 2))


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"奖励": [{"档次": [{"千分之": 3}, {"从": "1亿元", "千分之": 4}]}]}, "没有写到哪里为止"),
        (
            {"奖励": [{"档次": [{"到": "1亿元", "千分之": 3}, {"从": "1亿元", "千分之": 4}]}]},
            "第1档和第2档有重叠",
        ),
        (
            {"奖励": [{"档次": [{"从": "2亿元", "千分之": 3}, {"从": "1亿元", "千分之": 4}]}]},
            "从小到大",
        ),
        (
            {"奖励": [{"档次": [{"到": "1亿元", "千分之": 3}, {"从": "2亿元", "千分之": 4}]}]},
            "“没写明的”里说明",
        ),
        ({"奖励": [{"档次": [{"从": "2亿元", "到": "1亿元", "千分之": 3}]}]}, "不在"),
        ({"奖励": [{"档次": [{"千分之": 3, "定额": "1万元"}]}]}, "只能写一种"),
        ({"奖励": [{"档次": [{"每": "1亿元", "定额": "1万元"}]}]}, "只能写一种"),
        ({"奖励": [{"档次": [{"每": "1亿元"}]}]}, "要一起写"),
        ({"奖励": [{"档次": [{"到": "1000", "千分之": 3}]}]}, "写清单位"),
        ({"奖励": [{"档次": [{"到": "约1亿元", "千分之": 3}]}]}, "写清单位"),
        ({"奖励": [{"档次": [{"千分之": "三"}]}]}, "这里要写数字"),
        ({"奖励": [{"档次": [{"千分之": 0}]}]}, "超出了能写的范围"),
        ({"奖励": [{"档次": []}]}, "至少要写一条"),
        ({"奖励": [{"按什么算": "产值", "档次": [{"千分之": 3}]}]}, "可以写：固定资产投资"),
        ({"奖励": [{"怎么算": "分段累加", "档次": [{"定额": "3万元"}]}]}, "每一档都要写“千分之”"),
        ({"奖励": [{"最高": "1万元", "最低": "2万元", "档次": [{"千分之": 3}]}]}, "还多"),
        (
            {"奖励": [{"最高": "1万元", "档次": [{"从": "1亿美元", "千分之": 3}]}]},
            "同一种货币",
        ),
        ({"哪些人不算": ["路人"]}, "“哪些人不算”第1条：“路人”不认识"),
        ({"哪些人不算": ["合作人", "合作者"]}, "写了两遍"),
        ({"备案": {"什么时候备案": "开工后几个月之内"}}, "要一起写"),
        ({"年份": "去年"}, "“年份”：写的是“去年”，这里要写数字。"),
        ({"标题": "甲"}, "没有这一项"),
        ({"title": "甲"}, "写了两遍"),
    ],
)
def test_faulty_rule_is_refused_in_plain_words(entries: dict[str, Any], says: str) -> None:
    """Each fault is one sentence that names its place; nothing of ours shows."""
    with pytest.raises(BadPolicy) as refused:
        rule(**entries)
    assert any(says in sentence for sentence in refused.value.sentences), refused.value.sentences
    assert all(sentence.endswith("。") for sentence in refused.value.sentences)
    assert "pydantic" not in str(refused.value)


def test_sums_read_as_an_office_writes_them() -> None:
    """元 below 1万元, 万元 below 1亿元, 亿元 above where it stays short."""
    shown = [sum_label(each) for each in (400_000, 150, WAN, 75 * WAN // 10, YI, 12 * YI // 10)]
    assert shown == ["4,000元", "1.50元", "1万元", "7.5万元", "1亿元", "1.2亿元"]
    assert sum_label(YI + 1) == "10,000.000001万元"
    tier = schedule([{"从": "超过1亿元", "到": "不满3亿元", "千分之": 2.5}]).tiers[0]
    assert (tier.reach(), tier.gain()) == ("超过1亿元，不满3亿元", "2.5‰")
