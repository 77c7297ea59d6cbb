"""What the unit's own rule would give for a project: an estimate, with how it was reckoned.

Nothing is paid here, and no figure stands anywhere without a rule of the unit's own. A base that
is not recorded, or that the rule does not name, leaves no figure but the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.policies import Policy
from xiangxian.domain.recognition.rewards import (
    BASES,
    MODES,
    Reward,
    Schedule,
    label_of,
    reward,
    sum_label,
)
from xiangxian.domain.values.amounts import Money
from xiangxian.services.recognition.policies import OwnRules


@dataclass(frozen=True, slots=True)
class Estimate:
    """One schedule's estimate, in words.

    *amount* is the sum, empty where there is none and *missing* says what is missing. *base* is
    what it was reckoned from, *steps* how, *mode* by which reading; *cautions* are what a reader
    should know besides, *conditions* what nobody has checked.
    """

    name: str
    amount: str = ""
    base: str = ""
    steps: tuple[str, ...] = ()
    mode: str = ""
    missing: str = ""
    cautions: tuple[str, ...] = ()
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class ProjectEstimate:
    """What the unit's own *rule* would give for a project, by each of its schedules."""

    rule: str
    estimates: tuple[Estimate, ...]


def for_project(own: OwnRules, project: Project) -> ProjectEstimate | None:
    """The estimate by the rule that holds; None where the unit has loaded none, or it gives nothing.

    *project* is as its viewer may see it: its sums are open to whoever may see the project.
    """
    rule = own.current
    if rule is None or not rule.rewards:
        return None
    return ProjectEstimate(rule.title, estimates(rule, project))


def base_of(schedule: Schedule, project: Project) -> Money | None:
    """The project's amount that the schedule is reckoned from, None where it is not recorded."""
    if schedule.base in ("fixed", "paid_in", "agreed"):
        found: Money | None = getattr(project, schedule.base)
        return found
    if schedule.base == "foreign_paid_in" and project.paid_in is not None:
        return project.paid_in if project.paid_in.currency == schedule.currency else None
    return None


def estimates(rule: Policy, project: Project) -> tuple[Estimate, ...]:
    """An estimate by each of the rule's schedules."""
    return tuple(
        reckoned(schedule, base_of(schedule, project), about="项目里") for schedule in rule.rewards
    )


def reckoned(schedule: Schedule, base: Money | None, *, about: str = "") -> Estimate:
    """The estimate for a base of *base*; *about* says where a missing one was looked for."""
    name = schedule.name or "奖励"
    word = label_of(BASES, schedule.base)
    if not word:
        return Estimate(name, missing="办法没有写明按什么算。", conditions=schedule.conditions)
    if base is None:
        return Estimate(
            name, missing=f"{about}没有填{word}，算不出。", conditions=schedule.conditions
        )
    said = f"{word}{base.model_copy(update={'note': None}).label()}"
    if base.currency != schedule.currency:
        return Estimate(
            name,
            base=said,
            missing="币种和办法里的不一样，没有换算。",
            conditions=schedule.conditions,
        )
    found = reward(schedule, base.minor)
    cautions = [f"{word}写的是“{base.qualifier}”，不是准数。"] if base.qualifier else []
    if schedule.base_note:
        cautions.append(f"基数以办法为准：{schedule.base_note}。".replace("。。", "。"))
    if found.minor is None:
        return Estimate(
            name,
            base=said,
            missing=f"{found.silence}。",
            cautions=tuple(cautions),
            conditions=schedule.conditions,
        )
    if schedule.unrewarded:
        cautions.append(f"{schedule.unrewarded}以内的部分不计。")
    if found.raised and schedule.floor is not None:
        cautions.append(f"按最低{sum_label(schedule.floor.minor, found.currency)}计。")
    if found.capped and schedule.cap is not None:
        cautions.append(f"按最高{sum_label(schedule.cap.minor, found.currency)}封顶。")
    return Estimate(
        name,
        amount=sum_label(found.minor, found.currency),
        base=said,
        steps=_steps(found, schedule.currency),
        mode=label_of(MODES, found.mode) if schedule.mode else "",
        cautions=tuple(cautions),
        conditions=schedule.conditions,
    )


def _steps(found: Reward, currency: str) -> tuple[str, ...]:
    """How it was reckoned, a line for each portion: 1,000万元 × 3‰ = 3万元."""
    lines = []
    for portion in found.portions:
        minor = Reward(portion.gives).minor or 0
        gives = sum_label(minor, found.currency)
        if portion.tier.permille is not None:
            base = sum_label(portion.base, currency)
            lines.append(f"{base} × {portion.tier.gain()} = {gives}")
        else:
            lines.append(f"{portion.tier.reach()}：{portion.tier.gain()}，计{gives}")
    return tuple(lines)
