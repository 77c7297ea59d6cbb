"""Whose death a column tells: the native's only where it is about the native."""

from __future__ import annotations

import pytest

from xiangxian.services.registers.reading.life_notes import told_of_life
from xiangxian.services.registers.workbook.model import Column


@pytest.mark.parametrize(
    ("header", "text", "told"),
    [
        ("近况", "2020年病逝", "death"), ("走访记录", "母亲2026年10月病故", "mourning"), ("情况说明", "本人不愿被打扰", "refusal"),
        ("近况", "李祖明去世", "death"), ("父亲姓名", "张大明（已故）", "mourning"), ("配偶情况", "已故", "mourning"), ("母亲", "已故", "mourning"),
        ("驾驶员", "已故", ""), ("村干部", "张三（已故）", ""), ("是否参会", "拒绝", ""), ("近况", "走访三家企业", ""),
    ],
)  # fmt: skip
def test_a_column_tells_of_whom_it_is_about(header: str, text: str, told: str) -> None:
    """An unknown column is read as remarks are; one about the family or a driver never kills the native."""
    said = told_of_life(Column("F", (header,), None, kept=header), text, "李祖明")
    found = {each for each in ("death", "mourning", "refusal") if getattr(said, each)}
    assert found == ({told} if told else set())


def test_a_contact_at_home_may_be_dead() -> None:
    """家乡联系人 is somebody else."""
    column = Column("F", ("家乡联系人",), "home_contact")
    assert not told_of_life(column, "已故", "李祖明").death
    assert told_of_life(Column("G", ("职务",), "position"), "已故", "李祖明").death
