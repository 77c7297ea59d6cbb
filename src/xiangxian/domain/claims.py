"""How well a claim is founded (design §4, §5.5): states, their screen words, and levels."""

from __future__ import annotations

from enum import StrEnum


class ClaimState(StrEnum):
    """The state of an introduction."""

    DECLARED = "declared"
    RECORDED = "recorded"
    INVESTOR_CONFIRMED = "investor_confirmed"
    JOINTLY_CONFIRMED = "jointly_confirmed"
    PUBLISHED = "published"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state by its full name, as a form offers it."""
        return _LABELS[self]

    @property
    def screen_word(self) -> str:
        """What a sentence or a list says: 待证实, 已证实, 说法不一, 已撤销."""
        return _SCREEN_WORDS[self]


_LABELS = {
    ClaimState.DECLARED: "自述",
    ClaimState.RECORDED: "记录",
    ClaimState.INVESTOR_CONFIRMED: "投资方证实",
    ClaimState.JOINTLY_CONFIRMED: "三方确认",
    ClaimState.PUBLISHED: "公示",
    ClaimState.DISPUTED: "有争议",
    ClaimState.WITHDRAWN: "撤销",
}

_SCREEN_WORDS = {
    ClaimState.DECLARED: "待证实",
    ClaimState.RECORDED: "待证实",
    ClaimState.INVESTOR_CONFIRMED: "已证实",
    ClaimState.JOINTLY_CONFIRMED: "已证实",
    ClaimState.PUBLISHED: "已证实",
    ClaimState.DISPUTED: "说法不一",
    ClaimState.WITHDRAWN: "已撤销",
}

STRENGTH = {
    ClaimState.DECLARED: 1,
    ClaimState.RECORDED: 2,
    ClaimState.INVESTOR_CONFIRMED: 3,
    ClaimState.JOINTLY_CONFIRMED: 4,
    ClaimState.PUBLISHED: 5,
}
"""How strong a state is; a disputed or withdrawn claim has no strength at all."""


class Level(StrEnum):
    """What a claim must reach to count."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> str:
        """The level's screen word."""
        return "凡有记录的" if self is Level.RECORDED else "只算已证实的"


_NEEDED = {Level.RECORDED: 1, Level.CONFIRMED: 3}


def reaches(state: ClaimState, level: Level) -> bool:
    """Whether a claim in *state* counts at *level*; 有争议 and 撤销 never do."""
    return STRENGTH.get(state, 0) >= _NEEDED[level]


def weakest(states: list[ClaimState]) -> ClaimState:
    """The weakest of *states*: a chain is as strong as its weakest hop."""
    return min(states, key=lambda state: STRENGTH.get(state, 0))
