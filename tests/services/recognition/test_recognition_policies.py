"""Rules from files: what is loaded, what is told of the rest, and estimates by the unit's own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.policies import BadPolicy, read_policy
from xiangxian.domain.values.amounts import Money
from xiangxian.services.documents import office_files
from xiangxian.services.recognition import rewards
from xiangxian.services.recognition.policies import (
    blank_rule,
    decoded,
    elsewhere,
    own_rules,
    read_rule,
)

WAN = 1_000_000
GOOD = "代号: a\n地方: 某镇\n名称: 甲办法\n年份: 2025\n"


def test_faulty_file_costs_one_sentence_and_the_rest_is_loaded(tmp_path: Path) -> None:
    """Each faulty file is named with the place in it; what can be used is used."""
    assert own_rules(tmp_path).policies == ()
    folder = tmp_path / "policies"
    folder.mkdir()
    files = {
        "good.yaml": GOOD.encode("gb18030"),
        "newer.yaml": GOOD.replace("a", "b").replace("2025", "2026").encode("utf-8-sig"),
        "same.yaml": GOOD.encode(),
        "broken.yaml": b"a: [",
        "wrong.yaml": (GOOD + "公示几个工作日: 很多\n").replace("代号: a", "代号: c").encode(),
        "bytes.yaml": b"\x00\xff\xfe",
        "notes.txt": b"not read",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    found = own_rules(tmp_path)
    assert [each.key for each in found.policies] == ["b", "a"]
    assert found.current is found.policies[0]
    assert [each.file for each in found.faults] == [
        "broken.yaml", "bytes.yaml", "same.yaml", "wrong.yaml",
    ]  # fmt: skip
    told = {each.file: each.label() for each in found.faults}
    assert told["wrong.yaml"] == "wrong.yaml：“公示几个工作日”：写的是“很多”，这里要写数字。"
    assert told["broken.yaml"].startswith("broken.yaml：第1行：")
    assert "good.yaml" in told["same.yaml"]
    (folder / "newer.yaml").write_text(GOOD.replace("a", "b"), "utf-8")
    assert own_rules(tmp_path).current is None, "two of one year"


@pytest.mark.parametrize(
    "text",
    ["", "甲", "- 甲", "a: &x 1\nb: *x", "a: 1\na: 2", "a:\n\tb: 1", "!甲 1",
     "甲" * 40_001, "? [1]\n: 2", "代号: 2022-99-99", "年份: 0x" + "f" * 29],
)  # fmt: skip
def test_no_text_brings_more_than_sentences(text: str) -> None:
    """Whatever is written, it is a rule or it is told in plain words."""
    with pytest.raises(BadPolicy) as refused:
        read_rule(text)
    assert refused.value.sentences
    assert all(re.search(r"[\u4e00-\u9fff].*。$", each) for each in refused.value.sentences)


def test_what_lies_deeper_than_a_rule_is_not_followed() -> None:
    """The bound is an argument; a rule of the usual depth is far within it."""
    with pytest.raises(BadPolicy) as refused:
        read_rule("甲: [[1]]", deepest=3)
    assert refused.value.sentences == ("第1行：一层套一层套得太深。",)
    assert read_rule(blank_rule()).rewards == ()
    with pytest.raises(BadPolicy) as other:
        read_rule("甲: [[1]]", deepest=4)
    assert "太深" not in "".join(other.value.sentences)


def test_nothing_that_stood_in_a_file_is_lost(tmp_path: Path) -> None:
    """Each version is kept, also those of one second; what is not there is not put by."""
    path, now = tmp_path / "x" / "own.yaml", datetime(2026, 3, 5, tzinfo=UTC)
    office_files.put_by(path, now=now)
    for content in (b"1", b"2", b"3"):
        office_files.put(path, content, now=now)
    assert path.read_bytes() == b"3"
    office_files.put_by(path, now=now)
    assert sorted(each.read_bytes() for each in path.parent.iterdir()) == [b"1", b"2", b"3"]


def test_blank_file_is_a_rule_as_it_is_and_with_every_line_in_use() -> None:
    """What an office starts from can be loaded before and after its lines are put to use."""
    bare = read_rule(blank_rule())
    assert bare.rewards == ()
    full = read_rule(re.sub(r"^# ", "", blank_rule(), flags=re.MULTILINE))
    assert [each.name for each in full.rewards] == ["投资奖", "信息奖"]
    assert full.notice_working_days == 5
    assert bare.unsaid()[:2] == ("谁算引荐人", "哪些人不算")
    assert full.unsaid() == ()
    assert decoded(blank_rule().encode("utf-8-sig")) == blank_rule()


def test_estimate_names_base_steps_mode_and_what_is_missing() -> None:
    """A figure only where the rule and the project give one; it is called an estimate by the page."""
    rule = read_policy(
        {
            "代号": "a", "地方": "某镇", "名称": "办法",
            "奖励": [
                {
                    "名目": "投资奖", "按什么算": "固投", "怎么算": "分段累加", "最高": "30万元",
                    "条件": "须投产",
                    "档次": [{"到": "5000万元", "千分之": 2}, {"从": "超过5000万元", "千分之": 3}],
                },
                {"名目": "到位奖", "按什么算": "到位资金", "档次": [{"定额": "5000元"}]},
                {"名目": "贡献奖", "按什么算": "财政贡献", "档次": [{"千分之": 5}]},
                {"名目": "协议奖", "按什么算": "协议投资", "档次": [{"千分之": 1}]},
                {"名目": "未明", "档次": [{"千分之": 1}]},
            ],
        }
    )  # fmt: skip
    project = Project(
        name="甲",
        fixed=Money(minor=20_000 * WAN, qualifier="约"),
        agreed=Money(minor=100 * WAN, currency="USD"),
    )
    invest, paid, fiscal, agreed, unsaid = rewards.estimates(rule, project)
    assert invest.amount == "30万元"
    assert invest.steps == ("5,000万元 × 2‰ = 10万元", "1.5亿元 × 3‰ = 45万元")
    assert invest.mode == "分段累加"
    assert invest.base == "固定资产投资约20,000万元"
    assert "固定资产投资写的是“约”，不是准数。" in invest.cautions
    assert "按最高30万元封顶。" in invest.cautions
    assert invest.conditions == "须投产"
    assert (paid.amount, paid.missing) == ("", "项目里没有填到位资金，算不出。")
    assert (fiscal.amount, fiscal.missing) == ("", "项目里没有填财政贡献，算不出。")
    assert (agreed.amount, agreed.missing) == ("", "币种和办法里的不一样，没有换算。")
    assert (unsaid.amount, unsaid.missing) == ("", "办法没有写明按什么算。")
    only = rewards.reckoned(rule.rewards[1], Money(minor=WAN))
    assert (only.amount, only.steps) == ("5,000元", ("不分数额：5,000元，计5,000元",))


def test_no_estimate_without_a_rule_of_the_units_own(tmp_path: Path) -> None:
    """Other places' rules give no figure for any project."""
    assert elsewhere()
    assert rewards.for_project(own_rules(tmp_path), Project(name="甲")) is None
