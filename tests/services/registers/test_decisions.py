"""What the clerk decides about rows that look like known records: followed, and as it was shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from acts import NOW, new_id
from xiangxian.domain.values.text import fold
from xiangxian.services.duplicates.matching import Grade
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import holdings, homeland, known_people
from xiangxian.services.registers.importing.load import ImportOutcome
from xiangxian.services.registers.importing.matches import Decisions, RowDecision, What
from xiangxian.services.registers.importing.planner import ImportPlan
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.cell_lines import packed, unpacked
from xiangxian.services.registers.workbook.model import Cell, Checked, Sheet, Workbook
from xiangxian.store.base import Applied, ChangeSet
from xiangxian.store.contract import GraphStore

HEAD = ("姓名", "出生年月", "手机", "单位")


def book(*rows: tuple[object, ...]) -> Workbook:
    """A register of these rows."""
    cells = {
        (row, column): Cell(value)  # type: ignore[arg-type]
        for row, line in enumerate((HEAD, *rows), 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    return Workbook("册.xlsx", str(rows), (Sheet("册", cells, (), len(rows) + 1, 4),))


def checked(store: GraphStore, viewer: Viewer, *rows: tuple[object, ...]) -> Checked:
    """The rows as the register understands them."""
    return check(book(*rows), homeland(store, viewer=viewer), known_people(store, viewer=viewer))


def foresee(
    store: GraphStore, viewer: Viewer, file: Checked, said: Decisions, id_: str
) -> ImportPlan:
    """What bringing *file* in would do."""
    return loading.foresee(
        store, file, origin="village", viewer=viewer, now=NOW, change_id=id_, decisions=said
    )


def bring(
    store: GraphStore, viewer: Viewer, file: Checked, said: Decisions, id_: str | None = None
) -> ImportOutcome:
    """Bring *file* in as it was decided."""
    return loading.load(
        store,
        file,
        origin="village",
        viewer=viewer,
        now=NOW,
        change_id=id_ or new_id(),
        decisions=said,
    )


def person(store: GraphStore, viewer: Viewer, name: str) -> Any:
    """The one person of a name."""
    (known,) = holdings(store, viewer=viewer).people[fold(name)]
    assert known.item is not None
    return known.item.record


NOTHING = Decisions()
FIRST = ("王小明", "1970年5月", "13000000001", "甲公司")
OTHER = ("王晓明", "1980年1月", "13000000001", "丁公司")
"""The same number under a name that sounds the same: likely one person."""


@pytest.mark.parametrize(
    ("what", "people", "born"),
    [
        (None, 2, "1970-05"),
        (What.CREATE, 2, "1970-05"),
        (What.SKIP, 1, "1970-05"),
        (What.FILL, 1, "1970-05"),
        (What.UPDATE, 1, "1980-01"),
    ],
)
def test_a_row_becomes_what_was_decided(
    store: GraphStore, clerk: Viewer, what: What | None, people: int, born: str
) -> None:
    """For the row alone or for all of its grade; nothing said, it is recorded apart."""
    bring(store, clerk, checked(store, clerk, FIRST), NOTHING)
    file = checked(store, clerk, OTHER)
    (match,) = foresee(store, clerk, file, NOTHING, new_id()).matches
    assert match.decided == RowDecision(What.CREATE)
    assert "号码相同" in match.candidates[0].like.why
    said = NOTHING
    if what is not None:
        said = Decisions(grades={match.grade: what})
        of = match.of if what in (What.FILL, What.UPDATE) else ""
        alone = Decisions(rows={match.place: RowDecision(what, of)})
        rows = [foresee(store, clerk, file, each, new_id()).rows for each in (said, alone)]
        assert [row.what for row in rows[0]] == [row.what for row in rows[1]]
    done = bring(store, clerk, file, said)
    assert done.left == (what is What.SKIP)
    assert sum(group.count for group in store.count("person")) == people
    assert person(store, clerk, "王小明").birth.iso() == born
    assert store.verify() == []


def test_a_skipped_row_leaves_nothing(store: GraphStore, clerk: Viewer) -> None:
    """Neither its firm nor a point to look at; with the same file it comes up again."""
    bring(store, clerk, checked(store, clerk, FIRST), NOTHING)
    file = checked(store, clerk, OTHER)
    (match,) = foresee(store, clerk, file, NOTHING, new_id()).matches
    said = Decisions(rows={match.place: RowDecision(What.SKIP)})
    assert bring(store, clerk, file, said).batch is None
    assert fold("丁公司") not in holdings(store, viewer=clerk).organisations
    assert len(foresee(store, clerk, file, NOTHING, new_id()).matches) == 1


def test_what_is_written_is_what_was_shown(
    store: GraphStore, clerk: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Write for write, with decisions of every sort."""
    bring(
        store, clerk, checked(store, clerk, FIRST, ("李小华", None, "13000000002", None)), NOTHING
    )
    rows = (OTHER, ("李小华", "1971年", "13000000002", "乙公司"), ("钱多", "55岁", None, None))
    file, id_ = checked(store, clerk, *rows), new_id()
    place = foresee(store, clerk, file, NOTHING, id_).matches[0]
    said = Decisions(rows={place.place: RowDecision(What.UPDATE, place.of)})
    shown = foresee(store, clerk, file, said, id_)
    written: list[ChangeSet] = []
    whole = store.apply

    def apply(changes: ChangeSet) -> Applied:
        written.append(changes)
        return whole(changes)

    monkeypatch.setattr(store, "apply", apply)
    bring(store, clerk, file, said, id_)
    (changes,) = written
    assert changes.writes[1:] == tuple(shown.draft.writes)


