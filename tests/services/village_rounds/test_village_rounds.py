"""村里核对: sheets go down to the villages in their own columns, and come back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from acts import new_id
from counting import counted
from xiangxian.domain.people import Person
from xiangxian.domain.places import Place
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.phones import Phone
from xiangxian.services import records
from xiangxian.services.gate import Refused, Viewer
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import every, homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session import open_points
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.services.village_rounds import parcels, rounds, taking_in, village_people
from xiangxian.services.village_rounds.handing_out import Handed, hand_out
from xiangxian.store.base import Hop
from xiangxian.store.contract import GraphStore

NOW = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=9)
SAMPLE = Path(__file__).parents[2] / "registers" / "01_village_register.xlsx"
OWN = [
    "序号", "姓名", "性别", "出生年月", "籍贯（村组）", "现工作单位及职务", "所在城市",
    "社会兼职", "手机", "微信号", "乡贤类别", "家乡联系人", "备注", "变动情况", "名册编号",
]  # fmt: skip


def bring_in(
    store: GraphStore, clerk: Viewer, path: Path, now: datetime = NOW
) -> loading.ImportOutcome:
    """Import the file at *path* the usual way."""
    checked = check(
        read_workbook(path, name=path.name),
        homeland(store, viewer=clerk),
        known_people(store, viewer=clerk),
    )
    return loading.load(store, checked, origin="village", viewer=clerk, now=now, change_id=new_id())


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
    assert "东桥村-核对表-2026年12月.xlsx" in files
    sheet = opened(files["东桥村-核对表-2026年12月.xlsx"])
    assert [cell.value for cell in sheet[3]] == OWN
    assert sheet.column_dimensions["O"].hidden
    by_name = {each.place.title: each for each in counts.villages.values()}
    people = by_name["东桥村"].people
    names = [sheet.cell(row, 2).value for row in range(4, 4 + people)]
    assert "孙锁林" in names
    phones = [sheet.cell(row, 9) for row in range(4, 4 + people)]
    assert all(cell.data_type == "s" for cell in phones if cell.value)
    pale = [cell for cell in phones if cell.fill.fgColor.rgb == "FFFFF6D6"]
    assert len(pale) == by_name["东桥村"].without_phone
    assert [cell for cell in phones if not cell.value] == [cell for cell in pale if not cell.value]
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


def test_a_village_may_be_called_what_no_file_may(store: GraphStore, clerk: Viewer) -> None:
    """Names with signs that Excel and Windows do not allow: the sheet goes out all the same."""
    ids = [
        village(store, clerk, name, Person(name="王甲")) for name in ("甲/乙村", "甲乙村", "[*]")
    ]
    with zipfile.ZipFile(io.BytesIO(give(store, clerk, *ids).content)) as packed:
        assert len(set(packed.namelist())) == 3
        sheets = [opened(packed.read(name)).title for name in packed.namelist()]
    assert sorted(sheets) == ["核对编号", "甲乙村", "甲乙村"]


def test_contact_columns_go_only_where_the_gate_lets_them(
    store: GraphStore, clerk: Viewer, manager: Viewer
) -> None:
    """Who may not export takes no sheet out; what somebody does not see whole is on none."""
    person = Person(
        name="王甲", phones=(Phone(number="13000001111"),), remarks="不外传", kept={"爱好": "下棋"}
    )
    id_ = village(store, clerk, "甲村", person)
    with pytest.raises(Refused):
        give(store, manager, id_)
    sights = {**clerk.sights, "contact": Sight.MASKED, "restricted": Sight.NONE}
    sheet = opened(give(store, replace(clerk, sights=sights), id_).content)
    text = str([cell.value for row in sheet for cell in row])
    assert "王甲" in text
    for word in ("手机", "微信", "13000001111", "备注", "不外传", "下棋"):
        assert word not in text


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
    """Three villages or thirty: as many questions; who has no number and who has no village, of
    whom there is more than a name."""

    def add(at: int) -> None:
        for number in range(at, at + 3 if not at else 30):
            village(store, clerk, f"第{number}村", Person(name="王甲"))

    for nobodys in (Person(name="无村", city="上海"), Person(name="只有姓名")):
        records.create(store, nobodys, change_id=new_id(), viewer=clerk, now=NOW)
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


# --- back ----------------------------------------------------------------------------------


def sheets_of(handed: Handed) -> dict[str, bytes]:
    """The workbooks of a ZIP, by the village's name."""
    with zipfile.ZipFile(io.BytesIO(handed.content)) as packed:
        return {name.partition("-")[0]: packed.read(name) for name in packed.namelist()}


