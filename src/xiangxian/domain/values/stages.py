"""The road of a project from 线索 to 达产, where it may end, and how ledgers write each stage."""

from __future__ import annotations

from collections.abc import Mapping

import pydantic

from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import options

STAGES = options(
    ("lead", "线索", "项目线索", "储备", "储备项目"),
    ("negotiating", "在谈", "洽谈", "洽谈中", "考察洽谈", "对接", "接洽", "跟进中"),
    (
        "intent",
        "意向",
        "意向协议",
        "框架协议",
        "达成意向",
        "合作意向",
        "投资意向",
        "初步意向",
        "意向签约",
        "意向书",
        "备忘录",
        "合作备忘录",
        "框架合作协议",
    ),
    (
        "signed",
        "签约",
        "已签约",
        "签约待开工",
        "正式签约",
        "签订协议",
        "投资协议",
        "正式协议",
        "投资合同",
        "正式合同",
        "合同",
        "合作协议",
        "合作合同",
        "正式投资协议",
        "项目合同",
        "项目协议",
    ),
    ("registered", "注册", "已注册", "完成注册", "工商注册", "注册公司", "公司注册", "注册登记"),
    ("started", "开工", "已开工", "新开工", "启动", "开工建设", "动工", "破土动工"),
    (
        "building",
        "在建",
        "建设中",
        "续建",
        "建设",
        "施工中",
        "装修中",
        "主体施工",
        "基础施工",
        "土建施工",
        "厂房施工",
        "厂房建设",
        "主体建设",
        "主体封顶",
        "设备安装",
    ),
    ("completed", "竣工", "已竣工", "完工", "建成", "竣工验收", "验收"),
    (
        "in_production",
        "投产",
        "已投产",
        "试生产",
        "运营",
        "已运营",
        "投入运营",
        "开业",
        "试运行",
        "试运营",
        "正常生产",
        "正常运营",
        "正常经营",
        "生产经营",
        "投入生产",
    ),
    ("full_capacity", "达产", "已达产", "满产"),
    (
        "paused",
        "暂缓",
        "搁置",
        "中止",
        "暂停",
        "停工",
        "停建",
        "停滞",
        "停产",
        "暂缓推进",
        "暂停推进",
    ),
    (
        "terminated",
        "终止",
        "停止谈判",
        "撤销",
        "取消",
        "退出",
        "放弃",
        "流产",
        "未果",
        "洽谈终止",
        "谈判终止",
        "终止谈判",
        "终止洽谈",
    ),
)
"""Codes, screen words, and the ways ledgers write them (domain notes §3.1, §3.2)."""

MILESTONES: Mapping[str, str] = {
    "signed": "signed_on",
    "registered": "registered_on",
    "started": "started_on",
    "in_production": "production_on",
    "full_capacity": "production_on",
}
"""Steps of the road that have a day of their own, and the column or field that holds it."""
ROAD = tuple(option.code for option in STAGES[:10])
IN_PROGRESS = frozenset(ROAD[:4])
LANDED = frozenset(ROAD[4:])
ENDED = frozenset(("paused", "terminated"))


class StageStep(pydantic.BaseModel):
    """One entry of a project's stage history, which only grows."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    stage: str
    on: PartialDate | None = None
    note: str | None = None
