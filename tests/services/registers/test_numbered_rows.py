"""Rows of lists that we wrote ourselves: they are known again by their 名册编号."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.domain.values.register_numbers import HEADER, register_number
from xiangxian.services import records
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.importing.load import ImportOutcome
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session import open_points
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.contract import GraphStore

HEADERS = ("姓名", "工作单位", "职务", "手机", "爱好", HEADER)


def bring(
    store: GraphStore, viewer: Viewer, folder: Path, *rows: tuple[str | None, ...]
) -> ImportOutcome:
    """Import a sheet of *rows* under `HEADERS`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(row)
    path = folder / f"{new_id()}.xlsx"
    book.save(path)
    found = check(
        read_workbook(path, name=path.name),
        homeland(store, viewer=viewer),
        known_people(store, viewer=viewer),
    )
    return loading.load(store, found, origin="village", viewer=viewer, now=NOW, change_id=new_id())


def first(store: GraphStore, viewer: Viewer, folder: Path) -> str:
    """甲, with a post, a number and a kept column; gives the id."""
    bring(store, viewer, folder, ("王甲", "甲公司", "经理", "13800001111", "钓鱼", None))
    (found,) = records.listing(store, Person.kind, viewer=viewer).rows
    return found.id


def person(store: GraphStore, viewer: Viewer, id_: str) -> Person:
    """The person as it stands."""
    record = records.read(store, id_, viewer=viewer).record
    assert isinstance(record, Person)
    return record


def posts(store: GraphStore, viewer: Viewer, id_: str) -> list[tuple[str, str]]:
    """Firm and position of every post."""
    ties = records.ties(store, id_, viewer=viewer)
    return [(tie.other.title, tie.values.get("position", "")) for tie in ties]


def test_a_list_that_comes_back_changes_what_was_changed_in_it(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """Another number, another post, another kept text: the same person says so, and nobody is new."""
    id_ = first(store, clerk, tmp_path)
    number = register_number(id_, records.read(store, id_, viewer=clerk).rev)
    done = bring(
        store, clerk, tmp_path, ("王甲", "乙公司", "董事长", "13900002222", "下棋", number)
    )
    assert (done.people, done.updated, done.reviews) == (0, 1, 0)
    now = person(store, clerk, id_)
    assert [phone.number for phone in now.phones] == ["13900002222"]
    assert now.kept == {"爱好": "下棋"}
    assert posts(store, clerk, id_) == [("乙公司", "董事长")]


def test_an_empty_cell_takes_nothing_away(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """A list with fewer columns filled leaves the rest as it is."""
    id_ = first(store, clerk, tmp_path)
    before = person(store, clerk, id_)
    number = register_number(id_, records.read(store, id_, viewer=clerk).rev)
    done = bring(store, clerk, tmp_path, ("王甲", None, None, None, None, number))
    assert (done.people, done.updated) == (0, 0)
    assert person(store, clerk, id_) == before
    assert posts(store, clerk, id_) == [("甲公司", "经理")]


def test_what_moved_on_since_the_list_was_made_is_listed(
    store: GraphStore, clerk: Viewer, tmp_path: Path
) -> None:
    """An old list overwrites nothing that is newer; the difference is one point to look at."""
    id_ = first(store, clerk, tmp_path)
    item = records.read(store, id_, viewer=clerk)
    changed = person(store, clerk, id_).model_copy(update={"wechat": "jia-1"})
    records.revise(store, id_, item.rev, changed, change_id=new_id(), viewer=clerk, now=NOW)
    number = register_number(id_, item.rev)
    done = bring(store, clerk, tmp_path, ("王甲", "甲公司", "经理", "13900002222", "钓鱼", number))
    assert done.people == 0
    assert [phone.number for phone in person(store, clerk, id_).phones] == ["13800001111"]
    assert done.batch
    (group,) = open_points.groups(store, done.batch, viewer=clerk)
    assert (group.code, group.items[0].raw) == ("VALUE_DIFFERS", "手机：13900002222")


def test_a_copied_row_is_another_person(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """Whoever copies a row to add somebody leaves the number in it: nobody is overwritten."""
    id_ = first(store, clerk, tmp_path)
    number = register_number(id_, records.read(store, id_, viewer=clerk).rev)
    done = bring(
        store,
        clerk,
        tmp_path,
        ("王甲", "甲公司", "经理", "13800001111", "钓鱼", number),
        ("王乙", "甲公司", "会计", "13700003333", None, number),
    )
    assert (done.people, done.updated) == (1, 0)
    assert person(store, clerk, id_).name == "王甲"
    assert done.batch
    (group,) = open_points.groups(store, done.batch, viewer=clerk)
    assert group.code == "REGISTER_NUMBER_OTHER"


def test_the_offices_own_remarks_are_kept(store: GraphStore, clerk: Viewer, tmp_path: Path) -> None:
    """A column 提示 is ours only beside register numbers; another office's is kept as it is."""
    for extra, kept in ((HEADER, {}), ("爱好", {"提示": "请多联系"})):
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(("姓名", "手机", "性别", "提示", extra))
        sheet.append(("王甲", "13800001111", "男", "请多联系", None))
        path = tmp_path / f"{extra}.xlsx"
        book.save(path)
        land = homeland(store, viewer=clerk)
        found = check(read_workbook(path, name=path.name), land, {})
        assert found.sheets[0].records[0].kept == kept
