"""Reward schedules of a recognition rule: tiers over a base, and what they say about an amount.

Nothing is filled in: a tier that a rule does not state is absent, and an amount that falls there,
or that two readings of the rule would reward differently, has no reward but the reason why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self

import pydantic

from xiangxian.domain.values.amounts import CNY, CURRENCIES, CURRENCY_NAMES, Money, read_money
from xiangxian.domain.values.reading import Choices, read_choice
from xiangxian.domain.values.value_types import options

BASES = options(
    ("fixed", "固定资产投资", "固投", "实际固定资产投资", "固定资产投资额"),
    ("paid_in", "到位资金", "实缴资本", "实缴", "实际到位资金"),
    ("foreign_paid_in", "到账外资", "外资到账", "实际使用外资"),
    ("fiscal", "财政贡献", "地方财政贡献"),
    ("registered", "注册资本", "注册资金"),
    ("agreed", "协议投资", "总投资", "计划总投资"),
)
"""What a reward is reckoned from."""
MODES = options(
    ("marginal", "分段累加", "分段计算", "超额累进"),
    ("whole", "全额按一档", "全额计算", "全额"),
)
"""Whether each part of the base has its own tier's rate, or the whole base the tier it reaches."""
PARTS = options(("none", "不计", "不算"), ("prorata", "按比例", "按比例计"))
"""What becomes of the rest in 「每1亿元奖1万元」 that is no full 1亿元."""
TIMES = options(("once", "一次性", "一次"), ("yearly", "逐年", "每年"), ("stages", "分期"))
"""How often a reward is paid."""

_MORE, _LESS = ("超过", "大于", "高于"), ("不满", "不足", "低于", "小于")


class Declared(pydantic.BaseModel):
    """What a rule's file is made of: frozen, nothing unknown, each entry under its label or name.

    A field's *title* is its Chinese label; a file may use either.
    """

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    @pydantic.model_validator(mode="before")
    @classmethod
    def _by_label(cls, content: Any) -> Any:
        if not isinstance(content, Mapping):
            return content
        names = {field.title: name for name, field in cls.model_fields.items()}
        found: dict[str, Any] = {}
        for key, value in content.items():
            name = str(names.get(str(key), key))
            if name in found:
                raise ValueError(f"“{key}”写了两遍")
            if value is not None:
                found[name] = value
        return found


def coded(choices: Choices) -> pydantic.BeforeValidator:
    """Read a choice by its code, its label or another spelling.

    Raises `ValueError` for a code that is none.
    """

    def read(written: Any) -> str:
        if isinstance(written, str):
            if any(choice.code == written for choice in choices):
                return written
            if (code := read_choice(written, choices).value) is not None:
                return code
        words = "、".join(choice.label for choice in choices)
        raise ValueError(f"“{written}”不认识，可以写：{words}")

    return pydantic.BeforeValidator(read)


def label_of(choices: Choices, code: str | None) -> str:
    """The screen word of *code*; empty for none."""
    return next((choice.label for choice in choices if choice.code == code), "")


def _amount(written: Any) -> Money:
    """An amount that names its unit; raises `ValueError` with a sentence for anything else."""
    if isinstance(written, Money):
        return written
    if isinstance(written, str):
        money = read_money(written, unit="元").value
        named = written.strip()[-1:].isdigit() is False
        if money is not None and money.qualifier is None and money.note is None and named:
            return money
    raise ValueError(f"“{written}”不是写清单位的金额，请写成 3000万元、1.2亿元、4000元")


Amount = Annotated[Money, pydantic.BeforeValidator(_amount)]


