"""Projects (企业项目): from the first lead to full capacity, under one id all its life."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from xiangxian.domain.fields import (
    Privacy,
    choice,
    date,
    declare,
    flag,
    kept,
    land,
    link,
    long_text,
    money,
    number,
    phones,
    text,
    title,
)
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.amounts import Land, Money, Number
from xiangxian.domain.values.composite_types import steps_type
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.stages import ENDED, LANDED, STAGES, StageStep
from xiangxian.domain.values.value_types import options

PROJECT_KINDS = options(
    ("relocation", "迁回"),
    ("own", "本人新办"),
    ("introduced", "引荐落户"),
    ("branch", "分支"),
    ("expansion", "增资"),
)

EXTENTS = options(("whole", "整体迁回"), ("part", "部分迁回"))


class Project(Record):
    """What somebody brings, builds or thinks of building here; a lead is one at stage 线索."""

    kind: ClassVar[str] = "project"
    label: ClassVar[str] = "企业项目"
    indexing: ClassVar[int] = 1

    name: str = title(
        "项目名称",
        privacy=Privacy.OPEN,
        required=True,
        featured=True,
        sortable=True,
        searched=True,
        column="project_name",
        headers=(
            "企业（项目）名称",
            "项目名称",
            "线索名称",
            "项目线索",
            "线索（项目）名称",
            "引荐项目",
            "引荐项目名称",
            "企业名称",
            "项目（企业）名称",
            "项目",
            "拟投资项目名称",
            "项目名",
            "拟投资项目",
            "在谈项目名称",
            "签约项目名称",
        ),
    )
    project_kind: str | None = choice(
        "回归方式", PROJECT_KINDS, privacy=Privacy.OPEN, featured=True, filterable=True
    )
    natives: tuple[Id, ...] = link(
        "乡贤本人",
        to=("person",),
        many=True,
        privacy=Privacy.OPEN,
        help="谁自己回来投资的；只是牵线的人请记成引荐。",
    )
    investors: tuple[Id, ...] = link(
        "投资方", to=("organisation", "person"), many=True, privacy=Privacy.OPEN
    )
    enterprise: Id | None = link("落地企业", to=("organisation",), privacy=Privacy.OPEN)
    relocated_from: Id | None = link("原企业", to=("organisation",), privacy=Privacy.OPEN)
    extent: str | None = choice("迁回多少", EXTENTS, privacy=Privacy.OPEN, filterable=True)
    stage: str | None = choice(
        "阶段",
        STAGES,
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
        searched=True,
        column="stage",
        headers=(
            "项目阶段",
            "阶段",
            "进度",
            "项目进度",
            "项目进展",
            "当前进展",
            "目前进展阶段",
            "进展阶段",
            "目前阶段",
            "当前阶段",
            "项目状态",
            "所处阶段",
            "目前所处阶段",
            "项目所处阶段",
            "推进阶段",
        ),
        nouns=("进展状态", "推进状态", "进度状态"),
    )
    stages: tuple[StageStep, ...] = declare(
        steps_type(STAGES), "阶段经过", default=tuple, privacy=Privacy.OPEN, form=False
    )
    end_reason: str | None = text("暂缓或终止的原因", privacy=Privacy.OPEN)
    agreed: Money | None = money(
        "协议投资",
        privacy=Privacy.OPEN,
        featured=True,
        sortable=True,
        column="total_investment_wan",
        headers=(
            "计划总投资",
            "总投资",
            "协议投资",
            "投资总额",
            "计划投资总额",
            "投资额",
            "投资规模",
            "投资额度",
            "总投资额",
            "意向投资额",
            "预计总投资",
            "拟投资额",
            "计划投资",
            "计划投资额",
        ),
        nouns=("投资总规模",),
        help="只写数就是万元，也可写1.2亿元、500万美元。",
    )
    fixed: Money | None = money(
        "固定资产投资",
        privacy=Privacy.OPEN,
        column="fixed_investment_wan",
        headers=(
            "其中：固定资产投资",
            "固定资产投资",
            "固投",
            "其中固定资产投资",
            "固定资产投资额",
            "其中固投",
        ),
        nouns=("固定投资", "固定资产总投资", "固定资产"),
        filterable=True,
    )
    paid_in: Money | None = money(
        "到位资金",
        privacy=Privacy.OPEN,
        column="paid_in_wan",
        headers=("到位资金", "实际到位", "到位投资", "实际投资"),
        nouns=("实到资金", "资金到位", "已投资额", "完成投资", "累计完成投资"),
        filterable=True,
    )
    sales: Money | None = money(
        "上年开票",
        privacy=Privacy.OPEN,
        column="sales_wan",
        headers=("上年开票", "上年开票（万元）", "开票销售", "上年销售", "年开票"),
        nouns=(
            "年开票销售",
            "上年开票销售",
            "上年开票销售收入",
            "上年销售收入",
            "上年营业收入",
            "上年主营业务收入",
            "上年营收",
            "上年开票收入",
            "年销售收入",
            "年销售",
            "年营业收入",
            "开票收入",
            "销售收入",
            "营业收入",
        ),
    )
    tax: Money | None = money(
        "上年入库税收",
        privacy=Privacy.OPEN,
        column="tax_wan",
        headers=("上年入库税收", "上年入库税收（万元）", "入库税收", "上年税收", "税收"),
        nouns=(
            "年税收",
            "实缴税收",
            "上年实缴税收",
            "上年税收贡献",
            "年纳税",
            "入库税金",
            "上缴税收",
            "上年上缴税收",
            "缴纳税收",
            "上年缴纳税收",
        ),
    )
    output: Money | None = money("年产值", privacy=Privacy.OPEN)
    equipment: Number | None = number("设备", privacy=Privacy.OPEN)
    land: Land | None = land(
        "用地",
        privacy=Privacy.OPEN,
        column="land",
        headers=("用地", "需用土地", "用地需求", "用地面积", "占地"),
        nouns=("土地需求", "土地"),
    )
    chain: str | None = text(
        "产业类别",
        privacy=Privacy.OPEN,
        filterable=True,
        searched=True,
        column="industry",
        headers=("产业类别", "产业链", "行业类别", "所属产业"),
        nouns=("产业链条",),
    )
    sector: str | None = text(
        "产业类型",
        privacy=Privacy.OPEN,
        filterable=True,
        column="sector",
        headers=(
            "产业类型",
            "产业分类",
            "几产",
            "所属产业类型",
            "产业属性",
        ),
        nouns=("产业性质", "三次产业分类"),
        help="一产、二产、三产，或照表上写的。",
    )
    block: str | None = text(
        "落户板块",
        privacy=Privacy.OPEN,
        filterable=True,
        searched=True,
        column="block",
        headers=("落户板块", "板块", "所属片区", "落地平台"),
        nouns=("项目落户地",),
    )
    target_block: str | None = text(
        "意向片区",
        privacy=Privacy.OPEN,
        filterable=True,
        column="target_block",
        headers=("片区", "意向片区", "目标片区", "意向落户地", "招商组/片区"),
        nouns=(
            "意向落户板块",
            "意向选址",
            "拟落户地",
            "拟落户板块",
            "拟选址",
            "目标板块",
            "拟入驻板块",
            "意向落户区域",
            "拟选址板块",
        ),
        help="还在谈，说好想放在哪里；落下来的记在落户板块。",
    )
    landed_at: Id | None = link("落户地点", to=("place",), privacy=Privacy.OPEN)
    origin_city: str | None = text(
        "原所在地",
        privacy=Privacy.OPEN,
        filterable=True,
        searched=True,
        column="origin_city",
        headers=("原所在地", "来源地", "原所在城市", "投资方所在地"),
        nouns=(
            "企业来源地",
            "投资企业所在地",
            "来源城市",
            "投资方所在城市",
            "投资方来源地",
            "企业所在地",
            "资金来源地",
            "投资来源地",
            "客商来源地",
            "原注册地",
        ),
    )
    outside_before: bool = flag("原在外地", privacy=Privacy.OPEN, filterable=True)
    year: PartialDate | None = date("回归年份", privacy=Privacy.OPEN, sortable=True)
    lead_source: str | None = text(
        "信息来源",
        privacy=Privacy.OPEN,
        filterable=True,
        column="lead_source",
        headers=("信息来源", "线索来源", "招商类型"),
        nouns=("线索渠道", "信息来源方式", "信息渠道", "信息来源渠道", "线索来源渠道", "招商方式"),
    )
    first_report: str | None = text(
        "首报单位/首报人",
        privacy=Privacy.OPEN,
        column="first_reporter",
        headers=("首报单位/首报人", "首报人", "首报单位", "首谈联系人"),
    )
    first_reported: PartialDate | None = date("首报时间", privacy=Privacy.OPEN, sortable=True)
    credit_code: str | None = text(
        "统一社会信用代码", privacy=Privacy.OPEN, filterable=True, searched=True
    )
    investor_intro: str | None = long_text(
        "投资方简介",
        privacy=Privacy.OPEN,
        column="investor_intro",
        headers=("投资方简介", "投资方情况", "企业简介", "投资方概况", "公司简介"),
        nouns=("企业情况",),
    )
    content: str | None = long_text(
        "项目内容",
        privacy=Privacy.OPEN,
        column="content",
        headers=(
            "项目内容",
            "项目简介",
            "建设内容",
            "主要建设内容",
            "项目概况",
            "项目情况",
            "项目建设内容",
            "投资内容",
            "拟投资项目概况",
            "主要内容",
        ),
        nouns=("建设内容及规模", "内容及规模", "建设规模及内容"),
    )
    progress: str | None = long_text(
        "进展",
        privacy=Privacy.OPEN,
        column="progress",
        headers=(
            "进度、备注",
            "进展情况",
            "最新进展",
            "洽谈进展",
            "跟进情况",
            "目前进展情况",
            "项目进展计划",
            "项目进展情况",
            "推进情况",
        ),
        nouns=(
            "推进进度",
            "进展",
            "工作进展",
            "推进进展",
            "跟进进展",
            "洽谈情况",
            "对接情况",
            "跟踪情况",
        ),
        help="照写的人的话；阶段另有一栏。",
    )
    assessment: str | None = text(
        "研判结果",
        privacy=Privacy.OPEN,
        filterable=True,
        column="assessment",
        headers=("研判结果", "研判意见", "研判", "研判结论"),
        nouns=("评估结果", "研判结论意见"),
    )
    contact: str | None = text(
        "企业联系人", privacy=Privacy.CONTACT, help="在谈时找谁；是乡贤的请另记一位乡贤。"
    )
    contact_phones: tuple[Phone, ...] = phones(
        "联系人电话",
        privacy=Privacy.CONTACT,
        column="contact_phones",
        headers=(
            "联系方式",
            "联系电话",
            "联系人电话",
            "企业联系方式",
            "联系人联系方式",
            "资方联系方式",
            "企业联系电话",
            "联系人手机",
            "联系手机",
            "手机",
            "手机号码",
            "电话",
            "投资方联系电话",
            "投资方联系方式",
        ),
    )
    liaison_leader: str | None = text(
        "挂钩领导",
        privacy=Privacy.OPEN,
        column="liaison_leader",
        headers=("挂钩领导", "联系领导", "挂钩联系领导", "包保领导"),
        nouns=("责任领导",),
    )
    quote: str | None = long_text("原话", privacy=Privacy.OPEN)
    evidence: tuple[Id, ...] = link("依据", to=("evidence",), many=True, privacy=Privacy.OPEN)
    invited_at: tuple[Id, ...] = link(
        "镇里的邀请、接待", to=("event",), many=True, privacy=Privacy.OPEN
    )
    remarks: str | None = long_text(
        "备注",
        privacy=Privacy.RESTRICTED,
        searched=True,
        column="remarks",
        headers=("备注", "说明", "备注说明", "其他说明"),
        nouns=("其他说明事项", "补充说明", "需要说明", "其他需要说明"),
    )
    kept: dict[str, str] = kept("原表其他栏", privacy=Privacy.RESTRICTED, searched=True)

    def indexed(self, name: str) -> Any:
        """回归年份 where none is written: when it was signed, else registered."""
        return self.came()[0] if name == "year" else super().indexed(name)

    def came(self) -> tuple[PartialDate | None, str]:
        """When it came, and by what (签约, else 注册) where 回归年份 is not written; None for never."""
        if self.year is not None:
            return self.year, ""
        dated = {step.stage: step.on for step in reversed(self.stages) if step.on and step.on.year}
        words = (("signed", "签约"), ("registered", "注册"))
        return next(((dated[code], word) for code, word in words if code in dated), (None, ""))

    @property
    def ended(self) -> bool:
        """Whether it is paused or terminated: such projects stand apart from every sum."""
        return self.stage in ENDED

    @property
    def landed(self) -> bool:
        """Whether it has come as far as its registration."""
        return self.stage in LANDED

    def moved_to(self, stage: str, on: PartialDate | None, note: str | None = None) -> Self:
        """The project with one more step in its history; the history is never rewritten."""
        steps = (*self.stages, StageStep(stage=stage, on=on, note=note))
        return self.model_copy(update={"stage": stage, "stages": steps})
