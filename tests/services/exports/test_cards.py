"""Cards for telephones, read back by another library."""

from __future__ import annotations

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.values.phones import Phone
from xiangxian.services.drafts import Draft
from xiangxian.services.exports import contact_lists
from xiangxian.services.exports.list_files import NOTICE
from xiangxian.services.exports.release import ReleasedList
from xiangxian.services.exports.vcard import Card, name_parts, written
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid, schema
from xiangxian.store.base import EVERYTHING
from xiangxian.store.contract import GraphStore

TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters='\n;,\\:"王𠮷'),
    min_size=1,
    max_size=60,
).filter(lambda text: text == text.strip() and text.splitlines() == text.split("\n"))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("王小明", ("王", "小明")),
        ("欧阳甲", ("欧阳", "甲")),
        ("万俟甲乙", ("万俟", "甲乙")),
        ("单于", ("单", "于")),
        ("𠮷田", ("𠮷", "田")),
        ("王〇一", ("王", "〇一")),
        ("John Smith", ("", "John Smith")),
        ("买买提·甲", ("", "买买提·甲")),
    ],
)
def test_a_name_is_parted_as_chinese_names_are(name: str, parts: tuple[str, str]) -> None:
    """Compound surnames stay whole; what is not plainly Chinese is not parted."""
    assert name_parts(name) == parts


@given(name=TEXT, firm=TEXT, note=TEXT)
def test_every_text_comes_back(name: str, firm: str, note: str) -> None:
    """Whatever stands in it; no line is longer than 75 octets or cut inside a character."""
    content = written([Card("1", name, organisation=firm, note=note)])
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    card = vobject.readOne(content.decode())
    assert card.fn.value == name
    assert card.org.value == [firm]
    assert card.note.value == note


def test_a_list_of_cards(store: GraphStore, clerk: Viewer) -> None:
    """Who can be called, with name, firm and post; whose number it is and where it is from in the
    note; nothing that the use does not need."""
    draft = Draft(new_id(), clerk.unit)
    firm = draft.add(schema.KINDS["organisation"].model_validate({"name": "甲;乙公司"}))
    known = Person(
        name="欧阳甲",
        salutation="欧阳老师",
        phones=(Phone(number="13000000001"), Phone(number="051187654321", note="办公室")),
        address="南京市一号",
        contact_origin="given",
    )
    draft.tie(Employment(position="总经理"), draft.add(known), firm)
    draft.add(Person(name="王小明", phones=(Phone(number="13000000002"),)))
    draft.add(Person(name="赵没有"))
    store.apply(draft.change_set(clerk, NOW, "person.create"))

    def take(way: str) -> ReleasedList:
        return contact_lists.export(store, EVERYTHING, contact_lists.ListOrder(purpose="拜年", recipient="王主任", occasion="春节", way=way, form="vcf", columns=[column.name for column in contact_lists.COLUMNS]), change_id=new_id(), viewer=clerk, now=NOW)  # fmt: skip

    taken = take("call")
    assert taken.file.endswith(".vcf")
    assert taken.left_out == {"赵没有": "没有手机"}
    one, other = vobject.readComponents(taken.content.decode())
    assert (one.n.value.family, one.n.value.given, one.fn.value) == ("欧阳", "甲", "欧阳甲")
    assert one.version.value == "3.0"
    assert (one.org.value, one.title.value) == (["甲;乙公司"], "总经理")
    numbers = [(tel.value, tel.params["TYPE"]) for tel in one.tel_list]
    assert numbers == [("13000000001", ["CELL"]), ("051187654321", ["VOICE"])]
    assert one.note.value == f"051187654321：办公室\n春节（名单编号{taken.mark}）"
    assert one.categories.value == ["乡贤"]
    assert "adr" not in one.contents
    assert NOTICE in other.note.value
    assert take("sms").people == 2
    for way in ("letter", "wechat", ""):
        with pytest.raises(Invalid, match="不认识"):
            take(way)
