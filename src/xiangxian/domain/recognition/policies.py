"""Recognition rules (引荐人认定办法): who counts, when to file, who confirms, what a place pays.

A rule is data, read from a file and never written into the program. What a rule does not say is
absent here too. Recognition and reward are two things: who is excluded from a reward is still the
one who made the introduction (domain notes §2.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

import pydantic
from pydantic_core import ErrorDetails

from xiangxian.domain.recognition.rewards import (
    Declared,
    Reward,
    Schedule,
    Tier,
    coded,
    label_of,
    reward,
)
from xiangxian.domain.values.value_types import options

EXCLUSIONS = options(
    ("public_servant", "在职公职人员", "公务员", "公职人员", "机关事业单位人员"),
    ("state_firm", "国有企业人员", "国企人员"),
    ("publicly_funded", "财政供养人员", "财政供养"),
    ("investor", "投资人本人", "投资人", "投资方", "投资者"),
    ("partner", "合作人", "合作者", "合伙人"),
    ("relative", "直系亲属", "投资人直系亲属"),
    ("station_officer", "驻点招商人员", "驻点招商员"),
    ("promotion_body", "招商部门和招商机构", "招商机构"),
    ("favoured_platform", "已享受优惠的平台"),
)
"""Whom a rule does not reward."""
CONFIRMATIONS = options(
    ("investor", "投资方"),
    ("carrier_unit", "承载单位", "项目单位", "落户单位"),
    ("introducing_unit", "引荐单位"),
    ("destination_unit", "落户地招商部门", "招商部门", "投促部门"),
)
"""Who has to confirm an introduction."""
FILINGS = options(
    ("before_contact", "接触之前"),
    ("before_signing", "签约之前"),
    ("within_months_after_start", "开工后几个月之内", "开工后"),
)
"""When an introduction has to be filed."""

EXCLUDED_RELATIONS = {"investor_self": "investor", "partner": "partner", "relative": "relative"}
"""An introduction's relation to the investor -> the exclusion it meets."""
EXCLUDED_STATUSES = {
    "public_servant": "public_servant",
    "state_firm": "state_firm",
    "station_officer": "station_officer",
}
"""The introducer's status -> the exclusion it meets."""


def _yes(written: Any) -> Any:
    return {"是": True, "否": False}.get(written, written) if isinstance(written, str) else written


