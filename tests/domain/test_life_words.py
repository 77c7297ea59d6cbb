"""Who is dead, whose family mourns, who wants to be left alone; and who is none of these."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiangxian.domain.values.life_words import life_words, says_dead
from xiangxian.domain.values.names import read_name
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.posts import read_employments
from xiangxian.domain.values.status_words import is_status

OWN = (
    "已故", "2023年病逝", "去世", "本人已故", "2024年5月3日去世", "不幸病逝", "故", "亡", "殁", "卒",
    "2022年卒", "热心家乡，2021年仙逝", "去世多年", "已故多年", "因病去世", "2020年10月因病逝世",
    "人已不在了", "2022年走了", "病逝于2021年3月", "去世（2019）", "2018故", "卒于2010", "故于2013年5月", "（故）", "故（2020）",
    "因公牺牲", "1979年牺牲", "烈士", "2019年车祸身亡", "2020年因癌症死亡", "已作古", "与世长辞", "享年90岁", "终年82岁", "去逝",
    "家属告知已去世", "据其子讲，已于2020年去世", "经家属确认已去世", "已去世，其子在上海", "已故，由其儿子张三联系", "已死",
)  # fmt: skip
KIN = {
    "父亲2025年12月去世": PartialDate(year=2025, month=12),
    "母亲2026年10月病故": PartialDate(year=2026, month=10),
    "其父已故，本人在沪": None,
    "爱人已故": None,
    "岳母2026.3.5过世": PartialDate(year=2026, month=3, day=5),
    "丧偶": None,
    "父母双亡": None,
    "2026年6月家中丧事": PartialDate(year=2026, month=6),
    "已故父亲曾任支书": None,
    "2025年10月18日，父亲去世": PartialDate(year=2025, month=10, day=18),
    "2025年12月，母亲病故，暂缓联系": PartialDate(year=2025, month=12),
    "2026年3月母亲走了": PartialDate(year=2026, month=3),
    "父亲去世（2025年10月）": PartialDate(year=2025, month=10),
    "亡父曾任村长": None,
    "母2021年逝": None,
    "妻亡": None,
    "爱人不在了": None,
    "长子病故": None,
    "叔叔去世": None,
    "嫂子去世": None,
    "丈夫牺牲": None,
    "家里办白事": None,
    "回乡奔丧": None,
    "老伴2024年走了，2024年3月丧妻": PartialDate(year=2024, month=3),
}
NOBODY = (
    "因故未到", "事故", "故乡情深", "无故缺席", "父亲故居修缮", "每年回故里", "车祸事故处理", "卒业于南京",
    "流亡海外的传说", "故事很多", "已故老支书之子", "热心", "典故", "缘故不明",
    "去世博会参观", "跻身离世界500强", "病故障排查", "身故保险代理", "为去世老人捐款", "资助因病去世村民家属", "处理工伤死亡事故",
    "牺牲休息时间帮忙", "烈士陵园捐款", "烈士子女", "走了三家企业", "已走访", "不在南京了", "已不在该单位", "战友去世", "导师病故",
    "前任病故后接任", "生卒年不详", "亡羊补牢", "逝水年华", "家庭变故", "伤亡", "死亡证明", "父母健在", "李故",
)  # fmt: skip
REFUSED = (
    "请勿再寄",
    "不要联系",
    "勿扰",
    "已回绝",
    "不愿被打扰",
    "谢绝来访",
    "免打扰",
    "不要再寄贺信",
    "不要给他打电话",
    "请不要向其寄信",
    "不接受慰问",
    "本人不愿接受走访",
    "拒收",
    "不收贺信",
    "已婉拒",
    "要求删除信息",
    "不同意入库",
    "把镇里的号码拉黑了",
)
NOT_REFUSED = (
    "晚上勿扰",
    "会议期间勿扰",
    "不要寄到单位",
    "信不要寄老家，寄公司",
    "不要联系其秘书，直接联系本人",
    "不要打电话，发微信",
    "不要忘记联系",
    "联系不上",
    "很少联系",
)


@pytest.mark.parametrize("text", OWN)
def test_a_death_is_told_as_the_natives_own(text: str) -> None:
    """Whatever the word, with a day or without one."""
    said = life_words(text)
    assert said.death
    assert not said.mourning


@pytest.mark.parametrize(("text", "since"), KIN.items())
def test_a_death_in_the_family_is_nobodys_own(text: str, since: PartialDate | None) -> None:
    """With the month that stands beside it, and without one where none does."""
    said = life_words(text)
    assert not said.death
    assert said.mourning
    assert said.since == since


@pytest.mark.parametrize("text", NOBODY)
def test_a_word_inside_another_kills_nobody(text: str) -> None:
    """事故, 故乡 and 因故 are about no death, and 已故老支书之子 is alive."""
    said = life_words(text)
    assert not said.death
    assert not said.mourning


@pytest.mark.parametrize("text", REFUSED)
def test_who_wants_to_be_left_alone_is_heard(text: str) -> None:
    """In letters, too."""
    assert life_words(text).refusal
    assert not life_words(text).death


@pytest.mark.parametrize("text", NOT_REFUSED)
def test_another_way_or_hour_is_no_refusal(text: str) -> None:
    """Who asks for a letter instead of a call wants to be written to."""
    assert not life_words(text).refusal


def test_a_name_with_a_word_of_the_family_in_it_is_no_family() -> None:
    """李祖明2020年去世, in his own row, is his own death."""
    assert life_words("李祖明2020年去世", "李祖明").death
    assert life_words("其父李祖明2020年去世", "李大明").mourning


@pytest.mark.parametrize("aside", ["故", "已逝", "亡", "已故", "殁", "卒", "2023年病逝"])
def test_a_word_beside_a_name_is_read(aside: str) -> None:
    """In brackets behind it; the name stays bare."""
    assert says_dead(aside)
    reading = read_name(f"傅一舟（{aside}）")
    assert reading.value is not None
    assert reading.value.name == "傅一舟"
    assert "DECEASED" in {each.code for each in reading.notes}


def test_a_word_before_a_name_is_read() -> None:
    """已故 before it; a surname 故 is nobody's, and a name that begins so is asked about too."""
    reading = read_name("已故傅九舟")
    assert reading.value is not None
    assert reading.value.name == "傅九舟"
    assert "DECEASED" in {each.code for each in reading.notes}
    assert "DECEASED" not in {each.code for each in read_name("傅一舟（小舟）").notes}


