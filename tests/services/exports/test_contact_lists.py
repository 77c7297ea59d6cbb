"""Lists that leave the office: who is on them, who is not and why, and how the file reads."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.services import records
from xiangxian.services.drafts import Draft
from xiangxian.services.exports import contact_lists, export_log, list_files
from xiangxian.services.exports.contact_lists import gather
from xiangxian.services.exports.list_files import NOTICE, ORIGIN_UNKNOWN
from xiangxian.services.exports.purposes import WAYS
from xiangxian.services.exports.release import ReleasedList
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import EVERYTHING, Page, Query
from xiangxian.store.contract import GraphStore

TODAY = date(2026, 11, 24)
VILLAGES = Path(__file__).parents[2] / "registers" / "01_village_register.xlsx"


def add(store: GraphStore, viewer: Viewer, name: str, **values: Any) -> str:
    """One more person."""
    person = Person.model_validate({"name": name, **values})
    return records.create(store, person, change_id=new_id(), viewer=viewer, now=NOW)


def take(store: GraphStore, viewer: Viewer, **given: Any) -> ReleasedList:
    """Export a list for 春节."""
    said = {"purpose": "春节问候", "recipient": "镇党政办", "occasion": "春节", **given}
    return contact_lists.export(
        store,
        EVERYTHING,
        contact_lists.ListOrder(**said),
        change_id=new_id(),
        viewer=viewer,
        now=NOW,
    )


def lines_of(taken: ReleasedList) -> list[list[str]]:
    """The cells of a CSV list."""
    return list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("way", ["", *WAYS])
def test_nobody_of_a_register_is_missing_without_a_reason(
    store: GraphStore, clerk: Viewer, way: str
) -> None:
    """Everybody who was imported is on the 春节 list or named with the reason, for every use."""
    workbook = read_workbook(VILLAGES, name="01.xlsx")
    known = known_people(store, viewer=clerk)
    checked = check(workbook, homeland(store, viewer=clerk), known)
    loading.load(store, checked, origin="old_ledger", viewer=clerk, now=NOW, change_id=new_id())
    nodes = store.find(Query("person", limit=200)).nodes
    found = gather(store, EVERYTHING, viewer=clerk, today=TODAY, way=WAYS.get(way))
    assert len(nodes) == 62
    assert len(found.lines) + len(found.left_out) == 62
    assert {line.id for line in found.lines} <= {node.id for node in nodes}
    named = sorted(name.partition("（同名")[0] for name in found.left_out)
    on = {line.id for line in found.lines}
    missing = [Person.parsed(node.values).title() for node in nodes if node.id not in on]
    assert named == sorted(missing)
    assert all(found.left_out.values())


def test_each_reason_is_said(store: GraphStore, clerk: Viewer) -> None:
    """Deceased, refused, in mourning, without what the use needs; a year later 问候 goes on."""
    phone = (Phone(number="13000000001"),)
    add(store, clerk, "甲", phones=phone)
    add(store, clerk, "乙", deceased=True, phones=phone)
    add(store, clerk, "丙", opt_out=True, phones=phone)
    mourning = PartialDate(year=2026, month=3, written="2026年3月")
    add(store, clerk, "丁", bereaved_on=mourning, phones=phone)
    add(store, clerk, "戊")
    add(store, clerk, "己", to_ask=True, phones=phone)
    found = gather(store, EVERYTHING, viewer=clerk, today=TODAY, way=WAYS["sms"])
    assert [line.cells["name"] for line in found.lines] == ["甲"]
    assert found.left_out == {
        "乙": "已故", "丙": "本人不再联系", "丁": "暂缓问候", "戊": "没有手机", "己": "待问清",
    }  # fmt: skip
    later = gather(store, EVERYTHING, viewer=clerk, today=date(2027, 4, 1))
    assert "丁" in {line.cells["name"] for line in later.lines}


def test_a_use_takes_only_what_it_needs(store: GraphStore, clerk: Viewer) -> None:
    """An SMS list has no address even when the form asks for it; a letter has no number."""
    add(store, clerk, "甲", phones=(Phone(number="13000000001"),), address="南京市一号")
    columns = [each.name for each in contact_lists.COLUMNS]
    sms = take(store, clerk, way="sms", columns=columns, form="csv")
    letter = take(store, clerk, way="letter", columns=columns, form="csv")
    assert "南京市一号" not in sms.content.decode()
    assert "13000000001" in sms.content.decode()
    assert "13000000001" not in letter.content.decode()
    with pytest.raises(Invalid, match="请至少选一栏"):
        take(store, clerk, way="letter", columns=["phones"])


def test_contacts_of_unknown_origin_are_marked_or_left_out(
    store: GraphStore, clerk: Viewer
) -> None:
    """Marked with the notice by default; a strict unit leaves them out with that reason."""
    phone = (Phone(number="13000000001"),)
    add(store, clerk, "甲", phones=phone, contact_origin="given")
    add(store, clerk, "乙", phones=phone, contact_origin="old_ledger")
    add(store, clerk, "丙", phones=phone)
    add(store, clerk, "丁")
    page = openpyxl.load_workbook(io.BytesIO(take(store, clerk).content)).active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    marks = {row[1]: row[-2] for row in rows if row[1]}
    assert marks == {"丙": ORIGIN_UNKNOWN, "丁": "", "甲": "", "乙": ORIGIN_UNKNOWN}
    assert NOTICE in {row[0] for row in rows}
    strict = take(store, clerk, strict=True)
    assert strict.people == 2
    assert strict.left_out == {
        "丙": f"联系方式{ORIGIN_UNKNOWN}", "乙": f"联系方式{ORIGIN_UNKNOWN}",
    }  # fmt: skip


def test_the_lines_for_stamp_and_checker_can_be_left_off(store: GraphStore, clerk: Viewer) -> None:
    """They are there unless switched off."""
    add(store, clerk, "甲")
    for signed in (True, False):
        page = openpyxl.load_workbook(io.BytesIO(take(store, clerk, signed=signed).content)).active
        assert page is not None
        texts = " ".join(str(c.value) for row in page.iter_rows() for c in row if c.value)
        assert ("审核人" in texts) is signed
        assert ("填报单位" in texts) is signed
        assert "合计：1人" in texts


@pytest.mark.parametrize("given_", [{"way": "fax"}, {"form": "pdf"}])
def test_an_unknown_use_or_format_takes_nothing_out(
    store: GraphStore, clerk: Viewer, given_: dict[str, str]
) -> None:
    """A sentence, no list, no line in the log."""
    add(store, clerk, "甲")
    before = store.revision()
    with pytest.raises(Invalid, match="不认识"):
        take(store, clerk, **given_)
    assert store.revision() == before


def test_a_comma_file_opens_in_excel(store: GraphStore, clerk: Viewer) -> None:
    """With the mark of UTF-8, and no cell a formula."""
    add(store, clerk, "=1+1", phones=(Phone(number="+85291234567"),))
    taken = take(store, clerk, form="csv")
    assert taken.content.startswith(b"\xef\xbb\xbf")
    assert taken.file.endswith(".csv")
    (header, line) = lines_of(taken)
    assert header[0] == "姓名"
    assert line[0] == "'=1+1"
    assert line[header.index("手机")] == "+85291234567"


@given(st.text(max_size=12))
def test_no_text_of_a_comma_file_is_a_formula(text: str) -> None:
    """Whatever a cell says, it begins with nothing that a spreadsheet computes; nothing is lost."""
    harmless = list_files.harmless(text)
    assert harmless.removeprefix("'" if harmless != text else "") == text
    if harmless[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        assert harmless[0] == "+"
        assert not any(c.isalpha() for c in harmless)


def test_the_notice_is_given_once(store: GraphStore, clerk: Viewer) -> None:
    """On the first list that holds the person; later lists say so, and give it again only when
    asked; a list of others gives it to nobody."""
    phone = (Phone(number="13000000001"),)
    add(store, clerk, "甲", phones=phone)
    first = take(store, clerk, way="sms", form="csv")
    add(store, clerk, "乙", phones=phone)
    second = take(store, clerk, way="sms", form="csv")
    third = take(store, clerk, way="sms", form="csv", again=True)
    hints = [{line[0]: line[-1] for line in lines_of(each)[1:]} for each in (first, second, third)]
    told = f"{ORIGIN_UNKNOWN}（已说明）"
    assert hints == [{"甲": NOTICE}, {"甲": told, "乙": NOTICE}, {"甲": NOTICE, "乙": NOTICE}]
    sheet = openpyxl.load_workbook(io.BytesIO(take(store, clerk).content)).active
    assert sheet is not None
    assert NOTICE not in {cell.value for row in sheet.iter_rows() for cell in row}
    strict = gather(store, EVERYTHING, viewer=clerk, today=TODAY, strict=True)
    assert strict.lines == ()


def test_consent_that_was_taken_back_keeps_off_every_list(store: GraphStore, clerk: Viewer) -> None:
    """With a reason of its own, whatever the day."""
    phone = (Phone(number="13000000001"),)
    withdrawn = PartialDate(year=2026, month=5)
    add(store, clerk, "甲", phones=phone, legal_basis="consent", consent_withdrawn_on=withdrawn)
    add(store, clerk, "乙", phones=phone, legal_basis="consent")
    found = gather(store, EVERYTHING, viewer=clerk, today=TODAY)
    assert [line.cells["name"] for line in found.lines] == ["乙"]
    assert found.left_out == {"甲": "本人撤回了同意"}


def test_a_list_reads_the_store_by_pages(store: GraphStore, clerk: Viewer) -> None:
    """As many calls for one person as for all of a page, notices and posts included."""

    def calls() -> int:
        counted = Counted(store)
        gather(counted, EVERYTHING, viewer=clerk, today=TODAY)  # type: ignore[arg-type]
        return counted.calls

    phone = (Phone(number="13000000001"),)
    add(store, clerk, "甲", phones=phone)
    few = calls()
    draft = Draft(new_id(), clerk.unit)
    for number in range(60):
        draft.add(Person(name=f"乙{number}", phones=phone))
    store.apply(draft.change_set(clerk, NOW, "person.create"))
    take(store, clerk)
    assert calls() == few == 1


class Counted:
    """A store that counts what it is asked."""

    def __init__(self, store: GraphStore) -> None:
        self.store, self.calls = store, 0

    def find(self, query: Query) -> Page:
        """One page."""
        self.calls += 1
        return self.store.find(query)


def test_what_became_of_a_list(store: GraphStore, clerk: Viewer) -> None:
    """One tap notes it, another takes it back; each is a line of the log; long ones are listed."""
    add(store, clerk, "甲")
    taken = take(store, clerk)
    (left,) = export_log.lists(store, viewer=clerk, now=NOW).rows
    assert (left.became, left.long_out) == ("", False)
    later = NOW + timedelta(days=31)
    assert [each.id for each in export_log.long_out(store, viewer=clerk, now=later)] == [left.id]

    def note(ended: str, change: str) -> None:
        export_log.note_end(store, left.id, ended, change_id=change, viewer=clerk, now=later)

    tap = new_id()
    note("returned", tap)
    note("returned", tap)
    note("returned", new_id())
    assert export_log.long_out(store, viewer=clerk, now=later) == []
    (left,) = export_log.lists(store, viewer=clerk, now=later, mark=taken.mark).rows
    assert (left.became, left.record.ended_by, left.record.ended_at) == (
        "已收回",
        "统战干事",
        later,
    )
    note("", new_id())
    (left,) = export_log.lists(store, viewer=clerk, now=later).rows
    assert (left.became, left.long_out, left.record.ended_at) == ("", True, None)
    note("destroyed", new_id())
    notes = [entry.note for entry in store.log(limit=3)]
    assert [note.rpartition("：")[2] for note in notes] == ["已销毁", "撤回去向", "已收回"]
    assert {entry.why for entry in store.log(limit=3)} == {"export.ended"}
    with pytest.raises(Invalid, match="已收回"):
        note("lost", new_id())


def test_the_numbers_of_a_printed_list_are_hidden(store: GraphStore, clerk: Viewer) -> None:
    """In the last column of the workbook; in a comma file only when wanted."""
    add(store, clerk, "甲", phones=(Phone(number="13000000001"),))
    sheet = openpyxl.load_workbook(io.BytesIO(take(store, clerk).content)).active
    assert sheet is not None
    header = [cell.value for cell in sheet[3]]
    letter = get_column_letter(len(header))
    assert header[-1] == "名册编号"
    assert sheet.column_dimensions[letter].hidden
    assert re.fullmatch(r"[0-9A-F]{8}-1", str(sheet[f"{letter}4"].value))
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.paperSize == 9
    phone = sheet.cell(4, header.index("手机") + 1)
    assert (phone.value, phone.number_format) == ("13000000001", "@")
    plain = lines_of(take(store, clerk, form="csv"))
    numbered = lines_of(take(store, clerk, form="csv", numbered=True))
    assert "名册编号" not in plain[0]
    assert "名册编号" in numbered[0]


def test_kept_columns_go_along_when_wanted(store: GraphStore, clerk: Viewer) -> None:
    """Under their own header, and on no list that has a use of its own."""
    add(store, clerk, "甲", kept={"校友会": "理事", "会费": "已交"}, phones=(Phone(number="1"),))
    said = lines_of(take(store, clerk, form="csv", kept=["校友会", "没有这栏"]))
    assert said[0][-2:] == ["校友会", "提示"]
    assert said[1][-2] == "理事"
    assert "会费" not in said[0]
    sms = lines_of(take(store, clerk, form="csv", way="sms", kept=["校友会"]))
    assert "校友会" not in sms[0]
