"""What the words under 进度 say of a stage."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.progress_words import stage_in_progress


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("首次拜访", "negotiating"),
        ("已来镇考察1次", "negotiating"),
        ("协议条款磋商", "negotiating"),
        ("三方仍在商谈，下周再看地", "negotiating"),
        ("一月无进展（企业搁置）", "paused"),
        ("因资金原因暂缓", "paused"),
    ],
)
def test_talks_and_their_stop_are_read(text: str, stage: str) -> None:
    """As stations write it."""
    assert stage_in_progress(text) == stage


@pytest.mark.parametrize(
    "text",
    [
        "",
        "拟下周拜访",
        "尚未对接",
        "一月无进展",
        "计划来镇考察",
        "洽谈后搁置",
        "材料已收到",
        "取消考察",
    ],
)
def test_what_is_yet_to_come_or_says_both_is_no_stage(text: str) -> None:
    """Nothing is guessed."""
    assert stage_in_progress(text) is None