STATUSES = (
    "退休", "（退休）", "退休人员", "无业", "个体", "个体户", "务工", "外出务工", "自由职业", "自主创业", "在读",
    "家务", "务农", "待业",
)  # fmt: skip
OFFICES = (
    "退休干部局",
    "个体劳动者协会",
    "自由职业者联谊会",
    "待业青年服务中心",
    "务工人员服务站",
    "学生处",
)


@pytest.mark.parametrize("text", STATUSES)
def test_how_somebody_lives_is_no_employer(text: str) -> None:
    """No organisation comes of it; the cell says so."""
    assert is_status(text)
    reading = read_employments(text)
    assert reading.value == ()
    assert {each.code for each in reading.notes} == {"EMPLOYER_IS_STATUS"}


@pytest.mark.parametrize("text", OFFICES)
def test_an_office_with_such_a_word_is_one(text: str) -> None:
    """Only the whole word is a status."""
    assert not is_status(text)
    (post,) = read_employments(text).value or ()
    assert post.organisation == text


@pytest.mark.parametrize("text", ["(跳过)", "（空）", "〔未填写〕"])
def test_a_question_passed_over_is_an_empty_cell(text: str) -> None:
    """As questionnaires write it."""
    assert read_employments(text).value == ()
    assert {each.code for each in read_employments(text).notes} == {"PLACEHOLDER"}


@given(some.text(alphabet="故亡逝卒父母已2023年月，。乡事因居张", max_size=12))
def test_reading_remarks_never_raises(text: str) -> None:
    """And nobody is both dead and only mourning in one clause."""
    life_words(text)


@pytest.mark.parametrize(
    "written",
    [
        "傅一舟【已故】", "傅一舟[故]", "（已故）傅一舟", "傅一舟 故", "傅一舟已故", "傅一舟，已故", "傅一舟-已故", "已故（傅一舟）",
        "傅一舟（女）（已故）", "傅一舟（1930—2019）", "■傅一舟■", "□傅一舟□", "┃傅一舟┃", "傅一舟†", "傅一舟（不在了）", "傅一舟2019年去世",
    ],
)  # fmt: skip
def test_whatever_tells_a_death_beside_a_name_is_no_part_of_it(written: str) -> None:
    """Before it, behind it, in any brackets; a black frame and a cross tell it, too."""
    reading = read_name(written)
    assert reading.value is not None
    assert reading.value.name == "傅一舟"
    assert "DECEASED" in {each.code for each in reading.notes}


@pytest.mark.parametrize(
    "written",
    ["李故", "李亡", "傅一舟（父故）", "傅一舟（烈士子女）", "傅一舟（故乡后白）", "傅一舟（亡妻王某）", "故城", "傅一舟 女", "傅一舟■"],
)  # fmt: skip
def test_nobody_is_called_dead_by_a_likeness(written: str) -> None:
    """A character of the name, a family's death, one mark alone."""
    assert "DECEASED" not in {each.code for each in read_name(written).notes}
