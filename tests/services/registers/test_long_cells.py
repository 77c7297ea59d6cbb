"""Cells that say more than their field bears: a point with the whole text, nothing cut, nothing lost."""

from __future__ import annotations

import json

import pytest

from acts import NOW, new_id
from xiangxian.domain import schema
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.values.value_types import LINE, LONG, NAME, TITLE, over
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.reading.columns import known, usual_header
from xiangxian.services.registers.reading.sheet_kinds import (
    ATTENDANCE,
    GREETINGS,
    KEY,
    KINDS,
    PERSONS,
)
from xiangxian.services.registers.workbook.model import Cell, Checked, Sheet, Workbook
from xiangxian.store.base import Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

TOO_LONG = {over(limit) for limit in (NAME, TITLE, LINE, LONG)}
LONGEST_CELL = 32_767
"""So many characters Excel puts into a cell."""


def sheet(header: list[str], rows: list[list[str]], name: str = "册") -> Workbook:
    """A register of one sheet, called *name*."""
    cells = {
        (row, column): Cell(text)
        for row, line in enumerate([header, *rows], 1)
        for column, text in enumerate(line, 1)
        if text
    }
    made = Sheet(name, cells, (), len(rows) + 1, len(header))
    return Workbook("册.xlsx", new_id(), (made,))


def read(store: GraphStore, viewer: Viewer, workbook: Workbook) -> Checked:
    """The register as it is understood."""
    return check(workbook, homeland(store, viewer=viewer), known_people(store, viewer=viewer))


def texts(store: GraphStore) -> str:
    """Everything that all records say."""
    kinds = (kind for kind in schema.KINDS if kind != ImportBatch.kind)
    found = (page for kind in kinds for page in pages(store, Query(kind)))
    return "\n".join(node.values for page in found for node in page.nodes)


def reviews(store: GraphStore) -> list[dict[str, object]]:
    """The points that are left open by all imports."""
    found = []
    for page in pages(store, Query(ImportBatch.kind)):
        for node in page.nodes:
            batch = ImportBatch.parsed(node.values)
            assert isinstance(batch, ImportBatch)
            found += [json.loads(each) for each in batch.review.values()]
    return found


@pytest.mark.parametrize("length", [LINE + 1, LONGEST_CELL])
@pytest.mark.parametrize("kind", list(KINDS))
def test_no_column_takes_a_cell_without_end(
    store: GraphStore, clerk: Viewer, kind: str, length: int
) -> None:
    """Every column of every kind of sheet, one row each: the row comes in without the cell, which is a
    point with its whole text; a key that is too long keeps its own row out, with the reason."""
    names = [name for name in known(kind) if name != "seq_no"]
    if kind in {ATTENDANCE, GREETINGS}:  # what makes them more than a register of people
        shared = {*known(PERSONS)} - {KEY[kind], "employer", "phones"}
        names = [name for name in names if name not in shared]
    header = [usual_header(kind, name) for name in names]
    assert len(set(header)) == len(header)
    key = names.index(KEY[kind])
    rows = []
    for number, _name in enumerate(names):
        line = [""] * len(names)
        line[key] = f"甲{chr(0x4E00 + number)}"
        line[number] = chr(0x5000 + number) * length
        rows.append(line)
    called = "2026年春节座谈会签到表" if kind == ATTENDANCE else "册"
    found = read(store, clerk, sheet(header, rows, called))
    (understood,) = found.sheets
    assert understood.kind == kind
    fields = {column.letter: column.field or column.kept for column in understood.columns}
    missed = set(names) - set(fields.values())
    assert not missed
    bears_key = length <= LONG and KEY[kind] not in _lines(kind)
    skipped = {each.row: each.why for each in understood.rejected}
    assert skipped == ({} if bears_key else {key + 2: "NAME_TOO_LONG"})
    told = {}
    for record in understood.records:
        for point in record.points:
            if point.code in TOO_LONG:
                told[record.row] = point
    long = {row for row in range(2, len(names) + 2) if row - 2 != key or bears_key}
    bears = {row for row in long if length <= LONG and names[row - 2] not in _lines(kind)}
    assert set(told) == long - bears
    for row, point in told.items():
        assert point.raw == rows[row - 2][row - 2]
    loading.load(store, found, origin="village", viewer=clerk, now=NOW, change_id=new_id())
    said = texts(store)
    for row in told:
        mark = chr(0x5000 + row - 2)
        whole = mark * length
        left = said.replace(whole, "")
        assert mark * (NAME + 1) not in left, names[row - 2]
        if length > LONG:
            assert whole not in said
            assert any(each.get("raw") == whole for each in reviews(store)), names[row - 2]
    assert store.verify() == []


def _lines(kind: str) -> set[str]:
    """The columns that bear no more than a line."""
    texts_ = {
        spec.column
        for spec in KINDS[kind].fields.values()
        if spec.column and spec.type.name in {"long_text", "kept"}
    }
    return set(known(kind)) - texts_


def test_an_unknown_column_keeps_a_long_text_and_points_at_a_longer_one(
    store: GraphStore, clerk: Viewer
) -> None:
    """What nobody declared is kept up to the longest text; beyond it is a point, and the row comes in."""
    texts_ = ("爱" * LONG, "好" * (LONG + 1))
    rows = [["王小明", "13000000001", texts_[0]], ["王小红", "13000000002", texts_[1]]]
    found = read(store, clerk, sheet(["姓名", "手机", "随便什么栏"], rows))
    loading.load(store, found, origin="village", viewer=clerk, now=NOW, change_id=new_id())
    said = texts(store)
    assert texts_[0] in said
    assert texts_[1][:NAME] not in said
    (point,) = (each for each in reviews(store) if each["code"] in TOO_LONG)
    assert point["raw"] == texts_[1]
    assert sum(group.count for group in store.count("person")) == 2


def test_a_name_of_more_than_sixty_characters_keeps_its_row_out(
    store: GraphStore, clerk: Viewer
) -> None:
    """Sixty are a name; the reason says what is wrong, and nobody is made of its beginning."""
    rows = [["王" * NAME, "13000000001"], ["赵" * (NAME + 1), "13000000002"]]
    found = read(store, clerk, sheet(["姓名", "手机"], rows))
    assert [(each.row, each.why) for each in found.sheets[0].rejected] == [(3, "NAME_TOO_LONG")]
    loading.load(store, found, origin="village", viewer=clerk, now=NOW, change_id=new_id())
    assert sum(group.count for group in store.count("person")) == 1
    assert "赵" not in texts(store)