def arrived(
    store: GraphStore, clerk: Viewer, round_id: str, path: Path, content: bytes
) -> list[taking_in.Looked]:
    """What a file that came back says."""
    path.write_bytes(content)
    desk = taking_in.desk(store, round_id, viewer=clerk)
    found = taking_in.parts_of(desk, read_workbook(path, name=path.name))
    return taking_in.look(store, desk, found, viewer=clerk, now=LATER)


def take_in(
    store: GraphStore, clerk: Viewer, round_id: str, part: taking_in.Part
) -> loading.ImportOutcome:
    """Take one village's part in."""
    desk = taking_in.desk(store, round_id, viewer=clerk)
    return taking_in.take_in(store, desk, part, change_id=new_id(), viewer=clerk, now=LATER)


class Returned:
    """A village's sheet in the hands of its accountant."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = self.book.active
        assert isinstance(sheet, Worksheet)
        self.sheet = sheet
        self.header = [cell.value for cell in sheet[3]]

    def column(self, header: str) -> int:
        """The number of a column."""
        return self.header.index(header) + 1

    def row_with(self, header: str, *, after: int = 3) -> int:
        """The first row below *after* in which a column says something."""
        rows = range(after + 1, self.sheet.max_row)
        return next(row for row in rows if self.sheet.cell(row, self.column(header)).value)

    def empty_row(self) -> int:
        """The first empty row of the table."""
        rows = range(4, self.sheet.max_row)
        return next(row for row in rows if not self.sheet.cell(row, 2).value)

    def read(self, row: int, header: str) -> str:
        """The text of a cell."""
        return str(self.sheet.cell(row, self.column(header)).value or "")

    def write(self, row: int, header: str, text: str | None) -> None:
        """Write into a cell."""
        self.sheet.cell(row, self.column(header)).value = text

    def content(self) -> bytes:
        """The file that goes back."""
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


def test_sheets_that_nobody_touched_change_nothing(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """All five villages come back as they went: no difference, no import, all 已交."""
    bring_in(store, clerk, SAMPLE)
    records.create(
        store,
        Person(name="王手记", phones=(Phone(number="13000009999"),), home_village=next(
            iter(village_people.count(store, viewer=clerk).villages)
        )),
        change_id=new_id(), viewer=clerk, now=NOW,
    )  # fmt: skip
    handed = give(store, clerk, *village_people.count(store, viewer=clerk).villages)
    for name, content in sheets_of(handed).items():
        (looked,) = arrived(store, clerk, handed.round_id, tmp_path / "x.xlsx", content)
        assert looked.part.village is not None
        assert looked.part.village.title == name
        assert looked.differences is not None
        assert not looked.differences.anything, (name, looked.differences)
        done = take_in(store, clerk, handed.round_id, looked.part)
        assert (done.batch, done.people, done.updated, done.reviews) == (None, 0, 0, 0)
    states = [each.state for each in rounds.entries(store, handed.round_id, viewer=clerk)]
    assert states == [rounds.RETURNED] * 5


def test_what_a_village_changed_is_shown_and_taken_in_and_back(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """A phone, somebody new, a kept column, an emptied cell, a deleted row, a word of the village:
    each is shown; confirmed it is so in the register; taken back, all is as before."""
    bring_in(store, clerk, SAMPLE)
    home = next(
        id_
        for id_, each in village_people.count(store, viewer=clerk).villages.items()
        if each.place.title == "王庄村"
    )
    path = tmp_path / "王庄村补充.xlsx"
    own = openpyxl.Workbook()
    page = own.active
    assert isinstance(page, Worksheet)
    page.title = "王庄村"
    page.append(["序号", "姓名", "籍贯", "手机", "爱好", "现工作单位及职务"])
    page.append([1, "戴秀英", "王庄村", "13000000004", "下棋", None])
    own.save(path)
    bring_in(store, clerk, path, NOW + timedelta(minutes=1))

    handed = give(store, clerk, home)
    sheet = Returned(handed.content)
    assert sheet.header == [
        "序号", "姓名", "籍贯", "手机", "爱好", "现工作单位及职务", "变动情况", "名册编号",
    ]  # fmt: skip
    dai_row = next(row for row in range(4, 20) if sheet.read(row, "姓名") == "戴秀英")
    others = [row for row in range(4, sheet.empty_row()) if row != dai_row]
    phoned = next(row for row in others if sheet.read(row, "手机"))
    emptied = next(row for row in others if sheet.read(row, "现工作单位及职务") and row != phoned)
    struck = next(row for row in others if row not in {phoned, emptied})
    phoned_name, emptied_name, struck_name = (
        sheet.read(row, "姓名") for row in (phoned, emptied, struck)
    )
    old = sheet.read(phoned, "手机")
    sheet.write(phoned, "手机", "13900008888")
    sheet.write(dai_row, "爱好", "钓鱼")
    sheet.write(dai_row, "变动情况", "去年搬到苏州")
    sheet.write(emptied, "现工作单位及职务", None)
    new = sheet.empty_row()
    sheet.write(new, "姓名", "王新来")
    sheet.write(new, "手机", "13700007777")
    for header in sheet.header:
        sheet.write(struck, str(header), None)

    (looked,) = arrived(store, clerk, handed.round_id, tmp_path / "不知道.xlsx", sheet.content())
    said = looked.differences
    assert said is not None
    assert [row.title for row in said.new] == ["王新来"]
    changed = {row.title: row for row in said.changed}
    assert set(changed) == {"戴秀英", phoned_name}
    assert [(c.label, c.was, c.now) for c in changed[phoned_name].changes] == [
        ("手机", old, "13900008888")
    ]
    hobby = next(c for c in changed["戴秀英"].changes if c.label == "爱好")
    assert (hobby.was, hobby.now) == ("下棋", "钓鱼")
    assert changed["戴秀英"].said == "去年搬到苏州"
    assert [each.title for each in said.missing] == [struck_name]
    assert [row.title for row in said.emptied] == [emptied_name]
    assert [c.label for c in said.emptied[0].changes] == ["现工作单位及职务"]
    assert rounds.entries(store, handed.round_id, viewer=clerk)[0].state == rounds.OUT

    before = everybody(store, clerk)
    done = take_in(store, clerk, handed.round_id, looked.part)
    assert (done.people, done.updated) == (1, 2)
    after = everybody(store, clerk)
    assert set(before) <= set(after)
    assert [p.number for p in after[phoned_name].phones][-1] == "13900008888"
    assert after["戴秀英"].kept["爱好"] == "钓鱼"
    assert after["戴秀英"].kept["变动情况（2026年12月核对）"] == "去年搬到苏州"
    assert after["王新来"].home_village == home
    assert after[emptied_name] == before[emptied_name]
    assert done.batch
    groups = open_points.groups(store, done.batch, viewer=clerk)
    assert ("VILLAGE_SAYS", "去年搬到苏州") in {
        (group.code, each.raw) for group in groups for each in group.items
    }
    (entry,) = rounds.entries(store, handed.round_id, viewer=clerk)
    assert (entry.state, entry.batches) == (rounds.RETURNED, (done.batch,))
    assert entry.sheet.missing == (struck_name,)
    assert entry.sheet.emptied == (f"{emptied_name}的现工作单位及职务",)

    assert not loading.take_back(store, done.batch, viewer=clerk, now=LATER)
    assert everybody(store, clerk) == before
    assert rounds.entries(store, handed.round_id, viewer=clerk)[0].state == rounds.OUT


def everybody(store: GraphStore, clerk: Viewer) -> dict[str, Person]:
    """Every person by name, links and all."""
    found = {}
    for item in every(store, Person.kind, clerk, ((Hop("HOME_VILLAGE"),),)):
        assert isinstance(item.record, Person)
        found[item.record.name] = item.record
    return found


def test_what_a_village_says_is_never_lost(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """The register moved on since the sheet went out: the village's word is a point all the same."""
    id_ = village(store, clerk, "甲村", Person(name="王甲"))
    handed = give(store, clerk, id_)
    (row,) = records.listing(store, Person.kind, viewer=clerk).rows
    item = records.read(store, row.id, viewer=clerk)
    assert isinstance(item.record, Person)
    moved = item.record.model_copy(
        update={"wechat": "jia", "kept": {"变动情况（2026年12月核对）": "早先的话"}}
    )
    records.revise(store, row.id, item.rev, moved, change_id=new_id(), viewer=clerk, now=NOW)
    sheet = Returned(handed.content)
    sheet.write(4, "变动情况", "搬走了")
    (looked,) = arrived(store, clerk, handed.round_id, tmp_path / "x.xlsx", sheet.content())
    done = take_in(store, clerk, handed.round_id, looked.part)
    (group,) = open_points.groups(store, done.batch or "", viewer=clerk)
    assert (group.code, group.items[0].raw) == ("VILLAGE_SAYS", "搬走了")


