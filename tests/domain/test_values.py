"""Money, land, phones, names, posts, native places, text: each way to write them, and properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xiangxian.domain import schema
from xiangxian.domain.claims import ClaimState, Level, reaches, weakest
from xiangxian.domain.values import text
from xiangxian.domain.values.amounts import Money, read_land, read_money, read_number
from xiangxian.domain.values.names import read_contact, read_name, reads_as_person
from xiangxian.domain.values.native_places import Homeland, divide, read_native_place
from xiangxian.domain.values.phones import Phone, mask_phone, read_phones
from xiangxian.domain.values.posts import leads, read_employments
from xiangxian.domain.values.problems import PROBLEMS
from xiangxian.domain.values.reading import is_placeholder
from xiangxian.domain.values.value_types import LINE, LONG, NAME, TITLE, Amount, PhoneList, over


@pytest.mark.parametrize(
    ("cell", "wan", "label", "codes"),
    [
        (5000, 5000, "5,000万元", []),
        ("1.2亿元", 12000, "12,000万元", ["AMOUNT_UNIT_MIXED"]),
        ("5000万", 5000, "5,000万元", ["AMOUNT_UNIT_MIXED"]),
        ("7000余万元", 7000, "7,000万元余", ["AMOUNT_UNIT_MIXED"]),
        ("7000万元以上", 7000, "7,000万元以上", ["AMOUNT_UNIT_MIXED"]),
        ("约300", 300, "约300万元", []),
        (
            "1.5亿（一期5000万）",
            15000,
            "15,000万元（一期5000万）",
            ["AMOUNT_UNIT_MIXED", "AMOUNT_NOTE"],
        ),
        ("800万美元", 800, "800万美元", ["AMOUNT_FOREIGN"]),
        ("12,000.5", Decimal("12000.5"), "12,000.5万元", []),
        ("待定", None, None, ["AMOUNT_UNKNOWN"]),
        ("面谈后再说", None, None, ["AMOUNT_UNREADABLE"]),
        ("/", None, None, ["PLACEHOLDER"]),
    ],
)
def test_money(cell: object, wan: object, label: str | None, codes: list[str]) -> None:
    """The total in 万 of its own currency; nothing is converted."""
    reading = read_money(cell)
    assert (reading.value.wan if reading.value else None) == wan
    assert (reading.value.label() if reading.value else None) == label
    assert [note.code for note in reading.notes] == codes


@given(
    st.integers(0, 10**15),
    st.sampled_from(["CNY", "USD", "HKD"]),
    st.sampled_from([None, "约", "以上"]),
)
def test_a_form_reads_the_money_it_showed(minor: int, currency: str, qualifier: str | None) -> None:
    """To the 分, with currency and qualifier."""
    value = Money(minor=minor, currency=currency, qualifier=qualifier)
    again = Amount().read(Amount().edit(value)).value
    assert again is not None
    assert again.model_copy(update={"written": None}) == value


@pytest.mark.parametrize("cell", ["99999999999999999999亿元", 1e300, float("inf"), float("nan")])
def test_figures_beyond_all_ledgers_are_no_amounts(cell: object) -> None:
    """They are pointed at and never reach the store, which could not sort by them."""
    for reader in (read_money, read_number, read_land):
        reading = reader(cell)
        assert reading.value is None
        assert reading.notes


def test_land_and_numbers() -> None:
    """Units, leases and qualifiers stay."""
    lease = read_land("租赁厂房3000㎡").value
    assert lease is not None
    assert (lease.value, lease.unit, lease.lease) == (3000, "㎡", True)
    about = read_land("约30亩").value
    assert about is not None
    assert about.label() == "约30亩"
    many = read_number("100台以上").value
    assert many is not None
    assert (many.value, many.unit, many.label()) == (100, "台", "100台以上")


@pytest.mark.parametrize(
    ("cell", "numbers", "codes"),
    [
        (13000000004, ["13000000004"], ["PHONE_AS_NUMBER"]),
        (13000000052.0, ["13000000052"], ["PHONE_AS_FLOAT_SCI"]),
        ("１３０００００００２１", ["13000000021"], ["PHONE_FULLWIDTH"]),
        ("+86 130-0000-0058", ["13000000058"], ["PHONE_PREFIX_86", "PHONE_SEPARATORS"]),
        ("13000000024（秘书）", ["13000000024"], ["PHONE_WITH_NOTE"]),
        (
            "13000000005\n13000090005",
            ["13000000005", "13000090005"],
            ["TWO_PHONES", "NEWLINE_IN_CELL"],
        ),
        ("0511-87260000", ["051187260000"], ["PHONE_SEPARATORS"]),
        ("+852 2345 6789", ["+85223456789"], ["PHONE_SEPARATORS"]),
        ("13000000001 13000000002", ["13000000001", "13000000002"], ["TWO_PHONES"]),
        (
            "13000000001 0511-87260000",
            ["13000000001", "051187260000"],
            ["PHONE_SEPARATORS", "TWO_PHONES"],
        ),
        ("(0511)87260000", ["051187260000"], ["PHONE_SEPARATORS"]),
        ("0511-87260000转801", ["051187260000"], ["PHONE_WITH_NOTE", "PHONE_SEPARATORS"]),
        ("李秘书：13000000001", ["13000000001"], ["PHONE_WITH_NOTE"]),
        ("手机 13000000001", ["13000000001"], []),
        ("1300000001", [], ["PHONE_BAD_LENGTH"]),
        ("130000000012", [], ["PHONE_BAD_LENGTH"]),
    ],
)
def test_phones(cell: object, numbers: list[str], codes: list[str]) -> None:
    """Numbers are neither filled up nor cut."""
    reading = read_phones(cell)
    assert [phone.number for phone in reading.value or ()] == numbers
    assert [note.code for note in reading.notes] == codes


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("李秘书13000000001", "李秘书"),
        ("0511-87260000转801", "转801"),
        ("办公室0511-87260000转3（上午）", "办公室，上午，转3"),
        ("手机：13000000001", None),
    ],
)
def test_what_stands_beside_a_number_is_kept(cell: str, said: str | None) -> None:
    """Whose it is, and the extension; the word 手机 says nothing."""
    (phone,) = read_phones(cell).value or ()
    assert phone.note == said


@given(st.lists(st.integers(13000000000, 19999999999).map(str), max_size=3, unique=True))
def test_a_form_reads_the_phones_it_showed(numbers: list[str]) -> None:
    """With their notes."""
    value = tuple(Phone(number=n, note="秘书" if i else None) for i, n in enumerate(numbers))
    assert PhoneList().read(PhoneList().edit(value)).value == value


@given(st.text(max_size=30))
def test_a_masked_number_keeps_its_middle_to_itself(number: str) -> None:
    """Only the ends show, and only of what is long enough."""
    shown = mask_phone(number)
    assert len(shown.replace("*", "")) <= 7
    assert "****" in shown


@pytest.mark.parametrize(
    ("cell", "name", "former", "codes"),
    [
        ("笪　明", "笪明", (), ["NAME_INNER_SPACE"]),
        ("吴永福（曾用名：吴小福）", "吴永福", ("吴小福",), ["NAME_ALIAS"]),
        ("李总（建国）", "李建国", (), ["NAME_WITH_TITLE"]),
        ("买买提•吐尔逊", "买买提·吐尔逊", (), []),
        ("张三、李四", None, (), ["NAME_TWO_PEOPLE"]),
        ("无", None, (), []),
    ],
)
def test_names(cell: str, name: str | None, former: tuple[str, ...], codes: list[str]) -> None:
    """One person's name, and what stood round it."""
    reading = read_name(cell)
    assert (reading.value.name if reading.value else None) == name
    assert (reading.value.former if reading.value else ()) == former
    assert [note.code for note in reading.notes] == codes
    assert reads_as_person("欧阳建国")
    assert not reads_as_person("句容市上海商会")