class BadPolicy(Exception):
    """A rule cannot be used; *sentences* say where and why, one Chinese sentence each."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("".join(sentences))
        self.sentences = sentences


class Filing(Declared):
    """When an introduction has to be filed; *months* only for a term after the start of building."""

    rule: Annotated[str, coded(FILINGS)] = pydantic.Field(title="什么时候备案")
    months: int | None = pydantic.Field(None, title="几个月", ge=1, le=60)
    how: str = pydantic.Field("", title="怎么备案", max_length=600)

    @pydantic.model_validator(mode="after")
    def _months_where_needed(self) -> Self:
        if (self.rule == "within_months_after_start") != (self.months is not None):
            raise ValueError("“几个月”和“开工后几个月之内”要一起写")
        return self

    def label(self) -> str:
        """In words: 开工后3个月之内."""
        if self.months is not None:
            return f"开工后{self.months}个月之内"
        return label_of(FILINGS, self.rule)


class Claim(Declared):
    """Until when a reward is to be asked for: *months* counted from what *since* says."""

    months: int = pydantic.Field(title="几个月", ge=1, le=120)
    since: str = pydantic.Field(title="从什么时候算起", min_length=1, max_length=60)

    def label(self) -> str:
        """In words: 竣工起12个月之内."""
        return f"{self.since}起{self.months}个月之内"


class Policy(Declared):
    """One place's rule. None and empty mean that its text does not say, never that it says no."""

    key: str = pydantic.Field(title="代号", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    place: str = pydantic.Field(title="地方", min_length=1, max_length=40)
    year: int | None = pydantic.Field(None, title="年份", ge=1990, le=2100)
    title: str = pydantic.Field(title="名称", min_length=1, max_length=80)
    source: str = pydantic.Field("", title="出处", max_length=200)
    note: str = pydantic.Field("", title="说明", max_length=600)
    scope: str = pydantic.Field("", title="哪些项目", max_length=600)
    introducers: str = pydantic.Field("", title="谁算引荐人", max_length=600)
    exclusions: tuple[Annotated[str, coded(EXCLUSIONS)], ...] = pydantic.Field(
        (), title="哪些人不算"
    )
    exclusions_note: str = pydantic.Field("", title="不算的人原文", max_length=600)
    team_allowed: Annotated[bool | None, pydantic.BeforeValidator(_yes)] = pydantic.Field(
        None, title="可以组队"
    )
    team: str = pydantic.Field("", title="几个人一起引荐", max_length=600)
    filing: Filing | None = pydantic.Field(None, title="备案")
    confirmations_needed: tuple[Annotated[str, coded(CONFIRMATIONS)], ...] = pydantic.Field(
        (), title="谁来确认"
    )
    confirmations_note: str = pydantic.Field("", title="确认的原文", max_length=600)
    notice_working_days: int | None = pydantic.Field(None, title="公示几个工作日", ge=1, le=60)
    claim: Claim | None = pydantic.Field(None, title="申领期限")
    rewards: tuple[Schedule, ...] = pydantic.Field((), title="奖励", max_length=20)
    payout: str = pydantic.Field("", title="怎么发", max_length=600)
    left_out: tuple[str, ...] = pydantic.Field((), title="没看到的", max_length=20)

    @pydantic.field_validator("exclusions", "confirmations_needed", mode="after")
    @classmethod
    def _each_once(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(codes)) < len(codes):
            raise ValueError("同一项写了两遍")
        return codes

    @property
    def dated_place(self) -> str:
        """Place and year as every page names a rule: 休宁县（2022年）."""
        return f"{self.place}（{f'{self.year}年' if self.year else '年份未见'}）"

    def unsaid(self) -> tuple[str, ...]:
        """What the rule says nothing about, of that which every recognition meets."""
        names = (
            "introducers",
            "exclusions",
            "filing",
            "confirmations_needed",
            "notice_working_days",
            "claim",
            "rewards",
        )
        fields = type(self).model_fields
        return tuple(str(fields[name].title) for name in names if not getattr(self, name))

    def exclusion_labels(self) -> tuple[str, ...]:
        """Who is excluded, in words."""
        return tuple(label_of(EXCLUSIONS, code) for code in self.exclusions)

    def confirmation_labels(self) -> tuple[str, ...]:
        """Who confirms, in words."""
        return tuple(label_of(CONFIRMATIONS, code) for code in self.confirmations_needed)

    def excludes(self, *, relation: str | None, status: str | None) -> tuple[str, ...]:
        """The exclusions that an introducer meets, as codes.

        *relation* and *status* are those of an introduction (`introductions.RELATIONS`,
        `STATUSES`); what is unknown meets none.
        """
        met = (EXCLUDED_RELATIONS.get(relation or ""), EXCLUDED_STATUSES.get(status or ""))
        return tuple(code for code in self.exclusions if code in met)


def read_policy(content: object) -> Policy:
    """The rule that a file's *content* declares; raises `BadPolicy` with a sentence for each fault."""
    if not isinstance(content, Mapping):
        raise BadPolicy(("内容不是一条一条“名称：内容”的写法。",))
    try:
        return Policy.model_validate(dict(content))
    except pydantic.ValidationError as fault:
        errors = fault.errors(include_url=False)
        # entries that are faulty do not count, and so their list looks empty as well
        deeper = {error["loc"][:end] for error in errors for end in range(len(error["loc"]))}
        told = [each for each in errors if each["type"] != "too_short" or each["loc"] not in deeper]
        raise BadPolicy(tuple(dict.fromkeys(_sentence(error) for error in told))) from fault


_WORDS = {
    "missing": "这一项要写。",
    "extra_forbidden": "没有这一项，请看看是不是写错了名称。",
    "string_type": "这里要写文字。",
    "string_too_long": "写得太长了。",
    "string_too_short": "这一项要写。",
    "string_pattern_mismatch": "只能用小写字母、数字和短横，例如 houbai-2026。",
    "too_short": "至少要写一条。",
    "too_long": "条数太多了。",
    "tuple_type": "这里要一行一条地写，每行前面加一个短横。",
    "model_type": "这里要写成几条“名称：内容”。",
    "model_attributes_type": "这里要写成几条“名称：内容”。",
    "bool_type": "这里写 是 或 否。",
    "bool_parsing": "这里写 是 或 否。",
}
_LABELS = {
    name: field.title or name
    for model in (Tier, Schedule, Filing, Claim, Policy)
    for name, field in model.model_fields.items()
}


def _where(path: tuple[int | str, ...]) -> str:
    words = []
    for step in path:
        if isinstance(step, int):
            words.append(f"第{step + 1}条")
        else:
            words.append(f"“{_LABELS.get(step, step)}”")
    return "".join(words)


def _sentence(error: ErrorDetails) -> str:
    """One fault in Chinese: where, and what to write."""
    kind = error["type"]
    if kind == "value_error":
        words = re.sub(r"^Value error, ", "", error["msg"]) + "。"
    elif kind in _WORDS:
        words = _WORDS[kind]
    elif kind.startswith(("int_", "decimal_")) or kind == "finite_number":
        words = f"写的是“{str(error['input'])[:30]}”，这里要写数字。"
    elif kind.startswith(("greater_", "less_")):
        words = f"写的是“{str(error['input'])[:30]}”，超出了能写的范围。"
    else:
        words = "这样写看不懂。"
    where = _where(error["loc"])
    return f"{where}：{words}" if where else words


__all__ = [
    "CONFIRMATIONS",
    "EXCLUSIONS",
    "FILINGS",
    "BadPolicy",
    "Claim",
    "Filing",
    "Policy",
    "Reward",
    "Schedule",
    "read_policy",
    "reward",
]
