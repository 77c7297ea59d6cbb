"""村里核对: sheets go down to the villages in their own columns, and come back."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from counting import counted
from xiangxian.domain.people import Person
from xiangxian.domain.phones import Phone
from xiangxian.domain.places import Place
from xiangxian.domain.registers import ContactExport
from xiangxian.services import records
from xiangxian.services.drafts import new_id
from xiangxian.services.gate import Refused, Viewer
from xiangxian.services.records import Invalid
from xiangxian.services.registers import load as loading
from xiangxian.services.registers.check import check
from xiangxian.services.registers.holdings import homeland, known_people
from xiangxian.services.registers.read import read_workbook
from xiangxian.services.village_rounds import rounds, village_people
from xiangxian.services.village_rounds.handing_out import Handed, hand_out
from xiangxian.store.base import GraphStore

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
SAMPLE = Path(__file__).parents[1] / "registers" / "01_village_register.xlsx"
OWN = [
    "序号", "姓名", "性别", "出生年月", "籍贯（村组）", "现工作单位及职务", "所在城市",
    "社会兼职", "手机", "微信号", "乡贤类别", "家乡联系人", "备注", "变动情况", "名册编号",
]  # fmt: skip


def bring_in(store: GraphStore, clerk: Viewer, path: Path) -> loading.Outcome:
    """Import the file at *path* the usual way."""
    checked = check(
        read_workbook(path, name=path.name),
        homeland(store, viewer=clerk),
        known_people(store, viewer=clerk),
    )
    return loading.load(store, checked, origin="village", viewer=clerk, now=NOW, change_id=new_id())


def village(store: GraphStore, clerk: Viewer, name: str, *people: Person) -> str:
    """A village with *people*; gives its id."""
    place = Place(name=name, level="village")
    id_ = records.create(store, place, change_id=new_id(), viewer=clerk, now=NOW)
    for person in people:
        at_home = person.model_copy(update={"home_village": id_})
        records.create(store, at_home, change_id=new_id(), viewer=clerk, now=NOW)
    return id_


def give(store: GraphStore, clerk: Viewer, *ids: str, now: datetime = NOW) -> Handed:
    """Hand out the sheets of the villages *ids*."""
    return hand_out(store, ids, change_id=new_id(), viewer=clerk, now=now)


def opened(content: bytes) -> Worksheet:
    """The only sheet of a workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_every_village_gets_its_people_in_its_own_columns(store: GraphStore, clerk: Viewer) -> None:
    """One workbook per village in one ZIP: the village's headers in its order, what is never
    stored left away, phones as text, missing ones pale, ten empty rows, the number hidden."""
    bring_in(store, clerk, SAMPLE)
    counts = village_people.count(store, viewer=clerk)
    done = give(store, clerk, *counts.villages)
    assert (done.villages, done.file) == (5, "核对表-2026年12月.zip")
    with zipfile.ZipFile(io.BytesIO(done.content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert "王庄村-核对表-2026年12月.xlsx" in files
    sheet = opened(files["王庄村-核对表-2026年12月.xlsx"])
    assert [cell.value for cell in sheet[3]] == OWN
    assert sheet.column_dimensions["O"].hidden
    by_name = {each.place.title: each for each in counts.villages.values()}
    people = by_name["王庄村"].people
    names = [sheet.cell(row, 2).value for row in range(4, 4 + people)]
    assert "戴秀英" in names
    phones = [sheet.cell(row, 9) for row in range(4, 4 + people)]
    assert all(cell.data_type == "s" for cell in phones if cell.value)
    pale = [cell for cell in phones if cell.fill.fgColor.rgb == "FFFFF6D6"]
    assert pale == [cell for cell in phones if not cell.value]
    empty = range(4 + people, 14 + people)
    assert all(sheet.cell(row, 2).border.left.style for row in empty)
    assert not any(cell.value for row in empty for cell in sheet[row])
    assert "政治面貌" not in str([cell.value for row in sheet for cell in row])
    assert [rule.sqref for rule in sheet.data_validations.dataValidation]


def test_each_list_that_goes_to_a_village_is_in_the_log(store: GraphStore, clerk: Viewer) -> None:
    """Purpose, village, mark and people of every sheet; the mark stands on the sheet and its foot."""
    id_ = village(store, clerk, "王庄村", Person(name="王甲"), Person(name="王乙", deceased=True))
    done = give(store, clerk, id_)
    (row,) = records.listing(store, ContactExport.kind, viewer=clerk).rows
    record = records.read(store, row.id, viewer=clerk).record
    assert isinstance(record, ContactExport)
    assert (record.name, record.recipient, record.people) == ("村里核对", "王庄村", 1)
    assert record.left_out == {"王乙": "已故"}
    sheet = opened(done.content)
    assert f"核对编号 {record.mark}" in str(sheet["A2"].value)
    assert record.mark in str(sheet.oddFooter.left.text)
    entry = rounds.entries(store, done.round_id, viewer=clerk)[0]
    assert (entry.sheet.mark, entry.state) == (record.mark, rounds.OUT)
    progress = rounds.progress(store, viewer=clerk)
    assert progress is not None
    assert (progress.name, progress.returned, progress.out) == ("2026年12月核对", 0, 1)


def test_a_village_without_a_sheet_of_its_own_gets_the_usual_columns(
    store: GraphStore, clerk: Viewer
) -> None:
    """The usual columns, and a second sheet of the same round is the same entry."""
    id_ = village(store, clerk, "甲村", Person(name="王甲", phones=(Phone(number="13000001111"),)))
    first = give(store, clerk, id_)
    assert first.file == "甲村-核对表-2026年12月.xlsx"
    assert [cell.value for cell in opened(first.content)[3]][:3] == ["序号", "姓名", "性别"]
    again = give(store, clerk, id_, now=LATER)
    assert again.round_id == first.round_id
    assert len(rounds.entries(store, first.round_id, viewer=clerk)) == 1


def test_contact_columns_go_only_where_the_gate_lets_them(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """Who may not export takes no sheet out."""
    id_ = village(store, clerk, "甲村", Person(name="王甲"))
    with pytest.raises(Refused):
        give(store, manager, id_)


def test_nobody_to_hand_out_is_said(store: GraphStore, clerk: Viewer) -> None:
    """An empty village, and a round that is closed: a sentence, and nothing leaves."""
    id_ = village(store, clerk, "空村")
    with pytest.raises(Invalid, match="还没有在册的人"):
        give(store, clerk, id_)
    full = village(store, clerk, "甲村", Person(name="王甲"))
    done = give(store, clerk, full)
    rounds.close(store, done.round_id, closed=True, change_id=new_id(), viewer=clerk, now=NOW)
    with pytest.raises(Invalid, match="已经结束"):
        hand_out(store, [full], round_id=done.round_id, change_id=new_id(), viewer=clerk, now=NOW)
    assert len(records.listing(store, ContactExport.kind, viewer=clerk).rows) == 1


def test_a_village_is_excused_with_a_reason(store: GraphStore, clerk: Viewer) -> None:
    """不用交 needs its reason, and can be taken back."""
    id_ = village(store, clerk, "甲村", Person(name="王甲"))
    round_id = give(store, clerk, id_).round_id

    def say(reason: str | None) -> str:
        rounds.excuse(store, round_id, id_, reason, change_id=new_id(), viewer=clerk, now=NOW)
        return rounds.entries(store, round_id, viewer=clerk)[0].state

    with pytest.raises(Invalid, match="为什么不用交"):
        say("  ")
    assert say("并到王庄村一起报") == rounds.EXCUSED
    assert say(None) == rounds.OUT


def test_villages_are_counted_in_a_fixed_number_of_questions(
    store: GraphStore, clerk: Viewer
) -> None:
    """Three villages or thirty: as many questions; who has no number and who has no village."""

    def add(at: int) -> None:
        for number in range(at, at + 3 if not at else 30):
            village(store, clerk, f"第{number}村", Person(name="王甲"))

    records.create(store, Person(name="无村"), change_id=new_id(), viewer=clerk, now=NOW)
    asked = []
    for at in (0, 3):
        add(at)
        watched, counter = counted(store)
        found = village_people.count(watched, viewer=clerk)
        assert rounds.progress(watched, viewer=clerk) is None
        asked.append(counter.questions)
    assert asked[0] == asked[1]
    assert len(found.villages) == 30
    assert {(each.people, each.without_phone) for each in found.villages.values()} == {(1, 1)}
    assert found.nowhere == 1