@pytest.mark.parametrize(
    ("cell", "posts"),
    [
        ("示例大学教授", [("示例大学", "教授")]),
        ("示例医院儿科副主任医师", [("示例医院儿科", "副主任医师")]),
        (
            "甲公司董事长兼总经理、乙商会副会长",
            [("甲公司", "董事长兼总经理"), ("乙商会", "副会长")],
        ),
        ("某示例有限公司", [("某示例有限公司", None)]),
        ("不详", []),
    ],
)
def test_posts(cell: str, posts: list[tuple[str, str | None]]) -> None:
    """Employer and position told apart where something tells."""
    found = read_employments(cell).value or ()
    assert [(post.organisation, post.position) for post in found] == posts


def test_who_leads() -> None:
    """董事长 leads, 副董事长 and 经理 do not."""
    assert [leads(p) for p in ("董事长", "副董事长", "经理", "会长", "名誉会长", None)] == [
        True, False, False, True, False, False,
    ]  # fmt: skip


LAND = Homeland(
    "句容市后白镇",
    frozenset({"王庄村", "曹村村", "古村村", "西城村", "泗庄村"}),
    {"后村": "西城村", "曲巷": "泗庄村"},
    ("三岔乡", "二圣镇"),
)


@pytest.mark.parametrize(
    ("cell", "village", "group"),
    [
        ("王庄", "王庄村", None),
        ("句容后白王庄村", "王庄村", None),
        ("江苏省镇江市句容市后白镇王庄村1组", "王庄村", 1),
        ("王庄村第11村民小组", "王庄村", 11),
        ("曹村村", "曹村村", None),
        ("古村", "古村村", None),
        ("句容二圣曲巷", "泗庄村", None),
        ("后村", "西城村", None),
        ("江苏句容", None, None),
        ("安徽省芜湖市", None, None),
        ("后白无此村", None, None),
    ],
)
def test_native_places(cell: str, village: str | None, group: int | None) -> None:
    """Completed by the township's own villages and former names; never guessed."""
    value = read_native_place(cell, LAND).value
    assert value is not None
    assert (value.village, value.group) == (village, group)


