"""Totals, pages, signers and legends are nobody, also in the column of names."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.model import Cell, Sheet, Workbook

FEET = [
    "合  计",
    "小计：",
    "总人数",
    "总人数：2",
    "共 2 人",
    "合计（人）",
    "人数合计",
    "以上共2人",
    "以上合计2人",
    "东桥村小计",
    "各村合计",
    "上页合计",
    "本月小计",
    "合计/总计",
    "总 数",
    "填表说明：1.请如实填写",
    "注1：",
    "备注：请如实填写",
    "制表人：张三",
    "联系人：",
    "联系人：张三",
    "审核人签字：",
    "审批：",
    "审批人",
    "领导签字：",
    "负责人（签字）：",
    "主要负责人签字：",
    "经手人：",
    "统计员：",
    "录入人：",
    "打印时间：2024-05-01",
    "数据来源：派出所",
    "注意事项：",
    "要求：5月1日前报",
    "温馨提示：请核对",
    "签字：",
    "盖章：",
    "公章",
    "第1页 共3页",
    "- 1 -",
    "1/3",
    "Page 1 of 3",
    "共3页",
    "此表以下空白",
    "本页以下无内容",
    "—完—",
    "END",
    "（此页无正文）",
    "接上页",
    "续表",
    "附件：",
    "※为重点乡贤",
    "★为新增",
    "带*的为必填项",
    "男：1人，女：1人",
    "其中：男1人，女1人",
    "后白镇人民政府",
    "东桥村村民委员会",
    "2024年5月1日",
    "二〇二四年五月",
    "待补充",
]
PEOPLE = [
    "人杰",
    "计春华",
    "共志远",
    "男玉",
    "时间",
    "章公正",
    "李注",
    "完颜明",
    "全福",
    "总铭",
    "页明",
    "以文",
]


def people(*rows: tuple[str | None, ...]) -> list[str]:
    """Who is on a sheet of these rows, below 姓名, 手机."""
    table = (("姓名", "村", "手机"), ("张一帆", "王庄村", "13800001111"), *rows)
    cells = {
        (r, c): Cell(text)
        for r, row in enumerate(table, 1)
        for c, text in enumerate(row, 1)
        if text
    }
    book = Workbook("a.xlsx", "0" * 64, (Sheet("表", cells, (), len(table), 3),))
    (sheet,) = check(book, Homeland("句容市后白镇"), {}).sheets
    return [row.values["name"].name for row in sheet.records]


@pytest.mark.parametrize("foot", FEET)
def test_a_line_below_the_people_is_nobody(foot: str) -> None:
    """It stands alone in its row, where a name would."""
    assert people((foot, None, None)) == ["张一帆"]


@pytest.mark.parametrize("total", ["总人数", "东桥村小计", "合计：", "人数合计"])
def test_a_total_with_its_figure_is_nobody(total: str) -> None:
    """Whatever column the figure stands in."""
    assert people((total, None, "2")) == ["张一帆"]
    assert people((total, "2", None)) == ["张一帆"]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_name_that_looks_so_is_somebody(name: str) -> None:
    """With a number beside it and alone."""
    assert people((name, None, "13800001112")) == ["张一帆", name]
    assert people((name, None, None), ("李二帆", None, "13800001113"))[-1] == "李二帆"
