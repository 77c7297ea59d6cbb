"""Pasted lists of names: who stands in them, and that nobody else does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangxian.domain.values.name_lists import Coming, is_measure, read_name_list

SHAPES: dict[str, tuple[str, list[str]]] = {
    "by the app, with an example": (
        "#接龙\n12月6日乡贤座谈会报名\n例 张三 1人\n\n1. 王建国\n2. 李红梅 两位\n3. \n4. 陈志强（请假）",
        ["王建国", "李红梅", "陈志强"],
    ),
    "with a call and plus signs": (
        "@所有人 周六座谈会报名接龙，姓名+单位+人数\n例：张三+示例公司+1\n1、王建国+常州示例+1\n2、李大力＋2\n3、赵敏",
        ["王建国", "李大力", "赵敏"],
    ),
    "in one line": ("12.6座谈会报名：1.王建国 2.李红梅 3.陈志强 4. 5.", ["王建国", "李红梅", "陈志强"]),
    "ringed": ("到会：①王建国②李红梅③ ④赵敏", ["王建国", "李红梅", "赵敏"]),
    "black rings and keycaps": ("❶王建国\n❷李红梅\n3️⃣赵敏", ["王建国", "李红梅", "赵敏"]),
    "in brackets": ("（1）王建国 （2）李红梅（3）赵敏", ["王建国", "李红梅", "赵敏"]),
    "in characters": ("一、王建国\n二、李红梅\n十、赵敏", ["王建国", "李红梅", "赵敏"]),
    "in wide figures": ("１．王建国\n２．李红梅　示例公司\n１０．赵敏", ["王建国", "李红梅", "赵敏"]),
    "with the blank of phones": ("1\u2005王建国\n2\u2005李红梅\n3\u2005", ["王建国", "李红梅"]),
    "numbers at the names": ("1王建国\n2李红梅\n3赵敏", ["王建国", "李红梅", "赵敏"]),
    "behind a notice in characters": (
        "通知\n一、时间：12月6日上午9:30\n二、地点：镇政府三楼\n三、报名请接龙：\n1. 王建国\n2. 李红梅",
        ["王建国", "李红梅"],
    ),
    "behind a notice in figures": (
        "1.时间：12.6上午\n2.地点：镇里，约1.5小时\n3.报名接龙：\n1.王建国\n2.李红梅携夫人\n3.欧阳小明 待定",
        ["王建国", "李红梅", "欧阳小明"],
    ),
    "by nobody": ("王建国\n李红梅 示例公司 13800000001\n@所有人\n陈志强", ["王建国", "李红梅", "陈志强"]),
    "in one line by nobody": ("王建国、李红梅，陈志强；赵敏", ["王建国", "李红梅", "陈志强", "赵敏"]),
    "answers in a chat": ("王建国: 1\n李红梅：不去了\n赵敏:+1", ["王建国", "李红梅", "赵敏"]),
    "copied with the time": (
        "王建国 10:23:11\n参加\n李红梅 12-01 10:24:02\n请假\n[12/1 10:25] 赵敏: 参加",
        ["王建国", "李红梅", "赵敏"],
    ),
    "from a sheet": ("1\t王建国\t示例公司\t13800000001\n2\t李红梅\t\t", ["王建国", "李红梅"]),
    "an example that is numbered": ("接龙\n1. 张三（示例）\n2. 王建国\n3. 李红梅", ["王建国", "李红梅"]),
    "an example of its own number": ("格式：1.张三-示例公司\n1.王建国-常州示例\n2.李红梅-镇江示例", ["王建国", "李红梅"]),
    "with posts": ("1. 王建国董事长\n2. 示例公司 3. 李红梅（会长）", ["王建国", "李红梅"]),
    "names of other kinds": ("1.阿依古丽·买买提\n2.David Chen\n3.欧阳 小明\n4.王 明", ["阿依古丽·买买提", "David Chen", "欧阳小明", "王明"]),
    "two at one place": ("1. 王建国、李红梅\n2. 赵敏和陈志强", ["王建国", "李红梅", "赵敏", "陈志强"]),
    "continued below": ("1. 王建国\n   常州示例科技有限公司\n2. 李红梅", ["王建国", "李红梅"]),
    "a piece from the middle": ("21. 王建国\n22. 李红梅", ["王建国", "李红梅"]),
    "with answers at the names": ("1. 王建国参加\n2. 李红梅请假\n3. 陈志强两位\n4. 赵敏携家属", ["王建国", "李红梅", "陈志强", "赵敏"]),
    "with the number of each": ("No.1 王建国\nNo.2 李红梅", ["王建国", "李红梅"]),
    "two lists": ("乡贤：\n1.王建国\n2.李红梅\n企业：\n1.赵敏\n2.陈志强", ["王建国", "李红梅", "赵敏", "陈志强"]),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_whoever_stands_in_the_list_is_read(shape: str) -> None:
    """Nobody is missed and nobody invented, however the list is numbered."""
    text, names = SHAPES[shape]
    read = read_name_list(text)
    assert [each.name for each in read.entries if each.sure] == names
    assert [each.name for each in read.entries if not each.sure] in ([], ["示例公司"])


@pytest.mark.parametrize("text", [
    "#接龙\n周六活动报名", "1.\n2.\n3.", "@所有人 请大家接龙", "例：张三", "12月6日座谈会", "", "  \n\u2005\n", "1. 时间：周六\n2. 地点：镇里",
    "————————", "名单如下：", "共3人",
])  # fmt: skip
def test_what_names_nobody_is_nobody(text: str) -> None:
    """Titles, calls, examples, empty places and headings."""
    assert not [each for each in read_name_list(text).entries if each.sure]


def test_a_form_of_address_is_no_name() -> None:
    """李总 is told to be one; 李建国（李总） is 李建国."""
    read = {
        each.name: each
        for each in read_name_list("1.李总\n2.王主任 镇里\n3.李建国（李总）\n4.赵老师").entries
    }
    assert [name for name, each in read.items() if each.called] == ["李总", "王主任", "赵老师"]
    assert read["李建国"].sure
    assert not read["李总"].sure


def test_what_stands_behind_is_told_apart() -> None:
    """Who comes, with whom, and what is left: a firm, a number."""
    text = "1. 王建国 常州示例 +2\n2. 李红梅 请假（出差）\n3. 赵敏 待定\n4. 陈志强 携夫人 参加\n5. 周平 13800000001"
    read = {each.name: each for each in read_name_list(text).entries}
    assert (read["王建国"].rest, read["王建国"].companions) == ("常州示例", "+2")
    assert read["王建国"].coming is Coming.UNSAID
    assert read["李红梅"].coming is Coming.NO
    assert read["赵敏"].coming is Coming.UNDECIDED
    assert (read["陈志强"].coming, read["陈志强"].companions) == (Coming.YES, "携夫人")
    assert read["周平"].rest == "13800000001"


def test_nothing_of_the_text_is_lost() -> None:
    """Empty places are counted, whoever stands there twice is told, other lines are kept."""
    read = read_name_list("接龙\n1. 王建国\n2.\n3. 王建国 +1\n今天下雨\n4. 李红梅")
    assert read.head == ("接龙",)
    assert (read.empty, read.twice, read.left) == (1, ("王建国",), ("今天下雨",))
    assert [(each.name, each.companions) for each in read.entries] == [
        ("王建国", "+1"),
        ("李红梅", ""),
    ]


@pytest.mark.parametrize("behind", ["小时", " 公里", "亩", "%", "万元", "个小时", "倍"])
def test_a_figure_with_a_measure_is_no_day(behind: str) -> None:
    """1.5小时 and 1.5公里 are measures."""
    assert is_measure(behind)


def test_what_stands_behind_a_day_is_no_measure() -> None:
    """12.6座谈会, 12.6 上午, 12.6去拜访."""
    assert not any(map(is_measure, ("座谈会", " 上午", "去拜访", "，", "")))


NAMES = st.sampled_from(["王建国", "李红梅", "赵敏", "欧阳小明", "阿依古丽·买买提", "陈志强"])
MARKS = st.sampled_from(["{}. ", "{}、", "（{}）", "{}.", "{} ", "{}）", "第{}位：", "{}．"])
BEHIND = st.sampled_from(["", " 示例公司", "+1", " 两位", "（请假）", " 13800000001", " 参加"])


@given(
    st.lists(st.tuples(NAMES | st.just(""), BEHIND), min_size=2, max_size=8),
    MARKS,
    st.sampled_from(["\n", " \n", "\n\n"]),
)
def test_every_numbered_name_and_no_other_is_read(
    rows: list[tuple[str, str]], mark: str, between: str
) -> None:
    """Whatever the numbers look like, empty places among them."""
    text = between.join(
        mark.format(number) + (f"{name}{behind}" if name else "")
        for number, (name, behind) in enumerate(rows, start=1)
    )
    named = list(dict.fromkeys(name for name, _ in rows if name))
    read = read_name_list(f"#接龙\n周六座谈会\n{text}")
    assert [each.name for each in read.entries] == named


@given(st.text("王李建国小明#接龙例12345.、（）()①② \n\u2005+＋:：@，总公司一二", max_size=60))
def test_nobody_is_invented(text: str) -> None:
    """Each name stands in the text, whatever is pasted."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    for each in read_name_list(text).entries:
        assert each.name
        assert unicodedata.normalize("NFKC", "".join(each.name.split())) in bare or each.salutation
