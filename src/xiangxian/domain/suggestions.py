"""Suggestions (意见建议): what natives proposed, at which occasion, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import Privacy, choice, date, kept, link, long_text, text
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import options

SUGGESTION_STATES = options(
    ("assigned", "交办", "已交办", "待办", "未办"),
    ("handling", "办理", "办理中", "正在办理", "在办"),
    ("answered", "反馈", "已反馈", "已答复", "答复"),
    ("closed", "归档", "已归档", "办结", "已办结", "已办理", "办理完毕"),
)
"""交办→办理→反馈→归档, the words that offices use for the road of a suggestion."""


class Suggestion(Record):
    """One opinion or proposal of natives, with who has to deal with it until when."""

    kind: ClassVar[str] = "suggestion"
    label: ClassVar[str] = "意见建议"
    caption: ClassVar[str] = "suggestion"

    suggestion: str = long_text(
        "意见建议",
        privacy=Privacy.OPEN,
        required=True,
        featured=True,
        searched=True,
        column="suggestion",
        headers=(
            "意见建议内容", "意见建议", "建议内容", "意见和建议", "意见、建议", "意见建议事项",
            "建议事项", "意见内容", "具体建议", "意见建议（内容）", "所提意见建议", "诉求建议",
            "主要意见建议", "建议及诉求",
        ),
    )  # fmt: skip
    proposers: tuple[Id, ...] = link(
        "提出人", to=("person", "organisation"), many=True, privacy=Privacy.OPEN, featured=True
    )
    occasion: Id | None = link("在什么场合", to=("event",), privacy=Privacy.OPEN)
    on: PartialDate | None = date(
        "提出日期",
        privacy=Privacy.OPEN,
        sortable=True,
        column="suggested_on",
        headers=("提出时间", "提出日期", "收集时间", "建议时间"),
        nouns=(),
    )
    category: str | None = text(
        "类别",
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
        searched=True,
        column="suggestion_category",
        headers=("类别", "建议类别", "意见类别", "分类", "类型", "建议类型"),
    )
    leader: str | None = text(
        "责任领导",
        privacy=Privacy.OPEN,
        column="responsible_leader",
        headers=("责任领导", "领办领导", "牵头领导", "分管领导", "交办领导"),
        nouns=("牵头责任领导", "分管责任领导", "包案领导"),
    )
    handling_unit: str | None = text(
        "承办单位",
        privacy=Privacy.OPEN,
        featured=True,
        searched=True,
        column="handling_unit",
        headers=("承办单位", "办理单位", "责任单位", "承办部门", "责任部门", "主办单位"),
        nouns=("承办责任单位", "办理承办单位", "牵头单位", "办理责任单位"),
    )
    due_on: PartialDate | None = date(
        "办理期限",
        privacy=Privacy.OPEN,
        featured=True,
        sortable=True,
        column="due_on",
        headers=("办理期限", "办理时限", "完成时限", "办结时限", "办结时间", "期限"),
        nouns=("办理完成期限", "办结期限要求", "办理期限要求", "完成时间", "反馈期限", "限办时间"),
    )
    state: str | None = choice(
        "办到哪一步",
        SUGGESTION_STATES,
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
        column="suggestion_state",
        headers=("办理状态", "状态", "办理进度", "进度"),
        nouns=("办理进度状态", "办理阶段", "办结状态"),
    )
    progress: str | None = long_text(
        "办理情况",
        privacy=Privacy.OPEN,
        searched=True,
        column="handling_progress",
        headers=("办理情况", "办理结果", "落实情况", "办理进展", "进展情况"),
        nouns=("办理过程", "推进情况", "办理情况及结果"),
    )
    reply: str | None = long_text(
        "反馈",
        privacy=Privacy.OPEN,
        column="suggestion_reply",
        headers=("反馈及满意度", "反馈情况", "反馈", "答复情况", "反馈意见"),
        nouns=("反馈内容", "反馈结果"),
    )
    satisfaction: str | None = text(
        "满意度",
        privacy=Privacy.OPEN,
        column="satisfaction",
        headers=("满意度", "是否满意", "提出人满意度", "满意程度"),
        nouns=("满意", "满意与否", "满意度评价", "建议人满意度"),
    )
    evidence: tuple[Id, ...] = link("依据", to=("evidence",), many=True, privacy=Privacy.OPEN)
    kept: dict[str, str] = kept("原表其他栏", privacy=Privacy.RESTRICTED, searched=True)
