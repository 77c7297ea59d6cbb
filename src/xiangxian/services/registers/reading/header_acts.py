"""What headers ask that are made of an act and a role: 外出日期, 我方参加人员, 线索上报时间, 建言人.

Every kind of sheet is about an act: going to see somebody, reporting a lead, saying what should be
done, bringing two sides together. Offices have many verbs for each, and ask with each of them for the
same few roles: who, on which side, when, what of it. The headers made of both are listed here; they
count only where nothing else is known of a header (`columns`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

_WHEN = "时间 日期"
_WHO = "人 人员 领导 干部 代表"
_SOMEBODY = "人 者 人员 代表 乡贤 嘉宾 委员 乡友 会员 对象"
_FIRM = "单位 企业 公司 机构 客商 商会 客户 对象"
_TOLD = "内容 情况 纪要 记录 要点 摘要 成果 收获 结果 议题 事项 详情 概要 主题 小结 经过 信息"
_GOING = "外出 出访 走访 拜访 考察 调研 招商 外出招商 对接 洽谈 接洽 会见 见面 会面 会谈 拜会 接待 来访 登门 上门 访问 联系 交流 座谈 出差 活动 赴外 外出对接 走访对接 外出考察 驻点招商 上门招商 行程 到访 沟通"
_COMING_ALONG = "参加 参与 参会 出席 陪同 同行 随行 带队 出访 前往 外出 拜访 走访 对接 洽谈 会见 考察 招商 走访组 领队 出面"
_OURS = "我方 本方 我镇 我县 我区 我市 我乡 镇方 县方 政府方 镇里 镇领导 招商组 小分队 工作组"
_THEIRS = "对方 企方 客方 受访 被访 企业方 投资方 客商"
_MEETING = "接洽 对接 联系 接待 会见 洽谈 负责 参加 出席 陪同 见面 会面 参会 受访 交流 业务 主要"
_REPORTING = "上报 报送 申报 报告 填报 首报 线索上报 信息上报 线索报送 信息报送 收集 线索收集 线索登记 首次登记 提报 推送 摸排"
_SAYING = (
    "建言 献策 建言献策 提出 反映 建议 提议 提案 谏言 进言 发言 诉求 意见 提 金点子 留言 反馈建议"
)
_HANDLING = "承办 办理 责任 牵头 落实 处理 主办 承接 经办 处置 包办 领办 牵头办理 牵头落实 答复办理 具体承办"
_ENDING = "办结 办理 完成 落实 整改 处理 限期 解决 销号"
_GREETING = "慰问 发放 慰问金发放 慰问品发放 送达 走访 看望 走访慰问 探望 问候 带队 带队慰问 上门 陪同 参加 带队走访 登门 参与慰问"
_BRINGING = "引荐 介绍 推荐 牵线 搭桥 推介 牵线搭桥 中间 居间 引进 引见 促成 中介 中间介绍 首次引荐 首次介绍 穿针引线 社会引荐 招引"
_ATTENDING = (
    "参会 与会 参加 出席 到会 签到 受邀 应邀 邀请 被邀请 拟邀 拟参会 报名 应到 参加会议 报到 列席"
)
_GIVING = "提供 来源 推荐 介绍 推介"
_PEOPLE_NAMED = "会员 人才 能人 人选 候选人 推荐人选 被推荐人 拟推荐人 联谊对象 服务对象 统战对象 在外人士 外出能人 外出人员 在外人员 乡友 乡亲 校友 学员 成员 理事 代表人士 专家 老乡 新乡贤 贤达 能人乡贤 游子 高层次人才 重点人才 联系人才 联系对象 被联系人 填写人 报名人 家乡人才 商会会员 企业家 人物 对象"
_WORKING = "工作 任职 从业 就业 从事 经商 创业 务工 发展 服务 供职 就职 职业"

Rows = tuple[tuple[str, ...], ...]

_OF_PEOPLE: Rows = (
    ("name", _PEOPLE_NAMED, "姓名 名字 名单"),
    ("name", _PEOPLE_NAMED),
    ("employments", "单位 企业 公司", "和 及", "岗位 职业 任职 职称 职级"),
    ("employments", "职业 工作 行业 岗位 从业", "和", "单位 企业"),
    ("employments", "从业 就业 任职 工作 供职 就职", "信息 情况"),
    ("city", "何地 地点 何处 哪里 哪个城市 哪座城市"),
    ("city", f"在 居住 在外 外出 所在 {_WORKING}", "何地 何处 哪里 哪个城市 城市 地点 地区 所在地 省市 地"),
    ("position", "何 任何 担任何 什么 单位 企业 公司 工作 行政 现有", "职 职务 任职 职位 职级 职务职级 岗位"),
    ("position", "职务职级"),
    ("birth", "出生 生", "年月日 年份月份 年份和月份 年和月 年月时间 日期时间"),
    ("native_place", "祖居 出身 老家 籍贯 原居住 祖籍 户籍 户口 原 家乡 出生 原住 祖上", "地 村 村组 村民小组 所在村 所在村组 行政村 镇村 村社 自然村 湾组 屯 哪个村"),
    ("home_contact", "本地 家中 家里 家乡 老家 村内 本村 村中 在家 留守", "联系人 联络人 亲属联系人"),
    ("social_roles", "社团 社会 商会 协会 社会组织 同乡会 校友会 行业协会 兼任", "职务 任职 兼职 职位"),
    ("honours", "荣誉 所获 获得 表彰 主要 曾获 获奖 个人", "奖项 荣誉奖项 表彰 奖励 称号 表彰奖励 情况"),
    ("specialties", "业务 个人 技术 专业 擅长 研究 主攻", "专长 特长 领域 方向 技能 擅长"),
    ("education", "全日制 在职 最高 毕业 第一 本人", "教育学历 学历学位 学历 教育程度 教育"),
    ("email", "电邮 电邮地址 email地址 mail 邮件 联系邮箱"),
    ("postcode", "邮码 邮区编码"),
    ("wechat", "wechat wechat号 vx wx 微信帐号 wechatid"),
    ("salutation", "称呼方式 怎么称呼 如何称呼 惯用称呼"),
    ("tier", "联系 重要 联络 重点 关注", "等级 程度 级别"),
    ("address", "联系 通讯 家庭 现居住 现住 邮寄 收件 居住", "地址门牌 地址及门牌 具体地址 详细住址 地址邮编"),
    ("category", "所属 所在 人员 身份 人才 界别 乡贤 职业 能人 校友 人士 名人 贤达 乡友 代表人士 老乡 企业家 对象", "类别 界别类型 界别 身份类别 类型"),
    ("remarks", "其他说明情况 有关说明 其他补充 备注说明栏 还有什么要说 其他建议"),
    ("phones", "移动号码 手机号码电话 本人联络号码"),
    ("name", "在外 外出 返乡 回乡 流出 在外务工 在外经商 在外创业 外出务工 回归 返乡创业", "人员 人士 人才 能人 乡友 老乡 干部", "姓名 名单"),
    ("employer", "何 在何 什么 哪个 所办 创办 经营 现所办", "单位 企业 公司"),
    ("employments", "何单位任 在何单位任 在哪任 何地何单位任", "何职 什么职务 何职务 职 何种职务"),
    ("native_place", "何村人 哪村人 哪个村人 哪个村"),
)  # fmt: skip
_ASKED: Mapping[str, Rows] = {
    "persons": _OF_PEOPLE,
    "projects": (
        ("contact_name", "企方 企业方 企业 投资方 投资商 投资人 投资企业 客商 业主 资方 项目方 外商 甲方 公司", "联系 对接 接洽 洽谈 负责 经办 商务", "人 人员"),
        ("contact_name", "企方 企业方 企业 投资方 投资商 投资人 客商 业主 资方 项目方 公司 外商", "代表 人员 对接联系人 法人 法定代表人 老板 主要负责人"),
        ("contact_phones", "企方 企业方 企业 投资方 投资商 投资人 客商 业主 资方 项目方 公司 外商", "电话 对接电话 负责人电话 代表电话 联系人电话"),
        ("contact_name", "客商姓名"),
        ("first_reporter", _REPORTING, "单位 部门 人 人员 镇 乡镇 科室 村 村居"),
        ("first_reported_at", _REPORTING, _WHEN),
        ("referrers", "线索 信息 项目 项目信息 项目线索", _GIVING, "人 者 单位 乡贤 方"),
        ("referrers", _BRINGING, "人 者 乡贤 方 人员 乡友 单位"),
        ("project_name", "招引 招商 引进 拟引进 引荐 介绍 推荐 落地 落户 签约 开工 在建 洽谈 意向 跟踪 重点 储备 投资 合作 拟投 拟投资 拟落户 拟建 回归 回引 返乡 创业 产业 推进 谋划 对接 在手 新签约 意向投资 乡贤回归 乡贤 回乡投资", "项目"),
        ("project_name", "线索名称 线索 招商线索 项目线索 项目信息 信息名称 项目全称"),
        ("industry", "行业 产业 所属行业 所属产业", "类别 类型 领域 名称 方向 门类 分类 链条"),
        ("industry", "行业 所属行业 产业 产业方向 行业领域 产业领域 产业链环节"),
        ("content", "项目 主要 拟 计划 投资", "建设 投资 经营 生产", "内容"),
        ("content", "建设主要内容 建设内容 项目内容 投资内容 建设规模和内容 内容简介 项目主要内容 主要产品及规模 主要建设规模"),
        ("total_investment_wan", "计划 拟 预计 总 意向 协议 合同 计划总 预计总 约定 投入 计划投入 预计投入 拟投入 项目总 投资", "投入总资金 投入资金 总资金 投入 资金总量 资金投入 投资总量 投资体量 投资总资金 总投入 资金规模 投资资金 资金总额"),
        ("total_investment_wan", "投资体量"),
        ("stage", "所处 目前 项目 当前 推进 项目所处 目前所处 进展 建设 现", "环节 阶段 节点 进展阶段 推进阶段 进度阶段 所处阶段 建设阶段"),
        ("paid_in_wan", "已到位资金 资金到位额 到资 实际到资 已投入资金 已完成投资 完成投资额 累计到位资金 到账资金"),
        ("progress", "前期 前期工作 前期手续 本月 本周 上周 上月 目前 最新 推进 项目 项目推进 洽谈 工作 近期 当前 对接 跟踪 建设 下步", "进展 动态 进展情况 推进动态 进展动态 工作进展 最新动态 跟踪情况"),
        ("registered_on", "注册 工商注册 公司注册 注册成立 公司成立 企业成立 营业执照办理 营业执照登记 执照办理 工商登记 注册登记 成立", _WHEN),
        ("native_name", "对应 相关 涉及 关联 所涉 所属 返乡 投资 回归 参与", "乡贤 乡友 在外人才 乡贤人士"),
        ("native_name", "返乡 回乡 回归 雁归 归雁 归巢 回流 返乡创业 回乡创业 回乡投资 返乡投资 返乡兴业 引回", "人员 人士 人才 能人 创业者 创业人员 企业家 游子 乡友 者 人 老板 人员姓名 人姓名 者姓名 人才姓名 能人姓名"),
        ("origin_city", "返乡 回乡 回归 返乡创业 回乡创业 迁入 搬迁 落户 回流 迁移 投资 转移", "前 之前", "所在城市 所在地 城市 地区 所在地区 工作城市 工作地 从业地 务工地 经商地 务工城市 经商城市 居住地 居住城市 发展地 创业地 所在省市"),
        ("origin_city", "投资 资金 企业 客商 投资方 项目 企业总部 总部 投资商 来", "来源地 来自地 所在城市 来源城市 总部所在地 原籍地 来源地区"),
        ("land", "厂房 土地 用地 场地 厂房需求 拟用", "需求面积 面积需求 需求量 需求亩数"),
        ("investor", "签约 合作 签约合作", "企业 单位 公司 方 主体 客商 企业名称"),
        ("origin_city", "原 之前 此前 返乡前", "务工地 务工城市 经商地 经商城市 创业地 工作地 工作城市 从业地 发展地"),
        ("investor", "项目主体 实施主体 建设主体 经营主体 承办企业 外来投资方 项目公司 业主企业 甲方"),
        ("liaison_leader", "挂点 联点 挂联 包联 挂包 包挂 帮包 帮扶 挂帮 挂钩 包抓 联系 包保 包案 服务 牵头 联系服务 挂点联系", "领导 县领导 市领导 区领导 镇领导 县级领导 市级领导 镇级领导 班子成员 领导姓名"),
        ("stage", "项目现状 当前状态 目前状态 建设状态 签约状态"),
        ("land", "需地面积 需地 需用地 拟征地 征地面积"),
    ),
    "visits": (
        ("visited_on", _GOING, f"{_WHEN} 起止时间"),
        ("org_name", _GOING, _FIRM),
        ("org_name", "被 受 所 拟 去往 前往 对象", "拜访 走访 访问 对接 考察 洽谈 接洽 调研", _FIRM),
        ("org_name", "拜访 走访 对接 洽谈 招商 考察 客商 目标 投资 意向 接洽", "客商 目标 企业 投资", "单位 企业 名称 公司"),
        ("interviewee", _THEIRS, _MEETING, _WHO),
        ("interviewee", _THEIRS, "负责人 联系人 代表 领导 人员 主要负责人 接洽对象 对接对象 姓名 企业负责人 单位负责人 老板 出面人 老总"),
        ("interviewee", "会见 接洽 洽谈 见面 会面 受访 接访 被访 接见", "人 人员 对象 领导 负责人"),
        ("contact_phones", _THEIRS, "电话 联系人电话 负责人电话 接洽人电话 对接人电话 接待人电话"),
        ("staff", _OURS, _COMING_ALONG, _WHO),
        ("staff", _OURS, "人员 领导 成员 干部 参加 参与 出席 代表 人"),
        ("staff", _COMING_ALONG, "人员 人 领导 干部 成员 组成员"),
        ("staff", "陪同 参加 参与 带队 随行", "及 和", "走访 参加 随行 陪同 拜访 同行", "人员 领导"),
        ("summary", _GOING, _TOLD),
        ("summary", "纪要 主要情况 洽谈主要内容 交流情况 沟通情况 有关情况 主要成果 取得成效"),
        ("next_step", "后续 下步 下一步 跟踪 后期 今后", "打算 计划 工作 跟进 跟踪 措施 安排 举措 对接 事项 建议 思路"),
        ("org_type", "单位 企业 对象 拜访对象 走访单位 客商 机构", "性质 类型"),
        ("interviewee", "接待领导 接待干部 接待负责人 客商代表"),
        ("interviewee", "来访 到访 来镇 来客", "人 人员 代表 领导 负责人 嘉宾"),
        ("staff", "随行 陪同 我方 同行"),
    ),
    "suggestions": (
        ("proposers", _SAYING, _SOMEBODY),
        ("proposers", "乡贤 乡贤姓名 姓名 嘉宾姓名 人大代表 发言人"),
        ("suggestion", _SAYING, "内容 事项 问题 要点 摘要 诉求 条目 具体内容 建议 意见 主要内容 名称"),
        ("suggestion", "主要 具体 问题 意见 诉求 建议 需求 困难 发展 反映", "建议 诉求 问题 意见 事项", "内容 事项"),
        ("suggestion_category", "事项 问题 建言 诉求 意见 领域 建议 内容 归口 所属 涉及", "类别 领域 方面 分类 属性 归类 归口"),
        ("suggested_on", f"{_SAYING} 征集 收集 登记 受理 收到", _WHEN),
        ("handling_unit", _HANDLING, "单位 部门 科室 办 站所 村居 线口"),
        ("due_on", _ENDING, "时限 期限 时间 日期 截止日期 时间要求 节点"),
        ("handling_progress", _HANDLING, "情况 结果 进展 进度 过程 成效 进展情况 措施"),
        ("responsible_leader", "牵头 责任 分管 领办 包案 交办 挂钩 督办 包抓", "领导 县领导 镇领导 负责人"),
        ("satisfaction", "建言人 提出人 建议人 反映人 乡贤 本人", "满意 满意度 满意情况 评价 满意程度"),
        ("feedback", "答复 反馈 回复 办复", "情况 内容 结果 意见"),
        ("due_on", "答复 反馈 办复 回复", "时限 期限 截止日期 时间要求"),
        ("handling_unit", "归口部门 归口单位 由谁办 谁来办 哪个部门办"),
        ("suggestion", "提了什么 说了什么 提出了什么"),
        ("proposers", "意见 建议 诉求 问题 意见建议 提案", "来源 来自 出自", "姓名 人 人员 人姓名 乡贤 代表"),
        ("proposers", "谁提的 何人提出 谁提 由谁提出"),
    ),
    "greetings": (
        ("greeted_by", _GREETING, _WHO),
        ("greeted_on", _GREETING, _WHEN),
        ("greeting_way", "慰问 走访 看望 走访慰问 问候 探望", "方式 形式 途径"),
        ("name", "慰问 走访 看望 走访慰问 探望 问候", "对象 乡贤 乡友 家庭 人才"),
        ("name", "被 受 所 拟 应", _GREETING, "人 人员 对象 者 乡贤 乡友 人士 家庭 人姓名 对象姓名"),
        *_OF_PEOPLE,
    ),
    "introductions": (
        ("referrers", _BRINGING, "人 者 方 乡贤 人员 单位 乡友"),
        ("introduced", "被 所 受 拟", _BRINGING, "单位 企业 人 方 对象 客商 公司 投资方"),
        ("introduced", _BRINGING, "客商 投资方 投资商 对象"),
        ("project_name", "被 所 拟", _BRINGING, "项目"),
        ("introduced_on", f"{_BRINGING} 首次接触 备案 引荐备案 介绍备案 登记", _WHEN),
        ("introduction_basis", "证明 佐证 认定 引荐认定 引荐 介绍 依据 支撑 印证", "材料 资料 证明 凭证 依据 证据"),
        ("introduction_way", _BRINGING, "方式 形式 经过 过程 途径 渠道 办法 做法"),
    ),
    "attendance": (
        ("name", _ATTENDING, "人 人员 嘉宾 乡贤 对象 代表 乡友 者 领导"),
        ("signed_in", "签到 签字 签名 到会 现场", "人签字 签名 签字 栏 情况 确认 人签名 处"),
        ("reply", "能否 是否 可否 是否确认 是否能够", "参会 参加 出席 到会 赴会 前来 返乡参加 与会"),
        ("reply", "参会 参加 出席 到会 回执 报名", "回复 答复 意愿 反馈 确认 与否"),
        ("arrival_way", "来程 抵达 到达 返乡 前来 出行 来镇 来会", "交通 方式 交通工具 交通方式 出行方式"),
        ("arrival_time", "抵达 到达 来程 返乡 到镇 报到 来会 到会", _WHEN),
        *_OF_PEOPLE,
    ),
}  # fmt: skip
"""By kind of sheet: a column, and the words of which each header that asks for it takes one of each
part. What comes first counts."""


def acts(kind: str) -> Mapping[str, str]:
    """Headers of an act and a role, with the column they ask for, on sheets of *kind*."""
    found: dict[str, str] = {}
    for name, *parts in _ASKED.get(kind, ()):
        for words in itertools.product(*(part.split() for part in parts)):
            found.setdefault("".join(words), name)
    return found