def test_several_rows_of_one_record_are_one_write(store: GraphStore, clerk: Viewer) -> None:
    """The first may overwrite, those after it only add; what differs stays open."""
    bring(store, clerk, checked(store, clerk, ("王小明", None, "13000000001", None)), NOTHING)
    rows = (
        ("王小明", "1970年5月", "13000000001", "甲公司"),
        ("王小明", "1971年6月", "13000000001", "甲公司"),
        ("王小明", None, "13000000001", "乙公司"),
    )
    done = bring(store, clerk, checked(store, clerk, *rows), NOTHING)
    assert (done.people, done.updated, done.same) == (0, 2, 1)
    assert done.reviews == 1
    assert person(store, clerk, "王小明").birth.iso() == "1970-05"
    firms = [
        post.organisation for _, post in next(iter(holdings(store, viewer=clerk).posts.values()))
    ]
    assert sorted(firms) == ["乙公司", "甲公司"]
    assert store.verify() == []


def test_rows_of_one_file_meet_each_other(store: GraphStore, clerk: Viewer) -> None:
    """They can be passed over or kept apart; nobody is filled from a row that is not yet stored."""
    file = checked(store, clerk, FIRST, OTHER)
    (match,) = foresee(store, clerk, file, NOTHING, new_id()).matches
    assert match.candidates[0].place == "册!A2"
    assert match.of == ""
    every = Decisions(grades=dict.fromkeys(Grade, What.FILL))
    assert foresee(store, clerk, file, every, new_id()).count("create") == 2
    skip = Decisions(grades=dict.fromkeys(Grade, What.SKIP))
    assert foresee(store, clerk, file, skip, new_id()).count("create") == 1


def test_a_workbook_is_kept_as_text() -> None:
    """Every kind of cell comes back as it was read."""
    cells = {
        (1, 1): Cell("姓名"),
        (2, 1): Cell(1975.1, "0.0"),
        (2, 2): Cell(datetime(1975, 5, 1), "yyyy-mm", formula=False),  # noqa: DTZ001 - a cell's day
        (2, 3): Cell(None, formula=True),
        (3, 1): Cell(True),
        (3, 3): Cell("甲\n乙"),
    }
    workbook = Workbook("册.xlsx", "d", (Sheet("一", cells, ((1, 1, 2, 1),), 3, 3, hidden=True),))
    assert unpacked(packed(workbook)) == workbook