class Bound(pydantic.BaseModel):
    """One end of a tier: *minor* in 分, and whether that amount itself belongs to it."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    minor: int
    currency: str = CNY
    included: bool = True

    @property
    def written(self) -> str:
        """The amount as a sentence writes it."""
        return sum_label(self.minor, self.currency)


def _bound(apart: tuple[str, ...]) -> pydantic.BeforeValidator:
    def read(written: Any) -> Any:
        if not isinstance(written, str):
            return written if isinstance(written, Bound) else _amount(written)
        text = "".join(written.split())
        word = next((word for word in apart if text.startswith(word)), "")
        money = _amount(text.removeprefix(word))
        return Bound(minor=money.minor, currency=money.currency, included=not word)

    return pydantic.BeforeValidator(read)


Rate = Annotated[Decimal, pydantic.Field(gt=0, le=1000, max_digits=8, decimal_places=4)]


class Tier(Declared):
    """One tier: its ends, and one of a rate in ‰, a fixed sum, or a sum for each so-and-so much.

    Without a *lower* end it begins at nothing, without an *upper* end it never stops. An end is
    part of the tier unless it is written with 超过 or 不满.
    """

    lower: Annotated[Bound | None, _bound(_MORE)] = pydantic.Field(None, title="从")
    upper: Annotated[Bound | None, _bound(_LESS)] = pydantic.Field(None, title="到")
    permille: Rate | None = pydantic.Field(None, title="千分之")
    fixed: Amount | None = pydantic.Field(None, title="定额")
    each: Amount | None = pydantic.Field(None, title="每")
    gives: Amount | None = pydantic.Field(None, title="奖")
    part: Annotated[str, coded(PARTS)] | None = pydantic.Field(None, title="零头")

    @pydantic.model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [self.permille is not None, self.fixed is not None, self.each is not None]
        if sum(kinds) != 1:
            raise ValueError("“千分之”“定额”“每……奖……”三种里要写一种，也只能写一种")
        if (self.each is None) != (self.gives is None):
            raise ValueError("“每”和“奖”要一起写")
        if self.each is not None and self.each.minor <= 0:
            raise ValueError("“每”后面的金额要大于0")
        if self.part is not None and self.each is None:
            raise ValueError("“零头”只有写了“每……奖……”才用得上")
        if self.lower and self.upper:
            single = self.lower.included and self.upper.included
            if (self.lower.minor, 0 if single else 1) > (self.upper.minor, 0):
                raise ValueError(f"“从{self.lower.written}”不在“到{self.upper.written}”前面")
        return self

    @property
    def start(self) -> tuple[int, int]:
        """Where it begins, in an order in which 「超过」 comes just after the amount itself."""
        if self.lower is None:
            return 0, 0
        return self.lower.minor, 0 if self.lower.included else 1

    @property
    def stop(self) -> tuple[int, int] | None:
        """The first place behind it, in the same order; None when it never stops."""
        if self.upper is None:
            return None
        return self.upper.minor, 1 if self.upper.included else 0

    def holds(self, minor: int) -> bool:
        """Whether an amount of *minor* 分 falls into it."""
        return self.start <= (minor, 0) and (self.stop is None or (minor, 0) < self.stop)

    def reach(self) -> str:
        """From where to where, in words: 1,000万元起，不满1亿元."""
        words = []
        if self.lower is not None:
            lower = self.lower
            words.append(f"{lower.written}起" if lower.included else f"超过{lower.written}")
        if self.upper is not None:
            upper = self.upper
            words.append(f"到{upper.written}（含）" if upper.included else f"不满{upper.written}")
        return "，".join(words) or "不分数额"

    def gain(self) -> str:
        """What it gives, in words: 3‰, 20万元, 每1亿元奖1万元."""
        if self.permille is not None:
            return f"{self.permille.normalize():f}‰"
        if self.fixed is not None:
            return sum_label(self.fixed.minor, self.fixed.currency)
        if self.each is None or self.gives is None:
            raise AssertionError("a tier gives one of three things")
        rest = f"，零头{label_of(PARTS, self.part)}" if self.part else ""
        each = sum_label(self.each.minor, self.each.currency)
        return f"每{each}奖{sum_label(self.gives.minor, self.gives.currency)}{rest}"


class Schedule(Declared):
    """One table of a rule: for whom, reckoned from what, in which tiers.

    *base* and *mode* are None where the rule does not say what is counted and whether the tiers add
    up. *threshold* is the least
    base that is rewarded, *cap* and *floor* the most and the least that is paid. *gaps* says why
    amounts between two tiers have none.
    """

    name: str = pydantic.Field("", title="名目", max_length=60)
    conditions: str = pydantic.Field("", title="条件", max_length=600)
    base: Annotated[str, coded(BASES)] | None = pydantic.Field(None, title="按什么算")
    base_note: str = pydantic.Field("", title="基数说明", max_length=300)
    tiers: tuple[Tier, ...] = pydantic.Field(title="档次", min_length=1, max_length=30)
    mode: Annotated[str, coded(MODES)] | None = pydantic.Field(None, title="怎么算")
    threshold: Amount | None = pydantic.Field(None, title="起奖线")
    cap: Amount | None = pydantic.Field(None, title="最高")
    floor: Amount | None = pydantic.Field(None, title="最低")
    times: Annotated[str, coded(TIMES)] | None = pydantic.Field(None, title="发几次")
    gaps: str = pydantic.Field("", title="没写明的", max_length=300)
    note: str = pydantic.Field("", title="说明", max_length=600)

    @property
    def currency(self) -> str:
        """The currency of the base: that of the tiers' ends, 元 where they have none."""
        return next((bound.currency for bound in self._ends()), CNY)

    @property
    def pays_in(self) -> str:
        """The currency of the reward."""
        given = (tier.fixed or tier.gives for tier in self.tiers)
        return next((money.currency for money in given if money is not None), self.currency)

    @property
    def unrewarded(self) -> str:
        """Up to where the base of tiers that add up has no reward; empty where it has from the start."""
        first = self.tiers[0].lower
        return first.written if self.mode == "marginal" and first and first.minor else ""

    def base_label(self) -> str:
        """What it is reckoned from, in words; empty where the rule does not say."""
        return label_of(BASES, self.base)

    def mode_label(self) -> str:
        """How its tiers are meant, in words."""
        if self.mode is None and all(_one_reading(tier) for tier in self.tiers):
            return "按所在的一档"
        return label_of(MODES, self.mode) or "没有写明"

    def limits(self) -> tuple[str, ...]:
        """What holds besides the tiers, a sentence each."""
        sums = (("起奖线", self.threshold), ("最低", self.floor), ("最高", self.cap))
        said = [f"{word}{sum_label(each.minor, each.currency)}。" for word, each in sums if each]
        if self.unrewarded:
            said.append(f"{self.unrewarded}以内的部分不计。")
        if self.times:
            said.append(f"{label_of(TIMES, self.times)}发放。")
        return (*said, *filter(None, (self.gaps, self.note)))

    def _ends(self) -> list[Bound | Money]:
        ends: list[Bound | Money | None] = [self.threshold]
        for tier in self.tiers:
            ends += [tier.lower, tier.upper, tier.each]
        return [end for end in ends if end is not None]

    @pydantic.model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if len({end.currency for end in self._ends()}) > 1:
            raise ValueError("一张表里的基数要用同一种货币")
        paid = {self.currency for tier in self.tiers if tier.permille is not None}
        given = [self.cap, self.floor, *(tier.fixed or tier.gives for tier in self.tiers)]
        paid |= {money.currency for money in given if money is not None}
        if len(paid) > 1:
            raise ValueError("一张表里的奖励、最高和最低要用同一种货币")
        if self.cap and self.floor and self.floor.minor > self.cap.minor:
            raise ValueError("“最低”比“最高”还多")
        if self.mode == "marginal" and any(tier.permille is None for tier in self.tiers):
            raise ValueError("分段累加的每一档都要写“千分之”")
        for number, (tier, following) in enumerate(
            zip(self.tiers, self.tiers[1:], strict=False), start=1
        ):
            self._follows(tier, following, number)
        return self

    def _follows(self, tier: Tier, following: Tier, number: int) -> None:
        """Raise `ValueError` unless *following* stands behind *tier*, the *number*-th."""
        both = f"第{number}档和第{number + 1}档"
        if following.start <= tier.start:
            raise ValueError(f"{both}的次序不对，请从小到大写")
        if tier.stop is None:
            raise ValueError(f"第{number}档没有写到哪里为止，后面却还有一档")
        if following.start < tier.stop:
            raise ValueError(f"{both}有重叠，分界的数额请用“不满”或“超过”写清归哪一档")
        if following.start > tier.stop:
            if self.mode == "marginal":
                raise ValueError(f"{both}之间空着，分段累加要首尾相接")
            if not self.gaps:
                raise ValueError(f"{both}之间空着，请补上，或在“没写明的”里说明")