@pytest.mark.parametrize(
    ("township", "parts"),
    [
        ("句容市后白镇", ("", "句容市", "后白镇")),
        ("镇江市丹徒区示例镇", ("镇江市", "丹徒区", "示例镇")),
        ("广东省广州市番禺区市桥街道", ("广东省广州市", "番禺区", "市桥街道")),
        ("后白", ("", "", "后白")),
    ],
)
def test_a_township_divides(township: str, parts: tuple[str, str, str]) -> None:
    """What stands above the county, the county, the town."""
    assert divide(township) == parts


def test_another_townships_places() -> None:
    """The reader knows no township of its own."""
    land = Homeland("镇江市丹徒区示例镇", frozenset({"甲村"}))
    for cell in (
        "江苏省镇江市丹徒区示例镇甲村",
        "丹徒示例甲村",
        "示例镇甲村3组",
        "镇江丹徒区示例镇甲村",
    ):
        value = read_native_place(cell, land).value
        assert value is not None
        assert value.village == "甲村", cell


MARKS = st.text(
    "()（）[]【】〔〕<>《》{}0123456789+-—转/、，;:：.· \u3000年月日正初万亿元张总办村组第",
    max_size=24,
)


@given(st.text(max_size=40) | MARKS)
@example("[]")
def test_readers_never_break(cell: str) -> None:
    """Whatever is typed, there is an answer."""
    for reader in (read_money, read_land, read_number, read_phones, read_name, read_employments):
        reader(cell)
    read_native_place(cell, LAND)
    assert isinstance(text.pinyin_key(cell), str)


@given(st.text(max_size=20), st.text(max_size=20))
def test_sort_keys_are_ascii_and_tell_apart(one: str, other: str) -> None:
    """Equal keys mean equal texts, but for spacing and spelling."""
    assert text.pinyin_key(one).isascii()
    if text.pinyin_key(one) == text.pinyin_key(other):
        assert " ".join(text.fold(one).split()) == " ".join(text.fold(other).split())


@given(st.text(alphabet="王李单仇解尉迟欧阳建国明红 abc123", min_size=1, max_size=8))
def test_a_text_is_found_by_itself(typed: str) -> None:
    """The terms asked for are among the terms kept, half-typed ones by their beginning."""
    kept = text.name_terms(typed)
    for asked in text.query_terms(typed):
        begins = any(term.startswith(asked[:-1]) for term in kept)
        assert begins if asked.endswith("*") else asked in kept
    assert text.grade([typed], typed) == (0 if text.query_terms(typed) else text.grade([typed], ""))


@given(st.text(alphabet="王李单仇解尉迟欧阳建国明红𠮷", min_size=2, max_size=4), st.data())
def test_every_beginning_of_a_names_reading_finds_it(name: str, data: st.DataObject) -> None:
    """Typed half, from any character on: yuchi, yuchig, lixi, xiaom; graded before what only has
    it somewhere else."""
    syllables = data.draw(st.sampled_from(text._readings(name)))
    begin = data.draw(st.integers(0, len(syllables) - 1))
    whole = "".join(syllables[begin:])
    typed = whole[: data.draw(st.integers(1, len(whole)))]
    kept = text.name_terms(name)
    (asked,) = text.query_terms(typed)
    assert any(term.startswith(asked[:-1]) for term in kept)
    assert text.grade([name], typed) <= (1 if begin == 0 else 2)
    assert text.grade([name], f"{typed}zzz") == 3


