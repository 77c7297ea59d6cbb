"""The agreed patterns, word for word."""

from __future__ import annotations

from dataclasses import replace

from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.services.introductions.story_sentences import (
    NOBODY,
    Hop,
    Named,
    ProjectProgress,
    ToldProject,
    short,
    told,
)

SURE, DECLARED, RECORDED = ClaimState.INVESTOR_CONFIRMED, ClaimState.DECLARED, ClaimState.RECORDED


def day(text: str) -> PartialDate | None:
    """A date as written."""
    return read_date(text).value


def test_a_native_who_was_invited_home() -> None:
    """The invitation and the second year are in the sentence."""
    facts = ToldProject(
        "臻上精密机械（江苏）有限公司",
        "后白",
        ProjectProgress("in_production", "投产", day("2021年")),
        natives=(Named("吴春", "后白镇"),),
        invited=day("2020年"),
    )
    assert (
        told(facts)
        == "吴春（后白镇人）本人回乡投资臻上精密机械（江苏）有限公司：2020年镇里邀请，第二年投产。"
    )
    assert short(facts, Level.RECORDED) == "吴春 本人回乡投资，2020年镇里邀请"


def test_a_native_who_builds() -> None:
    """What was said of the stage closes the sentence."""
    facts = ToldProject(
        "江苏法高智能科技有限公司",
        "后白",
        ProjectProgress("building", "在建", None, "报道时预计两个月后竣工投产"),
        natives=(Named("周孝俊", "王庄村"),),
    )
    assert (
        told(facts)
        == "周孝俊（王庄村人）本人回乡投资江苏法高智能科技有限公司，在建；报道时预计两个月后竣工投产。"
    )


def test_an_introduction_at_the_talks() -> None:
    """It names the introducer, the stage, and what it is no part of."""
    by, of = Named("朱泓宇", "王庄村"), Named("深圳一项目")
    facts = ToldProject(
        "深圳一项目",
        "后白",
        ProjectProgress("negotiating", "在谈", None, "项目名称、投资额报道未说明"),
        chains=((Hop(by, of, None, RECORDED),),),
        outside=("14家", "24亿元"),
    )
    assert told(facts) == (
        "经朱泓宇（王庄村人）牵线，深圳一项目来后白考察洽谈；项目名称、投资额报道未说明，不计入14家、24亿元。"
    )
    assert short(facts, Level.RECORDED) == "经 朱泓宇（王庄村）牵线 · 待证实"


def test_an_introduced_native_who_is_still_talking() -> None:
    """Who introduced, whose project, and how far: one sentence."""
    facts = ToldProject(
        "示例项目",
        "后白",
        ProjectProgress("negotiating", "在谈"),
        natives=(Named("乙", "王庄村"),),
        chains=((Hop(Named("甲"), Named("示例项目"), None, RECORDED),),),
    )
    assert told(facts) == "经甲牵线，乙（王庄村人）回乡投资示例项目，在谈。"


def test_a_chain_of_two() -> None:
    """Dates shorten within a year; the weakest hop is named."""
    a, b, c = Named("甲"), Named("乙"), Named("丙公司")
    chain = (Hop(a, b, day("2023年5月"), DECLARED), Hop(b, c, day("2023年9月"), SURE))
    facts = ToldProject(
        "项目", "后白", ProjectProgress("signed", "签约", day("2024年3月")), chains=(chain,)
    )
    assert told(facts) == (
        "甲 2023年5月介绍乙，乙 9月介绍丙公司，丙公司 2024年3月签约。最弱一环：甲介绍乙，只有口述。"
    )


def test_nobody_is_recorded() -> None:
    """It is said plainly."""
    assert (
        told(ToldProject("项目", "后白", ProjectProgress())) == NOBODY == "还没有登记是谁引荐的。"
    )


def test_two_versions() -> None:
    """Disputed claims stand side by side; who is first stays open."""
    facts = ToldProject(
        "项目", "后白", ProjectProgress(), disputed=((Named("甲", "王庄村"), 1), (Named("乙"), 0))
    )
    assert told(facts) == (
        "两种说法：甲（王庄村人）牵的线（依据1）；乙牵的线（没有依据）。第一引荐人待定。"
    )


def test_confirmed_is_said_only_when_all_is() -> None:
    """One recorded hop leaves the whole 待证实."""
    hops = (
        Hop(Named("甲"), Named("项目"), None, SURE),
        Hop(Named("乙"), Named("项目"), None, RECORDED),
    )
    mixed = ToldProject("项目", "后白", ProjectProgress(), chains=tuple((hop,) for hop in hops))
    assert short(mixed, Level.RECORDED) == "经 甲、乙 牵线 · 待证实"
    assert short(
        ToldProject("项目", "后白", ProjectProgress(), chains=((hops[0],),)), Level.RECORDED
    ).endswith("已证实")


def test_many_chains_are_counted_and_a_stop_is_said() -> None:
    """Three chains are told, the others counted; where not all were followed, both forms say so."""
    chain = (
        Hop(Named("甲"), Named("乙"), None, SURE),
        Hop(Named("乙"), Named("项目"), None, SURE),
    )
    five = ToldProject("项目", "后白", ProjectProgress(), chains=(chain,) * 5)
    assert told(five) == "甲介绍乙，乙介绍项目。" * 3 + "另有2条牵线经过。"
    weak = Hop(Named("丙"), Named("项目"), None, RECORDED)
    more = replace(five, more=True, untold=(weak,))
    assert told(more) == "甲介绍乙，乙介绍项目。" * 3 + (
        "另有许多条牵线经过。牵线经过太多，只列出5条，份额是照全部算的。"
    )
    assert short(more, Level.RECORDED) == ("经 甲、乙、丙 牵线 · 待证实 · 牵线经过太多，只列出5条")
    assert told(replace(more, exact=False)).endswith("只列出5条，份额没能算准。")
