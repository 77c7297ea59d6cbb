"""What stands for no employer, and organisations that only look so."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.posts import read_employments

STATUSES = [
    "已经退休",
    "现已退休",
    "退休教师",
    "退休干部",
    "离休干部",
    "内退人员",
    "病退",
    "退居二线",
    "在家带孙子",
    "带孩子",
    "自己做点小生意",
    "开小店",
    "跑运输",
    "开出租车",
    "送外卖",
    "搞装修",
    "做工程",
    "做建材生意",
    "从事餐饮行业",
    "包工头",
    "打零工",
    "农民工",
    "个体老板",
    "私营业主",
    "私企业主",
    "自己当老板",
    "自由摄影师",
    "灵活就业人员",
    "待业在家",
    "暂无工作",
    "没有固定单位",
    "无正式工作",
    "下岗职工",
    "在家种地",
    "养殖户",
    "村民",
    "外地务工",
    "在上海务工",
    "南京打工",
    "在沪经商",
    "出国务工",
    "在国外",
    "留学生",
    "在日留学",
    "大学在读",
    "在读研究生",
    "高三学生",
    "在校大学生",
    "考研中",
    "应届毕业生",
    "现役军人",
    "在部队",
    "退伍军人",
    "家庭妇女",
    "全职太太",
    "在家养病",
    "赋闲在家",
    "返乡创业",
    "网约车司机",
    "退休（原后白中学教师）",
    "个体（服装）",
    "学生（南京大学）",
    "退休/务农",
    "务工或务农",
    "退休前在后白中学任教",
    "在上海工作",
    "保密",
    "不愿透露",
    "{退休}",
    "村干部",
    "企业主",
    "总经理",
]
EMPLOYERS = [
    "退休干部局",
    "个体劳动者协会",
    "自由职业者联谊会",
    "待业青年服务中心",
    "后白镇退休教师协会",
    "农民日报社",
    "学生联合会",
    "创业投资有限公司",
    "务工人员服务中心",
    "农民合作社",
    "退役军人事务局",
    "在读网络科技有限公司",
    "自由人网吧",
    "经商局",
    "外地人饭店",
    "打工妹之家",
    "居家养老服务中心",
    "留学服务中心",
    "保安公司",
    "司机之家",
    "老兵餐厅",
    "宝妈俱乐部",
    "村民委员会",
    "开元酒店",
    "养老院",
    "装修协会",
    "个体诊所",
    "学生公寓",
    "某校",
    "创业园",
]


@pytest.mark.parametrize("text", STATUSES)
def test_how_somebody_lives_is_no_employer(text: str) -> None:
    """Whatever words put it together; it is noted, and the text is kept."""
    reading = read_employments(text)
    assert reading.value == ()
    assert {each.code for each in reading.notes} == {"EMPLOYER_IS_STATUS"}


@pytest.mark.parametrize("text", EMPLOYERS)
def test_an_organisation_with_such_a_word_is_one(text: str) -> None:
    """It begins so, or ends so, and goes on."""
    (post,) = read_employments(text).value or ()
    assert post.organisation == text


def test_a_retired_teacher_of_a_school_was_of_that_school() -> None:
    """The school is named; that the teacher retired is kept."""
    (post,) = read_employments("后白中学退休教师").value or ()
    assert (post.organisation, post.position) == ("后白中学", "退休教师")
    reading = read_employments("后白中学教师（退休）")
    assert [(each.organisation, each.position) for each in reading.value or ()] == [
        ("后白中学", "教师")
    ]
    assert "EMPLOYER_IS_STATUS" in {each.code for each in reading.notes}