def test_surnames_are_read_as_surnames() -> None:
    """单 Shàn, 仇 Qiú, 尉迟 Yùchí, and the initials that go with them."""
    for name, whole, initials in (
        ("单建国", "shanjianguo", "sjg"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("仇英", "qiuying", "qy"),
    ):
        assert {whole, initials} <= text.name_terms(name)


def test_levels() -> None:
    """有争议 and 撤销 never count; a chain is as strong as its weakest."""
    assert [reaches(state, Level.RECORDED) for state in ClaimState] == [True] * 5 + [False] * 2
    assert [reaches(state, Level.CONFIRMED) for state in ClaimState] == [False] * 2 + [True] * 3 + [
        False
    ] * 2
    assert weakest([ClaimState.PUBLISHED, ClaimState.DECLARED]) is ClaimState.DECLARED


@pytest.mark.parametrize(
    ("cell", "nothing"),
    [
        ("无", True), ("不明", True), ("暂缺", True), ("----", True), ("／／", True), ("N/A", True),
        ("#REF!", True), (" — ", True), ("无锡", False), ("缺一门", False), ("-5", False),
        ("NA", False), ("空调厂", False), ("", False),
    ],
)  # fmt: skip
def test_what_only_fills_a_cell_says_nothing(cell: str, *, nothing: bool) -> None:
    """Words for nothing, strokes and Excel's errors; never the beginning of a word that means
    something."""
    assert is_placeholder(cell) is nothing


@pytest.mark.parametrize(
    ("cell", "shown", "codes"),
    [
        ("黄玉梅（法定代表人）", "黄玉梅（法定代表人）", []),
        ("王世民 工程师", "王世民（工程师）", []),
        ("胡立平董事长", "胡立平（董事长）", []),
        ("欧阳建国副总经理", "欧阳建国（副总经理）", []),
        ("金融办主任", "金融办主任", []),
        ("招商专员", "招商专员", []),
        ("党委书记", "党委书记", ["NAME_WITH_TITLE"]),
        ("韩伟会长", "韩伟（会长）", []),
        ("温总", "温总", ["NAME_WITH_TITLE"]),
        ("王总", "王总", ["NAME_WITH_TITLE"]),
        ("欧阳经理", "欧阳经理", ["NAME_WITH_TITLE"]),
        ("张旻昊", "张旻昊", []),
        ("张三、李四", None, ["NAME_TWO_PEOPLE"]),
        ("无", None, ["PLACEHOLDER"]),
        (None, None, []),
    ],
)
def test_whom_to_talk_to(cell: object, shown: str | None, codes: list[str]) -> None:
    """Name and position, or the title alone, which is kept as it is and marked."""
    reading = read_contact(cell)
    assert (reading.value.label() if reading.value else None) == shown
    assert [each.code for each in reading.notes] == codes


@pytest.mark.parametrize(
    ("cell", "name", "codes"),
    [
        ("张三丰　李四", None, ["NAME_TWO_PEOPLE"]),
        ("张三\n李四", None, ["NAME_TWO_PEOPLE"]),
        ("张三/李四", None, ["NAME_TWO_PEOPLE"]),
        ("张三、李四夫妇", None, ["NAME_TWO_PEOPLE"]),
        ("欧阳 娜娜", "欧阳娜娜", ["NAME_INNER_SPACE"]),
        ("张 三丰", "张三丰", ["NAME_INNER_SPACE"]),
        ("王小明 经理", "王小明", ["NAME_WITH_TITLE"]),
        ("王总", "王总", ["NAME_WITH_TITLE"]),
        ("张三（代）", "张三", ["NAME_FOR_ANOTHER"]),
    ],
)
def test_two_people_in_a_cell_are_never_one(cell: str, name: str | None, codes: list[str]) -> None:
    """Two whole names are no name; a title alone stays as written and is listed."""
    reading = read_name(cell)
    assert (reading.value.name if reading.value else None) == name
    assert [each.code for each in reading.notes] == codes


TYPED = [
    (kind.label, spec)
    for kind in (*schema.KINDS.values(), *schema.TIES.values())
    for spec in kind.fields.values()
    if not spec.is_link and spec.type.name not in {"plain", "choice", "flag"}
]


@given(st.sampled_from(TYPED), st.integers(1, 400), st.sampled_from("甲a1、：\n"))
def test_no_field_reads_a_text_beyond_its_length(
    field: tuple[str, object], more: int, character: str
) -> None:
    """Nothing is made of it, nothing is cut, and the point says the limit; what is read is within."""
    kind = field[1].type  # type: ignore[attr-defined]
    typed = "甲" + character * (kind.longest + more - 2) + "甲"
    reading = kind.read(typed)
    assert (reading.value, reading.written) == (None, typed)
    assert [note.code for note in reading.notes] == [over(kind.longest)]
    assert f"{kind.longest:,}" in PROBLEMS[reading.notes[0].code].sentence


@given(st.sampled_from(TYPED), st.text("甲乙1、：\n ", max_size=300), st.integers(1, 90))
def test_what_a_field_reads_is_within_its_length(
    field: tuple[str, object], typed: str, times: int
) -> None:
    """A value that was read breaks no limit of its own type."""
    kind = field[1].type  # type: ignore[attr-defined]
    assert not kind.beyond(kind.read(typed * times).value)


def test_limits_have_their_points() -> None:
    """Each limit is a point of its own."""
    assert all(over(limit) in PROBLEMS for limit in (NAME, TITLE, LINE, LONG))