@dataclass(frozen=True, slots=True)
class Portion:
    """The part of the base, in 分, that one tier rewards, and the reward it gives, in 分."""

    tier: Tier
    base: int
    gives: Fraction


@dataclass(frozen=True, slots=True)
class Reward:
    """What a schedule gives for an amount.

    *exact* is the reward in 分 of *currency*, None where the schedule is silent; then *silence*
    says why, in Chinese. *mode* is the reading that was used. *capped* and *raised* say that the
    most or the least took the place of what the tiers gave.
    """

    exact: Fraction | None
    currency: str = CNY
    silence: str = ""
    portions: tuple[Portion, ...] = ()
    mode: str | None = None
    capped: bool = False
    raised: bool = False

    @property
    def minor(self) -> int | None:
        """The reward in whole 分, half a 分 rounded up."""
        if self.exact is None:
            return None
        return (2 * self.exact.numerator + self.exact.denominator) // (2 * self.exact.denominator)


def _one_reading(tier: Tier) -> bool:
    """Whether the tier gives the same by either mode."""
    return tier.permille is None or tier.start == (0, 0)


def _whole(schedule: Schedule, tier: Tier, minor: int) -> Reward:
    currency = schedule.pays_in
    if tier.permille is not None:
        gives = Fraction(tier.permille) * minor / 1000
    elif tier.fixed is not None:
        gives = Fraction(tier.fixed.minor)
    elif tier.each is not None and tier.gives is not None:
        times, rest = divmod(minor, tier.each.minor)
        if rest and tier.part is None:
            reason = f"不满{sum_label(tier.each.minor, tier.each.currency)}的零头怎么算，没有写明"
            return Reward(None, currency, reason)
        gives = Fraction(times * tier.gives.minor)
        if tier.part == "prorata":
            gives = Fraction(minor * tier.gives.minor, tier.each.minor)
    return Reward(gives, currency, "", (Portion(tier, minor, gives),), "whole")


