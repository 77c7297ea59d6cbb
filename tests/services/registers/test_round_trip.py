"""A list that left comes back: what was changed in it is changed in the register, and only that."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.services import records
from xiangxian.services.exports import contact_lists
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import every, homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import EVERYTHING, Hop
from xiangxian.store.contract import GraphStore

VILLAGES = Path(__file__).parents[2] / "registers" / "01_village_register.xlsx"


def bring_in(store: GraphStore, clerk: Viewer, path: Path, now: datetime) -> loading.ImportOutcome:
    """Import the file at *path*."""
    checked = check(
        read_workbook(path, name=path.name),
        homeland(store, viewer=clerk),
        known_people(store, viewer=clerk),
    )
    return loading.load(store, checked, origin="village", viewer=clerk, now=now, change_id=new_id())


def everybody(store: GraphStore, clerk: Viewer) -> dict[str, tuple[Person, set[str]]]:
    """Every person with the names of the firms, by id."""
    found = {}
    for item in every(store, Person.kind, clerk, ((Hop("HOME_VILLAGE"),),)):
        assert isinstance(item.record, Person)
        graph = store.expand([item.id], ["EMPLOYED"], depth=1, limit=50)
        posts = {f"{edge.target} {edge.values}" for edge in graph.edges if edge.source == item.id}
        found[item.id] = (item.record, posts)
    return found


def export_all(store: GraphStore, clerk: Viewer, form: str, *, usual: bool = False) -> bytes:
    """Everybody with every column there is, or only the *usual* ones."""
    found = contact_lists.gather(store, EVERYTHING, viewer=clerk, today=NOW.date())
    every = [column.name for column in contact_lists.COLUMNS]
    return contact_lists.export(store, EVERYTHING, contact_lists.ListOrder(purpose="核对", recipient="各村", form=form, numbered=True, columns=contact_lists.USUAL if usual else every, kept=() if usual else found.kept_headers), change_id=new_id(), viewer=clerk, now=NOW).content  # fmt: skip


class Table:
    """The exported file, to be changed by a clerk at a spreadsheet."""

    def __init__(self, content: bytes, form: str) -> None:
        self.form = form
        if form == "xlsx":
            self.book = openpyxl.load_workbook(io.BytesIO(content))
            sheet = self.book.active
            assert sheet is not None
            self.rows: list[list[Any]] = [list(row) for row in sheet.iter_rows(min_row=3)]
            self.header = [cell.value for cell in self.rows[0]]
        else:
            text = content.decode("utf-8-sig")
            self.rows = list(csv.reader(io.StringIO(text, newline="")))
            self.header = self.rows[0]

    def text(self, row: int, header: str) -> str:
        """What stands in a cell."""
        cell = self.rows[row][self.header.index(header)]
        return str(cell.value or "") if self.form == "xlsx" else str(cell)

    def write(self, row: int, header: str, text: str) -> None:
        """Put a text into a cell."""
        place = self.header.index(header)
        if self.form == "xlsx":
            self.rows[row][place].value = text
        else:
            self.rows[row][place] = text

    def save(self, path: Path) -> None:
        """The file as it comes back."""
        if self.form == "xlsx":
            self.book.save(path)
        else:
            target = io.StringIO(newline="")
            csv.writer(target).writerows(self.rows)
            path.write_bytes(target.getvalue().encode("utf-8-sig"))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_comes_back_as_changes_of_the_same_people(
    store: GraphStore, clerk: Viewer, tmp_path: Path, form: str
) -> None:
    """A number, a post and a kept column changed: three people updated, nobody new, every other
    value and kept column as it was, no column more."""
    bring_in(store, clerk, VILLAGES, NOW)
    odd = Person(name="阿一", kept={"校友会": "理事", "会费": "已交"})
    records.create(store, odd, change_id=new_id(), viewer=clerk, now=NOW)
    before = everybody(store, clerk)
    table = Table(export_all(store, clerk, form), form)
    kept = "校友会"
    rows = range(1, 40)
    third = next(row for row in rows if table.text(row, kept))
    first, second = [
        row for row in rows if table.text(row, "手机") and table.text(row, "职务") and row != third
    ][:2]
    changed = {"手机": first, "职务": second, kept: third}
    tails = [table.text(row, "名册编号")[:8] for row in changed.values()]
    table.write(changed["手机"], "手机", "13912345678")
    table.write(changed["职务"], "职务", "总顾问")
    table.write(changed[kept], kept, "改过的说法")
    path = tmp_path / f"回来的.{form}"
    table.save(path)
    done = bring_in(store, clerk, path, NOW + timedelta(days=1))
    after = everybody(store, clerk)
    assert (done.people, done.updated, done.mentioned) == (0, 3, ())
    assert set(after) == set(before)
    moved = {id_ for id_ in before if before[id_] != after[id_]}
    assert sorted(id_.replace("-", "")[-8:].upper() for id_ in moved) == sorted(tails)
    by_tail = {id_.replace("-", "")[-8:].upper(): after[id_] for id_ in after}
    assert [phone.number for phone in by_tail[tails[0]][0].phones] == ["13912345678"]
    assert any("总顾问" in post for post in by_tail[tails[1]][1])
    assert by_tail[tails[2]][0].kept[kept] == "改过的说法"
    assert {h for p, _ in after.values() for h in p.kept} == {
        h for p, _ in before.values() for h in p.kept
    }


@pytest.mark.parametrize(("form", "usual"), [("xlsx", False), ("csv", False), ("xlsx", True)])
def test_an_untouched_list_changes_nothing(
    store: GraphStore, clerk: Viewer, tmp_path: Path, form: str, usual: bool
) -> None:
    """Every cell that leaves reads back as the value it came from."""
    bring_in(store, clerk, VILLAGES, NOW)
    before = everybody(store, clerk)
    path = tmp_path / f"回来的.{form}"
    path.write_bytes(export_all(store, clerk, form, usual=usual))
    done = bring_in(store, clerk, path, NOW + timedelta(days=1))
    assert (done.people, done.updated, done.reviews) == (0, 0, 0)
    assert everybody(store, clerk) == before
