"""One field declared in one place is found in form, page, list, import, index and reference."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from acts import new_id
from xiangxian import reference
from xiangxian.domain import schema
from xiangxian.domain.fields import Privacy, link, text
from xiangxian.domain.people import Person
from xiangxian.domain.records import Record
from xiangxian.domain.values.native_places import Homeland
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.records import listing, show
from xiangxian.services.registers.reading import columns, sheet_kinds
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.reading.columns import declared
from xiangxian.services.registers.session.report import report
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import Order
from xiangxian.store.contract import GraphStore
from xiangxian.web.forms import DeclaredForm

DOCS = Path(__file__).parents[1] / "docs"


class Hobbyist(Person):
    """A person with one more field, declared nowhere else."""

    hobby: str | None = text(
        "爱好",
        privacy=Privacy.OPEN,
        featured=True,
        sortable=True,
        searched=True,
        column="hobby",
        headers=("爱好", "兴趣"),
    )


@pytest.fixture
def one_more_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """The vocabulary with that field."""
    monkeypatch.setitem(schema.KINDS, "person", Hobbyist)  # type: ignore[arg-type]
    monkeypatch.setitem(sheet_kinds.KINDS, "persons", Hobbyist)
    columns.aliases.cache_clear()
    yield  # type: ignore[misc]
    columns.aliases.cache_clear()


@pytest.mark.usefixtures("one_more_field")
def test_a_field_declared_once_is_everywhere(
    store: GraphStore, clerk: Viewer, tmp_path: Path, clock: object
) -> None:
    """Form, list, presented value, search, order, import column and reference know it."""
    form = DeclaredForm(Hobbyist, clerk)
    assert form["hobby"].spec.label == "爱好"
    draft = Draft(new_id(), clerk.unit)
    id_ = draft.add(Hobbyist(name="王小明", hobby="钓鱼"))
    store.apply(draft.change_set(clerk, clock(), "person.create"))  # type: ignore[operator]
    (row,) = listing(store, "person", viewer=clerk, order=Order("hobby")).rows
    assert row.texts["hobby"] == "钓鱼"
    assert "hobby" in {spec.name for spec in gate.fields(clerk, Hobbyist) if spec.featured}
    assert store.search(["钓鱼"], kinds=["person"]) == [id_]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (("姓名", "兴趣"), ("李小红", "跳舞")):
        sheet.append(cells)
    book.save(tmp_path / "a.xlsx")
    checked = check(read_workbook(tmp_path / "a.xlsx", name="a.xlsx"), Homeland("句容市后白镇"), {})
    (record,) = checked.sheets[0].records
    assert record.values["hobby"] == "跳舞"
    assert declared(Hobbyist, record.values)["hobby"] == "跳舞"
    (printed,) = report(checked)["sheets"][0]["records"]
    assert printed["hobby"] == "跳舞"
    assert show(store, id_, viewer=clerk).texts["hobby"] == "钓鱼"
    assert "| `hobby` | 爱好 |" in reference.reference()


def test_the_reference_is_up_to_date() -> None:
    """docs/vocabulary.md is what the declarations say."""
    assert (DOCS / "vocabulary.md").read_text("utf-8") == reference.reference()


class Contradicting(Record):
    """Everything that can be declared wrongly."""

    kind = "contradicting"
    label = ""
    caption = "nothing"

    name: str = text("名", privacy=Privacy.SECRET, searched=True, headers=("名",))
    other: str | None = link("别处", to=("nowhere",), privacy=Privacy.OPEN)


def test_contradictions_stop_the_program_together() -> None:
    """All faults are named in one message."""
    with pytest.raises(schema.Contradiction) as fault:
        schema.collect([Contradicting], [])
    said = str(fault.value)
    for part in (
        "no label",
        "secret field",
        "headers without a column",
        "unknown kind nowhere",
        "is no field",
    ):
        assert part in said


def test_every_field_has_a_class_and_a_label() -> None:
    """Nothing is open by being forgotten."""
    for each in (*schema.KINDS.values(), *schema.TIES.values()):
        for spec in each.fields.values():
            assert spec.label
            assert isinstance(spec.privacy, Privacy)