def test_a_sheet_is_known_by_what_it_is_called_else_asked(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """A village's own file without a number: by the name of file or title; two villages: asked."""
    id_ = village(store, clerk, "甲村", Person(name="王甲"))
    village(store, clerk, "乙村")
    round_id = give(store, clerk, id_).round_id

    def of(name: str, title: str = "名单") -> list[taking_in.Looked]:
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.append([title])
        sheet.append(["姓名", "手机"])
        sheet.append(["王丁", "13000001234"])
        target = io.BytesIO()
        book.save(target)
        return arrived(store, clerk, round_id, tmp_path / name, target.getvalue())

    assert of("乙村.xlsx")[0].part.village.title == "乙村"  # type: ignore[union-attr]
    assert of("表.xlsx", "甲村核对表")[0].part.village.title == "甲村"  # type: ignore[union-attr]
    (unknown,) = of("甲村和乙村.xlsx")
    assert (unknown.part.village, unknown.differences) == (None, None)
    with pytest.raises(Invalid, match="哪个村"):
        take_in(store, clerk, round_id, unknown.part)


def test_a_parcel_gives_its_tables_whatever_their_names_are_written_in(tmp_path: Path) -> None:
    """Folders and leftovers are passed over, GBK names read; broken and empty ones are said."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("村表/王庄村.xlsx", b"one")
        packed.writestr("说明.txt", b"no")
        packed.writestr("村表/~$王庄村.xlsx", b"lock")
    content = target.getvalue()
    assert parcels.is_parcel("表.zip", content)
    assert not parcels.is_parcel("表.xlsx", content)
    assert parcels.unpacked("表.zip", content) == [("王庄村.xlsx", b"one"), ("说明.txt", b"no")]
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as packed:
        packed.writestr("村表/", b"")
    with pytest.raises(Unreadable, match="是空的"):
        parcels.unpacked("表.zip", empty.getvalue())
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("abcdef.xlsx", b"two")
    gbk = written.getvalue().replace(b"abcdef.xlsx", "王庄村".encode("gbk") + b".xlsx")
    assert parcels.unpacked("表.zip", gbk) == [("王庄村.xlsx", b"two")]
    with pytest.raises(Unreadable, match="损坏"):
        parcels.unpacked("表.zip", content[:40])


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_parcel_damaged_inside_is_refused_in_a_sentence(way: int) -> None:
    """However it was packed, also where its list of contents is whole."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", way) as packed:
        packed.writestr("a.xlsx", bytes(range(256)) * 20)
        inside = range(packed.start_dir // 2, packed.start_dir)
    content = bytearray(target.getvalue())
    for place in inside:
        content[place] ^= 0xFF
    with pytest.raises(Unreadable, match="损坏"):
        parcels.unpacked("表.zip", bytes(content))