def _marginal(schedule: Schedule, minor: int) -> Reward:
    portions = []
    for tier in schedule.tiers:
        lower = tier.lower.minor if tier.lower else 0
        upper = tier.upper.minor if tier.upper else minor
        base = min(minor, upper) - lower
        if base > 0 and tier.permille is not None:
            portions.append(Portion(tier, base, Fraction(tier.permille) * base / 1000))
    exact = sum((portion.gives for portion in portions), Fraction(0))
    return Reward(exact, schedule.pays_in, "", tuple(portions), "marginal")


def reward(schedule: Schedule, minor: int, *, mode: str | None = None) -> Reward:
    """What *schedule* gives for a base of *minor* 分 of its currency, exactly.

    *mode* reads a schedule that does not say how its tiers are meant in one way or the other; a
    schedule that says so is read as it says. Raises `ValueError` for a negative amount.
    """
    if minor < 0:
        raise ValueError("a base is never negative")
    silent = Reward(None, schedule.pays_in)
    if schedule.threshold is not None and minor < schedule.threshold.minor:
        return _said(silent, f"不到起奖线{sum_label(schedule.threshold.minor, schedule.currency)}")
    tier = next((tier for tier in schedule.tiers if tier.holds(minor)), None)
    if tier is None:
        return _said(silent, _outside(schedule, minor))
    reading = schedule.mode or mode
    if reading is None and not _one_reading(tier):
        return _said(silent, "没有写明是分段累加还是全额按一档，两种算法数额不同")
    found = _marginal(schedule, minor) if reading == "marginal" else _whole(schedule, tier, minor)
    if found.exact is None:
        return found
    exact, capped, raised = found.exact, False, False
    if schedule.floor is not None and exact < schedule.floor.minor:
        exact, raised = Fraction(schedule.floor.minor), True
    if schedule.cap is not None and exact > schedule.cap.minor:
        exact, capped = Fraction(schedule.cap.minor), True
    return Reward(exact, found.currency, "", found.portions, found.mode, capped, raised)


def _said(silent: Reward, reason: str) -> Reward:
    return Reward(None, silent.currency, reason)


def _outside(schedule: Schedule, minor: int) -> str:
    if (minor, 0) < schedule.tiers[0].start:
        return "不到第一档"
    if all(tier.stop is not None and tier.stop <= (minor, 0) for tier in schedule.tiers):
        return "超出最后一档，再往上没有写明"
    return schedule.gaps or "在两档之间，没有写明"


def sum_label(minor: int, currency: str = CNY) -> str:
    """A sum as a sentence writes it: 4,000元, 7.5万元, 1.2亿元."""
    name = CURRENCY_NAMES.get(currency, currency)
    if minor >= 10**10 and minor % 10**8 == 0:
        return f"{Decimal(minor) / 10**10:,.2f}".rstrip("0").rstrip(".") + f"亿{name}"
    if minor < 10**6:
        return f"{Decimal(minor) / 100:,.2f}".removesuffix(".00") + name
    return Money(minor=minor, currency=currency).label()


__all__ = ["BASES", "CURRENCIES", "MODES", "Reward", "Schedule", "Tier", "reward", "sum_label"]
